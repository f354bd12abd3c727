"""The other origin: archived pages as they were, and files; nothing here runs, and the portal's session means nothing.

An archived page holds what was never checked, so it is shown only under an address that the portal signed for a person
who is signed in, and in a sandbox. A file is public while a published resource holds it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from guiyi.database import reading
from guiyi.library.assets import asset_key
from guiyi.library.tables import assets, resource_assets, resources
from guiyi.portal.access import Portal
from guiyi.portal.archived import PAGE_POLICY, add_archived, framed, pdf_answer
from guiyi.portal.middleware import COMMON, Headers, RateLimit
from guiyi.retire.archive.copies import copy_of
from guiyi.retire.archive.shown import Replayed, replayed

SECONDS = 4 * 3600  # an archived page may be looked at, with all that belongs to it
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp")
FILE_POLICY = "default-src 'none'; sandbox"


def page_address(portal: Portal, site: str, url: str, place: str = "archive") -> str:
    """Site and old URL → the address of its archived page, good for some hours.

    place: "archive" is the bare page, for a frame; "archive-shown" says when it was archived, and has its PDF copy.
    """
    until = int(time.time()) + SECONDS
    signature = _signature(portal, site, until)
    return f"{portal.archive_url}/{place}/{until}/{signature}/{quote(site)}/{quote(url, safe='')}"


def file_address(portal: Portal, sha256: str, name: str | None = None) -> str:
    """Digest of a public file → its address."""
    return f"{portal.archive_url}/files/{sha256}" + (f"/{quote(name.replace('/', '_'), safe='')}" if name else "")


def _signature(portal: Portal, site: str, until: int) -> str:
    digest = hmac.digest(portal.secret, f"{site}\n{until}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:18]).decode()


def create_archive_app(portal: Portal, calls_a_minute: int = 6000) -> FastAPI:
    """The portal's other origin: /archive/… and /files/…, no cookies, no scripts."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.portal = portal
    app.add_api_route("/files/{sha256}", _show_file, methods=["GET", "HEAD"])
    app.add_api_route("/files/{sha256}/{name}", _show_file, methods=["GET", "HEAD"])
    signed = "{until}/{signature}/{site}/{url:path}"
    app.add_api_route(f"/archive/{signed}", _show_page, methods=["GET"])
    app.add_api_route(f"/archive-shown/{signed}", _show_framed, methods=["GET"])
    app.add_api_route(f"/archive-copy/{signed}", _show_copy, methods=["GET"])
    add_archived(app)
    app.add_middleware(RateLimit, a_minute=calls_a_minute)
    headers = COMMON | {"Content-Security-Policy": FILE_POLICY, "Cross-Origin-Resource-Policy": "cross-origin"}
    app.add_middleware(Headers, headers=headers)
    return app


def _show_file(request: Request, sha256: str, name: str = "") -> Response:
    portal: Portal = request.app.state.portal
    with reading(portal.engine) as connection:
        row = connection.execute(select(assets.c.media_type).where(assets.c.sha256 == sha256)).one_or_none()
        held_by = select(resources.c.resource_id).join_from(
            resource_assets, resources, resource_assets.c.resource_id == resources.c.resource_id
        )
        public = held_by.where(resource_assets.c.sha256 == sha256, resources.c.status == "published").limit(1)
        is_public = connection.execute(public).first() is not None
    if row is None or not is_public:
        raise HTTPException(404, "there is no such file, or it is not public")
    etag = f'"{sha256}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    shown = row.media_type in SHOWN
    if not shown:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or sha256, safe='')}"
    media_type = row.media_type if shown else "application/octet-stream"
    if not portal.store.exists(asset_key(sha256)):
        raise HTTPException(404, "this file is in the store of the library that it was taken in from")
    return Response(portal.store.read(asset_key(sha256)), media_type=media_type, headers=headers)


def _require_signed(portal: Portal, until: int, signature: str, site: str) -> None:
    if until < time.time() or not hmac.compare_digest(signature.encode(), _signature(portal, site, until).encode()):
        raise HTTPException(403, "this address of an archived page is too old; open it from the portal again")


def _found(request: Request, until: int, signature: str, site: str, url: str) -> tuple[Portal, Replayed]:
    portal: Portal = request.app.state.portal
    _require_signed(portal, until, signature, site)
    found = replayed(portal, site, url, f"/archive/{until}/{signature}/{quote(site)}/")
    if found is None:
        raise HTTPException(404, "this address is not in the archive of the site")
    return portal, found


def _show_page(request: Request, until: int, signature: str, site: str, url: str) -> Response:
    _portal, found = _found(request, until, signature, site, url)
    if found.moved_to is not None:
        return RedirectResponse(f"/archive/{until}/{signature}/{quote(site)}/{quote(found.moved_to, safe='')}", 302)
    headers = {
        "Content-Security-Policy": PAGE_POLICY,
        "Cache-Control": "no-store",
        "Memento-Datetime": found.fetched_at,
    }
    return Response(found.body, media_type=found.media_type, headers=headers)


def _show_framed(request: Request, until: int, signature: str, site: str, url: str) -> Response:
    portal, found = _found(request, until, signature, site, url)
    signed = f"{until}/{signature}/{quote(site)}"
    if found.moved_to is not None:
        return RedirectResponse(f"/archive-shown/{signed}/{quote(found.moved_to, safe='')}", 302)
    place = f"{signed}/{quote(url, safe='')}"
    return framed(portal, site, url, found, (f"/archive/{place}", f"/archive-copy/{place}"))


def _show_copy(request: Request, until: int, signature: str, site: str, url: str) -> Response:
    portal, found = _found(request, until, signature, site, url)
    return pdf_answer(portal.store, site, copy_of(portal, site, found))
