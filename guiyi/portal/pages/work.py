"""The work list: groups that wait for people, what a decision would move, deciding; conflicts three ways; the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import func, select

from guiyi.config.load import list_sites, load_site
from guiyi.database import reading, writing
from guiyi.decisions.decision import SCOPES, SITE
from guiyi.decisions.read import decision_log, decision_of
from guiyi.decisions.record import record_decisions, undo_decision
from guiyi.errors import ConfigError
from guiyi.library.tables import refused_records, resources
from guiyi.portal.access import Portal, Reviewer, ThePortal, Viewer, Visitor
from guiyi.portal.archive import page_address
from guiyi.portal.audit import note
from guiyi.portal.columns import places, platform_of
from guiyi.portal.compare import Steps, compare_lines
from guiyi.portal.owning import require_owned, require_undoable
from guiyi.portal.rendering import render
from guiyi.portal.sites import site_names
from guiyi.review.decide import plan_group
from guiyi.review.preview import preview
from guiyi.review.worklist import ACTIONS, ON_DEMAND, Example, Group, find_group, records_of, work_list

router = APIRouter()
Short = Annotated[str, Query(max_length=120)]
Text = Annotated[str, Form(max_length=2000)]
MOST = 200  # groups of a page
QUIET = ("dropped", *ON_DEMAND)  # shown when asked for: list pages, navigation, what a rule left out; proposed classes
ROWS = 50


@router.get("/worklist")
def show_work_list(
    request: Request, portal: ThePortal, visitor: Viewer, site: Short = "", kind: Short = ""
) -> Response:
    """Groups of a site or of all: of one kind, or of all kinds that want a decision."""
    every = work_list(portal.engine, platform_of(portal), site or None)
    groups = [one for one in every if (one.kind == kind if kind in ACTIONS else one.kind not in QUIET)]
    quiet = [one for one in every if one.kind in QUIET and kind not in ACTIONS]
    return render(
        request, "worklist.html", visitor=visitor, groups=groups[:MOST], all_groups=len(groups), kinds=list(ACTIONS),
        names=site_names(portal), chosen={"site": site, "kind": kind}, places=places(platform_of(portal)),
        total=_records(groups), quiet=(len(quiet), _records(quiet)),
    )  # fmt: skip


def _records(groups: Sequence[Group]) -> int:
    return sum(one.count for one in groups)


@router.get("/worklist/{group_id}")
def show_group(
    request: Request, portal: ThePortal, visitor: Viewer, group_id: str,
    after: Annotated[str, Query(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """One group: its records from a source key on, and the form to decide."""
    return _group(request, portal, visitor, _found(portal, group_id), after=after)


def _found(portal: Portal, group_id: str) -> Group:
    group = find_group(portal.engine, platform_of(portal), group_id)
    if group is None:
        raise HTTPException(404, "nothing waits in this group any more")
    return group


def _group(
    request: Request, portal: Portal, visitor: Visitor, group: Group, said: dict[str, Any] | None = None,
    status: int = 200, after: str = "",
) -> Response:  # fmt: skip
    records = records_of(portal.engine, group, ROWS, after)
    shown = {"moved": None, "problem": "", "action": "", "value": "", "why": "", "scope": SITE} | (said or {})
    return render(
        request, "group.html", status, visitor=visitor, group=group, records=records,
        places=places(platform_of(portal)), scopes=SCOPES, family=_family(portal, group.site),
        live=_live(portal, group.site, records),
        more=records[-1].source_key if len(records) == ROWS else None,
        old_page=lambda url: page_address(portal, group.site, url, "archive-shown")
        if url and visitor.may("reviewer") else "", **shown,
    )  # fmt: skip


def _live(portal: Portal, site: str, records: Sequence[Example]) -> dict[str, str]:
    """Source keys of records → the resources that they are, where they are loaded."""
    mine = (resources.c.site == site) & resources.c.source_key.in_([one.source_key for one in records])
    with reading(portal.engine) as connection:
        rows = connection.execute(select(resources.c.source_key, resources.c.resource_id).where(mine))
        return {row.source_key: row.resource_id for row in rows}


def _family(portal: Portal, site: str) -> str | None:
    try:
        return load_site(portal.settings.configs, site).family
    except ConfigError:
        return None


@router.post("/worklist/{group_id}")
def do_decide(
    request: Request, portal: ThePortal, visitor: Reviewer, group_id: str, action: Text, value: Text = "",
    why: Text = "", scope: Text = SITE, confirmed: Text = "",
) -> Response:  # fmt: skip
    """First shows what the decision would move; confirmed, it is recorded."""
    platform, group = platform_of(portal), _found(portal, group_id)
    said: dict[str, Any] = {"action": action, "value": value, "why": why, "scope": scope}
    arguments = (portal.engine, platform, group, action, value, visitor.actor, why, scope, _family(portal, group.site))
    try:
        planned = plan_group(*arguments)
        require_owned(portal, visitor, group.site, planned)
        if not confirmed:
            said["moved"] = preview(portal.engine, planned, _families(portal))
            return _group(request, portal, visitor, group, said)
        with writing(portal.engine) as connection:
            made = record_decisions(connection, planned)
            detail = {"kind": group.kind, "about": group.about, "value": value, "decisions": len(made)}
            note(connection, visitor.actor, f"decide-{action}", f"{group.site}/{group.id}", detail)
    except ConfigError as error:
        return _group(request, portal, visitor, group, said | {"problem": str(error)}, 422)
    return RedirectResponse(f"/decisions?site={group.site}", 303)


def _families(portal: Portal) -> dict[str, str]:
    found = {site: _family(portal, site) for site in list_sites(portal.settings.configs)}
    return {site: family for site, family in found.items() if family}


@router.get("/decisions")
def show_decisions(
    request: Request, portal: ThePortal, visitor: Viewer, site: Short = "", before: int | None = None
) -> Response:
    """What was decided, the newest first."""
    log = decision_log(portal.engine, site=site or None, before=before, limit=ROWS)
    return render(
        request, "decisions.html", visitor=visitor, log=log, site=site, sites=list_sites(portal.settings.configs),
        places=places(platform_of(portal)), more=log[-1].id if len(log) == ROWS else None,
    )  # fmt: skip


@router.post("/decisions/{ident}/undo")
def do_undo(portal: ThePortal, visitor: Reviewer, ident: int, why: Text = "") -> Response:
    """Takes a decision back."""
    if (found := decision_of(portal.engine, ident)) is not None:
        require_undoable(portal, visitor, found)
    with writing(portal.engine) as connection:
        undone = undo_decision(connection, ident, visitor.actor, why.strip() or "taken back in the portal")
        note(connection, visitor.actor, "decision-undone", f"{undone.scope_id}/{ident}")
    return RedirectResponse("/decisions", 303)


@router.get("/conflicts")
def show_conflicts(request: Request, portal: ThePortal, visitor: Viewer, site: Short = "") -> Response:
    """What an editor and the old site both changed: before, the editor's, the old site's now."""
    mine = refused_records.c.code == "conflict"
    if site:
        mine &= refused_records.c.site == site
    wanted = select(refused_records).where(mine).order_by(refused_records.c.site, refused_records.c.source_key)
    with reading(portal.engine) as connection:
        rows = [dict(row) for row in connection.execute(wanted.limit(MOST)).mappings()]
        count = connection.execute(select(func.count()).select_from(refused_records).where(mine)).scalar_one()
    groups = work_list(portal.engine, platform_of(portal), site or None, ["conflict"])
    labels, steps = {one.name: (one.label, one.label_en) for one in platform_of(portal).metadata}, Steps()
    return render(
        request, "conflicts.html", visitor=visitor, rows=rows, count=count, groups=groups, labels=labels,
        compare=lambda before, after: compare_lines(str(before or ""), str(after or ""), steps),
    )  # fmt: skip
