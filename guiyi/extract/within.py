"""Pages whose text is another page of the site, shown within them by an <iframe>, or by a frame of a workbook that
Excel saved as a frameset: one document under both addresses. What stands in a frame of another host is held, never
dropped unseen: name the host among the aliases, or leave its letters to the site that owns them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.crawl.reading.texts import running_text
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page, refusal
from guiyi.extract.split import as_part, digest_of
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node, squeezed
from guiyi.urls import UrlSpace, absolute_url

OWN_TEXT = 60  # characters of running text from which a page says something itself, and its frame stands beside that
SHOWN = "shown-within"  # the class that the inner text gets, by which a template finds it
ADDRESSES = frozenset(("href", "src", "data"))
KINDS = re.compile(r"信箱|来信|留言|信访|咨询|投诉|征集|调查|访谈|办事|查询|公示|目录")
EMPTY = ("navigation", "empty-body", "login")
THIN = 60  # characters of a body that may be no more than a breadcrumb
MIN_SIZE = 150  # pixels that a frame with content is high at least


@dataclass(frozen=True)
class Source:
    """One page as it came: its address, its bytes, and the charset that its header names."""

    url: str
    body: bytes
    charset: str | None


def extract_framed(extractor: Extractor, page: Page, bodies: Sequence[bytes]) -> dict[str, Any]:
    """A page, and the bytes of the pair it belongs to → the document of both (for the inner page, a part of it)."""
    outer, inner = (Source(one.url, body, one.charset) for one, body in zip(page.group, bodies, strict=True))
    own = 0 if page.key == page.group[0].key else 1
    whole = with_frame(outer, inner, extractor.charset)
    if whole is None:
        return extractor.extract(page, bodies[own])
    row = extractor.extract(page.group[0], whole) | {"raw_print": digest_of(page)}
    if own == 0 or "outcome" in row:
        return row if own == 0 else extractor.extract(page, bodies[own])
    return as_part(row | {"page_key": page.key, "url": page.url}, row)


def with_frame(outer: Source, inner: Source, charset: str | None) -> bytes | None:
    """Two pages and the site's charset → the outer one's bytes with the text of the inner in its frame's place.

    None where the outer page shows no such frame or says something itself, or the inner one says nothing.
    """
    decoded = decode_html(outer.body, outer.charset, charset)
    root, shown = parse_html(decoded.text), parse_html(decode_html(inner.body, inner.charset, charset).text)
    frames = root.iter("iframe", "frame")
    frame = next((one for one in frames if absolute_url(one.get("src") or "", outer.url) == inner.url), None)
    text = shown.find(".//body")
    if frame is None or text is None or running_text(root) >= OWN_TEXT or not _says_something(frame, text):
        return None
    for element in text.iter("*"):
        for name in ADDRESSES & set(element.keys()):
            element.set(name, absolute_url(element.get(name) or "", inner.url) or element.get(name))
    _replace(frame, text)
    return str(lxml.html.tostring(root, encoding="unicode")).encode(decoded.charset, "xmlcharrefreplace")


def _says_something(frame: Node, text: Node) -> bool:
    """Whether the text of the inner page is one; that of a workbook may be figures alone."""
    return running_text(text) > 0 or (frame.tag == "frame" and text.find(".//td") is not None)


def _replace(frame: Node, text: Node) -> None:
    """The text of the inner page in its frame's place; in that of all frames, where the page is these."""
    whole = next((one for one in frame.iterancestors("frameset") if one.getparent().tag != "frameset"), None)
    frame = frame if whole is None else whole
    text.tag, text.tail = "div" if whole is None else "body", frame.tail
    text.attrib.clear()
    text.set("class", SHOWN)
    holder = frame.getparent()
    if holder is not None:
        holder.replace(frame, text)


def held_if_elsewhere(row: dict[str, Any], page: Page, data: bytes, urls: UrlSpace) -> dict[str, Any]:
    """A page's row and bytes → the same row; held with the frame's address where its content stands on another host."""
    if not (row.get("code") in EMPTY or _is_thin(row)) or b"frame" not in data.lower():
        return row
    if page.is_let("framed-elsewhere"):
        return row
    root = parse_html(decode_html(data, page.charset, None).text)
    title = squeezed(root.findtext(".//title") or "")
    if not KINDS.search(" ".join([title, *find_breadcrumb(root)])):
        return row
    url = next((found for one in root.iter("iframe", "frame") if (found := _foreign(one, page.url, urls))), None)
    if url is None:
        return row
    reason = (
        f"its content stands in a frame of another host, {url}; name {urlsplit(url).netloc} in the site's aliases to "
        "bring it over, or leave it to the migration of that site"
    )
    return refusal(page, "held", "framed-elsewhere", reason)


def _is_thin(row: dict[str, Any]) -> bool:
    """A document with hardly a line of its own: what stood around the frame was taken for its body."""
    return "outcome" not in row and not row["letter"] and not row["attachments"] and len(row["body_text"]) < THIN


def _foreign(frame: Node, base: str, urls: UrlSpace) -> str | None:
    """A frame that a reader sees → its address if that is of another host."""
    target = absolute_url(frame.get("src") or "", base)
    height = re.match(r"\d+", (frame.get("height") or "").strip())
    is_small = height is not None and "%" not in (frame.get("height") or "") and int(height[0]) < MIN_SIZE
    return None if target is None or is_small or urls.is_own(target) else target
