"""Mailbox, survey and service pages whose content stands in a frame of another host: held, never dropped unseen.

Old sites show the city's mailbox in an iframe; the letters live on that host. What to do is a person's decision: name
the host among the site's aliases, or leave the letters to the migration of the site that owns them.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.extract.given import Page, refusal
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node, squeezed
from guiyi.urls import UrlSpace, absolute_url

KINDS = re.compile(r"信箱|来信|留言|信访|咨询|投诉|征集|调查|访谈|办事|查询|公示|目录")
EMPTY = ("navigation", "empty-body", "login")
THIN = 60  # characters of a body that may be no more than a breadcrumb
MIN_SIZE = 150  # pixels that a frame with content is high at least


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
