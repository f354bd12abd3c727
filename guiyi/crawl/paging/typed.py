"""Pagers in which the reader types a number, or picks it: a field, and a button whose click goes to the page's address.

onclick="var p = document.getElementById('p').value; location.href = 'list_' + p + '.html'", in the click or in a
function without arguments, or in one that is handed the field's value; or a drop-down list of the pages, whose onchange
does so. The click is read, not run; the page must say how many pages there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import parse_qsl, urlsplit

from guiyi.crawl.paging.functions import BODY, addresses, functions_of, plain
from guiyi.crawl.paging.numbered import PAGE_NAME, same_list
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.settings import script_totals
from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.choices import CHOSEN, VALUE
from guiyi.markup.forms import value_of
from guiyi.scripts.literals import variables

GOES = re.compile(r"\blocation\b")
FUNCTION = re.compile(r"function\s+([\w$]{1,60})\s*\(\s*\)\s*\{")
HANDED = re.compile(rf"([\w$]{{1,60}})\(([^()]{{0,100}}?)\b(?:parseInt\()?{CHOSEN}")
CAST = re.compile(rf"\b(?:parseInt|Number)\(\s*{CHOSEN}\s*(?:,\s*10\s*)?\)")
MOST = 40  # clicks and functions of a page that are looked at


def find_paging(page: ListPage) -> Paging | None:
    """A list page with such a field → its further pages."""
    items, pages = page.totals
    last = min(pages or script_totals(page.scripts)[0] or 0, MAX_PAGES)
    if last < 2 or "location" not in page.text:
        return None
    known = variables(page.scripts)
    for click in islice(chain(_clicks(page), _handed(page)), MOST):
        body = CAST.sub(CHOSEN, VALUE.sub(CHOSEN, click))
        urls = addresses(plain(body, known), CHOSEN, known, page.found.base, max(3, last)) if CHOSEN in body else []
        if urls and _are_pages(urls[0], urls[1], page):
            return Paging(
                urls[: last - 1], expected_items=items, expected_pages=last, how=f"a typed number up to {last}"
            )
    return None


def _handed(page: ListPage) -> Iterator[str]:
    """The bodies of functions that clicks hand the value of a field: go(document.getElementById('no').value)."""
    clicks = [element.get("onclick") or element.get("href") or "" for element in page.root.iter("input", "button", "a")]
    handed = [match for click in clicks if ".val" in click and (match := HANDED.search(VALUE.sub(CHOSEN, click)))]
    functions = {name: (arguments, body) for name, arguments, body in functions_of(page.scripts)} if handed else {}
    for match in handed:
        arguments, body = functions.get(match[1], ([], ""))
        at = match[2].count(",")
        if at < len(arguments) and GOES.search(body):
            yield re.sub(rf"(?<![\w$.]){re.escape(arguments[at])}\b", CHOSEN, body)


def _are_pages(one: str, other: str, page: ListPage) -> bool:
    """Whether two addresses that differ by the typed number are pages of the list: no search, no other column."""
    told, asked = urlsplit(one), dict(parse_qsl(urlsplit(other).query))
    names = [name for name, value in parse_qsl(told.query) if asked.get(name) != value]
    is_page = all(map(PAGE_NAME.match, names)) if names else same_list(one, page.url)
    return is_page and not may_change(one)


def _clicks(page: ListPage) -> Iterator[str]:
    """What clicks of the page do that go somewhere, and its functions without arguments."""
    for element in page.root.iter("input", "button", "a", "img"):
        done = element.get("onclick") or ""
        if GOES.search(done):
            yield done
    for select in page.found.selects:
        done = select.get("onchange") or ""
        if GOES.search(done) and "2" in map(value_of, select.iter("option")):  # a choice of pages, not of years
            yield done
    for match in islice(FUNCTION.finditer(page.scripts), MOST):
        body = page.scripts[match.end() : match.end() + BODY].split("function ", 1)[0]
        if GOES.search(body):
            yield body
