"""Conflicts: fields that an editor and the old site both changed, three ways side by side."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from guiyi.database import reading
from guiyi.decisions.decision import Decision
from guiyi.decisions.record import record_decisions
from guiyi.errors import ConfigError
from guiyi.library.protection import value_mark
from guiyi.library.tables import refused_records, resource_versions, resources
from guiyi.plain import Plain

SIDES = ("ours", "theirs")
Piece = tuple[str, str]  # same, gone or new; and the text


@dataclass(frozen=True)
class ThreeWay(Plain):
    """One field three ways: what the old site said (base), what the editor made of it, what the old site says now.

    edited_by, edited_at: of the editor's newest change of it. ours_changes, theirs_changes: pieces of either side
    against the base, as (same | gone | new, text).
    """

    site: str
    resource_id: str
    source_key: str
    title: str
    url: str
    field: str
    base: Any
    ours: Any
    theirs: Any
    edited_by: str | None
    edited_at: str | None
    ours_changes: tuple[Piece, ...]
    theirs_changes: tuple[Piece, ...]


def conflicts(engine: Engine, site: str | None = None, resource: str | None = None) -> list[ThreeWay]:
    """Fields in conflict, of a site, of a resource, or all, in order."""
    table = refused_records.c
    wanted = select(table.site, table.source_key, table.url, table.payload).where(table.code == "conflict")
    if site is not None:
        wanted = wanted.where(table.site == site)
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(table.site, table.source_key)).all()
        return [one for row in rows if resource in (None, row.payload["resource_id"]) for one in _ways(connection, row)]


def _ways(connection: Connection, row: Any) -> Iterator[ThreeWay]:
    ident = row.payload["resource_id"]
    live = connection.execute(select(resources).where(resources.c.resource_id == ident)).mappings().one_or_none()
    for clash in row.payload["clashes"]:
        name = clash["field"]
        ours = live[name] if live is not None else clash["edited"]
        by, at = _editor_of(connection, ident, name)
        changes = [tuple(pieces(clash["before"], side)) for side in (ours, clash["incoming"])]
        title = str(row.payload.get("title") or (live and live["title"]) or "")
        yield ThreeWay(
            row.site, ident, row.source_key, title, row.url, name, clash["before"], ours, clash["incoming"], by, at,
            *changes,
        )  # fmt: skip


def _editor_of(connection: Connection, ident: str, name: str) -> tuple[str | None, str | None]:
    """Who changed a field of a resource last, and when."""
    versions = resource_versions.c
    wanted = select(versions.edited_by, versions.made_at, versions.record).where(versions.resource_id == ident)
    found: tuple[str | None, str | None] = (None, None)
    last: Any = None
    for row in connection.execute(wanted.order_by(versions.sequence)):
        value = (row.record.get("resource") or {}).get(name)
        if row.edited_by and value != last:
            found = (row.edited_by, row.made_at)
        last = value
    return found


def pieces(before: Any, after: Any) -> Iterator[Piece]:
    """Two values → what of the first stayed, went, and what is new, in order.

    >>> list(pieces("放假通知", "放假安排通知"))
    [('same', '放假'), ('new', '安排'), ('same', '通知')]
    """
    one, other = _as_text(before), _as_text(after)
    for tag, i, j, k, m in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", one[i:j]
            continue
        if i < j:
            yield "gone", one[i:j]
        if k < m:
            yield "new", other[k:m]


def _as_text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")


def resolve(engine: Engine, resource: str, field: str, keep: str, by: str, why: str) -> Decision:
    """Keeps ours or theirs for one field in conflict; the next run applies it. ConfigError.

    It holds until the old site says something else again. For a third value, edit the resource and keep ours.
    """
    if keep not in SIDES:
        raise ConfigError(f"keep ours or theirs, not {keep}")
    found = next((one for one in conflicts(engine, resource=resource) if one.field == field), None)
    if found is None:
        raise ConfigError(f"{field} of {resource} is not in conflict; `guiyi review conflicts` lists what is")
    value = {"keep": keep, "incoming": value_mark(found.theirs)}
    subject = {"resource_id": resource, "field": field}
    return record_decisions(engine, [Decision("conflict", subject, value, "site", found.site, by, why)])[0]
