"""What people decided: one append-only table, who, when and why, for a site, a CMS family or the whole platform.

A decision is never changed. A later one on the same subject replaces it; an `undo` row takes one back, and the one
before it counts again. A run counts those that were there when it began, and applies them by mapping again: no fetch.

kind      subject                         value
map       section | folder                column | drop       where records of an old column (or URL folder) go
tie       rules                           rule                which of the rules that disagree wins
field     source_key, field               value               a field of one record, corrected
accept    source_key, doubt               –                   a doubt (flag, mask) was looked at; it is right as it is
hold      source_key                      –                   one record is held
release   source_key, code                –                   one held record goes on in spite of the code
unmask    source_key, mask                –                   a mask that hides nothing private is lifted
split     resources (two)                 –                   never one document
join      resources (two)                 –                   one document
conflict  resource_id, field              keep, incoming      editor and old site both changed: ours or theirs
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    and_,
    func,
    or_,
    select,
)

from guiyi.database import metadata, reading, writing
from guiyi.errors import ConfigError
from guiyi.prints import print_of
from guiyi.settings import now

Scope = Literal["site", "family", "platform"]
SITE, FAMILY, PLATFORM = "site", "family", "platform"
SCOPES = (SITE, FAMILY, PLATFORM)
UNDO = "undo"
# kind → what a subject says (one of these sets of names), and what a value says (likewise)
SHAPES: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]] = {
    "map": ((("section",), ("folder",)), (("column",), ("drop",))),
    "tie": ((("rules",),), (("rule",),)),
    "field": ((("source_key", "field"),), (("value",),)),
    "accept": ((("source_key", "doubt"),), ((),)),
    "hold": ((("source_key",),), ((),)),
    "release": ((("source_key", "code"),), ((),)),
    "unmask": ((("source_key", "mask"),), ((),)),
    "split": ((("resources",),), ((),)),
    "join": ((("resources",),), ((),)),
    "conflict": ((("resource_id", "field"),), (("keep", "incoming"),)),
}
LAYERED = ("map", "tie")  # kinds that a family or the platform may decide, too
LIBRARY_WIDE = ("split", "join")  # kinds that only the platform decides
# What no reviewer lets go on: the law holds letters, the others could not be read or have no place of their own.
UNRELEASABLE = ("letter-not-public", "parser-died", "too-slow", "unreadable", "duplicate-key")
LEAST_WHY = 2  # characters

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("made_at", String(32), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("scope", String(10), nullable=False),
    Column("scope_id", String(100), nullable=False),  # site or family; empty for the platform
    Column("kind", String(12), nullable=False),
    Column("subject", Text, nullable=False),  # canonical JSON: equal subjects are equal texts
    Column("value", JSON, nullable=False),
    Column("batch", String(64)),  # decided together, as by one workbook
    Column("undoes", Integer),  # of an undo: the decision it takes back
    Index("ix_decisions_scope", "scope", "scope_id"),
    Index("ix_decisions_batch", "batch"),
    Index("uq_decisions_undoes", "undoes", unique=True),
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """One decision. `id` and `made_at` are given when it is recorded."""

    kind: str
    subject: dict[str, Any]
    value: dict[str, Any]
    scope: str
    scope_id: str
    by: str
    why: str
    batch: str | None = None
    id: int = 0
    made_at: str = ""
    undoes: int | None = None
    undone_by: int | None = None  # id of the undo

    @property
    def key(self) -> tuple[str, str]:
        """What it decides on; a later decision with the same key and scope replaces it."""
        return self.kind, subject_text(self.subject)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return dict(self.__dict__)


def subject_text(subject: Mapping[str, Any]) -> str:
    """A subject as canonical JSON; lists are sets, so they are sorted.

    >>> subject_text({"rules": ["b", "a"]})
    '{"rules":["a","b"]}'
    """
    plain = {name: sorted(value) if isinstance(value, (list, tuple)) else value for name, value in subject.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Decisions:
    """The decisions that count for one site; its own come before its family's, these before the platform's."""

    active: Sequence[Decision] = ()
    _by_key: dict[tuple[str, str], Decision] = field(init=False, default_factory=dict)
    _corrected: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        order = {scope: position for position, scope in enumerate(SCOPES)}
        for one in sorted(self.active, key=lambda one: (order[one.scope], -one.id)):
            self._by_key.setdefault(one.key, one)
        for one in self.of_kind("field"):
            self._corrected.setdefault(one.subject["source_key"], {})[one.subject["field"]] = one.value["value"]

    def find(self, kind: str, **subject: Any) -> Decision | None:
        """The decision on a subject, or None: `find("field", source_key=…, field="title")`."""
        return self._by_key.get((kind, subject_text(subject)))

    def of_kind(self, *kinds: str) -> Iterator[Decision]:
        """All that count of some kinds, in a fixed order."""
        return (self._by_key[key] for key in sorted(self._by_key) if key[0] in kinds)

    def is_released(self, source_key: str, code: str) -> bool:
        """Whether a reviewer let a record go on in spite of what would hold it."""
        return code not in UNRELEASABLE and self.find("release", source_key=source_key, code=code) is not None

    def is_unmasked(self, source_key: str, mask: str) -> bool:
        """Whether a reviewer said that a mask (its id, as the clean stage tells it) hides nothing private."""
        return self.find("unmask", source_key=source_key, mask=mask) is not None

    def corrections(self, source_key: str) -> dict[str, Any]:
        """Corrected fields of one record."""
        return dict(self._corrected.get(source_key, {}))

    def print_of(self, *kinds: str, source_keys: Iterable[str] | None = None) -> str:
        """A print of what is decided, of a stage's kinds; of some records only, if their keys are given."""
        wanted = None if source_keys is None else set(source_keys)
        said = [
            [one.kind, one.scope, subject_text(one.subject), one.value]
            for one in self.of_kind(*kinds)
            if wanted is None or "source_key" not in one.subject or one.subject["source_key"] in wanted
        ]
        return print_of("decisions", said) if said else ""


