"""A page and its scripts → what they ask its interfaces for, how that changes with the page number, and how the address
of an item is put together from a record's fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

import lxml.html

from guiyi.scripts.browser.document import Page
from guiyi.scripts.browser.globals import window_of
from guiyi.scripts.browser.window import Noted, Window
from guiyi.scripts.interfaces.addresses import addresses_made, boxes_filled, named, replies_linked
from guiyi.scripts.interfaces.clicks import press_next
from guiyi.scripts.interfaces.rows import click_rows, click_tabs, marked, rows_asked
from guiyi.scripts.language.follower import STEPS, follow
from guiyi.scripts.language.natives import evaluated, parsed
from guiyi.scripts.language.values import (
    MARKED,
    OPAQUE,
    OPEN,
    UNDEFINED,
    Function,
    Obj,
    Unknown,
    lived,
    plain,
    text_of,
)
from guiyi.scripts.literals import UNKNOWN

SIGNED = re.compile(r"^(?:x-?)?sign", re.IGNORECASE)
COUNTED = re.compile(r"[_-]?\d+")
MOST_ASKED, MOST_CALLS = 20, 6  # requests by a field of a row; calls that led to one request


@dataclass(frozen=True)
class Asked:
    """A request of a page's script: data is a mapping, or None. way: get, form or json. index: of which reply."""

    url: str
    data: dict[str, Any] | None
    way: str


@dataclass
class Told:
    """What a page's scripts ask, in turn, each with the same for a second page where a function of theirs asks for it;
    and the addresses that they make of a reply's fields, the fields as {name}. further: what they ask when the page's
    reader comes to its end. rows: what they ask by a field of each row of a reply, in {node.field}, behind the request
    that is answered so. linked: which of asked they make an address of; made: the same, by the address. tabs: what is
    asked where one of the page's tabs is chosen, and its words. boxes: the elements that are filled with what is made
    of a reply, by the place of its question in asked. left: how many steps may yet be taken for the page."""

    asked: list[tuple[Asked, Asked | None]]
    addresses: list[str]
    further: list[Asked] = field(default_factory=list)
    rows: list[tuple[Asked, Asked]] = field(default_factory=list)
    linked: frozenset[int] = frozenset()
    made: dict[str, int] = field(default_factory=dict)
    tabs: list[tuple[Asked, str]] = field(default_factory=list)
    boxes: dict[int, lxml.html.HtmlElement] = field(default_factory=dict)
    left: int = STEPS


def told_by(root: lxml.html.HtmlElement, url: str, scripts: list[str], steps: int = STEPS) -> Told:
    """A page's tree, address and scripts in the order in which they stand, and how many steps may be taken for them →
    what they ask.

    >>> page = lxml.html.fromstring("<div><input id=c value=7><ul id=l></ul></div>")
    >>> script = "function go(n) { $.post('/l.do', {kind: $('#c').val(), pageNo: n}, function (d) { "
    >>> script += "$('#l').html('<a href=\\"/d?id=' + d.rows[0].newsId + '\\">') }) } go(1)"
    >>> told = told_by(page, "http://o.example.test/l", [script])
    >>> told.asked[0][0].data, told.asked[0][1].data, told.addresses
    ({'kind': '7', 'pageNo': 1}, {'kind': '7', 'pageNo': 2}, ['/d?id={newsId}'])
    """
    window = opened(root, url, scripts, steps)
    first = list(window.noted)
    told = [(at, noted, one) for at, noted in enumerate(first, 1) if (one := _asked_of(window, noted)) is not None]
    asked = _turned(window, told, [(one, _second(window, noted, one)) for _at, noted, one in told])
    further = _further(window)
    places = {at: place for place, (at, _noted, _one) in enumerate(told)}
    made: dict[str, int] = {}
    for address, reply in addresses_made(window):
        made.setdefault(address, places.get(reply, -1))
    tabs = _tabs(window)
    since = len(window.page.led)
    follow(partial(click_rows, window))
    for address, reply in named(window.page.led[since:]):
        made.setdefault(address, places.get(reply, -1))
    linked = frozenset(place for at, place in places.items() if at in replies_linked(window))
    boxes = {places[reply]: element for reply, element in boxes_filled(window).items() if reply in places}
    return Told(asked, list(made), further, list(_rows(window)), linked, made, tabs, boxes, window.one.steps)


def opened(root: lxml.html.HtmlElement, url: str, scripts: list[str], steps: int = STEPS) -> Window:
    """A page's tree, address and scripts → the page as it is once they ran and what waited for it was done."""
    window = window_of(Page(root), url, steps)
    for script in scripts:
        follow(partial(window.one.run, script))
    follow(partial(begin, window, root))
    return window


def _asked_of(window: Window, noted: Noted) -> Asked | None:
    asked: Asked | None = follow(lambda: asked_of(window, noted))
    return asked


def begin(window: Window, root: lxml.html.HtmlElement) -> None:
    """What waits for the page to be there."""
    done = 0
    while done < len(window.page.waiting) and done < 50:
        function = window.page.waiting[done]
        follow(lambda function=function: window.one.call(function, window.window, [window.window.get("$")]))
        done += 1
    started = [window.window.get("onload"), *(root.xpath("//body/@onload")[:1])]
    for one in started:
        if isinstance(one, Function):
            follow(lambda one=one: window.one.call(one, window.window, []))
        elif isinstance(one, str):
            follow(lambda one=one: evaluated(window.one, str(one).rstrip("; ")))


