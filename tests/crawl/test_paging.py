"""Paging of every CMS family: a saved page in, its further pages out; and pages that look like the family and are not."""

from __future__ import annotations

import json
import random
import re
from types import SimpleNamespace
from typing import Any

import pytest

from guiyi.crawl.completeness import figures_of
from guiyi.crawl.paging import ListPage, Paging, find_paging, postback, read_data, typed
from guiyi.crawl.paging.followed import in_turn
from guiyi.crawl.paging.forms import form_of, form_page
from guiyi.crawl.paging.posted import request_of
from guiyi.crawl.paging.trs import is_cut
from guiyi.crawl.reading.links import read_links
from guiyi.crawl.reading.listing import find_rows
from guiyi.crawl.reading.neighbours import NEIGHBOUR, neighbour_urls, neighbours_in
from guiyi.crawl.traps import REPEATS, Traps
from guiyi.crawl.unread import EMPTY
from guiyi.markup.parsing import parse_html
from guiyi.scripts.literals import joined

HOST = "http://old.example.test"
ROWS = "".join(
    f'<li><a href="/a/{n}.html">关于发布第{n}批补贴名单的公告</a><span>2018-03-{n:02d}</span></li>' for n in range(1, 9)
)


def list_page(html: str, url: str = f"{HOST}/tzgg/") -> ListPage:
    root = parse_html(html)
    return ListPage(url, html, root, read_links(root, url, html))


def paging_of(html: str, url: str = f"{HOST}/tzgg/") -> Paging:
    found = find_paging(list_page(html, url))
    assert found is not None
    return found


def paths(found: Paging) -> list[str]:
    """Where a list goes on; without the folder from which addresses in an interface's reply begin."""
    return [re.sub(r"#__item:(?!.*%7B).*", "", url.removeprefix(HOST)) for url in found.urls]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("总数:123 1/13页", (123, 13)), ("共计 1,234 条", (1234, None)), ("页次：1/13 总记录：123", (123, 13)),
        ("共 123 封信件", (123, None)), ("Total 123 items, page 1 of 13", (123, 13)), ("访问总数：9123", (None, None)),
        ("共5个部门", (None, None)), ("总数：3页", (None, None)), ("总计123元", (None, None)),
    ],
)  # fmt: skip
def test_totals_are_read_in_every_wording_and_other_numbers_are_not(
    said: str, wanted: tuple[int | None, int | None]
) -> None:
    rows = ROWS + '<li><a href="/a/9.html">我市取消共15项行政审批</a></li>'
    assert list_page(f"<ul>{rows}</ul><div>{said}</div>").totals == wanted


