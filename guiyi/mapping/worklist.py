"""The work list: what machines could not place, in groups with counts, examples and scored suggestions for people."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, Row, select

from guiyi.config.load import walk_columns
from guiyi.config.models import Platform
from guiyi.config.names import folded
from guiyi.database import reading
from guiyi.library.tables import refused_records

CODES = ("unmapped", "tie")
EXAMPLES = 5
SUGGESTIONS = 3
LEAST = 0.25  # a score below which a suggestion would be noise
TITLES = 50  # titles of a group that are compared
TITLE_SHARE = 0.8  # what titles tell of a column, against its name


@dataclass(frozen=True)
class Group:
    """Records held for one cause in one section: how many, examples (title, URL), and columns that may fit.

    section: the legacy column, or the folder of the URLs where pages say none. rules: of a tie, those that disagree.
    suggestions: (column id, score from 0 to 1), the best first; never applied by themselves.
    """

    site: str
    code: str
    section: str
    count: int
    examples: list[tuple[str, str]]
    suggestions: list[tuple[str, float]]
    rules: list[str]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


def work_list(engine: Engine, platform: Platform, site: str | None = None) -> list[Group]:
    """Library → its held `unmapped` and `tie` records of a site, or of all, in groups, the largest first."""
    fields = ("site", "code", "url", "payload")
    query = select(*(refused_records.c[name] for name in fields)).where(refused_records.c.code.in_(CODES))
    if site is not None:
        query = query.where(refused_records.c.site == site)
    groups: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    with reading(engine) as connection:
        for row in connection.execute(query.order_by(refused_records.c.site, refused_records.c.source_key)):
            groups[row.site, row.code, _section(row)].append(row)
    found = [_group(platform, key, rows) for key, rows in groups.items()]
    return sorted(found, key=lambda group: (-group.count, group.site, group.section, group.code))


def _section(row: Row[Any]) -> str:
    told = row.payload.get("sections") or [row.payload.get("section")]
    return str(told[0]) if told[0] else urlsplit(row.url).path.rsplit("/", 1)[0] + "/"


def _group(platform: Platform, key: tuple[str, str, str], rows: Sequence[Row[Any]]) -> Group:
    titles = [str(row.payload.get("title") or "") for row in rows]
    rules = Counter(rule for row in rows for rule in row.payload.get("rules") or ())
    examples = [(title, row.url) for title, row in zip(titles[:EXAMPLES], rows, strict=False)]
    return Group(*key, len(rows), examples, suggest(platform, key[2], titles[:TITLES]), sorted(rules))


def suggest(platform: Platform, section: str, titles: Sequence[str] = ()) -> list[tuple[str, float]]:
    """A legacy column's name and titles found in it → the platform's likest columns, each with a score from 0 to 1."""
    name, plain = folded(section), [folded(title) for title in titles]
    scores = []
    for _function, column in walk_columns(platform):
        names = [folded(one) for one in (column.name, *column.names)]
        score = max(max(_likeness(name, one) for one in names), TITLE_SHARE * _share(names, plain))
        scores.append((column.id, round(score, 2)))
    return sorted((one for one in scores if one[1] >= LEAST), key=lambda one: (-one[1], one[0]))[:SUGGESTIONS]


def _likeness(one: str, other: str) -> float:
    """1 for equal names; a name inside the other counts at least as the share of it that it is, over one half."""
    if not one or not other:
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    inside = 0.5 + 0.5 * len(shorter) / len(longer) if len(shorter) > 1 and shorter in longer else 0.0
    return max(inside, difflib.SequenceMatcher(None, one, other).ratio())


def _share(names: Sequence[str], titles: Sequence[str]) -> float:
    """The share of titles in which one of the names stands."""
    return sum(any(name in title for name in names) for title in titles) / len(titles) if titles else 0.0
