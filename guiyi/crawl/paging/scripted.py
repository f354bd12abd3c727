"""Pagers that a script computes: function gotoPage(n) { location.href = "list_" + n + ".html" }.

The function is read, not run: its address is a join of literals and its own parameter; or it asks for the page, and
puts what comes into its own: $.post("search.jsp", {currpage: n}, …). Products differ only in names
(createPageHTML of one's own making, kkpager, laypage, jqPaginator …), so any such function counts, if the page calls it
with numbers or says how many pages there are: one by its name, one handed to a pager to be called back, or no function
at all but an address with a place for the number, "list.do?page={page}". The number may be any of the function's
arguments; the others are what the page calls it with. The function may stand in a script file that came with the page.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from guiyi.crawl.paging.functions import (
    BODY,
    FIRST_ELSE,
    addresses,
    all_different,
    counting,
    functions_of,
    numbers_of,
    plain,
    with_settings,
)
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.requested import CALL, requests_of
from guiyi.crawl.paging.settings import PAGINATION, SIZE, script_totals
from guiyi.crawl.paging.settled import settled
from guiyi.crawl.paging.shown import has_rows
from guiyi.crawl.reading.listing import MIN_GROUP
from guiyi.scripts.literals import UNKNOWN, joined, variables
from guiyi.urls import absolute_url

PAGERS = re.compile(  # functions that lead to a page: by their own name, or by that of a pager's setting
    r"^(?:get)?(?:link|href|url)$|^\w*pag(?:e|in)\w*$|^(?:jump|callback|on_?(?:change|click|select))$", re.IGNORECASE
)
PLACE = re.compile(
    r"(?:\{\{?|%7B)\s*(?:page\w{0,6}|number|num|p|n|0)\s*(?:\}\}?|%7D)|__(?:page|num|id)__|\[page\]|[#%$]page\w{0,5}[#%$]",
    re.IGNORECASE,
)
SIZE_PLACE = re.compile(r"(?:\{\{?|%7B)\s*(?:limit|size|rows|page_?size)\s*(?:\}\}?|%7D)", re.IGNORECASE)
BEFORE_PLACE, BEHIND_PLACE = re.compile(r"[\"']([\w./?&=%:-]*)$"), re.compile(r"([\w./?&=%:{}-]{0,80})[\"']")
MOST_PLACES = 50  # of which one may stand in an address
FIRST_PAGES = 3  # to one of which the pager of a list's first page leads
LEADS = re.compile(  # location.href = `index_${page}.html`
    r"\blocation(?:\.href)?\s*=(?!=)[^;`{}]{0,80}`([\w./?&=%:-]{0,200})\$\{\s*\w{0,20}page\w{0,20}\s*\}([\w./?&=%:-]{0,80})`",
    re.IGNORECASE,
)
LOOP = re.compile(  # for (var i = 0; i < pageCount; i++) { … "<a href='index_" + i + ".html'>" … }
    r"\bfor\s*\(\s*(?:var\s+|let\s+)?([\w$]{1,30})\s*=\s*([0-2])\s*;\s*\1\s*<(=?)\s*([\w$.]{1,40})\s*;[^(){}]{0,40}\)\s*\{?"
)
WRITES_LINK = re.compile(r"(?:\"[^\"\n]{0,100}|'[^'\n]{0,100})\bhref\s*=[^;\n]{2,300}")
HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)")
LINKED = re.compile(r"href\s{0,9}=\s{0,9}[\\'\"]{0,3}\s{0,9}\+\s{0,9}([\w$]{1,60})\(")  # "<a href='" + name(i) + "'>"
WRITTEN_CALL = re.compile(
    r"(?:javascript:|onclick\s{0,9}=[\\'\"]{1,3})\s{0,9}([\w$]{1,60})\(\s{0,9}[\\'\"]{1,3}\s{0,9}\+"
)  # "…javascript:turn(" + i
CALLED_BACK = re.compile(r"\bcallback\s*:\s*([\w$]{1,60})\s*[,}\n]")
MARKED = re.compile(r"\.getAttribute\(|\.attr\(|\.data\(|\.dataset\.")
DIVIDED = re.compile(r"[\"'](\d{1,7})[\"'](?=\s*/)")  # a text that is divided is a number
MOST_LOOPS = 20  # of a page's scripts


def find_paging(page: ListPage) -> Paging | None:
    """A list page whose pager is a function of the page's number → its further pages."""
    scripts = page.asking
    if "function" not in scripts and not PLACE.search(scripts) and not LOOP.search(page.scripts):
        return None
    if (found := find_by_function(page)) is not None:
        return found
    items, pages = page.totals
    told_pages, told_items = script_totals(scripts)
    known = {**variables(scripts), **_paths(page.url)}
    if written := _written(*_with_marks(page, known), page.found.base):
        return Paging(written, [], items or told_items, len(written) + 1, "links written in a loop")
    last = min(pages or told_pages or 0, MAX_PAGES)
    address = _place(scripts) if last > 1 else None
    if address is None:
        return None
    size = SIZE.search(scripts)
    address = SIZE_PLACE.sub(size[1], address) if size else address
    told = (absolute_url(PLACE.sub(str(number), address), page.found.base) for number in range(2, last + 1))
    return Paging([url for url in told if url], [], items or told_items, last, f"{address} up to {last}")


