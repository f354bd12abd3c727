"""Selectors that a person could have written for a node: by id and class, then by tag below a named holder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guiyi.markup.tree import Node

NAME = re.compile(r"^[A-Za-z_][\w-]*$")
UNQUOTED = re.compile(r"[\"\\\n\r\f]")  # what a value between quotation marks can't hold as it is
SERIAL = re.compile(r"\d{3,}|\d+_\d+|^[0-9a-fA-F-]{16,}$")  # numbered by page or by machine
STATE = re.compile(
    r"^(?:active|on|cur|current|selected|show|hide|clearfix|clear|fl|fr|left|right|row|wrap|w\d+)$", re.IGNORECASE
)
PRESENTATION = ("height", "size", "color", "bgcolor", "width", "align", "style", "face")
FACTS = ("itemprop", "data-label", "data-field", "data-name", "data-title", "rel")
LEVELS = 3  # how far above a nameless node a named holder is looked for


def selectors_of(node: Node) -> list[str]:
    """Node → CSS selectors for it, the plainest first; empty if nothing near it has a name.

    >>> from lxml.html import fromstring
    >>> page = fromstring('<div id="main"><div><h1>a</h1><p id="vsb_content_1001" class="x c12345">b</p></div></div>')
    >>> selectors_of(page.find(".//p")), selectors_of(page.find(".//h1"))
    (['[id^="vsb_content_"]', '.x', 'p.x'], ['h1', '#main h1', '#main > div > h1'])
    """
    if not NAME.match(node.tag):  # <p<div>
        return []
    own = list(_own(node))
    if node.tag == "h1":
        own.append("h1")
    own += _by_facts(node)
    own += _by_order(node)
    if not _is_named(own):
        own += [*_below_holder(node), *_by_attributes(node)]
    return list(dict.fromkeys(own))


def _is_named(own: list[str]) -> bool:
    return any(one.startswith(("#", "[", ".")) for one in own)


def _own(node: Node) -> Iterator[str]:
    name = (node.get("id") or "").strip()
    if NAME.match(name):
        stem = re.split(r"\d", name, maxsplit=1)[0]
        if not SERIAL.search(name):
            yield f"#{name}"
        elif len(stem) >= 4:
            yield f'[id^="{stem}"]'
    classes = [one for one in (node.get("class") or "").split() if NAME.match(one) and not SERIAL.search(one)]
    telling = [one for one in classes if not STATE.match(one)]
    for one in telling:
        yield f".{one}"
    for one in telling:
        yield f"{node.tag}.{one}"
    if len(telling) > 1:
        yield "".join(f".{one}" for one in telling[:3])


def _by_order(node: Node) -> Iterator[str]:
    """A node whose class a sibling before it bears, too: table.pane:nth-of-type(2), the article below its heading."""
    for one in (node.get("class") or "").split():
        before = [
            other for other in node.itersiblings(node.tag, preceding=True) if one in (other.get("class") or "").split()
        ]
        if before and NAME.match(one) and not SERIAL.search(one):
            yield f"{node.tag}.{one}:nth-of-type({_place_among(node)})"


def _by_facts(node: Node) -> Iterator[str]:
    """What an element says of itself: span[itemprop="publisher"], span[data-label="来源："]."""
    for name in FACTS:
        value = node.get(name)
        if value and len(value) <= 40 and not UNQUOTED.search(value):
            yield f'{node.tag}[{name}="{value}"]'


def _by_attributes(node: Node) -> Iterator[str]:
    """Old layouts tell cells apart by their presentation only: td[height="60"], font[size="5"]."""
    for name in PRESENTATION:
        value = node.get(name)
        if value and len(value) <= 40 and not UNQUOTED.search(value):
            yield f'{node.tag}[{name}="{value}"]'
    if node.get("style"):
        yield f"{node.tag}[style]"


def _place_among(node: Node) -> int:
    """An element's place among its siblings of the same tag, from 1."""
    return 1 + sum(1 for _one in node.itersiblings(node.tag, preceding=True))


def _below_holder(node: Node) -> Iterator[str]:
    path, holder = [str(node.tag)], node.getparent()
    for _level in range(LEVELS):
        if holder is None or not isinstance(holder.tag, str) or holder.tag in ("body", "html"):
            return
        if not NAME.match(holder.tag):
            return
        names = list(_own(holder))[:2] or list(_by_attributes(holder))[:2]
        for one in names:
            yield f"{one} {node.tag}"
            yield f"{one} > {' > '.join(path)}"
            if len(path) == 1 and (at := _place_among(node)) > 1:
                yield f"{one} > {node.tag}:nth-of-type({at})"
        path.insert(0, str(holder.tag))
        holder = holder.getparent()
