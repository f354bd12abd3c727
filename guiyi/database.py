"""The library database: engine, transactions and upserts that work alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from guiyi.errors import ConfigError, LibraryError, TransientLibrary
from guiyi.failpoints import reach

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CHUNK = 500  # values that one statement names
BUSY_TIMEOUT = 60  # seconds a SQLite writer waits for another


# made once: to make an encoder costs more than most of what it writes
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(value: Any) -> str:
    """Value → the JSON text that is stored; Chinese as it is, half the size of its escapes."""
    return _encode(value)


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """A sequence, some at a time: as many as a statement may name, unless told otherwise.

    >>> [*chunks("abcde", 2)]
    ['ab', 'cd', 'e']
    """
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def shown(url: str) -> str:
    """A database's URL as it may be printed: without its password.

    >>> shown("postgresql://guiyi:s3cret@db.example.test/city")
    'postgresql://guiyi:***@db.example.test/city'
    """
    return make_url(url).render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"GUIYI_LIBRARY must be sqlite:///… or postgresql://…, not {url}") from error


def sqlite_file(url: str) -> Path | None:
    """SQLAlchemy URL → the file that it names; None for a database that is none. ConfigError."""
    parsed = _parsed(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:"
    return Path(parsed.database or "") if is_file else None


def open_engine(url: str) -> Engine:
    """SQLAlchemy URL → engine. SQLite: WAL, BEGIN IMMEDIATE for writers, waits for locks; its folder is made."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, json_serializer=as_json)
    if parsed.get_backend_name() != "sqlite":
        raise LibraryError(f"GUIYI_LIBRARY must be sqlite:///… or postgresql://…, not {parsed.drivername}")
    if (file := sqlite_file(url)) is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        parsed, connect_args={"timeout": BUSY_TIMEOUT, "cached_statements": 32}, json_serializer=as_json
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # the driver's own transaction control is off, so that BEGIN IMMEDIATE is ours (465 of 600 updates lost without it)
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT * 1000}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: Any) -> None:
    # SQLite does not wait for the lock that the change to WAL needs: the second of two first connections fails at once
    give_up = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.05)


def _begin_immediate(connection: Connection) -> None:
    mode = "DEFERRED" if connection.get_execution_options().get("guiyi_readonly") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {mode}")


def _library_error(error: DatabaseError) -> Exception:
    """Whose error it is: the machine's, which tries again; a person's, who has a backup; or else ours, as it came."""
    if isinstance(error, OperationalError):
        if "disk is full" in str(error.orig) or "No space left" in str(error.orig):  # SQLite's words, and PostgreSQL's
            return TransientLibrary(f"the library database's disk is full ({error.orig}); free some space there")
        if getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_READONLY"):  # of rights: waiting gives none
            return LibraryError(
                f"the library database can't be written ({error.orig}): "
                "let the account that runs guiyi write its file and folder"
            )
        said = " ".join(str(error.orig).split())  # one line: a driver says it in two or three
        return TransientLibrary(f"the library database did not answer, or refused: {said}; it is tried again")
    if type(error) is DatabaseError:  # SQLite: malformed, or not a database
        return LibraryError(f"the library database is damaged: {error.orig}; restore it from a backup")
    return error


@contextmanager
def writing(engine: Engine | Connection) -> Iterator[Connection]:
    """One write transaction: commits at the end, rolls back on any error. Lost connections raise TransientLibrary.

    A connection: the transaction it is in goes on, so that what several functions write is committed as one.
    """
    if isinstance(engine, Connection):
        yield engine
        return
    try:
        with engine.begin() as connection:
            yield connection
            reach("before commit")
        reach("after commit")
    except DatabaseError as error:
        raise _library_error(error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One read transaction; never blocks a writer."""
    try:
        with engine.connect().execution_options(guiyi_readonly=True) as connection:
            yield connection
    except DatabaseError as error:
        raise _library_error(error) from error


def upsert(
    connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], update: Sequence[str] | None = None
) -> None:
    """Inserts rows, or updates the `update` fields (default: all but the key) where the primary key exists.

    Every row has the same keys. `update=()` leaves existing rows as they are.
    """
    batch = list(rows)
    if not batch:
        return
    fields = None if update is None else tuple(update)
    plan = _upsert_into(table, connection.dialect, tuple(batch[0]), fields)
    if plan.has_defaults:
        connection.execute(plan.insert, batch)
    else:
        connection.exec_driver_sql(plan.statement, plan.values(batch))


@dataclass(frozen=True)
class _Upsert:
    """An insert, as the driver takes it, too; of each of its values name and what turns it into the driver's."""

    insert: Any
    has_defaults: bool  # fields that rows do not give and SQLAlchemy fills
    statement: str
    is_positional: bool
    fields: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def values(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Rows → the driver's values. SQLAlchemy's own way, which is for any statement, takes thrice as long."""
        columns = [
            [row[name] for row in rows] if to_driver is None else [to_driver(row[name]) for row in rows]
            for name, to_driver in self.fields
        ]
        values = zip(*columns, strict=True)
        if self.is_positional:
            return list(values)
        names = [name for name, _to_driver in self.fields]
        return [dict(zip(names, one, strict=True)) for one in values]


@lru_cache(maxsize=200)
def _upsert_into(table: Table, dialect: Dialect, given: tuple[str, ...], update: tuple[str, ...] | None) -> _Upsert:
    insert: Any = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
    keys = [column.name for column in table.primary_key]
    changed = [name for name in given if name not in keys] if update is None else update
    if changed:
        insert = insert.on_conflict_do_update(
            index_elements=keys, set_={name: insert.excluded[name] for name in changed}
        )
    else:
        insert = insert.on_conflict_do_nothing(index_elements=keys)
    compiled: Any = insert.compile(dialect=dialect, column_keys=list(given))
    names = compiled.positiontup or list(given)
    types = {column.name: column.type.dialect_impl(dialect) for column in table.columns}
    fields = tuple((name, types[name].bind_processor(dialect)) for name in names)
    return _Upsert(insert, bool(compiled.insert_prefetch), str(compiled), compiled.positiontup is not None, fields)
