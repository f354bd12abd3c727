"""Mailbox pages: letters and their replies, read from their labelled fields (domain rules: 受理、答复, 是否公开)."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Any

from guiyi.dayorder import in_figures
from guiyi.extract.types.english import LETTER as LETTER_HEADS
from guiyi.extract.types.english import LineLabels, is_english
from guiyi.extract.types.letters.exchanges import exchange_in
from guiyi.extract.types.letters.forms import answered, parted, valued
from guiyi.extract.types.letters.labelling import with_labels
from guiyi.extract.types.letters.labels import LABELS, is_pictured, labelled_text
from guiyi.extract.types.letters.letter import LEAST, LEAST_OF_SEVERAL, LEAST_PICTURED, letter_told, letters_from
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.extract.types.letters.speakers import Exchange, is_spoken
from guiyi.markup.tree import Node

ENGLISH = LineLabels(LETTER_HEADS)
FACTS = re.compile(r"[^\s:：。]{2,8}[:：][^。？?！，]{0,80}")  # a line of labels and short values
OF_FACTS = (
    "asked_at",
    "replied_at",
    "accepted_at",
    "reply_agency",
    "accept_agency",
    "writer",
    "number",
    "kind",
    "status",
)


def read_letters(text: str, around: str = "", least: int = LEAST) -> list[dict[str, Any]]:
    """Body text and the text around it → the letters it prints, or none if it is no mailbox page.

    At least a question or a reply, and `least` labelled fields in all, make a letter. A page with several letters repeats
    its labels, or is a table with one letter a row. is_public is False only where the page says so.
    """
    if is_english(text or around):
        text, around = in_figures(text), in_figures(around)
        return letters_from([*ENGLISH.fields(text), *ENGLISH.fields(_beside(text, around))])[:1]
    text, around = with_labels(text, around)
    fields, around = LABELS.fields(text), _beside(text, around)
    own = letters_from(fields, least) or [one for row in LABELS.rows(text) for one in letter_told(row)]
    if len(own) > 1:
        return own
    replies = tuple(one.value for one in fields if one.name == "reply")
    beside = [one for one in LABELS.fields(around) if not (one.name == "reply" and one.value.startswith(replies))]
    found = letters_from(
        [*fields, *beside], least
    )  # an answer that the text around has once more runs on into what stands there
    return found[:1] or own


def _beside(text: str, around: str) -> str:
    """The text around a body without the body's own first short lines, which count to both: a label at their end would
    have for its value what stands above the body.

    >>> _beside("内容：\\n路灯不亮。\\n回复内容：\\n已修。", "回复内容：\\n书记信箱\\n回复单位：住建局")
    '书记信箱\\n回复单位：住建局'
    """
    return "\n".join(dropwhile(lambda line: line.strip() in text, around.split("\n")))


def letters_in(node: Node, text: str, around: str) -> list[dict[str, Any]]:
    """A body, its text, the text around it → the letters it prints; their labels may be elements without a colon."""
    letters = read_letters(text, around) if may_be_labelled(text, around) else []
    is_told = bool(letters) and not (len(letters) == 1 and letters[0]["asked_at"] is None)
    labelled = None if is_told else labelled_text(node)
    if labelled is not None:
        letters = read_letters(labelled, around, LEAST_PICTURED if is_pictured(node) else LEAST) or letters
    is_whole = bool(letters) and all(one["question"] and one["reply"] for one in letters)
    return letters if is_whole else _of_structure(node, text, around) or letters


def _of_structure(node: Node, text: str, around: str) -> list[dict[str, Any]]:
    """As `letters_in`, by what stands where, where no labels tell a letter."""
    halves, form = parted(text.split("\n")), valued(node)
    halves = _with_facts(text, around) | halves if halves else None
    form = form if form and is_spoken(form, f"{around}\n{text}") else None
    if letters := letter_told(halves or form) or letter_told(exchange_in(node, text, around)):
        return letters
    several = answered(text.split("\n"))
    return [letter for one in several for letter in letter_told(one, LEAST_OF_SEVERAL)]


def _with_facts(text: str, around: str) -> Exchange:
    """What the lines of a letter's facts tell, where heads tell its two parts: 写信时间：2020-09-02 above 来信."""
    facts = "\n".join(one for one in f"{around}\n{text}".split("\n") if FACTS.fullmatch(one.strip()))
    return {one.name: one.value for one in reversed(LABELS.fields(facts)) if one.name in OF_FACTS}
