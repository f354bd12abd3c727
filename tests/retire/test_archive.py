"""The archive of a site: whole, packaged as others read it, replayed by a real replay tool; any change is found."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import delete, func, insert, select, update

from guiyi.cli import main
from guiyi.crawl.browsing.browser import find_chromium
from guiyi.crawl.fetching.fetch import Response
from guiyi.database import reading, writing
from guiyi.ledger import pages, seen_urls
from guiyi.library.answers import answer_addresses, answer_site
from guiyi.library.tables import resource_assets, resources
from guiyi.portal.app import create_app
from guiyi.portal.archive import create_archive_app
from guiyi.retire.addresses.decisions import Decision, decide
from guiyi.retire.addresses.suggest import suggest
from guiyi.retire.archive.coverage import check_archive, coverage_of, package_faults, package_key
from guiyi.retire.archive.reader import PackageReader
from guiyi.retire.archive.replay import check_replay, text_of
from guiyi.retire.case import Case, open_case
from guiyi.retire.events import Entry, append
from guiyi.retire.evidence.pack import make_evidence
from guiyi.retire.evidence.pictures import NEW, OLD, keep_picture
from guiyi.retire.passages import share_found
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.pipeline import migrate
from tests.portal.conftest import TestClient
from tests.portal.live import live_portal
from tests.ports import free_port
from tests.retire.conftest import HOST, Books
from tests.retire.test_addresses import case_of
from tests.retire.test_closing import rule

SITE = "tiyu"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A small old site, migrated and packaged, which still stands."""
    folder = tmp_path_factory.mktemp("archive")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0, pages=12) as city:
        install_configs(settings.configs, city.port)
        migrate(settings, SITE)
        found = open_case(settings, SITE)
        checks, package = check_archive(found)
        assert [check.name for check in checks if not check.passed] == []
        assert package["captures"] > package["pages"] > 20
        yield found


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
        ("indexes/index.cdx.gz", gzip.compress(b"", mtime=0), "the index is empty"),
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
    port = free_port()
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


# --- these change the site; they come last --------------------------------------------------------------------------


def article(case: Case) -> Any:
    """A page whose article is in the library, and the article."""
    joined = pages.join(resources, resources.c.resource_id == pages.c.resource_id)
    mine = (pages.c.site == SITE) & (pages.c.role == "page") & (resources.c.content_type == "article")
    wanted = select(pages, resources.c.title).select_from(joined).where(mine)
    with reading(case.engine) as connection:
        return connection.execute(wanted.order_by(func.length(resources.c.body_text).desc())).first()


def test_a_page_without_an_answer_is_compared_with_the_library_by_what_the_archive_holds(case: Case) -> None:
    page = article(case)
    same = {name: page._mapping[name] for name in ("site", "url", "role", "state", "depth", "attempts", "first_run")}
    kept = {name: page._mapping[name] for name in ("warc", "warc_offset", "warc_length")}
    with writing(case.engine) as connection:
        connection.execute(insert(pages).values(**{**same, **kept, "key": "/wap/nothing-alike"}))
        answer_site(connection, SITE, "test")
    found = next(one for one in suggest(case) if one.key == "/wap/nothing-alike")
    assert found.suggestions[0].resource_id == page.resource_id
    assert found.suggestions[0].score > 0.9
    assert found.suggestions[0].why.startswith("内容相似")
    with writing(case.engine) as connection:
        connection.execute(delete(pages).where(pages.c.key == "/wap/nothing-alike"))
        answer_site(connection, SITE, "test")


