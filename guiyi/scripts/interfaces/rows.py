"""Rows that a script makes of a reply and its reader clicks: what the click asks by a field of the row, such as the id
of a column in a tree whose nodes an interface names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import lxml.html
from lxml.etree import LxmlError

from guiyi.scripts.browser.document import CHOOSES, Element
from guiyi.scripts.browser.window import Noted, Window
from guiyi.scripts.interfaces.clicks import press
from guiyi.scripts.language.follower import follow
from guiyi.scripts.language.values import MARKED, OPEN, Field, Function, Native, Obj, plain, text_of

MOST_TABS = 12  # elements beside each other among which a reader chooses
MOST_ROWS, MOST_ELEMENTS, LONGEST = 10, 30, 20_000  # pieces of markup, elements of one, characters of one
CHOSEN = f"//*[{' or '.join(f'@on{one}' for one in CHOOSES)}][position() <= 60]"
LAST = re.compile(r"([\w*]*)((?:[.#][\w-]+)*)(?::[\w-]+(?:\([^()]*\))?)*\s*$")  # of a selector
ROOT = re.compile(r"^r(\d+)((?:\.\w+|\[\])*?)\.?(\w+)?$")


def click_rows(window: Window) -> None:
    """Presses each row that the scripts made of a reply: what it then asks is noted as any request."""
    if not window.page.clicked:
        return
    pieces = [one for one in window.page.written if OPEN in one and len(one) <= LONGEST and "<" in one]
    for markup in pieces[:MOST_ROWS]:
        window.one.spend(len(markup) // 8)
        for node in islice(_elements(markup), MOST_ELEMENTS):
            if OPEN not in "".join(map(str, node.attrib.values())):
                continue
            for selector, function in window.page.clicked:
                if _is_of(node, selector):
                    follow(partial(window.one.call, function, Element(window.page, node), [Obj()]))


def click_tabs(window: Window) -> Iterator[tuple[Noted, str]]:
    """Presses each of the page's own elements that waits for it, a few beside each other → what each asks first, and
    its words. One alone that asks nothing shows what the page asked for when it was opened, and is kept."""
    for tabs in _tabs(window):
        told, shown = list[tuple[Noted, str]](), list[str]()
        for node, choose in tabs if 1 < len(tabs) <= MOST_TABS else ():
            before = len(window.noted)
            choose()
            words = "".join(map(str, node.itertext())).strip()
            told += [(one, words) for one in window.noted[before : before + 1]]
            shown += [words] if len(window.noted) == before else []
        yield from told
        if told and len(shown) == 1:
            own = (one for one in window.noted if one.url.split("?")[0] == told[0][0].url.split("?")[0])
            yield from ((one, shown[0]) for one in islice(own, 1))


def _tabs(window: Window) -> Iterator[list[tuple[lxml.html.HtmlElement, Callable[[], Any]]]]:
    """Elements beside each other that wait to be chosen, each with what chooses it."""
    for selector, function in window.page.clicked:
        found = ((each.node, each) for each in window.page.find(selector) if each.node is not None)
        act = partial(partial, window.one.call, function)
        yield [(node, partial(follow, act(each, [Obj()]))) for node, each in found]
    beside: dict[lxml.html.HtmlElement, list[tuple[lxml.html.HtmlElement, Callable[[], Any]]]] = {}
    for node in dict.fromkeys([node for node, _function in window.page.bound] + window.page.root.xpath(CHOSEN)):
        around = node.getparent()
        around = around.getparent() if around is not None and len(around) == 1 else around
        beside.setdefault(around, []).append((node, partial(press, window, node)))
    yield from beside.values()


def _elements(markup: str) -> Iterator[lxml.html.HtmlElement]:
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (LxmlError, ValueError):
        return
    yield from root.iterdescendants("*")


def _is_of(node: lxml.html.HtmlElement, selector: str) -> bool:
    """Whether an element is of the last part of a selector: #tree li.item:first is of li, .item.

    >>> row = lxml.html.fragment_fromstring("<li class='item a' id=x></li>")
    >>> [_is_of(row, one) for one in ("#tree li", ".list > .item", "li#x", "a", "", ".b")]
    [True, True, True, False, False, False]
    """
    match = LAST.search(selector.strip())
    if match is None or not (match[1] or match[2]):
        return False
    classes = (node.get("class") or "").split()
    marks = re.findall(r"([.#])([\w-]+)", match[2])
    return match[1] in ("", "*", node.tag) and all(
        name in classes if mark == "." else name == node.get("id") for mark, name in marks
    )


def marked(data: Any, depth: int = 0) -> Any:
    """What is sent → the same with a reply's fields as texts between marks."""
    if isinstance(data, Field):
        return text_of(data)
    if isinstance(data, Obj) and not isinstance(data, Function | Native) and depth < 4:
        return Obj({name: marked(one, depth + 1) for name, one in data.entries.items()})
    return data


def rows_asked(window: Window) -> Iterator[tuple[Noted, Noted, str]]:
    """What scripts ask by one field of an earlier reply → the request that was answered so, the one made by the field,
    and the field's name."""
    for one in window.noted:
        told = one.url + json.dumps(plain(marked(one.data)), ensure_ascii=False)
        marks = {mark[1] for mark in MARKED.finditer(told)} if OPEN in told else set()
        root = ROOT.match(next(iter(marks))) if len(marks) == 1 else None
        if root is not None and root[3] and 0 < int(root[1]) <= len(window.noted):
            before = window.noted[int(root[1]) - 1]
            if before.url != one.url:
                yield before, one, root[3]
