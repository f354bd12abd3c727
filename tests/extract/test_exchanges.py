"""Letters told by what stands where, whatever their labels; and pages that look like one and are none."""

from __future__ import annotations

from typing import Any

import pytest

from guiyi.extract.bodies.containers import Body
from guiyi.extract.content import take_content
from guiyi.extract.types.letters.columns import letters_of_column
from guiyi.extract.types.letters.read import letters_in
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from tests.extract.lettered import letters_of

ASKED = "沿江路一公里只有一个垃圾桶。"
SAID = "已增设垃圾桶十五个，谢谢您的建议。"


@pytest.mark.parametrize(
    "html",
    [
        f"<div><p>雨** 2019-11-08</p><p>{ASKED}</p></div><div><p><i>区环卫所</i><i>2019-11-12</i></p><p>{SAID}</p></div>",
        f"<p>网民“雨人”于2019-11-08提出：</p><p>{ASKED}</p><p>——————</p><p>区环卫所于2019-11-12作出答复：</p><p>{SAID}</p>",
        f"<p>反馈人：居民老魏　提议时间：2019-11-08</p><p>{ASKED}</p><p>区环卫所答复：</p><p>{SAID}</p><p>2019-11-12</p>",
        f"<p>[问] {ASKED}（小楼 2019-11-08）</p><p>[答] {SAID}（区环卫所 2019-11-12）</p>",
        f"<p>区长您好：</p><p>{ASKED}</p><p>一位市民</p><p>2019年11月8日</p><p>尊敬的市民：</p><p>{SAID}</p><p>区环卫所</p><p>2019年11月12日</p>",
        "<dl>" + "".join(f"<dt>{label}<dd>{value}" for label, value in (
            ("议题", "垃圾桶"), ("网友", "雨**"), ("发帖", "2019-11-08"), ("详述", ASKED), ("办理部门", "区环卫所"),
            ("办结", "2019-11-12"), ("结论", SAID), ("评价", "满意"),
        )) + "</dl>",
        f"<p>群众所盼</p><p>提出时间：2019-11-08</p><p>{ASKED}</p><p>部门回应</p><p>区环卫所：{SAID}</p><p>回应时间：2019-11-12</p>",
        f"<div><i>陶先生</i><i>2019-11-08</i><p>{ASKED}</p></div><div><i>区环卫所</i><i>2019-11-12</i><p>{SAID}</p></div>",
        f"<p>{ASKED} <i>小楼 2019-11-08</i></p><p>您好，{SAID}<i>区环卫所 2019-11-12</i></p>",
        f"<p>问</p><p>{ASKED}</p><p>岭上村民 2019-11-08</p><p>答</p><p>{SAID}</p><p>区环卫所 2019-11-12</p>",
        f"<p>楼主：桂** 发表于 2019-11-08 20:33</p><p>{ASKED}</p><p>区环卫所 回复于 2019-11-12</p><p>{SAID}</p>",
        f"<dl><dt>来件人<dd>雨**<dt>来件日期<dd>2019-11-08<dt>来件正文<dd>{ASKED}</dl><dl><dt>回函部门<dd>区环卫所<dt>回函日期<dd>2019-11-12<dt>回函正文<dd>{SAID}</dl>",
        f"<table><tr><th>求助事项<td>垃圾桶</tr><tr><th>求助时间<td>2019-11-08</tr><tr><th>求助详情<td>{ASKED}</tr><tr><th>帮办单位<td>区环卫所</tr>"
        f"<tr><th>帮办时间<td>2019-11-12</tr><tr><th>帮办结果<td>{SAID}</tr></table>",
        f"<h3>网友心声</h3><p><i>网友 雨人7号</i><i>2019-11-08</i></p><p>{ASKED}</p><h3>官方回应</h3><p><i>区环卫所</i><i>2019-11-12</i></p><p>{SAID}</p>",
        f"<p>写信时间：2019-11-08</p><b>来信：</b><p>{ASKED}</p><b>复信：</b><p>{SAID}</p><p>区环卫所　2019-11-12</p>",
        f"<p>投诉信息</p><p>投诉人：雨**　投诉日期：2019-11-08</p><p>{ASKED}</p><p>处理信息</p><p>处理部门：区环卫所　处理日期：2019-11-12</p><p>{SAID}</p>",
        f"<div><i>用户138****4567</i><i>2019-11-08</i><p>{ASKED}</p></div><div><i>区环卫所</i><i>2019-11-12</i><p>{SAID}</p></div>",
        f"<p>群众说　2019-11-08</p><p>{ASKED}</p><p>部门答　区环卫所　2019-11-12</p><p>{SAID}</p>",
        f"<p>居民来问（2019-11-08）</p><p>{ASKED}</p><p>区环卫所来答（2019-11-12）</p><p>{SAID}</p>",
        f"<table><tr><td>提出人：雨**<td>提出日期：2019-11-08</tr><tr><td>内容<td>{ASKED}</tr><tr><td>答复<td>{SAID}</tr><tr><td>答复机关：区环卫所<td>答复日期：2019-11-12</tr></table>",
        f"<p>提问者：乘客　2019-11-08</p><p>{ASKED}</p><p>回答者：区环卫所　2019-11-12</p><p>{SAID}</p>",
    ],
)  # fmt: skip
def test_who_and_when_at_both_halves_make_a_letter_whatever_its_labels(html: str) -> None:
    (letter,) = letters_of(html)
    assert ASKED in letter["question"]
    assert SAID not in letter["question"]
    assert SAID in letter["reply"]
    assert ASKED not in letter["reply"]
    told = letter["asked_at"][:10], letter["replied_at"], letter["reply_agency"]
    assert told == ("2019-11-08", "2019-11-12", "区环卫所")


