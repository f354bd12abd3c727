"""Letters that only their column and its list tell: it says who speaks, and how far a letter has come."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from guiyi.extract.types.english import is_english
from guiyi.extract.types.letters.exchanges import exchange_in
from guiyi.extract.types.letters.forms import formed, formed_unanswered, waiting
from guiyi.extract.types.letters.letter import LEAST_OF_SEVERAL, letter_told
from guiyi.extract.types.letters.parties import answer_in, asked_around, is_of_record, letters_around
from guiyi.extract.types.letters.pieces import pieces_of
from guiyi.extract.types.letters.read import read_letters
from guiyi.extract.types.letters.speakers import Exchange
from guiyi.extract.types.shaped import pairs_of
from guiyi.markup.tree import Node

COLUMN = re.compile(r"信箱|来信|信件|留言|问政|咨询|投诉|诉求|民声|网民|网友")  # of letters
INTERACTION = re.compile(r"互动|民意|心声|接诉")  # columns that hold letters among others
OTHER_COLUMN = re.compile(r"访谈|征集|调查|直播|问卷|投票|指南|须知|统计|公告|通知|公示|动态|新闻|制度|问答|知识|解读")
REPLIED = re.compile(r"[回答]复|回应")  # a state that only what somebody wrote has: permits are 已办结, too
WAITS = re.compile(r"中$|^[未待正暂尚]|已(?:受理|转[办交]|交办)")
OFFICE_ANSWERS = re.compile(
    r"(^|\n)(?P<who>[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|处|科|中心|政府|公司|街道|镇|乡|办公室|支队|大队|站|所))(?:回答|解答|答)[:：]"
)
WHOLE = ("question", "reply", "reply_agency")  # what tells a letter from a question and its answer in a text


def is_of_letters(path: list[str], known: Container[str] = ()) -> bool:
    """Whether names of columns, the page's last, say that the public speaks there; known: those that a site's file lists.

    >>> is_of_letters(["首页", "县长信箱"]), is_of_letters(["互动交流", "在线访谈"]), is_of_letters(["鱼水情"], {"鱼水情"})
    (True, False, True)
    """
    if any(one in known for one in path):
        return True
    return any(COLUMN.search(one) or INTERACTION.search(one) for one in path) and not OTHER_COLUMN.search(path[-1])


def letters_of_column(
    node: Node,
    text: str,
    around: str,
    path: list[str],
    state: str | None = None,
    known: Container[str] = (),
) -> list[dict[str, Any]]:
    """A page in a column of letters, without one that its own words tell → the one that its form tells, or that waits.

    The column says who speaks: labels of any words, two heads of who and when, a question and an office's 答.
    state: what the list says of how far it has come, as it does of letters. known: names of the site's columns of letters.
    """
    if is_english(text):
        return []
    is_named = is_of_letters(path, known)
    if is_named or (state and REPLIED.search(state)):
        spoken = OFFICE_ANSWERS.sub(r"\1回复单位：\g<who>\n回复内容：", text)
        letters = [one for one in read_letters(spoken, around, LEAST_OF_SEVERAL) if all(map(one.get, WHOLE))]
        told = None if letters else exchange_in(node, text, around, is_of_letters=True) or _formed(node)
        if letters or (letters := letter_told(told)):
            return letters
    waits = state is not None and WAITS.search(state) is not None and (is_named or "*" in text)
    if is_named and (both := letters_around(node, True)):
        return [letter for one in both[1] for letter in letter_told(one)]
    answer = answer_in(pieces_of(node)) if state and REPLIED.search(state) else None
    asked = answer or (formed_unanswered(node) if waits else None) or asked_around(node, is_named, state, text)
    return letter_told(asked, LEAST_OF_SEVERAL) or _waiting_letters(text, around, "/".join(path), state)


def _formed(node: Node) -> Exchange | None:
    return None if is_of_record(label for label, _value in pairs_of(node)) else formed(node)


def with_state(letters: list[dict[str, Any]], state: str | None) -> list[dict[str, Any]]:
    """A page's letters, the state that its list prints → the same; the only one has it where the page tells none.

    >>> with_state([{"status": None}], "办理中"), with_state([{"status": "已办结"}], "办理中")
    ([{'status': '办理中'}], [{'status': '已办结'}])
    """
    return [letters[0] | {"status": state}] if state and len(letters) == 1 and not letters[0]["status"] else letters


def _waiting_letters(text: str, around: str, path: str, state: str | None) -> list[dict[str, Any]]:
    is_of_letters = COLUMN.search(path) is not None
    is_told = is_of_letters and state is not None
    asked = waiting(text, around, is_told) if is_of_letters or "*" in text or "*" in around else None
    asked = asked if asked and (is_of_letters or "*" in asked.get("writer", "")) else None
    return letter_told(asked, LEAST_OF_SEVERAL)
