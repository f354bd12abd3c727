"""An archived page, rendered from the WARC with what belongs to it: no scripts, every address inside the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree
from sqlalchemy import Connection, Row, select

from guiyi.config.load import load_site
from guiyi.crawl.archive import read_response
from guiyi.crawl.links import CSS_URL, resolved
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.extract.decode import decode_html
from guiyi.ledger import pages
from guiyi.library.assets import media_type_of
from guiyi.library.export import NOT_XML
from guiyi.parsing import parse_html
from guiyi.portal.access import Portal
from guiyi.urls import UrlSpace

ACTIVE = (
    "script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "meta", "animate",
    "set",
)  # fmt: skip
LOADED = {"img": "src", "input": "src", "source": "src"}
LOADING = ("src", "srcset", "action", "formaction", "data", "ping", "poster")


@dataclass(frozen=True)
class Replayed:
    """What is shown for an old address. moved_to: the old URL that it redirected to."""

    media_type: str = ""
    body: bytes = b""
    fetched_at: str = ""
    moved_to: str | None = None


def replayed(portal: Portal, site: str, url: str, prefix: str) -> Replayed | None:
    """Old URL → what the archive holds of it, its addresses under `prefix`; None where it holds nothing."""
    row, target = _find(portal, site, url)
    if row is None:
        return None
    if target is not None:
        return Replayed(moved_to=target)
    if not row.warc:
        return None
    response = read_response(portal.store, row.warc, row.warc_offset, row.warc_length)

    def archived(address: str) -> str:
        return prefix + quote(address, safe="")

    kind = (row.media_type or "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml", ""):
        text = decode_html(response.body, row.charset).text
        return Replayed("text/html; charset=utf-8", page_as_it_was(text, row.url, archived), response.fetched_at)
    if kind == "text/css":
        text = decode_html(response.body, row.charset).text
        return Replayed("text/css; charset=utf-8", _style(text, row.url, archived).encode(), response.fetched_at)
    found = media_type_of(response.body)  # by its bytes: what is not a picture is not shown
    shown = found if found.startswith("image/") and "svg" not in found else "application/octet-stream"
    return Replayed(shown, response.body, response.fetched_at)


def archived_text(portal: Portal, site: str, url: str) -> str | None:
    """Old URL → the HTML of its archived page, decoded; None where there is none."""
    row, target = _find(portal, site, url)
    if row is None or target is not None or not row.warc:
        return None
    response = read_response(portal.store, row.warc, row.warc_offset, row.warc_length)
    return decode_html(response.body, row.charset).text


def _find(portal: Portal, site: str, url: str) -> tuple[Row[tuple[object, ...]] | None, str | None]:
    """Old URL → the ledger's row of its page, and the URL it redirects to."""
    try:
        key = UrlSpace(load_site(portal.settings.configs, site)).key(url)
    except ConfigError:  # its file was taken away after it was retired
        key = None
    with reading(portal.engine) as connection:
        row = _row(connection, site, pages.c.key == key) if key else None
        row = row or _row(connection, site, pages.c.url == url)
        target = _row(connection, site, pages.c.key == row.redirect_to) if row is not None and row.redirect_to else None
    return row, target.url if target is not None else None


def _row(connection: Connection, site: str, which: object) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(pages).where(pages.c.site == site, which).limit(1)).one_or_none()  # type: ignore[arg-type]


def page_as_it_was(text: str, url: str, archived: Callable[[str], str]) -> bytes:
    """HTML of an old page, its URL, old absolute URL → its place in the archive → HTML without anything active."""
    root = parse_html(text)
    base = next((resolved(href, url) for href in root.xpath("//base/@href")), None) or url
    styles = [_stylesheet(one, base, archived) for one in root.iter("link")]
    etree.strip_elements(root, *ACTIVE, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in root.iter():
        if isinstance(element.tag, str):
            _calm(element, base, archived)
    head = root.find("head")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    for place, style in enumerate(one for one in styles if one is not None):
        head.insert(place, style)
    body: bytes = etree.tostring(root, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")
    return body


def _stylesheet(link: etree._Element, base: str, archived: Callable[[str], str]) -> etree._Element | None:
    target = resolved(link.get("href") or "", base)
    if "stylesheet" not in (link.get("rel") or "").lower() or target is None:
        return None
    return etree.Element("link", rel="stylesheet", href=archived(target))


def _calm(element: etree._Element, base: str, archived: Callable[[str], str]) -> None:
    """Takes handlers and foreign addresses off one element."""
    loads = LOADED.get(element.tag)
    for name in map(str, list(element.attrib)):
        value = NOT_XML.sub("", element.get(name) or "")
        plain = name.lower()
        if plain == "style":
            element.set(name, _style(value, base, archived))
        elif plain in ("href", "background", loads):
            target = resolved(value.strip(), base)
            element.attrib.pop(name)
            if target is not None:
                element.set(plain, archived(target))
        elif (
            plain.startswith("on")
            or ":" in plain
            or plain in ("src", "srcset", "action", "formaction", "data", "ping", "poster")
        ):
            element.attrib.pop(name)
    if element.tag == "style" and element.text:
        element.text = NOT_XML.sub("", _style(element.text, base, archived))


def _style(text: str, base: str, archived: Callable[[str], str]) -> str:
    """CSS → the same, what it loads taken from the archive."""

    def one(match: object) -> str:
        target = resolved(match[1].strip(), base)  # type: ignore[index]
        return f'url("{archived(target)}")' if target else "none"

    return CSS_URL.sub(one, text).replace("@import", "@import-off").replace("</", "<\\/")
