"""What a reconciliation says, as values: URLs, sections, stages, groups of refused records, fields."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from guiyi.checks import Check, held_by

UNEXPLAINED = "unexplained"  # stands beside the dispositions where a URL has none


@dataclass(frozen=True)
class SectionBalance:
    """One old column: what the old site says it holds, what its lists name, and how each listed page ended.

    expected: None where the site tells no number. listed: named by the lists of the section's last crawl;
    delisted: named by an earlier one only. listed = loaded + merged + held + dropped + failed + gone + unexplained.
    """

    key: str
    name: str
    url: str
    expected: int | None
    expected_how: str | None
    listed: int
    delisted: int
    loaded: int
    merged: int
    held: int
    dropped: int
    failed: int
    gone: int
    unexplained: int
    pages_expected: int | None
    pages_got: int
    complete: bool

    @property
    def missing(self) -> int:
        """Listed without an end, or told by the site and never listed."""
        return self.unexplained + max(0, (self.expected or 0) - self.listed)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, with the number missing."""
        return {**asdict(self), "missing": self.missing}


@dataclass(frozen=True)
class StageBalance:
    """One stage: rows in = rows out + merged + held + dropped + failed."""

    stage: str
    rows_in: int
    rows_out: int
    merged: int
    held: int
    dropped: int
    failed: int

    @property
    def difference(self) -> int:
        """Rows that went in and are nowhere."""
        return self.rows_in - self.rows_out - self.merged - self.held - self.dropped - self.failed


@dataclass(frozen=True)
class Example:
    """One page, to be looked at."""

    url: str
    title: str
    reason: str


@dataclass(frozen=True)
class Group:
    """What was held, dropped, gone or failed for one cause (code) at one stage, with a few examples."""

    code: str
    stage: str
    outcome: str
    count: int
    examples: list[Example]


@dataclass(frozen=True)
class FieldFill:
    """One field: in how many of the old pages and of the library's resources it is filled, and how often it got lost.

    source_total is None where nothing tells what the old pages held.
    """

    name: str
    label: str
    source_filled: int | None
    source_total: int | None
    library_filled: int
    library_total: int
    lost: int
    lost_examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BrokenFile:
    """An attachment or image that is not in the store, and why."""

    url: str
    name: str
    role: str
    resource_id: str
    title: str
    reason: str


@dataclass(frozen=True)
class Reconciliation:
    """The account of one site: checks as values, and the figures behind them.

    dispositions: number of pages (canonical URLs) by their end; `unexplained` is there only if some have none.
    urls_seen: spellings of URLs ever seen. years: live resources by year of publication ("" where unknown).
    """

    site: str
    site_name: str
    run_id: str
    started_at: str
    checks: list[Check]
    sections: list[SectionBalance]
    stages: list[StageBalance]
    dispositions: dict[str, int]
    groups: list[Group]
    urls_seen: int
    fields: list[FieldFill]
    years: dict[str, int]
    broken: list[BrokenFile]
    resources: int

    @property
    def is_balanced(self) -> bool:
        """Whether every required check passed."""
        return not held_by(self.checks)

    @property
    def urls(self) -> int:
        """Canonical URLs."""
        return sum(self.dispositions.values())

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, for report.json."""
        return {
            **asdict(self),
            "sections": [section.to_json() for section in self.sections],
            "is_balanced": self.is_balanced,
            "urls": self.urls,
        }
