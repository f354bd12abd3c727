"""What the make of a legacy column's name tells: it is put together of known names, or ends as they do.

Chinese names say at their end what they are: 规划动态 is 动态 as 政务动态 and 部门动态 are. Of the 297 names that the
platform declares, left out one by one, 75 end as at least three others of one column do and as none of another, and
11 are made of other names of one column (公示通告): all rightly. One that begins with another column's name (政策法规)
is left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from guiyi.config.names import folded

MADE_OF, ENDS_AS = 0.95, 0.9
SHORTEST = 2  # characters of an end
LEAST = 3  # names of one column that end alike
Names = Mapping[str, str]


class Told(NamedTuple):
    """The platform's column, how sure (0–1), and why."""

    column: str
    confidence: float
    why: str


def told_by_make(names: Names, name: str) -> Told | None:
    """The platform's names (folded) with their columns, and a legacy name → where it belongs by its make alone.

    >>> names = {"通知": "n", "公示": "n", "政务动态": "d", "部门动态": "d", "工作动态": "d", "政策": "p"}
    >>> told_by_make(names, "通知公示")
    Told(column='n', confidence=0.95, why='it is made of 通知 and 公示')
    >>> told_by_make(names, "外事动态").column, told_by_make(names, "政策动态"), told_by_make(names, "公示牌")
    ('d', None, None)
    """
    plain = folded(name)
    parts = _parts(names, plain)
    if parts:
        return Told(names[parts[0]], MADE_OF, f"it is made of {' and '.join(parts)}")
    end = _end(names, plain)
    if end is None or _begins_with_another(names, plain, names[end[1]]):
        return None
    return Told(names[end[1]], ENDS_AS, f"it ends in {end[0]} as {end[1]} does")


def _parts(names: Names, name: str) -> list[str]:
    """Names of one column that a name is made of, one after the other; none where it is no such."""
    made: dict[int, list[str]] = {0: []}
    for at in range(len(name)):
        for end in range(at + SHORTEST, len(name) + 1) if at in made else ():
            part = name[at:end]
            if part in names and part != name and len({names[one] for one in (*made[at], part)}) == 1:
                made.setdefault(end, [*made[at], part])
    return made.get(len(name), [])


def _end(names: Names, name: str) -> tuple[str, str] | None:
    """The shortest end of a name that several names of one column have and no other column's, and the first of them."""
    for length in range(SHORTEST, len(name)):
        having: dict[str, list[str]] = defaultdict(list)
        for one, column in names.items():
            if one.endswith(name[-length:]):
                having[column].append(one)
        if len(having) == 1:
            (alike,) = having.values()
            is_told = len(alike) >= LEAST and _has_what_they_share(name[:-length], [one[:-length] for one in alike])
            return (name[-length:], alike[0]) if is_told else None
    return None


def _has_what_they_share(begun: str, others: list[str]) -> bool:
    """Whether a name begins with what all beginnings have in common, if anything: 信息公开 of its reports' names.

    >>> shared = ["信息公开年度", "政府信息公开", "信息公开工作"]
    >>> _has_what_they_share("政府工作", shared), _has_what_they_share("本局信息公开", shared)
    (False, True)
    >>> _has_what_they_share("外事", ["政务", "部门"])
    True
    """
    shared = set.intersection(*({one[at : at + SHORTEST] for at in range(len(one) - SHORTEST + 1)} for one in others))
    return all(one in begun for one in shared)


def _begins_with_another(names: Names, name: str, column: str) -> bool:
    begun = Counter(names[name[:end]] for end in range(SHORTEST, len(name)) if name[:end] in names)
    return bool(begun) and column not in begun
