"""The crawl of a whole small site: complete, polite, resumable, and honest about what it could not get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.crawl import crawl_site
from guiyi.crawl.frontier import Frontier
from guiyi.crawl.observing.observe import Target
from guiyi.crawl.shells.attached import MAX_CALLS, MAX_FILES, key_requests, keyed_files, with_files
from guiyi.database import reading
from guiyi.errors import SourceDown
from guiyi.ledger import PAGE, listings, pages, sections, seen_urls
from guiyi.library.assets import archived_files
from guiyi.runs.lease import lease
from guiyi.runs.run import Run, close_run, start_run
from guiyi.settings import Settings
from tests.serving import Quiet, serving

NOTICES = {f"/tz/t2018030{n}_{n}.html" for n in range(1, 6)}
ROW = '<li><a href="/tz/t2018030{0}_{0}.html">第{0}号场馆开放公告</a><span>2018-03-0{0}</span></li>'


@dataclass
class OldSite:
    """A site by path: (status, headers, body); counts what was asked."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    broken_after: int | None = None  # requests after which the host answers 503
    gone_after: int | None = None  # requests after which it answers nothing at all
    silent: str = ""  # a path that gets no answer
    pauses: int | None = None  # answers after which it asks for a pause of an hour

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        kind = {"Content-Type": "text/html; charset=utf-8"} | {name.replace("_", "-"): v for name, v in headers.items()}
        self.answers[path] = (status, kind, data)


@pytest.fixture
def old_site() -> Iterator[OldSite]:
    site = OldSite()

    class Handler(Quiet):
        def answer(self) -> None:
            site.asked.append(self.path)
            if site.silent == self.path or (site.gone_after is not None and len(site.asked) > site.gone_after):
                self.close_connection = True
                return
            status, headers, body = site.answers.get(self.path, (404, {"Content-Type": "text/html"}, b"no"))
            if site.pauses is not None and len(site.asked) > site.pauses:
                status, headers, body = 503, {"Retry-After": "3600"}, b"tired"
            if site.broken_after is not None and len(site.asked) > site.broken_after:
                status, headers, body = 503, {"Content-Type": "text/html"}, b"down"
            if status == 200 and self.headers.get("If-None-Match") == headers.get("ETag", "-"):
                status, body = 304, b""
            self.give(status, headers, body)

    with serving(Handler) as site.port:
        fill(site)
        yield site


def fill(site: OldSite) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret/", Content_Type="text/plain")
    home = '<a href="/tz/">通知公告</a><a href="/secret/x.html">内部</a><a href="http://other.example.test/">外站</a>'
    site.put(
        "/",
        f"<title>某局</title>{home}<a href='/away.html'>搬走的页</a><a href='/none.html'>没有的页</a><a href='/通.htm'>通知</a>",
    )
    site.put("/away.html", "", 302, Location="/tz/t20180301_1.html")
    script = '<script>createPageHTML(2, 0, "index", "html")</script>'
    site.put(
        "/tz/", f"<title>通知公告_某局</title><ul>{''.join(ROW.format(n) for n in (1, 2, 3))}</ul>{script}", ETag='"l"'
    )
    site.put(
        "/tz/index_1.html", f"<title>通知公告_某局</title><ul>{''.join(ROW.format(n) for n in (4, 5))}</ul>{script}"
    )
    for n in range(1, 6):
        head = f'<meta name="ArticleTitle" content="第{n}号场馆开放公告"><link rel=stylesheet href=/s.css>'
        body = f"<html><head>{head}</head><body><div id=zoom>第{n}号<a href='/f/{n}.pdf'>附件</a></div></body></html>"
        site.put(f"/tz/t2018030{n}_{n}.html", body, ETag=f'"{n}"')
        site.put(f"/f/{n}.pdf", b"%PDF-1.4 " + bytes([n]), Content_Type="application/pdf")
    site.put("/%CD%A8.htm", "<html><p>一篇通知</p></html>")  # named in GBK on the server's disk
    site.put("/s.css", "body{background:url(/bg.png)}", Content_Type="text/css")
    site.put("/bg.png", b"\x89PNG\r\n\x1a\n", Content_Type="image/png")


