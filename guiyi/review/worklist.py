"""The work list: what people should decide or look at, in groups with counts, examples and suggestions.

kind        what it is                                        actions
unmapped    no rule places these records                      map COLUMN · drop REASON
tie         rules of one rank disagree                        rule ID
conflict    an editor and the old site changed one field      ours · theirs
held        held by any other stage, code by code             release
dropped     dropped by a rule or a stage                      map COLUMN (where a rule dropped them)
failed      could not be read                                 –
date        loaded, with a date that is odd                   accept · hold
field       loaded, with a field that signals disagree on     accept · hold
mask        loaded, with something masked                     accept · hold · unmask MASK
class       loaded, with a topic or genre but proposed        classify · leave
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, literal, select

from guiyi.config.platform import Platform
from guiyi.database import reading
from guiyi.decisions.decision import UNRELEASABLE
from guiyi.library.states import PUBLISHED
from guiyi.library.tables import doubts, placements, refused_records, resources
from guiyi.mapping.suggest import suggest
from guiyi.prints import print_of

EXAMPLES = 5
TITLES = 50  # titles of a group that suggestions look at
MAPPED = ("unmapped", "tie", "conflict")  # codes that are kinds of their own
ACTIONS = {
    "unmapped": ("map", "drop"), "tie": ("rule",), "conflict": ("ours", "theirs"), "held": ("release",), "dropped": (),
    "failed": (), "date": ("accept", "hold"), "field": ("accept", "hold"), "mask": ("accept", "hold", "unmask"),
    "class": ("classify", "leave"),
}  # fmt: skip
ON_DEMAND = ("class",)  # kinds that nothing waits for: shown when they are asked for
OF_LOADED = ("date", "field", "mask", "class")


@dataclass(frozen=True)
class Example:
    """One record of a group."""

    title: str
    url: str
    source_key: str
    detail: str = ""  # the doubtful value; of masks, their ids


@dataclass(frozen=True)
class Group:
    """Records that wait for one cause: how many, examples, what can be done, and columns that may fit.

    about: the legacy column, or the folder of the URLs (it begins with /) where pages say none; a tie's rules; the
    fields of a conflict; the doubt. suggestions: (column id, score from 0 to 1), the best first.
    """

    id: str
    site: str
    kind: str
    stage: str
    code: str
    about: str
    count: int
    examples: tuple[Example, ...]
    actions: tuple[str, ...]
    suggestions: tuple[tuple[str, float], ...] = ()

    @property
    def rules(self) -> list[str]:
        """Of a tie: the rules that disagree."""
        return self.about.split(", ") if self.kind == "tie" else []

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {"rules": self.rules}


def work_list(
    engine: Engine, platform: Platform, site: str | None = None, kinds: Sequence[str] | None = None
) -> list[Group]:
    """Library → its groups, of a site or of all, of some kinds or of all; what waits first, then the largest first."""
    found = [*_groups(engine, platform, _refused(site)), *_groups(engine, platform, _doubtful(site))]
    order = {kind: position for position, kind in enumerate(ACTIONS)}
    found = [group for group in found if kinds is None or group.kind in kinds]
    return sorted(found, key=lambda one: (order[one.kind], -one.count, one.site, one.code, one.about))


def find_group(engine: Engine, platform: Platform, group_id: str) -> Group | None:
    """A group by its id, or None if nothing waits in it any more."""
    return next((group for group in work_list(engine, platform) if group.id == group_id), None)


def _refused(site: str | None) -> Select[Any]:
    table = refused_records.c
    parts = (table.site, table.outcome.label("kind"), table.stage, table.code, func.coalesce(table.about, ""))
    wanted = _numbered(refused_records, parts, table.source_key)
    return wanted.where(table.site == site) if site is not None else wanted


def _doubtful(site: str | None) -> Select[Any]:
    table = doubts.c
    parts = (table.site, table.kind, literal("load"), table.about.label("code"), table.about)
    live = resources.c.status == PUBLISHED
    wanted = _numbered(doubts, parts, table.source_key).join(
        resources, (resources.c.resource_id == table.resource_id) & live
    )
    return wanted.where(table.site == site) if site is not None else wanted


def _numbered(table: Any, parts: Sequence[ColumnElement[Any]], key: ColumnElement[Any]) -> Select[Any]:
    """Rows with the five parts of their group, its size, and their number in it."""
    names = ("site", "kind", "stage", "code", "about")
    named = [part.label(name) for part, name in zip(parts, names, strict=True)]
    over: dict[str, Any] = {"partition_by": list(parts)}
    size = func.count().over(**over).label("size")
    number = func.row_number().over(order_by=key, **over).label("number")
    told = (key.label("source_key"), table.c.title, table.c.url, _detail_of(table))
    return select(*named, size, number, *told).select_from(table)


def _detail_of(table: Any) -> ColumnElement[Any]:
    detail: ColumnElement[Any] = table.c.detail if table is doubts else literal("")
    return detail.label("detail")


def _groups(engine: Engine, platform: Platform, numbered: Select[Any]) -> list[Group]:
    rows = numbered.subquery()
    wanted = select(rows).where(rows.c.number <= TITLES).order_by(rows.c.number)
    grouped: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    with reading(engine) as connection:
        placed = [tuple(row) for row in connection.execute(_placed())]
        for row in connection.execute(wanted):
            kind = row.code if row.code in MAPPED else row.kind
            grouped[row.site, kind, row.stage, row.code, row.about].append(row)
    return [_group(platform, key, found, placed) for key, found in grouped.items()]


def _placed() -> Select[Any]:
    """Site, legacy column and column of what is live: what earlier sites decided."""
    together = resources.c.resource_id == placements.c.resource_id
    fields = (resources.c.site, placements.c.legacy_column, placements.c.column)
    named = placements.c.legacy_column.is_not(None) & (resources.c.status == PUBLISHED)
    return select(*fields).join(resources, together).where(named).distinct().order_by(*fields)


def _group(platform: Platform, key: tuple[str, ...], rows: Sequence[Any], placed: Sequence[Any]) -> Group:
    site, kind, stage, code, about = key
    examples = tuple(Example(row.title or "", row.url, row.source_key, row.detail or "") for row in rows[:EXAMPLES])
    titles = [row.title or "" for row in rows]
    earlier = [(name, column) for where, name, column in placed if where != site]
    fitting = suggest(platform, about, titles, earlier) if kind == "unmapped" else []
    ident = print_of("group", *key)
    return Group(ident, site, kind, stage, code, about, rows[0].size, examples, _actions(kind, code), tuple(fitting))


def _actions(kind: str, code: str) -> tuple[str, ...]:
    if kind == "dropped" and code == "rule":
        return ("map",)
    if kind == "held" and code in UNRELEASABLE:
        return ()
    return ACTIONS[kind]


def records_of(engine: Engine, group: Group, limit: int = 100, after: str = "") -> list[Example]:
    """Records of a group in order of their source keys, from the one after `after` on."""
    table = doubts if group.kind in OF_LOADED else refused_records
    mine = (table.c.site == group.site) & (func.coalesce(table.c.about, "") == group.about)
    if table is refused_records:
        mine &= table.c.code == group.code
    told = (table.c.title, table.c.url, table.c.source_key, _detail_of(table))
    wanted = select(*told).where(mine, table.c.source_key > after)
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(table.c.source_key).limit(limit))
        return [Example(row.title or "", row.url, row.source_key, row.detail or "") for row in rows]
