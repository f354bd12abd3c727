from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from guiyi.database import metadata, reading, writing
from guiyi.errors import LibraryError, TransientLibrary
from guiyi.library import migrate
from guiyi.library.calls import Query, list_resources
from guiyi.library.migrate import FOLDER, HEAD, is_declared, open_library, run_alembic
from guiyi.library.search import count_indexed
from tests.portal.records import put_resources

OPEN = "import sys; from guiyi.library.migrate import open_library; open_library(sys.argv[1])"


def test_migrations_make_exactly_the_tables_of_the_metadata(library_url: str) -> None:
    engine = open_library(library_url)
    with engine.begin() as connection:
        options = {"compare_type": True, "target_metadata": metadata, "include_name": is_declared}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert set(metadata.tables) < set(inspect(connection).get_table_names())


def test_the_head_named_in_the_code_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_an_engine_is_opened_once_per_url(library_url: str) -> None:
    assert open_library(library_url) is open_library(library_url)


def test_processes_that_open_a_new_library_at_once_all_get_it(tmp_path: Path, postgres_server: str) -> None:
    name = "guiyi_contended"
    admin = create_engine(postgres_server.format("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    urls = [f"sqlite:///{tmp_path}/new/library.db", postgres_server.format(name)] * 3
    started = [subprocess.Popen([sys.executable, "-c", OPEN, url]) for url in urls]
    assert [process.wait(60) for process in started] == [0] * 6


def test_migrations_can_be_undone_to_nothing(library_url: str) -> None:
    engine = open_library(library_url)
    with writing(engine) as connection:
        run_alembic(connection, "downgrade", "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_an_upgrade_that_was_broken_off_goes_on_and_ends_with_the_same_index(
    library_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_library(library_url)
    put_resources(engine, 7)
    asked = Query({"issuing_agency": "市文化局"}, words="补贴")
    with reading(engine) as connection:
        before = list_resources(connection, asked, is_counted=True)
    with writing(engine) as connection:
        run_alembic(connection, "downgrade", "0011")
    monkeypatch.setattr(migrate, "AT_ONCE", 3)
    real, calls = migrate.reindex_some, []

    def breaks_off(connection: Connection, most: int) -> tuple[int, int, bool]:
        calls.append(most)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(connection, most)

    monkeypatch.setattr(migrate, "reindex_some", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        migrate._open(library_url, 0)  # as another process would, which has it not yet open
    with reading(engine) as connection:
        assert count_indexed(connection) == 3, "what was done stays done"
    with writing(engine) as connection:  # the release before this one began it
        connection.execute(text("DROP INDEX ix_listings_site_key"))
        connection.execute(text("ALTER TABLE resources DROP COLUMN classes"))
        connection.execute(text("ALTER TABLE listings DROP COLUMN listed_state"))
        connection.execute(text("CREATE TABLE messages (id INTEGER)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0013 indexing'"))
    again = migrate._open(library_url, 0)
    with reading(again) as connection:
        assert list_resources(connection, asked, is_counted=True) == before
        options = {"compare_type": True, "target_metadata": metadata, "include_name": is_declared}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    assert "6 of 7 resources indexed" in caplog.text


def test_a_library_of_a_newer_release_is_refused_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/library.db"
    with writing(open_library(url)) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LibraryError, match="newer than this Guiyi"):
        open_library(url + "?")  # another spelling, so that it is opened anew


def test_a_library_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(LibraryError, match="GUIYI_LIBRARY"):
        open_library("postgresql://nobody@127.0.0.1:1/none")


def test_other_databases_are_refused_in_words() -> None:
    with pytest.raises(LibraryError, match="must be sqlite"):
        open_library("mysql://localhost/x")


def test_a_library_that_can_not_be_reached_is_left_to_who_opens_it_to_tell() -> None:
    url = "postgresql://guiyi@127.0.0.1:1/guiyi"
    migrate.ready_library(url)
    with pytest.raises(TransientLibrary, match="Is GUIYI_LIBRARY right"):
        open_library(url)