@pytest.fixture
def place(old_site: OldSite, settings: Settings) -> Settings:
    text = f"""
version: 1
site: {{id: old, name: 某局, department: old, base_url: http://old.example.test/}}
crawl: {{allow_private: true, delay: 0, max_delay: 0.2, attempts: 2, connect_to: {{old.example.test: "127.0.0.1:{old_site.port}"}}}}
"""
    (settings.configs / "sites" / "old.yaml").write_text(text, encoding="utf-8")
    return settings


def crawl(place: Settings, status: str | None = "done") -> tuple[Run, Any]:
    with lease(place, "old"):
        run = start_run(place, "old")
        report = crawl_site(run)
        if status:
            close_run(run, status)
        return run, report


def rows(run: Run, table: Any) -> dict[str, Any]:
    with reading(run.engine) as connection:
        return {row.key: row for row in connection.execute(select(table).where(table.c.site == "old"))}


def test_everything_is_found_archived_and_told_apart(place: Settings) -> None:
    run, report = crawl(place)
    found = rows(run, pages)
    assert report.complete
    assert {key for key, row in found.items() if row.role == "page" and row.digest} >= NOTICES
    assert found["/tz"].role == found["/tz/index_1.html"].role == "list"
    assert found["/f/1.pdf"].role == "asset"
    assert found["/bg.png"].role == "requisite"
    assert (found["/none.html"].state, found["/away.html"].redirect_to) == ("gone", "/tz/t20180301_1.html")
    assert "robots" in found["/secret/x.html"].error
    assert found["//other.example.test/"].error == "off-site"
    assert (found["/%E9%80%9A.htm"].redirect_to, found["/%CD%A8.htm"].state) == ("/%CD%A8.htm", "fetched")
    one = found["/tz/t20180301_1.html"]
    assert read_response(run.store, one.warc, one.warc_offset, one.warc_length).body.startswith(b"<html>")


def test_sections_say_what_was_expected_and_what_was_got(place: Settings) -> None:
    run, _report = crawl(place)
    section = rows(run, sections)["/tz"]
    assert (section.name, section.pages_expected, section.pages_got, section.complete) == ("通知公告", 2, 2, True)
    with reading(run.engine) as connection:
        listed = connection.execute(select(listings).order_by(listings.c.key)).all()
    assert [(row.title, row.listed_on) for row in listed] == [
        (f"第{n}号场馆开放公告", f"2018-03-0{n}") for n in range(1, 6)
    ]


def test_a_later_run_asks_conditionally_and_sees_what_changed_and_vanished(place: Settings, old_site: OldSite) -> None:
    crawl(place)
    old_site.put("/tz/t20180302_2.html", "<title>第2号</title><div id=zoom>改过了</div>", ETag='"2b"')
    del old_site.answers["/tz/t20180303_3.html"]
    run, report = crawl(place)
    found = rows(run, pages)
    assert report.unchanged >= 4
    assert found["/tz/t20180302_2.html"].changed_run == run.run_id
    assert found["/tz/t20180301_1.html"].changed_run != run.run_id
    assert found["/tz/t20180303_3.html"].state == "gone"


def test_files_that_the_old_site_spoilt_since_are_those_that_were_had_before(
    place: Settings, old_site: OldSite
) -> None:
    wanted = ["/f/1.pdf", "/f/2.pdf", "/f/3.pdf", "/bg.png"]
    run, _report = crawl(place)
    with reading(run.engine) as connection:
        before = {key: row.digest for key, row in archived_files(connection, "old", wanted).items()}
    old_site.put("/f/1.pdf", "", 302, Location="/")
    old_site.put("/f/2.pdf", "<title>登录</title>")
    old_site.put("/f/3.pdf", "", 302, Location="/f/4.pdf")
    old_site.put("/bg.png", "<title>登录</title>")
    run, _report = crawl(place)
    with reading(run.engine) as connection:
        after = {key: row.digest for key, row in archived_files(connection, "old", wanted).items()}
    moved = rows(run, pages)["/f/4.pdf"].digest
    assert after == before | {"/f/3.pdf": moved}, "one that leads on to a file is that file"


