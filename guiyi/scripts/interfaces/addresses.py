"""Addresses that a page's scripts and templates make of a reply's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import lxml.html

from guiyi.markup.decode import HAN
from guiyi.scripts.browser.window import Window
from guiyi.scripts.interfaces.clicks import run_click
from guiyi.scripts.interfaces.rows import MOST_TABS
from guiyi.scripts.language.follower import follow
from guiyi.scripts.language.methods import method_of
from guiyi.scripts.language.natives import evaluated
from guiyi.scripts.language.scopes import Scope
from guiyi.scripts.language.values import MARKED, OPEN, Field, Function, Obj
from guiyi.scripts.literals import UNKNOWN

HREF = re.compile(r"\b(?:href|data-(?:href|url))\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
CLICK = re.compile(
    r"\b(?:onclick|ondblclick)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))|\bhref\s*=\s*[\"']javascript:([^\"'<>]+)",
    re.IGNORECASE,
)
EACH, BOUND = re.compile(r"\s*\(?\s*([A-Za-z_$][\w$]*)"), re.compile(r"^(?:(?:v-bind)?:(?:href|to)|(?:v-on:|@)click)")
REPLY = re.compile(r"r(\d{1,4})\b")
MOST_CLICKS, MOST_INNER = 20, 60  # clicks that are done, rows of templates; elements of one


def addresses_made(window: Window) -> Iterator[tuple[str, int]]:
    """The addresses that the scripts made of a reply's fields, each with the number of the reply; 0 for none known."""
    yield from named(_marked_addresses(window))


def named(addresses: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Those of some addresses that hold a reply's fields, with their names in braces, and the number of the reply."""
    for address in addresses:
        if (told := _with_names(address)) is not None:
            reply = REPLY.search(MARKED.search(address)[1])  # type: ignore[index]
            yield told, int(reply[1]) if reply else 0


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


def boxes_filled(window: Window) -> dict[int, lxml.html.HtmlElement]:
    """The numbers of replies → the element of the page into which the scripts wrote what they made of each."""
    found: dict[int, lxml.html.HtmlElement] = {}
    for element, markup in window.page.filled:
        for mark in MARKED.finditer(markup):
            if (reply := REPLY.match(mark[1])) is not None:
                found.setdefault(int(reply[1]), element)
    return found


def _drawn(window: Window) -> list[str]:
    """The addresses that a page's own template of rows makes of one: v-for, with :href or @click on it or within it. A
    link to one is as good as written where the template stands."""
    found: list[str] = []
    for row in window.page.root.xpath("//*[@v-for]")[:MOST_CLICKS] if window.made else ():
        name = EACH.match(row.get("v-for"))
        scope = _scope_of(window, window.made[0], name[1]) if name else None
        over = follow(partial(evaluated, window.one, row.get("v-for").split(" in ", 1)[-1], scope)) if scope else None
        own = over if isinstance(over, list) and not any(isinstance(one, Field) for one in over) else []
        if scope is not None and name is not None and own:
            _choose_each(window, row, scope, name[1], own)
            continue
        if scope is not None and name is not None and isinstance(over, Field):
            scope.held[name[1]] = over.part("0")
        bound = (
            said
            for element in islice(row.iter("*"), MOST_INNER)
            for key, said in element.attrib.items()
            if BOUND.match(str(key))
        )
        for said in bound if scope else ():
            value = follow(partial(evaluated, window.one, str(said), scope))
            if isinstance(value, str):
                found.append(value)
                window.page.write(f'<a href="{value}">', row.getparent())
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
