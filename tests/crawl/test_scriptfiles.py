"""Pages that say nothing by themselves, beside the script files of their site."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guiyi.config.models import SiteConfig
from guiyi.crawl.browsing.needed import asked_instead, needs_clicks
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.observing import scriptfiles
from guiyi.crawl.observing.interest import FACTS, is_shell, page_of
from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.observing.scriptfiles import LONGEST, TOLD, ScriptFiles
from guiyi.crawl.observing.unfilled import AWAITED
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.reading.links import read_links
from guiyi.errors import SourceError
from guiyi.ledger import API, PAGE
from guiyi.markup.parsing import parse_html
from guiyi.urls import UrlSpace

HOST = "http://old.example.test"
LIST_SCRIPT = """$(function () { var id = $("meta[name='channelid']").attr("content");
  function load(page) { $.ajax({url: "/searchList/" + id + "?_pageSize=18&page=" + page, success: show}); } load(1); });"""
LIST = "<meta name=channelid content=0ab9><title>要闻</title><h2>监管要闻</h2><ul id=list></ul>{}"
DETAIL_SCRIPT = "var id = getQueryString('docId'); $http.get('/doc/id=' + id + '.json').then(function (r) { $scope.d = r.data.data; });"
DETAIL = (
    '<title>市局</title><h1>{{d.docTitle}}</h1><p>来源：{{d.docSource}}</p><div ng-bind-html="d.docClob | trust"></div>'
)
TEXT = "<p>各单位要按照本通知的要求，认真组织好本辖区内的检查工作，按时报送结果。</p>" * 2


def response(path: str, body: str, media_type: str = "text/html") -> Response:
    kind = (("Content-Type", f"{media_type}; charset=utf-8"),)
    return Response(f"{HOST}{path}", 200, "OK", "HTTP/1.1", kind, b"", body.encode(), "", 0.0, None, ())


class Site:
    """Files by their paths; what was asked for."""

    def __init__(self, **files: str) -> None:
        self.files, self.asked = files, list[str]()
        self.script_files = ScriptFiles(self.ask, lambda url: url.startswith(HOST))

    def ask(self, url: str) -> Response:
        self.asked.append(url.removeprefix(HOST))
        name = url.rsplit("/", 1)[-1]
        if name not in self.files:
            raise SourceError(f"{url} is not there")
        return response(url.removeprefix(HOST), self.files[name], "application/javascript")


def is_told(page: Response) -> bool:
    """A page → whether it is told as one that nothing was read of."""
    empty = {name: {} for name in ("crawl", "mapping", "assertions", "load")}
    site = {"id": "old", "name": "旧站", "department": "office", "base_url": HOST + "/"}
    config = SiteConfig.model_validate({"site": site, "family": None, "templates": [], **empty})
    return Observer(config, UrlSpace(config)).observe(page, PAGE).is_unfilled


def scripts(*names: str) -> str:
    return "".join(f"<script src={name}></script>" for name in names)


def test_a_list_without_rows_comes_with_the_file_that_asks_for_them_and_each_file_is_asked_for_once() -> None:
    site = Site(**{"list.js": LIST_SCRIPT, "common.js": "var a = 1;"})
    page = response(
        "/yw/", LIST.format(scripts("/js/common.js", "/js/list.js", "/js/jquery.min.js", "http://o.test/x.js"))
    )
    assert is_shell(page)
    seen = [site.script_files.beside(page) for _time in range(2)]
    assert site.asked == ["/js/common.js", "/js/list.js"]
    assert site.script_files.told
    assert seen[0].scripts == ("var a = 1;", LIST_SCRIPT) == seen[1].scripts
    assert seen[0].body == page.body
    assert not is_shell(seen[0])


def test_a_list_whose_file_signs_what_it_asks_for_is_told_and_a_page_with_rows_is_not() -> None:
    signed = """$(function () { $.ajax({url: "/xy", type: "post", headers: {"X-Sign": hex(Date.now() + "k")},
      success: function (r) { $.each(r.data, function (i, o) { $("#xy").append("<li><a href='" + o.url + "'>" + o.title) }) }}) })"""
    rows = "".join(f"<li><a href='/a/{n}.html'>关于第{n}号公示的通知</a> 2018-03-05</li>" for n in range(1, 6))
    told = []
    for inside in ("", rows):
        page = response("/xygs/", f"<title>信用公示</title><ul id=xy>{inside}</ul>{scripts('/js/xy.js')}")
        told.append(is_told(Site(**{"xy.js": signed}).script_files.beside(page)))
    assert told == [True, False]


def test_a_list_whose_own_script_asks_by_a_wrapper_of_a_file_comes_with_the_file() -> None:
    wrapper = "const ask = {get: (u, p) => fetch(`/api${u}?page=${p.page}`).then(r => r.json())};"
    own = "<ul id=l></ul><script>async function load(page) { await ask.get('/news', {page: page}) } load(1)</script>"
    page = response("/yw/", scripts("/js/wrapper.js") + own)
    seen = page_of(Site(**{"wrapper.js": wrapper}).script_files.beside(page))
    found = find_paging(seen) if seen else None
    assert found is not None
    assert found.urls[0].startswith(f"{HOST}/api/news?page=1")
    assert Site(**{"wrapper.js": "const other = 1;"}).script_files.beside(page) is page


def test_a_minified_file_is_read_for_a_list_beside_a_box_of_hot_titles_and_links_to_friends() -> None:
    hot = "".join(f"<li><a href=/hot/{n}.html>第{n}届云川文化旅游节开幕</a></li>" for n in range(7))
    friends = "".join(f"<a href=http://www{n}.example.test/>云川市第{n}人民医院门户网站</a>" for n in range(6))
    words = (
        "<p>地址：云川市人民路126号　邮编：012345　电话：0555-6210000</p><p>建议使用IE9.0以上浏览器　本站支持IPv6访问</p>"
        * 3
    )
    site = Site(**{"list.min.js": LIST_SCRIPT.replace("show", "function (d) { $('#list').html(d); }")})
    page = response("/yw/", f"<ul>{hot}</ul>{LIST.format(scripts('/js/list.min.js'))}{friends}{words}")
    assert site.script_files.beside(page).scripts


def test_pages_that_say_something_and_files_that_tell_nothing_change_nothing() -> None:
    site = Site(**{"list.js": "function f() {}", "long.js": LIST_SCRIPT + " " * LONGEST})
    rows = "".join(f"<li><a href=/a/{n}.html>关于发布第{n}批补贴名单的公告</a> 2018-03-05</li>" for n in range(5))
    for body in (f"<ul>{rows}</ul>{scripts('/js/list.js')}", f"<div>{TEXT * 3}</div>{scripts('/js/list.js')}"):
        page = response("/yw/", body)
        assert site.script_files.beside(page) is page
    assert not site.asked
    page = response("/yw/", LIST.format(scripts("/js/list.js", "/js/long.js", "/js/gone.js")))
    assert site.script_files.beside(page) is page
    assert len(site.asked) == 3
    assert not site.script_files.told


def test_an_article_that_its_script_asks_for_by_the_page_s_own_parameter_stands_in_its_place() -> None:
    told = {"data": {"docTitle": "关于开展检查的通知", "docSource": "办公室", "docClob": TEXT}}
    site = Site(**{"detail.js": DETAIL_SCRIPT, "id=305.json": json.dumps(told)})
    page = response("/view.html?docId=305", f"<html><body>{DETAIL}{scripts('/js/detail.js')}</body></html>")
    seen = site.script_files.beside(page)
    shown = seen.body.decode()
    assert seen.flags == (TOLD,)
    assert "<h1>关于开展检查的通知</h1><p>来源：办公室</p>" in shown
    assert TEXT in shown
    assert site.asked == ["/js/detail.js", "/doc/id=305.json"]
    other = response("/view.html?docId=306", page.body.decode())
    assert site.script_files.beside(other) is other, "no such article: the page stays as it came"


def test_an_article_that_its_script_asks_for_by_a_part_of_its_path_stands_in_its_place() -> None:
    script = """const id = location.pathname.match(/^\\/detail\\/(\\w+)/)[1];
      fetch("/api/article/" + id).then(r => r.json()).then(a => { app.innerHTML = "<h2>" + a.title + "</h2>" + a.content })"""
    told = {
        "title": "关于开展检查的通知",
        "source": "办公室",
        "content": TEXT,
        "attachments": '[{"name": "表.doc", "url": "/u/1.doc"}]',
    }
    site = Site(**{"app.js": script, "a305": json.dumps(told)})
    page = response("/detail/a305", f"<html><body><div id=app></div>{scripts('/js/app.js')}</body></html>")
    shown = site.script_files.beside(page).body.decode()
    assert TEXT in shown
    assert '<a href="/u/1.doc">表.doc</a>' in shown


def test_a_page_that_a_browser_filled_is_not_told_as_awaiting_what_it_shows() -> None:
    page = "<title>旧站</title><div id=menu>{}</div><script>1</script>"
    pages = [response("/", page.format(inside)) for inside in ("<a href=/gk/>公开</a>", "")]
    assert [is_told(replace(one, flags=(AWAITED, "rendered"))) for one in pages] == [False, True]


def test_a_list_whose_pager_stands_in_a_script_file_goes_on_by_it() -> None:
    pager = "function Show(url, box, n) { $.ajax({url: url.substring(0, url.lastIndexOf('/')) + '/' + n + '.html'}); }"
    site = Site(**{"paging.js": pager})
    rows = "".join(f"<li><a href=/a/{n}.html>关于发布第{n}批补贴名单的公告</a> 2018-03-05</li>" for n in range(5))
    more = "<a onclick=\"Show(window.location.pathname, 'c', 2)\">下页</a>"
    page = response("/gg/moreinfo.html", f"<ul>{rows}</ul>{more}{scripts('/js/paging.js')}")
    seen = page_of(site.script_files.beside(page))
    assert seen is not None
    found = find_paging(seen)
    assert found is not None
    assert found.urls == [f"{HOST}/gg/2.html"]


def test_the_list_that_a_file_holds_is_all_of_it_though_its_page_shows_the_first_rows_only() -> None:
    rows = ",".join(
        f'{{"title": "关于发布第{n}批补贴名单的公告", "url": "/a/{n}.html", "date": "2018-03-05"}}' for n in range(9)
    )
    shows = "<script>var s='';for(var i=0;i<3;i++)s+='<li>'+list[i].title;box.innerHTML=s;</script>"
    url = f"{HOST}/gg/"
    text = f"<title>公告</title><ul id=box></ul><script src=/all.js></script>{shows}"
    root = parse_html(text)
    found = find_paging(ListPage(url, text, root, read_links(root, url, text), (f"var list=[{rows}];",)))
    assert found is not None
    assert len(found.items) == 9


def test_a_page_that_breaks_a_reader_and_one_too_large_to_be_a_shell_stay_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = Site()
    large = response("/l.html", scripts("list.js") + "<p>x</p>" * 20_000)
    assert site.script_files.beside(large) is large
    monkeypatch.setattr(scriptfiles, "page_of", lambda response: int("x"))
    odd = response("/l.html", scripts("list.js"))
    assert site.script_files.beside(odd) is odd
    assert site.asked == []


@pytest.mark.parametrize(("state", "is_list"), [("info:%s", False), ("news:[%s]", False), ("rows:[]", True)])
def test_a_page_whose_state_holds_its_article_is_no_list_though_a_shared_file_asks_for_one(
    state: str, is_list: bool
) -> None:
    article = f'{{"title":"关于防汛的通知","content":{json.dumps(TEXT)}}}'.replace("</", "<\\/")
    data = state.replace("%s", article)
    site = Site(**{"list.js": LIST_SCRIPT})
    html = f"<meta name=channelid content=0ab9><div id=__nuxt><div>市局</div><i></i></div><script>window.__NUXT__={{data:[{{{data}}}]}}</script>"
    for page in (html, html.replace("<i></i>", TEXT)):  # not shown, and shown
        seen = site.script_files.beside(response("/d/1", page + scripts("/js/list.js")))
        assert bool(seen.scripts) is is_list


def test_rows_that_a_function_of_a_script_file_opens_have_its_addresses_and_one_that_opens_nothing_gives_none() -> None:
    opener = "function OpenNews(g) { window.showModalDialog('/view.aspx?gid=' + g, '', 'dialogWidth:700px') }"
    row = "<tr><td><a href=\"javascript:OpenNews('{0}-e3')\">关于第{0}次抽检的公告</a><td>2009-3-{0}"
    for script, rows, path, wanted in (
        (opener, 4, "/l.aspx", 4), ("function OpenNews(g) { flash(g) }", 4, "/l.aspx", 0),
        (opener, 1, "/l.aspx#submit:page:3", 1), (opener, 1, "/l.aspx", 0),
    ):  # fmt: skip
        table = "".join(row.format(n) for n in range(1, rows + 1))
        seen = Site(**{"a.js": script}).script_files.beside(response(path, f"{scripts('/a.js')}<table>{table}</table>"))
        page = page_of(seen)
        assert page is not None
        assert [link.url for link in page.found.called][:1] == [f"{HOST}/view.aspx?gid=1-e3"][:wanted]
        assert len(page.found.called) == wanted


def test_rows_that_a_loop_of_a_file_writes_stand_on_the_page_so_does_the_menu_of_a_page_that_leads_nowhere() -> None:
    """A list that the CMS publishes as an array in a file, which the page writes by document.write."""
    loop = "for (var i = 0; i < a.length; i++) document.write('<li><a href=\"' + a[i][1] + '\">' + a[i][0] + '</a>' + a[i][2] + '</li>');"
    rows = f"var a = new Array(); a[0] = ['停水公告','/7.htm','2018-03-05']; a[1] = ['供热通知','/8.htm','2018-03-06']; {loop}"
    menu = f"var a = [['首页', '/', ''], ['要闻', '/yw/', '']]; {loop}"
    endless = f"var a = [['停水公告', '/7.htm', '2018-03-05']]; while (true) {{ {loop} }}"
    site = Site(**{"rows.js": rows, "menu.js": menu, "endless.js": endless})
    told = [
        site.script_files.beside(response(f"/{name}/", f"<h2>公告</h2><ul>{scripts(f'/{name}.js')}</ul>"))
        for name in ("rows", "menu", "endless")
    ]
    assert [one.flags for one in told] == [(FACTS,), (FACTS,), (AWAITED,)]  # it leads nowhere else
    assert '<li><a href="/8.htm">供热通知</a>2018-03-06</li>' in told[0].body.decode()


def test_a_frame_that_a_script_leads_to_its_list_has_its_address_and_one_that_nobody_can_follow_is_told() -> None:
    """信息公开目录: the frame is blank until the script of the page shows the list of its first column in it."""
    led = "$(function () { $('#main').attr('src', 'list.jsp?id=21&t=' + new Date().getTime()); });"
    site = Site(**{"led.js": led, "signed.js": "$('#main').attr('src', signed('list.jsp'))"})
    frame, form = "<iframe id=main></iframe>", "<iframe id=main style='display:none'></iframe>"
    told = [
        site.script_files.beside(response("/gk/", f"<h2>信息公开</h2>{one}{scripts(name)}"))
        for one, name in ((frame, "/led.js"), (frame, "/signed.js"), (form, "/led.js"))
    ]
    assert [one.flags for one in told] == [(FACTS,), (AWAITED,), ()]
    page = page_of(told[0])
    assert page is not None
    assert page.found.inner == [f"{HOST}/gk/list.jsp?id=21"]


def test_a_page_that_shows_one_row_of_a_file_has_that_row_s_text_and_none_where_no_row_is_asked_for() -> None:
    """A static site: detail.html?id=3 goes through all rows of the file from which its list is made, too."""
    rows = [{"id": n, "title": f"停水公告{n}", "content": f"<p>第{n}号。</p>{TEXT}"} for n in (3, 4)]
    script = """function param(n) { var m = location.search.match(new RegExp('[?&]' + n + '=([^&]*)')); return m ? m[1] : ''; }
      $.getJSON('/data/' + param('type') + '.json', function (d) { for (var i = 0; i < d.length; i++) {
      if (d[i].id == param('id')) { $('#t').html(d[i].title); $('#c').html(d[i].content); } } });"""
    site = Site(**{"gg.json": json.dumps(rows)})
    shell = f"<h1 id=t></h1><div id=c></div><script>{script}</script>"
    told = [site.script_files.beside(response(f"/detail.html?type=gg{one}", shell)) for one in ("&id=4", "&id=5", "")]
    assert [one.flags for one in told] == [(TOLD,), (), ()]
    assert "第4号" in told[0].body.decode()
    assert site.asked == ["/data/gg.json"]


def test_rows_of_a_tag_that_calls_back_of_a_file_that_is_got_and_of_a_hidden_field_are_known_on_all_their_pages() -> (
    None
):
    """<script src="/l.do?callback=told">; $.getScript; JSON in a textarea; show(1) cuts the rows into pages."""
    rows = [[f"关于第{n}次停水的公告", f"/{n}.htm", "2018-03-05"] for n in range(5)]
    shows = """var size = 2, a = []; function show(p) { var h = ''; for (var i = (p - 1) * size; i < p * size && i < a.length; i++)
      h += '<li><a href="' + a[i][1] + '">' + a[i][0] + '</a>' + a[i][2] + '</li>'; document.getElementById('l').innerHTML = h; }"""
    site = Site(**{"l.do?callback=told": f"told({json.dumps(rows)})", "d.js": f"var list = {json.dumps(rows)};"})
    pages = [
        f"<script>{shows} function told(d) {{ a = d; show(1); }}</script><script src='/l.do?callback=told'></script>",
        f"<script>{shows} $.getScript('/d.js', function () {{ a = list; show(1); }});</script>",
        f"<textarea id=d hidden>{json.dumps(rows)}</textarea><script>{shows} a = eval('(' + $('#d').val() + ')'); show(1);</script>",
    ]
    for one in pages:
        page = page_of(site.script_files.beside(response("/gg/", f"<h2>公告</h2><ul id=l></ul>{one}")))
        assert page is not None
        paging = find_paging(page)
        told = [*page.found.urls, *(item.url for item in (paging.items if paging else []))]
        assert [url for url in told if url.endswith(".htm")] == [f"{HOST}/{n}.htm" for n in range(5)]


def test_an_article_whose_script_links_its_files_is_filled_and_no_list() -> None:
    """All that its page asks is the article by the page's own number; the addresses that it makes are the files'."""
    script = """var id = (location.search.match(/aid=(\\w+)/) || [])[1];
      $.ajax({url: "/api/get/" + id, success: function (r) { $("#t").html(r.d.content); var s = "";
        $.each(r.d.files, function (i, f) { s += '<a href="' + f.path + '">' + f.name + '</a>'; }); $("#f").html(s); }});"""
    shell = f"<h1 id=h></h1><div id=t></div><ul id=f></ul><script>{script}</script>"
    article = {"title": "关于防汛的通知", "content": TEXT, "files": [{"name": "表.doc", "path": "/u/1.doc"}]}
    seen = Site(**{"7": json.dumps({"d": article})}).script_files.beside(response("/a.html?aid=7", shell))
    assert seen.flags == (TOLD,)
    assert "/u/1.doc" in seen.body.decode()
    rows = [{"title": f"关于第{n}次停水的公告", "path": f"/{n}.htm", "day": "2018-03-05"} for n in range(3)]
    listed = Site(**{"7": json.dumps({"d": rows})}).script_files.beside(response("/a.html?aid=7", shell))
    assert not listed.flags
    assert find_paging(page_of(listed)) is not None  # type: ignore[arg-type]


def test_the_menu_that_the_page_of_a_site_asks_for_is_its_links_and_a_list_of_titles_with_days_is_none() -> None:
    script = "$.get('/m/menu.json', function (r) { var h = ''; $.each(r, function (i, m) { h += '<a href=\"' + m.link + '\">' + m.text + '</a>'; }); $('#menu').html(h); });"
    page = response("/", f"<div id=menu></div><script>{script}</script>")
    menu = [{"text": "通知公告", "link": "/tz/"}, {"text": "工作动态", "link": "/dt/"}]
    seen = Site(**{"menu.json": json.dumps(menu)}).script_files.beside(page)
    assert seen.flags == (FACTS,)
    assert '<a href="http://old.example.test/dt/">工作动态</a>' in seen.body.decode()
    news = [one | {"publishTime": "2018-03-05"} for one in menu]
    assert FACTS not in Site(**{"menu.json": json.dumps(news)}).script_files.beside(page).flags


def test_rows_that_a_program_writes_as_a_script_stand_on_the_page_and_no_counter_is_asked() -> None:
    """<script src="/js/call.asp?c=3">: how pages of fifteen years ago call in the rows of a column."""
    rows = "".join(
        f"document.write(\"<li><a href='/{n}.htm'>关于第{n}次停水的公告</a> 2018-03-05</li>\");" for n in (1, 2)
    )
    site = Site(**{"call.asp?c=3": rows, "hits.asp?c=3": rows})
    page = response("/tz/", f"<h2>公告</h2><ul>{scripts('/js/call.asp?c=3', '/js/hits.asp?c=3')}</ul>")
    seen = site.script_files.beside(page)
    assert seen.flags == (FACTS,)
    assert seen.body.decode().count("<li>") == 2
    assert site.asked == ["/js/call.asp?c=3"]


def test_the_files_that_an_article_s_script_asks_for_stand_where_it_shows_them() -> None:
    script = "$.getJSON('/api/attach/list', {id: '7'}, function (r) { var h = ''; $('#fj').html(h); });"
    page = f"<h1>关于防汛的通知</h1><div>{TEXT * 3}</div><div id=fj></div><script>{script}</script>"
    files = {"data": [{"name": "申报表.docx", "url": "/u/1.docx"}]}
    site = Site(**{"list?id=7": json.dumps(files)})
    seen = site.script_files.beside(response("/7.htm", page))
    assert seen.flags == (TOLD,)
    assert '<div id=fj><p><a href="/u/1.docx">申报表.docx</a></p></div>' in seen.body.decode()
    other = Site(**{"list?id=7": json.dumps({"data": []})}).script_files.beside(response("/7.htm", page))
    assert (other.flags, other.body.decode()) == ((), page)


def test_the_file_whose_tag_a_script_writes_for_one_page_is_read_with_it() -> None:
    """Static lists: list.html?page=2 writes <script src="/data/2.js">, whose rows and pages the next script shows."""
    page = """<h2>馆务动态</h2><ul id=ul></ul><script>var m = location.search.match(/page=(\\d+)/), n = m ? m[1] : 1;
      document.write('<script src="/data/' + n + '.js"><\\/script>');</script><script>var h = '';
      for (var i = 0; i < D.rows.length; i++) h += '<li><a href="' + D.rows[i].u + '">' + D.rows[i].t + '</a>' + D.rows[i].d + '</li>';
      for (var j = 1; j <= D.pages; j++) h += '<a href="list.html?page=' + j + '">' + j + '</a>';
      document.getElementById('ul').innerHTML = h;</script>"""
    rows = [{"t": f"关于第{n}次停水的公告", "u": f"/{n}.htm", "d": "2018-03-05"} for n in range(4)]
    site = Site(**{f"{n}.js": f"var D = {json.dumps({'pages': 2, 'rows': rows})};" for n in (1, 2)})
    first, second = (site.script_files.beside(response(f"/list.html{one}", page)) for one in ("", "?page=2"))
    assert site.asked == ["/data/1.js", "/data/2.js"]
    assert (first.flags, second.flags) == ((FACTS,), (FACTS,))
    assert '<a href="list.html?page=2">2</a>' in first.body.decode()


def test_a_page_that_shows_a_list_or_one_of_its_articles_is_the_list() -> None:
    list_of = "<div id=app><ul><li v-for='r in rows'>{{ r.name }}</li></ul><h2>{{ doc.name }}</h2><p>发布时间：{}</p></div><script>$.get('/l?page=1', function (r) { $('#app').html(r.rows[0].name) })</script>"
    empty = {name: {} for name in ("crawl", "mapping", "assertions", "load")}
    told = {"id": "old", "name": "旧站", "department": "office", "base_url": HOST + "/"}
    config = SiteConfig.model_validate({"site": told, "family": None, "templates": [], **empty})
    observer = Observer(config, UrlSpace(config))
    holed, whole = (
        observer.observe(response("/fg/", list_of.replace("{}", one)), PAGE)
        for one in ("{{ doc.time }}", "2018-03-05 10:00 来源：市局")
    )
    assert holed.listing is not None
    assert whole.listing is None


def test_the_data_of_a_page_are_asked_for_though_a_site_has_more_script_files_than_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scriptfiles, "MAX_KNOWN", 1)
    page = "<h2>公告</h2><ul id=l></ul><script>document.write('<script src=\"/d/{}.js\"><\\/script>');</script><script>document.write('<li><a href=/' + D + '.htm>关于第' + D + '次停水的公告</a> 2018-03-05</li><li><a href=/a.htm>关于供热的公告</a> 2018-03-05</li>');</script>"
    site = Site(**{f"{n}.js": f"var D = {n};" for n in range(3)})
    seen = [site.script_files.beside(response(f"/{n}/", page.replace("{}", str(n)))) for n in range(3)]
    assert [f"关于第{n}次停水的公告" in one.body.decode() for n, one in enumerate(seen)] == [True] * 3


def boxes_of(page: Response) -> dict[str, str]:
    """What a page's scripts ask for the boxes beside its own rows → what heads each."""
    empty = {name: {} for name in ("crawl", "mapping", "assertions", "load")}
    told = {"id": "old", "name": "旧站", "department": "office", "base_url": HOST + "/"}
    config = SiteConfig.model_validate({"site": told, "family": None, "templates": [], **empty})
    seen = Observer(config, UrlSpace(config)).observe(page, PAGE)
    assert {url for url in seen.boxes} == {one.url for one in seen.targets if one.role == API}
    return {parted(url)[0].removeprefix(HOST): name for url, name in seen.boxes.items()}


