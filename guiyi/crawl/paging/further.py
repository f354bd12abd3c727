"""The addresses of an interface's further pages: by number, by offset, by a window of records, by a reply's mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from guiyi.crawl.paging.packed import unpacked
from guiyi.crawl.paging.page import MAX_PAGES

PAGE_NAMES = (
    r"page|page_?no|page_?num(?:ber)?|page_?(?:index|code)|current_?page(?:_?(?:no|num|index))?|curr?_?page|page_?current|pn|p"
    r"|curr|current"
)
PAGE = re.compile(  # or data_id=9,pageIndex=1.json; what is sent stands behind #
    rf"([?&,](?:{PAGE_NAMES})=)(\d{{1,9}})(?=[&,#]|$)", re.IGNORECASE
)
PAGE_IN_JSON = re.compile(
    r"((?:%22|\")(?:page_?no|page_?num(?:ber)?|page_?(?:index|code)|current_?page(?:_?(?:no|num|index))?|curr?_?page|current|pn|page)(?:%22|\")(?:%3A|:)(?:%22|\")?)(\d{1,9})(?!\d)",
    re.IGNORECASE,
)
OFFSET_NAMES = r"(?:pager\.)?(?:start|offset)|idisplaystart|(?:\$|%24)?skip|from|startrecord"
OFFSET = re.compile(rf"([?&](?:{OFFSET_NAMES})=)(\d{{1,9}})(?=&|$)", re.IGNORECASE)
OFFSET_IN_JSON = re.compile(
    rf"((?:%22|\")(?:{OFFSET_NAMES})(?:%22|\")(?:%3A|:)(?:%22|\")?)(\d{{1,9}})(?!\d)", re.IGNORECASE
)
SKIPPED = re.compile(
    r"(?=.*(?:%22|\"|[?&])rn(?:%22|\"|=))(.*(?:%22pn%22%3A|\"pn\":|[?&]pn=))(\d{1,9})(?!\d)", re.IGNORECASE
)  # pn beside rn
SIZE_ASKED = re.compile(
    r"(?:[?&,]|%22|\")(?:page_?size|rows|limit|(?:\$|%24)top|size|per_?page|(?:idisplay)?length)(?:=|(?:%22|\")(?:%3A|:)(?:%22|\")?)(\d{1,4})(?!\d)",
    re.IGNORECASE,
)
LAST = re.compile(r"([?&]end(?:record|row)?=)(\d{1,9})(?=&|$)", re.IGNORECASE)  # of a window of records

CURSOR_NAMES = (  # of the place in a list from which it goes on; a time or an id to which a list is held is none
    r"cursor|next_?(?:cursor|token|page_?token|key|id)|page_?token|continuation(?:_?token)?|scroll_?id|last_?id"
    r"|search_?after"
)
CURSOR = re.compile(rf"([?&](?:{CURSOR_NAMES})=)([^&#]*)", re.IGNORECASE)
CURSOR_IN_JSON = re.compile(
    rf"((?:%22|\")(?:{CURSOR_NAMES})(?:%22|\")(?:%3A|:))((?:%22|\")[^\"%]*(?:%22|\")|null|\d+)", re.IGNORECASE
)
TOLD_CURSOR = re.compile(rf"^(?:next|{CURSOR_NAMES})$", re.IGNORECASE)
LAST_ROW = re.compile(r"last_?id", re.IGNORECASE)
LONGEST_CURSOR = 400


def is_numbered(url: str) -> bool:
    """Whether a request says which page, or which rows, of a list it wants."""
    if any(pattern.search(url) for pattern in (PAGE, PAGE_IN_JSON, OFFSET, OFFSET_IN_JSON, CURSOR, CURSOR_IN_JSON)):
        return True
    inner = unpacked(url)
    return inner is not None and any(one.search(inner[0]) for one in (PAGE_IN_JSON, OFFSET_IN_JSON))


def cursor_url(url: str, holder: Mapping[str, Any]) -> list[str]:
    """A request that names a place in the list, and what stands beside its rows → the request from the place that the
    reply names next; none where it names none, or the same.

    >>> cursor_url("http://o.example.test/feed?size=5&cursor=", {"rows": [1], "next": "bzo1"})
    ['http://o.example.test/feed?size=5&cursor=bzo1']
    >>> cursor_url("http://o.example.test/feed?cursor=bzo1", {"next": ""}), cursor_url("/feed?id=3", {"next": "bzo1"})
    ([], [])
    """
    asked = CURSOR.search(url) or CURSOR_IN_JSON.search(url)
    if asked is None:
        return []
    told = (value for name, value in holder.items() if TOLD_CURSOR.match(name) and isinstance(value, str | int))
    mark = next((str(one) for one in told if one and not isinstance(one, bool)), "") or _last_id(url, asked[1], holder)
    if not mark or len(mark) > LONGEST_CURSOR or "/" in mark[:1] or "://" in mark:
        return []
    is_json = asked.re is CURSOR_IN_JSON
    sent = quote(f'"{mark}"' if is_json and not asked[2].isdigit() else mark, safe="")
    return [] if unquote(sent) == unquote(asked[2]) else [f"{url[: asked.start(2)]}{sent}{url[asked.end(2) :]}"]


def _last_id(url: str, name: str, holder: Mapping[str, Any]) -> str:
    """The id of a reply's last row, where the request names the row from which it goes on; empty for a short reply.

    >>> rows = [{"infoId": 9, "t": "a"}, {"infoId": 7, "t": "b"}]
    >>> cursor_url("/l?size=2&lastId=", {"rows": rows}), cursor_url("/l?size=3&lastId=9", {"rows": rows})
    (['/l?size=2&lastId=7'], [])
    """
    rows = next((one for one in holder.values() if isinstance(one, list) and one and isinstance(one[-1], dict)), None)
    size = SIZE_ASKED.search(url)
    if rows is None or LAST_ROW.search(name) is None or (size and len(rows) < int(size[1])):
        return ""
    ids = (value for key, value in rows[-1].items() if key.lower().endswith("id") and isinstance(value, str | int))
    return str(next(ids, ""))


def further_urls(url: str, pages: int, rows: int) -> list[str]:
    """The interface's first request and the number of pages → its further requests; none for any later request.

    >>> further_urls("http://o.example.test/m?startrecord=1&endrecord=10&id=3", 3, 10)[-1]
    'http://o.example.test/m?startrecord=21&endrecord=30&id=3'
    """
    if (inner := unpacked(url)) is not None:
        return [*map(inner[1], further_urls(inner[0], pages, rows))]
    skipped = SKIPPED.match(url)
    for pattern in () if skipped else (PAGE, PAGE_IN_JSON):
        numbers = list(pattern.finditer(url))
        number = next((one for one in numbers if int(one[2]) <= 1), None)
        if number:
            start, end, first = number.start(2), number.end(2), int(number[2])
            return [f"{url[:start]}{at}{url[end:]}" for at in range(first + 1, first + pages)]
        if numbers:
            return []
    offset = skipped or OFFSET.search(url) or OFFSET_IN_JSON.search(url)
    if offset and int(offset[2]) <= 1 and rows:
        return [_window(url, offset, int(offset[2]) + at * rows, rows) for at in range(1, pages)]
    return []


def next_url(url: str, rows: int) -> list[str]:
    """A request and how many rows its reply has → the request for the next rows; none where it asked for more rows.

    >>> next_url("http://o.example.test/m?page=3&size=5", 5), next_url("http://o.example.test/m?page=3&size=5", 4)
    (['http://o.example.test/m?page=4&size=5'], [])
    >>> next_url("http://o.example.test/m?start=20", 20), next_url("http://o.example.test/m?id=3", 20)
    (['http://o.example.test/m?start=40'], [])
    >>> next_url("http://o.example.test/odata/Notices?$top=10&$skip=0", 10)
    ['http://o.example.test/odata/Notices?$top=10&$skip=10']
    >>> next_url(f"http://o.example.test/m?page={MAX_PAGES}", 20), next_url(f"/m?start={MAX_PAGES * 20}", 20)
    ([], [])
    """
    if (inner := unpacked(url)) is not None:
        return [*map(inner[1], next_url(inner[0], rows))]
    asked = SIZE_ASKED.search(url)
    if not rows or (asked and rows < int(asked[1])):
        return []
    skipped = SKIPPED.match(url)
    number = None if skipped else PAGE.search(url) or PAGE_IN_JSON.search(url)
    offset = skipped or OFFSET.search(url) or OFFSET_IN_JSON.search(url)
    if number and int(number[2]) < MAX_PAGES:
        return [f"{url[: number.start(2)]}{int(number[2]) + 1}{url[number.end(2) :]}"]
    is_near = offset is not None and not number and int(offset[2]) < MAX_PAGES * rows
    return [_window(url, offset, int(offset[2]) + rows, rows)] if offset and is_near else []


def _window(url: str, offset: re.Match[str], first: int, rows: int) -> str:
    """A request by how many records it skips → that for another window of as many."""
    moved = f"{url[: offset.start(2)]}{first}{url[offset.end(2) :]}"
    return LAST.sub(rf"\g<1>{first + rows - 1}", moved, count=1)
