from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from guiyi.crawl.archiving.archive import ArchiveWriter, Earlier, Location, iter_responses, read_response, segment_key
from guiyi.crawl.archiving.cdxj import IndexRow, write_index
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.errors import StoreError
from guiyi.store import Store
from tests.crawl.conftest import HostileServer, http

AT = "2026-11-24T03:46:23+00:00"
PAGE = "<html><title>关于做好防汛工作的通知</title></html>".encode()
HEADERS = (
    ("Server", "Old"),
    ("content-TYPE", "text/html; charset=gb2312"),
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
)


def page(number: int = 1, status: int = 200, raw: bytes | None = None, *more: tuple[str, str]) -> Response:
    body = PAGE + str(number).encode() if raw is None else raw
    url = f"http://old.example.test/art/{number}.html?x=中"
    return Response(url, status, "OK", "HTTP/1.1", HEADERS + more, body, body, AT, 0.0, None, ())


@pytest.fixture(params=["local", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    url = str(tmp_path / "store") if request.param == "local" else f"memory://{tmp_path.name}-{time.monotonic_ns()}"
    return Store(url)


@pytest.fixture
def local(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"))


def read(store: Store, at: Location) -> Response:
    return read_response(store, at.warc_key, at.offset, at.length)


def warcio_check(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_is_written_is_read_back_the_same(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0)
    zipped = gzip.compress(PAGE, mtime=0)
    gzipped = page(2, 200, zipped, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    redirect = page(3, 301, b"", ("Location", "/neu/"))
    written = [
        page(),
        Response(**{**vars(gzipped), "body": PAGE}),
        Response(**{**vars(redirect), "location": "http://old.example.test/neu/", "flags": ("body-not-read",)}),
        page(4, 404, b""),
        Response(
            **{**vars(page(5)), "reason": "", "http_version": "HTTP/1.0", "flags": ("length-mismatch", "unframed")}
        ),
        page(6, 200, bytes(range(256)) * 100, ("X-Latin", "\xe4\xff")),
    ]
    places = [writer.append(response) for response in written]
    assert writer.flush() == (0, places[-1].offset + places[-1].length)
    assert [read(store, place) for place in places] == written
    assert places[0].warc_key == segment_key("old", 0) == "sites/old/warc/old-00000.warc.gz"


def test_other_tools_find_the_archive_valid(local: Store) -> None:
    writer = ArchiveWriter(local, "old", 0, 0)
    chunked = page(1, 200, b"5\r\nnot chunks", ("Transfer-Encoding", "chunked"))
    for response in (page(), chunked, page(7, 200, b"")):
        writer.append(response)
    writer.append_revisit(page(1, 304, b""), Earlier(page().url, AT))
    writer.append_revisit(page(), Earlier(page().url, AT))
    writer.flush()
    path = local.local_path(writer.key)
    checked = warcio_check(path)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 3
    with path.open("rb") as file:
        records = [(r.rec_type, r.content_stream().read(), r) for r in ArchiveIterator(file, arc2warc=False)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "response", "response", "revisit", "revisit"]
    assert records[1][1] == page().body
    assert records[2][1] == b"5\r\nnot chunks"
    assert records[1][2].http_headers.get_header("content-type") == "text/html; charset=gb2312"
    assert records[1][2].rec_headers.get_header("WARC-Date") == "2026-11-24T03:46:23Z"
    assert records[4][2].rec_headers.get_header("WARC-Profile").endswith("server-not-modified")
    assert records[5][2].rec_headers.get_header("WARC-Refers-To-Target-URI") == page().url


def test_a_revisit_is_read_as_one(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0)
    place = writer.append_revisit(page(), Earlier(page().url, AT))
    writer.flush()
    assert read(store, place).flags == ("revisit",)
    assert read(store, place).body == b""


def test_the_same_responses_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        store = Store(str(tmp_path / name))
        writer = ArchiveWriter(store, "old", 0, 0)
        for number in range(20):
            writer.append(page(number))
            if name == "a":
                writer.flush()
        writer.flush()
        written.append(store.read(writer.key))
    assert written[0] == written[1]


def test_segments_rotate(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0, segment_bytes=2000)
    places = [writer.append(page(number)) for number in range(20)]
    segment, length = writer.flush()
    assert segment > 1
    assert len(store.list("sites/old/warc")) == segment + 1
    assert [read(store, place) for place in places] == [page(number) for number in range(20)]
    assert len(store.read(segment_key("old", segment))) == length


def test_an_archive_cut_at_any_byte_of_its_last_record_opens_at_the_committed_length(local: Store) -> None:
    writer = ArchiveWriter(local, "old", 0, 0)
    first = writer.append(page(1))
    segment, committed = writer.flush()
    last = writer.append(page(2))
    writer.flush()
    path = local.local_path(writer.key)
    whole = path.read_bytes()
    for length in range(last.offset, last.offset + last.length + 1):
        path.write_bytes(whole[:length])
        found = list(iter_responses(path))
        assert found == [page(1), page(2)][: 2 if length == len(whole) else 1]
        again = ArchiveWriter(local, "old", segment, committed)
        assert path.stat().st_size == committed
        assert again.append(page(2)) == last
        again.flush()
        again.close()
        assert path.read_bytes() == whole
        assert read(local, first) == page(1)


def test_uncommitted_segments_are_deleted_on_opening(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0, segment_bytes=1500)
    writer.append(page(0))
    committed = writer.flush()
    for number in range(1, 20):
        writer.append(page(number))
    writer.flush()
    store.write("sites/old/warc/old.cdxj", b"")
    ArchiveWriter(store, "old", *committed)
    assert store.list("sites/old/warc") == [segment_key("old", 0), "sites/old/warc/old.cdxj"]
    assert len(store.read(segment_key("old", 0))) == committed[1]


def test_lost_bytes_are_said_and_nothing_is_written(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0)
    writer.append(page())
    segment, committed = writer.flush()
    with pytest.raises(StoreError, match="lost data"):
        ArchiveWriter(store, "old", segment, committed + 1)
    assert len(store.read(writer.key)) == committed


def test_a_flipped_bit_never_passes_for_the_page(local: Store) -> None:
    writer = ArchiveWriter(local, "old", 0, 0)
    place = writer.append(page())
    writer.flush()
    path = local.local_path(place.warc_key)
    whole = path.read_bytes()
    chance = random.Random(1)
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        data[chance.randrange(place.offset, len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))
        try:
            found = read(local, place)
        except StoreError:
            refused += 1
        else:  # a bit that carries nothing, such as of gzip's time stamp
            assert found == page()
    assert refused > 250


def test_a_wrong_place_is_refused(store: Store) -> None:
    writer = ArchiveWriter(store, "old", 0, 0)
    place = writer.append(page())
    writer.append(page(2))
    writer.flush()
    for offset, length in ((place.offset + 1, place.length), (place.offset, place.length - 1), (0, place.offset)):
        with pytest.raises(StoreError):
            read_response(store, place.warc_key, offset, length)
    with pytest.raises(StoreError):
        read_response(store, place.warc_key, place.offset, place.length + 5)
    with pytest.raises(StoreError):
        read_response(store, "sites/old/warc/none.warc.gz", 0, 10)


def foreign(path: Path, is_packed: bool) -> list[bytes]:
    """An archive by another tool: chunked bodies as sent, requests between, gzip, a revisit."""
    bodies = [PAGE, PAGE * 2, PAGE * 3]
    zipped = gzip.compress(bodies[2])
    wires = [
        (bodies[0], []),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(bodies[1]), bodies[1]), [("Transfer-Encoding", "chunked")]),
        (zipped, [("Content-Encoding", "gzip")]),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_packed)
        writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "other"}))
        for number, (wire, headers) in enumerate(wires):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
            url = f"http://old.example.test/{number}"
            record = writer.create_warc_record(url, "response", payload=io.BytesIO(wire), http_headers=head)
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "old.example.test")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=asked)
            writer.write_request_response_pair(request, record)
        digest = base64.b32encode(hashlib.sha1(PAGE).digest()).decode()
        writer.write_record(
            writer.create_revisit_record("http://old.example.test/9", digest, "http://x/", "2020-01-01T00:00:00Z")
        )
    return bodies


