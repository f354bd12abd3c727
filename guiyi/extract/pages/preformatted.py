"""Text whose style keeps its line breaks (white-space: pre-wrap), as if each were a <br>: the style gets lost."""

from __future__ import annotations

import re

from lxml import etree

from guiyi.markup.tree import BLOCKS, Node

KEEPS = re.compile(r"white-space\s*:\s*pre(?:-wrap|-line)?\s*(?:;|!|$)", re.IGNORECASE)
SIGN = "pre-"  # without it in a page no element is looked at


def break_lines(root: Node) -> None:
    """In a tree, in place: between two lines of a text that such an element itself holds stands a <br>.

    Breaks beside tags, which lay out the source, stay as they are.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div style='white-space:pre-wrap'>各商户：\\n请清理。\\n<b>甲\\n乙</b></div><div>丙\\n丁</div>"
    >>> page = parse_html(html)
    >>> break_lines(page)
    >>> [len(list(one.iter("br"))) for one in page.iter("div")]
    [2, 0]
    """
    for one in [one for one in root.iter("div", "p", "span", "td", "section") if KEEPS.search(one.get("style") or "")]:
        for inner in [inner for inner in one.iter() if isinstance(inner.tag, str)]:
            if inner is one or inner.tag not in BLOCKS:
                _break(inner, "text")
            if inner is not one:
                _break(inner, "tail")


def _break(holder: Node, part: str) -> None:
    lines = [line for line in (getattr(holder, part) or "").split("\n") if line.strip()]
    if len(lines) < 2 or holder.tag == "pre":
        return
    setattr(holder, part, lines[0])
    parent = holder if part == "text" else holder.getparent()
    at = 0 if part == "text" else parent.index(holder) + 1
    for line in reversed(lines[1:]):
        element = etree.Element("br")
        element.tail = line
        parent.insert(at, element)
