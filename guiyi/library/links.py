"""Where published texts lead: links to the library and to moved sites are answered from it, without a network.

One row an address. An inside link is dead where the library has nothing to answer with; outside ones are asked by
`guiyi.library.outside`, if the city wants that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from guiyi.config.load import list_sites, load_platform, load_site
from guiyi.config.platform import walk_columns
from guiyi.database import chunks, reading, writing
from guiyi.library.tables import assets, legacy_urls, links, redirects, resources
from guiyi.mapping.links import targets_in
from guiyi.prints import sha256_of
from guiyi.settings import now
from guiyi.urls import UrlSpace, host_of

INSIDE, OUTSIDE = "inside", "outside"
GOOD, DEAD, UNSURE, UNASKED = "good", "dead", "unsure", "unasked"
PUBLISHED = "published"
AT_ONCE, LINKS_AT_ONCE = 500, 2000
ABSENT = "资源库中没有 the library has no such thing"
NOT_LIVE = "内容已撤下或暂停公开 it is withdrawn or held"
UNKNOWN = "旧站的这个网址无人知道 nobody knows this address of an old site"
ANSWERS = {  # of an old address that is no redirect: archived ones show the archived page
    "archived": (GOOD, None),
    "gone": (DEAD, "旧网址已撤 the old address is gone"),
    "awaiting": (DEAD, "旧网址的内容还未发布 its content is not yet published"),
    "unresolved": (DEAD, "旧网址还没有去向 the old address has no answer yet"),
}
Verdict = tuple[str, str | None]


class Inside:
    """What the library can answer itself: its own paths, and addresses of the sites in the configuration."""

    def __init__(self, configs: Path) -> None:
        self.columns = {column.id for _function, column in walk_columns(load_platform(configs))}
        self.spaces = {
            host: (site, space)
            for site in list_sites(configs)
            for space in [UrlSpace(load_site(configs, site))]
            for host in sorted(space.hosts)
        }

    def verdicts(self, connection: Connection, urls: Sequence[str]) -> dict[str, Verdict]:
        """Addresses → verdict and reason of those that are inside."""
        found = self._own_paths(connection, [url for url in urls if url.startswith("/")])
        whole = [url for url in urls if not url.startswith("/")]
        return found | self._taken_in(connection, whole) | self._old_addresses(connection, whole)

    def _own_paths(self, connection: Connection, paths: Sequence[str]) -> dict[str, Verdict]:
        kinds, names = {}, {}
        for path in paths:
            kinds[path], _, name = path.partition("?")[0].strip("/").partition("/")
            names[path] = unquote(name)
        known = resources.c.resource_id.in_(set(names.values()))
        states = dict(connection.execute(select(resources.c.resource_id, resources.c.status).where(known)).all())
        files = connection.execute(select(assets.c.sha256).where(assets.c.sha256.in_(set(names.values())))).scalars()
        there = {"assets": set(files), "columns": self.columns, "": {""}}
        return {
            path: _of_state(states.get(name)) if kinds[path] == "resources"
            else (GOOD, None) if name in there.get(kinds[path], ()) else (DEAD, ABSENT)
            for path, name in names.items()
        }  # fmt: skip

    def _taken_in(self, connection: Connection, urls: Sequence[str]) -> dict[str, Verdict]:
        """Old addresses that resources have, also of sites whose library is another one."""
        joined = select(legacy_urls.c.url, resources.c.status).join(
            resources, resources.c.resource_id == legacy_urls.c.resource_id
        )
        rows = connection.execute(joined.where(legacy_urls.c.url.in_(urls)).order_by(resources.c.status.desc()))
        return {url: _of_state(status) for url, status in rows}

    def _old_addresses(self, connection: Connection, urls: Sequence[str]) -> dict[str, Verdict]:
        keys: dict[str, dict[str, str]] = {}
        for url in urls:
            site, space = self.spaces.get(host_of(url).removeprefix("www."), ("", None))
            if space is not None:
                keys.setdefault(site, {})[url] = space.key(url) or ""
        found: dict[str, Verdict] = {}
        for site, of_site in keys.items():
            wanted = (redirects.c.site == site) & redirects.c.key.in_(set(of_site.values()))
            kinds = dict(connection.execute(select(redirects.c.key, redirects.c.kind).where(wanted)).all())
            for url, key in of_site.items():
                found[url] = _of_answer(kinds.get(key))
        return found


def _of_state(status: str | None) -> Verdict:
    return (GOOD, None) if status == PUBLISHED else (DEAD, NOT_LIVE if status else ABSENT)


def _of_answer(kind: str | None) -> Verdict:
    if kind == "redirect":
        return GOOD, None
    return (DEAD, UNKNOWN) if kind is None else ANSWERS[kind]


def look_at_links(engine: Engine, configs: Path) -> int:
    """Library and configuration → every link of a published text in `links`, inside ones with their verdict; how many.

    What an earlier look knew of outside links stays; links that stand in no text any more go.
    """
    inside, looked_at, count = Inside(configs), now().isoformat(), 0
    for some in _texts(engine):
        found: dict[str, str] = {}
        for resource_id, markup in some:
            for url in targets_in(markup):
                found.setdefault(url, resource_id)
        for urls in chunks(list(found), LINKS_AT_ONCE):
            with writing(engine) as connection:
                verdicts = inside.verdicts(connection, urls)
                _note(connection, [_row(url, found[url], verdicts, looked_at) for url in urls])
        count += len(found)
    with writing(engine) as connection:
        connection.execute(delete(links).where(links.c.looked_at < looked_at))
    return count


def _texts(engine: Engine) -> Iterator[Sequence[tuple[str, str]]]:
    """(resource id, body) of published resources that link anywhere, some at a time, by id."""
    after = ""
    fields = (resources.c.resource_id, resources.c.body_html)
    live = (resources.c.status == PUBLISHED) & resources.c.body_html.like("%<a %")
    while True:
        query = select(*fields).where(live, resources.c.resource_id > after).order_by(resources.c.resource_id)
        with reading(engine) as connection:
            rows = connection.execute(query.limit(AT_ONCE)).all()
        if not rows:
            return
        after = rows[-1][0]
        yield rows


def _row(url: str, resource_id: str, verdicts: Mapping[str, Verdict], looked_at: str) -> dict[str, Any]:
    verdict, reason = verdicts.get(url, (UNASKED, None))
    return {
        "url_sha256": sha256_of(url.encode("utf-8", "surrogatepass")), "url": url,
        "kind": INSIDE if url in verdicts else OUTSIDE, "verdict": verdict, "reason": reason,
        "resource_id": resource_id, "failures": 0, "looked_at": looked_at,
        "asked_at": looked_at if url in verdicts else None,
    }  # fmt: skip


def _note(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes links. An outside one keeps what asking it gave; of several texts of one look the first is named."""
    if not rows:
        return
    insert: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(links)
    new, keeps = insert.excluded, (links.c.kind == OUTSIDE) & (insert.excluded.kind == OUTSIDE)
    kept = {
        name: case((keeps, links.c[name]), else_=new[name]) for name in ("verdict", "reason", "failures", "asked_at")
    }
    first = case((links.c.looked_at == new.looked_at, links.c.resource_id), else_=new.resource_id)
    changed = kept | {"kind": new.kind, "resource_id": first, "looked_at": new.looked_at}
    connection.execute(insert.on_conflict_do_update(index_elements=["url_sha256"], set_=changed), list(rows))
