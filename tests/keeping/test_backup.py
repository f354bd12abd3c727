"""Backup and restore, on both databases: what comes out is what went in, byte by byte, or it is refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Connection

from guiyi.errors import ConfigError, StoreError
from guiyi.keeping import backup as backups
from guiyi.keeping import databases
from guiyi.keeping.backup import list_backups, prune, read_backup, restore_backup, take_backup, verify_backup
from guiyi.library.export import export
from guiyi.library.migrate import open_library
from guiyi.runs.lease import owner_here
from guiyi.settings import Settings
from guiyi.store import Store
from tests.portal.records import put_resources
from tests.postgres import execute

SITE = 'version: 1\nsite: {id: alt, name: 旧站, department: office, base_url: "http://alt.example.test/"}\n'


def quiet(_text: str) -> None:
    pass


def export_digest(settings: Settings, folder: Path) -> str:
    path = folder / "export.jsonl"
    with path.open("wb") as out:
        export(open_library(settings.library), out, "jsonl")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """A library with resources, a store with files, a site's file."""
    put_resources(open_library(settings.library), 25)
    store = Store(settings.store)
    for n in range(5):
        store.write(f"sites/alt/warc/{n}.warc.gz", f"archive {n} 档案".encode() * 100)
    store.write("assets/ab/abcd", b"the same bytes")
    store.write("assets/cd/cdef", b"the same bytes")
    (settings.configs / "sites" / "alt.yaml").write_text(SITE)
    return settings


@pytest.fixture
def empty_place(request: pytest.FixtureRequest, filled: Settings, tmp_path: Path) -> Iterator[Callable[[], Settings]]:
    """A function that gives a place of the same kind that holds nothing."""
    made: list[str] = []

    def place() -> Settings:
        number = len(made) + 1
        if filled.library.startswith("sqlite"):
            made.append("sqlite")
            library = f"sqlite:///{tmp_path}/restored-{number}.db"
        else:
            server: str = request.getfixturevalue("postgres_server")
            made.append(f"restored_{number}")
            execute(server, f"CREATE DATABASE {made[-1]}")
            library = server.format(made[-1])
        return Settings(library, str(tmp_path / f"store-{number}"), tmp_path / f"configs-{number}")

    yield place
    for name in made:
        if name != "sqlite":
            server = request.getfixturevalue("postgres_server")
            open_library(server.format(name)).dispose()
            execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_what_is_restored_is_what_was_backed_up(
    filled: Settings, empty_place: Callable[[], Settings], tmp_path: Path
) -> None:
    prefect = tmp_path / "prefect.db"
    with closing(sqlite3.connect(prefect)) as connection, connection:
        connection.execute("CREATE TABLE flow_run (id TEXT)")
        connection.execute("INSERT INTO flow_run VALUES ('a run')")
    folder = str(tmp_path / "backups")
    made = take_backup(filled, folder, f"sqlite:///{prefect}", quiet)
    assert verify_backup(folder, made) == []
    place = empty_place()
    restore_backup(place, folder, read_backup(folder, made.name), f"sqlite:///{tmp_path}/prefect-2.db", quiet)
    assert export_digest(place, tmp_path) == export_digest(filled, tmp_path)
    for key in ("sites/alt/warc/3.warc.gz", "assets/cd/cdef"):
        assert Store(place.store).read(key) == Store(filled.store).read(key)
    assert (place.configs / "sites" / "alt.yaml").read_text() == SITE
    with closing(sqlite3.connect(tmp_path / "prefect-2.db")) as connection:
        assert connection.execute("SELECT id FROM flow_run").fetchall() == [("a run",)]
    with pytest.raises(ConfigError, match="holds something"):
        restore_backup(place, folder, made, None, quiet)


def test_a_second_backup_copies_only_what_changed_and_older_ones_can_go(
    filled: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "backups")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    first = take_backup(filled, folder, None, quiet)
    before = {path for path in (tmp_path / "backups" / "objects").rglob("*") if path.is_file()}
    Store(filled.store).write("sites/alt/warc/9.warc.gz", b"new")
    Store(filled.store).delete("sites/alt/warc/0.warc.gz")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790003600")
    second = take_backup(filled, folder, None, quiet)
    after = {path for path in (tmp_path / "backups" / "objects").rglob("*") if path.is_file()}
    assert len(after - before) <= 2, "only the new file and the library's own dump may be new"
    assert list_backups(folder) == [first.name, second.name]
    assert prune(folder, 1)[0] == 1
    assert list_backups(folder) == [second.name]
    assert verify_backup(folder, second) == []
    assert not (tmp_path / "backups" / "objects" / first.files["store"]["sites/alt/warc/0.warc.gz"].sha256[:2] /
                first.files["store"]["sites/alt/warc/0.warc.gz"].sha256).exists()  # fmt: skip


