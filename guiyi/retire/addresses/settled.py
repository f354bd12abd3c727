"""Visits to spellings that are answered as another address is count as visits to that one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select

from guiyi.library.implied import implied_keys
from guiyi.library.redirects import REDIRECT, UNRESOLVED, target_path, thing_of
from guiyi.library.register import url_hits
from guiyi.library.tables import redirects
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.addresses.spellings import parameters_in

AT_ONCE = 20_000  # visited addresses that are looked for in one walk through the map
STREAM = 10_000


def settled(connection: Connection, site: str, source: str, rules: AddressRules) -> Iterator[list[dict[str, Any]]]:
    """Takes visits of a source out of the register whose address has no answer under its own key, though the redirect
    service answers it → their rows, under the keys that it answers by, to be added again; some at a time.
    """
    rows = _unanswered(connection, site, source, "")
    parameters = _parameters(connection, site, rules) if rows else {}
    implied = _implied(connection, site, rules) if rows else {}
    while rows:
        asked = {row["key"]: list(rules.every(row["url"], parameters)) for row in rows}
        known = implied | _known(connection, site, rules, {key for keys in asked.values() for key in keys})
        moved = {row["key"]: key for row in rows if (key := _first(known, asked[row["key"]])) is not None}
        for key in moved:
            mine = (url_hits.c.site == site) & (url_hits.c.source == source)
            connection.execute(delete(url_hits).where(mine, url_hits.c.key == key))
        yield [{**row, "key": moved[row["key"]]} for row in rows if row["key"] in moved]
        rows = _unanswered(connection, site, source, rows[-1]["key"])


def _first(known: Mapping[str, str], keys: Iterable[str]) -> str | None:
    return next((known[key] for key in keys if key in known), None)


def _unanswered(connection: Connection, site: str, source: str, after: str) -> Sequence[RowMapping]:
    """The next rows of a source whose address has no answer, by key."""
    mine = (url_hits.c.site == site) & (url_hits.c.source == source) & (url_hits.c.key > after)
    answered = select(redirects.c.key).where(
        redirects.c.site == site, redirects.c.key == url_hits.c.key, redirects.c.kind != UNRESOLVED
    )
    wanted = select(url_hits).where(mine, ~answered.exists()).order_by(url_hits.c.key).limit(AT_ONCE)
    return connection.execute(wanted).mappings().all()


def _keys(connection: Connection, site: str) -> Any:
    """Keys of the site's answered addresses, as a stream."""
    query = select(redirects.c.key).where(redirects.c.site == site, redirects.c.kind != UNRESOLVED)
    return connection.execute(query.execution_options(yield_per=STREAM)).scalars()


def _parameters(connection: Connection, site: str, rules: AddressRules) -> Mapping[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for key in _keys(connection, site):
        path, said = parameters_in(rules.served(key))
        if said:
            names[path].update(said)
    return names


def _implied(connection: Connection, site: str, rules: AddressRules) -> dict[str, str]:
    """Addresses that programs answer by one parameter alone, as looked up → those that they are answered as."""
    said = redirects.c
    fields = said.key, said.kind, said.resource_id, said.asset, said.target
    programs = (said.site == site) & (said.kind != UNRESOLVED) & said.key.like("%?%")
    rows = connection.execute(select(*fields).where(programs).execution_options(yield_per=STREAM))
    things = (
        (row.key, thing_of(target_path(row.resource_id, row.asset, row.target)) if row.kind == REDIRECT else None)
        for row in rows
    )
    return {rules.served(key): other for key, other in implied_keys(things)}


def _known(connection: Connection, site: str, rules: AddressRules, wanted: set[str]) -> dict[str, str]:
    """Keys that are looked up → the ledger's of answered addresses, of those that are wanted."""
    return {served: key for key in _keys(connection, site) if (served := rules.served(key)) in wanted}
