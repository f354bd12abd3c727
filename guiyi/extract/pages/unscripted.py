"""A page without an article but for readers without scripts: what stands in <noscript> is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.markup.tree import Node, plain_of, raw_text, text_of

ASKS = re.compile(r"浏览器|脚本|browser|script", re.IGNORECASE)
SENTENCES = re.compile(r"[。！!.\n]")
LEAST = 60  # characters of a text that is more than a word to switch scripts on


def show_unscripted(root: Node) -> list[Node]:
    """Turns the <noscript> of a tree that hold a text into plain blocks; gives these.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div id=app></div><noscript><h1>公告</h1><p>" + "馆舍检修，闭馆。" * 10 + "</p></noscript>")
    >>> len(show_unscripted(page)), page.find(".//h1").getparent().tag, show_unscripted(page)
    (1, 'div', [])
    >>> show_unscripted(parse_html(f"<noscript>{'您的浏览器不支持脚本，请换一个浏览器再访问本站。' * 3}</noscript>"))
    []
    """
    found = [one for one in root.iter("noscript") if len(plain_of(_without_asking(raw_text(one)))) >= LEAST]
    for one in found:
        one.tag = "div"
    return found


def hide_unscripted(shown: Iterable[Node]) -> None:
    """Turns the blocks that `show_unscripted` gave back into what they were."""
    for one in shown:
        one.tag = "noscript"


def is_unscripted(node: Node, shown: Iterable[Node]) -> bool:
    """Whether a body lies within one of the blocks that were shown, or is hardly more than it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html(f"<div><h1>停水</h1><noscript><p>{'今日停水，请储水。' * 9}</noscript></div>")
    >>> shown = show_unscripted(page)
    >>> [is_unscripted(page.find(f".//{one}"), shown) for one in ("p", "div", "h1")]
    [True, True, False]
    """
    for one in shown:
        if one is node or any(above is node for above in one.iterancestors()):
            return len(plain_of(raw_text(one))) * 2 > len(plain_of(text_of(node)))
        if any(above is one for above in node.iterancestors()):
            return True
    return False


def _without_asking(text: str) -> str:
    """A text without its sentences that ask for scripts or for another browser."""
    return "".join(one for one in SENTENCES.split(text) if not ASKS.search(one))
