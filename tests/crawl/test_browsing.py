"""A real browser turns pages, chooses tabs and opens rows by clicks, and nothing that could change the site is clicked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from guiyi.crawl.browsing import session
from guiyi.crawl.browsing.browser import Browser, Sent, can_render, start_chromium
from guiyi.crawl.browsing.session import Repeated
from guiyi.crawl.browsing.walk import Limits
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.clicks import shown_address, what_is_shown
from guiyi.crawl.reading.links import read_links
from guiyi.errors import ConfigError
from guiyi.markup.parsing import parse_html

pytestmark = pytest.mark.skipif(not can_render(), reason="no Chromium or no Playwright on this machine")

HOST = "http://old.example.test"
APP = """<html><head><title>云川市测试局</title></head><body><div id="app"></div><script>
const app = document.getElementById("app"), cols = ["通知公告", "公示信息"]; let col = 0, page = 1;
const put = (tag, words, act) => { const one = document.createElement(tag); one.textContent = words; one.onclick = act; app.append(one); return one; };
function draw() { fetch("/ask?c=" + col + "&p=" + page).then(r => r.json()).then(rows => { app.innerHTML = "";
  cols.forEach((name, at) => { put("span", name, () => { col = at; page = 1; draw(); }).className = "tab"; });
  rows.forEach(n => { put("p", "关于做好第" + n + "批次检查工作的通知 2018-03-0" + n, () => { OPEN }); });
  put("button", "点赞", () => fetch("/do/like", {method: "POST"})); put("span", "删除", () => fetch("/do/delete?id=1"));
  put("p", "关于征求意见的公告，点此报名参加本次活动 2018-01-01", () => fetch("/do/join", {method: "POST"}));
  put("i", "下一页", () => { if (page < 2 - col) { page++; draw(); } }); }); }
addEventListener("hashchange", () => { if (location.hash) app.innerHTML = "<h1>一篇</h1>"; else draw(); });
draw();</script></body></html>"""
WAYS = {"/place": "n % 2 ? location.href = '/a/' + n : window.open('/a/' + n)", "/route": "location.hash = '/a/' + n"}
SCROLLED = """<html><body><h4 onclick="window.open('/b')">这一页只有这么一处能点的文字</h4><div id="app"></div><script>
let n = 0; const more = () => { for (let at = 0; at < 4 && n < 10; at++) { n++; app.insertAdjacentHTML("beforeend",
  `<div style="height:300px"><a href="/a/${n}.html">关于做好第${n}批次工作的通知</a></div>`); } };
let due; addEventListener("scroll", () => { clearTimeout(due); due = setTimeout(more, 200); }); more();</script></body></html>"""

PARTS = """<html><body><old-list></old-list><iframe id="f" src="/p/told"></iframe><script>
customElements.define("old-list", class extends HTMLElement { connectedCallback() { this.attachShadow({mode: "closed"}).innerHTML =
  `<p><a href="/a/5">关于做好第5批次工作的通知</a> ${new Date(1520265600000).getDate()}日</p>`; } });
f.onload = () => f.contentWindow.postMessage({col: 8}, "*");
addEventListener("message", e => { location.href = "/a/#/" + e.data; });</script></body></html>"""
TOLD = """<html><body><p id="l"></p><script>onmessage = e => { l.innerHTML =
  `<b onclick="parent.postMessage(${e.data.col}, '*')">关于做好第${e.data.col}批次工作的通知 2018-03-08</b>`; };</script></body></html>"""
OPENED = """<html><body><div id="app"></div><h3 onclick="sub.hidden = false">公开目录</h3><p id="sub" hidden><b onclick="inner.src = '/p/2'">政策解读</b></p>
<iframe id="inner" src="/p/1"></iframe><div id="layer" hidden></div><select onchange="draw([9], value)"><option>2018</option><option>2017</option></select><script>
const show = n => fetch("/text/get", {method: "POST", body: n}).then(r => r.text()).then(t => { layer.innerHTML = t; layer.hidden = false; });
const draw = (rows, year) => { app.innerHTML = "<table>" + rows.map(n => `<tr><td>第${n}批次抽检结果的通报</td><td>${year}-03-0${n}</td><td><button onclick="show(${n})">查看</button></td></tr>`).join("") + "</table>"; };
draw([7, 8], 2018);
</script></body></html>"""
SHORT = """<html><body><h2>大事记</h2><div id="app"></div><a href="#" onclick="draw(2)">下一页</a><script>
const draw = page => fetch("/api/list?page=" + page).then(r => r.json()).then(d => { app.innerHTML = d.rows.map(r => `<p onclick="window.open(atob('${r.key}'))">${r.title}</p>`).join(""); });
draw(1);
</script></body></html>"""


AROUND = """<html><body><nav id="menu"></nav><div id="app"></div><script>
menu.innerHTML = ["tz", "gs"].map((to, at) => `<span data-to="${to}">${["通知公告", "公示信息"][at]}</span>`).join("");
document.addEventListener("click", e => { const one = e.target.closest("[data-to]"); if (one) location.href = "/list/" + one.dataset.to; });
let page = 1;
const draw = () => { app.innerHTML = "<table>" + [1, 2].map(n => `<tr data-id="${page}${n}"><td>第${page}${n}批次抽检结果的通报</td><td>2018-03-0${n}</td></tr>`).join("")
  + `</table><p>第${page}页/共2页 <input type=button value=下一页 onclick="if (page < 2) { page++; draw(); }"></p>`; };