@pytest.mark.parametrize("is_packed", [True, False])
def test_archives_of_other_tools_are_read(tmp_path: Path, is_packed: bool) -> None:
    path = tmp_path / "x.warc.gz"
    bodies = foreign(path, is_packed)
    found = list(iter_responses(path))
    assert [response.body for response in found[:3]] == bodies
    assert [response.url for response in found[:3]] == [f"http://old.example.test/{number}" for number in range(3)]
    assert [response.flags for response in found[3:]] == [("revisit",)] * (len(found) - 3)


def test_an_archive_packed_as_one_piece_is_read(tmp_path: Path) -> None:
    bodies = foreign(tmp_path / "plain.warc", is_packed=False)
    (tmp_path / "x.warc.gz").write_bytes(gzip.compress((tmp_path / "plain.warc").read_bytes()))
    assert [response.body for response in iter_responses(tmp_path / "x.warc.gz")][:3] == bodies


@pytest.mark.parametrize("is_packed", [True, False])
def test_records_behind_a_torn_one_are_found_and_the_torn_one_is_not(tmp_path: Path, is_packed: bool) -> None:
    path = tmp_path / "x.warc"
    bodies = foreign(path, is_packed)
    whole = path.read_bytes()
    chance = random.Random(2)
    for _ in range(40):
        cut = whole[: chance.randrange(200, len(whole))]
        path.write_bytes(cut)
        before = [response.body for response in iter_responses(path)]
        assert all(body in (*bodies, b"") for body in before)
        path.write_bytes(cut + whole)
        after = [response.body for response in iter_responses(path)]
        assert after[-4:-1] == bodies or after[-3:] == bodies
        assert all(body in (*bodies, b"") for body in after)


