"""The retirement of old sites: how far each is, the next step as a form, and addresses that still have no answer."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from guiyi.config.load import list_sites
from guiyi.database import reading, writing
from guiyi.errors import GuiyiError
from guiyi.portal.access import Operator, Portal, ThePortal, Viewer, Visitor
from guiyi.portal.archive import file_address
from guiyi.portal.audit import note
from guiyi.portal.owning import require_owner
from guiyi.portal.rendering import render
from guiyi.portal.sites import case_of
from guiyi.portal.wording import words
from guiyi.retire.addresses.acceptance import count_addresses, list_unresolved
from guiyi.retire.addresses.decisions import Decision, decide, end_dead_ends, preview, require_pattern
from guiyi.retire.addresses.exchange import decisions_in, export_unresolved
from guiyi.retire.addresses.suggest import suggest
from guiyi.retire.case import Case
from guiyi.retire.closing import course
from guiyi.retire.closing.course import next_step, timeline
from guiyi.retire.closing.moves import MoveRefused
from guiyi.retire.closing.people import PORTAL, Actor
from guiyi.retire.closing.waiting import wake_flow
from guiyi.retire.states import APPROVER, DEREGISTRATIONS, MOVES, OPERATOR, STATES, moves_from
from guiyi.workbooks import XLSX

router = APIRouter()
Text = Annotated[str, Form(max_length=2000)]
MOST = 100  # addresses of a page
BY_MACHINE = ("reconcile", "verify", "retire", "reopen")  # without a button: flow and command make them


def actor_of(visitor: Visitor, case: Case) -> Actor:
    """The signed-in person → who makes a move; approvers count only where the rules take the portal's approvals."""
    roles = {OPERATOR} if visitor.may("operator") else set()
    if visitor.may("approver") and PORTAL in case.rules.approve_in:
        roles.add(APPROVER)
    return Actor(visitor.name, frozenset(roles), PORTAL)


@router.get("/retirements")
def show_retirements(request: Request, portal: ThePortal, visitor: Viewer) -> Response:
    """Every old site: its state, and what is next."""
    cases = [case_of(portal, site) for site in list_sites(portal.settings.configs)]
    rows = [(case, STATES[case.state], next_step(case)) for case in cases]
    return render(request, "retirements.html", visitor=visitor, rows=rows, labels=MOVES)


