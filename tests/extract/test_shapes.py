"""Shapes that a stranger's acceptance of body, metadata, types and files found unread, each with what stays as it was."""

from __future__ import annotations

import json

import pytest

from guiyi.extract.fields.labelled import labelled_values
from guiyi.extract.fields.signature import read_signature
from guiyi.extract.types.guides.read import read_guide
from guiyi.extract.types.letters.read import read_letters
from guiyi.markup.parsing import parse_html
from tests.extract.lettered import letters_on
from tests.extract.test_document import MORE, TEXT, article, extract, page
from tests.extract.test_facts import PLACE, shown


def test_places_within_a_text_stay_and_links_keep_theirs() -> None:
    body = (
        f"<p><a name=n1></a>{TEXT}</p><h3 id=part2>二</h3><p>{MORE}<a href=#n1>注</a><a href=other.html#p3>另文</a></p>"
    )
    html = extract(article(body=body))["body_html"]
    assert 'name="n1"' in html
    assert 'name="part2"' in html
    assert 'href="#n1"' in html
    assert "other.html#p3" in html


def test_a_link_that_only_a_click_opens_is_a_link_and_a_file_one_of_the_text() -> None:
    body = (
        f"<p>{TEXT}</p><p>{MORE}</p><p><a href='javascript:window.open(\"/b/2.html\")'>甲</a>"
        "<a href=# onclick=\"downFile('/up/a.doc');return false\">登记表</a><a href='/down.ashx?f=3'>点击下载</a></p>"
    )
    found = extract(article(body=body))
    assert "/b/2.html" in found["body_html"]
    assert [one["legacy_url"].rsplit("/", 1)[-1] for one in found["attachments"]] == ["a.doc", "down.ashx?f=3"]


def test_a_text_that_a_table_lays_out_in_rows_comes_whole_and_as_blocks() -> None:
    rows = f"<tr><td><p>{TEXT}</p><p>{MORE}</p></td></tr><tr><td><img src=1.jpg></td></tr><tr><td>九二年又加固一次。</td></tr>"
    found = extract(article(body=f"<table border=0>{rows}</table>"))
    assert found["body_text"].endswith("九二年又加固一次。")
    assert "<table" not in found["body_html"]
    lined = extract(article(body=f"<table border=1>{rows}</table>"))
    assert "<table" in lined["body_html"]


def test_facts_below_a_text_are_read_and_none_of_it() -> None:
    facts = (
        "<table><tr><td>索引号：</td><td>6299/2018-1</td><td>文号：</td><td>云水〔2018〕5号</td></tr>"
        "<tr><td>发文机关：</td><td>云川县水利局</td><td>有效性：</td><td>有效</td></tr></table>"
    )
    found = extract(article(body=f"<p>{TEXT}</p><p>{MORE}</p>{facts}"))
    assert (found["index_number"], found["document_number"]) == ("6299/2018-1", "云水〔2018〕5号")
    assert "索引号" not in found["body_text"]


@pytest.mark.parametrize(
    ("foot", "agencies", "day"),
    [
        ("云川县水利局（盖章）\n二0一八年四月廿二日", ("云川县水利局",), "2018-04-22"),
        ("2018年4月2日\n云川县水利局", ("云川县水利局",), "2018-04-02"),
        ("特此公告。 云川县水利局 2018年4月2日", ("云川县水利局",), "2018-04-02"),
        ("县长：马文\n2018年4月2日", (), "2018-04-02"),
        ("云川县水利局\n2018年4月2日\n附件1\n" + "防汛预案自发布之日起执行，各单位要加强值守。" * 5, ("云川县水利局",), "2018-04-02"),
        ("云川县水利局\n2018．4．2\n抄送：县委办。\n云川县水利局办公室 2018年4月3日印发", ("云川县水利局",), "2018-04-02"),
    ],
)  # fmt: skip
def test_signatures_in_their_forms(foot: str, agencies: tuple[str, ...], day: str) -> None:
    signed = read_signature(f"各单位：\n{TEXT}\n{foot}")
    assert signed is not None
    assert (signed.agencies, signed.day) == (agencies, day)


def test_a_row_of_labels_with_an_unknown_one_is_read_and_no_label_is_a_value() -> None:
    text = "索引号\t责任部门\t成文日期\t文号\t发布日期\n6299/2018-1\t水政科\t2018-02-01\t云水〔2018〕5号\t2018-03-04"
    told = labelled_values(text)
    assert (told["written_on"], told["published_at"]) == ("2018-02-01", "2018-03-04")
    assert labelled_values("文号：无　发布机构：--　关键词：暂无") == {}


def test_letters_told_in_running_lines_without_colons_and_without_an_answer() -> None:
    (said,) = letters_on("网友 余** 于 2018-05-01 09:12 咨询：\n几点开门？\n县图书馆 于 2018-05-03 回复：\n八点。")
    assert (said["question"], said["reply"], said["reply_agency"]) == ("几点开门？", "八点。", "县图书馆")
    waiting = "信件标题\t路灯\n来信时间\t2018-05-01\n来信内容\t路灯不亮。\n办理状态\t办理中"
    (letter,) = read_letters(waiting)
    assert (letter["status"], letter["reply"]) == ("办理中", None)
    assert read_letters(waiting.replace("办理中", "公开")) == []


def test_a_page_of_late_pictures_or_of_a_film_is_a_document() -> None:
    listed = page(listed_title="云川风光")
    pictures = "".join(f"<a href=/u/{at}b.jpg><img src=/blank.gif data-original=/u/{at}.jpg></a>" for at in range(4))
    film = "<div id=v></div><script>jwplayer('v').setup({file:'/v/1.mp4'})</script>"
    shown = extract(f"<body><h1>云川风光</h1><div class=x>{pictures}</div></body>", page=listed)
    played = extract(f"<body><h1>云川风光</h1><div class=x>{film}<p>短片。</p></div></body>", page=listed)
    assert len(shown["images"]) == 4
    assert played["content_type"] == "video"


