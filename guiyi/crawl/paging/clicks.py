"""Addresses of what a page shows after clicks that leave its own address as it is: `/list#~tab=公告&page=2`.

They say what was clicked, so that the same clicks give the same again. No server is told what stands behind a `#`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

CLICKS = re.compile(r"#?~(?:tab=([^&~]*))?&?(?:page=(\d{1,5}))?&?(?:row=([^&~]*))?$")


class Shown(NamedTuple):
    """A page's own address, the words of the tab that is chosen on it, which page of its list is turned to, and the
    title of the row that is opened in place."""

    url: str
    tab: str = ""
    page: int = 1
    row: str = ""


def shown_address(shown: Shown) -> str:
    """What is shown → its address.

    >>> shown_address(Shown("http://o.example.test/l", "公告", 2))
    'http://o.example.test/l#~tab=%E5%85%AC%E5%91%8A&page=2'
    >>> shown_address(Shown("http://o.example.test/#/l", page=3)), shown_address(Shown("http://o.example.test/l"))
    ('http://o.example.test/#/l~page=3', 'http://o.example.test/l')
    """
    told = [f"tab={quote(shown.tab, safe='')}"] if shown.tab else []
    told += [f"page={shown.page}"] if shown.page > 1 else []
    told += [f"row={quote(shown.row, safe='')}"] if shown.row else []
    if not told:
        return shown.url
    return f"{shown.url}{'' if '#' in shown.url else '#'}~{'&'.join(told)}"


def what_is_shown(url: str) -> Shown:
    """An address → what it shows; an ordinary one is a page by itself.

    >>> what_is_shown("http://o.example.test/l#~tab=%E5%85%AC%E5%91%8A&page=2")
    Shown(url='http://o.example.test/l', tab='公告', page=2, row='')
    >>> what_is_shown("http://o.example.test/#/l~page=3&row=a")[1:], what_is_shown("http://o.example.test/~tab/").url
    (('', 3, 'a'), 'http://o.example.test/~tab/')
    """
    at = url.find("#")
    found = CLICKS.search(url, at) if at >= 0 else None
    if found is None or not (found[1] or found[2] or found[3]):
        return Shown(url)
    return Shown(url[: found.start()], unquote(found[1] or ""), int(found[2] or 1), unquote(found[3] or ""))
