"""What happens where a page's reader presses one of its elements: where the scripts lead, and what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import lxml.html

from guiyi.crawl.paging.program.asking import Asked, addresses_made, asked_of, follow, opened, run_click
from guiyi.crawl.paging.program.document import Element
from guiyi.crawl.paging.program.values import Obj
from guiyi.crawl.paging.program.window import Window

STEPS = 60_000  # of one page's scripts, for each element that is pressed


@dataclass(frozen=True)
class Pressed:
    """Where a click leads, what it asks in turn, and the addresses that it makes of a reply's fields."""

    led: list[str]
    asked: list[Asked]
    addresses: list[str]


def pressed(root: lxml.html.HtmlElement, url: str, scripts: list[str], element: lxml.html.HtmlElement) -> Pressed:
    """A page's tree, address and scripts, and an element of it → what a click on that does.

    >>> page = lxml.html.fromstring("<p><a id=next href='javascript:;'>下一页</a>")
    >>> script = "var n = 1; $('#next').click(function () { n++; location.href = 'list.jsp?c=7&page=' + n; });"
    >>> pressed(page, "http://o.example.test/list.jsp?c=7", [script], page.find("a")).led
    ['list.jsp?c=7&page=2']
    """
    window = opened(root, url, scripts, STEPS)
    led, noted = len(window.page.led), len(window.noted)
    _press(window, element)
    asked = [one for each in window.noted[noted:] if (one := follow(partial(asked_of, window, each))) is not None]
    made = [address for address, _reply in addresses_made(window)] if asked else []
    return Pressed(window.page.led[led:], asked, list(dict.fromkeys(made)))


def _press(window: Window, element: lxml.html.HtmlElement) -> None:
    pressed_one = Element(window.page, element)
    functions = [function for node, function in window.page.bound if node is element]
    for selector, function in window.page.clicked:
        if any(one.node is element for one in window.page.find(selector)):
            functions.append(function)
    for function in functions:
        follow(partial(window.one.call, function, pressed_one, [Obj()]))
    href = element.get("href") or ""
    for said in (element.get("onclick"), href if href.lower().startswith("javascript:") else None):
        if said:
            follow(partial(run_click, window, said))
