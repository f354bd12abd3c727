"""Small sites in manners of their own, each hard in one way: their survey alone brings all their articles over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from guiyi.crawl.completeness import report_of
from guiyi.runs.run import last_run
from guiyi.settings import Settings
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.survey import Request, survey_site
from tests.pipeline import exported, migrate
from tests.place import fresh_settings
from tests.survey.loopback import Loopback, article, loopback

Pages = dict[str, Any]
COLUMNS = (("tzgg", "通知公告", "关于开展第{n}批次检查工作的通知"), ("gzdt", "工作动态", "市测试局组织第{n}次实地调研"))
COUNT = 26
OLDER = "我局在广场开展第{n}次宣传活动"
JSON = "application/json; charset=utf-8"


def day(n: int) -> str:
    return f"{2018 - n // 12}-{12 - n % 12:02d}-{n % 27 + 1:02d}"


def articles(folder: str, name: str, words: str, beside: bool = False, address: str = "/{folder}/{n}.html") -> Pages:
    """A column's articles, number 1 the newest; beside: each links the one before it."""
    made: Pages = {}
    for n in range(1, COUNT + 1):
        text = article(
            words.format(n=n),
            day(n),
            name,
            f"第{n}项：" + f"{words.format(n=n)}，现将{n * 7}个单位的有关事项公布如下，请遵照执行。" * 3,
        )
        if beside and n < COUNT:
            text = text.replace(
                "</body>", f"<p>下一篇：<a href='{address.format(folder=folder, n=n + 1)}'>更早的一篇</a></p></body>"
            )
        made[address.format(folder=folder, n=n)] = text
    return made


def row(folder: str, words: str, n: int, address: str = "/{folder}/{n}.html", short: bool = False) -> str:
    shown = day(n)[5:] if short else day(n)
    return f'<li><a href="{address.format(folder=folder, n=n)}">{words.format(n=n)}</a><span>[{shown}]</span></li>'


def shell(title: str, body: str) -> str:
    navigation = "".join(f'<a href="/{folder}/">{name}</a>' for folder, name, _words in COLUMNS)
    return (
        f"<html><head><title>{title}-云川市测试局</title></head><body><div class=nav><a href=/>首页</a>{navigation}</div>"
        f"<div class=crumb>当前位置：<a href=/>首页</a> &gt; {title}</div>{body}<div class=foot>主办：云川市测试局</div></body></html>"
    )


def home() -> str:
    return shell("首页", "<p>欢迎</p>")


def of_interface() -> Pages:
    """Lists that a script asks an interface for: HTML in JSON, eight a page."""
    pages: Pages = {"/": home()}
    for folder, name, words in COLUMNS:
        call = f'$.ajax({{url: "/gateway/unit", data: {{webId: 3, pageId: "{folder}", pageNo: page, pageSize: 8}}, success: fill}})'
        pages[f"/{folder}/"] = shell(name, f"<ul id=box></ul><script>var page = 1; {call}</script>")
        pages |= articles(folder, name, words)
        for number in range(1, 5):
            rows = "".join(row(folder, words, n) for n in range(number * 8 - 7, min(number * 8, COUNT) + 1))
            html = f'<ul>{rows}</ul><div class="pagination" rows="8" count="{COUNT}"></div>'
            query = urlencode({"webId": 3, "pageId": folder, "pageNo": number, "pageSize": 8})
            pages[f"/gateway/unit?{query}"] = (200, JSON, json.dumps({"success": True, "data": {"html": html}}))
    return pages


def of_script() -> Pages:
    """Lists that scripts write, days without a year, and a pager that is a function of the number."""
    pages: Pages = {"/": "<script>var d = '/ind'; location.href = d + 'ex.html';</script>", "/index.html": home()}
    go = (
        "function go(n) { if (n == 1) { location.href = 'index.html' } else { location.href = 'list_' + n + '.html' } }"
    )
    for folder, name, words in COLUMNS:
        pages |= articles(folder, name, words)
        for number in (1, 2, 3):
            rows = "".join(
                f"document.write('{row(folder, words, n, short=True)}');"
                for n in range(number * 9 - 8, min(number * 9, COUNT) + 1)
            )
            pager = "".join(f'<a href="javascript:go({at})">{at}</a>' for at in (1, 2, 3))
            body = f"<ul><script>{rows}</script></ul><div>共{COUNT}条 第{number}/3页 {pager}</div><script>{go}</script>"
            pages[f"/{folder}/" if number == 1 else f"/{folder}/list_{number}.html"] = shell(name, body)
    return pages


