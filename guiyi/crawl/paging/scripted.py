"""Pagers that a script computes: function gotoPage(n) { location.href = "list_" + n + ".html" }.

The function is read, not run: its address is a join of literals and its own parameter. Products differ only in names
(createPageHTML of one's own making, kkpager, laypage, jqPaginator …), so any such function counts, if the page calls it
with numbers or says how many pages there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.scripts import JOIN, UNKNOWN, joined, variables
from guiyi.urls import absolute_url

FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?P<field>[\w$]+)\s*[:=]\s*function)\s*\(\s*(?P<first>[\w$]+)(?:\s*,[^)]*)?\)\s*\{"
)
TARGET = re.compile(
    rf"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\(|window\.open\(|return)\s*({JOIN})"
)
CHOICE = re.compile(  # the first page's address, and that of the others: n == 1 ? base + ".html" : …
    rf"\(?[\w$.]+\s*(?:={{2,3}}|<=?)\s*[\"']?[01][\"']?\s*\)?\s*\?\s*{JOIN}\s*:\s*"
)
GETTERS = re.compile(r"^(?:get)?(?:link|href|url)$", re.IGNORECASE)
PAGES = re.compile(
    r"\b(?:total_?pages?|page_?(?:count|total)s?|count_?pages?|pages|maxpage)[\"']?\s*[:=]\s*[\"']?(\d{1,5})\b", re.I
)
ITEMS = re.compile(
    r"\b(?:total_?(?:records?|counts?|rows?|num)|record_?(?:count|total)s?|row_?count|totalrecord\w*)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b",
    re.I,
)
FIRST_PAGES = 3  # to one of which the pager of a list's first page leads
BODY = 1500  # characters of a function that are read


def find_paging(page: ListPage) -> Paging | None:
    """A list page whose pager is a function of the page's number → its further pages."""
    if "function" not in page.scripts:
        return None
    items, pages = page.totals
    told_pages, told_items = script_totals(page.scripts)
    known = variables(page.scripts)
    for name, first, body in functions_of(page.scripts):
        called = calls_of(name, page.text)
        last = min(pages or told_pages or max(called, default=0), MAX_PAGES)
        is_getter = GETTERS.match(name) or _makes_links(name, page.scripts)
        if last < 2 or not (called or is_getter) or not _are_pages(called, last, bool(pages or told_pages)):
            continue
        urls = _addresses(CHOICE.sub("", body), first, known, page.found.base, last)
        if urls and not _opened(page) & {*urls}:
            return Paging(urls, expected_items=items or told_items, expected_pages=last, how=f"{name}(n) up to {last}")
    return None


def _makes_links(name: str, scripts: str) -> bool:
    """Whether scripts write what a function gives into links: "<a href='" + name(i) + "'>"."""
    return re.search(rf"href\s*=\s*[\\'\"]{{0,3}}\s*\+\s*{re.escape(name)}\(", scripts) is not None


def _opened(page: ListPage) -> set[str]:
    """What clicks on words as long as a title open: items, whatever number the function is given."""
    return {link.url for link in page.found.called if "页" not in link.text}


def _are_pages(called: list[int], last: int, is_told: bool) -> bool:
    """Whether the numbers with which a function is called may be pages: none lies beyond the last, and one of the
    first is among them where the page doesn't tell how many there are; show(431), show(418) are ids.

    >>> _are_pages([2, 9], 9, False), _are_pages([29, 31], 40, True), _are_pages([418, 432], 432, False)
    (True, True, False)
    """
    return max(called, default=0) <= last and (is_told or min(called, default=1) <= FIRST_PAGES)


def script_totals(scripts: str) -> tuple[int | None, int | None]:
    """Text of scripts → (pages, items) that settings of a pager name: totalPage: 12, totalRecords: 230."""
    pages, items = PAGES.search(scripts), ITEMS.search(scripts)
    return (int(pages[1]) if pages else None, int(items[1]) if items else None)


def functions_of(scripts: str) -> Iterator[tuple[str, str, str]]:
    """Name, first parameter and body of each function of a number."""
    for match in FUNCTION.finditer(scripts):
        depth, at = 1, match.end()
        while at < min(len(scripts), match.end() + BODY) and depth:
            depth += {"{": 1, "}": -1}.get(scripts[at], 0)
            at += 1
        yield match["name"] or match["field"], match["first"], scripts[match.end() : at]


def calls_of(name: str, text: str) -> list[int]:
    """The numbers with which a page calls a function."""
    return [int(one) for one in re.findall(rf"\b{re.escape(name)}\(\s*[\"']?(\d{{1,5}})[\"']?\s*[,)]", text)]


def _addresses(body: str, first: str, known: dict[str, str], base: str, last: int) -> list[str]:
    """The pages' addresses from 2 on, by the first expression that depends on the number; empty if none does."""
    local = {name: value for name, value in (known | variables(body)).items() if name != first}
    for expression in TARGET.findall(body):
        if not re.search(rf"\b{re.escape(first)}(?:\.curr)?\b", expression):
            continue
        found = []
        for number in range(2, last + 1):
            value = joined(expression, local | {first: str(number), f"{first}.curr": str(number)})
            target = absolute_url(value, base) if value and UNKNOWN not in value else None
            if target:
                found.append(target)
        if len(set(found)) == last - 1:
            return found
    return []
