"""统一监管: the library-wide checks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from guiyi.library.supervision import supervise
from guiyi.portal.access import ThePortal, Viewer
from guiyi.portal.columns import platform_of
from guiyi.portal.dates import day_of
from guiyi.portal.rendering import render

router = APIRouter()


@router.get("/supervision")
def show_supervision(
    request: Request, portal: ThePortal, visitor: Viewer,
    as_of: Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = "",
) -> Response:  # fmt: skip
    """All findings of today, or of another day."""
    platform = platform_of(portal)
    found = supervise(portal.engine, platform, day_of(as_of))
    labels = {one.name: (one.label, one.label_en) for one in platform.metadata}
    return render(request, "supervision.html", visitor=visitor, found=found, labels=labels)