NO_DECISIONS = Decisions()


# --- recording ------------------------------------------------------------------------------------------------------


def record_decisions(engine: Engine, wanted: Sequence[Decision]) -> list[Decision]:
    """Records decisions, all or none → as recorded; one that says what already counts is given back as it is.

    ConfigError names every one that is not well formed.
    """
    problems = [f"{one.kind} {subject_text(one.subject)}: {reason}" for one in wanted for reason in faults_of(one)]
    if problems:
        raise ConfigError("\n".join(problems))
    with writing(engine) as connection:
        return [_record(connection, one) for one in wanted]


def record_decision(
    engine: Engine, kind: str, subject: Mapping[str, Any], value: Mapping[str, Any] | None = None, *, by: str, why: str,
    site: str | None = None, family: str | None = None, batch: str | None = None,
) -> Decision:  # fmt: skip
    """Records one decision, for a site, a family, or (neither said) the platform. ConfigError."""
    scope, scope_id = (SITE, site) if site else (FAMILY, family) if family else (PLATFORM, "")
    wanted = Decision(kind, dict(subject), dict(value or {}), scope, scope_id or "", by, why, batch)
    return record_decisions(engine, [wanted])[0]


def faults_of(one: Decision) -> Iterator[str]:
    """What is wrong with a decision, in words."""
    if one.kind == UNDO:
        yield from _unsaid(one)
        return
    if one.kind not in SHAPES:
        yield f"there is no kind {one.kind}; only {', '.join(SHAPES)}"
        return
    subjects, values = SHAPES[one.kind]
    for said, shapes, what in ((one.subject, subjects, "subject"), (one.value, values, "value")):
        if tuple(sorted(said)) not in {tuple(sorted(shape)) for shape in shapes}:
            options = " or ".join(", ".join(shape) or "nothing" for shape in shapes)
            yield f"its {what} must say {options}, not {', '.join(sorted(said)) or 'nothing'}"
    yield from _unsaid(one)
    yield from _scope_faults(one)


