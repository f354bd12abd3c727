"""Pages that scripts build are filled by a real headless browser, which has no network but the crawl's own fetching."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiyi.config.load import load_site
from guiyi.crawl.browsing.browser import Browser, Sent, can_render
from guiyi.crawl.browsing.needed import asked_instead, leads_nowhere, lists_no_documents
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.observing.interest import is_shell
from guiyi.library.export import export
from guiyi.library.migrate import open_library
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.findings import Findings
from guiyi.survey.survey import Request, survey_site
from guiyi.urls import UrlSpace
from tests.pipeline import migrate
from tests.survey.figures import fresh_settings
from tests.survey.loopback import Loopback, article, loopback

pytestmark = pytest.mark.skipif(not can_render(), reason="no Chromium or no Playwright on this machine")

SHELL = '<html><head><title>云川市测试局</title></head><body><div id="app"></div><script src="/app.js"></script></body></html>'
SCRIPT = """
const links = (rows, box) => rows.forEach(r => { const li = document.createElement('li');
  li.innerHTML = '<a href="' + r.u + '">' + r.t + '</a><span>' + r.d + '</span>'; box.appendChild(li); });
fetch('http://169.254.169.254/latest/meta-data/').catch(() => 0);
fetch('http://127.0.0.1:1/inside').catch(() => 0);
const sealed = text => crypto.getRandomValues(new Uint8Array(2)).join('') + btoa(text);
fetch('/data', {method: 'POST', body: sealed(location.pathname), headers: {'Content-Type': 'application/x-www-form-urlencoded'}})
  .then(r => r.json()).then(rows => {
    const app = document.getElementById('app');
    app.innerHTML = '<div class="nav"><a href="/tzgg/">通知公告</a></div><div class="crumb">当前位置：首页 &gt; 通知公告</div><ul></ul>';
    links(rows.map(r => ({u: r[0], t: r[1], d: r[2]})), app.querySelector('ul'));
  });
