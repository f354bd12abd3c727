"""Letters that only their column and its list tell: it says who speaks, and how far a letter has come."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from guiyi.extract.types.english import is_english
from guiyi.extract.types.letters.around import asked_around, letters_around
from guiyi.extract.types.letters.letter import LEAST_OF_SEVERAL, letter_told
from guiyi.extract.types.letters.pieces import pieces_of
from guiyi.extract.types.letters.waiting import answer_in
from guiyi.markup.tree import Node

COLUMN = re.compile(r"信箱|来信|信件|留言|问政|咨询|投诉|诉求|民声|网民|网友")  # of letters
INTERACTION = re.compile(r"互动|民意|心声|接诉")  # columns that hold letters among others
OTHER_COLUMN = re.compile(r"访谈|征集|调查|直播|问卷|投票|指南|须知|统计|公告|通知|公示|动态|新闻|制度|问答|知识|解读")
REPLIED = re.compile(r"[回答]复|回应")  # a state that only what somebody wrote has: permits are 已办结, too


def is_of_letters(path: list[str], known: Container[str] = ()) -> bool:
    """Whether the last name of a path of columns that tells says that the public speaks there; known: those that a site's
    file lists.

    >>> is_of_letters(["首页", "县长信箱"]), is_of_letters(["互动交流", "在线访谈"]), is_of_letters(["鱼水情"], {"鱼水情"})
    (True, False, True)
    >>> is_of_letters(["互动交流", "意见征集", "结果反馈"])
    False
    """
    if any(one in known for one in path):
        return True
    told = (one for one in reversed(path) if OTHER_COLUMN.search(one) or COLUMN.search(one) or INTERACTION.search(one))
    return (last := next(told, None)) is not None and not OTHER_COLUMN.search(last)


def letters_of_column(
    node: Node, text: str, path: list[str], state: str | None = None, known: Container[str] = ()
) -> list[dict[str, Any]]:
    """A page in a column of letters, without one that its own words tell → those that its structure tells, or one that waits.

    The column says who speaks. state: what the list says of how far it has come, as it does of letters. known: names of
    the site's columns of letters.
    """
    if is_english(text):
        return []
    is_named = is_of_letters(path, known)
    is_replied = state is not None and REPLIED.search(state) is not None
    if (is_named or is_replied) and (found := letters_around(node, True)):
        return [letter for one in found[1] for letter in letter_told(one, LEAST_OF_SEVERAL)]
    answer = answer_in(pieces_of(node)) if is_replied else None
    return letter_told(answer or asked_around(node, is_named, state, text), LEAST_OF_SEVERAL)


def with_state(letters: list[dict[str, Any]], state: str | None) -> list[dict[str, Any]]:
    """A page's letters, the state that its list prints → the same; the only one has it where the page tells none.

    >>> with_state([{"status": None}], "办理中"), with_state([{"status": "已办结"}], "办理中")
    ([{'status': '办理中'}], [{'status': '已办结'}])
    """
    return [letters[0] | {"status": state}] if state and len(letters) == 1 and not letters[0]["status"] else letters
