"""The course of a retirement: what is next for a site, whether a machine or a person does it, and the doing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guiyi.retire.case import Case, open_case
from guiyi.retire.closing.guards import find_evidence, steps_done
from guiyi.retire.closing.moves import move_site
from guiyi.retire.closing.notice import write_notice
from guiyi.retire.closing.people import Actor
from guiyi.retire.events import MOVE, REFUSED, Entry, Event, anchor, append
from guiyi.retire.states import (
    ACTIVE,
    ANNOUNCED,
    APPROVED,
    ASKED,
    DEREGISTERED,
    DEREGISTRATIONS,
    FROZEN,
    MOVES,
    OFFLINE,
    RECONCILED,
    REDIRECTING,
    RETIRED,
    VERIFIED,
    label_of,
)
from guiyi.settings import Settings

APPROVAL, ANNOUNCEMENT, SWITCH, DEREGISTRATION = "approval", "announcement", "switch", "deregistration"
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class Next:
    """What is next for a site. move: None where nothing is left. form: what a person fills in; None: no person needed.

    needs_run: the site has to be migrated once more before the move. key: the same until the next move or refusal, so
    that an answer given once is not taken for another question.
    """

    move: str | None
    form: str | None = None
    needs_run: bool = False
    told: str = ""
    key: str = "0"


def next_step(case: Case) -> Next:
    """A case → what is next on the way to its retirement."""
    last = [event.number for event in case.events if event.kind in (MOVE, REFUSED)]
    return replace(_next(case), key=str(last[-1] if last else 0))


def _next(case: Case) -> Next:
    if case.state == VERIFIED:
        left = [step for step in case.rules.deregistrations if step not in steps_done(case)]
        names = ", ".join(DEREGISTRATIONS[step] for step in left)
        return Next("deregister", DEREGISTRATION, told=f"还需注销 left: {names}") if left else Next("complete")
    if case.state == OFFLINE:
        return Next(None, told="临时下线中，先恢复上线 temporarily offline: bring it back first (come_back)")
    return {
        FROZEN: Next("reconcile", needs_run=not _ran_since_freeze(case)),
        RECONCILED: Next("ask"),
        ASKED: Next("approve", APPROVAL, told="等待审批 waits for an approver"),
        APPROVED: Next("announce", ANNOUNCEMENT, told="发布公告后登记 publish the notice, then say where"),
        ANNOUNCED: Next("redirect", SWITCH, told="公告期满后确认切换域名 confirm that DNS moves"),
        REDIRECTING: Next("verify"),
        DEREGISTERED: Next("retire"),
        RETIRED: Next(None, told="已下线 retired"),
    }.get(case.state, Next("freeze"))


def _ran_since_freeze(case: Case) -> bool:
    frozen = case.moved("freeze")
    run = case.last("run")
    return bool(frozen and run and run.number > frozen.number)


def was_taken_back(case: Case, flow_run: str) -> bool:
    """Whether a flow run froze the site, and somebody aborted or rolled back that retirement since."""
    frozen = [one for one in case.events if one.name == "freeze" and one.facts.get("flow_run") == flow_run]
    return bool(frozen) and any(
        event.kind == MOVE and event.to_state == ACTIVE for event in case.events if event.number > frozen[0].number
    )


def do_step(settings: Settings, site: str, actor: Actor, facts: Mapping[str, Any] | None = None) -> Event:
    """Makes the next move of a site → its event. MoveRefused, StoreError, LibraryError.

    An approval that says no is a rejection.
    """
    step = next_step(open_case(settings, site))
    name = step.move or "retire"
    told = dict(facts or {})
    if step.form == APPROVAL and told.pop("decision", "reject") != "approve":
        name = "reject"
    return make_move(settings, site, name, actor, told)


def make_move(settings: Settings, site: str, name: str, actor: Actor, facts: Mapping[str, Any] | None = None) -> Event:
    """Makes one move, with what belongs to it → its event. MoveRefused, StoreError, LibraryError.

    A redirecting site is first verified at its live name, a deregistered one gets its evidence pack; an approved site
    gets its notice, dated anew when it is announced. Home pages are pictured.
    """
    case = open_case(settings, site)
    make_good(case)
    if name in MOVES and case.state in MOVES[name].sources and actor.may(MOVES[name].role):
        _prepare(case, name, actor)
    event = move_site(settings, site, name, actor, facts)
    if event.to_state == ANNOUNCED:  # dated by what is on record now, had midnight passed meanwhile
        write_notice(open_case(settings, site))
    return event


def make_good(case: Case) -> None:
    """What a killed step left: half of a file goes, a head of the log without its anchor gets it. StoreError.

    Called whenever a retirement is gone on with, since after the last step no other comes.
    """
    for folder in (f"sites/{case.site}/retirement", "retirement"):
        case.store.sweep(folder)
    anchor(case.engine, case.store, case.site)


def _prepare(case: Case, name: str, actor: Actor) -> None:
    """What a move needs is there before the move is on record: whoever is killed between makes it again."""
    # imported where they are made: a flow that only asks what is next has no use for them
    if name in ("approve", "announce"):
        write_notice(case)
    if name == "verify":
        from guiyi.retire.verification.verify import verify_site

        verify_site(case.settings, case.site, actor.name)
    if name == "reconcile":
        from guiyi.retire.evidence.pictures import OLD, keep_picture

        keep_picture(case, OLD)
    if name == "retire" and not _is_packed(case):
        from guiyi.retire.evidence.pack import make_evidence
        from guiyi.retire.evidence.pictures import NEW, keep_picture

        keep_picture(case, NEW)
        make_evidence(case.settings, case.site, actor.name)


def _is_packed(case: Case) -> bool:
    """Whether the last thing that happened is a sound evidence pack: a move that was cut off goes on with it."""
    is_newest = bool(case.events) and case.events[-1].kind == "evidence"
    return is_newest and all(check.passed for check in find_evidence(case).checks)


def keep_paper(case: Case, file_name: str, data: bytes) -> dict[str, str]:
    """A paper, such as a filing's cancellation → it in the store, and what an event says of it. StoreError."""
    digest = hashlib.sha256(data).hexdigest()
    suffix = Path(file_name).suffix.lower()
    name = f"paper-{digest[:16]}{suffix if SUFFIX.fullmatch(suffix) else ''}"
    case.store.write(f"sites/{case.site}/retirement/{name}", data)
    return {"attachment": name, "attachment_name": file_name[-200:], "attachment_sha256": digest}


def note_run(settings: Settings, site: str, actor: Actor, status: str, message: str) -> Event:
    """Records that the site was migrated once more after the freeze, and how that ended."""
    case = open_case(settings, site)
    facts = {"status": status, "message": message}
    return append(case.engine, case.store, site, Entry("run", "delta", actor.name, facts))


def timeline(case: Case) -> list[dict[str, Any]]:
    """A case → its log for people: label, when, who, what they said."""
    hidden = ("checks", "archive", "addresses", "dispositions", "changes", "copies")
    return [
        {
            "number": event.number,
            "at": event.at,
            "label": label_of(event.kind, event.name),
            "kind": event.kind,
            "by": event.by,
            "state": event.to_state,
            "facts": {name: value for name, value in event.facts.items() if name not in hidden},
            "failed": [one for one in event.facts.get("checks") or [] if one["required"] and not one["passed"]],
            "hash": event.hash,
        }
        for event in case.events
    ]
