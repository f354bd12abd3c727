"""Lists that a button makes longer: <button data-url="/news/more?page=2">加载更多</button> gets a piece of a page."""

from __future__ import annotations

import re

from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.reading.totals import find_totals
from guiyi.urls import absolute_url

WORDS = re.compile(r"^\W*(?:(?:点击)?加载更多|查看更多|更多|下一页|load more|show more)\W*$", re.IGNORECASE)
ADDRESSES = ("data-url", "data-href", "data-next", "data-link", "data-src", "data-action")
TAGS = ("button", "a", "div", "span", "p")


def find_paging(page: ListPage) -> Paging | None:
    """A list page, or a piece of one, with such a button → where it goes on."""
    if "data-" not in page.text:
        return None
    for element in page.root.iter(*TAGS):
        address = next((value for name in ADDRESSES if (value := element.get(name))), None)
        if address and "/" in address and WORDS.match("".join(element.itertext())):
            url = absolute_url(address, page.url)
            if url and url != page.url:
                items, pages = find_totals(page.visible)
                return Paging([url], expected_items=items, expected_pages=pages, how="button for more", is_sure=False)
    return None
