"""Frames of a page that have no address until a script gives them one: getElementById("main").src = "list.jsp"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import lxml.html

from guiyi.scripts.browser.document import FRAMES
from guiyi.scripts.interfaces.questions import opened
from guiyi.scripts.literals import UNKNOWN, unspoiled
from guiyi.urls import absolute_url

TAG = re.compile(r"<i?frame\b[^<>]*>", re.IGNORECASE)
SOURCE = re.compile(r"\s(?<![\w-])src\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)", re.IGNORECASE)
BLANK = re.compile(r"^\s*(?:about:|javascript:|#|$)", re.IGNORECASE)
GIVES = re.compile(r"\bsrc\b|\blocation\b")
UNSEEN = re.compile(r"display\s*:\s*none|(?:width|height)\s*:\s*[01](?:px)?\b", re.IGNORECASE)
STEPS = 40_000  # of one page's scripts


def blank_frames(root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """A page → its frames without an address that a reader would see; forms send what they change into unseen ones.

    >>> page = "<iframe id=a></iframe><iframe src=/l.htm></iframe><iframe name=b style='display:none'></iframe>"
    >>> [one.get("id") for one in blank_frames(lxml.html.fromstring(page))]
    ['a']
    """
    frames = [one for one in root.iter(*FRAMES) if BLANK.match(one.get("src") or "")]
    sizes = ("0", "1", "0px", "1px")
    seen = (one for one in frames if one.get("width") not in sizes and one.get("height") not in sizes)
    return [one for one in seen if not UNSEEN.search(one.get("style") or "")]


def awaits_frame(root: lxml.html.HtmlElement, scripts: str) -> bool:
    """A page and its scripts → whether they name a blank frame of it, and give some element an address.

    >>> page = lxml.html.fromstring("<p><iframe id=f></iframe>")
    >>> awaits_frame(page, "$('#f').attr('src', sign('/l'))"), awaits_frame(page, "$('#g').attr('src', '/g.gif')")
    (True, False)
    """
    frames = blank_frames(root) if GIVES.search(scripts) else []
    names = [name for one in frames for name in (one.get("id"), one.get("name")) if name]
    return any(re.search(rf"[\"'#]{re.escape(name)}[\"'\]]", scripts) for name in names)


def with_frames_led(html: str, root: lxml.html.HtmlElement, url: str, scripts: Iterable[str]) -> str | None:
    """A page, its tree, its address and its scripts → the same with the addresses that they give to its blank frames;
    None where they give none.

    >>> def led(script):
    ...     page = "<iframe id=f src='about:blank'></iframe>"
    ...     return with_frames_led(page, lxml.html.fromstring(page), "http://o.example.test/l?c=3", [script])
    >>> led("document.getElementById('f').src = 'list.jsp' + location.search + '&t=' + Math.random()")
    '<iframe src="http://o.example.test/list.jsp?c=3" id=f></iframe>'
    >>> led("function show(n) { f.src = n }"), led("getElementById('f').src = chosen()")
    (None, None)
    """
    blank, texts = blank_frames(root), list(scripts)
    if not blank or not any(map(GIVES.search, texts)):
        return None
    window = opened(root, url, texts, STEPS)
    given: dict[lxml.html.HtmlElement, str] = {}
    for frame, value in window.page.framed:
        if frame in blank and (address := _address(value, url)) is not None:
            given.setdefault(frame, address)
    tags, frames = list(TAG.finditer(html)), list(root.iter(*FRAMES))
    if not given or len(tags) != len(frames):
        return None
    made, at = "", 0
    for tag, frame in zip(tags, frames, strict=True):
        made += html[at : tag.start()] + _with_source(tag[0], given.get(frame))
        at = tag.end()
    return made + html[at:]


def _address(value: object, url: str) -> str | None:
    if not isinstance(value, str):
        return None
    told = unspoiled(value)
    return absolute_url(told, url) if told and UNKNOWN not in told and not BLANK.match(told) else None


def _with_source(tag: str, address: str | None) -> str:
    if address is None:
        return tag
    return re.sub(r"^<\w+", lambda name: f'{name[0]} src="{escape(address)}"', SOURCE.sub("", tag))