def find_by_function(page: ListPage) -> Paging | None:
    """A list page whose scripts have a function of the page's number → its further pages."""
    scripts = page.asking
    items, pages = page.totals
    told_pages, told_items = script_totals(scripts)
    known = {**variables(scripts), **_paths(page.url)}
    called_back = CALLED_BACK.findall(scripts) if PAGINATION.search(scripts) else ()
    linking = {
        *called_back,
        *LINKED.findall(page.scripts),
        *WRITTEN_CALL.findall(page.scripts),
    }  # what is written into links
    for name, arguments, body in functions_of(scripts):
        at, called, given = numbers_of(name, page.text, arguments)
        called = [] if name == "pagination" and PAGINATION.search(scripts) else called  # its number is that of items
        last = min(pages or told_pages or max(called, default=0), MAX_PAGES)
        is_pager = PAGERS.match(name) or name in linking
        if last < 2 or not (called or is_pager) or not _are_pages(called, last, bool(pages or told_pages)):
            continue
        here = known | {key: value for key, one in given.items() if UNKNOWN not in (value := joined(one, known))}
        body = _from_1(plain(with_settings(body, scripts), here), name, arguments[at], scripts)
        urls = next((urls for one in counting(arguments, at) if (urls := _pages(body, one, here, page, last))), [])
        if urls and not _opened(page) & {*urls}:
            return Paging(urls, expected_items=items or told_items, expected_pages=last, how=f"{name}(n) up to {last}")
    return None


def _with_marks(page: ListPage, known: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A page's own scripts with what they read off its elements (<div id=pager total=26>), and what is then known."""
    if not MARKED.search(page.scripts) or not LOOP.search(page.scripts):
        return page.scripts, known
    scripts = DIVIDED.sub(r"\1", settled(page.scripts, page.root, page.url))
    return scripts, {**known, **variables(scripts)}


def _from_1(body: str, name: str, number: str, scripts: str) -> str:
    """The body of a function that jQuery Pagination calls back, which counts pages from 0, as if it counted from 1.

    >>> script = "$('#p').pagination(41, {items_per_page: 9, callback: turn})"
    >>> _from_1("go('?p=' + (i + 1), i)", "turn", "i", script), _from_1("go(i)", "other", "i", script)
    ("go('?p=' + i, (i-1))", 'go(i)')
    """
    if not PAGINATION.search(scripts):
        return body
    is_own = name in ("pagination", "callback", *CALLED_BACK.findall(scripts))
    own = re.escape(number)
    index = re.compile(rf"\(\s*{own}\s*\+\s*1\s*\)|(?<![\w$.]){own}\s*\+\s*1\b|(?<![\w$.]){own}\b")
    return index.sub(lambda one: number if "+" in one[0] else f"({number}-1)", body) if is_own else body


def _written(scripts: str, known: dict[str, str], base: str) -> list[str]:
    """The pages that a loop of the page's scripts writes links to, but the first.

    >>> loop = "for (var i = 0; i < n; i++) { s += '<a href=index' + (i == 0 ? '' : '_' + (i+1)) + '.htm>'; }"
    >>> _written(loop, {"n": "3"}, "http://o.example.test/a/")
    ['http://o.example.test/a/index_2.htm', 'http://o.example.test/a/index_3.htm']
    """
    for match in islice(LOOP.finditer(scripts), MOST_LOOPS):
        count = known.get(match[4], match[4])
        body = FIRST_ELSE.sub("(", scripts[match.end() : match.end() + BODY])
        link = WRITES_LINK.search(body)
        if link is None or not count.isdecimal() or not 1 < int(count) <= MAX_PAGES:
            continue
        end = int(count) + (1 if match[3] or match[2] == "1" else 0)
        local = {name: value for name, value in known.items() if name != match[1]}
        told = (
            _href(link[0], body, local | {match[1]: str(number)}, base) for number in range(max(1, int(match[2])), end)
        )
        found = all_different(told)
        if len(found) > 1 or (found and int(count) == 2):
            return found[1:] if match[2] == "1" else found
    return []


def _href(expression: str, body: str, known: dict[str, str], base: str) -> str | None:
    href = HREF.search(joined(expression, variables(body, known)))
    return absolute_url(href[1], base) if href and UNKNOWN not in href[1] else None


def _pages(body: str, number: str, known: dict[str, str], page: ListPage, last: int) -> list[str]:
    return addresses(body, number, known, page.found.base, last) or _asked(body, number, known, page, last)


def _place(scripts: str) -> str | None:
    """An address with a place for the page's number, in a setting or in what the page goes to."""
    if (found := _with_place(scripts)) is not None:
        return found
    leads = LEADS.search(scripts)
    return f"{leads[1]}{{page}}{leads[2]}" if leads else None


def _paths(url: str) -> dict[str, str]:
    """What scripts call the path of their page."""
    path = urlsplit(url).path
    return {"window.location.pathname": path, "location.pathname": path, "document.location.pathname": path}


def _with_place(scripts: str) -> str | None:
    """The first literal that is an address with a place for the page's number.

    >>> _with_place("say('共{n}页'); at('/list?page={page}')"), _with_place("'{n}'")
    ('/list?page={page}', None)
    """
    for place in islice(PLACE.finditer(scripts), MOST_PLACES):
        before = BEFORE_PLACE.search(scripts, max(0, place.start() - 200), place.start())
        behind = BEHIND_PLACE.match(scripts, place.end())
        if before and behind and re.search(r"[/?=.]", before[1] + behind[1]):
            return f"{before[1]}{place[0]}{behind[1]}"
    return None


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


def _asked(body: str, first: str, known: dict[str, str], page: ListPage, last: int) -> list[str]:
    """The requests for the pages from 2 on, where the function asks for them and the first stands on the page."""
    if not CALL.search(body) or not has_rows(page, MIN_GROUP):
        return []
    body = settled(body, page.root, page.url)
    local = {name: value for name, value in known.items() if name != first}
    told = (requests_of(body, variables(body, local | {first: str(number)}), page) for number in range(2, last + 1))
    return all_different(next(urls, None) for urls in told)
