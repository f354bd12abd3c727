"""Boxes that a page's scripts fill beside the rows that it shows itself: <h3>通知公告</h3><ul id="tz"></ul>."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from guiyi.crawl.paging.addressed import item_template, with_template
from guiyi.crawl.paging.followed import ASKS, item_address, told_of
from guiyi.crawl.paging.interface import as_chosen
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.paging.requested import url_of_request
from guiyi.crawl.paging.shown import boxes_written, names_of
from guiyi.crawl.reading.panels import heading_above
from guiyi.urls import host_of

EMPTY: Any = etree.XPath(
    ".//*[self::ul or self::ol or self::dl or self::table or self::tbody or (self::div and @id)]"
    "[*/@v-for or not(.//a or .//img or .//input or .//iframe or .//object or .//embed or .//video"
    " or string-length(normalize-space(.)) > 12)]"  # the cheapest first
)
WAITS = re.compile(r"\W*(?:(?:正在|数据)?(?:加载|载入|读取)中?|\bloading)?\W*", re.IGNORECASE)
LINK_MADE = re.compile(r"<a\b[^<>;\n]{0,200}?\bhref\b", re.IGNORECASE)


def boxes_waiting(page: ListPage) -> Iterator[tuple[lxml.html.HtmlElement, str]]:
    """The lists of a page, and other elements with an id, that stand below a heading and show nothing but that they
    wait, or hold the template of their rows alone; each with its heading.
    """
    for one in EMPTY(page.root) if "<script" in page.text else ():
        is_template = len(one) > 0 and all(row.get("v-for") for row in one.iterchildren("*"))
        is_empty = is_template or WAITS.fullmatch("".join(one.itertext()))
        if is_empty and (heading := heading_above(one)):
            yield one, heading


@dataclass(frozen=True)
class Boxes:
    """What a page's scripts fill: asked: what they ask for lists of links, each with what heads its box, or with the
    words of the tab that chooses it; left: what heads those that they fill in a way that nobody could follow.
    """

    asked: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def read_boxes(page: ListPage) -> Boxes:
    """A page → the boxes that its scripts fill beside its own rows."""
    waiting = dict(boxes_waiting(page)) if ASKS.search(page.asking) else {}
    if not waiting:
        return Boxes()
    told, asked = told_of(page), dict[str, str]()
    for place, box in told.boxes.items():
        if place not in told.linked:  # the weather
            waiting.pop(box, None)
            continue
        one = told.asked[place][0]
        url = url_of_request(one.url, one.data or {}, one.way, page.url)
        if url is not None and box in waiting and host_of(url) == host_of(page.url):
            template = item_address(page, place) or item_template(page)
            asked |= _lists_of(url, waiting.pop(box), template, page)
    written = boxes_written(page) if LINK_MADE.search(page.asking) else set()
    return Boxes(asked, [heading for box, heading in waiting.items() if written & names_of(box)])


def _lists_of(url: str, heading: str, template: str | None, page: ListPage) -> dict[str, str]:
    """A request of a page, what heads its box and the address of its items → that list; where tabs choose among several
    of the same interface, these, each with its tab's words.
    """
    chosen = ((url_of_request(one.url, one.data or {}, one.way, page.url), words) for one, words in told_of(page).tabs)
    tabs = {tab: words for tab, words in chosen if tab and words and urlsplit(tab).path == urlsplit(url).path}
    found = {with_template(tab, as_chosen(tab, url, template)): words for tab, words in tabs.items()}
    return {with_template(url, template): heading} | found
