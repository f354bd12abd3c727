"""The old page as archived beside the new record: accept, correct or hold; and the sign-off of a site."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from guiyi.bounded import ReaderBroke
from guiyi.config.platform import Platform
from guiyi.database import reading, writing
from guiyi.errors import ConfigError, StoreError
from guiyi.library.edit import edit_resource
from guiyi.library.reading import Reading, read_resource
from guiyi.portal.access import Portal, Reviewer, ThePortal, Viewer, Visitor
from guiyi.portal.archive import page_address
from guiyi.portal.beside import compare_with_page
from guiyi.portal.columns import places, platform_of
from guiyi.portal.owning import owns, require_owner
from guiyi.portal.rendering import render, safe_body
from guiyi.portal.reviews import Progress, progress_of, say, sign_off, take_back
from guiyi.retire.archive.shown import archived_text

router = APIRouter()
Text = Annotated[str, Form(max_length=5000)]
EDITED = (
    "title", "column", "topic_category", "genre_category", "published_at", "written_on", "issuing_agency",
    "document_number", "source", "author",
)  # fmt: skip


@router.get("/review/{site}")
def show_sample(request: Request, portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """The sample of a site, how far it is, and the sign-off."""
    return render(
        request, "review_site.html", visitor=visitor, site=site, progress=progress_of(portal, site),
        places=places(platform_of(portal)), may_sign=_may_sign(portal, visitor, site),
    )  # fmt: skip


def _may_sign(portal: Portal, visitor: Visitor, site: str) -> bool:
    return visitor.may("reviewer") and owns(portal, visitor, site)


@router.get("/review/{site}/{resource_id}")
def show_pair(request: Request, portal: ThePortal, visitor: Viewer, site: str, resource_id: str) -> Response:
    """One resource beside its old page."""
    return _pair(request, portal, visitor, site, resource_id)


def _pair(
    request: Request, portal: Portal, visitor: Visitor, site: str, resource_id: str, problem: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    found = _found(portal, site, resource_id)
    progress = progress_of(portal, site)
    url = _own_url(found, site)
    comparison = None
    try:
        old = archived_text(portal, site, url) if url else None
        comparison = compare_with_page(old, found.resource, found.letter) if old is not None else None
    except (StoreError, ReaderBroke) as error:
        problem = problem or str(error)
    platform = platform_of(portal)
    return render(
        request, "review.html", status, visitor=visitor, found=found, resource=found.resource, site=site, url=url,
        frame=page_address(portal, site, url) if url else None, comparison=comparison, progress=progress,
        sampled=next((one for one in progress.sample if one.resource_id == resource_id), None),
        following=_next(progress, resource_id), places=places(platform), edited=EDITED, problem=problem,
        labels={one.name: (one.label, one.label_en) for one in platform.metadata}, offered=_offered(platform),
        classes=found.resource["classes"] or {},
        body=safe_body(found.resource["body_html"], portal.archive_url), may_sign=_may_sign(portal, visitor, site),
    )  # fmt: skip


def _found(portal: Portal, site: str, resource_id: str) -> Reading:
    with reading(portal.engine) as connection:
        found = read_resource(connection, resource_id)
    if found is None or found.resource["site"] != site:
        raise HTTPException(404, "there is no such resource of this site")
    return found


def _own_url(found: Reading, site: str) -> str | None:
    """The old address of the resource's own page, before those of its copies."""
    mine = [one for one in found.legacy_urls if one["site"] == site]
    own = [one for one in mine if one["key"] == found.resource["source_key"]]
    return next((str(one["url"]) for one in [*own, *mine, *found.legacy_urls]), None)


def _next(progress: Progress, resource_id: str) -> str | None:
    """The next resource of the sample that nobody looked at, after this one."""
    ids = [one.resource_id for one in progress.sample]
    start = ids.index(resource_id) + 1 if resource_id in ids else 0
    in_order = [*progress.sample[start:], *progress.sample[:start]]
    return next((one.resource_id for one in in_order if not one.verdict and one.resource_id != resource_id), None)


