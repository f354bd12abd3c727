"""The plain text of a page's nodes, as a reader sees it."""

from __future__ import annotations

import re
from functools import lru_cache

from guiyi.parsing import Node as Node

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul caption option legend".split()
)
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(
    "script style noscript template head title meta link textarea select button iframe object embed svg".split()
)
SPACES = re.compile(r"[ \t\r\f\v\xa0\u3000\u2002-\u200a]+")
MARKS = re.compile(r"[\s*#\-|>\[\]()!_`]+")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def _collect(node: Node, pieces: list[str]) -> None:
    """Adds a node's text in reading order; a line feed where a block begins or ends, a tab between table cells."""
    tag = node.tag
    if tag in UNSEEN or not isinstance(tag, str):
        return
    style = node.get("style")
    if style and HIDDEN.search(style):
        return
    is_block = tag in BLOCKS
    if is_block:
        pieces.append("\n")
    if text := node.text:
        pieces.append(_squeeze(text))
    for child in node:
        if child.tag == "br":
            pieces.append("\n")
        else:
            _collect(child, pieces)
        if tail := child.tail:
            pieces.append(_squeeze(tail))
    if is_block:
        pieces.append("\n")
    elif tag in CELLS:
        pieces.append("\t")


def text_of(node: Node) -> str:
    """Node → its text: one block a line, cells of a row separated by a tab, white space squeezed.

    >>> text_of(lxml.html.fromstring("<div><p>一 <b>二</b></p>三<table><tr><td>四</td><td>五</td></tr></table></div>"))
    '一 二\\n三\\n四\\t五'
    """
    pieces: list[str] = []
    try:
        _collect(node, pieces)
        raw = "".join(pieces)
    except RecursionError:
        raw = "\n".join(_squeeze(piece) for piece in node.itertext())
    lines = []
    for line in raw.split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        while cells and not cells[-1]:
            cells.pop()
        if any(cells):
            lines.append("\t".join(cells))
    return "\n".join(lines)


@lru_cache(maxsize=10_000)
def _squeeze(text: str) -> str:
    return SPACES.sub(" ", text.replace("\n", " "))


def squeezed(text: str) -> str:
    """Text on one line, white space squeezed, ends stripped."""
    return SPACES.sub(" ", text.replace("\n", " ")).strip()


def plain_of(text: str) -> str:
    """Text without white space and without the marks that text extractors put in (lists, emphasis, table bars)."""
    return MARKS.sub("", text)


def raw_text(node: Node) -> str:
    """All text of a node as it stands, blocks not told apart."""
    return "".join(str(part) for part in node.itertext())