def test_a_file_that_is_no_archive_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(b"<html>")
    (tmp_path / "empty.warc").write_bytes(b"")
    with pytest.raises(StoreError, match="not a WARC"):
        list(iter_responses(tmp_path / "x.warc"))
    with pytest.raises(StoreError, match="can't read"):
        list(iter_responses(tmp_path / "none.warc"))
    assert list(iter_responses(tmp_path / "empty.warc")) == []


def test_what_was_fetched_is_what_is_read_back(local: Store, hostile_server: HostileServer, fetcher: Fetcher) -> None:
    zipped = gzip.compress(PAGE)
    hostile_server.answers["/a"] = http(zipped, "200 OK", "Content-Encoding: gzip", "X: \xe4")
    hostile_server.answers["/b"] = http(PAGE, "200 OK", length=10)
    hostile_server.answers["/c"] = http(b"moved", "302 Found", "Location: /a")
    hostile_server.answers["/d"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n5\r\n\r\n0\r\n\r\n"
    writer = ArchiveWriter(local, "old", 0, 0)
    for path in "abcd":
        response = fetcher.fetch(f"http://old.example.test/{path}")
        place = writer.append(response)
        writer.flush()
        assert read(local, place) == replace(response, elapsed=0.0)
    assert warcio_check(local.local_path(writer.key)).returncode == 0


def test_the_index_is_sorted_and_says_where_records_lie(store: Store) -> None:
    rows = [
        IndexRow(
            "http://www.old.example.test/b.html", AT, 200, "text/html", "sites/old/warc/old-00000.warc.gz", 10, 20
        ),
        IndexRow("https://old.example.test/A.html?z=1&b=2", AT, 404, None, "sites/old/warc/old-00001.warc.gz", 30, 40),
    ]
    lines = store.read(write_index(store, "old", rows)).decode().splitlines()
    assert lines[0].startswith(
        'test,example,old)/a.html?b=2&z=1 20261124034623 {"url": "https://old.example.test/A.html'
    )
    assert '"status": "200", "length": "20", "offset": "10", "filename": "old-00000.warc.gz"}' in lines[1]


def test_writing_a_page_costs_little(local: Store) -> None:
    writer = ArchiveWriter(local, "old", 0, 0)
    body = b"".join(b"<p>%d %b</p>" % (number, PAGE) for number in range(300))
    started = time.thread_time()
    for number in range(200):
        writer.append(page(number, 200, body))
    writer.flush()
    assert (time.thread_time() - started) / 200 < 0.004


def test_sizes_of_some_names_are_those_of_the_whole_folder(store: Store) -> None:
    for name in ("one", "two", "three"):
        store.write(f"assets/aa/{name}", name.encode())
    assert store.sizes("assets/aa") == {"one": 3, "two": 3, "three": 5}
    found = store.sizes("assets/aa", ["one", "none"])
    assert found["one"] == 3
    assert "none" not in found
    assert store.sizes("assets/bb", ["one"]) == {}
