"""Records of a list in data: JSON and JSONP of list interfaces, HTML inside JSON, and JSON kept in page scripts.

Field names differ from product to product, so a record is told by what it holds: a title in words, an address, a day.
"""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import Any

from guiyi.crawl.paging.addressed import base_of, parted
from guiyi.crawl.paging.counted import counted_urls
from guiyi.crawl.paging.further import OFFSET, PAGE, cursor_url, further_urls, next_url
from guiyi.crawl.paging.packed import opened
from guiyi.crawl.paging.page import MAX_PAGES
from guiyi.crawl.paging.pieces import COUNT, DEPTH, from_html, read_markup
from guiyi.crawl.paging.record import read_record
from guiyi.crawl.paging.trees import read_tree
from guiyi.crawl.reading.items import Item, Listing
from guiyi.records.data import json_of
from guiyi.records.marked import records_of_xml
from guiyi.records.names import lowered

TOTALS = tuple(
    "total totalcount count totalrecord totalrecords totalelements numfound recordcount rowcount totalrows "
    "recordstotal totalnum total_count totalsize allcount totalproperty itotaldisplayrecords itotalrecords "
    "@odata.count odata.count".split()
)
PAGE_TOTALS = ("pages", "pagecount", "totalpage", "totalpages", "page_count", "total_page", "pagetotal")
OF_PAGER = re.compile(r"^(?:\w{0,9}page\w{0,6}|pag(?:er|ing|ination)|meta)$", re.IGNORECASE)
LEADS_ON = re.compile(r"<a\b|\bonclick\s*=", re.IGNORECASE)
WHOLE_PAGE = re.compile(r"<(?:html|head|body|frameset)\b", re.IGNORECASE)
MOST = 10**12  # of records: what promises more counts nothing
LOOSE = re.compile(r"(\"(?:[^\"\\]|\\.)*\")|,(?=\s*[\]}])", re.DOTALL)
MAX_EMBEDDED = 2_000_000


def read_data(text: str, url: str) -> Listing | None:
    """A JSON reply (or JSONP) → items, total, and the URLs of the further pages; None if it is no list."""
    body, (asked, mark) = text.strip(), parted(url)
    if body.startswith("<"):
        is_xml = body.startswith("<?xml") and not WHOLE_PAGE.search(body[:2000])  # no XHTML
        return (_read_marked(body, url) if is_xml else None) or _read_piece(body, url)
    data = data_of(body)
    if data is None or (tree := read_tree(data, url)) is not None:
        return tree if data is not None else None
    holder, items, rows = find_records(data, url)
    if not items:
        items, rows, holder = from_html(data, url)
    if not items:
        return None
    return listing_of(holder, items, rows, asked, mark)


def data_of(body: str) -> Any:
    """The text of a reply, JSON (packed, too) or JSONP → its data; None if it is neither."""
    body = opened(body) or body
    if body and body[0] not in "[{":
        inner = re.match(r"^[\w.$]+\(\s*(.*)\)\s*;?$", body, re.DOTALL)
        body = inner[1] if inner else ""
    return _loaded(body) if body else None


def _loaded(body: str) -> Any:
    """Text → the data that it is, though its strings hold broken lines or it has a comma too many; None if it is none.

    >>> _loaded('{"docs": [{"title": "a,]' + chr(10) + 'b"},]}')["docs"][0]["title"].split()
    ['a,]', 'b']
    """
    told = json_of(body)
    if told is not None:
        return told
    try:
        return json.loads(LOOSE.sub(r"\1", body), strict=False)
    except (ValueError, RecursionError):
        return None


