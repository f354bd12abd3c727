"""What differs between two texts or two states of a resource, as parts that a page marks."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import takewhile
from typing import Any, Literal, TypeVar

from guiyi.library.records import CONTENT_FIELDS

MOST = 4000  # characters of a paragraph that are compared one by one; beyond that it is shown as changed whole
LEAST_LIKENESS = 0.4  # below it two paragraphs are not one that was changed
MOST_STEPS = 4_000_000  # of all comparisons on a page, a second or two: pages of one line again and again take hours
Mark = Literal["same", "old", "new"]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Part:
    """A piece of text: in both, only in the old, only in the new."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class Change:
    """A field that differs."""

    field: str
    before: Any
    after: Any


@dataclass
class Steps:
    """How many comparisons a page may still take; all its texts share them. What comes after is shown as changed."""

    left: int = MOST_STEPS

    def take(self, count: int) -> bool:
        """Whether so many are left; then they are used."""
        self.left -= count if (is_enough := count <= self.left) else 0
        return is_enough


class _Matcher(SequenceMatcher[T]):
    """Finds what two sequences share while there are steps left; each look costs as many as it will take."""

    def __init__(self, old: Sequence[T], new: Sequence[T], steps: Steps) -> None:
        self.old, self.steps = old, steps
        super().__init__(None, old, new, autojunk=False)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As of any matcher; nothing where the steps are used up."""
        places: dict[T, list[int]] = self.b2j  # type: ignore[attr-defined]  # documented, missing in typeshed
        cost = sum(len(places.get(one, ())) + 1 for one in self.old[alo:ahi])
        if not self.steps.take(cost):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Fields of two states → those that differ, without the body."""
    names = [name for name in (*CONTENT_FIELDS, "status") if not name.startswith("body_")]
    return [Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def compare_texts(old: str, new: str) -> list[list[Part]]:
    """Two texts → paragraphs in order, each as parts; paragraphs that were changed are compared within."""
    before, after, steps = old.splitlines(), new.splitlines(), Steps()
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    found = [[Part("same", line)] for line in before[:head]]
    inner_old, inner_new = before[head : len(before) - tail], after[head : len(after) - tail]
    for kind, i1, i2, j1, j2 in _Matcher(inner_old, inner_new, steps).get_opcodes():
        if kind == "equal":
            found += [[Part("same", line)] for line in inner_old[i1:i2]]
        else:
            found += list(_changed(inner_old[i1:i2], inner_new[j1:j2], steps))
    return found + [[Part("same", line)] for line in before[len(before) - tail :]]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _changed(before: Sequence[str], after: Sequence[str], steps: Steps) -> Iterator[list[Part]]:
    pairs = min(len(before), len(after))
    for old, new in zip(before[:pairs], after[:pairs], strict=True):
        yield compare_lines(old, new, steps)
    yield from ([Part("old", line)] for line in before[pairs:])
    yield from ([Part("new", line)] for line in after[pairs:])


def compare_lines(old: str, new: str, steps: Steps | None = None) -> list[Part]:
    """Two paragraphs → parts. steps: how many the page has left.

    >>> [(part.mark, part.text) for part in compare_lines("电话13812345678", "电话138****5678")]
    [('same', '电话138'), ('old', '1234'), ('new', '****'), ('same', '5678')]
    """
    whole = [Part("old", old), Part("new", new)]
    if max(len(old), len(new)) > MOST:
        return whole
    matcher = _Matcher(old, new, steps or Steps())
    if matcher.real_quick_ratio() < LEAST_LIKENESS or matcher.ratio() < LEAST_LIKENESS:
        return whole
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(Part("same", old[i1:i2]))
            continue
        if i2 > i1:
            parts.append(Part("old", old[i1:i2]))
        if j2 > j1:
            parts.append(Part("new", new[j1:j2]))
    return parts
