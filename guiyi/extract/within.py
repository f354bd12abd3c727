"""Pages whose text is another page of the site, shown within them by an <iframe>, or by a frame of a workbook that
Excel saved as a frameset: one document under both addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lxml.html

from guiyi.crawl.reading.texts import running_text
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.split import as_part, digest_of
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node
from guiyi.urls import absolute_url

OWN_TEXT = 60  # characters of running text from which a page says something itself, and its frame stands beside that
SHOWN = "shown-within"  # the class that the inner text gets, by which a template finds it
ADDRESSES = frozenset(("href", "src", "data"))


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
