"""TRS WCM: createPageHTML(pages, current, "index", "html"): page 0 is index.html, page i is index_i.html.

Sites often cap it (50 pages), so older items can't be reached by the list; the capped count shows as a short section.
"""

from __future__ import annotations

import re

from guiyi.crawl.listing import find_totals
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.urls import absolute_url

CALL = re.compile(
    r"createPageHTML\w*\(\s*['\"]?(\d+)['\"]?\s*,\s*['\"]?(\d+)['\"]?\s*,\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]"
)
VARIABLES = re.compile(r"var\s+countPage\s*=\s*(\d+)")
MAX_ARTICLE_PAGES = 60
EXTENSION = re.compile(r"/(?P<stem>[\w-]+?)(?:_\d+)?\.(?P<ext>s?html?)$")


def find_paging(page: ListPage) -> Paging | None:
    """A TRS list page → its pages index_1 … index_{N-1}."""
    call = CALL.search(page.text)
    if call:
        count, stem, extension = int(call[1]), call[3], call[4]
        how = f"createPageHTML({count}, …)"
    else:
        variable = VARIABLES.search(page.text)
        if not variable:
            return None
        at = EXTENSION.search(page.url.split("?", 1)[0])
        count, stem, extension = int(variable[1]), at["stem"] if at else "index", at["ext"] if at else "html"
        how = f"countPage = {count}"
    base = re.sub(r"[^/]*$", "", page.url.split("?", 1)[0])
    names = [f"{stem}_{number}.{extension}" for number in range(1, min(count, MAX_PAGES))]
    urls = [url for name in names if (url := absolute_url(name, base))]
    items, _pages = find_totals(page.visible)
    return Paging(urls, expected_items=items, expected_pages=max(count, 1), how=how)


def script_pages(page: ListPage) -> list[str]:
    """A page that is no list → the further pages of its own article, where its script counts them."""
    call = CALL.search(page.text)
    if call is None or int(call[1]) > MAX_ARTICLE_PAGES or not page.url.endswith(f"/{call[3]}.{call[4]}"):
        return []
    found = find_paging(page)
    return found.urls if found else []
