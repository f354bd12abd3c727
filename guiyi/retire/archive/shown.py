"""An archived page, rendered from the WARC with what belongs to it: no scripts, every address inside the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from lxml import etree
from sqlalchemy import Connection, Engine, Row, select

from guiyi.bounded import ReaderBroke, needs_child, read_bounded
from guiyi.config.load import load_site
from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.reading.absolute import resolved
from guiyi.crawl.reading.links import CSS_URL
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import pages
from guiyi.library.assets import media_type_of
from guiyi.library.export import NOT_XML
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.settings import Settings
from guiyi.store import Store
from guiyi.urls import UrlSpace

ACTIVE = (
    "script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "meta", "animate",
    "set",
)  # fmt: skip
BROKEN = (
    "<!DOCTYPE html><p>此页过大，无法显示；原件在档案中。"
    "This page is too large to be shown; the archive has its bytes."
)  # fmt: skip
LOADED = {"img": "src", "input": "src", "source": "src"}


class Holdings(Protocol):
    """Who has an archive at hand: a case, or the holdings."""

    @property
    def settings(self) -> Settings:
        """Where everything is."""

    @property
    def engine(self) -> Engine:
        """The library, with the ledger."""

    @property
    def store(self) -> Store:
        """Where the archive lies."""


@dataclass(frozen=True)
class Replayed:
    """What is shown for an old address. moved_to: the old URL that it redirected to. url: as it was
    captured. sha256: of the body as archived.
    """

    media_type: str = ""
    body: bytes = b""
    fetched_at: str = ""
    moved_to: str | None = None
    url: str = ""
    sha256: str = ""


def replayed(holdings: Holdings, site: str, url: str, prefix: str | None = None) -> Replayed | None:
    """Old URL → what the archive holds of it; None: nothing.

    prefix: what stands before old absolute URLs where archived pages are shown; without one they stay as they were.
    """
    row, target = _find(holdings, site, url)
    if row is None:
        return None
    if target is not None:
        return Replayed(moved_to=target)
    if not row.warc:
        return None
    response = read_response(holdings.store, row.warc, row.warc_offset, row.warc_length)
    media_type, body = _rendered(response.body, row, prefix)
    return Replayed(
        media_type, body, response.fetched_at, url=row.url, sha256=hashlib.sha256(response.body).hexdigest()
    )


def _rendered(body: bytes, row: Any, prefix: str | None) -> tuple[str, bytes]:
    """An archived body and its page in the ledger → media type and body as they are shown."""
    kind = (row.media_type or "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml", ""):
        return "text/html; charset=utf-8", _page(body, [row.url, row.charset, prefix])
    if kind == "text/css":
        text = _style(decode_html(body, row.charset).text, row.url, _under(prefix))
        return "text/css; charset=utf-8", text.encode("utf-8", "replace")
    found = media_type_of(body)  # by its bytes: what is not a picture is not shown
    return (found if found.startswith("image/") and "svg" not in found else "application/octet-stream"), body


def _page(body: bytes, told: list[Any]) -> bytes:
    """An archived page as it is shown; one that is not plain is read in the child with limits, as everywhere."""
    try:
        text: str = read_bounded("shown", told, body) if needs_child(body) else shown_told(told, body)
    except ReaderBroke:
        return BROKEN.encode()
    return text.encode("utf-8", "replace")


def shown_told(told: list[Any], data: bytes) -> str:
    """URL, charset, prefix, and an archived page → the page as it was; runs in the child, for `_page`."""
    url, charset, prefix = told
    return page_as_it_was(decode_html(data, charset).text, url, _under(prefix)).decode()


def _under(prefix: str | None) -> Callable[[str], str]:
    return lambda address: address if prefix is None else prefix + quote(address, safe="")


def archived_text(holdings: Holdings, site: str, url: str) -> str | None:
    """Old URL → the HTML of its archived page, decoded; None where there is none."""
    row, target = _find(holdings, site, url)
    if row is None or target is not None or not row.warc:
        return None
    response = read_response(holdings.store, row.warc, row.warc_offset, row.warc_length)
    return decode_html(response.body, row.charset).text


def _find(holdings: Holdings, site: str, url: str) -> tuple[Row[tuple[object, ...]] | None, str | None]:
    """Old URL → the ledger's row of its page, and the URL it redirects to."""
    try:
        key = UrlSpace(load_site(holdings.settings.configs, site)).key(url)
    except ConfigError:  # its file was taken away after it was retired
        key = None
    with reading(holdings.engine) as connection:
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
