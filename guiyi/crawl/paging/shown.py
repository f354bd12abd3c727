"""Whether a page shows a list of its own, or leaves its rows to a script."""

from __future__ import annotations

import re
from itertools import islice

import lxml.html

from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.reading.listing import MIN_GROUP, find_rows
from guiyi.urls import host_of

TEMPLATE = re.compile(r"\b(?:v-for|ng-repeat|ms-for|wx:for)\s*=")
BOX = re.compile(  # $("#list").html(rows), getElementById("list").innerHTML = rows
    r"(?<![\w$])[\w$]{1,20}\(\s*[\"']([#.][\w-]+)(?:\s[^\"']{0,40})?[\"']\s*\)\.(?:html|append|prepend)\("
    r"|getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.(?:innerHTML|insertAdjacentHTML)\b"
)
BOXES = ("ul", "ol", "div", "table", "tbody", "dl", "section")
MAX_BOXES = 40  # boxes that a page's scripts fill that are looked at
LONG = 9  # characters of a title


def has_rows(page: ListPage, least: int = MIN_GROUP * 2) -> bool:
    """Whether a page shows a list of its own: rows with days; or titles, where no box waits for its script's rows."""
    if has_days(page):
        return True
    here = host_of(page.url)
    long = (one for one in page.found.links if one.element is not None and len(one.text) >= LONG)
    titles = sum(1 for one in long if host_of(one.url) == here)
    return titles >= least and not _has_empty_box(page)


def has_days(page: ListPage) -> bool:
    """Whether rows with days stand on a page."""
    here = host_of(page.url)
    return bool(find_rows(page.found, lambda url: host_of(url) == here, lambda url: False).items)


def _has_empty_box(page: ListPage) -> bool:
    """Whether a script puts rows into an element that has none, or a template of rows stands on the page."""
    if TEMPLATE.search(page.text):
        return True
    wanted = boxes_written(page)
    boxes = (one for one in page.root.iter(*BOXES) if wanted & names_of(one)) if wanted else ()
    return any(one.find(".//a") is None and not "".join(one.itertext()).strip() for one in islice(boxes, MAX_BOXES))


def boxes_written(page: ListPage) -> set[str]:
    """The elements into which a page's scripts write, as selectors name them."""
    return {match[1] or f"#{match[2]}" for match in BOX.finditer(page.asking)}


def names_of(element: lxml.html.HtmlElement) -> set[str]:
    """An element's id and classes, as selectors name them."""
    return {f"#{element.get('id')}", *(f".{one}" for one in (element.get("class") or "").split())}