def _further(window: Window) -> list[Asked]:
    """What is asked when the page's reader comes to its end."""
    before = len(window.noted)
    for function in [*window.page.scrolled[:MOST_CALLS], window.window.get("onscroll")]:
        if isinstance(function, Function):
            follow(partial(window.one.call, function, window.window, [OPAQUE]))
    return [one for noted in window.noted[before:] if (one := _asked_of(window, noted)) is not None]


def _rows(window: Window) -> Iterator[tuple[Asked, Asked]]:
    """What is asked by a field of each row of a reply, with the place for the field."""
    for before, one, name in islice(rows_asked(window), MOST_ASKED):
        held = f"{{node.{name}}}"
        data = json.loads(MARKED.sub(held, json.dumps(plain(marked(one.data)), ensure_ascii=False)))
        sent = replace(one, url=MARKED.sub(held, one.url), data=lived(data) if data is not None else UNDEFINED)
        asked, by = _asked_of(window, before), _asked_of(window, sent)
        if asked is not None and by is not None:
            yield asked, by


def _second(window: Window, noted: Noted, own: Asked) -> Asked | None:
    """The request for a second page: of the calls that led to the first, the inmost that was given a number of a page
    is made again with the next."""
    for function, this, arguments in list(reversed(noted.calls))[:MOST_CALLS]:
        for at, value in enumerate(arguments):
            if isinstance(value, bool) or not isinstance(value, int) or value not in (0, 1):
                continue
            before = len(window.noted)
            follow(lambda: window.one.call(function, this, [*arguments[:at], value + 1, *arguments[at + 1 :]]))  # noqa: B023
            if (found := _again(window, before, noted, own)) is not None:
                return found
    return None


def _again(window: Window, since: int, noted: Noted, own: Asked) -> Asked | None:
    """What was noted since, where it asks what an earlier request did, in another way; paths may differ by numbers."""
    made = (_asked_of(window, one) for one in window.noted[since:] if _path_of(one) == _path_of(noted))
    return next((one for one in made if one is not None and one != own), None)


def _path_of(noted: Noted) -> str:
    return COUNTED.sub("", noted.url.split("?")[0])


def _turned(
    window: Window, told: list[tuple[int, Noted, Asked]], asked: list[tuple[Asked, Asked | None]]
) -> list[tuple[Asked, Asked | None]]:
    """The requests of a page of which none is made for a second page by a function → the same, with what its 下一页
    asks instead."""
    if not asked or any(second is not None for _first, second in asked):
        return asked
    before = len(window.noted)
    follow(partial(press_next, window))
    return [(one, _again(window, before, noted, one)) for _at, noted, one in told]


def asked_of(window: Window, noted: Noted) -> Asked | None:
    """A request as noted → what is sent; None where its address holds what a reply told, or its way is none to read."""
    if noted.method not in ("GET", "POST"):  # DELETE, PUT
        return None
    if OPEN in noted.url or not noted.url.strip() or isinstance(noted.data, Unknown):
        return None  # a reply's own part, or what is enciphered
    if isinstance(noted.data, Obj) and any(
        SIGNED.search(name) and (isinstance(one, Unknown) or UNKNOWN in text_of(one))
        for name, one in noted.data.entries.items()
    ):
        return None
    data = _sent(window, noted.data)
    if data is not None and OPEN in json.dumps(data, ensure_ascii=False):
        return None
    if _is_unknown(noted.data) and (not data or any(map(_is_unknown, data))):
        return None  # a text that is no form's, with parts that are not known: enciphered, too
    if noted.method == "GET":
        return Asked(noted.url, data, "get")
    return Asked(noted.url, data, "json" if noted.is_json else "form")


def _sent(window: Window, data: Any) -> dict[str, Any] | None:
    """What is sent as an object of fields: a text of JSON, or of a form, is taken apart."""
    if isinstance(data, str) and data.strip()[:1] == "{":
        told = parsed(data)
        data = evaluated(window.one, data) if isinstance(told, Unknown) else told
    elif isinstance(data, str):
        return dict(parse_qsl(data.lstrip("?&"), keep_blank_values=True)) or None
    if isinstance(data, list):  # [{name: …, value: …}]
        return {
            str(one["name"]): one["value"]
            for one in map(plain, data)
            if isinstance(one, dict) and one.keys() >= {"name", "value"}
        }
    if not isinstance(data, Obj):
        return None
    return {name: value for name, value in plain(data).items() if not _is_unknown(value)}


def _is_unknown(value: Any) -> bool:
    """Whether a value, or a part of a text, is not known: such a text would say what no script says."""
    return isinstance(value, str) and UNKNOWN in value


def _tabs(window: Window) -> list[tuple[Asked, str]]:
    """What is asked where one of the page's tabs is chosen, with its words: by a click that a script binds, or that a
    template of Vue has on each of a list."""
    pressed = [*(follow(lambda: list(click_tabs(window))) or ()), *window.chosen]
    return [(one, words) for noted, words in pressed if (one := _asked_of(window, noted)) is not None]
