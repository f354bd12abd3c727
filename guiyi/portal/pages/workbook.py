"""The work list as a workbook, out and in: a preview by row, then all or nothing; mistakes come back as a file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from guiyi.config.load import families_of
from guiyi.database import writing
from guiyi.errors import ConfigError
from guiyi.portal.access import Portal, Reviewer, ThePortal, Viewer
from guiyi.portal.audit import note
from guiyi.portal.columns import platform_of
from guiyi.portal.owning import require_owned
from guiyi.portal.rendering import render
from guiyi.prints import is_sha256, sha256_of
from guiyi.review.intake import Intake, apply_intake, errors_workbook, read_intake
from guiyi.review.workbook import workbook_of
from guiyi.review.worklist import work_list
from guiyi.workbooks import XLSX

router = APIRouter()
MOST_BYTES = 20 * 2**20
Text = Annotated[str, Form(max_length=200)]


def _file(data: bytes, name: str) -> Response:
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/worklist.xlsx")
def export_work_list(portal: ThePortal, visitor: Viewer, site: Annotated[str, Query(max_length=120)] = "") -> Response:
    """The work list, to be filled in."""
    platform = platform_of(portal)
    return _file(workbook_of(work_list(portal.engine, platform, site or None), platform), "worklist.xlsx")


def _read(portal: Portal, data: bytes, by: str) -> Intake:
    return read_intake(portal.engine, platform_of(portal), data, by, families_of(portal.settings.configs))


def _kept(portal: Portal, digest: str) -> bytes:
    key = f"imports/{digest}.xlsx"
    if not is_sha256(digest) or not portal.store.exists(key):
        raise HTTPException(404, "this workbook is not here any more; hand it in again")
    return portal.store.read(key)


@router.post("/worklist/import")
def preview_workbook(
    request: Request, portal: ThePortal, visitor: Reviewer, workbook: Annotated[UploadFile, File()]
) -> Response:
    """What a filled-in workbook would decide; nothing is recorded."""
    data = workbook.file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise HTTPException(413, "the file is larger than 20 MB")
    intake = _read(portal, data, visitor.actor)
    digest = sha256_of(data)
    portal.store.write(f"imports/{digest}.xlsx", data)
    return render(request, "workbook.html", visitor=visitor, intake=intake, digest=digest)


@router.post("/worklist/import/apply")
def apply_workbook(portal: ThePortal, visitor: Reviewer, digest: Text) -> Response:
    """Records all of it, or nothing."""
    intake = _read(portal, _kept(portal, digest), visitor.actor)
    for row in intake.rows:
        if row.group is not None:
            require_owned(portal, visitor, row.group.site, row.decisions)
    with writing(portal.engine) as connection:
        made = apply_intake(connection, intake)
        note(connection, visitor.actor, "workbook", intake.batch, {"decisions": len(made), "sha256": digest})
    return RedirectResponse("/decisions", 303)


@router.get("/worklist/import/{digest}/errors.xlsx")
def export_errors(portal: ThePortal, visitor: Reviewer, digest: str) -> Response:
    """The workbook with what is wrong in each row."""
    intake = _read(portal, _kept(portal, digest), visitor.actor)
    if not intake.errors:
        raise ConfigError("nothing is wrong in this workbook")
    return _file(errors_workbook(platform_of(portal), intake), "errors.xlsx")
