"""The platform's columns as pages need them: names, ways up and down, counts that are a minute old at most."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guiyi.config.load import load_platform
from guiyi.config.platform import Column, Platform
from guiyi.database import reading
from guiyi.library.calls import column_counts, count_published
from guiyi.portal.access import Portal

FRESH = 60.0  # seconds that counts may be old
EVERY = ""  # stands for all columns: each resource once, however many it is in
_counts: dict[str, tuple[float, dict[str, int]]] = {}


@dataclass(frozen=True)
class Place:
    """A column with its function and the columns above it, the top first."""

    column: Column
    function: str
    above: tuple[Column, ...]


def platform_of(portal: Portal) -> Platform:
    """The platform's configuration."""
    return load_platform(portal.settings.configs)


def places(platform: Platform) -> dict[str, Place]:
    """Column id → its place in the tree, all columns in order."""
    return {place.column.id: place for one in platform.functions for place in _walk(one.columns, one.function, ())}


def _walk(columns: Sequence[Column], function: str, above: tuple[Column, ...]) -> Iterator[Place]:
    for column in columns:
        yield Place(column, function, above)
        yield from _walk(column.columns, function, (*above, column))


def with_below(column: Column) -> list[str]:
    """A column → its id and those of all columns under it."""
    return [column.id, *(one for child in column.columns for one in with_below(child))]


def counts_of(portal: Portal) -> dict[str, int]:
    """Column id → published resources in it; EVERY: in the whole library."""
    key = portal.settings.library
    at, counts = _counts.get(key, (0.0, {}))
    if not at or time.monotonic() - at > FRESH:
        with reading(portal.engine) as connection:
            counts = column_counts(connection) | {EVERY: count_published(connection)}
        _counts[key] = (time.monotonic(), counts)
    return counts


def total_of(column: Column, counts: dict[str, int]) -> int:
    """Resources in a column and under it."""
    return sum(counts.get(one, 0) for one in with_below(column))
