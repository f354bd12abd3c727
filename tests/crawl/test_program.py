"""Scripts of pages without rows, followed step by step to what they ask. Nothing is asked here."""

from __future__ import annotations

import time
from urllib.parse import unquote

import pytest

from guiyi.crawl.paging import ListPage, find_paging, read_data
from guiyi.crawl.paging.followed import item_address, told_of
from guiyi.crawl.reading.links import read_links
from guiyi.markup.parsing import parse_html
from guiyi.scripts.grammar.statements import statements_of
from guiyi.scripts.interfaces.questions import Told, told_by

HOST = "http://old.example.test"
ROW = """$('#l').html('<a href="/d?id=' + r.newsId + '">' + r.title)"""


def told(script: str, html: str = "<ul id=l></ul>", path: str = "/l?c=7") -> Told:
    return told_by(parse_html(html), HOST + path, [script])


def sent(script: str, html: str = "<ul id=l></ul>", path: str = "/l?c=7") -> list[tuple[str, object, str]]:
    return [(one.url, one.data, one.way) for one, _second in told(script, html, path).asked]


def paging(script: str, html: str = "<ul id=l></ul>", *files: str) -> list[str]:
    text, url = f"{html}<script>{script}</script>", f"{HOST}/l?c=7"
    root = parse_html(text)
    found = find_paging(ListPage(url, text, root, read_links(root, url, text), files))
    return [unquote(one).removeprefix(HOST) for one in found.urls] if found else []


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("function f(i) { $.get('/l', {pn: i * 10, rn: 10}) } $(function () { f(0) })", ("/l", {"pn": 0, "rn": 10}, "get")),
        ("const api = {list: '/a'}; const ask = {get: (u, p) => fetch(`${u}?page=${p.n}`).then(r => r.json())};"
         "(async () => { const {data} = await ask.get(api.list, {n: 1}) })()", ("/a?page=1", None, "get")),
        ("!function (m) { function n(i) { var o = {exports: {}}; m[i](o, o.exports, n); return o.exports } n(0) }(["
         "function (e, t, n) { new Vue({data: {q: {page: 1, kind: 3}}, created() { n(1).all(this.q) }}) },"
         "function (e, t) { var r = axios.create({baseURL: '/p'}); t.all = function (e) { return r({url: '/c', method: 'post', data: e}) } }])",
         ("/p/c", {"page": 1, "kind": 3}, "json")),
        ("class List { constructor(c) { this.c = c } load(n) { $.ajax({url: '/l', type: 'post', data: {c: this.c, page: n}}) } }"
         "new List('a').load(1)", ("/l", {"c": "a", "page": 1}, "form")),
        ("function q(n) { var r = new RegExp('(^|&)' + n + '=([^&]*)(&|$)'); var m = location.search.substr(1).match(r);"
         "return m != null ? unescape(m[2]) : null } $.getJSON('/l/' + q('c'))", ("/l/7", None, "get")),
        ("$('#l').bootstrapTable({url: '/t', method: 'post', queryParams: function (p) { return {limit: p.limit, from: p.offset} }})",
         ("/t", {"limit": 10, "from": 0}, "json")),
        ("$.ajax({type: 'POST', url: 'S.asmx/Get', contentType: 'application/json', data: \"{'c':'\" + 3 + \"','page':'1'}\"})",
         ("S.asmx/Get", {"c": "3", "page": "1"}, "json")),
        ("var a = axios.create({baseURL: '/j'}); a.interceptors.response.use(function (r) { return r.data });"
         "function body(o) { var p = new URLSearchParams; Object.keys(o).forEach(function (k) { p.append(k, o[k]) }); return p }"
         "var box = document.getElementById('none'); box && a.get('/none'); a.post('/s', body({pageNumber: 1}))",
         ("/j/s", {"pageNumber": 1}, "form")),
        ("var x = new XMLHttpRequest(); x.open('GET', '/l?page=' + 1); x.send()", ("/l?page=1", None, "get")),
    ],
)  # fmt: skip
def test_a_script_is_followed_through_its_functions_to_what_it_asks(
    script: str, asked: tuple[str, object, str]
) -> None:
    assert sent(script) == [asked]


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        "$('#l').html('<a onclick=\"show(' + r.newsId + ')\">' + r.title)",
        "$('<li/>').append($('<a/>', {href: '/d?id=' + r.newsId, text: r.title})).appendTo('#l')",
        "document.getElementById('l').innerHTML = d.rows.map(one => `<a href='/d?id=${one.newsId}'>${one.title}</a>`).join('')",
    ],
)
def test_the_address_of_an_item_is_what_the_script_makes_of_its_record(row: str) -> None:
    script = "function show(n) { window.open('/d?id=' + n) }"
    script += f"$.getJSON('/l', {{page: 1}}, function (d) {{ for (var i = 0; i < d.rows.length; i++) {{ var r = d.rows[i]; {row} }} }})"
    assert told(script).addresses == ["/d?id={newsId}"]
    assert paging(script) == [f"/l?page=1#__item:{HOST}/d?id={{newsId}}"]


