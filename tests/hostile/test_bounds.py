"""How long a page may keep its readers: plain ones not long by their size, all others by a child with limits."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guiyi import bounded
from guiyi.bounded import PLAIN_BYTES, is_plain
from guiyi.clean.writers import find_homes
from guiyi.config.models import SiteConfig
from guiyi.crawl.archiving.archive import ArchiveWriter
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.observing.wanted import lacks_its_asker
from guiyi.crawl.paging import ListPage
from guiyi.crawl.reading.days import day_above
from guiyi.crawl.reading.downloads import file_rows
from guiyi.crawl.reading.links import Link, read_links
from guiyi.extract.bodies.agreement import best_node
from guiyi.extract.bodies.references import reference_lines
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.pages.examine import Safety
from guiyi.extract.worker import extract_chunk
from guiyi.markup.parsing import parse_html
from guiyi.store import Store
from guiyi.urls import UrlSpace
from tests.hostile.site import article

SIZE, TAGS = PLAIN_BYTES - 1000, bounded.PLAIN_TAGS - 20
MOST = 20.0  # CPU seconds; what takes n² takes a 64th of it for an eighth of the page
SITE = SiteConfig.model_validate(
    {
        "site": {"id": "old", "name": "旧站", "department": "x", "base_url": "http://old.example.test/"},
        "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {},
    }
)  # fmt: skip
URLS = UrlSpace(SITE)
HEAD = "<html><head><title>关于防汛的通知</title><meta name=ArticleTitle content=关于防汛的通知></head><body>"
REPEATED = (
    "<a href=/c{n}>栏目</a>→",
    "<div>", "<b>x", "<font>字", "<ul><li>", "<table><tr><td>x", "<p>", "<span>字</span>", "字<br>", "<h1>题目</h1>", "<title>", "</html>",
    "<a href=/{n}.html>一二三四</a>", "<li><a href=/{n}.html>一二三四五六七八九</a><span>2018-03-05</span></li>", "<a href=/>首页</a> &gt; ",
    "<input ", "<input x ", "<script>", "<script>x</script>", "<!--", "<!-- x -->", "<meta name=k{n} content=v>", "<form><input type=password>",
    "<style>.a{n}{{display:none}}</style>", "<p style='display:none'>澳门博彩</p>", "<div style='display:none'><a href=http://x{n}.com>博彩</a></div>",
    "<tr><td>来源</td><td>局</td></tr>", "<p>来信 回复 答复 咨询：留言{n}</p>", "<p>问：什么？</p><p>答：好。</p>", "<p>市政府办公室</p><p>2018年3月5日</p>",
    "<div id=vsb_content_{n}>字", "<iframe src=/{n}>", "<meta http-equiv=refresh content='0;url=/{n}'>", "<p id=a{n} class='b{n} c d e f'>x</p>",
    "<p></p>", "<o:p></o:p>", "<!--[if gte mso 9]><xml></xml><![endif]-->", "<w:p><w:r><w:t>x</w:t></w:r></w:p>", "<p a='>' b=\">\">",
    " ", "&nbsp;", "\n", "字", "1", "2018-03-05 ", "2018年", "来源：", "发布时间：2018 来源:", "：", "<", ">", "&lt;", "&", "&#60;", "0571-88888888 ",
    "document.write(href=", "<form><p>x</form>", "\u2028", "上一篇：<a href=/{n}>x</a>",
    "锟斤拷", "\ufffd", "ä¸\xad", '{{"a":', "来信人：张三 回复单位：局 回复内容：好 ", "</p>", "<?x", "<![CDATA[", "'", '"', "\\", "(", "-", "第{n}号", "金沙",
    "<a href=/a/{n}.html>关于检查的通知</a> 2018-03-05<br>", "<p><a href=/f{n}.pdf>附件{n}：表</a></p>", "<noscript>x</noscript>", "<b><span>文",
    '<a id=a{n}>x</a>', '<script>Cms.attachment("","{n}","999","a");</script>',
)  # fmt: skip
IN_SCRIPT = (
    "document.write(", 'document.write("', "document.write((", "document.write( ", ";a=(b", "a=(+", ";a=a.", "location=a+", "location.href=", "function(){{",
    "'+'", "[", '{{"a":[', "var a=[1,2];", "createPageHTML(", "createPageHTML(1,", "\\", "\\u", "/*", "//", " ", "url:'/a", "data:{{", "openwin('/x',",
)  # fmt: skip
OF_PAGERS = (
    "function f{n}(n){{location.href='a'+n;}}", "function f(n){{$.get('/l'+x)}}", "$.ajax({{url:'/l?a='+b,", "$('#a').DataTable({{",
    "a.b.", "pagea(n,function(n){{", "'/'+x.id+", "/*\n", "/jpage/dataproxy.jsp", "'{{page}}",
)  # fmt: skip
PAGER = (
    "<ul><li><a href=/a/1.html>关于发布补贴名单的公告</a>2018-01-02</li></ul>共5000页 <a href='javascript:f(2)'>2</a>"
)


def filled(piece: str, size: int, tags: int) -> str:
    """A piece of markup, numbered, as often as a page of that size and so many tags may hold it."""
    count = min(size // (len(piece.encode()) + 3), tags // max(1, piece.count("<")))
    return "".join(piece.format(n=number) for number in range(count))


def forms(size: int, tags: int) -> dict[str, str]:
    """Name → body of a page that is made to take long."""
    made = {f"{piece!r} again and again": filled(piece, size, tags) for piece in REPEATED}
    for piece in IN_SCRIPT:
        script = filled(piece, size, tags)
        made[f"a script of {piece!r}"] = f"<script>{script}</script>"
        made[f"a script that calls {piece!r}"] = f"<script>document.write({script}</script>"
    for piece in OF_PAGERS:
        made[f"a pager of {piece!r}"] = f"{PAGER}<script>{filled(piece, size, tags)}</script>"
    choice = "<select onchange=\"location='l?y='+this.value\"><option value={n}>{n}</select>"
    made["choices beside a script"] = f"<script>{filled('var a{n}=1;', size // 2, tags)}</script>" + filled(
        choice, size // 2, tags
    )
    made["a place line of links"] = f"<p class=path>位置：{filled('<b></b>', size, tags)}"
    few = min(size, bounded.PLAIN_STRETCH)
    made["an address of icons"] = f"<p>关于防汛的通知，请各单位做好准备。<img src='{filled('_icon', few, tags)}'>"
    made["spaces behind a script's pictures"] = f"<script>['a.jpg','b.jpg'{' ' * few}</script>"
    made["long names in a script's objects"] = f"<script>'.jpg'{('{' + 'a' * 1400 + '}') * (few // 1400)}</script>"
    made["attributes without end"] = "<p " + " ".join(f"a{n}" for n in range(few // 8))
    made["attributes behind a quoted bracket"] = '<p x="<" ' + " ".join(f"a{n}" for n in range(few // 8)) + ">"
    made["attributes with quoted brackets"] = "<p " + " ".join(f"a{n}='>'" for n in range(size // 12)) + ">"
    made["blocks within blocks"] = filled("<div><a href='/tz/1.html'>链接</a>文字", size, min(tags, 4000))
    made["a row of tools"] = f"<table><tr>{filled('<td>打印</td>', size, tags)}"
    made["pictures in blocks within blocks"] = "<div>" * 240 + "<p>x" + filled("<img src=a.jpg>", size, tags - 300)
    made["a style sheet"] = f"<style>{filled('.a,.b .c{{display:none}}', size // 2, tags)}</style>"
    made["a style sheet"] += filled("<p class=a>x</p>", size // 2, tags)
    return made


def response(data: bytes, path: str = "/a.html") -> Response:
    at, kind = "2018-07-01T00:00:00+00:00", (("Content-Type", "text/html"),)
    return Response(f"http://old.example.test{path}", 200, "OK", "HTTP/1.1", kind, data, data, at, 0.1, None, ())


def seconds(body: str) -> float:
    """CPU time that a page takes its two readers."""
    page = Page("/a.html", "http://old.example.test/a.html", "page", "utf-8", "d", "w", 0, 1)
    data, before = (HEAD + body).encode(), time.process_time()
    Extractor(SITE, URLS, Safety()).extract(page, data)
    Observer(SITE, URLS).observe(response(data), "page")
    return time.process_time() - before


def test_no_plain_page_can_take_its_readers_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "_is_child", True)  # all of it here, as it is done with plain pages
    seconds("once, for what is loaded late")
    slow = [name for name, body in forms(SIZE // 8, TAGS // 8).items() if seconds(body) > MOST / 64]
    at_length = forms(SIZE, TAGS)
    assert {name: took for name in slow if (took := seconds(at_length[name])) > MOST} == {}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (HEAD.encode() + b"<p>x</p>" * 4000, True),
        (b"x" * bounded.PLAIN_STRETCH, True),
        (b"<b>" * (bounded.PLAIN_TAGS + 1), False),
        (b"x>" * (PLAIN_BYTES // 2 + 1), False),
        (b"<p " + b"a " * bounded.PLAIN_STRETCH, False),
        (b'<p x="<" ' + b"a " * bounded.PLAIN_STRETCH + b">", False),
    ],
)  # fmt: skip
def test_plain_is_what_is_small_and_simple(data: bytes, expected: bool) -> None:
    assert is_plain(data) is expected


def test_a_page_that_a_reader_stumbles_over_tells_nothing_and_stops_no_crawl(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_told: Any) -> None:
        int("²")

    monkeypatch.setattr(Observer, "_observe", stumble)
    assert Observer(SITE, URLS).observe(response(HEAD.encode()), "page").targets == []
    assert "can not be read: ValueError" in caplog.text


class Archived:
    """A store with some pages in its archive."""

    def __init__(self, folder: Path, *bodies: bytes) -> None:
        self.store = Store(str(folder))
        writer = ArchiveWriter(self.store, "old", 0, 0)
        self.pages = []
        for number, body in enumerate(bodies):
            path = f"/{number}.html"
            place = writer.append(response(body, path))
            found = Page(
                path, f"http://old.example.test{path}", "page", "utf-8", "d", place.warc_key, place.offset, place.length
            )
            self.pages.append(found)
        writer.flush()
        writer.close()

    def rows(self, *pages: Page) -> list[dict[str, Any]]:
        settings = (SITE.model_dump_json(by_alias=True), Safety().model_dump_json(), self.store.url)
        return extract_chunk(*settings, list(pages or self.pages))


LONG = article(
    "关于印发年度统计公报的通知", *(f"第{n}条 各单位报送的数据经核对无误，现予公布，请遵照执行。" for n in range(3000))
).encode()
SHORT = article("关于公园座椅更新的通知", "本市各公园的座椅自三月五日起分批更新，请市民留意现场的告示。").encode()
FLOOD = b'<p x="<" ' + b" ".join(b"a%d" % n for n in range(150_000)) + b">"
ENDLESS = b"<p>x" * 3_000_000


def test_a_large_page_gives_the_same_in_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archived, observer = Archived(tmp_path, LONG), Observer(SITE, URLS)
    apart, seen = archived.rows(), observer.observe(response(LONG), "page")
    assert bounded._child is not None
    monkeypatch.setattr(bounded, "_is_child", True)
    assert archived.rows() == apart
    assert observer.observe(response(LONG), "page") == seen
    assert "第2999条" in apart[0]["body_text"]


def test_a_large_list_gives_the_same_in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<li><a href="/tz/{n}.html">关于第{n}号场馆开放的公告</a><span>2018-03-05</span></li>' for n in range(4000)
    )
    data, observer = f"<html><title>通知公告</title><ul>{rows}</ul></html>".encode(), Observer(SITE, URLS)
    seen = observer.observe(response(data, "/tz/"), "list")
    assert seen.listing is not None
    assert len(seen.listing.items) == 4000
    monkeypatch.setattr(bounded, "_is_child", True)
    assert observer.observe(response(data, "/tz/"), "list") == seen


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of CPU time for each parser."""
    monkeypatch.setattr(bounded, "CPU_SECONDS", 2)
    monkeypatch.setattr(bounded, "SECOND_SECONDS", 1)


