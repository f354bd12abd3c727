"""The frontier in the ledger: what is known, what is due, and one transaction for each handful of responses."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, func, select, update

from guiyi.crawl.admission import TOO_DEEP, Admission
from guiyi.crawl.changes import IS_TOO_DEEP, Changes, ask_listed, ask_shallower
from guiyi.crawl.completeness import figures_of, parts_of
from guiyi.crawl.observing.observe import BESIDE, Target
from guiyi.crawl.paging.forms import address_of, is_form
from guiyi.crawl.reading.items import Listing
from guiyi.crawl.reading.unopened import ONE_ADDRESS
from guiyi.crawl.shells.attached import KEYED
from guiyi.crawl.traps import Traps
from guiyi.database import reading, upsert, writing
from guiyi.errors import RunBusy
from guiyi.ledger import (
    API,
    FAILED,
    FETCHED,
    GONE,
    LIST,
    PAGE,
    QUEUED,
    SKIPPED,
    listings,
    pages,
    runs,
    sections,
    seen_urls,
    site_states,
)
from guiyi.runs.run import Run
from guiyi.urls import absolute_url

REMEMBERED = 200_000
MANY_DUE = 2000  # pages due from which the order is looked up for more than one step …
AHEAD = 8  # … and for how many at the most
SECONDS_BETWEEN_COUNTS = 1.0

# written once: to put such a statement together costs as much as to run it
_RANK = case((pages.c.role.in_((LIST, API)), 0), (pages.c.role == PAGE, 1), else_=2)
DUE_KEYS = (
    select(pages.c.key)
    .where(pages.c.site == bindparam("site"), pages.c.state == QUEUED)
    .order_by(pages.c.attempts, _RANK, pages.c.depth, pages.c.key)
    .limit(bindparam("count"))
)
DUE_PAGES = select(pages).where(
    pages.c.site == bindparam("site"), pages.c.key.in_(bindparam("keys", expanding=True)), pages.c.state == QUEUED
)


class Frontier:
    """Pages of one site in the ledger, as the crawl of one run sees them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        crawl = run.config.crawl
        whole = ((self.key_of(absolute_url(path, run.urls.base) or path), why) for path, why in crawl.whole.items())
        self.looked_at = {key: why for key, why in whole if key}
        self.traps = Traps()
        self.admission = Admission(crawl, run.urls, self.traps)
        self.changes = Changes()
        self.archived: tuple[int, int] | None = None  # segment and length that the ledger knew when we began
        self.remembered: set[Target | tuple[Target, str]] = set()
        self.has_deep = self._has_deep()
        self.count = self._count()
        self.next_keys: list[str] = []
        self.counted_at, self.counts = float("-inf"), (0, 0)

    # --- what is due --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """The site's place in the ledger, before anything is asked."""
        with writing(self.run.engine) as connection:
            upsert(connection, site_states, [{"site": self.run.site, "batches": 1, "fence": 0}], update=())

    def begin(self) -> None:
        """At the first start of a run: every known page is asked again. Later starts change nothing.

        Files that are asked for by a key wait until the run has seen their new one.
        """
        self.open()
        site, run_id = self.run.site, self.run.run_id
        with writing(self.run.engine) as connection:
            if connection.scalar(select(runs.c.crawl_begun).where(runs.c.run_id == run_id)):
                return
            keyed = select(seen_urls.c.key).where(seen_urls.c.site == site, seen_urls.c.how == KEYED)
            known = and_(pages.c.site == site, pages.c.state.in_((FETCHED, FAILED, GONE)), pages.c.key.not_in(keyed))
            connection.execute(update(pages).where(known).values(state=QUEUED, attempts=0, error=None))
            connection.execute(update(runs).where(runs.c.run_id == run_id).values(crawl_begun=True))

    def due(self, limit: int) -> list[Any]:
        """The next pages to ask for: lists first, then files last; first tries before later ones; by depth and key.

        Where very many are due, the order is looked up for some steps at once: finding it takes a look at all of them.
        """
        while True:
            if not self.next_keys:
                steps = max(1, min(AHEAD, self.tally()[1] // MANY_DUE))
                self.next_keys = self._next_keys(limit * steps)
            keys, self.next_keys = self.next_keys[:limit], self.next_keys[limit:]
            if not keys:
                return []
            with reading(self.run.engine) as connection:
                said = {"site": self.run.site, "keys": keys}
                rows = {row.key: row for row in connection.execute(DUE_PAGES, said)}
            if rows:
                return [rows[key] for key in keys if key in rows]

    def _next_keys(self, limit: int) -> list[str]:
        with reading(self.run.engine) as connection:
            return list(connection.execute(DUE_KEYS, {"site": self.run.site, "count": limit}).scalars())

    def tally(self) -> tuple[int, int]:
        """(pages done in this run, pages still due), as they were at most a second ago: all are counted for it."""
        if time.monotonic() - self.counted_at < SECONDS_BETWEEN_COUNTS:
            return self.counts
        done = func.count().filter(pages.c.fetched_run == self.run.run_id, pages.c.state != QUEUED)
        with reading(self.run.engine) as connection:
            row = connection.execute(
                select(done, func.count().filter(pages.c.state == QUEUED)).where(pages.c.site == self.run.site)
            ).one()
        self.counted_at, self.counts = time.monotonic(), (int(row[0]), int(row[1]))
        return self.counts

    def _count(self) -> int:
        with reading(self.run.engine) as connection:
            wanted = select(func.count()).where(pages.c.site == self.run.site, pages.c.state != SKIPPED)
            return int(connection.scalar(wanted) or 0)

    def _has_deep(self) -> bool:
        """Whether earlier starts left pages out since they lay too deep."""
        with reading(self.run.engine) as connection:
            deep = select(pages.c.key).where(pages.c.site == self.run.site, IS_TOO_DEEP).limit(1)
            return connection.execute(deep).first() is not None

    def key_of(self, url: str) -> str | None:
        """URL → canonical key; a form to send back keeps its call, a POST its body."""
        address, call = address_of(url)
        key = self.run.urls.key_asked(address) if call and not is_form(url) else self.run.urls.key(address)
        return f"{key}{call}" if key else None

    # --- what was found -----------------------------------------------------------------------------------------------

    def add(self, target: Target, found_on: Any | None) -> None:
        """A URL that was seen: its spelling, and a page row if it is new."""
        section = (found_on.section or found_on.key) if found_on is not None and target.section else None
        mark = (target, section) if section else target
        if mark in self.remembered:
            return
        key = self.key_of(target.url)
        if key is None:
            return
        if len(self.remembered) > REMEMBERED:
            self.remembered.clear()
        self.remembered.add(mark)
        depth = self._depth(target, found_on, section) if found_on is not None else 0
        reason = self._admit(target, depth)
        self.changes.seen.setdefault(target.url, {"key": key, "how": target.how})
        if reason and reason.startswith(TOO_DEEP):
            self.remembered.discard(mark)  # it may be met again on a shorter way
            self.has_deep = True
        if key not in self.changes.new or (self.changes.new[key]["state"] == SKIPPED and reason is None):
            self.count += reason is None
            self.changes.new[key] = {
                "site": self.run.site, "key": key, "url": self.run.urls.fetchable(target.url), "role": target.role,
                "state": SKIPPED if reason else QUEUED, "error": reason, "depth": depth, "attempts": 0,
                "found_on": found_on.key if found_on is not None else None, "first_run": self.run.run_id,
                "section": section,
            }  # fmt: skip
        if target.how == KEYED and key not in self.changes.pages:  # the key of an earlier asking may have run out
            url = self.run.urls.fetchable(target.url)
            self.changes.pages[key] = {
                "url": url,
                "state": SKIPPED if reason else QUEUED,
                "attempts": 0,
                "error": reason,
            }
        if section and not reason:
            self.changes.paging[key] = {"role": target.role, "section": section}

    def _depth(self, target: Target, found_on: Any, section: str | None) -> int:
        """How deep a page lies: parts of a list and months of a calendar as deep as the first of them."""
        is_beside = section or target.how == BESIDE or self.traps.goes_on(target.url, found_on.key)
        return int(found_on.depth) + (0 if is_beside else 1)

    def _admit(self, target: Target, depth: int) -> str | None:
        reason = self.admission.refusal(target.url, target.role, depth)
        if reason is None and self.count >= self.run.config.crawl.max_pages:
            return f"limit: more than {self.run.config.crawl.max_pages:,} pages"
        return reason

    def list_items(self, row: Any, listing: Listing) -> None:
        """What a list page lists, under its section."""
        section = row.section or row.key
        for item in listing.items:
            key = self.key_of(item.url)
            if key:
                self.changes.listed[section, key] = {
                    "title": item.title, "listed_on": item.listed_on, "listed_state": item.state,
                }  # fmt: skip
        if row.section is None or row.section == row.key:
            self.changes.sections[section] = {
                "name": listing.name, "path": listing.path, "expected": listing.expected_items,
                "expected_how": listing.expected_how, "pages_expected": listing.expected_pages,
            }  # fmt: skip
        elif listing.expected_items is not None and listing.expected_how != ONE_ADDRESS:  # of that page's rows alone
            self.changes.totals[section] = (listing.expected_items, listing.expected_how or "")

    def record(self, row: Any, **values: Any) -> None:
        """New values of a page's row."""
        self.changes.pages[row.key] = values

    # --- one transaction ----------------------------------------------------------------------------------------------

    def commit(self, segment: int, committed_bytes: int) -> None:
        """Writes all that was found since the last commit, with the archive's length, in one transaction."""
        changes, self.changes = self.changes, Changes()
        site, run_id = self.run.site, self.run.run_id
        with writing(self.run.engine) as connection:
            changes.write(connection, site, run_id)
            if self.has_deep:
                ask_shallower(connection, site, [one for one in changes.new.values() if one["state"] == QUEUED])
            self.count += ask_listed(connection, site, sorted({key for _section, key in changes.listed}))
            self._commit_archive(connection, segment, committed_bytes)
        self.archived = (segment, committed_bytes)

    def _commit_archive(self, connection: Connection, segment: int, committed_bytes: int) -> None:
        """The archive's length, if nobody else moved it on since: a run that was taken over stops here."""
        own = site_states.c.site == self.run.site
        if self.archived is not None:
            own &= (site_states.c.warc_segment == self.archived[0]) & (site_states.c.warc_bytes == self.archived[1])
        state = {"warc_segment": segment, "warc_bytes": committed_bytes}
        if connection.execute(update(site_states).where(own).values(**state)).rowcount != 1:
            raise RunBusy(f"{self.run.site}: another run goes on with this crawl; this one stops without writing")

    def finish(self, reasons: list[str]) -> None:
        """The frontier is worked off: sections get their counts, listings of earlier runs that vanished are dropped."""
        site, run_id = self.run.site, self.run.run_id
        with writing(self.run.engine) as connection:
            for section in connection.execute(select(sections).where(sections.c.site == site)).all():
                parts = parts_of(connection, site, section.key)
                listed = select(func.count()).where(listings.c.site == site, listings.c.section == section.key)
                current = int(connection.scalar(listed.where(listings.c.run_id == run_id)) or 0)
                values = figures_of(section, parts, current, self.looked_at.get(section.key))
                own = and_(sections.c.site == site, sections.c.key == section.key)
                connection.execute(update(sections).where(own).values(run_id=run_id, **values))
                if values["complete"]:
                    stale = and_(listings.c.section == section.key, listings.c.run_id != run_id)
                    connection.execute(delete(listings).where(listings.c.site == site, stale))
            connection.execute(
                update(runs).where(runs.c.run_id == run_id).values(crawl_finished=True, crawl_complete=not reasons)
            )


def skip_all_due(run: Run, reason: str) -> None:
    """Marks all pages still due as skipped: for sources that can't be asked for more than they hold."""
    with writing(run.engine) as connection:
        due = and_(pages.c.site == run.site, pages.c.state == QUEUED)
        connection.execute(update(pages).where(due).values(state=SKIPPED, error=reason))


def targets_of(urls: Iterable[str], how: str) -> list[Target]:
    """URLs, and how they are known → targets."""
    return [Target(url, PAGE, how) for url in urls]