@pytest.mark.parametrize(
    "row", ['<a :href="base + item.newsId">', '<a @click="show(item)">', '<i><b v-on:click="show(item)">']
)
def test_a_template_of_rows_tells_the_address_of_its_items(row: str) -> None:
    script = """new Vue({el: '#l', data: {rows: [], base: '/d?id=', page: 1}, created() { axios.get('/l', {params: {page: this.page}}) },
      methods: {show(one) { this.$router.push({path: '/d', query: {id: one.newsId}}) }}})"""
    found = told(script, f'<div id=l><p v-for="(item, i) in rows">{row}</p></div>')
    assert found.addresses == ["/d?id={newsId}"]
    assert told(script, f"<div id=l><p>{row}</p></div>").addresses == []


def test_what_is_counted_on_by_a_function_is_asked_for_the_second_page_as_well() -> None:
    script = """function unit(n) { var sent = $.extend({}, {pageId: 'c1'}); if (n > 1) { sent.paramJson = JSON.stringify({pageNo: n}) }
      $.ajax({url: '/unit', data: sent}) } unit(1)"""
    [(first, second)] = told(script).asked
    assert (first.data, second and second.data) == ({"pageId": "c1"}, {"pageId": "c1", "paramJson": '{"pageNo":2}'})
    assert paging(script)[0].startswith('/unit?pageId=c1&paramJson={"pageNo":1}')


ROUTES = """var r = location.hash.replace(/^#/, '').split('?'), id = (r[1] || '').split('=')[1];
  if (r[0] === '/d') { DETAIL } else { $.get('/list', {page: 1}, function (r) {
    $('#l').html('<a href="#/d?id=' + r.rows[0].newsId + '">' + r.rows[0].title) }) }"""


@pytest.mark.parametrize(
    ("detail", "address"),
    [
        ("$.get('/one', {id: id, kind: 3})", f"{HOST}/one?id={{newsId}}&kind=3"),
        ("$.get('/hot', {page: 1})", None),
        ("$.post('/one', {id: id})", None),
        ("$.get('/delete', {id: id})", None),
        ("$.get('/one', {id: id, sign: md5(id)})", None),
    ],
)
def test_a_record_on_a_route_behind_a_hash_is_what_the_route_asks_by_its_field(
    detail: str, address: str | None
) -> None:
    html = f"<ul id=l></ul><script>{ROUTES.replace('DETAIL', detail)}</script>"
    root = parse_html(html)
    assert item_address(ListPage(f"{HOST}/", html, root, read_links(root, f"{HOST}/", html))) == address


def test_what_only_waits_for_a_click_changes_something_or_is_signed_is_not_asked() -> None:
    clicked = "$('#b').click(function () { $.post('/l', {page: 1}) })"
    assert sent(clicked) == []
    assert paging("$.post('/delete.do', {page: 1})") == []
    assert sent("$.post('/l', {page: 1, sign: md5(secret)}); $.post('/m', encrypt({page: 1}))") == []
    assert sent("$.get('/l?t=' + unknown + '&page=1')")[0][0] == "/l?t=\ufffd&page=1"  # which no interface is asked by
    assert paging("$.get('/l/' + unknown, {page: 1})") == []


def test_a_list_is_asked_of_the_page_s_own_host_and_never_of_a_network_within() -> None:
    oa = "$.getJSON('http://10.20.30.40:8080/oa/list', {page: 1});"
    weather, own = "$.get('http://lists.example.test/now/list', {page: 1});", "$.get('/l', {page: 1})"
    within = "$.get('http://oa/list', {page: 1}); $.get('http://localhost/list', {page: 1});"
    assert paging(within + oa + weather + own) == ["/l?page=1"]
    assert paging(within + oa) == []
    assert paging(oa + weather)[0].startswith(
        "http://lists.example.test/now/list?page=1"
    )  # as some lists are of another host


