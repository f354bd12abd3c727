"""PDF copies of chosen archived pages: which there are, one more, one to take away."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from guiyi.errors import ConfigError, GuiyiError
from guiyi.portal.access import Operator, ThePortal, Viewer, Visitor
from guiyi.portal.archived import pdf_answer
from guiyi.portal.owning import require_owner
from guiyi.portal.rendering import render
from guiyi.portal.sites import case_of
from guiyi.retire.archive.chosen import Wanted, choose_pages
from guiyi.retire.archive.copies import copies_of, print_copies
from guiyi.retire.case import Case

router = APIRouter()
MOST = 20  # pages that are printed while somebody waits
NOTHING = Wanted()


@router.get("/sites/{site}/copies")
def show_copies(request: Request, portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """The copies of a site's pages."""
    return _copies(request, case_of(portal, site), visitor)


def _copies(request: Request, case: Case, visitor: Visitor, problem: str = "", wanted: Wanted = NOTHING) -> Response:
    said = {"urls": "\n".join(wanted.urls), "pattern": wanted.pattern, "section": wanted.section, "top": wanted.top}
    return render(
        request, "copies.html", 409 if problem else 200, visitor=visitor, case=case, problem=problem, said=said,
        copies=list(copies_of(case.events).values()), most=MOST,
    )  # fmt: skip


@router.post("/sites/{site}/copies")
def make_copies(
    request: Request, portal: ThePortal, visitor: Operator, site: str,
    urls: Annotated[str, Form(max_length=20_000)] = "", pattern: Annotated[str, Form(max_length=500)] = "",
    section: Annotated[str, Form(max_length=200)] = "", top: Annotated[str, Form(pattern=r"\d{0,2}")] = "",
) -> Response:  # fmt: skip
    """Prints the pages that are wanted, all of them or, where something is wrong, says which not."""
    require_owner(portal, visitor, site)
    case = case_of(portal, site)
    wanted = Wanted(tuple(filter(None, map(str.strip, urls.splitlines()))), pattern, section.strip(), int(top or 0))
    try:
        chosen = choose_pages(case, wanted)
        if not 0 < len(chosen) <= MOST:
            raise ConfigError(f"{len(chosen)} pages are wanted; at once it may be 1 to {MOST}")
        failed = [one for one in print_copies(case, chosen, visitor.name) if isinstance(one, str)]
    except GuiyiError as error:
        return _copies(request, case_of(portal, site), visitor, str(error), wanted)
    if failed:
        return _copies(request, case_of(portal, site), visitor, "\n".join(failed), wanted)
    return RedirectResponse(f"/sites/{quote(site, safe='')}/copies", 303)


@router.get("/sites/{site}/copies/{sha256}.pdf")
def take_copy(portal: ThePortal, visitor: Viewer, site: str, sha256: str) -> Response:
    """One copy, to take away."""
    case = case_of(portal, site)
    copy = next((one for one in copies_of(case.events).values() if one.sha256 == sha256), None)
    if copy is None:
        raise HTTPException(404, "there is no such copy")
    return pdf_answer(case.store, site, copy)