def test_one_page_that_the_archive_lacks_is_asked_for_again_until_the_archive_is_approved(
    case: Case, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    page = article(case)
    lost = {"warc": None, "warc_offset": None, "warc_length": None, "state": "failed", "error": "HTTP 500"}
    with writing(case.engine) as connection:
        connection.execute(update(pages).where(pages.c.site == SITE, pages.c.key == page.key).values(lost))
    checks, _ = check_archive(case)
    assert page.url in next(check.evidence for check in checks if check.name == "archive-complete")
    for name in ("library", "store", "configs"):
        monkeypatch.setenv(f"GUIYI_{name.upper()}", str(getattr(case.settings, name)))
    retry = ["archive", "retry", SITE, page.url]
    done = CliRunner().invoke(main, retry)
    assert (done.exit_code, done.output.strip()) == (0, f"{page.url}: fetched")
    checks, _ = check_archive(case)
    assert all(check.passed for check in checks)

    request.getfixturevalue("sealed")
    refused = CliRunner().invoke(main, retry)
    assert refused.exit_code != 0
    assert "its archive is sealed" in refused.output


@pytest.fixture(scope="module")
def archived_only(case: Case) -> str:
    """The address of a page that the archive holds, the library does not, and people decided to leave so."""
    page, url = article(case), f"{case.config.site.base_url}never-carried-over.html"
    with writing(case.engine) as connection:
        values = {name: page._mapping[name] for name in page._mapping if name in pages.c and name != "title"}
        connection.execute(insert(pages).values(values | {"key": "/never-carried-over.html", "url": url}))
    decide(case, [Decision(url, "archived", None, "仅归档")], "王经办", "singly")
    return url


@pytest.fixture(scope="module")
def sealed(case: Case, archived_only: str) -> str:
    """That address, once the retirement is approved and the archive sealed."""
    append(case.engine, case.store, SITE, Entry("move", "approve", "李主任", {}, to_state="approved"))
    return archived_only


def test_everybody_sees_the_archived_page_with_the_word_and_the_day(case: Case, sealed: str) -> None:
    page, url = article(case), sealed
    portal = create_app(case.settings, "http://archive.example.test").state.portal
    client = TestClient(create_archive_app(portal))
    frame = client.get(f"/archived/{SITE}/{quote(url, safe='')}")
    assert frame.status_code == 200
    assert f"<b>已归档 Archived</b> · 归档时间 captured {page.fetched_at[:10]}" in frame.text
    assert url in frame.text
    shown = client.get(f"/archived-page/{SITE}/{quote(url, safe='')}")
    assert page.title in shown.text
    assert "<script" not in shown.text
    assert shown.headers["memento-datetime"]
    carried = client.get(f"/archived/{SITE}/{quote(page.url, safe='')}")
    assert carried.status_code == 404, "of what was carried over, the library has the checked form"


def test_what_the_old_site_led_on_to_an_archived_page_shows_that(case: Case, sealed: str) -> None:
    base = case.config.site.base_url
    led = {"led.html": "/never-carried-over.html", "twice.html": "/led.html", "carried.html": article(case).key}
    with writing(case.engine) as connection:
        like = connection.execute(select(pages).where(pages.c.site == SITE, pages.c.url == sealed)).mappings().one()
        for name, to in led.items():
            page = {"key": f"/{name}", "url": base + name, "redirect_to": to, "warc": None, "digest": None}
            connection.execute(insert(pages).values({**like, **page}))
        answer_addresses(connection, {SITE: {f"/{name}" for name in led}}, "test")
    client = TestClient(create_archive_app(create_app(case.settings, "http://archive.example.test").state.portal))
    answers = [client.get(f"/archived/{SITE}/{quote(base + name, safe='')}").status_code for name in led]
    assert answers == [200, 200, 404]


def test_a_file_of_what_was_withdrawn_is_in_no_public_archive(case: Case, sealed: str) -> None:
    client = TestClient(create_archive_app(create_app(case.settings, "http://archive.example.test").state.portal))
    held = resource_assets.join(pages, (pages.c.digest == resource_assets.c.sha256) & pages.c.warc.is_not(None))
    with reading(case.engine) as connection:
        asked = select(pages.c.url, resource_assets.c.sha256).select_from(held).where(pages.c.site == SITE)
        url, digest = connection.execute(asked.order_by(pages.c.url)).first()
    holders = resources.c.resource_id.in_(
        select(resource_assets.c.resource_id).where(resource_assets.c.sha256 == digest)
    )
    address = f"/archived-page/{SITE}/{quote(url, safe='')}"
    answers = []
    for status in ("withdrawn", "held", "published"):
        with writing(case.engine) as connection:
            connection.execute(update(resources).where(holders).values(status=status))
        answers.append(client.get(address).status_code)
    assert answers == [404, 404, 200]


def test_home_pages_old_and_new_are_pictured_for_the_evidence_pack(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine; `make system` installs it")
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "key.pem"))
    with live_portal(case.settings) as live:
        place = live.url.removeprefix("http://")
        rule(case.settings, platform_url="http://www.example.test", connect_to={"www.example.test": place})
        again = open_case(case.settings, SITE)
        assert [keep_picture(again, name) for name in (OLD, NEW)] == [
            f"sites/{SITE}/retirement/{name}" for name in (OLD, NEW)
        ]
    made = make_evidence(case.settings, SITE, "王经办")
    with zipfile.ZipFile(io.BytesIO(case.store.read(made.key))) as pack:
        old, new, index = pack.read(OLD), pack.read(NEW), pack.read("index.html").decode()
    assert old != new
    for picture in (old, new):
        assert struct.unpack(">II", picture[16:24]) == (1280, 1600)
        assert len(picture) > 10_000, "it is not blank"
    assert OLD in index
    assert NEW in index


