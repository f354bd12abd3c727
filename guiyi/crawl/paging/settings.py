"""How many pages and items the settings of a pager tell: totalPage: 12, count: 230."""

from __future__ import annotations

import re

from guiyi.caching import kept
from guiyi.scripts.literals import variables

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
SIZE = re.compile(
    r"\b(?:page_?size|per_?page|page_?rows?|items_?(?:on|per)_?page|limit)[\"']?\s*[:=]\s*[\"']?(\d{1,3})\b", re.I
)
LIMITED = re.compile(
    r"\bcount\s*:\s*(\d{1,7})\b(?=[^{}]{0,300}\blimit\s*:)|\blimit\s*:[^{}]{0,300}\bcount\s*:\s*(\d{1,7})\b"
    r"|\bitems\s*:\s*(\d{1,7})\b(?=[^{}]{0,300}\bitemsOnPage\s*:)"
)
CAPPED = re.compile(r"\b\w{0,20}page\w{0,20}\s*>=?\s*(\d{1,5})\s*\?\s*\1\s*:", re.IGNORECASE)  # n = n > 9 ? 9 : n
TOTAL = re.compile(r"[{,]\s*total\s*:\s*[\"']?(\d{1,5})\b")  # pages, where a setting beside it tells more records
KKPAGER = re.compile(r"\bpno\b[^{}]{0,120}?\btotal\s*:\s*[\"']?(\d{1,5})\b")  # its total is that of pages
PAGINATION = re.compile(r"\.pagination\(\s*(\d{1,7})\s*,\s*\{")  # jQuery Pagination: of items, and counts pages from 0


@kept(4, longest=1_000_000)
def script_totals(scripts: str) -> tuple[int | None, int | None]:
    """Text of scripts → (pages, items) that settings of a pager name: totalPage: 12, totalRecords: 230.

    >>> script_totals("var n = 23, size = 5; laypage.render({elem: 'p', count: n, limit: size, curr: 1})")
    (5, 23)
    >>> script_totals("kkpager.generPageHtml({pno: 1, total: 3, totalRecords: 11})"), script_totals("{total: 11}")
    ((3, 11), (None, None))
    >>> script_totals("kkpager.generPageHtml({pno: 1, total: 3, hrefFormer: 'list'})")
    (3, None)
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
    if items and not pages and (total := TOTAL.search(scripts)) and int(total[1]) < items:
        return int(total[1]), items
    return (int(pages[1]) if pages else None, items)