@pytest.mark.parametrize(
    "html",
    [
        # a notice with its signature and what is annexed, one that is forwarded, news that quotes both
        f"<p>发布时间：2019-11-08</p><p>请您配合。{ASKED}</p><p>区环卫所</p><p>2019年11月12日</p><p>附件：名单</p>",
        f"<p>2019-11-08</p><p>请您配合。{ASKED}</p><p>区环卫所 2019-11-12</p><p>联系电话见公告栏，您可以来电。</p>",
        f"<p>市环卫局 2019-11-08</p><p>{ASKED}</p><p>区环卫所 2019-11-12</p><p>{SAID}</p>",
        f"<p>市民张某反映，{ASKED}区环卫所答复，{SAID}</p><p>区环卫所</p><p>2019-11-12</p>",
        # the motion of a delegate and its answer
        f"<p>提案人：雨委员</p><p>提出日期：2019-11-08</p><p>内容：{ASKED}</p><p>答复单位：区环卫所</p><p>答复日期：2019-11-12</p><p>答复：{SAID}</p>",
        # an office's form of what it did, in the shape of a letter's
        "<dl><dt>案件名称<dd>占道经营案<dt>违法日期<dd>2019-11-08<dt>违法内容<dd>在人行道上摆放货架。<dt>处罚单位<dd>区城管局<dt>处罚日期<dd>2019-11-12<dt>处罚内容<dd>罚款二百元，已经缴纳。</dl>",
        "<dl><dt>来件日期<dd>2019-11-08<dt>来件内容<dd>样品三件，请予检测。<dt>抽检人员<dd>张三<dt>抽检内容<dd>合格，报告随后寄出。</dl>",
        # two dated notes of offices, of which nobody asked anything
        "<div><p>编写 2019-11-08</p><p>今年雨水偏多。</p></div><div><p>区水务局 2019-11-12</p><p>水位已经回落。</p></div>",
    ],
)  # fmt: skip
def test_a_signature_a_forwarded_notice_and_news_are_no_letters(html: str) -> None:
    assert letters_of(html) == []


def test_several_questions_whose_answers_end_with_their_office_are_letters_and_a_list_of_questions_is_none() -> None:
    pairs = (
        ("老年卡在哪里办？", "各社区均可办理。", "（区民政局）"),
        ("居住证丢了怎么补？", "到派出所补领。", "（公安分局）"),
    )
    html = "".join(f"<p>{at}. {asked}</p><p>{said}{office}</p>" for at, (asked, said, office) in enumerate(pairs, 1))
    assert [(one["question"], one["reply"], one["reply_agency"]) for one in letters_of(html)] == [
        ("老年卡在哪里办？", "各社区均可办理。", "区民政局"), ("居住证丢了怎么补？", "到派出所补领。", "公安分局"),
    ]  # fmt: skip
    assert letters_of(html.replace("（区民政局）", "").replace("（公安分局）", "")) == []


