"""Links in the heads of a table that show the same list in another order: they hold nothing that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.reading.absolute import resolved

SIGN = re.compile(rb"[?&;](?:\w*(?:sort|order)\w*|d-\d+-[os])=")  # of such an address, in small letters
ORDERS = re.compile(  # and the page of the list thus ordered
    r"^(?:\w*(?:sort|order)\w*|dir(?:ection)?|asc|desc|d-\d+-[osp]|page|page_?(?:no|num|index))$", re.IGNORECASE
)


def ordered_again(root: lxml.html.HtmlElement, url: str) -> Iterator[str]:
    """Tree and URL of a page → the addresses of its own list in other orders, as heads of its table link them.

    >>> from guiyi.parsing import parse_html
    >>> page = "<table><tr><th><a href='?c=1&order=day&sort=asc'>日期</a><th><a href='?c=2'>公告</a></table>"
    >>> list(ordered_again(parse_html(page + "<a href='?c=1&sort=3'>规章</a>"), "http://o.example.test/l.jsp?c=1"))
    ['http://o.example.test/l.jsp?c=1&order=day&sort=asc']
    """
    path, here = url.split("?", 1)[0], dict(parse_qsl(urlsplit(url).query))
    for head in root.iter("th"):
        for link in head.iter("a"):
            to = resolved(link.get("href") or "", url)
            if to is None or to.split("?", 1)[0] != path:
                continue
            asked = dict(parse_qsl(urlsplit(to).query, keep_blank_values=True))
            other = [name for name in asked.keys() | here.keys() if asked.get(name) != here.get(name)]
            if any(re.search("sort|order|-[os]$", name, re.IGNORECASE) for name in other) and all(
                map(ORDERS.match, other)
            ):
                yield to
