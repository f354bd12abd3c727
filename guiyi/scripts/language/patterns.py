"""Regular expressions of a script, as far as they can't take long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from guiyi.scripts.language.values import OPAQUE, OPEN, UNDEFINED, Obj

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower

MOST_WAYS, WAYS_OF_STEP = 1_000_000, 100  # in which a pattern may be tried; of one step
LONGEST_SUBJECT, LONGEST_PATTERN, MOST_OPEN = 400, 200, 3  # characters, and repeats without an end


class Pattern(Obj):
    """A regular expression; compiled is None where it is not followed."""

    def __init__(self, source: str, flags: str) -> None:
        super().__init__({"source": source, "lastIndex": 0})
        self.is_all = "g" in flags
        self.compiled = _compiled(source, flags)
        self.cost = _cost(source) if self.compiled is not None else (0, 0)

    def is_soon(self, one: Follower, subject: str) -> bool:
        """Whether this is done with a text in few ways, which are paid for."""
        size = len(subject)
        ways = self.cost[1] * (size + 1) ** self.cost[0] if size <= LONGEST_SUBJECT else MOST_WAYS + 1
        if ways > MOST_WAYS:
            return False
        one.spend(int(ways) // WAYS_OF_STEP)
        return True


def _cost(source: str) -> tuple[int, int]:
    """A pattern → by what power of a text's length it may be tried, and in how many ways beside.

    >>> _cost("(^|&)id=([^&]*)(&|$)"), _cost("a?a?a?aaa"), _cost("^[a-z]{1,3}$")
    ((2, 4), (1, 8), (1, 3))
    """
    simple = re.sub(r"\\.|\[(?:[^\]\\]|\\.)*\]", "x", source).replace("(?", "(")
    power, ways = 1 + len(re.findall(r"[*+]|\{\d*,\}", simple)), 2 ** (simple.count("?") + simple.count("|"))
    for least, most in re.findall(r"\{(\d*),(\d+)\}", simple):
        ways *= max(1, int(most[:6]) - int(least[:6] or "0") + 1)
    return power, ways


def _compiled(source: str, flags: str) -> re.Pattern[str] | None:
    """A pattern that can't take long; None for any other.

    >>> _compiled("(^|&)id=([^&]*)(&|$)", "i").search("a=1&id=7")[2], _compiled("(a+)+$", ""), _compiled("(a|aa)*b", "")
    ('7', None, None)
    """
    plain = re.sub(r"\\.|\[(?:[^\]\\]|\\.)*\]", "x", source)
    is_long = len(source) > LONGEST_PATTERN or len(re.findall(r"[*+]|\{\d*,\}", plain)) > MOST_OPEN
    if is_long or re.search(r"\)(?:[*+]|\{)", plain) or "(?<" in source:
        return None
    try:
        return re.compile(source.replace("[^]", r"[\s\S]").replace("$)", r"\Z)"), re.IGNORECASE if "i" in flags else 0)
    except (re.error, OverflowError):
        return None


def match_of(one: Follower, this: Pattern, subject: str, is_test: bool) -> Any:
    """exec and test of a pattern."""
    if OPEN in subject or this.compiled is None or not this.is_soon(one, subject):
        return OPAQUE
    match = this.compiled.search(subject)
    if is_test:
        return match is not None
    return [match[0], *(UNDEFINED if part is None else part for part in match.groups())] if match else None