"""
JSON_SHELL = """<div id="app"></div><script>fetch('/ask', {method: 'POST', body: JSON.stringify({page: {no: 1}}),
  headers: {'Content-Type': 'application/json', 'X-Sign': 'a1'}}).then(r => r.text()).then(t => { document.title = t });
  fetch('/menu', {headers: {'X-Sign': document.cookie}})</script>"""
COUNT = 8


@pytest.fixture(scope="module")
def scripted() -> Iterator[Loopback]:
    title = "关于做好第{}批次检查工作的通知"
    pages: dict[str, str | tuple[int, str, str]] = {
        "/": SHELL, "/tzgg/": SHELL, "/app.js": (200, "application/javascript", SCRIPT),
        "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /secret/\n"),
        "/data": (200, "application/json", str([[f"/tzgg/{n}.html", title.format(n), f"2018-03-0{n}"] for n in range(1, COUNT + 1)]).replace("'", '"')),
    }  # fmt: skip
    for n in range(1, COUNT + 1):
        pages[f"/tzgg/{n}.html"] = article(title.format(n), f"2018-03-0{n}", "通知公告")
    with loopback(pages) as site:
        yield site


def test_only_pages_that_say_nothing_are_shells(scripted: Loopback, tmp_path: Path) -> None:
    settings = fresh_settings(tmp_path)
    request = Request(scripted.url, "probe", allow_private=True)
    write_file(settings.configs, "probe", draft_file(survey_site(settings.configs, request), request))
    config = load_site(settings.configs, "probe")
    fetcher = Fetcher(config.crawl, UrlSpace(config))
    assert is_shell(fetcher.fetch(scripted.url))
    assert not is_shell(fetcher.fetch(f"{scripted.url}tzgg/1.html"))
    assert not is_shell(fetcher.fetch(f"{scripted.url}app.js"))
    fetcher.close()


@pytest.fixture(scope="module")
def brought_over(scripted: Loopback, tmp_path_factory: pytest.TempPathFactory) -> tuple[Findings, str]:
    """What the survey with a browser found, and the export after a migration by what it wrote."""
    folder = tmp_path_factory.mktemp("scripted")
    settings = fresh_settings(folder)
    request = Request(scripted.url, "scripted", allow_private=True)
    found = survey_site(settings.configs, request)
    write_file(settings.configs, "scripted", draft_file(found, request))
    migrate(settings, "scripted")
    with (folder / "export.jsonl").open("wb") as file:
        export(open_library(settings.library), file)
    return found, (folder / "export.jsonl").read_text(encoding="utf-8")


def test_a_site_of_scripts_is_surveyed_and_migrated_whole(brought_over: tuple[Findings, str]) -> None:
    found, exported = brought_over
    assert found.needs_browser
    assert found.waiting
    assert [column.name for column in found.columns] == ["通知公告"]
    assert exported.count("\n") == COUNT


@pytest.mark.usefixtures("brought_over")
def test_all_that_the_browser_asks_goes_through_our_own_fetching(scripted: Loopback) -> None:
    assert ("POST", "/data") in {(method, path) for method, _host, path, _agent in scripted.asked}
    assert all(agent.startswith("Guiyi/") for _method, _host, _path, agent in scripted.asked)
    assert {host for _method, host, _path, _agent in scripted.asked} == {f"127.0.0.1:{scripted.port}"}


def test_what_a_script_sends_goes_as_it_is_with_the_headers_that_it_sets() -> None:
    asked: list[tuple[str, object]] = []

    def answer(url: str, sent: Sent | None) -> Response:
        asked.append(
            (url, sent and (sent[0], {name: sent[1].get(name) for name in ("content-type", "x-sign", "user-agent")}))
        )
        return got(url, "text/plain", b"told")

    def got(url: str, kind: str, body: bytes) -> Response:
        return Response(url, 200, "OK", "1.1", (("Content-Type", kind),), body, body, "", 0.0, None, ())

    browser = Browser(answer, cookies=lambda _url: "csrftoken=b2; bad name")
    try:
        assert (
            b"<title>told</title>"
            in browser.render(got("http://old.example.test/", "text/html", JSON_SHELL.encode())).body
        )
    finally:
        browser.close()
    told = (b'{"page":{"no":1}}', {"content-type": "application/json", "x-sign": "a1", "user-agent": None})
    menu = (None, {"content-type": None, "x-sign": "csrftoken=b2", "user-agent": None})
    assert asked == [("http://old.example.test/ask", told), ("http://old.example.test/menu", menu)]


def test_a_list_that_an_interface_gives_to_its_own_scripts_alone_is_asked_for_by_them() -> None:
    page = "<html><body><ul></ul><script>$.post('/api/list', {page: 1, rows: 5}, function (r) { show(r) })</script></body></html>"

    def got(url: str, body: str, status: int = 200, *flags: str) -> Response:
        kind = (("Content-Type", "text/html" if "<" in body else "application/json"),)
        return Response(url, status, "OK", "1.1", kind, body.encode(), body.encode(), "", 0.0, None, flags)

    asked = asked_instead(got("http://old.example.test/tz/", page))
    assert asked is not None
    assert asked.startswith("http://old.example.test/api/list#__post:")
    assert asked_instead(got("http://old.example.test/tz/", page, 200, "rendered")) is None
    first = "".join(f"<li><a href='/a/{n}'>关于做好第{n}批次工作的通知</a>2018-03-0{n}</li>" for n in (1, 2, 3))
    script = "var n = 1; $('#next').click(function () { n++; $.post('/api/list', {page: n, rows: 3}, show) })"
    shown = got(
        "http://old.example.test/tz/", f"<ul>{first}</ul><a id=next href='#'>下一页</a><script>{script}</script>"
    )
    assert asked_instead(shown) is None
    assert "/api/list#__post:" in (asked_instead(shown, has_rows=True) or "")  # by which the rows that follow are had
    titles = (f'{{"title": "关于做好第{n}批次工作的通知", "day": "2018-03-0{n}" URL}}' for n in (1, 2, 3))
    rows = f'{{"rows": [{", ".join(titles)}]}}'
    linked = rows.replace("URL", ', "url": "/a/1"').replace("/a/1", "/a/3", 1)
    answers = (
        got(asked, "{}", 403),
        got(asked, '{"code": 401, "msg": "验签失败"}'),
        got(asked, rows.replace("URL", "")),
    )
    assert [leads_nowhere(one) for one in answers] == [True, True, True]
    assert [leads_nowhere(one) for one in (got(asked, linked), got(asked, '{"rows": []}'))] == [False, False]


@pytest.mark.parametrize(
    ("rows", "is_none"),
    [
        ([{"title": "公积金提取", "url": "/search.html?kw=1", "createTime": "2023-05-01"}] * 2, True),  # hot words
        ([{"name": "省政府", "url": "http://sheng.example.test/"}, {"name": "市政府", "url": "/"}], True),
        ([{"name": "网站首页", "url": "/"}, {"name": "通知公告", "url": "/tz/"}], True),  # a menu names its page
        ([{"code": "1", "name": "通知"}], True),  # a dictionary
        ([{"id": 7, "title": "关于做好检查工作的通知", "day": "2023-05-01"}], True),  # which only scripts open
        ([{"title": "关于做好检查工作的通知", "url": "/a/7.html"}], False),
        ([{"title": "公积金提取", "url": "/a/7.html"}, {"title": "公积金", "url": "/search.html?kw=1"}], False),
        ([], False),
    ],
)
def test_an_interface_that_belongs_to_no_list_is_told_by_where_its_rows_lead(rows: object, is_none: bool) -> None:
    page, body = "http://old.example.test/tz/", json.dumps({"code": 0, "data": rows}).encode()
    kind = (("Content-Type", "application/json"),)
    url = "http://old.example.test/api/list?page=1"
    assert lists_no_documents(Response(url, 200, "OK", "1.1", kind, body, body, "", 0.0, None, ()), page) is is_none