def test_a_letter_that_waits_is_told_by_its_column_and_the_line_above_it() -> None:
    page = parse_html("<p>编号：W220420 类别：建议 提交于 2022-04-20</p><p>两个充电桩要排队两小时。</p>")
    (letter,) = letters_of_column(page, text_of(page), ["网络问政"])
    assert (letter["question"], letter["asked_at"], letter["reply"]) == ("两个充电桩要排队两小时。", "2022-04-20", None)
    assert letters_of_column(page, text_of(page), ["要闻"]) == []
    assert letters_of_column(parse_html("<p>2022-04-20</p><p>信箱系统升级，请稍后来信。</p>"), "", ["网络问政"]) == []


def test_in_a_column_of_letters_a_form_of_any_labels_a_talk_and_an_office_s_answer_are_letters() -> None:
    form = "".join(f"<li><b>{label}</b>{value}</li>" for label, value in (
        ("事由", "桶"), ("具体情况", ASKED), ("提出", "2019-11-08"), ("主办", "区环卫所"), ("结论", SAID), ("结案", "2019-11-12"),
    ))  # fmt: skip
    talk = f"<div><i>旅客</i><i>2019-11-08</i><p>{ASKED[:-1]}</p></div><div><i>区环卫所</i><i>2019-11-12</i><p>已增设。</p></div>"
    for html in (f"<ul>{form}</ul>", talk, f"<p>问：{ASKED}</p><p>区环卫所答：{SAID}</p>"):
        node = parse_html(f"<main>{html}</main>").find(".//main")
        (letter,) = letters_of_column(node, text_of(node), ["互动交流", "互动天地"])
        assert letter["question"].startswith(ASKED[:-1])
        assert letter["reply_agency"] == "区环卫所"
        faq = parse_html(f"<p>问：{ASKED}</p><p>答：{SAID}</p>")
        assert letters_of_column(faq, text_of(faq), ["互动交流", "互动天地"]) == []
        for path in (["要闻"], ["互动交流", "意见征集"], []):
            assert letters_of_column(node, text_of(node), path) == []
    rules = "<p>投诉内容应当包括具体事实。<p>承办单位应当在十日内处理，答复投诉人。<p>区环卫所<p>2019-11-12"
    assert letters_of_column(parse_html(rules), "", ["局长信箱"]) == []


def test_pictures_that_fill_their_cells_are_labels_of_a_letter_by_their_alt_texts() -> None:
    html = f"<table><tr><td><img alt=留言内容><td>{ASKED}<br>留言时间：2019-11-08</tr><tr><td><img alt=答复内容><td>{SAID}</tr></table>"
    node = parse_html(html)
    (letter,) = letters_in(node, text_of(node), "")
    assert (letter["question"], letter["asked_at"], letter["reply"]) == (ASKED, "2019-11-08", SAID)


def test_the_state_that_a_list_prints_tells_a_letter_that_waits() -> None:
    page = parse_html(f"<p>写信时间：2022-04-20</p><p>来信：</p><p>{ASKED}</p>")
    (letter,) = letters_of_column(page, text_of(page), ["县长信箱"], "办理中")
    assert (letter["question"], letter["asked_at"]) == (ASKED, "2022-04-20")
    assert letters_of_column(page, text_of(page), ["县长信箱"]) == []
    assert letters_of_column(page, text_of(page), ["要闻"]) == []


