"""Addresses that a page's script asks for on a click."""

from __future__ import annotations

import pytest

from guiyi.crawl.reading.calls import called_links, clicks_of
from guiyi.crawl.reading.popups import popped
from guiyi.crawl.reading.slides import slide_links
from guiyi.markup.parsing import parse_html

BASE = "http://old.example.test/hd/index.html"


def called(script: str, html: str) -> list[str]:
    root = parse_html(f"<html><script>{script}</script><body>{html}</body></html>")
    clicks = clicks_of(root, root.xpath("//a/@href"), html.lower().encode())
    return list(dict.fromkeys(url for url, _words, _element in called_links(root, BASE, [script], clicks)))


@pytest.mark.parametrize(
    ("script", "html"),
    [
        ('function show(id){ $.get("letter.jsp?id=" + id, function(r){ $("#x").html(r); }); }', """<a href="javascript:show('C18')">信</a>"""),
        ("var show = function(t, id){ $('#box').load('letter.jsp?id='+id); }", """<tr onclick="show(1, 'C18')"><td>信</td></tr>"""),
        ('function show(id){ $.ajax({url: "letter.jsp", type: "get", data: {id: id}, success: f}); }', """<a onclick="return show('C18');">信</a>"""),
        ('function show(id){ $.getJSON("letter.jsp", {id: id}, f); }', "<li onclick=show('C18')>信</li>"),
    ],
)  # fmt: skip
def test_a_click_with_an_id_gives_the_address_that_its_function_asks_for(script: str, html: str) -> None:
    assert called(script, html) == ["http://old.example.test/hd/letter.jsp?id=C18"]


@pytest.mark.parametrize(
    ("script", "html"),
    [
        ('function tab(n){ document.getElementById("t" + n).className = "on"; }', "<a onclick=tab(2)>二</a>"),
        ('function go(u){ location.href = "/x?u=" + u; }', "<a onclick=\"go('a')\">去</a>"),
        ('function show(id){ $.get("letter.jsp?id=" + id); }', "<a onclick=show(this)>信</a>"),
        ('function show(id){ $.get("letter.jsp?id=" + other); }', "<a onclick=show(3)>信</a>"),
    ],
    ids=["tabs", "a plain jump", "an element", "another variable"],
)
def test_other_clicks_give_none(script: str, html: str) -> None:
    assert called(script, html) == []


def test_a_long_word_in_a_script_costs_no_more_than_its_length() -> None:
    assert called(f'var x="{"a" * 400_000}"; $.get("x");', "<a onclick=show(1)>信</a>") == []


def test_no_page_gives_more_than_its_share() -> None:
    html = "".join(f"<a onclick=show({n})>信</a>" for n in range(2000))
    assert len(called('function show(id){ $.get("l.jsp?id=" + id); }', html)) == 500


def test_a_click_on_a_title_gives_the_page_that_it_opens_and_a_click_on_a_button_does_not() -> None:
    script = "function view(id){ window.open('/news.do?method=view&id=' + id); }"
    row = """<a href="javascript:void(0)" onclick="view('501')">第五批次补贴名单公布</a>"""
    assert called(script, row) == ["http://old.example.test/news.do?method=view&id=501"]
    assert called(script, """<a onclick="view('501')">打印</a>""") == []


@pytest.mark.parametrize(
    "click",
    ["window.open('../v.aspx?RowID=3&c=1','','height=620')", "javascript:location.href='../v.aspx?RowID=3&c=1';return false;"],
)  # fmt: skip
def test_a_click_may_name_what_it_opens_itself(click: str) -> None:
    row = f'<a href="javascript:void(0)" onclick="{click}">关于道路改造项目的中标公示</a>'
    assert called("", row) == ["http://old.example.test/v.aspx?RowID=3&c=1"]
    assert called("", row.replace("javascript:void(0)", "/a.html")) == []  # it has an address
    assert called("", f'<a href="#" onclick="{click}">返回</a>') == []  # a button


