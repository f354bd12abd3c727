"""The one record of a reply that a page shows by its own address: detail.html?id=3 goes through all rows for id 3."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import Any

from guiyi.records.articles import shown_of

KEY = re.compile(r"id$|guid$|uuid$|key$|code$|^(?:no|num|sn)$", re.IGNORECASE)
DEEP, MOST = 5, 3  # of data within data; rows that are looked at to tell whether they are articles


def own_record(told: Any, asked: Collection[str]) -> Any:
    """A reply's data, and what the page's address asks by → its one row that is asked for, where it holds several
    articles beside each other; None where none is, or more than one. Any other data as it is.

    >>> rows = [{"id": n, "title": "防汛", "content": "<p>" + "各单位要做好防汛。" * 5 + "</p>"} for n in (3, 4)]
    >>> own_record({"data": rows}, {"4"}) == rows[1], own_record(rows, {"5"}), own_record(rows, ())
    (True, None, None)
    >>> own_record({"d": rows[0], "others": rows}, {"3"}) == {"d": rows[0], "others": rows}, own_record({"n": 3}, {"3"})
    (True, {'n': 3})
    """
    rows = _rows(told, 0)
    if rows is None:
        return told
    found = [one for one in rows if any(KEY.search(str(name)) and str(one[name]) in asked for name in one)]
    return found[0] if len(found) == 1 else None


def _rows(data: Any, depth: int) -> list[dict[str, Any]] | None:
    """The rows of data that is nothing but a list of articles; None where an article stands by itself, or none does."""
    if isinstance(data, list):
        rows = [one for one in data if isinstance(one, dict)]
        return rows if len(rows) > 1 and all(map(shown_of, islice(rows, MOST))) else None
    if not isinstance(data, dict) or depth > DEEP or shown_of(data):
        return None
    for value in data.values():
        if isinstance(value, dict) and shown_of(value):
            return None
        if (rows_ := _rows(value, depth + 1)) is not None:
            return rows_
    return None