def test_a_host_that_breaks_down_is_gone_on_with_later(place: Settings, old_site: OldSite) -> None:
    old_site.broken_after = 6
    _run, report = crawl(place, None)
    assert not report.complete
    assert report.failed > 0
    old_site.broken_after = None
    close_run(_run, "done")
    run, report = crawl(place)
    assert report.complete
    assert set(rows(run, pages)) >= NOTICES


def test_links_into_a_twin_of_the_site_are_spellings_of_its_own_pages(place: Settings, old_site: OldSite) -> None:
    twins = "<a href=/gate/big5/old.example.test/tz/t20180301_1.html>繁體</a><a href=/m/f/2.pdf>附件</a><a href=/m/new.html>新</a>"
    old_site.put("/", f"<title>某局</title><a href=/tz/>通知公告</a>{twins}")
    old_site.put("/new.html", "<p>只有手机版链接的一页</p>")
    old_site.put("/m/new.html", "<p>手机版</p>")
    file = place.configs / "sites" / "old.yaml"
    file.write_text(file.read_text().replace("crawl: {", "crawl: {twins: [/m/, /gate/big5/old.example.test/], "))
    run, report = crawl(place)
    found = rows(run, pages)
    assert report.complete
    assert not any("/m/" in asked or "/gate/" in asked for asked in old_site.asked)
    assert (found["/new.html"].url, found["/new.html"].state) == ("http://old.example.test/new.html", "fetched")
    assert not any(key.startswith(("/m/", "/gate/")) for key in found)
    with reading(run.engine) as connection:
        spelled = select(seen_urls.c.key).where(seen_urls.c.url == "http://old.example.test/m/f/2.pdf")
        assert connection.scalar(spelled) == "/f/2.pdf"


