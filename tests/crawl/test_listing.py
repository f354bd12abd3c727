"""Reading list pages: their items, paging and totals, and what is no list."""

from __future__ import annotations

import json
import time

import pytest

from guiyi.config.models import SiteConfig
from guiyi.crawl.browsing.needed import needs_browser
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.observing.observe import Observation, Observer
from guiyi.crawl.paging import ListPage, find_paging, read_data
from guiyi.crawl.paging.forms import form_of, form_page, is_form
from guiyi.crawl.paging.trs import script_pages
from guiyi.crawl.reading.column import find_breadcrumb, section_name
from guiyi.crawl.reading.days import day_above_lines
from guiyi.crawl.reading.instead import what_instead
from guiyi.crawl.reading.items import Listing
from guiyi.crawl.reading.links import read_links
from guiyi.crawl.reading.listing import find_rows, rows_elsewhere
from guiyi.crawl.reading.sitemap import read_sitemap
from guiyi.crawl.reading.texts import tells_of_one_article, unlinked_text, visible_text
from guiyi.crawl.reading.totals import find_totals
from guiyi.crawl.reading.undated import find_undated_rows
from guiyi.crawl.traps import Traps
from guiyi.ledger import API, ASSET, PAGE, REQUISITE
from guiyi.markup.parsing import parse_html
from guiyi.urls import UrlSpace

BASE = "http://old.example.test/tzgg/"


def list_page(html: str, url: str = BASE) -> ListPage:
    root = parse_html(html)
    return ListPage(url, html, root, read_links(root, url, html))


def items_of(html: str) -> list[tuple[str, str | None]]:
    page = list_page(html)
    found = find_rows(page.found, lambda url: "old.example.test" in url, lambda url: False)
    return [(item.title, item.listed_on) for item in found.items]


ROWS = "".join(
    f'<li><a href="t2018030{n}_{n}.html">第{n}批次补贴名单公布</a><span>[2018-03-0{n}]</span></li>' for n in range(1, 6)
)
LINES = "".join(
    f"·<a href=/d/{c}.html>第{c}批次补贴名单公布</a>&nbsp;<font>[03-0{n}]</font><br>" for n, c in enumerate("abcde", 1)
)
SIDE = "".join(f'<li><a href="/hot/{n}.html">热点文章之{n}号内容</a></li>' for n in range(9))
NAVIGATION = "".join(f'<a href="/c{n}/">栏目导航第{n}项</a>' for n in range(12))


def test_items_are_the_dated_rows_not_sidebar_or_navigation() -> None:
    html = f"<div>{NAVIGATION}</div><div class=l><ul>{ROWS}</ul></div><div class=r><ul>{SIDE}</ul></div>"
    assert items_of(html) == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 6)]


@pytest.mark.parametrize("words", ["前一个月", "上个月", "下一期", "上一周"])
def test_what_leads_to_another_month_or_issue_is_no_item(words: str) -> None:
    month = f"<li><a href=/rz/200904/>{words}</a> 2009年5月</li>"
    assert items_of(f"<ul>{month}{ROWS}</ul>") == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 6)]


def undated(html: str) -> list[str]:
    page = list_page(html)
    return [item.url.rsplit("/", 1)[-1] for item in find_undated_rows(page.found, lambda url: True, page.visible).items]


def test_bare_titles_are_a_list_whether_they_lead_to_pages_or_to_files_and_columns_are_none() -> None:
    files = ("F1.TXT", "F2.DOC", "f3.htm", "F4.MHT")
    assert undated("".join(f"<p><a href={one}>第{one[1]}批次补贴名单公布</a>" for one in files)) == list(files)
    assert not undated("".join(f"<p><a href={one}.TXT>第批次补贴名单公布</a>" for one in "abcd"))


def test_documents_that_only_a_drop_down_list_offers_are_items_and_a_jump_to_columns_is_none() -> None:
    menu = "<a href=/a.htm>首页</a><a href=/b.htm>天气通报</a>"
    select = "<select onchange='location.href=this.value'>{}</select>"
    issues = "".join(f"<option value=/tj/{n}.htm>2008年第{n}期天气通报</option>" for n in range(1, 5))
    assert undated(menu + select.format(issues)) == [f"{n}.htm" for n in range(1, 5)]
    columns = "".join(f"<option value=/c/{n}.htm>栏目{n}</option>" for n in range(1, 9))
    assert not undated(menu + select.format(columns))


def test_dated_rows_that_lead_to_other_hosts_are_counted_and_links_of_friends_are_not() -> None:
    rows = "".join(
        f"<li><a href=/a/{n}.html>关于第{n}次检查的通知</a><span>2018-03-0{n}</span></li>" for n in range(1, 6)
    )
    outside = "<li><a href='http://www.higher.example.com/x/1.html'>转发上级文件的公告</a><span>2018-03-06</span></li>"
    undated = "<li><a href='http://www.friend.example.com/'>友好单位的网站</a></li>"
    page = list_page(f"<ul>{rows}{outside}{undated}</ul><ul>{outside.replace('x/1', 'y/2')}</ul>")
    is_own = lambda url: "old.example.test" in url  # noqa: E731
    found = rows_elsewhere(page.found, is_own, find_rows(page.found, is_own, lambda url: False))
    assert [(item.url, item.listed_on) for item in found] == [("http://www.higher.example.com/x/1.html", "2018-03-06")]


def test_the_day_beside_a_title_in_a_list_of_terms_is_its_day() -> None:
    terms = "".join(f"<dt><a href=/a/{n}.html>第{n}批次补贴名单公布</a></dt><dd>2018-03-0{n}</dd>" for n in range(1, 5))
    assert items_of(f"<dl>{terms}</dl>") == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 5)]


def test_rows_that_post_the_lists_form_back_are_its_items_and_buttons_without_a_day_are_none() -> None:
    row = "<li><a href=\"javascript:__doPostBack('rpt$ctl0{n}$lb','')\">第{n}批次补贴名单公布</a> {day}</li>"
    rows = "".join(row.format(n=n, day=f"2018-03-0{n}") for n in range(1, 5))
    page = list_page(f"<form><ul>{rows}</ul></form>", f"{BASE}l.aspx?c=4")
    items = find_rows(page.found, lambda url: True, lambda url: False).items
    assert (items[0].url, items[0].listed_on) == (f"{BASE}l.aspx?c=4#__doPostBack:rpt%24ctl01%24lb:", "2018-03-01")
    assert [one.title for one in items] == [f"第{n}批次补贴名单公布" for n in range(1, 5)]
    assert items_of(f"<form><ul>{''.join(row.format(n=n, day='') for n in range(1, 5))}</ul></form>") == []


def test_rows_of_a_further_page_that_was_posted_have_its_call_before_their_own() -> None:
    row = "<li><a href=\"javascript:__doPostBack('rpt$ctl0{n}$lb','')\">第{n}批次补贴名单公布</a> 2018-03-0{n}</li>"
    second = f"{BASE}l.aspx#__doPostBack:grid:Page%242"
    page = list_page(f"<form><ul>{''.join(row.format(n=n) for n in range(1, 5))}</ul></form>", second)
    first = find_rows(page.found, lambda url: True, lambda url: False).items[0].url
    assert first == f"{second}#__doPostBack:rpt%24ctl01%24lb:"
    form = parse_html("<form><input type=hidden name=__VIEWSTATE value=s2></form>")
    assert (form_page(first), form_of(first, form)[1]["__EVENTTARGET"]) == (second, "rpt$ctl01$lb")
    assert find_rows(list_page(page.text, first).found, lambda url: True, lambda url: False).items == []


def test_a_year_of_two_figures_before_points_is_one_in_a_row_in_chinese_only() -> None:
    rows = "<li><a href=/a/{n}.html>{words}{n}</a> 12.10.1{n}</li>"
    chinese = "".join(rows.format(n=n, words="关于发布补贴名单的公告") for n in range(1, 5))
    english = "".join(rows.format(n=n, words="Notice of a grant, no. ") for n in range(1, 5))
    assert items_of(f"<ul>{chinese}</ul>")[0] == ("关于发布补贴名单的公告1", "2012-10-11")
    assert all(day != "2012-10-11" for _title, day in items_of(f"<ul>{english}</ul>"))


def test_labels_that_call_a_function_of_the_page_are_items_and_those_that_choose_a_field_are_none() -> None:
    script = "<script>function go(id) { top.location = 'show.asp?i=' + id; }</script>"
    rows = "<tr><td><label onclick='go({n})'>关于发布第{n}批名单的公告</label></td><td>2009-3-{n}</td></tr>"
    html = f"{script}<table>{''.join(rows.format(n=n) for n in range(1, 5))}</table>"
    assert items_of(html)[0] == ("关于发布第1批名单的公告", "2009-03-01")
    assert items_of(html.replace("onclick='go(", "onclick='check(")) == []


def test_rows_that_say_no_more_than_how_they_are_opened_are_a_list_of_what_they_name() -> None:
    cells = "<tr><td>{n}</td><td>{name}</td><td>就业服务股</td><td><a href=/z?{n}>[{word}]</a></td></tr>"
    names = ("失业登记", "退休审批", "工伤认定", "就业登记")
    for word, wanted in (("办事指南", list(names)), ("股室介绍", [])):
        rows = "".join(cells.format(n=n, name=name, word=word) for n, name in enumerate(names))
        assert [title for title, _day in items_of(f"<table>{rows}</table>")] == wanted


@pytest.mark.parametrize(
    ("page", "redirect"),
    [
        ("<meta http-equiv=refresh content='3;url=index.htm'><a href=index.htm><img src=/enter.gif></a>", "index.htm"),
        ("<a href=index.htm>进入网站</a>", "index.htm"),
        ("<meta http-equiv=refresh content='3;url=index.htm'><a href=index.htm>首页</a><a href=/tz/>通知</a>", None),
        (f"<a href=index.htm>返回</a><p>{'大厅自明日起闭馆三天，请相互转告。' * 4}</p>", None),
        ("<a href=/>进入网站</a>", None),
    ],
)
def test_an_intro_leads_to_the_first_page_though_both_are_one_address(page: str, redirect: str | None) -> None:
    html = f"<html><head></head><body>{page}</body></html>".encode()
    config = SiteConfig.model_validate(
        {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    answer = Response(BASE, 200, "OK", "HTTP/1.1", headers, html, html, "2018-03-05T00:00:00Z", 0.0, None, ())
    found = Observer(config, UrlSpace(config)).observe(answer, PAGE).redirect
    assert found == (f"{BASE}{redirect}" if redirect else None)


def test_the_day_of_one_of_several_titles_of_a_row_stands_in_the_cell_behind_it() -> None:
    cell = "<td><a href=/a/{n}.html>第{n}批次补贴名单公布</a></td><td>2018-03-0{n}</td>"
    rows = "".join(f"<tr>{cell.format(n=n)}{cell.format(n=n + 1)}</tr>" for n in (1, 3, 5))
    assert items_of(f"<table>{rows}</table>") == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 7)]


FILE_ROW = "<tr><td>{n}</td><td>第{n}类登记表</td><td>2018-03-0{n}</td><td>{links}</td></tr>"


def test_rows_whose_links_say_only_what_kind_of_file_they_are_have_the_name_that_stands_in_the_row() -> None:
    links = "<a href=/f/{n}.doc>Word</a> <a href=down.php?id={n}>点击下载</a>"
    rows = "".join(FILE_ROW.format(n=n, links=links.format(n=n)) for n in range(1, 5))
    names = [(f"第{n}类登记表", f"2018-03-0{n}") for n in range(1, 5)]
    assert items_of(f"<table>{rows}</table>") == [one for one in names for _file in range(2)]