def of_capped() -> Pages:
    """Lists cut after two pages; the older articles hang on 下一篇 only. And a calendar without an end."""
    pages: Pages = {"/": home().replace("</div>", '<a href="/rili/2018-1.html">办事日历</a></div>', 1)}
    for folder, name, words in COLUMNS:
        pages |= articles(folder, name, words, beside=True)
        for number in (0, 1):
            rows = "".join(row(folder, words, n) for n in range(number * 6 + 1, number * 6 + 7))
            script = f'<script>createPageHTML(2, {number}, "index", "html");</script><p>共{COUNT}条</p>'
            pages[f"/{folder}/" if number == 0 else f"/{folder}/index_1.html"] = shell(name, f"<ul>{rows}</ul>{script}")
    for month in range(1, 400):
        text = f"<p>{month}月 一 二 三 四 五 六 日 没有安排</p><a href='/rili/2018-{month + 1}.html'>下个月</a>"
        pages[f"/rili/2018-{month}.html"] = shell("办事日历", text)
    return pages


def of_data() -> Pages:
    """Lists kept as data in the page's own script."""
    pages: Pages = {"/": home()}
    for folder, name, words in COLUMNS:
        pages |= articles(folder, name, words, address="/detail/{folder}_{n}.html")
        rows = ", ".join(
            f'{{title: "{words.format(n=n)}", url: \'/detail/{folder}_{n}.html\', date: "{day(n)}"}}'
            for n in range(1, COUNT + 1)
        )
        pages[f"/{folder}/"] = shell(name, f"<div id=list></div><script>var rows = [{rows}]; render(rows);</script>")
    return pages


def of_buttons() -> Pages:
    """WebForms whose pager knows 下一页 only: each page's form leads to the next, and the last one's button is off."""
    pages: Pages = {"/": home()}
    for folder, name, words in COLUMNS:
        pages |= articles(folder, name, words)

        def answer(form: dict[str, str], folder: str = folder, name: str = name, words: str = words) -> str:
            number = int(form.get("__VIEWSTATE", "v0")[1:]) + 1 if form.get("__EVENTTARGET") == "p$next" else 1
            rows = "".join(row(folder, words, n) for n in range(number * 7 - 6, min(number * 7, COUNT) + 1))
            call = "href=\"javascript:__doPostBack('p$next','')\"" if number * 7 < COUNT else "disabled=disabled"
            state = f'<input type=hidden name=__VIEWSTATE value="v{number}">'
            return shell(name, f"<form method=post>{state}<ul>{rows}</ul><a {call}>下一页</a></form>")

        pages[f"/{folder}/"] = answer
    return pages


def of_clicks() -> Pages:
    """Items that a click opens by number, and a pager that fills a form and posts it."""
    pages: Pages = {"/": home()}
    view = "function view(id) { window.open('/news.do?method=view&id=' + id); }"
    go = "function goPage(n) { document.forms[0].pageNo.value = n; document.forms[0].submit(); }"
    for at, (folder, name, words) in enumerate(COLUMNS):
        address = f"/news.do?method=view&id={at + 5}{{n:03d}}"
        pages |= articles(folder, name, words, address=address)

        def answer(form: dict[str, str], at: int = at, name: str = name, words: str = words) -> str:
            number = int(form.get("pageNo", 1))
            rows = "".join(
                f"""<tr><td><a href="javascript:void(0)" onclick="view('{at + 5}{n:03d}')">{words.format(n=n)}</a></td><td>{day(n)}</td></tr>"""
                for n in range(number * 7 - 6, min(number * 7, COUNT) + 1)
            )
            fields = f'<input type=hidden name=column value="{at}"><input type=hidden name=pageNo value="{number}">'
            pager = f"共{COUNT}条 {number}/4页 <a href='javascript:goPage({min(number + 1, 4)})'>下一页</a>"
            return shell(
                name, f"<script>{view}{go}</script><form method=post>{fields}</form><table>{rows}</table>{pager}"
            )

        pages[f"/{folder}/"] = answer
    return pages


