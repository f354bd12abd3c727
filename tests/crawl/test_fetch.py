from __future__ import annotations

import gzip
import random
import socket
import threading
import time
import weakref
import zlib
from pathlib import Path

import brotli
import psutil
import pytest
import zstandard

from guiyi.config.models import Crawl, SiteConfig
from guiyi.crawl.fetching.cookies import CookieJar
from guiyi.crawl.fetching.decode import decode
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.whole import Whole
from guiyi.errors import NoHandshake, RefusedAddress, SourceDown, SourceError, TransientSource
from guiyi.urls import UrlSpace
from tests.crawl.conftest import HostileServer, http, reset

BASE = "http://old.example.test"
PAGE = "<html><title>关于做好防汛工作的通知</title></html>".encode() * 50
CODINGS = {
    "gzip": gzip.compress(PAGE, mtime=0),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstandard.compress(PAGE),
}


def chunked(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_page_is_kept_as_it_was_received(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    lines = ("Server: Old", "x-odd:  \xe4 ", "Set-Cookie: a=1", "Set-Cookie: b=2")
    hostile_server.answers["/a.html"] = http(PAGE, "200 OK", *lines)
    response = fetcher.fetch(f"{BASE}/a.html?x=1#top")
    assert (response.url, response.status, response.reason) == (f"{BASE}/a.html?x=1#top", 200, "OK")
    assert response.http_version == "HTTP/1.1"
    assert response.body == response.raw_body == PAGE
    assert response.flags == ()
    assert response.location is None
    assert response.headers[:4] == (("Server", "Old"), ("x-odd", "\xe4"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    assert response.header("SERVER") == "Old"
    assert response.fetched_at.endswith("+00:00")
    assert hostile_server.requests[0].startswith(b"GET /a.html?x=1 HTTP/1.1\r\nHost: old.example.test\r\n")


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_each_coding_is_undone_and_the_received_body_kept(
    hostile_server: HostileServer, fetcher: Fetcher, coding: str, is_chunked: bool
) -> None:
    raw = CODINGS[coding]
    if is_chunked:
        head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n\r\n"
        hostile_server.answers["/"] = head.encode() + chunked(raw, 100)
    else:
        hostile_server.answers["/"] = http(raw, "200 OK", f"Content-Encoding: {coding}")
    response = fetcher.fetch(f"{BASE}/")
    assert response.body == PAGE
    assert response.raw_body == raw


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_coded_body_that_was_cut_is_never_taken_for_whole(
    hostile_server: HostileServer, fetcher: Fetcher, coding: str, framing: str
) -> None:
    cut = CODINGS[coding][:-3]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n"
    answers = {
        "length": head.encode() + b"Content-Length: %d\r\n\r\n" % len(cut) + cut,
        "chunked": head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(cut),
        "close": head.encode() + b"Connection: close\r\n\r\n" + cut,
    }

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(answers[framing])

    hostile_server.answers["/"] = answer
    with pytest.raises(TransientSource):
        fetcher.fetch(f"{BASE}/")


def test_a_plain_body_shorter_than_its_length_is_an_error(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(http(PAGE, length=len(PAGE) + 1))

    hostile_server.answers["/"] = answer
    with pytest.raises(TransientSource):
        fetcher.fetch(f"{BASE}/")


def test_a_body_longer_than_its_length_is_flagged_and_the_connection_given_up(
    hostile_server: HostileServer, fetcher: Fetcher
) -> None:
    hostile_server.answers["/long"] = http(PAGE, length=100)
    hostile_server.answers["/next"] = http(b"next")
    response = fetcher.fetch(f"{BASE}/long")
    assert response.body == PAGE[:100]
    assert response.flags == ("length-mismatch",)
    assert fetcher.fetch(f"{BASE}/next").body == b"next"
    assert hostile_server.connections == 2


def test_contradictory_lengths_are_flagged(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(b"12345", "200 OK", "Content-Length: 5", length=3)
    response = fetcher.fetch(f"{BASE}/")
    assert response.body == b"12345"
    assert response.flags == ("length-mismatch",)
    assert [value for name, value in response.headers if name == "Content-Length"] == ["5", "3"]


@pytest.mark.parametrize(
    "wire",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b",
        b"",
    ],
)
def test_what_ends_too_early_is_transient(hostile_server: HostileServer, fetcher: Fetcher, wire: bytes) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(wire)

    hostile_server.answers["/"] = answer
    with pytest.raises(TransientSource):
        fetcher.fetch(f"{BASE}/")


def test_a_reset_in_the_body_is_transient(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(http(PAGE)[:500])
        time.sleep(0.05)
        reset(connection)

    hostile_server.answers["/"] = answer
    with pytest.raises(TransientSource):
        fetcher.fetch(f"{BASE}/")


def test_a_wrong_checksum_is_transient(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    raw = bytearray(CODINGS["gzip"])
    raw[-6] ^= 1
    hostile_server.answers["/"] = http(bytes(raw), "200 OK", "Content-Encoding: gzip")
    with pytest.raises(TransientSource):
        fetcher.fetch(f"{BASE}/")


DRIPS = {
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n",
    "headers": b"HTTP/1.1 200 OK\r\nX-Long: ",
    "status line": b"HTTP/1.1 200 ",
    "chunk size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;",
    "trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    "nothing": b"",
}


@pytest.mark.parametrize("part", DRIPS)
def test_a_drip_ends_at_the_deadline(hostile_server: HostileServer, fetcher: Fetcher, part: str) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(DRIPS[part])
        if part == "nothing":
            hostile_server.stopped.wait(5)
        hostile_server.drip(connection, b"x" * 200)

    hostile_server.answers["/"] = answer
    started = time.monotonic()
    with pytest.raises(TransientSource, match="deadline"):
        fetcher.fetch(f"{BASE}/")
    assert time.monotonic() - started < 3


def bomb(coding: str) -> bytes:
    zeros = bytes(2**26)
    if coding == "br":
        return brotli.compress(zeros * 4, quality=4)
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=3).compress(zeros * 4)
    engine = zlib.compressobj(9, wbits=31)
    once = b"".join(engine.compress(zeros) for _ in range(8)) + engine.flush()
    return gzip.compress(once) if coding == "gzip, gzip" else once


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "gzip, gzip"])
def test_a_bomb_stops_at_the_cap_and_memory_stays(hostile_server: HostileServer, fetcher: Fetcher, coding: str) -> None:
    raw = bomb(coding)
    hostile_server.answers["/"] = http(raw, "200 OK", f"Content-Encoding: {coding}")
    before = psutil.Process().memory_info().rss
    with pytest.raises(SourceError, match="larger than"):
        fetcher.fetch(f"{BASE}/")
    assert psutil.Process().memory_info().rss - before < 64 * 2**20


def test_more_codings_than_five_are_refused(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(b"x", "200 OK", "Content-Encoding: " + ", ".join(["gzip"] * 20))
    with pytest.raises(SourceError, match="20 content codings"):
        fetcher.fetch(f"{BASE}/")


def test_a_coding_that_is_only_named_or_unknown_is_flagged(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/a"] = http(PAGE, "200 OK", "Content-Encoding: gzip")
    hostile_server.answers["/b"] = http(PAGE, "200 OK", "Content-Encoding: sdch")
    assert fetcher.fetch(f"{BASE}/a").flags == ("encoding-mislabelled",)
    assert fetcher.fetch(f"{BASE}/b").flags == ("unknown-encoding",)
    assert fetcher.fetch(f"{BASE}/b").body == PAGE


def test_a_redirect_is_not_followed_and_its_body_not_read(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    sent = []

    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /b.html\r\nContent-Encoding: gzip\r\n")
        connection.sendall(b"Content-Length: 500000000\r\n\r\n")
        for _ in range(5000):
            connection.sendall(bytes(100_000))
            sent.append(1)

    hostile_server.answers["/a"] = answer
    response = fetcher.fetch(f"{BASE}/a")
    assert response.location == f"{BASE}/b.html"
    assert (response.raw_body, response.body, response.flags) == (b"", b"", ("body-not-read",))
    assert len(sent) < 500


def test_small_redirects_keep_their_connection(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/a"] = http(CODINGS["gzip"], "301 Moved", "Location: b", "Content-Encoding: gzip")
    for _ in range(3):
        response = fetcher.fetch(f"{BASE}/a")
    assert (response.location, response.body, response.raw_body) == (f"{BASE}/b", b"", CODINGS["gzip"])
    assert hostile_server.connections == 1


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("//other.example.test/x", "http://other.example.test/x"),
        ("/通知/1.html".encode().decode("latin-1"), f"{BASE}/%E9%80%9A%E7%9F%A5/1.html"),
        ("/通知/".encode("gbk").decode("latin-1"), f"{BASE}/%CD%A8%D6%AA/"),
        ("file:///etc/passwd", None),
        ("gopher://127.0.0.1:70/x", None),
        ("http://[", None),
        ("?page=2", f"{BASE}/a?page=2"),
    ],
)
def test_where_a_redirect_leads(
    hostile_server: HostileServer, fetcher: Fetcher, location: str, target: str | None
) -> None:
    hostile_server.answers["/a"] = http(b"", "302 Found", f"Location: {location}")
    response = fetcher.fetch(f"{BASE}/a")
    assert response.location == target
    assert ("bad-location" in response.flags) == (target is None)


def test_a_redirect_to_a_refused_address_is_never_connected(hostile_server: HostileServer, crawl: Crawl) -> None:
    fetcher = Fetcher(crawl.model_copy(update={"allow_private": False, "allow_addresses": ("127.0.0.1/32",)}))
    hostile_server.answers["/a"] = http(b"", "302 Found", "Location: http://127.0.0.2:8080/secret")
    target = fetcher.fetch(f"{BASE}/a").location
    with pytest.raises(RefusedAddress):
        fetcher.fetch(str(target))


def test_an_endless_body_ends_at_the_cap(hostile_server: HostileServer, crawl: Crawl) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not hostile_server.stopped.is_set():
            connection.sendall(bytes(65536))

    hostile_server.answers["/"] = answer
    with pytest.raises(SourceError, match="bytes came"):
        Fetcher(crawl.model_copy(update={"deadline": 20.0})).fetch(f"{BASE}/")


def test_an_announced_length_over_the_cap_is_not_read(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(b"", length=10**12)
    with pytest.raises(SourceError, match="announced"):
        fetcher.fetch(f"{BASE}/")


def test_the_first_bytes_of_a_huge_file_can_be_had(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(PAGE * 1000, length=10**12)
    response = fetcher.fetch(f"{BASE}/", first_bytes=1000)
    assert response.body.startswith(PAGE[:1000])
    assert "cut" in response.flags


@pytest.mark.parametrize(
    "wire",
    [
        b"<html>HTTP/0.9</html>\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 3000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    ],
)
def test_what_is_not_http_is_an_error_and_the_worker_lives(
    hostile_server: HostileServer, fetcher: Fetcher, wire: bytes
) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(wire)

    hostile_server.answers["/bad"] = answer
    hostile_server.answers["/good"] = http(b"good")
    with pytest.raises(SourceError, match="not HTTP") as caught:
        fetcher.fetch(f"{BASE}/bad")
    assert not caught.value.is_transient
    assert fetcher.fetch(f"{BASE}/good").body == b"good"


def test_damaged_answers_end_in_a_response_or_in_an_error_of_ours(
    hostile_server: HostileServer, fetcher: Fetcher
) -> None:
    head = b"HTTP/1.1 200 OK\r\nServer: Old\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    whole = [head + chunked(CODINGS["gzip"], 60), http(PAGE, "302 Found", "Location: /b", "Set-Cookie: a=1; Path=/")]
    chance = random.Random(7)

    def answer(connection: socket.socket, _head: bytes) -> None:
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data) if chance.random() < 0.5 else 120)] = chance.randrange(256)
        connection.sendall(data[: chance.randrange(len(data)) if chance.random() < 0.2 else len(data)])

    hostile_server.answers["/"] = answer
    for _ in range(300):
        try:
            response = fetcher.fetch(f"{BASE}/")
        except SourceError:
            continue
        assert response.body in (PAGE, b"") or response.flags or response.header("content-encoding") is None


def test_interim_answers_are_passed_over(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 3 + http(b"page")
    assert fetcher.fetch(f"{BASE}/").body == b"page"


def test_headers_after_a_bad_line_still_count(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\nA: 1\r\nbroken line\r\n: none\r\nTransfer-Encoding: chunked\r\nB: 2\r\n 3\r\n\r\n"
    hostile_server.answers["/"] = head + chunked(PAGE)
    response = fetcher.fetch(f"{BASE}/")
    assert response.body == PAGE
    assert response.flags == ("bad-header",)
    assert response.headers == (("A", "1"), ("Transfer-Encoding", "chunked"), ("B", "2 3"))


def test_headers_hold_nothing_that_a_database_refuses(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(b"x", "503 No\0\x1b[31mw" + "w" * 9000, 'ETag: "a\0b"', "A: 1\r2")
    response = fetcher.fetch(f"{BASE}/")
    assert (response.header("ETag"), response.header("A")) == ('"a b"', "1 2")
    assert response.reason.startswith("No  [31mwww")
    assert len(response.reason) <= 200


def test_a_body_without_any_length_is_flagged(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = b"HTTP/1.0 200 OK\r\n\r\n" + PAGE
    response = fetcher.fetch(f"{BASE}/")
    assert (response.body, response.flags, response.http_version) == (PAGE, ("unframed",), "HTTP/1.0")


def unframed(html: str) -> Response:
    """A page whose length was not told."""
    head, body = (("Content-Type", "text/html; charset=utf-8"),), html.encode()
    return Response(f"{BASE}/", 200, "OK", "HTTP/1.0", head, body, body, "", 0.0, None, ("unframed",))


@pytest.mark.parametrize(
    ("answers", "gives"),
    [
        (["<html><p>第一条 适用", "<html><p>第一条 适用于本县。</html>"], 1),
        (["<html><p>第一条 适用", "<html><p>第一条 适用"], 1),
        (["<html><p>第一条 适用", "<html><p>第一条 适用于本"], None),
        (["<html><p>第一条 9:59:58", "<html><p>第一条 10:00:01"], 1),
        (["<html><p>第一条 适用", "<html><p>第一条 适用于" + "本县" * 40], None),
        (["<html><p>第一条</body><script>count()</script>"], 0),
        (["第一条 适用"], 0),
        (["%PDF-1.4 1 0 obj", "%PDF-1.4 1 0 obj trailer %%EOF"], 1),
    ],
    ids=[
        "broken off once",
        "a page that never closes",
        "each time elsewhere",
        "a clock at its end",
        "far apart",
        "whole",
        "a piece of a page",
        "a file",
    ],
)
def test_a_page_of_no_length_that_does_not_end_is_asked_for_again(answers: list[str], gives: int | None) -> None:
    sent = [unframed(f"{one}\n") for one in answers]
    asked, whole = iter(sent), Whole()
    if gives is None:
        with pytest.raises(TransientSource, match="in the middle of it"):
            whole.ask(lambda: next(asked))
    else:
        assert whole.ask(lambda: next(asked)) is sent[gives]
    assert next(asked, None) is None


def test_of_two_large_answers_one_is_held() -> None:
    held: list[weakref.ref[Response]] = []

    def send() -> Response:
        assert all(one() is None for one in held)
        answer = unframed("<html><p>第一条 适用")
        held.append(weakref.ref(answer))
        return answer

    assert Whole().ask(send) is held[1]()


def test_pages_that_end_as_others_that_never_close_are_asked_for_once() -> None:
    one, other = (unframed(f"<html><p>{n}<p>主办：云川县人民政府办公室") for n in (1, 2))
    asked, whole = iter([one, one, other]), Whole()
    assert [whole.ask(lambda: next(asked)), whole.ask(lambda: next(asked))] == [one, other]


def test_answers_without_body_end_at_once(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/304"] = b"HTTP/1.1 304 Not Modified\r\nETag: x\r\nContent-Length: 900\r\n\r\n"
    hostile_server.answers["/204"] = b"HTTP/1.1 204 No Content\r\n\r\n"
    hostile_server.answers["/head"] = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
    assert fetcher.fetch(f"{BASE}/304", etag='"x"', last_modified="Tue, 24 Nov 2026 03:46:23 GMT").status == 304
    assert b'If-None-Match: "x"\r\nIf-Modified-Since: Tue, 24' in hostile_server.requests[0]
    assert fetcher.fetch(f"{BASE}/204").status == 204
    assert fetcher.fetch(f"{BASE}/head", method="HEAD").body == b""


def test_a_form_is_posted(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(http(head.split(b"\r\n\r\n", 1)[1]))

    hostile_server.answers["/list"] = answer
    response = fetcher.fetch(f"{BASE}/list", data={"页": "2", "a": "b c"}, headers={"Referer": "x\r\nEvil: 1"})
    assert response.body == b"%E9%A1%B5=2&a=b+c"
    assert b"POST /list" in hostile_server.requests[0]
    assert b"\r\nEvil" not in hostile_server.requests[0]


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(
    hostile_server: HostileServer, fetcher: Fetcher
) -> None:
    count = 0

    def answer(connection: socket.socket, _head: bytes) -> bool:
        nonlocal count
        count += 1
        if count == 2:  # hangs up on the second request of the kept connection, without a word
            return False
        connection.sendall(http(b"page"))
        return True

    hostile_server.answers["/"] = answer
    assert fetcher.fetch(f"{BASE}/").body == b"page"
    assert fetcher.fetch(f"{BASE}/").body == b"page"


def test_a_host_that_nobody_listens_on_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    crawl = Crawl(allow_private=True, connect_to={"off.example.test": f"127.0.0.1:{port}"}, attempts=2)
    with pytest.raises(SourceDown, match="does not answer"):
        Fetcher(crawl).fetch("http://off.example.test/")


def test_proxies_and_netrc_of_the_environment_are_not_used(
    hostile_server: HostileServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine old.example.test login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    hostile_server.answers["/"] = http(b"page")
    assert fetcher.fetch("http://user:word@old.example.test/").body == b"page"
    assert b"Authorization" not in hostile_server.requests[0]


def test_cookies_go_back_to_their_host_only_and_in_bounds(hostile_server: HostileServer, crawl: Crawl) -> None:
    address = crawl.connect_to["old.example.test"]
    names = {"old.example.test": address, "other.example.test": address}
    fetcher = Fetcher(crawl.model_copy(update={"connect_to": names}))
    flood = [f"Set-Cookie: c{number}={'x' * 4000}; Path=/" for number in range(500)]
    hostile_server.answers["/"] = http(b"page", "200 OK", *flood, "Set-Cookie: last=1")
    assert fetcher.fetch(f"{BASE}/").body == b"page"
    fetcher.fetch(f"{BASE}/")
    fetcher.fetch("http://other.example.test/")
    cookies = [line for line in hostile_server.requests[1].split(b"\r\n") if line.startswith(b"Cookie:")]
    assert len(cookies[0]) < 8300
    assert cookies[0].endswith(b"last=1")
    assert b"Cookie:" not in hostile_server.requests[2]


def test_a_cookie_of_endless_attributes_is_read_in_no_time() -> None:
    jar = CookieJar()
    started = time.process_time()
    jar.take("old.example.test", ["a=1; Path=/; " + "expires=" * 8000])
    assert jar.header("old.example.test", False) == "a=1"
    assert time.process_time() - started < 0.5


def test_no_cookie_is_taken_for_a_public_suffix() -> None:
    jar = CookieJar()
    lines = ["a=1; Domain=.gov.cn", "b=2; Domain=cn", "c=3; domain=old.gov.cn", "d=4; Domain=new.gov.cn"]
    jar.take("www.old.gov.cn", lines)
    assert jar.header("www.old.gov.cn", is_secure=False) == "c=3"
    assert jar.header("sub.old.gov.cn", is_secure=False) == "c=3"
    assert jar.header("www.new.gov.cn", is_secure=False) is None
    jar.take("www.old.gov.cn", ["c=; Domain=old.gov.cn; Max-Age=0", "s=1; Secure", "broken", "x\x00=1"])
    assert jar.header("www.old.gov.cn", is_secure=False) is None
    assert jar.header("www.old.gov.cn", is_secure=True) == "s=1"


def test_threads_share_a_fetcher(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(PAGE)
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(fetcher.fetch(f"{BASE}/").body)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [PAGE] * 8


def test_a_small_request_costs_little(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    hostile_server.answers["/"] = http(PAGE)
    fetcher.fetch(f"{BASE}/")
    started = time.thread_time()
    for _ in range(200):
        fetcher.fetch(f"{BASE}/")
    assert (time.thread_time() - started) / 200 < 0.006
    assert hostile_server.connections == 1


def test_an_unverified_certificate_is_refused_in_words(
    tls_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, authority = tls_server
    crawl = Crawl(allow_private=True, connect_to={"old.example.test": address}, deadline=3.0)
    with pytest.raises(SourceError, match="certificate is not accepted") as caught:
        Fetcher(crawl).fetch("https://old.example.test/")
    assert not caught.value.is_transient
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert Fetcher(crawl).fetch("https://old.example.test/").body == b"over TLS"
    other = Crawl(allow_private=True, connect_to={"other.example.test": address}, deadline=3.0)
    with pytest.raises(SourceError, match="certificate is not accepted"):
        Fetcher(other).fetch("https://other.example.test/")


def test_a_tls_server_that_drips_ends_at_the_deadline(
    tls_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, authority = tls_server
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    crawl = Crawl(allow_private=True, connect_to={"old.example.test": address}, deadline=1.0)
    with pytest.raises(TransientSource, match="deadline"):
        Fetcher(crawl).fetch("https://old.example.test/drip")


def test_tls_that_a_plain_server_does_not_speak_is_given_up_where_the_site_has_another_address(
    hostile_server: HostileServer, crawl: Crawl
) -> None:
    hostile_server.answers["/"] = http(b"plain")
    site = {"id": "old", "name": "old", "department": "old", "base_url": "http://old.example.test/"}
    parts = {"family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    urls = UrlSpace(SiteConfig.model_validate({"site": site, **parts}))
    fetcher = Fetcher(crawl, urls)
    for said in ("no TLS connection can be made", "no TLS connection can be made", "2 times running"):
        with pytest.raises(NoHandshake, match=said):
            fetcher.fetch("https://old.example.test/")
    assert fetcher.fetch("http://old.example.test/").body == b"plain"
    fetcher.close()


@pytest.mark.parametrize(
    ("coding", "part"), [("gzip", gzip.compress(b"", mtime=0)), ("zstd", zstandard.ZstdCompressor().compress(b""))]
)
def test_a_body_of_very_many_empty_parts_is_refused_at_once(coding: str, part: bytes) -> None:
    begun = time.process_time()
    assert decode(part * 300, coding, 1000) == (b"", ())
    with pytest.raises(SourceError, match="more than 1000 parts"):
        decode(part * 40_000, coding, 1000)
    assert time.process_time() - begun < 2
