"""The evidence pack: whole, signed, readable; one changed file, one changed event, another's signature are found."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from guiyi.cli import main
from guiyi.errors import ConfigError, LibraryError, StoreError
from guiyi.ledger import runs
from guiyi.retire.case import open_case
from guiyi.retire.closing.course import make_move
from guiyi.retire.evidence.pack import evidence_faults, make_evidence
from guiyi.retire.evidence.signing import public_hex, sign, signing_key
from tests.retire.conftest import SITE, Books
from tests.retire.test_addresses import answers
from tests.retire.test_closing import WANG, put, rule
from tests.serving import serving


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "keys" / "evidence.pem"))
    return tmp_path / "keys" / "evidence.pem"


@pytest.fixture
def pack(sqlite_books: Books) -> bytes:
    answers(sqlite_books)
    put(sqlite_books, "freeze", "frozen")
    put(sqlite_books, "reconcile", "reconciled")
    put(sqlite_books, "ask", "asked")
    put(sqlite_books, "approve", "approved", by="李主任", ticket="云政办函〔2026〕9号")
    paper = {"document_number": "云通备2026-77", "on": "2026-10-01", "person": "王经办"}  # no attachment is needed
    for name, to in (("announce", "announced"), ("redirect", "redirecting"), ("verify", "verified")):
        put(sqlite_books, name, to)
    put(sqlite_books, "deregister", "verified", step="icp", **paper)
    store = sqlite_books.run.store
    store.write(f"sites/{SITE}/retirement/home-old.png", b"\x89PNG picture")
    made = make_evidence(sqlite_books.run.settings, SITE, "王经办")
    data = store.read(made.key)
    assert made.head.startswith("8:")
    assert open_case(sqlite_books.run.settings, SITE).events[-1].facts["sha256"] == made.sha256
    return data


def test_a_site_that_never_ran_has_nothing_to_sign(sqlite_books: Books) -> None:
    settings = sqlite_books.run.settings
    with sqlite_books.run.engine.begin() as connection:
        connection.execute(runs.delete())
    with pytest.raises(LibraryError, match=f"{SITE} never ran in .*start with `guiyi migrate {SITE}`"):
        make_evidence(settings, SITE, "王经办")
    assert open_case(settings, SITE).events == (), "nor is it on record as made"


def test_a_retirement_cut_off_after_its_pack_goes_on_with_that_pack(pack: bytes, sqlite_books: Books) -> None:
    rule(sqlite_books.run.settings, deregistrations=["icp"], pictures=False)
    settings = sqlite_books.run.settings
    put(sqlite_books, "complete", "deregistered")
    make_evidence(settings, SITE, "王经办")
    before = open_case(settings, SITE).events
    make_move(settings, SITE, "retire", WANG)  # the move that was killed is made again
    after = open_case(settings, SITE).events
    assert [(event.kind, event.name) for event in after[len(before) :]] == [("move", "retire")]


def rewritten(pack: bytes, **files: bytes) -> bytes:
    """The pack with other bytes under some names."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, files.get(entry.filename, old.read(entry.filename)))
        for name, data in files.items():
            if name not in old.namelist():
                new.writestr(name, data)
    return changed.getvalue()