app.addEventListener("dblclick", e => window.open("/a/" + e.target.closest("tr[data-id]").dataset.id));
draw();</script></body></html>"""


def _got(url: str, kind: str, body: str, status: int = 200) -> Response:
    headers = (("Content-Type", kind), ("ETag", '"1"'))
    return Response(url, status, "OK", "1.1", headers, body.encode(), body.encode(), "", 0.0, None, ())


class _Site:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.browser = Browser(self._answer, Limits(pages=10, clicks=40, seconds=60.0))

    def _answer(self, url: str, sent: Sent | None) -> Response:
        self.asked.append(url.removeprefix(HOST))
        if url.endswith("/told"):
            return _got(url, "text/html", TOLD)
        if url.startswith(f"{HOST}/p/"):
            return _got(url, "text/html", "<p>栏目</p>")
        if url.endswith("/text/get") and sent and sent[0]:
            return _got(url, "text/plain", f"<h2>通报</h2><p>{sent[0].decode()}：{'本次抽检的样品全部合格。' * 8}</p>")
        if "/api/list" in url:
            keys = ["L2EvMQ==", "L2EvMg=="] if "page=1" in url else ["L2EvMw=="]  # /a/1, /a/2, /a/3
            told = [{"key": key, "title": f"关于做好{key[-3]}批次检查工作的通知", "day": "2018-03-05"} for key in keys]
            return _got(url, "application/json", json.dumps({"total": 3, "rows": told}))
        rows = {"c=0&p=1": [1, 2, 3], "c=0&p=2": [4], "c=1&p=1": [6, 7, 8]}[url.split("?")[1]]
        return _got(url, "application/json", str(rows))

    def get(self, url: str) -> Response:
        path = url.removeprefix(HOST)
        if path in (others := {"/opened": OPENED, "/short": SHORT, "/parts": PARTS, "/around": AROUND}):
            return _got(url, "text/html", others[path])
        app = APP if path == "/place" else APP.replace('put("i", "下一页"', 'put("i", "1"); put("i", "2"')
        return _got(url, "text/html", app.replace("OPEN", WAYS[path]) if path in WAYS else SCROLLED)


@pytest.fixture(scope="module")
def site() -> Iterator[_Site]:
    made = _Site()
    yield made
    made.browser.close()


def _links(page: Response) -> dict[str, str]:
    root = parse_html(page.body.decode())
    return {one.text: one.url.removeprefix(HOST) for one in read_links(root, page.url, page.body.decode()).links}


@pytest.fixture(scope="module")
def first(site: _Site) -> Response:
    return site.browser.render(site.get(f"{HOST}/place"))


def test_rows_without_addresses_are_linked_to_where_a_click_on_them_leads(site: _Site, first: Response) -> None:
    told = {url for words, url in _links(first).items() if "批次检查" in words}
    assert told == {"/a/1", "/a/2", "/a/3"}
    told = {url for words, url in _links(site.browser.render(site.get(f"{HOST}/route"))).items() if "批次检查" in words}
    assert told == {"/route#/a/1", "/route#/a/2", "/route#/a/3"}
    second = _links(site.browser.shown(f"{HOST}/route#~page=2", site.get))  # by numbers, without 下一页
    assert {url for words, url in second.items() if "批次检查" in words} == {"/route#/a/4"}
    assert b'onclick="reader.opens(' in first.body  # a row that asks for what it may not: its text has no address
    assert not [url for url in site.asked if url.startswith("/do/")]


def test_each_page_that_a_click_turns_to_has_an_address_that_says_so(site: _Site, first: Response) -> None:
    text = first.body.decode()
    root = parse_html(text)
    paging = find_paging(ListPage(first.url, text, root, read_links(root, first.url, text)))
    assert paging is not None
    assert (paging.urls, paging.expected_pages) == ([f"{HOST}/place#~page=2"], 2)
    kept = site.browser.shown(paging.urls[0], site.get)
    assert kept.url == f"{HOST}/place#~page=2"
    assert {url for words, url in _links(kept).items() if "批次检查" in words} == {"/a/4"}
    assert site.browser.shown(f"{HOST}/place#~page=7", site.get).status == 404  # walked through anew
    assert site.browser.shown(paging.urls[0], site.get).body == kept.body
    assert first.header("ETag") is None  # it tells of the shell


def test_tabs_are_links_to_what_they_show_and_name_it(site: _Site, first: Response) -> None:
    tab = shown_address(what_is_shown(f"{HOST}/place")._replace(tab="公示信息"))
    assert {name: url for name, url in _links(first).items() if len(name) == 4} == {
        "通知公告": "/place", "公示信息": tab.removeprefix(HOST),
    }  # fmt: skip
    assert b'<meta name="ColumnName" content="\xe9\x80\x9a' in first.body
    second = site.browser.shown(tab, site.get)
    assert {"/a/6", "/a/7", "/a/8"} <= set(_links(second).values())
    assert 'ColumnName" content="公示信息"' in second.body.decode()


def test_a_list_that_grows_by_scrolling_is_one_page_with_all_of_it(site: _Site) -> None:
    assert len(_links(site.browser.render(site.get(f"{HOST}/scrolled")))) == 10


def test_what_components_and_a_frame_that_is_told_show_stands_on_the_page_by_the_clocks_of_its_readers(
    site: _Site,
) -> None:
    page = site.browser.render(site.get(f"{HOST}/parts"))
    assert _links(page) == {"关于做好第5批次工作的通知": "/a/5", "关于做好第8批次工作的通知 2018-03-08": "/a/#/8"}
    assert "6日" in page.body.decode()  # in Beijing; it was the 5th in Greenwich
    assert b"<iframe" not in page.body


def test_what_every_page_asks_for_with_the_same_answer_is_given_again_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, repeated = [0.0], Repeated()
    monkeypatch.setattr(session, "time", SimpleNamespace(monotonic=lambda: now[0]))
    menu, other = ("GET", f"{HOST}/menu", b""), _got(f"{HOST}/menu", "text/plain", "b")
    for _page in range(3):
        assert repeated.given(menu) is None
        repeated.keep(menu, _got(f"{HOST}/menu", "text/plain", "a"))
    assert (told := repeated.given(menu)) is not None
    assert told.body == b"a"
    assert repeated.given(("POST", f"{HOST}/menu", b"1")) is None
    now[0] = 61.0  # a token may have ended meanwhile
    assert repeated.given(menu) is None
    repeated.keep(menu, other)
    assert repeated.given(menu) is None


def test_what_rows_open_in_place_are_pages_and_menus_are_unfolded_to_where_they_lead_a_frame(site: _Site) -> None:
    page = site.browser.render(site.get(f"{HOST}/opened"))
    links = _links(page)
    assert b'<iframe id="inner"' in page.body  # nobody tells it what to show: it is a page of its own
    assert links["政策解读"] == "/p/2"
    assert links["2017"] == "/opened#~tab=2017"  # a year is chosen in a drop-down
    title = "第8批次抽检结果的通报"
    assert links[title] == shown_address(what_is_shown("/opened")._replace(row=title))
    kept = site.browser.shown(HOST + links[title], site.get).body.decode()
    assert f"<h1>{title}</h1>" in kept
    assert "8：本次抽检的样品全部合格" in kept
    assert (
        site.browser.shown(HOST + shown_address(what_is_shown("/opened")._replace(row="别的")), site.get).status == 404
    )
    assert site.browser.shown(HOST + links[title], site.get).body.decode() == kept  # walked to anew for the other


def test_short_replies_without_addresses_are_turned_by_clicks_to_a_last_page_of_one_row(site: _Site) -> None:
    page = site.browser.shown(f"{HOST}/short#~page=2", site.get)
    assert "/a/3" in _links(page).values()
    assert b"<script" not in page.body  # which would lead its readers to the reply again


def test_what_an_element_around_it_hears_is_clicked_once_or_twice_and_a_button_turns_the_page(site: _Site) -> None:
    links = _links(site.browser.render(site.get(f"{HOST}/around")))
    assert links == {
        "通知公告": "/list/tz", "公示信息": "/list/gs", "第11批次抽检结果的通报": "/a/11", "第12批次抽检结果的通报": "/a/12",
    }  # fmt: skip
    assert {"/a/21", "/a/22"} <= set(_links(site.browser.shown(f"{HOST}/around#~page=2", site.get)).values())


def test_a_chromium_that_does_not_start_is_a_setting_to_correct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIYI_CHROMIUM", "/no/such/chromium")
    with pytest.raises(ConfigError, match="/no/such/chromium does not start: correct GUIYI_CHROMIUM"):
        start_chromium("crawl.browser")
