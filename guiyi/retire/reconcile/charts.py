"""Figures → what the reports' charts draw: shares of a bar, columns of a chart. No scripts, no outside resources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiyi.retire.reconcile.balance import SectionBalance
from guiyi.retire.reconcile.findings import ENDINGS

FIRST_YEAR, LAST_YEAR = 1978, 2100  # outside of this a year of publication is a mistake of the old page
SHORT_LABELS = 12  # bars from which on only some years are written below the chart


@dataclass(frozen=True)
class Share:
    """One part of a stacked bar, in percent of its whole."""

    name: str
    label: str
    colour: str
    count: int
    percent: float


@dataclass(frozen=True)
class Bar:
    """One upright bar: its label (empty: not written), its count, and its height in percent of the highest."""

    label: str
    title: str
    count: int
    percent: float


def shares(counts: Mapping[str, int], whole: int | None = None) -> list[Share]:
    """Dispositions with counts → parts of a bar in the fixed order; `whole` makes room for what is not there."""
    total = max(whole or 0, sum(counts.get(name, 0) for name in ENDINGS)) or 1
    return [
        Share(name, label, colour, counts[name], round(100 * counts[name] / total, 3))
        for name, (label, colour) in ENDINGS.items()
        if counts.get(name)
    ]


def section_shares(section: SectionBalance, largest: int) -> list[Share]:
    """A section → its stacked bar, as long as its size beside the largest section's."""
    counts = {name: getattr(section, name) for name in ENDINGS}
    return shares(counts, largest)


def year_bars(years: Mapping[str, int]) -> tuple[list[Bar], int]:
    """Counts by year → bars from the first plausible year to the last, gaps included; and how many have none."""
    known = {int(year): count for year, count in years.items() if _is_year(year)}
    other = sum(count for year, count in years.items() if not _is_year(year))
    if not known:
        return [], other
    first, last, highest = min(known), max(known), max(known.values())
    step = 1 + (last - first) // SHORT_LABELS
    return [
        Bar(
            label=str(year) if (year - last) % step == 0 else "",
            title=f"{year}: {known.get(year, 0):,}",
            count=known.get(year, 0),
            percent=round(100 * known.get(year, 0) / highest, 2),
        )
        for year in range(first, last + 1)
    ], other


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR
