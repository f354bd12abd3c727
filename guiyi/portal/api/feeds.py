"""Unified call API: RSS of a column, the library as a DCAT catalogue, JSON-LD of resources, and everything in bulk."""

from __future__ import annotations

import html
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any, Literal
from xml.etree import ElementTree

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from guiyi.config.platform import Platform
from guiyi.database import reading, writing
from guiyi.library import calls
from guiyi.library.export import NOT_XML, export
from guiyi.portal.access import Portal, ThePortal, TheVisitor, Visitor, scoped
from guiyi.portal.api.answers import answer
from guiyi.portal.api.models import CURSOR, problems
from guiyi.portal.api.resources import ANYBODY, bearer
from guiyi.portal.audit import note
from guiyi.portal.columns import places, platform_of, with_below

router = APIRouter(prefix="/api/v1", tags=["feeds"])
RSS_ROWS, LD_ROWS, BLOCK = 30, 100, 1 << 20
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
}
RSS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/rss+xml": {"schema": {"type": "string"}}}, "description": "RSS 2.0"}
}
TYPES = {"parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
LD: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/ld+json": {"schema": {"type": "object"}}}, "description": "JSON-LD"}
}
BULK: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()},
        "description": "one record a resource, in the unified metadata",
    }
}
ColumnId = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]


def _root(request: Request, portal: Portal) -> str:
    return portal.url or str(request.base_url).rstrip("/")


@router.get("/columns/{column}/rss", responses=RSS | problems(404, 422, 429))
def column_rss(request: Request, portal: ThePortal, column: ColumnId) -> Response:
    """The newest of a column and of those under it."""
    place = places(platform_of(portal)).get(column)
    if place is None:
        raise HTTPException(404, "there is no such column")
    with reading(portal.engine) as connection:
        page = calls.list_resources(connection, calls.Query(columns=with_below(place.column)), RSS_ROWS)
    root = _root(request, portal)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    about = {"title": place.column.name, "link": f"{root}/columns/{column}", "description": place.function}
    for name, text in about.items():
        ElementTree.SubElement(channel, name).text = text
    for row in page.rows:
        _add_item(channel, row, f"{root}/resources/{row['resource_id']}")
    text = ElementTree.tostring(rss, encoding="unicode", xml_declaration=False)
    return answer(request, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', media_type="application/rss+xml")


def _add_item(channel: ElementTree.Element, row: dict[str, Any], link: str) -> None:
    item = ElementTree.SubElement(channel, "item")
    # what reads a feed takes a description, and often a title, for HTML
    title = html.escape(row["title"], quote=False) if "<" in row["title"] else row["title"]
    description = html.escape(row["summary"] or row["title"], quote=False)
    said = {"title": title, "link": link, "guid": link, "description": description}
    if when := _rfc822(row["published_at"]):
        said["pubDate"] = when
    for name, text in said.items():
        ElementTree.SubElement(item, name).text = NOT_XML.sub("\ufffd", text)


def _rfc822(instant: str | None) -> str | None:
    try:
        found = datetime.fromisoformat(instant or "")
    except ValueError:  # less precise than a day
        return None
    return format_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))


@router.get("/dcat", responses=LD | problems(429))
def read_dcat(request: Request, portal: ThePortal) -> Response:
    """The library as a DCAT catalogue: a dataset a column, with its distributions."""
    platform, root = platform_of(portal), _root(request, portal)
    body = {
        "@context": CONTEXT,
        "@id": f"{root}/api/v1/dcat",
        "@type": "dcat:Catalog",
        "dct:title": platform.name,
        "dct:language": "zh",
        "dcat:dataset": list(_datasets(platform, root)),
        "dcat:service": {"@type": "dcat:DataService", "dcat:endpointDescription": f"{root}/api/v1/openapi.json"},
    }
    return answer(request, body, media_type="application/ld+json")


