"""Huilan EasySite: /eportal/ui?pageId=P&currentPage=n&moduleId=M&staticRequest=yes; the page prints 1/20."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from guiyi.crawl.paging.page import MAX_PAGES, TOGETHER, ListPage, Paging
from guiyi.urls import absolute_url

ADDRESS = re.compile(r"[\"'(]([^\"'()\s]*?/eportal/ui\?[^\"'()\s]*?currentPage=\d*[^\"'()\s]*)[\"')]")
NUMBER = "currentPage="  # in the address of a further page, which links the first by another address than the menu
OF = re.compile(r"(?<!\d)(\d{1,5})\s*/\s*(\d{1,5})(?!\s*/|\d|-)")


def find_paging(page: ListPage) -> Paging | None:
    """An EasySite list page → its further pages; those of each of its modules, where it shows several lists."""
    if "eprotalCurrentPageId" not in page.text:
        return None
    modules: dict[str, str] = {}
    for address in ADDRESS.findall(page.text.replace("&amp;", "&")):
        target = absolute_url(address, page.url)
        if target:
            modules.setdefault(dict(parse_qsl(urlsplit(target).query)).get("moduleId", ""), target)
    if not modules:
        return None
    items, pages = page.totals
    printed = [int(match[2]) for match in OF.finditer(page.visible)]
    is_plain = len(modules) == 1 or len(printed) < len(modules)  # one pager, or which pages are whose is not known
    counts = [pages or (printed[0] if printed else 1)] if is_plain else printed
    urls = [url for target, count in zip(modules.values(), counts, strict=False) for url in _pages(target, count)]
    how = TOGETHER.join(f"1/{count}" for count in counts[: len(modules)])
    again = [url for target in modules.values() for url in _pages(target, 1, 1)] if NUMBER in page.url else []
    expected = items if len(modules) == 1 else None
    return Paging([*again, *urls], expected_items=expected, expected_pages=1 + len(urls), how=how)


def _pages(target: str, count: int, first: int = 2) -> list[str]:
    parts = urlsplit(target)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    return [
        parts._replace(query=urlencode(said | {"currentPage": str(number)})).geturl()
        for number in range(first, min(count, MAX_PAGES) + 1)
    ]