def of_summaries() -> Pages:
    """Lists whose rows carry the beginning of the text, with one link to the older ones."""
    pages: Pages = {"/": home()}
    for folder, name, words in COLUMNS:
        pages |= articles(folder, name, words)
        for number in range(1, 6):
            rows = "".join(
                f"<article><h2><a href='/{folder}/{n}.html'>{words.format(n=n)}</a></h2><time>{day(n)}</time><p>{words.format(n=n)}，现将有关事项"
                f"公布如下，请各单位遵照执行，如有问题及时反映…… <a href='/{folder}/{n}.html'>继续阅读</a></p></article>"
                for n in range(number * 6 - 5, min(number * 6, COUNT) + 1)
            )
            older = f"<a href='/{folder}/page/{number + 1}/'>较早文章</a>" if number < 5 else ""
            pages[f"/{folder}/page/{number}/" if number > 1 else f"/{folder}/"] = shell(name, f"{rows}{older}")
    return pages


def of_frames() -> Pages:
    """Hand-made pages in frames: a menu that a script draws, lists that nobody named, one page a year."""
    pages: Pages = {
        "/": "<html><frameset cols=150,*><frame src=left.htm><frame src=main.htm></frameset></html>",
        "/main.htm": "<html><title>New Page 1</title><body><p>欢迎光临</p></body></html>",
    }
    menu = "".join(
        f"menu[{at}] = new Array('{name}', '{folder}/2018.htm');" for at, (folder, name, _words) in enumerate(COLUMNS)
    )
    pages["/left.htm"] = (
        f"<html><title>left</title><body><script>var menu = []; {menu} draw(menu);</script></body></html>"
    )
    for folder, _name, words in COLUMNS:
        years = {
            day(n)[:4]: [one for one in range(1, COUNT + 1) if day(one)[:4] == day(n)[:4]] for n in range(1, COUNT + 1)
        }
        links = "".join(f"<a href={year}.htm>{year}年</a> " for year in years)
        for year, some in years.items():
            rows = "".join(f"<p><a href={n}.htm>{words.format(n=n)}</a> ({day(n)[5:]})</p>" for n in some)
            pages[f"/{folder}/{year}.htm"] = (
                f"<html><title>New Page 1</title><body><p>往年：{links}</p><hr>{rows}</body></html>"
            )
        for n in range(1, COUNT + 1):
            text = f"{words.format(n=n)}，现将{n * 7}个单位的有关事项公布如下，请遵照执行。"
            pages[f"/{folder}/{n}.htm"] = (
                f"<html><title>新建网页 1</title><body><p align=center><b><font size=5>{words.format(n=n)}</font></b></p>"
                f"<p align=center>（{day(n)}）</p><hr><p>第{n}项：{text}</p><p>{text * 2}</p></body></html>"
            )
    return pages


def of_panels() -> Pages:
    """A catalogue drawn as a tree by a script; records without addresses; texts in frames of the articles' pages."""
    pages: Pages = {"/": shell("首页", "<p>欢迎</p>").replace("<a href", "<a data-was")}
    tree = "".join(
        f"d.add({at}, 0, '{name}', 'list.do?cid={at}');" for at, (_f, name, _w) in enumerate(COLUMNS, start=1)
    )
    pages["/"] = pages["/"].replace(
        "<p>欢迎</p>", f"<script>var d = new dTree('d'); {tree} document.write(d);</script>"
    )
    fill = "$.each(res.rows, function (i, o) { box.append('<a href=\"/info/' + o.infoId + '.html\">' + o.title + '</a>'); });"
    for at, (folder, name, words) in enumerate(COLUMNS, start=1):
        call = f"$.getJSON('/data/list', {{cid: {at}, pageNo: page, pageSize: 8}}, function (res) {{ {fill} }})"
        pages[f"/list.do?cid={at}"] = shell(name, f"<div id=box></div><script>var page = 1; {call}</script>")
        for number in range(1, 5):
            some = [n for n in range(1, COUNT + 1) if number * 8 - 7 <= n <= number * 8]
            rows = [{"infoId": f"{folder}{n}", "title": words.format(n=n), "publishDate": day(n)} for n in some]
            query = urlencode({"cid": at, "pageNo": number, "pageSize": 8})
            pages[f"/data/list?{query}"] = (200, JSON, json.dumps({"total": COUNT, "rows": rows}))
        for n in range(1, COUNT + 1):
            text = f"第{n}项：{words.format(n=n)}，现将{n * 7}个单位的有关事项公布如下，请遵照执行。"
            pages[f"/text/{folder}{n}.html"] = f"<html><body><p>{text}</p><p>{text * 2}</p></body></html>"
            facts = f"<tr><td>信息名称</td><td>{words.format(n=n)}</td><td>公开日期</td><td>{day(n)}</td></tr>"
            frame = f"<iframe src=/text/{folder}{n}.html width=900></iframe>"
            pages[f"/info/{folder}{n}.html"] = shell(name, f"<table>{facts}</table>{frame}")
    return pages