# --- TRS ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("createPageHTML('3','0','list','shtml')", ["/tzgg/list_1.shtml", "/tzgg/list_2.shtml"]),
        ("createPageHTML('page-div', 3, 1, 'index', 'shtml', 41)", ["/tzgg/index_2.shtml", "/tzgg/index_3.shtml"]),
        ("var currentPage = 0; var countPage = 3//共3页", ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("var pagination_script_config = {pageNumber: 3, total: 41}", ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("createPageHTML(1, 0, 'index', 'html')", []),
        ("var n = 3, at = 0; createPageHTML(n, at, 'index', 'html')", ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("var countPage = Math.ceil(41 / 20); var currentPage = 0", ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        (
            "/* createPageHTML(9, 0, 'index', 'html') */\n// createPageHTML(8, 0, 'index', 'html')\n"
            "function createPageHTML(n, at, stem, ext) {}\ncreatePageHTML(parseInt('2'), 0, 'index', '.html')",
            ["/tzgg/index_1.html"],
        ),
        ("showPage(3, 0, 'index', 'html')", ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("ShowListPage('index', 1, 3, '.html')", ["/tzgg/index_2.html", "/tzgg/index_3.html"]),
        ("var n = 3, name = 'list'; pager.goPage('list', 'shtml', 1, n)", ["/tzgg/list_2.shtml", "/tzgg/list_3.shtml"]),
    ],
)
def test_trs_lists_go_on_by_their_script(script: str, wanted: list[str]) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul><script>{script}</script>")) == wanted


def test_trs_lists_name_their_size_where_the_script_does() -> None:
    assert paging_of("<script>createPageHTML('page-div', 3, 1, 'index', 'shtml', 41)</script>").expected_items == 41
    assert paging_of("<script>pagination_script_config = {pageNumber: 3, total: 41}</script>").expected_items == 41


def test_a_trs_list_of_just_fifty_full_pages_is_cut_and_others_are_not() -> None:
    assert is_cut("createPageHTML(50, …)", 50, 750)
    assert not is_cut("createPageHTML(50, …)", 50, 743), "its last page is not full: it ends there"
    assert not is_cut("createPageHTML(49, …)", 49, 735)
    assert not is_cut("1/50", 50, 750), "another CMS"


# --- Hanweb --------------------------------------------------------------------------------------------------------------

RECORDS = "".join(
    f"<record><![CDATA[<li><a href='/art/2018/1/{n}/art_7_{n}.html' title='第{n}号公示'>第{n}号…</a><span>2018-01-0{n}</span></li>]]></record>"
    for n in range(1, 4)
)


def test_hanweb_asks_the_new_interface_for_groups_and_takes_the_group_on_the_page() -> None:
    html = f"""<div id="i7"></div><script type="text/xml"><datastore><totalrecord>130</totalrecord><recordset>{RECORDS}</recordset>
    </datastore></script><script>$('#i7').jpage({{"proxyurl": "/module/web/jpage/dataproxy.jsp", perpage: 20, columnid: 7, col: 1,
    webid: 1, path: '/', unitid: 'u7'}})</script>"""
    found = paging_of(html)
    assert [item.title for item in found.items] == ["第1号公示", "第2号公示", "第3号公示"]
    assert found.expected_items == 130
    assert found.is_data
    assert [path.split("&perpage")[0] for path in paths(found)] == [
        "/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=60",
        "/module/web/jpage/dataproxy.jsp?startrecord=61&endrecord=120",
        "/module/web/jpage/dataproxy.jsp?startrecord=121&endrecord=130",
    ]


def test_hanweb_new_interface_is_asked_for_records_though_its_address_names_a_page() -> None:
    html = (
        """<script>totalRecord = 41; perpage = 20; url = "/module/web/jpage/dataproxy.jsp?page=1&columnid=7"</script>"""
    )
    assert paths(paging_of(html))[0].startswith("/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=41")


@pytest.mark.parametrize("name", ["dataproxy.jsp", "morecolumndataproxy.jsp"])
def test_hanweb_asks_the_old_interface_for_pages(name: str) -> None:
    html = (
        f"""<script>totalRecord = 41; perpage = 20; url = "/module/jpage/{name}?page=1&columnid=7&webid=1"</script>"""
    )
    assert paths(paging_of(html)) == [f"/module/jpage/{name}?page={n}&columnid=7&webid=1" for n in (1, 2, 3)]


# --- others --------------------------------------------------------------------------------------------------------------


def test_hanweb_asks_for_the_records_of_every_unit_of_a_page() -> None:
    unit = """<script>$("#u{u}").jpage({{proxyUrl: '/module/web/jpage/dataproxy.jsp', perPage: 20, totalRecord: {n},
        ajaxParam: {{columnid: {u}, unitid: '{u}', webid: 2}}}});</script>"""
    found = paging_of(unit.format(u=11, n=70) + unit.format(u=12, n=30))
    asked = [url.split("?", 1)[1] for url in found.urls]
    assert [one.split("&webid=2&")[1] + one.split("&perpage")[0] for one in asked] == [
        "columnid=11&unitid=11startrecord=1&endrecord=60",
        "columnid=11&unitid=11startrecord=61&endrecord=70",
        "columnid=12&unitid=12startrecord=1&endrecord=30",
    ]
    assert (found.expected_items, found.how) == (100, "totalrecord 70 + 30")


def test_easysite_goes_on_in_every_module() -> None:
    module = '1/{n}<a href="/eportal/ui?pageId=1&amp;currentPage=2&amp;moduleId={m}">下页</a>'
    html = f"<input id=eprotalCurrentPageId>{ROWS}{module.format(n=3, m='aa')}{module.format(n=2, m='bb')}"
    assert [url.split("&", 1)[1] for url in paging_of(html).urls] == [
        "currentPage=2&moduleId=aa", "currentPage=3&moduleId=aa", "currentPage=2&moduleId=bb",
    ]  # fmt: skip


def test_easysite_goes_on_by_its_page_and_module() -> None:
    module = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    html = f"""<script>var eprotalCurrentPageId = 'p9';</script><ul>{ROWS}</ul><span>1/3</span>
    <a href="/eportal/ui?pageId=p9&amp;currentPage=2&amp;moduleId={module}&amp;staticRequest=yes">下一页</a>"""
    assert paths(paging_of(html)) == [
        f"/eportal/ui?pageId=p9&currentPage={n}&moduleId={module}&staticRequest=yes" for n in (2, 3)
    ]
    further = paging_of(html, f"{HOST}/eportal/ui?pageId=p9&currentPage=2&moduleId={module}&staticRequest=yes")
    assert re.findall(r"currentPage=(\d)", " ".join(further.urls)) == ["1", "2", "3"], "the first as it links it"
    assert further.expected_pages == 3


def test_liferay_words_of_a_pager_are_read() -> None:
    pager = '<a href="?cur=1">← 第一个</a><a href="?cur=1">前一个</a><a href="?cur=3">下一个</a><a href="?cur=4">最后一个 →</a>'
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}", f"{HOST}/tzgg?cur=2")) == [
        "/tzgg?cur=3",
        "/tzgg?cur=1",
        "/tzgg?cur=4",
    ]


def test_vsb_pages_count_down() -> None:
    pager = '<span>共41条 1/3</span> <a href="tzgg/2.htm">下页</a> <a href="tzgg/1.htm">尾页</a>'
    found = paging_of(f"<ul>{ROWS}</ul>{pager}", f"{HOST}/index/tzgg.htm")
    assert paths(found) == ["/index/tzgg/2.htm", "/index/tzgg/1.htm"]
    assert (found.expected_items, found.expected_pages) == (41, 3)


def test_numbers_with_a_hidden_word_are_a_pager_and_a_title_of_a_page_is_not() -> None:
    pages = "".join(f"<a href='?page={n}'><span class=visually-hidden>Page</span>{n + 1}</a>" for n in range(3))
    assert paths(paging_of(ROWS + pages, f"{HOST}/news"))[:2] == ["/news?page=0", "/news?page=1"]
    assert find_paging(list_page(f"{ROWS}<a href='?page=4'>Page 4 of the report</a>", f"{HOST}/news")) is None


def test_query_string_lists_go_on_by_the_same_script() -> None:
    pager = '<a href="?cid=3&amp;page=2">2</a> <a href="?cid=3&amp;page=2">下一页</a> 共 41 条记录'
    found = paging_of(f"<ul>{ROWS}</ul>{pager}", f"{HOST}/list.php?cid=3")
    assert paths(found) == ["/list.php?cid=3&page=2"]
    assert found.expected_items == 41


@pytest.mark.parametrize(("action", "address"), [("Default.aspx", "/Default.aspx"), ("", "/"), ("/?x=2", "/")])
def test_a_form_is_sent_where_it_says(action: str, address: str) -> None:
    page = parse_html(f'<form action="{action}"><input type=hidden name=__VIEWSTATE value="v1"></form>')
    assert form_of(f"{HOST}/#__doPostBack:lb1:", page)[0] == HOST + address


def test_a_bracketed_next_page_that_posts_the_form_back_is_no_address() -> None:
    form = """<form id=f method=post action='/l.aspx?c=4'><input type=hidden name=__VIEWSTATE value=d>
      <input type=hidden name=__EVENTTARGET><input type=hidden name=__EVENTARGUMENT>第1页 共4页
      <a href="javascript:__doPostBack('P','2')">[下一页]</a> <a href="javascript:__doPostBack('P','4')">尾页</a></form>
      <script>function __doPostBack(t,a){var f=document.forms['f'];f.__EVENTTARGET.value=t;f.__EVENTARGUMENT.value=a;f.submit();}</script>"""
    found = find_paging(list_page(f"{ROWS}{form}", f"{HOST}/l.aspx?c=4"))
    assert found is not None
    assert found.urls == [f"{HOST}/l.aspx?c=4#__doPostBack:P:{n}" for n in (2, 3, 4)]


@pytest.mark.parametrize(
    ("name", "pages", "wanted"), [("page.currentPage", "共3页", [2, 3]), ("pageNo", "", [2]), ("newsId", "共3页", [])]
)
def test_links_that_fill_the_form_by_themselves_are_pages(name: str, pages: str, wanted: list[int]) -> None:
    said = f"javascript:document.forms['f'].elements['{name}'].value='2';document.forms['f'].submit();"
    form = f'<form name=f method=post action=/l.do>{ROWS}<input type=hidden name={name} value=1>{pages}<a href="{said}">后页</a></form>'
    found = find_paging(list_page(form, f"{HOST}/l.do"))
    numbers = [url.rpartition(":")[2] for url in found.urls] if found else []
    assert numbers == [str(one) for one in wanted]


@pytest.mark.parametrize(("said", "pages"), [("转到第%s页", 3), ("第%s届", 0)])
def test_a_field_between_the_words_of_a_pager_is_one_whatever_its_name(said: str, pages: int) -> None:
    field = said % "<input name=go size=2 value=1>"
    form = f"<form method=post action=l.jsp>第1页/共3页 <b></b>{field}<input type=submit value=GO></form>"
    found = find_paging(list_page(f"{ROWS}{form}", f"{HOST}/l.jsp"))
    assert (found.urls if found else []) == [f"{HOST}/l.jsp#submit:go:{n}" for n in range(2, pages + 1)]


@pytest.mark.parametrize("argument", ["2", "Page$2"])
def test_web_forms_are_sent_back(argument: str) -> None:
    html = f"""<form action="list.aspx"><input type=hidden name=__VIEWSTATE value="v1">{ROWS}第1/3页
    <a href="javascript:__doPostBack('Pager$x','{argument}')">2</a></form>"""
    found = paging_of(html, f"{HOST}/list.aspx?cid=3")
    address, fields = form_of(found.urls[0], parse_html(html))
    assert address == f"{HOST}/list.aspx?cid=3"
    assert fields == {"__VIEWSTATE": "v1", "__EVENTTARGET": "Pager$x", "__EVENTARGUMENT": argument}
    assert len(found.urls) == 2


@pytest.mark.parametrize(
    ("button", "sent"),
    [
        (
            "<a href=\"javascript:__doPostBack('Grid','Page$Next')\">下一页</a>",
            {"__EVENTTARGET": "Grid", "__EVENTARGUMENT": "Page$Next"},
        ),
        (
            '<a href=\'javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("p$next", "", true))\'>下一页</a>',
            {"__EVENTTARGET": "p$next", "__EVENTARGUMENT": ""},
        ),
        ("<input type=submit name=next value=下一页>", {"next": "下一页"}),
        ("<input type=image name=next alt=下一页>", {"next.x": "1", "next.y": "1"}),
    ],
)
def test_a_button_that_only_knows_the_next_page_is_pressed(button: str, sent: dict[str, str]) -> None:
    chosen = "<select name=year><option value=17><option value=18 selected></select>"
    html = f"<form><input type=hidden name=__VIEWSTATE value=abc>{chosen}{ROWS}{button}第1页/共3页</form>"
    (first,) = paging_of(html).urls
    (second,) = paging_of(html, first).urls
    assert form_page(second) == first
    assert paging_of(html, second).urls == []
    assert form_of(second, parse_html(html))[1] == {"__VIEWSTATE": "abc", "year": "18"} | sent


def test_the_state_that_a_page_was_printed_from_is_there_before_the_files_that_read_it() -> None:
    state = "window.__NUXT__=(function(a,b){return {data:[{code:a}]}}('tz',null));"
    asks = "var s = window.__NUXT__.data[0], n = 1; document.getElementById('next').onclick = function () { n++; "
    asks += "fetch('/api/list?col=' + s.code + '&page=' + n).then(show) }"
    calls = "window.begin = show(1);"
    html = f"<ul>{ROWS}</ul><button id=next>下一页</button><script>{calls}</script><script>{state}</script>"
    root = parse_html(html)
    url = f"{HOST}/tz/"
    page = ListPage(url, html, root, read_links(root, url, html, (asks,)), (asks,))
    found = find_paging(page)
    assert found is not None
    assert paths(found) == ["/api/list?col=tz&page=1"]
    assert in_turn([asks], page) == [state, asks, calls]


def test_a_menu_that_sends_forms_is_not_the_pager() -> None:
    menu, pager = (
        "<a href=\"javascript:__doPostBack('Menu','9')\">x</a>",
        "<a href=\"javascript:__doPostBack('P','%d')\">x</a>",
    )
    found = paging_of(f"<form><input name=__VIEWSTATE>{ROWS}{menu}{pager % 2}{pager % 3}</form>")
    assert [url.rsplit("#", 1)[1] for url in found.urls] == ["__doPostBack:P:2", "__doPostBack:P:3"]


@pytest.mark.parametrize(
    "setting",
    [
        "document.forms[0].pageNo.value = n",
        "document.pager.pageNo.value = n",
        "$('#pageNo').val(n)",
        "document.getElementById('pageNo').value=n",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_pager_that_fills_a_form_and_sends_it_is_followed(setting: str, method: str) -> None:
    html = f"""<script>function view(id) {{ window.open('/news.do?id=' + id); }}
    function goPage(n) {{ {setting}; document.forms[0].submit(); }}</script>
    <form name=pager method="{method}" action="/news.do"><input type=hidden name=channel value=7><input type=hidden name=pageNo id=pageNo value=1></form>
    <a href="javascript:void(0)" onclick="view('501')">第五批次补贴名单公布</a> 共41条 1/3 <a href="javascript:goPage(2)">下一页</a>"""
    found = paging_of(html, f"{HOST}/news.do?channel=7")
    if method == "get":
        assert paths(found) == ["/news.do?channel=7&pageNo=2", "/news.do?channel=7&pageNo=3"]
    else:
        sent = [form_of(url, parse_html(html)) for url in found.urls]
        assert sent == [(f"{HOST}/news.do", {"channel": "7", "pageNo": str(number)}) for number in (2, 3)]


def test_rows_that_a_script_makes_of_its_own_data_are_read_beside_a_pager_of_links() -> None:
    rows = ", ".join(f'{{t: "第{n}批次补贴名单公布", u: "/a/{n}.html", d: "2018-03-0{n}"}}' for n in range(1, 6))
    html = f"<ul id=l></ul><script>var rows = [{rows}]; draw(rows);</script><a href=index_2.html>2</a> <a href=index_2.html>下一页</a>"
    found = paging_of(html, f"{HOST}/tzgg/index.html")
    assert paths(found) == ["/tzgg/index_2.html"]
    assert next((item.title, item.listed_on) for item in found.items) == ("第1批次补贴名单公布", "2018-03-01")
    assert len(found.items) == 5


def test_gkmlpt_asks_its_interface() -> None:
    html = """<div id=app></div><script>window._CONFIG = {SID: '755031', CATEGORY: 1021}; var api = "/gkmlpt/api/all/";</script>"""
    assert paths(paging_of(html)) == ["/gkmlpt/api/all/1021?page=1&sid=755031"]


@pytest.mark.parametrize(
    "more",
    [
        """for(var i=1;i<countPage;i++){document.write("<a href=\\"index_"+i+".shtml\\">"+(i+1)+"</a>");}</script>""",
        "</script><a href='201803/t20180301_7.shtml'>关于道路封闭的通告</a>",
    ],
)
def test_pages_of_a_folders_list_end_as_its_script_or_its_links_do(more: str) -> None:
    found = paging_of(f"<script>var currentPage=0;var countPage = 3//共多少页\n{more}")
    assert paths(found) == ["/tzgg/index_1.shtml", "/tzgg/index_2.shtml"]


def test_a_gkmlpt_catalogue_whose_script_holds_the_tree_is_asked_for_each_category() -> None:
    tree = '[{"id": 901, "name": "机构概况", "children": []}, {"id":902,"pid":900,"name":"规范性文件"}]'
    found = paging_of(f"<div id=app></div><script>var c = {{SID: '7', TREE: {tree}}};</script>", f"{HOST}/gkmlpt/index")
    asked = [f"/gkmlpt/api/all/{number}?page=1&sid=7" for number in (0, 901, 902)]
    assert paths(found) == asked
    assert found.parts == {HOST + asked[1]: "机构概况", HOST + asked[2]: "规范性文件"}


@pytest.mark.parametrize("path", ["/gkmlpt/index", "/gkmlpt/index?x=1", "/bmxxgk/slj/gkmlpt/index.html"])
def test_a_gkmlpt_catalogue_whose_app_alone_knows_the_categories_is_asked_for_all(path: str) -> None:
    html = "<div id=app></div><script>window._CONFIG = {SID: '755031'};</script><script src=/gkmlpt/js/app.js></script>"
    top = path.partition("/index")[0]
    assert paths(paging_of(html, HOST + path)) == [f"{top}/api/all/0?page=1&sid=755031"]
    html = html.replace("{SID: '755031'}", '{"SITE_ID":755031,"TREE":[]}')
    assert paths(paging_of(html, HOST + path)) == [f"{top}/api/all/0?page=1&sid=755031"]


@pytest.mark.parametrize(
    ("path", "script"),
    [
        ("/gkmlpt/content/2/716/post_7168.html", "window._CONFIG = {SID: '755031'}"),
        ("/gkmlpt/guide", "window._CONFIG = {SID: '755031'}"),
        ("/gkmlpt/index", "window._CONFIG = {TITLE: '公开目录'}"),
        ("/gkml/index", "window._CONFIG = {SID: '755031'}"),
    ],
)
def test_other_pages_of_gkmlpt_are_no_catalogue(path: str, script: str) -> None:
    assert find_paging(list_page(f"<div id=app></div><script>{script}</script>", HOST + path)) is None


# --- pagers of a script --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        "function gotoPage(n) { if (n == 1) { location.href = 'index.html' } else { location.href = 'list_' + n + '.html' } }",
        "var base = 'list_'; function gotoPage(n) { window.location = base + n + '.html'; }",
        "kkpager.generPageHtml({pno: 1, total: 3, getLink: function (n) { return 'list_' + n + '.html' }})",
    ],
)
def test_a_function_of_the_number_is_read_not_run(script: str) -> None:
    html = (
        f'<ul>{ROWS}</ul><a onclick="gotoPage(2)">2</a> <a onclick="gotoPage(3)">3</a> 共3页<script>{script}</script>'
    )
    assert paths(paging_of(html)) == ["/tzgg/list_2.html", "/tzgg/list_3.html"]


@pytest.mark.parametrize(
    "script",
    [
        "Ls.pagination('#pages', function (at, box) { var h = '/col?id=7'; location.href = h + '&page=' + at; }, {currentPage: 1, pageCount: 3});",
        "$('#pg').pagination({pageIndex: 1, pageCount: 3, linkFormat: '/col?id=7&page={page}'})",
        "$('.box').pagination({totalPage: 3, callback: function (api) { location.href = '/col?id=7&page=' + api.getCurrent(); }})",
        "$('#pg').bootstrapPaginator({currentPage: 1, totalPages: 3, pageUrl: function (type, page, current) { return '/col?id=7&page=' + page; }});",
        "kkpager.generPageHtml({pno: 1, total: 3, totalRecords: 41, former: '/col?id=7', getLink: function (n) { if (n == 1) { return this.former; } return this.former + '&page=' + n; }});",
        "laypage.render({elem: 'pg', count: 41, limit: 15, jump: function (obj, first) { if (!first) { location.href = '/col?id=7&page=' + obj.curr } }})",
        "$('#pg').twbsPagination({totalPages: 3, onPageClick: function (event, n) { location.href = `/col?id=7&page=${n}`; }})",
        "$('#pg').pagination({items: 41, itemsOnPage: 15, onPageClick: function (n, event) { location.href = '/col?id=7&page=' + n; }});",
        "var pageCount = 3; for (var i = 0; i < pageCount; i++) { s += (i == at) ? '<b>' + (i+1) + '</b>' : '<a href=\"/col?id=7&page=' + (i+1) + '\">'; }",
        "layui.laypage({cont: 'pg', pages: 3, curr: 1, jump: function (e, first) { if (!first) { location.href = '/col?id=7&page=' + e.curr; } }});",
        "var at = '/col?id=7&page=%7Bpage%7D'; laypage.render({count: 41, limit: 15, jump: function (o) { location.href = at.replace('%7Bpage%7D', o.curr); }});",
        "$('#pg').pagination(41, {items_per_page: 15, callback: function (i) { location.href = '/col?id=7&page=' + (i + 1); }});",
        "function turn(i, box) { location.href = '/col?id=7&page=' + (i+1); } $('#pg').pagination(41, {items_per_page: 15, callback: turn});",
        "kkpager.generPageHtml({pno: 1, total: 3, totalRecords: 41, getLink: function (n) { return n==1 ? '/col?id=7' : '/col?id=7&page=' + n; }});",
        "$('#pg').simple({total_records: 41, pageSize: 15, jump: function (o) { var n = o.curr; location.href = '/col?id=7&page=' + n; }})",
    ],
)
def test_a_pager_that_calls_back_or_fills_an_address_is_read(script: str) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul><script>{script}</script>")) == ["/col?id=7&page=2", "/col?id=7&page=3"]


@pytest.mark.parametrize(
    "pager",
    [
        """<input id=p><input type=button value=GO onclick="var p=parseInt(document.getElementById('p').value);location.href=(p<=1?'index.html':'index_'+(p-1)+'.html')">""",
        "<input id=p><a href='javascript:go(document.getElementById(\"p\").value)'>GO</a><script>function go(n) { var p = ''; if (n > 1) location.href = 'index_' + (n-1) + '.html' }</script>",
        "<input id=p><a href='#' onclick='go()'>GO</a><script>function go() { var n = $('#p').val(); location.href = 'index_' + (n-1) + '.html' }</script>",
        """<select onchange="location.href=(this.value<=1?'index.html':'index_'+(this.value-1)+'.html')"><option value=1>第1页<option value=2>第2页<option value=3>第3页</select>""",
    ],
)
def test_a_number_that_the_reader_types_leads_to_the_pages_of_the_list_and_to_nothing_else(pager: str) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul>共3页{pager}")) == ["/tzgg/index_1.html", "/tzgg/index_2.html"]
    for other in ("/search?q=", "/tzgg/?cid=", "/tzgg/del.do?page=", "/view/"):
        html = f"<ul>{ROWS}</ul>共3页" + re.sub(
            r"'index_'.*?'\.html'", f"'{other}' + p + n", pager.replace("'index.html'", "''")
        )
        assert find_paging(list_page(html)) is None


def test_links_that_a_loop_writes_are_as_many_as_the_pager_s_own_mark_tells() -> None:
    script = "var b=document.getElementById('pg'),n=Math.ceil(b.getAttribute('{}')/15),s='';for(var i=1;i<=n;i++)s+='<a href=\"/col?id=7&page='+i+'\">';"
    html = f"<ul>{ROWS}</ul><div id=pg totalcount=41></div><script>{{}}</script>"
    assert paths(paging_of(html.format(script.format("totalcount")))) == ["/col?id=7&page=2", "/col?id=7&page=3"]
    assert find_paging(list_page(html.format(script.format("other")))) is None


def test_buttons_whose_attribute_holds_the_page_lead_there_and_others_do_not() -> None:
    script = "<script>$('.pg').on('click', 'button', function () { location.href = '/tzgg/?page=' + $(this).data('no'); });</script>"
    buttons = "<button data-no={0}>{0}</button>"
    pager = f"<div class=pg>{buttons.format(1)}{buttons.format(2)}{buttons.format(3)}</div>{buttons.format(4)}"
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}{script}")) == [f"/tzgg/?page={n}" for n in (1, 2, 3)]


