"""What a run measured as Markdown: a table a group, the four sites apart, the speed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HEAD = """# Quality

Written by `python -m benchmarks.quality --real FOLDER --apart --markdown docs/quality.md`, every extractor on the same pages in one run.

Body F1 is of 5-grams of characters, white space aside; "≥ .95" is the share of pages at 0.95 or better. Title, date, source and document number count
only when exact; cells, files and images are the share kept. "–": the set has none. Milliseconds are CPU a page. *Learned* is scored on the half of a
site's pages that its templates were not learned on. Held-out designs were written after the rules and first read blind; what was then missed was
mended, so that these figures are those of known pages now. What pages never seen before give is told at the end.
"""
BY_HAND = "## Blind sets"  # from this line on a document is written by a person, and kept
COLUMNS = ("body F1", "≥ .95", "worst", "title", "date", "source", "number", "cells", "files", "images", "ms")
EXACT = ("title", "published", "source", "number")
KEPT = ("cells", "files", "images")
Row = dict[str, Any]


def write(results: dict[str, Any], file: Path) -> None:
    """Figures of a run (as --json writes them) → the document, with what was written by hand at its end."""
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    by_hand = old[old.index(BY_HAND) :] if BY_HAND in old else ""
    file.write_text("\n".join([*_parts(results), by_hand]), encoding="utf-8")


def cells_of(row: Row) -> list[str]:
    """A score with its seconds a page → what the columns show."""
    exact = [_figure(row["exact"].get(name)) for name in EXACT]
    kept = [_figure(row["kept"].get(name)) for name in KEPT]
    return [
        f"{row['f1']:.4f}",
        _figure(row["good"]),
        f"{row['worst']:.2f}",
        *exact,
        *kept,
        f"{1000 * row['seconds']:.1f}",
    ]


def _parts(results: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    for name, one in results.items():
        if name == "apart":
            yield "## Four sites in other CMSes, from `guiyi survey` alone, the file unedited\n"
            columns = list(next(iter(one.values())))
            yield _table("site", columns, {site: [_value(cell) for cell in row.values()] for site, row in one.items()})
        elif name == "speed":
            yield from map(_speed, one.values())
        else:
            yield _group(name, one)


def _group(name: str, rows: dict[str, Row]) -> str:
    scores = {who: cells_of(row) for who, row in rows.items() if who != "agreement"}
    text = f"## {name}: {rows[next(iter(scores))]['pages']} pages\n\n" + _table("extractor", COLUMNS, scores)
    if agreed := rows.get("agreement"):
        text += f"\nTemplates against full extraction of the same pages: mean {agreed['mean']:.4f}, lowest {agreed['lowest']:.2f}.\n"
    return text


def _speed(one: Row) -> str:
    rates = one["pages_per_cpu_second"]
    least = min(rates.values())
    rows = {name: [f"{rate:.1f}", f"{rate / least:.1f}"] for name, rate in rates.items()}
    title = f"## Speed: {one['pages']} pages of {one['bytes'] / 1000:.0f} kB\n\n"
    return title + _table("what", ("pages per CPU-second", "times the slowest"), rows)


def _table(first: str, columns: Sequence[str], rows: dict[str, list[str]]) -> str:
    lines = [f"| {first} | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()), ""])


def _value(one: Any) -> str:
    return f"{one:.4f}" if isinstance(one, float) else str(one)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
