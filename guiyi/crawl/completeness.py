"""What the crawl of a run did, and whether it is whole: whether each column's lists name all that it says it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from guiyi.crawl.paging.trs import is_cut
from guiyi.crawl.traps import AGAIN
from guiyi.crawl.unread import number_of, unread_pages
from guiyi.database import reading
from guiyi.ledger import API, FAILED, FETCHED, GONE, LIST, SKIPPED, listings, pages, runs, sections
from guiyi.runs.run import Run


def parts_of(connection: Connection, site: str, section: str) -> list[Any]:
    """A section's key → the rows of its list pages, without those that would only have repeated others."""
    fields = (
        pages.c.key,
        pages.c.url,
        pages.c.state,
        pages.c.redirect_to,
        pages.c.digest,
        pages.c.error,
        pages.c.found_on,
    )
    own = or_(pages.c.section == section, pages.c.key == section)
    asked = or_(pages.c.error.is_(None), pages.c.error.notlike(AGAIN))
    return list(connection.execute(select(*fields).where(pages.c.site == site, own, asked)))


def figures_of(section: Any, parts: Sequence[Any], listed: int, settled: str | None) -> dict[str, Any]:
    """A section's row, its list pages, how many items they name and why the site's file calls it whole, if it does →
    what the ledger says of it from now on. A page that failed is no matter of opinion: it is asked for again.
    """
    got = sum(1 for one in parts if one.state == FETCHED)
    is_whole = _is_read(section, parts, got) and shortfall(section, listed) is None
    is_whole = is_whole and not unread_pages(section.key, parts)
    if is_whole or not settled or any(one.state == FAILED for one in parts):
        return {"pages_got": got, "complete": is_whole}
    told = {"expected": listed, "expected_how": f"{SETTLED}{settled}"}
    return {"pages_got": got, "pages_expected": got, "complete": True} | told


def _is_read(section: Any, parts: Sequence[Any], got: int) -> bool:
    """Whether all list pages of a section were read. A last page that the site does not have (404) may lie beyond the
    list's end where nothing says that it is one of it.
    """
    numbers = {FETCHED: [1], GONE: []}
    for one in parts:
        if one.key != section.key and one.state in numbers:
            numbers[one.state].append(number_of(one.url) or 0)
    gone = numbers[GONE]
    is_beyond = len(gone) == 1 and gone[0] > max(numbers[FETCHED]) and not section.pages_expected
    return got + is_beyond == len(parts) and got >= (section.pages_expected or 0)


def shortfall(section: Any, listed: int) -> str | None:
    """A section's row and how many items its lists name → why it is short, in words; None if it is not.

    A list cut at the CMS's cap says no number: it is short if it has just so many pages and all of them are full.
    """
    if section.expected is not None and listed < section.expected:
        return f"lists name {listed:,} of {section.expected:,} items ({section.expected_how})"
    if is_cut(section.expected_how, section.pages_expected, listed):
        return f"the CMS cuts its list at {section.pages_expected} pages; older items are reached by other ways only"
    return None


SETTLED = "by the site's file: "  # how much a list has, where a person looked


@dataclass
class CrawlReport:
    """What the crawl of a run did, counted over the whole run. reasons: why it is not complete."""

    requested: int = 0
    fetched: int = 0
    unchanged: int = 0
    changed: int = 0
    new: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    complete: bool = False
    reasons: list[str] = field(default_factory=list)


def report_of(run: Run) -> CrawlReport:
    """Counts of the run's crawl, from the ledger."""
    asked = pages.c.fetched_run == run.run_id
    wanted = {
        "requested": asked,
        "fetched": and_(asked, pages.c.state == FETCHED),
        "unchanged": and_(asked, pages.c.state == FETCHED, pages.c.changed_run != run.run_id),
        "changed": and_(pages.c.changed_run == run.run_id, pages.c.first_run != run.run_id),
        "new": and_(pages.c.first_run == run.run_id, pages.c.state == FETCHED),
        "gone": and_(asked, pages.c.state == GONE),
        "failed": and_(asked, pages.c.state == FAILED),
        "skipped": pages.c.state == SKIPPED,
    }
    counts = [func.count().filter(condition).label(name) for name, condition in wanted.items()]
    with reading(run.engine) as connection:
        row = connection.execute(select(*counts).where(pages.c.site == run.site)).one()
        is_complete = connection.scalar(select(runs.c.crawl_complete).where(runs.c.run_id == run.run_id))
        reasons = _short_sections(connection, run.site)
    reasons = [*shortfalls(run), *reasons]
    return CrawlReport(**row._mapping, complete=bool(is_complete) and not reasons, reasons=reasons)


def shortfalls(run: Run) -> list[str]:
    """Why the crawl is not complete, in words; empty if it is."""
    own = pages.c.site == run.site
    with reading(run.engine) as connection:
        lists = connection.scalar(
            select(func.count()).where(own, pages.c.state == FAILED, pages.c.role.in_((LIST, API)))
        )
        limited = connection.scalar(
            select(func.count()).where(own, pages.c.state == SKIPPED, pages.c.error.like("limit:%"))
        )
        failed = connection.scalar(select(func.count()).where(own, pages.c.state == FAILED, pages.c.role == "page"))
    found = [(lists, "list pages failed"), (limited, "pages lie beyond max_pages"), (failed, "pages failed")]
    return [f"{count} {words}" for count, words in found if count]


def _short_sections(connection: Connection, site: str) -> list[str]:
    """Columns whose lists are not whole, and why."""
    count = select(func.count()).where(listings.c.site == site, listings.c.section == sections.c.key).scalar_subquery()
    wanted = select(sections, count.label("listed")).where(sections.c.site == site, sections.c.complete.is_(False))
    rows = connection.execute(wanted.order_by(sections.c.key)).all()
    reasons = ((row.name, _why(connection, row)) for row in rows)
    return [f"section {name} is not whole: {reason}" for name, reason in reasons]


def _why(connection: Connection, section: Any) -> str:
    """A section that is not whole, with what its lists name → why, in words."""
    unread = unread_pages(section.key, parts_of(connection, section.site, section.key))
    short = f"{section.pages_got} of {section.pages_expected} pages were had"
    is_short = section.pages_expected is not None and section.pages_got < section.pages_expected
    return shortfall(section, section.listed) or unread or (short if is_short else "some of its pages failed")