class Shelf:
    """A package's pages, by address."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages

    def page(self, url: str) -> Response:
        body = f"<h1>关于/n/t1.html的通知</h1><p>{self.pages[url]}</p>".encode()
        return Response(url, 200, "OK", "HTTP/1.1", (), body, body, "", 0.0, None, ())


def test_an_article_split_over_pages_replays_if_they_hold_it_together(sqlite_books: Books) -> None:
    texts = ["".join(chr(0x4E00 + 300 * part + at) for at in range(240)) for part in range(3)]
    ident = sqlite_books.loaded("/n/t1.html", body_text="\n".join(texts))
    for key in ("/n/t1_1.html", "/n/t1_2.html", "/copy.html"):
        sqlite_books.page(key, warc="w")
        sqlite_books.address(key, ident)
    sqlite_books.change(pages, {"key": "/n/t1.html"}, warc="w")
    shelf = {f"{HOST}/n/t1{part}.html": text for part, text in zip(("", "_1", "_2"), texts, strict=True)}
    found = case_of(sqlite_books)
    assert replay_evidence(found, {**shelf, f"{HOST}/copy.html": "".join(texts)}) == "4 of 4 replayed with their text"
    assert f"not: {HOST}/copy.html: only" in replay_evidence(found, {**shelf, f"{HOST}/copy.html": texts[0]})
    assert "1 of 4" in replay_evidence(
        found, {**shelf, f"{HOST}/n/t1_2.html": "页面不存在", f"{HOST}/copy.html": "".join(texts)}
    )


def test_an_article_whose_text_stands_in_a_frame_replays_with_the_page_that_shows_it(sqlite_books: Books) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(240))
    ident = sqlite_books.loaded("/n/t1.html", body_text=text)
    sqlite_books.page("/f/1.html", warc="w", found_on="/n/t1.html")
    sqlite_books.change(seen_urls, {"key": "/f/1.html"}, how="framed")
    sqlite_books.address("/f/1.html", ident)
    sqlite_books.change(pages, {"key": "/n/t1.html"}, warc="w")
    shelf = {f"{HOST}/n/t1.html": "", f"{HOST}/f/1.html": text}
    assert replay_evidence(case_of(sqlite_books), shelf) == "2 of 2 replayed with their text"
    assert "0 of 2" in replay_evidence(case_of(sqlite_books), shelf | {f"{HOST}/f/1.html": "页面不存在"})


def replay_evidence(case: Case, shelf: dict[str, str]) -> str:
    reader: Any = Shelf(shelf)
    return check_replay(case, reader).evidence
