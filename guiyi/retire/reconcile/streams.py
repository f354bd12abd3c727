"""Reading many rows in a fixed order without holding them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select

CHUNK = 1000


def in_code_order(connection: Connection, field: ColumnElement[str]) -> ColumnElement[str]:
    """A text field to order by: by code point on every database, so that the order never depends on a locale."""
    return field.collate("C" if connection.dialect.name == "postgresql" else "BINARY")


def stream(connection: Connection, query: Select[Any]) -> Iterator[Mapping[str, Any]]:
    """A query → its rows as dicts, fetched some at a time."""
    yield from map(dict, connection.execute(query, execution_options={"yield_per": CHUNK}).mappings())
