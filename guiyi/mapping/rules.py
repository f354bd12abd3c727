"""Mapping rules, compiled: what the rules of site, family and platform say of one section of one page.

Precedence: exact section, section contains, URL, title, then content type or template; then weight, people's decisions
above all weights; then layer (site, family, platform). Rules of one rank that decide differently are a tie, unless
somebody decided which wins. A legacy column named like a platform column maps by itself, below all rules; one whose
words tell the platform's column (教师招聘), below all names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from guiyi.config.models import ColumnRule, ColumnThen, ColumnWhen, SiteConfig
from guiyi.config.names import folded
from guiyi.config.platform import Platform, walk_columns
from guiyi.decisions.decision import NO_DECISIONS, Decision, Decisions
from guiyi.errors import ConfigError
from guiyi.mapping.column_words import Words

SECTION, CONTAINS, URL, TITLE, KIND, NAME, WORDS = 5, 4, 3, 2, 1, 0, -1
LAYERS = {"site": 2, "family": 1, "platform": 0}
DECIDED = 1_000_000  # the weight of a person's decision
Rank = tuple[int, int, int]


@dataclass(frozen=True)
class Page:
    """What rules look at of a document, its sections apart: path and query of its URL, title, own type, template."""

    path: str
    title: str = ""
    content_type: str | None = None
    template: str | None = None


@dataclass(frozen=True)
class Choice:
    """What was decided: `then`, by the rules named, at a rank; several rules and no `then` are a tie; else nothing."""

    then: ColumnThen | None = None
    rules: tuple[str, ...] = ()
    rank: Rank = (-1, 0, 0)

    @property
    def is_tie(self) -> bool:
        """Whether rules of one rank disagree."""
        return self.then is None and bool(self.rules)


NOTHING = Choice()


class _Compiled:
    """One rule, ready to be asked."""

    def __init__(self, rule: ColumnRule, layer: str) -> None:
        when = rule.when
        self.id, self.then = rule.id, rule.then
        self.sections = frozenset(map(folded, when.section))
        self.contains = tuple(map(folded, when.section_contains))
        self.url = re.compile(when.url) if when.url else None
        self.title = re.compile(when.title) if when.title else None
        self.content_type, self.template = when.content_type, when.template
        said = ((self.sections, SECTION), (self.contains, CONTAINS), (self.url, URL), (self.title, TITLE))
        strength = max([one for part, one in said if part], default=KIND)
        self.rank: Rank = (strength, rule.weight, LAYERS[layer])

    def fits_section(self, section: str) -> bool:
        """Whether the parts that name sections hold for a folded name."""
        if self.sections and section not in self.sections:
            return False
        return not self.contains or any(part in section for part in self.contains)

    def fits_page(self, page: Page) -> bool:
        """Whether the other parts hold."""
        return (
            (self.url is None or self.url.search(page.path) is not None)
            and (self.title is None or self.title.search(page.title) is not None)
            and self.content_type in (None, page.content_type)
            and self.template in (None, page.template)
        )


class Rules:
    """All rules that apply to one site. Of two with one id in different layers the upper one applies."""

    def __init__(self, config: SiteConfig, platform: Platform, decisions: Decisions = NO_DECISIONS) -> None:
        self.hits: Counter[str] = Counter()  # how often each rule fitted best
        self.ties = {frozenset(one.subject["rules"]): one.value["rule"] for one in decisions.of_kind("tie")}
        self.exact: dict[str, list[_Compiled]] = defaultdict(list)
        self.containing: list[_Compiled] = []
        self.of_pages: list[_Compiled] = []
        for rule, layer in (*layered_rules(config, platform), *decided_rules(decisions, platform)):
            self._add(_Compiled(rule, layer))
        self.words = Words(platform)

    def _add(self, rule: _Compiled) -> None:
        for section in rule.sections:
            self.exact[section].append(rule)
        if rule.contains and not rule.sections:
            self.containing.append(rule)
        if not rule.contains and not rule.sections:
            self.of_pages.append(rule)

    def by_section(self, section: str, page: Page) -> Choice:
        """What the rules that name sections say of one section of a page."""
        name = folded(section)
        rules = (*self.exact.get(name, ()), *self.containing)
        return self._strongest(rule for rule in rules if rule.fits_section(name) and rule.fits_page(page))

    def by_page(self, page: Page) -> Choice:
        """What the rules that name no section say of a page."""
        return self._strongest(rule for rule in self.of_pages if rule.fits_page(page))

    def by_name(self, section: str) -> Choice:
        """The platform's column that has this name itself."""
        column = self.words.names.get(folded(section))
        return Choice(ColumnThen(column=column), (f"name:{column}",), (NAME, 0, 0)) if column else NOTHING

    def by_words(self, section: str, above: tuple[str, ...]) -> Choice:
        """The platform's column of which the words of a section's name tell, or of those above it, nearest first."""
        told = self.words.told(section, above)
        return Choice(ColumnThen(column=told.column), (f"words:{told.column}",), (WORDS, 0, 0)) if told else NOTHING

    def _strongest(self, rules: Iterable[_Compiled]) -> Choice:
        fitting = list(rules)
        if not fitting:
            return NOTHING
        rank = max(rule.rank for rule in fitting)
        best = [rule for rule in fitting if rule.rank == rank]
        self.hits.update(rule.id for rule in best)
        if any(rule.then != best[0].then for rule in best):
            winner = self.ties.get(frozenset(rule.id for rule in best))
            if winner is None:
                return Choice(None, tuple(sorted({rule.id for rule in best})), rank)
            best = [rule for rule in best if rule.id == winner] or best
        return Choice(best[0].then, (min(rule.id for rule in best),), rank)


def decided_rules(decisions: Decisions, platform: Platform) -> list[tuple[ColumnRule, str]]:
    """People's decisions on sections and folders as rules, with their layer. ConfigError: a column is there no more."""
    known = {column.id for _function, column in walk_columns(platform)}
    found = []
    for one in decisions.of_kind("map"):
        column = one.value.get("column")
        if column is not None and column not in known:
            said = f"decision {one.id} ({one.by}) sends {one.subject} to {column}, which the platform does not have"
            raise ConfigError(f"{said}; undo it: guiyi review undo {one.id}")
        found.append((_rule_of(one), one.scope))
    return found


def _rule_of(one: Decision) -> ColumnRule:
    folder = one.subject.get("folder")
    when = ColumnWhen(url=f"^{re.escape(folder)}[^/]*$") if folder else ColumnWhen(section=(one.subject["section"],))
    return ColumnRule(id=f"decision-{one.id}", when=when, then=ColumnThen(**one.value), weight=DECIDED, by=one.by)


def layered_rules(config: SiteConfig, platform: Platform) -> list[tuple[ColumnRule, str]]:
    """Site and platform → every rule that applies, with its layer."""
    own = {rule.id for rule in config.mapping.columns}
    rules = [(rule, str(config.rule_layers.get(rule.id, "site"))) for rule in config.mapping.columns]
    return rules + [(rule, "platform") for rule in platform.mapping.columns if rule.id not in own]


def unmatched_policy(config: SiteConfig, platform: Platform) -> str:
    """What becomes of what no rule places: said by the site, its family, or the platform."""
    said = "unmatched" in config.mapping.model_fields_set
    return config.mapping.unmatched if said else platform.mapping.unmatched