def test_a_script_element_that_names_a_function_of_the_page_is_asked_as_jsonp() -> None:
    row = "h += '<a href=/i/' + d.rows[i].infoid + '.htm>' + d.rows[i].title"
    script = f"function show(d) {{ var h = ''; for (var i = 0; i < d.rows.length; i++) {{ {row} }} box.innerHTML = h }}"
    script += "var box = document.getElementById('l'), s = document.createElement('script');"
    script += "s.src = '/jsonp?c=3&page=1&cb=show'; document.body.appendChild(s);"
    assert paging(script) == [f"/jsonp?c=3&page=1&cb=show#__item:{HOST}/i/{{infoid}}.htm"]
    assert sent("var i = document.createElement('img'); i.src = '/pixel?page=1'") == []
    jsonp = "$.ajax({url: '/l', dataType: 'jsonp', jsonp: 'cb', data: {page: 1}})"
    assert sent(jsonp) == [("/l", {"page": 1, "cb": "callback"}, "get")]


def test_a_page_that_grows_at_its_end_goes_on_from_the_first_rows() -> None:
    rows = "".join(
        f"<li><a href=/i/{n}.htm>关于第{n}批检查的通知</a><span>2018-03-0{n}</span></li>" for n in range(1, 6)
    )
    script = "var page = 2, busy = false; $(window).scroll(function () { if (busy) return; if ($(document).height() - $(window).scrollTop() < 100)"
    asked = " { busy = true; $.get('/more?c=3&page=' + page, function (d) { $('#l').append(d); page++ }) } })"
    assert paging(script + asked, f"<ul id=l>{rows}</ul>") == ["/more?c=3&page=1"]
    assert paging(script + " $('#top').show() }); $.get('/hits?page=2')", f"<ul id=l>{rows}</ul>") == []


SIDE = """$.get('/so/articles', {page: 1}, function (r) { $('#h').html('<a href="/so?id=' + r.rows[0].id + '">') });
  $.get('/stat/pv', {page: 1}); $.get('/hotlist', {pageNo: 1}); $.getJSON('/tq/list?page=1'); $.post('/friend/list', {page: 1});"""


def test_a_visit_counter_hot_words_and_the_weather_are_no_list_and_the_list_is_what_is_turned_and_linked() -> None:
    list_ = (
        f"function turn(n) {{ $.get('/l', {{page: n}}, function (r) {{ {ROW.replace('r.', 'r.rows[0].')} }}) }} turn(1)"
    )
    assert paging(SIDE + list_) == [f"/l?page=1#__item:{HOST}/d?id={{newsId}}"]
    assert paging(SIDE.split(";", 1)[1].replace("});", "", 1)) == []
    assert paging("$.get('/hotels/list', {page: 1}); $.get('/friendly-city/list', {page: 1})")[0].startswith(
        "/hotels/list"
    )


@pytest.mark.parametrize(
    ("html", "script"),
    [
        ("<p class=tab><b class=on data-type=a>招标公告</b><b data-type=b>中标公告</b></p>",
         "$('.tab b').click(function () { load($(this).attr('data-type'), 1) }); load($('.tab b.on').attr('data-type'), 1)"),
        ("<p id=t><b data-type=a>招标公告</b><b data-type=b>中标公告</b></p>",
         "$('#t').on('click', 'b', function () { load($(this).data('type'), 1) }); load('a', 1)"),
        ("<p><b v-for='t in tabs' @click='change(t.code)'>{{ t.name }}</b></p>",
         "new Vue({data: {tabs: [{code: 'a', name: '招标公告'}, {code: 'b', name: '中标公告'}], kind: 'a'}, created() { this.go() },"
         "methods: {go() { load(this.kind, 1) }, change(c) { this.kind = c; this.go() }}})"),
    ],
)  # fmt: skip
def test_tabs_that_a_click_binds_are_lists_by_their_words(html: str, script: str) -> None:
    load = "function load(k, n) { $.post('/l', {q: {kind: k}, kind: k, page: n}) }"
    text, url = f"{html}<ul id=l></ul><script>{load} {script}</script>", f"{HOST}/l"
    root = parse_html(text)
    found = find_paging(ListPage(url, text, root, read_links(root, url, text)))
    assert found is not None
    kinds = [unquote(one).partition("kind=")[2][:1] for one in found.urls]
    assert kinds == ["a", "b"]
    assert {*found.parts.values()} <= {"招标公告", "中标公告"}


TREE = """function load(id, n) { $.post('/content/list', {columnId: id, page: n, limit: 6}, function (r) {}) }
  $.get('/column/all', {siteId: 1}, function (r) { var h = ''; $.each(r.data, function (i, c) { if (c.pid != '0') {
  h += '<li data-id="' + c.columnCode + '"><a href="javascript:;">' + c.columnName + '</a></li>' } }); $('#l').html(h); CLICK })"""


