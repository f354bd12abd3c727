"""A mistake on the command line or in a file ends in one message: what happened, where, what to do; never a stack."""

from __future__ import annotations

import errno
import inspect
import io
import os
import re
import socket
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import IO

import click
import pytest
import requests
from click.testing import CliRunner
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from guiyi.cli import main
from guiyi.commands.output import Spoken, whole_file
from guiyi.database import open_engine, writing
from guiyi.errors import ConfigError, LibraryError, StoreError
from guiyi.library.migrate import open_library
from guiyi.serving.local import check_server, wait_for_server
from guiyi.store import Store, remedy
from guiyi.wording.language import told

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["survey", "http://old.example.test/", "--id", "Old_Site"], "Old_Site can't be a site's id; use small", 2),
        (["survey", "htp://old.example.test/", "--id", "old"], "is not an http:// or https:// address", 2),
        (["survey", "http:/old.example.test/", "--id", "old"], "is not an http:// or https:// address", 2),
        (["doctor", "nosuch"], "there is no site nosuch in", 2),
        (["interaction", "--out", "/no/such/a.csv", "--format", "csv"], "there is no folder /no/such; make it", 2),
        (["--library", "nonsense", "status"], "must be sqlite:///… or postgresql://…, not nonsense", 2),
        (["export", "--site", "nosuch"], "there is no site nosuch in", 2),
        (["export", "--out", "/no/such/folder/all.jsonl"], "there is no folder /no/such/folder; make it first", 2),
        (["export", "--out", "/proc/all.jsonl"], "Error: /proc/.all.jsonl.", 1),
        (["survey", "http://127.0.0.1:1/", "--id", "old", "--allow-private"], "does not answer at 127.0.0.1:1 (", 1),
    ],
)
def test_what_a_person_mistypes_is_told_in_words(arguments: list[str], told: str, code: int, tmp_path: Path) -> None:
    open_library(f"sqlite:///{tmp_path}/library.db")
    place = ["--library", f"sqlite:///{tmp_path}/library.db", "--configs", str(ROOT / "configs")]
    said = CliRunner().invoke(main, [*place, *arguments])
    assert (said.exit_code, "Traceback" in said.output) == (code, False)
    assert told in " ".join(said.output.split())


MAKERS = ("check", "show", "migrate", "platforms", "import", "restore", "serve", "up", "survey", "backup")