def test_a_pack_holds_what_proves_a_retirement(pack: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        names = set(files.namelist())
        index = files.read("index.html").decode()
        figures = json.loads(files.read("statistics.json"))
    assert {"index.html", "events.json", "redirects.csv", "statistics.json", "home-old.png", "manifest.json"} <= names
    assert "云政办函〔2026〕9号" in index
    assert "云通备2026-77" in index
    assert "示例市文化局（旧站）" in index
    assert figures["信息总数 resources"] == 2
    assert evidence_faults(pack, public_hex(signing_key())) == []


def test_any_changed_file_is_found(pack: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        names = [name for name in files.namelist() if name != "signature.json"]
    for name in names:
        assert evidence_faults_or_error(rewritten(pack, **{name: b"{}"})), name
    assert any("does not belong" in fault for fault in evidence_faults(rewritten(pack, **{"more.txt": b"x"})))


def evidence_faults_or_error(data: bytes) -> list[str]:
    try:
        return evidence_faults(data)
    except (StoreError, KeyError) as error:
        return [str(error)]


def test_one_changed_event_is_found_even_if_the_manifest_is_made_to_fit(pack: bytes) -> None:
    import hashlib

    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        events, manifest = json.loads(files.read("events.json")), json.loads(files.read("manifest.json"))
    events[1]["by"] = "somebody else"
    told = json.dumps(events, ensure_ascii=False, indent=1).encode()
    manifest["files"]["events.json"]["sha256"] = hashlib.sha256(told).hexdigest()
    forged = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    faults = evidence_faults(rewritten(pack, **{"events.json": told, "manifest.json": forged}))
    assert "the manifest was changed: its signature does not fit" in faults
    assert any(fault.startswith("event 2 ") for fault in faults)


def test_a_pack_that_somebody_else_signed_is_found(
    pack: bytes, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = public_hex(signing_key())
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "other.pem"))
    with zipfile.ZipFile(io.BytesIO(pack)) as files:
        manifest = files.read("manifest.json")
    other = signing_key()
    signed = {"algorithm": "Ed25519", "public_key": public_hex(other), "signature": sign(other, manifest), "signs": ""}
    forged = rewritten(pack, **{"signature.json": json.dumps(signed).encode()})
    assert evidence_faults(forged) == []
    assert any("signed by another key" in fault for fault in evidence_faults(forged, ours))


def test_the_key_is_made_once_and_only_its_owner_reads_it(key: Path) -> None:
    first = public_hex(signing_key())
    assert public_hex(signing_key()) == first
    assert key.stat().st_mode & 0o077 == 0
    key.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        signing_key()
    key.chmod(0o600)
    key.write_text("not a key")
    with pytest.raises(ConfigError, match="not a private key"):
        signing_key()


def test_what_is_no_pack_is_told_in_words() -> None:
    with pytest.raises(StoreError, match="not an evidence pack"):
        evidence_faults(b"rubbish")


def test_pictures_of_the_home_pages_are_taken(sqlite_books: Books, tmp_path: Path) -> None:
    import functools
    import http.server

    from guiyi.crawl.browsing.browser import find_chromium
    from guiyi.retire.evidence.pictures import picture_of

    if find_chromium() is None:
        pytest.skip("no Chromium on this machine; `make system` installs it")
    (tmp_path / "index.html").write_text("<html><body style='background:#b3261e'><h1>Old home</h1></body></html>")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with serving(handler) as port:
        picture = picture_of("http://wh.example.test/", {"wh.example.test": f"127.0.0.1:{port}"})
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_workers_that_begin_at_once_sign_with_one_key(key: Path) -> None:
    begin = threading.Barrier(8)

    def sign_at_once(_: int) -> str:
        begin.wait()
        return public_hex(signing_key())

    with ThreadPoolExecutor(8) as workers:
        assert len(set(workers.map(sign_at_once, range(8)))) == 1
    assert [one.name for one in key.parent.iterdir()] == [key.name]


def test_the_paper_of_a_deregistration_is_kept_and_in_the_pack(sqlite_books: Books, tmp_path: Path) -> None:
    paper = tmp_path / "注销回执.pdf"
    paper.write_bytes(b"%PDF the paper")
    put(sqlite_books, "verify", "verified")
    settings = sqlite_books.run.settings
    where = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    words = ["--move", "deregister", "--step", "icp", "--document", "云通备2026-77", "--on", "2026-10-01"]
    words += ["--person", "王经办", "--by", "王经办", "--attachment", str(paper)]
    done = CliRunner().invoke(main, [*where, "retire", SITE, *words])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(io.BytesIO(sqlite_books.run.store.read(make_evidence(settings, SITE, "王经办").key))) as pack:
        index, names = pack.read("index.html").decode(), pack.namelist()
        [name] = [one for one in names if one.startswith("paper-")]
        assert pack.read(name) == paper.read_bytes()
    assert f'<a href="{name}">注销回执.pdf</a>' in index
