"""Pages that moved on the old site since they were loaded: the document at the new address speaks for them.

The old site leads on to it, or it answers that the page is gone, and the same text stands elsewhere. Where it says the
same, what was loaded from the earlier address becomes its copy. Where the old site leads on to something else (one
notice for all pages of a site that was rebuilt), both stay, and the earlier address goes on to lead to its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, select

from guiyi.database import chunks
from guiyi.dedupe.clusters import Parted
from guiyi.dedupe.index import SHORT
from guiyi.dedupe.signatures import normalise
from guiyi.ledger import GONE, LOADED, MERGED, items, pages
from guiyi.library.copies import absorb, lead_addresses
from guiyi.library.gone import gone_items
from guiyi.library.orphans import is_one, same_document
from guiyi.library.records import State
from guiyi.library.states import PUBLISHED, WITHDRAWN, read_states
from guiyi.library.tables import copies, resources
from guiyi.library.undo import existing, put
from guiyi.runs.run import Run

HOPS = 10  # addresses that a page is led on over
Row = dict[str, Any]


def follow_moved(run: Run, connection: Connection) -> int:
    """Run, after its records and copies are live → how many resources became copies of those at their new addresses."""
    count = sum(_follow_some(run, connection, some) for some in chunks(_moved(run, connection), 200))
    gone = gone_items(run, connection)
    leaving = {ident for _source_key, ident in gone}
    count += sum(_follow_gone(run, connection, some, leaving) for some in chunks(gone, 200))
    return count


def _moved(run: Run, connection: Connection) -> list[Row]:
    """The site's items that are loaded, and whose pages lead on; each with `leads_to`, the key they end at."""
    leading = select(pages.c.key, pages.c.redirect_to).where(pages.c.site == run.site, pages.c.redirect_to.is_not(None))
    on: dict[str, str] = {row.key: row.redirect_to for row in connection.execute(leading)}
    wanted = (items.c.site == run.site) & (items.c.state == LOADED)
    found = []
    for some in chunks(sorted(on)):
        for row in connection.execute(select(items).where(wanted, items.c.page_key.in_(some))).mappings():
            found.append({**row, "leads_to": _end(on, row["page_key"])})
    return found


def _end(on: Mapping[str, str], key: str) -> str:
    for _ in range(HOPS):
        if key not in on:
            break
        key = on[key]
    return key


def _follow_some(run: Run, connection: Connection, moved: Sequence[Row]) -> int:
    """Items whose pages lead on → how many became copies of what they lead to."""
    targets = _targets(run, connection, moved)
    told = [row | {"to": targets[row["leads_to"]]} for row in moved if row["leads_to"] in targets]
    live = _live(connection, [row[name] for row in told for name in ("resource_id", "to")])
    told = [row for row in told if {row["resource_id"], row["to"]} <= live.keys() and row["to"] != row["resource_id"]]
    parted = Parted.of(run.decisions)
    same = [row for row in told if _is_same(row["resource_id"], row["to"], live, parted)]
    apart = {row["page_key"]: row["resource_id"] for row in told if row not in same}
    lead_addresses(run, connection, run.site, apart)  # to what it was, not to what it leads on to
    _take_over(run, connection, same, live)
    return len(same)


def _follow_gone(run: Run, connection: Connection, gone: Sequence[tuple[str, str]], leaving: Collection[str]) -> int:
    """Source keys and resources of pages that are gone → how many became copies of what says the same elsewhere.

    leaving: all resources whose pages are gone; none of them speaks for another.
    """
    found = existing(connection, items, run.site, [source_key for source_key, _ident in gone])
    live = _live(connection, [ident for _source_key, ident in gone])
    told = [(source_key, ident, same_document(connection, live[ident]["resource"], but=ident))
            for source_key, ident in gone if ident in live]  # fmt: skip
    live |= _live(connection, [to for _source_key, _ident, to in told if to is not None])
    parted = Parted.of(run.decisions)
    same = [
        found[source_key] | {"to": to}
        for source_key, ident, to in told
        if to in live and to not in leaving and _is_same(ident, to, live, parted)
    ]
    _take_over(run, connection, same, live)
    return len(same)


def _is_same(one: str, other: str, live: Mapping[str, State], parted: Parted) -> bool:
    """Whether two live resources are one document; short texts say the same of different things, but not with the same
    day and files.
    """
    mine, its = live[one], live[other]
    was, now = mine["resource"], its["resource"]
    if parted.is_split(one, other) or not is_one(was, now):
        return False
    files = [{asset["sha256"] for asset in state["assets"]} for state in (mine, its)]
    is_long = len(normalise(was["body_text"] or "")) >= SHORT
    return is_long or ((was["published_at"] or "")[:10] == (now["published_at"] or "")[:10] and files[0] == files[1])


def _live(connection: Connection, ids: Sequence[str]) -> dict[str, State]:
    states = read_states(connection, sorted(set(ids)))
    return {ident: state for ident, state in states.items() if state["resource"]["status"] == PUBLISHED}


def _take_over(run: Run, connection: Connection, same: Sequence[Row], live: Mapping[str, State]) -> None:
    """Items with the resource (`to`) that says what theirs does → its copies."""
    put(connection, run.run_id, copies, [_copy(run, row, live) for row in same])
    absorb(run, connection, {row["resource_id"]: row["to"] for row in same})


def keep_known(run: Run, connection: Connection) -> None:
    """Run, before its copies are live: those whose pages moved in an earlier run are not found anew, and stay."""
    lead_on = pages.c.redirect_to.is_not(None) | (pages.c.state == GONE)
    mine = (
        select(copies)
        .join(pages, and_(pages.c.site == copies.c.site, pages.c.key == copies.c.page_key))
        .join(resources, resources.c.resource_id == copies.c.resource_id)
        .where(copies.c.site == run.site, copies.c.run_id != run.run_id, lead_on, resources.c.status != WITHDRAWN)
    )
    rows = [dict(row) for row in connection.execute(mine).mappings()]
    put(connection, run.run_id, copies, [row | {"run_id": run.run_id} for row in rows])


def _targets(run: Run, connection: Connection, moved: Sequence[Row]) -> dict[str, str]:
    """Keys of pages that others lead to → the resources of their documents."""
    ends = items.c.page_key.in_(sorted({row["leads_to"] for row in moved}))
    mine = (items.c.site == run.site) & items.c.state.in_((LOADED, MERGED)) & items.c.resource_id.is_not(None)
    return {row.page_key: row.resource_id for row in connection.execute(select(items).where(mine, ends))}


def _copy(run: Run, row: Row, live: Mapping[str, State]) -> Row:
    """An item whose page moved → its row among the copies."""
    was, now = (live[row[name]]["resource"] for name in ("resource_id", "to"))
    is_same = normalise(was["body_text"] or "") == normalise(now["body_text"] or "")
    url = next((one["url"] for one in live[row["resource_id"]]["legacy_urls"]), row["page_key"])
    return {name: was[name] for name in ("title", "legacy_column", "source", "published_at")} | {
        "site": run.site, "page_key": row["page_key"], "source_key": row["source_key"], "copy_id": row["resource_id"],
        "resource_id": row["to"], "url": url, "kind": "exact" if is_same else "near",
        "similarity": 1.0, "run_id": run.run_id,
    }  # fmt: skip
