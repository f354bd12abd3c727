"""Boxes that a page's scripts fill beside the rows that it shows itself: <h3>通知公告</h3><ul id="tz"></ul>."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

import lxml.html

from guiyi.crawl.paging.addressed import item_template, with_template
from guiyi.crawl.paging.followed import ASKS, item_address, told_of
from guiyi.crawl.paging.interface import as_chosen
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.paging.requested import url_of_request
from guiyi.crawl.paging.shown import boxes_written, names_of
from guiyi.urls import host_of

LISTS = ("ul", "ol", "dl", "table", "tbody")
SHOWN = ("a", "img", "iframe", "input", "object", "embed", "video")
WAITS = re.compile(r"\W*(?:(?:正在|数据)?(?:加载|载入|读取)中?|\bloading)?\W*", re.IGNORECASE)
FEW_PIECES = 9  # of an element's text
LINK_MADE = re.compile(r"<a\b[^<>;\n]{0,200}?\bhref\b", re.IGNORECASE)
REACH = 3  # elements around a box before which its heading may stand
HEADING = re.compile(r"[^\W\d_][^|｜]{1,19}")
MORE = re.compile(r"(?:[>》»+·.\s]|更多|(?<![a-z])more)+$", re.IGNORECASE)


def boxes_waiting(page: ListPage) -> Iterator[tuple[lxml.html.HtmlElement, str]]:
    """The lists of a page, and other elements with an id, that are empty and stand below a heading, each with it."""
    for one in page.root.iter(*LISTS, "div") if "<script" in page.text else ():
        if one.tag == "div" and not one.get("id"):
            continue
        if _is_empty(one) and (heading := heading_above(one)):
            yield one, heading


def _is_empty(box: lxml.html.HtmlElement) -> bool:
    """Whether an element shows nothing but that it waits, or holds the template of its rows alone."""
    rows = [one for one in box if isinstance(one.tag, str)]
    if rows and all(one.get("v-for") for one in rows):
        return True
    return bool(WAITS.fullmatch("".join(islice(box.itertext(), FEW_PIECES)))) and next(box.iter(*SHOWN), None) is None


def heading_above(box: lxml.html.HtmlElement) -> str:
    """The words that stand right before a box, or before one of the elements around it; empty where they are none.

    >>> page = "<div><div><h3>通知公告</h3><a href=/tz/>更多&gt;&gt;</a></div><div><ul id=tz></ul></div></div>"
    >>> heading_above(lxml.html.fromstring(page).find(".//ul"))
    '通知公告'
    >>> greeting = "今天是星期三，欢迎您来到某某县人民政府门户网站！"
    >>> heading_above(lxml.html.fromstring(f"<div><p>{greeting}</p><ul></ul></div>").find("ul"))
    ''
    """
    for one in islice((box, *box.iterancestors()), REACH):
        before = one.getprevious()
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None and before.tag not in ("script", "style"):
            words = MORE.sub("", " ".join("".join(before.itertext()).split()))
            return words if HEADING.fullmatch(words) else ""
    return ""


def boxes_asked(page: ListPage) -> dict[str, str]:
    """What the scripts of a page ask for the boxes that they fill with links → what heads each, or the words of the tab
    that chooses it.
    """
    waiting = dict(boxes_waiting(page)) if ASKS.search(page.asking) else {}
    if not waiting:
        return {}
    told, found = told_of(page), dict[str, str]()
    for place, box in told.boxes.items():
        one = told.asked[place][0]
        url = url_of_request(one.url, one.data or {}, one.way, page.url) if place in told.linked else None
        if url is not None and box in waiting and host_of(url) == host_of(page.url):
            template = item_address(page, place) or item_template(page)
            tabs = _tabs_beside(url, page)
            found |= {with_template(tab, as_chosen(tab, url, template)): words for tab, words in tabs.items()}
            found.setdefault(with_template(url, template), waiting[box])
    return found


def _tabs_beside(url: str, page: ListPage) -> dict[str, str]:
    """A request of a page → those of the same interface that its tabs choose, each with the tab's words."""
    chosen = ((url_of_request(one.url, one.data or {}, one.way, page.url), words) for one, words in told_of(page).tabs)
    return {tab: words for tab, words in chosen if tab and words and urlsplit(tab).path == urlsplit(url).path}


def boxes_left(page: ListPage) -> list[str]:
    """What heads the boxes of a page that its scripts fill with links in a way that nobody could follow."""
    if not (ASKS.search(page.asking) and LINK_MADE.search(page.asking)):
        return []
    written, asked = boxes_written(page), set(boxes_asked(page).values())
    waiting = [(box, name) for box, name in boxes_waiting(page) if name not in asked and written & names_of(box)]
    told = told_of(page) if waiting else None
    plain = {box for place, box in told.boxes.items() if place not in told.linked} if told is not None else set()
    return [name for box, name in waiting if box not in plain]
