"""Every configuration mistake at once: of each file by itself, and of files against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from cssselect import HTMLTranslator, SelectorError

from guiyi.config.load import list_sites, load_family, load_platform, load_site_file, load_waves, resolve, walk_columns
from guiyi.config.models import ColumnRule, FamilyFile, Mapping, Platform, SiteConfig, Template, Threshold
from guiyi.errors import ConfigError, Problem

UNMATCHED_WORDS = ("review", "fail")


def find_problems(configs: Path) -> Iterator[Problem]:
    """All mistakes of platform, families, sites and waves."""
    platform: Platform | None = None
    try:
        platform = load_platform(configs)
    except ConfigError as error:
        yield from error.problems
    known = _Known(platform)
    if platform:
        yield from _platform_problems(configs / "platform.yaml", platform, known)
    families: dict[str, FamilyFile | None] = {}
    for path in sorted((configs / "families").glob("*.yaml")):
        try:
            family = families[path.stem] = load_family(configs, path.stem)
        except ConfigError as error:
            families[path.stem] = None
            yield from error.problems
            continue
        yield from _templates_problems(str(path), family.templates)
        yield from _mapping_problems(str(path), family.mapping, known)
    yield from _sites_problems(configs, families, known)
    yield from _waves_problems(configs)


class _Known:
    """What rules may name: columns, topics, genres, departments; None where the platform's file is broken."""

    def __init__(self, platform: Platform | None) -> None:
        self.columns = {column.id for _function, column in walk_columns(platform)} if platform else None
        self.topics: set[str] | None = None
        self.genres: set[str] | None = None
        self.agencies: set[str] | None = None
        if platform:
            topics = [name for topic in platform.topics for name in (topic.name, *topic.children)]
            self.topics, self.genres = set(topics) or None, {genre.name for genre in platform.genres} or None
            self.agencies = {agency.id for agency in platform.agencies} or None


def _platform_problems(file: Path, platform: Platform, known: _Known) -> Iterator[Problem]:
    seen: set[str] = set()
    names: dict[str, str] = {}
    for _function, column in walk_columns(platform):
        if column.id in seen:
            yield Problem(str(file), "functions", f"two columns have the id {column.id}")
        seen.add(column.id)
        for name in (column.name, *column.names):
            if names.setdefault(name, column.id) != column.id:
                yield Problem(str(file), "functions", f"{name!r} is a name of both {names[name]} and {column.id}")
    yield from _mapping_problems(str(file), platform.mapping, known)


def _sites_problems(configs: Path, families: dict[str, FamilyFile | None], known: _Known) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for site in list_sites(configs):
        file = str(configs / "sites" / f"{site}.yaml")
        try:
            written = load_site_file(configs, site)
            if written.extends and written.extends not in families:
                raise ConfigError([Problem(file, "extends", f"there is no families/{written.extends}.yaml")])
            config = resolve(configs, site, written, families.get(written.extends) if written.extends else None)
        except ConfigError as error:
            yield from error.problems
            continue
        yield from _site_problems(file, config, written.templates, written.mapping, known)
        for address in (config.site.base_url, *config.site.aliases):
            owner = owners.setdefault(address.rstrip("/"), site)
            if owner != site:
                yield Problem(file, "site.base_url", f"{address} belongs to {owner} already")


def _site_problems(
    file: str, config: SiteConfig, templates: Iterable[Template], mapping: Mapping, known: _Known
) -> Iterator[Problem]:
    if known.agencies is not None and config.site.department not in known.agencies:
        yield Problem(file, "site.department", f"{config.site.department} is not one of the platform's agencies")
    yield from _templates_problems(file, templates)
    yield from _mapping_problems(file, mapping, known)
    if config.crawl.source != "http" and not config.crawl.path:
        yield Problem(file, "crawl.path", f"a {config.crawl.source} source needs the path of its files")
    if config.crawl.delay > config.crawl.max_delay:
        yield Problem(file, "crawl.delay", f"is more than max_delay ({config.crawl.max_delay})")
    assertions = config.assertions
    for key in ("records", "unmapped_rate", "held_rate", "drop_vs_last_good"):
        yield from _threshold_problems(file, f"assertions.{key}", getattr(assertions, key))
    for field, threshold in assertions.fill_rate.items():
        yield from _threshold_problems(file, f"assertions.fill_rate.{field}", threshold)


