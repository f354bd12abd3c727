"""Pagers that a script computes: function gotoPage(n) { location.href = "list_" + n + ".html" }.

The function is read, not run: its address is a join of literals and its own parameter; or it asks for the page, and
puts what comes into its own: $.post("search.jsp", {currpage: n}, …). Products differ only in names
(createPageHTML of one's own making, kkpager, laypage, jqPaginator …), so any such function counts, if the page calls it
with numbers or says how many pages there are: one by its name, one handed to a pager to be called back, or no function
at all but an address with a place for the number, "list.do?page={page}".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.crawl.paging.interface import CALL, has_rows, requests_of
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.scripts import JOIN, UNKNOWN, joined, variables
from guiyi.urls import absolute_url

FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?P<field>[\w$]+)\s*[:=]\s*function"
    r"|\b(?P<called>\w{0,30}pag\w{0,30})\s*\(\s*(?:[^,(){}]{1,80},)?\s*function)"
    r"\s*\(\s*(?:(?:e|evt|event)\s*,\s*)?(?P<first>[\w$]+)(?:\s*,[^)]*)?\)\s*\{",
    re.IGNORECASE,
)
TARGET = re.compile(
    rf"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\(|window\.open\(|return)\s*({JOIN})"
)
CHOICE = re.compile(  # the first page's address, and that of the others: n == 1 ? base + ".html" : …
    rf"\(?[\w$.]+\s*(?:={{2,3}}|<=?)\s*[\"']?[01][\"']?\s*\)?\s*\?\s*{JOIN}\s*:\s*"
)
PAGERS = re.compile(  # functions that lead to a page: by their own name, or by that of a pager's setting
    r"^(?:get)?(?:link|href|url)$|^\w*pag(?:e|in)\w*$|^(?:jump|callback|on_?(?:change|click|select))$", re.IGNORECASE
)
OF_NUMBER = r"\b{name}(?:\.(?:curr|current|page\w{{0,6}}|getCurrent\(\)))?"  # laypage hands over an object
HELD = r"\b([\w$]+)\s*=\s*{number}\s*[;,\n]"
PLACE = r"\{\{?\s*(?:page\w{0,6}|number|num|p|n|0)\s*\}\}?|__(?:page|num|id)__|\[page\]|[#%$]page\w{0,5}[#%$]"
WITH_PLACE = re.compile(rf"[\"']([\w./?&=%:-]{{0,200}}?(?:{PLACE})[\w./?&=%:-]{{0,80}})[\"']", re.IGNORECASE)
PAGES = re.compile(
    r"\b(?:total_?pages?|page_?(?:count|total)s?|count_?pages?|pages|maxpage)[\"']?\s*[:=]\s*[\"']?(\d{1,5})\b", re.I
)
ITEMS = re.compile(
    r"\b(?:total_?(?:records?|counts?|rows?|num)|record_?(?:count|total)s?|row_?count|totalrecord\w*)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b",
    re.I,
)
FIRST_PAGES = 3  # to one of which the pager of a list's first page leads
SIZE = re.compile(
    r"\b(?:page_?size|per_?page|page_?rows?|items_?(?:on|per)_?page|limit)[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.I
)
LIMITED = re.compile(
    r"\bcount\s*:\s*(\d{1,7})\b(?=[^{}]{0,300}\blimit\s*:)|\blimit\s*:[^{}]{0,300}\bcount\s*:\s*(\d{1,7})\b"
)
BODY = 1500  # characters of a function that are read


def find_paging(page: ListPage) -> Paging | None:
    """A list page whose pager is a function of the page's number → its further pages."""
    if "function" not in page.scripts and not WITH_PLACE.search(page.scripts):
        return None
    items, pages = page.totals
    told_pages, told_items = script_totals(page.scripts)
    known = variables(page.scripts)
    for name, first, body in functions_of(page.scripts):
        called = calls_of(name, page.text)
        last = min(pages or told_pages or max(called, default=0), MAX_PAGES)
        is_pager = PAGERS.match(name) or _makes_links(name, page.scripts)
        if last < 2 or not (called or is_pager) or not _are_pages(called, last, bool(pages or told_pages)):
            continue
        urls = _addresses(CHOICE.sub("", body), first, known, page.found.base, last)
        urls = urls or _asked(body, first, known, page, last)
        if urls and not _opened(page) & {*urls}:
            return Paging(urls, expected_items=items or told_items, expected_pages=last, how=f"{name}(n) up to {last}")
    last = min(pages or told_pages or 0, MAX_PAGES)
    place = WITH_PLACE.search(page.scripts) if last > 1 else None
    urls = _placed(place[1], page.found.base, last) if place else []
    return Paging(urls, [], items or told_items, last, f"{place[1]} up to {last}") if place and urls else None


def _placed(address: str, url: str, last: int) -> list[str]:
    """An address with a place for the page's number → those from 2 on; none for words such as "{n}"."""
    if not re.search(r"[/?=.]", address):
        return []
    texts = [re.sub(PLACE, str(number), address, flags=re.IGNORECASE) for number in range(2, last + 1)]
    return [found for one in texts if (found := absolute_url(one, url))]


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
    pages, found = PAGES.search(scripts), ITEMS.search(scripts) or LIMITED.search(scripts)
    items = int(next(filter(None, found.groups()))) if found else None
    size = SIZE.search(scripts) if items and not pages else None
    if items and size and int(size[1]):
        return -(-items // int(size[1])), items
    return (int(pages[1]) if pages else None, items)


def functions_of(scripts: str) -> Iterator[tuple[str, str, str]]:
    """Name, first parameter and body of each function of a number."""
    for match in FUNCTION.finditer(scripts):
        depth, at = 1, match.end()
        while at < min(len(scripts), match.end() + BODY) and depth:
            depth += {"{": 1, "}": -1}.get(scripts[at], 0)
            at += 1
        yield match["name"] or match["field"] or match["called"], match["first"], scripts[match.end() : at]


def calls_of(name: str, text: str) -> list[int]:
    """The numbers with which a page calls a function."""
    return [int(one) for one in re.findall(rf"\b{re.escape(name)}\(\s*[\"']?(\d{{1,5}})[\"']?\s*[,)]", text)]


def _addresses(body: str, first: str, known: dict[str, str], base: str, last: int) -> list[str]:
    """The pages' addresses from 2 on, by the first expression that depends on the number; empty if none does."""
    number_of = OF_NUMBER.format(name=re.escape(first))
    names = {first, *re.findall(number_of, body), *re.findall(HELD.format(number=number_of), body)}
    names = {name.removesuffix("()") for name in names}
    local = {name: value for name, value in (known | variables(body)).items() if name not in names}
    for expression in TARGET.findall(body):
        if not any(re.search(rf"\b{re.escape(name)}\b", expression) for name in names):
            continue
        found = []
        for number in range(2, last + 1):
            value = joined(expression, local | dict.fromkeys(names, str(number)))
            target = absolute_url(value, base) if value and UNKNOWN not in value else None
            if target:
                found.append(target)
        if len(set(found)) == last - 1:
            return found
    return []


def _asked(body: str, first: str, known: dict[str, str], page: ListPage, last: int) -> list[str]:
    """The requests for the pages from 2 on, where the function asks for them and the first stands on the page."""
    if not CALL.search(body) or not has_rows(page):
        return []
    local = {name: value for name, value in known.items() if name != first}
    told = ([*requests_of(body, local | {first: str(number)}, page)] for number in range(2, last + 1))
    found = [urls[0] for urls in told if urls]
    return found if len(set(found)) == last - 1 else []