def commands_on_a_library(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that takes the settings and neither makes a library nor can do without one."""
    for name, command in group.commands.items():
        words = (*before, name)
        if isinstance(command, click.Group):
            yield from commands_on_a_library(command, words)
        takes = inspect.signature(inspect.unwrap(command.callback or print)).parameters
        if "settings" in takes and (name not in MAKERS or before == ("review",)):
            yield words


def filled(command: click.Command) -> list[str]:
    """Words for all that a command can't do without."""
    words = []
    for one in command.params:
        if one.required:
            value = one.type.choices[0] if isinstance(one.type, click.Choice) else "/etc/hostname"
            words += [str(value)] if isinstance(one, click.Argument) else [one.opts[0], str(value)]
    return words


@pytest.mark.parametrize("words", [*commands_on_a_library(main), ("backup",)], ids=" ".join)
def test_a_command_on_a_mistyped_library_makes_none(words: tuple[str, ...], tmp_path: Path) -> None:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    place = ["--library", f"sqlite:///{tmp_path}/no/library.db", "--store", str(tmp_path / "store")]
    said = CliRunner().invoke(main, [*place, *words, *filled(command)])
    assert (said.exit_code, "there is no library at" in " ".join(said.output.split())) == (2, True), said.output
    assert list(tmp_path.iterdir()) == [], "nothing was made"


def test_a_file_that_is_no_library_is_not_made_one(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    said = CliRunner().invoke(main, ["--library", f"sqlite:///{tmp_path}/other.db", "status"])
    assert (said.exit_code, "there is no library at" in " ".join(said.output.split())) == (2, True)
    assert [*other.execute("SELECT name FROM sqlite_master")] == [("theirs",)]


def test_a_full_disk_is_told_and_what_stood_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As half a redirect map in the place of a whole one, which a web server would take."""

    def full(_engine: object, out: IO[bytes], **_how: object) -> int:
        out.write(b"half")
        out.flush()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("guiyi.library.export.export", full)
    (tmp_path / "all.jsonl").write_bytes(b"the last one")
    open_library(f"sqlite:///{tmp_path}/library.db")
    place = ["--library", f"sqlite:///{tmp_path}/library.db", "--configs", str(ROOT / "configs")]
    for out in (["--out", str(tmp_path / "all.jsonl")], []):
        said = CliRunner().invoke(main, [*place, "export", *out])
        assert (said.exit_code, "Traceback" in said.output) == (1, False)
        assert "No space left on device" in " ".join(said.output.split())
    assert (tmp_path / "all.jsonl").read_bytes() == b"the last one"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".tmp"] == []
    with whole_file(tmp_path / "all.jsonl") as handle:
        handle.write(b"a new one")
    assert (tmp_path / "all.jsonl").read_bytes() == b"a new one"


def test_up_names_the_port_that_is_taken_before_it_starts_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = CliRunner().invoke(main, ["up", "--port", "0", "--portal-port", str(port), "--archive-port", "0"])
    assert (said.exit_code, said.output.count("choose another with --portal-port")) == (2, 1)


def test_migrate_says_in_words_that_no_prefect_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    with pytest.raises(ConfigError, match=r"no Prefect server answers at http://127.0.0.1:1/api.*without PREFECT_API"):
        check_server("http://127.0.0.1:1/api", "without PREFECT_API_URL")


def test_a_worker_that_starts_before_its_server_says_once_that_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [requests.ConnectionError("refused"), requests.Timeout("slow"), None]

    def ask(url: str, timeout: float) -> None:
        assert (url, timeout > 0) == ("http://127.0.0.1:1/api/health", True)
        if (error := answers.pop(0)) is not None:
            raise error

    monkeypatch.setattr(requests, "get", ask)
    shown = Console(record=True, file=StringIO())
    wait_for_server("http://127.0.0.1:1/api", shown, pause=0)
    said = shown.export_text()
    assert (said.count("waiting for the Prefect server at http://127.0.0.1:1/api"), answers) == (1, [])
    answers.append(None)
    wait_for_server("http://127.0.0.1:1/api", shown, pause=0)
    assert shown.export_text() == "", "it is there"


def test_what_to_do_about_a_store_that_can_not_be_written_depends_on_why() -> None:
    assert "free some space" in remedy(OSError(errno.ENOSPC, "full"))
    assert "let the account" in remedy(OSError(errno.EROFS, "read-only"))
    assert "is GUIYI_STORE right" in remedy(OSError(errno.ENOENT, "no such folder"))


def test_a_store_and_a_library_that_are_read_only_are_told_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/srv/store/a")

    monkeypatch.setenv("GUIYI_LANGUAGE", "zh")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StoreError) as error:
        Store(str(tmp_path)).write("a", b"")
    assert told(str(error.value)) == f"无法写入 {tmp_path}/a：文件系统只读；请让运行 guiyi 的账号能写入那里，再运行"
    open_library(f"sqlite:///{tmp_path}/library.db")
    engine = open_engine(f"sqlite:///file:{tmp_path}/library.db?mode=ro&uri=true")
    with pytest.raises(LibraryError) as refused, writing(engine) as connection:
        connection.execute(text("DELETE FROM runs"))
    assert not refused.value.is_transient, "waiting gives no rights"
    assert told(str(refused.value)).startswith("资源库数据库不可写（")


def test_what_stands_in_brackets_is_printed_and_an_empty_list_says_so(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    site = "version: 1\nsite: {id: a, name: 旧站, department: d, base_url: 'http://a.example.test/'}\n"
    fields = "templates:\n  - {name: t, url: x, fields: {title: {first_of: [{css: 'td[style]'}]}}}\n"
    (tmp_path / "sites/a.yaml").write_text(site + fields, encoding="utf-8")
    for shared in ("platform.yaml", "families"):
        (tmp_path / shared).symlink_to(ROOT / "configs" / shared)
    place = ["--library", f"sqlite:///{tmp_path}/library.db", "--configs", str(tmp_path)]
    open_library(f"sqlite:///{tmp_path}/library.db")
    assert "td[style]" in CliRunner().invoke(main, [*place, "show", "a"]).output
    assert CliRunner().invoke(main, [*place, "review", "log"]).output == "no decision was taken yet\n"


def test_words_of_a_page_command_no_terminal() -> None:
    out = io.StringIO()
    table = Table("column")
    table.add_row("栏目\x1b[31m\x1b]0;题\x07")
    Spoken(file=out, width=60).print("\u202e标题\x1b[2J", table)
    assert "栏目[31m]0;题" in out.getvalue()
    assert not re.search("[\x1b\x07\u202e]", out.getvalue())