@pytest.mark.parametrize(
    "script",
    [
        '$("#kind").val(a); $("#tzid").val(b); $("#f").attr("action", "view.htm"); $("#f").submit();',
        'document.getElementById("kind").value = a; document.f.tzid.value = b; document.f.action = "view.htm"; document.f.submit();',
    ],
)
def test_a_click_that_fills_a_form_and_sends_it_gives_what_it_sends_as_a_query(script: str) -> None:
    fields = (
        "<input type=hidden name=mkxh id=kind><input type=hidden name=tzid id=tzid><input type=hidden name=v value=9>"
    )
    form = f"<form id=f method=post action=list.htm>{fields}</form>"
    click = "<a href='javascript:void(0)' onclick=\"show('2', '1731')\">关于招考的公告</a>"
    assert called(f"function show(a, b) {{ {script} }}", form + click) == [
        "http://old.example.test/hd/view.htm?v=9&mkxh=2&tzid=1731"
    ]
    assert not called(f"function show(a, b) {{ {script} }}", click), "there is no such form"


def test_a_pager_that_fills_a_form_opens_no_items() -> None:
    form = "<form name=f action=list.htm><input type=hidden name=pageNo></form>"
    script = "function go(n) { document.f.pageNo.value = n; document.f.submit(); }"
    assert not called(script, form + "<a onclick=go(3)>跳转到第3页</a>")


@pytest.mark.parametrize(
    "address", ["/vote.do?id=", "/news/zan?id=", "/digg.php?id=", "/user/subscribe.do?id=", "/Del.asp?id="]
)
def test_a_click_that_asks_to_be_counted_or_to_delete_is_not_asked(address: str) -> None:
    assert called(f'function up(id){{ $.get("{address}" + id, f); }}', "<a onclick=up(3)>支持这个方案</a>") == []


def test_a_tree_whose_short_names_call_a_function_with_two_values_leads_to_its_columns() -> None:
    script = "function go(k,v){parent.main.location.href='list.jsp?'+k+'='+v;}"
    links = "<a href=\"javascript:go('topic','01')\">机构职能</a><a href=\"javascript:go('p','2')\">下一页</a>"
    assert called(script, links) == ["http://old.example.test/hd/list.jsp?topic=01"]


def test_a_menu_that_shows_each_column_in_a_frame_leads_to_them_and_without_a_frame_it_changes_a_picture() -> None:
    script = "function show(c) { $('#f').attr('src', '/gk/list.jsp?cat=' + c + '&t=' + Math.random()); }"
    menu = "<a onclick=\"show('01')\">机构职能</a><a onclick=\"show('02')\">人事信息</a>"
    told = [f"http://old.example.test/gk/list.jsp?cat=0{at}" for at in (1, 2)]
    assert called(script, f"{menu}<iframe id=f></iframe>") == told
    assert called(script, f"{menu}<img id=f>") == []


@pytest.mark.parametrize(
    ("script", "pages"),
    [
        ("IMGLINK1='/a/1.html';IMGLINK2='/a/2.html'", ["/a/1.html", "/a/2.html"]),
        ("slide_href[1]='/a/1.html';slide_href[2]='/a/2.html'", ["/a/1.html", "/a/2.html"]),
        ("var urls=a||'x', links='/a/1.html|/a/2.html'", ["/a/1.html", "/a/2.html"]),
        ("var links=a||b; if (x=='/a/1.html'||y) link='/a/2.html'", []),
        ("myLink1='/a/1.html';myLink2='/a/2.html'", []),
    ],
)
def test_slides_are_read_in_any_case_and_the_or_of_a_script_joins_none(script: str, pages: list[str]) -> None:
    host = "http://o.example.test"
    assert slide_links([script], f"{host}/") == [host + one for one in pages]


def test_only_windows_that_a_page_opens_itself_are_taken_whatever_stands_before_the_call() -> None:
    own = "myfunction top() {}\nfunction pop() { window.open('a.htm') } OPEN('b.htm'); reopen('c.htm'); pop(); open(x)"
    assert popped(parse_html("<body>"), [own]) == ["b.htm", "a.htm"]
