"""What the words of a legacy column's name tell, and those of the columns above it: by the platform's names and ends.

A Chinese name says at its end what it is: 教师招聘 is 招聘. What only says that something is made public (公告,
信息, 公开) is put off first, so that 招聘公告 is 招聘 before it is 公告. Where a word of another column begins what is
left (采购政策), nothing is told: an editor would ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from guiyi.config.names import folded
from guiyi.config.platform import Platform, walk_columns
from guiyi.mapping.english import english_names, told_in_english

SAME, ENDS, ABOVE = 0.95, 0.9, 0.88  # measured on names of public sites: 2 of 100 by their ends were wrong
LONG = 4  # characters from which a whole name is an end, too
SHORTEST = 2
NOTICES = ("公告", "公示", "通知", "通告", "启事")  # ends of names, yet put off to see of what
PLAIN = ("公开", "专栏", "专区", "栏目", "领域", "目录", "平台", "列表")  # say nothing of what they hold
PUT_OFF = (*NOTICES, *PLAIN, "信息", "结果", "报告", "情况")
YEAR = re.compile(r"[(（\[【]?(?:19|20)\d{2}(?:[-—~至](?:19|20)?\d{2})?(?:年度?|版)?[)）\]】]?")
DOCUMENT = re.compile(  # titles of documents, whatever verbs they name; 的答复 and what asks is none of news either
    "^关于(?!.*(?:咨询|投诉|反映|建议(?!$)|求助))|(?:通知|公告|公示|通告|通报|方案|办法|规定|细则|意见|决定|批复|名单|预案|规划|计划|总结|要点|报告|制度|讲话|答复|解读|公报)$"
)
TAIL = 12  # characters of a title before its 公告 that say of what it is
BRACKETED = re.compile(r"[（(][^（）()]{1,12}[)）]$")  # at a title's end: （第2号）, （3月）, （图）
SENT_ROUND = re.compile("印发|转发|批转|发布")
OF_CATEGORY = re.compile(r"^\s*(?:category|分类|类别|栏目)\s*[:：]\s*", re.IGNORECASE)  # WordPress: Category: News
NO_NAME = re.compile(
    r"(?i)^(?:(?:其他|其它)(?:信息)?|列表|全部|所有|综合|[国省市区县镇]级|[国省市区县镇]本级|未分类|uncategori[sz]ed)?$"
)


class Worded(NamedTuple):
    """The platform's column, how sure (0–1), why; whether but 公告 or the like tells it, or the column above."""

    column: str
    confidence: float
    why: str
    is_notice: bool = False
    by_above: bool = False


