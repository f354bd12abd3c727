"""Copies in the library: what each says of itself is kept, and the one with the best authority takes others over.

A copy keeps its address (in `legacy_urls`, attached to the canonical resource) and its own title, source and column (in
`copies`). Its own resource id goes on to lead to the canonical resource.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, select, true

from guiyi.database import chunks, upsert
from guiyi.dedupe.index import changed_since
from guiyi.ledger import LOADED, MERGED, items
from guiyi.library.protection import Policy, protect
from guiyi.library.records import State
from guiyi.library.states import PUBLISHED, append_versions, remove_states, states_to_change, write_states
from guiyi.library.tables import copies, legacy_urls, relations, resources
from guiyi.library.undo import put, take_out
from guiyi.prints import resource_id
from guiyi.runs.handover import read_rows
from guiyi.runs.manifest import Manifest, relations_key
from guiyi.runs.run import Run

ACTION = "merged"
Row = dict[str, Any]


def keep_copies(run: Run, connection: Connection, merged: Sequence[tuple[Row, str]]) -> None:
    """Copies (CLUSTERS rows, each with the resource it is merged into) → `copies`."""
    rows = {row["page_key"]: _copy(run, row, target) for row, target in merged}
    put(connection, run.run_id, copies, list(rows.values()))


def _copy(run: Run, row: Row, target: str) -> Row:
    same = ("page_key", "source_key", "url", "title", "source", "published_at", "kind", "similarity")
    return {name: row[name] for name in same} | {
        "site": run.site, "copy_id": resource_id(run.site, row["source_key"]), "resource_id": target,
        "legacy_column": row["section"], "run_id": run.run_id,
    }  # fmt: skip


def forget_older_copies(run: Run, connection: Connection) -> None:
    """Takes out the site's copies that this run did not find again: they are resources of their own now, or gone."""
    older = (copies.c.site == run.site) & (copies.c.run_id != run.run_id)
    rows = [dict(row) for row in connection.execute(select(copies).where(older)).mappings()]
    for some in chunks(rows):
        take_out(connection, run.run_id, copies, list(some))


# --- taking over -----------------------------------------------------------------------------------------------------


def keep_relations(run: Run, connection: Connection, manifests: Sequence[Manifest], counts: Counter[str]) -> None:
    """What the run found of its documents against others: takes copies over, and keeps the excerpts."""
    rows = [
        row
        for one in manifests
        if one.stage == "dedupe" and one.path and run.store.exists(relations_key(one.path))
        for row in read_rows(run.store, relations_key(one.path))
    ]
    takes = {row["other_id"]: row for row in rows if row["relation"] == "supersedes"}
    for some in chunks(sorted(takes)):
        counts["taken_over"] += _take_over(run, connection, {ident: takes[ident] for ident in some})
    connection.execute(delete(relations).where(relations.c.site == run.site))
    kept = [
        {"site": run.site, "run_id": run.run_id, **{name: row[name] for name in KEPT}}
        for row in rows
        if row["relation"] != "supersedes"
    ]
    for some_rows in chunks(kept):
        upsert(connection, relations, some_rows)


KEPT = ("resource_id", "relation", "other_id", "similarity")


def _take_over(run: Run, connection: Connection, takes: Mapping[str, Row]) -> int:
    """Resource of another site → how one of this run's stands to it: each becomes a copy of that, if both are live,
    and it says what it said when they were compared.
    """
    changed = changed_since(connection, {ident: row.get("other_print") for ident, row in takes.items()})
    wanted = {*takes, *(row["resource_id"] for row in takes.values())}
    live = (resources.c.resource_id.in_(sorted(wanted))) & (resources.c.status == PUBLISHED)
    rows = {row.resource_id: row for row in connection.execute(select(resources).where(live))}
    taken = {
        ident: row["resource_id"]
        for ident, row in takes.items()
        if ident in rows and row["resource_id"] in rows and not rows[ident].protected and ident not in changed
    }
    _note_taken(run, connection, taken, takes, rows)
    absorb(run, connection, taken)
    return len(taken)


def give_up(run: Run, connection: Connection, merged: Sequence[tuple[Row, str]]) -> None:
    """Resources of this site that were live, and are copies of another site's from now on."""
    targets = {resource_id(run.site, row["source_key"]): target for row, target in merged}
    mine = resources.c.resource_id.in_(sorted(targets))
    live = list(connection.execute(select(resources.c.resource_id).where(mine)).scalars())
    absorb(run, connection, {ident: targets[ident] for ident in live if targets[ident] != ident})


