"""What several sites decided alike, proposed for their CMS family or for the whole platform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from guiyi.config.load import list_sites, load_platform, load_site_file
from guiyi.config.models import ColumnRule
from guiyi.config.names import folded
from guiyi.config.platform import walk_columns
from guiyi.decisions.decision import FAMILY, PLATFORM, SITE, Decision
from guiyi.decisions.read import platform_decisions
from guiyi.decisions.record import record_decisions
from guiyi.plain import Plain

ENOUGH = 3  # sites


@dataclass(frozen=True)
class Promotion(Plain):
    """One old column that enough sites send to the same place, and none elsewhere."""

    section: str
    value: dict[str, str]  # column, or drop
    scope: str
    scope_id: str
    sites: tuple[str, ...]


@dataclass(frozen=True)
class _Vote:
    site: str
    family: str | None
    section: str
    value: tuple[str, str]


def promotions(engine: Engine, configs: Path) -> list[Promotion]:
    """Rules in sites' files and decisions for single sites → what at least three sites share, most shared first.

    Sites of one family make it the family's, of several the platform's. Where one site differs, nothing is proposed.
    """
    votes: dict[str, list[_Vote]] = defaultdict(list)
    names: dict[str, str] = {}
    for vote in _votes(engine, configs):
        votes[folded(vote.section)].append(vote)
        names.setdefault(folded(vote.section), vote.section)
    known = _known(engine, configs)
    found = [_promotion(names[key], some) for key, some in sorted(votes.items())]
    wanted = [one for one in found if one and not known & {(PLATFORM, folded(one.section)), _key(one)}]
    return sorted(wanted, key=lambda one: (-len(one.sites), one.section))


def _key(one: Promotion) -> tuple[str, str]:
    return f"{one.scope}:{one.scope_id}" if one.scope == FAMILY else PLATFORM, folded(one.section)


def _promotion(section: str, votes: Sequence[_Vote]) -> Promotion | None:
    sites = tuple(sorted({vote.site for vote in votes}))
    if len(sites) < ENOUGH or len({vote.value for vote in votes}) != 1:
        return None
    families = {vote.family for vote in votes}
    family = families.pop() if len(families) == 1 else None
    scope, scope_id = (FAMILY, family) if family else (PLATFORM, "")
    return Promotion(section, dict([votes[0].value]), scope, scope_id, sites)


def _votes(engine: Engine, configs: Path) -> Iterator[_Vote]:
    families: dict[str, str | None] = {}
    for site in list_sites(configs):
        written = load_site_file(configs, site)
        families[site] = written.extends
        for rule in written.mapping.columns:
            yield from (_Vote(site, written.extends, *said) for said in _plain(rule))
    for one in platform_decisions(engine, "map"):
        if one.scope == SITE and "section" in one.subject:
            value = next(iter(one.value.items()))
            yield _Vote(one.scope_id, families.get(one.scope_id), one.subject["section"], value)


def _plain(rule: ColumnRule) -> Iterator[tuple[str, tuple[str, str]]]:
    """Sections that a rule places by nothing but their exact name."""
    said = rule.when.model_dump(exclude_defaults=True)
    if set(said) == {"section"} and (rule.then.column or rule.then.drop):
        value = ("column", rule.then.column) if rule.then.column else ("drop", str(rule.then.drop))
        yield from ((section, value) for section in rule.when.section)


def _known(engine: Engine, configs: Path) -> set[tuple[str, str]]:
    """What the platform or a family places already: by a column's names, by rules, by decisions."""
    platform = load_platform(configs)
    known = {(PLATFORM, folded(name)) for _f, column in walk_columns(platform) for name in (column.name, *column.names)}
    for rule in platform.mapping.columns:
        known |= {(PLATFORM, folded(section)) for section, _value in _plain(rule)}
    for one in platform_decisions(engine, "map"):
        if one.scope != SITE and "section" in one.subject:
            scope = PLATFORM if one.scope == PLATFORM else f"{FAMILY}:{one.scope_id}"
            known.add((scope, folded(one.subject["section"])))
    return known


def promote(engine: Engine | Connection, wanted: Sequence[Promotion], by: str) -> list[Decision]:
    """Records promotions as decisions for the family or the platform; sites' own rules stay, and stay stronger."""
    return record_decisions(
        engine,
        [
            Decision(
                "map", {"section": one.section}, dict(one.value), one.scope, one.scope_id, by,
                f"{len(one.sites)} 个站点一致 shared by {', '.join(one.sites)}", batch="promote",
            )
            for one in wanted
        ],
    )  # fmt: skip
