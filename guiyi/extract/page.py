"""One page as a tree: repaired text parsed once, and the plain text of nodes as a reader sees it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.links import html_parser

Node = Any  # lxml.html.HtmlElement; lxml has no types of its own

STRAY_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
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
PARSER = html_parser()


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
        return lxml.html.document_fromstring(data, parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml.html.document_fromstring("<html><body></body></html>")


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