@router.get("/sites/{site}/retirement")
def show_retirement(request: Request, portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """One site's retirement: the log, and what may be done now."""
    return _retirement(request, portal, visitor, site)


def _retirement(request: Request, portal: Portal, visitor: Visitor, site: str, problem: str = "") -> Response:
    case = case_of(portal, site)
    actor = actor_of(visitor, case)
    moves = [move for move in moves_from(case.state) if actor.may(move.role) and move.name not in BY_MACHINE]
    with reading(case.engine) as connection:
        totals = count_addresses(connection, site)
    step = next_step(case)
    told = step.told or (MOVES[step.move].label if step.move else "—")
    return render(
        request, "retirement.html", 409 if problem else 200, visitor=visitor, case=case, state=STATES[case.state],
        step=step, next=told, states=STATES, moves=moves, events=timeline(case), totals=totals, problem=problem,
        steps=[(name, DEREGISTRATIONS[name]) for name in case.rules.deregistrations], catalogue=words(),
    )  # fmt: skip


@router.post("/sites/{site}/retirement/{move}")
def make_move(
    request: Request, portal: ThePortal, visitor: Operator, site: str, move: str, ticket: Text = "", remark: Text = "",
    url: Text = "", step: Text = "", document_number: Text = "", on: Text = "", person: Text = "",
    attachment: Text = "", paper: UploadFile | None = None,
) -> Response:  # fmt: skip
    """Makes one move in the name of the signed-in person, and wakes the flow that waits for it. A paper is kept."""
    require_owner(portal, visitor, site)
    case = case_of(portal, site)
    facts = {
        "ticket": ticket, "remark": remark, "url": url, "step": step, "document_number": document_number, "on": on,
        "person": person, "attachment": attachment,
    }  # fmt: skip
    if paper is not None and paper.filename and step:
        facts |= course.keep_paper(case, paper.filename, paper.file.read())
    actor = actor_of(visitor, case)
    try:
        course.make_move(portal.settings, site, move, actor, facts)
    except MoveRefused as refusal:
        return _retirement(request, portal, visitor, site, str(refusal))
    with writing(portal.engine) as connection:
        note(
            connection, visitor.actor, f"retirement-{move}", site, {name: said for name, said in facts.items() if said}
        )
    wake_flow(case_of(portal, site))
    return RedirectResponse(f"/sites/{quote(site, safe='')}/retirement", 303)


# --- addresses without an answer ------------------------------------------------------------------------------------


@router.get("/sites/{site}/unresolved")
def show_unresolved(request: Request, portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """Addresses without an answer, the most visited first, each with suggestions."""
    return _unresolved(request, portal, visitor, site)


def _unresolved(
    request: Request, portal: Portal, visitor: Visitor, site: str, problem: str = "", planned: Any = None,
    said: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    case = case_of(portal, site)
    with reading(case.engine) as connection:
        totals = count_addresses(connection, site)
    shown = {"pattern": "", "kind": "gone", "target": "", "reason": ""} | (said or {})
    return render(
        request, "unresolved.html", 409 if problem else 200, visitor=visitor, case=case, totals=totals,
        rows=suggest(case, MOST), problem=problem, planned=planned, said=shown,
    )  # fmt: skip


@router.get("/sites/{site}/unresolved.xlsx")
def take_workbook(portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """The whole list as a workbook to fill in."""
    data = export_unresolved(suggest(case_of(portal, site)), "xlsx")
    name = quote(f"{site}-unresolved.xlsx", safe="")
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})


@router.post("/sites/{site}/unresolved")
def decide_addresses(
    request: Request, portal: ThePortal, visitor: Operator, site: str, kind: Text, url: Text = "", pattern: Text = "",
    target: Text = "", reason: Text = "", confirmed: Text = "",
) -> Response:  # fmt: skip
    """Decides one address at once, or shows what a pattern would decide until it is confirmed."""
    require_owner(portal, visitor, site)
    case = case_of(portal, site)
    said = {"pattern": pattern, "kind": kind, "target": target, "reason": reason}
    try:
        urls = [url] if url else _matching(case, pattern)
        found = [Decision(one, kind, target or None if kind == "redirect" else None, reason) for one in urls]
        if pattern and not confirmed:
            return _unresolved(request, portal, visitor, site, planned=preview(case, found), said=said)
        how = f"singly {url}" if url else f"by pattern {pattern}"
        return _decided(portal, visitor, case, found, how)
    except GuiyiError as error:
        return _unresolved(request, portal, visitor, site, str(error), said=said)


def _matching(case: Case, pattern: str) -> list[str]:
    wanted = require_pattern(pattern)
    with reading(case.engine) as connection:
        return [one.url for one in list_unresolved(connection, case.site) if wanted.search(one.url)]


@router.post("/sites/{site}/unresolved.xlsx")
async def give_workbook(
    request: Request, portal: ThePortal, visitor: Operator, site: str, file: UploadFile, dead_as_gone: Text = ""
) -> Response:
    """Takes a filled-in workbook or CSV: all or nothing."""
    require_owner(portal, visitor, site)
    case = case_of(portal, site)
    try:
        found = decisions_in(await file.read(), file.filename or "")
        found = end_dead_ends(case, found) if dead_as_gone else found
        return _decided(portal, visitor, case, found, f"from file {file.filename}")
    except GuiyiError as error:
        return _unresolved(request, portal, visitor, site, str(error))


def _decided(portal: Portal, visitor: Visitor, case: Case, found: list[Decision], how: str) -> Response:
    batch = decide(case, found, visitor.name, how)
    with writing(portal.engine) as connection:
        detail = {"batch": batch, "how": how, "count": len(found)}
        note(connection, visitor.actor, "addresses-decided", case.site, detail)
    return RedirectResponse(f"/sites/{quote(case.site, safe='')}/unresolved", 303)


@router.get("/assets/{sha256}")
def show_asset(portal: ThePortal, sha256: str) -> Response:
    """Where an old file's address leads: the file on the other origin, which says whether it is public."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise HTTPException(404, "there is no such file")
    return RedirectResponse(file_address(portal, sha256), 302)
