"""Whole states of resources, in and out of the live tables; their versions; their signatures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from guiyi.database import upsert
from guiyi.dedupe.index import forget_documents, sign_documents
from guiyi.library.records import State
from guiyi.library.search import forget, index_states
from guiyi.library.tables import legacy_urls, letters, placements, resource_assets, resource_versions, resources

PUBLISHED, WITHDRAWN = "published", "withdrawn"
CHILDREN = {"placements": placements, "assets": resource_assets}


def read_states(connection: Connection, ids: Sequence[str]) -> dict[str, State]:
    """Resource ids → their whole live states, those that there are."""
    rows = connection.execute(select(resources).where(resources.c.resource_id.in_(ids))).mappings()
    states: dict[str, State] = {row["resource_id"]: {"resource": dict(row), "letter": None} for row in rows}
    for name, table in (*CHILDREN.items(), ("legacy_urls", legacy_urls)):
        grouped = _children(connection, table, ids)
        for resource_id, state in states.items():
            state[name] = grouped[resource_id]
    for letter in _rows(connection, letters, ids):
        states[letter.pop("resource_id")]["letter"] = letter
    return states


def states_to_change(connection: Connection, ids: Sequence[str]) -> dict[str, State]:
    """As `read_states`, and nobody else changes them before this transaction ends: two editors at once would both make
    the next version of what they read, and the second would take back what the first one wrote.
    """
    lock_states(connection, ids)
    return read_states(connection, ids)


def lock_states(connection: Connection, ids: Sequence[str]) -> None:
    """Nobody else changes these resources before this transaction ends (on SQLite there is one writer anyway)."""
    some = select(resources.c.resource_id).where(resources.c.resource_id.in_(ids))
    connection.execute(some.order_by(resources.c.resource_id).with_for_update()).all()


def _children(connection: Connection, table: Table, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(connection, table, ids):
        grouped[row.pop("resource_id")].append(row)
    return grouped


def _rows(connection: Connection, table: Table, ids: Sequence[str]) -> Iterable[dict[str, Any]]:
    some = select(table).where(table.c.resource_id.in_(ids)).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(some).mappings()]


def with_status(connection: Connection, ids: Sequence[str], *statuses: str) -> set[str]:
    """Those of resources that have one of these statuses."""
    some = resources.c.resource_id.in_(ids) & resources.c.status.in_(statuses)
    return set(connection.execute(select(resources.c.resource_id).where(some)).scalars())


def write_states(connection: Connection, states: Sequence[State]) -> None:
    """Makes states live, in place of what their resources were. Legacy URLs are attached apart from this."""
    ids = [state["resource"]["resource_id"] for state in states]
    # a version kept before the library had a field lacks it
    upsert(connection, resources, [{"details": None, "classes": None} | state["resource"] for state in states])
    for name, table in CHILDREN.items():
        connection.execute(delete(table).where(table.c.resource_id.in_(ids)))
        rows = [{"resource_id": i, **row} for i, state in zip(ids, states, strict=True) for row in state[name]]
        upsert(connection, table, rows)
    connection.execute(delete(letters).where(letters.c.resource_id.in_(ids)))
    upsert(
        connection,
        letters,
        [{"resource_id": i, **s["letter"]} for i, s in zip(ids, states, strict=True) if s["letter"]],
    )
    _sign(connection, states)
    index_states(connection, states)


def remove_states(connection: Connection, ids: Sequence[str]) -> None:
    """Takes resources out of the live tables; their versions stay."""
    forget_documents(connection, ids)
    for table in (resources, placements, resource_assets, letters):
        connection.execute(delete(table).where(table.c.resource_id.in_(ids)))
    forget(connection, ids)


def _sign(connection: Connection, states: Sequence[State]) -> None:
    """Replaces the signatures; what is withdrawn has none, so that no copy is merged into it. What is held has one: its
    copies are out of sight with it.
    """
    forget_documents(connection, [state["resource"]["resource_id"] for state in states])
    sign_documents(connection, [one["resource"] for one in states if one["resource"]["status"] != WITHDRAWN])


def last_sequences(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Resource ids → the number of the newest version of each that ever had one."""
    versions = resource_versions.c
    found = select(versions.resource_id, func.max(versions.sequence)).where(versions.resource_id.in_(ids))
    return {row[0]: int(row[1]) for row in connection.execute(found.group_by(versions.resource_id))}


def first_made(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Resource ids → when each was first loaded, those that ever were; a rollback does not make a record new."""
    versions = resource_versions.c
    found = select(versions.resource_id, func.min(versions.made_at)).where(versions.resource_id.in_(ids))
    return {row[0]: str(row[1]) for row in connection.execute(found.group_by(versions.resource_id))}


def changed_by(connection: Connection, run_id: str) -> list[str]:
    """Run → the resources that it changed, rolling it back included."""
    changed = select(resource_versions.c.resource_id).where(resource_versions.c.run_id == run_id).distinct()
    return sorted(connection.execute(changed).scalars())


def append_versions(
    connection: Connection, records: Mapping[str, State], actions: Mapping[str, str], made_at: str, **values: Any
) -> None:
    """Adds a version a resource: its whole state (empty: taken out), what was done, when; by run_id= or edited_by=."""
    sequences = last_sequences(connection, list(records))
    rows = [
        {
            "resource_id": resource_id,
            "sequence": sequences.get(resource_id, 0) + 1,
            "version": state["resource"]["version"] if state else 0,
            "action": actions[resource_id],
            "made_at": made_at,
            "record": state,
            "run_id": values.get("run_id"),
            "edited_by": values.get("edited_by"),
        }
        for resource_id, state in records.items()
    ]
    upsert(connection, resource_versions, rows)