BOX_SCRIPT = """function fill(box, kind) { $.ajax({url: '/api/list', data: {kind: kind, page: 1}, success: function (r) {
  var h = ''; for (var i = 0; i < r.data.length; i++) h += '<li><a href="/' + kind + '/' + r.data[i].id + '.html">' + r.data[i].title + '</a></li>';
  $(box).html(h); }}); }"""
OWN_ROWS = "".join(
    f"<li><a href=/xw/{n}.html>第{n}次会议在县城召开</a><span>2018-03-0{n}</span></li>" for n in range(1, 7)
)
BOXES = f"""<h3>工作动态</h3><ul>{OWN_ROWS}</ul>
  <div><div class=tit><span>通知公告</span><a href=#>更多&gt;&gt;</a></div><div class=con><ul id=tz></ul></div></div>
  <h3>政策文件</h3><div id=wj>正在加载...</div>"""
FILL = "$(function () { fill('#tz', 12); fill('#wj', 13); })"
FILLED = {"/api/list?kind=12&page=1": "通知公告", "/api/list?kind=13&page=1": "政策文件"}


def test_boxes_that_scripts_fill_beside_the_rows_of_a_page_are_lists_by_their_headings() -> None:
    assert boxes_of(response("/", f"{BOXES}<script>{BOX_SCRIPT}{FILL}</script>")) == FILLED
    site = Site(**{"index.js": BOX_SCRIPT})
    beside = site.script_files.beside(
        response("/", f"{BOXES}<script src=/js/index.js></script><script>{FILL}</script>")
    )
    assert boxes_of(beside) == FILLED


