"""Every old address's end and answer, given anew after whatever changed the library.

They are one function of the library's state: the ledger's pages, items and lists, resources with their addresses and
files, decisions and visits. Each transaction that changes any of these calls one of these functions at its end, for all
sites that it touched; so the same state gives the same answers, whichever way led to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from guiyi.database import chunks
from guiyi.ledger import ASSET, LIST, SKIPPED, listings, pages
from guiyi.library.dispositions import give_dispositions
from guiyi.library.redirect_rules import rebuild_redirects
from guiyi.library.register import url_decisions
from guiyi.library.tables import legacy_urls, resource_assets

Addresses = Mapping[str, set[str]]  # site → keys


def answer_site(connection: Connection, site: str, run_id: str) -> None:
    """All addresses of a site."""
    give_dispositions(connection, site)
    rebuild_redirects(connection, site, run_id)


def answer_addresses(connection: Connection, addresses: Addresses, run_id: str, whole: Iterable[str] = ()) -> None:
    """Some addresses of some sites, with all that depend on them; whole: sites that are answered as a whole."""
    every = set(whole)
    for site in sorted({*addresses, *every}):
        if site in every:
            answer_site(connection, site, run_id)
        else:
            keys = sorted(_with_dependent(connection, site, addresses[site]))
            give_dispositions(connection, site, keys)
            rebuild_redirects(connection, site, run_id, keys)


def addresses_of(connection: Connection, ids: Iterable[str]) -> Addresses:
    """Resource ids → the addresses that lead to them, or led to them when they were last answered, of every site.

    Ask before rows of legacy_urls are taken out, too.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for some in chunks(sorted(set(ids))):
        for wanted in _leading_to(some):
            for row in connection.execute(wanted):
                found[row.site].add(row.key)
    return found


def _leading_to(ids: Sequence[str]) -> Iterator[Select[Any]]:
    yield select(legacy_urls.c.site, legacy_urls.c.key).where(legacy_urls.c.resource_id.in_(ids))
    yield select(pages.c.site, pages.c.key).where(pages.c.resource_id.in_(ids))
    files = select(resource_assets.c.sha256).where(resource_assets.c.resource_id.in_(ids))
    yield select(pages.c.site, pages.c.key).where(pages.c.role == ASSET, pages.c.digest.in_(files))
    targets = [f"resource:{ident}" for ident in ids]
    yield select(url_decisions.c.site, url_decisions.c.key).where(url_decisions.c.target.in_(targets))


def _with_dependent(connection: Connection, site: str, keys: set[str]) -> set[str]:
    """Keys, lists that name any (each leads to the column that most of its items are in), what redirects to these, and
    what was left out of a page (such as itself for printing).
    """
    found = fresh = keys | _lists_of(connection, site, keys)
    while fresh:
        leading = {
            key
            for some in chunks(sorted(fresh))
            for key in connection.scalars(
                select(pages.c.key).where(pages.c.site == site, _led_on(some))
            )
        }  # fmt: skip
        fresh = leading - found
        found |= fresh
    return found


def _led_on(keys: Sequence[str]) -> Any:
    return pages.c.redirect_to.in_(keys) | ((pages.c.state == SKIPPED) & pages.c.found_on.in_(keys))


def _lists_of(connection: Connection, site: str, keys: set[str]) -> set[str]:
    """The list pages of the sections that name any of the keys."""
    sections: set[str] = set()
    for some in chunks(sorted(keys)):
        naming = select(listings.c.section).where(listings.c.site == site, listings.c.key.in_(some))
        sections.update(connection.scalars(naming.distinct()))
    section = func.coalesce(pages.c.section, pages.c.key)
    lists = select(pages.c.key, section).where(pages.c.site == site, pages.c.role == LIST)
    return {key for key, one in connection.execute(lists) if one in sections}
