"""The audit log of the portal: who did what, when; appended in the transaction of the deed, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text

from guiyi.database import as_json, reading
from guiyi.library.people import audit_log
from guiyi.settings import now

LOCK = 7_142_982  # PostgreSQL advisory lock: one row is chained at a time


def note(
    connection: Connection,
    actor: str,
    action: str,
    target: str,
    detail: Mapping[str, Any] | None = None,
    address: str | None = None,
) -> None:
    """Appends one row, chained to the last. actor: account:NAME, key:ID, command:USER, anonymous."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = connection.execute(
        select(audit_log.c.id, audit_log.c.chain).order_by(audit_log.c.id.desc()).limit(1)
    ).one_or_none()
    row = {
        "id": last.id + 1 if last else 1,
        "at": now().isoformat(),
        "actor": actor,
        "action": action,
        "target": target,
        "detail": dict(detail or {}),
        "address": address,
    }
    row["chain"] = _chain(last.chain if last else "", row)
    connection.execute(insert(audit_log).values(row))


def _chain(before: str, row: Mapping[str, Any]) -> str:
    said = {name: row[name] for name in sorted(row) if name != "chain"}
    return hashlib.sha256(f"{before}\n{as_json(said)}".encode("utf-8", "replace")).hexdigest()


def broken_at(engine: Engine) -> int | None:
    """The number of the first row that is not what was written, or None where all are."""
    before, expected = "", 1
    with reading(engine) as connection:
        for row in connection.execute(select(audit_log).order_by(audit_log.c.id)).mappings():
            if row["id"] != expected or row["chain"] != _chain(before, dict(row)):
                return expected
            before, expected = row["chain"], expected + 1
    return None


def entries(engine: Engine, limit: int = 200, before: int | None = None) -> list[dict[str, Any]]:
    """The newest rows; before: older ones than this number."""
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
