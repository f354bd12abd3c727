"""The peer: a well-tuned Scrapy + trafilatura + datasketch + SQLAlchemy pipeline doing the same job.

    python -m benchmarks.peer SEEDS.json DATABASE      (http_proxy leads every host name to the sample city)

SEEDS.json: {"seeds": [urls to start from], "items": [urls of content pages]}. It fetches the seeds and follows links
on their hosts, extracts the content pages in worker processes (trafilatura's fast mode with metadata), finds copies
with MinHashLSH (25 × 5 bands) and upserts into SQLite. It writes no WARC, keeps no ledger and reconciles nothing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from datasketch import MinHash, MinHashLSH
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from sqlalchemy import Column, MetaData, String, Table, Text, create_engine
from sqlalchemy.dialects.sqlite import insert

CHUNK = 50
PERMUTATIONS = 128
SETTINGS = {
    "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR", "REACTOR_THREADPOOL_MAXSIZE": 4,
    "REFERER_ENABLED": False, "MEMUSAGE_ENABLED": False,
}  # fmt: skip


def extract_chunk(pages: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """Pages (url, bytes) → rows with title, date, text and MinHash values; runs in a worker process."""
    import trafilatura
    import xxhash
    from trafilatura.settings import use_config

    config = use_config()
    rows = []
    for url, body in pages:
        found = trafilatura.bare_extraction(body, url=url, fast=True, with_metadata=True, config=config)
        text = (found.text if found else "") or ""
        sketch = MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
        sketch.update_batch([text[at : at + 5].encode() for at in range(max(1, len(text) - 4))])
        title, day = (found.title, found.date) if found else (None, None)
        rows.append(
            {
                "url": url, "title": title, "date": day, "text": text, "sketch": sketch.hashvalues,
                "scheme": sketch.scheme,
            }
        )  # fmt: skip
    return rows


class Peer(scrapy.Spider):
    """Follows links on the seeds' hosts and hands content pages to worker processes."""

    name = "peer"

    def __init__(self, seeds: list[str], items: set[str], rows: list[dict[str, Any]]) -> None:
        super().__init__()
        self.seeds, self.items, self.rows = seeds, items, rows
        self.hosts = {urlsplit(url).hostname or "" for url in seeds}
        self.links = LinkExtractor(allow_domains=list(self.hosts), tags=("a",), attrs=("href",))
        self.pool = ProcessPoolExecutor(2)
        self.buffer: list[tuple[str, bytes]] = []
        self.futures: list[Future[list[dict[str, Any]]]] = []

    async def start(self) -> Any:
        """The seeds, then the content pages."""
        for url in [*self.seeds, *sorted(self.items)]:
            yield scrapy.Request(url, callback=self.parse)

    def parse(self, response: scrapy.http.Response) -> Any:
        """Content pages go to the workers; links of other pages are followed."""
        if response.url in self.items:
            self.buffer.append((response.url, response.body))
            if len(self.buffer) >= CHUNK:
                self.flush()
        elif isinstance(response, scrapy.http.TextResponse):
            for link in self.links.extract_links(response):
                yield scrapy.Request(link.url, callback=self.parse)

    def flush(self) -> None:
        """Sends what is buffered to a worker."""
        self.futures.append(self.pool.submit(extract_chunk, self.buffer))
        self.buffer = []

    def closed(self, reason: str) -> None:
        """Collects the workers' rows."""
        if self.buffer:
            self.flush()
        for future in self.futures:
            self.rows.extend(future.result())
        self.pool.shutdown()


def find_copies(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Rows → {url of a copy: url of the first page like it}."""
    index, copies = MinHashLSH(num_perm=PERMUTATIONS, params=(25, 5)), {}
    for row in rows:
        sketch = MinHash(num_perm=PERMUTATIONS, hashvalues=row["sketch"], scheme=row["scheme"])
        alike = [url for url in index.query(sketch)]
        if alike:
            copies[row["url"]] = alike[0]
        index.insert(row["url"], sketch)
    return copies


def load(rows: list[dict[str, Any]], copies: dict[str, str], database: Path) -> None:
    """Upserts all rows with SQLAlchemy Core, a thousand a time."""
    metadata = MetaData()
    names = ("url", "title", "date", "text", "copy_of")
    table = Table(
        "pages",
        metadata,
        *(Column(name, Text if name != "url" else String, primary_key=name == "url") for name in names),
    )
    engine = create_engine(f"sqlite:///{database}")
    metadata.create_all(engine)
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=["url"], set_={name: statement.excluded[name] for name in names[1:]}
    )
    with engine.begin() as connection:
        for at in range(0, len(rows), 1000):
            part = [{**row, "copy_of": copies.get(row["url"])} for row in rows[at : at + 1000]]
            connection.execute(statement, [{name: row[name] for name in names} for row in part])


def main() -> None:
    """Runs the peer and prints what it did as one JSON line."""
    wanted = json.loads(Path(sys.argv[1]).read_text())
    rows: list[dict[str, Any]] = []
    begun, startup = time.monotonic(), time.process_time()
    process = CrawlerProcess(SETTINGS)
    process.crawl(Peer, seeds=wanted["seeds"], items=set(wanted["items"]), rows=rows)
    process.start()
    rows.sort(key=lambda row: str(row["url"]))
    copies = find_copies(rows)
    load(rows, copies, Path(sys.argv[2]))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used) - startup
    found = {"pages": len(rows), "copies": len(copies), "cpu": cpu, "startup_cpu": startup}
    print(json.dumps(found | {"seconds": time.monotonic() - begun}))


if __name__ == "__main__":
    main()
