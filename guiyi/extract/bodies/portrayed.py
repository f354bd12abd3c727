"""The page of an expert, whose name, post and field stand in a block above the text that tells the life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from guiyi.extract.bodies.containers import Body, link_share
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, raw_text

SIGNS = ("职称", "擅长", "专长", "研究方向")  # without one of them a page is none of an expert
FACT = re.compile(
    r"\s*(?:所[在属])?(职\s*[称务]|科\s*室|院系|专\s*业|(?:专业)?(?:擅|专)\s*长|(?:主要)?研究方向|学\s*[历位]|[出门]诊时间)\s*(?:[:：]|$)"
)
LONGEST_FACT = 300  # characters of an element that tells one fact
LEAST = 2  # facts that make a block
LEVELS = 6  # how far above the text their common block is looked for
LINKED = 0.3  # share of a block's text in links from which it is a list of experts


def portrayed(view: PageView, body: Body | None) -> Body | None:
    """A page's body → the same with the block of facts above it that belongs to it.

    What lies between is gathered in a block of its own, in the page's tree. Facts that are told twice are of others.
    """
    if body is None or not view.source or not view.shows(*SIGNS):
        return body
    told: dict[str, Node] = {}
    for element, label in _facts_above(view.root, body.node):
        if label in told:
            return body
        told[label] = element
    if len(told) < LEAST:
        return body
    first = next(iter(told.values()))
    holder = next((one for one in islice(body.node.iterancestors(), LEVELS) if first in one.iterdescendants()), None)
    if holder is None:
        return body
    start, end = (next(at for at, child in enumerate(holder) if one in child.iter()) for one in (first, body.node))
    between = holder[start : end + 1]
    if any(link_share(one) >= LINKED for one in between if isinstance(one.tag, str)):
        return body
    block = holder.makeelement("div")
    holder.insert(start, block)
    block.extend(between)
    return replace(body, node=block)


def _facts_above(root: Node, node: Node) -> Iterator[tuple[Node, str]]:
    """The elements before a node that begin with the label of a fact, each with the label."""
    for element in root.iter():
        if element is node:
            return
        label = FACT.match(element.text) if element.text and isinstance(element.tag, str) else None
        if label and len(raw_text(element)) <= LONGEST_FACT:
            yield element, re.sub(r"\s", "", label[1])
