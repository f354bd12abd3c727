"""Where a page's body is: what its template's selector gives while that is the article, else what any page shows.

A selector is doubted where it gives a few words, or mostly links, while far more sentences stand elsewhere on the page;
another body takes its place only if it holds those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from lxml import etree

from guiyi.config.models import Selector
from guiyi.extract.bodies.agreement import find_by_agreement
from guiyi.extract.bodies.bare import is_remnant
from guiyi.extract.bodies.containers import Body, find_container, link_share, select_node, with_twins
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import UNSEEN, Node, raw_text

FEW = 120  # characters of a text from which nobody asks whether it is one
MOSTLY_LINKS = 0.6
LEAST_LINKS = 3
TIMES = 3  # as many characters of sentences elsewhere
LINE = 24  # characters of a piece from which it is a sentence
LOOKED_AT = 4000  # pieces of a page
PIECES = etree.XPath(f".//text()[string-length() > {LINE}]")
SENTENCE = re.compile(r"[。，；]|[a-z,]\.? [a-z]")
OF_THE_SITE = re.compile(
    r"版权所有|ICP\s*备|备案|主办单位|承办单位|技术支持|网站标识码|建议使用|All Rights Reserved|Copyright", re.I
)
NO_TEXT = UNSEEN | {"a", "nav", "footer", "noscript"}


def find_body(view: PageView, selectors: Sequence[Selector], is_article: bool) -> Body | None:
    """A page, its template's selectors of the body → the body; None if there is none.

    What a selector gives stands unless the page has far more to say elsewhere, and general ways find that.
    """
    nodes = ((one, select_node(one, view)) for one in selectors)
    told = next((Body(node, "", one.spelled, is_told=True) for one, node in nodes if node is not None), None)
    if told is None or is_doubted(told.node, view.root):
        found = _find_generally(view, is_article)
        if told is None or (found is not None and is_better(found.node, told.node)):
            return found
    told.node = with_twins(told.node)
    return told


def _find_generally(view: PageView, is_article: bool) -> Body | None:
    """Known container, then agreement of extractors."""
    container = find_container(view)
    if container is not None and (is_article or link_share(container.node) < MOSTLY_LINKS):
        container.node = with_twins(container.node)
        return container
    agreed = find_by_agreement(view.root)
    return None if agreed is not None and is_remnant(agreed.node, view) else agreed


def is_doubted(node: Node, root: Node) -> bool:
    """A node that a selector gave, and its page → whether it is most likely no longer the article."""
    words = len(raw_text(node).strip())
    links = node.iterdescendants("a")
    has_links = sum(1 for _link, _n in zip(links, range(LEAST_LINKS), strict=False)) == LEAST_LINKS
    if words >= FEW and not (has_links and link_share(node) >= MOSTLY_LINKS):
        return False
    inside = sentences(node)
    return sentences(root) - inside >= max(FEW, TIMES * inside)


def is_better(node: Node, doubted: Node) -> bool:
    """Whether another body holds the sentences that a doubted one lacks."""
    return sentences(node) >= max(FEW, TIMES * sentences(doubted))


def sentences(node: Node) -> int:
    """Characters of a node's sentences that are neither links nor what the site says of itself."""
    count = 0
    for piece in cast(list[Any], PIECES(node))[:LOOKED_AT]:
        if not _is_aside(piece, node) and SENTENCE.search(piece) and not OF_THE_SITE.search(piece):  # no script's words
            count += len(piece.strip())
    return count


def _is_aside(piece: Any, node: Node) -> bool:
    holder = piece.getparent()
    holder = holder.getparent() if piece.is_tail and holder is not None else holder
    while holder is not None and holder is not node:
        if holder.tag in NO_TEXT:
            return True
        holder = holder.getparent()
    return False
