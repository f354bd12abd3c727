"""Gives every URL of a site its one disposition, in the ledger: some at a time, so that memory stays flat."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, true, update

from guiyi.database import CHUNK, chunks
from guiyi.ledger import ASSET, DROPPED, FAILED, GONE, HELD, items, listings, pages
from guiyi.library.endings import Around, Ending, end_page, end_redirect
from guiyi.library.tables import legacy_urls, resource_assets, resources

EXAMPLES = 3
MAX_HOPS = 20  # redirects of redirects
PUBLISHED = "published"
GROUPED = (HELD, DROPPED, FAILED, GONE)
Row = Mapping[str, Any]
Keys = Sequence[str] | None  # some addresses of a site; None: all of them

_fields = [
    pages.c[name]
    for name in (
        "key", "url", "role", "state", "status", "error", "redirect_to", "digest",
        "disposition", "reason", "resource_id",
    )
]  # fmt: skip


class Groups:
    """Counts pages without an item by disposition and cause, and keeps the first (URL, reason) of each."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def note(self, page: Row, ending: Ending) -> None:
        """Adds one page, if its end is one that a person may question."""
        if ending.disposition not in GROUPED or ending.cause == "item":
            return
        group = (ending.disposition, ending.cause)
        self.counts[group] += 1
        kept = self.examples.setdefault(group, [])
        if len(kept) < EXAMPLES:
            kept.append((page["url"], ending.reason))


def give_dispositions(connection: Connection, site: str, keys: Keys = None) -> Groups:
    """Writes disposition, reason and resource_id of a site's pages → the groups of those that a person may question.

    Only rows that change are written. It follows from the ledger and the library alone; doing it again gives the same.
    """
    groups = Groups()
    surroundings = _Surroundings(connection, site)
    for some in _pages(connection, site, keys):
        known = surroundings.of(some)
        _write(connection, site, [(page, end_page(page, around)) for page, around in known], groups)
    _follow_redirects(connection, site, keys, groups)
    return groups


def _pages(connection: Connection, site: str, keys: Keys) -> Iterator[Sequence[Row]]:
    """Rows of the pages, by key, some at a time."""
    mine = select(*_fields).where(pages.c.site == site).order_by(pages.c.key)
    if keys is not None:
        for some in chunks(keys):
            yield _rows(connection, mine.where(pages.c.key.in_(some)))
        return
    rows = _rows(connection, mine.limit(CHUNK))
    while rows:
        yield rows
        rows = _rows(connection, mine.where(pages.c.key > rows[-1]["key"]).limit(CHUNK))


def _rows(connection: Connection, wanted: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(wanted).mappings()]


class _Surroundings:
    """Looks up what is known around a chunk of pages."""

    def __init__(self, connection: Connection, site: str) -> None:
        self.connection, self.site = connection, site

    def of(self, some: Sequence[Row]) -> list[tuple[Row, Around]]:
        """Pages → pages with all that is known around them."""
        own = self._items([page["key"] for page in some])
        copies = self._copies([page["key"] for page in some if page["key"] not in own])
        files = [page for page in some if page["role"] == ASSET]
        users = self._users([page["digest"] for page in files if page["digest"]])
        listed = self._listed([page["key"] for page in files])
        return [
            (
                page,
                Around(
                    items=own.get(page["key"], ()),
                    copy_of=copies.get(page["key"]),
                    used_by=users.get(page["digest"]) if page["role"] == ASSET else None,
                    is_listed=page["key"] in listed,
                ),
            )
            for page in some
        ]

    def _listed(self, keys: Sequence[str]) -> set[str]:
        mine = (listings.c.site == self.site) & listings.c.key.in_(keys)
        return set(self.connection.scalars(select(listings.c.key).where(mine))) if keys else set()

    def _items(self, keys: Sequence[str]) -> dict[str, list[Row]]:
        fields = [items.c[name] for name in ("page_key", "source_key", "state", "reason", "resource_id")]
        mine = (items.c.site == self.site) & items.c.page_key.in_(keys)
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.connection.execute(select(*fields).where(mine)).mappings():
            found[row["page_key"]].append(dict(row))
        return found

    def _copies(self, keys: Sequence[str]) -> dict[str, str]:
        mine = (legacy_urls.c.site == self.site) & legacy_urls.c.key.in_(keys)
        joined = legacy_urls.join(resources, resources.c.resource_id == legacy_urls.c.resource_id)
        query = select(legacy_urls.c.key, func.min(legacy_urls.c.resource_id)).select_from(joined)
        rows = self.connection.execute(query.where(mine, resources.c.status == PUBLISHED).group_by(legacy_urls.c.key))
        return {key: resource for key, resource in rows}

    def _users(self, digests: Sequence[str]) -> dict[str, str]:
        joined = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
        query = select(resource_assets.c.sha256, func.min(resource_assets.c.resource_id)).select_from(joined)
        used = resource_assets.c.sha256.in_(digests) & (resources.c.status == PUBLISHED)
        rows = self.connection.execute(query.where(used).group_by(resource_assets.c.sha256))
        return {digest: resource for digest, resource in rows}


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


def _follow_redirects(connection: Connection, site: str, keys: Keys, groups: Groups) -> None:
    """Redirects end as their target does; one whose target has no end after MAX_HOPS leads nowhere."""
    for _ in range(MAX_HOPS):
        waiting = _waiting_redirects(connection, site, keys)
        ready = [(row, end_redirect(row["redirect_to"], _target(row))) for row in waiting if row["to_disposition"]]
        if not ready:
            break
        _settle(connection, site, ready, groups)
    waiting = _waiting_redirects(connection, site, keys)
    stuck = [row for row in waiting if row["to_state"] is None or row["to_redirect"]]
    _settle(connection, site, [(row, end_redirect(row["redirect_to"], None)) for row in stuck], groups)


def _waiting_redirects(connection: Connection, site: str, keys: Keys) -> Sequence[Row]:
    to = pages.alias()
    joined = pages.outerjoin(to, (to.c.site == pages.c.site) & (to.c.key == pages.c.redirect_to))
    named = [to.c.state, to.c.disposition, to.c.reason, to.c.resource_id, to.c.redirect_to]
    labels = ("to_state", "to_disposition", "to_reason", "to_resource_id", "to_redirect")
    query = select(*_fields, *(field.label(label) for field, label in zip(named, labels, strict=True)))
    mine = (pages.c.site == site) & pages.c.redirect_to.is_not(None) & pages.c.disposition.is_(None)
    parts = [true()] if keys is None else [pages.c.key.in_(some) for some in chunks(keys)]
    return [
        row
        for part in parts
        for row in _rows(connection, query.select_from(joined).where(mine, part).order_by(pages.c.key))
    ]


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
