"""Undoing one run's publication: what it created goes, what it changed goes back; editors' changes stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from guiyi.database import chunks, reading, writing
from guiyi.errors import LibraryError
from guiyi.ledger import HELD, ROLLED_BACK, runs, site_states
from guiyi.library.answers import addresses_of, answer_addresses
from guiyi.library.orphans import is_one
from guiyi.library.protection import protect
from guiyi.library.records import State
from guiyi.library.states import (
    PUBLISHED,
    append_versions,
    changed_by,
    remove_states,
    states_to_change,
    with_status,
    write_states,
)
from guiyi.library.tables import copies, legacy_urls, resource_versions, resources, undo_rows
from guiyi.library.undo import changed_later, undo
from guiyi.plain import Plain
from guiyi.prints import print_of
from guiyi.runs.lease import check_fence, hold
from guiyi.runs.run import require_unsealed
from guiyi.settings import now

ACTION = "rolled_back"
MERGED = "merged"
CHUNK = 200


@dataclass
class RollbackReport(Plain):
    """What a rollback did: resources taken out, restored, and left as they are, each of these with its reason."""

    run_id: str
    removed: int = 0
    restored: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    already: bool = False  # it had been rolled back before, and nothing more could be undone


def rollback(engine: Engine, run_id: str) -> RollbackReport:
    """Run id → what was undone, in one transaction. A second time undoes what was kept, where nothing keeps it now.

    LibraryError: no such run, or it published nothing. RunBusy: a run of the site is at work. GateHeld: the site's
    retirement was approved, so no run could bring back what goes.
    """
    site = _site_of(engine, run_id)
    with hold(engine, site) as fence, writing(engine) as connection:
        check_fence(connection, site, fence)
        require_unsealed(connection, site)
        run = connection.execute(select(runs).where(runs.c.run_id == run_id)).one()
        if run.published is None:
            raise LibraryError(f"run {run_id} published nothing; there is nothing to undo")
        changed = changed_by(connection, run_id)
        before = addresses_of(connection, changed)
        report = _roll_back(connection, site, run_id)
        kept = {resource_id for resource_id, _ in report.kept}
        count = undo(connection, run_id, lambda row: row.get("resource_id") in kept)
        report.already = run.status == ROLLED_BACK and not (count or report.removed or report.restored)
        after = addresses_of(connection, changed)
        touched = {one: before.get(one, set()) | after.get(one, set()) for one in {*before, *after}}
        answer_addresses(connection, touched, run_id, whole=[site])
        _close(connection, site, run_id)
    return report


def _site_of(engine: Engine, run_id: str) -> str:
    with reading(engine) as connection:
        site: str | None = connection.execute(select(runs.c.site).where(runs.c.run_id == run_id)).scalar_one_or_none()
    if site is None:
        raise LibraryError(f"there is no run {run_id}; `guiyi status` lists the runs")
    return site


def _close(connection: Connection, site: str, run_id: str) -> None:
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(status=ROLLED_BACK))
    good = (runs.c.site == site) & (runs.c.status != ROLLED_BACK)
    last = select(runs.c.run_id, runs.c.published).where(good).order_by(runs.c.number.desc())
    last_good = next((row.run_id for row in connection.execute(last) if row.published is not None), None)
    connection.execute(update(site_states).where(site_states.c.site == site).values(last_good_run=last_good))


def _roll_back(connection: Connection, site: str, run_id: str) -> RollbackReport:
    report = RollbackReport(run_id)
    made = (resource_versions.c.run_id == run_id) & (resource_versions.c.action != ACTION)
    ids = connection.execute(select(resource_versions.c.resource_id).where(made).distinct()).scalars()
    for some in chunks(sorted(ids), CHUNK):
        _roll_back_some(connection, site, run_id, list(some), report)
    return report


def _roll_back_some(connection: Connection, site: str, run_id: str, ids: Sequence[str], report: RollbackReport) -> None:
    states = states_to_change(connection, ids)
    histories = _histories(connection, ids)
    shared, joined = _shared(connection, site, run_id, ids), _joined_since(connection, site, run_id, ids)
    held = _held(connection, ids)
    removed: dict[str, State] = {}
    restored: dict[str, State] = {}
    for resource_id in ids:
        history, state = histories[resource_id], states.get(resource_id)
        first = min(one["sequence"] for one in history if _is_of(one, run_id))
        before: State = next((one["record"] for one in reversed(history) if one["sequence"] < first), {})
        is_edited = any(one["edited_by"] and one["sequence"] > first for one in history)
        if state is None and before and _is_of(history[-1], run_id) and history[-1]["action"] == MERGED:
            restored[resource_id] = _restored(before, before, False, resource_id in held)  # this run took it over
        elif state is None or state["resource"]["run_id"] != run_id:
            if any(one["run_id"] == run_id and one["action"] == ACTION for one in history):
                continue  # it was undone before
            report.kept.append((resource_id, "a later run changed it; roll that back first"))
        elif before and (resource_id not in joined or _says(before, state)):
            restored[resource_id] = _restored(before, state, is_edited, resource_id in held)
        elif resource_id in shared:
            report.kept.append((resource_id, "copies on other sites were merged into it"))
        elif is_edited:
            report.kept.append((resource_id, "an editor has changed it since; withdraw it by hand if it is to go"))
        else:
            removed[resource_id] = {}
    _write(connection, run_id, removed, restored)
    report.removed += len(removed)
    report.restored += len(restored)


def _write(connection: Connection, run_id: str, removed: Mapping[str, State], restored: Mapping[str, State]) -> None:
    if removed:
        remove_states(connection, list(removed))
    if restored:
        write_states(connection, list(restored.values()))
    records = {**removed, **restored}
    if records:
        append_versions(connection, records, dict.fromkeys(records, ACTION), now().isoformat(), run_id=run_id)


def _is_of(version: Mapping[str, Any], run_id: str) -> bool:
    return bool(version["run_id"] == run_id and version["action"] != ACTION)


def _histories(connection: Connection, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    versions = select(resource_versions).where(resource_versions.c.resource_id.in_(ids))
    found: dict[str, list[dict[str, Any]]] = {resource_id: [] for resource_id in ids}
    for row in connection.execute(versions.order_by(resource_versions.c.sequence)).mappings():
        found[row["resource_id"]].append(dict(row))
    return found


def _shared(connection: Connection, site: str, run_id: str, ids: Sequence[str]) -> set[str]:
    """Those that answer for addresses of other sites, which this run itself did not lead to them."""
    others = legacy_urls.c.resource_id.in_(ids) & (legacy_urls.c.site != site) & (legacy_urls.c.run_id != run_id)
    return set(connection.execute(select(legacy_urls.c.resource_id).where(others)).scalars())


def _joined_since(connection: Connection, site: str, run_id: str, ids: Sequence[str]) -> set[str]:
    """Those of which later runs of other sites found copies: what the run made of them, not what they were before."""
    others = select(copies).where(copies.c.resource_id.in_(ids), copies.c.site != site)
    prints = {print_of(copies.name, row.site, row.page_key): row.resource_id for row in connection.execute(others)}
    first = connection.execute(select(func.min(undo_rows.c.id)).where(undo_rows.c.run_id == run_id)).scalar() or 0
    return {prints[one] for one in changed_later(connection, run_id, dict.fromkeys(prints, first))}


def _says(before: State, now: State) -> bool:
    """Whether a resource as it was speaks for copies of what it is now."""
    return before["resource"]["status"] == PUBLISHED and is_one(before["resource"], now["resource"])


def _held(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those that are held now, or are copies of what is."""
    spoken = select(copies.c.copy_id).join(resources, resources.c.resource_id == copies.c.resource_id)
    of_held = spoken.where(copies.c.copy_id.in_(ids), resources.c.status == HELD)
    return with_status(connection, ids, HELD) | set(connection.execute(of_held).scalars())


def _restored(before: State, current: State, is_edited: bool, is_held: bool) -> State:
    """The state before the run; with an editor's later changes, or held, a new version, else exactly as it was.

    What is held stays so until a run finds that nobody holds it any more.
    """
    values = current["resource"]
    is_held = is_held and before["resource"]["status"] == PUBLISHED
    if not is_edited and not is_held:
        return before
    state = protect(values, before) if is_edited else before
    changed = {"version": values["version"] + 1, "updated_at": now().isoformat()}
    if is_held:
        changed["status"] = HELD
    return state | {"resource": state["resource"] | changed}
