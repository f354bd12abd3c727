"""Which column a document goes to: rules with a declared precedence; ties are held, unmatched ones go to the work list.

Precedence: exact section, section contains, URL, title, then content type or template; then weight; then layer (site,
family, platform). A legacy column named like a platform column maps by itself, below all rules. Names are compared after
NFKC, width folding and space squashing only; Chinese is never transliterated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guiyi.config.load import walk_columns
from guiyi.config.models import ColumnRule, ColumnThen, Platform, SiteConfig

SECTION, CONTAINS, URL, TITLE, KIND, NAME = 5, 4, 3, 2, 1, 0


def folded(name: str) -> str:
    """A section's name as it is compared.

    >>> folded("　政策 法规（试行）")
    '政策法规(试行)'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()


@dataclass(frozen=True)
class Case:
    """What a rule looks at: one section of one document."""

    section: str | None
    path: str
    title: str
    content_type: str | None
    template: str | None


@dataclass(frozen=True)
class Decision:
    """What was decided for a case: `then`, by which rule; or a tie of several rules; or nothing."""

    then: ColumnThen | None
    rules: tuple[str, ...] = ()

    @property
    def is_tie(self) -> bool:
        """Whether several rules of one rank disagree."""
        return self.then is None and len(self.rules) > 1


class Rules:
    """All rules that apply to one site, strongest first."""

    def __init__(self, config: SiteConfig, platform: Platform) -> None:
        own = {rule.id for rule in config.mapping.columns}
        layered = [(rule, 1) for rule in config.mapping.columns]
        layered += [(rule, 0) for rule in platform.mapping.columns if rule.id not in own]
        self.rules: Sequence[tuple[ColumnRule, int]] = layered
        self.names = _column_names(platform)
        self.decide = lru_cache(maxsize=50_000)(self._decide)

    def _decide(self, case: Case) -> Decision:
        """One case → its decision."""
        found = [(_rank(rule, case, layer), rule) for rule, layer in self.rules if _applies(rule, case)]
        if found:
            best = max(rank for rank, _rule in found)
            strongest = [rule for rank, rule in found if rank == best]
            outcomes = {rule.then.model_dump_json() for rule in strongest}
            ids = tuple(sorted(rule.id for rule in strongest))
            return Decision(strongest[0].then, ids[:1]) if len(outcomes) == 1 else Decision(None, ids)
        column = self.names.get(folded(case.section)) if case.section else None
        return Decision(ColumnThen(column=column), (f"name:{column}",)) if column else Decision(None)


def _column_names(platform: Platform) -> dict[str, str]:
    found: dict[str, str] = {}
    for _function, column in walk_columns(platform):
        for name in (column.name, *column.names):
            found.setdefault(folded(name), column.id)
    return found


def _applies(rule: ColumnRule, case: Case) -> bool:
    when, section = rule.when, folded(case.section or "")
    checks: list[tuple[Any, bool]] = [
        (when.section, section in map(folded, when.section)),
        (when.section_contains, any(folded(part) in section for part in when.section_contains)),
        (when.url, bool(when.url and re.search(when.url, case.path))),
        (when.title, bool(when.title and re.search(when.title, case.title))),
        (when.content_type, when.content_type == case.content_type),
        (when.template, when.template == case.template),
    ]
    return all(holds for said, holds in checks if said)


def _rank(rule: ColumnRule, case: Case, layer: int) -> tuple[int, int, int]:
    when = rule.when
    strengths = ((when.section, SECTION), (when.section_contains, CONTAINS), (when.url, URL), (when.title, TITLE))
    return (max([strength for said, strength in strengths if said], default=KIND), rule.weight, layer)
