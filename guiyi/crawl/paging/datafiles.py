"""Lists that script files hold as data, one a page: var pages = 3; var rows = [["题", "/a.htm", "2018-03-05"]]."""

from __future__ import annotations

import re
from typing import Any

from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.embedded import values_in
from guiyi.crawl.paging.records import MAX_EMBEDDED, find_records, listing_of
from guiyi.crawl.reading.items import Listing

BEGINS = re.compile(r"\ufeff?\s*(?:(?:var|let|const)\s+|window\.)[A-Za-z_$][\w$]{0,60}\s*=")
NUMBER = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{0,60})\s*=\s*[\"']?(\d{1,7})[\"']?\s*[;,\r\n]")
PAGES = re.compile(r"(?:pages|page_?(?:count|total|num)|total_?page)$", re.IGNORECASE)
ITEMS = re.compile(r"(?:total|(?:record|row|item|total|all)_?count|count)$", re.IGNORECASE)


def read_data(text: str, url: str) -> Listing | None:
    """The text of such a file → its items, and the URLs of the further files; None if it is none.

    >>> rows = '["停水的公告", "/1.htm", "2018-03-05"], ["供热的公告", "/2.htm", "2018-03-04"]'
    >>> text = f"var pages = 2; var list = [{rows}];"
    >>> listing = read_data(text, "http://o.example.test/data/1.js")
    >>> len(listing.items), listing.expected_pages, read_data("alert(1)", "http://o.example.test/1.js")
    (2, 2, None)
    """
    if not BEGINS.match(text):
        return None
    data = [_as_rows(value) for value in values_in(text[:MAX_EMBEDDED])]
    holder, items, rows = find_records({"data": data}, url)
    if not items:
        return None
    told = {name: int(number) for name, number in NUMBER.findall(text[:MAX_EMBEDDED])}
    pages = next((number for name, number in told.items() if PAGES.search(name)), None)
    total = next((number for name, number in told.items() if ITEMS.search(name) and number >= rows), None)
    beside = {name: value for name, value in (("pages", pages), ("total", total)) if value is not None}
    asked, mark = parted(url)
    return listing_of({**holder, **beside}, items, rows, asked, mark)


def _as_rows(value: Any) -> Any:
    """Rows that are lists → the same as objects, a single one, too."""
    is_rows = isinstance(value, list) and value and all(isinstance(row, list) and len(row) > 1 for row in value)
    return [dict(enumerate(row)) for row in value] if is_rows else value
