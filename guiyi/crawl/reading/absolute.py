"""Links as a page writes them → absolute addresses; those of a folder are remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from guiyi.crawl.reading.frames import PAPER
from guiyi.urls import absolute_url

VIEWER = re.compile(r"viewer\.html?$", re.IGNORECASE)  # pdf.js's own page is viewer.html?file=…; others copy its name

OF_PAGE = "?# \t\n\r\x0b\x0c\xa0\u3000"  # what a link begins with that may mean another thing on each page of a folder
MAX_KNOWN, LONG_LINK = 4000, 200  # links remembered of one folder, and characters of the longest


def resolved(link: str, base: str) -> str | None:
    """A link as written, on a page → its absolute URL.

    >>> resolved("../a.html", "http://old.example.test/x/y.html?z=/"), resolved("", "http://old.example.test/")
    ('http://old.example.test/a.html', None)
    """
    return all_resolved([link], base)[0] if link else None


def all_resolved(links: Iterable[str], base: str) -> list[str | None]:
    """Links as written, none empty, → absolute URLs. Most stand on other pages, too: a look into a dict knows them."""
    folder = folder_of(base)
    near, far = _known(folder), _known(folder[: folder.find("/", 8) + 1] or folder)
    return [
        absolute_url(one, base) if one[0] in OF_PAGE else (far if one[0] == "/" or one[:7] == "http://" else near)[one]
        for one in links
    ]


class _Known(dict[str, str | None]):
    """Links as written → absolute, for all pages on which they mean the same."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, link: str) -> str | None:
        if len(self) > MAX_KNOWN:
            self.clear()
        url = absolute_url(link, None if link.startswith("http://") else self.folder)
        if url is not None and "iewer.htm" in url:
            url = viewed_paper(url) or url
        if len(link) <= LONG_LINK:
            self[link] = url
        return url


_known = lru_cache(maxsize=32)(_Known)


def viewed_paper(url: str) -> str | None:
    """Absolute URL → that of the paper which it shows, where it is a static page that shows one; None if it is none.

    >>> viewed_paper("http://o.example.test/pdfjs/web/viewer.html?file=%2Fup%2Fa.pdf#page=3")
    'http://o.example.test/up/a.pdf'
    >>> viewed_paper("http://o.example.test/web/viewer.html?file=a.html"), viewed_paper("http://o.example.test/down.jsp?f=a.pdf")
    (None, None)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not VIEWER.search(parts.path):
        return None
    shown = (value for _name, value in parse_qsl(parts.query) if PAPER.search(value.split("?")[0]))
    return next((paper for value in shown if (paper := absolute_url(value, url))), None)


def folder_of(url: str) -> str:
    """Absolute URL → the URL of the folder in which it stands, on which a relative link depends.

    >>> folder_of("http://old.example.test/x/y.html?z=/")
    'http://old.example.test/x/'
    """
    path = url.split("?", 1)[0]
    return path[: path.rfind("/") + 1]
