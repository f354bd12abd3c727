"""Gives every URL of a site its one disposition, in the ledger: streamed, so that memory stays flat as a site grows."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from guiyi.database import reading, writing
from guiyi.ledger import ASSET, DROPPED, FAILED, GONE, HELD, items, listings, pages
from guiyi.library.tables import legacy_urls, redirects, resource_assets, resources
from guiyi.retire.reconcile.balance import UNEXPLAINED, Example, Group
from guiyi.retire.reconcile.endings import Around, Ending, end_page, end_redirect
from guiyi.retire.reconcile.streams import CHUNK, in_code_order, stream
from guiyi.run import Run

EXAMPLES = 3
MAX_HOPS = 20  # redirects of redirects
PUBLISHED = "published"
GROUPED = (HELD, DROPPED, FAILED, GONE)
Row = Mapping[str, Any]

_fields = [
    pages.c[name]
    for name in (
        "key", "url", "role", "state", "status", "error", "redirect_to", "digest",
        "disposition", "reason", "resource_id",
    )
]  # fmt: skip


class Groups:
    """Counts pages without an item by disposition and cause, and keeps the first examples of each."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], list[Example]] = {}

    def note(self, page: Row, ending: Ending) -> None:
        """Adds one page, if its end is one that a person may question."""
        if ending.disposition not in GROUPED or ending.cause == "item":
            return
        group = (ending.disposition, ending.cause)
        self.counts[group] += 1
        kept = self.examples.setdefault(group, [])
        if len(kept) < EXAMPLES:
            kept.append(Example(page["url"], "", ending.reason))

    def to_list(self) -> list[Group]:
        """All groups, the largest of each disposition first."""
        ordered = sorted(self.counts, key=lambda group: (GROUPED.index(group[0]), -self.counts[group], group))
        return [
            Group(cause, "crawl", end, self.counts[end, cause], self.examples[end, cause]) for end, cause in ordered
        ]


def give_dispositions(run: Run) -> tuple[dict[str, int], list[Group]]:
    """Writes disposition, reason and resource_id of every page of the site → counts by disposition, groups by cause.

    One transaction; only rows that change are written. Running it again gives the same.
    """
    groups = Groups()
    with reading(run.engine) as source, writing(run.engine) as target:
        surroundings = _Surroundings(source, run)
        for some in _chunks(_pages_with_items(source, run.site)):
            known = surroundings.of(some)
            _write(target, run.site, [(page, end_page(page, around)) for page, around in known], groups)
        _follow_redirects(target, run.site, groups)
        return _count(target, run.site), groups.to_list()


def _pages_with_items(connection: Connection, site: str) -> Iterator[tuple[Row, list[Row]]]:
    """All pages but redirects, each with its items, by key."""
    key, page_key = in_code_order(connection, pages.c.key), in_code_order(connection, items.c.page_key)
    fields = [items.c[name] for name in ("page_key", "source_key", "state", "reason", "resource_id")]
    found = stream(connection, select(*fields).where(items.c.site == site).order_by(page_key))
    by_page = itertools.groupby(found, key=lambda item: str(item["page_key"]))
    current, mine = next(by_page, (None, iter(())))
    for page in stream(connection, select(*_fields).where(pages.c.site == site).order_by(key)):
        while current is not None and current < page["key"]:
            current, mine = next(by_page, (None, iter(())))
        own = list(mine) if current == page["key"] else []
        yield page, own


def _chunks(found: Iterable[tuple[Row, list[Row]]]) -> Iterator[list[tuple[Row, list[Row]]]]:
    rows = iter(found)
    while some := list(itertools.islice(rows, CHUNK)):
        yield some


class _Surroundings:
    """Looks up what is known around a chunk of pages."""

    def __init__(self, connection: Connection, run: Run) -> None:
        self.connection, self.site = connection, run.site
        self.columns = _columns_of_sections(connection, run)
        is_asset = (listings.c.site == run.site) & (pages.c.role == ASSET)
        joined = listings.join(pages, (pages.c.site == listings.c.site) & (pages.c.key == listings.c.key))
        self.listed_files = frozenset(connection.scalars(select(listings.c.key).select_from(joined).where(is_asset)))

    def of(self, some: Sequence[tuple[Row, list[Row]]]) -> list[tuple[Row, Around]]:
        """Pages with their items → pages with all that is known around them."""
        copies = self._copies([page["key"] for page, own in some if not own])
        users = self._users([page["digest"] for page, _ in some if page["role"] == ASSET and page["digest"]])
        return [
            (
                page,
                Around(
                    items=own,
                    copy_of=copies.get(page["key"]),
                    used_by=users.get(page["digest"]) if page["role"] == ASSET else None,
                    is_listed=page["key"] in self.listed_files,
                    column=self.columns.get(page["key"]),
                ),
            )
            for page, own in some
        ]

    def _copies(self, keys: list[str]) -> dict[str, str]:
        mine = (legacy_urls.c.site == self.site) & legacy_urls.c.key.in_(keys)
        joined = legacy_urls.join(resources, resources.c.resource_id == legacy_urls.c.resource_id)
        query = select(legacy_urls.c.key, func.min(legacy_urls.c.resource_id)).select_from(joined)
        rows = self.connection.execute(query.where(mine, resources.c.status == PUBLISHED).group_by(legacy_urls.c.key))
        return {key: resource for key, resource in rows}

    def _users(self, digests: list[str]) -> dict[str, str]:
        joined = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
        query = select(resource_assets.c.sha256, func.min(resource_assets.c.resource_id)).select_from(joined)
        used = resource_assets.c.sha256.in_(digests) & (resources.c.status == PUBLISHED)
        rows = self.connection.execute(query.where(used).group_by(resource_assets.c.sha256))
        return {digest: resource for digest, resource in rows}