class Words:
    """The platform's names and the ends of names, ready to be asked."""

    def __init__(self, platform: Platform) -> None:
        columns = [column for _function, column in walk_columns(platform)]
        self.names = {folded(name): one.id for one in reversed(columns) for name in (*one.names, one.name)}
        self.ends = {name: column for name, column in self.names.items() if len(name) >= LONG and not name.isascii()}
        self.ends |= {folded(end): one.id for one in columns for end in one.ends}
        self.known = self.names | self.ends
        self.english = english_names({name: one.id for one in columns for name in (*one.names, one.name)})
        self.items = [(word, one.id) for one in columns for word in one.items]
        self.hints = [(folded(hint), one.id) for one in columns for hint in one.hints]
        self.whole = frozenset(one.id for one in columns if one.whole)
        self.types = {one.id: one.content_type for one in columns}
        self.longest = max(map(len, self.known), default=0)
        self._told_before: dict[tuple[str, ...], Worded | None] = {}

    def told(self, name: str, above: Sequence[str] = ()) -> Worded | None:
        """A column's name and those above it, nearest first → where it belongs; None where they do not tell.

        A name that is none (2023年, 其他) is as the one above it; one under a column that the platform keeps whole
        belongs to that, unless the platform knows its name.
        """
        asked = (name, *above)
        if asked not in self._told_before:
            self._told_before[asked] = self._tell(name, above)
        return self._told_before[asked]

    def _tell(self, name: str, above: Sequence[str]) -> Worded | None:
        name = OF_CATEGORY.sub("", name)
        plain = _plain(name)
        own = None if NO_NAME.match(plain) else self._told(plain) or self._told_in_english(name)
        if (own is not None and own.confidence == SAME) or not above:
            return own
        upper = self.told(above[0], above[1:])
        if upper is None or not (NO_NAME.match(plain) or upper.column in self.whole):
            return own
        return Worded(upper.column, min(ABOVE, upper.confidence), f"it stands under {above[0]}", by_above=True)

    def hinted(self, name: str) -> frozenset[str]:
        """A name → the columns that a word within it is a sign of (领导风范: 领导信息); often none, or several."""
        if name.isascii():
            told = told_in_english(name, self.english, ENDS)
            return frozenset({told[0]}) if told is not None else frozenset()
        plain = _plain(name)
        return frozenset(column for hint, column in self.hints if hint in plain)

    def may_go_with(self, name: str, column: str) -> bool:
        """Whether what is named so and told by nothing else may go with the column above it: no word says otherwise."""
        return all(_are_of_one_line(hinted, column) for hinted in self.hinted(name))

    def told_above(self, above: Sequence[str]) -> str | None:
        """The names of the columns above, nearest first → the column that the nearest tells; None if it does not."""
        told = self.told(above[0], above[1:]) if above else None
        return told.column if told is not None else None

    def told_of_item(self, title: str) -> str | None:
        """An item's title → the column whose items end so: 某工程中标公告 is of 招标采购, 关于停水的公告 of 通知公告.

        One that sends a document round (关于印发…的通知) may be policy or notice, and tells nothing.
        """
        plain = _plain(BRACKETED.sub("", folded(title)))
        if plain.isascii():
            return None  # a title in English does not end in what it is
        end = self._end(plain)
        if end not in NOTICES:
            return self.ends.get(end)
        before = plain.removesuffix(end)
        said = {self.ends[one] for one in self._within(before[-TAIL:])}
        if not said:
            return None if SENT_ROUND.search(before) else self.ends[end]
        return said.pop() if len(said) == 1 else None

    def signed_by_item(self, title: str) -> str | None:
        """An item's title, unless a document's → the column of which a word in it is a sign: 我局召开会议."""
        said = {column for word, column in self.items if word in title}
        return said.pop() if len(said) == 1 and not DOCUMENT.search(_plain(title)) else None

    def _within(self, text: str) -> list[str]:
        parts = (text[at : at + size] for at in range(len(text)) for size in range(SHORTEST, self.longest + 1))
        return [part for part in parts if part in self.ends and part not in NOTICES]

    def _told(self, name: str) -> Worded | None:
        if name in self.names:
            return Worded(self.names[name], SAME, f"the platform knows the name {name}")
        put_off = max((one for one in PUT_OFF if name.endswith(one)), key=len, default="")
        inner = name.removesuffix(put_off)
        if put_off in PLAIN and len(inner) >= LONG and inner in self.names:
            return Worded(self.names[inner], ENDS, f"it is {inner}, made public")
        end = self._end(name)
        by_end = self._by_end(end) if end and not self._is_of_another(name.removesuffix(end), self.ends[end]) else None
        if by_end is not None and not by_end.is_notice:
            return by_end
        below = self._told(inner) if put_off and len(inner) >= SHORTEST else None
        return below._replace(confidence=ENDS) if below is not None and not below.is_notice else by_end

    def _told_in_english(self, name: str) -> Worded | None:
        told = told_in_english(name, self.english, ENDS) if name.isascii() else None
        return Worded(*told, "its English words tell it") if told is not None and told[1] >= ENDS else None

    def _by_end(self, end: str) -> Worded:
        return Worded(self.ends[end], ENDS, f"its name ends in {end}", end in NOTICES)

    def _end(self, name: str) -> str:
        """The longest end of a name that is one of the platform's; empty where none is."""
        lengths = range(min(len(name), self.longest), SHORTEST - 1, -1)
        return next((name[-length:] for length in lengths if name[-length:] in self.ends), "")

    def _is_of_another(self, begun: str, column: str) -> bool:
        """Whether what stands before the end begins or ends with a word of another column, which is none above it."""
        lengths = range(SHORTEST, min(len(begun), self.longest) + 1)
        said = {part for length in lengths for part in (begun[:length], begun[-length:])}
        return any(not _are_of_one_line(self.known[part], column) for part in said & self.known.keys())


def _are_of_one_line(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _plain(name: str) -> str:
    """A name without years and marks around it: 2023年部门预算 is 部门预算."""
    return YEAR.sub("", folded(name)).strip('·•>»|-—【】[]()（）:：“”"')
