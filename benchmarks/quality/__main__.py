"""`python -m benchmarks.quality`: extraction quality and speed beside the public extractors, in one run.

python -m benchmarks.quality                          # written sets and sample city
python -m benchmarks.quality --real FOLDER            # and saved pages with expected.jsonl (or GUIYI_REAL_PAGES)
python -m benchmarks.quality --open                   # without the held-out designs, for work on the rules
python -m benchmarks.quality --apart                  # and four whole sites in other CMSes, from their survey alone (minutes)
python -m benchmarks.quality --drawn 7 --pages 200    # only pages drawn by a seed, and what failed on each of them
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import apart
from benchmarks.quality import ours, peers, report
from benchmarks.quality.cases import Case
from benchmarks.quality.drawn import drawn_cases, print_faults
from benchmarks.quality.measure import Score, body_f1, score
from benchmarks.quality.sets import city_cases, real_cases, written_cases
from benchmarks.quality.speed import measure_speed

SEED = 1  # of the drawn pages that a whole run measures
ALONE, LEARNED = "Guiyi, single page", "Guiyi, learned"


def main() -> None:
    """Runs every set through every extractor and prints a table a group."""
    options = _options()
    console = Console(width=140)
    peers.quiet()
    if options.drawn is not None:
        return _drawn(options, console)
    cases = _cases(options, console)
    there, missing = peers.installed()
    if missing:
        console.print(
            f"not installed, left out: {', '.join(missing)} (uv sync --group bench; magic-html needs Python 3.12)"
        )
    results: dict[str, dict[str, Any]] = {}
    for group, some in _groups(cases).items():
        console.rule(f"{group}: {len(some)} pages")
        rows = _run(some, {} if options.no_peers else there)
        results[group] = {name: vars(one) | {"seconds": seconds} for name, (one, seconds) in rows.items()}
        console.print(_table(results[group]))
        if LEARNED in rows:
            results[group]["agreement"] = _agreement(some, console)
    if options.apart:
        results["apart"] = _apart(console)
    if not options.no_speed:
        results["speed"] = measure_speed(console, options.pages)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.markdown:
        report.write(results, options.markdown)


def _drawn(options: Any, console: Console) -> None:
    """Pages of one seed, each alone: a line a failure, and the table of a group."""
    for group, cases in _groups(drawn_cases(options.drawn, options.pages)).items():
        console.rule(f"{group}: {len(cases)} pages")
        found, seconds = _timed(lambda cases=cases: ours.alone(cases))  # type: ignore[misc]
        pairs = list(zip(cases, found, strict=True))
        print_faults(pairs, Path("var/drawn"))
        console.print(_table({ALONE: vars(score(pairs)) | {"seconds": seconds / len(cases)}}))


def _options() -> Any:
    parser = argparse.ArgumentParser(description="extraction quality and speed beside the public extractors")
    parser.add_argument("--pages", type=int, default=24, help="pages a design or site")
    parser.add_argument(
        "--real",
        type=Path,
        default=os.environ.get("GUIYI_REAL_PAGES"),
        help="folder of saved pages with expected.jsonl",
    )
    parser.add_argument("--open", action="store_true", help="without the held-out designs")
    parser.add_argument("--apart", action="store_true", help="and the four sites apart, each by its survey alone")
    parser.add_argument("--drawn", type=int, metavar="SEED", help="only pages drawn by this seed; what failed is told")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--markdown", type=Path, help="and a document (what follows its heading on blind sets is kept)")
    return parser.parse_args()


def _cases(options: Any, console: Console) -> list[Case]:
    made = [*city_cases(options.pages), *written_cases(options.pages), *drawn_cases(SEED, 4 * options.pages)]
    if options.open:
        made = [case for case in made if not case.is_held_out]
    if options.real and Path(options.real).is_dir():
        made += real_cases(Path(options.real))
    else:
        console.print("real pages: none at hand (say --real FOLDER or GUIYI_REAL_PAGES); skipped")
    return made


def _groups(cases: Sequence[Case]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        name = f"{case.group}, held out" if case.is_held_out else case.group
        groups.setdefault(name, []).append(case)
    return groups


def _run(cases: list[Case], there: dict[str, peers.Peer]) -> dict[str, tuple[Score, float]]:
    """Extractor → its score and CPU seconds a page. Learned templates are scored on the half they were not learned on."""
    rows: dict[str, tuple[Score, float]] = {}
    found, seconds = _timed(lambda: ours.alone(cases))
    rows[ALONE] = score(list(zip(cases, found, strict=True))), seconds / len(cases)
    if max(len(some) for some in ours.by_site(cases).values()) > 3:
        pairs = ours.taught(cases)
        found, seconds = _timed(lambda: ours.learned(pairs))
        rows[LEARNED] = score(list(zip((case for _, case in pairs), found, strict=True))), seconds / len(pairs)
    for name, peer in there.items():
        found, seconds = _timed(lambda peer=peer: [peers.run_peer(peer, case) for case in cases])  # type: ignore[misc]
        rows[name] = score(list(zip(cases, found, strict=True))), seconds / len(cases)
    return rows


def _agreement(cases: list[Case], console: Console) -> dict[str, float]:
    """What templates read against full extraction of the same pages: mean and lowest 5-gram F1 of the two bodies."""
    pairs = ours.taught(cases)
    whole = ours.alone([case for _, case in pairs])
    both = [body_f1(one.text, full.text) for one, full in zip(ours.learned(pairs), whole, strict=True)]
    mean, least = fmean(both), min(both)
    console.print(f"templates against full extraction of the same {len(both)} pages: {mean:.4f}, lowest {least:.2f}")
    return {"mean": mean, "lowest": least}


def _apart(console: Console) -> dict[str, Any]:
    """The four sites apart, a line each."""
    table, measured = Table("site", *apart.COLUMNS, title=apart.TITLE), apart.measure()
    for site, row in measured.items():
        table.add_row(site, *(apart.shown(one) for one in row))
    console.print(table)
    return {site: dict(zip(apart.COLUMNS, row, strict=True)) for site, row in measured.items()}


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return work(), time.process_time() - start


def _table(rows: dict[str, dict[str, Any]]) -> Table:
    table = Table("extractor", *report.COLUMNS)
    for name, row in rows.items():
        table.add_row(name, *report.cells_of(row))
    return table


if __name__ == "__main__":
    main()
