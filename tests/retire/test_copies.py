"""PDF copies of chosen archived pages: printed from the archive alone, marked, on record; any change is found."""

from __future__ import annotations

import io
import json
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from sqlalchemy import select

from guiyi.cli import main
from guiyi.crawl.browsing import browser
from guiyi.crawl.browsing.browser import find_chromium
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.extract.files.text import read_file
from guiyi.ledger import listings, sections
from guiyi.portal.app import create_app
from guiyi.portal.archive import create_archive_app, page_address
from guiyi.retire.addresses.hits import import_hits
from guiyi.retire.archive.chosen import Wanted, choose_pages
from guiyi.retire.archive.copies import PdfCopy, copies_of, copy_faults, copy_key, print_copies
from guiyi.retire.archive.printer import Printer
from guiyi.retire.archive.shown import Replayed
from guiyi.retire.case import Case, open_case
from guiyi.retire.evidence.pack import make_evidence
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.pipeline import migrate
from tests.portal.conftest import Browser, TestClient, make_account
from tests.retire.test_addresses import log

SITE = "tiyu"
pytestmark = pytest.mark.skipif(
    find_chromium() is None, reason="no Chromium on this machine; `make system` installs it"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small old site, migrated and gone since."""
    folder = tmp_path_factory.mktemp("copies")
    made = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(port=0, pages=4) as city:
        install_configs(made.configs, city.port)
        migrate(made, SITE)
    return made


@pytest.fixture
def case(settings: Settings) -> Case:
    return open_case(settings, SITE)


@pytest.fixture(scope="module")
def printed(settings: Settings) -> PdfCopy:
    """The copy of the home page."""
    case = open_case(settings, SITE)
    [copy] = print_copies(case, [case.config.site.base_url], "王经办")
    assert isinstance(copy, PdfCopy), copy
    return copy


def guiyi(settings: Settings, *words: str) -> tuple[int, str]:
    where = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    done = CliRunner().invoke(main, [*where, *words])
    return done.exit_code, done.output


def test_a_copy_says_that_it_is_archived_and_when_and_shows_the_page(case: Case, printed: PdfCopy) -> None:
    data = case.store.read(copy_key(SITE, printed.sha256))
    text = read_file("application/pdf", data).text
    assert data.startswith(b"%PDF")
    assert "已归档" in text
    assert printed.captured_at[:16].replace("T", " ") in text
    assert case.config.site.base_url in text
    assert printed.title
    assert printed.page_sha256 in text.replace("\n", "")
    assert copies_of(case.events) == {printed.url: printed}


def test_the_same_page_is_not_printed_again_and_gives_the_same_bytes(case: Case, printed: PdfCopy) -> None:
    assert list(print_copies(case, [printed.url], "王经办")) == [printed]
    assert len(open_case(case.settings, SITE).events) == len(case.events)
    case.store.delete(copy_key(SITE, printed.sha256))
    assert copy_faults(case) == [f"the PDF copy of {printed.url} is missing"]
    assert list(print_copies(case, [printed.url], "王经办")) == [printed]
    assert copy_faults(case) == []


def test_a_changed_copy_is_found_and_not_handed_out(
    case: Case, printed: PdfCopy, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    key = copy_key(SITE, printed.sha256)
    whole = case.store.read(key)
    request.addfinalizer(lambda: case.store.write(key, whole))
    case.store.write(key, whole.replace(b"%%EOF", b"%%EOX"))
    assert copy_faults(case) == [f"the PDF copy of {printed.url} was changed"]
    code, told = guiyi(case.settings, "archive", "copies", SITE, "--out", str(tmp_path / "out"))
    assert code == 1
    assert "was changed" in told


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody must ask → its address, and who asked."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    server.accept()[0].close()
                    asked.append("somebody")
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        ended.set()
        thread.join()


def test_what_is_printed_asks_nobody_and_runs_nothing(case: Case, outside: tuple[str, list[str]]) -> None:
    address, asked = outside
    loads = "".join(f'<{tag} src="{address}/{tag}"></{tag}>' for tag in ("img", "iframe", "script", "embed", "video"))
    html = (
        f'<html><head><title>x</title><link rel="stylesheet" href="{address}/css"><meta http-equiv="refresh" content="0;'
        f'url={address}/meta"><style>@import "{address}/import";p {{background: url({address}/style)}}</style></head>'
        f"<body><p id=p>as it was</p>{loads}<script>document.getElementById('p').textContent='changed'</script></body></html>"
    )
    with Printer(case, SITE) as printer:
        url = f"{case.config.site.base_url}hostile.html"
        data = printer.print(url, Replayed("text/html; charset=utf-8", html.encode(), "2018-03-05T01:02:03+00:00"))
    assert "as it was" in read_file("application/pdf", data).text
    assert asked == []


def test_pages_are_chosen_by_address_pattern_column_and_visits(case: Case, tmp_path: Path) -> None:
    every = choose_pages(case, Wanted(pattern="."))
    home, some = case.config.site.base_url, every[-1]
    assert choose_pages(case, Wanted(urls=(home, some))) == sorted([home, some])
    with reading(case.engine) as connection:
        joined = listings.join(sections, (sections.c.site == listings.c.site) & (sections.c.key == listings.c.section))
        name = connection.execute(select(sections.c.name).select_from(joined).where(sections.c.site == SITE)).scalar()
    assert choose_pages(case, Wanted(section=str(name)))
    import_hits(case, log(tmp_path / "a.log", *[(f"/{some.removeprefix(home)}", 200)] * 3), "王经办")
    assert choose_pages(case, Wanted(top=1)) == [some]
    for nothing in (
        Wanted(urls=(f"{home}nowhere",)),
        Wanted(pattern="["),
        Wanted(pattern="nowhere"),
        Wanted(section="无"),
    ):
        with pytest.raises(ConfigError):
            choose_pages(case, nothing)


def test_without_a_chromium_it_is_said_and_nothing_else_breaks(
    case: Case, printed: PdfCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "find_chromium", lambda: None)
    code, told = guiyi(case.settings, "archive", "print", SITE, "--url", printed.url, "--by", "王经办")
    assert code == 2
    assert "needs a Chromium on this machine" in told
    assert guiyi(case.settings, "archive", "copies", SITE, "--json")[0] == 0
    assert guiyi(case.settings, "archive", "print", SITE, "--by", "王经办")[0] == 2


def test_the_evidence_pack_lists_the_copies(
    case: Case, printed: PdfCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "key.pem"))
    with zipfile.ZipFile(io.BytesIO(case.store.read(make_evidence(case.settings, SITE, "王经办").key))) as pack:
        listed, index, names = json.loads(pack.read("copies.json")), pack.read("index.html").decode(), pack.namelist()
    assert [one["sha256"] for one in listed] == [printed.sha256]
    assert printed.sha256 in index
    assert "制作PDF副本" in index
    assert not [name for name in names if name.endswith(".pdf")]


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings, "http://archive.example.test", calls_a_minute=1_000_000)


@pytest.fixture
def signed_in(app: FastAPI) -> Callable[[str], Browser]:
    def signed(role: str) -> Browser:
        client = Browser(app)
        client.cookies.set("guiyi_session", make_account(app, role, f"{role}-{id(app)}"))
        return client

    return signed


def test_the_portal_makes_copies_and_gives_them_beside_the_archived_page(
    app: FastAPI, signed_in: Callable[[str], Browser], case: Case, printed: PdfCopy
) -> None:
    page, operator, viewer = f"/sites/{SITE}/copies", signed_in("operator"), signed_in("viewer")
    assert printed.sha256 in viewer.get(page).text
    assert "制作 PDF 副本" not in viewer.get(page).text
    assert viewer.submit(page, {"urls": printed.url}).status_code == 403
    assert operator.submit(page, {"urls": printed.url}).status_code == 303
    for said in ({}, {"pattern": "["}, {"urls": "http://elsewhere.example.test/"}):
        assert operator.submit(page, said).status_code == 409
    taken = viewer.get(f"{page}/{printed.sha256}.pdf")
    assert taken.content == case.store.read(copy_key(SITE, printed.sha256))
    assert taken.headers["content-disposition"].startswith("attachment")
    assert Browser(app).get(f"{page}/{printed.sha256}.pdf", follow_redirects=False).status_code == 303

    portal = app.state.portal
    archive = TestClient(create_archive_app(portal))
    shown = archive.get(
        page_address(portal, SITE, printed.url, "archive-shown").removeprefix("http://archive.example.test")
    )
    assert "已归档" in shown.text
    place = shown.text.split('<a href="')[1].split('"')[0]
    assert archive.get(place).content == taken.content
    assert archive.get(place.replace(SITE, "wenhua")).status_code == 403
    assert archive.get(f"/archived-copy/{SITE}/{quote(printed.url, safe='')}").status_code == 404, "it is not sealed"