def test_an_item_that_its_list_calls_answered_is_a_letter_whatever_its_labels_and_column() -> None:
    asked = (("进言者", "周*"), ("进言时间", "2022-02-02"), ("进言内容", ASKED))
    back = (("回音单位", "县商务局"), ("回音时间", "2022-02-10"), ("回音内容", SAID))

    def page(rows: Any) -> Any:
        return parse_html("".join(f"<div><div>{label}</div><div>{value}</div></div>" for label, value in rows))

    whole, alone = page(asked + back), page(asked)
    (letter,) = letters_of_column(whole, text_of(whole), ["意见箱"], "已回复")
    assert (letter["asked_at"], letter["replied_at"], letter["reply"]) == ("2022-02-02", "2022-02-10", SAID)
    assert letters_of_column(whole, text_of(whole), ["办件公示"], "已办结") == []
    (letter,) = letters_of_column(alone, text_of(alone), ["意见箱"], "处理中")
    assert (letter["question"], letter["asked_at"], letter["reply"]) == (ASKED, "2022-02-02", None)
    assert letters_of_column(alone, text_of(alone), ["意见箱"], "已结束") == []


def test_each_office_that_answers_below_its_own_head_has_its_answer() -> None:
    heads = ("楼主：桂** 发表于 2016-05-16", "镇国土所 回复于 2016-05-18", "镇政府办公室 回复于 2016-05-20")
    said = ("我家宅基地什么时候确权？", "问题已记下，六月上旬测量。", "已提前到五月底。")
    (letter,) = letters_of(
        "".join(f"<div><p>{head}</p><p>{words}</p></div>" for head, words in zip(heads, said, strict=True))
    )
    assert letter["question"] == said[0]
    told = [(one["reply_agency"], one["replied_at"], one["reply"]) for one in letter["replies"]]
    assert told == [("镇国土所", "2016-05-18", said[1]), ("镇政府办公室", "2016-05-20", said[2])]


def test_a_form_whose_answer_has_no_day_is_read_and_one_without_an_office_is_not() -> None:
    form = [
        ("主题", "农机补贴"),
        ("日期", "2016-05-04"),
        ("提出人", "卢**"),
        ("详情", "买了旋耕机，补贴到哪里领？"),
        ("处理单位", "镇农业中心"),
        ("处理状态", "已处理"),
        ("意见", "请携带发票和身份证登记。"),
    ]

    def page(pairs: list[tuple[str, str]]) -> str:
        return (
            "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in pairs) + "</table>来信"
        )

    (letter,) = letters_of(page(form))
    assert (letter["reply_agency"], letter["reply"], letter["status"]) == (
        "镇农业中心",
        "请携带发票和身份证登记。",
        "已处理",
    )
    assert not any(one["reply"] for one in letters_of(page([*form[:4], ("处理人员", "见附件"), *form[5:]])))


FORM = (
    "<form><table><tr><td><a href=/>首页</a><td><a href=/x>下载中心</a></table><div>2024年6月3日 星期一 站内搜索：<input></div>{}"
    "<p>主办：云川县南岸街道办事处　地址：南岸路8号</p></form>"
)
ROWS = (
    f"<table><tr><td>信件主题：<td>垃圾桶</tr><tr><td>写信时间：<td>2019-11-08</tr><tr><td>信件内容：<td>{ASKED}</tr>"
    f"<tr><td>回复时间：<td>2019-11-12</tr><tr><td>回复内容：<td>{SAID}</tr></table>"
)


def test_a_form_around_the_page_with_its_menu_and_foot_is_no_letter() -> None:
    page = parse_html(FORM.format(ROWS))
    content = take_content(Body(page.find(".//table[2]"), "", "agreement"), frozenset())
    (letter,) = content.letters
    assert (letter["question"], letter["reply"]) == (ASKED, SAID)
    assert (letter["replied_at"], letter["reply_agency"], letter.get("replies")) == ("2019-11-12", None, None)
    assert "南岸路" not in content.text


def test_a_selector_of_the_answer_alone_takes_the_whole_letter_and_not_the_foot_for_its_question() -> None:
    halves = (
        f"<p>来信时间：2019-11-08</p><h3>信件内容</h3><p>{ASKED}</p></div><div class=a><h3>办理结果</h3><p>{SAID}</p>"
    )
    page = parse_html(f"<main><div>{halves}<p>答复时间：2019-11-12</p></div></main><p>承办：云川县信息中心</p>")
    (letter,) = take_content(Body(page.find(".//div[@class='a']"), "", "css:.a", is_told=True), frozenset()).letters
    assert (letter["question"], letter["reply"]) == (ASKED, SAID)
