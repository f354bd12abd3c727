"""Pagers that a script computes: function gotoPage(n) { location.href = "list_" + n + ".html" }.

The function is read, not run: its address is a join of literals and its own parameter; or it asks for the page, and
puts what comes into its own: $.post("search.jsp", {currpage: n}, …). Products differ only in names
(createPageHTML of one's own making, kkpager, laypage, jqPaginator …), so any such function counts, if the page calls it
with numbers or says how many pages there are: one by its name, one handed to a pager to be called back, or no function
at all but an address with a place for the number, "list.do?page={page}". The number may be any of the function's
arguments; the others are what the page calls it with. The function may stand in a script file that came with the page.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from guiyi.crawl.paging.interface import CALL, has_rows, requests_of
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.settled import settled
from guiyi.crawl.reading.links import role_of_link
from guiyi.crawl.reading.listing import MIN_GROUP
from guiyi.crawl.reading.scripts import JOIN, STRING, UNKNOWN, joined, top_level_parts, variables
from guiyi.urls import absolute_url

FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?<![\w$])(?P<field>[\w$]{1,60})\s*[:=]\s*function"
    r"|\b(?P<called>\w{0,30}pag\w{0,30})\s*\(\s*(?:[^,(){}]{1,80},)?\s*(?:\{[^{}()]{0,200}?\b[\w$]{1,30}\s*:\s*)?function)"
    r"\s*\(\s*(?P<arguments>[\w$]+(?:\s*,[^)]*)?)\)\s*\{",
    re.IGNORECASE,
)
TARGET = re.compile(  # where it goes, or what it shows in a frame of the page
    rf"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\(|window\.open\(|\.src\s*=(?!=)|return)\s*({JOIN})"
)
PAGERS = re.compile(  # functions that lead to a page: by their own name, or by that of a pager's setting
    r"^(?:get)?(?:link|href|url)$|^\w*pag(?:e|in)\w*$|^(?:jump|callback|on_?(?:change|click|select))$", re.IGNORECASE
)
OF_NUMBER = r"\b{name}(?:\.(?:curr|current|page\w{{0,6}}|getCurrent\(\)))?"  # laypage hands over an object
HELD = r"\b([\w$]+)\s*=\s*{number}\s*[;,\n]"
PLACE = re.compile(
    r"(?:\{\{?|%7B)\s*(?:page\w{0,6}|number|num|p|n|0)\s*(?:\}\}?|%7D)|__(?:page|num|id)__|\[page\]|[#%$]page\w{0,5}[#%$]",
    re.IGNORECASE,
)
SIZE_PLACE = re.compile(r"(?:\{\{?|%7B)\s*(?:limit|size|rows|page_?size)\s*(?:\}\}?|%7D)", re.IGNORECASE)
BEFORE_PLACE, BEHIND_PLACE = re.compile(r"[\"']([\w./?&=%:-]*)$"), re.compile(r"([\w./?&=%:{}-]{0,80})[\"']")
MOST_PLACES = 50  # of which one may stand in an address
PAGES = re.compile(
    r"\b(?:total_?pages?|page_?(?:count|total)s?|count_?pages?|pages|maxpage)[\"']?\s*[:=]\s*(?:parseInt\(\s*)?[\"']?(\d{1,5})\b",
    re.I,
)
ITEMS = re.compile(
    r"\b(?:total_?(?:records?|counts?|rows?|num)|record_?(?:count|total)s?|row_?count|totalrecord\w*)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b",
    re.I,
)
BY_NAME = re.compile(
    r"\b(count|limit|total_?pages?|page_?count|total|page_?size)\s*:\s*([A-Za-z_$][\w$.]*)\s*(?=[,}\n])", re.I
)
KKPAGER = re.compile(r"\bpno\b[^{}]{0,120}?\btotal\s*:\s*[\"']?(\d{1,5})\b")  # its total is that of pages
PAGINATION = re.compile(r"\.pagination\(\s*(\d{1,7})\s*,\s*\{")  # jQuery Pagination: of items, and counts pages from 0
MARKED = re.compile(r"\.getAttribute\(|\.attr\(|\.data\(|\.dataset\.")
DIVIDED = re.compile(r"[\"'](\d{1,7})[\"'](?=\s*/)")  # a text that is divided is a number
CALLED_BACK = re.compile(r"\bcallback\s*:\s*([\w$]{1,60})\s*[,}\n]")
EVENT = re.compile(r"^(?:e|evt|event)$")
FIRST_PAGES = 3  # to one of which the pager of a list's first page leads
SIZE = re.compile(
    r"\b(?:page_?size|per_?page|page_?rows?|items_?(?:on|per)_?page|limit)[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.I
)
LIMITED = re.compile(
    r"\bcount\s*:\s*(\d{1,7})\b(?=[^{}]{0,300}\blimit\s*:)|\blimit\s*:[^{}]{0,300}\bcount\s*:\s*(\d{1,7})\b"
    r"|\bitems\s*:\s*(\d{1,7})\b(?=[^{}]{0,300}\bitemsOnPage\s*:)"
)
FIRST_ELSE = re.compile(  # the first page's address, and that of the others: n == 1 ? base + ".html" : …
    rf"\(?\b[\w$.]+\s*(?:(?:===?|<=?)\s*[\"']?[01]\b|<\s*2\b)[\"']?\s*\)?\s*\?(?:{STRING}|[^\"'`?:;{{}}\n]){{1,60}}:\s*"
)
FOLDER = re.compile(r"\b([\w$.]+)\.substr(?:ing)?\(\s*0\s*,\s*\1\.lastIndexOf\(\s*[\"']/[\"']\s*\)\s*(\+\s*1\s*)?\)")
LEADS = re.compile(  # location.href = `index_${page}.html`
    r"\blocation(?:\.href)?\s*=(?!=)[^;`{}]{0,80}`([\w./?&=%:-]{0,200})\$\{\s*\w{0,20}page\w{0,20}\s*\}([\w./?&=%:-]{0,80})`",
    re.IGNORECASE,
)
CAPPED = re.compile(r"\b\w{0,20}page\w{0,20}\s*>=?\s*(\d{1,5})\s*\?\s*\1\s*:", re.IGNORECASE)  # n = n > 9 ? 9 : n
DIGITS = re.compile(r"^\s*[\"']?(\d{1,5})[\"']?\s*$")
BRACE = re.compile(r"[{}]")
LOOP = re.compile(  # for (var i = 0; i < pageCount; i++) { … "<a href='index_" + i + ".html'>" … }
    r"\bfor\s*\(\s*(?:var\s+|let\s+)?([\w$]{1,30})\s*=\s*([0-2])\s*;\s*\1\s*<(=?)\s*([\w$.]{1,40})\s*;[^(){}]{0,40}\)\s*\{?"
)
WRITES_LINK = re.compile(r"(?:\"[^\"\n]{0,100}|'[^'\n]{0,100})\bhref\s*=[^;\n]{2,300}")
HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)")
LINKED = re.compile(r"href\s{0,9}=\s{0,9}[\\'\"]{0,3}\s{0,9}\+\s{0,9}([\w$]{1,60})\(")  # "<a href='" + name(i) + "'>"
WRITTEN_CALL = re.compile(
    r"(?:javascript:|onclick\s{0,9}=[\\'\"]{1,3})\s{0,9}([\w$]{1,60})\(\s{0,9}[\\'\"]{1,3}\s{0,9}\+"
)  # "…javascript:turn(" + i
CALLED = r"(?<![\w$])([\w$]{1,60})\("
GIVEN = re.compile(rf"{CALLED}([^()]{{1,200}})\)")
NUMBERED = re.compile(rf"{CALLED}\s{{0,9}}[\"']?(\d{{1,5}})[\"']?\s{{0,9}}[,)]")
MAX_CALLS = 400  # calls of a function that are looked at
BODY = 1500  # characters of a function that are read
MOST_LOOPS = 20  # of a page's scripts
MAX_FUNCTIONS = 400  # functions of a page's scripts that are looked at


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
        body = _from_1(plain(body, here), name, arguments[at], scripts)
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
        found = _all_different(told)
        if len(found) > 1 or (found and int(count) == 2):
            return found[1:] if match[2] == "1" else found
    return []


def _href(expression: str, body: str, known: dict[str, str], base: str) -> str | None:
    href = HREF.search(joined(expression, variables(body, known)))
    return absolute_url(href[1], base) if href and UNKNOWN not in href[1] else None


def counting(arguments: list[str], at: int) -> list[str]:
    """The parameters that may hold the page's number, the likeliest first; one that is an event's object holds none,
    but a pager's own object may have its name.
    """
    return [arguments[at], *arguments[1:2]] if at == 0 and EVENT.match(arguments[0]) else [arguments[at]]


def _pages(body: str, number: str, known: dict[str, str], page: ListPage, last: int) -> list[str]:
    return addresses(body, number, known, page.found.base, last) or _asked(body, number, known, page, last)


def plain(body: str, known: dict[str, str]) -> str:
    """A function's body with the folders of known addresses as literals, and of choices what holds from page 2 on."""

    def folder(match: re.Match[str]) -> str:
        path = known.get(match[1])
        return json.dumps(path.rpartition("/")[0] + "/" * bool(match[2])) if path is not None else match[0]

    return FIRST_ELSE.sub("", FOLDER.sub(folder, body) if "lastIndexOf" in body else body)


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


