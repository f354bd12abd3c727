"""A page and its scripts → what they ask its interfaces for, how that changes with the page number, and how the address
of an item is put together from a record's fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urljoin

import lxml.html
from lxml.etree import LxmlError

from guiyi.crawl.paging.program.document import Page
from guiyi.crawl.paging.program.following import STEPS, Spent
from guiyi.crawl.paging.program.globals import window_of
from guiyi.crawl.paging.program.methods import method_of
from guiyi.crawl.paging.program.natives import evaluated, parsed
from guiyi.crawl.paging.program.rows import MOST_TABS, click_rows, click_tabs, marked, rows_asked
from guiyi.crawl.paging.program.scopes import Leaves, Scope
from guiyi.crawl.paging.program.turning import press_next, run_click
from guiyi.crawl.paging.program.values import (
    MARKED,
    OPAQUE,
    OPEN,
    UNDEFINED,
    Field,
    Function,
    Obj,
    Unknown,
    lived,
    plain,
    text_of,
)
from guiyi.crawl.paging.program.window import Noted, Window
from guiyi.crawl.reading.scripts import UNKNOWN

HREF = re.compile(r"\b(?:href|data-(?:href|url))\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
CLICK = re.compile(
    r"\b(?:onclick|ondblclick)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))|\bhref\s*=\s*[\"']javascript:([^\"'<>]+)",
    re.IGNORECASE,
)
SIGNED = re.compile(r"^(?:x-?)?sign", re.IGNORECASE)
EACH, BOUND = re.compile(r"\s*\(?\s*([A-Za-z_$][\w$]*)"), re.compile(r"^(?:(?:v-bind)?:(?:href|to)|(?:v-on:|@)click)")
COUNTED = re.compile(r"[_-]?\d+")
HAN = re.compile("[\u4e00-\u9fff]")
REPLY = re.compile(r"r(\d{1,4})\b")
MOST_CLICKS, MOST_CALLS, MOST_INNER = 20, 6, 60
BROKEN = (  # what a hostile script may make of ours: too deep, too big, of another kind
    *(RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, SyntaxError, re.error),
    LxmlError,
)


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
    asked where one of the page's tabs is chosen, and its words. left: how many steps may yet be taken for the page."""

    asked: list[tuple[Asked, Asked | None]]
    addresses: list[str]
    further: list[Asked] = field(default_factory=list)
    rows: list[tuple[Asked, Asked]] = field(default_factory=list)
    linked: frozenset[int] = frozenset()
    made: dict[str, int] = field(default_factory=dict)
    tabs: list[tuple[Asked, str]] = field(default_factory=list)
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
    follow(partial(click_rows, window, follow))
    for address, reply in _named(window.page.led[since:]):
        made.setdefault(address, places.get(reply, -1))
    linked = frozenset(place for at, place in places.items() if at in replies_linked(window))
    return Told(asked, list(made), further, list(_rows(window)), linked, made, tabs, window.one.steps)


def opened(root: lxml.html.HtmlElement, url: str, scripts: list[str], steps: int = STEPS) -> Window:
    """A page's tree, address and scripts → the page as it is once they ran and what waited for it was done."""
    window = window_of(Page(root), url, steps)
    for script in scripts:
        follow(partial(window.one.run, script))
    follow(partial(begin, window, root))
    return window


def follow(work: Any) -> Any:
    """What is done for a script; None where it breaks."""
    try:
        return work()
    except (Leaves, Spent, *BROKEN):
        return None


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
    for before, one, name in islice(rows_asked(window), MOST_CLICKS):
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
    follow(partial(press_next, window, follow))
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
    pressed = [*(follow(lambda: list(click_tabs(window, follow))) or ()), *window.chosen]
    return [(one, words) for noted, words in pressed if (one := _asked_of(window, noted)) is not None]


def addresses_made(window: Window) -> Iterator[tuple[str, int]]:
    """The addresses that the scripts made of a reply's fields, each with the number of the reply; 0 for none known."""
    yield from _named(_marked_addresses(window))


