"""What a frame or a player shows within a page: the paper or the film itself, or a viewer that is told which; the
pieces that a script puts into boxes at once, $("#h").load("/head.html").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

import lxml.html
from lxml import etree

FILMS = ("video", "audio", "source")  # what plays within a page
FRAMES = ("frame", "iframe", "embed", "object")  # what shows another file within a page
_players: Any = etree.XPath("//*[@pdfsrc]")
PAPER = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|ceb)$", re.IGNORECASE)
WEB_PAGE = re.compile(r"\.(?:s?html?|aspx?|jspx?|php)(?:[?#]|$)", re.IGNORECASE)
FILM = re.compile(r"^(?:https?://)?[^\s:&=?]{1,300}\.(?:flv|mp4|wmv|asf|rmvb?|avi|mpe?g|mov|m3u8|mp3)$", re.IGNORECASE)
LOADS = re.compile(
    r"(?:\$|jQuery)\(\s*[\"'][#.]?[\w-]{1,60}[\"']\s*\)\.load\(\s*[\"']([\w./-]{1,200}\.(?:[sj]?html?|jspx?|aspx?|php|inc))(?:\?[^\"'\s{}]{0,80})?[\"']\s*[,)](?!\s*\{)"
)
FRAME = re.compile(
    r"head|foot|(?<![a-z])top|bottom|(?<![a-z])nav|menu|side|(?<![a-z])left|copyright|banner|login", re.IGNORECASE
)
MOST = 12  # pieces of one page


def players_in(root: lxml.html.HtmlElement, text: str) -> list[lxml.html.HtmlElement]:
    """Tree of a page and its text, if it is at hand → where Webplus shows a paper: in a div that a script fills."""
    return list(_players(root)) if not text or "pdfsrc" in text else []


def framed_paper(element: lxml.html.HtmlElement) -> str | None:
    """A frame → the address of the document that it shows, itself or by a viewer; None where it shows another thing.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<iframe src='/view.htm?f=%2Fup%2Fa.pdf#page=1'></iframe><embed src='/up/b.PDF'><iframe src='/c.html'>"
    >>> [framed_paper(one) for one in parse_html(page).iter(*FRAMES)]
    ['/up/a.pdf', '/up/b.PDF', None]
    >>> page = "<embed src=p.swf flashvars='file=/up/c.flv&w=400'><object><param name=URL value=d.wmv></object>"
    >>> [framed_paper(one) for one in parse_html(page).iter(*FRAMES)]
    ['/up/c.flv', 'd.wmv']
    """
    if film := _played(element):
        return film
    address = _parts_of(element.get("pdfsrc") or element.get("src") or element.get("data") or "")
    if address is None:
        return None
    if PAPER.search(address.path):
        return address._replace(fragment="").geturl()
    return next((value for _name, value in parse_qsl(address.query) if PAPER.search(value.split("?")[0])), None)


def shown_page(element: lxml.html.HtmlElement) -> str | None:
    """A frame → the address of the page that it shows; None for a player, or for what is not said to be a page.

    >>> page = "<iframe src=/a.html></iframe><object type=text/html data=/b.html></object><embed src=/c.swf>"
    >>> [shown_page(one) for one in lxml.html.fromstring(page).iter(*FRAMES)]
    ['/a.html', '/b.html', None]
    """
    if element.tag in ("frame", "iframe"):
        return cast("str | None", element.get("src"))
    address: str = element.get("data") or element.get("src") or ""
    return address if "html" in (element.get("type") or "") or WEB_PAGE.search(address) else None


def _played(element: lxml.html.HtmlElement) -> str | None:
    """The film that a player is told to play, by its flashvars or its parameters."""
    if element.tag not in ("embed", "object"):
        return None
    told = [element.get("flashvars") or "", *(one.get("value") or "" for one in element.iter("param"))]
    values = (value for said in told for value in (said, *(value for _name, value in parse_qsl(said))))
    return next((value for value in values if FILM.search(value)), None)


def _parts_of(url: str) -> SplitResult | None:
    """A URL's parts; None if it has none."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return None


def loaded_pieces(scripts: Iterable[str]) -> Iterator[str]:
    """A page's scripts → the pieces that they load whatever is clicked, as written.

    >>> script = "$('#header').load('/common/header.html?v=3'); $('#a').load('/l.do', {p: 1}); $('#b').load(u);"
    >>> list(loaded_pieces([script, "function f() { $('#b').load('b.html'); } $('.t').click(f);"]))
    ['/common/header.html', 'b.html']
    """
    for script in scripts:
        if ".load(" in script:
            yield from (match[1] for match in islice(LOADS.finditer(script), MOST))


def is_around(address: str) -> bool:
    """Whether a piece stands around what a page says, by its name: a head, a foot, a menu.

    >>> is_around("/common/header.html"), is_around("tzgg.html"), is_around("/inc/nav_2.htm"), is_around("stop.html")
    (True, False, True, False)
    """
    return FRAME.search(address.rsplit("/", 1)[-1]) is not None
