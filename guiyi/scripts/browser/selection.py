"""What $() of jQuery finds on a page, and the methods of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import lxml.html

from guiyi.markup.forms import fields_of
from guiyi.scripts.browser.document import CHOOSES, NODES_OF_STEP, Element, Page
from guiyi.scripts.language.follower import Follower
from guiyi.scripts.language.natives import turns
from guiyi.scripts.language.values import UNDEFINED, Field, Function, Native, Obj, lived, text_of

MOST_CLICKS, LONGEST_SELECTOR = 20, 100
MOST_EACH = 200  # elements that a function is called for
TEMPLATED = re.compile(r"\$\{\s*(?:\$data\.)?([A-Za-z_]\w*)\s*\}")


class Chosen(Obj):
    """What $() finds: elements."""

    def __init__(self, elements: list[Element], one: Follower, page: Page, shared: Obj) -> None:
        super().__init__({"length": len(elements)} | {str(at): each for at, each in enumerate(elements)}, shared)
        self.elements, self.one, self.page = elements, one, page
        self.selector = ""
        self.rows: Any = UNDEFINED  # of $(reply.rows), instead of elements

    def get(self, name: str) -> Any:
        """A method of $(): ours, then what plugins of the page's own added."""
        if name in self.entries:
            return self.entries[name]
        method = CHOSEN.get(name)
        if method is not None:
            return Native(lambda _this, given: method(self, given))
        found = super().get(name)
        return found if found is not UNDEFINED else Native(lambda _this, given: self.page.plugin(self, name, given))

    def of(self, elements: list[Element]) -> Chosen:
        """The same for other elements."""
        return Chosen(elements, self.one, self.page, self.parent or Obj())

    def nodes(self) -> list[lxml.html.HtmlElement]:
        """The elements that stand on the page."""
        return [each.node for each in self.elements if each.node is not None]


def _val(this: Chosen, given: list[Any]) -> Any:
    if given:
        for each in this.elements:
            each.entries["value"] = given[0]
        return this
    return this.elements[0].get("value") if this.elements else UNDEFINED


def _attr(this: Chosen, given: list[Any], prefix: str = "") -> Any:
    if len(given) == 1 and isinstance(given[0], str):
        said = this.elements[0].attribute(prefix + given[0]) if this.elements else UNDEFINED
        return int(said) if prefix and isinstance(said, str) and re.fullmatch(r"[1-9]\d{0,8}|0", said) else said
    for each in this.elements if len(given) > 1 else ():
        each.put(prefix + text_of(given[0]), given[1])
    for name, value in given[0].entries.items() if given and isinstance(given[0], Obj) else ():
        if name in ("href", "onclick"):
            this.page.lead(value)
    return this


def _html(this: Chosen, given: list[Any]) -> Any:
    into = next(iter(this.nodes()), None)
    for one in given:
        this.page.write(one, into)
    return this if given else _text(this, given)


