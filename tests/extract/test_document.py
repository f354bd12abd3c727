"""One page → one document or the reason why it is none."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from guiyi.config.models import Assertions, Crawl, Load, Mapping, SiteConfig, SiteIdentity, Template
from guiyi.extract.bodies.agreement import find_by_agreement
from guiyi.extract.bodies.heading import drop_heading
from guiyi.extract.bodies.tidy import clean_body, drop_lines
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.within import Source, with_frames
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from guiyi.urls import UrlSpace

TEXT = "各区文化主管部门：现将本季度图书流动车的路线予以公布，请提前做好场地和电力保障工作，遇雨顺延。"
MORE = "路线分为东线和西线，东线每周二出车，西线每周四出车，沿途共设二十一个停靠点，读者凭证免费借阅。"
DAYS = "".join(f"<td>{day}</td>" for day in range(1, 32))  # of a calendar


def extractor(**settings: Any) -> Extractor:
    site = SiteIdentity(id="s", name="s", department="s", base_url="http://old.example.test/")
    config = SiteConfig(
        site=site, family=None, crawl=Crawl(), mapping=Mapping(), assertions=Assertions(), load=Load(),
        templates=tuple(settings.get("templates", ())),
    )  # fmt: skip
    return Extractor(config, UrlSpace(config))


def page(url: str = "http://old.example.test/a/1.html", role: str = "page", **more: Any) -> Page:
    return Page("/a/1.html", url, role, None, "digest", "warc", 0, 1, **more)


def extract(html: str, **settings: Any) -> dict[str, Any]:
    return extractor(**settings).extract(settings.get("page", page()), html.encode(settings.get("encoding", "utf-8")))


def article(body: str = f"<p>{TEXT}</p><p>{MORE}</p>", head: str = "", line: str = "") -> str:
    return (
        f"<html><head><title>关于图书流动车路线的通知_云川市文化局</title>{head}</head><body>"
        "<div class=crumb>您的位置：<a href=/>首页</a> &gt; <a href=/tz/>通知公告</a></div>"
        f"<h1>关于图书流动车路线的通知</h1><div class=info>{line}</div><div id=zoom>{body}</div>"
        "<div class=footer>主办：云川市文化局</div></body></html>"
    )


def test_a_known_container_gives_the_body_and_labels_give_the_fields() -> None:
    found = extract(article(line="发布时间：2018-03-05 10:08　来源：云川市图书馆　作者：林晓　浏览次数：31"))
    assert found["body_text"] == f"{TEXT}\n{MORE}"
    assert found["title"] == "关于图书流动车路线的通知"
    assert found["published_at"] == "2018-03-05T10:08+08:00"
    assert (found["source"], found["author"]) == ("云川市图书馆", "林晓")
    assert (found["section"], found["extractor"]) == ("通知公告", "css:#zoom")


def test_panes_behind_tabs_are_of_the_body_and_other_hidden_blocks_are_not() -> None:
    panes = (
        f"<div class='pane on'><p>{TEXT}</p></div><div class=pane style='display:none'><p>{MORE}</p></div>"
        "<div class=ad style='display: none'><p>看不见的文字，不属于正文。</p></div>"
    )
    found = extract(article(panes))
    assert found["body_text"] == f"{TEXT}\n{MORE}"
    assert "none" not in found["body_html"]


def test_a_cell_of_data_is_no_tool_and_a_value_beside_a_label_is_no_title() -> None:
    rows = "<tr><td>事项名称<td>关于图书流动车路线的通知<tr><td>微信<td>220票<tr><td>大<td>12家"
    found = extract(article(f"<table>{rows}</table><p>{TEXT}</p><p>【打印】【关闭】</p>"))
    assert found["body_text"] == f"事项名称\t关于图书流动车路线的通知\n微信\t220票\n大\t12家\n{TEXT}"


def test_parts_that_are_folded_up_below_their_heads_are_of_the_body() -> None:
    part = "<h3><button data-target='#c{0}'>{1}</button></h3><div id=c{0} style='display:none'><p>{2}</p></div>"
    rows = (
        ("1", "受理条件", "已取得证书的所有人。"),
        ("2", "申请材料", "申请书、证书。"),
        ("3", "承诺时限", "3个工作日"),
    )
    found = extract("<title>房屋登记</title><h1>房屋登记</h1><section>" + "".join(part.format(*one) for one in rows))
    assert found["body_text"].split("\n")[-6:] == [word for one in rows for word in one[1:]]


def test_buttons_that_open_parts_are_their_headings_and_a_value_below_a_numbered_one_stays() -> None:
    part = "<div class=acc><button type=button>{}<i></i></button><div>{}</div></div>"
    parts = "".join(map(part.format, ("受理条件", "办理流程", "收费情况"), ("法人。", "申请、受理。", "不收费")))
    numbered = "<p><b>一、事项名称</b></p><p>关于图书流动车路线的通知</p>"
    found = extract(article(f"{numbered}{parts}<p>{TEXT}</p><button>打印</button>"))["body_text"]
    assert found.startswith("一、事项名称\n关于图书流动车路线的通知\n受理条件\n法人。\n办理流程\n")
    assert "打印" not in found


WITHIN = f"data:image/png;base64,{'A' * 2000}"


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ("<p>各区：有关事项见下图，请遵照执行。</p><img src=/w/1.jpg>", ["text-in-images"]),
        (f"<p>{TEXT}</p><img src=/w/1.jpg>", []),
        (f"<p>{TEXT}</p><img src='file:///C:/1.jpg'>", ["image-not-kept"]),
        (f"<p>{TEXT}</p><img src='{WITHIN}'>", ["image-not-kept"]),
        (f"<p>{TEXT}</p><img src='data:image/gif;base64,R0' data-src='{WITHIN}'>", ["image-not-kept"]),
        (f"<p>{TEXT}</p><svg><image xlink:href='{WITHIN}'/></svg>", ["image-not-kept"]),
        (f"<p>{TEXT}</p><a href='data:application/pdf;base64,{'A' * 2000}'>下载</a>", ["image-not-kept"]),
        (f"<p>{TEXT}</p><img src='{WITHIN}' data-src=/w/1.jpg>", []),  # stands in until that is loaded
    ],
)
def test_text_in_pictures_and_pictures_without_an_address_are_flagged(body: str, flags: list[str]) -> None:
    assert extract(article(body))["flags"] == flags


def test_an_article_that_is_a_picture_within_its_page_is_held_not_dropped() -> None:
    held = extract(article(f"<p><img src='{WITHIN}'></p>"))
    assert (held["outcome"], held["code"]) == ("held", "empty-body")
    assert extract(article("<p><img src='data:image/gif;base64,R0'></p>"))["outcome"] == "dropped"


def test_the_name_of_another_article_beside_its_day_is_no_source() -> None:
    side = "<div><a href=/n/7.html>{}</a><p>2012/2/28</p></div>"
    head = "<h1>区文旅局验收了应急避难场所</h1><div>发表时间：2018/01/09</div>"
    page = f"<table><tr><td>{side}</td><td>{head}<div id=zoom><p>{TEXT * 3}</p></div></td></tr></table>"
    assert extract(page.format("市园林处走访了石桥街道饮水管网"))["source"] is None
    own = f"<h1>关于汛前排查的通知</h1><p><a href=http://www.yc.example.test/>云川县融媒体中心</a></p><p>2018-01-09</p><div id=zoom><p>{TEXT * 3}</p></div>"
    assert extract(own)["source"] == "云川县融媒体中心"


def test_the_visible_date_wins_over_a_later_meta_date_and_the_conflict_is_flagged() -> None:
    head = (
        '<meta name="ArticleTitle" content="关于图书流动车路线的通知"><meta name="PubDate" content="2023-05-12 09:00">'
    )
    found = extract(article(head=head, line="发布时间：2009-09-30"))
    assert found["published_at"] == "2009-09-30"
    assert "date-conflict" in found["flags"]


def test_a_meta_date_of_the_same_day_adds_its_time() -> None:
    head = '<meta name="PubDate" content="2018-03-05 10:08">'
    assert extract(article(head=head, line="日期：2018-03-05"))["published_at"] == "2018-03-05T10:08+08:00"


def test_a_page_says_nothing_of_its_date_and_none_is_invented() -> None:
    assert extract(article())["published_at"] is None


def test_gb18030_names_arrive_whole_though_the_page_says_gb2312() -> None:
    body = "<p>授予朱镕喆、李珺、王\u4dae同志先进个人称号，号召全系统向他们学习，立足岗位做出新的贡献，请遵照执行。</p>"
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    found = extract(article(body, head), encoding="gb18030")
    assert "朱镕喆、李珺、王\u4dae" in found["body_text"]


def test_tables_images_links_and_attachments_are_kept() -> None:
    body = (
        f"<p>{TEXT}</p><table><tr><th rowspan=2>线路</th><td>东线</td></tr><tr><td>西线</td></tr></table>"
        '<p><img src="../img/map.png" alt="路线图"><a href="P0201803051.pdf">附件1</a>'
        '<a href="/down/downfile.jsp?classid=0&filename=%C4%EA%B1%A8.doc">点击下载</a></p>'
    )
    found = extract(article(body))
    assert 'rowspan="2"' in found["body_html"]
    assert "线路\t东线\n西线" in found["body_text"]
    assert [one["legacy_url"] for one in found["images"]] == ["http://old.example.test/img/map.png"]
    assert [one["name"] for one in found["attachments"]] == ["P0201803051.pdf", "年报.doc"]


def test_scripts_share_bars_tool_lines_and_neighbours_are_no_content() -> None:
    body = (
        f"<p>{TEXT}</p><script>track()</script><div class='bdsharebuttonbox'>分享到：微信 微博</div>"
        "<p>【打印】【关闭窗口】</p><p>上一篇：<a href=2.html>另一则通知</a></p><p style='display:none'>暗藏</p>"
    )
    assert extract(article(body))["body_text"] == TEXT


def test_facts_in_brackets_below_a_text_are_no_text_of_it() -> None:
    html = (
        f"<html><title>关于开馆的通知</title><div><h1>关于开馆的通知</h1><div><p>{TEXT}</p><p>{MORE}</p></div>"
        "<div>【发布日期：2018-03-05】【信息来源：办公室】【打印】【关闭】</div></div></html>"
    )
    assert extract(html)["body_text"] == f"{TEXT}\n{MORE}"


def test_a_stray_end_of_an_included_header_loses_nothing() -> None:
    html = "<html><body><div>页眉</div></body></html>" + article()
    assert extract(html)["body_text"] == f"{TEXT}\n{MORE}"


def test_an_unknown_layout_is_read_by_agreement() -> None:
    side = "".join(f"<li><a href=/x/{n}.html>往期活动回顾之{n}</a></li>" for n in range(12))
    paragraphs = "".join(f"<p>{TEXT}第{n}段补充说明如下。{MORE}</p>" for n in range(4))
    html = (
        f"<html><head><title>图书流动车本季路线公布</title></head><body><table><tr><td><ul>{side}</ul></td><td>"
        f"<font size=5>图书流动车本季路线公布</font><br>2018年3月5日<div>{paragraphs}</div></td></tr></table>"
    )
    found = extract(html)
    assert found["title"] == "图书流动车本季路线公布"
    assert found["published_at"] == "2018-03-05"
    assert found["body_text"].count("补充说明") == 4
    assert "往期活动" not in found["body_text"]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<html><body><div id=app></div><script src=/x.js></script></body></html>", "js-only"),
        (article(body="", head='<meta name="ArticleTitle" content="一则通知">'), "empty-body"),
        (
            "<html><title>首页</title>" + "".join(f"<p><a href=/{n}>栏目{n}号入口</a></p>" for n in range(30)),
            "navigation",
        ),
        (
            f"<html><title>日历</title><a href=?m=2>上月</a> 2018年3月 <a href=?m=4>下月</a><table><tr>{DAYS}</tr></table>",
            "navigation",
        ),
    ],
)
def test_a_page_without_content_is_refused_with_its_reason(html: str, code: str) -> None:
    found = extract(html)
    assert (found["outcome"] in ("held", "dropped"), found["code"]) == (True, code)
    assert found["payload"]["warc"] == "warc"


def test_an_image_only_article_is_a_document() -> None:
    found = extract(article('<p><img src="poster.jpg"></p>'))
    assert (found["verdict"], len(found["images"])) == ("image-only", 1)


LETTER = """<html><head><title>来信详情</title></head><body><table>
<tr><td>来信主题</td><td>建议延长阅览室开放时间</td></tr><tr><td>来信人</td><td>赵小满</td></tr>
<tr><td>来信时间</td><td>2018-03-01</td></tr><tr><td>是否公开</td><td>PUBLIC</td></tr>
<tr><td>来信内容</td><td>阅览室晚上六点就关门，上班的人来不及，希望延长两个小时。</td></tr>
<tr><td>回复单位</td><td>云川市图书馆</td></tr><tr><td>回复时间</td><td>2018-03-06</td></tr>
<tr><td>回复内容</td><td>您好，自下月起周一至周五延长至晚八点，感谢您的建议。</td></tr></table></body></html>"""


def test_a_letter_and_its_reply_are_read_from_their_labels() -> None:
    found = extract(LETTER.replace("PUBLIC", "是"))
    letter = found["letter"]
    assert found["content_type"] == "letter"
    assert (letter["asked_at"], letter["replied_at"]) == ("2018-03-01", "2018-03-06")
    assert letter["reply_agency"] == "云川市图书馆"
    assert letter["reply"].startswith("您好，自下月起")


def test_a_letter_that_is_not_public_is_held_without_its_text() -> None:
    found = extract(LETTER.replace("PUBLIC", "否"))
    assert (found["outcome"], found["code"]) == ("held", "letter-not-public")
    assert "阅览室" not in str(found["payload"])


def test_a_template_of_the_site_decides_its_fields_and_its_source_key() -> None:
    template = Template.model_validate(
        {
            "name": "notice",
            "url": r"/a/(?P<n>\d+)\.html$",
            "source_key": "n",
            "fields": {
                "title": {"first_of": [{"css": ".bt"}]},
                "body": {"first_of": [{"css": ".txt"}], "as": "html"},
                "source": {"first_of": [{"value": "云川市文化局"}]},
            },
        }
    )
    html = f"<html><title>x</title><body><b class=bt>流动车路线</b><div class=txt>{TEXT}</div></body></html>"
    found = extract(html, templates=[template])
    assert (found["source_key"], found["title"], found["source"]) == ("1", "流动车路线", "云川市文化局")
    assert found["body_text"] == TEXT


def test_a_worker_loads_neither_pandas_nor_the_database() -> None:
    code = "import guiyi.extract.worker, sys; print([m for m in ('pandas','pyarrow','sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lines_that_a_template_drops_are_no_part_of_the_body() -> None:
    found = parse_html("<div><p>欢迎 光临</p><p>正文一。<br>欢迎光临<br>欢迎光临者众。</p></div>")
    assert drop_lines(found, text_of(found), frozenset(["欢迎光临"]))
    assert text_of(found) == "正文一。\n欢迎光临者众。"


def test_a_body_that_bears_the_name_of_a_tool_is_kept_and_the_tool_goes() -> None:
    tool = "<div class=fontsize>字号：[<a>大</a> <a>中</a> <a>小</a>]</div>"
    node = parse_html(f"<div>{tool}<div id=fontsize>定于本月九日检修管道，届时停水六小时。</div></div>").find(".//div")
    assert node is not None
    assert clean_body(node)[1] == "定于本月九日检修管道，届时停水六小时。"


@pytest.mark.parametrize(
    ("below", "is_kept"),
    [
        ("<a href=6.html>1</a> <a href=6_2.html>2</a> <b>3</b>", False),
        ("<a href=a.php?id=5>1</a> <b>2</b>".replace("id=5", "id=5&amp;page=1"), False),
        ("<a href=/up/1.doc>1</a> <a href=/up/2.doc>2</a>", True),  # files
        ("<a href=down.php?id=1>1</a> <a href=down.php?id=2>2</a>", True),
        ("1 2 3", True),
        ("<a href=6.html>1</a> <a href=6_2.html>3</a>", True),
    ],
)
def test_a_pager_of_bare_numbers_below_a_part_is_no_text_of_it(below: str, is_kept: bool) -> None:
    body = parse_html(f"<body><p>定于本月九日检修管道，届时停水六小时。</p><div>{below}</div></body>").find("body")
    assert body is not None
    assert ("1" in clean_body(body)[1]) is is_kept


def test_the_pictures_of_joomla_s_buttons_are_none_of_the_body() -> None:
    buttons = "<td class=buttonheading><a href=?format=pdf><img src=pdf_button.png alt=PDF></a></td>"
    body = parse_html(f"<body><table><tr><td>定于本月九日停水。</td>{buttons}</tr></table><img src=a.jpg></body>").find(
        "body"
    )
    assert body is not None
    assert [one.get("src") for one in clean_body(body)[0].iter("img")] == ["a.jpg"]


def test_a_short_notice_is_taken_with_the_files_below_it_and_not_with_those_of_the_site() -> None:
    text = "<p>定于本月九日在镇政府三楼召开防汛工作会议，请各村主要负责人准时参加，不得缺席。</p>"
    files = "<p>附件<a href=/a/1.doc>1.参会回执</a></p><p>附件<a href=/a/2.xls>2.座次表</a></p><p>青石镇人民政府</p>"
    foot = "<div class=foot>主办：青石镇 版权所有 <a href=/app.apk>下载</a></div>"
    body = find_by_agreement(parse_html(f"<body><div class=a>{text}{files}</div>{foot}</body>"))
    assert body is not None
    assert [one.get("href") for one in body.node.iter("a")] == ["/a/1.doc", "/a/2.xls"]


def framed(outer: str, *inner: str) -> str | None:
    at = "http://old.example.test/xxgk/"
    shown = [Source(f"{at}text/{number}.html", one.encode(), None) for number, one in enumerate(inner, 3)]
    whole = with_frames(Source(f"{at}d.do?id=3", outer.encode(), None), shown, None)
    return whole.html.decode() if whole else None


INNER = "<html><body><p>定于本月九日检修管道，届时停水六小时，请提前做好储水准备，敬请谅解。</p><img src=a.gif></body></html>"


def test_a_page_takes_in_what_its_frames_show() -> None:
    outer = (
        "<html><body><p>附名单。</p><iframe src=text/3.html></iframe><object data=text/4.html></object></body></html>"
    )
    whole = framed(
        outer, INNER, "<html><body><table><tr><td>王某</td></tr><tr><td>李某</td></tr></table></body></html>"
    )
    assert whole is not None
    assert "检修管道" in whole
    assert "王某" in whole
    assert 'src="http://old.example.test/xxgk/text/a.gif"' in whole
    assert framed(outer.replace("text/3", "weather").replace("text/4", "ad"), INNER) is None


@pytest.mark.parametrize(
    "shown", ["<img src=hit.gif>", "<form><p>发表您的评论，请遵守法律法规，文明上网，理性发言。</p></form>"]
)
def test_a_counter_and_a_box_for_comments_are_no_text_of_the_page_that_shows_them(shown: str) -> None:
    outer = "<html><body><p>附名单。</p><iframe src=text/3.html></iframe></body></html>"
    assert framed(outer, f"<html><body>{shown}</body></html>") is None


def test_a_workbook_saved_as_a_frameset_is_its_sheet_under_the_workbooks_title() -> None:
    frames = "<frameset rows='*,39'><frame src=text/3.html><frame src=tabstrip.htm><noframes><body><p>不支持框架</p>"
    sheet = "<html><body><table><tr><td>财政收入</td><td>12</td></tr></table></body></html>"
    whole = framed(f"<html><head><title>主要指标</title></head>{frames}</body></noframes></frameset></html>", sheet)
    assert whole is not None
    assert "主要指标" in whole
    assert "<td>12</td>" in whole
    assert "frame" not in whole
    assert framed("<html><body><iframe src=text/3.html></iframe></body></html>", sheet) is None  # a box of figures


@pytest.mark.parametrize("more", [
    "<p align=center><img src=/up/1.jpg></p><p>图为检修现场</p>", "<p>青石镇人民政府</p><p>2018年3月9日</p>",
    "<p>附件<a href=/a/1.doc>1.受理单位和联系电话一览表</a></p><p>青石镇人民政府</p><p>2018年3月9日</p>",
])  # fmt: skip
def test_a_text_of_one_paragraph_is_taken_with_its_picture_and_signature(more: str) -> None:
    text = "<p>定于本月九日检修城北主管道，届时东街、北街停水六小时，请居民提前储水，并相互转告。</p>"
    root = parse_html(f"<body><table><tr><td>青石镇</td></tr><tr><td>{text}{more}</td></tr></table></body>")
    body = find_by_agreement(root)
    assert body is not None
    assert all(one in {*body.node.iter()} for one in root.iter("img", "a"))
    assert text_of(body.node).endswith(("图为检修现场", "2018年3月9日"))


def test_the_day_of_a_letter_at_the_top_of_a_page_is_no_line_of_the_page() -> None:
    rows = "<tr><td>来信时间</td><td>2018-03-05</td></tr><tr><td>来信内容</td><td>路灯不亮，何时修好？</td></tr>"
    root = parse_html(f"<div><table>{rows}</table></div>")
    drop_heading(root, "市民信箱", True)
    assert "2018-03-05" in text_of(root)


def test_a_text_right_in_the_body_is_found() -> None:
    text = "定于本月九日检修城北主管道。<br><br>届时东街、北街停水六小时，请居民提前储水。<br><br>特此通知。<br>"
    body = find_by_agreement(
        parse_html(f"<body><center><h2>停水通知</h2></center>{text}<hr><center>青石镇</center></body>")
    )
    assert body is not None
    assert body.node.tag == "body"


def test_a_page_of_one_column_that_navigation_names_keeps_its_text_and_its_heading() -> None:
    config = SiteConfig.model_validate(
        {"site": {"id": "x", "name": "x", "department": "x", "base_url": "http://o.example.test/"}, "family": None}
        | {"crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
    )
    menu = "<div class=nav><a href=/>首页</a><a href=/about/>本局概况</a></div>"
    text = "<p>市园林局成立于1984年，主管全市园林绿化工作。</p><p>地址：园林路6号</p>"
    html = f"<html><title>本局概况</title><body>{menu}<div class=main><h2>本局概况</h2>{text}</div></body></html>"
    page = Page("/about", "http://o.example.test/about/", "page", "utf-8", "", "", 0, 0)
    found = Extractor(config, UrlSpace(config)).extract(page, html.encode())
    assert found["title"] == "本局概况"
    assert found["body_text"].endswith("主管全市园林绿化工作。\n地址：园林路6号")


def test_answered_letters_side_by_side_in_tables_of_their_own_are_all_read() -> None:
    def letter(number: int) -> str:
        rows = (
            ("主题", f"第{number}条路灯不亮"),
            ("咨询时间", f"2018-03-0{number}"),
            ("咨询内容", f"您好，第{number}条路上的路灯有两个月不亮了，晚上行人看不清路，请派人来看一看。"),
            ("答复单位", "市城管局"),
            ("答复内容", f"您好，来信收悉，第{number}条路的线路已经检修，路灯当晚恢复照明，感谢关注。"),
        )
        return "<table>" + "".join(f"<tr><td>{name}：</td><td>{said}</td></tr>" for name, said in rows) + "</table>"

    menu, foot = (
        "<table><tr><td><a href=/>首页</a></td></tr></table>",
        "<table><tr><td>市城管局版权所有</td></tr></table>",
    )
    menu += "<table><tr><td>位置：首页 &gt; 在线咨询</td></tr></table>"
    html = f"<title>在线咨询</title><body>{menu}{''.join(map(letter, range(1, 5)))}{foot}</body>"
    read = extract(html)
    assert [one["subject"] for one in json.loads(read["details"])["letters"]] == [
        f"第{n}条路灯不亮" for n in range(1, 5)
    ]
    assert "版权所有" not in read["body_text"]
    assert read["section"] == "在线咨询"


@pytest.mark.parametrize(
    ("title", "said", "outcome"),
    [
        ("档案展览", "共有 0 篇文章", "dropped"),
        ("资料共享", "暂无信息！", "dropped"),
        ("2017年11月", "本月无日程安排", "dropped"),
        ("主任信箱", "该信件不公开", "held"),
        ("停水通知", "因管道检修，四月三日停水一天。", None),
    ],
)
def test_a_page_that_says_that_there_is_nothing_is_no_article(title: str, said: str, outcome: str | None) -> None:
    html = f"<title>{title}</title><div><a href=/>首页</a> » {title}</div><h1>{title}</h1><div class=nr>{said}</div>"
    assert extract(html).get("outcome") == outcome


def test_the_panes_behind_tabs_are_the_body_s_but_not_those_of_links() -> None:
    tabs = "<ul><li>基本信息</li><li>办理流程</li></ul>"
    shown = f"<div class=pane><p>{TEXT}</p></div>"
    html = "<title>流动车备案</title><h1>流动车备案</h1><div>" + tabs + "<div>" + shown + "{}</div></div>"
    flow = "<div class=pane style='display:none'><ol><li>网上提交申请</li><li>窗口受理</li></ol></div>"
    found = extract(html.format(flow))["body_text"]
    assert "窗口受理" in found
    assert "办理流程" in found
    links = "<div class=pane style='display:none'><a href=/a>热门话题一览表</a><a href=/b>最新图书推荐榜</a></div>"
    assert "热门话题" not in extract(html.format(links))["body_text"]


def test_many_files_below_a_sentence_are_a_notice_and_a_list_of_downloads_is_none() -> None:
    links = "".join(f"<p><a href=/u/{at}.doc>表格之{at}：申报用表</a></p>" for at in range(9))
    html = "<title>表格</title><h1>申报表格下载</h1><p>发布时间：2018-03-20</p><div>{}</div>"
    found = extract(html.format(f"<p>现公布申报所需表格，请下载使用。</p>{links}"))
    assert len(found["attachments"]) == 9
    assert extract(html.format(links))["code"] == "navigation"


def test_a_title_tells_that_a_document_is_abolished() -> None:
    title = "能源补贴暂行办法（已废止）"
    assert extract(article().replace("关于图书流动车路线的通知", title))["effective_status"] == "已废止"
    assert extract(article().replace("关于图书流动车路线的通知", "关于废止三件文件的决定"))["effective_status"] is None


@pytest.mark.parametrize(
    ("facts", "topic", "genre"),
    [
        (
            "<td>索引号：<td>1/2018-00001<td>主题分类：<td>综合政务\\政务公开<tr><td>体裁分类：<td>通知<td>文号：<td>",
            "综合政务\\政务公开",
            "通知",
        ),
        ("<td>索引号：<td>1/2018-00001<td>分类：<td>卫生、体育、通知", "卫生、体育、通知", "卫生、体育、通知"),
        ("<td>分类：<td>菜谱<td>发布日期：<td>2018-03-05", None, None),  # of a page that is no document
    ],
)
def test_the_classes_that_a_document_says_of_itself_are_read(facts: str, topic: str | None, genre: str | None) -> None:
    found = extract(article().replace("<h1", f"<table><tr>{facts}</table><h1", 1))
    assert (found["topic_category"], found["genre_category"]) == (topic, genre)


def test_facts_without_a_colon_above_a_title_in_the_body_s_block_are_read_and_those_of_the_text_are_not() -> None:
    facts = "<ul><li><b>发文机关</b>南浦市人民政府</li><li><b>成文日期</b>2018年7月2日</li><li><b>文号</b>南政发〔2018〕9号</li></ul>"
    html = (
        "<title>关于补贴的决定</title><main>{}<h1>关于补贴的决定</h1><div><p>"
        + TEXT
        + "</p><p>"
        + MORE
        + "</p></div></main>"
    )
    found = extract(html.format(facts))
    assert (found["issuing_agency"], found["written_on"]) == ("南浦市人民政府", "2018-07-02")
    assert found["document_number"] == "南政发〔2018〕9号"
    below = html.format("").replace(
        "</div></main>", "<p>" + MORE * 3 + "</p><ul><li><b>发文机关</b>各乡镇</li></ul></div></main>"
    )
    assert extract(below)["issuing_agency"] is None


def test_a_note_of_openness_below_a_signature_makes_its_day_no_day_of_publication() -> None:
    body = f"<p>各单位：</p><p>{TEXT}</p><p>云川市文化局</p><p>2018年5月21日</p><p>（此件公开发布）</p>"
    html = f"<title>关于补贴的意见</title><main><h1>关于补贴的意见</h1><div>{body}</div></main>"
    found = extract(html, page=page(listed_title="关于补贴的意见", listed_on="2018-05-25"))
    assert (found["published_at"], found["written_on"]) == ("2018-05-25", "2018-05-21")


def test_a_floating_table_of_links_before_a_text_in_its_cell_is_none_of_it() -> None:
    rows = "".join(f"<tr><td><a href={n}.{{1}}>第{n}批次补贴名单公…</a></td></tr>" for n in range(1, 6))
    page = (
        f"<title>防汛</title><table><tr><td><p>防汛处 &gt; 动态</p><table align={{0}}>{rows}</table>"
        f"<p align=center>沙坪坝完成道路绿化任务</p><p align=center>发布时间：2018.10.16</p><p>{TEXT * 2}</p><p>{TEXT * 2}</p></td></tr></table>"
    )
    found = extract(page.format("left", "htm"))
    assert (found["title"], found["published_at"], "名单公" in found["body_text"]) == (
        "沙坪坝完成道路绿化任务",
        "2018-10-16",
        False,
    )
    assert len(extract(page.format("left", "doc"))["attachments"]) == 5


def test_a_list_that_links_documents_by_their_numbers_gives_no_titles() -> None:
    number = "云文规〔2018〕5号"
    facts = (
        f"<table><tr><td>文件名称</td><td>图书流动车管理办法</td></tr><tr><td>文号</td><td>{number}</td></tr></table>"
    )
    html = f"<html><title>云川市文化局</title><body>{facts}<div id=zoom><p>{TEXT}</p><p>{MORE}</p></div></body></html>"
    found = extract(html, page=page(listed_title=number))
    assert (found["title"], found["document_number"]) == ("图书流动车管理办法", number)


def test_a_place_line_above_the_title_and_the_sites_name_below_a_rule_are_no_text() -> None:
    place = "<p><a href=i.htm>2007年第3期</a> &gt; 人事任免</p>"
    head = f"{place}<p align=center><b>关于图书流动车路线的通知</b></p>"
    body = f"<html><title>关于图书流动车路线的通知</title><body>{head}<p>{TEXT}</p><p>{MORE}</p>"
    ends = ("<hr><p align=center>s</p>", "<p align=center>s</p>")
    found = [extract(f"{body}{one}</body></html>", page=page(listed_title="关于图书流动车路线的通知")) for one in ends]
    assert found[0]["body_text"] == f"{TEXT}\n{MORE}"
    assert found[1]["body_text"].endswith("s")
    assert (found[0]["section"], found[0]["section_path"]) == ("人事任免", ["人事任免"])


@pytest.mark.parametrize(("crumb", "title"), [("通知公告", "关于图书流动车路线的通知"), ("政务信息", "通知公告")])
def test_a_painted_title_below_the_columns_name_is_the_title(crumb: str, title: str) -> None:
    head = f"<h2>通知公告</h2><span><a href=/>首页</a>-&gt;<a href=/tz>{crumb}</a></span>"
    painted = "<div><img src=/t.gif alt=关于图书流动车路线的通知></div>"
    html = f"<html><title>云川文化网</title><div class=lm>{head}</div>{painted}<div id=zoom><p>{TEXT}</p><p>{MORE}</p></div>"
    template = Template.model_validate(
        {"name": "t", "url": "/a/", "fields": {"body": {"first_of": [{"css": "#zoom"}], "as": "html"}}}
    )
    assert extract(html, templates=[template])["title"] == title


def test_the_day_of_an_import_gives_way_to_that_of_list_and_address() -> None:
    html, url = (
        article(line="发布时间：2016-08-01 来源：云川市文化局"),
        "http://old.example.test/tz/201203/t20120305_7.html",
    )

    def told(listed_on: str, where: str = url) -> tuple[str, bool]:
        found = extract(html, page=page(where, listed_on=listed_on))
        return found["published_at"], "list-date-conflict" in found["flags"]

    assert told("2012-03-05") == ("2012-03-05", True)
    assert told("2016-08-01") == ("2016-08-01", False), "the address tells when it was drafted"
    assert told("2012-03-05", "http://old.example.test/7.html") == ("2016-08-01", True), "one alone may err"
    assert told("2016-07-20", "http://old.example.test/tz/201607/t20160720_7.html") == ("2016-08-01", True), (
        "days apart"
    )
