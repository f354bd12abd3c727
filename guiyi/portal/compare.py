"""What differs between two texts or two states of a resource, as parts that a page marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from guiyi.library.records import CONTENT_FIELDS

MOST = 4000  # characters of a paragraph that are compared one by one; beyond that it is shown as changed whole
LEAST_LIKENESS = 0.4  # below it two paragraphs are not one that was changed
Mark = Literal["same", "old", "new"]


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


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Fields of two states → those that differ, without the body."""
    names = [name for name in (*CONTENT_FIELDS, "status") if not name.startswith("body_")]
    return [Change(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def compare_texts(old: str, new: str) -> list[list[Part]]:
    """Two texts → paragraphs in order, each as parts; paragraphs that were changed are compared within."""
    before, after = old.splitlines(), new.splitlines()
    found: list[list[Part]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Part("same", line)] for line in before[i1:i2]]
        else:
            found += list(_changed(before[i1:i2], after[j1:j2]))
    return found


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Part]]:
    pairs = min(len(before), len(after))
    for old, new in zip(before[:pairs], after[:pairs], strict=True):
        yield compare_lines(old, new)
    yield from ([Part("old", line)] for line in before[pairs:])
    yield from ([Part("new", line)] for line in after[pairs:])


def compare_lines(old: str, new: str) -> list[Part]:
    """Two paragraphs → parts.

    >>> [(part.mark, part.text) for part in compare_lines("电话13812345678", "电话138****5678")]
    [('same', '电话138'), ('old', '1234'), ('new', '****'), ('same', '5678')]
    """
    whole = [Part("old", old), Part("new", new)]
    if max(len(old), len(new)) > MOST:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_LIKENESS:
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
