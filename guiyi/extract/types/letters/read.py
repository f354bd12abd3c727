"""Mailbox pages: letters and their replies, read from their labelled fields (domain rules: 受理、答复, 是否公开)."""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Any

from guiyi.dayorder import in_figures
from guiyi.extract.types.english import LETTER as LETTER_HEADS
from guiyi.extract.types.english import LineLabels, is_english
from guiyi.extract.types.letters.labels import LABELS, is_pictured, labelled_text
from guiyi.extract.types.letters.letter import LEAST, LEAST_PICTURED, letter_told, letters_from
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.extract.types.letters.words import DAY
from guiyi.markup.tree import Node

BARE_TIME = re.compile(rf"(^|\n)({DAY})\s*(?=(?:主题|标题)[：:])")  # before the subject of each letter of a guest book
ENGLISH = LineLabels(LETTER_HEADS)


def read_letters(text: str, around: str = "", least: int = LEAST) -> list[dict[str, Any]]:
    """Body text and the text around it → the letters it prints, or none if it is no mailbox page.

    At least a question or a reply, and `least` labelled fields in all, make a letter. A page with several letters repeats
    its labels, or is a table with one letter a row. is_public is False only where the page says so.
    """
    if is_english(text or around):
        text, around = in_figures(text), in_figures(around)
        return letters_from([*ENGLISH.fields(text), *ENGLISH.fields(_beside(text, around))])[:1]
    text = BARE_TIME.sub(r"\1留言时间：\2\n", LABELS.unrolled(text))
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
    return letters
