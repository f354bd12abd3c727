"""The front page: search, and the columns of the platform under their four functions."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from guiyi.config.load import load_platform
from guiyi.portal.access import ThePortal
from guiyi.portal.rendering import render

router = APIRouter()


@router.get("/")
def show_home(request: Request, portal: ThePortal) -> Response:
    """The front page."""
    return render(request, "home.html", platform=load_platform(portal.settings.configs))
