"""What scripts, grids and elements of a page ask interfaces for: each manner as public crawlers tell it."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from urllib.parse import quote, unquote

import pytest

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.paging import ListPage, find_paging, read_data
from guiyi.crawl.paging.interface import sealed_in
from guiyi.crawl.paging.packed import unpacked
from guiyi.crawl.paging.posted import posted_url, request_of
from guiyi.crawl.paging.tokens import WAYS, Tokens
from guiyi.crawl.reading.links import read_links
from guiyi.crawl.shells.filled import with_reply
from guiyi.markup.parsing import parse_html
from guiyi.records.labels import labels_in
from guiyi.records.layers import layer_page
from guiyi.scripts.interfaces.questions import told_by

HOST = "http://old.example.test"
PAGE = f"{HOST}/jyxx/list.html"


def asked(html: str, url: str = PAGE, *files: str) -> list[str]:
    """A page → what it asks for, decoded; without the address of its items."""
    root = parse_html(html)
    found = find_paging(ListPage(url, html, root, read_links(root, url, html), files))
    assert found is not None
    return [unquote(one.split("#__item:")[0]).removeprefix(HOST) for one in found.urls]


def test_rows_of_a_piece_lead_where_a_click_on_their_link_opens() -> None:
    row = '<p><a href="javascript:;" onclick="window.open(\'/content/{}\')">关于修建水渠的通知</a> 2018-03-0{}</p>'
    found = read_data("".join(row.format(one, one) for one in (4, 5)), f"{HOST}/ajax/list?cid=1&page=2")
    assert found is not None
    assert [(one.url, one.listed_on) for one in found.items] == [
        (f"{HOST}/content/4", "2018-03-04"), (f"{HOST}/content/5", "2018-03-05")
    ]  # fmt: skip
    nowhere = row.replace("window.open('/content/{}')", "praise({})")
    assert read_data(nowhere.format(4, 4), f"{HOST}/ajax/list") is None


def test_tabs_of_a_page_are_lists_of_their_own() -> None:
    page = """<input type=hidden id=siteGuid value=7eb5><ul id=tabs><li data-value=001>招标公告</li><li data-value=003>公示</li></ul>
      <ul id=list></ul>"""
    script = """var site = $("#siteGuid").val(), pageIndex = 0, kind = $("#tabs li").eq(0).attr("data-value");
      function load() { $.ajax({url: "/rest/getPageInfoList", type: "POST",
        data: {siteGuid: site, categoryNum: kind, kw: "", pageIndex: pageIndex, pageSize: 5}}); }
      $("#tabs li").on("click", function () { kind = $(this).attr("data-value"); load(); }); load();"""
    sent = "/rest/getPageInfoList#__post:form:?siteGuid=7eb5&categoryNum={}&kw=&pageIndex=0&pageSize=5"
    assert asked(page, PAGE, script) == [sent.format("001"), sent.format("003")]


def test_tabs_that_stand_in_a_script_are_lists_of_their_own() -> None:
    page = "<div id=app><span v-for='one in tabs' @click='choose(one)'>{{one.name}}</span></div>"
    script = """new Vue({el: "#app", data: {tabs: [{name: "采购公告", code: "a1"}, {name: "结果公告", code: "a2"}], active: ""},
      created() { this.choose(this.tabs[0]) }, methods: {choose(one) { this.active = one.code; this.load(1) },
      load(n) { fetch("/category", {method: "POST", body: JSON.stringify({pageNo: n, kind: this.active})}) }}})"""
    sent = '/category#__post:json:{{"pageNo":1,"kind":"{}"}}'
    assert asked(page, PAGE, script) == [sent.format("a1"), sent.format("a2")]


def test_clicks_that_call_the_asking_function_are_lists_and_the_pager_s_are_not() -> None:
    page = """<li onclick="items('D01',1)">公安局</li><li onclick="items('D02',1)">民政局</li><a onclick="items('D01',2)">2</a>
      <script>function items(dept, page) { $.getJSON("/find?dept=" + dept + "&pageNum=" + page); } items("D01", 1);</script>"""
    assert asked(page) == ["/find?dept=D01&pageNum=1", "/find?dept=D02&pageNum=1"]


@pytest.mark.parametrize(
    ("script", "sent"),
    [
        ("var p = {guid: '7e', CURRENTPAGEINDEX: 0}; $.ajax({type: 'post', url: '/l', data: {params: JSON.stringify(p)}})",
         '/l#__post:form:?params={"guid":"7e","CURRENTPAGEINDEX":0}'),
        ("axios.defaults.baseURL = window.conf.api; window.conf = {api: '/prod-api'}; new Vue({data: {query: {pageNum: 1, kind: ''}},"
         " methods: {load: function () { var t = this; axios.post('/land/list', t.query).then(function (e) { t.rows = e.data }) }}})",
         '/prod-api/land/list#__post:json:{"pageNum":1,"kind":""}'),
        ("function n(e) { return fetch(\"\".concat(t, '/list?kind=').concat(e.kind) + '&current=' + e.current) } n({kind: 7, current: 1});"
         " var t = '/api';", "/api/list?kind=7&current=1"),
        ("app.service('api', function ($http) { this.list = function (q) { return $http({method: 'POST', url: '/rest/search', data: q}); } });"
         " $scope.query = {pageNumber: 1, size: 5}; api.list($scope.query)", '/rest/search#__post:json:{"pageNumber":1,"size":5}'),
        ("function load(n) { var url = '/rest/list.do?&channel=7&currPage=' + n + '&size=6'; $.ajax({url: url}) } load(1);",
         "/rest/list.do?&channel=7&currPage=1&size=6"),
        ("function f(e) { return o({url: '/web/page', method: 'get', params: e}) } f(query); var query = {pageNum: 1, size: 5}",
         "/web/page?pageNum=1&size=5"),
        ("new Ext.data.JsonStore({url: '/q.do', root: 'root', baseParams: {court: '430'}}); x = {pageSize: 4}",
         "/q.do#__post:form:?court=430&start=0&limit=4"),
        ("table.render({elem: '#t', url: '/l', method: 'post', limit: 5, request: {pageName: 'pageNum', limitName: 'size'}})",
         "/l#__post:form:?pageNum=1&size=5"),
        ("$('#t').bootstrapTable({url: '/l', pageSize: 4, queryParams: function (p) {"
         " return {pageNum: (p.offset / p.limit) + 1, pageSize: p.limit, type: 'zk'}; }})", "/l?pageNum=1&pageSize=4&type=zk"),
    ],
)  # fmt: skip
def test_calls_of_scripts_ask_for_the_first_page(script: str, sent: str) -> None:
    assert asked(f"<div id=list></div><script>{script}</script>") == [sent]


@pytest.mark.parametrize(
    ("grid", "sent"),
    [
        ("<table class=easyui-datagrid data-options=\"url:'/l',method:'post',pageSize:5,queryParams:{d:''}\"></table>",
         "/l#__post:form:?d=&page=1&rows=5"),
        ("<div class=mini-datagrid url=/l.do pageSize=5></div><script>grid.load({lx: '1'})</script>",
         "/l.do#__post:form:?lx=1&pageIndex=0&pageSize=5"),
        ("<table data-toggle=table data-url=/l data-page-size=20></table>", "/l?offset=0&limit=20"),
        ("<table class=layui-table lay-data=\"{url:'/l', page:true, limit:15}\"></table>", "/l?page=1&limit=15"),
    ],
)  # fmt: skip
def test_grids_that_say_themselves_where_their_rows_come_from_are_asked(grid: str, sent: str) -> None:
    assert asked(grid) == [sent]


def test_a_route_of_the_page_s_own_program_fills_what_its_list_asks() -> None:
    script = """routes = [{path: "/notice/list/:typeId"}]; query = {pageNum: 1, typeId: void 0};
      load = function () { query.typeId = this.$route.params.typeId; o({url: "/page", method: "get", params: query}) }"""
    assert asked("<div id=app></div>", f"{HOST}/notice/list/3", script) == ["/page?pageNum=1&typeId=3"]


@pytest.mark.parametrize(
    ("click", "opens"),
    [
        ("h += '<tr onclick=\"show(\\'' + m.mailId + '\\')\">'", "function show(id) { window.open('d.html?mailId=' + id) }"),
        ("h = `<li onclick=\"show('${m.mailId}')\">`", "function show(id) { location.href = 'd.html?mailId=' + id; }"),
        ("", "renderer = function (v, m, r) { return '<a href=\"/jyxx/d.html?mailId=' + r.get('mailId') + '\">' + v }"),
    ],
)  # fmt: skip
def test_rows_opened_by_a_function_have_the_addresses_that_it_makes(click: str, opens: str) -> None:
    page = f"<ul id=l></ul><script>$.post('/mails.do', {{pageNo: 1}}); {click}; {opens}</script>"
    root = parse_html(page)
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    assert found is not None
    rows = [{"mailId": f"a{n}", "mailTitle": f"北街路灯不亮的问题{n}", "createTime": "2021-03-05"} for n in range(3)]
    listing = read_data(json.dumps({"data": {"total": 9, "rows": rows}}), found.urls[0])
    assert listing is not None
    assert (listing.items[2].url, len(listing.next_urls)) == (f"{HOST}/jyxx/d.html?mailId=a2", 2)
    assert request_of(listing.next_urls[0])[1] == b"pageNo=2"


def test_kinds_counted_each_by_itself_are_one_list_and_loose_data_are_read() -> None:
    row = '{"title": "关于道路养护的通知N", "url": "/z/N.htm", "time": "2021.03.05",\r\n"content": "一\r\n二"},'
    kinds = (
        f'"{kind}": {{"totalCount": "{total}", "docs": [{"".join(row.replace("N", str(at + n)) for n in range(3))}]}}'
        for kind, total, at in (("gongwen", 9, 0), ("bumen", 13, 50))
    )
    loose = f"\r\n{{{', '.join(kinds)}}}"
    listing = read_data(loose, f"{HOST}/data?t=library&p=1&n=3")
    assert listing is not None
    assert (len(listing.items), listing.expected_items, len(listing.next_urls)) == (6, 22, 4)


def test_files_that_an_article_s_data_name_are_links_below_its_text() -> None:
    text = "<p>" + "各单位要做好防汛。" * 5 + "</p>"
    data = {"data": {"gyggBt": "防汛公告", "gyggNr": text, "fjList": [{"fjId": "a7", "fjMc": "附表.xls"}]}}
    page = '<div id="app"><h2>{{d.gyggBt}}</h2><div v-html="d.gyggNr"></div></div>'
    made = with_reply(page, json.dumps(data), "fileUrl = '/api/file/download?fileId=';")
    assert made is not None
    assert f'{text}<p><a href="/api/file/download?fileId=a7">附表.xls</a></p>' in made


def test_a_catalogue_s_tree_gives_a_list_for_each_of_its_nodes_by_name() -> None:
    script = """var setting = {async: {enable: true, url: "/xxgk/tree.do", autoParam: ["id"], type: "post"}}, catalogId = "10";
      function onClick(e, treeId, node) { if (!node.isParent) { catalogId = node.id; go(1); } }
      function go(n) { $.post("/xxgk/list.do", {catalogId: catalogId, currentPage: n}, function (html) { $("#l").html(html); }); }
      go(1);"""
    page = f"<ul id=tree></ul><div id=l></div><script>{script}</script>"
    root = parse_html(page)
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    assert found is not None
    first, tree = found.urls
    assert request_of(first)[1] == b"catalogId=10&currentPage=1"
    assert request_of(tree)[:2] == (f"{HOST}/xxgk/tree.do", b"id=")
    reply = [{"id": "101", "name": "政策文件", "isParent": False}, {"id": "102", "name": "重点领域", "isParent": True}]
    listing = read_data(json.dumps(reply), tree)
    assert listing is not None
    ((url, name),) = listing.parts.items()
    assert (request_of(url)[1], name) == (b"catalogId=101&currentPage=1", "政策文件")
    below = next(one for one in listing.next_urls if one != url)
    assert request_of(below)[1] == b"id=102"


def test_what_is_signed_or_enciphered_is_not_asked_but_told() -> None:
    script = """axios.post("/api/letters", sm4(JSON.stringify({page: 1})), {headers: {"X-Sign": sign}});
      $.ajax({url: "/open/list", data: {page: 1, sign: md5(1)}})"""
    page = f"<ul id=l></ul><script>{script}</script>"
    root = parse_html(page)
    shown = ListPage(PAGE, page, root, read_links(root, PAGE, page))
    assert find_paging(shown) is None
    assert sealed_in(shown) == [f"{HOST}/api/letters", f"{HOST}/open/list"]


@pytest.mark.parametrize(("body", "is_asked"), [("'c=' + location.pathname", True), ("sm4.key() + btoa('c')", False)])
def test_the_one_request_of_whose_reply_links_are_made_is_asked_unless_its_text_is_enciphered(
    body: str, is_asked: bool
) -> None:
    script = f"""fetch('/data', {{method: 'POST', body: {body}, headers: {{a: 'urlencoded'}}}}).then(r => r.json())
      .then(rows => rows.forEach(r => {{ document.getElementById('box').innerHTML += '<a href="' + r.u + '">' + r.t + '</a>' }}))"""
    page = f"<ul id=box></ul><script>{script}</script>"
    root = parse_html(page)
    assert (find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page))) is not None) is is_asked


@pytest.mark.parametrize(
    "script",
    [
        "".join(f"$.ajax({{url: '/api{n}', data: held}});" for n in range(60))
        + "held = {page: 1, kind: id};"
        + "x = {a: 1};" * 9_000,
        "$('.a li').eq(0).attr('x');" * 4_000 + "$.get('/list?page=1')",
        "t = [{a: 1}," * 9_000 + "$.get('/list?page=1')",
        '"\\".concat("' * 9_000 + "$.get('/list?page=1')",
        "function show(n) { window.open('/d?id=' + n) }" * 3_000 + "$.get('/list?page=1')",
        "$route." * 9_000 + "a" * 60_000 + "$.get('/list?page=1')",
    ],
    ids=["held", "selectors", "tabs", "concat", "functions that open", "long words"],
)
def test_hostile_scripts_are_read_in_linear_time(script: str) -> None:
    items = "".join(f"<li data-id={n}>栏目{n}</li>" for n in range(60))
    html = f"<ul class=a>{items}</ul><script>$('li').click(function () {{ id = $(this).attr('data-id') }}); {script}</script>"
    root = parse_html(html)
    started = time.process_time()
    find_paging(ListPage(PAGE, html, root, read_links(root, PAGE, html)))
    assert time.process_time() - started < 30  # under a second alone; minutes where each call is looked for anew


def test_a_record_in_data_is_the_page_of_its_layer_with_all_that_it_tells() -> None:
    record = {
        "id": "7e", "cfmc": "某店无证经营案", "cf_wsh": "云罚〔2021〕3号", "fkje": 5000, "publishTime": 1614909600000, "isdel": 0,
        "cfsy": "经查，当事人无证经营。" * 20, "people": {"xdr": "某店"}, "files": [{"name": "决定书", "url": "/f/7.pdf"}],
        "materials": [{"clmc": "申请书", "fs": 3}],
    }  # fmt: skip
    shown = layer_page(json.dumps({"code": 0, "data": record}), "{field: 'clmc', title: '材料名称'}") or ""
    facts = (
        "处罚决定书文号</td><td>云罚〔2021〕3号",
        "fkje</td><td>5000",
        "发布时间</td><td>2021-03-05",
        "xdr</td><td>某店",
    )
    assert all(f"<tr><td>{one}</td></tr>" in shown for one in facts)
    assert "<h1>某店无证经营案</h1>" in shown
    assert "7e" not in shown
    assert "isdel" not in shown
    assert f"<p>cfsy：</p><div>{record['cfsy']}</div>" in shown
    assert '<a href="/f/7.pdf">决定书</a>' in shown
    assert "<th>材料名称</th><th>fs</th></tr><tr><td>申请书</td><td>3</td>" in shown


def test_a_record_is_called_as_its_list_calls_it_and_one_that_nobody_calls_is_none() -> None:
    record = json.dumps(
        {"ajxx": "某店无证经营案", "cf_wsh": "云罚〔2021〕3号", "cf_nr": "罚款500元", "cf_jdrq": "2021-03-05"}
    )
    assert "<h1>某店无证经营案</h1>" in (layer_page(record, "", "某店无证经营案") or "")
    assert layer_page(record) is None


@pytest.mark.parametrize("text", ["中<a ====", "<th field=", "field:a,", "中：", "{name:'a',title:'中"])
def test_labels_are_read_in_linear_time(text: str) -> None:
    started = time.process_time()
    labels_in(text * 20_000)
    assert time.process_time() - started < 30  # under a second alone


TEMPTING = {
    "a tree asked at what deletes": """var setting = {async: {url: "/xxgk/delNode.do", type: "post"}}, cat = "1";
      function f(e, t, node) { cat = node.id; go(1); } function go(n) { $.post("/l/list.do", {cat: cat, page: n}); } go(1);""",
    "a grid that saves": """$("#t").datagrid({url: "/user/saveAll.do", queryParams: {kind: 1}}); go();
      function go() { $.post("/l/list.do", {page: 1}); }""",
    "a word that is sent": """$.post("/doc.do", {method: "deleteDocs", page: 1}); $.post("/l/list.do", {page: 1});""",
    "an address in capitals": """$.post("/doc/DelDocs.ashx", {page: 1}); $.post("/l/list.do", {page: 1});""",
    "what follows an id": """$.post("/doc/removeById/3", {page: 1}); $.post("/l/list.do", {page: 1});""",
    "a subscription": """$.post("/user/subscribe", {page: 1}); $.post("/l/list.do", {page: 1});""",
}


@pytest.mark.parametrize("script", TEMPTING.values(), ids=TEMPTING.keys())
def test_what_may_change_something_is_not_asked_whatever_reads_it(script: str) -> None:
    urls = asked(f"<div id=l></div><script>{script}</script>")
    assert urls
    assert all(one.startswith("/l/list.do#__post:form:?") for one in urls)


def test_lists_sorted_by_when_they_were_changed_are_asked() -> None:
    script = 'fetch("/api/getUpdateList?sort=lastUpdateTime&isDeleteFlag=0&page=1")'
    sent = "/api/getUpdateList?sort=lastUpdateTime&isDeleteFlag=0&page=1"
    assert asked(f"<div id=l></div><script>{script}</script>") == [sent]


def test_rows_are_opened_by_what_shows_them_though_a_button_of_each_deletes() -> None:
    script = """$.post("/l/list.do", {page: 1}, function (d) { $.each(d, function (i, o) { s += "<a onclick=\\"x('/l/delete.do?id=" +
      o.id + "')\\">删除</a><a href='/l/view.do?id=" + o.id + "'>" + o.title + "</a>" }) })"""
    root = parse_html(page := f"<div id=l></div><script>{script}</script>")
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    assert found is not None
    assert "/l/view.do?id={id}" in unquote(found.urls[0])
    assert "delete" not in unquote(found.urls[0])


def test_the_number_of_a_document_is_no_title_where_the_case_is_named() -> None:
    def titles(**row: str) -> list[str]:
        found = read_data(json.dumps({"total": 1, "rows": [{"url": "/1.html", "d": "2018-11-02", **row}]}), PAGE)
        return [one.title for one in found.items] if found else []

    number = "云川市场监管CF决字〔2018〕第32号"
    assert titles(cfAjmc="某厂处罚案", cfWsh=number) == ["某厂处罚案"]
    assert titles(a="某厂运输处罚案", b=number) == ["某厂运输处罚案"]
    assert titles(name=number, cfXdrMc="某厂") == [number], "whom it concerns is no title"


@pytest.mark.parametrize(
    "hole",
    ["{{=v.infoid}}", "{{ this.infoid }}", "{{@infoid}}", "<%= v.infoid %>", "{%= v.infoid %}", "{{! v.infoid }}"],
)
def test_the_templates_of_many_libraries_tell_the_address_of_an_item(hole: str) -> None:
    page = f"<script type=text/x-tmpl><a href='/i/{hole}.htm'></a></script><ul id=l></ul><script>$.get('/l', {{page: 1}})</script>"
    root = parse_html(page)
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    assert found is not None
    assert unquote(found.urls[0]) == f"{HOST}/l?page=1#__item:{HOST}/i/{{infoid}}.htm"


def test_what_is_stamped_with_the_time_or_packed_in_base64_is_asked_page_by_page() -> None:
    stamped = """<ul id=l></ul><script>function load(n) { $.get("/l?_t=" + new Date().getTime() + "&r=" + Math.random(),
      {cid: 7, pageNo: n}, function (d) { $("#l").html(d) }) } load(1)</script>"""
    assert asked(stamped) == ["/l?cid=7&pageNo=1"]
    packed = """<ul id=l></ul><script>function load(n) { $.getJSON("/q", {p: btoa(JSON.stringify({cid: "7", pageNo: n}))},
      function (d) { $("#l").html(d) }) } load(1)</script>"""
    (url,) = asked(packed)
    assert url == "/q?p=eyJjaWQiOiI3IiwicGFnZU5vIjoxfQ=="
    rows = [{"title": f"关于第{n}号的通知", "url": f"/{n}.html"} for n in range(2)]
    found = read_data(json.dumps({"total": 6, "rows": rows}), f"{HOST}{url}")
    assert found is not None
    assert [unpacked(one)[0] for one in found.next_urls] == ['{"cid":"7","pageNo":2}', '{"cid":"7","pageNo":3}']  # type: ignore[index]


def test_a_list_goes_on_from_the_place_that_its_reply_names() -> None:
    page = """<ul id=l></ul><a id=m>加载更多</a><script>var cursor = ""; function load() { $.post("/feed",
      {cid: 7, size: 2, cursor: cursor}, function (d) { $("#l").append(d.rows); cursor = d.next }) } load()</script>"""
    (url,) = asked(page)
    assert url == "/feed#__post:form:?cid=7&size=2&cursor="
    rows = [{"title": f"关于第{n}号的通知", "url": f"/{n}.html"} for n in range(2)]
    told = [read_data(json.dumps({"rows": rows, "next": mark}), f"{HOST}{url}") for mark in ("bzoy", "", None)]
    assert [one and one.next_urls for one in told] == [[f"{HOST}{url}bzoy"], [], []]
    again = read_data(json.dumps({"rows": rows, "next": "bzoy"}), f"{HOST}{url}bzoy")
    assert again is not None
    assert again.next_urls == [], "a place that is named again leads nowhere"
    other = read_data(json.dumps({"rows": rows, "next": "bzoy"}), f"{HOST}/l?cid=7")
    assert other is not None
    assert other.next_urls == []


def test_a_signature_of_which_a_part_is_unknown_is_not_sent() -> None:
    page = """<ul id=l></ul><script>function load(n) { var o = {cid: 7, pageNo: n, timestamp: +new Date()}; o.sign = "00" + sum(o);
      $.ajax({url: "/l", data: o, success: function (d) { $("#l").html(d) }}) } load(1)</script>"""
    root = parse_html(page)
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    assert found is None or not any("sign" in one for one in found.urls)


def test_a_request_with_a_signature_in_its_headers_is_told_as_sealed_and_not_asked() -> None:
    page = """<ul id=l></ul><script>$.ajax({url: "/trade/list", type: "POST", headers: {"portal-sign": sign(p)},
      data: JSON.stringify({page: 1})})</script>"""
    root = parse_html(page)
    here = ListPage(PAGE, page, root, read_links(root, PAGE, page))
    assert (find_paging(here), sealed_in(here)) == (None, [f"{HOST}/trade/list"])


def every(html: str, replies: dict[str, str], url: str = PAGE) -> list[str]:
    """A list page and replies by their addresses → the titles of all that it lists, page by page."""
    root = parse_html(html)
    found = find_paging(ListPage(url, html, root, read_links(root, url, html)))
    assert found is not None
    left, titles = list(found.urls), list[str]()
    while left:
        one = left.pop(0)
        listing = read_data(replies.get(one.split("#")[0].removeprefix(HOST), ""), one)
        titles += [item.title for item in listing.items] if listing else []
        left += listing.next_urls if listing else []
    return titles


ROWS = [[f"关于第{n}次停水的公告", f"/{n}.htm", "2018-03-05"] for n in range(1, 6)]
AS_ROWS = "var h = ''; $.each({}, function (i, a) {{ h += '<li><a href=\"' + a.u + '\">' + a.t + '</a></li>'; }}); $('#l').html(h);"
NAMED = [{"t": title, "u": url, "d": day} for title, url, day in ROWS]


@pytest.mark.parametrize(
    ("script", "replies"),
    [
        (  # index.json, index_1.json: static files as TRS names its pages
            f"function go(n) {{ $.getJSON(n == 0 ? './i.json' : './i_' + n + '.json', function (r) {{ {AS_ROWS.format('r.docs')} }}); }} go(0);",
            {f"/jyxx/i{f'_{n}' * bool(n)}.json": json.dumps({"pageCount": 3, "docs": NAMED[2 * n : 2 * n + 2]}) for n in range(3)},
        ),
        (  # a number in the path, and nothing that tells how many
            f"function go(n) {{ $.get('/l/7/' + n, function (r) {{ {AS_ROWS.format('r.list')} }}); }} go(1);",
            {f"/l/7/{n}": json.dumps({"list": NAMED[2 * n - 2 : 2 * n]}) for n in (1, 2, 3)},
        ),
        (  # a callback, and a name that means nothing; its 下一页 alone counts on
            f"var p = 1; window.fill = function (r) {{ {AS_ROWS.format('r.items')} $('#next').off('click').on('click', "
            "function () { if (p < r.pages) { p++; get(); } }); }; function get() { $.getScript('/i?cb=fill&n=' + p); } get();",
            {f"/i?cb=fill&n={n}": f"fill({json.dumps({'pages': 3, 'items': NAMED[2 * n - 2 : 2 * n]})})" for n in (1, 2, 3)},
        ),
        (  # a script element made anew for each page, whose file is data
            "function go(n) { var s = document.createElement('script'); s.onload = show; s.src = '/d/l_' + n + '.js';"
            " document.body.appendChild(s); } function show() { } go(1);",
            {f"/d/l_{n}.js": f"var pages = 3;\nvar rows = {json.dumps(ROWS[2 * n - 2 : 2 * n])};" for n in (1, 2, 3)},
        ),
    ],
)  # fmt: skip
def test_the_request_for_the_second_page_tells_which_number_is_that_of_the_page(
    script: str, replies: dict[str, str]
) -> None:
    html = f"<ul id=l></ul><a id=next>下一页</a><script>{script}</script>"
    assert every(html, replies) == [title for title, _url, _day in ROWS]


def test_a_number_that_is_no_page_s_and_two_that_change_are_not_counted_on() -> None:
    lists = "$.getJSON('/l/7', function (r) { $('#l').html('<a href=\"' + r.rows[0].u + '\">'); });"
    rest = "function go(n) { $.get('/l/' + n + '/' + (n * 7), function (r) { $('#l').html('<a href=\"' + r.rows[0].u + '\">'); }); } go(1);"
    for script in (lists, rest):
        told = asked(f"<ul id=l></ul><script>{script}</script>")
        assert [one for one in told if "next" in one] == []


def test_grids_of_datatables_before_1_10_are_asked_by_their_own_names() -> None:
    options = "bServerSide: true, iDisplayLength: 2, sAjaxSource: '/l.action?type=cf', fnServerParams: function (a) { a.push({name: 'c', value: 'x'}); }"
    told = asked(f"<table id=t></table><script>$('#t').dataTable({{{options}}});</script>")
    assert told == ["/l.action?type=cf&sEcho=1&iDisplayStart=0&iDisplayLength=2&c=x"]
    rows = [{"title": one[0], "url": one[1]} for one in ROWS[:2]]
    found = read_data(json.dumps({"iTotalRecords": 5, "iTotalDisplayRecords": 5, "aaData": rows}), HOST + told[0])
    assert found is not None
    assert [one.partition("?")[2].split("&")[2] for one in found.next_urls] == ["iDisplayStart=2", "iDisplayStart=4"]


def test_a_click_on_a_node_that_a_reply_tells_asks_for_the_list_of_each() -> None:
    """zTree with nodes of an interface of its own: the script hands them to init, and chooses one to begin with."""
    script = """var now, setting = {callback: {onClick: function (e, id, node) { now = node; load(1); }}};
      function load(n) { $.post("/rows.do", {cat: now.catcode, page: n, rows: 5}, function (r) { $("#b").html(r.rows[0].title); }, "json"); }
      $.post("/tree.do", {site: 1}, function (nodes) { var t = $.fn.zTree.init($("#t"), setting, nodes);
        t.setting.callback.onClick(null, "t", t.getNodeByParam("catcode", "0101")); }, "json");"""
    (told,) = asked(f"<ul id=t></ul><table><tbody id=b></table><script>{script}</script>")
    nodes = [
        {"catcode": "01", "parentcode": "0", "catname": "目录"},
        {"catcode": "0101", "parentcode": "01", "catname": "机构"},
    ]
    html = f"<ul id=t></ul><script>{script}</script>"
    root = parse_html(html)
    paging = find_paging(ListPage(PAGE, html, root, read_links(root, PAGE, html)))
    assert told.startswith("/tree.do#__post:form:?site=1")
    assert paging is not None
    listing = read_data(json.dumps(nodes), paging.urls[0])
    assert listing is not None
    assert [*listing.parts.values()] == ["机构"]
    assert [one.split("#__item")[0] for one in listing.parts] == [f"{HOST}/rows.do#__post:form:?cat=0101&page=1&rows=5"]


def test_a_reply_packed_in_base64_is_read_like_any_other() -> None:
    rows = {"total": 5, "records": [{"title": one[0], "url": one[1], "pubtime": one[2]} for one in ROWS[:2]]}
    packed = b64encode(quote(json.dumps(rows, ensure_ascii=False)).encode()).decode()
    for reply in (json.dumps({"code": 0, "data": packed}), packed):
        found = read_data(reply, f"{HOST}/l?page=1")
        assert found is not None
        assert (len(found.items), found.expected_items, len(found.next_urls)) == (2, 5, 2)
    assert read_data(json.dumps({"code": 0, "token": "eyJhbGciOiJIUzI1NiJ9.e30.AAAA"}), f"{HOST}/l?page=1") is None


def addressed(html: str) -> str:
    """A list page → the address of its items, which goes with its request."""
    root = parse_html(html)
    found = find_paging(ListPage(PAGE, html, root, read_links(root, PAGE, html)))
    assert found is not None
    return unquote(found.urls[0].partition("#__item:")[2].partition("&")[0]).removeprefix(HOST)


def test_a_row_of_jquery_s_templates_leads_where_a_click_on_it_opens() -> None:
    page = """<input type=hidden id=kind value=3><table><tbody id=rows></tbody></table>
      <script id=one type="text/x-jquery-tmpl"><tr class=row data-n="${NewsID}"><td>${Title}</td></tr></script><script>
      $.getJSON("/News.ashx", {t: $("#kind").val(), page: 1}, function (d) { $("#one").tmpl(d.Items).appendTo("#rows"); });
      $("#rows").on("click", "tr.row", function () { window.open("/Show.aspx?t=" + $("#kind").val() + "&n=" + $(this).attr("data-n")); });
      </script>"""
    assert addressed(page) == "/Show.aspx?t=3&n={NewsID}"
    assert addressed(page.replace("tr.row", "tr.other")) != "/Show.aspx?t=3&n={NewsID}"


def test_an_item_s_route_is_what_its_script_asks_there_and_no_address_of_its_own() -> None:
    page = """<div id=app><ul><li v-for="r in rows"><a :href="'#/view/' + r.uid">{{ r.name }}</a></li></ul></div><script>
      Vue.createApp({data() { return {rows: [], n: 0}; }, mounted() { this.route(); }, methods: {
        route() { const m = location.hash.match(/^#\\/view\\/(\\w+)/); if (m) { fetch('/api/laws/' + m[1]); } else { this.more(); } },
        more() { this.n++; fetch('/api/laws?current=' + this.n + '&size=4').then(r => r.json()).then(j => {
          this.rows = this.rows.concat(j.data.records); }); } }}).mount('#app');</script>"""
    assert addressed(page) == "/api/laws/{uid}"
    assert addressed(page.replace("fetch('/api/laws/' + m[1])", "this.n = 7")) == "/jyxx/"  # the page's folder


def test_the_other_years_that_a_page_offers_are_asked_for_as_its_script_asks_for_the_first() -> None:
    page = "<select id=y><option value=2020>2020年</option><option>2019年</option></select>YEARS<ul id=l></ul><script>SCRIPT</script>"
    picked = page.replace("YEARS", "").replace("SCRIPT", "$.get('/list', {year: $('#y').val(), page: 1}, show)")
    assert asked(picked) == ["/list?year=2020&page=1", "/list?year=2019&page=1"]
    buttons = "".join(f"<b><button data-y={year}>{year}</button></b>" for year in (2020, 2018))
    pressed = """$('button').on('click', function () { $.getJSON('/list?page=1&year=' + $(this).data('y'), function (d) {
      $('#l').html('<a href="' + d.rows[0].url + '">' + d.rows[0].title + '</a>') }) }); $('button').first().trigger('click')"""
    beside = page.split("</select>")[1].replace("YEARS", f"<div>{buttons}</div>").replace("SCRIPT", pressed)
    assert asked(beside) == ["/list?page=1&year=2020", "/list?page=1&year=2018"]
    many = "<ul><li>" + "<i>x</i>" * 5_000 + "</li>" + "<li>2020</li>" * 5_000 + "</ul>"
    assert asked(picked.replace("<ul id=l>", f"{many}<ul id=l>"))[0] == "/list?year=2020&page=1"
    fixed = picked.replace("$('#y').val()", "2021")  # none of those that it offers
    assert asked(fixed) == ["/list?year=2021&page=1"]


def test_a_tab_that_asks_nothing_alone_names_the_list_that_its_page_asked_for_at_first() -> None:
    page = """<p class=tab><b data-c=11>民政要闻</b><b data-c=12>公告公示</b></p><ul id=l></ul><script>
      var had = {}; function fill(c) { $.getJSON('/list', {col: c, page: 1}, function (d) { had[c] = 1;
        $('#l').html('<a href="' + d.rows[0].url + '">' + d.rows[0].title + '</a>'); }); }
      $('.tab').on('click', 'b', function () { var c = $(this).attr('data-c'); if (!had[c]) fill(c); }); fill('11');</script>"""
    two = page.replace("</p>", "<b data-c=11>返回顶部</b></p>")  # which of the two it is nobody tells
    for html, names in ((page, ["公告公示", "民政要闻"]), (two, ["公告公示"])):
        root = parse_html(html)
        assert [words for _asked, words in told_by(root, PAGE, read_links(root, PAGE, html).scripts).tabs] == names


def _answer(url: str, body: str, status: int = 200, kind: str = "text/html") -> Response:
    return Response(url, status, "", "1.1", (("Content-Type", kind),), body.encode(), body.encode(), "", 0.0, None, ())


@pytest.mark.parametrize(
    ("page", "cookies", "sent"),
    [
        ("<meta name=_csrf content=8e80-11-a><meta name=_csrf_header content=X-Own>", "", {"X-Own": "8e80-11-a"}),
        ('<meta name="csrf-token" content="8e80-11-a">', "", {"X-CSRF-TOKEN": "8e80-11-a"}),
        ("", "csrftoken=8e80-11-a; sid=1", {"X-CSRFToken": "8e80-11-a"}),
        ("", "XSRF-TOKEN=8e80%3D11-a", {"X-XSRF-TOKEN": "8e80=11-a"}),
        ("<meta name=_csrf content=8e80-11-a><meta name=_csrf_header content=Host>", "", {"X-CSRFToken": "8e80-11-a"}),
        (
            "<meta name=_csrf content=8e80-11-a><meta name=_csrf_header content='X a\n:'>",
            "",
            {"X-CSRFToken": "8e80-11-a"},
        ),
        ('<meta name="token" content="8e80-11-a"><meta name=keywords content=8e80-11-a>', "sid=8e80-11-a", {}),
    ],
)
def test_what_is_posted_holds_the_token_of_a_page_and_no_other_value(
    page: str, cookies: str, sent: dict[str, str]
) -> None:
    tokens, told = Tokens(lambda _url: cookies), list[dict[str, str]]()
    tokens.note(_answer(PAGE, f"<html>{page}</html>"))
    url = posted_url(f"{HOST}/list", {"page": 1}, is_json=False)
    tokens.send(url, lambda _address, _body, headers: told.append(headers) or _answer(url, "[]"))  # type: ignore[func-returns-value]
    plain = {"Content-Type", "X-Requested-With"}
    assert sent.items() <= told[0].items()
    assert bool(told[0].keys() - plain) == bool(sent)
    assert told[0].keys() - plain <= {"X-Own", *WAYS}


def test_the_token_of_a_page_that_came_encrypted_does_not_go_in_the_open() -> None:
    tokens, told = Tokens(lambda _url: None), list[dict[str, str]]()
    tokens.note(_answer(PAGE.replace("http:", "https:"), "<meta name=csrf-token content=8e80-11-a>"))
    for host in (HOST, HOST.replace("http:", "https:")):
        url = posted_url(f"{host}/list", {"page": 1}, is_json=False)
        tokens.send(url, lambda _address, _body, headers: told.append(headers) or _answer(HOST, "[]"))  # type: ignore[func-returns-value]
    assert ["X-CSRF-TOKEN" in headers for headers in told] == [False, True]


def test_fields_beside_a_token_are_sent_as_the_script_writes_them() -> None:
    tokens, sent = Tokens(lambda _url: None), list[bytes]()
    tokens.note(_answer(PAGE, "<meta name=_csrf content='8e80 11&a'>"))
    url = f"{HOST}/list#__post:form:?ids=1&ids=2&q=%D6%D0&_csrf="
    tokens.send(url, lambda _address, body, _headers: sent.append(body) or _answer(url, "[]"))  # type: ignore[func-returns-value]
    assert sent == [b"ids=1&ids=2&q=%D6%D0&_csrf=8e80+11%26a"]


def test_a_token_among_the_fields_is_no_part_of_the_address_and_is_asked_for_anew_where_it_is_refused() -> None:
    def page(url: str) -> Response:
        got.append(url)
        return tokens.note(
            _answer(url, f'<input type=hidden name="__RequestVerificationToken" value="8e80-11-{len(got)}">')
        )

    def send(address: str, body: bytes, _headers: dict[str, str]) -> Response:
        asked.append(body.decode())
        return _answer(address, "{}", 200 if body.endswith(b"-2") else 500, "application/json")

    tokens, got, asked = Tokens(lambda _url: None), list[str](), list[str]()
    page(PAGE)
    url = posted_url(f"{HOST}/list", {"page": 1, "__RequestVerificationToken": "8e80-11-0"}, is_json=False)
    assert url == posted_url(f"{HOST}/list", {"page": 1, "__RequestVerificationToken": "8e80-11-7"}, is_json=False)
    assert tokens.send(url, send, PAGE, page).status == 200
    assert asked == ["page=1&__RequestVerificationToken=8e80-11-1", "page=1&__RequestVerificationToken=8e80-11-2"]
    elsewhere = url.replace("old.", "other.")
    assert tokens.send(elsewhere, send, PAGE, page).status == 500  # no other host is told it
    assert "8e80" not in asked[-1]
    assert [tokens.send(elsewhere, send, PAGE, page).status for _again in range(3)] == [500] * 3
    assert got == [PAGE] * 3  # asked for once more in vain, and then no more


@pytest.mark.parametrize(
    "chosen",
    ["$('#tabs b').hover(function () { show($(this).data('lm')) })", "$('#tabs').on('mouseenter click', 'b', function () { show($(this).data('lm')) })"],
)  # fmt: skip
def test_each_box_that_a_page_asks_for_and_links_is_a_list_as_is_each_tab_of_it(chosen: str) -> None:
    script = """function show(lm) { $.ajax({url: '/jsonp/news', data: {lm: lm}, dataType: 'jsonp', success: function (r) {
        $('#box').html('<a href="/' + lm + '/d?id=' + r.data[0].id + '">') }}) } show('a'); %s;
      $.post('/channel/list', {id: 7, pageNo: 1}, function (r) { $('#l').html('<a href="/d?id=' + r.rows[0].id + '">') });
      $.getJSON('/weather', function (r) { $('#w').text(r.now) })"""
    page = f"<p id=tabs><b data-lm=a>动态</b><b data-lm=b>区县</b></p><p id=box></p><p id=l></p><script>{script % chosen}</script>"
    assert [one.split("&callback")[0] for one in asked(page)] == [
        "/channel/list#__post:form:?id=7&pageNo=1", "/jsonp/news?lm=a", "/jsonp/news?lm=b"
    ]  # fmt: skip
    root = parse_html(page)
    found = find_paging(ListPage(PAGE, page, root, read_links(root, PAGE, page)))
    items = [unquote(one).rpartition(HOST)[2] for one in found.urls] if found else []
    assert items == ["/d?id={id}", "/a/d?id={id}", "/b/d?id={id}"], "each as its own tab asks"


def test_a_request_of_which_a_nested_part_is_unknown_is_not_sent() -> None:
    script = """fetch('/graphql', {method: 'POST', headers: {'content-type': 'application/json'},
      body: JSON.stringify({query: 'list', variables: {c: %s, pageNo: 1}})}).then(r => r.json())"""
    page = "<ul id=l></ul><script>{}</script>"
    told = asked(page.format(script % "'tz'"))
    assert told == ['/graphql#__post:json:{"query":"list","variables":{"c":"tz","pageNo":1}}']
    html = page.format("function list(code) { %s }" % (script % "code.name"))
    root = parse_html(html)
    assert find_paging(ListPage(PAGE, html, root, read_links(root, PAGE, html))) is None
