"""Lists that a button makes longer: <button data-url="/news/more?page=2">加载更多</button> gets a piece of a page.

Where the button names no address, the page's script asks for the next page of rows when it is pressed; or it does so
when the page's reader comes to its end.
"""

from __future__ import annotations

import re

from guiyi.crawl.paging.asked import known_in
from guiyi.crawl.paging.followed import ASKS
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.interface import followed_to, scrolled_to
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.requested import CALL, requests_of
from guiyi.crawl.paging.shown import has_rows
from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.totals import find_totals
from guiyi.urls import absolute_url

WORDS = re.compile(r"^\W*(?:(?:点击)?加载更多|查看更多|更多|下一页|load more|show more)\W*$", re.IGNORECASE)
SIGN = re.compile(r"(?:加载|查看|显示|点击)更多|load more|show more", re.IGNORECASE)
SCROLLS = re.compile(r"\bscroll\s*\(|[\"']scroll\b|\bonscroll\b")
LONGEST = 12  # characters of a button's words
ADDRESSES = ("data-url", "data-href", "data-next", "data-link", "data-src", "data-action")
TAGS = ("button", "a", "div", "span", "p")


def find_paging(page: ListPage) -> Paging | None:
    """A list page, or a piece of one, with such a button → where it goes on."""
    return _of_button(page) or _of_script(page) or _of_scrolling(page)


def _of_button(page: ListPage) -> Paging | None:
    if "data-" not in page.text:
        return None
    for element in page.root.iter(*TAGS):
        address = next((value for name in ADDRESSES if (value := element.get(name))), None)
        if address and "/" in address and WORDS.match("".join(element.itertext())):
            url = absolute_url(address, page.url)
            if url and url != page.url and not may_change(url):
                items, pages = find_totals(page.visible)
                return Paging([url], expected_items=items, expected_pages=pages, how="button for more", is_sure=False)
    return None


def _of_script(page: ListPage) -> Paging | None:
    """The rows that the page's script asks for when its button is pressed, from the first ones on."""
    if not (SIGN.search(page.text) and CALL.search(page.asking)):
        return None
    buttons = (one for one in page.root.iter(*TAGS) if (one.get("href") or "#").startswith(("#", "javascript:")))
    if not any(len(words := (one.text or "").strip()) <= LONGEST and SIGN.search(words) for one in buttons):
        return None
    followed = followed_to(page)
    if followed and not has_rows(page):
        return None  # a list like any other that a script asks for
    scripts = page.settled
    url = followed or next(filter(is_numbered, requests_of(scripts, known_in(scripts), page)), None)
    return Paging([url], how="rows that a button asks for", is_data=True, is_sure=False) if url else None


def _of_scrolling(page: ListPage) -> Paging | None:
    """The rows that the page's script asks for when its reader comes to its end, from the first ones on."""
    if not (SCROLLS.search(page.asking) and ASKS.search(page.asking) and has_rows(page)):
        return None
    url = scrolled_to(page)
    return Paging([url], how="rows that the page's end asks for", is_data=True, is_sure=False) if url else None
