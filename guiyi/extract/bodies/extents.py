"""How much text an element holds, and how much of it in links."""

from __future__ import annotations

from typing import NamedTuple

from guiyi.markup.tree import Node

UNREAD = frozenset(("script", "style", "noscript", "template", "link", "iframe", "object"))
LIST_LINKS, LINKED = 4, 0.7  # links and share of linked text from which a block is a list of links


class Extent(NamedTuple):
    """What an element holds: characters of text; links, and characters within them."""

    text: int
    links: int
    linked: int

    def is_link_list(self) -> bool:
        """Whether it is mostly links to pages."""
        return self.links >= LIST_LINKS and self.linked >= LINKED * max(1, self.text)


def extents_of(root: Node) -> dict[Node, Extent]:
    """Tree → what each of its elements holds, looked at from the last to the first, so that none is looked at twice."""
    found: dict[Node, Extent] = {}
    for element in reversed(list(root.iter())):
        is_read = _is_read(element)
        text, links, linked = _breadth(element.text) if is_read else 0, 0, 0
        for child in element:
            inside = found[child]
            text += inside.text + (_breadth(child.tail) if _is_read(child) else 0)
            links, linked = links + inside.links, linked + inside.linked
        if element.tag == "a":
            links, linked = links + 1, linked + text
        found[element] = Extent(text, links, linked)
    return found


def _is_read(element: Node) -> bool:
    return isinstance(element.tag, str) and element.tag not in UNREAD


def _breadth(text: str | None) -> int:
    return len(text.strip()) if text else 0