def of_search() -> Pages:
    """Columns that a search by their number shows, below the front page of a catalogue that is a text of its own."""
    front = "<p>本机关依法主动公开政府信息，公众可在下列栏目查阅。</p>"
    pages: Pages = {"/": home()}
    for at, (folder, name, words) in enumerate(COLUMNS):
        pages |= articles(folder, name, words)
        address = f"/was5/web/search?channelid=25&searchword=chnlid%3D{at}&page="
        pages[f"/{folder}/"] = shell(name, f"{front}<a href='{address}1'>{name}目录</a>")
        for number in (1, 2, 3):
            rows = "".join(row(folder, words, n) for n in range(number * 9 - 8, min(number * 9, COUNT) + 1))
            pager = "".join(f'<a href="{address}{one}">{one}</a> ' for one in (1, 2, 3))
            pages[f"{address}{number}"] = shell(name, f"<ul>{rows}</ul>共有记录{COUNT}条 第{number}/3页 {pager}")
    pages["/"] = home().replace("</div>", "<a href=/old/index.asp>旧版回顾</a></div>", 1)
    return pages | of_older_site()


def of_older_site() -> Pages:
    """An older site in frames beside the newer one: all its pages have one title."""
    title = "<title>云川老网</title>"
    rows = "".join(
        f"<tr><td><a href=view.asp?id={n}>{OLDER.format(n=n)}</a></td><td>{day(n)}</td></tr>" for n in (1, 2, 3)
    )
    pages: Pages = {
        "/old/index.asp": f"{title}<frameset rows='90,*'><frame src=top.asp><frame src=list.asp name=main></frameset>",
        "/old/top.asp": "<body><img src=top.jpg><a href=list.asp target=main>政务动态</a></body>",
        "/old/list.asp": f"{title}<table>{rows}</table>共3条 页次：1/1",
    }
    for n in (1, 2, 3):
        text = f"<p>{OLDER.format(n=n)}，大家踊跃参加，现场气氛热烈，收到意见{n * 7}条，均已转交有关部门办理。</p>" * 2
        pages[f"/old/view.asp?id={n}"] = (
            f"{title}<h3>{OLDER.format(n=n)}</h3><div>来源：云川日报 日期：{day(n)}</div><div id=zoom>{text}</div>"
        )
    return pages