def test_a_picture_that_stands_for_a_download_has_the_name_that_stands_in_its_row() -> None:
    row = "<li><b>第{n}类登记表</b><em>大小：{n}20KB 更新：2018-03-0{n}</em><a href=/f/{n}.rar><img src=/d.gif{alt}></a></li>"
    rows = {alt: "".join(row.format(n=n, alt=alt) for n in range(1, 5)) for alt in ("", " alt=下载", " alt=现场图")}
    names = [(f"第{n}类登记表", f"2018-03-0{n}") for n in range(1, 5)]
    assert [items_of(f"<ul>{one}</ul>") for one in rows.values()] == [names, names, []]


def test_a_download_beside_a_title_that_is_a_link_is_no_item() -> None:
    links = "<a href=/b/{n}.html>第{n}批次补贴名单公布</a> <a href=/f/{n}.doc>下载</a>"
    rows = "".join(FILE_ROW.format(n=n, links=links.format(n=n)) for n in range(1, 5))
    assert items_of(f"<table>{rows}</table>") == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 5)]


def test_files_that_a_dated_list_links_are_its_items_and_their_download_buttons_are_not() -> None:
    rows = "".join(
        f'<li><a href="/u/{n}.doc">第{n}类申请表格式文本</a><a href="/u/{n}.doc">[点击下载]</a><i>2018-03-0{n}</i></li>'
        for n in range(1, 4)
    )
    assert items_of(f"<ul>{rows}</ul>") == [(f"第{n}类申请表格式文本", f"2018-03-0{n}") for n in range(1, 4)]


def test_the_attachments_of_an_article_are_no_list() -> None:
    links = "".join(f'<p>附件{n}：<a href="/u/{n}.doc">2018年3月{n}日名单.doc</a></p>' for n in range(1, 5))
    assert items_of(f"<div><p>现将名单公布如下。</p>{links}</div>") == []


def test_an_article_s_own_pages_are_found_in_its_script_and_a_list_s_are_not() -> None:
    call = '<script>createPageHTML(3, 0, "t20180305_9", "html")</script>'
    page = list_page(call, f"{BASE}201803/t20180305_9.html")
    assert script_pages(page) == [f"{BASE}201803/t20180305_9_{n}.html" for n in (1, 2)]
    assert script_pages(list_page(call, f"{BASE}index.html")) == []


def test_a_list_split_in_blocks_is_one_list() -> None:
    assert len(items_of(f"<div class=l><ul>{ROWS}</ul><ul>{ROWS.replace('t2018', 's2018')}</ul></div>")) == 10


def test_a_title_cut_short_is_taken_from_its_attribute() -> None:
    row = '<li><a href="a{0}.html" title="关于开展第{0}次普查的通知">关于开展第{0}…</a><span>03-0{0}</span></li>'
    html = f"<ul>{''.join(row.format(n) for n in range(1, 5))}</ul>"
    assert items_of(html)[0] == ("关于开展第1次普查的通知", "03-01")


def test_stale_links_in_comments_are_not_taken_and_written_ones_are() -> None:
    html = "<!--<a href=/old.html>旧</a>--><script>document.write('<a href=\"/new.html\">新</a>')</script>"
    assert [link.url for link in list_page(html).found.links] == ["http://old.example.test/new.html"]


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=refresh content='0; url=/main.htm'>", "http://old.example.test/main.htm"),
        (
            "<script>window.location.href='/col/'+'col1/index.html'</script>",
            "http://old.example.test/col/col1/index.html",
        ),
        ("<a href=/x>入口</a><script>location.href='/away'</script>", None),
        ("<body onload=\"location='/main.htm'\">", "http://old.example.test/main.htm"),
        ("<meta http-equiv=refresh content='0;/main.htm'>", "http://old.example.test/main.htm"),
        ("<meta http-equiv=refresh content=300>", None),
        ("<meta http-equiv=refresh content='300;url=/next.htm'><p>读者有时间读完这一页。", None),
    ],
)
def test_redirects_by_page_are_found_where_they_are_all_there_is(html: str, target: str | None) -> None:
    assert list_page(html).found.redirect == target


