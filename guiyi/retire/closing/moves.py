"""The one way to move a site: is it legal, may this person, is all said, does all hold? Then it is logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guiyi.checks import Check, held_by
from guiyi.errors import GateHeld
from guiyi.library.register import SEALED
from guiyi.retire.case import Case, open_case
from guiyi.retire.closing.guards import GUARDS
from guiyi.retire.closing.people import Actor
from guiyi.retire.events import MOVE, REFUSED, Entry, Event, append
from guiyi.retire.states import MOVES, STATES, Move, moves_from
from guiyi.settings import Settings


class MoveRefused(GateHeld):
    """A site may not be moved; the message says why, and what to do."""


@dataclass(frozen=True)
class Asked:
    """A move that somebody asks for. facts: what they say with it, such as ticket, remark, document number."""

    move: Move
    actor: Actor
    facts: Mapping[str, Any] = field(default_factory=dict)


def move_site(settings: Settings, site: str, name: str, actor: Actor, facts: Mapping[str, Any] | None = None) -> Event:
    """Moves a site and logs it → the event. MoveRefused: it stays where it is; a refusal by a rule is logged, too.

    RunBusy: somebody else moved it just now.
    """
    case = open_case(settings, site)
    asked = Asked(_legal(case, name), actor, {key: value for key, value in (facts or {}).items() if value})
    _require_person(case, asked)
    _require_facts(case, asked)
    checks, found = examine(case, asked)
    told = {**asked.facts, **found, "through": actor.through, "checks": [check.to_json() for check in checks]}
    if failed := held_by(checks):
        entry = Entry(REFUSED, name, actor.name, told)
        append(case.engine, case.store, site, entry, after=len(case.events))
        raise MoveRefused(f"{site}: {asked.move.label} was refused. " + " ".join(_say(check) for check in failed))
    entry = Entry(MOVE, name, actor.name, told, to_state=asked.move.to)
    return append(case.engine, case.store, site, entry, after=len(case.events))


def examine(case: Case, asked: Asked) -> tuple[list[Check], dict[str, Any]]:
    """Runs the guards of a move → their checks, and the facts that they found."""
    checks: list[Check] = []
    facts: dict[str, Any] = {}
    for name in asked.move.needs:
        found = GUARDS[name](case, asked.actor, {**asked.facts, **facts})
        checks += found.checks
        facts |= found.facts
    return checks, facts


def require_unsealed(case: Case) -> None:
    """MoveRefused where the site's archive was approved and may not change any more."""
    if case.state in SEALED:
        raise MoveRefused(f"{case.site} is {STATES[case.state]}: its archive is sealed; abort or roll back first")


def _say(check: Check) -> str:
    return f"{check.name}: {check.evidence or check.meaning}. {check.advice}."


def _legal(case: Case, name: str) -> Move:
    here = f"{case.site} is {STATES[case.state]}"
    possible = ", ".join(move.name for move in moves_from(case.state)) or "nothing"
    if name not in MOVES:
        raise MoveRefused(f"there is no move {name}; {here}, from where there is: {possible}")
    if case.state not in MOVES[name].sources:
        raise MoveRefused(f"{name} is not possible: {here}; from there: {possible}")
    return MOVES[name]


def _require_person(case: Case, asked: Asked) -> None:
    role = asked.move.role
    if not asked.actor.may(role):
        _refuse(
            case, asked,
            f"needs the role {role}, which {asked.actor.name} has not (through {asked.actor.through}). platform.yaml "
            f"names them under retirement.{role}s and retirement.approve_in; the portal has roles of its own",
        )  # fmt: skip


def _require_facts(case: Case, asked: Asked) -> None:
    missing = [name for name in asked.move.facts if not asked.facts.get(name)]
    if missing:
        _refuse(case, asked, f"needs {', '.join(missing)}")


def _refuse(case: Case, asked: Asked, why: str) -> None:
    """Puts a refusal on record. MoveRefused."""
    entry = Entry(REFUSED, asked.move.name, asked.actor.name, {**asked.facts, "why": why})
    append(case.engine, case.store, case.site, entry, after=len(case.events))
    raise MoveRefused(f"{case.site}: {asked.move.label} {why}")