def test_a_number_that_the_reader_types_is_sent_back_as_a_postback() -> None:
    field = "<form><input name=__VIEWSTATE value=x><input id=p><input type=button onclick=\"__doPostBack('Pager$x',p)\"></form>"
    found = paging_of(f"<ul>{ROWS}</ul>共3页{field}")
    assert [url.rsplit("#", 1)[1] for url in found.urls] == ["__doPostBack:Pager%24x:2", "__doPostBack:Pager%24x:3"]


CHOICE = "<form><input name=__VIEWSTATE value=x><select name=%s onchange=\"setTimeout('__doPostBack(\\'%s\\',\\'\\')', 0)\">%s</select></form>"


def test_a_choice_of_pages_that_posts_itself_back_is_a_pager_and_one_of_months_is_none() -> None:
    numbers = "".join(f"<option value={n}>{n}</option>" for n in range(1, 4))
    html = f"<ul>{ROWS}</ul>{CHOICE % ('ddlPage', 'ddlPage', numbers)}"
    found = paging_of(html)
    assert [url.rsplit("#", 1)[1] for url in found.urls] == ["submit:ddlPage:2", "submit:ddlPage:3"]
    sent = form_of(found.urls[0], parse_html(html))[1]
    assert sent == {"__VIEWSTATE": "x", "ddlPage": "2", "__EVENTTARGET": "ddlPage"}
    assert find_paging(list_page(f"<ul>{ROWS}</ul>{CHOICE % ('ddlMonth', 'ddlMonth', numbers)}")) is None


def test_a_postback_of_a_number_goes_as_far_as_the_scripts_say() -> None:
    script = "var countPage=3; function goTo(p) { __doPostBack('Pager', p) }"
    form = f"<form><input name=__VIEWSTATE value=x><ul>{ROWS}</ul></form>"
    found = paging_of(f"{form}<script>{script}</script>")
    assert [url.rsplit("#", 1)[1] for url in found.urls] == ["__doPostBack:Pager:2", "__doPostBack:Pager:3"]
    assert find_paging(list_page(f"{form}<script>{script.replace('countPage=3', '')}</script>")) is None
    assert postback.by_number(list_page(f"{form}<script>{script.replace('Pager', 'Grid$btnDelete')}</script>")) is None


def test_a_form_sent_for_a_page_is_believed_before_the_habit_of_a_product() -> None:
    script = "var countPage=3; function goTo(p) { goPage(p) } function goPage(n) { document.f.page.value=n; document.f.submit() }"
    found = paging_of(f"<form name=f method=post><input type=hidden name=page>{ROWS}</form><script>{script}</script>")
    assert [url.rsplit("#", 1)[1] for url in found.urls] == ["submit:page:2", "submit:page:3"]


def test_a_choice_of_years_whose_addresses_look_like_pages_is_no_pager() -> None:
    chosen = "<option value=2018>2018年<option value=2017>2017年"
    html = f"<ul>{ROWS}</ul>共3页<select onchange=\"location.href='index_'+(this.value-1)+'.html'\">{chosen}</select>"
    assert typed.find_paging(list_page(html)) is None


def test_a_pager_that_a_script_builds_of_its_marked_total_is_followed() -> None:
    script = "function turn(p) { location.href = '/col?id=7&page=' + p } for (i = 1; i <= n; i++) box.innerHTML += '<a href=\"javascript:turn(' + i + ')\">' + i + '</a>'"
    html = f'<ul>{ROWS}</ul><div class="pager" data-total-pages="3"></div><script>{script}</script>'
    assert paths(paging_of(html)) == ["/col?id=7&page=2", "/col?id=7&page=3"]


def test_a_function_that_says_where_pages_are_is_believed_before_the_habit_of_a_product() -> None:
    script = (
        "var countPage=3; function goTo(p) { location.href=(p<=1?'/tzgg/index.htm':'/tzgg/index_'+p+'.htm') }"
        "for (var i=1; i<=countPage; i++) { s += '<a href=\"javascript:goTo('+i+')\">'+i+'</a>' }"
    )
    found = paging_of(f"<ul>{ROWS}</ul><script>{script}</script>", f"{HOST}/tzgg/index.htm")
    assert paths(found) == ["/tzgg/index_2.htm", "/tzgg/index_3.htm"]  # TRS counts index_1, index_2


def test_rows_of_a_piece_that_open_by_a_click_are_items() -> None:
    piece = "<table><tr onclick=\"location.href='/d/7.html'\"><td>关于检修的公告</td><td>2018-03-05</td></tr></table>"
    listing = read_data(piece, f"{HOST}/ajax/list?page=1")
    assert listing is not None
    assert [(one.url, one.title, one.listed_on) for one in listing.items] == [
        (f"{HOST}/d/7.html", "关于检修的公告", "2018-03-05")
    ]


def test_a_function_that_pages_nothing_is_no_pager() -> None:
    html = f"<ul>{ROWS}</ul><script>function show(n) {{ location.href = '/a/' + n + '.html' }}</script>"
    assert find_paging(list_page(html)) is None
    words = "<script>tip.each(rows, function (i) { open('/a/' + i) }); say('共{n}页', {pageCount: 3})</script>"
    assert find_paging(list_page(f"<ul>{ROWS}</ul>{words}")) is None


def test_a_function_that_chooses_the_first_page_gives_the_others_by_the_base_of_the_page() -> None:
    script = (
        "var pageCount=3,cur=1,base='tj/list';function pu(i){return i==1?base+'.html':base+'_'+i+'.html';}"
        'for(var i=1;i<=pageCount;i++)s+="<a href=\'"+pu(i)+"\'>"+i+"</a>";document.write(s);'
    )
    html = f"<html><head><base href='{HOST}/'></head><ul>{ROWS}</ul><script>{script}</script>"
    assert paths(paging_of(html, f"{HOST}/tj/list.html")) == ["/tj/list_2.html", "/tj/list_3.html"]


# --- drop-down lists ---------------------------------------------------------------------------------------------------

YEARS = (
    "<option value=2018 selected>2018年</option><option value=2017>2017年</option><option value=2016>2016年</option>"
)


@pytest.mark.parametrize(
    ("form", "change", "wanted"),
    [
        ("<form method=post>", "setTimeout('__doPostBack(\\'year\\',\\'\\')', 0)", "/tzgg/#submit:year:2017"),
        ("<form action=l.asp>", "this.form.submit()", "/tzgg/l.asp?kind=3&year=2017"),
        ("<form>", "location.href='l.asp?y='+this.options[this.selectedIndex].value", "/tzgg/l.asp?y=2017"),
        ("<form>", "go(this.value)", "/tzgg/2017/list.html"),
    ],
)
def test_the_years_of_a_drop_down_are_pages_of_the_list(form: str, change: str, wanted: str) -> None:
    script = "<script>function go(y){ window.location = y + '/list.html'; }</script>"
    html = f'{script}<ul>{ROWS}</ul>{form}<input type=hidden name=kind value=3><select name=year onchange="{change}">'
    found = list_page(f"{html}{YEARS}</select></form>")
    asked = paging_of(found.text).urls if "#" in wanted or "kind" in wanted else found.found.urls
    assert {wanted, wanted.replace("2017", "2016")} <= {url.removeprefix(HOST) for url in asked}


def test_the_months_of_a_drop_down_are_pages_of_the_list() -> None:
    months = "".join(f"<option value=2018-{n}>2018年{n}月</option>" for n in (3, 2, 1)).replace(
        "=2018-3", "=2018-3 selected"
    )
    html = f"<ul>{ROWS}</ul><form action=rz.do><select name=ym onchange='this.form.submit()'>{months}</select></form>"
    assert paths(paging_of(html)) == ["/tzgg/rz.do?ym=2018-2", "/tzgg/rz.do?ym=2018-1"]


def test_choices_lead_where_their_values_are_addresses_and_are_no_rows() -> None:
    sites = "".join(f'<option value="/cun/{n}/">第{n}村民委员会</option>' for n in range(1, 9))
    others = '<option value="3">宋体</option><option value="2018">2018年</option><option value="">请选择</option>'
    page = list_page(f"<select>{sites}</select><select name=font>{others}</select>")
    assert [url.removeprefix(HOST) for url in page.found.urls] == [f"/cun/{n}/" for n in range(1, 9)]
    assert not find_rows(page.found, lambda url: True, lambda url: True, 1).items


def test_sums_in_brackets_are_worked_out() -> None:
    script = "function go(p) { location.href = 'index_' + (p - 1) + '.html' }"
    html = f'<ul>{ROWS}</ul><a href="javascript:go(3)">3</a><script>{script}</script>'
    assert paths(paging_of(html)) == ["/tzgg/index_1.html", "/tzgg/index_2.html"]


# --- data ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        '$.ajax({url: "/api/list.do", type: "get", data: {channelId: 12, pageNo: page, pageSize: 15}, success: show})',
        'var u = "/api/list.do?channelId=12"; $.getJSON(u + "&pageNo=1&pageSize=15", show)',
        'fetch("/api/list.do?channelId=12&pageNo=" + page + "&pageSize=15")',
        'axios.get("/api/list.do", {params: {channelId: 12, pageNo: 1, pageSize: 15}})',
    ],
)
def test_a_list_that_a_script_asks_for_is_asked_for(call: str) -> None:
    found = paging_of(f"<ul id=list></ul><script>{call}</script>")
    assert found.is_data
    address, _, query = paths(found)[0].partition("?")
    assert address == "/api/list.do"
    assert {"channelId=12", "pageNo=1"} <= set(query.split("&"))


@pytest.mark.parametrize(
    "call",
    [
        '$.get("/hits.do?page=1&id=7")',
        '$.ajax({url: "/user/login.do?page=1"})',
        '$.get("/weather/list?p=1&city=" + city)',
    ],
)
def test_counters_and_the_like_are_not_asked(call: str) -> None:
    assert find_paging(list_page(f"<div></div><script>{call}</script>")) is None


def test_a_page_with_rows_of_its_own_is_not_asked_for_data() -> None:
    html = f'<ul>{ROWS}</ul><script>$.getJSON("/api/list?page=1", show)</script>'
    assert find_paging(list_page(html)) is None


def reply(page: str, **more: object) -> str:
    rows = [{"title": f"第{n}号公示", "url": f"/a/{n}.html", "publishTime": "2018-01-08 10:00"} for n in (1, 2)]
    return json.dumps({"code": 0, "data": {"rows": rows, **more}})


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/api?page=1&c=3", ["/api?page=2&c=3", "/api?page=3&c=3"]),
        ("/api?pageIndex=0", ["/api?pageIndex=1", "/api?pageIndex=2"]),
        ("/api?start=0&n=2", ["/api?start=2&n=2", "/api?start=4&n=2"]),
        ("/api?page=2&c=3", []),
        (
            "/u?paramJson=%7B%22pageNo%22%3A1%7D",
            ["/u?paramJson=%7B%22pageNo%22%3A2%7D", "/u?paramJson=%7B%22pageNo%22%3A3%7D"],
        ),
    ],
)
def test_a_reply_tells_its_further_pages(url: str, wanted: list[str]) -> None:
    found = read_data(reply("1", total=5), HOST + url)
    assert found is not None
    assert [one.removeprefix(HOST) for one in found.next_urls] == wanted
    assert (found.expected_items, found.items[0].listed_on) == (5, "2018-01-08")