def test_boxes_of_rows_that_jquery_takes_one_by_one_and_of_templates_are_lists_too() -> None:
    each = """function fill(box, kind) { $.getJSON('/api/list', {kind: kind, page: 1}, function (r) { var h = [];
      $(r.data).each(function (i, o) { h.push('<li><a href="/' + kind + '/' + o.id + '.html">' + o.t + '</a></li>') });
      $(box).append(h.join('')); }); }"""
    assert boxes_of(response("/", f"{BOXES}<script>{each}{FILL}</script>")) == FILLED
    row = "<li v-for='o in {0}'><a :href=\"'/{0}/' + o.id + '.html'\">{{{{ o.t }}}}</a></li>"
    drawn = BOXES.replace("<ul id=tz>", f"<ul>{row.format('tz')}").replace(
        "<div id=wj>正在加载...", f"<ol>{row.format('wj')}</ol><div>"
    )
    got = "axios.get('/api/list', {params: {kind: %d, page: 1}}).then(function (r) { me.%s = r.data.rows });"
    vue = f"new Vue({{el: '#app', data: {{tz: [], wj: []}}, created: function () {{ var me = this; {got % (12, 'tz')} {got % (13, 'wj')} }}}})"
    assert boxes_of(response("/", f"<div id=app>{drawn}</div><script>{vue}</script>")) == FILLED


