"""What one more site of 1,000 documents costs in a library that holds a million signatures, on a real database."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from sqlalchemy import Connection, Engine

from benchmarks.corpus import make_corpus
from benchmarks.end_to_end import cpu_of
from guiyi.database import reading, writing
from guiyi.dedupe.alike import NEAR, copy_bands, is_copy, overlaps
from guiyi.dedupe.index import near_texts, same_texts, same_titles, sign_documents, title_print
from guiyi.dedupe.numbers import numbers_of_all
from guiyi.dedupe.signatures import BINS, normalise, sign, text_print
from guiyi.library.migrate import open_library
from tests.postgres import find_binaries, running_server

SITE = 1_000  # documents of the new site
KNOWN = 200  # of them are in the library already, under other sites
AT_ONCE = 20_000


def measure(kind: str, count: int) -> None:
    """sqlite or postgresql, how many signatures → prints what the new site costs."""
    with _library(kind) as (engine, server):
        begun = time.monotonic()
        corpus = make_corpus(SITE)
        texts = corpus.texts
        theirs = [text if n % 2 else f"{text}（责任编辑：陈明）" for n, text in enumerate(texts[:KNOWN])]
        live = [_row(f"known{n}", "other", text) for n, text in enumerate(theirs)]
        fill(engine, count)
        with writing(engine) as connection:
            sign_documents(connection, live)
        if server:
            _settle(engine)
        print(f"{kind}: {count:,} signatures written in {time.monotonic() - begun:,.0f} s")
        before, own = cpu_of(server) if server else 0.0, time.process_time()
        wall = time.monotonic()
        found = add_site(engine, texts, theirs)
        mine, wall = time.process_time() - own, time.monotonic() - wall
        served = cpu_of(server) - before if server else 0.0
        print(
            f"{SITE:,} documents compared and added: {mine + served:.2f} s CPU ({served:.2f} of the server), {wall:.2f} s"
        )
        print(f"copies of documents of other sites found: {found} of {KNOWN}")


def _settle(engine: Engine) -> None:
    """Statistics and visibility as a library in use has them; else the server does that while we measure."""
    raw = engine.raw_connection()
    raw.driver_connection.autocommit = True  # type: ignore[union-attr]
    for statement in ("VACUUM ANALYZE signatures", "VACUUM ANALYZE signature_bands", "CHECKPOINT"):
        raw.cursor().execute(statement)
    raw.close()


def _row(ident: str, site: str, text: str) -> dict[str, Any]:
    return {"resource_id": ident, "site": site, "title": text[:20], "body_text": text}


def add_site(engine: Engine, texts: list[str], theirs: list[str]) -> int:
    """Texts of a new site, and those that it shares with others as they have them → how many the library has; all are signed and written."""
    plain, titles = [normalise(text) for text in texts], [normalise(text[:20]) for text in texts]
    prints = [text_print(*both) for both in zip(titles, plain, strict=True)]
    marks, numbers = sign(plain), numbers_of_all(plain)
    known = {f"known{n}": normalise(text) for n, text in enumerate(theirs)}
    with reading(engine) as connection:
        exact = same_texts(connection, "new", prints)
        near = near_texts(connection, "new", marks, numbers)
        same_titles(connection, "new", [title_print(title) for title in titles])
    copies = {at for at, print_ in enumerate(prints) if print_ in exact}
    for at, some in enumerate(near):
        for one in some:
            both = [plain[at], known.get(one.resource_id, "")]
            if overlaps(both, np.array([[0, 1]]))[0, 0] >= NEAR and is_copy(*both):
                copies.add(at)
    with writing(engine) as connection:
        sign_documents(connection, [_row(f"new{n}", "new", text) for n, text in enumerate(texts)])
    return len(copies & set(range(KNOWN)))


def fill(engine: Engine, count: int) -> None:
    """Signatures of random documents, with their bands; written in order, as fast as the database takes them."""
    chance = np.random.default_rng(1)
    numbers = chance.integers(-(2**62), 2**62, count)
    banded = np.empty((count, 25), dtype=np.int64)
    with writing(engine) as connection:
        for start in range(0, count, AT_ONCE):
            size = min(AT_ONCE, count - start)
            marks = chance.integers(0, 2**32, (size, BINS), dtype=np.uint32)
            said = numbers[start : start + size].tolist()
            banded[start : start + size] = copy_bands(marks, said)
            rows = [
                (
                    f"r{start + at}",
                    f"site{(start + at) % 500}",
                    said[at],
                    f"{start + at:064d}",
                    said[at] // 2,
                    said[at],
                    800,
                    mark.tobytes(),
                )
                for at, mark in enumerate(marks)
            ]
            _write(connection, "signatures", rows)
        owners = np.repeat(numbers, 25)
        flat = banded.ravel()
        order = np.argsort(flat, kind="stable")
        for start in range(0, len(order), 25 * AT_ONCE):
            some = order[start : start + 25 * AT_ONCE]
            _write(connection, "signature_bands", list(zip(flat[some].tolist(), owners[some].tolist(), strict=True)))


def _write(connection: Connection, table: str, rows: list[Any]) -> None:
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ",".join("?" * len(rows[0]))
        raw.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _library(kind: str) -> Iterator[tuple[Engine, psutil.Process | None]]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="guiyi-signatures-") as folder:
            yield open_library(f"sqlite:///{folder}/library.db"), None
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("no PostgreSQL binaries here")
    with running_server(binaries) as url:
        folder = url.rsplit("host=", 1)[1]
        pid = int((Path(folder) / "data" / "postmaster.pid").read_text().split()[0])
        yield open_library(url.format("postgres")), psutil.Process(pid)
