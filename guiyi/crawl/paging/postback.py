"""ASP.NET WebForms: __doPostBack('Pager','2') sends the page's form back with __EVENTTARGET and __VIEWSTATE.

A form sent back has no URL of its own, so its key is the list's URL with the call behind a `#`; the crawl sends the
form of the list's first page with it. A pager that links its pages by GET is read by `numbered` instead.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import lxml.html

from guiyi.crawl.listing import find_totals
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging

CALL = re.compile(
    r"__doPostBack\(\s*(?:'|&#39;|%27|\\?\")([^'\"&%]*)(?:'|&#39;|%27|\\?\")\s*,\s*(?:'|&#39;|%27|\\?\")((?:Page\$)?)(\d*)"
)
MARK = "#__doPostBack:"


def find_paging(page: ListPage) -> Paging | None:
    """A WebForms list page → one form to send a further page."""
    calls = [(target, word, int(number)) for target, word, number in CALL.findall(page.text) if number]
    if not calls or "__VIEWSTATE" not in page.text:
        return None
    target, word, _number = calls[0]  # a GridView asks for Page$2
    items, pages = find_totals(page.visible)
    last = min(max(pages or 0, *(number for name, _word, number in calls if name == target)), MAX_PAGES)
    first = page.url.split("#", 1)[0]
    urls = [f"{first}{MARK}{quote(target, safe='')}:{quote(word)}{number}" for number in range(2, last + 1)]
    return Paging(urls, expected_items=items, expected_pages=last, how=f"__doPostBack up to {last}")


def is_form(url: str) -> bool:
    """Whether a page's URL stands for a form to send back."""
    return MARK in url


def form_of(url: str, first_page: lxml.html.HtmlElement) -> tuple[str, dict[str, str]]:
    """The URL of such a page and the tree of the list's first page → the address, and the form's fields."""
    address, _, call = url.partition(MARK)
    target, _, argument = call.rpartition(":")
    fields = {
        str(element.get("name")): str(element.get("value") or "")
        for element in first_page.iter("input")
        if element.get("name") and (element.get("type") or "text").lower() in ("hidden", "text")
    }
    return address, fields | {"__EVENTTARGET": unquote(target), "__EVENTARGUMENT": unquote(argument)}
