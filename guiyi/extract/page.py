"""One page as a tree: repaired text parsed once, and the plain text of nodes as a reader sees it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

Node = Any  # an element; lxml has no types of its own

STRAY_END = re.compile(r"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul caption option legend".split()
)
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(
    "script style noscript template head title meta link textarea select button iframe object embed svg".split()
)
SPACES = re.compile(r"[ \t\n\r\f\v\xa0\u3000\u2002-\u200a]+")
BREAK, CELL = "\x00", "\x01"
MARKS = re.compile(r"[\s*#\-|>\[\]()!_`]+")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PARSER = etree.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)


def repair_html(text: str) -> str:
    """Page text → the same without the stray ends that included headers leave (all that follows them would be lost).

    >>> repair_html("<html><body>a</body></html><p>b</p></body></html>")
    '<html><body>a<p>b</p></body></html>'
    """
    ends = list(STRAY_END.finditer(text))
    if len(ends) > 2:
        last = {ends[-1].start(), ends[-2].start()}
        text = STRAY_END.sub(lambda match: match[0] if match.start() in last else "", text)
    return text


def parse_page(text: str) -> Node:
    """Page text → its tree. Never fails; an empty page gives an empty tree."""
    data = repair_html(text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root if root is not None else etree.fromstring("<html><body></body></html>", parser=PARSER)


def gather(node: Node, out: list[str]) -> None:
    """Adds a node's text pieces in reading order, with BREAK at the ends of blocks and CELL after a table cell."""
    tag = node.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    style = node.get("style")
    if style and HIDDEN.search(style):
        return
    is_block = tag in BLOCKS
    if is_block:
        out.append(BREAK)
    if node.text:
        out.append(node.text)
    for child in node:
        if child.tag == "br":
            out.append(BREAK)
        else:
            gather(child, out)
        if child.tail:
            out.append(child.tail)
    if is_block:
        out.append(BREAK)
    elif tag in CELLS:
        out.append(CELL)


def text_of(node: Node) -> str:
    """Node → its text: one block a line, cells of a row separated by a tab, white space squeezed.

    >>> text_of(parse_page("<div><p>一 <b>二</b></p>三<table><tr><td>四</td><td>五</td></tr></table></div>"))
    '一 二\\n三\\n四\\t五'
    """
    out: list[str] = []
    try:
        gather(node, out)
    except RecursionError:
        out = [f"{BREAK}{piece}" for piece in node.itertext()]
    return lines_of("".join(out))


def lines_of(raw: str) -> str:
    """Gathered pieces, joined → lines of text."""
    lines = []
    for line in SPACES.sub(" ", raw).split(BREAK):
        if CELL in line:
            cells = "\t".join(cell.strip() for cell in line.split(CELL)).rstrip("\t")
            if cells.strip():
                lines.append(cells)
        elif stripped := line.strip():
            lines.append(stripped)
    return "\n".join(lines)


def squeezed(text: str) -> str:
    """Text on one line, white space squeezed, ends stripped."""
    return SPACES.sub(" ", text).strip()


def plain_of(text: str) -> str:
    """Text without white space and without the marks that text extractors put in (lists, emphasis, table bars)."""
    return MARKS.sub("", text)


def raw_text(node: Node) -> str:
    """All text of a node as it stands, blocks not told apart."""
    return "".join(str(part) for part in node.itertext())


def drop(element: Node) -> None:
    """Removes an element but keeps the text behind it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