@pytest.mark.fault("backup while workers write", "what is counted is what is kept: it can be restored")
def test_rows_that_come_while_a_backup_is_taken_do_not_make_it_useless(
    filled: Settings, empty_place: Callable[[], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, engine = str(tmp_path / "backups"), open_library(filled.library)

    def rows_of(connection: Connection) -> dict[str, int]:
        found = counted(connection)
        if connection.engine.url.database == engine.url.database:
            put_resources(engine, 1, resource_id="late", source_key="/late.html")
        return found

    counted = databases._rows
    monkeypatch.setattr(databases, "_rows", rows_of)
    made = take_backup(filled, folder, None, quiet)
    monkeypatch.undo()
    place = empty_place()
    restore_backup(place, folder, read_backup(folder, made.name), None, quiet)


def test_nobody_deletes_older_backups_while_one_is_taken(
    sqlite_url: str, configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may rely on what only an older one holds. What a killed one left stops nobody."""
    settings, folder = Settings(sqlite_url, str(tmp_path / "store"), configs), str(tmp_path / "backups")
    Store(settings.store).write("assets/ab/abcd", b"the same bytes")
    refused: list[str] = []

    def beside(_text: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("guiyi.keeping.backup.owner_here", lambda: "elsewhere:1:x")
            with pytest.raises(StoreError, match="another backup is at work"):
                prune(folder, 1)
            refused.append(_text)

    made = take_backup(settings, folder, None, beside)
    assert refused
    (tmp_path / "backups" / "at-work" / owner_here().replace(str(os.getpid()), str(2**30))).touch()
    assert prune(folder, 1) == (0, 0)
    assert verify_backup(folder, made) == []
    assert list((tmp_path / "backups" / "at-work").iterdir()) == []


@pytest.mark.fault("clock set back", "the newest backup is the one that was taken last; older ones go first")
def test_a_backup_after_the_clock_was_set_back_is_the_newest(
    sqlite_url: str, configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = Settings(sqlite_url, str(tmp_path / "store"), configs), str(tmp_path / "backups")
    for instant in ("1990000000", "1790000000", "1790000000"):  # a clock of 2033, then one set right, twice in a second
        monkeypatch.setenv("SOURCE_DATE_EPOCH", instant)
        made = take_backup(settings, folder, None, quiet)
        assert list_backups(folder)[-1] == made.name
    assert read_backup(folder, made.name).taken_at.startswith("2026-09")
    assert prune(folder, 1)[0] == 2
    assert list_backups(folder) == [made.name]


def test_a_file_that_is_taken_away_while_a_backup_is_taken_is_not_missed(
    sqlite_url: str, configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, folder = Settings(sqlite_url, str(tmp_path / "store"), configs), str(tmp_path / "backups")
    for name in ("abcd", "cdef"):
        Store(settings.store).write(f"assets/{name[:2]}/{name}", name.encode())
    usual = backups._copy

    def copy(source: IO[bytes], target: IO[bytes]) -> None:
        Store(settings.store).delete("assets/cd/cdef")
        usual(source, target)

    monkeypatch.setattr(backups, "_copy", copy)
    made = take_backup(settings, folder, None, quiet)
    assert set(made.files["store"]) == {"assets/ab/abcd"}


@pytest.mark.parametrize("harm", ["missing", "changed"])
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    sqlite_url: str, configs: Path, tmp_path: Path, harm: str
) -> None:
    settings = Settings(sqlite_url, str(tmp_path / "store"), configs)
    Store(settings.store).write("sites/alt/warc/0.warc.gz", b"archive")
    folder = str(tmp_path / "backups")
    made = take_backup(settings, folder, None, quiet)
    digest = made.files["store"]["sites/alt/warc/0.warc.gz"].sha256
    path = tmp_path / "backups" / "objects" / digest[:2] / digest
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(b"archivf")
    place = Settings(f"sqlite:///{tmp_path}/new.db", str(tmp_path / "new"), tmp_path / "new-configs")
    with pytest.raises(StoreError, match=r"warc/0\.warc\.gz: missing or changed"):
        restore_backup(place, folder, made, None, quiet)
    assert not Path(place.store).exists()
    assert not (tmp_path / "new.db").exists()


def test_a_backup_of_a_newer_guiyi_is_refused(sqlite_url: str, configs: Path, tmp_path: Path) -> None:
    settings = Settings(sqlite_url, str(tmp_path / "store"), configs)
    made = take_backup(settings, str(tmp_path / "backups"), None, quiet)
    shutil.rmtree(tmp_path / "backups" / "objects")
    with pytest.raises(ConfigError, match="newer than this Guiyi"):
        restore_backup(settings, str(tmp_path / "backups"), replace(made, schema="9999"), None, quiet)
