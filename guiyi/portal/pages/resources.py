"""One resource: body, metadata, files, versions, where it came from; and what two versions differ in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from guiyi.clean.masking import shown_address
from guiyi.database import reading
from guiyi.library.reading import read_resource, read_version
from guiyi.portal.access import ThePortal, TheVisitor, Viewer
from guiyi.portal.archive import file_address, page_address
from guiyi.portal.columns import places, platform_of
from guiyi.portal.compare import compare_texts, field_changes
from guiyi.portal.rendering import render, safe_body

router = APIRouter()
SHOWN = (
    "index_number", "document_number", "issuing_agency", "written_on", "published_at", "effective_status",
    "topic_category", "genre_category", "source", "author", "keywords", "language",
)  # fmt: skip


@router.get("/resources/{resource_id}")
def show_resource(request: Request, portal: ThePortal, visitor: TheVisitor, resource_id: str) -> Response:
    """A published resource for anybody; any other for people who are signed in."""
    with reading(portal.engine) as connection:
        found = read_resource(connection, resource_id)
    if found is None or not (found.is_public or visitor.may("viewer")):
        raise HTTPException(404, "there is no such resource, or it is not public")
    platform = platform_of(portal)
    resource = found.resource
    labels = {one.name: (one.label, one.label_en) for one in platform.metadata}
    return render(
        request, "resource.html", visitor=visitor, found=found, resource=resource, labels=labels, shown=SHOWN,
        body=safe_body(resource["body_html"], portal.archive_url), place=places(platform).get(resource["column"] or ""),
        file=lambda one: file_address(portal, one["sha256"], one["name"]),
        address=shown_address,
        archived=_archived(portal, resource["site"], found.legacy_urls) if visitor.may("viewer") else None,
        places=places(platform),
    )  # fmt: skip


def _archived(portal: Any, site: str, urls: list[dict[str, Any]]) -> dict[str, str]:
    return {one["url"]: page_address(portal, one.get("site", site), one["url"], "archive-shown") for one in urls}


@router.get("/resources/{resource_id}/versions/{new}")
def show_difference(
    request: Request, portal: ThePortal, visitor: Viewer, resource_id: str, new: int, old: int = 0
) -> Response:
    """Two versions of a resource, their differences marked; `old` is the one before, if not said."""
    with reading(portal.engine) as connection:
        found = read_resource(connection, resource_id)
        after = read_version(connection, resource_id, new)
        before = read_version(connection, resource_id, old or new - 1) or {}
    if after is None:
        raise HTTPException(404, "there is no such version")
    one, other = before.get("resource", {}), after.get("resource", {})
    return render(
        request, "versions.html", visitor=visitor, found=found, resource_id=resource_id, old=old or new - 1, new=new,
        changes=field_changes(one, other), text=compare_texts(one.get("body_text", ""), other.get("body_text", "")),
        title=other.get("title") or one.get("title") or resource_id,
        labels={field.name: (field.label, field.label_en) for field in platform_of(portal).metadata},
    )  # fmt: skip