def _named(addresses: Iterable[str]) -> Iterator[tuple[str, int]]:
    for address in addresses:
        if (named := _with_names(address)) is not None:
            reply = REPLY.search(MARKED.search(address)[1])  # type: ignore[index]
            yield named, int(reply[1]) if reply else 0


def _marked_addresses(window: Window) -> Iterator[str]:
    clicks: list[str] = []
    for markup in window.page.written:
        if OPEN not in markup:
            continue
        yield from (next(filter(None, match.groups()), "") for match in HREF.finditer(markup))
        clicks += [next(filter(None, match.groups())) for match in CLICK.finditer(markup) if OPEN in match[0]]
    for click in list(dict.fromkeys(clicks))[:MOST_CLICKS]:
        follow(partial(run_click, window, click))
    yield from _drawn(window)
    yield from window.page.led


def replies_linked(window: Window) -> set[int]:
    """The numbers of the replies of which the scripts made an address, or what a click hands on."""
    pieces = [match[0] for markup in window.page.written if OPEN in markup for match in HREF.finditer(markup)]
    pieces += [match[0] for markup in window.page.written if OPEN in markup for match in CLICK.finditer(markup)]
    marks = (mark[1] for one in [*pieces, *window.page.led] for mark in MARKED.finditer(one))
    return {int(found[1]) for mark in marks if (found := REPLY.match(mark))}


def _drawn(window: Window) -> list[str]:
    """The addresses that a page's own template of rows makes of one: v-for, with :href or @click on it or within it."""
    found: list[str] = []
    for row in window.page.root.xpath("//*[@v-for]")[:MOST_CLICKS] if window.made else ():
        name = EACH.match(row.get("v-for"))
        scope = _scope_of(window, window.made[0], name[1]) if name else None
        over = follow(partial(evaluated, window.one, row.get("v-for").split(" in ", 1)[-1], scope)) if scope else None
        own = over if isinstance(over, list) and not any(isinstance(one, Field) for one in over) else []
        if scope is not None and name is not None and own:
            _choose_each(window, row, scope, name[1], own)
            continue
        for element in islice(row.iter("*"), MOST_INNER) if scope else ():
            for key, said in element.attrib.items():
                if BOUND.match(str(key)):
                    value = follow(partial(evaluated, window.one, str(said), scope))
                    found += [value] if isinstance(value, str) else []
    return found


def _choose_each(window: Window, row: lxml.html.HtmlElement, scope: Scope, name: str, over: list[Any]) -> None:
    """Presses a template's row for each of a list that the page itself holds, such as its tabs."""
    clicks = [str(said) for key, said in row.attrib.items() if str(key).split(".")[0] in ("@click", "v-on:click")]
    for one in over[:MOST_TABS] if clicks and 1 < len(over) <= MOST_TABS else ():
        scope.held[name], before = one, len(window.noted)
        follow(partial(evaluated, window.one, clicks[0], scope))
        words = [value for value in one.entries.values() if isinstance(value, str)] if isinstance(one, Obj) else []
        named = next((value for value in words if HAN.search(value)), "")
        window.chosen += [(noted, named) for noted in window.noted[before : before + 1]]


def _scope_of(window: Window, made: Obj, name: str) -> Scope:
    """What a template sees: what its object has, its methods bound to it, and the row by its name."""
    scope = Scope(window.one.top, made)
    for key, held in made.entries.items():
        is_method = isinstance(held, Function)
        scope.held[key] = method_of(window.one, held, "bind").call(held, [made]) if is_method else held
    scope.held[name] = Field("row")
    return scope


def _with_names(address: str) -> str | None:
    """An address with marked fields → the same with their names in braces; None where it has none, or is one alone."""
    if OPEN not in address or UNKNOWN in address or address.lower().startswith("javascript:"):
        return None
    plainly = MARKED.sub(lambda mark: f"{{{mark[1].rsplit('.', 1)[-1].removesuffix('[]')}}}", address)
    return None if re.fullmatch(r"\{\w+\}", plainly) or not re.search(r"\{\w+\}", plainly) else plainly


__all__ = ["Asked", "Told", "told_by", "urljoin"]