@pytest.mark.parametrize(
    ("tabs", "bound"),
    [
        ("<a onmouseover=fill('#tz',12)>通知公告</a> <a onmouseover=fill('#tz',13)>政策文件</a>", ""),
        (
            "<b data-k=12>通知公告</b><b data-k=13>政策文件</b>",
            "$('.tabs b').hover(function () { fill('#tz', $(this).attr('data-k')) });",
        ),
    ],
)
def test_each_tab_of_a_box_is_a_list_by_its_words(tabs: str, bound: str) -> None:
    page = f"<h3>工作动态</h3><ul>{OWN_ROWS}</ul><div class=tabs>{tabs}</div><ul id=tz></ul>"
    assert boxes_of(response("/", f"{page}<script>{BOX_SCRIPT}{bound}fill('#tz', 12);</script>")) == FILLED


@pytest.mark.parametrize(
    "page",
    [
        BOXES.replace("<ul id=tz></ul>", "<ul id=tz><img src=/a.jpg></ul>").replace("正在加载...", "本栏目暂无文件"),
        BOXES.replace("<ul>", f"<p>{TEXT * 9}</p><ul>"),  # an article, whose related rows these may be
        BOXES.replace("通知公告", "").replace("政策文件", ""),
    ],
)
def test_what_stands_in_a_box_without_a_heading_or_below_an_article_is_no_list_of_the_page(page: str) -> None:
    assert boxes_of(response("/xw/7.html", f"{page}<script>{BOX_SCRIPT}{FILL}</script>")) == {}


