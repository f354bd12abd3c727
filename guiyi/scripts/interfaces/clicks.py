"""Pressing what a page shows: an element of it, or a 下一页 that its scripts wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

import lxml.html
from lxml.etree import LxmlError

from guiyi.scripts.browser.document import CHOOSES, Element
from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.follower import follow
from guiyi.scripts.language.values import MARKED, Obj

NEXT = re.compile(r"^\W*(?:下一?页|后一?页|next(?: page)?)\W*$", re.IGNORECASE)
SIGN = re.compile(r"下一?页|后一?页|>\W*next\b", re.IGNORECASE)
TAGS = ("a", "button", "span", "li", "em", "td", "div")
MOST, LONGEST, PIECES, LONGEST_WORDS = 2, 20_000, 4, 12  # such elements; characters of a piece of markup; of words
BARE = re.compile(rf"(?<=[(,=])(\s*)({MARKED.pattern})(?=\s*[),;])")  # show(7), where the reply tells the number


def run_click(window: Window, click: str) -> None:
    """Does what an element says that a click on it does."""
    window.one.spend(len(click))
    window.one.run(BARE.sub(r"\1'\2'", re.sub(r"^\s*return\s|^javascript:", "", click)))


def press(window: Window, element: lxml.html.HtmlElement) -> None:
    """Does what a page's scripts do where its reader clicks on, or points at, an element of it."""
    pressed_one = Element(window.page, element)
    functions = [function for node, function in window.page.bound if node is element]
    for selector, function in window.page.clicked:
        if any(one.node is element for one in window.page.find(selector)):
            functions.append(function)
    for function in functions:
        follow(partial(window.one.call, function, pressed_one, [Obj()]))
    href = element.get("href") or ""
    led = [href] if href.lower().startswith("javascript:") else []
    for said in (*(element.get(f"on{one}") for one in CHOOSES), *led):
        if said:
            follow(partial(run_click, window, said))


def press_next(window: Window) -> None:
    """Presses the 下一页 of a page whose rows a script asked for, as it stands there or as the script wrote it."""
    for element in islice(_turners(window), MOST):
        press(window, element)


def _turners(window: Window) -> Iterator[lxml.html.HtmlElement]:
    pieces = [one for one in window.page.written if len(one) <= LONGEST and SIGN.search(one)][-MOST:]
    for root in (window.page.root, *map(_parsed, pieces)):
        for element in root.iter(*TAGS) if root is not None else ():
            words = "".join(islice(element.itertext(), PIECES)).strip()
            if len(words) <= LONGEST_WORDS and NEXT.match(words):
                yield element


def _parsed(markup: str) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.fragment_fromstring(markup, create_parent="div")
    except (LxmlError, ValueError):
        return None
