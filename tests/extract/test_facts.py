"""Title, date, source and number in manners of real old sites: each case is one way of printing them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guiyi.crawl.shells.filled import filled, may_be_filled
from guiyi.extract.given import Page
from guiyi.extract.learning.learn import Sample, learn_templates
from tests.extract.test_document import extract, page

TEXT = "各区文化主管部门：现将本季度图书流动车的路线予以公布，请提前做好场地和电力保障工作，遇雨顺延。"
MORE = "路线分为东线和西线，东线每周二出车，西线每周四出车，沿途共设二十一个停靠点，读者凭证免费借阅。"
BODY = f"<p>{TEXT}</p><p>{MORE}</p>"
TITLE = "关于图书流动车路线的通知"
PLACE = "<div>当前位置：<a href=/>首页</a> &gt; <a href=/tz/>通知公告</a></div>"


def shown(above: str, title: str = "云川市文化局", body: str = BODY, below: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body>{above}<div class=c7>{body}</div>{below}</body></html>"


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("发佈日期：2018年3月5日　資料來源：市台辦　點閱次數：23", "2018-03-05", "市台辦"),
        ("信息来源｜市林业局　　发布者｜李某　　发布时间｜2018.03.05 10:08", "2018-03-05T10:08", "市林业局"),
        ("2018-3-5 15:07 | 发布者: 管理员 | 查看: 30 | 评论: 0 | 来自: 云川日报", "2018-03-05T15:07", "云川日报"),
        ("由 <span>admin</span> 在 周一, 03/05/2018 - 15:07 提交", "2018-03-05T15:07", None),
        ("<span>(Xinhua)</span><span>Updated: 2018-03-05 10:08</span>", "2018-03-05T10:08", "Xinhua"),
        ("Updated: Mar 05, 2018 By Zhang San (Yunchuan Daily)", "2018-03-05", "Yunchuan Daily"),
        ("March 5, 2018 &nbsp; Source: Yunchuan Daily &nbsp; <a href=#>Print</a>", "2018-03-05", "Yunchuan Daily"),
        ("<span>2018-03-05 10:22</span><span>云川日报</span><span>人气 22</span>", "2018-03-05T10:22", "云川日报"),
        ("市林业局 · 2018-03-05 · 阅读 102", "2018-03-05", "市林业局"),
        ("云川日报　2018-03-05　<a href=#>我来说两句</a>", "2018-03-05", "云川日报"),
        ("By Zhang Wei | China Daily | Updated: Mar 5, 2018 10:08", "2018-03-05T10:08", "China Daily"),
        ("文章出处：市林业局（2018-03-05）　　阅读：<b>71</b>　次", "2018-03-05", "市林业局"),
        ("发　布　时　间：2018年3月5日　　来　　源：市林业局　　点　击　率：31", "2018-03-05", "市林业局"),
        ("<ul><li>发布时间/2018-03-05</li><li>信息来源/市林业局</li><li>浏览/33</li></ul>", "2018-03-05", "市林业局"),
        ("发表于 <b>三月 5, 2018</b> 由 <a>admin</a>", "2018-03-05", None),
        ("<b>05</b><i>2018-03</i>", "2018-03-05", None),
        ("２０１８年３月５日　　来源：云川日报", "2018-03-05", "云川日报"),
        ("[18-03-05]", "2018-03-05", None),
        ("<span>10:08</span> <span>2018-03-05</span> <span>云川日报</span>", "2018-03-05", "云川日报"),
        ("更新于 2021-01-02，发布于 2018-03-05，来源 市林业局", "2018-03-05", "市林业局"),
        ("2018-03-05 10:08　来源于:云川日报", "2018-03-05T10:08", "云川日报"),
        ("<ul><li>市林业局</li><li>2018-03-05</li><li>321</li></ul>", "2018-03-05", "市林业局"),
        ("<i>3月</i><b>5</b><i>2018</i>", "2018-03-05", None),
        ("<span title='2018-03-05 10:08:00'>3 年前</span>", "2018-03-05T10:08", None),
        ("摘自：云川日报　　2018-03-05　　浏览 13 次", "2018-03-05", "云川日报"),
        ("发布人:admin 发布于:2018-03-05 部门:县林业局 点击:33", "2018-03-05", "县林业局"),
        ("单位：万元　　日期：2018-03-05", "2018-03-05", None),
        ("2018-03-05 10:08 石桥镇", "2018-03-05T10:08", "石桥镇"),
        ("报名时间：2018-04-01 发布时间：2018-03-05 报送单位：图书馆", "2018-03-05", "图书馆"),
        ("发布日期：2018-03-05 作者：林大川 云川日报 浏览次数：3", "2018-03-05", "云川日报"),
        ("发布日期：2018-03-05 作者：林大川 张小山 浏览次数：3", "2018-03-05", None),
        ("2018年3月5日发表于《云川农业》　编辑：程果", "2018-03-05", "云川农业"),
        ("云川日报 2018-03-05 发表于云川", "2018-03-05", "云川日报"),
        ("<i>2018/3/5</i><i>市局流通科供稿</i>", "2018-03-05", "市局流通科"),
        ("二〇一八年三月五日　云川市场报", "2018-03-05", "云川市场报"),
        ("云川市统计局　www.tj.example.test　2018-03-05", "2018-03-05", "云川市统计局"),
        ("Posted on 05-03-2018 by Yunchuan Daily", "2018-03-05", "Yunchuan Daily"),
        ("2018-03-05 云川文旅", "2018-03-05", "云川文旅"),
        ("2018-03-05 通知公告", "2018-03-05", None),
        ("2018-03-05 惠民之声 <a href=/hm/>惠民之声</a>", "2018-03-05", None),
        ("2018-03-05 李小龙", "2018-03-05", None),
        ("发布时间：2018-03-05 发布人：县林业局", "2018-03-05", "县林业局"),
        ("发布时间：2018-03-05 发布人：张三 图片来源：市水务局", "2018-03-05", None),
        ("發佈日期：107-03-05　點閱：3", "2018-03-05", None),
        ("云川发布 • 2018/03/05 • 阅读 1.2万", "2018-03-05", "云川发布"),
        (
            "2018-03-05 09:11 From:Yunchuan Foreign Office &nbsp; Views:201",
            "2018-03-05T09:11",
            "Yunchuan Foreign Office",
        ),
        ("索引号：000014349/2018-00110　公开日期：2018-03-05　公开目录：建议提案", "2018-03-05", None),
        ("[ 发布日期：2018年3月5日 ][ 来源：优抚科 ][ 共阅<b>512</b>次 ]", "2018-03-05", "优抚科"),
        ("2018-03-05 来源: <a href=#>云川晚报</a>(<a href=#>举报</a>)　<i>0</i>", "2018-03-05", "云川晚报"),
        (
            "<script>var d='2018-03-05 10:08:00';document.write('时间：'+d.substr(0,10));</script>"
            "<script>var s='市林业局';if(s!='')document.write('来源：'+s)</script>",
            "2018-03-05",
            "市林业局",
        ),
        ("2018-03-05 <script>document.write('来源：'+where())</script>", "2018-03-05", None),
        ("日期：2018.3.5　信息提供：县农业农村局　责任编辑：雷鸣", "2018-03-05", "县农业农村局"),
        ("18-03-05 09:30　县应急管理局", "2018-03-05T09:30", "县应急管理局"),
        ("Published by Yunchuan Today on March 5th, 2018", "2018-03-05", "Yunchuan Today"),
        ("<span>云川民政</span> <span>2018-03-05 18:20</span> <span>贵州</span>", "2018-03-05T18:20", "云川民政"),
        ("2018年3月5日 星期一", "2018-03-05", None),
        ("发布时间：2018-03-05　信息来源：市住建局　　[ <a>大</a> <a>小</a> ]", "2018-03-05", "市住建局"),
        ("2018-03-05 09:20　来源：市融媒体中心（记者 何苗）　点击：", "2018-03-05T09:20", "市融媒体中心"),
        ("<i>市住建局</i><i>2018-03-05</i><i>1056</i>", "2018-03-05", "市住建局"),
        ("<p>发布：秘书处 / 2018-03-05</p>", "2018-03-05", "秘书处"),
        ("<p>By Jiang Fan, Yunchuan Daily</p><p>March 5, 2018</p>", "2018-03-05", "Yunchuan Daily"),
        ("<i>2018-03-05 10:10</i><i>云川晚报</i><i>记者 高远</i>", "2018-03-05T10:10", "云川晚报"),
        ("信息作者：高远　信息来源：云岭矿工会　日期：2018年3月5日", "2018-03-05", "云岭矿工会"),
        ("演出时间：2018-10-01 19:30　发布时间：2018-03-05", "2018-03-05", None),
        ("2018-03-05　水来源：云岭水库　资金来源：市财政局", "2018-03-05", None),
        ("主讲人：陈岚　时间：2018-03-17 上午9:30　发布日期：2018-03-05", "2018-03-05", None),
        ("2018-03-05 09:00　来稿单位：矿区小学", "2018-03-05T09:00", "矿区小学"),
        ("（2018年3月5日第三届会员大会通过）", "2018-03-05", None),
        ("<meta itemprop=datePublished content='2018-03-05T09:00:00+08:00'>", "2018-03-05T09:00", None),
    ],
)
def test_date_and_source_are_read_from_a_line_in_this_manner(line: str, published: str, source: str | None) -> None:
    found = extract(shown(f"{PLACE}<h2>{TITLE}</h2><div>{line}</div>", title=f"{TITLE}_云川市"))
    assert found["title"] == TITLE
    assert str(found["published_at"]).startswith(published)
    assert found["source"] == source


def test_a_day_without_its_year_takes_it_from_the_address_and_a_month_in_an_address_is_no_day() -> None:
    line = "<p><em>云川发布</em> <em>12-23 15:07</em></p>"
    at = page(url="http://old.example.test/gg/201812/c_101.html")
    found = extract(shown(f"<h2>{TITLE}</h2>{line}", title=TITLE), page=at)
    assert (found["published_at"], found["source"]) == ("2018-12-23T15:07+08:00", "云川发布")


PANELS = {
    "cells below their heads": "<table><tr><th>索引号</th><th>发布机构</th><th>文　　号</th></tr><tr><td>000014349/2018-00110</td>"
    "<td>云川市人民政府</td><td>云政发[2018]5号</td></tr></table>",
    "a list of terms": "<dl><dt>信息索引号：</dt><dd>000014349/2018-00110</dd><dt>发文机构：</dt><dd>云川市人民政府</dd>"
    "<dt>文号：</dt><dd>云政发〖2018〗5号</dd></dl>",
    "spans without a colon": "<div><span>索 引 号</span><span>000014349/2018-00110</span></div><div><span>公开机构</span>"
    "<span>云川市人民政府</span></div><div><span>公文编号</span><span>云政发（2018）005号</span></div>",
}


@pytest.mark.parametrize("panel", PANELS.values(), ids=list(PANELS))
def test_a_panel_of_facts_is_read_in_this_layout(panel: str) -> None:
    found = extract(shown(f"<h1>云川市政府信息公开</h1>{PLACE}{panel}<div class=t>{TITLE}</div>", title="信息详情"))
    assert found["index_number"] == "000014349/2018-00110"
    assert found["issuing_agency"] == "云川市人民政府"
    assert found["document_number"] == "云政发〔2018〕5号"


def test_a_heading_above_the_place_line_is_the_sites_and_a_labelled_title_that_is_printed_twice_the_articles() -> None:
    panel = f"<dl><dt>名称：</dt><dd>{TITLE}</dd><dt>公开日期：</dt><dd>2018-03-05</dd></dl><div class=t>{TITLE}</div>"
    found = extract(shown(f"<h1>云川市政府信息公开</h1>{PLACE}{panel}", title="信息详情"))
    assert found["title"] == TITLE


def test_a_dash_inside_a_title_does_not_cut_it() -> None:
    title = "三年行动方案（2018—2020年）的通知"
    found = extract(shown(f"{PLACE}<p><font size=5>{title}</font></p>", title=f"{title}_通知公告_云川市文化局"))
    assert found["title"] == title


def test_the_line_that_begins_as_the_list_says_is_the_title() -> None:
    line = f"<div>信息公开年</div><div>{TITLE}</div><div>2018-03-05</div>"
    at = Page(
        "/a/1.html", "http://old.example.test/a/1.html", "page", None, "d", "w", 0, 1, listed_title=f"{TITLE[:7]}…"
    )
    assert extract(shown(PLACE + line, title="详情"), page=at)["title"] == TITLE


def test_a_number_below_a_red_head_above_the_title_is_the_documents() -> None:
    above = f"{PLACE}<p>中共云川市委办公室文件</p><p>云办发［2016］6号</p><h3>{TITLE}</h3><p>（2016年3月5日）</p>"
    assert extract(shown(above, title=f"文件>>{TITLE}"))["document_number"] == "云办发〔2016〕6号"


def test_what_scripts_and_hidden_fields_hold_is_put_in_its_place() -> None:
    data = json.dumps({"title": TITLE, "src": "图书馆", "time": "2018-03-05 10:08", "html": BODY}, ensure_ascii=False)
    template = (
        f"<div id=app>{PLACE}<h1>{{{{ doc.title }}}}</h1><p>来源：{{{{doc.src}}}} 时间：{{{{doc.time}}}}</p>"
        f"<div v-html='doc.html'></div></div><script>new Vue({{el: '#app', data: {{doc: {data}}}}})</script>"
    )
    hidden = f"{PLACE}<h1>{TITLE}</h1><p>来源：图书馆 时间：2018-03-05 10:08</p><textarea style='display:none'>{BODY}</textarea>"
    setting = (
        f"{PLACE}<h1>{TITLE}</h1><p>来源：图书馆 时间：2018-03-05 10:08</p><div id=box></div>"
        f"<script>var doc = {data}; document.getElementById('box').innerHTML = doc.html;</script>"
    )
    for body in (template, hidden, setting):
        found = extract(f"<html><head><title>详情</title></head><body>{body}</body></html>")
        assert found["body_text"] == f"{TEXT}\n{MORE}"
        assert (found["title"], found["source"], found["published_at"]) == (TITLE, "图书馆", "2018-03-05T10:08+08:00")


def test_a_search_box_and_an_unfilled_template_stay_as_they_are() -> None:
    plain = '<form><textarea name=q>请输入</textarea></form><p>{{ unknown }}</p><script>var a = {"b": 1}</script>'
    assert filled(plain) == plain


def test_a_letter_is_titled_by_its_subject_and_its_reply_ends_with_the_page() -> None:
    tables = (
        "<h3>来信内容</h3><table><tr><td>标　　题</td><td>阅览室开放时间</td></tr><tr><td>来信时间</td><td>2018-03-01</td></tr>"
        f"<tr><td>来信内容</td><td>{TEXT}</td></tr></table><h3>回复内容</h3><table><tr><td>回复单位</td><td>云川市图书馆</td></tr>"
        f"<tr><td>回复时间</td><td>2018-03-06</td></tr><tr><td>回复内容</td><td>{MORE}</td></tr></table>"
    )
    found = extract(shown(f"<ul><li>首页</li><li>领导信箱</li></ul>{PLACE}", title="详情", body=tables))
    assert found["title"] == "阅览室开放时间"
    assert (found["letter"]["question"], found["letter"]["reply"]) == (TEXT, MORE)


def test_a_question_and_its_answer_with_their_days_in_brackets_are_a_letter() -> None:
    words = f"<h3>阅览室几点开门</h3><div>读者提问（2018-03-01）：<p>{TEXT}</p></div><div>图书馆回答（2018-03-06 09:30）：<p>{MORE}</p></div>"
    found = extract(shown(PLACE, body=words))
    letter, source = found["letter"], found["source"]
    assert source is None
    assert (letter["question"], letter["reply"]) == (TEXT, MORE)
    assert (letter["asked_at"], letter["replied_at"][:10]) == ("2018-03-01", "2018-03-06")


def test_a_title_cut_short_is_said_in_full_by_the_first_line_of_the_text() -> None:
    html = f"<html><head><title>{TITLE[:8]}</title></head><body><table><tr><td><p><b>{TITLE}</b></p>{BODY}</td></tr></table>"
    found = extract(html)
    assert (found["title"], found["body_text"]) == (TITLE, f"{TEXT}\n{MORE}")


def test_what_a_player_is_told_to_play_is_a_file() -> None:
    film = "<embed src=/flash/player.swf flashvars='file=/up/a.flv&autostart=true'></embed>"
    found = extract(shown(f"{PLACE}<h2>{TITLE}</h2>", body=f"<div>{film}</div><p>{TEXT}</p>"))
    assert [one["legacy_url"] for one in found["attachments"]] == ["http://old.example.test/up/a.flv"]
    assert found["content_type"] == "video"


def test_files_and_pictures_stand_where_the_base_of_the_page_says() -> None:
    body = f"{BODY}<p><img src=pic/1.jpg></p><p><a href='files/2.doc'>附件</a></p>"
    html = shown(f"{PLACE}<h2>{TITLE}</h2>", body=body).replace(
        "<head>", "<head><base href='http://old.example.test/'>"
    )
    found = extract(html, page=page(url="http://old.example.test/tz/2018/3.html"))
    assert [one["legacy_url"] for one in found["images"]] == ["http://old.example.test/pic/1.jpg"]
    assert [one["legacy_url"] for one in found["attachments"]] == ["http://old.example.test/files/2.doc"]


def test_the_editors_line_with_others_beside_it_and_what_follows_is_no_part_of_the_body() -> None:
    end = "<p>文章录入：admin&nbsp;&nbsp;责任编辑：zs</p><p>上一篇文章： 没有了</p><p>【<a href=#>发表评论</a>】【<a href=#>告诉好友</a>】</p>"
    assert extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=BODY + end))["body_text"] == f"{TEXT}\n{MORE}"


def test_a_heading_that_all_pages_share_is_learned_as_no_title() -> None:
    def sample(n: int) -> Sample:
        above = f"<h1>云川市政府信息公开平台</h1>{PLACE}<div class=name>{TITLE}（第{n}批）</div><div>2018-03-0{n}</div>"
        return Sample(
            f"http://old.example.test/gk/{n}.html", shown(above, title="信息详情", body=f"{BODY}<p>第{n}批。</p>")
        )

    learned: Any = learn_templates([sample(n) for n in range(1, 7)])
    chosen = [one.css for one in learned[0].template.fields["title"].first_of]
    assert chosen
    assert "h1" not in " ".join(map(str, chosen))


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("<p>云川市人民政府令</p><p>第11号</p>", "云川市人民政府令第11号"),
        ("<p>云川市人民政府文件</p><p>云政[2017]第16号</p>", "云政〔2017〕16号"),
        ("<p>云政办函﹝2018﹞007号</p>", "云政办函〔2018〕7号"),
    ],
)
def test_a_red_head_gives_number_title_and_signature(head: str, number: str) -> None:
    sign = "<p>云川市人民政府</p><p>二〇一八年三月一日</p>"
    body = f"{head}<p><b>关于图书流动车<br>路线的通知</b></p>{BODY}{sign}"
    found = extract(shown(f"{PLACE}<div>上网日期：2018-03-05</div>", title="政府公报", body=body))
    assert (found["title"], found["document_number"]) == (TITLE, number)
    assert (found["issuing_agency"], found["written_on"]) == ("云川市人民政府", "2018-03-01")


def test_a_page_that_only_offers_a_file_is_kept_where_a_list_names_it() -> None:
    html = f"<html><title>{TITLE}</title><body>{PLACE}<p>{TITLE}</p><p>下载：<a href=/f/1.pdf>{TITLE}.pdf</a></p></body></html>"
    listed = Page("/a/1.html", "http://old.example.test/a/1.html", "page", None, "d", "w", 0, 1, listed_title=TITLE)
    assert [one["legacy_url"] for one in extract(html, page=listed)["attachments"]] == [
        "http://old.example.test/f/1.pdf"
    ]
    assert extract(html)["code"] == "navigation"


def test_a_lead_that_gives_the_first_words_before_the_text_is_dropped() -> None:
    body = f"<p>[导读] {TEXT[:20]}</p>{BODY}"
    assert extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=body))["body_text"] == f"{TEXT}\n{MORE}"


def test_a_documents_number_in_a_scripts_object_is_read() -> None:
    script = '<script>var doc = {"docNo": "云医保发〔2021〕28号", "pubTime": "2021-03-05 10:08"}</script>'
    assert extract(shown(f"<h1>{TITLE}</h1>{script}", title=TITLE))["document_number"] == "云医保发〔2021〕28号"


def test_the_page_of_a_person_whom_no_heading_names_is_titled_by_the_name() -> None:
    body = "<p>姓名：孙平</p><p>职务：副市长</p><p>个人简历：孙平，男，汉族，1970年3月出生，大学学历，中共党员。</p><p>工作分工：负责水务方面的工作。</p>"
    found = extract(shown(f"{PLACE}<img src=/up/1.jpg>", title="详情-云川市人民政府", body=body))
    assert (found["title"], found["content_type"]) == ("孙平", "profile")


def test_a_deadline_for_others_is_not_the_end_of_a_consultation() -> None:
    body = "<p>要求各单位在2017年11月30日前完成自查。</p><p>公众可于2018年3月5日至2018年3月28日前通过以下途径反馈意见：电子邮箱a@example.test。</p>"
    found = extract(
        shown(
            "<h1>关于公开征求《云川市防汛办法》意见的公告</h1>",
            title="关于公开征求《云川市防汛办法》意见的公告",
            body=body,
        )
    )
    assert json.loads(found["details"])["ends_on"] == "2018-03-28"


def test_a_guides_telephone_does_not_take_the_paragraphs_below_it() -> None:
    rows = {
        "设立依据": "《条例》第3条",
        "申请条件": "有固定场所",
        "申报材料": "申请表",
        "办理时限": "5个工作日",
        "咨询电话": "0871-60000000",
    }
    body = (
        "".join(f"<h4>{name}</h4><p>{value}</p>" for name, value in rows.items()) + "<p>温馨提示：以窗口告知为准。</p>"
    )
    fields = json.loads(extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=body))["details"])["fields"]
    assert fields[-1]["value"] == "0871-60000000"


def test_a_place_line_parted_by_dashes_names_the_column() -> None:
    place = "<p>您当前所在位置：<a href=/>首页</a>-<a href=/gg/>公告公示</a>-正文</p>"
    assert extract(shown(f"{place}<h1>{TITLE}</h1>", title=TITLE))["section"] == "公告公示"


def test_a_source_and_its_date_on_one_line_below_the_text_are_the_pages() -> None:
    found = extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, below="<p>（来源：云川日报　2014/12/26）</p>"))
    assert (found["source"], found["published_at"]) == ("云川日报", "2014-12-26")


def test_title_date_and_source_before_the_text_on_one_line_are_read() -> None:
    body = f"<b>{TITLE}</b><i>日期：2016-03-22 来源：云川融媒</i> {TEXT}{MORE}<br><br>{MORE}"
    found = extract(shown(PLACE, title=TITLE, body=body))
    assert (found["title"], found["source"], found["published_at"]) == (TITLE, "云川融媒", "2016-03-22")


@pytest.mark.parametrize(
    "above",
    [
        f"<a href=/><img src=l.gif alt=云川市总工会></a>{PLACE}<div>{TITLE}</div><div>2018-03-05　云川日报</div>",
        f"<h1>云川市总工会</h1><a href=/>首页</a> <a href=/dt/>动态</a><div>{TITLE}</div><div>2018-03-05　云川日报</div>",
        f"<p>2018年3月5日 星期一</p><p><b>{TITLE}</b></p>",
        f"<div><img src=t.gif alt={TITLE}></div><div>来源：云川日报　2018-03-05</div>",
        f"<p>【法规标题】{TITLE}</p><p>【颁布单位】云川市人民政府</p><p>【颁布时间】2018-03-05</p>",
        f"<div><b>05</b><i>2018-03</i><p>{TITLE}</p></div>",
        f"<div>{TITLE}</div><div>——全县文化工作综述</div><div>时间：2018-03-05 来源：云川日报</div>",
        f"<p>【公告标题】：{TITLE}</p><p>【发布时间】：2018-03-05</p>",
        f"<div id=biaoti>{TITLE}</div><div id=laiyuan>云川市人民政府办公室</div><div>2018-03-05</div>",
        f"<h3>云川市总工会</h3>{PLACE}<h4>{TITLE}</h4><p>发稿时间：2018-03-05　　稿源：云川日报</p>",
    ],
)
def test_where_all_pages_have_the_sites_name_for_a_title_the_title_stands_above_the_text(above: str) -> None:
    assert extract(shown(above, title="云川市总工会"))["title"] == TITLE


def test_a_heading_that_is_the_whole_title_stays_the_title_above_a_place_line() -> None:
    found = extract(shown(f"<h1>{TITLE}</h1>{PLACE}<p>2018-03-05</p>", title=TITLE))
    assert found["title"] == TITLE
    assert extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, below=f"<p>{TITLE}，主办：市文化局</p>"))["title"] == TITLE


def test_who_supplied_an_article_is_its_source_and_who_supplied_a_thing_is_not() -> None:
    supplied = extract(shown(f"<h1>{TITLE}</h1><p>2018-03-05</p>", title=TITLE, body=f"{BODY}<p>（县林业局供稿）</p>"))
    assert supplied["source"] == "县林业局"
    things = f"{BODY}<p>图书由县图书馆提供</p>"
    assert extract(shown(f"<h1>{TITLE}</h1><p>2018-03-05</p>", title=TITLE, body=things))["source"] is None


def test_the_state_of_a_script_fills_an_empty_shell_and_one_without_an_article_does_not() -> None:
    said = {"title": TITLE, "source": "云川日报", "publishTime": "2018-03-05 10:08:00", "content": BODY, "views": 2}
    state = json.dumps({"site": {"title": "云川"}, "detail": said}, ensure_ascii=False).replace("</", "<\\/")
    for script in (
        f"<script>window.__INITIAL_STATE__={state};</script>",
        f"<script type=application/json>{state}</script>",
    ):
        found = extract(f"<html><body><div id=app></div>{script}</body></html>")
        assert (found["title"], found["source"], found["published_at"][:16]) == (TITLE, "云川日报", "2018-03-05T10:08")
        assert found["body_text"] == f"{TEXT}\n{MORE}"
    empty = '<html><body><div id="app"></div><script>var s={"title":"云川","menu":"<p>首页</p>"}</script></body></html>'
    assert extract(empty)["code"] == "js-only"


def test_a_text_that_a_script_shows_later_is_read() -> None:
    body = f"<div class=rich_media_content style='visibility: hidden;' id=js_content>{BODY}</div>"
    assert (
        extract(shown(f"<h1>{TITLE}</h1><em>2018-03-05</em>", title=TITLE, body=body))["body_text"] == f"{TEXT}\n{MORE}"
    )


@pytest.mark.parametrize(
    "content",
    [
        "<embed src=/up/a.pdf type=application/pdf width=100%>",
        "<iframe src='/pdfjs/web/viewer.html?file=/up/a.pdf' height=900></iframe>",
        f"<a href=/up/a.pdf>{TITLE}.pdf</a>",
    ],
)
def test_a_page_whose_whole_content_is_a_file_is_a_document_though_no_list_names_it(content: str) -> None:
    found = extract(shown(f"<h1>{TITLE}</h1><p>发布日期：2018-03-05</p>", title=TITLE, body=content))
    assert (found["title"], found["published_at"]) == (TITLE, "2018-03-05")
    assert [one["legacy_url"] for one in found["attachments"]] == ["http://old.example.test/up/a.pdf"]
    assert "/up/a.pdf" in found["body_html"]


def test_a_page_of_many_downloads_or_without_a_day_of_its_own_is_no_document() -> None:
    many = "".join(f"<p><a href=/up/{at}.pdf>表格{at}下载.pdf</a></p>" for at in range(5))
    assert (
        extract(shown("<h1>表格下载</h1><p>更新时间：2018-03-05</p>", title="表格下载", body=many))["outcome"]
        == "dropped"
    )
    one = "<p><a href=/up/1.pdf>表格一下载.pdf</a></p>"
    assert extract(shown("<h1>表格下载</h1>", title="表格下载", body=one))["outcome"] == "dropped"


def test_strings_that_a_script_puts_into_empty_elements_are_read() -> None:
    said = {"b": TITLE, "x": "发布时间：2018-03-05 来源：云川日报", "n": BODY}
    written = "".join(
        f'document.getElementById("{name}").innerHTML = {json.dumps(value)};'.replace("</", "<\\/")
        for name, value in said.items()
    )
    found = extract(
        f"<html><body>{PLACE}<div id=b></div><div id=x></div><div id=n></div><script>{written}</script></body></html>"
    )
    assert (found["title"], found["source"], found["published_at"]) == (TITLE, "云川日报", "2018-03-05")
    assert found["body_text"] == f"{TEXT}\n{MORE}"


def test_a_state_with_keys_out_of_quotes_fills_a_shell() -> None:
    state = f'{{layout:"default",data:[{{detail:{{id:a,top:!0,title:"{TITLE}",publishDate:"2018-03-05",content:"{BODY}"}}}}]}}'
    script = "<script>window.__NUXT__=(function(a){return " + state.replace("</", "<\\/") + "}(7));</script>"
    found = extract(f"<html><body><div id=__nuxt></div>{script}</body></html>")
    assert (found["title"], found["published_at"]) == (TITLE, "2018-03-05")


def test_the_article_of_a_state_is_the_pages_where_it_is_its_own_and_is_not_shown() -> None:
    held = f'{{id:3,title:a,publishDate:"2018-03-05",source:b,content:"{BODY}"}}'.replace("</", "<\\/")
    page = (
        "<html><body><div id=__nuxt><div>市局<a href=/>首页</a></div><div class=art>{}</div></div><script>"
        f'window.__NUXT__=(function(a,b){{{{return {{}}}}}}("{TITLE}","县水利局"));</script></body></html>'
    )
    own = filled(page.format("", "{data:[{info:" + held + "}]}"))
    found = extract(own)
    assert (found["title"], found["published_at"], found["source"]) == (TITLE, "2018-03-05", "县水利局")
    for shown_there, state in (
        (BODY, "{data:[{info:" + held + "}]}"),
        ("", "{data:[{list:[" + held + "," + held.replace(TEXT, MORE * 4) + "]}]}"),
        ("", "{data:[{}],state:{notice:" + held + "}}"),
    ):
        made = page.format(shown_there, state)
        assert filled(made) == made


def test_the_article_of_nuxt_3_is_read_of_the_list_in_which_it_keeps_its_data() -> None:
    flat = [["ShallowReactive", 1], {"data": 2, "state": 8}, ["Reactive", 3], {"news-7": 4},
            {"title": 5, "publishDate": 6, "content": 7}, TITLE, "2018-03-05", BODY, {"x": 5}]  # fmt: skip
    page = "<html><body><div id=__nuxt><div>市局<a href=/>首页</a></div><i>加载中…</i></div><script type=application/json id=__NUXT_DATA__>{}</script></body></html>"
    found = extract(page.format(json.dumps(flat).replace("</", "<\\/")))
    assert (found["title"], found["published_at"]) == (TITLE, "2018-03-05")
    assert TEXT in found["body_text"]
    several = page.format(
        json.dumps(
            [
                *flat[:3],
                {"a": 4, "b": 9},
                *flat[4:],
                {"title": 11, "content": 10},
                BODY.replace(TEXT, MORE * 4),
                "关于防汛的通知",
            ]
        )
    )
    assert filled(several) == several


@pytest.mark.parametrize("mark", ["2018-03-05 10:22 发布", "posted @ 2018-03-05 10:22 阅读(12) 评论(0)"])
def test_a_line_of_publication_below_the_text_gives_the_date_and_a_signature_only_where_nothing_else_does(
    mark: str,
) -> None:
    signed = f"{BODY}<p>云川市文化局</p><p>2018年3月2日</p>"
    found = extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=signed, below=f"<p>{mark}</p>"))
    assert (found["published_at"], found["published_how"]) == ("2018-03-05T10:22+08:00", "near")
    found = extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=signed))
    assert (found["published_at"], found["published_how"]) == ("2018-03-02", "signed")
    assert (found["issuing_agency"], found["written_on"]) == ("云川市文化局", "2018-03-02")


def test_what_a_post_is_filed_under_is_no_text_of_it() -> None:
    filed = f"{BODY}<p>Posted in <a href=/c/>Notices</a> | <a href=#r>No Comments »</a></p>"
    found = extract(shown(f"<h1>{TITLE}</h1><p>March 5th, 2018 by admin</p>", title=TITLE, body=filed))
    assert found["body_text"] == f"{TEXT}\n{MORE}"


def test_a_number_stands_on_the_line_of_the_date() -> None:
    found = extract(shown(f"<h1>{TITLE}</h1><p>云文发〔2018〕5号　　2018-03-05</p>", title=TITLE))
    assert (found["document_number"], found["published_at"]) == ("云文发〔2018〕5号", "2018-03-05")


HEADED = {
    "a short heading above the date": ("<h2>早市里的快检车</h2><p>2018-03-05</p>", "云川县农产品质量安全网", "早市里的快检车"),
    "a tag that is a link": (f"<h1>[<a href=/t>公告</a>] {TITLE}</h1><p>2018-03-05</p>", "论坛", TITLE),
    "a tag that is the title's own": ("<h1>【图解】流动车路线</h1><p>2018-03-05</p>", "论坛", "【图解】流动车路线"),
    "a day in the title": ("<h1>云川新闻2018年3月5日</h1><p>2018-03-05</p>", "云川新闻2018年3月5日_视频", "云川新闻2018年3月5日"),
    "a number below the title": (f"<p><b>{TITLE}</b></p><p>云文函〔2018〕9号</p><p>各区：</p>", "文化局", TITLE),
    "a masthead above it": (
        "<p><font size=6>云川文化通讯</font></p><p><b><font size=5>社火侧记</font></b></p><p>石 磊</p>", "New Page 1",
        "社火侧记",
    ),
    "a column in large letters, named by a link, too": (
        f"<a href=/l>通知公告</a><h2>通知公告</h2><p>{TITLE}</p>", "云川市文化局", TITLE,
    ),
    "a column's heading above it": (f"<h1>工作动态</h1><h4>{TITLE}</h4><h6>2018-03-05</h6>", "文化局", TITLE),
    "an office between it and the date": (
        "<a href=/>首页</a>|<a href=/a>概况</a><p>云川市2015年气候公报</p><p>云川市气象局</p><p>（二○一六年一月二十日）</p>", "气候公报",
        "云川市2015年气候公报",
    ),
    "an announcement and its number": (
        "<p class=title>云川市公安局通告</p><p>2018年第7号</p><p>发布日期：2018-06-01</p>", "通知公告", "云川市公安局通告",
    ),
    "its writers below it": (
        "<p>聚焦春耕</p><p>坝区蚕豆“喝饱”过冬</p><p>——蹲点见闻</p><p>本报记者 和顺 文/图</p><p>2018-03-05 第2版</p>", "云川报",
        "坝区蚕豆“喝饱”过冬",
    ),
    "an account's name above the date": ("<p>云川应急</p><p>2018-03-05 10:00</p><h3>买烟花这四点</h3>", "微博", "买烟花这四点"),
    "links on one line are none": (
        "<div><a href=/a>走近云川</a><a href=/b>政务动态</a><a href=/c>要闻播报</a></div>", "项目公示", "项目公示"
    ),
    "a title in traditional characters beside its label": (
        "<a href=/>首頁</a><table><tr><th>標題</th><td>颱風來襲停止開放公告</td></tr></table><p>2018/07/10</p>", "云川縣圖書館",
        "颱風來襲停止開放公告",
    ),
    "tools beside it": ("<h2>招生政策问答 <small>[字体：<a>大</a>]</small></h2><p>2018-03-05</p>", "教育局", "招生政策问答"),
    "a column's heading that a link and the <title> say, too": (
        f"<a href=/n>公司新闻</a><h3>公司新闻</h3><div>{TITLE}</div><p>发布时间：2018-03-05</p>", "公司新闻_公交公司", TITLE
    ),
    "what it is shared as, where the page prints none": (
        "<meta property='og:title' content='一图看懂日程'><h1><a href=/>云川县人民政府</a></h1><p>2018年3月5日</p>", "云川教育",
        "一图看懂日程",
    ),
    "a red head": (f"<p>云川市文化局文件</p><p>云文〔2018〕14号</p><p>{TITLE}</p><p>各区：</p>", "云川市文化局文件", TITLE),
    "a picture in a heading": ("<h2><img src=t.gif alt=河畔新变化></h2><p>2018-03-05</p>", "云川政务", "河畔新变化"),
    "a town's masthead": (
        f"<p><font size=6>古城镇人民政府</font></p><p><font size=4>{TITLE}</font></p><p>(03-05)</p>", "古城镇人民政府", TITLE
    ),
    "links and a caption are none": (
        "<ul><li><a href=/z>走进云川</a></li></ul><p>2018-03-05</p><p>流动车出发（图片来源：市文化局）</p>",
        "流动图书车上路_云川市文化局", "流动图书车上路",
    ),
}  # fmt: skip


@pytest.mark.parametrize("manner", HEADED)
def test_a_title_is_found_by_how_it_stands(manner: str) -> None:
    above, page_title, title = HEADED[manner]
    assert extract(shown(above, title=page_title))["title"] == title


@pytest.mark.parametrize(
    ("number", "index"),
    [("国家税务总局云川市税务局公告2018年第3号", "YC0007-2018-0031"), ("云文发〔2018〕3号", "甲乙丙")],
)
def test_numbers_of_announcements_and_index_numbers_of_a_citys_own_form_are_read(number: str, index: str) -> None:
    found = extract(shown(f"<p>索引号：{index}</p><h1>{TITLE}</h1><p>{number}</p>", title=TITLE))
    assert found["document_number"] == number
    assert found["index_number"] == (index if index[0] == "Y" else None)


def test_menu_and_foot_beside_a_text_that_has_no_block_of_its_own_are_no_part_of_it() -> None:
    menu = "<div id=menu><a href=/a>概况</a>|<a href=/b>动态</a>|<a href=/c>公开</a>|<a href=/d>服务</a></div>"
    told = f"<div>今天是2023年4月5日</div><h2>{TITLE}</h2><p>作者：钱多 | 转自：月湖区政府 | 时间：2018-04-12</p>"
    foot = "<div>云川市文化局主办　地址：人民路18号<p>ICP备05000111号　网站标识码5300990012</p></div>"
    found = extract(
        f"<html><title>{TITLE}</title><body>{menu}{told}<p>{TEXT}</p><p>各科室：</p><p>{MORE}</p>{foot}</body></html>"
    )
    assert found["body_text"] == f"{TEXT}\n各科室：\n{MORE}"
    inside = f"<p>{TEXT}</p><div class=links><a href=/x>相关办法全文</a></div><p>{MORE}</p>"
    found = extract(f"<html><title>{TITLE}</title><body>{menu}<h2>{TITLE}</h2>{inside}{foot}</body></html>")
    assert "相关办法全文" in found["body_text"]


def test_preformatted_text_keeps_its_lines_and_a_form_of_a_download_is_a_file() -> None:
    text = (
        f"<pre>\n   {TITLE}\n   〔2018〕6号\n\n   {TEXT}\n   {MORE}\n\n       云川市文化局\n      2018年4月20日\n</pre>"
    )
    found = extract(shown("", title="通知", body=f"{text}<p>附件：<a href=down.asp?id=7>报名表.doc</a></p>"))
    assert found["title"] == TITLE
    assert (found["issuing_agency"], found["written_on"]) == ("云川市文化局", "2018-04-20")
    assert [one["name"] for one in found["attachments"]] == ["报名表.doc"]


def test_a_day_by_which_something_is_done_is_no_publication_and_a_signature_that_repeats_the_title_stays() -> None:
    body = f"{BODY}<p>责任单位：市民政局</p><p>完成时间：2018-10-31</p>"
    found = extract(shown(f"<h1>{TITLE}</h1><p>2018-03-05</p>", title=TITLE, body=body))
    assert (found["published_at"], found["source"]) == ("2018-03-05", None)
    lines = [
        "（2018）云01执288号",
        *(f"{TEXT}{MORE}" for _ in "ab"),
        "特此公告。",
        "云川市中级人民法院",
        "二〇一八年九月三日",
    ]
    html = "".join(f"<p>{line}</p>" for line in lines)
    found = extract(f"<html><title>云川市中级人民法院</title><body><h2>执行公告</h2>{html}</body></html>")
    assert (found["title"], found["issuing_agency"]) == ("执行公告", "云川市中级人民法院")
    assert found["body_text"].endswith("\n".join(lines[1:]))


def test_the_number_of_an_announcement_stands_below_its_title() -> None:
    text = f"<p>云川市自然资源局挂牌出让公告</p><p>云自然资告字〔2019〕11号</p>{BODY}"
    found = extract(shown("", title="云川市自然资源局挂牌出让公告", body=text))
    assert found["document_number"] == "云自然资告字〔2019〕11号"


def test_the_text_below_a_film_without_an_end_is_read_and_an_orders_number_in_its_title() -> None:
    title = "云川县人民政府令（第5号）"
    found = extract(shown(f"<h2>{title}</h2><p>2018-03-05</p>", title=title, body=f"<embed src=/v/a.mp4>{BODY}"))
    assert found["body_text"] == f"{TEXT}\n{MORE}"
    assert (found["title"], found["document_number"]) == (title, "云川县人民政府令第5号")


@pytest.mark.parametrize("place", [PLACE, ""])
def test_the_readers_day_in_a_banner_is_no_publication(place: str) -> None:
    banner = f"<div>2024年6月3日 星期一</div><form><input></form>{place}<h2>{TITLE}</h2>"
    assert extract(shown(banner, title=TITLE))["published_at"] is None
    signed = f"{BODY}<p>云川市文化局</p><p>2018年3月2日</p>"
    assert extract(shown(banner, title=TITLE, body=signed))["published_at"] == "2018-03-02"
    beside = f"<div>2024年6月3日 星期一　站内搜索：<input></div>{place}"
    assert extract(shown(beside, title=TITLE))["published_at"] is None
    at = page(url="http://old.example.test/xw/2018/0618/8.html")
    found = extract(shown(f"{banner}<p>6月18日 10:30　市防指办</p>", title=TITLE), page=at)
    assert found["published_at"] == "2018-06-18T10:30+08:00"


def test_a_person_whose_page_names_them_beside_a_label_is_its_title() -> None:
    told = "<p>姓名：江涛</p><p>职务：云川市副市长</p><p>分管工作：住房、交通运输等方面工作。</p><p>简历：1969年10月生，工学硕士。</p>"
    found = extract(shown(PLACE, title="领导信息", body=told))
    assert (found["title"], found["content_type"]) == ("江涛", "profile")


def test_a_list_of_further_reading_at_the_end_goes_and_one_of_files_stays() -> None:
    further = "<p><b>延伸阅读：</b></p><p><a href=/n/1>公交卡怎么充值</a></p><p><a href=/n/2>公交车再添五十台</a></p>"
    assert extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=f"{BODY}{further}"))["body_text"] == f"{TEXT}\n{MORE}"
    files = "<p>相关链接：</p><p><a href=/f/1.doc>申报表.doc</a></p>"
    assert "申报表" in extract(shown(f"<h1>{TITLE}</h1>", title=TITLE, body=f"{BODY}{files}"))["body_text"]


def test_a_list_and_the_table_beside_it_are_one_text() -> None:
    rules = f"<ul><li>{TEXT}</li><li>{MORE}</li></ul><table><tr><td>东线</td><td>周二</td></tr></table>"
    found = extract(shown(f"<h1>{TITLE}</h1><p>2018-03-05</p>", title=TITLE, body=rules))
    assert found["body_text"] == f"{TEXT}\n{MORE}\n东线\t周二"


def test_the_day_in_a_place_line_is_the_pages_and_a_named_source_at_the_head_of_a_text_is_its_source() -> None:
    crumb = f"<div>您的位置：<a href=/>首页</a> / <a href=/x/>通知公告</a> / 2018-03-05</div><h3>{TITLE}</h3>"
    found = extract(f"<html><body>{crumb}<div class=laiyuan><img src=/i/ly.png>石桥融媒</div>{BODY}</body></html>")
    assert (found["published_at"], found["source"]) == ("2018-03-05", "石桥融媒")


def test_files_that_a_script_writes_in_its_place_are_links_of_the_page_and_other_markup_is_not_written() -> None:
    page = '<div><script>\nvar fj=\'<a href="./P01.doc">登记表.doc</a>\';\nif(fj!=""){{document.write("{}"+fj);}}\n</script></div>'
    assert filled(page.format("<h4>附件：</h4>")).endswith(
        '</script><h4>附件：</h4><a href="./P01.doc">登记表.doc</a></div>'
    )
    assert filled(page.format("<iframe src=/a.html></iframe>")) == page.format("<iframe src=/a.html></iframe>")
    empty = page.format("<h4>附件：</h4>").replace('<a href="./P01.doc">登记表.doc</a>', "")
    assert filled(empty) == empty
    many = page.format("<h4>附件：</h4>").replace("+fj", "+fj" * 900)  # a short script that writes a long page
    assert filled(many) == many
    # a page is looked at line by line, and the line with the call says that it must be filled
    assert [may_be_filled(line) for line in page.format("<h4>附件：</h4>").split("\n")] == [False, False, True, False]