def _columns_of_sections(connection: Connection, run: Run) -> dict[str, str]:
    """Section key → name of the column that took most of its items."""
    names = {column.id: column.name for part in run.platform.functions for column in _walk(part.columns)}
    joined = listings.join(redirects, (redirects.c.site == listings.c.site) & (redirects.c.key == listings.c.key)).join(
        resources, resources.c.resource_id == redirects.c.resource_id
    )
    many = func.count()
    query = select(listings.c.section, resources.c.column, many).select_from(joined).where(listings.c.site == run.site)
    query = query.where(resources.c.column.is_not(None)).group_by(listings.c.section, resources.c.column)
    best: dict[str, tuple[int, str]] = {}
    for section, column, count in connection.execute(query):
        best[section] = max(best.get(section, (0, "")), (count, column))
    return {section: f"{names.get(column, column)} ({column})" for section, (_, column) in best.items()}


def _walk(columns: Iterable[Any]) -> Iterator[Any]:
    for column in columns:
        yield column
        yield from _walk(column.columns)


_set_ending = (
    update(pages)
    .where(pages.c.site == bindparam("in_site"), pages.c.key == bindparam("in_key"))
    .values(disposition=bindparam("to"), reason=bindparam("because"), resource_id=bindparam("into"))
)


def _write(connection: Connection, site: str, ended: Iterable[tuple[Row, Ending | None]], groups: Groups) -> None:
    changed = []
    for page, ending in ended:
        found = ending if not page["redirect_to"] or (ending and ending.resource_id) else None
        if found:
            groups.note(page, found)
        values = (found.disposition, found.reason, found.resource_id) if found else (None, None, None)
        if values != (page["disposition"], page["reason"], page["resource_id"]):
            to, because, into = values
            changed.append({"in_site": site, "in_key": page["key"], "to": to, "because": because, "into": into})
    if changed:
        connection.execute(_set_ending, changed)


def _follow_redirects(connection: Connection, site: str, groups: Groups) -> None:
    """Redirects end as their target does; one whose target has no end after MAX_HOPS leads nowhere."""
    for _ in range(MAX_HOPS):
        waiting = _waiting_redirects(connection, site)
        ready = [(row, end_redirect(row["redirect_to"], _target(row))) for row in waiting if row["to_disposition"]]
        if not ready:
            break
        _settle(connection, site, ready, groups)
    stuck = [row for row in _waiting_redirects(connection, site) if row["to_state"] is None or row["to_redirect"]]
    _settle(connection, site, [(row, end_redirect(row["redirect_to"], None)) for row in stuck], groups)


def _waiting_redirects(connection: Connection, site: str) -> Sequence[Row]:
    to = pages.alias()
    joined = pages.outerjoin(to, (to.c.site == pages.c.site) & (to.c.key == pages.c.redirect_to))
    named = [to.c.state, to.c.disposition, to.c.reason, to.c.resource_id, to.c.redirect_to]
    labels = ("to_state", "to_disposition", "to_reason", "to_resource_id", "to_redirect")
    query = select(*_fields, *(field.label(label) for field, label in zip(named, labels, strict=True)))
    mine = (pages.c.site == site) & pages.c.redirect_to.is_not(None) & pages.c.disposition.is_(None)
    return list(stream(connection, query.select_from(joined).where(mine).order_by(pages.c.key)))


def _target(row: Row) -> Row:
    return {name: row[f"to_{name}"] for name in ("disposition", "reason", "resource_id")}


def _settle(connection: Connection, site: str, ended: Sequence[tuple[Row, Ending]], groups: Groups) -> None:
    rows = []
    for page, ending in ended:
        groups.note(page, ending)
        values = {"to": ending.disposition, "because": ending.reason, "into": ending.resource_id}
        rows.append({"in_site": site, "in_key": page["key"], **values})
    if rows:
        connection.execute(_set_ending, rows)


def _count(connection: Connection, site: str) -> dict[str, int]:
    query = select(pages.c.disposition, func.count()).where(pages.c.site == site).group_by(pages.c.disposition)
    counts = {disposition or UNEXPLAINED: count for disposition, count in connection.execute(query)}
    return dict(sorted(counts.items()))
