"""One database into a file and back, consistent while others write: SQLite by its own backup, PostgreSQL by pg_dump.

The rows of its tables are counted in the same state of it as the file has, or a restore could not be held against them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, table, text
from sqlalchemy.engine import URL, make_url

from guiyi.errors import ConfigError, LibraryError, StoreError
from guiyi.store import remedy

ADVICE = "install PostgreSQL's client programs of the server's version or newer (Debian: postgresql-client)"


def dump(url: str, target: Path) -> dict[str, int]:
    """Database → a file, and the rows of each table in it. LibraryError, ConfigError (pg_dump is not here)."""
    parsed = make_url(url)
    if _is_sqlite(parsed):
        path = _path_of(parsed)
        if not path.exists():
            raise LibraryError(f"there is no database {path}")
        with closing(sqlite3.connect(path, timeout=60)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return count_rows(f"sqlite:///{target}")
    with _engine_of(url) as engine, engine.connect().execution_options(isolation_level="REPEATABLE READ") as seen:
        snapshot = seen.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        rows = _rows(seen)
        said = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "--file", str(target))
        _run("pg_dump", parsed, *said)
    return rows


def count_rows(url: str) -> dict[str, int]:
    """Database → rows of each of its tables (without the search index's own)."""
    with _engine_of(url) as engine, engine.connect() as connection:
        return _rows(connection)


def _rows(connection: Connection) -> dict[str, int]:
    names = [name for name in inspect(connection).get_table_names() if not name.startswith(("search_", "sqlite_"))]
    return {name: int(connection.execute(select(func.count()).select_from(table(name))).scalar_one()) for name in names}


def undump(source: Path, url: str) -> None:
    """A file of `dump` → a database that has nothing yet, all or nothing. LibraryError where it holds something."""
    parsed = make_url(url)
    if not is_empty(url):
        raise LibraryError(f"{parsed!r} is not empty; restore into a new database, or move the old one away first")
    if _is_sqlite(parsed):
        path = _path_of(parsed)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.restoring")
        try:
            shutil.copyfile(source, beside)
            with beside.open("rb") as handle:
                os.fsync(handle.fileno())
            os.replace(beside, path)
        except OSError as error:
            raise StoreError(f"can't write {path}: {error.strerror or error}; {remedy(error)}") from error
        finally:
            beside.unlink(missing_ok=True)
        return
    _run(
        "pg_restore", parsed, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        f"--dbname={_address(parsed)}", str(source),
    )  # fmt: skip


def is_empty(url: str) -> bool:
    """Whether the database has no table, or, SQLite, is not there."""
    parsed = make_url(url)
    if _is_sqlite(parsed) and not _path_of(parsed).exists():
        return True
    with _engine_of(url) as engine:
        return not inspect(engine).get_table_names()


@contextmanager
def _engine_of(url: str) -> Iterator[Engine]:
    """An engine with the drivers that we have, whatever the URL names, for as long as the block lasts."""
    parsed = make_url(url)
    engine = create_engine(parsed.set(drivername="sqlite" if _is_sqlite(parsed) else "postgresql+psycopg"))
    try:
        yield engine
    finally:
        engine.dispose()


def extension_of(url: str) -> str:
    """What kind of file `dump` makes of it."""
    return "sqlite" if _is_sqlite(make_url(url)) else "pgdump"


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _path_of(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise ConfigError("a database in memory can't be kept")
    return Path(url.database)


def _address(url: URL) -> str:
    """As libpq reads it; the password goes by the environment, where `ps` does not show it."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(program: str, url: URL, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise ConfigError(f"{program} is not on this machine; {ADVICE}")
    line = [program, *arguments] if program == "pg_restore" else [program, *arguments, _address(url)]
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LibraryError(f"{program} failed: {done.stderr.strip()[-1000:]}; {ADVICE}")