def test_of_a_dump_the_page_counts_before_its_copy_in_a_twin(place: Settings, tmp_path: Path) -> None:
    pages_of = {"gate/big5/a/1.html": "繁體", "a/1.html": "简体", "gate/big5/a/2.html": "只有這裡有"}
    for name, text in pages_of.items():
        (tmp_path / "dump" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dump" / name).write_text(f"<p>{text}</p>", encoding="utf-8")
    file = place.configs / "sites" / "old.yaml"
    crawled = f"crawl: {{source: directory, path: {tmp_path / 'dump'}, twins: [/gate/big5/], "
    file.write_text(file.read_text().replace("crawl: {", crawled))
    run, _report = crawl(place)
    found = rows(run, pages)
    texts = {key: read_response(run.store, one.warc, one.warc_offset, one.warc_length).body.decode()
             for key, one in found.items() if one.warc}  # fmt: skip
    assert texts == {"/a/1.html": "<p>简体</p>", "/a/2.html": "<p>只有這裡有</p>"}


@pytest.mark.fault("host down in mid-crawl", "the run goes on where it was; no page is given up for the outage")
def test_a_host_that_leaves_with_its_last_pages_due_is_gone_on_with_later(
    place: Settings, old_site: OldSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guiyi.crawl.fetching.robots.TRY_PAUSES", (0.01,))
    for served in (1, 0, 15):  # robots.txt alone, when one page is due; it is not back yet; all but the last files
        old_site.gone_after = len(old_site.asked) + served
        with pytest.raises(SourceDown) as down:
            crawl(place, None)
        assert down.value.has_answered == (served > 1)  # or it is parked again, of which there is an end
    old_site.gone_after = None
    run, report = crawl(place)
    assert (report.failed, report.complete) == (0, True)
    assert {key for key, row in rows(run, pages).items() if row.state == "fetched"} >= NOTICES


def test_a_page_that_alone_gets_no_answer_has_failed(place: Settings, old_site: OldSite) -> None:
    old_site.put("/tz/t20180301_1.html", b"")
    old_site.silent = "/tz/t20180301_1.html"
    _run, report = crawl(place)
    assert report.failed == 1


def test_what_a_tired_host_answered_before_it_asked_for_a_pause_is_kept(place: Settings, old_site: OldSite) -> None:
    """As one that allows so many requests a minute: asked for all again each time, it would never be read whole."""
    old_site.pauses = 13
    with pytest.raises(SourceDown) as parked:
        crawl(place, None)
    assert (parked.value.seconds, parked.value.has_answered) == (pytest.approx(3600, abs=60), True)
    answered = {path for path in old_site.asked[:13] if path in NOTICES}
    assert len(answered) > 2
    old_site.asked.clear()
    old_site.pauses = None
    run, report = crawl(place)
    assert report.complete
    assert answered.isdisjoint(old_site.asked)
    assert {key for key, row in rows(run, pages).items() if row.state == "fetched"} >= NOTICES


def test_a_finished_crawl_is_not_done_again_in_its_run(place: Settings, old_site: OldSite) -> None:
    crawl(place, "failed")
    asked = len(old_site.asked)
    crawl(place)
    assert len(old_site.asked) == asked


def test_every_spelling_is_remembered(place: Settings, old_site: OldSite) -> None:
    old_site.put("/", "<a href='/tz/'>a</a><a href='/tz/index.html'>b</a><a href='/tz/?PHPSESSID=1#x'>c</a>")
    run, _report = crawl(place)
    with reading(run.engine) as connection:
        spelled = set(connection.execute(select(seen_urls.c.url).where(seen_urls.c.key == "/tz")).scalars())
    assert len(spelled) == 3


def test_behind_an_intro_the_first_page_is_read_though_both_have_one_key(place: Settings, old_site: OldSite) -> None:
    old_site.put("/index.html", str(old_site.answers["/"][2], "utf-8"))
    old_site.put("/", "<meta http-equiv=refresh content='0;url=index.html'><a href=index.html>进入</a>")
    run, _report = crawl(place)
    found = rows(run, pages)
    assert (found["/"].url, found["/"].state) == ("http://old.example.test/index.html", "fetched")
    assert "/tz" in found


def test_a_trap_of_repeating_paths_ends_by_rule(place: Settings, old_site: OldSite) -> None:
    for depth in range(30):
        path = "/a" + "/cal/next" * depth + "/"
        old_site.put(path, f"<a href='{path}cal/next/'>下一月日历页</a>")
    old_site.put("/", "<a href='/a/'>日历入口页</a>")
    run, _report = crawl(place)
    assert any("trap" in (row.error or "") for row in rows(run, pages).values())
    assert len(old_site.asked) < 20


@pytest.mark.parametrize("commits", [True, False], ids=["later", "in one batch"])
def test_a_page_that_lay_too_deep_is_due_once_a_shorter_way_leads_to_it(
    place: Settings, old_site: OldSite, commits: bool
) -> None:
    run, _report = crawl(place)
    frontier, home = Frontier(run), rows(run, pages)["/"]
    for depth in (20, 3, 20):
        one = SimpleNamespace(key=home.key, section=None, depth=depth)
        frontier.add(Target(f"{run.urls.base.rstrip('/')}/deep.html", PAGE, "link"), one)
        if commits:
            frontier.commit(0, 0)
    frontier.add(Target(f"{run.urls.base.rstrip('/')}/cal.html", PAGE, "link"), SimpleNamespace(**vars(one)))
    frontier.commit(0, 0)
    states = {key: (row.state, row.depth) for key, row in rows(run, pages).items()}
    assert (states["/deep.html"], states["/cal.html"]) == (("queued", 4), ("skipped", 21))


def test_days_of_a_calendar_that_wait_while_others_repeat_are_not_asked_for(place: Settings, old_site: OldSite) -> None:
    days = "".join(f"<a href='/cal?d={day}'>{day}日有什么</a>" for day in range(300))
    old_site.put("/", "<a href='/cal?d=0'>活动日历一览</a>")
    for day in range(300):
        old_site.put(f"/cal?d={day}", f"<p>本日没有活动，请选择其他日期。</p>{days}")
    run, _report = crawl(place)
    assert len(old_site.asked) < 150
    left_out = [row for row in rows(run, pages).values() if "repeat each other" in (row.error or "")]
    assert len(left_out) > 150


def test_what_a_list_names_is_asked_for_though_others_of_its_form_repeat_each_other(
    place: Settings, old_site: OldSite
) -> None:
    """Reports of days differ by numbers only. Some stand in a menu's month, the others in a column that is found late."""
    report = "<p>%d日，空气质量指数为%d，等级为良，请市民合理安排户外活动。</p>"
    for day in range(60):
        old_site.put(f"/r/{day}", report % (day, day))
    old_site.put("/", "".join(f"<a href='/r/{day}'>{day}</a>" for day in range(30)) + "<a href='/late/'>更多月份</a>")
    old_site.put("/late/", "<a href='/late/2/'>上一年度</a>" + "<a href='/r/30'>30</a><a href='/r/59'>59</a>")
    old_site.put("/late/2/", "<a href='/late/3/'>日报栏目</a><a href='/r/58'>58</a>")
    rows_ = "".join(f"<li><a href='/r/{day}'>第{day}期空气质量日报</a> 2018-03-01</li>" for day in range(31, 59))
    old_site.put("/late/3/", f"<title>日报</title><ul>{rows_}</ul>")
    run, _report = crawl(place)
    states = {key: row.state for key, row in rows(run, pages).items()}
    assert {states[f"/r/{day}"] for day in range(31, 59)} == {"fetched"}
    assert states["/r/59"] == "skipped"  # no list names it


def test_links_that_delete_or_sign_out_are_not_followed(place: Settings, old_site: OldSite) -> None:
    leading = (
        "/user/logout.do",
        "/admin/Del.asp?id=3",
        "/news/update.html",
        "/list.do?type=edition",
        "/show/edit.do?id=3",
    )
    old_site.put("/", "".join(f"<a href='{path}'>去看一看</a>" for path in leading))
    run, _report = crawl(place)
    assert {path for path in leading if path in old_site.asked} == set(leading[2:])
    assert rows(run, pages)["/user/logout.do"].error == "it may change something on the site"


def test_a_pager_without_end_leaves_its_column_whole(place: Settings, old_site: OldSite) -> None:
    for number in range(1, 200):
        rows_ = "".join(
            f"<li><a href='/a/{one}.html'>关于第{one}号公示的通知</a> 2018-03-0{one}</li>" for one in (4, 5, 6)
        )
        old_site.put(f"/tz/?page={number}", f"<ul>{rows_}</ul><a href='/tz/?page={number + 1}'>下一页</a>")
    first = "".join(f"<li><a href='/a/{one}.html'>关于第{one}号公示的通知</a> 2018-03-0{one}</li>" for one in (1, 2, 3))
    old_site.put("/tz/", f"<h2>通知公告</h2><ul>{first}</ul><a href='/tz/?page=2'>下一页</a>")
    old_site.put("/", "<a href='/tz/'>通知公告</a>")
    for one in range(1, 7):
        old_site.put(f"/a/{one}.html", f"<h1>关于第{one}号公示的通知</h1><p>公示内容{one}：见附表。</p>")
    run, _report = crawl(place)
    assert len(old_site.asked) < 60
    (section,) = rows(run, sections).values()
    assert section.complete


def listed(numbers: range, further: str = "") -> str:
    """A list page of so many articles, whose pager names four pages."""
    rows_ = "".join(f"<li><a href='/a/{n}.html'>关于第{n}号公示的通知</a> 2018-03-05</li>" for n in numbers)
    pager = "".join(f"<a href='/tz/list_{n}.html'>{n}</a>" for n in (2, 3, 4))
    return f"<h2>通知公告</h2><ul>{rows_}</ul>{pager}{further}"


@pytest.mark.parametrize("manner", ["whole", "empty beyond the end", "home", "first", "again", "empty"])
def test_further_pages_that_give_nothing_of_the_list_are_told(place: Settings, old_site: OldSite, manner: str) -> None:
    old_site.put("/", "<a href='/tz/'>通知公告</a>")
    old_site.put("/tz/", listed(range(1, 6)))
    for n in range(1, 21):
        old_site.put(f"/a/{n}.html", f"<h1>关于第{n}号公示的通知</h1><p>公示内容{n}：见附表。</p>")
    for number in (2, 3, 4):
        old_site.put(f"/tz/list_{number}.html", listed(range(number * 5 - 4, number * 5 + 1), f"<p>{number}</p>"))
    if manner == "home":
        old_site.put("/tz/list_4.html", "", 302, Location="/")
    if manner == "first":
        old_site.put("/tz/list_4.html", "", 302, Location="/tz/")
    if manner == "again":
        old_site.put("/tz/list_3.html", listed(range(1, 6)))
        old_site.put("/tz/list_4.html", listed(range(1, 6)))
    if manner.startswith("empty"):
        old_site.put(f"/tz/list_{3 if manner == 'empty' else 4}.html", listed(range(0)))
    run, report = crawl(place)
    is_whole = manner in ("whole", "empty beyond the end")
    assert rows(run, sections)["/tz"].complete is is_whole
    assert bool(report.reasons) is not is_whole


@pytest.mark.parametrize(
    ("pager", "pages_expected"),
    [
        ("".join(f"<a onclick='q.to({n})'>{n}</a>" for n in (1, 2, 3)) + "<a onclick='q.next()'>下一页</a>", 3),
        ("<ul>" + "".join(f"<li><a>{n}</a></li>" for n in (1, 2, 9)) + "</ul><b>尾页</b>", 9),
        ("<span>1</span><a href='javascript:;'>下一页</a>", None),
        ("".join(f"<li>{n}</li>" for n in (1, 2, 3)), None),
        (
            "<div class=slick>" + "".join(f"<button>{n}</button>" for n in (1, 2, 3)) + "<button>Next</button></div>",
            None,
        ),
        ("".join(f"<td>{n}</td>" for n in range(1, 31)) + "<td>下一页</td>", None),
        ("<ul><li title=1><a>1</a></li><li title=2><a>2</a></li><li title=下一页><button></button></li></ul>", 2),
        ("<ul><li><a>1</a></li><li><a>2</a></li></ul><button aria-label='Next slide'></button>", None),
        ("<ul><li title=1><a>1</a></li><li title=下一页><button></button></li></ul>", None),  # of one page
        ("<button>点击加载更多</button>", 2),
        ("<p style='display: none'><a href='#'>加载更多</a></p><a href='/b/'>查看更多</a>", None),
        ("<div class=comments><a href='javascript:;'>加载更多</a></div>", None),
    ],
)
def test_a_pager_that_nothing_follows_leaves_its_list_short(
    place: Settings, old_site: OldSite, pager: str, pages_expected: int | None
) -> None:
    rows_ = "".join(f"<li><a href='/a/{n}.html'>关于第{n}号公示的通知</a> 2018-03-05</li>" for n in range(1, 6))
    old_site.put("/", "<a href='/tz/'>通知公告</a>")
    old_site.put("/tz/", f"<h2>通知公告</h2><ul>{rows_}</ul><div>{pager}</div>")
    run, report = crawl(place)
    (section,) = rows(run, sections).values()
    assert section.pages_expected == pages_expected
    assert section.complete is (pages_expected is None)
    assert ["pages were had" in one for one in report.reasons] == ([] if pages_expected is None else [True])


def test_a_long_list_whose_titles_differ_by_their_numbers_alone_is_read_to_its_end(
    place: Settings, old_site: OldSite
) -> None:
    for number in range(1, 31):
        issues = (number * 4 + one for one in range(4))
        rows_ = "".join(f"<li><a href='/a/{one}.html'>价格周报第{one}期</a> 2018-03-05</li>" for one in issues)
        following = f"<a href='/tz/?page={number + 1}'>下一页</a>" if number < 30 else ""
        old_site.put(f"/tz/?page={number}", f"<h2>价格周报</h2><ul>{rows_}</ul>{following}")
    old_site.put("/", "<a href='/tz/?page=1'>价格周报</a>")
    run, _report = crawl(place)
    assert not [row.url for row in rows(run, pages).values() if "trap" in (row.error or "")]
    assert "/tz/?page=30" in old_site.asked


def test_a_file_dump_is_read_as_the_site_it_was(settings: Settings, tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    (dump / "tz").mkdir(parents=True)
    (dump / "tz" / "1.html").write_text("<title>第1号公告全文如下</title><div id=zoom><a href='2.pdf'>附件</a></div>")
    (dump / "tz" / "2.pdf").write_bytes(b"%PDF-1.4")
    identity = "{id: old, name: x, department: x, base_url: http://old.example.test/}"
    site = f"version: 1\nsite: {identity}\ncrawl: {{source: directory, path: {dump}}}\n"
    (settings.configs / "sites" / "old.yaml").write_text(site, encoding="utf-8")
    run, report = crawl(settings)
    found = rows(run, pages)
    assert (found["/tz/1.html"].state, found["/tz/2.pdf"].role) == ("fetched", "asset")
    assert report.failed == 0


ACT = "The council adopts the plan for the bridge at the quay, and the clerk shall publish it in the usual way."
MENU = "<p><a href=/>Home</a> <a href=/news.html>News of the council and its boards</a></p>" * 90


@pytest.mark.parametrize(
    ("shown", "state", "error"),
    [
        (f"<h2>Act 7</h2><p>Posted: 03/05/2018</p>{f'<p>{ACT}</p>' * 4}", "fetched", None),
        (
            f"<h2>Act 7 on the quay</h2><p>{ACT}</p>",
            "fetched",
            None,
        ),  # few words below the title that the list gives it
        (
            f"<h1>Archive Item Not Found</h1><p>{ACT}</p>",
            "gone",
            "soft 404: the page's title is Archive Item Not Found",
        ),
        (
            "<h1>County</h1><p>The document you asked for is no longer available.</p>",
            "gone",
            "soft 404: the page says document you asked for is no longer available",
        ),
        ("<script>alert('文件不存在');history.back()</script>", "gone", "soft 404: the page says 不存在"),
        ("<h1>Welcome</h1><p>All offices.</p>", "failed", "a page where a file was expected"),  # says nothing of it
    ],
)
@pytest.mark.parametrize("menu", ["", MENU], ids=["bare", "beside a long menu"])
def test_a_page_at_the_address_of_a_file_s_handler_is_read_if_it_is_one(
    place: Settings, old_site: OldSite, shown: str, state: str, error: str | None, menu: str
) -> None:
    acts = "".join(
        f"<tr><td><a href=/Archive.aspx?ADID={n}>Act {n} on the quay</a> (03/0{n}/2018)</td></tr>" for n in range(4, 8)
    )
    old_site.put("/", f"<title>County</title><h1>Acts</h1><table>{acts}</table>")
    for n in range(4, 7):
        old_site.put(f"/Archive.aspx?ADID={n}", b"%PDF-1.4 " + bytes([n]), Content_Type="application/pdf")
    old_site.put("/Archive.aspx?ADID=7", f"<title>County</title>{menu}{shown}")
    run, _report = crawl(place)
    found = {row.url.rpartition("/")[2]: row for row in rows(run, pages).values()}
    one = found["Archive.aspx?ADID=7"]
    assert (one.state, one.error, one.role) == (state, error, "page" if state == "fetched" else "asset")
    assert found["Archive.aspx?ADID=6"].role == "asset"


def test_a_page_at_a_file_s_own_name_or_beside_no_list_is_no_file(place: Settings, old_site: OldSite) -> None:
    links = "<p>See the <a href=/plan.pdf>plan</a> and the <a href='/download.jsp?id=3'>map</a>.</p>"
    old_site.put("/", f"<title>County</title>{links}")
    old_site.put("/plan.pdf", f"<title>County</title>{f'<p>{ACT}</p>' * 4}")
    old_site.put("/download.jsp?id=3", "<title>County</title><h1>Welcome</h1>")
    run, _report = crawl(place)
    found = rows(run, pages)
    for key in ("/plan.pdf", "/download.jsp?id=3"):
        assert (found[key].state, found[key].error) == ("gone", "a page where a file was expected")


def test_files_whose_keys_a_script_asks_for_are_asked_by_the_newest_key_and_known_without_it(
    place: Settings, old_site: OldSite
) -> None:
    file = place.configs / "sites" / "old.yaml"
    file.write_text(file.read_text().replace("crawl: {", "crawl: {ignored_params: [t, k], "), encoding="utf-8")
    call = '<a id="fj0">登记表.doc</a><script>Cms.attachment("", "7", "1", "fj");</script>'
    old_site.put("/tz/t20180307_7.html", f"<title>第7号</title><div id=zoom>见附件。{call}</div>")
    old_site.put("/", "<a href=/tz/t20180307_7.html>第7号</a>")
    for key in ("a1", "b2"):
        old_site.answers.pop("/attachment.jspx?cid=7&i=0&t=1&k=a1", None)
        reply = f'["&t=1&k={key}"]'
        old_site.put("/attachment_url.jspx?cid=7&n=1", reply, Content_Type="application/json")
        old_site.put(f"/attachment.jspx?cid=7&i=0&t=1&k={key}", b"\xd0\xcf\x11\xe0", Content_Type="application/msword")
        run, _report = crawl(place)
        found = rows(run, pages)["/attachment.jspx?cid=7&i=0"]
        assert (found.state, found.role, found.url[-4:]) == ("fetched", "asset", f"k={key}")


def test_a_record_that_a_layer_shows_is_archived_as_the_page_that_its_reader_sees(
    place: Settings, old_site: OldSite
) -> None:
    script = """$("#g").jqGrid({url: "/xk/grid?kind=1", colModel: [{name: "xkid", hidden: true},
      {name: "xmmc", label: "项目名称"}, {name: "jdrq", label: "许可决定日期"}], rowNum: 5});
      function show(id) { $.getJSON("/xk/info.action?xkid=" + id, fill) } /* onclick="show('" + r.xkid + "')" */"""
    layer = "<div style=display:none><table><tr><td>许可文书号</td><td id=wsh></td></tr></table></div>"
    old_site.put("/", f"<title>行政许可</title><table id=g></table>{layer}<script>{script}</script>")
    record = {
        "xkid": 8,
        "xmmc": "云川大药房药品经营许可",
        "wsh": "云审〔2021〕5号",
        "jdrq": "2021-03-05",
        "nr": "准予许可",
    }
    old_site.put("/xk/grid?kind=1&page=1&rows=5", json.dumps({"rows": [record]}), Content_Type="application/json")
    old_site.put("/xk/info.action?xkid=8", json.dumps([record]), Content_Type="application/json")
    run, _report = crawl(place)
    one = rows(run, pages)["/xk/info.action?xkid=8"]
    shown = read_response(run.store, one.warc, one.warc_offset, one.warc_length).body.decode()
    assert (one.role, one.media_type) == ("page", "text/html")
    for row in ("许可文书号</td><td>云审〔2021〕5号", "许可决定日期</td><td>2021-03-05", "nr</td><td>准予许可"):
        assert f"<tr><td>{row}</td></tr>" in shown


def test_a_page_of_a_thousand_calls_asks_for_the_keys_of_some() -> None:
    text = "".join(f'Cms.attachment("", "{n}", "9", "fj{n}_");' for n in range(1000))
    assert len(list(key_requests(text, "http://old.example.test/a.html"))) == MAX_CALLS
    reply = "[" + ",".join(['"&k=1"'] * 3000) + "]"
    assert len(keyed_files(reply, "http://old.example.test/attachment_url.jspx?cid=7&n=3000")) == MAX_FILES
    anchors = with_files(f'<a data-id=1 id="fj2_0">x</a><a id=fj2_0>x</a><a id=fj2_1 href="/a.doc">x</a>{text}')
    assert anchors.count("href=") == 2
    assert anchors.startswith('<a href="/attachment.jspx?cid=2&amp;i=0" data-id=1')


@pytest.mark.parametrize("reply", ["{}", "[]", "<html></html>", '["http://a.example.test/"]', '[{"k": 1}]'])
def test_a_reply_without_keys_leads_nowhere(reply: str) -> None:
    assert keyed_files(reply, "http://old.example.test/attachment_url.jspx?cid=7&n=1") == []
