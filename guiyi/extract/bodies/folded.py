"""Heads of parts that open by a click (an accordion): buttons that are the page's own words, not its tools."""

from __future__ import annotations

import re
from collections import Counter

from guiyi.extract.bodies.tools import TOOL_LINE
from guiyi.markup.tree import Node, raw_text, squeezed

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LEAST, LONGEST = 3, 40  # heads of a kind, characters of one
NUMBERS = re.compile(r"\d+")


def show_heads(body: Node) -> None:
    """Makes words of the buttons that head a body's parts: three of a kind, each with words and a text below it.

    A tool of the page (打印, 下载, 提交) is alone, or has nothing below it.

    >>> from guiyi.markup.parsing import parse_html
    >>> part = "<div class=acc><button class='h c{}'>{}</button><div>{}</div></div>"
    >>> words = ("受理条件", "办理流程", "收费标准"), ("法人", "申请", "不收费")
    >>> page = parse_html("".join(map(part.format, "123", *words)))
    >>> show_heads(page)
    >>> [one.tag for one in page[0][0]], len(list(page.iter("button")))
    (['p', 'div'], 0)
    >>> page = parse_html("<p><button>打印</button><button>关闭</button><button>收藏</button><p>正文")
    >>> show_heads(page)
    >>> len(list(page.iter("button")))
    3
    """
    heads = [one for one in body.iter("button") if _heads_part(one)]
    kinds = Counter(map(_kind_of, heads)) if len(heads) >= LEAST else Counter()
    for one in heads:
        if kinds[_kind_of(one)] >= LEAST:
            parent = one.getparent()
            one.tag = "span" if parent is not None and parent.tag in HEADINGS else "p"


def _heads_part(button: Node) -> bool:
    """Whether a button has words, and a block with a text right below it or below the heading that it is."""
    words = squeezed(raw_text(button))
    if not 1 < len(words) <= LONGEST or TOOL_LINE.fullmatch(words):
        return False
    head, parent = button, button.getparent()
    while parent is not None and head.getnext() is None and squeezed(raw_text(parent)) == words:
        head, parent = parent, parent.getparent()
    below = head.getnext()
    return below is not None and below.tag not in ("button", "a", "input") and bool(squeezed(raw_text(below)))


def _kind_of(button: Node) -> str:
    return NUMBERS.sub("", button.get("class") or "")
