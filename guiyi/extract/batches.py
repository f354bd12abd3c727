"""The batches of a site, and the archived pages of each: by the ledger alone, so that a flow's process can plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from guiyi.crawl.observing.observe import FRAMED
from guiyi.database import chunks, reading, writing
from guiyi.extract.given import RELEASABLE, Page
from guiyi.extract.split import groups_of
from guiyi.ledger import ASSET, FAILED, FETCHED, LIST, PAGE, listed_pages, pages, seen_urls, site_states
from guiyi.prints import sha256_of
from guiyi.runs.run import Run

BATCH_PAGES = 2000
MAX_BATCHES = 64
ASKED = 500  # keys in one question to the ledger


def batch_of(key: str, batches: int) -> str:
    """Page key → its batch, the same from run to run."""
    return f"{int(sha256_of(key.encode('utf-8', 'surrogatepass'))[:8], 16) % batches:03d}"


def plan_batches(run: Run) -> list[str]:
    """The batches of the run's site, fixed at its first extraction: about 2,000 pages each, 64 at most."""
    ready = select(func.count()).where(_extractable(run))
    with reading(run.engine) as connection:
        count = int(connection.scalar(ready) or 0)
        state = connection.execute(select(site_states).where(site_states.c.site == run.site)).one()
    wanted = min(MAX_BATCHES, max(1, -(-count // BATCH_PAGES)))
    batches = int(state.batches)
    if wanted > 2 * batches or (batches == 1 and wanted > 1):
        batches = wanted
        with writing(run.engine) as connection:
            connection.execute(update(site_states).where(site_states.c.site == run.site).values(batches=batches))
    return [f"{number:03d}" for number in range(batches)]


def _extractable(run: Run) -> Any:
    """Pages, and files that a list names as items of its own."""
    listed = listed_pages(run.site)
    named = select(listed.c.key).where(listed.c.title.is_not(None))
    return and_(
        pages.c.site == run.site,
        or_(pages.c.role.in_((PAGE, LIST)), and_(pages.c.role == ASSET, pages.c.key.in_(named))),
        pages.c.state.in_((FETCHED, FAILED)),
        pages.c.warc.is_not(None),
        pages.c.redirect_to.is_(None),
    )


def pages_of(run: Run, batch: str) -> list[Page]:
    """The pages of a batch, by key, with what lists print of them; of other batches only addresses are read."""
    addresses = select(pages.c.key, pages.c.url, pages.c.role, pages.c.found_on)
    with reading(run.engine) as connection:
        batches = connection.scalar(select(site_states.c.batches).where(site_states.c.site == run.site)) or 1
        rows = connection.execute(addresses.where(_extractable(run), pages.c.warc_length > 0)).all()
    groups = groups_of({row.key: row.url for row in rows if row.role == PAGE}, run.urls)
    framed = _framed(run, rows, groups)
    groups |= framed
    mine = sorted(row.key for row in rows if batch_of(row.key, int(batches)) == batch)
    members = {member for key in mine for member in groups.get(key, ())}
    parts = _pages_by_key(run, sorted({*mine, *members}))
    return [
        replace(parts[key], group=tuple(parts[one] for one in groups.get(key, ())), is_framed=key in framed)
        if key in groups
        else parts[key]
        for key in mine
    ]


def _pages_by_key(run: Run, keys: Sequence[str]) -> dict[str, Page]:
    """Keys of pages → the pages, with the title, day and state that lists print of each."""
    found: dict[str, Page] = {}
    released = _released(run)
    listed = listed_pages(run.site)
    with reading(run.engine) as connection:
        for some in chunks(keys, ASKED):
            named = (
                select(
                    listed.c.key,
                    func.min(listed.c.title).label("title"),
                    func.min(listed.c.listed_on).label("day"),
                    func.min(listed.c.listed_state).label("listed_state"),
                )
                .where(listed.c.key.in_(some))
                .group_by(listed.c.key)
                .subquery()
            )
            wanted = (
                select(pages, named.c.title, named.c.day, named.c.listed_state)
                .outerjoin(named, named.c.key == pages.c.key)
                .where(pages.c.site == run.site, pages.c.key.in_(some))
            )
            found |= {row.key: _page(row, released.get(row.key, ())) for row in connection.execute(wanted)}
    return found


def _framed(run: Run, rows: Sequence[Any], taken: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Pages that show others within themselves, and those shown → the keys of all; what a list names is no part."""
    listed = listed_pages(run.site)
    seen = select(seen_urls.c.key).where(seen_urls.c.site == run.site, seen_urls.c.how == FRAMED)
    with reading(run.engine) as connection:
        shown = set(connection.scalars(seen.where(seen_urls.c.key.not_in(select(listed.c.key)))))
    known = {row.key for row in rows if row.role in (PAGE, LIST)} if shown else set()
    parts = [row for row in rows if row.key in shown and row.found_on in known and row.role == PAGE]
    outer = {row.found_on for row in parts}
    groups: dict[str, tuple[str, ...]] = {}
    for row in parts:
        if row.key not in outer and not {row.key, row.found_on} & taken.keys():
            groups[row.found_on] = (*groups.get(row.found_on, (row.found_on,)), row.key)
    return {key: group for group in groups.values() for key in group}


def _released(run: Run) -> dict[str, tuple[str, ...]]:
    """Page key → the holds of this stage from which a reviewer released it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in run.decisions.of_kind("release"):
        if one.subject["code"] in RELEASABLE:
            found[one.subject["source_key"]] = (*found.get(one.subject["source_key"], ()), one.subject["code"])
    return found


def _page(row: Any, released: tuple[str, ...]) -> Page:
    return Page(
        row.key, row.url, row.role, row.charset, row.digest, row.warc, row.warc_offset, row.warc_length, row.title,
        row.day, released=released, listed_state=row.listed_state,
    )  # fmt: skip