def of_files() -> Pages:
    """Lists that a script file asks for by an id of their own; articles that are JSON behind a shell."""
    (folder, name, words), (_other, other_name, other_words) = COLUMNS
    links = f'<a href="/{folder}/">{name}</a><a href="/list.html?itemId=915">{other_name}</a>'
    start, end = (
        "<html><head><title>市测试局</title></head><body>",
        "<div class=foot>主办：云川市测试局</div></body></html>",
    )
    frame = f"{start}<div class=nav><a href=/>首页</a>{links}</div>{{}}{end}"
    pages: Pages = {"/": frame.format("<p>欢迎</p>")} | articles(folder, name, words)
    box = "<ul id=list></ul><script src=/js/common_list.js></script>"
    pages[f"/{folder}/"] = frame.format(f"<meta name=channelid content=0ab9><h2>{name}</h2>{box}")
    ask = '"/searchList/" + id + "?_isJson=true&_pageSize=18&page=" + page'
    file = f"""var id = $("meta[name='channelid']").attr("content"); function load(page) {{ $.ajax({{url: {ask}, success: fill}}); }} load(1);"""
    pages["/js/common_list.js"] = (200, "application/javascript", file)
    for number in (1, 2):
        some = [n for n in range(1, COUNT + 1) if -(-n // 18) == number]
        rows = [
            {"title": words.format(n=n), "url": f"/{folder}/{n}.html", "publishedTimeStr": f"{day(n)} 10:00"}
            for n in some
        ]
        query = urlencode({"_isJson": "true", "_pageSize": 18, "page": number})
        pages[f"/searchList/0ab9?{query}"] = (200, JSON, json.dumps({"data": {"total": COUNT, "results": rows}}))
    row = '<p ng-repeat="x in rows"><a ng-href="view.html?docId={{x.docId}}&itemId={{x.itemId}}">{{x.docTitle}}</a></p>'
    pages["/list.html?itemId=915"] = frame.format(f"<h2>{other_name}</h2>{row}<script src=/js/app.js></script>")
    detail = "<h1>{{d.docTitle}}</h1><p>时间：{{d.publishDate}} 来源：{{d.docSource}}</p><div ng-bind-html='d.docClob | safe'></div>"
    file = (
        "$http.get('/data/list_id=' + getQueryString('itemId') + ',pageIndex=' + $scope.at + ',pageSize=18.json').then(show);"
        "$http.get('/data/doc_id=' + getQueryString('docId') + '.json').then(view);"
    )
    pages["/js/app.js"] = (200, "application/javascript", file)
    for number in (1, 2):
        some = [n for n in range(1, COUNT + 1) if -(-n // 18) == number]
        rows = [
            {"docId": 300 + n, "itemId": 915, "docTitle": other_words.format(n=n), "publishDate": day(n)} for n in some
        ]
        reply = json.dumps({"data": {"total": COUNT, "rows": rows}})
        pages[f"/data/list_id=915,pageIndex={number},pageSize=18.json"] = (200, JSON, reply)
    for n in range(1, COUNT + 1):
        text = f"<p>第{n}项：{other_words.format(n=n)}，现将{n * 7}个单位的有关事项公布如下，请遵照执行。</p>" * 2
        told = {"docTitle": other_words.format(n=n), "publishDate": day(n), "docSource": "办公室", "docClob": text}
        pages[f"/view.html?docId={300 + n}&itemId=915"] = frame.format(f"{detail}<script src=/js/app.js></script>")
        pages[f"/data/doc_id={300 + n}.json"] = (200, JSON, json.dumps({"data": told}))
    return pages


def moved(pages: Pages, folder: Path) -> tuple[Settings, Loopback, list[dict[str, object]]]:
    """Survey and migration of a site → settings, the site, the exported records."""
    settings = fresh_settings(folder)
    with loopback(pages) as site:
        request = Request(site.url, "probe", allow_private=True)
        write_file(settings.configs, "probe", draft_file(survey_site(settings.configs, request), request))
        migrate(settings, "probe")
    return settings, site, exported(settings)


@pytest.mark.parametrize(
    "make", [of_interface, of_script, of_data, of_buttons, of_clicks, of_summaries, of_frames, of_panels, of_files]
)
def test_all_articles_of_the_site_come_over_and_nothing_else(make: Callable[[], Pages], tmp_path: Path) -> None:
    _settings, _site, records = moved(make(), tmp_path)
    assert_whole(records)


def assert_whole(records: list[dict[str, object]]) -> None:
    titles = {str(record["title"]): record for record in records}
    wanted = {words.format(n=n): day(n) for _folder, _name, words in COLUMNS for n in range(1, COUNT + 1)}
    assert set(titles) == set(wanted)
    assert {title: str(record["published_at"])[:10] for title, record in titles.items()} == wanted
    assert {record["column"] for record in records} == {"info.notices", "info.news"}


def test_columns_that_a_search_shows_below_the_front_of_a_catalogue_come_over(tmp_path: Path) -> None:
    _settings, _site, records = moved(of_search(), tmp_path)
    wanted = {words.format(n=n) for _folder, _name, words in COLUMNS for n in range(1, COUNT + 1)}
    older = {OLDER.format(n=n) for n in (1, 2, 3)}
    fronts = {name for _folder, name, _words in COLUMNS}
    assert {str(record["title"]) for record in records} == wanted | fronts | older
    assert {record["legacy_column"] for record in records if record["title"] in older} == {"政务动态"}


def test_articles_come_over_from_lists_that_are_cut_and_the_crawl_says_that_they_are(tmp_path: Path) -> None:
    settings, site, records = moved(of_capped(), tmp_path)
    assert_whole(records)
    report = report_of(last_run(settings, "probe"))
    assert not report.complete
    assert sum("lists name 12 of 26" in reason for reason in report.reasons) == 2, report.reasons
    assert sum(path.startswith("/rili/") for path in site.paths()) < 60, "the calendar ends by rule"
