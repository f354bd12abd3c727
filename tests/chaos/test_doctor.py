"""Each thing damaged in turn: the doctor finds it, and nothing else; what can be derived is as it was afterwards."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from guiyi.cli import main
from guiyi.database import writing
from guiyi.doctor.doctor import examine
from guiyi.library.migrate import open_library
from guiyi.settings import Settings
from guiyi.store import Store
from tests.chaos.kills import left_of
from tests.chaos.places import Places
from tests.chaos.site import SITE, served
from tests.hostile.wire import Server
from tests.pipeline import migrate

WARC = f"sites/{SITE}/warc/{SITE}-00000.warc.gz"
INDEX = f"sites/{SITE}/warc/{SITE}.cdxj"


@dataclass
class Well:
    """A site that was migrated, and nothing is wrong with it."""

    settings: Settings
    server: Server

    @property
    def store(self) -> Store:
        return Store(self.settings.store)

    def path(self, key: str) -> Path:
        return self.store.local_path(key)

    def execute(self, statement: str) -> None:
        with writing(open_library(self.settings.library)) as connection:
            assert connection.execute(text(statement)).rowcount

    def asset(self) -> Path:
        return sorted(one for one in Path(self.settings.store, "assets").rglob("*") if one.is_file())[0]

    def part(self) -> Path:
        return next(iter(Path(self.settings.store, "sites", SITE, "extract").glob("*.parquet")))


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Well]:
    folder = tmp_path_factory.mktemp("well")
    with served(folder / "configs") as server, Places(folder / "places", folder / "configs").fresh() as settings:
        migrate(settings, SITE)
        yield Well(settings, server)


@pytest.fixture
def well(migrated: Well, tmp_path: Path) -> Iterator[Well]:
    """A copy of it, to be damaged."""
    shutil.copytree(migrated.settings.store, tmp_path / "store")
    url = f"sqlite:///{tmp_path}/library.db"
    source = sqlite3.connect(migrated.settings.library.removeprefix("sqlite:///"))
    target = sqlite3.connect(tmp_path / "library.db")
    source.backup(target)
    for one in (source, target):
        one.close()
    yield Well(Settings(url, str(tmp_path / "store"), migrated.settings.configs), migrated.server)
    open_library(url).dispose()


def append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


DERIVABLE: dict[str, tuple[str, Callable[[Well], None]]] = {
    "a torn tail": ("torn-tail", lambda well: append(well.path(WARC), b"\x1f\x8b\x08half a record")),
    "a segment that no commit knows": (
        "torn-tail", lambda well: append(well.path(WARC.replace("00000", "00001")), b"\x1f\x8b\x08more"),
    ),
    "no index": ("index", lambda well: well.path(INDEX).unlink()),
    "another index": ("index", lambda well: append(well.path(INDEX), b"test)/ 20180101000000 {}\n")),
    "a file that is gone": ("file", lambda well: well.asset().unlink()),
    "a file with a flipped bit": ("file", lambda well: flip(well.asset(), 20)),
    "a half-written anchor": (
        "temporary", lambda well: append(well.path("retirement/anchors/.old.jsonl.elsewhere-1.tmp"), b"half"),
    ),
    "a part file that is cut": ("part", lambda well: well.part().write_bytes(well.part().read_bytes()[:-30])),
    "a half-written file": (
        "temporary", lambda well: append(well.path(f"sites/{SITE}/runs/.report.html.elsewhere-1.tmp"), b"half"),
    ),
    "a resource that vanished": (
        "resource", lambda well: well.execute("DELETE FROM resources WHERE title LIKE '%第3号%'"),
    ),
    "a title that changed": ("resource", lambda well: well.execute("UPDATE resources SET title = '改' WHERE title LIKE '%第2号%'")),
    "a placement that is lost": ("resource", lambda well: well.execute("DELETE FROM placements")),
    "an entry that can't be found": ("search", lambda well: well.execute("DELETE FROM catalogue")),
    "an index without words": ("search", lambda well: well.execute("DELETE FROM search_words")),
    "redirects that are lost": ("answers", lambda well: well.execute("DELETE FROM redirects WHERE kind = 'redirect'")),
    "an end that was forged": (
        "answers", lambda well: well.execute("UPDATE pages SET disposition = 'dropped' WHERE disposition = 'loaded'"),
    ),
}  # fmt: skip


def test_nothing_is_wrong_with_a_site_that_is_well(well: Well) -> None:
    found = examine(well.settings)
    assert (found.findings, found.busy, found.sites) == ([], [], 1)


@pytest.mark.parametrize("damage", DERIVABLE)
def test_what_can_be_derived_is_found_and_repaired(damage: str, well: Well) -> None:
    check, break_it = DERIVABLE[damage]
    before = left_of(well.settings)
    break_it(well)
    make_old(well)
    found = examine(well.settings)
    assert check in {one.check for one in found.left}
    assert examine(well.settings, repair=True).left == []
    assert examine(well.settings).findings == []
    left = left_of(well.settings).differences(before)
    assert [one for one in left if not one.endswith(".parquet")] == []  # parts are the next run's to make


def test_what_is_lost_beside_a_part_is_made_again_by_the_next_run(well: Well) -> None:
    """The doctor takes a damaged one away, and retention may be killed between two of them."""
    folder = well.path(f"sites/{SITE}")
    lost = [one for one in folder.glob("*/*-*") if one.name.endswith((".json", ".parquet")) and one.name.count(".") > 1]
    assert {one.name.split(".", 1)[1] for one in lost} == {
        "hits.json", "keys.parquet", "refused.parquet", "relations.parquet",
    }  # fmt: skip
    before = {one: one.read_bytes() for one in lost}
    for one in lost:
        one.unlink()
    migrate(well.settings, SITE, fetch="never")
    assert {one: one.read_bytes() for one in lost} == before


def make_old(well: Well) -> None:
    """Another machine's temporary file is nobody's after a day."""
    import os

    for one in Path(well.settings.store).rglob("*.tmp"):
        os.utime(one, (0, 0))


def test_a_flipped_bit_of_the_archive_is_found_and_its_page_asked_for_again(well: Well) -> None:
    flip(well.path(WARC), 900)
    found = examine(well.settings, repair=True)
    kinds = {one.check for one in found.findings}
    assert {"record", "page"} <= kinds
    assert [one.check for one in found.left] == ["record"]  # the old bytes stay damaged: only a backup has them
    url = next(one.where for one in found.findings if one.check == "page")
    before = well.server.seen.total()
    migrate(well.settings, SITE, fetch="always")
    assert well.server.seen.total() > before
    left = examine(well.settings).left
    assert [one.check for one in left] == ["record"], url


@pytest.mark.parametrize("at", range(40, 1600, 130))
def test_no_flipped_bit_is_passed_over(at: int, well: Well) -> None:
    flip(well.path(WARC), at)
    assert {one.check for one in examine(well.settings).findings} & {"record", "page"}


def test_a_segment_that_lost_bytes_is_told_of_and_never_mended_silently(well: Well) -> None:
    path = well.path(WARC)
    path.write_bytes(path.read_bytes()[:-100])
    found = examine(well.settings, repair=True)
    assert "segment" in {one.check for one in found.left}
    assert all("backup" in one.remedy for one in found.left if one.check == "segment")


def test_a_damaged_database_is_told_of(well: Well, tmp_path: Path) -> None:
    open_library(well.settings.library).dispose()
    path = tmp_path / "library.db"
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 4096):
        data[at] ^= 0xFF
    path.write_bytes(data)
    assert {one.check for one in examine(well.settings).left} == {"database"}


def test_the_command_says_what_it_found_and_did(well: Well) -> None:
    options = ["--library", well.settings.library, "--store", well.settings.store]
    options += ["--configs", str(well.settings.configs), "doctor"]
    assert CliRunner().invoke(main, options).exit_code == 0
    well.path(INDEX).unlink()
    assert CliRunner().invoke(main, options).exit_code == 1
    assert CliRunner().invoke(main, [*options, "--repair"]).exit_code == 0
