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

SAME, ENDS, ABOVE = 0.95, 0.9, 0.88  # measured on names of public sites: 2 of 100 by their ends were wrong
LONG = 4  # characters from which a whole name is an end, too
SHORTEST = 2
NOTICES = ("公告", "公示", "通知", "通告")  # ends of names, yet put off to see of what
PLAIN = ("公开", "专栏", "专区", "栏目", "领域", "目录", "平台", "列表")  # say nothing of what they hold
PUT_OFF = (*NOTICES, *PLAIN, "信息", "结果", "报告", "情况")
YEAR = re.compile(r"[(（\[【]?(?:19|20)\d{2}(?:[-—~至](?:19|20)?\d{2})?(?:年度?|版)?[)）\]】]?")
TAIL = 12  # characters of a title before its 公告 that say of what it is
SENT_ROUND = re.compile("印发|转发|批转|发布")
NO_NAME = re.compile(r"^(?:(?:其他|其它)(?:信息)?|列表|全部|所有|综合|[国省市区县镇]级|[国省市区县镇]本级)?$")


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
        self.ends = {name: column for name, column in self.names.items() if len(name) >= LONG}
        self.ends |= {folded(end): one.id for one in columns for end in one.ends}
        self.known = self.names | self.ends
        self.whole = frozenset(one.id for one in columns if one.whole)
        self.longest = max(map(len, self.known), default=0)
        self._told_before: dict[tuple[str, ...], Worded | None] = {}

    def told(self, name: str, above: Sequence[str] = ()) -> Worded | None:
        """A column's name and those above it, nearest first → where it belongs; None where they do not tell.

        A name that is none (2023年, 其他) is as the one above it; one under a column that the platform keeps whole
        belongs to that, unless the platform knows its name.
        """
        asked = (name, *above)
        if asked not in self._told_before:
            self._told_before[asked] = self._tell(_plain(name), above)
        return self._told_before[asked]

    def _tell(self, plain: str, above: Sequence[str]) -> Worded | None:
        own = None if NO_NAME.match(plain) else self._told(plain)
        if (own is not None and own.confidence == SAME) or not above:
            return own
        upper = self.told(above[0], above[1:])
        if upper is None or not (NO_NAME.match(plain) or upper.column in self.whole):
            return own
        return Worded(upper.column, min(ABOVE, upper.confidence), f"it stands under {above[0]}", by_above=True)

    def told_of_item(self, title: str) -> str | None:
        """An item's title → the column whose items end so: 某工程中标公告 is of 招标采购, 关于停水的公告 of 通知公告.

        One that sends a document round (关于印发…的通知) may be policy or notice, and tells nothing.
        """
        plain = _plain(title)
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
