"""What a crawl found since the last commit, how it gets into the ledger, and what one that goes on must know."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from guiyi.crawl.admission import TOO_DEEP
from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.paging.page import TOGETHER
from guiyi.crawl.traps import AGAIN, Traps
from guiyi.database import chunks, reading, upsert
from guiyi.errors import StoreError
from guiyi.ledger import FETCHED, LIST, PAGE, QUEUED, SKIPPED, listings, pages, sections, seen_urls
from guiyi.runs.run import Run

IS_TOO_DEEP = and_(pages.c.state == SKIPPED, pages.c.error.like(f"{TOO_DEEP}%"))
KEYS_AT_ONCE = 500  # that one statement names


class Changes:
    """What was found since the last commit: rows by their keys, without the site and the run that all have."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}
        self.new: dict[str, dict[str, Any]] = {}
        self.paging: dict[str, dict[str, Any]] = {}
        self.seen: dict[str, dict[str, Any]] = {}
        self.sections: dict[str, dict[str, Any]] = {}
        self.totals: dict[str, tuple[int, str]] = {}
        self.listed: dict[tuple[str, str], dict[str, Any]] = {}

    def write(self, connection: Connection, site: str, run_id: str) -> None:
        """All of it into the ledger, within the caller's transaction; rows in the order of their keys."""
        self._write_pages(connection, site, run_id)
        self._write_sections(connection, site, run_id)

    def _write_pages(self, connection: Connection, site: str, run_id: str) -> None:
        upsert(connection, pages, self.new.values(), update=())
        for key, values in sorted(self.paging.items()):
            own = and_(pages.c.site == site, pages.c.key == key)
            free = or_(pages.c.section.is_(None), pages.c.section != pages.c.key)
            connection.execute(update(pages).where(own, free).values(**values))
        for names, rows in _by_fields(self.pages).items():
            statement = update(pages).where(pages.c.site == site, pages.c.key == bindparam("b_key"))
            connection.execute(statement.values({name: bindparam(f"v_{name}") for name in names}), rows)
        seen = ({"site": site, "url": url, "first_run": run_id, **one} for url, one in sorted(self.seen.items()))
        upsert(connection, seen_urls, seen, update=())

    def _write_sections(self, connection: Connection, site: str, run_id: str) -> None:
        told = {"site": site, "run_id": run_id}
        upsert(connection, sections, ({**told, "key": key, **one} for key, one in sorted(self.sections.items())))
        for key, (expected, how) in sorted(self.totals.items()):
            one_list = or_(sections.c.expected_how.is_(None), sections.c.expected_how.notlike(f"%{TOGETHER}%"))
            own = and_(sections.c.site == site, sections.c.key == key, one_list)
            connection.execute(update(sections).where(own).values(expected=expected, expected_how=how))
        listed = sorted(self.listed.items())
        rows = ({**told, "section": section, "key": key, **one} for (section, key), one in listed)
        upsert(connection, listings, rows)


def _by_fields(changes: dict[str, dict[str, Any]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Page updates grouped by the fields they set, for one executemany a group."""
    grouped: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, values in sorted(changes.items()):
        row = {f"v_{name}": value for name, value in values.items()}
        grouped[tuple(sorted(values))].append({"b_key": key, **row})
    return grouped


def ask_listed(connection: Connection, site: str, keys: list[str]) -> int:
    """Pages that a list names now, though they had been left out since others of their form repeat each other: they are
    due after all. Tells how many.
    """
    left_out = (pages.c.site == site) & (pages.c.state == SKIPPED) & (pages.c.role == PAGE) & pages.c.error.like(AGAIN)
    asked = 0
    for some in chunks(keys, KEYS_AT_ONCE):
        own = left_out & pages.c.section.is_(None) & pages.c.key.in_(some)
        asked += connection.execute(update(pages).where(own).values(state=QUEUED, error=None, attempts=0)).rowcount
    return asked


def ask_shallower(connection: Connection, site: str, found: list[dict[str, Any]]) -> None:
    """Pages that were left out since they lay too deep, and are met on a shorter way now: they are due after all."""
    for one in found:
        own = (pages.c.site == site) & (pages.c.key == one["key"]) & IS_TOO_DEEP
        connection.execute(update(pages).where(own).values(state=QUEUED, error=None, attempts=0, depth=one["depth"]))


def recall_forms(run: Run, observer: Observer, traps: Traps) -> None:
    """Notes the pages that the run got before this start; a new run has none."""
    got = select(pages).where(
        pages.c.site == run.site, pages.c.fetched_run == run.run_id, pages.c.state == FETCHED, pages.c.status == 200,
        pages.c.role.in_((PAGE, LIST)), pages.c.warc.is_not(None),
    )  # fmt: skip
    with reading(run.engine) as connection:
        rows = connection.execute(got.order_by(pages.c.warc, pages.c.warc_offset)).all()
    for row in rows:
        if observer.is_article(row.url):  # articles never count
            continue
        try:
            response = read_response(run.store, row.warc, row.warc_offset, row.warc_length)
        except StoreError:
            continue
        words = observer.observe(response, row.role).words
        if words:
            traps.note(row.url, words)