def _unsaid(one: Decision) -> Iterator[str]:
    if not one.by.strip():
        yield "say who decides"
    if len(one.why.strip()) < LEAST_WHY:
        yield f"say why, in at least {LEAST_WHY} characters"


def _scope_faults(one: Decision) -> Iterator[str]:
    if one.scope not in SCOPES or (one.scope == PLATFORM) == bool(one.scope_id):
        yield f"its scope must be a site, a family or the platform, not {one.scope} {one.scope_id!r}"
    if one.kind in LIBRARY_WIDE and one.scope != PLATFORM:
        yield "copies are decided for the whole platform"
    if one.kind not in (*LAYERED, *LIBRARY_WIDE) and one.scope != SITE:
        yield "it is about one record, so it is decided for its site"
    if one.kind in LIBRARY_WIDE and len(set(one.subject.get("resources", ()))) != 2:
        yield "name two different resources"
    if one.kind == "release" and one.subject.get("code") in UNRELEASABLE:
        yield f"what is held as {one.subject['code']} is not released by a decision"


def _record(connection: Connection, one: Decision) -> Decision:
    if one.kind == UNDO:
        return _undo(connection, one.undoes or 0, one.by, one.why, one.batch)
    counting = _counting(connection, one)
    if counting is not None and counting.value == one.value:
        return counting
    values = {
        "made_at": now().isoformat(), "decided_by": one.by, "why": one.why, "scope": one.scope,
        "scope_id": one.scope_id, "kind": one.kind, "subject": subject_text(one.subject), "value": one.value,
        "batch": one.batch,
    }  # fmt: skip
    return _insert(connection, values)


def _insert(connection: Connection, values: Mapping[str, Any]) -> Decision:
    made = connection.execute(decisions.insert().values(**values).returning(decisions.c.id)).scalar_one()
    return _of_row(connection.execute(_selected().where(decisions.c.id == made)).mappings().one())


def _counting(connection: Connection, one: Decision) -> Decision | None:
    mine = (decisions.c.scope == one.scope) & (decisions.c.scope_id == one.scope_id) & (decisions.c.kind == one.kind)
    wanted = _active().where(mine, decisions.c.subject == subject_text(one.subject)).order_by(decisions.c.id.desc())
    row = connection.execute(wanted.limit(1)).mappings().one_or_none()
    return _of_row(row) if row is not None else None


def undo_decision(engine: Engine, decision_id: int, by: str, why: str) -> Decision:
    """Takes one decision back → the undo; the decision that it had replaced counts again. ConfigError."""
    return undo_decisions(engine, [decision_id], by, why)[0]


def undo_batch(engine: Engine, batch: str, by: str, why: str) -> list[Decision]:
    """Takes back what is left of all decisions of a batch. ConfigError: there is none."""
    with reading(engine) as connection:
        mine = (decisions.c.batch == batch) & (decisions.c.kind != UNDO)
        rows = [_of_row(row) for row in connection.execute(_selected().where(mine)).mappings()]
    left = [one.id for one in rows if one.undone_by is None]
    if not left:
        raise ConfigError(f"there is no decision left to undo in {batch}")
    return undo_decisions(engine, left, by, why)


def undo_decisions(engine: Engine, ids: Sequence[int], by: str, why: str) -> list[Decision]:
    """Takes decisions back, all or none → the undo rows. ConfigError."""
    if not by.strip() or len(why.strip()) < LEAST_WHY:
        raise ConfigError("say who undoes, and why")
    with writing(engine) as connection:
        return [_undo(connection, one, by, why) for one in ids]


def _undo(connection: Connection, decision_id: int, by: str, why: str, batch: str | None = None) -> Decision:
    row = connection.execute(_selected().where(decisions.c.id == decision_id)).mappings().one_or_none()
    if row is None or row["kind"] == UNDO:
        raise ConfigError(f"there is no decision {decision_id}; `guiyi review log` lists them")
    found = _of_row(row)
    if found.undone_by is not None:
        raise ConfigError(f"decision {decision_id} is undone already, by {found.undone_by}")
    values = {
        "made_at": now().isoformat(), "decided_by": by, "why": why, "scope": found.scope, "scope_id": found.scope_id,
        "kind": UNDO, "subject": subject_text(found.subject), "value": {}, "undoes": decision_id,
        "batch": batch,
    }  # fmt: skip
    return _insert(connection, values)