def _threshold_problems(file: str, key: str, limit: Threshold) -> Iterator[Problem]:
    floors = [value for value in (limit.stop_below, limit.warn_below) if value is not None]
    ceilings = [value for value in (limit.warn_above, limit.stop_above) if value is not None]
    if floors != sorted(floors):
        yield Problem(file, key, "warn_below must not be under stop_below")
    if ceilings != sorted(ceilings):
        yield Problem(file, key, "warn_above must not be over stop_above")
    if floors and ceilings and max(floors) > min(ceilings):
        yield Problem(file, key, "a floor lies over a ceiling; nothing could pass")


def _templates_problems(file: str, templates: Iterable[Template]) -> Iterator[Problem]:
    names: set[str] = set()
    for at, template in enumerate(templates):
        if template.name in names:
            yield Problem(file, f"templates.{at}.name", f"two templates are called {template.name}")
        names.add(template.name)
        if template.source_key and f"(?P<{template.source_key}>" not in (template.url or ""):
            yield Problem(file, f"templates.{at}.source_key", f"url has no group named {template.source_key}")
        for field, rule in template.fields.items():
            for selector in rule.first_of:
                if selector.css is None:
                    continue
                try:
                    HTMLTranslator().css_to_xpath(selector.css)
                except SelectorError as error:
                    key = f"templates.{at}.fields.{field}"
                    yield Problem(file, key, f"{selector.css!r} is not a CSS selector: {error}")


def _mapping_problems(file: str, mapping: Mapping, known: _Known) -> Iterator[Problem]:
    ids: set[str] = set()
    sections: dict[str, set[str]] = defaultdict(set)
    for at, rule in enumerate(mapping.columns):
        key = f"mapping.columns.{at}"
        if rule.id in ids:
            yield Problem(file, f"{key}.id", f"two rules are called {rule.id}")
        ids.add(rule.id)
        yield from _decision_problems(file, key, rule, known)
        for section in rule.when.section:
            if _is_plain(rule):
                sections[section].add(rule.then.column or f"drop: {rule.then.drop}")
    for section, decisions in sections.items():
        if len(decisions) > 1:
            yield Problem(file, "mapping.columns", f"section {section} goes to both {' and '.join(sorted(decisions))}")
    if (
        mapping.unmatched not in UNMATCHED_WORDS
        and known.columns is not None
        and mapping.unmatched not in known.columns
    ):
        yield Problem(file, "mapping.unmatched", f"{mapping.unmatched} is neither review, fail nor a column's id")


def _is_plain(rule: ColumnRule) -> bool:
    when = rule.when
    return not (when.section_contains or when.url or when.title or when.content_type or when.template)


def _decision_problems(file: str, key: str, rule: ColumnRule, known: _Known) -> Iterator[Problem]:
    named = (("column", rule.then.column, known.columns), ("topic", rule.then.topic, known.topics))
    for field, value, names in (*named, ("genre", rule.then.genre, known.genres)):
        if value is not None and names is not None and value not in names:
            yield Problem(file, f"{key}.then.{field}", f"the platform has no {field} {value}")


def _waves_problems(configs: Path) -> Iterator[Problem]:
    file = str(configs / "waves.yaml")
    try:
        waves = load_waves(configs).waves
    except ConfigError as error:
        yield from error.problems
        return
    sites, placed, names = set(list_sites(configs)), dict[str, str](), set[str]()
    for at, wave in enumerate(waves):
        if wave.name in names:
            yield Problem(file, f"waves.{at}.name", f"two waves are called {wave.name}")
        names.add(wave.name)
        for site in wave.sites:
            if site not in sites:
                yield Problem(file, f"waves.{at}.sites", f"there is no sites/{site}.yaml")
            if placed.setdefault(site, wave.name) != wave.name:
                yield Problem(file, f"waves.{at}.sites", f"{site} is in wave {placed[site]} already")
