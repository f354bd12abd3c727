"""What the unified call API and the pages ask the library for: lists by filter, full text and time, read off an index.

Published resources come from the full-text index, the newest first; what changed since an instant, and what is not
public, from the catalogue. A list is read in one direction and cut to a page; a cursor holds the last row's place.
Counts stop at a bound. What is not published is never in it, unless the caller says that it may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select, true, tuple_

from guiyi.errors import ConfigError
from guiyi.library.further import FURTHER, further_condition
from guiyi.library.newest import LARGEST, holding, newest
from guiyi.library.search import FILTERS, MONTH, MONTHS, PUBLISHED, TITLE, field_word, minute_of, query_words
from guiyi.library.tables import catalogue, catalogue_columns, legacy_urls, resources

MOST = 200  # rows of a page
COUNTED = 1_000  # a count says "more" from here on
LIST_FIELDS = (
    "resource_id", "title", "content_type", "function", "column", "topic_category", "genre_category", "issuing_agency",
    "document_number", "written_on", "published_at", "effective_status", "source", "summary", "site", "status",
    "version", "updated_at",
)  # fmt: skip


Place = tuple[str, int] | None  # instant and number of a page's last row


@dataclass(frozen=True)
class Query:
    """What is asked. filters: field → exact value. columns: any of them. published_from/to: ISO dates, to is inclusive.

    further: the same for what the catalogue has no field for (guiyi.library.further). resource_id: this one only.
    updated_since: with it the list goes by change, oldest first (delta); otherwise by publication, newest first.
    """

    filters: Mapping[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()
    words: str = ""
    in_title: bool = False
    published_from: str | None = None
    published_to: str | None = None
    updated_since: str | None = None
    statuses: Sequence[str] = ("published",)
    further: Mapping[str, str] = field(default_factory=dict)
    resource_id: str | None = None


@dataclass(frozen=True)
class Page:
    """Rows of `resources` (LIST_FIELDS), and the cursor of the next page; none where this was the last.

    count: how many the query finds, counted up to COUNTED (one more says: more); where it was asked for.
    """

    rows: list[dict[str, Any]]
    next_cursor: str | None
    count: int | None = None


def list_resources(
    connection: Connection, query: Query, limit: int = 20, cursor: str | None = None, is_counted: bool = False
) -> Page:
    """A query → one page of it. ConfigError: a field, a limit or a cursor that is not one."""
    unknown = sorted({*query.filters} - {*FILTERS} | {*query.further} - {*FURTHER})
    if unknown:
        raise ConfigError(f"there is no filter {', '.join(unknown)}; there are {', '.join((*FILTERS, *FURTHER))}")
    if not 0 < limit <= MOST:
        raise ConfigError(f"a page has 1 to {MOST} rows, not {limit}")
    place = _place(query, cursor)
    if query.words and not query_words(query.words):
        return Page([], None, 0 if is_counted else None)
    if query.updated_since is None and tuple(query.statuses) == (PUBLISHED,):
        return _published(connection, query, limit, place, is_counted)
    return _catalogued(connection, query, limit, place, is_counted)


def _published(connection: Connection, query: Query, limit: int, place: Place, is_counted: bool) -> Page:
    """Published resources, the newest first; the count is of the same look into the index."""
    above, end = _published_between(query)
    if query.resource_id is not None:
        number = _number_of(connection, query.resource_id)
        above, end = (max(above, number), min(end, number + 1)) if number is not None else (0, 0)
    wanted = max(limit, COUNTED if is_counted else 0) + 1
    asked, below = _asked(query), min(end, place[1] if place else LARGEST)
    if asked:
        found = newest(connection, asked, wanted, below, above)
    else:
        known = catalogue.c.docid
        every = select(known).where(catalogue.c.status == PUBLISHED, known < below, known >= above)
        found = list(connection.execute(every.order_by(known.desc()).limit(wanted)).scalars())
    some = found[:limit]
    more = str(some[-1]) if len(found) > limit else None
    return Page(_rows_at(connection, some), more, len(found) if is_counted else None)


def _number_of(connection: Connection, resource_id: str) -> int | None:
    known = select(catalogue.c.docid).where(catalogue.c.resource_id == resource_id)
    return connection.execute(known).scalar_one_or_none()


def _asked(query: Query) -> list[list[str]]:
    """The query in words of the index: each of them, or any of some."""
    asked = [[(TITLE if query.in_title else "") + word] for word in query_words(query.words)]
    asked += [[field_word(name, value)] for name, value in (*query.filters.items(), *query.further.items())]
    return asked + ([[field_word("column", one) for one in query.columns]] if query.columns else [])


def _catalogued(connection: Connection, query: Query, limit: int, place: Place, is_counted: bool) -> Page:
    """What changed, the oldest change first; or what is not public, the newest first."""
    wanted = select(catalogue.c.docid, catalogue.c.updated_at).where(*_conditions(connection, query))
    counted = wanted.limit(COUNTED + 1).subquery()
    count = int(connection.execute(select(func.count()).select_from(counted)).scalar_one()) if is_counted else None
    if query.updated_since is not None:
        # a whole run has one instant: only a comparison of both together goes on where the last page ended
        wanted = wanted.where(tuple_(catalogue.c.updated_at, catalogue.c.docid) > tuple_(*place) if place else true())
        wanted = wanted.order_by(catalogue.c.updated_at, catalogue.c.docid)
    else:
        wanted = wanted.where(catalogue.c.docid < place[1] if place else true()).order_by(catalogue.c.docid.desc())
    found = connection.execute(wanted.limit(limit + 1)).all()
    some = found[:limit]
    more = _cursor(query, some[-1]) if len(found) > limit else None
    return Page(_rows_at(connection, [row.docid for row in some]), more, count)


def _conditions(connection: Connection, query: Query) -> list[Any]:
    found: list[Any] = [catalogue.c[name] == value for name, value in query.filters.items()]
    found += [further_condition(name, value) for name, value in query.further.items()]
    found += [catalogue.c.resource_id == query.resource_id] if query.resource_id is not None else []
    found.append(catalogue.c.status.in_(list(query.statuses)))
    if query.columns:
        placed = select(catalogue_columns.c.docid).where(catalogue_columns.c.column.in_(list(query.columns)))
        found.append(catalogue.c.docid.in_(placed))
    if query.words:
        found.append(
            catalogue.c.docid.in_(holding(connection, _asked(Query(words=query.words, in_title=query.in_title))))
        )
    above, below = _published_between(query)
    found += [catalogue.c.docid >= above] if query.published_from else []
    found += [catalogue.c.docid < below] if query.published_to else []
    return [*found, catalogue.c.updated_at >= query.updated_since] if query.updated_since is not None else found


def _published_between(query: Query) -> tuple[int, int]:
    """The numbers of what was published then: the first one, and the one after the last."""
    above = minute_of(query.published_from) << 32 if query.published_from else 0
    if not query.published_to:
        return above, LARGEST
    end = minute_of(query.published_to) + _length(query.published_to)
    return above, min(end << 32, LARGEST)


def _length(instant: str) -> int:
    """Minutes that a date of this precision lasts, in the catalogue's count."""
    return {4: MONTHS * MONTH, 7: MONTH, 10: 1440}.get(len(instant), 1)


