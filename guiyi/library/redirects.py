"""The redirect map: the one answer of every old address. Derived anew whenever the library or a decision changes.

kind        answer                                          comes from, in this order
redirect    301 or 308 to a resource, file, column, URL     a person's decision; live resources; their files
gone        410 with the reason                             withdrawn; taken down or never there on the old site
archived    410 with the archived copy                      not carried over, but captured
awaiting    503: decided, not yet published                 held records
unresolved  none yet; the site can't be retired             all others, such as what only access logs know

The first that knows an address wins. Chains of the old site's own redirects are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from sqlalchemy import Connection, Engine, select

from guiyi.config.models import SiteConfig
from guiyi.database import reading
from guiyi.ledger import seen_urls
from guiyi.library.implied import implied_keys
from guiyi.library.register import url_decisions, url_hits
from guiyi.library.tables import legacy_urls, redirects
from guiyi.urls import DEFAULT_PAGE, UrlSpace

REDIRECT, GONE, ARCHIVED, AWAITING, UNRESOLVED = "redirect", "gone", "archived", "awaiting", "unresolved"
KINDS = (REDIRECT, GONE, ARCHIVED, AWAITING, UNRESOLVED)
STATUS = {REDIRECT: 301, GONE: 410, ARCHIVED: 410, AWAITING: 503}
# No request line has these, and no server's file takes them: quotes, white space, backslash, control characters.
UNSAFE = re.compile(r"[\x00-\x20\x7f\"\\]|[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Redirect:
    """One old address as spelled, and its answer. target: a path of the platform, or a whole URL of an allowed host."""

    url: str
    key: str
    status: int
    target: str | None
    kind: str = REDIRECT
    reason: str | None = None

    @property
    def address(self) -> str:
        """Host, path and query as a request spells them: `old.example.test/a.html?id=1`."""
        parts = urlsplit(self.url)
        query = f"?{parts.query}" if parts.query else ""
        return escaped(f"{parts.hostname or ''}{parts.path or '/'}{query}")


def escaped(address: str) -> str:
    """An address, or a target, as a request spells it.

    >>> escaped('old.example.test/a b?x="\\\\'), escaped("https://p.example.test/甲?a=1&b={c}")
    ('old.example.test/a%20b?x=%22%5C', 'https://p.example.test/%E7%94%B2?a=1&b={c}')
    """
    return UNSAFE.sub(lambda match: quote(match[0].encode("utf-8", "replace")), address)


def target_path(resource_id: str | None, asset: str | None, target: str | None) -> str | None:
    """The target fields of a redirect → path of the platform, or a whole URL; None if there is none.

    >>> target_path("r1", None, None), target_path(None, None, "column:info.news"), target_path(None, None, "/")
    ('/resources/r1', '/columns/info.news', '/')
    """
    if resource_id:
        return f"/resources/{resource_id}"
    if asset:
        return f"/assets/{asset}"
    if target and target.startswith("column:"):
        return f"/columns/{target.removeprefix('column:')}"
    return target


def read_redirects(engine: Engine, site: str, config: SiteConfig | None = None) -> list[Redirect]:
    """Site → the answer for every spelling of every old address that has one, in order; none for what stands behind a
    # (the routes of scripts), since no server is told of it: it would answer for the page that has them.

    config: the site's, whose twins and default pages make further spellings; None: those that were seen.
    """
    found: dict[str, Redirect] = {}
    permanent = config.redirects.permanent if config else 301
    with reading(engine) as connection:
        for row, spellings in _spelled(connection, site):
            path = target_path(row.resource_id, row.asset, row.target) if row.kind == REDIRECT else None
            status = permanent if row.kind == REDIRECT else STATUS[row.kind]
            for url in (one for one in spellings if "#" not in one):
                found.setdefault(url, Redirect(url, row.key, status, path, row.kind, row.reason))
    if config is not None:
        _add_implied(found)
        _spell_further(found, config)
    return [found[url] for url in sorted(found)]


def _add_implied(found: dict[str, Redirect]) -> None:
    """Adds the addresses that programs answer by one parameter alone."""
    by_key = {row.key: row for row in found.values()}
    for key, other in list(implied_keys((key, thing_of(row.target)) for key, row in by_key.items())):
        row = by_key[other]
        url = urlunsplit(urlsplit(row.url)._replace(query=key.partition("?")[2]))
        found.setdefault(url, replace(row, url=url, key=key))


def thing_of(target: str | None) -> str | None:
    """The path of the platform to which a redirect leads, if that is a resource or a file."""
    return target if target and target.startswith(("/resources/", "/assets/")) else None


def _spell_further(found: dict[str, Redirect], config: SiteConfig) -> None:
    """Adds what leads to the same page, whether seen or not: a folder without its slash or by the names of default
    pages that the site was seen to have, and each address in the site's twins.
    """
    space = UrlSpace(config)
    own = [url for url in found if space.is_own(url)]
    is_folded = config.redirects.default_pages == "fold"
    names = {page[0][1:] for url in own if (page := DEFAULT_PAGE.search(urlsplit(url).path))} if is_folded else set()
    for url in own:
        parts, row = urlsplit(url), found[url]
        paths = [path for one in _of_folder(parts.path or "/", names) for path in _in_twins(one, space)]
        for other in (urlunsplit(parts._replace(path=path)) for path in paths):
            found.setdefault(other, replace(row, url=other))


def _of_folder(path: str, names: Iterable[str]) -> Iterator[str]:
    """A path, and what else it is called where it is a folder's or its default page's."""
    yield path
    folder = DEFAULT_PAGE.sub("/", path) if names else path
    if folder.endswith("/"):
        yield from (folder, folder.rstrip("/") or "/", *(f"{folder}{name}" for name in sorted(names)))


def _in_twins(path: str, space: UrlSpace) -> Iterator[str]:
    yield path
    if not path.lower().startswith(space.twins):
        yield from (f"{twin}{path[1:]}" for twin in space.twins)


def _spelled(connection: Connection, site: str) -> Iterator[tuple[Any, list[str]]]:
    """Redirects with URLs that they answer. Where a decision names a URL, that comes first."""
    known = (redirects.c.site == site) & (redirects.c.kind != UNRESOLVED)
    wanted = [redirects.c[name] for name in ("key", "kind", "resource_id", "asset", "target", "reason")]
    for source in (url_decisions, redirects, seen_urls, legacy_urls, url_hits):
        more = [url_decisions.c.spellings] if source is url_decisions else []
        spelled = select(*wanted, source.c.url.label("spelling"), *more)
        if source is not redirects:
            spelled = spelled.join(source, (source.c.site == redirects.c.site) & (source.c.key == redirects.c.key))
        for row in connection.execute(spelled.where(known)):
            yield row, [row.spelling, *(row.spellings if more else [])]