def test_jpaas_gives_html_in_json_with_its_pager() -> None:
    html = f'<ul>{ROWS}</ul><div class="pagination" rows="8" count="17"></div>'
    text = json.dumps({"success": True, "data": {"html": html}})
    found = read_data(text, f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?pageId=9&pageNo=1")
    assert found is not None
    assert (len(found.items), found.expected_items, len(found.next_urls)) == (8, 17, 2)


LITERALS = ", ".join(f'{{title: "第{n}号公示", url: \'/a/{n}.html\', date: "2018-01-0{n}",}}' for n in range(1, 5))
JSON_ROWS = [{"title": f"第{n}号公示", "url": f"/a/{n}.html", "pubDate": f"2018-01-0{n}"} for n in range(1, 5)]
NESTED = [
    {"aT": f"第{n}号公示", "aPd": f"2018-01-0{n}", "aU": json.dumps({"common": f"/a/{n}.html"})} for n in range(1, 5)
]


@pytest.mark.parametrize(
    "script",
    [
        f"var list = [{LITERALS}];",
        f"window.__DATA__ = {json.dumps({'page': {'list': JSON_ROWS}})}",
        f"var s = {json.dumps(json.dumps(NESTED, ensure_ascii=False), ensure_ascii=False)};",
        "var l = [" + ", ".join(f"['第{n}号公示', '/a/{n}.html', '2018-01-0{n}']" for n in range(1, 5)) + "]",
        "".join(f"l.push({{title: `第{n}号公示`, url: '/a/{n}.html', d: '2018-01-0{n}'}});" for n in range(1, 5)),
        "".join(f"add({n}, '第{n}号公示', '/a/{n}.html', '2018-01-0{n}');" for n in range(1, 5)),
        "".join(f"title[{n}]='第{n}号公示';link[{n}]='/a/{n}.html';date[{n}]='2018-01-0{n}';" for n in range(1, 5)),
    ],
)
def test_a_list_in_a_script_is_read(script: str) -> None:
    found = paging_of(f"<div id=app></div><script>{script}</script>")
    assert [item.url.removeprefix(HOST) for item in found.items] == [f"/a/{n}.html" for n in range(1, 5)]
    assert found.items[0].title == "第1号公示"


def test_a_menu_in_a_script_is_no_list() -> None:
    menu = ", ".join(f'{{"name": "栏目{n}", "url": "/c{n}/"}}' for n in range(9))
    assert find_paging(list_page(f"<div></div><script>var menu = [{menu}]</script>")) is None
    tree = "".join(f"d.add({n}, 0, '栏目{n}', '/c{n}/index.html');" for n in range(9))
    assert find_paging(list_page(f"<div></div><script>{tree}</script>")) is None


# --- links that scripts write ------------------------------------------------------------------------------------------


def test_links_joined_by_a_script_live_and_unknown_ones_are_left() -> None:
    html = """<script>var dir = '/a/'; document.write('<ul>'); document.write("<li><a href='" + dir + "1.html'>第一号公示</a></li>");
    document.write('<a href="' + unknown + '2.html">第二号公示</a>'); document.writeln('</ul>');</script>"""
    assert [link.url for link in list_page(html).found.links] == [f"{HOST}/a/1.html"]


@pytest.mark.parametrize(
    "script",
    [
        "var s = '<ul>'; s += '<a href=\"/a/1.html\">甲</a>'; document.write(s + '</ul>');",
        "document.write('<a href=', '/a/1.html', '>甲</a>');",
        "document.write(unescape('%3Ca%20href%3D/a/1.html%3E%u7532%3C/a%3E'));",
        'document.write(`<a href="/a/${1}.html">甲</a>`);',
        "document.getElementById('x').innerHTML = '<a href=/a/1.html>甲</a>';",
        "$('#x').append('<a href=/a/1.html>甲</a>');",
        "for (var i = 0; i < 3; i++) document.write('<a href=/l/' + i + '.html>乙</a>'); document.write('<a href=/a/1.html>甲</a>');",
    ],
)
def test_markup_is_read_however_a_script_writes_it(script: str) -> None:
    found = list_page(f"<div id=x></div><script>{script}</script>").found
    assert [(link.url, link.text) for link in found.links] == [(f"{HOST}/a/1.html", "甲")]


def test_a_list_that_a_script_writes_is_a_list() -> None:
    writes = "".join(
        f"document.write('<li><a href=\"/a/{n}.html\">关于第{n}批名单的公示</a><span>2018-03-0{n}</span></li>');"
        for n in range(1, 6)
    )
    found = list_page(f"<ul><script>{writes}</script></ul>").found
    assert len(find_rows(found, lambda url: True, lambda url: False).items) == 5


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        (
            "var u = 'http:/' + '/' + 'old.example.test'; location.href = u + '/col/col1/index.html';",
            "/col/col1/index.html",
        ),
        ("window.location.replace('/main/');", "/main/"),
        ("if (a == b) location.href = x;", None),
        (r"setTimeout('window.location=\'/main/\'', 100)", "/main/"),
        ("window.open('/main/', '_self')", "/main/"),
        ("window['location'] = '/main/'", "/main/"),
        ("location.href = location.protocol + '//' + location.host + '/main/'", "/main/"),
        ("location.href = '/main/?t=' + new Date().getTime()", "/main/"),
        (
            "$('#m').click(function () { f(); location.href = '/list?c=' + n.code; });",
            None,
        ),  # no page goes there by itself
        ("a.addEventListener('click', () => { location.href = '/list?c=' + c })", None),
        ("a.onclick = function () { f(); }; location.href = '/main/'", "/main/"),
        ("if (/iPhone/.test(navigator.userAgent)) location = '/m/'; else location = '/main/';", "/main/"),
    ],
)
def test_a_home_that_only_redirects_is_read(script: str, wanted: str | None) -> None:
    found = list_page(f"<html><script>{script}</script></html>", f"{HOST}/").found
    assert found.redirect == (HOST + wanted if wanted else None)


def test_the_articles_before_and_after_are_neighbours() -> None:
    text = """<p>上一篇：<a class=x href="../201801/t1.html">甲</a></p><p>下一篇：<span></span><a href=t3.html>乙</a></p>
    <a href="?id=4">下一条：丙</a><a href="/other.html">其他</a>"""
    assert neighbour_urls(text, f"{HOST}/tzgg/t2.html") == [
        f"{HOST}/201801/t1.html",
        f"{HOST}/tzgg/t3.html",
        f"{HOST}/tzgg/t2.html?id=4",
    ]


# --- interfaces that are asked by POST ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "kind", "body"),
    [
        ('axios.post("/api/list", {channelId: 12, pageNo: 1, code: "007"})', "json", {"channelId": 12, "pageNo": 1, "code": "007"}),
        ("var p = {channelId: 12, pageNo: 1}; axios.post('/api/list', p).then(f)", "json", {"channelId": 12, "pageNo": 1}),
        ('fetch("/api/list", {method: "POST", body: JSON.stringify({"cid": 12, "page": cur})})', "json", {"cid": 12, "page": 1}),
        ('$.ajax({url: "/api/list", type: "post", contentType: "application/json", data: JSON.stringify({cid: 3, pageNum: 1})})', "json", {"cid": 3, "pageNum": 1}),
        ('x.open("POST", "/api/list"); x.send(JSON.stringify({cid: 3, pageIndex: 1}))', "json", {"cid": 3, "pageIndex": 1}),
        ('$.ajax({type: "POST", url: "/api/list", data: {cid: 3, page: 1}})', "form", "cid=3&page=1"),
        ('$.post("/api/list", {cid: 3, page: 1}, show)', "form", "cid=3&page=1"),
    ],
)  # fmt: skip
def test_a_list_asked_by_post_keeps_its_body_in_its_key_and_goes_on(script: str, kind: str, body: object) -> None:
    found = paging_of(f"<div id=app></div><script>{script}</script>")
    address, sent, headers = request_of(found.urls[0])
    assert address == f"{HOST}/api/list"
    assert ("json" in headers["Content-Type"]) == (kind == "json")
    assert (json.loads(sent) if kind == "json" else sent.decode()) == body
    rows = [{"title": f"关于第{n}批名单的公告", "url": f"/a/{n}.html", "pubDate": "2018-03-05"} for n in range(10)]
    reply = read_data(json.dumps({"data": {"total": 25, "rows": rows}}), found.urls[0])
    assert reply is not None
    assert len(reply.next_urls) == 2
    further = request_of(reply.next_urls[1])[1].decode()
    assert further == sent.decode().replace("1}", "3}").replace("page=1", "page=3") or '"pageNo":3' in further


def test_a_vote_is_not_asked_by_post() -> None:
    html = '<div id=app></div><script>axios.post("/api/vote/list", {pageNo: 1})</script>'
    assert find_paging(list_page(html)) is None


# --- traps -----------------------------------------------------------------------------------------------------------------


def test_a_calendar_ends_by_rule_and_articles_never_do() -> None:
    traps = Traps()
    for n in range(REPEATS + 2):
        traps.note(f"{HOST}/calendar?month={n}", f"{n}月 日 一 二 三 四 五 六 没有活动")
        traps.note(f"{HOST}/a/{n}.html", f"第{n}号公示：{chr(0x4E00 + n)}字开头的正文")
    refused = traps.refusal(f"{HOST}/calendar?month=999")
    assert refused is not None
    assert "/calendar?month" in refused
    assert traps.refusal(f"{HOST}/a/999.html") is None


def test_an_archive_by_months_goes_on_behind_a_years_gap_and_a_calendar_ends_a_year_behind_its_last_word() -> None:
    traps, month = Traps(), f"{HOST}/month.asp?y={{}}&m={{}}".format
    traps.note(month(2009, 5), "2009年5月 召开春耕生产现场会")
    for n in range(REPEATS + 9):
        traps.note(month(2012 + n // 12, n % 12 + 1), f"{n}月 当月没有活动")
    assert traps.refusal(month(2008, 5)) is None
    assert traps.refusal(month(2008, 4)) is not None
    assert traps.refusal(f"{HOST}/month.asp?y=2009&m=5&d=3") is None, "a form of its own"
    assert traps.goes_on(month(2009, 1), month(2009, 2))
    assert not traps.goes_on(month(2007, 1), month(2007, 2))
    assert not traps.goes_on(f"{HOST}/a/1.html", month(2009, 2))


def test_neighbours_looked_for_near_their_words_are_those_that_every_link_would_give() -> None:
    pieces = (
        '<a href="x.html">', "<a title=\"上一篇\" href='y'>", "</a>", "上一篇", "下一条", "后则", "：", ">", "<", "<b>",
        "</b>", "<A\nhref=z class=q>", " ", "abcdef", "<span a>", '<a href="上一篇?k">', "[", "<abbr>", ">>>", "一", "前",
    )  # fmt: skip
    chance = random.Random(1)
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randrange(2, 16)))
        near = [(match.span(), match.groups()) for match in neighbours_in(text)]
        assert near == [(match.span(), match.groups()) for match in NEIGHBOUR.finditer(text)], text


def test_a_hanweb_list_so_short_that_it_asks_for_nothing_more_has_its_records() -> None:
    rows = "".join(
        f"<record><![CDATA[<a href='/art/{n}.html'>健康素养宣传第{n}期</a>2012-03-0{n}]]></record>" for n in (1, 2)
    )
    found = paging_of(
        f"<div id=4></div><script type='text/xml'><datastore><recordset>{rows}</recordset></datastore></script>"
    )
    assert ([item.listed_on for item in found.items], found.urls) == (["2012-03-01", "2012-03-02"], [])


def test_a_list_of_the_newer_hanweb_platform_asks_its_unit_for_the_further_pages() -> None:
    unit = "<script parseType=bulidstatic url='/api-gateway/jpaas-publish-server/front/page/build/unit' queryData=\"{'webId':'w','pageId':'9'}\"></script>"
    pager = "<div id=pagination rows={} count={}></div>"
    found = paging_of(f"<ul>{ROWS}</ul>{pager.format(8, 17)}{unit}")
    assert [url.partition("paramJson=")[2] for url in found.urls] == [
        "%7B%22pageNo%22%3A2%2C%22pageSize%22%3A8%7D", "%7B%22pageNo%22%3A3%2C%22pageSize%22%3A8%7D",
    ]  # fmt: skip
    assert all("webId=w&pageId=9" in url for url in found.urls)
    assert find_paging(list_page(f"<ul>{ROWS}</ul>{pager.format('x', 1)}{unit}")) is None


def test_a_unit_of_that_platform_without_a_pager_on_the_page_is_asked_and_its_reply_tells_how_it_goes_on() -> None:
    unit = "<script url='/page/build/unit' queryData=\"{{'pageType':'column','tagId':'{}','pageId':'9'}}\"></script>"
    found = paging_of("<div></div>" + unit.format("左侧导航") + unit.format("右侧内容"))
    assert paths(found) == ["/page/build/unit?pageType=column&tagId=%E5%8F%B3%E4%BE%A7%E5%86%85%E5%AE%B9&pageId=9"]
    html = f"<ul>{ROWS}</ul><div class=pagination queryData=\"{{'rows':'8','count':'17','pageNo':'1'}}\"></div>"
    reply = read_data(json.dumps({"data": {"html": html}}), found.urls[0])
    assert reply is not None
    assert (len(reply.items), reply.expected_items) == (8, 17)
    assert [one.partition("paramJson=")[2] for one in reply.next_urls] == [
        "%7B%22pageNo%22%3A2%2C%22pageSize%22%3A8%7D", "%7B%22pageNo%22%3A3%2C%22pageSize%22%3A8%7D",
    ]  # fmt: skip


def test_an_interface_that_answers_with_a_piece_of_html_goes_on_by_its_question() -> None:
    call = "function gotopage(n){ $.ajax({type:'post',url:'/xxgk/search.jsp?all=1&currpage='+n+'&sort=',data:{infotypeId:'A02'}}) }"
    found = paging_of(f"<div id=box></div><script>{call}; gotopage(1)</script>")
    assert paths(found) == ["/xxgk/search.jsp?all=1&currpage=1&sort=#__post:form:?infotypeId=A02"]
    reply = read_data(f"<ul>{ROWS}</ul><div>共&nbsp;17&nbsp;条信息 第&nbsp;1/3&nbsp;页</div>", found.urls[0])
    assert reply is not None
    assert (len(reply.items), reply.expected_items) == (8, 17)
    assert [one.partition("currpage=")[2][:1] for one in reply.next_urls] == ["2", "3"]
    assert read_data(f"<html><body><ul>{ROWS}</ul></body></html>", found.urls[0]) is None, "an error page"


def test_clicks_that_open_items_by_their_ids_are_no_pager() -> None:
    script = "<script>function show(id){window.open('/show.aspx?ID='+id)}</script>"
    rows = "".join(
        f"<li><a href='javascript:show({n})'>关于发布第{n}批名单的公告</a> 2018-03-05</li>" for n in (1, 7, 31)
    )
    assert find_paging(list_page(script + rows)) is None
    assert find_paging(list_page(script + "<a href='javascript:show(434)'><img src=/hot.jpg></a>")) is None
    pager = "<script>function go(n){location.href='/l.asp?p='+n}</script>共3页 <a href='javascript:go(2)'>下一页</a>"
    assert paths(paging_of(pager)) == ["/l.asp?p=2", "/l.asp?p=3"]


