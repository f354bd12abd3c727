"""What the work costs at the very least: the same pages through the bare libraries, with nothing of a migration around them.

python -m benchmarks.floor [--pages 2000] [--furniture 18000]

One process, one thread, no Prefect: each content page is fetched with requests, its request and response are packed as
two gzip members of a WARC with their digest, it is parsed once by lxml, its links are resolved, title, date and body are taken
by one XPath each, the body is sanitised by nh3 and read as text, and the row goes into SQLite with a full-text index, a thousand
a transaction. It knows the addresses and selectors beforehand; it checks, learns, compares, masks, maps, judges nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import lxml.html
import nh3
import requests

from benchmarks.end_to_end import sample_city
from guiyi.markup.decode import decode_html

MANY = 1000  # rows a transaction
WARM = 50  # pages before the clock runs
TITLE, DATE = "string(//title)", "string(//meta[@name='PubDate' or @name='pubdate']/@content)"


class Clock:
    """CPU-seconds by step."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts what happens within for this step."""
        begun = time.process_time()
        yield
        self.steps[name] += time.process_time() - begun


def main() -> None:
    """Prints milliseconds a page by step, and pages per CPU-second."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--furniture", type=int, default=18_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sample_city(wanted.pages, wanted.furniture, []) as city:
        os.environ["http_proxy"] = f"http://127.0.0.1:{city['port']}"
        items = sorted(city["items"])
        pass_through(items[:WARM], Path(folder) / "warm", Clock())
        clock = Clock()
        pass_through(items, Path(folder) / "floor", clock)
    for name, seconds in clock.steps.items():
        print(f"{name:24}{1000 * seconds / len(items):8.2f} ms")
    total = sum(clock.steps.values())
    print(f"{'all':24}{1000 * total / len(items):8.2f} ms = {len(items) / total:.0f} pages per CPU-second")


def pass_through(urls: list[str], place: Path, clock: Clock) -> None:
    """Fetches, packs, reads and keeps every page."""
    session, base = requests.Session(), sqlite3.connect(f"{place}.db")
    base.execute(
        "CREATE TABLE page (url TEXT PRIMARY KEY, digest TEXT, title TEXT, day TEXT, html TEXT, text TEXT, links INT)"
    )
    base.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, content='', tokenize='trigram')")
    rows: list[tuple[Any, ...]] = []
    with open(f"{place}.warc.gz", "wb") as archive:
        for url in urls:
            with clock.step("fetch"):
                response = session.get(url)
                body = response.content
            with clock.step("WARC"):
                digest = hashlib.sha256(body).hexdigest()
                archive.write(_packed(f"GET {url}\r\n\r\n".encode()) + _packed(str(response.headers).encode() + body))
            rows.append((url, digest, *_read(url, body, clock)))
            if len(rows) >= MANY:
                _keep(base, rows, clock)
    _keep(base, rows, clock)


@lru_cache(maxsize=100_000)
def resolved(folder: str, href: str) -> str:
    """A link of a page in that folder → its address; most are on its neighbours, too."""
    return urljoin(f"{folder}/", href)


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


def _read(url: str, body: bytes, clock: Clock) -> tuple[Any, ...]:
    with clock.step("decode and parse"):
        root = lxml.html.document_fromstring(
            decode_html(body).text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    with clock.step("links"):
        folder = url.rsplit("/", 1)[0]
        links = {resolved(folder, one) for one in root.xpath("//a/@href | //img/@src")}
    with clock.step("fields and body"):
        title, day = root.xpath(TITLE), root.xpath(DATE)
        node = max(root.iter("div", "td"), key=lambda one: len(one.xpath("string(p)")), default=root)
        html = nh3.clean(lxml.html.tostring(node, encoding="unicode"))
        text = "\n".join(node.itertext())
    return title, day, html, text, len(links)


def _keep(base: sqlite3.Connection, rows: list[tuple[Any, ...]], clock: Clock) -> None:
    with clock.step("SQLite and full text"), base:
        base.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        base.executemany("INSERT INTO words (title, text) VALUES (?, ?)", [(row[2], row[5]) for row in rows])
    rows.clear()


if __name__ == "__main__":
    main()
