"""What several sites decided alike: proposed for their CMS family or the whole platform, and taken up there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from guiyi.database import writing
from guiyi.portal.access import Reviewer, ThePortal, Viewer
from guiyi.portal.audit import note
from guiyi.portal.columns import places, platform_of
from guiyi.portal.owning import require_whole
from guiyi.portal.rendering import render
from guiyi.portal.sites import site_names
from guiyi.review.promote import ENOUGH, promote, promotions

router = APIRouter()
Text = Annotated[str, Form(max_length=500)]


@router.get("/promotions")
def show_promotions(request: Request, portal: ThePortal, visitor: Viewer) -> Response:
    """Old columns that enough sites send to one place, and none elsewhere."""
    return render(
        request, "promotions.html", visitor=visitor, found=promotions(portal.engine, portal.settings.configs),
        places=places(platform_of(portal)), names=site_names(portal), enough=ENOUGH,
    )  # fmt: skip


@router.post("/promotions")
def do_promote(portal: ThePortal, visitor: Reviewer, section: Text, scope: Text, scope_id: Text = "") -> Response:
    """Makes one of them a decision for the family or the platform."""
    require_whole(visitor)
    found = promotions(portal.engine, portal.settings.configs)
    wanted = [one for one in found if (one.section, one.scope, one.scope_id) == (section, scope, scope_id)]
    if not wanted:
        raise HTTPException(404, "this is proposed no longer")
    with writing(portal.engine) as connection:
        promote(connection, wanted, visitor.actor)
        note(connection, visitor.actor, "promote", f"{scope}/{scope_id}", {"section": section, **wanted[0].value})
    return RedirectResponse("/promotions", 303)