def test_a_letter_that_a_script_s_state_holds_is_read() -> None:
    state = {"d": {"title": "路灯", "askTime": "2018-05-01", "content": "路灯不亮一个月了。", "replyDept": "县住建局",
                   "replyTime": "2018-05-03", "replyContent": "已经修好。"}}  # fmt: skip
    html = f"<body><div id=app></div><script>window.__STATE__={json.dumps(state)}</script></body>"
    found = extract(html, page=page(listed_title="路灯"))
    assert (found["letter"]["reply"], found["letter"]["reply_agency"]) == ("已经修好。", "县住建局")


def test_the_elements_of_a_guide_are_composed_or_asked_as_questions_or_english_heads() -> None:
    none = parse_html("<p>")
    said = "申办条件：已登记。\n申办材料：申请表\n收费依据及标准：免费\n法律规定时限：20个工作日\n承诺完成时限：7日"
    found = read_guide(said, "", none)
    assert found
    assert {one["name"]: one["value"] for one in found["fields"]}["materials"] == "申请表"
    assert [found["limits"][one]["days"] for one in ("legal_limit", "promised_limit")] == [20, 7]
    asked = (
        "谁可以申请\n企业法人。\n需要准备什么\n申请表\n办理步骤\n填报\n多久办好\n法定20个工作日。\n收不收费\n不收费。"
    )
    found = read_guide(asked, "", none)
    assert found
    assert [one["name"] for one in found["fields"]] == [
        "conditions", "materials", "process", "time_limit", "fee",
    ]  # fmt: skip
    said = "Who can apply\nAnyone over 17.\nWhat you will need\nproof of identity\nHow to apply\nFill in the form.\nFees\n£310"
    found = read_guide(said, "", none)
    assert found
    assert {one["name"]: one["value"] for one in found["fields"]}["fee"] == "£310"
    assert (
        read_guide(
            "How to apply for the fund is told today.\nFees\nThe mayor said fees fall.\nContact: press office of the borough",
            "",
            none,
        )
        is None
    )


def test_what_became_of_the_opinions_below_a_head_of_its_own_is_text_of_the_consultation() -> None:
    asked = f"<h1>阅览室管理办法意见征集</h1><div><p>{TEXT}现公开征集意见。请通过电子邮件反馈。</p></div>"
    told = extract(
        shown(PLACE, body=f"{asked}<h2>采纳情况</h2><div><p>截至2月28日，共征集到意见建议31条，采纳18条。</p></div>")
    )
    assert "采纳18条" in told["body_text"]
    beside = extract(shown(PLACE, body=f"{asked}<h2>相关情况</h2><div><a href=/a/2.html>图书馆新馆建设情况</a></div>"))
    assert "新馆" not in beside["body_text"]


def test_an_element_of_a_guide_may_be_told_by_the_last_word_of_its_label_alone() -> None:
    said = "法律依据：《办法》第九条\n代办机构：县民政局\n办事条件：本县户籍\n所需要件：死亡证明\n取件地点：\n一楼\n政务服务窗口\n法定时间：10日"
    found = read_guide(said, "", parse_html("<p>"))
    assert found
    named = {one["name"]: one["value"] for one in found["fields"]}
    assert (named["agency"], named["conditions"], named["place"]) == ("县民政局", "本县户籍", "一楼\n政务服务窗口")
    assert read_guide("代办机构：县民政局\n取件地点：一楼\n使用期限：三年\n参加条件：无", "", parse_html("<p>")) is None


def test_the_days_of_an_english_consultation_are_text_of_its_body_whatever_its_label_s_element() -> None:
    days = "<p><b>Start date:</b> 1 February 2022</p><p><b>End date:</b> 28 February 2022</p>"
    words = "<p>Tell us what you think about parking in the town centre, how often you come and where you park.</p>"
    found = extract(f"<html lang=en><body><div class=main><h1>Town centre parking survey</h1>{days}{words}</div>")
    assert "28 February 2022" in found["body_text"]
    assert json.loads(found["details"])["ends_on"] == "2022-02-28"


def test_what_stands_where_known_labels_stand_is_a_label_of_a_guide_and_ends_the_value_before_it() -> None:
    pairs = [("政策依据", "《办法》第五条"), ("享受条件", "工作满一年"), ("申请材料", "合同"), ("办理流程", "申报"),
             ("承诺期限", "15日"), ("费用", "无"), ("温馨提醒", "带好原件"), ("受理点", "9号窗")]  # fmt: skip
    body = parse_html("".join(f"<div><label>{label}</label><div>{value}</div></div>" for label, value in pairs))
    found = read_guide("\n".join(f"{label}\n{value}" for label, value in pairs), "", body)
    assert found
    assert {one["label"]: one["value"] for one in found["fields"]} == dict(pairs[:6] + pairs[7:])


def test_bare_labels_below_the_heads_of_a_letter_s_two_parts_are_their_part_s() -> None:
    (found,) = letters_on(
        "一、来信\n时间：2019年5月14日\n内容：太吵。\n二、答复\n时间：2019年5月20日\n单位：区环保局\n内容：已责令整改。"
    )
    assert (found["question"], found["asked_at"]) == ("太吵。", "2019-05-14")
    assert (found["reply"], found["reply_agency"], found["replied_at"]) == ("已责令整改。", "区环保局", "2019-05-20")
    assert letters_on("一、会议\n时间：2019年5月14日\n内容：学习。\n二、答复\n时间：2019年5月20日\n内容：无。") == []
