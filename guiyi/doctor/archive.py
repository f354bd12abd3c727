"""A site's archive against its ledger: segments, records, index, part files, half-written files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select, update

from guiyi.crawl.archiving.archive import ArchiveWriter, read_response, segment_key
from guiyi.crawl.archiving.cdxj import index_line, write_index
from guiyi.crawl.archiving.warcfile import damaged_records
from guiyi.crawl.crawl import archived_rows
from guiyi.database import reading, writing
from guiyi.doctor.findings import Finding
from guiyi.errors import StoreError
from guiyi.ledger import pages, runs, site_states
from guiyi.prints import sha256_of
from guiyi.runs.manifest import STAGES
from guiyi.runs.run import Run

RESTORE = "restore the file from a backup"


def examine_archive(run: Run) -> Iterator[Finding]:
    """A site's segments, records and index, and what its stages wrote."""
    with reading(run.engine) as connection:
        state = connection.execute(select(site_states).where(site_states.c.site == run.site)).one()
    yield from _segments(run, state)
    yield from _records(run)
    yield from _index(run)
    yield from _parts(run)


def _segments(run: Run, state: Any) -> Iterator[Finding]:
    folder = f"sites/{run.site}/warc"
    sizes = run.store.sizes(folder)
    for number in range(state.warc_segment + 1):
        key = segment_key(run.site, number)
        size, wanted = sizes.get(key.rsplit("/", 1)[-1], 0), state.warc_bytes if number == state.warc_segment else None
        if size < (1 if wanted is None else wanted):
            lost = f"{size:,} bytes, {wanted:,} are on record" if wanted is not None else "it is missing or empty"
            yield Finding("segment", key, lost, RESTORE)
        elif wanted is not None and size > wanted:
            yield Finding(
                "torn-tail", key, f"{size - wanted:,} bytes beyond the last commit", "cut off", _cut(run, state)
            )
        if run.store.is_local and size:
            for offset, why in damaged_records(run.store.local_path(key), wanted):
                yield Finding("record", key, f"the record at byte {offset:,} is damaged: {why}", RESTORE)
    later = [
        name
        for name in sizes
        if name.endswith(".warc.gz") and name > segment_key(run.site, state.warc_segment).rsplit("/", 1)[-1]
    ]
    for name in sorted(later):
        yield Finding("torn-tail", f"{folder}/{name}", "no commit knows this segment", "deleted", _cut(run, state))


def _cut(run: Run, state: Any) -> Callable[[], None]:
    return lambda: ArchiveWriter(run.store, run.site, state.warc_segment, state.warc_bytes).close()


def _records(run: Run) -> Iterator[Finding]:
    """Every page that the ledger has a record of: its bytes are those that were fetched."""
    held = select(pages).where(pages.c.site == run.site, pages.c.warc.is_not(None))
    with reading(run.engine) as connection:
        rows = connection.execute(held.order_by(pages.c.warc, pages.c.warc_offset)).all()
    for row in rows:
        try:
            body = read_response(run.store, row.warc, row.warc_offset, row.warc_length).body
            why = "" if sha256_of(body) == row.digest else "its bytes are not those that were fetched"
        except StoreError as error:
            why = str(error)
        if why:
            yield Finding(
                "page", row.url, why, "asked for again, without conditions, by the next run", _ask_again(run, row.key)
            )


def _ask_again(run: Run, key: str) -> Callable[[], None]:
    def repair() -> None:
        own = (pages.c.site == run.site) & (pages.c.key == key)
        with writing(run.engine) as connection:  # with another digest the next response is archived whole
            connection.execute(update(pages).where(own).values(etag=None, last_modified=None, digest=""))

    return repair


def _index(run: Run) -> Iterator[Finding]:
    with reading(run.engine) as connection:
        newest = select(runs.c.crawl_finished).where(runs.c.site == run.site).order_by(runs.c.number.desc())
        is_finished = connection.execute(newest.limit(1)).scalar()
    if not is_finished:
        return  # it is written when the crawl is
    key = f"sites/{run.site}/warc/{run.site}.cdxj"
    wanted = b"".join(sorted(index_line(row).encode("utf-8", "replace") for row in archived_rows(run)))
    if not run.store.exists(key) or run.store.read(key) != wanted:
        what = "it is not what the ledger says" if run.store.exists(key) else "it is missing"
        yield Finding("index", key, what, "written anew", _write_index(run))


def _write_index(run: Run) -> Callable[[], None]:
    def repair() -> None:
        write_index(run.store, run.site, archived_rows(run))

    return repair


def _parts(run: Run) -> Iterator[Finding]:
    """What stages hand on, and temporary files of killed processes."""
    for stage in STAGES:
        for key in run.store.list(f"sites/{run.site}/{stage}"):
            if not key.endswith(".parquet"):
                continue
            try:
                pq.read_table(io.BytesIO(run.store.read(key)))
            except (OSError, pa.ArrowException, StoreError) as error:
                what = f"it can't be read: {str(error)[:200]}"
                yield Finding("part", key, what, "deleted; the next run makes it again", _delete(run, key))
    for key in run.store.abandoned(f"sites/{run.site}"):
        yield Finding("temporary", key, "a killed process left it half written", "deleted", _delete(run, key))


def _delete(run: Run, key: str) -> Callable[[], None]:
    return lambda: run.store.delete(key)