@pytest.mark.parametrize(
    ("page", "is_kept"),
    [
        ("<title>关于大厅闭馆的通知</title><h1>关于大厅闭馆的通知</h1><p>2018-03-05</p>", True),
        ("<h1>关于大厅闭馆的通知</h1><p>大厅自明日起闭馆三天请相互转告。</p>", True),
        ("<h1>Notice of Closure</h1><p>The hall will be closed for three days.</p>", True),
        ("<title>云川县人民政府</title><h1>云川县人民政府</h1><p>云川县人民政府</p>", False),
        ("<h1>云川县人民政府网站</h1><p>本网站已迁移至新平台，请大家更新收藏夹。2018-03-05</p>", False),
        ("<h1>云川县人民政府</h1><p>3秒后为您打开云川县政务服务平台首页。</p>", False),
        ("<title>http://www.e.example.test</title><p>2018-03-05</p>", False),
    ],
)
def test_a_short_document_that_sends_to_a_foreign_host_is_no_redirect(page: str, is_kept: bool) -> None:
    refresh = "<meta http-equiv=refresh content='0;url=http://spam.example.test/'>"
    html = f"<html><head>{refresh}</head><body>{page}</body></html>".encode()
    config = SiteConfig.model_validate(
        {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    answer = Response(BASE, 200, "OK", "HTTP/1.1", headers, html, html, "2018-03-05T00:00:00Z", 0.0, None, ())
    assert (Observer(config, UrlSpace(config)).observe(answer, PAGE).redirect is None) is is_kept


@pytest.mark.parametrize(
    ("title", "is_error"),
    [
        ("404 - 找不到文件或目录。", True), ("HTTP Status 404", True), ("您查找的信息不存在-云川县", True),
        ("The page cannot be found", True), ("关于404号提案的答复", False), ("社保卡找不到了怎么补办-云川县", False),
        ("网站已删除栏目的说明", False), ("404户家庭搬迁", False),
    ],
)  # fmt: skip
def test_a_title_that_speaks_of_what_is_lost_makes_no_error_page(title: str, is_error: bool) -> None:
    found = what_instead(f"<title>{title}</title>", [title], "发布时间：2018-03-05")
    assert (found is not None and found.kind == "error") is is_error


@pytest.mark.parametrize(
    ("title", "words", "is_wall"),
    [
        ("系统维护", "系统升级维护中，请稍后访问", True), ("云川县", "本站正在进行升级改造，敬请谅解", True),
        ("云川县", "We'll be back soon!", True), ("云川县", "Site under maintenance", True),
        ("网站升级维护的公告", "本网站正在升级维护，查询暂停", False), ("水务", "城区供水系统正在维护，暂停供水", False),
        ("道路", "东环路正在维护，请绕行", False), ("云川县", "系统升级维护中 2018-03-05 发布", False),
    ],
)  # fmt: skip
def test_a_bare_page_that_says_that_its_site_is_worked_on_is_a_wall(title: str, words: str, is_wall: bool) -> None:
    html = f"<title>{title}</title><p>{words}</p>"
    found = what_instead(html, [title], words)
    assert (found is not None and found.kind == "wall") is is_wall
    assert what_instead(html + "<a href=/>旧版</a>" * 4, [title], words) is None, "a front page that leads on"


def test_trs_pages_are_counted_from_the_script() -> None:
    found = find_paging(list_page('<script>createPageHTML(3, 0, "index", "html");</script>'))
    assert found is not None
    assert found.urls == [f"{BASE}index_1.html", f"{BASE}index_2.html"]
    assert found.expected_pages == 3


def test_hanweb_records_are_asked_for_in_groups_and_read() -> None:
    html = (
        "<script>var p='/module/web/jpage/dataproxy.jsp?col=1&columnid=12&webid=1'; perPage:15, totalRecord:50</script>"
        '<script type="text/xml"><datastore><recordset><record><![CDATA[<li><a href="/art/1.html">甲乙丙丁</a></li>]]>'
        "</record></recordset></datastore></script>"
    )
    found = find_paging(list_page(html))
    assert found is not None
    assert (found.expected_items, len(found.urls), found.items[0].title) == (50, 2, "甲乙丙丁")
    assert "startrecord=46&endrecord=50" in found.urls[1]
    record = '<record><![CDATA[<a href="/art/2.html" title="戊己庚辛">戊…</a>'
    data = f"<datastore><totalrecord>50</totalrecord><recordset>{record}"
    reply = read_data(data + "<span>2018-01-08</span>]]></record></recordset></datastore>", found.urls[0])
    assert reply is not None
    assert [(one.title, one.listed_on) for one in reply.items] == [("戊己庚辛", "2018-01-08")]


def test_a_json_interface_tells_its_total_and_further_pages() -> None:
    url = "http://old.example.test/gkmlpt/api/all/412?page=1&sid=755031"
    page = list_page("<script>var SID='755031'; var u=\"/gkmlpt/api/all/412?page=1&sid=755031\"</script>")
    found = find_paging(page)
    assert found is not None
    assert found.urls == [url]
    rows = ",".join(f'{{"title":"第{n}号","url":"/content/post_{n}.html","created_at":1520215680}}' for n in range(20))
    reply = read_data(f'{{"total": 45, "articles": [{rows}]}}', url)
    assert reply is not None
    assert (reply.expected_items, len(reply.next_urls), reply.items[0].listed_on) == (45, 2, "2018-03-05")


def test_a_webforms_pager_becomes_forms_to_send() -> None:
    html = (
        "<form><input type=hidden name=__VIEWSTATE value=abc>"
        "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">2</a> 共45条 共3页</form>"
    )
    page = list_page(html, "http://old.example.test/list.aspx?cid=3")
    found = find_paging(page)
    assert found is not None
    assert len(found.urls) == 2
    assert is_form(found.urls[1])
    address, fields = form_of(found.urls[1], page.root)
    assert address == "http://old.example.test/list.aspx?cid=3"
    assert fields == {"__VIEWSTATE": "abc", "__EVENTTARGET": "AspNetPager1", "__EVENTARGUMENT": "3"}


def test_pager_links_that_count_down_are_followed() -> None:
    html = "<a href='tzgg/2.htm'>下页</a><a href='tzgg/1.htm'>尾页</a><a href='tzgg/2.htm'>2</a> 共45条 1/3"
    found = find_paging(list_page(html, "http://old.example.test/index/tzgg.htm"))
    assert found is not None
    assert found.urls == [f"http://old.example.test/index/tzgg/{n}.htm" for n in (2, 1)]
    assert found.expected_items == 45


def test_totals_and_breadcrumbs_are_read() -> None:
    assert find_totals("共 128 条 第1/7页") == (128, 7)
    root = parse_html("<title>通知公告_某局</title><div class=crumb>您的位置：首页 &gt; 政务公开 &gt; 通知公告</div>")
    assert find_breadcrumb(root) == ["政务公开", "通知公告"]
    assert section_name(root) == ("通知公告", ["政务公开", "通知公告"])


def test_broken_sitemaps_give_the_urls_that_can_be_read() -> None:
    broken = b"\n <?xml version='1.0'?><urlset><url><loc>http://a.example.test/?a=1&b=2</loc></url>"
    assert read_sitemap(broken)[0] == ["http://a.example.test/?a=1&b=2"]
    odd = (
        "<s:urlset><!--<s:loc>http://a.example.test/gone</s:loc>--><s:url><s:loc>\n<![CDATA[http://a.example.test/?b[0]=1&c=2]]>"
        "</s:loc></s:url><url><loc>http://a.example.test/年?a=1&amp;copy=2&copy=3</loc></url><loc/><location>http://no/</location>"
    )
    told = ["http://a.example.test/?b[0]=1&c=2", "http://a.example.test/年?a=1&copy=2&copy=3"]
    for charset in ("utf-8", "gb18030", "utf-16"):
        assert read_sitemap(odd.encode(charset)) == (told, [])
    assert read_sitemap(b"\xef\xbb\xbfhttp://a.example.test/1\nno\nhttps://a.example.test/2")[0][1:] == [
        "https://a.example.test/2"
    ]
    assert read_sitemap(b"<sitemapindex><sitemap><loc>http://a.example.test/s.xml</loc></sitemap></sitemapindex>")[1]
    assert read_sitemap(b"\x1f\x8bnonsense") == ([], [])


SUMMARY = "全市各街道要认真做好汛前排查和台账登记，并于每月月底前报送进展情况，相关费用由财政统一安排。"
ARTICLES = "".join(
    f'<article><h2><a href="/2018/{n}.html">关于第{n}批汛前排查的通知</a></h2><time>2018年3月{n}日</time>'
    f'<p>{SUMMARY * 3} <a href="/2018/{n}.html">继续阅读</a></p></article>'
    for n in range(1, 7)
)


SITE = {"id": "old", "name": "旧站", "department": "office", "base_url": BASE}


def listing_of(html: str, url: str = BASE) -> Listing | None:
    config = SiteConfig.model_validate(
        {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    headers, body = (("Content-Type", "text/html; charset=utf-8"),), html.encode()
    answer = Response(url, 200, "OK", "HTTP/1.1", headers, body, body, "2018-03-05T00:00:00Z", 0.0, None, ())
    return Observer(config, UrlSpace(config)).observe(answer, PAGE).listing


def rows_of(html: str, url: str = f"{BASE}papers.htm") -> list[tuple[str, str | None]]:
    listing = listing_of(html, url)
    return [(one.title, one.listed_on) for one in listing.items] if listing else []


PANEL = "<h3>{}</h3><div class=panel><ul>{}</ul></div>"


def test_panels_of_years_are_one_list_and_blocks_that_lead_on_are_not() -> None:
    years = [
        (y, "".join(f"<li><a href=/n/{y}{m}.pdf>Notice {m} of {y}</a> ({m} May {y})</li>" for m in (1, 2, 3, 4)))
        for y in (2016, 2015, 2014)
    ]
    assert len(rows_of("".join(PANEL.format(y, rows) for y, rows in years))) == 12
    assert len(rows_of("".join(PANEL.format(y, rows) for y, rows in years[:2]))) == 8
    assert len(rows_of("".join(PANEL.format(f"<a href=/{y}/>All</a>", rows) for y, rows in years[:2]))) == 4


def test_a_picture_that_stands_for_minutes_below_their_head_is_a_paper_of_its_row_and_an_icon_is_none() -> None:
    page = "<table><tr><th>Agenda<th>Minutes</tr>" + "".join(
        f"<tr><td><h3>May {n}, 2015</h3><a href=/AgendaCenter/ViewFile/Agenda/_{n}>Session {n}</a>"
        f"<td><a href=/AgendaCenter/ViewFile/Minutes/_{n}><img alt=Minutes></a></tr>"
        for n in range(1, 5)
    )
    assert rows_of(page)[0] == ("Session 1", "2015-05-01")
    assert [title for title, _day in rows_of(page)].count("Minutes") == 4
    assert len(rows_of(page.replace("alt=Minutes", "alt=Icon"))) == 4


def test_papers_beside_files_need_no_day_and_no_row_each_where_the_head_calls_them_so() -> None:
    row = "<tr><td>{0}<td><a href=a{1}.pdf>Session {1}</a><td><a href=m{1}.pdf>{2}</a></tr>"
    head = "<a href=papers.htm>Papers</a><table><tr><th>Date<th>Agenda<th>{}</tr>"
    for day, named, count in (("5 May 2015", 4, 8), ("5 May 2015", 2, 6), ("", 4, 8)):
        rows = "".join(row.format(day, n, "Minutes" if n <= named else "") for n in range(1, 5))
        assert len(rows_of(head.format("Minutes") + rows)) == count
    rows = "".join(row.format("", n, "Attachment") for n in range(1, 5))
    assert len(rows_of(head.format("Attachment") + rows)) == 4


def test_papers_below_meetings_are_what_a_page_is_for_and_covers_are_called_by_their_captions() -> None:
    papers = "".join(
        f"<h3>Meeting {n}</h3><ul>"
        + "".join(
            f"<li><a href={n}_{at}.pdf>{said}</a></li>" for at, said in enumerate(("Agenda", f"Works {n}", "Minutes"))
        )
        + "</ul>"
        for n in range(1, 4)
    )
    assert len(rows_of(f"<a href=papers.htm>Papers</a>{papers}")) == 9
    assert rows_of(papers) == []
    covers = "".join(
        f"<figure><a href=r{n}.pdf><img alt=''></a><figcaption>Annual Report {n}</figcaption></figure>"
        for n in range(1, 4)
    )
    assert rows_of(f"<a href=papers.htm>Reports</a>{covers}")[0] == ("Annual Report 1", None)


def test_files_in_panels_of_groups_and_meetings_are_one_list_and_annexes_of_a_text_are_none() -> None:
    files = "".join(f"<li><a href={{0}}{said}.pdf>{said}</a></li>" for said in ("Agenda", "Minutes", "Attachments"))
    meetings = "".join(f"<div class=m><h4>Board, {n} May</h4><ul>{files.format(n)}</ul></div>" for n in (1, 2, 3))
    menu = "<a href=papers.htm>Meetings</a>"
    assert len(rows_of(f"{menu}<details><summary>2016</summary>{meetings}</details>")) == 9
    assert rows_of(menu + "".join(f"<p><a href={n}.pdf>Annex {n}</a></p>" for n in range(4))) == []
    papers = "".join(f"<li><a href=/d/{n}.pdf>Report on bridges {n}</a></li>" for n in range(3))
    title = "{} for the Planning Committee on Wednesday, 10 June 2015, Council Chamber"
    page = "<title>{0}</title><h1>{0}</h1><ul>{1}</ul>"
    assert len(rows_of(page.format(title.format("Agenda"), papers), f"{BASE}list.aspx?id=3")) == 3
    assert rows_of(page.format(title.format("Notice"), papers), f"{BASE}list.aspx?id=3") == []
    assert rows_of(page.format("Annual Meeting of the Friends of Parks Held", papers), f"{BASE}list.aspx?id=3") == []
    said = "<p>The board will hold a hearing on the plan next month, and residents may attend and speak.</p>" * 4
    article = (
        f"<title>Bridge plan</title><a href='#main'>Skip</a><div id=main><h1>Bridge plan</h1>{{}}<ul>{papers}</ul>"
    )
    assert rows_of(article.format(said), f"{BASE}news.aspx?id=3") == []
    assert rows_of(menu + article.format(said)) == []
    issues = "".join(f"<span><a href=Archive.aspx?ADID={n}>Newsletter {n}</a></span><br>" for n in range(4))
    long = f"<title>Archive</title><p>{'Tools and contacts ' * 30}</p>{issues}"
    assert len(rows_of(long, f"{BASE}Archive.aspx?AMID=36")) == 4
    assert rows_of(long, f"{BASE}news.aspx?id=3") == []
    forms = "".join(f"<p><a href='show.php?op=download&id={n}'>申请表格式样{n}</a></p>" for n in range(4))
    assert rows_of(f"<h1>关于填报表格的通知</h1>{forms}", f"{BASE}show.php?id=5") == []
    summed = "".join(f"<h3><a href=/d/{n}.pdf>Report on bridges {n}</a></h3>{said}" for n in range(3)).removesuffix(
        said
    )
    assert len(rows_of(f"<title>Reports</title>{menu}{summed}")) == 3


def test_thousands_of_lists_of_files_apart_are_none_and_soon_read() -> None:
    apart = "".join(
        f"<div><ul><li><a href={n}.pdf>Plan {n}</a><li><a href={n}b.pdf>Map {n}</a></ul></div>" for n in range(500)
    )
    before = time.process_time()
    assert rows_of(f"<a href=papers.htm>Papers</a>{apart}") == []
    assert time.process_time() - before < 2


def test_the_first_page_of_a_folder_lists_its_documents_beside_a_large_menu_and_a_site_s_first_page_does_not() -> None:
    menu = "".join(f"<a href=/m/{name}>{name}栏目名称一览表</a>" for name in "甲乙丙丁戊己庚辛")
    rows = "".join(f"<p>{n}．<a href={n}.htm>关于道路绿化的通知{n}</a></p>" for n in range(1, 6))
    for url, count in (
        (f"{BASE}gb/2009/1/index.htm", 5),
        (f"{BASE}gb/2009/1/7.htm", 0),
        ("http://old.example.test/", 0),
    ):
        assert len(rows_of(menu + rows, url)) == count
    files = "".join(f"<p><a href={n}.doc>县政府公开申请表格式{n}</a></p>" for n in range(1, 5))
    notice = f"<h1>关于印发表格的通知</h1><p>各乡镇：现将表格印发给你们，请认真执行。</p>{files}"
    assert rows_of(menu + notice, f"{BASE}tz/201/index.htm") == [], "a notice in a folder of its own with its files"
    assert rows_of(menu + notice.replace(".doc>", ".htm>附件"), f"{BASE}tz/201/index.htm") == []


def test_links_to_numbered_places_of_a_page_are_no_rows() -> None:
    asked = "".join(f"<li><a href='#{n}'>常见问题第{n}问如何办理？</a></li>" for n in range(1001, 1005))
    places = "".join(f"<a name={n}></a><p>答：可以。</p>" for n in range(1001, 1005))
    assert len(rows_of(f"<ul>{asked}</ul>")) == 4, "records that a script shows"
    assert rows_of(f"<ul>{asked}</ul>{places}") == []


def test_a_pager_s_english_words_are_no_item() -> None:
    rows = "".join(f"<li><h2><a href=/n/{n}.html>News of the day {n}</a></h2>{n} May 2015</li>" for n in range(1, 6))
    for words, count in (("Next", 5), ("Next steps", 6)):
        assert (
            len(rows_of(f"<ul>{rows}<li><h2><a href=/news?start=5>{words}</a></h2></li></ul>", f"{BASE}a?start=0"))
            == count
        )


def test_a_link_to_more_turns_a_list_only_where_its_address_does() -> None:
    rows = "".join(f"<li><a href=/n/{n}.html>News of the day {n}</a> {n} May 2015</li>" for n in range(1, 6))
    for to, is_turned in (("?start=5", True), ("?topic=5", False)):
        listing = listing_of(f"<ul>{rows}</ul><a href='/news/{to}'>Show more</a>", "http://old.example.test/news/")
        assert bool(listing and listing.next_urls) is is_turned


def test_rows_below_days_in_english_are_dated_and_the_day_of_closing_is_no_file_s() -> None:
    days = "".join(f"<dt>{n} Feb 2015<dd><a href=s{n}.html>Speech at the forum {n}</a>" for n in range(1, 5))
    foot = "<div id=footer><a href=n.html>Important Notices</a> Last Review Date: 2 January 2016</div>"
    assert rows_of(f"<dl>{days}</dl>{foot}")[0] == ("Speech at the forum 1", "2015-02-01")
    row = "<tr><td>Pier works {}<td>{}/09/2015<td>{}/10/2015<td><a href={}.pdf>Download</a></tr>"
    rows = "".join(row.format(n, f"{n:02}", f"{n:02}", n) for n in range(4, 8))
    head = "<table><tr><th>Description<th>Issued<th>Closing date<th>Documents</tr>"
    assert rows_of(head + rows) == [(f"Pier works {n}", None) for n in range(4, 8)]
    rows += row.format(9, 28, 30, 9)
    assert rows_of(head + rows)[0] == ("Pier works 4", "2015-09-04")


def listed(html: str) -> int:
    found = listing_of(html)
    return len(found.items) if found else 0


def test_a_list_with_summaries_is_a_list_and_an_article_with_such_a_list_below_is_none() -> None:
    head = "<title>通知公告 – 青石镇</title>"
    assert listed(f"{head}<main>{ARTICLES}</main>") == 6
    assert listed(f"{head}<main><div><p>{SUMMARY * 9}</p><p>{SUMMARY * 9}</p></div><div>{ARTICLES}</div></main>") == 0


def test_a_box_of_the_newest_beside_a_list_that_an_interface_gives_is_no_list() -> None:
    script = "<script>var SID='755031'; var u=\"/gkmlpt/api/all/412?page=1&sid=755031\"</script>"
    box = f"<title>政策文件</title><div id=app></div>{script}<aside><h3>最新文章</h3><ul>{ROWS}</ul></aside>"
    assert listed(box) == 0
    assert listed(f"<title>政策文件</title><ul>{ROWS}</ul>") == 5


def test_a_sentence_beside_a_box_of_pages_whose_addresses_are_like_its_own_is_an_article() -> None:
    rows = "".join(f"<li><a href='/?p={n}'>汛前排查第{n}批</a> 2018-03-0{n}</li>" for n in range(1, 6))
    page = f"<title>通知公告</title><div><p>{SUMMARY}</p></div><div><h3>最新信息</h3><ul>{rows}</ul></div>"
    own, column = "http://old.example.test/?p=9", "http://old.example.test/channel/9"
    assert listing_of(page, own) is None
    found = listing_of(page, column)
    assert found is not None
    assert len(found.items) == 5


@pytest.mark.parametrize(("click", "is_needed"), [("window.open('/content/{}')", False), ("zz.show('{}')", True)])
def test_rows_whose_click_names_their_address_need_no_browser(click: str, is_needed: bool) -> None:
    row = '<p><a href="javascript:;" onclick="{1}">关于汛前排查第{0}批情况的公告</a> <font>2018-03-0{0}</font></p>'
    rows = "".join(row.format(n, click.format(n)) for n in range(1, 7))
    body = f"<title>公告</title><div><p>{SUMMARY}</p></div><div>{rows}</div><script></script>".encode()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    answer = Response(BASE, 200, "OK", "HTTP/1.1", headers, body, body, "2018-03-05T00:00:00Z", 0.0, None, ())
    assert needs_browser(answer) is is_needed


def test_bare_titles_are_a_list_where_a_page_says_little_else() -> None:
    titles = "".join(f'<li><a href="tz{n}.htm">关于第{n}批汛前排查的通知</a></li>' for n in range(1, 9))
    assert listed(f"<title>通知通告</title><p align=center>通知通告</p><ul>{titles}</ul>") == 8
    notice = f"<p>{SUMMARY}</p><p>{SUMMARY}</p><p>{SUMMARY}</p>"
    assert listed(f"<title>停水通知</title><div>{notice}</div><ul>{titles}</ul>") == 0
    assert listed(f"<title>青石县档案局</title><div>{NAVIGATION}</div><p>欢迎访问</p>".replace("/c", "/c_x/c")) == 0


def test_a_tool_that_stays_on_the_page_is_no_row_though_a_day_stands_beside_it() -> None:
    menu = "<tr><td><a href=/gzdt/>工作动态</a> <a href=/tzgg/>通知公告</a></td></tr>"
    tools = "<tr><td>今天是2018年11月2日 <a href='#'>设为首页</a> <a href='#'>加入收藏</a></td></tr>"
    rows = "".join(
        f"<tr><td><a href=/Item/{n}.aspx>汛前排查第{n}批</a></td><td>[03-{n:02d}]</td></tr>" for n in range(1, 9)
    )
    found = listing_of(f"<title>通知公告</title><table>{menu}{tools}</table><table>{rows}</table>")
    assert found is not None
    assert [item.title for item in found.items] == [f"汛前排查第{n}批" for n in range(1, 9)]


def test_a_box_in_an_aside_is_no_list_of_a_short_page() -> None:
    titles = "".join(f'<li><a href="/?p={n}">关于第{n}批汛前排查的通知</a></li>' for n in range(1, 9))
    short = "<title>团委简介</title><h1>团委简介</h1><p>团县委是全县青年组织的领导机关。</p>"
    assert listed(f"{short}<aside><h3>近期文章</h3><ul>{titles}</ul></aside>") == 0
    assert listed(f"<title>团委动态</title><h1>团委动态</h1><ul>{titles}</ul><aside><a href=/x>近期</a></aside>") == 8


def test_hot_articles_beside_an_empty_column_are_no_list_of_it() -> None:
    hot = "".join(f'<li><a href="/view.php?aid={n}">关于第{n}批汛前排查的通知</a></li>' for n in range(1, 7))
    page = "<title>知识产权</title><div><ul>{}</ul>{}</div><dl><dt>热点内容</dt><dd><ul>{}</ul></dd></dl>"
    assert listed(page.format("", "<p>共 <b>1</b>页<b>0</b>条</p>", hot)) == 0
    assert listed(page.format("", "<p>共 <b>1</b>页<b>6</b>条</p>", hot)) == 6
    assert listed(page.format(ROWS, "<p>共 <b id=n>0</b> 条</p>", hot)) == 5  # a script fills the number in


@pytest.mark.parametrize(("here", "link", "words"), [
    ("/category/news/", "/category/news/page/2/", "较早文章"),
    ("/category/news/page/2/", "/category/news/page/3/", "← Older posts"),
    ("/news/list/2", "/news/list/3", "›"),
    ("/news?from=6", "/news?from=12", "Next page : 3 of 5"),
])  # fmt: skip
def test_a_pager_of_one_link_leads_on_from_every_page(here: str, link: str, words: str) -> None:
    url = f"http://old.example.test{here}"
    paging = find_paging(list_page(f"<ul>{ROWS}</ul><div><a href='{link}'>{words}</a></div>", url))
    assert paging is not None
    assert paging.urls == [f"http://old.example.test{link}"]


NAVIGATION = "<a href='/'>云川县工会</a><a href='/a/'><img src=a.gif alt=工作动态></a><a href='/b/'>通知公告</a>"


@pytest.mark.parametrize(
    ("title", "heading", "name"),
    [
        ("云川县工会", "<h2>通知公告</h2>", "通知公告"),
        ("云川县工会", "<td><img src=t.gif alt=工作动态></td>", "工作动态"),
        ("工作动态-云川县工会", "<h3>通知公告</h3>", "工作动态"),
        ("云川县工会", "<h2>工作动态</h2><h2>通知公告</h2>", "云川县工会"),
        ("云川县工会", "<h2>为人民服务</h2>", "云川县工会"),
    ],
)
def test_where_navigation_does_not_know_the_title_the_one_heading_that_it_knows_names_a_list(
    title: str, heading: str, name: str
) -> None:
    rows = "".join(f"<p><a href='/b/{at}.html'>关于防汛的第{at}号通知</a> 2018-03-05</p>" for at in range(4))
    page = f"<html><head><title>{title}</title></head><body>{NAVIGATION}{heading}{rows}</body></html>"
    assert section_name(parse_html(page))[0] == name


def test_pictures_part_a_place_line_that_begins_at_the_home_page() -> None:
    line = "<a href='/'>首页</a><img src=j.gif><a href='/xw/'>新闻中心</a><img src=j.gif><a href='/xw/bm/'>部门动态</a>"
    assert find_breadcrumb(parse_html(f"<div class=wz>{line}</div>")) == ["新闻中心", "部门动态"]
    assert find_breadcrumb(parse_html(f"<div class=nav>{line}</div>")) == []


NEWS = "".join(f"<li><a href='/n/{n}.html'>第{n}届社区运动会开幕</a> 2018-03-0{n}</li>" for n in range(1, 6))
REMARK = "<p>来源：青石镇　发布时间：2018-03-09　点击：12</p>"


@pytest.mark.parametrize(
    ("beside", "is_article"),
    [
        (REMARK + "<p>明日停水。</p>", True),
        ("<p>明日停水。</p><p>上一篇：没有了</p><p>下一篇：<a href='/n/9.html'>停电</a></p>", True),
        ("<p>更新时间：2018-03-09</p>", False),  # the site's, not an article's
        ("", False),
    ],
)
def test_a_short_article_with_a_box_of_others_is_no_list(beside: str, is_article: bool) -> None:
    assert listed(f"<title>公告</title>{beside}<ul>{NEWS}</ul>") == (0 if is_article else 5)


def test_a_list_that_prints_such_a_line_under_each_title_is_a_list() -> None:
    rows = "".join(
        f"<div><h3><a href='/n/{n}.html'>第{n}届社区运动会开幕</a></h3>{REMARK.replace('-09', f'-0{n}')}</div>"
        for n in range(1, 6)
    )
    assert listed(f"<title>公告</title>{rows}") == 5


def test_rows_that_print_their_day_only_have_the_month_of_the_heading_above() -> None:
    rows = "<tr><td>2018年3月</td></tr><tr><td><a href=1.htm>关于换届的公告</a></td><td>9日</td></tr>"
    rows += "<tr><td><a href=2.htm>关于停水的公告</a></td><td>2日</td></tr><tr><td>2017年12月</td></tr>"
    rows += "<tr><td><a href=3.htm>关于选址的公告</a></td><td>30日</td></tr>"
    days = [day for _title, day in items_of(f"<table>{rows}</table>")]
    assert days == ["2018-03-09", "2018-03-02", "2017-12-30"]


@pytest.mark.parametrize("on", ["阅读全文...", "阅读更多：第四届运动会在市体育中心..."])
def test_a_link_that_only_reads_on_gives_its_item_the_title_of_the_other_link(on: str) -> None:
    rows = "".join(
        f"<h2><a href=/n/{n}.html>第{n}届运动会</a></h2><div><i>2018-03-0{n}</i> <a href=/n/{n}.html>{on}</a></div>"
        for n in range(1, 5)
    )
    assert items_of(rows) == [(f"第{n}届运动会", f"2018-03-0{n}") for n in range(1, 5)]


@pytest.mark.parametrize(("title", "name"), [("New Page 3", None), ("无标题文档", None), ("新建社区", "新建社区")])
def test_what_an_editing_program_calls_a_page_is_no_column(title: str, name: str | None) -> None:
    assert section_name(parse_html(f"<title>{title}</title><p>x</p>"))[0] == name


@pytest.mark.parametrize(("words", "link", "is_followed"), [
    ("2017年", "/tzgg/2017.htm", True), ("2016年度", "/tzgg/2016/index.htm", True), ("2017年", "/zt/2017/", False),
    ("首页", "/tzgg/index.htm", False),
])  # fmt: skip
def test_a_list_goes_on_by_the_years_that_it_links(words: str, link: str, is_followed: bool) -> None:
    found = find_paging(list_page(f"<ul>{ROWS}</ul><p><a href='{link}'>{words}</a></p>", f"{BASE}2018.htm"))
    assert (found.urls if found else []) == ([f"http://old.example.test{link}"] if is_followed else [])


@pytest.mark.parametrize(("links", "count"), [
    ("<a href=/tzgg/201803.htm>3月</a> <a href=/tzgg/201802.htm>2月</a> <a href=/tzgg/201801.htm>2018年1月</a>", 3),
    ("<a href=/tzgg/201803.htm>3月</a> <a href=/tzgg/201801.htm>1月</a>", 0),  # of a calendar: before and after
    ("<a href=/zt/201803.htm>3月</a> <a href=/zt/201802.htm>2月</a> <a href=/zt/201801.htm>1月</a>", 0),
    ("<a href=?start=10>下10条</a>", 1), ("<a href=?start=10>下载10条</a>", 0),
])  # fmt: skip
def test_a_list_goes_on_by_its_months_and_by_numbers_of_rows(links: str, count: int) -> None:
    found = find_paging(list_page(f"<ul>{ROWS}</ul><p>{links}</p>", f"{BASE}index.htm"))
    assert len(found.urls if found else []) == count


def test_a_script_s_menu_gives_links_with_their_words_and_no_deeds() -> None:
    script = "t.add(2, 0, '人事任免', 'list.do?cid=2'); var m = [{name: \"财政信息\", url: \"/cz/\"}, {name: '删除', url: 'delete.do'}]"
    page = list_page(f"<script>{script}; alert('请稍候', 3)</script>")
    wanted = [("人事任免", f"{BASE}list.do?cid=2"), ("财政信息", "http://old.example.test/cz/")]
    assert [(link.text, link.url) for link in page.found.links] == wanted


def test_a_channel_s_page_of_two_lists_that_lead_on_is_none_of_them() -> None:
    block = f"<div><b>公告</b><a href=/a/>more</a><ul>{NEWS}</ul></div><div><b>要闻</b><a href=/b/>more</a><ol>{NEWS.replace('/n/', '/m/')}</ol></div>"
    assert listed(f"<title>新闻中心</title>{block}") == 0
    assert listed(f"<title>新闻中心</title>{block.replace('more', '')}") == 5


@pytest.mark.parametrize("line", [
    "<span class=path><a href=/>首页</a> :: <a href=/c>新闻中心</a> :: 校园动态</span>",
    "<div class=place><a href=/>网站首页</a> - <a href=/c>新闻中心</a> - 校园动态</div>",
    "<ol class=breadcrumb><li><a href=/>首页</a></li><li><a href=/c>新闻中心</a></li><li>校园动态</li></ol>",
])  # fmt: skip
def test_a_place_line_is_parted_by_its_own_marks_or_items(line: str) -> None:
    assert find_breadcrumb(parse_html(line)) == ["新闻中心", "校园动态"]


@pytest.mark.parametrize(("here", "there", "is_followed"), [
    ("/gg/gg_list1.html", "/gg/gg_list2.html", True), ("/gg/list.html", "/gg/list3.html", True), ("/gg/list.html", "/zt/list3.html", False),
])  # fmt: skip
def test_pages_whose_number_ends_their_name_are_further_ones(here: str, there: str, is_followed: bool) -> None:
    page = list_page(f"<ul>{ROWS}</ul><a href={there}>第2页</a>", f"http://old.example.test{here}")
    assert (find_paging(page) is not None) is is_followed


def test_a_list_that_a_button_makes_longer_goes_on_by_the_button_s_address() -> None:
    button = "<button class=more data-url='/news/more?page=2'>加载更多</button><a data-url=/share>分享</a>"
    found = find_paging(list_page(f"<div>{ROWS}</div>{button}"))
    assert found is not None
    assert found.urls == ["http://old.example.test/news/more?page=2"]
    assert find_paging(list_page(f"<div>{ROWS}</div>{button.replace('加载更多', '换一批')}")) is None


def test_a_list_parted_by_days_is_one_list_with_those_days() -> None:
    days = "".join(
        f"<h3>2018年3月{n}日</h3><ul><li><a href=/n/{n}.html>第{n}届社区运动会开幕</a></li></ul>" for n in (9, 7)
    )
    two = "<h3>2018年3月5日</h3><ul><li><a href=/n/5.html>河道清淤工程开工</a></li><li><a href=/n/4.html>新桥建成通车</a></li></ul>"
    found = [day for _title, day in items_of(f"<div>{days}{two}</div>")]
    assert found == ["2018-03-09", "2018-03-07", "2018-03-05", "2018-03-05"]


def test_a_list_that_carries_whole_articles_is_a_list_of_them_not_of_their_files_and_categories() -> None:
    posts = "".join(
        f"<div class=post><h4>2018年3月{n}日</h4><h2><a href=/p/{n}.html>第{n}届社区运动会开幕</a></h2><p>{SUMMARY * 3}</p>"
        f"{'<a href=/up/1.doc>报名表下载地址</a>' if n == 3 else ''}<h6>分类:<a href=/c/2>村里新事</a></h6></div>"
        for n in (4, 3, 2, 1)
    )
    assert [title for title, _day in items_of(posts)] == [f"第{n}届社区运动会开幕" for n in (4, 3, 2, 1)]
    assert listed(f"<title>青石村 - 村里新事</title>{posts}") == 4


def test_the_part_of_a_title_that_a_link_says_names_a_list_where_the_site_stands_first() -> None:
    links = "<a href=/>青石村</a><a href=/c/2>村里新事</a>"
    assert section_name(parse_html(f"<title>青石村 - 村里新事</title>{links}"))[0] == "村里新事"
    assert section_name(parse_html(f"<title>村里新事 - 青石村</title>{links}"))[0] == "村里新事"


def test_the_areas_of_a_picture_are_links_with_their_words() -> None:
    page = list_page("<img src=m.gif usemap=#m><map name=m><area href=/gg.htm alt=公告></map>")
    assert [(link.text, link.url) for link in page.found.links] == [("公告", "http://old.example.test/gg.htm")]


def test_the_way_back_below_a_list_is_no_item_of_it() -> None:
    rows = "".join(f"<p><a href={n}.htm>第{n}届运动会开幕</a> (03-0{n})</p>" for n in range(1, 5))
    assert len(items_of(f"{rows}<p><a href=main.htm>返回首页</a></p>")) == 4
    assert len(items_of(f"{rows}<p><a href=9.htm>返回家乡办起合作社</a></p>")) == 5


def test_rows_that_link_twice_are_all_items_though_the_page_knows_them_for_articles() -> None:
    pictures = "".join(
        f"<div><a href=/n/{n}.html><img src=/s{n}.jpg></a><p><a href=/n/{n}.html>{'青石镇' * (1 + n % 2)}夜景</a></p>2018-03-0{n}</div>"
        for n in range(1, 5)
    )
    page = list_page(f"<div>{pictures}</div>")
    found = find_rows(page.found, lambda url: True, lambda url: "/n/" in url)
    assert [item.listed_on for item in found.items] == [f"2018-03-0{n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("url", "picture", "is_list"),
    [
        ("/tp/61.html", "<a href=61_2.html><img src=/up/a.jpg></a>", False),
        ("/tp/61_3.html", "<a href=61.html><img src=/up/c.JPG></a>", False),  # the last leads back to the first
        ("/tp/61.html", "<a href=61_2.html><img src=/img/next.jpg></a>", True),
        ("/tp/61.html", "<a href=61_2.html><img src=/img/xia.gif></a>", True),
        ("/tp/61.html", "<img src=/up/a.jpg>", True),
    ],
    ids=["next picture", "first picture", "button", "drawn button", "no link"],
)
def test_a_gallery_that_its_photographs_turn_is_an_article_in_parts(url: str, picture: str, is_list: bool) -> None:
    pager = " ".join(f"<a href=61{f'_{n}' if n > 1 else ''}.html>{n}</a>" for n in (1, 2, 3))
    html = f"<title>夜景</title><h3>夜景</h3>{picture}<p>桥头夜景</p><div>{pager} <a href=61_2.html>下一页</a></div>"
    assert (listing_of(html, "http://old.example.test" + url) is not None) is is_list


@pytest.mark.parametrize(
    ("name", "path"), [("loc", ["青石镇", "走进青石"]), ("mbx", ["青石镇", "走进青石"]), ("local", [])]
)
def test_a_place_line_is_known_by_its_short_names_too(name: str, path: list[str]) -> None:
    line = f"<div class={name}><a href=/qs/>青石镇</a>&gt;走进青石</div>"
    assert find_breadcrumb(parse_html(line)) == path


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("<td><a href=/>首页</a> &gt; <a href=/xw/>新闻动态</a> &gt; <a href=/xw/gn/>国内</a> &gt; 正文</td>", ["新闻动态", "国内"]),
        ("<div>网站首页 >> 新闻动态 >> 国内</div>", ["新闻动态", "国内"]),
        ("<p><b><a href=/>主页</a></b> → <a href=/a/>政务公开</a> → 文件</p>", ["政务公开", "文件"]),
        ("<a href=/>Home</a> &raquo; <a href=/news/>News</a> &raquo; Budget", ["News", "Budget"]),
        ("<title>工作动态</title><p>水政水资源处 &gt; 工作动态</p>", ["水政水资源处", "工作动态"]),
        ("<a href=/>首页</a> | <a href=/xw/>新闻动态</a>", []),  # a menu
        ("<a href=1.htm>首页</a> &gt; <a href=2.htm>下一页</a>", []),  # a pager
        ("<p>登记 &gt; 受理 &gt; 办结</p>", []),  # a course of steps
        ("<p>长城 &gt; 黄河</p>", []),  # nothing else on the page speaks of either
        ("<p>现在的位置是旧厂房。下一步 &gt; 改造</p>", []),  # a sentence
    ],
)  # fmt: skip
def test_a_place_line_without_label_or_class_begins_with_the_home_page_or_is_told_by_the_title(
    line: str, path: list[str]
) -> None:
    assert find_breadcrumb(parse_html(f"<body>{line}<h1>标题</h1><p>正文。</p></body>")) == path


@pytest.mark.parametrize("count", [2, 6])
def test_rows_that_lie_in_blocks_side_by_side_are_one_list_with_their_days(count: int) -> None:
    row = (
        "<div class=''><h3><a href=/d/{n}.html>{title}第{n}号名单</a></h3></div><div><p>各单位要做好准备，按时报送材料，逾期不再受理，各有关科室要密切配合，认真核对名单和金额，确保按时足额发放到位，并做好解释说明。</p></div>"
        "<div><span><a href=/d/{n}.html>查看全文</a></span><span>于 2018-03-0{n} 发表在 <a href=/c/12.html>公示</a></span></div><hr>"
    )
    rows = "".join(row.format(n=n, title="关于公布补贴" if n % 2 else "公布") for n in range(1, count + 1))
    page = list_page(f"<section>{rows}</section><ul><li><a href=/c/12.html>公示</a></li></ul>")
    found = find_rows(page.found, lambda url: True, lambda url: False, 1)
    assert [item.listed_on for item in found.items] == [f"2018-03-0{n}" for n in range(1, count + 1)]
    assert all("第" in item.title for item in found.items)
    assert found.running_text() > 20 * count  # the summaries between count as the list's


def test_a_link_that_reads_on_to_a_title_with_a_question_more_is_no_item_of_its_own() -> None:
    row = (
        "<div class=entry><h3><a href=/c/-/id/{n}>第{n}批次补贴名单公布</a></h3><p>摘要……"
        "<a href='/c/-/id/{n}?redirect=/c'>阅读更多 关于第{n}批次补贴名单公布 »</a></p><div><span>18-3-{n} 上午9:10</span></div></div>"
    )
    page = "".join(row.format(n=n) for n in range(1, 6))
    assert items_of(page) == [(f"第{n}批次补贴名单公布", f"2018-03-0{n}") for n in range(1, 6)]


def test_the_day_of_a_row_that_is_one_link_stands_in_a_block_of_its_own() -> None:
    rows = "".join(
        f"<li><a href=/a/n{n}.html><div><p>0{n}</p><span>2018.10</span></div><h3>学院召开第{n}次会议</h3><p>本次会议研究了……</p></a></li>"
        for n in (7, 8, 9)
    )
    assert [day for _title, day in items_of(f"<ul>{rows}</ul>")] == ["2018-10-07", "2018-10-08", "2018-10-09"]


def test_cards_that_are_one_link_each_are_rows_with_the_title_and_day_that_they_hold() -> None:
    card = "<div><a href=/news/{0}><h2>Library {0} opens</h2><p>Published on {1} March 2021</p><p>The library opens.</p></a></div>"
    page = "".join(card.format(name, day) for day, name in enumerate(("north", "south", "west"), start=3))
    found = listing_of(f"<title>News</title><h1>News</h1>{page}", "http://old.example.test/news")
    assert found is not None
    assert [(one.title, one.listed_on) for one in found.items][:2] == [
        ("Library north opens", "2021-03-03"), ("Library south opens", "2021-03-04")
    ]  # fmt: skip


@pytest.mark.parametrize("hot", ["", "<ul><li><a href=/gone7.html>关于食堂有关事项的公告</a></li></ul>"])
def test_a_link_beside_an_article_in_parts_makes_it_no_list(hot: str) -> None:
    page = f"<title>市局检查了档案馆</title><h5>市局检查了档案馆</h5><p>{SUMMARY}</p><b>1</b> <a href=20292_1.htm>2</a>{hot}"
    assert listing_of(page, "http://old.example.test/a/20292.htm") is None


@pytest.mark.parametrize(
    ("stem", "is_list"), [("t20180305_9418", False), ("8e80f575f9beb2ba", False), ("list_21", True)]
)
def test_a_part_of_an_article_that_holds_files_alone_is_no_list_by_its_pager(stem: str, is_list: bool) -> None:
    page = f"""<title>旧站-建水渠</title><h1>建水渠</h1><img src=/up/a.jpg><p><a href=/up/1.doc>附件1</a></p>
      <div><a href={stem}.html>1</a> <b>2</b></div>"""
    assert (listing_of(page, f"http://old.example.test/a/{stem}_1.html") is not None) is is_list


def test_the_only_link_beside_an_article_in_parts_is_no_row() -> None:
    text = "<p>" + "检查组走访了各乡镇，听取了汇报，分析了存在的困难。" * 6 + "</p>"
    page = f"<div><div>位置：<a href=/node_21.htm>部门动态</a></div><h1>检查组到镇</h1><div>2018-03-05</div>{text}<a href=c_2.htm>下一页</a></div>"
    found = find_rows(list_page(page).found, lambda url: True, lambda url: False, 1)
    assert found.items == []


def test_the_last_page_with_one_row_is_read_beside_its_place_line_and_pager() -> None:
    place = "<table><tr><td>位置: <a href=/>首页</a> &gt; <a href=/c/113/list.htm>院系风采</a></td></tr></table>"
    row = "<table><tr><td><a href=/a/7.htm>我县社区矫正工作获市级表彰</a></td><td>2010-01-04</td></tr></table>"
    pager = (
        "<div>总共 7 记录 <a href=/c/113/list.htm>第一页</a> <a href=/c/113/list.htm>&lt;&lt;上一页</a> 页码 2/2</div>"
    )
    found = find_rows(list_page(place + row + pager).found, lambda url: True, lambda url: False, 1)
    assert [(item.title, item.listed_on) for item in found.items] == [("我县社区矫正工作获市级表彰", "2010-01-04")]


@pytest.mark.parametrize("is_new", [False, True])
def test_an_interface_that_gives_the_same_rows_whatever_page_it_is_asked_for_ends_as_a_trap(is_new: bool) -> None:
    traps, config = (
        Traps(),
        SiteConfig.model_validate(
            {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
        ),
    )
    observer = Observer(config, UrlSpace(config))
    for page in range(1, 30):
        rows = [{"title": "关于发布补贴名单的公告", "url": f"/a/{page * is_new}{n}.html"} for n in range(10)]
        body, headers = json.dumps({"rows": rows, "total": 90_000}).encode(), (("Content-Type", "application/json"),)
        url = f"{BASE}api/list?page={page}"
        answer = Response(url, 200, "OK", "HTTP/1.1", headers, body, body, "2018-03-05T00:00:00Z", 0.0, None, ())
        traps.note(url, observer.observe(answer, API).words)
    assert (traps.refusal(f"{BASE}api/list?page=30") is None) == is_new


def test_a_list_that_a_page_asks_for_first_is_the_page_s_own_unless_the_site_s_file_names_it() -> None:
    script = "var cat = '101'; function go(n) { $.get('/list.do?cat=' + cat + '&page=' + n, show) } go(1);"
    html, headers = f"<div id=list></div><script>{script}</script>".encode(), (("Content-Type", "text/html"),)
    answer = Response(f"{BASE}ml", 200, "OK", "HTTP/1.1", headers, html, html, "2018-03-05T00:00:00Z", 0.0, None, ())
    for names, section in (({}, "same"), ({"/list.do?cat=101&page=1": "政策文件"}, None)):
        told = {"site": SITE, "family": None, "crawl": {"names": names}, "templates": [], "mapping": {}}
        config = SiteConfig.model_validate(told | {"assertions": {}, "load": {}})
        found = Observer(config, UrlSpace(config)).observe(answer, PAGE).targets
        assert [one.section for one in found if "list.do" in one.url] == [section]


def test_rows_that_are_lines_of_one_block_have_the_day_beside_them() -> None:
    assert items_of(f"<td>{LINES}</td>")[:2] == [("第a批次补贴名单公布", "03-01"), ("第b批次补贴名单公布", "03-02")]
    text = "现将<a href=/d/{0}.html>第{0}批次补贴名单公布</a>自 03-0{1} 起印发各村，请遵照执行；"
    assert items_of(f"<p>{''.join(text.format(c, n) for n, c in enumerate('abcde', 1))}</p>") == []


def test_rows_whose_attribute_is_their_address_are_items() -> None:
    row = "<div class=it data-href=/d/{0}.html><b>第{0}批次补贴名单公布</b><em>2018-03-0{0}</em></div>"
    script = "<script>$('.it').click(function(){{ {} = $(this).attr('data-href'); }});</script>"
    rows = "".join(row.format(n) for n in range(1, 6))
    assert items_of(rows + script.format("location.href"))[0] == ("第1批次补贴名单公布", "2018-03-01")
    assert items_of(rows + script.format("shown")) == []


def test_a_link_that_holds_the_whole_row_leaves_the_day_out_of_the_title() -> None:
    rows = "".join(
        f"<a class=row href=/tzgg/2018/t{n}.html><span>关于第{n}批次检查的通知</span><span>[2018-03-{n:02d}]</span></a>"
        for n in range(1, 6)
    )
    listing = listing_of(f"<h2>通知公告</h2><div>{rows}</div>")
    assert listing is not None
    assert [(one.title, one.listed_on) for one in listing.items][:2] == [
        ("关于第1批次检查的通知", "2018-03-01"), ("关于第2批次检查的通知", "2018-03-02"),
    ]  # fmt: skip


def test_the_days_of_a_calendar_beside_a_list_are_no_further_pages_of_it() -> None:
    rows = "".join(
        f"<li><a href=/tzgg/t{n}.html>关于第{n}批次检查的通知</a><span>2018-03-{n:02d}</span></li>" for n in range(1, 6)
    )
    days = "".join(f"<td><a href=/date/2018/03/{n:02d}/>{n}</a></td>" for n in (1, 7, 12))
    listing = listing_of(f"<h2>通知公告</h2><ul>{rows}</ul><table><tr>{days}</tr></table>")
    assert listing is not None
    assert listing.next_urls == []


CLOSED_ROWS = {
    "a row that is clicked": "<li onclick=\"zz.show('%d')\"><b>关于公布评审结果的通知</b><i>2019-03-05</i></li>",
    "a link that is a call": '<li><a href="javascript:show(%d)">关于公布评审结果的通知</a> 2019-03-05</li>',
    "a link beside its call": "<li><a href='#' onclick=\"show(%d);return false\">关于公布评审结果的通知</a> 2019-03-05</li>",
}
NO_ROWS = {
    "a menu": "<li onclick=\"go('%d')\">政务公开栏目导航</li>",
    "tabs": '<li onclick="tab(%d)">最新通知</li>',
    "a pager": '<a href="javascript:page(%d)">第三页</a>',
    "buttons to share": "<li><a href='/a/7%d.html'>通知</a> 2019-03-05 <a onclick=\"share('%d')\">分享到朋友圈去</a></li>",
    "questions in rows": "<li onclick='ask(%d)'>第%d类居住证如何办理登记？</li>",
    "one value each time": "<li onclick=\"more('1')\">关于公布评审结果的通知 2019-03-05</li><!-- %d -->",
    "questions folded up": '<dt onclick="fold(%d)">我如何办理居住证的登记？</dt><dd>请到所在地的服务大厅办理。</dd>',
}


def read_page(body: str, **crawl: object) -> Observation:
    config = SiteConfig.model_validate(
        {"site": SITE, "family": None, "crawl": crawl, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    html, headers = f"<title>通知公告</title>{body}".encode(), (("Content-Type", "text/html; charset=utf-8"),)
    answer = Response(f"{BASE}tz/", 200, "OK", "HTTP/1.1", headers, html, html, "2018-03-05T00:00:00Z", 0.0, None, ())
    return Observer(config, UrlSpace(config)).observe(answer, PAGE)


ROUTES = "".join(f"<a href='#/list/{n}'>栏目</a>" for n in range(3))
SHELL = "<div id=app></div><script src=/app.js></script>"
ELEMENTS = "<gov-nav></gov-nav><main>{}<gov-list code=tzgg>载入中</gov-list></main><footer>旧站 版权所有</footer><script src=/c.js></script>"
SHELLS = {  # a page → whether scripts alone would show what is on it, of which nothing was read
    SHELL: True,
    ELEMENTS.format("<h2>通知</h2>"): True,
    ELEMENTS.format("<a href=/tz/1.htm>通知</a>"): False,
    ELEMENTS.format("<img src=1.jpg>"): False,
    f"<noscript>You need to enable JavaScript to run this app.</noscript>{SHELL}": True,
    f"<title>网站地图</title><script src=//api.map.baidu.com/api?v=3></script>{SHELL}": True,  # a map of pages
    f"<script src=//api.map.baidu.com/api?v=3></script>{SHELL}": True,  # a map somewhere in a program
    f"<title>便民电子地图</title><script src=//api.map.baidu.com/api?v=3></script>{SHELL}": False,
    f"<title>统一用户登录</title>{SHELL}": False,
    "<div id=app><input type=password></div><script src=/app.js></script>": False,
    f"<p>{'请打开浏览器的脚本功能，以便正常使用本站的办事服务。' * 2}</p>{SHELL}": False,
}


@pytest.mark.parametrize(("page", "is_told"), SHELLS.items())
def test_shells_are_told_but_not_where_a_map_or_a_login_is_all_they_show(page: str, is_told: bool) -> None:
    assert read_page(page).is_unfilled is is_told


TEXT = "<p>" + "各单位要做好防汛。" * 5 + "<a href='/u/1.doc'>表</a><img src='/u/2.jpg'></p>"
HELD = json.dumps({"title": "防汛通知", "content": TEXT}, ensure_ascii=False)
IN_DATA = {  # where an article stands that its page does not show by itself
    "Nuxt 3": '<div id=__nuxt><i>首页</i></div><script type="application/json" id="__NUXT_DATA__">'
    + json.dumps([{"data": 1}, {"k": 2}, {"title": 3, "content": 4}, "防汛通知", TEXT])
    + "</script>",
    "Next": f'<div id=__next><i>首页</i></div><script id=__NEXT_DATA__>{{"props":{{"pageProps":{{"d":{HELD}}}}}}}</script>',
    "a state": f'<div id=app></div><script>window.__STATE__={{"d":{HELD}}}</script>',
    "a template": f"<h1>{{{{d.title}}}}</h1><div v-html='d.content'></div><script>new Vue({{data:{{d:{HELD}}}}})</script>",
}


@pytest.mark.parametrize("page", IN_DATA.values(), ids=IN_DATA)
def test_files_of_an_article_that_stands_in_data_alone_are_asked_for(page: str) -> None:
    told = {(one.url.rpartition("/u/")[2], one.role) for one in read_page(page).targets}
    assert told >= {("1.doc", ASSET), ("2.jpg", REQUISITE)}


def test_a_template_without_data_and_keyed_files_lead_nowhere_more() -> None:
    for page in (
        "<h1>{{d.title}}</h1><a href='/a/{{d.id}}.html'>{{d.name}}</a><script>load(3)</script>",
        "<i>{{a}}</i><a id=attach0>表.doc</a><script>Cms.attachment('/w','22','1','attach')</script>",
    ):
        told = [one.url for one in read_page(page).targets]
        assert not [one for one in told if "attachment.jspx" in one or one.endswith("/a/3.html")]


MORE = "<button>点击加载更多</button>"


@pytest.mark.parametrize(
    ("below", "pages"),
    [
        (MORE, 2),
        (f"<span>共 6 条</span>{MORE}", None),  # as many as there are rows
        (f"<span>共 60 条</span>{MORE}", 2),
        (f"<span>全站共 6 条信息</span>{MORE}", 2),
        ("<button hidden>加载更多</button>", None),
        ("<button>没有更多了</button>", None),
        (f"{MORE}<p style='display:none'>没有更多了</p>", 2),  # what is shown once the list is at its end
    ],
)
def test_a_button_for_more_cuts_a_list_short_unless_all_its_rows_are_there(below: str, pages: int | None) -> None:
    rows = "".join(f"<li><a href='/a/{n}.html'>关于第{n}号公示的通知</a> 2018-03-05</li>" for n in range(6))
    listing = read_page(f"<ul>{rows}</ul><div>{below}</div>").listing
    assert listing is not None
    assert (len(listing.items), listing.expected_pages) == (6, pages)


def test_routes_behind_a_hash_are_no_loss_where_the_browser_takes_them_for_pages() -> None:
    page = f"<div id=app>{ROUTES}</div><script src=/app.js></script>"
    assert read_page(page).is_unfilled
    assert not read_page(page, browser=True).is_unfilled
    assert read_page(SHELL, browser=True).is_unfilled  # not even a browser showed anything


@pytest.mark.parametrize("row", CLOSED_ROWS.values(), ids=CLOSED_ROWS)
def test_a_list_whose_rows_only_a_function_opens_that_nobody_has_is_short_of_all_of_them(row: str) -> None:
    listing = read_page("<ul>" + "".join(row % n for n in range(12)) + "</ul>").listing
    assert listing is not None
    assert (listing.items, listing.expected_items, listing.expected_how) == ([], 12, "rows without addresses")


@pytest.mark.parametrize("row", NO_ROWS.values(), ids=NO_ROWS)
def test_menus_tabs_pagers_and_buttons_that_call_functions_are_no_rows(row: str) -> None:
    listing = read_page("<ul>" + "".join(row.replace("%d", str(n)) for n in range(12)) + "</ul>").listing
    assert listing is None or listing.expected_how != "rows without addresses"


ONE_PAGE_ROWS = {  # a row → how many of six the list names, and what it says of the rest
    "<a href=/show.htm#n%d>关于第%d批核查的公告</a> 2018-03-05": (1, "several rows lead to one address"),
    "<a href=/#/d/%d>关于第%d批核查的公告</a> <i>2018-03-05</i>": (1, "several rows lead to one address"),
    "<a href=# data-id=%d>关于第%d批核查的公告</a><i>2018-03-05</i>": (0, "several rows lead to one address"),
    "<a href=javascript:; data-id=%d>关于第%d批核查的公告</a><i>2018-03-05</i>": (0, "rows without addresses"),
}


@pytest.mark.parametrize("row", ONE_PAGE_ROWS)
def test_a_list_whose_rows_lead_to_one_address_is_short_of_all_but_one_of_them(row: str) -> None:
    named, how = ONE_PAGE_ROWS[row]
    listing = read_page("<ul>" + "".join(f"<li>{row % (n, n)}</li>" for n in range(6)) + "</ul>").listing
    assert listing is not None
    keys = {one.url.partition("#")[0] for one in listing.items}
    assert (len(keys) <= named, listing.expected_items, (listing.expected_how or "").partition(":")[0]) == (
        True,
        6,
        how,
    )


def test_dated_rows_of_an_interface_that_share_an_address_are_told_and_a_menu_s_entries_are_not() -> None:
    config = SiteConfig.model_validate(
        {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    for when, told in (({"date": "2018-03-05"}, 6), ({}, None)):
        rows = [{"id": n, "title": f"关于第{n}批核查的公告", "url": "/show.htm", **when} for n in range(6)]
        body, headers = json.dumps({"rows": rows}).encode(), (("Content-Type", "application/json"),)
        answer = Response(
            f"{BASE}l.json", 200, "OK", "HTTP/1.1", headers, body, body, "2018-03-05T00:00:00Z", 0.0, None, ()
        )
        listing = Observer(config, UrlSpace(config)).observe(answer, API).listing
        assert (listing.expected_items if listing else None) == told


def test_titles_with_summaries_tools_of_rows_and_places_of_the_page_are_no_rows_of_one_address() -> None:
    rows = (
        "<a href=/a/%d.htm>关于第%d批核查的公告</a><a href=/a/%d.htm>核查自三月起，第%d批</a><a href=#>收藏这一篇公告%d</a> 2018-03-05",
        "<a href=#n%d>关于第%d批核查的公告</a> 2018-03-05<b id=n%d></b><i>%d</i><i>%d</i>",
    )
    for row in rows:
        listing = read_page("<ul>" + "".join(f"<li>{row % ((n,) * 5)}</li>" for n in range(6)) + "</ul>").listing
        assert listing is None or listing.expected_how is None


def test_rows_without_days_that_only_an_unknown_function_opens_are_told_where_they_are_what_the_page_says() -> None:
    rows = "".join(
        f"<tr><td style='cursor:hand' onclick='openInfo({n})'>关于第{n}批价格监测的公告</td></tr>" for n in range(9)
    )
    listing = read_page(f"<a href=/>首页</a><b>价格监测</b><table>{rows}</table>").listing
    assert listing is not None
    assert (listing.expected_items, listing.expected_how) == (9, "rows without addresses")
    others = f"<table>{rows}</table><script>function openInfo(n) {{ box(n).style.display = '' }}</script>"
    for page in (others, f"<p>{'本中心每周公布一次主要商品的价格。' * 40}</p><table>{rows}</table>"):
        listing = read_page(page).listing
        assert listing is None or listing.expected_how != "rows without addresses"


def test_rows_whose_function_is_known_are_items_and_an_article_with_such_a_box_is_no_list() -> None:
    rows = "".join(CLOSED_ROWS["a link that is a call"] % n for n in range(12))
    listing = read_page(
        f"<ul>{rows}</ul><script>function show(n) {{ location.href = '/a/' + n + '.html' }}</script>"
    ).listing
    assert listing is not None
    assert (len(listing.items), listing.expected_items) == (12, None)
    text = "<p>各有关单位应当按照要求，认真组织开展评审工作，及时报送材料，确保质量。</p>" * 8
    assert read_page(f"<h1>通知</h1>{text}<ul>{rows}</ul>").listing is None


def references(days: list[str], head: str = "Responded", lang: str = "en") -> str:
    cells = (
        f"<tr><td><a href=/foi/{n}>FOI-62{n}</a><td>Costs of footbridge {2010 + n}<td>{day}"
        for n, day in enumerate(days)
    )
    return f"<html lang={lang}><table><tr><th>Reference<th>Subject<th>{head}</tr>{''.join(cells)}</table>"


def test_a_table_of_references_names_its_documents_by_their_subject() -> None:
    two = items_of(references(["25/04/2019", "23/04/2019"]))
    assert two == [("Costs of footbridge 2010", "2019-04-25"), ("Costs of footbridge 2011", "2019-04-23")]
    bare = references(["25/04/2019", "23/04/2019"]).replace("Subject", "Amount")
    assert items_of(bare) == []  # two links in a table are no list


def test_days_of_one_list_are_written_in_one_order_and_nobody_guesses_it() -> None:
    days = ["03/04/2019", "25/04/2019", "01/02/2019"]
    assert [day for _title, day in items_of(references(days))] == ["2019-04-03", "2019-04-25", "2019-02-01"]
    days[1] = "4/25/2019"
    assert [day for _title, day in items_of(references(days))] == ["2019-03-04", "2019-04-25", "2019-01-02"]
    days[1] = "02/04/2019"
    assert items_of(references(days, lang="en-GB"))[0][1] == "2019-04-03"
    assert [day for _title, day in items_of(references(days))] == [None, None, None]


def test_the_day_of_a_closing_is_not_that_of_a_row() -> None:
    days = ["03/04/2019", "25/04/2019", "01/02/2019"]
    assert [day for _title, day in items_of(references(days, "Closing date"))] == [None, None, None]


def test_a_list_in_parts_below_plain_headings_is_one_list_and_linked_headings_are_a_portals() -> None:
    def part(name: str, at: int) -> str:
        rows = (
            f"<div><a href=/a/{at}{n}.html>Water main repaired {at}{n}</a> May {n}, 2019</div>" for n in range(1, 5)
        )
        return f"<div class=part>{name}{''.join(rows)}</div>"

    told = []
    for heading in ("<h2>Roads</h2>", "<h2><a href=/roads/>Roads</a></h2>"):
        html = "<title>News</title>" + "".join(part(heading, at) for at in (1, 2, 3))
        listing = listing_of(html, "http://old.example.test/news/")
        told.append(len(listing.items) if listing else 0)
    assert told == [12, 0]


def test_the_cells_of_a_row_do_not_run_into_its_day() -> None:
    rows = "".join(
        f"<tr><td><a href=/f/{n}.doc>第{n}号表格</a></td><td>23.5k</td><td>1{n}</td><td>2009-07-0{n}</td></tr>"
        for n in range(1, 5)
    )
    listing = listing_of(f"<table>{rows}</table>")
    assert listing is not None
    assert [one.listed_on for one in listing.items] == ["2009-07-01", "2009-07-02", "2009-07-03", "2009-07-04"]


def test_a_menu_built_as_the_rows_of_a_dated_list_is_none_of_them() -> None:
    menu = "".join(f"<p><a href=/{one}.htm>{one}镇情介绍</a></p>" for one in "abc")
    rows = "".join(f"<p>☆ <a href=/dt/{n}.htm>第{n}批补贴名单</a>（2006年3月{n}日）</p>" for n in range(1, 7))
    page = "<table><tr><td>{}</td><td>{}</td></tr></table>"
    listing = listing_of(page.format(menu, rows))
    assert listing is not None
    assert len(listing.items) == 6
    some = rows.replace("（2006年3月2日）", "")  # a row that forgot its day is one all the same
    listing = listing_of(page.format(menu, some))
    assert listing is not None
    assert "http://old.example.test/dt/2.htm" in {one.url for one in listing.items}


def test_the_contents_of_a_gazette_are_a_list_by_the_numbers_of_its_documents() -> None:
    menu = "".join(f"<p><a href=/{one}/>{one}镇情概况与历史沿革</a></p>" for one in "abcdefgh") * 2
    row = "<tr><td><a href={0}.htm>关于{0}村春耕备耕工作的通知</a>……（{0}）<br>{1}</td></tr>"
    rows, bare = (
        "".join(row.format(n, f"鹤政发〔2007〕{n}号" if numbered else "") for n in range(1, 6))
        for numbered in (True, False)
    )
    page = f"<title>目录</title>{menu}<table>{{}}</table>"
    listing = listing_of(page.format(rows))
    assert listing is not None
    assert (len(listing.items), listing.name) == (5, None)
    assert listing_of(page.format(bare), f"{BASE}contents.htm") is None
    text = "<p>各有关单位应当按照要求，认真组织开展评审工作，及时报送材料，确保质量。</p>" * 8
    assert listing_of(text + page.format(rows)) is None


def test_a_short_page_beside_a_box_to_sign_in_leads_on_and_a_disabled_button_does_not() -> None:
    box = "<h2>用户登录</h2><form method=post><input name=n><input type=password name=p></form>"
    seen = read_page(f"<h2>旅游手册</h2><ul><li><a href=/guide/1>景区与门票</a></li></ul>{box}")
    assert seen.wall is not None
    assert "http://old.example.test/guide/1" in {one.url for one in seen.targets}
    button = "<input type=button value=上一页 onclick=\"location.href='?p=0'\" {}>"
    pagers = [find_paging(list_page(f"<ul>{ROWS}</ul>{button.format(one)}")) for one in ("", "disabled")]
    assert [one is None for one in pagers] == [False, True]


def test_a_case_number_with_letters_is_no_title_where_a_column_has_names() -> None:
    cells = (
        f"<tr><td><a href=/c?no={n}>2022-EN-04{n}</a><td>In the matter of barge {n}<td>May {n}, 2022" for n in (1, 2, 3)
    )
    html = f"<table><tr><th>Case No.<th>Name<th>Date</tr>{''.join(cells)}</table>"
    assert items_of(html)[0] == ("In the matter of barge 1", "2022-05-01")
    assert items_of(html.replace("Name", "Fine"))[0] == ("2022-EN-041", "2022-05-01")


def test_the_sites_order_of_days_reads_those_that_their_list_leaves_open() -> None:
    page = list_page(
        "".join(f"<li>0{at}/0{at + 1}/2021 <a href=/n/{at}.html>Pond number {at} is clean</a>" for at in range(1, 6))
    )
    for days, first in ((None, None), ("day first", "2021-02-01"), ("month first", "2021-01-02")):
        items = find_rows(page.found, lambda url: True, lambda url: False, days=days).items  # type: ignore[arg-type]
        assert (len(items), items[0].listed_on) == (5, first)


def test_an_english_breadcrumb_of_links_alone_names_the_column() -> None:
    crumbs = "<nav class=c-breadcrumbs><ul><li><a href=/Home>Home</a><li><a href=/foi/>FOI disclosures</a></ul></nav>"
    assert find_breadcrumb(parse_html(crumbs)) == ["FOI disclosures"]
    assert find_breadcrumb(parse_html(crumbs.replace("c-breadcrumbs", "location-menu"))) == []
    listed = f"<title>Stops | Police</title>{crumbs}<h1>Stops</h1>"
    assert section_name(parse_html(listed)) == ("Stops", ["FOI disclosures", "Stops"])


def test_head_cells_that_sort_a_table_turn_no_pages() -> None:
    call = "<a href=\"javascript:__doPostBack('grid','%d')\">%s</a>"
    sort = f"<input name=__VIEWSTATE value=x><table><tr><th>{call % (1, 'Date')}<th>{call % (2, 'Action')}</table>"
    assert find_paging(list_page(sort)) is None
    assert find_paging(list_page(sort + "".join(call % (at, at) for at in (2, 3)))) is not None


def test_links_of_one_block_are_not_compared_with_all_of_it() -> None:
    block = parse_html(f"<p>{'<a href=/gb/1/>2018年第1期</a>' * 8000}</p>")
    began = time.process_time()
    assert {day_above_lines(one) for one in block.iter("a")} == {None}
    assert time.process_time() - began < 1.5  # a tenth of it alone; ten times where each link looks at all others


def test_a_list_tells_the_state_of_its_items_by_a_cell_or_an_icon() -> None:
    row = "<tr><td><a href=/x/{at}.html>路灯不亮之{at}</a><td>县住建局<td>{state}<td>2020-03-0{at}</tr>"
    states = ("已办结", "<img src=/b.png alt=办理中>", "已转县城管局办理", "")
    html = "".join(row.format(at=at, state=state) for at, state in enumerate(states, 1))
    found = listing_of(f"<title>县长信箱</title><table>{html}</table>")
    assert found is not None
    assert [one.state for one in found.items] == ["已办结", "办理中", None, None]
    head = "<tr><td>事由<td>单位<td>现状<td>时间</tr>"
    found = listing_of(f"<title>回音壁</title><table>{head}{html.replace('已转县城管局办理', '推进')}</table>")
    assert found is not None
    assert [one.state for one in found.items] == ["已办结", "办理中", "推进", None]


def test_the_second_part_of_an_article_that_is_a_picture_and_a_signature_is_no_list() -> None:
    site = SiteConfig.model_validate(
        {"site": {"id": "s", "name": "s", "department": "s", "base_url": "http://old.example.test/"}, "family": None,
         "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )  # fmt: skip
    part = "<p><a href=/qi.php?q=2>2010年第2期</a>→部门文件</p><p>关于防汛的通知</p><img src=1.jpg><p>县政府</p><p>2010年9月12日</p>"
    for script, role in (("show", PAGE), ("list", "list")):
        html = f"<table><tr><td>{part}<a href={script}.php?aid=527>第1页</a> 第2页</td></tr></table>"
        url, body = f"{BASE}{script}.php?aid=527&page=2", html.encode()
        headers = [("Content-Type", "text/html")]
        answer = Response(url, 200, "OK", "HTTP/1.1", headers, body, body, "2018-03-05T00:00:00Z", 0.0, None, ())
        assert (Observer(site, UrlSpace(site)).observe(answer, PAGE).role, script) == (role, script)


def test_a_page_of_very_many_breaks_is_read_in_time_that_grows_with_it() -> None:
    begun = time.process_time()
    root = parse_html("<p>甲<a href=/>一个很长很长的链接文字</a>乙<script>x</script>丙</p>" + "字<br/>" * 20_000)
    assert visible_text(root) == "甲一个很长很长的链接文字乙丙" + "字" * 20_000
    assert unlinked_text(root) == "甲乙丙" + "字" * 20_000
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("told", ["共" + " " * 60_000, "共" + " " * 60_000 + "条", "上则" * 20_000])
def test_a_page_of_very_many_blanks_or_neighbours_is_read_in_time_that_grows_with_it(told: str) -> None:
    begun = time.process_time()
    assert find_totals(f"{told}共 12 条记录") == (12, None)
    tells_of_one_article(parse_html(f"<p>{told}</p>"), [])
    assert time.process_time() - begun < 2


MEETINGS = "".join(
    f"<tr><td>January {n}, 2005<td>Regular<td><a href=/a/{n}.pdf>Agenda</a><td><a href=/m?id={n}>Minutes</a>"
    f"<td><a href=/v/{n}.pdf>附件下载</a></tr>"
    for n in range(3, 7)
)


def test_files_whose_words_all_rows_repeat_are_items_beside_the_pages_of_their_rows() -> None:
    found = listing_of(f"<title>Meetings</title><h2>Meetings</h2><table>{MEETINGS}</table>")
    assert found is not None
    told = [(item.url.rpartition("/")[2], item.title, item.listed_on) for item in found.items]
    assert told[:1] == [("m?id=3", "Minutes", "2005-01-03")]
    assert told[4:5] == [("3.pdf", "Agenda", "2005-01-03")]
    assert len(told) == 8  # what is to be downloaded of each is none
    once = MEETINGS.replace(">Agenda<", ">Agenda of the budget<", 1)
    assert len(listing_of(f"<title>Meetings</title><table>{once}</table>").items) == 7  # type: ignore[union-attr]


def test_the_list_of_a_year_that_its_address_asks_for_gives_its_days_that_year() -> None:
    rows = "".join(f"<tr><td><a href=/f/{n}.doc>关于第{n}批防汛物资的通知</a><td>5月{n}日</tr>" for n in range(3, 7))
    pages = [
        listing_of(f"<title>县政府文件</title><table>{rows}</table>", f"{BASE}l.php?{one}")
        for one in ("y=2011", "p=2011")
    ]
    assert [found.items[0].listed_on for found in pages if found] == ["2011-05-03", "05-03"]


def test_a_list_is_not_called_as_its_site_where_its_title_says_more() -> None:
    rows = "".join(f"<li><a href=/v?id={n}>第{n}批防汛物资到货</a> 2011-05-0{n}</li>" for n in range(3, 7))
    pages = [
        listing_of(f"<title>{title}</title><ul>{rows}</ul>") for title in ("旧站 - 要闻", "旧站 | 要闻 | 乙", "旧站")
    ]
    assert [found.name for found in pages if found] == ["要闻", "旧站", "旧站"]


def test_files_that_a_page_of_the_menu_is_for_are_its_items_and_those_of_a_text_are_not() -> None:
    menu = "<a href=/dt/>动态</a><a href=/bg/>表格</a>"
    files = "<ul><li><a href=/f/1.pdf>准生证申请表</a><li><a href=/f/2.pdf>老年证登记表</a><li><a href=/f/3.doc>低保申请表</a></ul>"
    page = f"<title>表格</title>{menu}<h2>表格</h2>{files}"
    found = listing_of(page, "http://old.example.test/bg/")
    assert found is not None
    assert [item.title for item in found.items] == ["准生证申请表", "老年证登记表", "低保申请表"]
    text = "<p>请各村于本月九日前填好下列表格，报乡民政办审核，逾期不再受理。</p>"
    for other in (page.replace("<ul>", f"{text}<ul>"), page.replace("准", "附件：准"), page.replace("/bg/", "/bg2/")):
        assert listing_of(other, "http://old.example.test/bg/") is None


def test_kinds_of_files_are_rows_by_meeting() -> None:
    kinds = ("Agenda", "Minutes", "Packet")
    rows = "".join(
        f"<tr><td>May {n}, 2007<td>" + "<td>".join(f"<a href=/f/{n}{one}.pdf>{one}</a>" for one in kinds) + "</tr>"
        for n in range(3, 7)
    )
    found = listing_of(f"<title>Meetings</title><table>{rows}</table>")
    assert found is not None
    assert len(found.items) == 12
    assert {item.listed_on for item in found.items} == {f"2007-05-0{n}" for n in range(3, 7)}


@pytest.mark.parametrize(("head", "many"), [("Agenda<th>Minutes<th>Packet", 5), ("Papers<th>Record<th>More", 0)])
def test_a_year_of_two_meetings_lists_the_papers_that_the_head_above_calls_as_their_links_do(
    head: str, many: int
) -> None:
    papers = "<td><a href=/f/{0}a.pdf>Agenda</a><td><a href=/f/{0}m.pdf>Minutes</a>"
    rows = "".join(f"<tr><td>May {n}, 2006{papers.format(n)}<td>" for n in (3, 4))
    page = f"<table><tr><th>Date<th>{head}</tr>{rows}<a href=/f/3p.pdf>Packet</a></tr></table>"
    found = listing_of(f"<title>Meetings</title>{page}")
    assert len(found.items if found is not None else []) == many


SUMMED = "<li><h3><a href=/news.aspx?id={0}>Street {0} closes for works</a></h3><p>{1} <a href=/news.aspx?id={0}>{2}</a></p></li>"
INTRO = "Drivers should allow extra time near the park, as a single lane will be kept open beside the play…"


@pytest.mark.parametrize(("on", "many"), [("Read on...", 4), ("the park", 0)])
def test_summaries_that_lead_on_to_their_titles_pages_belong_to_the_rows_of_a_list(on: str, many: int) -> None:
    rows = "".join(SUMMED.format(n, INTRO, on) for n in range(1, 5))
    assert len(rows_of(f"<title>News</title><h1>News</h1><ul>{rows}</ul>", f"{BASE}news.aspx")) == many


def test_an_english_article_beside_a_box_of_its_like_is_no_list_and_a_page_of_another_address_is() -> None:
    box = "".join(f"<li><a href=/news.aspx?id={n}>Street {n} closes for works</a> 4 May 2019</li>" for n in (7, 8, 9))
    text = (
        "<p>Residents of the hill can collect a printed copy from the front desk or ask for one in large print.</p>" * 4
    )
    page = f"<title>News</title><h1>News</h1>{text}<ul>{box}</ul>"
    assert rows_of(page, "http://old.example.test/news.aspx?id=3") == []
    assert len(rows_of(page, "http://old.example.test/news.aspx")) == 3


@pytest.mark.parametrize(("word", "day"), [("Closed", None), ("Posted", "2019-04-30")])
def test_a_closing_on_a_line_below_its_title_is_no_day_of_the_item(word: str, day: str | None) -> None:
    rows = "".join(
        f"<div><h3><a href=/c/{n}/>Fares of ferry {n}</a></h3><p>{word} 30 April 2019</p></div>" for n in range(5)
    )
    assert [listed for _title, listed in rows_of(rows)] == [day] * 5


def test_two_lists_below_headings_of_their_own_make_the_first_page_of_a_site_no_list() -> None:
    rows = "".join(
        f"<li><a href=/{{0}}/{n}.html>第{n}次会议在县城召开</a><span>2018-03-0{n}</span></li>" for n in range(1, 7)
    )
    boxes = [f"<h3>{name}</h3><ul>{rows.format(at)}</ul>" for at, name in (("a", "要闻"), ("b", "公告"))]
    assert listing_of("".join(boxes), "http://old.example.test/") is None
    assert listing_of("".join(boxes), BASE) is not None
    assert listing_of(boxes[0], "http://old.example.test/") is not None
