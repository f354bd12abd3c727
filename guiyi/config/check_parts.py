"""Mistakes inside one part of a file: templates, mapping rules, crawl settings, thresholds."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from cssselect import HTMLTranslator, SelectorError

from guiyi.config.models import ColumnRule, Crawl, Mapping, Template, Threshold
from guiyi.config.names import folded
from guiyi.config.platform import Platform, walk_columns
from guiyi.errors import Problem

UNMATCHED_WORDS = ("review", "fail")
PORT = re.compile(r"^.+:\d{1,5}$")


class Known:
    """What rules may name: columns, topics, genres, agencies, fields; None where the platform's file does not tell."""

    def __init__(self, platform: Platform | None) -> None:
        self.platform = platform
        self.columns: set[str] | None = None
        self.topics: set[str] | None = None
        self.genres: set[str] | None = None
        self.agencies: set[str] | None = None
        self.fields: set[str] | None = None
        if platform:
            self.columns = {column.id for _function, column in walk_columns(platform)}
            self.topics = {name for topic in platform.topics for name in (topic.name, *topic.children)}
            self.genres = {genre.name for genre in platform.genres}
            self.agencies = {agency.id for agency in platform.agencies} or None
            self.fields = {field.name for field in platform.metadata} or None


def check_templates(file: str, templates: Iterable[Template]) -> Iterator[Problem]:
    """Templates of one file → their mistakes."""
    names: set[str] = set()
    for at, template in enumerate(templates):
        if template.name in names:
            yield Problem(file, f"templates.{at}.name", f"two templates are called {template.name}")
        names.add(template.name)
        groups = re.compile(template.url).groupindex if template.url else {}
        if template.source_key and template.source_key not in groups:
            yield Problem(file, f"templates.{at}.source_key", f"url has no group named {template.source_key}")
        for field, rule in template.fields.items():
            for number, selector in enumerate(rule.first_of):
                wrong = selector.css is not None and css_mistake(selector.css)
                if wrong:
                    yield Problem(file, f"templates.{at}.fields.{field}.first_of.{number}.css", wrong)


def css_mistake(selector: str) -> str | None:
    """CSS selector → why it is none; None if it is one."""
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        return f"{selector!r} is not a CSS selector: {error}"
    return None


def check_mapping(file: str, mapping: Mapping, known: Known) -> Iterator[Problem]:
    """Mapping rules of one file → their mistakes."""
    ids: set[str] = set()
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    for at, rule in enumerate(mapping.columns):
        key = f"mapping.columns.{at}"
        if rule.id in ids:
            yield Problem(file, f"{key}.id", f"two rules are called {rule.id}")
        ids.add(rule.id)
        yield from _decision_problems(file, key, rule, known)
        if not all(folded(name) for name in (*rule.when.section, *rule.when.section_contains)):
            yield Problem(file, f"{key}.when", "a section without a name would be every section or none")
        for section in rule.when.section if is_plain(rule) else ():
            sections[folded(section)].setdefault(rule.then.column or f"drop: {rule.then.drop}", rule.id)
    for section, decisions in sections.items():
        if len(decisions) > 1:
            said = " and ".join(f"{column} (rule {rule})" for column, rule in sorted(decisions.items()))
            yield Problem(file, "mapping.columns", f"section {section} goes to both {said}")
    is_column = known.columns is None or mapping.unmatched in known.columns
    if mapping.unmatched not in UNMATCHED_WORDS and not is_column:
        yield Problem(file, "mapping.unmatched", f"{mapping.unmatched} is neither review, fail nor a column's id")


def is_plain(rule: ColumnRule) -> bool:
    """Whether a rule looks at nothing but the section's exact name."""
    when = rule.when
    return not (when.section_contains or when.url or when.title or when.content_type or when.template)


def _decision_problems(file: str, key: str, rule: ColumnRule, known: Known) -> Iterator[Problem]:
    named = (("column", rule.then.column, known.columns), ("topic", rule.then.topic, known.topics))
    for field, value, names in (*named, ("genre", rule.then.genre, known.genres)):
        if value is not None and names is not None and value not in names:
            told = f"{_named(rule)}the platform has no {field} {value}; {_hint(value, names)}"
            yield Problem(file, f"{key}.then.{field}", told)


def check_crawl(file: str, crawl: Crawl) -> Iterator[Problem]:
    """A site's resolved crawl settings → their mistakes."""
    if crawl.source != "http" and not crawl.path:
        yield Problem(file, "crawl.path", f"a {crawl.source} source needs the path of its files")
    if crawl.delay > crawl.max_delay:
        yield Problem(file, "crawl.delay", f"is more than max_delay ({crawl.max_delay})")
    for at, network in enumerate(crawl.allow_addresses):
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            yield Problem(file, f"crawl.allow_addresses.{at}", str(error))
    for host, place in crawl.connect_to.items():
        if not PORT.match(place):
            yield Problem(file, f"crawl.connect_to.{host}", f"{place!r} is not address:port")
    for at, selector in enumerate(crawl.list_items):
        wrong = css_mistake(selector)
        if wrong:
            yield Problem(file, f"crawl.list_items.{at}", wrong)


def check_threshold(file: str, key: str, limit: Threshold, is_rate: bool = False) -> Iterator[Problem]:
    """One gate → its mistakes: floors over ceilings, warnings behind stops, rates outside 0 to 1."""
    floors = [value for value in (limit.stop_below, limit.warn_below) if value is not None]
    ceilings = [value for value in (limit.warn_above, limit.stop_above) if value is not None]
    if floors != sorted(floors):
        yield Problem(file, key, "warn_below must not be under stop_below")
    if ceilings != sorted(ceilings):
        yield Problem(file, key, "warn_above must not be over stop_above")
    if floors and ceilings and max(floors) > min(ceilings):
        yield Problem(file, key, "a floor lies over a ceiling; nothing could pass")
    if is_rate and any(not 0 <= value <= 1 for value in (*floors, *ceilings)):
        yield Problem(file, key, "is a rate, from 0 to 1")


def _named(rule: ColumnRule) -> str:
    """The rule as its file calls it; its number in the list says little to a person."""
    return f"rule {rule.id}: " if rule.id else ""


def _hint(value: str, names: Iterable[str]) -> str:
    """The name that was meant, or where all stand."""
    near = difflib.get_close_matches(value, sorted(names), n=3)
    return f"did you mean {', '.join(near)}?" if near else "configs/platform.yaml has them all"
