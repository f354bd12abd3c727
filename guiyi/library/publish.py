"""Load, second half: everything staged by a run becomes live in one transaction, or nothing does.

The transaction first locks the lease and compares the fencing number, so a run that was taken over can't write. A run
that was killed after its commit finds in `runs.published` that its work is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, update

from guiyi.checks import Check, held_by
from guiyi.codes import HELD_BY_REVIEWER
from guiyi.database import reading, writing
from guiyi.decisions.read import held_since
from guiyi.errors import GateHeld
from guiyi.ledger import LOADED, MERGED, items, runs, site_states
from guiyi.library.answers import addresses_of, answer_addresses
from guiyi.library.copies import forget_older_copies, keep_relations
from guiyi.library.doubts import note_doubts
from guiyi.library.gates import check_load
from guiyi.library.gone import hold, mark_gone
from guiyi.library.load import CHUNK, conflict_of, decide, live_resources
from guiyi.library.moved import follow_moved, keep_known
from guiyi.library.orphans import restore_orphans
from guiyi.library.protection import Policy, protect
from guiyi.library.records import State
from guiyi.library.refusals import forget_older, merge_copies, refusal_row, refuse, store_refused
from guiyi.library.states import PUBLISHED, append_versions, changed_by, first_made, lock_states, write_states
from guiyi.library.tables import copies, legacy_urls, refused_records, resources, staged_records
from guiyi.library.undo import put
from guiyi.library.validate import Refusal
from guiyi.plain import Plain
from guiyi.prints import print_of
from guiyi.runs.lease import check_fence, renew
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

ACTIONS = {"create": "created", "update": "updated", "revive": "revived"}
ENDS = ACTIONS | {"conflict": "conflicts", "held": "held"}  # how each action is counted; any other is unchanged
HELD_SINCE = "a person holds it since this run began"


@dataclass(frozen=True)
class LoadReport(Plain):
    """What a publication did. Each item is counted once: conflicts are not in held; gone ones had no record."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    revived: int = 0
    conflicts: int = 0
    merged: int = 0
    held: int = 0
    dropped: int = 0
    failed: int = 0
    taken_over: int = 0  # other sites' resources that became copies of this run's
    moved: int = 0  # resources that became copies of those that their old pages lead on to
    restored: int = 0  # other sites' copies that speak for themselves again
    withdrawn: int = 0  # were live, and are dropped by a mapping rule now
    checks: list[Check] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> LoadReport:
        """Back from `to_json`."""
        return cls(**{**data, "checks": [Check(**check) for check in data["checks"]]})


def publish(run: Run, manifests: list[Manifest], fence: int) -> LoadReport:
    """Run, the manifests of all its stages, its fencing number → what became live. Publishing again does nothing.

    GateHeld: a required check did not pass, the last good state stays live. RunBusy: the lease was taken over.
    TransientLibrary: nothing was written.
    """
    inputs = print_of(sorted([one.stage, one.batch, one.path, one.refused_path, one.print] for one in manifests))
    done = _published(run)
    if done is not None and done["inputs"] == inputs:
        with writing(run.engine) as connection:
            _forget_staged(connection, run)
        return LoadReport.from_json(done["report"])
    with reading(run.engine) as connection:
        checks = check_load(run, connection, manifests)
    if held_by(checks):
        _hold(run, manifests, fence, checks)
    with writing(run.engine) as connection:
        check_fence(connection, run.site, fence)
        report = _publish(run, connection, manifests, checks)
        _record(run, connection, inputs, report)
        _forget_staged(connection, run)
        renew(connection, run.site, fence)
    return report


def _published(run: Run) -> dict[str, Any] | None:
    with reading(run.engine) as connection:
        done: dict[str, Any] | None = connection.execute(
            select(runs.c.published).where(runs.c.run_id == run.run_id)
        ).scalar_one_or_none()
    return done


def _hold(run: Run, manifests: Sequence[Manifest], fence: int, checks: list[Check]) -> None:
    """Records the checks, and the refused records for the work list; raises GateHeld."""
    with writing(run.engine) as connection:
        check_fence(connection, run.site, fence)
        store_refused(run, connection, manifests)
        values = {"checks": [check.to_json() for check in checks]}
        connection.execute(update(runs).where(runs.c.run_id == run.run_id).values(values))
    said = [f"{check.name} ({check.meaning}): {check.evidence}; {check.advice}" for check in held_by(checks)]
    raise GateHeld(f"{run.run_id} is held, the last good state stays live. " + ". ".join(said))


def _publish(run: Run, connection: Connection, manifests: Sequence[Manifest], checks: list[Check]) -> LoadReport:
    counts: Counter[str] = Counter()
    held = held_since(connection, run.site, run.decided) if run.decided is not None else set()
    for rows in _staged(connection, run):
        _publish_some(run, connection, rows, counts, held)
    refuse(run, connection, manifests, counts)
    keep_known(run, connection)
    merge_copies(run, connection, manifests, counts)
    keep_relations(run, connection, manifests, counts)
    counts["moved"] += follow_moved(run, connection)
    forget_older_copies(run, connection)
    mark_gone(run, connection, counts)
    forget_older(run, connection)
    counts["restored"] += restore_orphans(run, connection)
    note_doubts(run, connection, manifests)
    touched = addresses_of(connection, changed_by(connection, run.run_id))
    answer_addresses(connection, touched, run.run_id, whole=[run.site])
    return LoadReport(**counts, checks=checks)