def _datasets(platform: Platform, root: str) -> Iterator[dict[str, Any]]:
    for ident, place in places(platform).items():
        addresses = (
            (f"{root}/api/v1/resources?column={ident}", "application/json"),
            (f"{root}/api/v1/dcat/resources?column={ident}", "application/ld+json"),
            (f"{root}/api/v1/columns/{ident}/rss", "application/rss+xml"),
        )
        yield {
            "@id": f"{root}/columns/{ident}",
            "@type": "dcat:Dataset",
            "dct:title": place.column.name,
            "dcat:theme": place.function,
            "dcat:distribution": [
                {"@type": "dcat:Distribution", "dcat:accessURL": url, "dcat:mediaType": kind} for url, kind in addresses
            ],
        }


@router.get("/dcat/resources", responses=LD | problems(422, 429))
def list_ld(
    request: Request, portal: ThePortal,
    column: Annotated[str | None, Query(max_length=100, pattern=r"^[A-Za-z0-9._-]+$")] = None,
    cursor: Annotated[str | None, Query(pattern=CURSOR)] = None,
) -> Response:  # fmt: skip
    """Published resources as JSON-LD, the newest first, page by page."""
    place = places(platform_of(portal)).get(column or "")
    columns = with_below(place.column) if place else [column] if column else []
    with reading(portal.engine) as connection:
        page = calls.list_resources(connection, calls.Query(columns=columns), LD_ROWS, cursor)
    root, here = _root(request, portal), f"/api/v1/dcat/resources?column={column or ''}"
    following = f"{root}{here}&cursor={page.next_cursor}" if page.next_cursor else None
    body = {"@context": CONTEXT, "@graph": [_ld(row, root) for row in page.rows], "hydra:next": following}
    return answer(request, body, media_type="application/ld+json")


def _ld(row: dict[str, Any], root: str) -> dict[str, Any]:
    said = {
        "@id": f"{root}/resources/{row['resource_id']}",
        "@type": "schema:CreativeWork",
        "dct:identifier": row["resource_id"],
        "dct:title": row["title"],
        "dct:issued": row["published_at"],
        "dct:modified": row["updated_at"],
        "dct:publisher": row["issuing_agency"],
        "dct:subject": row["topic_category"],
        "dct:type": row["genre_category"],
        "dct:abstract": row["summary"],
        "dct:isPartOf": f"{root}/columns/{row['column']}" if row["column"] else None,
        "schema:identifier": row["document_number"],
    }
    return {name: value for name, value in said.items() if value is not None}


@router.get("/bulk", responses=BULK | problems(401, 403, 422, 429), dependencies=[Depends(bearer)])
def read_bulk(
    portal: ThePortal, visitor: Annotated[Visitor, Depends(scoped("library:bulk", "library:read"))],
    format: Literal["parquet", "jsonl", "csv"] = "parquet",
    legacy_site: Annotated[str | None, Query(max_length=100, pattern=r"^[A-Za-z0-9._-]+$")] = None,
) -> Response:  # fmt: skip
    """All resources, or those of one old site; published ones, or with library:read all."""
    sees_all = visitor.may("viewer") or "library:read" in visitor.scopes
    handle, name = tempfile.mkstemp(prefix="guiyi-bulk-")
    os.unlink(name)  # it goes when it is closed
    file = os.fdopen(handle, "w+b")
    export(portal.engine, file, format, legacy_site, None if sees_all else ("published",))
    with writing(portal.engine) as connection:
        note(connection, visitor.actor, "bulk", legacy_site or "*", {"format": format})
    size = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="library.{format}"', "Content-Length": str(size)}

    def blocks() -> Iterator[bytes]:
        with file:
            while block := file.read(BLOCK):
                yield block

    return StreamingResponse(blocks(), media_type=TYPES[format], headers=headers)


@router.get("/me", openapi_extra=ANYBODY, responses=problems(401, 429), dependencies=[Depends(bearer)])
def read_me(request: Request, visitor: TheVisitor) -> Response:
    """Who the caller is to this portal, and what the key may do."""
    body = {"kind": visitor.kind, "name": visitor.display_name or None, "scopes": list(visitor.scopes)}
    return answer(request, body, visitor)
