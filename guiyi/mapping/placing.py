"""Where a document goes: its legacy sections, each by the rules → the platform's columns, the primary one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guiyi.config.names import folded
from guiyi.mapping.rules import NOTHING, Choice, Page, Rules

LONGEST = 60  # characters; what is longer is a sentence that a page shows in the place of its column


@dataclass(frozen=True)
class Section:
    """A legacy column of a document: its name, and those above it, nearest first. own: the page says it itself."""

    name: str
    above: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True)
class Placing:
    """What was decided of a document: the primary decision first, each with the legacy column it is for.

    unmapped: sections that nothing places. tie: the decision that rules disagree on; then nothing else counts.
    """

    decided: tuple[tuple[str | None, Choice], ...] = ()
    unmapped: tuple[str, ...] = ()
    tie: Choice | None = None

    @property
    def columns(self) -> list[tuple[str, str | None]]:
        """Columns with their legacy columns, each column once."""
        found: dict[str, str | None] = {}
        for name, decision in self.decided:
            if decision.then is not None and decision.then.column:
                found.setdefault(decision.then.column, name)
        return list(found.items())


def sections_of(own: str | None, path: Sequence[str], listed: Sequence[Section]) -> list[Section]:
    """The page's own section and path, and the sections that list it → each section once, the page's own first.

    A page whose place line ends above its list is in that list: 信息公开 on a page of 信息公开 > 规范性文件.
    """
    above = tuple(name for name in reversed(path) if len(name) <= LONGEST)
    name = own if own and len(own) <= LONGEST else next(iter(above), None)
    below = [one for one in listed if name and folded(name) in map(folded, one.above) and len(one.name) <= LONGEST]
    if len({folded(one.name) for one in below}) == 1:
        name, above = below[0].name, below[0].above
    found: dict[str, Section] = {}
    if name:
        found[folded(name)] = Section(name, tuple(one for one in above if folded(one) != folded(name)), own=True)
    for section in listed:
        found.setdefault(folded(section.name), section)
    return [section for key, section in found.items() if key and len(section.name) <= LONGEST]


def place(rules: Rules, page: Page, sections: Sequence[Section]) -> Placing:
    """A page and its sections → where it goes.

    Rules that name sections come first, for each section by itself, or for those above it where none is named; then
    rules that name none, once for the whole page; then columns of the platform that have the section's name, or of
    which its words tell; then those that have the name of one above it.
    """
    ruled = _each(sections, [rules.by_section(section.name, page) for section in sections])
    ruled = _own_by_parent(sections, ruled) or _each(sections, [_nearest(rules, page, section) for section in sections])
    if not ruled:
        whole = rules.by_page(page)
        if whole is not NOTHING:
            ruled = [(sections[0] if sections else None, whole)]
    tie = next((decision for _section, decision in ruled if decision.is_tie), None)
    if tie is not None:
        return Placing(tie=tie)
    taken = {section.name for section, _decision in ruled if section is not None}
    rest = [section for section in sections if section.name not in taken]
    named = _each(rest, [_by_name(rules, section) for section in rest])
    if not ruled and not named:
        named = _each(rest, [_nearest_name(rules, section) for section in rest])
    return _ordered(sections, [*ruled, *named])


def _own_by_parent(
    sections: Sequence[Section], ruled: list[tuple[Section | None, Choice]]
) -> list[tuple[Section | None, Choice]]:
    """Decisions → the same; what a rule says of the column above the own, which none names, it says of that."""
    own = next((one for one in sections if one.own), None)
    if own is None or any(section is own for section, _choice in ruled):
        return ruled
    above = {folded(name) for name in own.above}
    at = next((at for at, (one, _choice) in enumerate(ruled) if one is not None and folded(one.name) in above), None)
    return ruled if at is None else [*ruled[:at], (own, ruled[at][1]), *ruled[at + 1 :]]


def _each(sections: Sequence[Section], decisions: Sequence[Choice]) -> list[tuple[Section | None, Choice]]:
    pairs = zip(sections, decisions, strict=True)
    return [(section, decision) for section, decision in pairs if decision is not NOTHING]


def _nearest(rules: Rules, page: Page, section: Section) -> Choice:
    found = (rules.by_section(name, page) for name in section.above)
    return next((decision for decision in found if decision is not NOTHING), NOTHING)


def _by_name(rules: Rules, section: Section) -> Choice:
    named = rules.by_name(section.name)
    return named if named is not NOTHING else rules.by_words(section.name, section.above)


def _nearest_name(rules: Rules, section: Section) -> Choice:
    """By the name of a column above, else the words of one, unless a word of its own is a sign of another.

    政务公开 > 领导风范 is asked: old sites keep columns of every kind below 政务公开.
    """
    above = section.above
    found = (rules.by_name(name) for name in above)
    nearest = next((decision for decision in found if decision is not NOTHING), NOTHING)
    if nearest is NOTHING:
        told = (rules.by_words(name, above[at + 1 :]) for at, name in enumerate(above))
        nearest = next((decision for decision in told if decision is not NOTHING), NOTHING)
    column = nearest.then.column if nearest.then is not None else None
    return nearest if column is None or rules.words.may_go_with(section.name, column) else NOTHING


def _ordered(sections: Sequence[Section], decided: list[tuple[Section | None, Choice]]) -> Placing:
    """The page's own section first, then by rank; in order of the sections where ranks are equal."""
    decided.sort(key=lambda pair: (not (pair[0] and pair[0].own), *(-part for part in pair[1].rank)))
    taken = {section.name for section, _decision in decided if section is not None}
    pairs = tuple((section.name if section else None, decision) for section, decision in decided)
    return Placing(pairs, tuple(section.name for section in sections if section.name not in taken))
