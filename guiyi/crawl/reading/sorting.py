"""Links in the heads of a table that show the same list in another order: they hold nothing that it does not."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.reading.absolute import resolved

SIGN = re.compile(rb"[?&;](?:\w{0,20}(?:sort|order)\w{0,20}|d-\d{1,9}-[os])=")  # of such an address, in small letters
ORDERS = re.compile(  # and the page of the list thus ordered
    r"^(?:\w*(?:sort|order)\w*|dir(?:ection)?|asc|desc|d-\d+-[osp]|page|page_?(?:no|num|index))$", re.IGNORECASE
)
OF_ORDER = re.compile(r"sort|order|-[os]$", re.IGNORECASE)


def ordered_again(root: lxml.html.HtmlElement, url: str, lowered: bytes) -> frozenset[str]:
    """Tree and URL of a page, and its text in small letters → the addresses of its own list in other orders, as heads
    of its table link them.

    >>> from guiyi.markup.parsing import parse_html
    >>> text = "<table><tr><th><a href='?c=1&order=day'>日期</a><th><a href='?c=2'>公告</a></table>"
    >>> text += "<a href='?sort=3'>规章</a>"
    >>> ordered_again(parse_html(text), "http://o.example.test/l.jsp?c=1", text.encode())
    frozenset({'http://o.example.test/l.jsp?c=1&order=day'})
    """
    if b"<th" not in lowered or not SIGN.search(lowered):
        return frozenset()
    links = (to for head in root.iter("th") for one in head.iter("a") if (to := resolved(one.get("href") or "", url)))
    return frozenset(to for to in links if _is_ordered_only(to, url))


def _is_ordered_only(to: str, url: str) -> bool:
    """Whether an address asks for what a page's own does, but for the order."""
    asked, here = (dict(parse_qsl(urlsplit(one).query, keep_blank_values=True)) for one in (to, url))
    other = [name for name in asked.keys() | here.keys() if asked.get(name) != here.get(name)]
    is_same = to.split("?", 1)[0] == url.split("?", 1)[0] and all(map(ORDERS.match, other))
    return is_same and any(OF_ORDER.search(name) for name in other)
