"""Lists that a browser turned by clicks: the first page says how many pages it has, and each has an address."""

from __future__ import annotations

import re

from guiyi.crawl.paging.clicks import shown_address, what_is_shown
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging

SIGN = "reader-pages"
MARK = re.compile(r'<meta name="reader-pages" content="(\d{1,4})(\+?)">')
HOW = "turned by clicks in a browser"


def find_paging(page: ListPage) -> Paging | None:
    """A page that was turned in a browser → its further pages; one more is expected where the end was not reached."""
    found = MARK.search(page.text) if SIGN in page.text else None
    if found is None:
        return None
    count, shown = min(int(found[1]), MAX_PAGES), what_is_shown(page.url)
    urls = [shown_address(shown._replace(page=number)) for number in range(2, count + 1)]
    return Paging(urls, expected_pages=count + bool(found[2]), how=HOW)
