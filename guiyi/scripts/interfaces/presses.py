"""What happens where a page's reader presses one of its elements: where the scripts lead, and what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import lxml.html

from guiyi.scripts.interfaces.addresses import addresses_made
from guiyi.scripts.interfaces.clicks import press
from guiyi.scripts.interfaces.questions import Asked, asked_of, opened
from guiyi.scripts.language.follower import follow

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
    press(window, element)
    asked = [one for each in window.noted[noted:] if (one := follow(partial(asked_of, window, each))) is not None]
    made = [address for address, _reply in addresses_made(window)] if asked else []
    return Pressed(window.page.led[led:], asked, list(dict.fromkeys(made)))
