"""What is lost without a word: further pages of a list that gave nothing of it, though the site answered them all.

An old site sends who asks beyond its cap back to the first page or to its home, gives the first page again whatever
number it is asked for, or an empty one where a record breaks it. Pages are told by the number in their address; one
without a number, and the last, which may lie beyond the list's end, say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from guiyi.crawl.paging.further import OFFSET, PAGE
from guiyi.ledger import FETCHED

AT_END = re.compile(r"(?:^|[/_-]|[a-z])(\d{1,5})(?:\.\w{2,5}|/)?$", re.IGNORECASE)
UNFILLED = "only its scripts fill it, and nothing of what they show was read"  # what a page's row says then
UNREAD = "its links can not be read"  # what a page's row says that breaks its reader, or is too much for it
EMPTY = "it lists nothing"  # what a further page's row says where it was answered without an item
HOME = "/"
REPEATED = 2  # further pages that are the first one again: a single one may be the last, asked for beyond the end


def number_of(url: str) -> int | None:
    """A further page's address → its number; None where it has none.

    >>> number_of("http://o.example.test/tz/list_3.html"), number_of("/tz/?page=12&k=7"), number_of("/tz/index.html")
    (3, 12, None)
    """
    asked = PAGE.search(url) or OFFSET.search(url)
    if asked:
        return int(asked[2])
    found = AT_END.search(url.split("?", 1)[0]) if "?" not in url else None
    return int(found[1]) if found else None


def unread_pages(section: str, rows: Sequence[Any]) -> str | None:
    """A section's key and the rows of its pages → which of them gave nothing of the list, in words; None if all did."""
    further = ((number_of(row.url) or 0, row) for row in rows if row.key != section and row.state == FETCHED)
    got = sorted((one for one in further if one[0] > 1), key=lambda one: (one[0], one[1].key))
    keys = {row.key for row in rows} | {HOME}
    astray = [row.url for number, row in got if row.redirect_to in keys and number_of(row.redirect_to) != number]
    if astray:
        return f"{len(astray)} of its pages lead back to another, such as {astray[0]}"
    first = next((row.digest for row in rows if row.key == section), None)
    same = [row.url for _number, row in got if first and row.digest == first]
    if len(same) >= REPEATED:
        return f"{len(same)} of its pages are the first again, such as {same[0]}"
    last = max((number for number, row in got if row.error != EMPTY and not row.redirect_to), default=0)
    bare = {row.key for _number, row in got if row.error == EMPTY}
    empty = [row.url for number, row in got if row.key in bare and number < last]
    at_end = [row.url for number, row in got if row.key in bare and number > last and row.found_on not in bare]
    empty += (
        at_end if len(at_end) >= REPEATED else []
    )  # that pages with rows lead to; 下一页 of an empty one tells nothing
    return f"{len(empty)} of its pages list nothing, such as {empty[0]}" if empty else None