@pytest.mark.usefixtures("hurry")
def test_what_kills_the_first_parser_the_second_reads_and_what_kills_both_is_held(tmp_path: Path) -> None:
    flood = HEAD.encode() + FLOOD + SHORT
    archived = Archived(tmp_path, SHORT, flood, HEAD.encode() + ENDLESS, LONG)
    before = time.monotonic()
    first, again, held, last = archived.rows()
    assert time.monotonic() - before < 60
    assert "座椅" in again["body_text"]
    assert ("second-parser" in again["flags"], "second-parser" in first["flags"] + last["flags"]) == (True, False)
    assert (held["outcome"], held["code"]) == ("held", "parser-died")
    assert held["payload"]["warc"] == archived.pages[2].warc  # its bytes are where they were
    assert "座椅" in first["body_text"]
    assert "第2999条" in last["body_text"]


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_what_the_first_parser_gives_up_on_the_second_reads(tag: str) -> None:
    page = Page("/a.html", "http://old.example.test/a.html", "page", "utf-8", "d", "w", 0, 1)
    data = (
        HEAD
        + f"<{tag}>" * 6000
        + "本市各公园的座椅自三月五日起分批更新，请市民留意现场的告示。"
        + "</div>" * 6000
        + "<p>2018年3月1日</p>"
    )
    row = Extractor(SITE, URLS, Safety()).extract(page, data.encode())
    assert "座椅" in row["body_text"]
    assert "second-parser" in row["flags"]