@router.post("/review/{site}/{resource_id}")
def do_say(
    request: Request, portal: ThePortal, visitor: Reviewer, site: str, resource_id: str, verdict: Text, seen: Text,
    remark: Text = "",
) -> Response:  # fmt: skip
    """Accepts or holds what was seen, and leads to the next one."""
    require_owner(portal, visitor, site)
    found = _found(portal, site, resource_id)
    if verdict not in ("accepted", "held"):
        raise HTTPException(422, "a verdict is accepted or held")
    try:
        say(portal.engine, found.resource, verdict, visitor.actor, remark, seen)
    except ConfigError as error:
        return _pair(request, portal, visitor, site, resource_id, str(error), 422)
    following = _next(progress_of(portal, site), resource_id)
    return RedirectResponse(f"/review/{site}/{following}" if following else f"/review/{site}", 303)


@router.post("/review/{site}/{resource_id}/correct")
async def do_correct(request: Request, portal: ThePortal, visitor: Reviewer, site: str, resource_id: str) -> Response:
    """Changes fields as an editor, which protects them, and counts as looked at."""
    require_owner(portal, visitor, site)
    found = _found(portal, site, resource_id)
    form = await request.form()
    changes = _changes(form, found.resource)
    try:
        _check(portal, changes)
        remark, seen = str(form.get("remark") or ""), str(form.get("seen"))
        with writing(portal.engine) as connection:
            if changes:
                version = int(str(form.get("version") or 0))
                edit_resource(connection, resource_id, changes, visitor.actor, expected=version)
            say(connection, found.resource, "corrected", visitor.actor, remark, seen)
    except (ConfigError, ValueError) as error:
        return _pair(request, portal, visitor, site, resource_id, str(error), 422)
    return RedirectResponse(f"/review/{site}/{resource_id}", 303)


def _changes(form: Any, resource: dict[str, Any]) -> dict[str, Any]:
    values = {name: str(form.get(name)).strip()[:500] or None for name in EDITED if form.get(name) is not None}
    return {name: value for name, value in values.items() if value != resource[name]}


def _offered(platform: Platform) -> dict[str, tuple[str, ...]]:
    """The classes that a reviewer may choose from, by field: topics with their children, genres."""
    topics = [name for topic in platform.topics for name in (topic.name, *topic.children)]
    return {
        "topic_category": tuple(dict.fromkeys(topics)),
        "genre_category": tuple(genre.name for genre in platform.genres),
    }


def _check(portal: Portal, changes: dict[str, Any]) -> None:
    if "title" in changes and not changes["title"]:
        raise ConfigError("a resource must have a title")
    offered = _offered(platform_of(portal))
    for name in set(offered) & set(changes):
        if changes[name] and changes[name] not in offered[name]:
            raise ConfigError(f"the platform has no such class: {changes[name]}")
    if "column" in changes and changes["column"] not in places(platform_of(portal)):
        raise ConfigError("there is no such column")
    for field in platform_of(portal).metadata:
        value = changes.get(field.name)
        if value and field.pattern and not re.search(field.pattern, value):
            raise ConfigError(
                f"{field.label} {field.label_en}: {value!r} is not as the metadata asks ({field.pattern})"
            )


@router.post("/sign-off/{site}")
def do_sign_off(
    request: Request, portal: ThePortal, visitor: Reviewer, site: str, column: Text = "", remark: Text = "",
    undo: Text = "",
) -> Response:  # fmt: skip
    """Signs off a site or a column of it, or takes that back."""
    require_owner(portal, visitor, site)
    if undo:
        take_back(portal, site, column, visitor.actor)
    else:
        sign_off(portal, site, column, visitor.actor, remark)
    return RedirectResponse(f"/review/{site}", 303)
