"""Whether a mapped record may enter the library: the unified metadata's rules, and what the tables can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import String, Table

from guiyi.config.platform import Platform
from guiyi.decisions.decision import NO_DECISIONS, Decisions
from guiyi.library.records import CONTENT_FIELDS
from guiyi.library.tables import letters, placements, resources

NEVER_EMPTY = ("resource_id", "source_key", "title", "content_type", "content_sha256", "record_print")


@dataclass(frozen=True)
class Refusal:
    """Why a record is held: a short stable code, words, and what the payload says of it beside the record."""

    code: str
    reason: str
    more: Mapping[str, Any] | None = None
    is_releasable: bool = False  # a reviewer may let the record in all the same


def refusal_of(record: Mapping[str, Any], platform: Platform, decisions: Decisions = NO_DECISIONS) -> Refusal | None:
    """RECORDS row → the first reason against it that no reviewer released it from, or None."""
    key = str(record.get("source_key"))
    found = _refusals(record, platform)
    return next((one for one in found if not (one.is_releasable and decisions.is_released(key, one.code))), None)


def _refusals(record: Mapping[str, Any], platform: Platform) -> Iterator[Refusal]:
    letter = record.get("letter")
    if letter is not None and letter.get("is_public") is False:
        yield Refusal("letter-not-public", "the letter is not public")
    for name in NEVER_EMPTY:
        if not record.get(name):
            yield Refusal(f"metadata:{name}", f"{name} is empty")
    yield from _against_metadata(record, platform)
    yield from _too_long(resources, record)
    for placement in record.get("placements") or []:
        yield from _too_long(placements, placement)
    yield from _too_long(letters, letter or {}, "letter.")


def _against_metadata(record: Mapping[str, Any], platform: Platform) -> Iterator[Refusal]:
    for field in platform.metadata:
        if field.name not in CONTENT_FIELDS:
            continue  # filled by load itself, or not a plain value
        value = record.get(field.name)
        if value in (None, "", []):
            if field.required:
                yield Refusal(
                    f"metadata:{field.name}",
                    f"{field.label} ({field.name}) must be filled, and is empty",
                    is_releasable=True,
                )
            continue
        for one in value if isinstance(value, list) else [value]:
            if field.pattern and not re.search(field.pattern, str(one)):
                said = f"{field.label} ({field.name}) is {str(one)[:80]!r}, which does not match {field.pattern}"
                yield Refusal(f"metadata:{field.name}", said, is_releasable=True)


def _too_long(table: Table, values: Mapping[str, Any], prefix: str = "") -> Iterator[Refusal]:
    for name, limit in _limits(table).items():
        value = values.get(name)
        if isinstance(value, str) and len(value) > limit:
            said = f"{prefix}{name} has {len(value)} characters, more than {limit}: {value[:80]!r}"
            yield Refusal(f"metadata:{prefix}{name}", said)


@cache
def _limits(table: Table) -> dict[str, int]:
    """The most characters of a table's columns: SQLite stores any length, PostgreSQL refuses the whole transaction."""
    lengths = {one.name: one.type.length for one in table.columns if isinstance(one.type, String)}
    return {name: length for name, length in lengths.items() if length}
