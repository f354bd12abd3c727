"""How far an item of a list has come: 已答复, 办理中, as a word of its row or the alt text of its icon."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

STATE = re.compile(
    r"[\[【（(]?\s*(?P<state>(?:已|未|待|正在|暂未|尚未|不予|无需)(?:全部)?(?:[回答批]复|办[结理]|受理|处[理置]|反馈|解决|转[办交]|采纳|回应|结[束案]|截止|交办|立案|公布)(?:完[毕成])?"
    r"|(?:办理|处理|受理|转办|征集|进行|审核|处置|核[实查]|调查|答复|回复)中|(?:办[结理]|[回答]复|处理)完[毕成]|办结)\s*[\]】）)]?"
)
LONGEST, MOST = 10, 40  # characters of a state; elements of a row


def state_in_row(unit: Any) -> str | None:
    """A row of a list → what it says of its item's state; None where it says nothing, or two things.

    >>> from guiyi.markup.parsing import parse_html
    >>> state_in_row(parse_html("<li><a href=1>路灯不亮</a><em>[已回复]</em><span>2018-03-05</span></li>"))
    '已回复'
    >>> state_in_row(parse_html("<li><a href=1>路灯不亮</a><img src=2.png alt=办理中></li>"))
    '办理中'
    >>> state_in_row(parse_html("<li><a href=1>城区路灯已办结三件</a></li>"))
    """
    told = {
        found["state"] for one in islice(unit.iter(), MOST) for word in _words_of(one, unit) if (found := _state(word))
    }
    return told.pop() if len(told) == 1 else None


def _words_of(element: Any, unit: Any) -> tuple[str | None, ...]:
    """An element's own words and those behind it, if these are of the row, too; of a picture its alt text."""
    told = (element.get("alt"), element.get("title")) if element.tag == "img" else ()
    own = element.text if isinstance(element.tag, str) else None
    return (*told, own, None if element is unit else element.tail)


def _state(word: str | None) -> re.Match[str] | None:
    """What is all of a short word."""
    word = word.strip() if word else ""
    return STATE.fullmatch(word) if 1 < len(word) <= LONGEST else None
