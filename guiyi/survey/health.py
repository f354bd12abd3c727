"""Signs of a site's health, as the inspections of government sites count them (domain rules: 2015 census, 2019 index).

A zombie site is one whose columns are not updated, empty, or lead nowhere. Thresholds are those of the 2019 inspection
index: news within two weeks, notices and documents within six months; five such columns fail a site.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from guiyi.crawl.paging.trs import CAP
from guiyi.survey.findings import SHORT, Column, Sign
from guiyi.survey.seen import Tour

NEWS_DAYS, OTHER_DAYS, DEAD_DAYS = 14, 183, 730
MANY = 5
STALE = "not updated for"
NEWS = ("动态", "要闻", "新闻")


def find_signs(tour: Tour, columns: Sequence[Column], today: date) -> list[Sign]:
    """The tour and its columns → signs, and a note on each stale column."""
    stale = [column for column in columns if _note_staleness(column, today)]
    newest = max((column.newest for column in columns if column.newest), default=None)
    found = [_last_update(newest, today)]
    overdue = f"{len(stale)} of {len(columns)} columns, the oldest {_oldest(stale)}" if stale else "none seen"
    found.append(Sign("stale columns", overdue, len(stale) >= MANY))
    empty = [*tour.empty.values(), *(column.name for column in columns if not column.listed)]
    found.append(Sign("empty columns", _listed(empty), len(empty) >= MANY))
    dead = [f"{url} ({why})" for url, why in tour.dead.items()]
    looked_at = len(tour.articles) + len(tour.lists) + tour.tried
    found.append(Sign("dead links", f"{_listed(dead)} (of {looked_at} links that were tried)", bool(dead)))
    short = [f"{column.name} {column.signs[-1]}" for column in columns if _note_shortness(column)]
    if short:
        found.append(Sign("short lists", _listed(short), True))
    return found


def _oldest(stale: Sequence[Column]) -> str:
    first = min(stale, key=lambda column: column.newest or "")
    return f"{first.name} ({first.newest})"


def _last_update(newest: str | None, today: date) -> Sign:
    if newest is None:
        return Sign("last update", "no dated item was seen", True)
    days = (today - date.fromisoformat(newest)).days
    return Sign("last update", f"{newest}, {days} days ago", days > DEAD_DAYS)


def _note_staleness(column: Column, today: date) -> bool:
    """Adds a sign to a column that is overdue; False where it is not, or no date tells."""
    if not column.newest or len(column.newest) < 10:
        return False
    try:
        age = today - date.fromisoformat(column.newest)
    except ValueError:
        return False
    limit = NEWS_DAYS if any(word in column.name for word in NEWS) else OTHER_DAYS
    if age <= timedelta(days=limit):
        return False
    column.signs = (*column.signs, f"{STALE} {age.days} days")
    return True


def _note_shortness(column: Column) -> bool:
    """Adds a sign to a column whose pages name less than it says; False where they do not, or no end was seen."""
    if column.reach is not None and column.reach < (column.expected or 0):
        said = f"says {column.expected} items, {SHORT} {column.reach}"
    elif column.pages == CAP and "createPageHTML" in (column.paging or ""):
        said = f"ends at {CAP} pages, where its CMS cuts lists: {SHORT} no older items"
    else:
        return False
    column.signs = (*column.signs, said)
    return True


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "none seen"
    shown = "; ".join(names[:3])
    return f"{len(names)}: {shown}" + (" …" if len(names) > 3 else "")