def test_a_field_that_a_pager_names_by_its_id_is_sent_by_its_name() -> None:
    form = "<form method=post><input type=hidden name='ctl00$page' id=hid value=1>共2页 <a href='javascript:go(2)'>下一页</a>"
    script = "<script>function go(n){document.getElementById('hid').value=n;document.forms[0].submit();}</script>"
    assert paths(paging_of(f"{form}</form>{script}")) == ["/tzgg/#submit:ctl00%24page:2"]


def test_an_intro_whose_only_link_skips_it_leads_on_and_a_page_with_words_does_not() -> None:
    def redirect(words: str, link: str) -> str | None:
        script = "<script>setTimeout(\"location.href='main.asp'\",9000)</script>"
        return list_page(f"{script}<p>{words}</p><a href={link}>跳过片头</a>", f"{HOST}/").found.redirect

    assert redirect("", "main.asp") == f"{HOST}/main.asp"
    assert redirect("", "other.asp") is None
    assert (
        redirect(
            "本网自三月五日起改版，旧栏目的内容移至新址，请各单位在月底前完成核对并书面回复办公室，逾期不候。",
            "main.asp",
        )
        is None
    )


def test_a_row_whose_link_is_a_click_alone_has_the_address_that_the_click_opens() -> None:
    script = "<script>function show(id){window.open('show.asp?id='+id)}</script>"
    rows = "<tr><td><a href='#' onclick='show({n})'>关于发布第{n}批名单的公告</a></td><td>2006-3-{n}</td></tr>"
    page = list_page(f"{script}<table>{''.join(rows.format(n=n) for n in range(1, 6))}</table>")
    items = find_rows(page.found, lambda url: True, lambda url: False).items
    assert [(one.url, one.listed_on) for one in items[:1]] == [(f"{HOST}/tzgg/show.asp?id=1", "2006-03-01")]
    counted = list_page(f"{script}<a href='/a/9.html' onclick='show(9)'>关于发布名单的公告</a>").found.links
    assert f"{HOST}/a/9.html" in {one.url for one in counted}


def test_clicks_that_hand_an_address_to_any_function_are_links() -> None:
    script = "<script>function pop(url,w,h){window.open(url,'','width='+w+',height='+h)}</script>"
    row = "<tr><td><a href=\"javascript:pop('gg.asp?id={n}',400,300)\">停水公告第{n}号</a></td><td>2006-3-{n}</td></tr>"
    page = list_page(f"{script}<table>{''.join(row.format(n=n) for n in range(1, 6))}</table>")
    items = find_rows(page.found, lambda url: True, lambda url: False).items
    assert [one.url for one in items] == [f"{HOST}/tzgg/gg.asp?id={n}" for n in range(1, 6)]
    others = (
        "<a href='#' onclick=\"location.href='/dt/list.jsp'\">动态</a><a onclick=\"setHome('/index.jsp')\">设为首页</a>"
    )
    assert [one.url for one in list_page(others).found.called] == [f"{HOST}/dt/list.jsp"]


def test_pictures_that_a_script_shows_are_fetched() -> None:
    page = list_page("<script>var p=[{src:'/u/1.jpg',txt:'一'},{src:'/u/2.jpg',txt:'二'}]</script>")
    assert page.found.requisites == [f"{HOST}/u/1.jpg", f"{HOST}/u/2.jpg"]


# --- clicks and questions ----------------------------------------------------------------------------------------------


def test_a_pager_of_pictures_whose_clicks_hand_over_their_address_is_read() -> None:
    onclick = "RefreshPageTo(event, &quot;/Lists/gg/AllItems.aspx?Paged=TRUE\\u0026p_ID=24\\u0026PageFirstRow=7&quot;);"
    button = f"<a onclick='{onclick}' href='javascript:'><img src=/next.gif alt=下一页></a>"
    found = paging_of(f"<table>{ROWS}</table>{button}", f"{HOST}/Lists/gg/AllItems.aspx")
    assert paths(found) == ["/Lists/gg/AllItems.aspx?Paged=TRUE&p_ID=24&PageFirstRow=7"]


@pytest.mark.parametrize(
    "button",
    [
        "<a href='/index.php?view=article&amp;id=8&amp;catid=3' rel=next>下一页</a>",
        "<a href='#' onclick='share(&quot;/index.php?view=share&amp;id=7&quot;)'>分享</a>",
        "<a href='#' onclick='go(7)'>下一页</a>",
    ],
)
def test_the_next_article_of_one_script_is_no_further_page(button: str) -> None:
    page = f"<p>{'各单位要做好防汛准备。' * 9}</p>{button}"
    assert find_paging(list_page(page, f"{HOST}/index.php?view=article&id=7&catid=3")) is None


def test_an_interface_asked_by_how_many_rows_are_skipped_is_asked_from_the_first() -> None:
    script = 'function load(page){ $.getJSON("/api/v1/contents/1/9?top=" + top_ + "&skip=" + (page-1)*top_, show); }'
    found = paging_of(f"<ul id=list></ul><script>var top_ = 4; {script} load(1);</script>")
    assert paths(found) == ["/api/v1/contents/1/9?top=4&skip=0"]
    rows = [{"title": f"第{n}批名单的公告", "navigationUrl": f"/c/{n}.html"} for n in range(4)]
    listing = read_data(json.dumps({"value": rows, "count": 9}, ensure_ascii=False), found.urls[0])
    assert listing is not None
    assert [url.partition("#")[0][-6:] for url in listing.next_urls] == ["skip=4", "skip=8"]


@pytest.mark.parametrize(
    "said", ["1e999", "NaN", "-99999999999999", "10000000000000000000000", '"²²²²²²²²²²"', f'"{"9" * 5000}"']
)
def test_dates_and_totals_that_are_none_do_not_stop_a_crawl(said: str) -> None:
    rows = ",".join(f'{{"title": "第{n}号公告", "url": "/{n}.html", "date": {said}}}' for n in range(3))
    listing = read_data(f'{{"data": [{rows}], "total": {said}}}', f"{HOST}/list?page=1")
    assert listing is not None
    assert [(item.url[-7:], item.listed_on) for item in listing.items] == [(f"/{n}.html", None) for n in range(3)]
    assert read_data(f'{{"data": [{rows}]}}', f"{HOST}/list?page={'9' * 5000}") is not None
    assert joined("'a' + (²-1)") == "a\ufffd"


# --- what calls ask, as real sites write them ---------------------------------------------------------------------------


def test_a_nested_body_is_asked_as_written_and_pn_beside_rn_counts_rows() -> None:
    script = """<script>function getList(pn) { var param = {"token": "", "pn": pn, "rn": 10, "sort": "{\\"webdate\\":\\"0\\"}", "time": null,
      "condition": [{"fieldName": "categorynum", "equal": "002001", "isLike": true, "likeType": 2}]};
      $.ajax({url: "/rest/getFullTextDataNew", type: "post", contentType: "application/json", data: JSON.stringify(param), success: show}); }
      getList(0);</script>"""
    (asked,) = paging_of(script).urls
    address, body, _headers = request_of(asked)
    assert address.endswith("/rest/getFullTextDataNew")
    assert json.loads(body) == {
        "token": "", "pn": 0, "rn": 10, "sort": '{"webdate":"0"}', "time": None,
        "condition": [{"fieldName": "categorynum", "equal": "002001", "isLike": True, "likeType": 2}],
    }  # fmt: skip
    records = [{"title": f"公告第{n}号", "linkurl": f"/jyxx/{n}.html", "webdate": "2018-03-05"} for n in range(10)]
    reply = read_data(json.dumps({"result": {"totalcount": 26, "records": records}}), asked)
    assert reply is not None
    assert [json.loads(request_of(one)[1])["pn"] for one in reply.next_urls] == [10, 20]


def test_a_function_that_asks_begins_where_its_script_first_calls_it() -> None:
    call = "function load(p){fetch('/front/list',{method:'POST',body:JSON.stringify({pageIndex:p,pageSize:6,kind:'003'})})}"
    first, second = (paging_of(f"<script>{call} load({n});</script>").urls[0] for n in (0, 1))
    assert [json.loads(request_of(one)[1])["pageIndex"] for one in (first, second)] == [0, 1]


def test_what_a_script_reads_off_its_page_is_in_its_question() -> None:
    page = "<meta name=channelid content=0ab9><input type=hidden id=kind value=7>"
    script = """<script>var id = $("meta[name='channelid']").attr("content"); function list(page) { $.ajax({url: "/searchList/" + id +
      "?_isJson=true&_pageSize=18&kind=" + $("#kind").val() + "&page=" + page, success: show}); }</script>"""
    assert paths(paging_of(page + script)) == ["/searchList/0ab9?_isJson=true&_pageSize=18&kind=7&page=1"]
    script = "<script>$http.get('/data/list_id=' + getQueryString('itemId') + ',pageIndex=' + $scope.index + ',pageSize=18.json')</script>"
    url = f"{HOST}/ItemList.html?itemId=915"
    root = parse_html(script)
    found = find_paging(ListPage(url, script, root, read_links(root, url, script)))
    assert found is not None
    assert paths(found) == ["/data/list_id=915,pageIndex=1,pageSize=18.json"]
    rows = [{"docTitle": f"公告第{n}号", "url": f"/{n}.html", "publishDate": "2018-03-05"} for n in range(18)]
    reply = read_data(json.dumps({"data": {"total": 20, "rows": rows}}), found.urls[0])
    assert reply is not None
    assert [one.partition("#")[0][-29:] for one in reply.next_urls] == ["915,pageIndex=2,pageSize=18.json"[-29:]]


def test_a_file_of_data_beside_a_page_is_its_list_unless_its_name_says_otherwise() -> None:
    call = '<script>$.ajax({{url: "./{}", dataType: "json", success: show}})</script>'
    assert paths(paging_of(call.format("ZCJD_QZ.json"))) == ["/tzgg/ZCJD_QZ.json"]
    assert find_paging(list_page(call.format("siteconfig.json"))) is None


def test_xml_rows_inside_json_are_read_by_windows() -> None:
    rows = "".join(
        f"<record><![CDATA[<li><a href='/art/{n}.html'>动态第{n}期简报</a><span>2018-03-05</span></li>]]></record>"
        for n in range(10)
    )
    text = json.dumps({"result": f"<datastore><totalrecord>25</totalrecord><recordset>{rows}</recordset></datastore>"})
    reply = read_data(f"cb({text});", f"{HOST}/m.do?startrecord=1&endrecord=10&columnId=b")
    assert reply is not None
    assert (len(reply.items), reply.expected_items) == (10, 25)
    assert [one.partition("?")[2] for one in reply.next_urls] == [
        "startrecord=11&endrecord=20&columnId=b", "startrecord=21&endrecord=30&columnId=b",
    ]  # fmt: skip


def test_a_pager_that_asks_for_a_page_and_puts_it_into_its_own() -> None:
    pager = "共17条 第1/3页 <a href='javascript:void(0)' onclick='goPage(2)'>下一页</a>"
    script = '<script>function goPage(n) { $.post("/search.jsp?texttype=0", {jdid: "2", currpage: n}, function (d) { $("#l").html(d); }); }</script>'
    assert [request_of(one)[1] for one in paging_of(ROWS + pager + script).urls] == [
        b"jdid=2&currpage=2",
        b"jdid=2&currpage=3",
    ]


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ("<select onchange=\"location.href='?id=5&page='+this.value\"><option value=1>第1页<option value=2>第2页</select>",
         ["/tzgg/?id=5&page=1", "/tzgg/?id=5&page=2"]),
        ("<table><tr><td onclick=\"window.location.href='./?Paging=2'\">下页 &gt;</td></table>", ["/tzgg/?Paging=2"]),
        ("<input type=button value=下一页 onclick=\"location='index_2.htm'\">", ["/tzgg/index_2.htm"]),
        ("<span>1</span><a href=/tzgg/list/4.html>尾页</a>", ["/tzgg/list/2.html", "/tzgg/list/3.html", "/tzgg/list/4.html"]),
        ("<script>var o = {countPage: parseInt('3}'), currentPage: parseInt('0') + 1, PAGE_NAME: 'index'}</script>",
         ["/tzgg/index_1.html", "/tzgg/index_2.html"]),
        ("<script>$('#p').pagination({totalPage: 3, callback: function(c){ location.href = c==1 ? 'index.html' : 'index_'+c+'.html'; }});</script>",
         ["/tzgg/index_2.html", "/tzgg/index_3.html"]),
        ("<script>var PageIndex=1; function go(){ PageIndex = PageIndex>3?3:PageIndex; location.href = PageIndex==1 ? 'i.htm' : `index_${PageIndex}.shtml`; }</script>",
         ["/tzgg/index_2.shtml", "/tzgg/index_3.shtml"]),
        ("<p id=f><script>var total = parseInt('12'); var n = parseInt('1'); var size = 5; var pages = Math.ceil(total/size); var s = ''; if (n < pages) s += "
         "\"<a href='?begin=\" + (n*size) + \"&p=\" + (n+1) + \"'>下一页</a>\"; f.innerHTML = s;</script>", ["/tzgg/?begin=5&p=2"]),
        ("<script>function go(url, box, n){ var to = url.substring(0, url.lastIndexOf('/')) + '/' + n + '.html'; $.ajax({type: 'get', url: to}); }</script>"
         "1/3 <a onclick=\"go(window.location.pathname, 'box', 2)\">下页</a><a onclick=\"go(window.location.pathname, 'box', 3)\">末页</a>",
         ["/tzgg/2.html", "/tzgg/3.html"]),
        ("<a href=?offset=7><img src=images/Next.gif border=0></a> <a href=?offset=14><img src=Last.gif></a> <a href=?v=3><img src=best.gif></a>",
         ["/tzgg/?offset=7", "/tzgg/?offset=14"]),
        ("<a href=?b_start:int=4>Next 4 items &raquo;</a> [1] <a href=?b_start:int=4>2</a> <a href=/tzgg/next-4-items-found>Next 4 items found</a>",
         ["/tzgg/?b_start:int=4"]),
        ("<a href='/tzgg/(offset)/5'>下一页&nbsp;&raquo;</a><a href='/tzgg/(offset)/10'>3</a>", ["/tzgg/(offset)/5", "/tzgg/(offset)/10"]),
    ],
    ids=["choices", "a cell", "a button", "only the last", "settings", "a choice by number", "a template", "sums", "the number last",
         "pictures by name", "so many items", "a named offset"],
)  # fmt: skip
def test_pagers_of_provinces_and_trading_centres(pager: str, wanted: list[str]) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}")) == wanted


