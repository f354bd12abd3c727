"""The table of decisions: append-only.

A decision is never changed. A later one on the same subject replaces it; an `undo` row takes one back, and the one
before it counts again.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, RowMapping, Select, String, Table, Text, select

from guiyi.database import metadata
from guiyi.decisions.decision import UNDO, Decision

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


def selected(up_to: int | None = None) -> Select[Any]:
    """Every row with the id of its undo, if it was recorded as or before an id."""
    undo = decisions.alias("undo")
    together = undo.c.undoes == decisions.c.id
    if up_to is not None:
        together &= undo.c.id <= up_to
    return select(decisions, undo.c.id.label("undone_by")).outerjoin(undo, together)


def active(up_to: int | None = None) -> Select[Any]:
    """Those that are not undone; of two on one subject the later one counts."""
    undo = decisions.alias("undone")
    undone = select(undo.c.undoes).where(undo.c.undoes.is_not(None))
    if up_to is not None:
        undone = undone.where(undo.c.id <= up_to)
    wanted = selected(up_to).where(decisions.c.kind != UNDO, decisions.c.id.not_in(undone))
    return wanted if up_to is None else wanted.where(decisions.c.id <= up_to)


def of_row(row: RowMapping) -> Decision:
    """A row of `selected` or `active` → the decision."""
    return Decision(
        row["kind"], json.loads(row["subject"]), row["value"], row["scope"], row["scope_id"], row["decided_by"],
        row["why"], row["batch"], row["id"], row["made_at"], row["undoes"], row["undone_by"],
    )  # fmt: skip
