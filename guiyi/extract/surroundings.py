"""The text of a page around its body, where title, dates and labelled fields stand."""

from __future__ import annotations

from guiyi.extract.body import Body
from guiyi.extract.page import Node, text_of

MARK = "\ue000body\ue000"
HEAD_LINES = 4
BEFORE = 1200  # characters of the page before the body that are read for title and date


def text_around(root: Node, body: Body, text: str) -> tuple[str, str]:
    """Tree, body, the body's text → (text just before the body, text of the page around it).

    A body chosen by its text may begin with the page's own title and date: its short first lines count to both.
    """
    before, around = surroundings(root, body.node)
    if not body.is_guessed:
        return before, around
    top = "\n".join(line for line in text.split("\n")[:HEAD_LINES] if len(line) < 100)
    return f"{before}\n{top}", f"{top}\n{around}"


def surroundings(root: Node, node: Node) -> tuple[str, str]:
    """Tree and body node → (text just before the body, text of the page around it)."""
    holder = node.getparent()
    if holder is None:
        return "", ""
    at = holder.index(node)
    mark = node.makeelement("p")
    mark.text, mark.tail = MARK, node.tail
    tail = node.tail
    holder[at] = mark
    text = text_of(root)
    mark.tail = None
    holder[at] = node
    node.tail = tail
    before, _, after = text.partition(MARK)
    return before[-BEFORE:], before[-2 * BEFORE :] + "\n" + after[:BEFORE]