def test_what_opens_items_by_an_id_and_a_kind_is_no_pager() -> None:
    rows = "".join(f"<li><a onclick=\"doRead('a{n}f','1')\">关于第{n}批项目的受理公告</a></li>" for n in range(9))
    script = "function doRead(id, kind){ window.open('/html/' + id + '_' + kind + '.html'); }"
    page = list_page(f"<script>{script}</script><ul>{rows}</ul>第1/3页")
    assert find_paging(page) is None
    assert page.found.called[2].url == f"{HOST}/html/a2f_1.html"


def test_rows_that_wait_for_a_script_are_asked_for_though_a_box_of_other_titles_stands_beside_them() -> None:
    hot = "".join(f"<li><a href=/hot/{n}.html>第{n}届云川文化旅游节开幕</a></li>" for n in range(7))
    call = "<script>$.getJSON('/api/rows?page=' + n, function (d) { $('.rows').html(d); });</script>"
    found = paging_of(f"<ul>{hot}</ul><ul class=rows></ul>{call}")
    assert found.is_whole
    assert paths(found) == ["/api/rows?page=1"]
    assert find_paging(list_page(f"<ul>{hot}</ul>{call}")) is None, "no box is empty"
    assert find_paging(list_page(f"<ul>{ROWS}</ul><ul class=rows></ul>{call}")) is None, "rows with days"


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("axios.defaults.baseURL = '/prod-api'; axios.get('/news/list', {params: that.query}); d = {query: {pageNum: 1, kind: '07'}}",
         "/prod-api/news/list?pageNum=1&kind=07"),
        ("var box = document.getElementById('wj'); fetch(box.getAttribute('data-url') + '?c=' + box.dataset.channel + '&page=' + n)",
         "/data/search?c=76&page=1"),
        ("!function(e){var t=e('meta[name=\\'channelid\\']').attr('content'),n=20;e.ajax({url:'/s/'+t+'?_pageSize='+n+'&page='+o})}(jQuery)",
         "/s/0ab9?_pageSize=20&page=1"),
        ("$.get('/h.ashx?action=list&page=' + p + '&t=' + Math.random(), show)", "/h.ashx?action=list&page=1"),
        ("$.ajax({url: '/jsonp/catalog/visit/getList', dataType: 'jsonp', data: {'pageIndex': at}})", "/jsonp/catalog/visit/getList?pageIndex=1"),
    ],
    ids=["axios", "data attributes", "minified", "against caches", "words within words"],
)  # fmt: skip
def test_calls_as_programs_of_pages_write_them(script: str, asked: str) -> None:
    page = "<meta name=channelid content=0ab9><div id=wj data-url=/data/search data-channel=76></div>"
    assert paths(paging_of(f"{page}<script>{script}</script>")) == [asked]


def test_a_body_that_is_put_together_as_text_is_sent_as_json() -> None:
    data = """data: "{kind:'" + $("#k").val() + "',pageIndex:" + n + ",size:12}\""""
    call = f"$.ajax({{type: 'POST', url: 'List.aspx/GetList', contentType: 'application/json', {data}, success: f}})"
    (asked,) = paging_of(f"<input type=hidden id=k value=A7><script>function go(n) {{ {call} }} go(1);</script>").urls
    assert json.loads(request_of(asked)[1]) == {"kind": "A7", "pageIndex": 1, "size": 12}
    rows = [{"Title": f"公告第{n}号", "Url": f"/{n}.html", "AddTime": "2018/3/5 0:00:00"} for n in range(12)]
    reply = read_data(json.dumps({"d": json.dumps({"Total": 30, "Rows": rows})}), asked)
    assert reply is not None
    assert (reply.items[0].listed_on, reply.expected_items, len(reply.next_urls)) == ("2018-03-05", 30, 2)


def test_rows_that_are_pieces_of_html_and_fields_by_the_ends_of_their_names_are_read() -> None:
    rows = [
        f"<div><a href='/{n}.html'>关于第{n}次检查的公告</a><span>时间:2018-03-0{n}</span></div>" for n in (1, 2, 3)
    ]
    found = read_data(json.dumps({"total": 3, "result": rows}), f"{HOST}/s.do?p=1")
    assert found is not None
    assert [item.listed_on for item in found.items] == ["2018-03-01", "2018-03-02", "2018-03-03"]
    rows = [
        {"subTitle": "", "showTitle": "公告", "selfUrl": "/1.html", "publishTime": {"time": 1520215680000, "year": 118}}
    ]
    found = read_data(json.dumps({"data": {"count": 1, "datas": rows}}), f"{HOST}/list?pageNumber=1")
    assert found is not None
    assert [(item.title, item.listed_on) for item in found.items] == [("公告", "2018-03-05")]


def test_what_a_script_keeps_in_an_object_and_first_calls_its_function_with_is_in_its_question() -> None:
    script = """var site = {root: "/web", guid: "7eb5"}; var pageIndex = 0; var url = site.root + "/l.action?cmd=getInfolist";
      function getList(n) { $.ajax({type: "post", url: url, data: {siteGuid: site.guid, categorynum: $("#c").val(), pageIndex: n, pageSize: 6}}); }
      getList(pageIndex);"""
    page = f"<input type=hidden id=c value=003001><table id=t></table><script>{script}</script>"
    url = paging_of(page).urls[0]
    sent = "siteGuid=7eb5&categorynum=003001&pageIndex=0&pageSize=6"
    assert request_of(url)[:2] == (f"{HOST}/web/l.action?cmd=getInfolist", sent.encode())
    rows = [{"title": f"道路改造项目{n}招标公告", "href": f"/j/{n}.html", "infodate": "2020-03-05"} for n in range(6)]
    reply = json.dumps({"custom": json.dumps({"Table": rows, "RowCount": 14}), "status": {"code": 200}})
    listing = read_data(reply, url)
    assert listing is not None
    assert (len(listing.items), listing.expected_items, listing.items[0].listed_on) == (6, 14, "2020-03-05")
    assert [request_of(one)[1].decode().split("&")[2] for one in listing.next_urls] == ["pageIndex=1", "pageIndex=2"]


def test_addresses_of_items_are_filled_with_what_the_script_knows_and_names_only_like_a_title_s_are_read() -> None:
    script = """function q(n) { var m = location.search.match(new RegExp("[?&]" + n + "=([^&]*)")); return m ? m[1] : ""; }
      var cid = q("cid");
      function load(p) { $.get("/api/query.do", {cid: cid, pageNo: p, rows: 6}, function (r) {
        s += '<li><a href="/n/detail.html?id=' + o.id + '&cid=' + cid + '">' + o.noticeTitle + '</a>'; }); }"""
    url = paging_of(f"<ul id=l></ul><script>{script}</script>", f"{HOST}/n/list.html?cid=rczp").urls[0]
    assert url.startswith(f"{HOST}/api/query.do?cid=rczp&pageNo=1&rows=6#")
    rows = [{"id": n, "noticeTitle": f"医院保洁服务采购公告{n}", "deployTime": 1583366400000} for n in range(3)]
    listing = read_data(json.dumps({"data": {"records": rows, "subTitle": "信息", "total": 3}}), url)
    assert listing is not None
    first = listing.items[0]
    assert (first.url, first.title, first.listed_on) == (
        f"{HOST}/n/detail.html?id=0&cid=rczp",
        "医院保洁服务采购公告0",
        "2020-03-05",
    )


@pytest.mark.parametrize(
    ("grid", "sent"),
    [
        ("$('#g').jqGrid({url: '/l', mtype: 'POST', postData: {kind: '28'}, rowNum: 5, page: 1})", ("/l", "kind=28&page=1&rows=5")),
        ("$('#g').DataTable({serverSide: true, ajax: {url: '/l', type: 'GET', data: function (d) { return {start: d.start}; }}})",
         ("/l?start=0", "")),  # what its function returns is all that is sent
        ("$('#g').datagrid({url: '/l', pageSize: 20, queryParams: {col: 7}})", ("/l", "col=7&page=1&rows=20")),
        ("layui.use('table', function () { table.render({elem: '#g', url: '/l', limit: 15}); });", ("/l?page=1&limit=15", "")),
    ],
)  # fmt: skip
def test_grids_of_libraries_are_asked_by_the_names_that_they_send(grid: str, sent: tuple[str, str]) -> None:
    script = f"{grid}; f = '<a href=\"/show?id=' + r.ID + '\">'"
    url = paging_of(f"<table id=g></table><script>{script}</script>").urls[0]
    address, body, _headers = request_of(url) if "__post" in url else (url.split("#")[0], b"", {})
    assert (address.removeprefix(HOST), body.decode()) == sent
    rows = [
        {"ID": n, "TenderName": f"道路改造项目{n}招标公告", "PublishStartTime": "2021-03-05 10:00"} for n in range(5)
    ]
    listing = read_data(json.dumps({"page": 1, "total": 3, "records": 11, "rows": rows}), url)
    assert listing is not None
    assert (listing.expected_items, listing.expected_pages, len(listing.next_urls)) == (11, 3, 2)
    assert (listing.items[4].url, listing.items[4].listed_on) == (f"{HOST}/show?id=4", "2021-03-05")


def test_a_pager_that_sends_what_its_form_serializes_asks_with_its_fields_filled() -> None:
    form = "<form id=f><input type=hidden id=n name=pageNo value=1><input type=hidden name=area value=62></form>"
    script = "function page(n, s) { $('#n').val(n); $.ajax({url: '/list', type: 'post', data: $('#f').serialize()}); }"
    pager = '<a onclick="page(1, 4)">1</a><a onclick="page(2, 4)">2</a><a onclick="page(3, 4)">下一页</a>'
    urls = paging_of(f"<ul>{ROWS}</ul>{form}{pager}<script>{script}</script>").urls
    assert [request_of(url)[1] for url in urls] == [b"pageNo=2&area=62", b"pageNo=3&area=62"]


def test_rows_that_a_script_puts_into_arrays_turn_by_turn_are_a_list() -> None:
    turns = "".join(
        f"urls[i]='/art/{n}.html';headers[i]=\"关于第{n}批名单的公示\";year[i]='2018';month[i]='03';day[i]='0{n}';i++;\n"
        for n in range(1, 6)
    )
    found = paging_of(f"<div id=l></div><script>var i=0;{turns}</script>").items
    assert [(one.url, one.title, one.listed_on) for one in found][4] == (
        f"{HOST}/art/5.html", "关于第5批名单的公示", "2018-03-05"
    )  # fmt: skip


def test_a_day_beside_its_month_in_a_row_that_is_one_link_is_the_row_s() -> None:
    rows = "".join(
        f"<li><a href=/a/{n}.html><span>{n:02d}</span><span>2018-03</span><h4>关于第{n}批名单的公示</h4></a></li>"
        for n in range(1, 6)
    )
    found = find_rows(list_page(f"<ul>{rows}</ul>").found, lambda url: True, lambda url: False)
    assert [item.listed_on for item in found.items] == [f"2018-03-{n:02d}" for n in range(1, 6)]


@pytest.mark.parametrize(
    "script",
    [
        "$.post('/news/delete.do', {id: 3, page: 1})", "$.ajax({url: '/api/saveVisit', type: 'POST', data: {page: 1}})",
        "$.post('/list.do', {act: 'del', page: 1})", "$.get('/list/praise?page=1')",
    ],
)  # fmt: skip
def test_what_may_change_something_is_never_asked(script: str) -> None:
    assert find_paging(list_page(f"<div id=rows></div><script>{script}</script>")) is None


def test_a_form_with_a_letter_or_a_password_in_it_is_never_sent() -> None:
    years = "<select name=year onchange='this.form.submit()'><option>2017年<option>2018年</select>"
    assert find_paging(list_page(f"<form method=post action=/write>{years}<textarea name=t></textarea></form>")) is None
    assert find_paging(list_page(f"<form method=post>{years}<input type=password name=p></form>")) is None
    assert len(paging_of(f"<form method=post>{years}</form>").urls) == 2


@pytest.mark.parametrize(
    "script",
    [
        'createPageHTML("²", "0", "index", "html")',
        f"createPageHTML({'9' * 5000}, 0, 'index', 'html')",
        f"var n = '{'9' * 5000}', m = (n * n);",
    ],
)
def test_digits_that_are_no_numbers_break_no_reader(script: str) -> None:
    assert find_paging(list_page(f"{ROWS}<script>{script}</script>")) is None


