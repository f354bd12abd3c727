"""From a group of the work list and an action to decisions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from guiyi.codes import HELD_BY_REVIEWER
from guiyi.config.platform import Platform, walk_columns
from guiyi.database import reading
from guiyi.decisions.decision import PLATFORM, SITE, UNDO, Decision, faults_of
from guiyi.decisions.read import platform_decisions
from guiyi.decisions.record import record_decisions
from guiyi.errors import ConfigError
from guiyi.library.doubts import CLASS
from guiyi.library.protection import value_mark
from guiyi.library.tables import doubts, refused_records
from guiyi.review.worklist import Example, Group, records_of

PAGE = 1000


def plan_group(
    engine: Engine, platform: Platform, group: Group, action: str, value: str, by: str, why: str, scope: str = SITE,
    scope_id: str | None = None, batch: str | None = None,
) -> list[Decision]:  # fmt: skip
    """A group and an action → the decisions it means, not recorded. ConfigError: the action or its value does not fit.

    value: of map a column's id, of drop the reason, of rule a rule's id, of unmask a mask's id, the source key of a
    record or "all", else empty. scope: `map` and `rule` may be
    decided for a family (scope_id: its name) or the platform, too.
    """
    if action not in group.actions:
        can = ", ".join(group.actions) or "nothing"
        raise ConfigError(f"{action!r} is not possible for {group.kind} {group.about!r}; possible: {can}")
    scope_id = {SITE: group.site, PLATFORM: ""}.get(scope, scope_id or "")
    if action == "release" and group.code == HELD_BY_REVIEWER:
        return _undone_holds(engine, group, by, why, batch)
    made = [
        Decision(kind, subject, said, scope, scope_id, by, why, batch)
        for kind, subject, said in _meant(engine, platform, group, action, value.strip())
    ]
    problems = [reason for one in made for reason in faults_of(one)]
    if problems:
        raise ConfigError("; ".join(sorted(set(problems))))
    return made


def _undone_holds(engine: Engine, group: Group, by: str, why: str, batch: str | None) -> list[Decision]:
    """What reviewers held is released by taking that back."""
    keys = {row.source_key for row in every_record(engine, group)}
    holds = [one for one in platform_decisions(engine, "hold") if one.scope_id == group.site]
    return [
        Decision(UNDO, one.subject, {}, one.scope, one.scope_id, by, why, batch, undoes=one.id)
        for one in holds
        if one.subject["source_key"] in keys
    ]


def _meant(
    engine: Engine, platform: Platform, group: Group, action: str, value: str
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    if action in ("map", "drop"):
        where = "folder" if group.about.startswith("/") else "section"
        yield "map", {where: group.about}, _target(platform, action, value)
    elif action == "rule":
        if value not in group.rules:
            raise ConfigError(f"{value!r} is none of the rules that disagree: {group.about}")
        yield "tie", {"rules": group.rules}, {"rule": value}
    elif action in ("ours", "theirs"):
        for resource_id, field, incoming in _clashes(engine, group):
            yield "conflict", {"resource_id": resource_id, "field": field}, {"keep": action, "incoming": incoming}
    else:
        yield from _lifted(engine, group, value) if action == "unmask" else _by_record(engine, group, action)


def _target(platform: Platform, action: str, value: str) -> dict[str, str]:
    if action == "map" and value not in {column.id for _function, column in walk_columns(platform)}:
        raise ConfigError(f"the platform has no column {value!r}; its columns are in configs/platform.yaml")
    if action == "drop" and not value:
        raise ConfigError("say why these are dropped; the reason stands in the report")
    return {"column": value} if action == "map" else {"drop": value}


def _lifted(engine: Engine, group: Group, value: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Which masks of a group are lifted: one by its id, those of one record, or all."""
    if not value:
        raise ConfigError("say which: a mask's id or a source key, as `guiyi review show` lists them, or all")
    found = [(row.source_key, mask) for row in every_record(engine, group) for mask in row.detail.split()]
    chosen = [one for one in found if value in ("all", *one)]
    if not chosen:
        raise ConfigError(f"the group has no mask {value!r}; `guiyi review show {group.id}` lists them")
    for source_key, mask in chosen:
        yield "unmask", {"source_key": source_key, "mask": mask}, {}


def _by_record(engine: Engine, group: Group, action: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for row in every_record(engine, group):
        if action == "release":
            yield "release", {"source_key": row.source_key, "code": group.code}, {}
        elif action == "hold":
            yield "hold", {"source_key": row.source_key}, {}
        else:
            for doubt in _doubts_of(engine, group, row.source_key):
                if action == "classify":
                    field, value = doubt.removeprefix(CLASS).split(":", 1)
                    yield "field", {"source_key": row.source_key, "field": field}, {"value": value}
                else:
                    yield "accept", {"source_key": row.source_key, "doubt": doubt}, {}


def every_record(engine: Engine, group: Group) -> Iterator[Example]:
    """All records of a group, some in memory at a time."""
    last = ""
    while some := records_of(engine, group, PAGE, last):
        yield from some
        last = some[-1].source_key


def _doubts_of(engine: Engine, group: Group, source_key: str) -> list[str]:
    mine = (doubts.c.site == group.site) & (doubts.c.source_key == source_key) & (doubts.c.about == group.about)
    with reading(engine) as connection:
        return list(connection.execute(select(doubts.c.doubt).where(mine).order_by(doubts.c.doubt)).scalars())


def _clashes(engine: Engine, group: Group) -> Iterator[tuple[str, str, Any]]:
    """Resource, field and the old site's value, of every field of a group's conflicts."""
    mine = (refused_records.c.site == group.site) & (refused_records.c.code == "conflict")
    wanted = select(refused_records.c.payload).where(mine, refused_records.c.about == group.about)
    with reading(engine) as connection:
        payloads = list(connection.execute(wanted.order_by(refused_records.c.source_key)).scalars())
    for payload in payloads:
        for clash in payload["clashes"]:
            yield payload["resource_id"], clash["field"], value_mark(clash["incoming"])


def decide_group(
    engine: Engine, platform: Platform, group: Group, action: str, value: str, by: str, why: str, scope: str = SITE,
    scope_id: str | None = None, batch: str | None = None,
) -> list[Decision]:  # fmt: skip
    """Records what an action on a group means → the decisions. ConfigError. The next run applies them."""
    return record_decisions(engine, plan_group(engine, platform, group, action, value, by, why, scope, scope_id, batch))
