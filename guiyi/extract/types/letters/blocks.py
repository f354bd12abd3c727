"""The block of a page that holds a whole letter, or several side by side, around a body that is a part of it."""

from __future__ import annotations

from itertools import islice, takewhile
from typing import Any

from guiyi.extract.types.letters.around import asked_around, letters_around
from guiyi.extract.types.letters.labels import is_pictured
from guiyi.extract.types.letters.letter import LEAST_OF_SEVERAL, letter_told
from guiyi.extract.types.letters.parties import exchange_of
from guiyi.extract.types.letters.pieces import pieces_of
from guiyi.extract.types.letters.read import letters_in, read_letters
from guiyi.extract.types.letters.runs import LEVELS
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.extract.types.letters.voices import may_speak
from guiyi.extract.types.letters.words import HAS_DAY, Exchange
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node, text_of

OF_EACH = ("question", "reply", "asked_at", "replied_at", "reply_agency")


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


def letter_of_parties(
    node: Node, own: list[dict[str, Any]], is_of_letters: bool, text: str, around: str
) -> tuple[Node, list[dict[str, Any]]] | None:
    """A node, the letters that its words tell → the block with both parts of the letter that its structure tells, and that
    letter; None where the words tell as much. is_of_letters: the page's column says so. text, around: what the node
    says, and the page around it.
    """
    if len(own) > 1 or not (is_of_letters or own or may_speak(text, around)):
        return None
    found = letters_around(node, is_of_letters)
    letters = [letter for one in (found[1] if found else ()) for letter in letter_told(one, LEAST_OF_SEVERAL)]
    if not found and own and not own[0]["reply"] and (asked := asked_around(node, is_of_letters, None)):
        return _without_label(node, own[0], asked)
    if found and len(letters) > 1:
        return found[0], letters
    if found is None or not letters or (own and not _tells_more(letters[0], own[0])):
        return None
    kept = {name: one for name, one in own[0].items() if one and not letters[0].get(name)} if own else {}
    return found[0], [letters[0] | kept]


def _without_label(node: Node, own: dict[str, Any], asked: Exchange) -> tuple[Node, list[dict[str, Any]]] | None:
    """A letter that waits → the same with what was asked alone, and with what its block tells of it, too."""
    more = {name: one for name, one in asked.items() if name == "question" or not own.get(name)}
    return (node, [own | more]) if asked["question"] in (own["question"] or "") else None


def is_like_letter(html: str) -> bool:
    """Whether a text has the build of a letter with its answer, whoever speaks: its column tells if that makes it one.

    >>> is_like_letter("<p>2021-01-03<p>河面漂着垃圾。<p>县水利局 2021-01-12<p>垃圾清理完毕。"), is_like_letter("<p>河面漂着垃圾。")
    (True, False)
    """
    body = parse_html(html or "<p>").find(".//body")
    return body is not None and exchange_of(pieces_of(body), True) is not None


def _tells_more(letter: dict[str, Any], own: dict[str, Any]) -> bool:
    """Whether a letter tells more of what each has than another does, or what stands within the other's words apart."""
    told, known = (sum(bool(one.get(name)) for name in OF_EACH) for one in (letter, own))
    if told != known:
        return told > known
    (question, reply), (asked, said) = ([str(one[name] or "") for name in OF_EACH[:2]] for one in (letter, own))
    is_within = (
        question in asked
        and reply in said
        and len(HAS_DAY.findall(asked + said)) > len(HAS_DAY.findall(question + reply))
    )
    is_again = asked in question and asked != question
    return reply in asked or is_within or is_again or ("replies" in letter and "replies" not in own)


def _is_whole(text: str) -> bool:
    """Whether a text is letters, each with its answer."""
    letters = read_letters(text) if may_be_labelled(text, "") else []
    return bool(letters) and all(one["question"] and one["reply"] for one in letters)
