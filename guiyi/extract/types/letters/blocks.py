"""The block of a page that holds a whole letter, or several side by side, around a body that is a part of it."""

from __future__ import annotations

from itertools import islice, takewhile

from guiyi.extract.types.letters.labels import is_pictured
from guiyi.extract.types.letters.read import letters_in, read_letters
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.markup.tree import Node, text_of

LEVELS = 6  # of blocks around an answer


def may_be_pictured(node: Node) -> bool:
    """Whether pictures in the blocks around a node are, by their alt texts, a question's label and an answer's."""
    blocks = [node, *takewhile(lambda one: one.tag not in ("body", "html"), islice(node.iterancestors(), LEVELS))]
    return is_pictured(blocks[-1])


def block_of_letter(node: Node) -> Node:
    """A node with a letter's answer alone → the block around it that holds the letter, too; else the node."""
    for above in (node, *islice(node.iterancestors(), LEVELS)):
        if above.tag in ("body", "html"):
            break
        letters = letters_in(above, text_of(above), "")
        if letters and all(one["question"] and one["reply"] for one in letters):
            return above
    return node


def letters_beside(node: Node) -> tuple[Node, tuple[Node, ...]] | None:
    """A node that is one of several answered letters side by side → the block of them all, and what else stands in it."""
    for block in (node, *islice(node.iterancestors(), LEVELS)):
        above = block.getparent()
        if above is None or block.tag in ("body", "html"):
            return None
        alike = [one for one in above.iterchildren(block.tag) if one is not block and _is_whole(text_of(one))]
        if alike and _is_whole(text_of(block)):
            kept = {block, *alike}
            return above, tuple(one for one in above.iterchildren() if one not in kept)
    return None


def _is_whole(text: str) -> bool:
    """Whether a text is letters, each with its answer."""
    letters = read_letters(text) if may_be_labelled(text, "") else []
    return bool(letters) and all(one["question"] and one["reply"] for one in letters)