def _rows_at(connection: Connection, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Numbers of the catalogue → their rows in the same order, LIST_FIELDS of them."""
    fields = [resources.c[name] for name in LIST_FIELDS]
    joined = select(catalogue.c.docid, *fields).join(resources, resources.c.resource_id == catalogue.c.resource_id)
    found = connection.execute(joined.where(catalogue.c.docid.in_(numbers))).mappings()
    rows = {row["docid"]: {name: row[name] for name in LIST_FIELDS} for row in found}
    return [rows[number] for number in numbers if number in rows]


def rows_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Resource ids → their rows, LIST_FIELDS of them."""
    fields = [resources.c[name] for name in LIST_FIELDS]
    rows = connection.execute(select(*fields).where(resources.c.resource_id.in_(ids))).mappings()
    return {row["resource_id"]: dict(row) for row in rows}


def _cursor(query: Query, row: Any) -> str:
    return f"{row.updated_at}~{row.docid}" if query.updated_since is not None else str(row.docid)


def _place(query: Query, cursor: str | None) -> Place:
    """A cursor → instant and number of the last row, which need not be there any more."""
    if not cursor:
        return None
    at, _, number = cursor.rpartition("~")
    if not (number.isascii() and number.isdigit()):
        raise ConfigError("this cursor is not one of this list; start again without it")
    return at or query.updated_since or "", min(int(number), LARGEST)


def column_counts(connection: Connection) -> dict[str, int]:
    """Column → how many published resources stand in it."""
    grouped = select(catalogue_columns.c.column, func.count()).group_by(catalogue_columns.c.column)
    return {row[0]: int(row[1]) for row in connection.execute(grouped)}


def count_published(connection: Connection) -> int:
    """How many published resources there are, each once however many columns it stands in."""
    return int(connection.execute(select(func.count()).where(catalogue.c.status == PUBLISHED)).scalar_one())


def by_legacy_url(connection: Connection, url: str) -> list[str]:
    """Old address → the resources that answer it now."""
    found = select(legacy_urls.c.resource_id).where(legacy_urls.c.url == url).distinct()
    return list(connection.execute(found.order_by(legacy_urls.c.resource_id)).scalars())
