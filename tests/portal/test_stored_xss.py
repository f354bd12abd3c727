"""An old site full of stored XSS, through crawl, library and portal: in a real browser nothing runs."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
import requests
from sqlalchemy import select

from guiyi.database import reading
from guiyi.library import edit
from guiyi.library.edit import edit_resource
from guiyi.library.export import export
from guiyi.library.redirect_files import WRITERS, export_redirects
from guiyi.library.redirects import Redirect
from guiyi.library.tables import resources
from guiyi.markup.parsing import parse_html
from guiyi.portal.archived import PAGE_POLICY
from guiyi.retire.answering.pages import render_answer
from guiyi.retire.archive.shown import page_as_it_was
from guiyi.retire.closing.notice import Notice, render
from guiyi.retire.reconcile.report import write_report
from guiyi.runs.run import last_run
from guiyi.settings import Settings
from guiyi.urls import absolute_url
from tests.pipeline import migrate
from tests.place import fresh_settings
from tests.portal.conftest import make_account
from tests.portal.live import Live, live_portal
from tests.portal.payloads import RUN, payloads
from tests.serving import HTML, Quiet, serving

OF_PAGE = 30
FILLING = "本页介绍市文化局二〇一八年度公共文化服务工作的安排，内容包括图书馆、文化馆与基层综合文化服务中心建设。" * 3
PAGE = """<html><head><title>{title}</title><meta name="ArticleTitle" content="{meta}"><meta name="PubDate" content="2018-03-0{n} 09:00">
<meta name="ContentSource" content="{meta}"></head><body><h1 class="title">{title}</h1><div class="body"><p>{filling}</p>{body}</div></body></html>"""
SITE = """\
version: 1
site: {{id: hostile, name: '<img src=x onerror=alert(1)>', department: culture, base_url: "http://hostile.example.test:{port}/"}}
crawl: {{seeds: [/], allow_private: true, delay: 0, connect_to: {{hostile.example.test: "127.0.0.1:{port}"}}}}
templates:
  - name: article
    url: '/a/(?P<n>\\d+)\\.html$'
    source_key: n
    fields:
      title: {{first_of: [{{css: h1.title}}], required: true}}
      body: {{first_of: [{{css: div.body}}], as: html}}
