"""Pages that show other pages of the site within their text by frames (an <iframe>, a workbook that Excel saved as a
frameset): one document under all their addresses. What stands in a frame of another host is held, never dropped unseen:
name the host among the aliases, or leave its letters to the site that owns them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.crawl.reading.frames import FRAMES, shown_page
from guiyi.crawl.reading.texts import running_text
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page, refusal
from guiyi.extract.split import as_part, digest_of
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node, squeezed, text_of
from guiyi.urls import UrlSpace, absolute_url

SHOWN = "shown-within"  # the class that the inner text gets, by which a template finds it
ADDRESSES = frozenset(("href", "src", "data"))
ASKS = ("form", "input", "textarea", "button")  # what comments and searches have, and no text does
LEAST_ROWS = 2  # of a table; one row is a box of figures
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
    """A page, and the bytes of its group (a page and those it shows) → the document of all (for one shown, a part of
    it); a page whose text does not stand in that document's is read by itself.
    """
    outer, *shown = (Source(one.url, body, one.charset) for one, body in zip(page.group, bodies, strict=True))
    own = next(at for at, one in enumerate(page.group) if one.key == page.key)
    whole = with_frames(outer, shown, extractor.charset)
    if whole is not None:
        row = extractor.extract(page.group[0], whole.html) | {"raw_print": digest_of(page)}
        said = "".join(str(row.get("body_text")).split())
        taken = {url for url, words in whole.words.items() if words in said}
        if own == 0 and ("outcome" in row or taken):
            return row
        if own > 0 and "outcome" not in row and page.url in taken:
            return as_part(row | {"page_key": page.key, "url": page.url}, row)
    return extractor.extract(page, bodies[own])


@dataclass(frozen=True)
class Whole:
    """A page with what it shows in its place, and the longest words of each page shown, by its address."""

    html: bytes
    words: dict[str, str]


def with_frames(outer: Source, shown: Sequence[Source], charset: str | None) -> Whole | None:
    """A page, those that it shows, and the site's charset → the whole; None where none of them says anything.

    Of a frameset one page is shown; a page that asks its reader for something (comments, a search) is no text.
    """
    decoded = decode_html(outer.body, outer.charset, charset)
    root = parse_html(decoded.text)
    frames = {absolute_url(shown_page(one) or "", outer.url): one for one in root.iter(*FRAMES)}
    words = {}
    for source in shown:
        frame = frames.get(source.url)
        text = parse_html(decode_html(source.body, source.charset, charset).text).find(".//body")
        if (
            frame is None
            or text is None
            or not _says_something(frame, text)
            or (frame.tag == "frame" and len(shown) > 1)
        ):
            continue
        words[source.url] = max(("".join(one.split()) for one in text_of(text).split("\n")), key=len)
        for element in text.iter("*"):
            for name in ADDRESSES & set(element.keys()):
                element.set(name, absolute_url(element.get(name) or "", source.url) or element.get(name))
        _replace(frame, text)
    html = str(lxml.html.tostring(root, encoding="unicode")).encode(decoded.charset, "xmlcharrefreplace")
    return Whole(html, words) if words else None


def _says_something(frame: Node, text: Node) -> bool:
    """Whether the text of a page shown is one; it may be a table, one of a workbook of a single row."""
    rows = len(text.findall(".//tr[td]"))
    is_text = running_text(text) > 0 or rows >= (1 if frame.tag == "frame" else LEAST_ROWS)
    return is_text and next(text.iter(*ASKS), None) is None


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
