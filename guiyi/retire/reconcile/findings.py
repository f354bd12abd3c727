"""Counting rows that should not be, with a few examples to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, func, select

from guiyi.clean.masking import shown_address

EXAMPLES = 3


@dataclass(frozen=True)
class Finding:
    """How many rows, and the first of them."""

    count: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = "、".join(self.examples)
        return f"{self.count:,}" + (f"（例如 e.g. {shown}）" if shown else "")


NOTHING = Finding(0)


def find(connection: Connection, query: Select[Any] | CompoundSelect[Any]) -> Finding:
    """A query whose first field names a row → how many rows, and the first names in order."""
    rows = query.subquery()
    count = connection.execute(select(func.count()).select_from(rows)).scalar_one()
    if not count:
        return NOTHING
    names = connection.scalars(select(rows.c[0]).order_by(rows.c[0]).limit(EXAMPLES))
    return Finding(count, tuple(shown_address(str(name)) for name in names))


def found_among(names: Iterable[str]) -> Finding:
    """Names of rows → how many, and the first in order."""
    ordered = sorted(names)
    return Finding(len(ordered), tuple(map(shown_address, ordered[:EXAMPLES])))
