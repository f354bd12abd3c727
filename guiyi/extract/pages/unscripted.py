"""A page without an article but for readers without scripts: what stands in <noscript> is shown."""

from __future__ import annotations

import re

from guiyi.markup.tree import Node, plain_of, raw_text

ASKS = re.compile(r"浏览器|脚本|browser|script", re.IGNORECASE)
SENTENCES = re.compile(r"[。！!.\n]")
LEAST = 60  # characters of a text that is more than a word to switch scripts on


def show_unscripted(root: Node) -> bool:
    """Turns the <noscript> of a tree that hold a text into plain blocks; gives whether there were any.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div id=app></div><noscript><h1>公告</h1><p>" + "馆舍检修，闭馆。" * 10 + "</p></noscript>")
    >>> show_unscripted(page), page.find(".//h1").getparent().tag, show_unscripted(page)
    (True, 'div', False)
    >>> show_unscripted(parse_html(f"<noscript>{'您的浏览器不支持脚本，请换一个浏览器再访问本站。' * 3}</noscript>"))
    False
    """
    found = [one for one in root.iter("noscript") if len(plain_of(_without_asking(raw_text(one)))) >= LEAST]
    for one in found:
        one.tag = "div"
    return bool(found)


def _without_asking(text: str) -> str:
    """A text without its sentences that ask for scripts or for another browser."""
    return "".join(one for one in SENTENCES.split(text) if not ASKS.search(one))