@pytest.mark.parametrize(
    "click",
    [
        "$('#l').on('click', 'li', function () { load($(this).data('id'), 1) })",
        "$('#l li').click(function () { load($(this).attr('data-id'), 1) }).eq(0).click()",
        "load(r.data[0].columnCode, 1)",
    ],
)
def test_the_columns_that_an_interface_names_are_lists_by_their_names(click: str) -> None:
    [url] = paging(TREE.replace("CLICK", click))
    assert url.startswith("/column/all?siteId=1#__item:tree:")
    root = parse_html("<ul id=l></ul>")
    page = ListPage(f"{HOST}/l", "", root, read_links(root, f"{HOST}/l", ""), (TREE.replace("CLICK", click),))
    tree = find_paging(page)
    nodes = '{"data": [{"columnCode": "a1", "pid": "a", "columnName": "通知公告"}, {"columnCode": "a2", "columnName": "动态"}]}'
    listing = read_data(nodes, tree.urls[0]) if tree else None
    assert listing is not None
    assert {unquote(url).removeprefix(HOST): name for url, name in listing.parts.items()} == {
        "/content/list#__post:form:?columnId=a1&page=1&limit=6": "通知公告",
        "/content/list#__post:form:?columnId=a2&page=1&limit=6": "动态",
    }


def test_a_row_whose_click_asks_for_itself_is_no_column() -> None:
    script = TREE.replace("CLICK", "$('#l').on('click', 'li', function () { $.get('/one', {id: $(this).data('id')}) })")
    other = TREE.replace("CLICK", "$('#l').on('click', 'p', function () { load($(this).data('id'), 1) })")
    assert not [one for one in (*paging(script), *paging(other)) if "tree:" in one]


def test_two_orders_of_scripts_share_the_steps_of_one_page() -> None:
    loop = "var x = 1; for (var i = 0; i < 100; i++) { for (var j = 0; j < 60; j++) { x = i * j + x } }"
    text, url = f"<ul id=l></ul><script>{loop} var u = '$.get()'</script>", f"{HOST}/l"
    root = parse_html(text)
    page = ListPage(url, text, root, read_links(root, url, text), ("var y = 1",))
    assert told_by(root, url, [loop]).left > 0  # of one order; the second takes what is left
    assert told_of(page).left < 0


def test_the_reader_of_a_page_chooses_among_lists_as_before_and_an_article_is_none() -> None:
    article = f"<div>{'<p>各单位要按照本通知的要求，认真组织好本辖区内的检查工作，按时报送结果。</p>' * 6}</div>"
    assert told(f"$.getJSON('/l', {{page: 1}}, function (r) {{ {ROW} }})").asked
    text = f"{article}<script>{'var a = {url: 1};' * 3}fetch('/hits?page=1')</script>"
    root = parse_html(text)
    page = ListPage(f"{HOST}/7.html", text, root, read_links(root, HOST, text))
    find_paging(page)
    assert page.told is None or not page.told.asked


@pytest.mark.parametrize(
    "script",
    [
        "while (true) { x = 1 }", "function f() { f(); f() } f()", "var s = 'a'; for (;;) { s += s }", "x = " + "[" * 5000,
        "'" + "a" * 300 + "'.match(/(a+)+$/)", "`" + "${`" * 200, "a = 1 << 99999999999; b = 9 ** 99999; c = [].concat(c)",
        "var a = [1]; for (var i = 0; i < 1e9; i++) { a = a.concat(a); a.push(a) } $.get('/l?a=' + a)", "} ) ] ; var", "new (class A extends A {})()",
    ],
)  # fmt: skip
def test_a_hostile_script_ends_soon(script: str) -> None:
    start = time.process_time()
    sent(script)
    assert time.process_time() - start < 3


DOUBLED = "var s = 'a', a = [1, 1]; for (var i = 0; i < 60; i++) { a = [a, a] } for (i = 0; i < 17; i++) { s = s + s }"
TURNED = "for (var i = 0; i < 290; i++) { for (var j = 0; j < 290; j++) { %s } }"


