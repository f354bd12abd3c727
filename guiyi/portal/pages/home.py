"""Browsing: the front page, a column, and the search."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from guiyi.beijing import today
from guiyi.config.models import CONTENT_TYPES
from guiyi.database import reading
from guiyi.library import calls
from guiyi.portal.access import ThePortal
from guiyi.portal.columns import EVERY, counts_of, places, platform_of, total_of, with_below
from guiyi.portal.rendering import render

router = APIRouter()
ROWS = 20
Short = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(pattern=r"^(\d{4}(-\d\d){0,2})?$")]


@router.get("/")
def show_home(request: Request, portal: ThePortal) -> Response:
    """The columns with their counts, and what was published last."""
    with reading(portal.engine) as connection:
        newest = calls.list_resources(connection, calls.Query(), 8).rows
    platform = platform_of(portal)
    counts = counts_of(portal)
    return render(
        request, "home.html", platform=platform, counts=counts, total_of=total_of, newest=newest,
        places=places(platform), count=counts[EVERY],
    )  # fmt: skip


@router.get("/columns/{column}")
def show_column(request: Request, portal: ThePortal, column: str, cursor: Short = "") -> Response:
    """A column: the columns under it, and what stands in it, the newest first."""
    platform = platform_of(portal)
    place = places(platform).get(column)
    if place is None:
        raise HTTPException(404, "there is no such column")
    query = calls.Query(columns=with_below(place.column))
    with reading(portal.engine) as connection:
        page = calls.list_resources(connection, query, ROWS, cursor or None)
    counts = counts_of(portal)
    return render(
        request, "column.html", place=place, page=page, counts=counts, total_of=total_of, places=places(platform),
        total=total_of(place.column, counts),
    )  # fmt: skip


@router.get("/search")
def show_search(
    request: Request, portal: ThePortal, q: Short = "", column: Short = "", type: Short = "",
    since: Day = "", until: Day = "", title: Short = "", cursor: Short = "",
) -> Response:  # fmt: skip
    """What holds the words asked for, the newest first."""
    tree = places(platform_of(portal))
    query = calls.Query(
        filters={"content_type": type} if type in CONTENT_TYPES else {},
        columns=with_below(tree[column].column) if column in tree else (),
        words=q, in_title=bool(title), published_from=since or None, published_to=until or None,
    )  # fmt: skip
    found: dict[str, Any] = {"page": None}
    if q.strip():
        with reading(portal.engine) as connection:
            found["page"] = calls.list_resources(connection, query, ROWS, cursor or None, is_counted=not cursor)
    chosen = {"q": q, "column": column, "type": type, "since": since, "until": until, "title": title}
    return render(
        request, "search.html", chosen=chosen, places=tree, types=CONTENT_TYPES, bound=calls.COUNTED,
        today=today().isoformat(), **found,
    )  # fmt: skip
