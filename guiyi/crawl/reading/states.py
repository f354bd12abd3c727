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
HEAD = re.compile(  # of a column of a table that tells it
    r"(?:[办处受]理|信件|来信|诉求|当前|目前|[答回]复)?(?:状\s*态|现\s*状|进\s*[度展])|(?:[办处]理|[答回]复)(?:情况|结果)|是否(?:[回答]复|办结)"
)
LIKE_STATE = re.compile(  # one of the words of a row's place that only states have
    r"(?:已|未|待|正在|在|不予|不属|暂未|尚未)[办落推受处回答采解结审核转批复][\u4e00-\u9fff]{0,5}|[\u4e00-\u9fff]{1,4}(?:办|理|推进|复|转|查|审)中|[办处结]毕"
)
NO_STATE = re.compile(r"\d|[局委办厅府院]$")
ROWS, MOST_STATES = 12, 5  # rows that are compared; different states of one list


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
    if told:
        return told.pop() if len(told) == 1 else None
    return (_below_head(unit) if unit.tag == "tr" else None) or _in_place(unit)


def _below_head(row: Any) -> str | None:
    """A row of a table → what stands below the head that tells how far each item has come.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table><tr><td>事由<td>现状<tr><td><a href=1>路灯不亮</a><td>推进</table>")
    >>> _below_head(page.findall(".//tr")[1]), _below_head(page.find(".//tr"))
    ('推进', None)
    """
    heads = next((one for one in row.getparent() if one.tag == "tr"), row) if row.getparent() is not None else row
    if heads is row or len(heads) != len(row) or len(row) > MOST:
        return None
    for at, head in enumerate(heads):
        if HEAD.fullmatch("".join(head.itertext()).strip()):
            return _plain(row[at])
    return None


def _in_place(row: Any) -> str | None:
    """A row of a list → the short word that stands in it where each row has one of a few, some of them only states'.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "".join(f"<li><b>[{one}]</b><a href=1>路灯不亮</a></li>" for one in ("办毕", "在办", "办毕"))
    >>> [_in_place(one) for one in parse_html(f"<ul>{rows}</ul>").iter("li")]
    ['办毕', '在办', '办毕']
    >>> rows = "".join(f"<li><b>[{one}]</b><a href=1>路灯不亮</a></li>" for one in ("公告", "通知", "公告"))
    >>> [_in_place(one) for one in parse_html(f"<ul>{rows}</ul>").iter("li")]
    [None, None, None]
    """
    above, leaves = row.getparent(), _leaves(row)
    if above is None or not any(leaves):
        return None
    rows = [_leaves(one) for one in islice(above.iterchildren(row.tag), ROWS)]
    for at, own in enumerate(leaves):
        if own is None:
            continue
        words = [one[at] for one in rows if len(one) > at]
        kinds = set(words)
        is_told = len(words) > 2 and len(kinds) <= MOST_STATES and len(kinds) < len(words) and None not in kinds
        if is_told and (any(LIKE_STATE.fullmatch(one) for one in kinds if one) or _are_opposed(kinds)):
            return own
    return None


def _leaves(row: Any) -> list[str | None]:
    """The short words of a row's elements without others in them, in their order; None for any other's.

    >>> from guiyi.markup.parsing import parse_html
    >>> _leaves(parse_html("<ul><li><!-- new --><a href=1>路灯不亮</a><b>办毕</b></ul>").find(".//li"))
    ['办毕']
    """
    return [_plain(one) for one in islice(row.iter("*"), MOST) if len(one) == 0 and one.tag not in ("a", "img")]


def _are_opposed(words: set[str | None]) -> bool:
    """Whether of two words one says that it is done and one that the same is to do.

    >>> _are_opposed({"已销号", "待销号"}), _are_opposed({"已婚", "公告"})
    (True, False)
    """
    return any(one[0] == "已" and {f"{begin}{one[1:]}" for begin in "待未暂在正"} & words for one in words if one)


def _plain(element: Any) -> str | None:
    word = "".join(islice(element.itertext(), MOST)).strip(" []【】（）()\n\t\u3000")
    is_word = 1 < len(word) <= LONGEST and (LIKE_STATE.fullmatch(word) or not NO_STATE.search(word))
    return word if is_word else None


def _words_of(element: Any, unit: Any) -> tuple[str | None, ...]:
    """An element's own words and those behind it, if these are of the row, too; of a picture its alt text."""
    told = (element.get("alt"), element.get("title")) if element.tag == "img" else ()
    own = element.text if isinstance(element.tag, str) else None
    return (*told, own, None if element is unit else element.tail)


def _state(word: str | None) -> re.Match[str] | None:
    """What is all of a short word."""
    word = word.strip() if word else ""
    return STATE.fullmatch(word) if 1 < len(word) <= LONGEST else None