def _staged(connection: Connection, run: Run) -> Iterator[list[dict[str, Any]]]:
    """The run's staged rows, some at a time."""
    last = ""
    while True:
        some = (
            select(staged_records)
            .where(staged_records.c.run_id == run.run_id, staged_records.c.resource_id > last)
            .order_by(staged_records.c.resource_id)
            .limit(CHUNK)
        )
        rows = [dict(row) for row in connection.execute(some).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["resource_id"]


def _publish_some(
    run: Run, connection: Connection, rows: list[dict[str, Any]], counts: Counter[str], held: Collection[str]
) -> None:
    """Staged rows become live, but for those of which a person was quicker: edited them, or holds them since the run
    began."""
    changed = [row for row in rows if row["action"] != "unchanged"]
    lock_states(connection, [row["resource_id"] for row in changed])  # an editor comes before or after, not between
    current = live_resources(connection, [row["resource_id"] for row in changed])
    loaded_at = first_made(connection, [row["resource_id"] for row in changed])
    states: dict[str, State] = {}
    actions: dict[str, str] = {}
    policy = Policy.of(run)
    for row in changed:
        resource_id, live = row["resource_id"], current.get(row["resource_id"])
        action = "held" if row["source_key"] in held else decide(live, row["record"], policy)
        if action == "held":
            row["refusal"] = Refusal(HELD_BY_REVIEWER, HELD_SINCE)
        elif action == "conflict":
            row["refusal"] = conflict_of(live, row["record"], policy)
        elif action in ACTIONS:
            states[resource_id] = _live_state(run, row["record"], live, loaded_at.get(resource_id, run.started_at))
            actions[resource_id] = ACTIONS[action]
        counts[ENDS.get(action, "unchanged")] += 1
    counts["unchanged"] += len(rows) - len(changed)
    if states:
        write_states(connection, list(states.values()))
        append_versions(connection, states, actions, run.started_at, run_id=run.run_id)
        _attach_urls(run, connection, list(states.values()))
    _note_superseded(connection, rows)
    put(connection, run.run_id, refused_records, [refusal_row(run, row) for row in rows if "refusal" in row])
    put(connection, run.run_id, items, [_item(run, row) for row in rows], keep=("first_run",))
    hold(run, connection, [row["resource_id"] for row in changed if row["source_key"] in held])


def _note_superseded(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Unchanged resources that another site's run took over after they were staged stay copies."""
    unchanged = [row["resource_id"] for row in rows if row["action"] == "unchanged"]
    wanted = select(copies.c.copy_id, copies.c.resource_id).where(copies.c.copy_id.in_(unchanged))
    spoken_for = {row.copy_id: row.resource_id for row in connection.execute(wanted)}
    spoken_for = {ident: target for ident, target in spoken_for.items() if ident != target}
    live = set(
        connection.execute(select(resources.c.resource_id).where(resources.c.resource_id.in_(spoken_for))).scalars()
    )
    for row in rows:
        if row["action"] == "unchanged" and row["resource_id"] in spoken_for and row["resource_id"] not in live:
            row["merged_into"] = spoken_for[row["resource_id"]]


def _live_state(run: Run, staged: State, live: Any, loaded_at: str) -> State:
    state = {name: value for name, value in staged.items() if name != "prints"}
    if live is not None:
        state = protect(live, state, Policy.of(run))
    resource = {"protected": [], "base": {}} | state["resource"]
    resource |= {
        "status": PUBLISHED,
        "version": live["version"] + 1 if live is not None else 1,
        "run_id": run.run_id,
        "first_loaded_at": live["first_loaded_at"] if live is not None else loaded_at,
        "updated_at": run.started_at,
    }
    return state | {"resource": resource}


def _attach_urls(run: Run, connection: Connection, states: Sequence[State]) -> None:
    rows = {
        one["url"]: {
            "site": run.site,
            "url": one["url"],
            "key": one["key"],
            "resource_id": state["resource"]["resource_id"],
            "run_id": run.run_id,
        }
        for state in states
        for one in state["legacy_urls"]
    }
    put(connection, run.run_id, legacy_urls, list(rows.values()))


def _item(run: Run, row: dict[str, Any]) -> dict[str, Any]:
    """Staged row → the ledger's row of its item."""
    prints = row["record"]["prints"]
    refusal = row.get("refusal")
    return {
        "site": run.site,
        "source_key": row["source_key"],
        "page_key": row["page_key"],
        "state": "held" if refusal else MERGED if row.get("merged_into") else LOADED,
        "reason": refusal.reason if refusal else None,
        "resource_id": row.get("merged_into") or row["resource_id"],
        "raw_print": prints["raw"],
        "template_print": prints["template"],
        "mapping_print": prints["mapping"],
        "content_print": row["record_print"],
        "attempts": 0,
        "first_run": run.run_id,
        "last_run": run.run_id,
    }


def _record(run: Run, connection: Connection, inputs: str, report: LoadReport) -> None:
    """Moves the pointer: this run is the site's last good one."""
    records = report.created + report.updated + report.unchanged + report.revived + report.conflicts
    published = {"inputs": inputs, "records": records, "copies": report.merged, "report": report.to_json()}
    counts = {name: value for name, value in report.to_json().items() if name != "checks"}
    values = {"published": published, "counts": counts, "checks": report.to_json()["checks"]}
    connection.execute(update(runs).where(runs.c.run_id == run.run_id).values(values))
    connection.execute(update(site_states).where(site_states.c.site == run.site).values(last_good_run=run.run_id))


def _forget_staged(connection: Connection, run: Run) -> None:
    """What this and earlier runs of the site left staged."""
    of_site = select(runs.c.run_id).where(runs.c.site == run.site)
    connection.execute(delete(staged_records).where(staged_records.c.run_id.in_(of_site)))
