"""Archived copies for everybody: pages that were not carried over, of sites whose archive was approved.

They are shown on the archive's origin, to which the redirect service links from such addresses. An archived page says
“已归档” and when, in a prominent place (《政府网站发展指引》). The page itself is in a frame that may run nothing.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection, select

from guiyi.config.load import load_site
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import ASSET, REQUISITE, pages
from guiyi.library.redirects import ARCHIVED, AWAITING, GONE
from guiyi.library.register import SEALED
from guiyi.library.tables import redirects, resource_assets, resources
from guiyi.portal.access import Portal
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.archive.copies import PdfCopy, copy_of, read_copy
from guiyi.retire.archive.shown import Replayed, replayed
from guiyi.retire.events import last_events
from guiyi.store import Store

PAGE_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; sandbox"
FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>已归档 {url}</title><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 0; display: flex; flex-direction: column; height: 100vh; font: 15px/1.6 system-ui, sans-serif; }}
header {{ padding: .6rem 1rem; background: #1b5e9b; color: #fff; overflow-wrap: anywhere; }} b {{ font-size: 1.15rem; }}
a {{ color: #fff; }} iframe {{ flex: 1; border: 0; background: #fff; }}</style></head>
<body><header><b>已归档 Archived</b> · 归档时间 captured {day} UTC · 原网址 {url}{copy}</header>
<iframe src="{frame}" sandbox="" title="已归档页面 archived page"></iframe></body></html>
"""
HOPS = 10  # redirects of the old site that are followed
COPY = ' · <a href="{}" download>下载 PDF 副本 PDF copy</a>'


def framed(portal: Portal, site: str, url: str, page: Replayed, places: tuple[str, str]) -> Response:
    """An archived page and where it and its PDF copy are shown → the frame that says that it is archived, and when."""
    frame, copy = places
    html = PAGE.format(
        url=escape(url), day=escape(page.fetched_at[:16].replace("T", " ")), frame=escape(frame),
        copy=COPY.format(escape(copy)) if copy_of(portal, site, page) else "",
    )  # fmt: skip
    return HTMLResponse(html, headers={"Content-Security-Policy": FRAME_POLICY, "Cache-Control": "no-store"})


def pdf_answer(store: Store, site: str, copy: PdfCopy | None) -> Response:
    """A PDF copy, to be taken away. 404: there is none."""
    if copy is None:
        raise HTTPException(404, "there is no PDF copy of this page")
    headers = {"Content-Disposition": f'attachment; filename="{copy.file_name}"'}
    return Response(read_copy(store, site, copy), media_type="application/pdf", headers=headers)


def add_archived(app: FastAPI) -> None:
    """Adds the public archived pages to the archive's origin."""
    app.add_api_route("/archived/{site}/{url:path}", _show, methods=["GET", "HEAD"])
    app.add_api_route("/archived-copy/{site}/{url:path}", _show_copy, methods=["GET", "HEAD"])
    app.add_api_route("/archived-page/{site}/{url:path}", _show_page, methods=["GET", "HEAD"])


def _whole(request: Request, url: str) -> str:
    return f"{url}?{request.url.query}" if request.url.query else url


def _portal(request: Request, site: str) -> Portal:
    portal: Portal = request.app.state.portal
    with reading(portal.engine) as connection:
        last = last_events(connection).get(site)
    if last is None or last.to_state not in SEALED:
        raise HTTPException(404, "there is no public archive of this site")
    return portal


def _is_public(portal: Portal, site: str, url: str) -> bool:
    """Only what was not carried over: of what was, the library has the checked and masked form; and what belongs to
    archived pages, but for files of what is held or was withdrawn."""
    try:
        rules = AddressRules(load_site(portal.settings.configs, site))
    except ConfigError:
        return False
    key = rules.space.key(url)
    with reading(portal.engine) as connection:
        kinds = {
            one: connection.execute(
                select(redirects.c.kind).where(redirects.c.site == site, redirects.c.key == one)
            ).scalar()
            for one in (rules.decided(url), key)
        }
        is_part = (pages.c.site == site) & (pages.c.key == key) & pages.c.role.in_((REQUISITE, ASSET))
        part = connection.execute(select(pages.c.digest).where(is_part)).one_or_none()
        kind = next(filter(None, kinds.values()), None)
        if part is None or kind in (GONE, AWAITING):
            return kind == ARCHIVED
        return _is_open(connection, part.digest)


def _is_open(connection: Connection, digest: str | None) -> bool:
    """Whether the library has no resource with this file, or one that is published."""
    held = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
    asked = select(resources.c.status).select_from(held).where(resource_assets.c.sha256 == digest).distinct()
    states = connection.scalars(asked).all()
    return not states or "published" in states


def _found(portal: Portal, site: str, url: str, prefix: str = "") -> Replayed:
    """What the archive holds of an address, or of that to which the old site led on from it. 404: nothing public."""
    for _ in range(HOPS):
        found = replayed(portal, site, url, prefix) if _is_public(portal, site, url) else None
        if found is not None and found.moved_to is None:
            return found
        url = (found.moved_to if found is not None else None) or ""
    raise HTTPException(404, "this address is not in the public archive of the site")


def _show(request: Request, site: str, url: str) -> Response:
    """The frame that says that it is archived, and when."""
    portal, url = _portal(request, site), _whole(request, url)
    place = f"{quote(site)}/{quote(url, safe='')}"
    return framed(portal, site, url, _found(portal, site, url), (f"/archived-page/{place}", f"/archived-copy/{place}"))


def _show_page(request: Request, site: str, url: str) -> Response:
    """The page as it was, with what belongs to it."""
    found = _found(_portal(request, site), site, _whole(request, url), f"/archived-page/{quote(site)}/")
    headers = {"Content-Security-Policy": PAGE_POLICY, "Memento-Datetime": found.fetched_at}
    return Response(found.body, media_type=found.media_type, headers=headers)


def _show_copy(request: Request, site: str, url: str) -> Response:
    """Its PDF copy."""
    portal = _portal(request, site)
    return pdf_answer(portal.store, site, copy_of(portal, site, _found(portal, site, _whole(request, url))))
