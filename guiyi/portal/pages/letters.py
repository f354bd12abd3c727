"""来信统计: letters by agency and period, as the rules ask; surveys and interviews beside."""

from __future__ import annotations

import io
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from guiyi.library.interaction import Statistics, read_statistics
from guiyi.library.interaction_export import write_statistics
from guiyi.portal.access import Portal, ThePortal
from guiyi.portal.columns import platform_of
from guiyi.portal.dates import day_of
from guiyi.portal.rendering import render
from guiyi.portal.sites import site_names

router = APIRouter()
By = Literal["year", "quarter", "month"]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _statistics(portal: Portal, by: By, as_of: str) -> Statistics:
    return read_statistics(portal.engine, platform_of(portal).interaction, day_of(as_of), by)


@router.get("/letters")
def show_letters(request: Request, portal: ThePortal, by: By = "year", as_of: Day = "") -> Response:
    """The figures, per agency and period."""
    found = _statistics(portal, by, as_of)
    rules, names = platform_of(portal).interaction, site_names(portal)
    return render(request, "letters.html", found=found, rules=rules, by=by, names=names)


@router.get("/letters.{format}")
def export_letters(portal: ThePortal, format: Literal["csv", "xlsx"], by: By = "year", as_of: Day = "") -> Response:
    """The same as a file."""
    out = io.BytesIO()
    write_statistics(_statistics(portal, by, as_of), out, format)
    headers = {"Content-Disposition": f'attachment; filename="letters.{format}"'}
    return Response(out.getvalue(), media_type=TYPES[format], headers=headers)
