"""Huilan EasySite: /eportal/ui?pageId=P&currentPage=n&moduleId=M&staticRequest=yes; the page prints 1/20."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from guiyi.crawl.listing import find_totals
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.urls import absolute_url

ADDRESS = re.compile(r"[\"'(]([^\"'()\s]*?/eportal/ui\?[^\"'()\s]*?currentPage=\d*[^\"'()\s]*)[\"')]")
OF = re.compile(r"(?<!\d)(\d{1,5})\s*/\s*(\d{1,5})(?!\s*/|\d|-)")


def find_paging(page: ListPage) -> Paging | None:
    """An EasySite list page → its further pages."""
    address = ADDRESS.search(page.text.replace("&amp;", "&")) if "eprotalCurrentPageId" in page.text else None
    if not address:
        return None
    items, pages = find_totals(page.visible)
    visible = OF.search(page.visible)
    count = pages or (int(visible[2]) if visible else 1)
    target = absolute_url(address[1], page.url)
    if target is None:
        return None
    parts = urlsplit(target)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    urls = [
        parts._replace(query=urlencode(said | {"currentPage": str(number)})).geturl()
        for number in range(2, min(count, MAX_PAGES) + 1)
    ]
    return Paging(urls, expected_items=items, expected_pages=count, how=f"1/{count}")