@pytest.mark.parametrize(
    "script",
    [
        "for (;;) { s = `${s}${s}` }", "for (;;) { s = s.concat(s, s) }", "s.replaceAll('a', s)", "'' + a; JSON.stringify(a)",
        "$.post('/l', {page: 1, a})", f"var b = []; {TURNED % 'b.push(s + j)'}", TURNED % "s.split('')", TURNED % "eval(s + j)",
        f"/{'a?' * 40}{'a' * 40}b/.test('{'a' * 60}')", f"/{'(a|a)' * 30}b/.test('{'a' * 60}')", f"/{'a{0,9}' * 20}b/.test('{'a' * 99}')",
        f"var n = []; {TURNED % 'n.push(j)'} f = n.forEach.bind(n, f); f = n.forEach.bind(n, f); n.forEach(n.forEach.bind(n, f))",
        f"function f() {{ return 1; {'a();' * 40000} }} {TURNED % 'f()'}", f"function f([{'a,' * 60000}b]) {{}} {TURNED % 'f([])'}",
        f"var b = []; {TURNED % 'a = []; a[9999] = 1; b.push(a)'}", "a/*a" * 70_000, "a=/[a" * 60_000, "a=/[/]" + "[/]" * 90_000,
        '`${"' + '\\"' * 140_000, "(" * 110 + "a+" * 15_000 + "a" + ")" * 110, TURNED % "$('* * * * * * ~ *')",
        f"$.post('/l', {{page: 1, n: 0x{'f' * 9000}}})", "$.post('/l', '{a: f()}'); for (;;) {}; while (1) { for (;;) {} }",
        "function f() { throw 1 } $.post('/l', '{a: f()}')", "$('a[b:c]'); $('x|y'); $('\\u0000'); $('\\ud800')",
    ],
    ids=range(25),
)  # fmt: skip
def test_what_one_step_of_a_hostile_script_does_is_bounded(script: str) -> None:
    start = time.process_time()
    first = sent(DOUBLED + script)
    assert time.process_time() - start < 3
    assert sent(DOUBLED + script) == first


def test_a_request_by_a_way_that_changes_something_is_not_asked() -> None:
    assert sent("axios.delete('/list/3?page=1'); $.ajax({url: '/list', type: 'PUT', data: {page: 1}})") == []


def test_scripts_as_compilers_write_them_are_read() -> None:
    assert statements_of(
        "for(const[a,{b:c=2,...d}]of Object.entries(e))async()=>{await a?.b?.(c)??d}; label: do x++; while(x<3)"
    )
    assert statements_of(
        "class A extends B { static x = 1; get y() { return /[/]/.test(this.#z) } async *m() { yield 1 } }"
    )
    short = ("if (a) return", "a\n++b", "import x from 'y'; export default {z}")
    assert all(map(statements_of, short))
    assert statements_of("var = 3") == []


ANGULAR = """var a = angular.module('a', []);
  a.factory('Docs', ['$http', function (h) { return {menu: function () { return h.get('/menu'); },
    list: function (id, n) { return h.get('/docs', {params: {itemId: id, pageIndex: n}}); }}; }]);
  a.controller('menu', ['$scope', 'Docs', function (s, d) { d.menu().then(function (r) { s.menus = r.data.rows; }); }]);
  a.controller('list', function ($scope, Docs, $location) { var vm = this; vm.id = $location.search().itemId;
    vm.load = function (n) { Docs.list(vm.id, n).then(function (r) { vm.rows = r.data.data.rows; }); }; vm.load(1); });
  a.controller('other', function ($http) { $http.get('/never?pageIndex=1'); });"""
ANGULAR_PAGE = """<div ng-controller="menu"><a ng-repeat="m in menus" ng-href="/list.html?itemId={{m.itemId}}">{{m.name}}</a></div>
  <ul ng-controller="list as vm" ng-init="vm.title = 'x'"><li ng-repeat="x in vm.rows track by $index"><a ng-href="/d.html?id={{x.docId | trim}}&c={{vm.id}}">"""


def test_an_angular_page_asks_what_its_controllers_ask_and_links_what_its_template_draws() -> None:
    told = told_by(parse_html(f"<div>{ANGULAR_PAGE}</div>"), "http://o.example.test/list.html?itemId=9", [ANGULAR])
    assert [(one.url, one.data) for one, _second in told.asked] == [
        ("/menu", None),
        ("/docs", {"itemId": "9", "pageIndex": 1}),
    ]
    second = told.asked[1][1]
    assert second is not None
    assert second.data == {"itemId": "9", "pageIndex": 2}
    assert told.made == {"/list.html?itemId={itemId}": 0, "/d.html?id={docId}&c=9": 1}


def test_a_page_whose_controllers_stand_on_others_alone_asks_nothing() -> None:
    assert told_by(parse_html("<div ng-app=a><p>水务局</p></div>"), "http://o.example.test/", [ANGULAR]).asked == []
