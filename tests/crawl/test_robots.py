from __future__ import annotations

import gzip
import socket
import time

import pytest

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.fetch import Fetcher
from guiyi.crawl.fetching.robots import Robots
from guiyi.errors import SourceDown
from tests.crawl.conftest import HostileServer, http

AGENT = "Guiyi/0.1 (+municipal site consolidation)"
BASE = "http://old.example.test"


def allowed(rules: str | bytes, path: str) -> bool:
    content = rules.encode() if isinstance(rules, str) else rules
    return Robots.parse(content, AGENT).allowed(BASE + path)


@pytest.mark.parametrize(
    ("rules", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /a/", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: guiyi\nDisallow: /x", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: GUIYI/2.0\nDisallow: /x", "/x", False),
        ("User-agent: guiyi\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: guiyi\nDisallow: /x\nUser-agent: guiyi\nDisallow: /y", "/x", False),
        ("User-agent: guiyibot\nDisallow: /", "/a", True),
        ("Disallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.do$", "/a/b.do", False),
        ("User-agent: *\nDisallow: /*.do$", "/a/b.do?x=1", True),
        ("User-agent: *\nDisallow: /*?", "/a?x=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbyyc/z", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /通知/", "/%E9%80%9A%E7%9F%A5/1.html", False),
        ("User-agent: *\nDisallow: /%e9%80%9a", "/通", False),
        ("User-agent: *\nDisallow: /\nAllow: /x/index.html", "/x/", True),
        ("user-agent *\ndissallow /a", "/a", False),
        ("User-agent: * # all\nDisallow: /a # secret", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\rDisallow: /a\rDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("<html><body>Disallow: /</body></html>", "/a", True),
        ("User-agent: *\nCrawl-delay: 3\nDisallow: /a", "/a", False),
        ("one two three\n:\n\n====\nUser-agent: *\nDisallow: /a", "/a", False),
    ],
)
def test_rules_mean_what_they_mean_to_the_most_used_parser(rules: str, path: str, is_allowed: bool) -> None:
    assert allowed(rules, path) is is_allowed


# rules → path → whether it is allowed; + allowed, - not. What RFC 9309 and the tests of google/robotstxt say.
GROUPS = {
    "User-agent: *\nDisallow: /fish": "-/fish -/fish.html -/fish/salmon.html -/fishheads -/fishheads/yummy.html -/fish.php?id=x +/Fish.asp +/catfish +/?id=fish +/desert/fish",
    "User-agent: *\nDisallow: /fish*": "-/fish -/fish.html -/fish/salmon.html -/fishheads -/fish.php?id=x +/Fish.asp +/catfish +/?id=fish",
    "User-agent: *\nDisallow: /fish/": "-/fish/ -/fish/?id=x -/fish/salmon.htm +/fish +/fish.html +/animals/fish/ +/Fish/Salmon.asp",
    "User-agent: *\nDisallow: /*.php": "-/index.php -/filename.php -/folder/filename.php -/folder/filename.php?parameters -/folder/any.php.file.html -/filename.php/ +/ +/windows.PHP",
    "User-agent: *\nDisallow: /*.php$": "-/filename.php -/folder/filename.php +/filename.php?parameters +/filename.php/ +/filename.php5 +/windows.PHP",
    "User-agent: *\nDisallow: /fish*.php": "-/fish.php -/fishheads/catfish.php?parameters +/Fish.PHP +/fish.html",
    "User-agent: *\nAllow: /p\nDisallow: /": "+/page +/p -/other -/",
    "User-agent: *\nAllow: /folder\nDisallow: /folder": "+/folder/page +/folder",
    "User-agent: *\nAllow: /page\nDisallow: /*.htm": "-/page.htm +/page -/x.htm +/page.ht",
    "User-agent: *\nAllow: /page\nDisallow: /*.ph": "+/page.php5 -/other.php5",
    "User-agent: *\nAllow: /$\nDisallow: /": "+/ -/page.htm -/x",
    "User-agent: *\nDisallow: /x/page.html\nAllow: /x/": "-/x/page.html +/x/ +/x/other.html",
    "User-agent: *\nDisallow: /x/\nAllow: /x/page.html": "+/x/page.html -/x/ -/x/page.htm",
    "User-agent: *\nAllow: \nDisallow: ": "+/ +/x",
    "User-agent: *\nDisallow: /\nAllow: ": "-/ -/x",
    "User-agent: foo\nDisallow: /\n\nUser-agent: bar\nDisallow: /x": "+/ +/x +/y",
    "User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b": "-/a -/b +/c",
    "User-agent: *\nDisallow: /a\nSitemap: http://x.example.test/s.xml\nDisallow: /b": "-/a -/b +/c",
    "User-agent: guiyi\nAllow: /a\nDisallow: /\n\nUser-agent: *\nDisallow: /a": "+/a -/b",
    "User-agent: *\nDisallow: /a%3cd.html": "-/a%3cd.html -/a%3Cd.html +/a",
    "User-agent: *\nDisallow: /foo/bar/\u30c4": "-/foo/bar/%E3%83%84 -/foo/bar/%E3%83%84/x +/foo/bar/",
    "User-agent: *\nDisallow: /foo/bar/%E3%83%84": "-/foo/bar/%E3%83%84 +/foo/bar/%E3%83%85",
    "User-agent: *\nDisallow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par": "-/foo/bar?qux=taz&baz=http://foo.bar?tar&par +/foo/bar?qux=taz",
    "User-agent: *\nDisallow: /*/*/c": "-/a/b/c -/a/b/x/c/d +/a/c",
    "User-agent: *\nDisallow: *.gif$": "-/a.gif -/b/c.gif +/a.gif.html +/a.jpg",
    "User-agent: *\nDisallow: /a**b": "-/ab -/axb -/ax/yb +/a",
    "USER-AGENT: *\nDISALLOW: /a": "-/a +/b +/A",
    "User-Agent : *\nDisallow : /a": "-/a +/b",
    "\n\n# first\nUser-agent: *\n\n# second\nDisallow: /a\n\n": "-/a +/b",
    "User-agent: *\nUnknown: /b\nDisallow: /a": "-/a +/b",
    "User-agent: *\nNoindex: /b\nDisallow: /a\nHost: x": "-/a +/b",
    "User-agent: *\nDisallow: a": "+/a +/b",
}  # fmt: skip
CASES = [(rules, mark[1:], mark[0] == "+") for rules, marks in GROUPS.items() for mark in marks.split()]


@pytest.mark.parametrize(("rules", "path", "is_allowed"), CASES)
def test_rules_mean_what_the_standard_says(rules: str, path: str, is_allowed: bool) -> None:
    assert allowed(rules, path) is is_allowed


def test_bom_nul_and_utf16_do_not_open_the_site() -> None:
    rules = "User-agent: *\nDisallow: /"
    assert not allowed(b"\xef\xbb\xbf" + rules.encode(), "/a")
    assert not allowed(rules.replace("\n", "\0\n").encode(), "/a")
    assert not allowed(rules.encode("utf-16"), "/a")


def test_delay_and_sitemaps_are_read() -> None:
    text = (
        b"Sitemap: /s.xml\nUser-agent: *\nCrawl-delay: 2.5\nUser-agent: guiyi\nCrawl-delay: 4\nsite-map: http://x/y.xml"
    )
    robots = Robots.parse(text, AGENT)
    assert robots.crawl_delay == 4
    assert robots.sitemaps == ("/s.xml", "http://x/y.xml")
    assert Robots.parse(b"User-agent: *\nCrawl-delay: soon", AGENT).crawl_delay is None


def test_only_the_first_500_kib_count() -> None:
    filler = b"User-agent: *\n" + b"# filler\n" * 60_000
    assert allowed(filler + b"Disallow: /", "/a")


def test_a_huge_file_is_read_in_linear_time() -> None:
    rules = b"User-agent: *\n" + b"".join(b"Disallow: /*%d*x/%d\n" % (number, number) for number in range(100_000))
    started = time.thread_time()
    assert allowed(rules, "/zz/y.html")
    assert time.thread_time() - started < 5.0  # 0.2 s here; tried rule by rule and place by place it would be minutes


def test_a_pattern_of_wildcards_does_not_multiply() -> None:
    started = time.thread_time()
    assert allowed("User-agent: *\nDisallow: /" + "*a" * 8000 + "b", "/" + "a" * 20_000)
    assert time.thread_time() - started < 2.0


def test_a_check_of_usual_rules_costs_microseconds() -> None:
    rules = "User-agent: *\n" + "".join(f"Disallow: /d{n}/*.do\nDisallow: /admin{n}/\n" for n in range(10))
    robots = Robots.parse(rules.encode(), AGENT)
    started = time.thread_time()
    for number in range(5000):
        robots.allowed(f"{BASE}/art/2020/1/1/art_{number}.html")
    assert (time.thread_time() - started) / 5000 < 200e-6  # 8 µs here; other work runs beside the tests


@pytest.mark.parametrize(
    ("answer", "is_allowed", "is_refused", "note"),
    [
        (http(b"User-agent: *\nDisallow: /a"), False, False, "1 rules for us"),
        (http(b"", "404 Not Found"), True, False, "none (404)"),
        (http(b"", "403 Forbidden"), True, False, "none (403)"),
        (http(b"", "503 Busy"), False, True, "refused (503): everything disallowed"),
        (http(b"", "500 Oops"), False, True, "refused (500): everything disallowed"),
        (http(b"", "429 Slow", "Retry-After: 1"), False, True, "refused (429): everything disallowed"),
        (http(b"<!DOCTYPE html><p>Disallow: /a"), True, False, "a web page instead of rules: everything allowed"),
        (
            http(b"", "302 Found", "Location: /robots.txt"),
            True,
            False,
            "none (more than 5 redirects, or one to nowhere)",
        ),
        (http(b"", "302 Found", "Location: /moved.txt"), False, False, "1 rules for us"),
        (
            http(gzip.compress(b"User-agent: *\nDisallow: /a", mtime=0), "200 OK", "Content-Encoding: gzip"),
            False,
            False,
            "1 rules",
        ),
        (b"junk\r\n\r\n", True, False, "none that can be read"),
    ],
)
def test_what_the_host_answers_decides(
    hostile_server: HostileServer, fetcher: Fetcher, answer: bytes, is_allowed: bool, is_refused: bool, note: str
) -> None:
    hostile_server.answers["/robots.txt"] = answer
    hostile_server.answers["/moved.txt"] = http(b"User-agent: *\nDisallow: /a")
    robots = Robots.load(fetcher, f"{BASE}/index.html", AGENT)
    assert robots.allowed(f"{BASE}/a") is is_allowed
    assert robots.is_refused is is_refused
    assert robots.note.startswith(note)
    assert len(hostile_server.requests) == (2 if is_refused else len(hostile_server.requests))


def test_a_refusal_that_passes_is_tried_again(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        is_first = len(hostile_server.requests) == 1
        connection.sendall(http(b"", "503 Busy") if is_first else http(b"User-agent: *\nDisallow: /a"))

    hostile_server.answers["/robots.txt"] = answer
    robots = Robots.load(fetcher, BASE, AGENT)
    assert not robots.is_refused
    assert not robots.allowed(f"{BASE}/a")


def test_a_gigabyte_of_rules_is_read_up_to_the_cap(hostile_server: HostileServer, fetcher: Fetcher) -> None:
    def answer(connection: socket.socket, _head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nUser-agent: *\nDisallow: /a\n")
        while not hostile_server.stopped.is_set():
            connection.sendall(b"# nothing\n" * 6000)

    hostile_server.answers["/robots.txt"] = answer
    robots = Robots.load(fetcher, BASE, AGENT)
    assert not robots.allowed(f"{BASE}/a")


def test_a_host_without_tls_is_told_so_and_not_as_one_that_keeps_its_rules_back(
    hostile_server: HostileServer, fetcher: Fetcher
) -> None:
    hostile_server.answers["/robots.txt"] = http(b"", "503 Busy")
    with pytest.raises(SourceDown, match=r"^old: old.example.test: no TLS connection can be made .* https:// at all"):
        Robots.load(fetcher, "https://old.example.test/", AGENT).require("old")
    with pytest.raises(SourceDown, match=r"^old: robots.txt can't be read \(refused \(503\)"):
        Robots.load(fetcher, BASE, AGENT).require("old")
    hostile_server.answers["/robots.txt"] = http(b"User-agent: *\nDisallow: /a")
    Robots.load(fetcher, BASE, AGENT).require("old")


def test_a_host_that_is_down_has_no_rules_to_obey() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    crawl = Crawl(allow_private=True, connect_to={"off.example.test": f"127.0.0.1:{port}"}, attempts=1)
    with pytest.raises(SourceDown):
        Robots.load(Fetcher(crawl), "http://off.example.test/", AGENT)
