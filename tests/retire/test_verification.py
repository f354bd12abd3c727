"""Verification: every old address is asked at a real server; what is not as expected is told, and opens the site again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar
from urllib.parse import unquote

import pytest

from guiyi.config.models import SiteConfig
from guiyi.config.platform import Retirement
from guiyi.library.tables import resources
from guiyi.retire.addresses.decisions import Decision, decide
from guiyi.retire.answering.service import RedirectService
from guiyi.retire.case import open_case
from guiyi.retire.verification.verify import Asker, Expected, Verification, Wrong, expected_table, verify_site
from tests.retire.conftest import DIGEST, HOST, SITE, Books
from tests.retire.platform import Platform
from tests.retire.test_addresses import answers, case_of
from tests.retire.test_closing import put, rule
from tests.serving import Quiet, listening, serving

PLATFORM = "www.yunchuan.example.test"


@contextmanager
def served(books: Books) -> Iterator[int]:
    """Redirect service and platform on one port, at which the rules say that all names answer."""
    service = RedirectService(books.run.settings, inner=Platform(books.run.settings))
    assert service.renew()
    with listening(service) as port:
        connect_to = {host: f"127.0.0.1:{port}" for host in ("wh.example.test", PLATFORM)}
        rule(books.run.settings, connect_to=connect_to)
        yield port


@pytest.fixture
def approved(sqlite_books: Books) -> Books:
    rule(sqlite_books.run.settings, platform_url=f"http://{PLATFORM}")
    answers(sqlite_books)
    decide(case_of(sqlite_books), [Decision(f"{HOST}/x/old.html", "archived")], "王经办", "singly")
    put(sqlite_books, "approve", "approved")
    return sqlite_books


def test_the_table_says_what_each_address_should_answer(approved: Books) -> None:
    rows = {row.url: row for row in expected_table(open_case(approved.run.settings, SITE))}
    first = rows[f"{HOST}/a/1.html"]
    assert (first.status, first.location, first.title) == (
        301,
        f"http://{PLATFORM}/resources/ra-1.html",
        "关于/a/1.html的通知",
    )
    assert rows[f"{HOST}/files/form.pdf"].sha256 == DIGEST
    assert (rows[f"{HOST}/x/old.html"].status, rows[f"{HOST}/x/old.html"].location) == (410, "")


def test_all_is_as_expected_by_host_header_and_at_the_live_name(approved: Books) -> None:
    with served(approved) as port:
        before_dns = verify_site(approved.run.settings, SITE, "王经办", f"http://127.0.0.1:{port}")
        live = verify_site(approved.run.settings, SITE, "王经办")
    assert (before_dns.passed, live.passed) == (True, True), (before_dns.wrong, live.wrong)
    assert live.targets == 3  # two resources and the file
    events = open_case(approved.run.settings, SITE).events
    assert [(event.name, event.facts["passed"]) for event in events[-2:]] == [("service", True), ("live", True)]
    assert approved.run.store.exists(str(events[-1].facts["report"]))


def test_a_lost_page_another_title_and_another_file_are_told(approved: Books) -> None:
    with served(approved):
        approved.change(resources, {"resource_id": "ra-1.html"}, title="新题目")
        approved.run.store.write(f"assets/{DIGEST[:2]}/{DIGEST}", b"another file")
        case = open_case(approved.run.settings, SITE)
        before = {row.url: row.title for row in expected_table(case)}
        assert before[f"{HOST}/a/1.html"] == "新题目"
        approved.change(resources, {"resource_id": "ra-2.html"}, status="withdrawn")
        found = verify_site(approved.run.settings, SITE, "王经办")
    told = {one.url.removeprefix(HOST): one.why for one in found.wrong}
    assert "another file" in told["/files/form.pdf"]
    assert not found.passed


def test_a_site_that_got_worse_is_opened_again(approved: Books) -> None:
    put(approved, "redirect", "redirecting")
    put(approved, "verify", "verified")
    with served(approved) as port:
        assert verify_site(approved.run.settings, SITE, "verify-site").passed
        decide(case_of(approved), [Decision(f"{HOST}/x/old.html", "redirect", "column:info.news")], "王经办", "singly")
        found = verify_site(approved.run.settings, SITE, "verify-site", f"http://127.0.0.1:{port}")
        assert not found.passed  # the service has not taken the new map yet
        assert open_case(approved.run.settings, SITE).state == "verified"
        assert not verify_site(approved.run.settings, SITE, "verify-site").passed
    case = open_case(approved.run.settings, SITE)
    assert case.state == "redirecting"
    assert "复验不通过" in str(case.events[-1].facts["remark"])


def test_an_address_that_is_wrong_and_leads_to_a_wrong_target_counts_once() -> None:
    wrong = [Wrong("http://a.test/1", "no answer"), Wrong("http://a.test/1", "its target does not answer")]
    assert Verification("a", "live", "", 2, 1, wrong).summary == "1 of 2 addresses as expected, 1 targets followed"


class Endless(Quiet):
    """Answers with a body without end; /to/URL leads to that URL, with such a body, too."""

    protocol_version = "HTTP/1.0"
    asked: ClassVar[list[str]] = []

    def answer(self) -> None:
        self.asked.append(self.path)
        kind, _, there = self.path[1:].partition("/")
        self.send_response(302 if kind == "to" else 200)
        if kind == "to":
            self.send_header("Location", unquote(there))
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"<p>" + b"x" * 2**16)


@pytest.fixture
def endless() -> Iterator[Asker]:
    Endless.asked.clear()
    with serving(Endless) as port:
        places = dict.fromkeys((PLATFORM, "wh.example.test"), f"127.0.0.1:{port}")
        yield Asker(
            "", Retirement(platform_url=f"http://{PLATFORM}", archive_url="http://b.example.test", connect_to=places)
        )


def test_answers_without_end_are_read_to_where_they_tell_something(endless: Asker) -> None:
    page = f"http://{PLATFORM}/page"
    assert endless.check_answer(Expected(f"{HOST}/to/{page}", 302, page, None, None)) is None
    assert "does not say" in str(endless.check_target(Expected(HOST, 301, page, "关于通知", None)))
    assert "another file" in str(endless.check_target(Expected(HOST, 301, page, None, DIGEST, 40)))


def test_names_that_lead_inside_are_not_asked_but_where_a_file_opens_them(endless: Asker) -> None:
    asked = f"http://{endless.connect_to[PLATFORM]}"
    row = Expected(f"{asked}/page", 200, "", None, None)
    stranger = Asker("", Retirement(platform_url=f"http://{PLATFORM}"))
    assert "special address 127.0.0.1" in str(stranger.check_answer(row))
    assert "was not asked" in str(stranger.check_target(Expected(HOST, 301, f"{asked}/page", "关于通知", None)))
    assert Endless.asked == []
    site = {"id": "a", "name": "a", "department": "a", "base_url": asked}
    for crawl, is_open in (({"allow_private": True}, True), ({"allow_addresses": ["127.0.0.0/8"]}, True), ({}, False)):
        file = {
            "site": site,
            "family": None,
            "crawl": crawl,
            "templates": [],
            "mapping": {},
            "assertions": {},
            "load": {},
        }
        own = Asker("", Retirement(platform_url=f"http://{PLATFORM}"), SiteConfig.model_validate(file))
        assert (own.check_answer(row) is None) == is_open, crawl


def test_a_target_leads_no_further_than_one_step_and_to_hosts_that_the_rules_name(endless: Asker) -> None:
    page = f"http://{PLATFORM}/page"
    there = ("http://127.0.0.2:9/", "http://169.254.169.254/", "http://[", "ftp://127.0.0.2/",
             f"http://127.0.0.2\\@{PLATFORM}/", f"http://{PLATFORM}@127.0.0.2/")  # fmt: skip
    for url in there:
        wrong = endless.check_target(Expected(HOST, 301, f"http://{PLATFORM}/to/{url}", "关于通知", None))
        assert "does not name" in str(wrong), url
    assert len(Endless.asked) == len(there)
    for url, why in ((page, "does not say"), (f"http://{PLATFORM}/to/{page}", "answers 302")):
        assert why in str(endless.check_target(Expected(HOST, 301, f"http://{PLATFORM}/to/{url}", "关于通知", None)))
    assert Endless.asked[-2:] == [f"/to/http://{PLATFORM}/to/{page}", f"/to/{page}"]
