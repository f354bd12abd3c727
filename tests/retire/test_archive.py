"""The archive of a site: whole, packaged as others read it, replayed by a real replay tool; any change is found."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from guiyi.database import reading
from guiyi.ledger import pages
from guiyi.library.tables import resources
from guiyi.retire.archive.coverage import check_archive, coverage_of, package_faults, package_key
from guiyi.retire.archive.reader import PackageReader
from guiyi.retire.archive.replay import share_found, text_of
from guiyi.retire.case import Case, open_case
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.pipeline import migrate

SITE = "tiyu"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A small old site, migrated and packaged."""
    folder = tmp_path_factory.mktemp("archive")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0, pages=12) as city:
        install_configs(settings.configs, city.port)
        migrate(settings, SITE)
    found = open_case(settings, SITE)
    checks, package = check_archive(found)
    assert [check.name for check in checks if not check.passed] == []
    assert package["captures"] > package["pages"] > 20
    return found


def changed(case: Case, tmp_path: Path, name: str, data: bytes) -> list[str]:
    """The package with one file of it replaced → what is found wrong with it."""
    path = tmp_path / "changed.wacz"
    with zipfile.ZipFile(io.BytesIO(case.store.read(package_key(SITE)))) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, data if entry.filename == name else old.read(entry.filename))
    with PackageReader(path) as reader:
        return list(reader.faults())


def test_the_same_archive_gives_the_same_package(case: Case) -> None:
    before = case.store.read(package_key(SITE))
    check_archive(case)
    assert case.store.read(package_key(SITE)) == before
    assert package_faults(case.store, SITE, case.store.sha256(package_key(SITE))) == []


def test_styles_images_and_scripts_are_in_it(case: Case) -> None:
    with reading(case.engine) as connection:
        roles = {(one.role, one.how) for one in coverage_of(connection, SITE)}
    assert ("requisite", "captured") in roles
    lines = case.store.read(f"sites/{SITE}/retirement/coverage.jsonl").decode().splitlines()
    assert {json.loads(line)["how"] for line in lines} <= {"captured", "redirect", "gone", "left out"}


def test_one_changed_record_is_found_and_named(case: Case, tmp_path: Path) -> None:
    with PackageReader(io.BytesIO(case.store.read(package_key(SITE)))) as reader:
        name = next(path for path in reader.names if path.startswith("archive/"))
        entry = sorted(reader.entries(), key=lambda one: int(one["offset"]))[5]
        segment = bytearray(reader.zip.read(name))
    at = int(entry["offset"]) + int(entry["length"]) // 2
    segment[at] ^= 0xFF
    faults = changed(case, tmp_path, name, bytes(segment))
    assert any(fault.startswith(f"{name} was changed") for fault in faults)
    assert any(entry["url"] in fault for fault in faults)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("pages/pages.jsonl", b'{"format": "json-pages-1.0", "id": "pages"}\n', "it lists no page"),
        ("indexes/index.cdx.gz", __import__("gzip").compress(b""), "the index is empty"),
        ("datapackage.json", b'{"resources": []}', "is not what"),
    ],
)
def test_a_package_without_index_or_pages_is_refused(
    case: Case, tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    assert any(told in fault for fault in changed(case, tmp_path, name, data))


def test_the_reference_tool_finds_it_valid(case: Case) -> None:
    path = case.store.local_path(package_key(SITE))
    command = [tool("wacz"), "validate", "-f", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid" in done.stdout.lower()


def tool(name: str) -> str:
    """A reference tool, from the environment that `make replay` makes for them."""
    path = Path(sys.executable).parent / ".." / "replay" / "bin" / name
    if not path.exists():
        pytest.skip(f"no {name} here: make replay")
    return str(path.resolve())


@contextmanager
def pywb(folder: Path, package: Path) -> Iterator[str]:
    """pywb with the package as a collection → its address."""
    for arguments in (["init", "old"], ["add", "old", str(package), "--unpack-wacz"]):
        command = [tool("wb-manager"), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [tool("wayback"), "-p", str(port), "-b", "127.0.0.1"], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        begun = time.monotonic()
        while True:
            try:
                requests.get(f"http://127.0.0.1:{port}/old/", timeout=5)
                break
            except requests.ConnectionError:
                assert server.poll() is None, "pywb ended"
                assert time.monotonic() - begun < 60, "pywb does not listen"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/old"
    finally:
        server.terminate()
        server.wait(10)


def test_a_real_replay_tool_shows_the_pages_with_their_text(case: Case, tmp_path: Path) -> None:
    package = tmp_path / f"{SITE}.wacz"
    shutil.copy(case.store.local_path(package_key(SITE)), package)
    with reading(case.engine) as connection:
        joined = pages.join(resources, resources.c.resource_id == pages.c.resource_id)
        chosen = select(pages.c.url, pages.c.fetched_at, resources.c.title, resources.c.body_text).select_from(joined)
        mine = (pages.c.site == SITE) & (pages.c.role == "page") & (resources.c.content_type != "letter")
        rows = connection.execute(chosen.where(mine).order_by(pages.c.key).limit(8)).all()
    with PackageReader(package) as reader, pywb(tmp_path, package) as replay:
        assert len(rows) == 8
        for row in rows:
            stamp = "".join(c for c in row.fetched_at if c.isdigit())[:14]
            shown = requests.get(f"{replay}/{stamp}id_/{row.url}", timeout=30)
            assert shown.status_code == 200, row.url
            original = reader.page(row.url)
            assert shown.content == original.body, row.url
            assert share_found(row.body_text, text_of(original, case.config.site.charset)) > 0.8