def test_a_page_that_eats_memory_is_held_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archived = Archived(tmp_path, LONG, HEAD.encode() + b"<p>x" * 3_000_000)
    archived.rows(archived.pages[0])  # the child is up, with all that it needs
    assert bounded._child is not None
    mapped = int(Path(f"/proc/{bounded._child.pid}/statm").read_text().split()[0]) * 4096
    monkeypatch.setattr(bounded, "MEMORY", mapped + 100 * 2**20)
    first, held = archived.rows()
    assert held["outcome"] == "held"
    assert "第2999条" in first["body_text"]


@pytest.mark.usefixtures("hurry")
def test_links_are_read_by_the_second_parser_too_and_what_breaks_both_leaves_a_page() -> None:
    link = '<a href="/tz/1.html">通知</a>'.encode()
    flood = replace(response(HEAD.encode() + FLOOD + link), url="http://old.example.test/flood.html")
    assert [one.url for one in Observer(SITE, URLS).observe(flood, "page").targets] == [
        "http://old.example.test/tz/1.html"
    ]
    found = Observer(SITE, URLS).observe(response(HEAD.encode() + ENDLESS), "page")
    assert (found.role, found.targets) == ("page", [])


def test_a_page_of_thousands_of_short_rows_asks_no_extractor_to_compare_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr("trafilatura.extract", lambda _html, **options: asked.append(options["fast"]))
    for rows in (10, 4000):
        root = parse_html(f"<div><ul>{'<li>标题</li>' * rows}</ul></div>")
        reference_lines(root, [])
    assert asked == [False, True]


