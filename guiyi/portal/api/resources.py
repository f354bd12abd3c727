"""Unified call API: lists by filter, full text or change; one resource; columns; changes by key."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import Response
from fastapi.security import HTTPBearer

from guiyi.config.platform import Column
from guiyi.database import reading, writing
from guiyi.library import calls
from guiyi.library.edit import edit_resource
from guiyi.library.export import record_of
from guiyi.library.further import FURTHER
from guiyi.library.search import FILTERS
from guiyi.portal.access import ThePortal, TheVisitor, Visitor, scoped
from guiyi.portal.api.answers import answer
from guiyi.portal.api.models import Asked, Changed, Changes, FunctionNode, ListPage, problems
from guiyi.portal.audit import note
from guiyi.portal.columns import counts_of, places, platform_of, total_of, with_below

router = APIRouter(prefix="/api/v1", tags=["resources"])
bearer = HTTPBearer(auto_error=False, description="an API key, made by `guiyi key create`")
ResourceId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
EVERY = problems(422, 429)
ANYBODY: dict[str, Any] = {"security": [{}]}  # beside a key: none
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "not changed"}}


@router.get(
    "/resources", openapi_extra=ANYBODY, response_model=ListPage, responses=problems(401, 403) | EVERY | UNCHANGED,
    dependencies=[Depends(bearer)],
)  # fmt: skip
def list_resources(
    request: Request, portal: ThePortal, visitor: TheVisitor, asked: Annotated[Asked, Query()]
) -> Response:
    """Published resources, the newest first; with `updated_since`, what changed since, the oldest change first."""
    query = _query(portal, visitor, asked)
    with reading(portal.engine) as connection:
        if asked.legacy_url:
            rows, following, count = _answering(connection, asked.legacy_url, query.statuses), None, None
        else:
            is_first = asked.cursor is None and asked.updated_since is None
            page = calls.list_resources(connection, query, asked.limit, asked.cursor, is_counted=is_first)
            rows, following, count = page.rows, page.next_cursor, page.count
    open_to = query.statuses if asked.status or asked.updated_since is None else ("published",)
    items = [_listed(row) if row["status"] in open_to else _tombstone(row) for row in rows]
    body = {"items": items, "next_cursor": following, "count": count, "count_bound": calls.COUNTED}
    return answer(request, body, visitor)


def _query(portal: ThePortal, visitor: Visitor, asked: Asked) -> calls.Query:
    filters = {name: value for name in FILTERS if (value := getattr(asked, name, None)) is not None}
    if asked.legacy_site is not None:
        filters["site"] = asked.legacy_site
    further = {name: said for name in FURTHER if (said := _said(getattr(asked, name))) is not None}
    columns: list[str] = []
    if asked.column is not None:
        place = places(platform_of(portal)).get(asked.column)
        columns = with_below(place.column) if place else [asked.column]
    statuses: tuple[str, ...] = ("published",)
    if asked.status not in (None, "published"):
        scoped("library:read")(visitor)
        statuses = (str(asked.status),)
    elif asked.updated_since is not None and asked.status is None:
        statuses = ("published", "withdrawn", "held")
    return calls.Query(
        filters, columns, asked.q or "", asked.in_title, asked.published_from, asked.published_to,
        _utc(asked.updated_since), statuses, further, asked.resource_id,
    )  # fmt: skip


def _said(value: str | int | bool | None) -> str | None:
    """A parameter's value as it is indexed."""
    return str(value).lower() if isinstance(value, bool) else None if value is None else str(value)


def _utc(instant: str | None) -> str | None:
    """As the library writes instants, so that they compare as text."""
    return instant.removesuffix("Z").removesuffix("+00:00") if instant else None


def _answering(connection: Any, url: str, statuses: Any) -> list[dict[str, Any]]:
    ids = calls.by_legacy_url(connection, url)
    return [row for row in calls.rows_of(connection, ids).values() if row["status"] in statuses]


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    named = {"legacy_site" if name == "site" else name: value for name, value in row.items()}
    return named


def _tombstone(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("resource_id", "status", "updated_at")
    return {name: value if name in kept else None for name, value in _listed(row).items()}


@router.get(
    "/resources/{resource_id}", openapi_extra=ANYBODY, responses=problems(404) | EVERY | UNCHANGED,
    dependencies=[Depends(bearer)],
)  # fmt: skip
def read_resource(request: Request, portal: ThePortal, visitor: TheVisitor, resource_id: ResourceId) -> Response:
    """One resource whole, in the unified metadata, as the export has it."""
    with reading(portal.engine) as connection:
        record = record_of(connection, resource_id)
    may_see_all = visitor.may("viewer") or "library:read" in visitor.scopes
    if record is None or (record["status"] != "published" and not may_see_all):
        raise HTTPException(404, "there is no such resource, or it is not public")
    return answer(request, record, visitor)


@router.patch(
    "/resources/{resource_id}", response_model=Changed, responses=problems(400, 401, 403, 404, 409) | EVERY,
    dependencies=[Depends(bearer)],
)  # fmt: skip
def change_resource(
    request: Request, portal: ThePortal, resource_id: ResourceId, changes: Changes,
    visitor: Annotated[Visitor, Depends(scoped("library:write"))],
) -> Response:  # fmt: skip
    """An editor's change by key: a new version; the fields are protected from what later runs bring."""
    if visitor.kind != "key":  # a person changes by form, whose token another site can't know
        raise HTTPException(403, "changes by call need an API key with library:write")
    values = {name: value for name, value in changes.model_dump(exclude={"version"}).items() if value is not None}
    if "column" in values and values["column"] not in places(platform_of(portal)):
        raise HTTPException(404, f"there is no column {values['column']}")
    with reading(portal.engine) as connection:
        record = record_of(connection, resource_id)
    if record is None:
        raise HTTPException(404, "there is no such resource")
    address = request.client.host if request.client else None
    with writing(portal.engine) as connection:
        version = edit_resource(connection, resource_id, values, visitor.actor, expected=changes.version)
        note(connection, visitor.actor, "edit", resource_id, {"fields": sorted(values)}, address)
    return answer(request, {"resource_id": resource_id, "version": version}, visitor)


@router.get("/columns", response_model=list[FunctionNode], responses=problems(429), tags=["columns"])
def list_columns(request: Request, portal: ThePortal) -> Response:
    """The columns under their four functions, with counts of published resources."""
    counts = counts_of(portal)

    def node(column: Column) -> dict[str, Any]:
        below = [node(one) for one in column.columns]
        return {"id": column.id, "name": column.name, "count": total_of(column, counts), "columns": below}

    functions = platform_of(portal).functions
    return answer(request, [{"function": one.function, "columns": [node(c) for c in one.columns]} for one in functions])
