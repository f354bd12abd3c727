"""Links of a sanitised body in the platform's terms: files by their content, pages of the site by their resource."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from guiyi.urls import route_of

# quoted values are passed over whole, so that a > in a title ends no tag
LINK = re.compile(r'<a\b(?:[^<>"]|"[^"]*")*?\shref="([^"]*)"(?:[^<>"]|"[^"]*")*+>((?:[^<]|<(?!/?a\b))*+)</a>')
TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*+>')
ADDRESS = re.compile(r'(<(?:a|img)\b(?:[^<>"]|"[^"]*")*?\s(?:href|src)=")([^"]*)(")')


def addresses_in(markup: str) -> list[str]:
    """Sanitised HTML → the absolute addresses that its links and images have, each once.

    >>> addresses_in('<a title="a>b" href="http://o.example.test/?a=1&amp;b=2">x</a><a href="mailto:x">y</a>')
    ['http://o.example.test/?a=1&b=2']
    """
    found = (unescape(match[2]) for match in ADDRESS.finditer(markup))
    return list(dict.fromkeys(one for one in found if one.startswith(("http://", "https://"))))


def links_in(markup: str) -> list[tuple[str, str]]:
    """Sanitised HTML → the absolute address and the words of each link, in page order.

    >>> links_in('<a href="http://o.test/get?id=1"><b>申请</b>表</a><a href="#x">y</a>')
    [('http://o.test/get?id=1', '申请表')]
    """
    found = ((unescape(match[1]).split("#", 1)[0], unescape(TAG.sub("", match[2]))) for match in LINK.finditer(markup))
    return [one for one in found if one[0].startswith(("http://", "https://"))]


def targets_in(markup: str) -> list[str]:
    """Sanitised HTML → where its links lead, each once: absolute addresses and paths of the platform.

    >>> targets_in('<a href="/assets/0a#p2">x</a><a href="#top">y</a><img src="/assets/1b"><a href="http://o.test/">z</a>')
    ['/assets/0a', 'http://o.test/']
    """
    found = (unescape(match[2]).split("#", 1)[0] for match in ADDRESS.finditer(markup) if match[1].startswith("<a"))
    return list(dict.fromkeys(one for one in found if one.startswith(("http://", "https://", "/"))))


def rewrite_links(markup: str, new_address: Callable[[str], str | None]) -> str:
    """Sanitised HTML, and what answers an old address now (None: nothing does) → the HTML with the new addresses.

    >>> rewrite_links('<a href="http://o.test/a.html#p2">x</a><a href="#p3">y</a>', lambda url: "/resources/1")
    '<a href="/resources/1#p2">x</a><a href="#p3">y</a>'
    >>> rewrite_links('<a href="http://o.test/#/d/7">x</a>', {"http://o.test/#/d/7": "/resources/7"}.get)
    '<a href="/resources/7">x</a>'
    """

    def one(match: re.Match[str]) -> str:
        whole = unescape(match[2])
        if route_of(whole) and (new := new_address(whole)):
            return f"{match[1]}{escape(new)}{match[3]}"
        old, mark, place = whole.partition("#")
        new = new_address(old) if old else None
        return f"{match[1]}{escape(f'{new}{mark}{place}')}{match[3]}" if new else match[0]

    return ADDRESS.sub(one, markup)
