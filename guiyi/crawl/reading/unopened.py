"""Rows of a list that only a function opens which no file of the page has: `<li onclick="zz.show('12')">公告 03-05`.

Their documents have no address, so that nothing can ask for them: how many there are is all that can be told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from itertools import islice

import lxml.html

from guiyi.crawl.reading.days import find_date

NO_ADDRESS = "rows without addresses"  # how many items such a list has is told by this
CALL = re.compile(
    r"^(?:javascript:)?\s*(?:return\s+)?([\w$.]{1,80})\(\s*([\"']?[\w./-]{1,64}[\"']?)\s*[,)]", re.IGNORECASE
)
SIGN = re.compile(r"(?:onclick\s*=\s*[\"']?|javascript:)[^\"'()<>]{1,90}\(\s*[\"'\w]", re.IGNORECASE)
ROWS = ("a", "li", "tr", "dl", "dd", "div", "p", "td", "span", "h3", "h4")
ROW = frozenset(("li", "tr", "dl", "dd", "p", "div"))
LEAST = 3  # rows whose click hands the same function another value each
TITLE = 6  # characters of the longest piece of a row: tabs, buttons and menus say less
LONGEST, PIECES = 300, 80  # characters of a row, and pieces of its text
MOST = 2000  # clicks of a page that are looked at


def rows_without_address(root: lxml.html.HtmlElement, text: str, known: Collection[lxml.html.HtmlElement] = ()) -> int:
    '''Tree and HTML of a page of which no list is known → how many dated rows a function opens, the most of one name.
    known: elements whose clicks lead to an address after all.

    Menus, tabs, pagers, days of a calendar and buttons to share are none: they have no title with a day beside it.

    >>> from guiyi.markup.parsing import parse_html
    >>> row = """<li onclick="zz.show('%d')"><b>关于停水的公告</b> 2009-03-05</li>"""
    >>> page = "".join(row % n for n in range(4))
    >>> rows_without_address(parse_html(page), page)
    4
    >>> page = page.replace("2009-03-05", "")
    >>> rows_without_address(parse_html(page), page)
    0
    '''
    if len(SIGN.findall(text)) < LEAST:
        return 0
    called: dict[str, set[str]] = defaultdict(set)
    clicked = ((one, one.get("onclick") or one.get("href")) for one in root.iter(*ROWS))
    for element, said in islice((one for one in clicked if one[1] and "(" in one[1]), MOST):
        call = CALL.match((said or "").strip())
        if call and element not in known and _is_row(element):
            called[call[1]].add(call[2])
    most = max(map(len, called.values()), default=0)
    return most if most >= LEAST else 0


def _is_row(element: lxml.html.HtmlElement) -> bool:
    """Whether what is clicked is, or stands in, a short row with a title and a day and no address of its own."""
    row = element
    if element.tag not in ROW:
        row = next((one for one in element.iterancestors() if one.tag in ROW), element)
    pieces = [" ".join(str(one).split()) for one in islice(row.itertext(), PIECES)]
    said = "".join(pieces)
    if (
        len(pieces) == PIECES
        or len(said) > LONGEST
        or max(map(len, pieces), default=0) < TITLE
        or find_date(said) is None
    ):
        return False
    return not any(_is_address(one.get("href") or "") for one in islice(row.iter("a"), PIECES))


def _is_address(href: str) -> bool:
    return bool(href.strip()) and not href.strip().lower().startswith(("#", "javascript:"))
