"""Pages per CPU-second: learned templates, all of extraction with its judge and fallback, trafilatura, a bare parse.

All on the same pages, each page once, after some other pages of its site: as in a migration, what a site's pages share
has been seen, and no page comes again. Light pages, and pages as heavy as real ones.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import compress
from typing import Any

import lxml.html
import trafilatura
from rich.console import Console

from benchmarks.quality import ours
from benchmarks.quality.cases import Case
from benchmarks.quality.sets import city_cases
from guiyi.extract.bodies.judge import is_judged
from guiyi.extract.document import Extractor
from guiyi.markup.decode import decode_html
from tests.city.cast import PROFILES
from tests.city.gold import site_of

LEAST, WARM = 60, 10  # pages of a site; how many of those that are timed are read before, untimed
FURNITURE = {"light": 0, "heavy": 18_000}  # characters of menus and scripts added to a page
PARSE, LEARNED, ALL = "bare lxml parse", "Guiyi, learned templates", "Guiyi, with its judge and fallback"
PEER = "trafilatura with metadata and HTML"


def measure_speed(console: Console, pages: int) -> dict[str, Any]:
    """Prints and gives pages per CPU-second on the sample city's pages, by how heavy they are."""
    measured = {}
    for weight, furniture in FURNITURE.items():
        for profile in PROFILES:
            site_of(profile.id).furniture = furniture
        measured[weight] = _measure(ours.taught(city_cases(max(pages, LEAST))))
        _show(console, measured[weight])
    return measured


def _measure(pairs: list[tuple[Extractor, Case]]) -> dict[str, Any]:
    """Pages with the extractors that learned on others → how many of them each reads in a CPU-second."""
    timed = list(_after_warming(pairs))
    cases = [case for _extractor, case in timed]
    rates = {PARSE: _rate([_seconds(lxml.html.document_fromstring, case.data) for case in cases])}
    took = [_seconds(ours.extract_case, extractor, case, True) for extractor, case in timed]
    unjudged = [not is_judged(extractor.urls.key(case.url) or case.url) for extractor, case in timed]
    rates |= {LEARNED: _rate(list(compress(took, unjudged))), ALL: _rate(took)}
    rates[PEER] = _rate([_seconds(_trafilatura, case) for case in cases])
    size = sum(len(case.data) for case in cases) / len(cases)
    return {"bytes": size, "pages": len(cases), "pages_per_cpu_second": rates}


def _after_warming(pairs: list[tuple[Extractor, Case]]) -> Iterator[tuple[Extractor, Case]]:
    """The pages that are timed; the first of each site are read by all, untimed."""
    seen: dict[str, int] = defaultdict(int)
    for extractor, case in pairs:
        seen[case.site] += 1
        if seen[case.site] > WARM:
            yield extractor, case
        else:
            ours.extract_case(extractor, case, True)
            _trafilatura(case)


def _show(console: Console, one: dict[str, Any]) -> None:
    rates = one["pages_per_cpu_second"]
    console.rule(f"pages per CPU-second, {one['pages']} pages of {one['bytes'] / 1000:.0f} kB")
    for name, rate in rates.items():
        console.print(f"{name:40} {rate:9.1f}   {rate / rates[PEER]:6.1f} × trafilatura")


def _seconds(work: Callable[..., Any], *told: Any) -> float:
    start = time.process_time()
    work(*told)
    return time.process_time() - start


def _rate(seconds: list[float]) -> float:
    return len(seconds) / sum(seconds)


def _trafilatura(case: Case) -> None:
    text = decode_html(case.data).text
    trafilatura.extract(
        text,
        url=case.url,
        output_format="html",
        with_metadata=True,
        include_tables=True,
        include_images=True,
        include_links=True,
    )
