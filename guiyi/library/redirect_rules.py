"""How the answer of each old address is derived: one query a rule, in the order in which they win."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    String,
    Subquery,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from guiyi.database import chunks
from guiyi.ledger import ASSET, FETCHED, HELD, LIST, LOADED, MERGED, REQUISITE, SKIPPED, listings, pages
from guiyi.library.redirects import ARCHIVED, AWAITING, GONE, REDIRECT, UNRESOLVED
from guiyi.library.register import url_decisions, url_hits
from guiyi.library.tables import legacy_urls, redirect_revisions, redirects, resource_assets, resources

FIELDS = ("site", "key", "url", "kind", "resource_id", "asset", "target", "reason", "run_id")
AT_ONCE = 5_000  # pages for printing
HOPS = 10  # redirects of the old site itself that are folded into one
PUBLISHED = "published"
REVIEWED, TAKEN_BACK = "暂停公开，正在复核 under review", "内容已撤下 withdrawn"
FOR_PRINTING = ("print", "dayin")  # in the address of a page that is there to be printed
NUMBER = re.compile(r"\d+")
ASKED_FOR = "只见于访问记录 only the access records know it"
Keys = Sequence[str] | None  # some addresses of a site; None: all of them


def rebuild_redirects(connection: Connection, site: str, run_id: str, keys: Keys = None) -> None:
    """Derives the site's redirects anew, or those of some keys; running it again gives the same.

    Take `guiyi.library.answers`, which gives the dispositions first and knows which keys depend on which.
    """
    parts: Sequence[Keys] = [None] if keys is None else list(chunks(keys))
    for part in parts:
        connection.execute(delete(redirects).where(redirects.c.site == site, _among(redirects.c.key, part)))
    for source in SOURCES:
        for part in parts:
            _insert(connection, source(site, run_id, part))
    for part in parts:
        _insert_printed(connection, site, run_id, part)
        _insert(connection, _left_over_ends(site, run_id, part))
    for _ in range(HOPS):
        if sum(_insert(connection, _forwarded(site, run_id, part)) for part in parts) == 0:
            break
    for rest in (_left_over, _only_asked_for):
        for part in parts:
            _insert(connection, rest(site, run_id, part))
    # pages of other hosts, which the old site linked to, are not ours to answer for
    foreign = (redirects.c.site == site) & redirects.c.key.like("//%") & (redirects.c.kind != REDIRECT)
    for part in parts:
        connection.execute(delete(redirects).where(foreign, _among(redirects.c.key, part)))
    number = _insert_of(connection, redirect_revisions).values(site=site, number=1)
    grown = {"number": redirect_revisions.c.number + 1}
    connection.execute(number.on_conflict_do_update(index_elements=["site"], set_=grown))


def _among(key: Any, keys: Keys) -> Any:
    return true() if keys is None else key.in_(keys)


def _insert_of(connection: Connection, table: Table) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _insert(connection: Connection, rows: Select[Any]) -> int:
    insert = _insert_of(connection, redirects)
    # SQLite reads ON CONFLICT after a SELECT only if that has a WHERE; all of ours have one
    statement = insert.from_select(FIELDS, rows).on_conflict_do_nothing(index_elements=["site", "key"])
    return int(connection.execute(statement).rowcount)


def _text() -> Any:
    """Nothing, which PostgreSQL must know for text."""
    return cast(null(), String)


def _decided(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """What a person decided; a resource that is no longer live makes it gone, and says so."""
    said = url_decisions.c
    target = func.coalesce(said.target, "")
    to_resource, to_file = target.like("resource:%"), target.like("file:%")
    ident = func.substr(target, len("resource:") + 1)
    is_lost = and_(said.kind == REDIRECT, to_resource, resources.c.resource_id.is_(None))
    lost = "跳转目标已撤下 the decided target is no longer published: "
    return (
        select(
            said.site, said.key, said.url,
            case((is_lost, GONE), else_=said.kind),
            case((and_(to_resource, ~is_lost), ident), else_=_text()),
            case((to_file, func.substr(target, len("file:") + 1)), else_=_text()),
            case((to_resource | to_file, _text()), else_=said.target),
            case((is_lost, literal(lost) + ident), else_=said.reason),
            literal(run_id),
        )
        .select_from(said.site.table.outerjoin(
            resources, and_(to_resource, resources.c.resource_id == ident, resources.c.status == PUBLISHED)
        ))
        .where(said.site == site, _among(said.key, keys))
    )  # fmt: skip


def _of_urls(site: str, keys: Keys, kind: str, status: str, target: Any, reason: Any) -> Select[Any]:
    urls = legacy_urls.c
    return (
        select(
            urls.site, urls.key, func.min(urls.url), literal(kind), target, _text(), _text(), reason,
            func.min(urls.run_id),
        )
        .join(resources, resources.c.resource_id == urls.resource_id)
        .where(urls.site == site, _among(urls.key, keys), resources.c.status == status)
        .group_by(urls.site, urls.key)
    )  # fmt: skip


def _to_resources(site: str, _run_id: str, keys: Keys) -> Select[Any]:
    return _of_urls(site, keys, REDIRECT, PUBLISHED, func.min(legacy_urls.c.resource_id), _text())


def _to_held(site: str, _run_id: str, keys: Keys) -> Select[Any]:
    return _of_urls(site, keys, AWAITING, "held", _text(), literal(REVIEWED))


def _to_gone(site: str, _run_id: str, keys: Keys) -> Select[Any]:
    return _of_urls(site, keys, GONE, "withdrawn", _text(), literal(TAKEN_BACK))


def _to_files(site: str, run_id: str, keys: Keys) -> Select[Any]:
    files = resource_assets.c
    return (
        select(
            resources.c.site, files.key, func.min(files.legacy_url), literal(REDIRECT), _text(),
            func.min(files.sha256), _text(), _text(), literal(run_id),
        )
        .join(resources, resources.c.resource_id == files.resource_id)
        .where(resources.c.site == site, resources.c.status == PUBLISHED)
        .where(files.key.is_not(None), files.sha256.is_not(None), _among(files.key, keys))
        .group_by(resources.c.site, files.key)
    )  # fmt: skip


def _vanished(site: str, run_id: str, keys: Keys) -> Select[Any]:
    gone = (pages.c.site == site) & (pages.c.state == GONE) & pages.c.warc.is_(None)
    said = literal("旧站已撤 taken down by the old site")
    return _of_pages(GONE, _text(), said, run_id).where(gone, _among(pages.c.key, keys))


def _of_pages(kind: Any, target: Any, reason: Any, run_id: str) -> Select[Any]:
    said = literal(kind) if isinstance(kind, str) else kind
    return select(
        pages.c.site, pages.c.key, pages.c.url, said, _text(), _text(), target, reason, literal(run_id)
    )  # fmt: skip


def _forwarded(site: str, run_id: str, keys: Keys) -> Select[Any]:
    to = redirects.alias()
    return (
        select(
            pages.c.site, pages.c.key, pages.c.url, to.c.kind, to.c.resource_id, to.c.asset, to.c.target, to.c.reason,
            literal(run_id),
        )
        .join(to, (to.c.site == pages.c.site) & (to.c.key == pages.c.redirect_to))
        .where(pages.c.site == site, _among(pages.c.key, keys), pages.c.key.not_in(_known(site)))
    )  # fmt: skip


def _known(site: str) -> Select[Any]:
    known = redirects.alias()
    return select(known.c.key).where(known.c.site == site)


def _lists(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """The home page → the platform's; a section's lists → the column that took most of its items."""
    home = pages.c.key == "/"
    best = _columns_of_sections(site, keys)
    target = case((home, "/"), else_=literal("column:") + best.c.column)
    is_list = (pages.c.state == FETCHED) & (home | ((pages.c.role == LIST) & best.c.column.is_not(None)))
    section = func.coalesce(pages.c.section, pages.c.key)
    return (
        _of_pages(REDIRECT, target, _text(), run_id)
        .select_from(pages.outerjoin(best, best.c.section == section))
        .where(pages.c.site == site, _among(pages.c.key, keys), is_list)
    )


def _columns_of_sections(site: str, keys: Keys) -> Subquery:
    """The column that most items of a section are in; of all sections, or of those that some lists belong to."""
    many = func.count()
    named = select(func.coalesce(pages.c.section, pages.c.key)).where(pages.c.site == site, pages.c.role == LIST)
    wanted = true() if keys is None else listings.c.section.in_(named.where(_among(pages.c.key, keys)))
    # Outer joins, and functions of what they give, keep SQLite from another order: all lists again for each address.
    items = listings.outerjoin(
        legacy_urls, (legacy_urls.c.site == listings.c.site) & (legacy_urls.c.key == listings.c.key)
    ).outerjoin(resources, resources.c.resource_id == legacy_urls.c.resource_id)
    is_live = func.coalesce(resources.c.status, "") == PUBLISHED
    has_column = func.coalesce(resources.c.column, "") != ""
    rank = func.row_number().over(partition_by=listings.c.section, order_by=[many.desc(), resources.c.column])
    counted = (
        select(listings.c.section, resources.c.column, rank.label("rank"))
        .select_from(items)
        .where(listings.c.site == site, wanted, is_live, has_column)
        .group_by(listings.c.section, resources.c.column)
        .subquery()
    )
    return select(counted.c.section, counted.c.column).where(counted.c.rank == 1).subquery()


def _carried(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """Pages that the reconciliation found in a live resource, and files whose bytes one holds under another address."""
    is_file = pages.c.role == ASSET
    return (
        select(
            pages.c.site, pages.c.key, pages.c.url, literal(REDIRECT),
            case((is_file, _text()), else_=pages.c.resource_id), case((is_file, pages.c.digest), else_=_text()),
            _text(), _text(), literal(run_id),
        )
        .join(resources, resources.c.resource_id == pages.c.resource_id)
        .where(pages.c.site == site, _among(pages.c.key, keys))
        .where(pages.c.disposition.in_((LOADED, MERGED)), resources.c.status == PUBLISHED)
    )  # fmt: skip


def _left_over(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """Pages without a resource: held ones are awaited, captured ones are in the archive, others left out are gone.

    Files of what is held or was withdrawn are in no public archive: they are answered as that is.
    """
    ending, is_captured = func.coalesce(pages.c.disposition, ""), pages.c.warc.is_not(None)
    is_reviewed, is_taken_back = _used_by("held"), _used_by("withdrawn")
    kind = case(
        (or_(ending == HELD, is_reviewed), AWAITING),
        (is_taken_back, GONE),
        (is_captured & ending.in_(("dropped", GONE)), ARCHIVED),
        (ending.in_(("dropped", GONE)), GONE),
        else_=UNRESOLVED,
    )
    said = func.coalesce(pages.c.reason, pages.c.error)
    why = case((is_reviewed, REVIEWED), (is_taken_back, TAKEN_BACK), else_=said)
    return _of_pages(kind, _text(), why, run_id).where(pages.c.site == site, _among(pages.c.key, keys))


def _used_by(status: str) -> Any:
    """Whether a page is a file of a resource in this state."""
    used = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
    mine = (resource_assets.c.sha256 == pages.c.digest) & (resources.c.status == status)
    is_file = pages.c.role.in_((ASSET, REQUISITE))
    return and_(is_file, select(resource_assets.c.sha256).select_from(used).where(mine).correlate(pages).exists())


def _left_over_ends(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """Those that redirect nowhere: what leads to them is answered as they are."""
    return _left_over(site, run_id, keys).where(pages.c.redirect_to.is_(None))


def _only_asked_for(site: str, run_id: str, keys: Keys) -> Select[Any]:
    """What only logs and exports know: gone where the old site itself answered 404 each time, else unresolved."""
    asked = url_hits.c
    is_missing = func.sum(asked.hits) == func.sum(asked.missing)
    never = "旧站从未有此网址 the old site itself answered that it is not there"
    return (
        select(
            asked.site, asked.key, func.min(asked.url), case((is_missing, GONE), else_=UNRESOLVED), _text(), _text(),
            _text(), case((is_missing, never), else_=ASKED_FOR), literal(run_id),
        )
        .where(asked.site == site, _among(asked.key, keys))
        .group_by(asked.site, asked.key)
    )  # fmt: skip


def _insert_printed(connection: Connection, site: str, run_id: str, keys: Keys) -> None:
    """Pages for printing that the site's file leaves out → what the page that they print leads to.

    A page for printing has the number of its article in its address, and stands on that article's page.
    """
    of, key = redirects.alias(), func.lower(pages.c.key)
    left_out = (pages.c.state == SKIPPED) & or_(*(key.like(f"%{word}%") for word in FOR_PRINTING))
    query = (
        select(pages.c.key, pages.c.url, pages.c.found_on, of.c.resource_id)
        .join(of, (of.c.site == pages.c.site) & (of.c.key == pages.c.found_on))
        .where(pages.c.site == site, _among(pages.c.key, keys), left_out, of.c.resource_id.is_not(None))
    )
    insert = _insert_of(connection, redirects).on_conflict_do_nothing(index_elements=["site", "key"])
    after = ""
    while found := connection.execute(query.where(pages.c.key > after).order_by(pages.c.key).limit(AT_ONCE)).all():
        after = found[-1].key
        rows = [
            {"site": site, "key": row.key, "url": row.url, "kind": REDIRECT, "resource_id": row.resource_id,
             "run_id": run_id}
            for row in found
            if (said := NUMBER.findall(row.key)) and said[-1] in NUMBER.findall(row.found_on)
        ]  # fmt: skip
        if rows:
            connection.execute(insert, rows)


# The order in which they answer an address. Pages for printing follow, what ends by itself, what redirects, the rest.
SOURCES = (
    _decided, _to_resources, _to_files, _to_held, _to_gone, _vanished, _carried, _lists,
)  # fmt: skip
