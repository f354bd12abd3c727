"""What the unified call API and the pages ask the library for: lists by filter, full text and time, read off an index.

Every list is read in one direction along one index and cut to a page; a cursor holds the last row's place. Counts stop
at a bound. What is not published is never in it, unless the caller says that it may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from guiyi.errors import ConfigError
from guiyi.library.search import matching, minute_of, query_words
from guiyi.library.tables import FACETS, catalogue, catalogue_columns, legacy_urls, resources

FILTERS = tuple(name for name in FACETS if name not in ("updated_at", "status"))
MOST = 200  # rows of a page
LARGEST = 2**63 - 1  # number that the databases hold
COUNTED = 1_000  # a count says "more" from here on
LIST_FIELDS = (
    "resource_id", "title", "content_type", "function", "column", "topic_category", "genre_category", "issuing_agency",
    "document_number", "written_on", "published_at", "effective_status", "source", "summary", "site", "status",
    "version", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Query:
    """What is asked. filters: field → exact value. columns: any of them. published_from/to: ISO dates, to is inclusive.

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


@dataclass(frozen=True)
class Page:
    """Rows of `resources` (LIST_FIELDS), and the cursor of the next page; none where this was the last."""

    rows: list[dict[str, Any]]
    next_cursor: str | None


def list_resources(connection: Connection, query: Query, limit: int = 20, cursor: str | None = None) -> Page:
    """A query → one page of it. ConfigError: a field, a limit or a cursor that is not one."""
    if unknown := sorted(set(query.filters) - set(FILTERS)):
        raise ConfigError(f"there is no filter {', '.join(unknown)}; there are {', '.join(FILTERS)}")
    if not 0 < limit <= MOST:
        raise ConfigError(f"a page has 1 to {MOST} rows, not {limit}")
    if query.words and not query_words(query.words):
        return Page([], None)
    found = connection.execute(_places(connection, query, cursor).limit(limit + 1)).all()
    some = found[:limit]
    rows = rows_of(connection, [row.resource_id for row in some])
    more = _cursor(query, some[-1]) if len(found) > limit else None
    return Page([rows[row.resource_id] for row in some if row.resource_id in rows], more)


def _places(connection: Connection, query: Query, cursor: str | None) -> Select[Any]:
    """The query, in its order, from the cursor on."""
    wanted = select(catalogue.c.docid, catalogue.c.resource_id, catalogue.c.updated_at)
    after = _place(query, cursor)
    if query.updated_since is not None:
        wanted = wanted.where(*_conditions(connection, query), catalogue.c.updated_at >= query.updated_since)
        if after:
            at, docid = after
            same = and_(catalogue.c.updated_at == at, catalogue.c.docid > docid)
            wanted = wanted.where(catalogue.c.updated_at >= at, or_(catalogue.c.updated_at > at, same))
        return wanted.order_by(catalogue.c.updated_at, catalogue.c.docid)
    wanted = wanted.where(*_conditions(connection, query))
    if after:
        wanted = wanted.where(catalogue.c.docid < after[1])
    return wanted.order_by(catalogue.c.docid.desc())


def _conditions(connection: Connection, query: Query) -> list[Any]:
    found: list[Any] = [catalogue.c[name] == value for name, value in query.filters.items()]
    found.append(catalogue.c.status.in_(list(query.statuses)))
    if query.columns:
        placed = select(catalogue_columns.c.docid).where(catalogue_columns.c.column.in_(list(query.columns)))
        found.append(catalogue.c.docid.in_(placed))
    if query.words:
        found.append(matching(connection, query_words(query.words), query.in_title))
    if query.published_from:
        found.append(catalogue.c.docid >= minute_of(query.published_from) << 32)
    if query.published_to:
        end = minute_of(query.published_to) + _length(query.published_to)
        found.append(catalogue.c.docid < min(end << 32, LARGEST))
    return found


def _length(instant: str) -> int:
    """Minutes that a date of this precision lasts, in the catalogue's count."""
    return {4: 12 * 32 * 1440, 7: 32 * 1440, 10: 1440}.get(len(instant), 1)


def rows_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Resource ids → their rows, LIST_FIELDS of them."""
    fields = [resources.c[name] for name in LIST_FIELDS]
    rows = connection.execute(select(*fields).where(resources.c.resource_id.in_(ids))).mappings()
    return {row["resource_id"]: dict(row) for row in rows}


def _cursor(query: Query, row: Any) -> str:
    return f"{row.updated_at}~{row.docid}" if query.updated_since is not None else str(row.docid)


def _place(query: Query, cursor: str | None) -> tuple[str, int] | None:
    """A cursor → instant and number of the last row, which need not be there any more."""
    if not cursor:
        return None
    at, _, number = cursor.rpartition("~")
    if not (number.isascii() and number.isdigit()):
        raise ConfigError("this cursor is not one of this list; start again without it")
    return at or query.updated_since or "", min(int(number), LARGEST)


def count_resources(connection: Connection, query: Query, bound: int = COUNTED) -> int:
    """How many a query finds, counted up to the bound (then bound + 1 says: more)."""
    if query.words and not query_words(query.words):
        return 0
    some = _places(connection, query, None).order_by(None).limit(bound + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def column_counts(connection: Connection) -> dict[str, int]:
    """Column → how many published resources stand in it."""
    grouped = select(catalogue_columns.c.column, func.count()).group_by(catalogue_columns.c.column)
    return {row[0]: int(row[1]) for row in connection.execute(grouped)}


def by_legacy_url(connection: Connection, url: str) -> list[str]:
    """Old address → the resources that answer it now."""
    found = select(legacy_urls.c.resource_id).where(legacy_urls.c.url == url).distinct()
    return list(connection.execute(found.order_by(legacy_urls.c.resource_id)).scalars())
