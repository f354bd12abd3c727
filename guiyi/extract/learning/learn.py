"""Templates learned from sample pages of a site: where each kind of page has its title, dates, body and other fields.

Witnesses of a field (government meta tags, visible labels, known containers, text extractors, what list pages say, and
what repeats over the pages) agree on what stands on each page; then plain CSS selectors are tried that give just that
on all pages of one shape of address. What the witnesses could not settle is not learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from guiyi.config.models import FieldName, FieldRule, Selector, Template
from guiyi.extract.bodies.containers import select_node
from guiyi.extract.learning.body import learn_body, repeated_lines
from guiyi.extract.learning.fields import ALLOWED_WRONG, agrees, first_value, learn_field
from guiyi.extract.learning.shapes import group_by_shape, is_telling
from guiyi.extract.learning.witness import Witness, common_texts, witness_of
from guiyi.markup.tree import plain_of, raw_text

LEARNED: tuple[FieldName, ...] = (
    "title", "published_at", "source", "author", "document_number", "index_number", "issuing_agency", "written_on",
    "effective_status", "section",
)  # fmt: skip
MIN_PAGES = 2
SURE_BODY = 0.965  # share of the best possible fit a body selector must reach; else agreement page by page is better
SURE = 0.6  # share of pages with a field on which its selectors must agree with the witnesses


@dataclass(frozen=True)
class Sample:
    """One article page: its address, its decoded text, and what list pages print of it."""

    url: str
    html_text: str
    listed_title: str | None = None
    listed_on: str | None = None


@dataclass(frozen=True)
class Evidence:
    """How sure one learned field is: share of the pages where its selectors give what the witnesses agree on (0–1),
    pages on which anything was found, and one value with its page."""

    confidence: float
    pages: int
    example: str
    example_url: str


@dataclass(frozen=True)
class Learned:
    """A template as it goes into the site's file, the number of sample pages it was learned from, and the evidence."""

    template: Template
    pages: int
    fields: dict[str, Evidence] = field(default_factory=dict)


def learn_templates(
    samples: Sequence[Sample], known: Sequence[Template] = (), list_urls: Sequence[str] = ()
) -> list[Learned]:
    """Sample pages, the family's templates, addresses of list pages → learned templates, those of most pages first.

    A learned template takes the pattern and source key of a known one that fits all its pages, unless one of another
    shape with the same pattern reads its pages wrong. A shape of address seen on one page only, or that list pages
    share, gives a template without a pattern: its selectors apply to all pages.
    """
    seen = [witness_of(one.url, one.html_text, one.listed_title, one.listed_on) for one in samples]
    common = common_texts(seen)
    made: list[Learned] = []
    groups: list[tuple[str, list[Witness]]] = []
    for shape, places in group_by_shape([one.url for one in samples]).items():
        if len(places) >= MIN_PAGES:
            pages = [seen[at] for at in places]
            learned = _learn(pages, common)
            if learned:
                named = _named(len(made), _pattern(shape, pages, known, list_urls), learned, len(pages))
                body = learned["body"][0].first_of if "body" in learned else ()
                lines = repeated_lines(body, pages) if body else ()
                made.append(replace(named, template=named.template.model_copy(update={"drop": lines})))
                groups.append((shape, pages))
    made = _apart(made, groups, list_urls)
    kept = [one if one.template.url else _harmless(one, made, seen) for one in made]
    kept.sort(key=lambda one: one.template.url is None)  # what is tried on every page comes last
    return [one for one in kept if one.template.fields]


def _apart(
    made: Sequence[Learned], groups: Sequence[tuple[str, list[Witness]]], list_urls: Sequence[str]
) -> list[Learned]:
    """Templates that share a known pattern → those whose pages another of them reads wrong come first, each with the
    pattern of its own shape: a catalogue's pages and the news may have one kind of address, but not one design.
    """
    first = {}
    for at, (shape, pages) in enumerate(groups):
        rivals = [to for to, one in enumerate(made) if to != at and one.template.url == made[at].template.url]
        if not rivals or made[at].template.url in (None, shape) or not is_telling(shape, list_urls):
            continue
        if any(page.fits(shape) for to in rivals for page in groups[to][1]):
            continue
        rules = [field for to in rivals for field in made[to].template.fields.items() if field[0] != "body"]
        if any(_reads_wrong(name, rule, pages) for name, rule in rules):
            own = made[at].template.model_copy(update={"url": shape, "source_key": None})
            first[at] = replace(made[at], template=own)
    return [*first.values(), *(one for at, one in enumerate(made) if at not in first)]