# --- reading --------------------------------------------------------------------------------------------------------


def decisions_for(engine: Engine, site: str, family: str | None = None, up_to: int | None = None) -> Decisions:
    """Site and its CMS family → the decisions that count for it; up_to: only those recorded as or before this id."""
    wanted = _active(up_to).where(_is_for(site, family)).order_by(decisions.c.id)
    with reading(engine) as connection:
        return Decisions([_of_row(row) for row in connection.execute(wanted).mappings()])


def _is_for(site: str, family: str | None) -> ColumnElement[bool]:
    of_site = and_(decisions.c.scope == SITE, decisions.c.scope_id == site)
    of_family = and_(decisions.c.scope == FAMILY, decisions.c.scope_id == (family or ""))
    return or_(of_site, of_family, decisions.c.scope == PLATFORM)


def is_decided_since(connection: Connection, site: str, family: str | None, after: int) -> bool:
    """Whether anything was decided or undone for a site after the decision with this id."""
    wanted = select(decisions.c.id).where(decisions.c.id > after, _is_for(site, family)).limit(1)
    return connection.execute(wanted).first() is not None


def platform_decisions(engine: Engine, *kinds: str) -> list[Decision]:
    """All decisions that count of these kinds, of every site, in the order they were made."""
    with reading(engine) as connection:
        rows = connection.execute(_active().where(decisions.c.kind.in_(kinds)).order_by(decisions.c.id)).mappings()
        newest = {(row["scope"], row["scope_id"], row["kind"], row["subject"]): _of_row(row) for row in rows}
    return sorted(newest.values(), key=lambda one: one.id)


def decision_log(
    engine: Engine, site: str | None = None, batch: str | None = None, before: int | None = None, limit: int = 200
) -> list[Decision]:
    """Every decision and undo of a site, of a batch, or of all, the newest first; before: with a lower id only."""
    wanted = _selected().order_by(decisions.c.id.desc()).limit(limit)
    if site is not None:
        wanted = wanted.where(decisions.c.scope == SITE, decisions.c.scope_id == site)
    if batch is not None:
        wanted = wanted.where(decisions.c.batch == batch)
    if before is not None:
        wanted = wanted.where(decisions.c.id < before)
    with reading(engine) as connection:
        return [_of_row(row) for row in connection.execute(wanted).mappings()]


def newest_decision(connection: Connection) -> int:
    """The id of the newest row, 0 if there is none."""
    return int(connection.execute(select(func.max(decisions.c.id))).scalar() or 0)


def _selected(up_to: int | None = None) -> Select[Any]:
    undo = decisions.alias("undo")
    together = undo.c.undoes == decisions.c.id
    if up_to is not None:
        together &= undo.c.id <= up_to
    return select(decisions, undo.c.id.label("undone_by")).outerjoin(undo, together)


def _active(up_to: int | None = None) -> Select[Any]:
    """Those that are not undone; of two on one subject the later one counts."""
    undo = decisions.alias("undone")
    undone = select(undo.c.undoes).where(undo.c.undoes.is_not(None))
    if up_to is not None:
        undone = undone.where(undo.c.id <= up_to)
    wanted = _selected(up_to).where(decisions.c.kind != UNDO, decisions.c.id.not_in(undone))
    return wanted if up_to is None else wanted.where(decisions.c.id <= up_to)


def _of_row(row: RowMapping) -> Decision:
    return Decision(
        row["kind"], json.loads(row["subject"]), row["value"], row["scope"], row["scope_id"], row["decided_by"],
        row["why"], row["batch"], row["id"], row["made_at"], row["undoes"], row["undone_by"],
    )  # fmt: skip
