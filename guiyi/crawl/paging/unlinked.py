"""Lists whose rows open where they stand: a layer, or a row that unfolds, shows what the list's own reply holds.

A row with a text of its own is a document: its address is the request for its list, and behind #__row: what names it
there. Nobody is sent to it; the crawl takes it from the list's replies (crawl/rows.py). Of rows without one, or
without a name, only how many there are is told.
"""

from __future__ import annotations

import hashlib
import re
from collections import ChainMap
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.followed import first_of
from guiyi.crawl.paging.record import WHOLE_DAY, day_of, is_words
from guiyi.crawl.paging.records import TOTALS, data_of, listing_of, lists_in, number_in
from guiyi.crawl.reading.items import Item, Listing
from guiyi.crawl.reading.unopened import LEAST, NO_ADDRESS, TITLE
from guiyi.records.articles import longest_text, shown_of
from guiyi.records.letters import is_closed
from guiyi.records.names import created_in, lowered, published_in, title_in
from guiyi.records.printing import print_page
from guiyi.records.values import without_tags

ROW = "#__row:"
TEXT = '<div class="row-text">'  # by which a survey that learns from such pages knows their text
NAMES = re.compile(r"(?:^|_|[a-z])(?:id|guid|uuid|ID|Id|GUID|UUID)$")
ASKED, LONGEST = re.compile(r"^(?:question|problem|wenti|ask)(?:_?(?:title|name))?$", re.IGNORECASE), 100
VALUE = re.compile(r"^[\w.-]{1,64}$")
_Found = tuple[ChainMap[str, Any], list[dict[str, Any]]]


def is_row(url: str) -> bool:
    """Whether an address is that of a row of a list's reply."""
    return ROW in url


def list_of(url: str) -> tuple[str, str]:
    """A row's address → the request for its list, and the row's name."""
    asked, _, name = url.partition(ROW)
    return asked, unquote(name)


def read_data(text: str, url: str) -> Listing | None:
    """A list's reply whose rows have no addresses → those with a text as items; else only how many there are.

    >>> import json
    >>> text = "<p>" + "参保人到窗口办理补卡。" * 5 + "</p>"
    >>> row = {"title": "医保卡丢失后怎么补办", "updateTime": "2021-03-05", "answer": text}
    >>> rows = [row | {"id": number} for number in (7, 8, 9)]
    >>> url = "http://o.example.test/faq?page=2"
    >>> said = json.dumps({"records": rows, "total": 41})
    >>> [told.url for told in read_data(said, url).items][0], read_data(said, url).expected_items
    ('http://o.example.test/faq?page=1#__row:7', 41)
    >>> told = read_data(said.replace("p>", "i>"), url)
    >>> told.items, told.expected_items, told.expected_how
    ([], 41, 'rows without addresses')
    >>> read_data(json.dumps([{"date": "2021-03-05", "title": "多云"}] * 7), url) is None
    True
    """
    found = _rows(text)
    return _listing(found, url) if found is not None else None


def rows_of(text: str, url: str) -> tuple[dict[str, str], Listing | None]:
    """A list's reply → the page that shows each of its rows, by the row's name; and what `read_data` gives of it."""
    found = _rows(text)
    if found is None:
        return {}, None
    shown = ((name, row, shown_of(row)) for name, row in named_rows(found[1]))
    told = ((name, row, article) for name, row, article in shown if article and not is_closed(row))
    pages = {name: print_page(_title(row), article.replace("<div>", TEXT, 1)) for name, row, article in told}
    return pages, _listing(found, url)


def _listing(found: _Found, url: str) -> Listing | None:
    holder, rows = found
    asked, mark = parted(url)
    named = {name: row for name, row in named_rows(rows) if shown_of(row) and not is_closed(row)}
    is_counted = first_of(asked) is not None or number_in(holder, TOTALS) is not None
    if len(rows) < LEAST and not (named and is_counted):  # of a last page, or a short list, one may be all
        return None
    if not named:
        total = number_in(holder, TOTALS) or len(rows)
        return Listing([], expected_items=max(total, len(rows)), expected_how=NO_ADDRESS)
    first = first_of(asked) or asked
    items = [Item(f"{first}{ROW}{quote(name, safe='')}", _title(row), _day(row)) for name, row in named.items()]
    return listing_of(holder, items, len(rows), asked, mark)


def named_rows(rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows → each with what names it: the first field of an id that no two share; else its title and day."""
    keys = [key for key in rows[0] if NAMES.search(str(key))] if rows else []
    for key in keys:
        values = [str(row.get(key)) for row in rows]
        if len(set(values)) == len(rows) and all(map(VALUE.match, values)):
            yield from zip(values, rows, strict=True)
            return
    for row in rows:
        told = hashlib.sha256(f"{_title(row)}|{_day(row)}".encode()).hexdigest()[:16]
        yield told, row


def _rows(text: str) -> _Found | None:
    """A reply → the first of its lists whose rows all have a title and a day, with what stands beside it."""
    body = text.strip()
    data = data_of(body) if body[:1] not in ("", "<") else None
    for holder, rows in lists_in(data, ChainMap(), 0) if data is not None else ():
        kept = [_titled(row) for row in rows if isinstance(row, dict)]
        if kept and len(kept) == len(rows) and all(map(_is_told, kept)):
            return holder, kept
    return None


def _titled(row: dict[str, Any]) -> dict[str, Any]:
    """A row → the same; of a question that is all the title of its answer, with the question as the title.

    >>> _titled({"question": "医保卡丢失后怎么补办", "answer": "<p>到窗口办理。"})
    {'title': '医保卡丢失后怎么补办', 'answer': '<p>到窗口办理。'}
    >>> _titled({"title": "补办", "question": "怎么补办"}), _titled({"question": "怎么补办", "reply": "到窗口办理。"})
    ({'title': '补办', 'question': '怎么补办'}, {'question': '怎么补办', 'reply': '到窗口办理。'})
    """
    asked = next((key for key in row if ASKED.match(str(key))), None)
    words = row.get(asked) if asked is not None else None
    if not isinstance(words, str) or not 0 < len(words) <= LONGEST or "<" in words or not longest_text(row):
        return row
    if title_in(lowered(row), is_words) is not None:
        return row
    return {"title": words, **{key: value for key, value in row.items() if key != asked}}


def _is_told(row: dict[str, Any]) -> bool:
    return len(_title(row)) >= TITLE and _has_day(lowered(row))


def _title(row: dict[str, Any]) -> str:
    return " ".join(without_tags(title_in(lowered(row), is_words) or "").split())


def _day(row: dict[str, Any]) -> str | None:
    lower = lowered(row)
    return day_of(published_in(lower, day_of) or created_in(lower, day_of))


def _has_day(lower: dict[str, Any]) -> bool:
    days = (value for value in lower.values() if isinstance(value, str) and WHOLE_DAY.match(value.strip()))
    return bool(published_in(lower, day_of) or created_in(lower, day_of) or next(days, None))