mapping: {{unmatched: info.news}}
"""
LIVE_MARKS = """() => [...document.querySelectorAll('*')].filter(e =>
  [...e.attributes].some(a => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value.replace(/[\\x00-\\x20]/g, ''))
    && ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(a.name.toLowerCase()))
  || e.tagName === 'SCRIPT').map(e => e.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Poisoned:
    """The portal on the library that the hostile site was moved into."""

    live: Live
    ids: list[str]
    token: str
    settings: Settings


def pages() -> list[str]:
    """The site's content pages: thirty payloads each in the body, some in the title and the metadata."""
    found, made = payloads(), []
    for start in range(0, len(found), OF_PAGE):
        some, number = found[start : start + OF_PAGE], start // OF_PAGE
        title = html.escape("标题" + some[0] + some[-1]) if number % 2 else "标题" + some[-1]
        made.append(
            PAGE.format(
                title=title, meta=html.escape(some[1]), n=1 + number % 9, filling=FILLING.replace("二〇一八", f"第{number}"),
                body="".join(f"<p>段落{at}</p>{one}" for at, one in enumerate(some)),
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    bodies = pages()
    index = "".join(f'<a href="/a/{number}.html">{number}</a> ' for number in range(len(bodies)))

    class Handler(Quiet):
        def answer(self) -> None:
            name = self.path.removeprefix("/a/").removesuffix(".html")
            text = (
                bodies[int(name)] if name.isdigit() and int(name) < len(bodies) else index if self.path == "/" else None
            )
            self.give(200 if text else 404, HTML, (text or "not here").encode())

    folder: Path = tmp_path_factory.mktemp("hostile")
    settings = fresh_settings(folder)
    with serving(Handler) as port:
        (settings.configs / "sites" / "hostile.yaml").write_text(SITE.format(port=port), encoding="utf-8")
        outcome = migrate(settings, "hostile")
        write_report(last_run(settings, "hostile"), outcome)
    with live_portal(settings) as live:
        engine = live.app.state.portal.engine
        with reading(engine) as connection:
            ids = list(connection.execute(select(resources.c.resource_id).order_by(resources.c.resource_id)).scalars())
        usual, edit.made_safe = edit.made_safe, str  # as if the stages before had let everything through
        for at, ident in enumerate(ids):
            some = payloads()[at :: len(ids)]
            raw = {
                "title": some[0],
                "source": some[1],
                "issuing_agency": some[2],
                "body_html": "".join(some),
                "summary": some[3],
            }
            if at % 2:
                edit_resource(engine, ident, raw, "account:x")
        edit.made_safe = usual
        yield Poisoned(live, ids, make_account(live.app, "admin", "li"), settings)


def test_the_corpus_is_large_enough_and_arrives(poisoned: Poisoned) -> None:
    assert len(payloads()) >= 300
    assert len(poisoned.ids) == len(pages())


# --- every format that leaves the library ----------------------------------------------------------------------------

LEADS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://evil.example.test/")',
    "=cmd|' /C calc'!A0",
)


def live_in(markup: str) -> list[str]:
    """What of a piece of HTML a browser would run or load unasked."""
    found = []
    for node in parse_html(f"<div>{markup}</div>").iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "base",
            "applet",
            "frame",
            "style",
            "link",
            "meta",
        ):
            found.append(node.tag)
        for name, value in node.attrib.items():
            plain = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            if str(name).lower().startswith("on") or plain.startswith(
                ("javascript:", "vbscript:", "data:text", "data:image/svg")
            ):
                found.append(f"{node.tag} {name}={value[:40]}")
    return found


def exported(poisoned: Poisoned, format: str) -> bytes:
    out = io.BytesIO()
    export(poisoned.live.app.state.portal.engine, out, format)
    return out.getvalue()


def formulas_in(workbook: bytes) -> list[str]:
    """Formulas, links and macros of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        sheets = {name: book.read(name) for name in book.namelist()}
    found = [name for name in sheets if "vba" in name.lower() or "externalLink" in name]
    return found + [name for name, data in sheets.items() if b"<f>" in data or b"<f " in data or b"<hyperlink " in data]


def test_every_payload_is_in_the_library_as_it_was_written(poisoned: Poisoned) -> None:
    with reading(poisoned.live.app.state.portal.engine) as connection:
        bodies = "".join(connection.execute(select(resources.c.body_html)).scalars())
    assert sum(one in bodies for one in payloads()) >= 140  # every second resource was given its share


def test_no_body_is_active_in_json_lines_csv_parquet(poisoned: Poisoned) -> None:
    records = [json.loads(line) for line in exported(poisoned, "jsonl").splitlines()]
    csv.field_size_limit(2**24)
    rows = list(csv.DictReader(io.StringIO(exported(poisoned, "csv").decode("utf-8-sig"), newline="")))
    table = pq.read_table(io.BytesIO(exported(poisoned, "parquet"))).to_pylist()
    for records_of in (records, rows, table):
        assert len(records_of) == len(poisoned.ids)
        for one in records_of:
            assert live_in(one["body_html"]) == []
    assert [cell for row in rows for cell in row.values() if re.match(r"[=+\-@\t\r]", cell)] == []


def test_no_workbook_has_a_formula(poisoned: Poisoned) -> None:
    assert formulas_in(exported(poisoned, "xlsx")) == []
    books = sorted(Path(poisoned.settings.store).rglob("*.xlsx"))
    assert books
    assert [book for book in books if formulas_in(book.read_bytes())] == []


def test_no_report_runs_anything(poisoned: Poisoned) -> None:
    reports = sorted(Path(poisoned.settings.store).rglob("*.html"))
    assert {one.name for one in reports} >= {"report.html", "security.html"}
    for key in reports:
        text = key.read_text(encoding="utf-8")
        assert RUN not in re.sub(
            r"&[#\w]+;|[<>]", "", "".join(re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL))
        ), key
        assert [one for one in live_in(text) if one not in ("style", "meta", "svg", "link")] == [], key


def test_feeds_carry_text(poisoned: Poisoned) -> None:
    said = []
    for path in ("/api/v1/columns/info.news/rss", "/api/v1/dcat/resources", "/api/v1/resources", "/api/v1/dcat"):
        answer = requests.get(poisoned.live.url + path, headers={"Origin": "https://evil.example.test"}, timeout=30)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert "html" not in answer.headers["content-type"]
        said.append(answer)
    items = ElementTree.fromstring(said[0].content).findall(".//item")
    assert items
    for item in items:
        for name in ("title", "description"):  # what reads a feed takes them for HTML
            assert live_in(item.findtext(name) or "") == []
    assert {answer.json() and answer.headers["content-type"].split(";")[0] for answer in said[1:]} == {
        "application/ld+json",
        "application/json",
    }


def test_an_archived_page_is_replayed_without_what_was_active() -> None:
    for at, text in enumerate(pages()):
        shown = page_as_it_was(
            text, f"http://hostile.example.test/a/{at}.html", lambda url: f"/archived/{quote(url, safe='')}"
        )
        assert [one for one in live_in(shown.decode()) if one not in ("style", "svg", "math", "link")] == []
        assert {one.get("href", "")[:10] for one in parse_html(shown.decode()).iter("link")} <= {"/archived/"}
    assert "sandbox" in PAGE_POLICY.split("; ")
    assert "script-src" not in PAGE_POLICY
    assert PAGE_POLICY.startswith("default-src 'none'")


def test_notices_and_answers_of_the_redirect_service_are_text() -> None:
    day = date(2018, 7, 1)
    for one in payloads():
        told = Notice(one, f"http://old.example.test/{one}", "https://new.example.test/", one, day, day, day, one)
        for text in (render(told, "notice.html"), render_answer("gone", one, one, one).decode()):
            assert RUN not in "".join(re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL))
            assert [found for found in live_in(text) if found not in ("style", "meta")] == []


def test_redirect_maps_say_nothing_but_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [url for one in (*payloads(), *LEADS, "?a=\\", "?\"; return 301 http://evil.example.test;", "a\nb", "}}", "{{x}}")
            if (url := absolute_url(one if one.startswith("?") else f"/{one}", "http://old.example.test/"))]  # fmt: skip
    rows = [
        Redirect(url, url, 301, "/resources/r1", "redirect", lead)
        for url, lead in zip(urls, itertools.cycle(LEADS), strict=False)
    ]
    monkeypatch.setattr("guiyi.library.redirect_files.read_redirects", lambda *_arguments: rows)
    engine: Any = None
    said = {format: export_redirects(engine, "old", format, "https://new.example.test") for format in WRITERS}
    for line in said["nginx"].splitlines()[12:-1]:
        assert re.fullmatch(r'    "(?:[^"\\\s]|\\\\.)+" "https://new\.example\.test/resources/r1";', line), line
    for line in said["caddy"].splitlines()[12:-2]:
        assert re.fullmatch(r'    "(?:[^"\\\s{}]|\\[{}])+" "https://new\.example\.test/resources/r1"', line), line
    for line in said["apache"].splitlines():
        assert line.startswith("#") or re.fullmatch(r"\S+ https://new\.example\.test/resources/r1", line), line
    table = list(csv.reader(io.StringIO(said["csv"], newline="")))
    assert len(table) == len(rows) + 1
    assert [cell for row in table for cell in row if re.match(r"[=+\-@\t\r]", cell)] == []
    assert len(said["jsonl"].split("\n")) == len(rows) + 1


@pytest.mark.parametrize("has_policy", [True, False], ids=["with the policy", "even without the policy"])
def test_nothing_runs_in_the_browser(poisoned: Poisoned, chromium: Any, has_policy: bool) -> None:
    context = chromium.new_context(bypass_csp=not has_policy)
    context.add_cookies([{"name": "guiyi_session", "value": poisoned.token, "url": poisoned.live.url}])
    page, ran, foreign = context.new_page(), [], []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    mine = (poisoned.live.url, poisoned.live.archive_url, "data:image/svg+xml", "data:,", "about:")
    page.on("request", lambda request: None if request.url.startswith(mine) else foreign.append(request.url))
    paths = ["/", "/columns/info.news", "/search?q=标题", "/fleet", "/sites/hostile", "/review/hostile", "/worklist"]
    paths += [f"/resources/{ident}" for ident in poisoned.ids]
    paths += [f"/review/hostile/{ident}" for ident in poisoned.ids]
    paths += [f"/resources/{ident}/versions/2" for ident in poisoned.ids[1::2]]
    for path in paths:
        answer = page.goto(poisoned.live.url + path)
        assert answer.status == 200, (path, answer.status)
        for frame in page.frames:
            if frame.url.startswith(mine[:2]):
                assert frame.evaluate(LIVE_MARKS) == [], path
                assert frame.evaluate("window.pwned === undefined"), path
        page.evaluate("document.querySelectorAll('.prose *').forEach(e => ['click', 'mouseover', 'focus'].forEach("
                      "n => e.dispatchEvent(new Event(n))))")  # fmt: skip
    context.close()
    assert ran == []
    assert foreign == []