def _harmless(one: Learned, made: Sequence[Learned], seen: Sequence[Witness]) -> Learned:
    """A template without a pattern, which applies to all pages → the same without fields whose selectors read wrong on
    pages of another template that has none for them: a page of its own has the column's name where others have none.
    """
    fields = {name: rule for name, rule in one.template.fields.items() if not _misreads(name, rule, made, seen)}
    return replace(one, template=one.template.model_copy(update={"fields": fields}))


def _misreads(name: FieldName, rule: FieldRule, made: Sequence[Learned], seen: Sequence[Witness]) -> bool:
    lacking = [other.template.url for other in made if other.template.url and name not in other.template.fields]
    pages = [page for page in seen if any(page.fits(url) for url in lacking)]
    return _takes_another(rule, pages) if name == "body" else _reads_wrong(name, rule, pages)


def _takes_another(rule: FieldRule, pages: Sequence[Witness]) -> bool:
    """Whether a body's selectors take something on pages whose text stands elsewhere."""
    taken = [
        (plain_of(raw_text(node)), page.body)
        for page in pages
        for one in rule.first_of
        if (node := select_node(one, page.view)) is not None
    ]
    return any(body is None or plain_of(raw_text(body.node)) not in text for text, body in taken)


def _reads_wrong(name: FieldName, rule: FieldRule, pages: Sequence[Witness]) -> bool:
    """Whether a field's selectors read another value than the true one on too many of some pages."""
    read = [(first_value(name, rule.first_of, page), page.value(name)) for page in pages]
    told = [(value, truth) for value, truth in read if value and truth]
    return sum(not agrees(name, value, truth) for value, truth in told) > ALLOWED_WRONG * len(told)


def _learn(pages: list[Witness], common: frozenset[str]) -> dict[FieldName, tuple[FieldRule, Evidence]]:
    found: dict[FieldName, tuple[FieldRule, Evidence]] = {}
    selectors, confidence, example = learn_body(pages, common)
    if selectors and confidence >= SURE_BODY:
        rule = FieldRule.model_validate({"first_of": tuple(selectors), "as": "html"})
        found["body"] = (rule, Evidence(confidence, len(pages), *example))
    for name in LEARNED:
        taken = frozenset(one for rule, _evidence in found.values() for one in rule.first_of if not one.meta)
        chosen, share, count, example = learn_field(name, pages, taken)
        if chosen and share >= SURE:
            kind = "date" if name in ("published_at", "written_on") else "text"
            rule = FieldRule.model_validate({"first_of": tuple(chosen), "as": kind})
            found[name] = (rule, Evidence(share, count, *example))
    return found


def _pattern(
    shape: str, pages: Sequence[Witness], known: Sequence[Template], list_urls: Sequence[str]
) -> tuple[str | None, str | None]:
    """The pattern and source key that the template takes."""
    for one in known:
        if one.url and all(page.fits(one.url) for page in pages):
            return one.url, one.source_key
    return (shape, None) if is_telling(shape, list_urls) else (None, None)


def _named(
    at: int, pattern: tuple[str | None, str | None], found: dict[FieldName, tuple[FieldRule, Evidence]], pages: int
) -> Learned:
    fields = {name: rule for name, (rule, _evidence) in found.items()}
    template = Template(name=f"learned-{at + 1}", url=pattern[0], source_key=pattern[1], fields=fields)
    return Learned(template, pages, {name: evidence for name, (_rule, evidence) in found.items()})


__all__ = ["Evidence", "Learned", "Sample", "Selector", "learn_templates"]
