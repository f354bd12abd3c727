"""Pages per CPU-second: learned templates, all of extraction with its judge and fallback, and trafilatura, on the same pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import lxml.html
import trafilatura
from rich.console import Console

from benchmarks.quality import ours
from benchmarks.quality.cases import Case
from benchmarks.quality.sets import city_cases
from guiyi.extract.decode import decode_html

ROUNDS = 3


def measure_speed(console: Console, pages: int) -> dict[str, Any]:
    """Prints and gives pages per CPU-second (the best of three rounds each) on the sample city's pages."""
    sites = ours.by_site(city_cases(max(pages, 20)))
    learned = {name: ours.learn_site(cases[: len(cases) // 2]) for name, cases in sites.items()}
    rest = {name: cases[len(cases) // 2 :] for name, cases in sites.items()}
    count = sum(len(some) for some in rest.values())
    size = sum(len(case.data) for some in rest.values() for case in some) / count

    def templates() -> None:
        for name, some in rest.items():
            for case in some:
                ours.extract_case(learned[name], case, True)

    everything = [case for some in rest.values() for case in some]
    rates = {
        "bare lxml parse": count / _best(lambda: _parse(everything)),
        "Guiyi, learned templates": count / _best(templates),
        "trafilatura with metadata and HTML": count / _best(lambda: _trafilatura(everything)),
    }
    console.rule(f"pages per CPU-second, {count} pages of {size / 1000:.0f} kB")
    for name, rate in rates.items():
        console.print(
            f"{name:40} {rate:9.1f}   {rate / rates['trafilatura with metadata and HTML']:6.1f} × trafilatura"
        )
    return {"bytes": size, "pages": count, "pages_per_cpu_second": rates}


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _parse(cases: Sequence[Case]) -> None:
    for case in cases:
        lxml.html.document_fromstring(case.data)


def _trafilatura(cases: Sequence[Case]) -> None:
    for case in cases:
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