def script_totals(scripts: str) -> tuple[int | None, int | None]:
    """Text of scripts → (pages, items) that settings of a pager name: totalPage: 12, totalRecords: 230.

    >>> script_totals("var n = 23, size = 5; laypage.render({elem: 'p', count: n, limit: size, curr: 1})")
    (5, 23)
    """
    if BY_NAME.search(scripts):
        known = variables(scripts)
        scripts = BY_NAME.sub(lambda one: f"{one[1]}: {known.get(one[2], one[2])}", scripts)
    pages = PAGES.search(scripts) or CAPPED.search(scripts) or KKPAGER.search(scripts)
    found = ITEMS.search(scripts) or LIMITED.search(scripts) or PAGINATION.search(scripts)
    items = int(next(filter(None, found.groups()))) if found else None
    size = SIZE.search(scripts) if items and not pages else None
    if items and size and int(size[1]):
        return -(-items // int(size[1])), items
    return (int(pages[1]) if pages else None, items)


def functions_of(scripts: str) -> Iterator[tuple[str, list[str], str]]:
    """Name, parameters and body of each function."""
    for match in islice(FUNCTION.finditer(scripts), MAX_FUNCTIONS):
        depth, end = 1, match.end() + BODY
        for brace in BRACE.finditer(scripts, match.end(), end):
            depth += 1 if brace[0] == "{" else -1
            if not depth:
                end = brace.end()
                break
        arguments = [one.strip() for one in match["arguments"].split(",")]
        yield match["name"] or match["field"] or match["called"], arguments, scripts[match.end() : end]


def numbers_of(name: str, text: str, arguments: list[str]) -> tuple[int, list[int], dict[str, str]]:
    """A function's name, its page and its parameters → which of them takes the page's number, the numbers with which
    the page calls it, and what the first such call gives for the others.

    >>> numbers_of("show", "show('/a', 'box', 2) show('/a', 'box', 9)", ["url", "id", "n"])
    (2, [2, 9], {'url': "'/a'", 'id': "'box'"})
    """
    calls = _calls(text)[0].get(name, [])
    if numbers := calls_of(name, text):
        return 0, numbers, dict(zip(arguments[1:], next((one[1:] for one in calls), []), strict=False))
    for at in range(1, len(arguments)):
        said = [(parts, int(number[1])) for parts in calls if at < len(parts) and (number := DIGITS.match(parts[at]))]
        others = {tuple(part.strip() for part in (*parts[:at], *parts[at + 1 :])) for parts, _number in said}
        numbers = [number for _parts, number in said]
        if len(others) == 1 and max(numbers) > 1:  # show('a81f', '1') opens one item after the other
            given = zip((*arguments[:at], *arguments[at + 1 :]), others.pop(), strict=False)
            return at, numbers, dict(given)
    return 0, [], {}


def calls_of(name: str, text: str) -> list[int]:
    """The numbers with which a page calls a function."""
    return [int(one) for one in _calls(text)[1].get(name, ())]


@lru_cache(maxsize=4)
def _calls(text: str) -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    """A page → by function, what its calls hand over, and the first arguments that are numbers: read once for all."""
    given: dict[str, list[list[str]]] = {}
    numbers: dict[str, list[str]] = {}
    for name, said in GIVEN.findall(text):
        if len(calls := given.setdefault(name, [])) < MAX_CALLS:
            calls.append(top_level_parts(said))
    for name, said in NUMBERED.findall(text):
        numbers.setdefault(name, []).append(said)
    return given, numbers


def addresses(body: str, first: str, known: dict[str, str], base: str, last: int) -> list[str]:
    """The pages' addresses from 2 on, by the first expression that depends on the number; empty if none does."""
    number_of = OF_NUMBER.format(name=re.escape(first))
    names = {first, *re.findall(number_of, body), *re.findall(HELD.format(number=number_of), body)}
    names = {name.removesuffix("()") for name in names}
    local = {name: value for name, value in (known | variables(body)).items() if name not in names}
    for expression in TARGET.findall(body):
        if not any(re.search(rf"\b{re.escape(name)}\b", expression) for name in names):
            continue
        told = (joined(expression, ChainMap(dict.fromkeys(names, str(at)), local)) for at in range(2, last + 1))
        found = _all_different(absolute_url(one, base) if one and UNKNOWN not in one else None for one in told)
        if found and role_of_link(found[0]) == "page":  # no slides
            return found
    return []


def _all_different(addresses: Iterable[str | None]) -> list[str]:
    """The addresses of all pages; none, and none is made beyond, where one is not known or the same as another's.

    >>> _all_different(["/2", "/3"]), _all_different(["/2", "/2"]), _all_different(["/2", None])
    (['/2', '/3'], [], [])
    """
    found: dict[str, None] = {}
    for one in addresses:
        if one is None or one in found:
            return []
        found[one] = None
    return [*found]


def _asked(body: str, first: str, known: dict[str, str], page: ListPage, last: int) -> list[str]:
    """The requests for the pages from 2 on, where the function asks for them and the first stands on the page."""
    if not CALL.search(body) or not has_rows(page, MIN_GROUP):
        return []
    body = settled(body, page.root, page.url)
    local = {name: value for name, value in known.items() if name != first}
    told = (requests_of(body, variables(body, local | {first: str(number)}), page) for number in range(2, last + 1))
    return _all_different(next(urls, None) for urls in told)