def test_a_reply_s_odd_numbers_and_halves_of_characters_harm_nothing() -> None:
    rows = '[{"title": "关于补贴名单的公告\\ud800", "url": "/a/1.html"}]'
    for total in ("-1", "1e999", "NaN", "9" * 30):
        found = read_data(f'{{"rows": {rows}, "total": {total}}}', f"{HOST}/list?page=1")
        assert found is not None
        assert found.items[0].title == "关于补贴名单的公告\ufffd"
        assert (found.expected_items, len(found.next_urls)) == (None, 1), "once more, as where nothing is told"
    wide = json.dumps({f"k{n}": {"a": {}} for n in range(20_000)})
    assert read_data(wide, f"{HOST}/list?page=1") is None


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ("<a href='javascript:void(0)' tagname=/tzgg/21892-2.html onclick=\"ask(this,'/tzgg/21892-2.html')\">下一页</a>", ["/tzgg/21892-2.html"]),
        ("<a onclick=\"location.href=encodeURI('/ask_2-a.jspx?c=8')\">下一页</a><a onclick=\"location.href=encodeURI('/ask_4-a.jspx?c=8')\">尾页</a>",
         ["/ask_2-a.jspx?c=8", "/ask_4-a.jspx?c=8"]),
    ],
    ids=["handed to a function", "elsewhere, alike"],
)  # fmt: skip
def test_clicks_of_a_pager_name_the_pages_addresses(pager: str, wanted: list[str]) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}", f"{HOST}/tzgg/index.html")) == wanted


def test_an_address_with_places_for_the_page_and_its_size_is_filled() -> None:
    script = "var to = '/col.html?page=%7Bpage%7D&limit=%7Blimit%7D'; laypage.render({count: 7, limit: 3, jump: f})"
    assert paths(paging_of(f"<ul>{ROWS}</ul><script>{script}</script>")) == [
        "/col.html?page=2&limit=3", "/col.html?page=3&limit=3",
    ]  # fmt: skip


def test_what_a_function_puts_together_before_it_asks_is_sent_as_a_form() -> None:
    script = """function stlDynamic_1(pageNum) { try { var url = "/output.aspx?site=1&" + getQueryString();
        var pars = "node=22&template=a0equals0"; if (pageNum && pageNum > 0) { pars += "&pageNum=" + pageNum; }
        jQuery.post(url, pars, function (data) { jQuery("#box").html(data); }); } catch (e) {} } stlDynamic_1(0);"""
    found = paging_of(f"<span id=box></span><script>{script}</script>")
    assert paths(found) == ["/output.aspx?site=1#__post:form:?node=22&template=a0equals0&pageNum=1"]
    pager = "<p>第1页/共3页 <a onclick='stlDynamic_1(2)'>下一页</a></p>"
    reply = read_data(f"<ul>{ROWS}</ul>{pager}", found.urls[0])
    assert reply is not None
    assert [request_of(one)[1][-10:] for one in reply.next_urls] == [b"&pageNum=2", b"&pageNum=3"]
    script = """getData(0); function getData(at) { var sent = "pageNo=" + (at+1) + "&pageSize=4";
        $.ajax({type: "POST", url: "/front/query.shtml", data: sent, success: show}); }"""
    assert paths(paging_of(f"<p></p><script>{script}</script>")) == [
        "/front/query.shtml#__post:form:?pageNo=1&pageSize=4"
    ]


def test_an_app_that_keeps_its_base_and_its_question_apart_is_understood() -> None:
    script = """var baseURL = '/prod-api'; new Vue({data() { return {rows: [], q: {pageNum: 1, size: 4, cid: getQuery('cid')}} },
        methods: {list() { axios.get(baseURL + '/cms/list', {params: this.q}).then(f) }, to(item) { location.href = 'detail.html?id=' + item.articleId }}});"""
    found = paging_of(f"<li v-for='one in rows'></li><script>{script}</script>", f"{HOST}/list.html?cid=3")
    assert found.urls[0].startswith(f"{HOST}/prod-api/cms/list?pageNum=1&size=4&cid=3#")
    rows = [{"articleId": 7, "title": "考试公告", "publishTime": "2021-03-05T16:30:00.000+0000"}]
    listing = read_data(json.dumps({"rows": rows, "total": 9}), found.urls[0])
    assert listing is not None
    assert (listing.items[0].url, listing.items[0].listed_on) == (f"{HOST}/detail.html?id=7", "2021-03-06"), (
        "in Beijing"
    )


def test_addresses_in_a_reply_begin_where_the_page_stands_and_its_pager_may_stand_apart() -> None:
    call = (
        "<script>function ask(n) { $.ajax({url: 'web/page.do', data: {kind: 'a', currentPage: n}}) } ask(1);</script>"
    )
    found = paging_of(f"<ul class=rows></ul>{call}", f"{HOST}/news.html")
    rows = [{"TITLE": "医院公告", "HTML_URL": "a/7.html", "PUB_TIME": "2018-03-05"}]
    listing = read_data(json.dumps({"rows": rows, "page": {"totalPage": 2}}), found.urls[0])
    assert listing is not None
    assert listing.items[0].url == f"{HOST}/a/7.html", "not below /web/"
    assert [one.partition("#")[0] for one in listing.next_urls] == [f"{HOST}/web/page.do?kind=a&currentPage=2"]
    again = read_data(json.dumps({"rows": rows, "page": {"totalPage": 2}}), listing.next_urls[0])
    assert again is not None
    assert again.items[0].url == f"{HOST}/a/7.html"
    assert not again.next_urls


def test_the_topics_of_a_board_are_its_items_and_their_answers_are_no_pages() -> None:
    row = (
        "<tbody><tr><th><a href=thread-{0}-1-1.html>关于第{0}批项目的公告</a></th>"
        "<td><cite><a href=space-uid-{0}.html>云川发布{0}</a></cite><em>2018-3-{0}</em></td>"
        "<td><a href=thread-{0}-1-1.html>{0}</a></td><td><a href='forum.php?mod=redirect&tid={0}&goto=lastpost'>2019-1-{0} 10:12</a></td></tr></tbody>"
    )
    pager = "<strong>1</strong><a href=forum-41-2.html>2</a><a href=forum-41-2.html>下一页</a>"
    page = list_page(f"<table>{''.join(map(row.format, range(3, 9)))}</table>{pager}", f"{HOST}/forum-41-1.html")
    rows = find_rows(page.found, lambda url: True, lambda url: False, least=1)
    assert [one.url for one in rows.items[:2]] == [f"{HOST}/thread-3-1-1.html", f"{HOST}/thread-4-1-1.html"]
    found = find_paging(page)
    assert found is not None
    assert paths(found) == ["/forum-41-2.html"]


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ("<form id=f method=get><input name=start value=0></form><a onclick=\"go('f', 0)\">1</a><a onclick=\"go('f', 20)\">2</a><a onclick=\"go('f', 40)\">3</a>"
         "<script>function go(id, at) { var f = document.getElementById(id); f.start.value = at; f.submit(); }</script>",
         ["/tzgg/?start=20", "/tzgg/?start=40"]),
        ("<form id=f method=post><input type=hidden name=pageNo id=no value=1></form><script>$('#pg').pagination({items: 9, itemsOnPage: 4,"
         " onPageClick: function (n, event) { $('#no').val(n); $('#f').submit(); }});</script>",
         ["/tzgg/#submit:pageNo:2", "/tzgg/#submit:pageNo:3"]),
    ],
    ids=["rows skipped", "called back"],
)  # fmt: skip
def test_a_form_is_sent_by_whatever_a_pager_counts(pager: str, wanted: list[str]) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}")) == wanted


def test_a_pager_may_fill_a_frame_but_slides_are_no_pages() -> None:
    script = "function go(n) {{ document.getElementById('box').src = '{}' + n + '{}'; }}"
    pager = "<iframe id=box src=in_1.html></iframe><a href='javascript:go(1)'>1</a><a href='javascript:go(2)'>2</a>"
    assert paths(paging_of(f"{pager}<script>{script.format('in_', '.html')}</script>")) == ["/tzgg/in_2.html"]
    assert find_paging(list_page(f"{pager}<script>{script.format('pic', '.jpg')}</script>")) is None


def test_trs_pages_are_numbered_as_the_second_page_shows() -> None:
    call = "<script>createPageHTML(4, {}, 'index', 'html');</script>"
    assert paths(paging_of(f"<ul>{ROWS}</ul>{call.format(1)}", f"{HOST}/tzgg/index_1.html"))[-1] == "/tzgg/index_3.html"
    assert paths(paging_of(f"<ul>{ROWS}</ul>{call.format(1)}", f"{HOST}/tzgg/index_2.html"))[-1] == "/tzgg/index_4.html"


def test_rows_that_a_button_asks_for_go_on_until_a_reply_has_fewer_or_the_same() -> None:
    script = "<script>var page = 1; $('#more').click(function () { page++; $.get('/m/more', {kind: 'a', page: page}, f); });</script>"
    found = paging_of(f"<ul>{ROWS}</ul><div id=more>加载更多</div>{script}")
    assert paths(found) == ["/m/more?kind=a&page=1"]
    piece = "".join(f"<div><a href=/a/{n}.html>关于第{n}批项目的公告</a><i>2018-03-05</i></div>" for n in range(4))
    reply = read_data(piece, found.urls[0])
    assert reply is not None
    assert [one.partition("#")[0] for one in reply.next_urls] == [f"{HOST}/m/more?kind=a&page=2"]
    assert read_data("", reply.next_urls[0]) is None
    traps, words = Traps(), " ".join(item.url for item in reply.items)
    for n in range(REPEATS + 1):
        traps.note(f"{HOST}/m/more?kind=a&page={n}", words)
    assert traps.refusal(f"{HOST}/m/more?kind=a&page=99")


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("function get(n) { var q = {}; q.on = 'true'; q.page = n; q.size = 5; $.ajax({type: 'post', url: '/act.do?m=list', data: q}); } get(1);",
         "/act.do?m=list#__post:form:?on=true&page=1&size=5"),
        ("const q = new URLSearchParams(location.search); const c = q.get('cid'); let page = 1; fetch(`/articles?page=${page}&size=5&c=${c}`);",
         "/articles?page=1&size=5&c=7"),
        ("var some = [{field: 'a', value: '1'}]; $.post('/query', {pageIndex: 1, rows: 5, conditions: JSON.stringify(some)}, f);",
         "/query#__post:form:?pageIndex=1&rows=5&conditions=%5B%7B%22field%22%3A%22a%22%2C%22value%22%3A%221%22%7D%5D"),
    ],
    ids=["put together", "parameters in a variable", "a list as text"],
)  # fmt: skip
def test_a_question_put_together_in_steps_is_asked(script: str, asked: str) -> None:
    assert paths(paging_of(f"<p></p><script>{script}</script>", f"{HOST}/list?cid=7")) == [asked]


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ("<a href=\"javascript:turn('/perm/12?pager.offset=8')\">下一页</a><a href=\"javascript:turn('/perm/12?pager.offset=24')\">末页</a>",
         ["/perm/12?pager.offset=8", "/perm/12?pager.offset=24"]),
        ("<form name=pf method=post><input type=hidden name=currentPage value=1></form><a href='javascript:jumpTo(2)'>下一页</a><a href='javascript:jumpTo(3)'>尾页</a>"
         "<script>function jumpTo(n) { with (document.pf) { currentPage.value = n; submit(); } }</script>",
         ["/tzgg/#submit:currentPage:2", "/tzgg/#submit:currentPage:3"]),
        ("<script>$('.pg').createPage({pageCount: 3, current: 1, backFn: function (p) { location.href = p == 1 ? 'l.shtml' : 'l_' + p + '.shtml'; }});</script>",
         ["/tzgg/l_2.shtml", "/tzgg/l_3.shtml"]),
        ("<script>var countPage = 3; var next = currentPage + 1; document.write('<a href=\"index_' + next + '.htm\">下一页</a>');</script>",
         ["/tzgg/index_1.htm", "/tzgg/index_2.htm"]),
        ("<form name=f method=post><input type=hidden name='b.pageNo' value=1></form><a href='#' onclick='go(2)'>下一页</a><a href='#' onclick='go(3)'>尾页</a>"
         "<script>function go(n) { f.elements['b.pageNo'].value = n; f.submit(); }</script>",
         ["/tzgg/#submit:b.pageNo:2", "/tzgg/#submit:b.pageNo:3"]),
        ("<form id=sf method=post><input type=hidden name=page value=0></form><a onclick='to(0)'>1</a><a onclick='to(1)'>2</a><a onclick='to(2)'>3</a>"
         "<script>function to(n) { var f = $('#sf'); f.find('input[name=page]').val(n); f.submit(); }</script>",
         ["/tzgg/#submit:page:1", "/tzgg/#submit:page:2"]),
    ],
    ids=["handed by a link", "with a form", "by any name of a pager's", "endings as the script writes them", "the page itself is none", "found within its form"],
)  # fmt: skip
def test_pagers_of_older_servers(pager: str, wanted: list[str]) -> None:
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}")) == wanted