def test_the_text_with_which_a_front_page_begins_makes_it_no_article() -> None:
    assert boxes_of(response("/index.html", f"<p>{TEXT * 9}</p>{BOXES}<script>{BOX_SCRIPT}{FILL}</script>")) == FILLED


def test_rows_that_a_called_in_script_writes_into_a_box_beside_a_page_s_own_are_read() -> None:
    rows = "".join(f"<li><a href=/tz/{n}.html>关于第{n}次停水的公告</a> 2018-04-0{n}</li>" for n in range(1, 5))
    site = Site(**{"js.asp?classid=3": f'document.write("{rows}")'})
    page = (
        f"<h3>工作动态</h3><ul>{OWN_ROWS}</ul><h3>通知公告</h3><ul><script src='/inc/js.asp?classid=3'></script></ul>"
    )
    seen = site.script_files.beside(response("/", page))
    assert (seen.flags, seen.body.decode().count("/tz/")) == ((FACTS,), 4)


def test_boxes_that_nobody_can_follow_are_told_and_wait_for_a_browser() -> None:
    socket = """var ws = new WebSocket('ws://old.example.test/push'); ws.onopen = function () { ws.send('tz') };
      ws.onmessage = function (e) { $('#tz').html('<li><a href="' + JSON.parse(e.data).url + '">') }"""
    page = response("/", f"{BOXES}<script>{socket}</script>")
    assert (boxes_of(page), is_told(page), needs_clicks(page)) == ({}, True, True)
    shown = response("/", f"{BOXES}<script>{socket}</script>".replace("<ul id=tz>", f"<ul id=tz>{OWN_ROWS}"))
    assert (is_told(shown), needs_clicks(shown)) == (False, False)


def test_a_page_is_opened_by_the_browser_where_what_its_box_is_asked_for_with_is_refused() -> None:
    page = response("/", f"{BOXES}<script>{BOX_SCRIPT}{FILL}</script>")
    assert asked_instead(page) is None
    assert parted(asked_instead(page, has_rows=True) or "")[0] == f"{HOST}/api/list?kind=12&page=1"


def test_a_box_that_shows_no_links_is_no_list() -> None:
    weather = "$.getJSON('/api/weather', {city: 3}, function (r) { $('#tz').html('<b>' + r.t + '</b>'); });"
    page = response("/", f"{BOXES}<script>{weather}{BOX_SCRIPT}</script>")
    assert (boxes_of(page), is_told(page)) == ({}, False)