def absorb(run: Run, connection: Connection, taken: Mapping[str, str]) -> None:
    """Takes resources out of the live tables; what led to them leads to those that speak for them, and what editors
    changed in them goes along.
    """
    if not taken:
        return
    states = states_to_change(connection, list(taken))
    _hand_over_edits(run, connection, taken, states)
    _lead_on(run, connection, legacy_urls, taken)
    # the site's own of earlier runs are forgotten, unless this run finds them again
    _lead_on(run, connection, copies, taken, (copies.c.site != run.site) | (copies.c.run_id == run.run_id))
    _merge_items(run, connection, taken)
    remove_states(connection, list(taken))
    actions = dict.fromkeys(states, ACTION)
    append_versions(connection, {ident: {} for ident in states}, actions, run.started_at, run_id=run.run_id)


def _hand_over_edits(run: Run, connection: Connection, taken: Mapping[str, str], states: Mapping[str, State]) -> None:
    """What editors changed in a resource stays so in the one that takes it over, but for what was edited there, too."""
    edited = {ident: one["resource"] for ident, one in sorted(states.items()) if one["resource"]["protected"]}
    live = states_to_change(connection, sorted({taken[ident] for ident in edited}))
    made = dict(live)
    for ident, was in edited.items():
        state = made[taken[ident]]
        names = [name for name in was["protected"] if name not in state["resource"]["protected"]]
        made[taken[ident]] = protect(was | {"protected": names}, state, Policy.of(run))
    changed: dict[str, State] = {}
    for ident, state in made.items():
        if state != live[ident]:
            more = {"version": state["resource"]["version"] + 1, "updated_at": run.started_at, "run_id": run.run_id}
            changed[ident] = state | {"resource": state["resource"] | more}
    if changed:
        write_states(connection, list(changed.values()))
        append_versions(connection, changed, dict.fromkeys(changed, "updated"), run.started_at, run_id=run.run_id)


def _note_taken(
    run: Run, connection: Connection, taken: Mapping[str, str], takes: Mapping[str, Row], rows: Mapping[str, Any]
) -> None:
    """The resources that are taken over, as copies."""
    wanted = select(items.c.resource_id, items.c.site, items.c.page_key).where(
        items.c.resource_id.in_(list(taken)), items.c.state == LOADED
    )
    keys = {(row.site, row.resource_id): row.page_key for row in connection.execute(wanted)}
    noted: list[Row] = []
    for ident, target in taken.items():
        live = rows[ident]
        page_key = keys.get((live.site, ident), live.source_key)
        noted.append(
            {
                "site": live.site, "page_key": page_key, "source_key": live.source_key, "copy_id": ident,
                "resource_id": target, "url": _address(connection, live.site, page_key), "title": live.title,
                "legacy_column": live.legacy_column, "source": live.source, "published_at": live.published_at,
                "kind": takes[ident]["kind"], "similarity": takes[ident]["similarity"], "run_id": run.run_id,
            }
        )  # fmt: skip
    put(connection, run.run_id, copies, noted)


def _address(connection: Connection, site: str, page_key: str) -> str:
    mine = (legacy_urls.c.site == site) & (legacy_urls.c.key == page_key)
    wanted = select(legacy_urls.c.url).where(mine).order_by(legacy_urls.c.url).limit(1)
    return connection.execute(wanted).scalar_one_or_none() or page_key


def _lead_on(
    run: Run, connection: Connection, table: Table, taken: Mapping[str, str], which: ColumnElement[bool] | None = None
) -> None:
    """Rows (which: these only) that lead to a resource that is taken over lead to the one that takes it."""
    wanted = select(table).where(table.c.resource_id.in_(list(taken)), true() if which is None else which)
    found = connection.execute(wanted).mappings()
    rows = [{**row, "resource_id": taken[row["resource_id"]], "run_id": run.run_id} for row in found]
    put(connection, run.run_id, table, rows)


def lead_addresses(run: Run, connection: Connection, site: str, to: Mapping[str, str]) -> None:
    """All spellings of a site's pages lead to resources from now on. to: page key → resource."""
    mine = (legacy_urls.c.site == site) & legacy_urls.c.key.in_(list(to))
    found = connection.execute(select(legacy_urls).where(mine)).mappings()
    rows = [{**row, "resource_id": to[row["key"]], "run_id": run.run_id} for row in found]
    put(connection, run.run_id, legacy_urls, rows)


def _merge_items(run: Run, connection: Connection, taken: Mapping[str, str]) -> None:
    """Ledger items of the resources that are taken over, and of their copies."""
    merged: list[Row] = []
    for row in connection.execute(select(items).where(items.c.resource_id.in_(list(taken)))).mappings():
        target = taken[row["resource_id"]]
        reason = f"copy of {target}, which has the better authority"
        merged.append({**row, "state": MERGED, "reason": reason, "resource_id": target})
    put(connection, run.run_id, items, merged)
