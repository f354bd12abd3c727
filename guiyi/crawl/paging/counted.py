"""Lists whose pages are numbered by no name that is known: ?n=2, /list/5/2, list_2.js, index.json and index_1.json.

Which number it is, the script's own request for the second page tells. It goes with the first request, behind its `#`.
"""

from __future__ import annotations

import re

from guiyi.crawl.paging.addressed import told_in, with_told, without_told
from guiyi.crawl.paging.page import MAX_PAGES

NEXT = "next"
NUMBER = re.compile(r"(\d{1,9})")
INSERTED = re.compile(r"^[_./-]?(?:page|p)?[_/-]?([12])$|^(?:[?&]\w{1,20}=)([12])$")  # index.json, index_1.json
LARGEST_STEP = 200  # rows that a second page may skip


def with_second(first: str, second: str) -> str | None:
    """The requests for the first and the second page → the first with the second behind it; None where they differ by
    more than one number that counts on.

    >>> with_second("http://o.example.test/l?n=1", "http://o.example.test/l?n=2")
    'http://o.example.test/l?n=1#__item:&next=http%3A%2F%2Fo.example.test%2Fl%3Fn%3D2'
    >>> with_second("/l?n=1&id=7", "/l?n=2&id=9")
    """
    return with_told(first, NEXT, second) if _counts_on(first, second) else None


def counted_urls(asked: str, mark: str, pages: int | None, rows: int) -> list[str] | None:
    """A request, what stands behind it, how many pages its list has and how many rows came → the requests for the
    others, or the next, where nothing tells how many; None where the second page's stands not behind it.

    >>> from guiyi.crawl.paging.addressed import parted
    >>> mark = parted(with_second("http://o.example.test/i.json", "http://o.example.test/i_1.json"))[1]
    >>> counted_urls("http://o.example.test/i.json", mark, 3, 5)
    ['http://o.example.test/i_1.json', 'http://o.example.test/i_2.json']
    >>> mark = parted(with_second("http://o.example.test/l/1", "http://o.example.test/l/2"))[1]
    >>> [counted_urls("http://o.example.test/l/1", mark, None, rows) for rows in (5, 0)]
    [['http://o.example.test/l/2#__item:&next=http%3A%2F%2Fo.example.test%2Fl%2F3'], []]
    """
    second = told_in(mark, NEXT)
    counted = _counts_on(asked, second) if second else None
    if counted is None:
        return None
    before, number, step, after = counted
    kept = without_told(mark, NEXT)
    if pages is not None:
        numbers = range(number, number + (min(pages, MAX_PAGES) - 1) * step, step)
        return [f"{before}{at}{after}{kept}" for at in numbers]
    if not rows or number // step >= MAX_PAGES:
        return []
    return [with_told(f"{second}{kept}", NEXT, f"{before}{number + step}{after}")]


def _counts_on(first: str, second: str) -> tuple[str, int, int, str] | None:
    """Two requests → what stands before the number of the second page, the number, its step, and what stands behind."""
    firsts, seconds = NUMBER.split(first), NUMBER.split(second)
    if len(firsts) == len(seconds):
        others = [at for at, (one, two) in enumerate(zip(firsts, seconds, strict=True)) if one != two]
        if len(others) != 1 or not others[0] % 2:
            return None
        one, two = int(firsts[others[0]]), int(seconds[others[0]])
        is_next = 0 <= one <= 1 and 0 < two - one <= LARGEST_STEP
        # beyond the first page, one counts on from where it is
        is_next |= two - one == 1 or (0 < two - one <= LARGEST_STEP and one % (two - one) in (0, 1))
        at = others[0]
        return ("".join(seconds[:at]), two, two - one, "".join(seconds[at + 1 :])) if is_next else None
    before = next((at for at, (one, two) in enumerate(zip(first, second, strict=False)) if one != two), len(first))
    after = first[before:]
    added = second[before : len(second) - len(after)] if second.endswith(after) else ""
    match = INSERTED.match(added)
    if match is None:
        return None
    number = match[1] or match[2]
    return second[: before + len(added) - 1], int(number), 1, after
