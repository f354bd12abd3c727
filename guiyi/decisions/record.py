"""Recording decisions, and taking them back: all that belong together, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

from guiyi.database import reading, writing
from guiyi.decisions.decision import FAMILY, LEAST_WHY, PLATFORM, SITE, UNDO, Decision, faults_of, subject_text
from guiyi.decisions.table import active, decisions, of_row, selected
from guiyi.errors import ConfigError
from guiyi.settings import now


def record_decisions(engine: Engine | Connection, wanted: Sequence[Decision]) -> list[Decision]:
    """Records decisions, all or none → as recorded; one that says what already counts is given back as it is.

    ConfigError names every one that is not well formed.
    """
    problems = [f"{one.kind} {subject_text(one.subject)}: {reason}" for one in wanted for reason in faults_of(one)]
    if problems:
        raise ConfigError("\n".join(problems))
    with writing(engine) as connection:
        return [_record(connection, one) for one in wanted]


def record_decision(
    engine: Engine, kind: str, subject: Mapping[str, Any], value: Mapping[str, Any] | None = None, *, by: str, why: str,
    site: str | None = None, family: str | None = None, batch: str | None = None,
) -> Decision:  # fmt: skip
    """Records one decision, for a site, a family, or (neither said) the platform. ConfigError."""
    scope, scope_id = (SITE, site) if site else (FAMILY, family) if family else (PLATFORM, "")
    wanted = Decision(kind, dict(subject), dict(value or {}), scope, scope_id or "", by, why, batch)
    return record_decisions(engine, [wanted])[0]


def _record(connection: Connection, one: Decision) -> Decision:
    if one.kind == UNDO:
        return _undo(connection, one.undoes or 0, one.by, one.why, one.batch)
    counting = _counting(connection, one)
    if counting is not None and counting.value == one.value:
        return counting
    values = {
        "made_at": now().isoformat(), "decided_by": one.by, "why": one.why, "scope": one.scope,
        "scope_id": one.scope_id, "kind": one.kind, "subject": subject_text(one.subject), "value": one.value,
        "batch": one.batch,
    }  # fmt: skip
    return _insert(connection, values)


def _insert(connection: Connection, values: Mapping[str, Any]) -> Decision:
    made = connection.execute(decisions.insert().values(**values).returning(decisions.c.id)).scalar_one()
    return of_row(connection.execute(selected().where(decisions.c.id == made)).mappings().one())


def _counting(connection: Connection, one: Decision) -> Decision | None:
    mine = (decisions.c.scope == one.scope) & (decisions.c.scope_id == one.scope_id) & (decisions.c.kind == one.kind)
    wanted = active().where(mine, decisions.c.subject == subject_text(one.subject)).order_by(decisions.c.id.desc())
    row = connection.execute(wanted.limit(1)).mappings().one_or_none()
    return of_row(row) if row is not None else None


def undo_decision(engine: Engine | Connection, decision_id: int, by: str, why: str) -> Decision:
    """Takes one decision back → the undo; the decision that it had replaced counts again. ConfigError."""
    return undo_decisions(engine, [decision_id], by, why)[0]


def undo_batch(engine: Engine, batch: str, by: str, why: str) -> list[Decision]:
    """Takes back what is left of all decisions of a batch. ConfigError: there is none."""
    with reading(engine) as connection:
        mine = (decisions.c.batch == batch) & (decisions.c.kind != UNDO)
        rows = [of_row(row) for row in connection.execute(selected().where(mine)).mappings()]
    left = [one.id for one in rows if one.undone_by is None]
    if not left:
        raise ConfigError(f"there is no decision left to undo in {batch}")
    return undo_decisions(engine, left, by, why)


def undo_decisions(engine: Engine | Connection, ids: Sequence[int], by: str, why: str) -> list[Decision]:
    """Takes decisions back, all or none → the undo rows. ConfigError."""
    if not by.strip() or len(why.strip()) < LEAST_WHY:
        raise ConfigError(f"say who undoes, and why, in at least {LEAST_WHY} characters")
    with writing(engine) as connection:
        return [_undo(connection, one, by, why) for one in ids]


def _undo(connection: Connection, decision_id: int, by: str, why: str, batch: str | None = None) -> Decision:
    row = connection.execute(selected().where(decisions.c.id == decision_id)).mappings().one_or_none()
    if row is None or row["kind"] == UNDO:
        raise ConfigError(f"there is no decision {decision_id}; `guiyi review log` lists them")
    found = of_row(row)
    if found.undone_by is not None:
        raise ConfigError(f"decision {decision_id} is undone already, by {found.undone_by}")
    values = {
        "made_at": now().isoformat(), "decided_by": by, "why": why, "scope": found.scope, "scope_id": found.scope_id,
        "kind": UNDO, "subject": subject_text(found.subject), "value": {}, "undoes": decision_id,
        "batch": batch,
    }  # fmt: skip
    return _insert(connection, values)
