"""What decisions would move, counted in the library before anybody records them. `guiyi plan` tells it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, false, func, select

from guiyi.database import reading
from guiyi.decisions.decision import FAMILY, PLATFORM, Decision
from guiyi.library.states import PUBLISHED
from guiyi.library.tables import placements, refused_records, resources
from guiyi.plain import Plain
from guiyi.prints import resource_id
from guiyi.review.worklist import Example

SAMPLES = 5
Clause = ColumnElement[bool]


@dataclass(frozen=True)
class Preview(Plain):
    """How many decisions; records that wait and would go on, with examples; live ones that would change."""

    decisions: int
    waiting: int
    live: int
    examples: tuple[Example, ...] = ()


def preview(engine: Engine, planned: Sequence[Decision], families: Mapping[str, str] | None = None) -> Preview:
    """Decisions, not yet recorded → what they would move. families: site → CMS family, for those of a family."""
    waiting = live = 0
    examples: list[Example] = []
    with reading(engine) as connection:
        for one in planned:
            held = _waiting(one) & _of_sites(refused_records.c.site, one, families or {})
            waiting += _count(connection, refused_records.c.source_key, held)
            changed = _live(one) & _of_sites(resources.c.site, one, families or {})
            live += _count(connection, resources.c.resource_id, changed & (resources.c.status == PUBLISHED))
            if len(examples) < SAMPLES:
                examples += _examples(connection, held, SAMPLES - len(examples))
    return Preview(len(planned), waiting, live, tuple(examples))


def _of_sites(site: ColumnElement[str], one: Decision, families: Mapping[str, str]) -> Clause:
    if one.scope == PLATFORM:
        return site.is_not(None)
    if one.scope == FAMILY:
        return site.in_([name for name, family in families.items() if family == one.scope_id])
    return and_(site == one.scope_id)


def _waiting(one: Decision) -> Clause:
    """Refused records that a decision lets go on."""
    table, said = refused_records.c, one.subject
    if one.kind == "map":
        where = said.get("section") or said.get("folder")
        return and_(table.about == where, table.code.in_(("unmapped", "rule")))
    if one.kind == "tie":
        return and_(table.code == "tie", table.about == ", ".join(sorted(said["rules"])))
    if one.kind == "release":
        return and_(table.source_key == said["source_key"], table.code == said["code"])
    if one.kind == "conflict":
        return and_(table.code == "conflict", table.source_key == _key_of(said["resource_id"]))
    return false()


def _key_of(resource: str) -> Any:
    return select(resources.c.source_key).where(resources.c.resource_id == resource).scalar_subquery()


def _live(one: Decision) -> Clause:
    """Live resources that a decision changes."""
    said = one.subject
    if one.kind == "map" and "section" in said:
        moved = (placements.c.legacy_column == said["section"]) & (placements.c.column != one.value.get("column", ""))
        return resources.c.resource_id.in_(select(placements.c.resource_id).where(moved))
    if one.kind in ("field", "hold", "unmask"):
        return resources.c.resource_id == resource_id(one.scope_id, said["source_key"])
    return false()


def _count(connection: Connection, key: ColumnElement[Any], clause: Clause) -> int:
    return int(connection.execute(select(func.count(key)).where(clause)).scalar_one())


def _examples(connection: Connection, clause: Clause, limit: int) -> list[Example]:
    table = refused_records.c
    wanted = select(table.title, table.url, table.source_key).where(clause).order_by(table.site, table.source_key)
    return [Example(row.title or "", row.url, row.source_key) for row in connection.execute(wanted.limit(limit))]
