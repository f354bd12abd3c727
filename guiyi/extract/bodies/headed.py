"""The article of a page where a block beside it says more: what the one heading with its day below it heads."""

from __future__ import annotations

import re

from guiyi.extract.bodies.containers import link_share
from guiyi.extract.fields.remarks import is_remark
from guiyi.markup.tree import UNSEEN, Node, raw_text, squeezed, text_of

HEADS = ("h1", "h2", "h3", "h4")
LEAST, LEVELS = 6, 3  # characters of such a heading; blocks around it that may hold its text
SENTENCE = re.compile(r"[。；！？]|[a-z]{3}\.(?:\s|$)")
LINKED = 0.3  # share of a block's text in links from which it is no article


def headed_instead(root: Node, node: Node, furniture: list[Node]) -> Node:
    """The node that extractors chose → the block below the page's one dated heading, where the node stands wholly
    before it and no heading as high heads that. A notice of a line stands beside rules of a service that never change.

    >>> from guiyi.markup.parsing import parse_html
    >>> side = "<div><h3>须知</h3><p>查询可以到大厅打印，也可以登录平台下载。</p></div>"
    >>> html = "<div><h%d>关于暂停查询的公告</h%d><p>2018-03-05</p><p>社保查询暂停一天。</p></div>"
    >>> found = [parse_html(side + html.replace("%d", at)) for at in ("2", "4")]
    >>> [headed_instead(one, one.find(".//div"), []).find("h3") is None for one in found]
    [True, False]
    """
    outside = {element for one in furniture for element in one.iter()}
    heads = [one for one in root.iter(*HEADS) if one not in outside]
    dated = [one for one in heads if _is_dated(one)]
    inside = set(node.iter())
    if len(dated) != 1 or dated[0] in inside or not _is_before(node, dated[0], heads, inside):
        return node
    around = [one for one in dated[0].iterancestors() if one.tag not in ("body", "html")][:LEVELS]
    for one in around:
        if one in node.iterancestors():
            break
        lines = text_of(one).split("\n")
        if any(SENTENCE.search(line) and not is_remark(line) for line in lines) and link_share(one) < LINKED:
            return one
    return node


def _is_dated(heading: Node) -> bool:
    """Whether a line that tells a day stands right below a heading that is no link."""
    below = heading.getnext()
    if below is None or heading.find(".//a") is not None or len(squeezed(raw_text(heading))) < LEAST:
        return False
    return is_remark(squeezed(raw_text(below)))


def _is_before(node: Node, heading: Node, heads: list[Node], inside: set[Node]) -> bool:
    """Whether a node stands before a heading, has none as high, and tells no day, nor does the page above it."""
    if any(one in inside and one.tag <= heading.tag for one in heads) or node in heading.iterancestors():
        return False
    lines, is_past = text_of(node).split("\n"), False
    for one in heading.getroottree().getroot().iter():
        if one is heading:
            return is_past and not any(map(is_remark, lines))
        is_past |= one is node
        if not is_past and one.tag not in UNSEEN and one.text and not one.text.isspace():
            lines.append(squeezed(one.text))
    return False
