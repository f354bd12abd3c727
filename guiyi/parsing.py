"""Text of a page → its tree, whatever the page does: one parser, and what is done to a page before it may see it.

The parser (libxml2) loses all that follows a stray `</html>` or lies deeper than 2,048 elements, and takes minutes for
a tag with 100,000 attributes. So stray ends are taken out, floods of attributes are cut, and a page that turns out too
deep is flattened and parsed again: its text is kept, its nesting is not.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

Node = Any  # an element; lxml has no types of its own

LARGEST = 16 * 2**20  # characters: a longer page is no document that a person reads; it is held, its bytes archived
MAX_ATTRIBUTES = 200
MAX_DEPTH = 250
LONG_TAG = 4000
STRAY_END = re.compile(r"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
FLOOD = re.compile(rf"<([a-zA-Z][\w:-]*)(\s[^<>]{{{LONG_TAG},}})>")
ATTRIBUTE = re.compile(r"""\s[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
PARSER = etree.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)
DEEP = 2000  # elements: fewer can't nest deeper than the parser bears
EMPTY = "<html><body></body></html>"


def parse_html(text: str) -> Node:
    """Text of a page → its tree, comments kept. Never fails: nothing, or more than LARGEST, gives an empty tree."""
    if len(text) > LARGEST:
        return etree.fromstring(EMPTY, parser=PARSER)
    text = without_floods(without_stray_ends(text))
    tree, is_whole = _parse(text)
    return tree if is_whole else _parse(flattened(text))[0]


def _parse(text: str) -> tuple[Node, bool]:
    """The tree, and whether the parser read all of the text."""
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        return etree.fromstring(EMPTY, parser=PARSER), True
    if text.count("<") < DEEP:
        return tree, True
    return tree, all(one.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT for one in PARSER.error_log)


def without_stray_ends(text: str) -> str:
    """Page text → the same without the stray ends that included headers leave.

    >>> without_stray_ends("<html><body>a</body></html><p>b</p></body></html>")
    '<html><body>a<p>b</p></body></html>'
    """
    ends = list(STRAY_END.finditer(text))
    if len(ends) > 2:
        last = {ends[-1].start(), ends[-2].start()}
        text = STRAY_END.sub(lambda match: match[0] if match.start() in last else "", text)
    return text


def without_floods(text: str) -> str:
    """Page text → the same with at most MAX_ATTRIBUTES attributes a tag; a long `data:` address is no flood.

    >>> len(without_floods("<p " + "a=1 " * 9000 + ">x</p>"))
    808
    """
    return FLOOD.sub(_cut, text) if max(map(len, text.split("<"))) > LONG_TAG else text


def _cut(match: re.Match[str]) -> str:
    kept: list[str] = []
    for at, attribute in enumerate(ATTRIBUTE.finditer(match[2])):
        if at == MAX_ATTRIBUTES:
            return f"<{match[1]}{''.join(kept)}>"
        kept.append(attribute[0])
    return match[0]


def flattened(text: str) -> str:
    """Page text → the same without the tags that open deeper than MAX_DEPTH, and their ends.

    >>> flattened("<div>" * 300 + "x" + "</div>" * 300).count("<div>")
    250
    """
    open_tags: list[str] = []
    dropped: dict[str, int] = {}

    def one(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in VOID or match[3].endswith("/"):
            return match[0]
        if not match[1]:
            if len(open_tags) >= MAX_DEPTH:
                dropped[name] = dropped.get(name, 0) + 1
                return ""
            open_tags.append(name)
            return match[0]
        if dropped.get(name):
            dropped[name] -= 1
            return ""
        if name in open_tags:
            while open_tags.pop() != name:
                pass
        return match[0]

    return TAG.sub(one, text)
