"""A title without what stands beside it in an element of its own: a tag before it, a state behind it."""

from __future__ import annotations

import re

from guiyi.markup.tree import Node, raw_text, squeezed, unspaced

BESIDE_TITLE = 20  # characters
STATE = re.compile(r"\s+((?:现行|全文|部分|继续|已|尚未)?(?:有效|失效|废止|修改|修订))$")
TAG = re.compile(r"^[\[【]\s*([^\[\]【】]{1,6}?)\s*[\]】]\s*(?=\S{4})")


def untagged(root: Node, title: str) -> str:
    """A title without the tag in brackets before it that is an element of its own, as forums print it.

    >>> from guiyi.markup.parsing import parse_html
    >>> untagged(parse_html("<h1>[<a>公告</a>] 南门封闭施工</h1>"), "[公告] 南门封闭施工")
    '南门封闭施工'
    >>> untagged(parse_html("<a>图解</a><h1>【图解】南门封闭施工</h1>"), "【图解】南门封闭施工")
    '【图解】南门封闭施工'
    """
    tag = TAG.match(title)
    apart = tag and any(_heads(one, tag[1], title) for one in root.iter("a", "em", "i", "span", "font"))
    return title[tag.end() :] if tag and apart else title


def without_state(root: Node, title: str) -> str:
    """A title without the badge behind it that says whether the document is in force, an element of its own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>防汛办法 <span>已失效</span></h1><h2>公章作废 有效</h2>")
    >>> without_state(page, "防汛办法 已失效"), without_state(page, "公章作废 有效")
    ('防汛办法', '公章作废 有效')
    """
    state = STATE.search(title) if title.endswith(("效", "止", "改", "订")) else None
    apart = state and any(
        squeezed(raw_text(one)) == state[1] for one in root.iter("span", "em", "i", "font", "label", "b")
    )
    return title[: state.start()] if state and apart else title


def _heads(element: Node, tag: str, title: str) -> bool:
    """Whether an element holds a title's tag alone, in a block of little but the title."""
    block = element.getparent()
    if block is None or raw_text(element).strip("[]【】 \n") != tag:
        return False
    said = unspaced(raw_text(block))
    return said.startswith(unspaced(title)) and len(said) <= len(unspaced(title)) + BESIDE_TITLE
