"""What a page's script finds of its page: elements, what is read off them, and what is written into them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import lxml.html
from cssselect import SelectorError
from lxml.etree import LxmlError

from guiyi.markup.css import compiled_css
from guiyi.markup.forms import chosen_value
from guiyi.scripts.language.values import OPAQUE, OPEN, UNDEFINED, Either, Function, Native, Obj, text_of

MOST = 60  # elements that a selector finds
MOST_WRITTEN, LONGEST_ADDRESS = 400_000, 2000  # characters
MOST_PIECES, MOST_SCRIPTS = 200, 3  # of markup that is written; tags of scripts in one
SCRIPT_SOURCE = re.compile(r"<script\b[^<>]{0,200}?\bsrc\s*=\s*[\"']?([^\"'\s<>]{1,500})", re.IGNORECASE)
NODES_OF_STEP = 50  # elements of a page that are gone through in one step
FEW = 500  # of a page's elements, for selectors that look at all pairs of them
MOST_DESCENTS = 5  # of parts of a selector
SLOW = re.compile(r"~(?!=)|\+|:(?!first|last|visible|hidden|checked|selected|eq|not)|-child|-of-type")
UNQUOTED = re.compile(r"\[(\w[\w-]*)=([^\]\"']+)\]")
DESCENDS = re.compile(r"[\s>]+")
NUMBERED = re.compile(r":(?:first|last|visible|hidden|checked|selected|eq\(\d+\)|not\([^()]*\))")
FRAMES = ("frame", "iframe")
CHOOSES = ("click", "mouseover", "mouseenter")  # by which a reader chooses a tab, in the order in which they are done
READY = frozenset(("DOMContentLoaded", "load", "ready", "pageshow"))


class Element(Obj):
    """An element of the page, or one that the script made."""

    def __init__(self, page: Page, node: lxml.html.HtmlElement | None, tag: str = "") -> None:
        super().__init__()
        self.page, self.node = page, node
        self.tag = tag  # of one that the script made

    def get(self, name: str) -> Any:
        """A property of the element."""
        if name in self.entries:
            return self.entries[name]
        made = METHODS.get(name)
        return made(self) if made is not None else self._property(name)

    def _property(self, name: str) -> Any:
        if self.node is None:
            return OPAQUE
        if name in ("innerHTML", "innerText", "textContent", "text"):
            self.page.spend(self.page.size // NODES_OF_STEP * 2)
            return "".join(map(str, self.node.itertext())).strip()
        if name == "value":
            return value_of(self.node)
        if name == "dataset":
            told = {key[5:]: value for key, value in self.node.attrib.items() if str(key).startswith("data-")}
            return Obj({re.sub(r"-(\w)", lambda one: one[1].upper(), str(key)): value for key, value in told.items()})
        said = self.node.get(name)
        return said if said is not None else OPAQUE

    def put(self, name: str, value: Any) -> None:
        """Sets a property: markup is what is written into the page."""
        if name in ("innerHTML", "outerHTML"):
            self.page.write(value, self.node)
        if name in ("href", "onclick"):
            self.page.lead(value)
        if name.removeprefix("on") in CHOOSES and isinstance(value, Function):
            self.page.bind(self, value)
        if name == "src" and self.tag == "script" and isinstance(value, str):
            self.page.asks(value)
        if name == "src" and self.node is not None and self.node.tag in FRAMES:
            self.page.framed.append((self.node, value))
        self.entries[name] = value

    def attribute(self, name: str) -> Any:
        """An attribute; UNDEFINED where it has none."""
        if name in self.entries:
            return self.entries[name]
        said = self.node.get(name) if self.node is not None else None
        return said if said is not None else UNDEFINED


class FrameWindow(Obj):
    """What a frame's element calls its contentWindow: another address put into its location is shown in the frame."""

    def __init__(self, frame: Element, is_location: bool = False) -> None:
        super().__init__()
        self.frame, self.is_location = frame, is_location

    def get(self, name: str) -> Any:
        """Its location, and what that has to be led by."""
        if name == "location":
            return FrameWindow(self.frame, is_location=True)
        if self.is_location and name in ("replace", "assign"):
            return Native(lambda _this, given: self.frame.put("src", given[0] if given else UNDEFINED))
        return OPAQUE

    def put(self, name: str, value: Any) -> None:
        """Leads the frame."""
        if name == ("href" if self.is_location else "location"):
            self.frame.put("src", value)


