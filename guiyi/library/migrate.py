"""Opens the library database and brings its schema to this release's state.

To change the schema: change where the table is declared, add a migration under `migrations/versions`, set HEAD to it. A
test says when the three disagree.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

import guiyi.decisions.table
import guiyi.ledger
import guiyi.library.people
import guiyi.library.register
import guiyi.library.tables  # noqa: F401  (their tables belong to the metadata)
from guiyi.database import metadata, open_engine, reading, shown, sqlite_file, writing
from guiyi.errors import ConfigError, LibraryError, TransientLibrary
from guiyi.library.search import begin_reindex, end_reindex, reindex_some
from guiyi.spawning import environment

__all__ = ["HEAD", "is_declared", "metadata", "open_library", "ready_library", "require_library"]

HEAD = "0017"  # the newest migration; reading it from here spares Alembic's import (0.3 s) on every start
CATALOGUED = "0012"  # what the catalogue and the index hold is of this migration; a library from before is indexed once
LOCK = 7_142_981  # PostgreSQL advisory lock: one process migrates, the others wait
INDEXING = " indexing"  # behind the revision: the schema is there, the index is not yet whole
AT_ONCE = 20_000  # resources of one transaction
logger = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "migrations"


def open_library(url: str) -> Engine:
    """SQLAlchemy URL → engine on a library at this release's schema, one per URL and process. LibraryError.

    Safe when several processes start at once: one migrates, the others wait for it.
    """
    return _open(url, os.getpid())


@lru_cache(maxsize=64)
def _open(url: str, _process: int) -> Engine:
    engine = open_engine(url)
    try:
        if _revision_of(engine) != HEAD:
            _upgrade(engine)
    except TransientLibrary as error:
        raise TransientLibrary(f"can't open the library {engine.url!r}: {error}. Is GUIYI_LIBRARY right?") from error
    return engine


def ready_library(url: str) -> None:
    """Has a library that is not at this release's schema brought there by a process that ends with it.

    What that takes (Alembic and 25 MB) the process of a run would keep. Where it fails, `open_library` says why.
    """
    engine = open_engine(url)
    with suppress(TransientLibrary):
        if _revision_of(engine) != HEAD:
            program = "import os, guiyi.library.migrate as it; it.try_library(os.environ['GUIYI_LIBRARY'])"
            subprocess.run([sys.executable, "-c", program], env=environment(GUIYI_LIBRARY=url), check=False)
    engine.dispose()


def require_library(url: str) -> None:
    """ConfigError: no library is at this URL. None is made; what does not answer is for `open_library` to say."""
    file = sqlite_file(url)
    is_there = file is None or file.is_file()
    if is_there:
        engine = open_engine(url)
        with suppress(TransientLibrary):
            is_there = _revision_of(engine) is not None
        engine.dispose()
    if not is_there:
        raise ConfigError(
            f"there is no library at {shown(url)}: is GUIYI_LIBRARY (or --library) right? "
            "`guiyi migrate SITE` makes a new one"
        )


def try_library(url: str) -> None:
    """Runs in that process: what it says of its progress is shown, how it fails is not."""
    with suppress(Exception):
        open_library(url)


def _revision_of(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _upgrade(engine: Engine) -> None:
    """The schema first, in one transaction; then what the index lost, in many: a start that was broken off goes on.

    SQLite needs no lock of its own: a write transaction begins with BEGIN IMMEDIATE, and DDL belongs to it.
    """
    with _alone(engine) as connection:
        told = _revision(connection) or ""
        revision = told.removesuffix(INDEXING)
        is_begun = revision != told  # perhaps by the release before this one
        if revision > HEAD:
            raise LibraryError(f"the library is at schema {revision}, newer than this Guiyi ({HEAD}); upgrade Guiyi")
        if revision != HEAD:
            if is_begun:
                _stamp(connection, revision)
            run_alembic(connection, "upgrade", HEAD)
            is_lost = "" < revision < CATALOGUED
            if is_lost:
                begin_reindex(connection)
            if is_lost or is_begun:
                _stamp(connection, HEAD + INDEXING)
    begun = time.monotonic()
    while not _index_some(engine, begun):
        pass


def _index_some(engine: Engine, begun: float) -> bool:
    """Indexes the next resources that the index has lost → whether none is left. The log tells how far it is."""
    with _alone(engine) as connection:
        if _revision(connection) == HEAD:
            return True
        done, every, is_whole = reindex_some(connection, AT_ONCE)
        if not is_whole:
            took = time.monotonic() - begun
            logger.warning("upgrading the library: %s of %s resources indexed, %.0f s", f"{done:,}", f"{every:,}", took)
            return False
        logger.warning("upgrading the library: all %s resources indexed; making the indexes", f"{every:,}")
        end_reindex(connection)
        _stamp(connection, HEAD)
    return True


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A write transaction that no other process that upgrades has at the same time."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


def _stamp(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def run_alembic(connection: Connection, command: str, *arguments: Any, **options: Any) -> None:
    """Runs one Alembic command, such as upgrade or check, in the connection's transaction."""
    from alembic import command as commands
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(commands, command)(config, *arguments, **options)


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table of the database is one of the metadata's; the full-text index has tables of its own making."""
    return kind != "table" or not str(name).startswith("search_words")
