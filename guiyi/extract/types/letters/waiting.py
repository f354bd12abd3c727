"""What waits for its answer, and an answer whose question stands elsewhere: one text alone, as its block or its list says."""

from __future__ import annotations

import re

from guiyi.extract.types.letters.facts import named_in, writer_of
from guiyi.extract.types.letters.pieces import Piece
from guiyi.extract.types.letters.runs import WAITING, days_of, is_headed, runs_of
from guiyi.extract.types.letters.voices import SENDS, asks, is_of_record
from guiyi.extract.types.letters.words import Exchange

WAITS = re.compile(r"[办处受推进理复转审核查]中$|^[未待正暂尚在]|^已?(?:受理|转[办交]|交办|派)|^暂无")
DONE = re.compile(r"已(?:办[结理]|回复|答复|反馈|结案|归档)")
LONGEST_STEP = 8  # of a step that tells how far a letter has come
LEAST = 3  # characters of what was asked, and of what was answered
PUBLIC_WORDS = 2  # marks of speech that tell a question without an answer


def asked_in(pieces: list[Piece], is_of_letters: bool, state: str | None = None) -> Exchange | None:
    """Pieces of a block with one text of one day, of which the block or a list (state) says that it waits → what was asked.

    >>> from guiyi.extract.types.letters.pieces import pieces_of
    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><b>投件日</b><i>2021-02-12</i><p><b>诉说</b><i>村里的垃圾三天才清一次。</i><p><b>进度</b><i>已转办</i>")
    >>> asked_in(pieces_of(page), True)
    {'question': '村里的垃圾三天才清一次。', 'asked_at': '2021-02-12', 'status': '已转办'}
    """
    runs, told = runs_of(pieces), _step_of(pieces)
    says = (WAITING.fullmatch(one.text.rstrip("。")) for one in pieces)
    waits = bool(told) or any(says) or (state is not None and WAITS.search(state) is not None)
    is_form = is_of_letters and (named_in(pieces) or any("*" in one.text for one in pieces))
    if len(runs) != 1 or not (waits or is_form) or is_of_record(one.label for one in pieces) or runs[0].office:
        return None
    days, writer = days_of(runs[0].facts), writer_of(runs[0])
    is_told = (
        is_of_letters
        or (state and "*" in (writer or ""))
        or asks(runs[0].text) >= PUBLIC_WORDS
        or SENDS.search(runs[0].label)
    )
    if not days or not is_told or len(runs[0].text) < LEAST:
        return None
    made = {"question": runs[0].text, "asked_at": min(days)}
    return made | {name: one for name, one in (("writer", writer), ("status", told)) if one} | named_in(pieces)


def _step_of(pieces: list[Piece]) -> str | None:
    """The step at which a letter waits; a bar of all steps tells none."""
    steps = (one.text for one in pieces if one.kind == "other" and len(one.text) <= LONGEST_STEP)
    told = next(filter(WAITS.search, steps), None)
    return None if any(DONE.fullmatch(one.text) for one in pieces) else told


def answer_in(pieces: list[Piece]) -> Exchange | None:
    """Pieces of a page of which its list says that it is answered: the one text below an office and its day → the answer;
    what was asked may stand in the list alone.

    >>> from guiyi.extract.types.letters.pieces import pieces_of
    >>> from guiyi.markup.parsing import parse_html
    >>> answer_in(pieces_of(parse_html("<p>县水利局 2020-03-05<p>您好，水管已修好。")))["reply"]
    '您好，水管已修好。'
    >>> answer_in(pieces_of(parse_html("<p>信箱升级三天，请稍后来信。<p>县水利局 2020-03-05")))
    """
    runs = runs_of(pieces)
    days = days_of(runs[0].ahead) if len(runs) == 1 and is_headed(runs[0]) else []
    told = {"reply_agency": runs[0].office, "replied_at": days[0], "reply": runs[0].text} if days else None
    return told if told and not is_of_record(one.label for one in pieces) else None