def test_rows_in_a_reply_are_read_by_whatever_name_they_stand() -> None:
    rows = "".join(
        f"<tr><td><a href='/d.aspx?id={n}'>关于第{n}批项目的公告</a></td><td>2018-03-05</td></tr>" for n in range(5)
    )
    reply = read_data(
        json.dumps({"DataSet": f"<table>{rows}</table>", "RecordCount": 12}),
        f"{HOST}/l.ashx#__post:form:?currpage=0&p=5",
    )
    assert reply is not None
    assert (len(reply.items), reply.expected_items) == (5, 12)
    assert [request_of(one)[1] for one in reply.next_urls] == [b"currpage=1&p=5", b"currpage=2&p=5"]


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ("<form action=list.asp><input type=hidden name=ClassID value=12>第<select name=page><option>1<option>2<option>3</select>页<input type=submit></form>",
         ["/tzgg/list.asp?ClassID=12&page=2", "/tzgg/list.asp?ClassID=12&page=3"]),
        ("<form action=list.asp method=post><select name=page><option>1<option>2</select><textarea name=words></textarea></form>", []),
        ("<form action=list.asp><select name=page><option value=''>全部<option>1<option>2</select></form>", []),
        ("<form action=list.asp><select name=room><option>1<option>2</select></form>", []),
    ],
    ids=["sent by its button", "never a letter", "not numbers alone", "not a page's name"],
)  # fmt: skip
def test_a_choice_of_pages_in_a_form_is_its_pager(pager: str, wanted: list[str]) -> None:
    page = list_page(f"<ul>{ROWS}</ul>{pager}")
    found = find_paging(page)
    assert (paths(found) if found else []) == wanted


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ("function show(code) { $('#box').load('/market/' + code, {'pager.offset': 0}); } show('A01');", "/market/A01#__post:form:?pager.offset=0"),
        ("var start = 0, limit = 5; function show(s) { $.post('/q.do', {start: s, limit: limit}, f); } function next() { show(start + limit); } show(0);",
         "/q.do#__post:form:?start=0&limit=5"),
        ("$.ajax({url: '/queryList', type: 'post', data: {siteCode: ['a', 'b'], current: 1}, success: f});",
         "/queryList#__post:form:?siteCode%5B%5D=a&siteCode%5B%5D=b&current=1"),
        ("$.getJSON('/x.ashx?method=Load&cache=' + Math.random(), {pageIndex: 1, kind: 2}, f);", "/x.ashx?method=Load&pageIndex=1&kind=2"),
        ("$.getJSON('/l.jsp?year=' + document.getElementById('year').value + '&pagenum=1', f);", "/l.jsp?year=&pagenum=1"),
    ],
    ids=["a box's rows", "the first rows, whatever is read first", "lists of values", "against caches", "what is chosen, be it nothing"],
)  # fmt: skip
def test_questions_of_older_programs(script: str, asked: str) -> None:
    choice = "<select id=year><option value=''>全部<option>2021</select><div id=box></div>"
    assert paths(paging_of(f"{choice}<script>{script}</script>"))[:1] == [asked]


def test_a_piece_of_html_asked_by_rows_goes_on_by_rows() -> None:
    piece = "".join(
        f"<tr><td><a href='/s/{n}'>关于第{n}批项目的公告</a></td><td>2018-03-05</td></tr>" for n in range(4)
    )
    reply = read_data(f"<table>{piece}</table>共11条", f"{HOST}/market/A01#__post:form:?pager.offset=0")
    assert reply is not None
    assert [request_of(one)[1] for one in reply.next_urls] == [b"pager.offset=4", b"pager.offset=8"]


@pytest.mark.parametrize(
    "form", ["action=/doc/delete.do", "><input type=hidden name=act value=save"], ids=["its address", "a field"]
)
def test_a_choice_of_pages_in_a_form_that_deletes_or_saves_is_not_sent(form: str) -> None:
    choice = "<select name=page><option>1<option>2<option>3</select><input type=submit value=确定>"
    assert find_paging(list_page(f"<ul>{ROWS}</ul><form method=post {form}>{choice}</form>")) is None


def test_a_button_for_more_that_would_delete_is_not_pressed() -> None:
    assert find_paging(list_page(f"<ul>{ROWS}</ul><button data-url='/news/delete?page=2'>加载更多</button>")) is None


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("<input type=hidden name=page value=2><input type=submit value=下一页>", [2]),
        ("共3页<input type=hidden name=page value=2><button type=submit>下一页</button>", [2, 3]),
        ("共3页 到第<input name=pageNo size=2>页<input type=submit value=GO>", [2, 3]),
    ],
)
def test_a_form_s_button_that_turns_the_page_is_pressed(fields: str, wanted: list[int]) -> None:
    found = paging_of(f"<ul>{ROWS}</ul><form method=post action=/tzgg/>{fields}</form>")
    assert [int(url.rsplit(":", 1)[1]) for url in found.urls] == wanted


@pytest.mark.parametrize(
    "form",
    [
        "><input type=hidden name=page value=1><input name=q><input type=submit value=搜索>",
        "action=/doc/delete.do><input type=hidden name=page value=2><input type=submit value=下一页>",
        "><input type=hidden name=id value=2><input type=submit value=下一页>",
    ],
    ids=["a search", "what deletes", "no page"],
)
def test_other_buttons_are_not_pressed(form: str) -> None:
    assert find_paging(list_page(f"<ul>{ROWS}</ul>共3页<form method=post {form}</form>")) is None


def test_the_years_of_a_list_lead_to_its_parts_and_the_reports_of_a_year_do_not() -> None:
    html = "<ul><li><a href=/foi/2019>2019 {0}</a><li><a href=/foi/2018>2018 {0}</a></ul>"
    found = find_paging(list_page(html.format("responses"), "http://old.example.test/foi"))
    assert found is not None
    assert found.urls == [f"http://old.example.test/foi/{year}" for year in (2019, 2018)]
    assert find_paging(list_page(html.format("annual report"), "http://old.example.test/foi")) is None


def test_a_click_that_hands_an_escaped_address_to_any_function_goes_on() -> None:
    address = "http:\\u002f\\u002fold.example.test\\u002ftzgg\\u002fAllItems.aspx?Paged=TRUE\\u0026p_ID=24"
    click = f"SubmitFormPost(&quot;{address}&quot;);return false;"
    pager = f'<a href="javascript:" onclick="{click}"><img src="/next.gif" alt="下一页"></a>'
    assert paths(paging_of(f"<ul>{ROWS}</ul>{pager}", f"{HOST}/tzgg/AllItems.aspx")) == [
        "/tzgg/AllItems.aspx?Paged=TRUE&p_ID=24"
    ]
    sort = f'<a href="javascript:" onclick="{click}">标题</a>'
    assert find_paging(list_page(f"<ul>{ROWS}</ul>{sort}", f"{HOST}/tzgg/AllItems.aspx")) is None


@pytest.mark.parametrize(("following", "last"), [("下一步", "最后"), ("后页", "最后"), ("下一页", "末页")])
def test_words_of_translated_pagers_lead_on(following: str, last: str) -> None:
    links = f'<a href="/tzgg/?cur=2">{following}</a><a href="/tzgg/?cur=5">{last}</a>'
    assert paths(paging_of(f"<ul>{ROWS}</ul>{links}")) == ["/tzgg/?cur=2", "/tzgg/?cur=5"]
    apart = f'<a href="/apply/step2.html">{following}</a>'  # of a form in steps
    assert find_paging(list_page(f"<ul>{ROWS}</ul>{apart}")) is None


def whole(*pages: tuple[str, ...], settled: str | None = None, listed: int = 30, **section: Any) -> dict[str, Any]:
    told = {"key": "/c13", "expected": None, "expected_how": None, "pages_expected": None} | section
    parts = [
        SimpleNamespace(
            key=url,
            url=url,
            state=state.partition(" ")[0],
            redirect_to=None,
            digest=url,
            found_on=found_on,
            error=EMPTY if "empty" in state else None,
        )
        for url, state, found_on in ((*one, "/c13")[:3] for one in pages)
    ]
    return figures_of(SimpleNamespace(**told), parts, listed, settled)


READ = (("/c13", "fetched"), ("/c13/list_2.html", "fetched"))


def test_a_last_page_that_is_gone_may_lie_beyond_the_list_and_one_within_it_may_not() -> None:
    assert whole(*READ, ("/c13/list_3.html", "gone"))["complete"]
    assert not whole(*READ, ("/c13/list_3.html", "gone"), pages_expected=3)["complete"]
    assert not whole(*READ, ("/c13/list_3.html", "gone"), ("/c13/list_4.html", "fetched"))["complete"]
    assert not whole(*READ, ("/c13/list_3.html", "gone"), ("/c13/list_4.html", "gone"))["complete"]
    assert not whole(*READ, ("/c13/list_3.html", "failed"))["complete"]


def test_the_last_pages_of_a_list_that_its_others_lead_to_may_not_all_be_empty() -> None:
    third = ("/c13/list_3.html", "fetched empty")
    assert whole(*READ, third)["complete"]  # it may lie beyond the end
    assert not whole(*READ, third, ("/c13/list_4.html", "fetched empty"))["complete"]
    assert whole(*READ, third, ("/c13/list_4.html", "fetched empty", third[0]))["complete"]  # 下一页 of an empty one


def test_the_site_s_file_settles_what_a_list_has_but_no_page_that_failed() -> None:
    short = {"expected": 32, "expected_how": "共N条 on the page"}
    assert whole(*READ, **short) == {"pages_got": 2, "complete": False}
    settled = whole(*READ, settled="总数含草稿，张", **short)
    assert (settled["complete"], settled["expected"], settled["pages_expected"]) == (True, 30, 2)
    assert settled["expected_how"] == "by the site's file: 总数含草稿，张"
    assert "expected" not in whole(*READ, settled="总数含草稿，张", listed=32, **short)  # whole by itself
    assert not whole(*READ, ("/c13/list_3.html", "failed"), settled="总数含草稿，张", **short)["complete"]


def test_a_list_in_an_island_of_xml_is_read_where_its_script_puts_the_addresses() -> None:
    row = "<INFO><InfoTitle><![CDATA[第{0}号通知]]></InfoTitle><InfoURL>wsj/tz/{0}.htm</InfoURL><PublishedTime>2009-03-0{0}</PublishedTime></INFO>"
    island = f"<xml id=D><RECS>{''.join(map(row.format, range(1, 6)))}</RECS></xml><table id=t></table>"
    for url, script in (
        ("/pub/files/wsj/tz/list.htm", ""),
        ("/l.htm", 'h="/pub/files/"+n.selectSingleNode("InfoURL").text'),
    ):
        found = paging_of(f"{island}<script>{script}</script>", HOST + url)
        assert [(one.url, one.title, one.listed_on) for one in found.items][:1] == [
            (f"{HOST}/pub/files/wsj/tz/1.htm", "第1号通知", "2009-03-01")
        ]
    named = paging_of("<xml id=D src='data.xml'></xml><script>FillPage()</script>")
    listing = read_data(f"<?xml version='1.0'?><RECS>{row.format(1) * 2}</RECS>", named.urls[0])
    assert (paths(named), listing and len(listing.items)) == (["/tzgg/data.xml"], 2)
    settings = "<xml><w:View>Normal</w:View><w:Zoom>0</w:Zoom></xml>"  # as Word leaves them
    assert find_paging(list_page(f"{settings}<p>正文</p>")) is None


def test_a_form_that_asks_for_a_year_alone_parts_a_list_and_a_search_does_not() -> None:
    form = "<form method=post action=y.jsp><select name=nf><option value=2003 selected>2003年<option value=2002>2002年</select>{}<input type=submit value=查看></form>"
    assert paths(paging_of(form.format(""), f"{HOST}/y.jsp")) == ["/y.jsp#submit:nf:2002"]
    assert find_paging(list_page(form.format("<input name=words>"))) is None


def test_a_function_that_opens_items_by_a_form_is_no_pager() -> None:
    script = "function view(n) { f.id.value = n; f.submit(); } function toPage(n) { f.pageNo.value = n; f.submit(); }"
    rows = "".join(f"<tr><td onclick=view('44{n}')>关于第{n}批补贴的公告<td>2018-03-05" for n in range(5))
    form = f"<form name=f method=post action=i.do><input type=hidden name=id><input type=hidden name=pageNo value=1><table>{rows}</table>第1/3页 <a href='javascript:toPage(2)'>下一页</a></form>"
    assert paths(paging_of(f"<script>{script}</script>{form}")) == ["/tzgg/#submit:pageNo:2", "/tzgg/#submit:pageNo:3"]


def test_a_list_that_only_its_next_page_turns_goes_on_where_a_click_on_it_leads_and_ends_with_its_last_page() -> None:
    """The script counts on in a variable of the page; it goes to the next page, or asks for its rows."""
    rows = "".join(f"<li><a href=/{n}.htm>关于做好防汛工作的通知{n}</a> 2018-03-0{n}</li>" for n in range(1, 7))
    goes = "var cur = %d; function next() { if (cur >= 3) { alert('没有了'); return; } cur++; location.href = 'l.jsp?c=7&page=' + cur; }"
    pager = "<a href='javascript:next()'>下一页</a>"

    def paging(url: str, pager: str, script: str) -> Paging | None:
        html = f"<ul id=l>{rows}</ul>{pager}<script>{script}</script>"
        root = parse_html(html)
        return find_paging(ListPage(url, html, root, read_links(root, url, html)))

    at = "http://o.example.test/l.jsp?c=7"
    told = [paging(at + page, pager, goes % number) for page, number in (("", 1), ("&page=2", 2), ("&page=3", 3))]
    assert [one and one.urls for one in told] == [[at + "&page=2"], [at + "&page=3"], None]
    asks = "var n = 1; $('#next').click(function () { n++; $.post('/rows.do', {c: 7, pageNo: n}, function (d) { $('#l').html('<a href=/' + d.rows[0].id + '.htm>') }) })"
    asked = paging(at, "<a id=next href='javascript:;'>下一页</a>", asks)
    assert asked is not None
    assert asked.is_data
    assert asked.urls[0].startswith("http://o.example.test/rows.do#__post:form:?c=7&pageNo=1#__item:")
    assert paging(at, "<a id=next href='javascript:;'>下一页</a>", "$('#next').click(function () { slide(1) })") is None
