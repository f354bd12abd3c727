"""Guiyi on the cases: each page alone, and after the templates of its site were learned from other pages of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import lxml.html

from benchmarks.guiyi_side import CITY
from benchmarks.quality.cases import Case
from benchmarks.quality.measure import Found
from guiyi.config.models import Assertions, Crawl, Load, Mapping, SiteConfig, SiteIdentity, Template
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.learning.learn import Sample, learn_templates
from guiyi.extract.pages.examine import Safety
from guiyi.markup.decode import decode_html
from guiyi.urls import UrlSpace, host_of

SAFETY = Safety(white_hosts=(CITY,))  # as gov.cn is on the white list of real sites
SAMPLE = 20  # pages of a site that its templates are learned from, at most half


def extractor_of(host: str, templates: Sequence[Template] = (), charset: str | None = None) -> Extractor:
    """An extractor for a site that nothing is known of but its templates and the charset of its pages."""
    site = SiteIdentity(id="site", name=host, department="site", base_url=f"http://{host}/", charset=charset)
    config = SiteConfig(
        site=site, family=None, crawl=Crawl(), templates=tuple(templates), mapping=Mapping(), assertions=Assertions(), load=Load()
    )  # fmt: skip
    return Extractor(config, UrlSpace(config), SAFETY)


def extract_case(extractor: Extractor, case: Case, listed: bool) -> dict[str, Any]:
    """One case → a document's row or a refusal."""
    title, day = case.listed if listed else (None, None)
    key = extractor.urls.key(case.url) or case.url
    return extractor.extract(Page(key, case.url, "page", None, key, "", 0, 0, title, day), case.data)


def found_of(row: dict[str, Any]) -> Found:
    """A row → what the benchmark measures; a refusal found nothing."""
    if "outcome" in row:
        return Found()
    root = lxml.html.fragment_fromstring(row["body_html"], create_parent="div")
    cells = tuple("".join(cell.itertext()) for cell in root.iter("td", "th"))
    return Found(
        row["body_text"], row["title"], row["published_at"], row["source"], row["document_number"], cells,
        frozenset(one["legacy_url"] for one in row["attachments"]), frozenset(one["legacy_url"] for one in row["images"]),
    )  # fmt: skip


def alone(cases: Sequence[Case]) -> list[Found]:
    """Every page as if it were the only one of its site."""
    return [found_of(extract_case(extractor_of(host_of(case.url)), case, False)) for case in cases]


def taught(cases: Sequence[Case]) -> list[tuple[Extractor, Case]]:
    """The second half of every site's pages, each with the extractor that learned on (at most twenty of) the first half."""
    pairs = []
    for some in by_site(cases).values():
        half = len(some) // 2
        extractor = learn_site(some[:half])
        pairs += [(extractor, case) for case in some[half:]]
    return pairs


def learned(pairs: Sequence[tuple[Extractor, Case]]) -> list[Found]:
    """Every page by the templates of its site."""
    return [found_of(extract_case(extractor, case, True)) for extractor, case in pairs]


def learn_site(cases: Sequence[Case]) -> Extractor:
    """Pages of one site → an extractor with the templates learned from them."""
    read = [decode_html(one.data) for one in cases[:SAMPLE]]
    samples = [Sample(one.url, page.text, *one.listed) for one, page in zip(cases, read, strict=False)]
    charset = Counter(page.charset for page in read).most_common(1)[0][0]
    return extractor_of(host_of(cases[0].url), [one.template for one in learn_templates(samples)], charset)


def by_site(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Cases by their site."""
    sites: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        sites[case.site].append(case)
    return sites