def test_rows_names_that_ask_and_addresses_take_time_that_grows_with_their_number() -> None:
    began, number = time.process_time(), 1500  # with its square each took seconds
    rows = parse_html(f"<table>{'<tr><td>甲' * number}{'<tr><td><a href=1>关于防汛的通知</a>' * number}</table>")
    assert not any(day_above(one.getparent().getparent()) for one in rows.iter("a"))
    row = parse_html(f"<table><tr><td>开业登记表<td>{'<a href=/a.doc>下载</a>' * number}</table>")
    assert len(list(file_rows(Link("/a.doc", "下载", one) for one in row.iter("a")))) == number
    names = [f"a{at}" for at in range(3 * number)]
    script = "".join(f"{one}.get('x');" for one in names) + "".join(f"{one}=1;" for one in names)
    html = f"<script>{script}</script>"
    root = parse_html(html)
    assert not lacks_its_asker(ListPage("http://old.example.test/l", html, root, read_links(root, "", html)))
    homes = find_homes("地址：望湖路12号政务中心\n家住望湖小区5栋2单元402室，\n" * 4 * number)
    assert len({one.start for one in homes}) == 8 * number  # of each home its estate and its house, of no office
    steps = [f"条件{at}" for at in range(2 * number)]
    assert best_node(parse_html(f"<div><p>{'<p>'.join(steps)}</div>"), [steps], [])[1] > 0.9
    assert time.process_time() - began < 4