class FrameWindows(Obj):
    """window.frames: the frames of a page by their names, or in turn."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def get(self, name: str) -> Any:
        """The window of a frame."""
        frames = list(self.page.root.iter(*FRAMES))
        named = (one for at, one in enumerate(frames) if name in (one.get("name"), one.get("id"), str(at)))
        found = next(named, None)
        return FrameWindow(Element(self.page, found)) if found is not None else OPAQUE


class Page:
    """A page as its script finds it, and what the script wrote into it or where it led."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self.root, self.written, self.led = root, list[str](), list[str]()
        self.filled: list[tuple[lxml.html.HtmlElement, str]] = []  # elements, and what was written into them of a reply
        self.room, self.most, self.is_full = MOST_WRITTEN, MOST_PIECES, False
        self.framed: list[tuple[lxml.html.HtmlElement, Any]] = []  # frames, and the addresses that they were given
        self.size = sum(1 for _one in root.iter())
        self.spend: Callable[[int], None] = lambda _count: None
        self.waiting: list[Any] = []  # functions for when the page is there
        self.scrolled: list[Any] = []  # functions for when its reader comes to its end
        self.clicked: list[tuple[str, Any]] = []  # functions for rows that its reader clicks, by their selectors
        self.bound: list[tuple[lxml.html.HtmlElement, Function]] = []  # the same, of elements
        self.asks: Callable[[str], object] = lambda _address: None  # a script element is given an address
        self.plugin: Callable[[Any, str, list[Any]], Any] = lambda this, _name, _given: this

    def write(self, markup: Any, into: lxml.html.HtmlElement | None = None) -> None:
        """Notes markup that is written, and the element of the page into which it is, where it is one."""
        if not isinstance(markup, str):
            return
        if len(self.written) >= self.most or self.room < len(markup):
            self.is_full = True
            return
        self.room -= len(markup)
        self.written.append(markup)
        if into is not None and OPEN in markup:
            self.filled.append((into, markup))
        for match in islice(SCRIPT_SOURCE.finditer(markup), MOST_SCRIPTS) if "<script" in markup else ():
            if OPEN not in match[1]:
                self.asks(match[1])

    def lead(self, address: Any) -> None:
        """Notes an address that is opened."""
        if isinstance(address, str) and len(self.led) < 200 and len(address) <= LONGEST_ADDRESS:
            self.led.append(address)
            if isinstance(address, Either):
                self.lead(address.other)

    def bind(self, element: Element, function: Function) -> None:
        """Notes what a click on an element of the page does."""
        if element.node is not None and len(self.bound) < MOST:
            self.bound.append((element.node, function))

    def find(self, selector: Any, within: lxml.html.HtmlElement | None = None) -> list[Element]:
        """The elements of a selector."""
        if not isinstance(selector, str) or len(selector) > 200:
            return []
        self.spend(10 + self.size // NODES_OF_STEP)
        if (self.size > FEW and SLOW.search(selector)) or len(DESCENDS.findall(selector)) > MOST_DESCENTS:
            return []
        of = self.root if within is None else within
        try:
            found = islice(compiled_css(UNQUOTED.sub(r'[\1="\2"]', NUMBERED.sub("", selector.strip())))(of), MOST)
        except (SelectorError, LxmlError, ValueError):
            return []
        return [Element(self, one) for one in found]


def value_of(node: lxml.html.HtmlElement) -> Any:
    """The value of a field."""
    if node.tag == "textarea":
        return "".join(map(str, node.itertext()))
    return (chosen_value(node) if node.tag == "select" else node.get("value")) or ""


def _reads(element: Element) -> Native:
    def read(_this: Any, given: list[Any]) -> Any:
        said = element.attribute(text_of(given[0])) if given else UNDEFINED
        return None if said is UNDEFINED else said

    return Native(read)


def _sets(element: Element) -> Native:
    def put(_this: Any, given: list[Any]) -> Any:
        if len(given) > 1:
            element.put(text_of(given[0]), given[1])
        return UNDEFINED

    return Native(put)


def _writes(element: Element) -> Native:
    def write(_this: Any, given: list[Any]) -> Any:
        for one in given:
            element.page.write(one, element.node)
        return given[0] if given else UNDEFINED

    return Native(write)


def _listens(element: Element) -> Native:
    def listen(_this: Any, given: list[Any]) -> Any:
        if len(given) > 1 and given[0] in CHOOSES and isinstance(given[1], Function):
            element.page.bind(element, given[1])
        return UNDEFINED

    return Native(listen)


def _finds(element: Element, is_all: bool) -> Native:
    def find(_this: Any, given: list[Any]) -> Any:
        found = element.page.find(given[0] if given else "", element.node)
        return found if is_all else found[0] if found else None

    return Native(find)


METHODS: dict[str, Any] = {
    "contentWindow": FrameWindow,
    "getAttribute": _reads,
    "setAttribute": _sets,
    "appendChild": _writes,
    "append": _writes,
    "insertAdjacentHTML": _writes,
    "addEventListener": lambda one: _listens(one),
    "querySelector": lambda one: _finds(one, is_all=False),
    "querySelectorAll": lambda one: _finds(one, is_all=True),
    "getElementsByTagName": lambda one: _finds(one, is_all=True),
}


def document_of(page: Page, location: Obj) -> Obj:
    """The script's document."""

    def named(mark: str) -> Native:
        def find(_this: Any, given: list[Any]) -> Any:
            found = page.find(f"{mark}{text_of(given[0])}" if given else "")
            return found if mark != "#" else found[0] if found else None

        return Native(find)

    def selected(is_all: bool) -> Native:
        def find(_this: Any, given: list[Any]) -> Any:
            found = page.find(given[0] if given else "")
            return found if is_all else found[0] if found else None

        return Native(find)

    return Obj(
        {
            "getElementById": named("#"),
            "getElementsByClassName": named("."),
            "getElementsByTagName": named(""),
            "querySelector": selected(is_all=False),
            "querySelectorAll": selected(is_all=True),
            "location": location,
            "createElement": Native(
                lambda _this, given: Element(page, None, text_of(given[0]).lower() if given else "")
            ),
            "addEventListener": waits(page),
            "write": Native(lambda _this, given: page.write("".join(map(text_of, given)))),
            "writeln": Native(lambda _this, given: page.write("".join(map(text_of, given)))),
            "readyState": "complete",
            "body": Element(page, page.root),
            "title": "",
            "cookie": "",
            "URL": location.get("href"),
        }
    )


def waits(page: Page) -> Native:
    """addEventListener of a document or window: what waits for the page."""

    def wait(_this: Any, given: list[Any]) -> Any:
        if len(given) > 1 and given[0] in READY:
            page.waiting.append(given[1])
        if len(given) > 1 and given[0] == "scroll":
            page.scrolled.append(given[1])
        return UNDEFINED

    return Native(wait)