def _text(this: Chosen, given: list[Any]) -> Any:
    this.page.spend(len(this.elements) * this.page.size // NODES_OF_STEP)
    return this if given else " ".join("".join("".join(map(str, node.itertext())) for node in this.nodes()).split())


def _each(this: Chosen, given: list[Any]) -> Any:
    over = this.elements if this.rows is UNDEFINED else turns(this.rows, is_keys=False)
    for at, each in enumerate(over[:MOST_EACH] if given else ()):
        this.one.call(given[0], each, [at, each])
    return this


def _ready(this: Chosen, given: list[Any]) -> Any:
    this.page.waiting += given[:1]
    return this


def _scroll(this: Chosen, given: list[Any]) -> Any:
    this.page.scrolled += [one for one in given[:1] if isinstance(one, Function)]
    return this


def _on(this: Chosen, given: list[Any]) -> Any:
    """$(window).on("scroll", function () {…}), or what waits for a click."""
    kinds = {one.split(".")[0] for one in given[0].split()} if len(given) > 1 and isinstance(given[0], str) else set()
    if "scroll" in kinds:
        this.page.scrolled += [one for one in given[1:] if isinstance(one, Function)]
    elif kinds.intersection(CHOOSES):
        within = f"{this.selector} {given[1]}" if isinstance(given[1], str) else this.selector
        _note_click(this, within, given[1:])
    return this


def _delegate(this: Chosen, given: list[Any]) -> Any:
    if len(given) > 2 and isinstance(given[0], str) and given[1] in CHOOSES:
        _note_click(this, f"{this.selector} {given[0]}", given[2:])
    return this


def _click(this: Chosen, given: list[Any]) -> Any:
    """$(".tab").click(function () {…}); or, without a function, a click that the script itself makes."""
    if given:
        _note_click(this, this.selector, given)
        return this
    for selector, function in list(this.page.clicked) if this.elements else ():
        if any(one.node is this.elements[0].node for one in this.page.find(selector)):
            this.one.call(function, this.elements[0], [Obj()])
    return this


def _trigger(this: Chosen, given: list[Any]) -> Any:
    return _click(this, []) if given[:1] == ["click"] else this


def _note_click(this: Chosen, selector: str, given: list[Any]) -> None:
    """A function that waits for a click: only rows that are made of a reply are pressed (rows)."""
    functions = [one for one in given if isinstance(one, Function)]
    if selector and len(selector) <= LONGEST_SELECTOR and len(this.page.clicked) < MOST_CLICKS:
        this.page.clicked += [(selector, one) for one in functions[:1]]


def _serialized(this: Chosen, _given: list[Any]) -> Any:
    forms = [node for node in this.nodes() if node.tag == "form"]
    return urlencode(fields_of(forms[0])) if forms else ""


def _serialized_list(this: Chosen, _given: list[Any]) -> Any:
    forms = [node for node in this.nodes() if node.tag == "form"]
    return [lived({"name": name, "value": value}) for name, value in (fields_of(forms[0]) if forms else {}).items()]


def _near(way: str) -> Any:
    def move(this: Chosen, _given: list[Any]) -> Chosen:
        found = [getattr(node, way)() for node in this.nodes()]
        return this.of([Element(this.page, node) for node in found if node is not None])

    return move


def _found(this: Chosen, given: list[Any]) -> Chosen:
    inner = [each for node in this.nodes()[:5] for each in this.page.find(given[0] if given else "", node)]
    return this.of(inner)


def _taken(this: Chosen, given: list[Any]) -> Any:
    at = given[0] if given and isinstance(given[0], int) else 0
    return this.of(this.elements[at : at + 1])


def _got(this: Chosen, given: list[Any]) -> Any:
    at = given[0] if given and isinstance(given[0], int) else 0
    return this.elements[at] if at < len(this.elements) else UNDEFINED


def _filled(this: Chosen, given: list[Any]) -> Any:
    """$("#rows").tmpl(reply.rows): what a template of jQuery's makes of one row is written."""
    if given and isinstance(given[0], Field):
        row = given[0].part("0")
        told = "".join("".join(map(str, node.itertext())) for node in this.nodes()[:1])
        this.page.spend(len(told))
        this.page.write(TEMPLATED.sub(lambda hole: text_of(row.part(hole[1])), told))
    return this


def _appended_to(this: Chosen, _given: list[Any]) -> Chosen:
    return this


CHOSEN: dict[str, Any] = {
    "val": _val,
    "attr": _attr,
    "prop": _attr,
    "data": lambda this, given: _attr(this, given, "data-"),
    "html": _html,
    "append": _html,
    "prepend": _html,
    "after": _html,
    "before": _html,
    "text": _text,
    "each": _each,
    "ready": _ready,
    "scroll": _scroll,
    "on": _on,
    "bind": _on,
    "delegate": _delegate,
    "click": _click,
    "hover": _click,
    "mouseenter": _click,
    "mouseover": _click,
    "trigger": _trigger,
    "serialize": _serialized,
    "serializeArray": _serialized_list,
    "find": _found,
    "children": _found,
    "first": _taken,
    "eq": _taken,
    "get": _got,
    "parent": _near("getparent"),
    "prev": _near("getprevious"),
    "next": _near("getnext"),
    "appendTo": _appended_to,
    "tmpl": _filled,
}