def listing_of(holder: Mapping[str, Any], items: list[Item], rows: int, asked: str, mark: str = "") -> Listing:
    """Items, what stands beside them, how many rows they are of, the request, what stands behind it → the listing."""
    total, pages = number_in(holder, TOTALS), number_in(holder, PAGE_TOTALS)
    records = number_in(holder, ("records", "record"))
    if records and rows and total == -(-records // rows):  # as jqGrid is told: records, and pages by the name of total
        total, pages = records, total
    if rows and (onward := cursor_url(asked, holder)):
        how = f"total {total}" if total is not None else None
        return Listing(items, next_urls=[one + mark for one in onward], expected_items=total, expected_how=how)
    counted = pages if pages is not None else -(-total // rows) if total and rows else None
    if (following := counted_urls(asked, mark, counted, rows)) is not None:
        how = (
            f"total {total}" if total is not None else f"{pages} pages by the interface" if pages is not None else None
        )
        return Listing(items, next_urls=following, expected_items=total, expected_pages=pages, expected_how=how)
    if pages is None and total is None:  # nothing tells how many: on until a reply lists fewer, or the same again
        following = [one + mark for one in next_url(asked, rows)]
        return Listing(items, next_urls=following)
    if pages is None:
        pages = -(-total // rows) if total and rows else 1
    following = [one + mark for one in further_urls(asked, min(pages, MAX_PAGES), rows)]
    how = f"total {total}" if total is not None else f"{pages} pages by the interface"
    return Listing(items, next_urls=following, expected_items=total, expected_pages=pages, expected_how=how)


def _read_marked(body: str, url: str) -> Listing | None:
    """A file of XML → the listing of its records; None if they are no rows of a list."""
    asked, mark = parted(url)
    holder, items, rows = find_records(records_of_xml(body), url)
    return listing_of(holder, items, rows, asked, mark) if items else None


def _read_piece(markup: str, url: str) -> Listing | None:
    """A piece of HTML that an interface answers, asked by page or rows → its listing; None of a whole page."""
    asked, mark = parted(url)
    if not (PAGE.search(asked) or OFFSET.search(asked)) or not LEADS_ON.search(markup) or WHOLE_PAGE.search(markup):
        return None
    items, totals = read_markup(markup, base_of(url))
    return listing_of(totals, items, len(items), asked, mark) if items else None


def find_records(data: Any, url: str) -> tuple[Mapping[str, Any], list[Item], int]:
    """Data → the mapping that holds the list, its items, and how many records it has.

    Lists of the same form that are counted each by itself (one for each kind of document) are one list together.

    >>> kind = {"count": 3, "rows": [{"title": "T", "url": "/1"}, {"title": "U", "url": "/2"}]}
    >>> other = {"count": 5, "rows": [{"title": "V", "url": "/3"}]}
    >>> holder, items, rows = find_records({"a": kind, "b": other}, "http://o.example.test/")
    >>> dict(holder), len(items), rows
    ({'total': 8, 'pages': 5}, 3, 3)
    """
    found: list[tuple[ChainMap[str, Any], list[Item], list[Any]]] = []
    for holder, rows in lists_in(data, ChainMap(), 0):
        items = [item for row in rows if (item := read_record(row, url)) is not None]
        found += [(holder, items, rows)] if items else []
    best = max(found, key=lambda one: len(one[1]), default=None)
    if best is None:
        return {}, [], 0
    alike = [one for one in found if _is_counted_alike(one, best)]
    if len(alike) < 2:
        return best[0], best[1], len(best[2])
    counts = [(number_in(one[0], TOTALS) or 0, len(one[2])) for one in alike]
    pages = max(-(-total // rows) for total, rows in counts)
    items = list({item.url: item for one in alike for item in one[1]}.values())
    return {"total": sum(total for total, _rows in counts), "pages": pages}, items, sum(rows for _total, rows in counts)


def _is_counted_alike(
    one: tuple[ChainMap[str, Any], list[Item], list[Any]], best: tuple[ChainMap[str, Any], list[Item], list[Any]]
) -> bool:
    """Whether the rows of two lists have the same fields, and each list a count of its own beside it."""
    fields = [set(rows[0]) if isinstance(rows[0], dict) else set() for rows in (one[2], best[2])]
    return fields[0] == fields[1] and all(number_in(part[0].maps[0], TOTALS) is not None for part in (one, best))


def lists_in(data: Any, above: ChainMap[str, Any], depth: int) -> Iterator[tuple[ChainMap[str, Any], list[Any]]]:
    """Every list of mappings in some data, with what stands beside it and above it."""
    if depth > DEPTH:
        return
    if isinstance(data, list):
        if any(isinstance(row, dict) for row in data):
            yield above, data
        elif len(data) > 1 and all(isinstance(row, list) and len(row) > 1 for row in data[:50]):
            yield above, [dict(enumerate(row)) for row in data if isinstance(row, list)]
        for row in data[:50]:
            yield from lists_in(row, above, depth + 1) if isinstance(row, list | dict) else ()
    elif isinstance(data, dict):
        beside = above.new_child(data)  # no copy: data may hold thousands of mappings
        for value in map(_unpacked, data.values()):
            yield from lists_in(value, beside, depth + 1) if isinstance(value, list | dict) else ()


def _unpacked(value: Any) -> Any:
    """Data that stands as JSON in a string of a reply (Epoint: {"custom": "{\"Table\": […]}"}), or packed → itself."""
    value = (opened(value) or value) if isinstance(value, str) else value
    if not isinstance(value, str) or not value.startswith(("{", "[{")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def number_in(holder: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    """A number by the first of its names that stands beside a list, or in what a pager is told: {"page": {"total": 9}}.

    >>> number_in({"rows": [], "page": {"totalPage": 3}}, PAGE_TOTALS), number_in({"menu": {"total": 3}}, TOTALS)
    (3, None)
    """
    pagers = (value for name, value in holder.items() if isinstance(value, dict) and OF_PAGER.match(str(name)))
    return next((found for one in (holder, *pagers) if (found := _own_number(one, names)) is not None), None)


def _own_number(holder: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    lower = lowered(holder)
    for name in names:
        value = lower.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST:
            return value
        if isinstance(value, str) and COUNT.match(value):
            return int(value)
    return None
