"""Whether a site's selectors still fit its pages: where they miss, where the judge disagrees, which give nothing.

Read from the rows that extraction handed on, so that a run that took over earlier parts tells the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guiyi.config.models import SiteConfig, Template
from guiyi.extract.bodies.judge import DISAGREES
from guiyi.runs.handover import stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.store import Store

FIELDS = ("template", "extractor", "selectors", "judged", "flags", "url")
MISSED, MIN_MISSED = 0.05, 3  # share and number of a template's pages its selectors may miss
OFF = 0.2  # share of a template's pages whose day may not be the one that their list prints
DISAGREED, MIN_JUDGED = 0.2, 5  # share of the judged pages that may disagree, and how many make a share


@dataclass
class TemplateFit:
    """One template over a site's documents: pages it matched, pages its body selectors missed, judged, disagreeing."""

    name: str
    pages: int = 0
    missed: list[str] = field(default_factory=list)
    judged: int = 0
    disagreed: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)  # pages whose day is not the one that their list prints
    never: list[str] = field(default_factory=list)  # the site's own fields that no selector gave, on any page
    idle: list[str] = field(
        default_factory=list
    )  # its single selectors that gave nothing where others of the field did

    @property
    def has_drifted(self) -> bool:
        """Whether a person should look at its selectors."""
        misses = len(self.missed) >= max(MIN_MISSED, MISSED * self.pages)
        misses = misses or len(self.off) >= max(MIN_MISSED, OFF * self.pages)
        return misses or (self.judged >= MIN_JUDGED and len(self.disagreed) > DISAGREED * self.judged)


def measure_fit(store: Store, manifests: Sequence[Manifest], config: SiteConfig) -> list[TemplateFit]:
    """The extract stage's manifests and the site's templates → how each template that matched fits its pages."""
    parts = [one.path for one in manifests if one.stage == "extract" and one.path]
    rows = (row for path in parts for row in stream_rows(store, path, FIELDS))
    return fit_of_rows(rows, config.templates, config.template_layers)


def fit_of_rows(
    rows: Iterable[dict[str, Any]], templates: Sequence[Template], layers: Mapping[str, str] | None = None
) -> list[TemplateFit]:
    """Rows of documents, the templates, which layer says each → their fit, in the templates' order.

    A field counts as never given only where all its alternatives are idle, and only in templates of the site's own
    file: a family's are written for many sites, of which none has every one.
    """
    fits = {one.name: TemplateFit(one.name) for one in templates}
    hits: Counter[str] = Counter()
    for row in rows:
        hits.update(row["selectors"] or ())
        hits[f"body {row['extractor']}"] += 1
        if row["template"] in fits:
            _count(fits[row["template"]], row)
    given = {one.partition(" ")[0] for one, count in hits.items() if count}
    for template in templates:
        if (layers or {}).get(template.name) != "family":
            fits[template.name].never = list(_never(template, hits, given))
            fits[template.name].idle = list(_idle(template, hits))
    return [one for one in fits.values() if one.pages]


def _idle(template: Template, hits: Counter[str]) -> Iterator[str]:
    """Single selectors of a template that gave nothing, of fields that another selector gave."""
    for name, rule in template.fields.items():
        said = [f"{name} {one.spelled}" for one in rule.first_of]
        if any(hits[one] for one in said):
            yield from (one for one in said if not hits[one])


def _never(template: Template, hits: Counter[str], given: set[str]) -> Iterator[str]:
    """Fields of a template that none of its selectors, nor another template's, ever gave; with those selectors."""
    for name, rule in template.fields.items():
        said = [one.spelled for one in rule.first_of]
        is_hit = any(hits[f"{name} {one}"] for one in said)
        if not is_hit and (name == "body" or name not in given):
            yield f"{name} {' | '.join(said)}"


def _count(fit: TemplateFit, row: dict[str, Any]) -> None:
    fit.pages += 1
    if "template-missed" in (row["flags"] or ()):
        fit.missed.append(row["url"])
    if "list-date-conflict" in (row["flags"] or ()):
        fit.off.append(row["url"])
    if row["judged"] is not None:
        fit.judged += 1
        if row["judged"] < DISAGREES:
            fit.disagreed.append(row["url"])
