"""The work list: what machines could not place, in groups with counts, examples and scored suggestions for people."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, select

from guiyi.config.load import walk_columns
from guiyi.config.models import Platform
from guiyi.database import reading
from guiyi.library.tables import refused_records
from guiyi.mapping.rules import folded

EXAMPLES = 3
SUGGESTIONS = 3


@dataclass(frozen=True)
class Group:
    """Held records of one cause in one section: how many, examples (title, URL), and columns that may fit (id, score)."""

    site: str
    code: str
    section: str
    count: int
    examples: list[tuple[str, str]]
    suggestions: list[tuple[str, float]]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


def work_list(engine: Engine, platform: Platform, site: str | None = None) -> list[Group]:
    """Held `unmapped` and `tie` records of a site, or of all, grouped; the largest groups first."""
    wanted = select(refused_records).where(
        refused_records.c.outcome == "held", refused_records.c.code.in_(("unmapped", "tie"))
    )
    if site is not None:
        wanted = wanted.where(refused_records.c.site == site)
    groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    with reading(engine) as connection:
        for row in connection.execute(wanted.order_by(refused_records.c.site, refused_records.c.source_key)):
            section = str(row.payload.get("section") or "")
            groups[row.site, row.code, section].append(row)
    found = [
        Group(
            *key, len(rows), [(str(row.payload.get("title")), row.url) for row in rows[:EXAMPLES]],
            suggest(platform, key[2]),
        )
        for key, rows in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda group: (-group.count, group.site, group.section))


def suggest(platform: Platform, section: str) -> list[tuple[str, float]]:
    """A section's name → the platform's columns with the likest names, with scores from 0 to 1; never applied by itself."""
    scores = []
    for _function, column in walk_columns(platform):
        names = (column.name, *column.names)
        best = max(difflib.SequenceMatcher(None, folded(section), folded(name)).ratio() for name in names)
        scores.append((column.id, round(best, 2)))
    return sorted((one for one in scores if one[1] > 0.3), key=lambda one: (-one[1], one[0]))[:SUGGESTIONS]
