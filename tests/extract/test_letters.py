"""Mailbox pages in the forms that old sites print them."""

from __future__ import annotations

from typing import Any

import pytest

from guiyi.extract.types.letters.blocks import block_of_letter, may_be_pictured
from guiyi.extract.types.letters.letter import letter_of
from guiyi.extract.types.letters.read import letters_in, read_letters
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from tests.extract.lettered import letters_of, letters_on

TABLE = (
    "信件编号\tC20180108123\t来信人\t赵小满\n来信时间\t2018-03-01\t受理时间\t2018-03-02\n是否公开\t是\t办理状态\t已回复\n"
    "信件标题\t阅览室开放时间\n信件内容\t请问能否延长？\n受理单位\t云川市文化局\n回复单位\t云川市图书馆\t回复时间\t2018-03-06\n回复内容\t您好，可以。"
)
LINES = (
    "来信主题：阅览室开放时间\n来信人：赵小满 来信时间：2018年3月1日 受理日期：2018年3月2日\n来信内容：请问能否延长？\n"
    "答复部门：云川市图书馆\n答复日期：2018-03-06\n答复内容：您好，可以。"
)
BRACKETS = (
    "【咨询标题】阅览室开放时间\n【咨询人】赵小满\n【咨询时间】2018-3-1\n【受理时间】2018-3-2\n【咨询内容】请问能否延长？\n"
    "【回复单位】云川市图书馆\n【回复时间】2018-3-6\n【回复内容】您好，可以。"
)
HEADINGS = (
    "信件标题\n阅览室开放时间\n写信时间\n2018-03-01\n受理时间\n2018-03-02\n信件内容\n请问能否延长？\n办理单位\n云川市图书馆\n"
    "办理时间\n2018-03-06\n办理结果\n您好，可以。"
)


@pytest.mark.parametrize("text", [TABLE, LINES, BRACKETS, HEADINGS])
def test_a_letter_is_read_the_same_from_tables_lines_brackets_and_headings(text: str) -> None:
    letter = letter_of(read_letters(text))
    assert letter is not None
    assert (letter["subject"], letter["question"], letter["reply"]) == (
        "阅览室开放时间",
        "请问能否延长？",
        "您好，可以。",
    )
    assert (letter["asked_at"], letter["accepted_at"], letter["replied_at"]) == (
        "2018-03-01",
        "2018-03-02",
        "2018-03-06",
    )
    assert (letter["reply_agency"], letter["is_public"]) == ("云川市图书馆", True)


def test_number_kind_and_accepting_agency_are_told_apart_from_the_replying_one() -> None:
    (letter,) = read_letters(TABLE)
    assert (letter["number"], letter["accept_agency"], letter["reply_agency"]) == (
        "C20180108123", "云川市文化局", "云川市图书馆",
    )  # fmt: skip


def test_every_answer_of_a_letter_is_kept_with_who_gave_it() -> None:
    text = (
        "来信人：王某\n来信时间：2018-01-08\n信件内容：能停车吗？\n回复单位：市城管局\n回复时间：2018-01-10\n回复内容：可以。\n"
        "回复单位：市公安局\n回复时间：2018-01-12\n回复内容：须登记。"
    )
    (letter,) = read_letters(text)
    assert [(one["reply"], one["replied_at"]) for one in letter["replies"]] == [
        ("可以。", "2018-01-10"), ("须登记。", "2018-01-12"),
    ]  # fmt: skip
    assert (letter["reply"], letter["replied_at"]) == ("市城管局：可以。\n市公安局：须登记。", "2018-01-10")


def test_a_date_behind_the_writer_is_when_the_letter_was_written() -> None:
    (letter,) = read_letters("网友：王某 2018-03-01 10:00\n问：怎么提取？\n答：到窗口办理。")
    assert (letter["writer"], letter["asked_at"]) == ("王某", "2018-03-01T10:00+08:00")


def test_a_letter_without_a_reply_names_no_replying_agency() -> None:
    (letter,) = read_letters(
        "来信人：赵小满\n来信时间：2018-03-01\n来信内容：请问？\n受理单位：云川市文化局\n办理状态：办理中"
    )
    assert (letter["reply"], letter["reply_agency"], letter["status"]) == (None, None, "办理中")


def test_what_stands_around_the_body_belongs_to_its_letter() -> None:
    (letter,) = read_letters("咨询内容：请问能否延长？\n答复内容：可以。", "来信人：赵小满 来信时间：2018-03-01 10:08")
    assert (letter["writer"], letter["asked_at"]) == ("赵小满", "2018-03-01T10:08+08:00")


@pytest.mark.parametrize(
    "text",
    [
        "来信主题：甲\n来信时间：2018-1-1\n来信内容：一\n回复内容：二\n来信主题：乙\n来信时间：2018-1-2\n来信内容：三\n回复内容：四",
        "来信主题\t来信时间\t来信内容\t回复内容\n甲\t2018-1-1\t一\t二\n乙\t2018-1-2\t三\t四",
    ],
)
def test_several_letters_on_one_page_are_all_read_and_none_is_the_page_s_own(text: str) -> None:
    letters = read_letters(text)
    told = [(one["subject"], one["asked_at"], one["question"], one["reply"]) for one in letters]
    assert told == [("甲", "2018-01-01", "一", "二"), ("乙", "2018-01-02", "三", "四")]
    assert letter_of(letters) is None


def test_an_answer_that_the_page_around_prints_once_more_is_no_second_one() -> None:
    around = "留言标题\t补办老年证\n留言内容\t怎样补办？\n回复单位\t市民政局\n回复内容\t请到窗口办理。\n首页\n便民服务"
    (letter,) = read_letters("回复内容\t请到窗口办理。", around + "\n留言时间\t2018-1-1")
    assert (letter["reply"], letter["reply_agency"], letter["question"]) == ("请到窗口办理。", "市民政局", "怎样补办？")
    (two,) = read_letters("回复单位\t街道\n回复内容\t已转办。", around + "\n留言时间\t2018-1-1")
    assert [one["reply"][:4] for one in two["replies"]] == ["已转办。", "请到窗口"]


@pytest.mark.parametrize("said", ["否", "不公开", "0", "保密", "不同意公开"])
def test_a_letter_is_not_public_where_its_page_says_so(said: str) -> None:
    assert [one["is_public"] for one in read_letters(TABLE.replace("是否公开\t是", f"是否公开\t{said}"))] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "本报讯 近日，市图书馆收到读者来信，来信内容：反映阅览室关门太早。有关部门答复：自下月起延长。",
        "来信主题\t状态\t时间\t受理单位\n阅览室开放时间\t已回复\t2018-03-01\t市文化局\n公园座椅\t办理中\t2018-03-02\t市园林局",
        "问：借书证怎么办？\n答：凭身份证办理。\n时间：每周一至周五",
        "关于办理群众来信的通知\n受理时间：全年\n办理时间：五个工作日\n办理单位：各科室",
    ],
    ids=["news about a letter", "list of letters", "question and answer", "notice about letters"],
)
def test_what_only_speaks_of_letters_is_none(text: str) -> None:
    found: list[dict[str, Any]] = letters_on(text)
    assert found == []


def test_a_guest_book_prints_a_time_before_each_subject_and_answers_by_its_keeper() -> None:
    one = "2017-0{n}-02 09:1{n}标题：办证流程{n} 留言人：王先生\n请问在哪里办理？第{n}次问。\n管理员回复：请到窗口办理。回复时间：2017-0{n}-05"
    form = "\n标题：\n内容：\n验证码：\n"
    first, second = letters_on("\n".join(one.format(n=n) for n in (1, 2)) + form)
    assert (first["subject"], first["asked_at"], first["reply"], first["replied_at"]) == (
        "办证流程1", "2017-01-02T09:11+08:00", "请到窗口办理。", "2017-01-05",
    )  # fmt: skip
    assert (second["subject"], second["question"], second["asked_at"]) == (
        "办证流程2", "请问在哪里办理？第2次问。", "2017-02-02T09:12+08:00",
    )  # fmt: skip


def test_an_answer_that_gives_a_telephone_behind_a_sentence_goes_on() -> None:
    answer = "您好，已修好。地址：人民路1号。电话：2214001。时间：每周一。如有疑问请来信。"
    (letter,) = read_letters(
        f"来信人：王某\n来信时间：2012-03-01\n来信内容：井盖坏了。\n回复内容：{answer}回复时间：2012-03-05"
    )
    assert (letter["reply"], letter["replied_at"]) == (answer, "2012-03-05")


def test_a_hotline_s_table_whose_answer_is_an_opinion_is_a_letter() -> None:
    table = (
        "主题\t路灯不亮\n日期\t2018-03-01\n咨询人\t李**\n内容\t北街路灯不亮一个多月了。\n处理单位\t住建局\n处理状态\t已办结\n"
        "处理时间\t2018-03-06\n受理意见\t您好，已修好。"
    )
    assert may_be_labelled(table, "")
    (letter,) = read_letters(table)
    assert (letter["question"], letter["reply"]) == ("北街路灯不亮一个多月了。", "您好，已修好。")
    assert (letter["asked_at"], letter["replied_at"], letter["reply_agency"]) == ("2018-03-01", "2018-03-06", "住建局")


def test_an_office_that_replies_by_its_name_and_days_in_brackets_make_a_letter() -> None:
    (found,) = letters_on("网友来信：五点就关门，能否延长？（2018-05-10）\n县文化局回复：已延长到九点。（2018-05-15）")
    assert (found["question"], found["asked_at"]) == ("五点就关门，能否延长？", "2018-05-10")
    assert (found["reply"], found["reply_agency"], found["replied_at"]) == ("已延长到九点。", "县文化局", "2018-05-15")


def test_the_signature_of_an_answer_tells_who_gave_it_and_when() -> None:
    (found,) = read_letters(
        "来信人：王**\n来电时间：2018-05-02\n来信内容：路灯不亮。\n回复内容：已修好。\n县城管局\n2018年5月4日"
    )
    assert (found["asked_at"], found["reply_agency"], found["replied_at"]) == ("2018-05-02", "县城管局", "2018-05-04")


def test_each_of_several_unlabelled_answers_below_its_office_is_read() -> None:
    text = "咨询人：陈* 咨询时间：2018-04-16\n怎么转入？\n答复单位：人社局 答复时间：2018-04-18\n到窗口申请。"
    (found,) = letters_on(f"{text}\n答复单位：医保中心 答复时间：2018-04-20\n一并办理。")
    assert [(one["reply_agency"], one["reply"]) for one in found["replies"]] == [
        ("人社局", "到窗口申请。"), ("医保中心", "一并办理。"),
    ]  # fmt: skip


def test_a_letter_may_be_one_that_reflects_a_problem_and_is_handled() -> None:
    text = "【来电人】何女士\n【反映问题】红绿灯不亮。\n【承办单位】区交警大队\n【办理情况】已修复。\n【回访情况】市民满意。"
    assert may_be_labelled(text, "")
    (found,) = read_letters(text)
    assert (found["question"], found["reply"], found["reply_agency"]) == ("红绿灯不亮。", "已修复。", "区交警大队")
    assert read_letters("群众反映的问题，各单位要认真处理，办理情况及时上报。") == []


def test_who_wrote_may_stand_before_a_colon_and_a_day_above_the_words() -> None:
    (found,) = letters_on("许** 留言：2016-06-14 12:20\n建议增设斑马线。\n区城管局 答复：2016-06-20 09:00\n已划设。")
    assert (found["question"], found["reply"]) == ("建议增设斑马线。", "已划设。")
    assert (found["asked_at"][:10], found["replied_at"][:10]) == ("2016-06-14", "2016-06-20")
    assert found["reply_agency"] == "区城管局"


def test_a_leader_s_answer_and_words_in_detail_are_labels_and_the_heads_of_parts_end_them() -> None:
    (found,) = read_letters(
        "来信详情\n来信时间\n2019/05/15\n具体内容\n噪声太大。\n回复详情\n回复部门\n市建管站\n具体答复\n已整改。"
    )
    assert (found["question"], found["reply"], found["reply_agency"]) == ("噪声太大。", "已整改。", "市建管站")
    (found,) = read_letters("写信人：吕**\n信件正文\n合规吗？\n局长回信\n不合规。\n回信时间：2019-03-12")
    assert (found["question"], found["reply"], found["replied_at"]) == ("合规吗？", "不合规。", "2019-03-12")


def test_a_number_and_a_state_beside_question_and_answer_make_a_letter() -> None:
    (found,) = read_letters("编号：JZ2019-0312\t日期：2019-03-28\t状态：已回复\n问：何时轮到？\n答：下半年。")
    assert (found["question"], found["asked_at"], found["reply"]) == ("何时轮到？", "2019-03-28", "下半年。")
    assert read_letters("问：何时轮到？\n答：下半年。") == []


def test_labels_are_composed_of_what_was_written_or_came_back_and_what_stands_beside_it() -> None:
    (found,) = read_letters(
        "诉求人\n韩某\n反映时间\n2020-06-04\n反映内容\n积水。\n承办部门\n市水务局\n办复时间\n2020-06-09\n办复内容\n已疏通。"
    )
    assert (found["question"], found["reply"], found["reply_agency"]) == ("积水。", "已疏通。", "市水务局")
    assert (found["asked_at"], found["replied_at"]) == ("2020-06-04", "2020-06-09")
    assert read_letters("第一条\n来信内容：应当写明姓名。\n第二条\n答复内容：应当有据。\n第三条\n施行。") == []


def test_a_row_of_labels_heads_the_one_row_below_it() -> None:
    rows = (
        "受理编号\t咨询人\t提交日期\t处理状态\n0617\t匿名\t2020-06-17\t已办结\n咨询内容\n还不了车。\n处理结果\n已修复。"
    )
    (found,) = read_letters(f"{rows}\n处理单位\t处理时间\n市城管局\t2020-06-20")
    assert (found["number"], found["status"], found["asked_at"]) == ("0617", "已办结", "2020-06-17")
    assert (found["reply"], found["reply_agency"], found["replied_at"]) == ("已修复。", "市城管局", "2020-06-20")


def test_a_second_question_goes_on_with_the_first_and_each_answer_names_its_office() -> None:
    said = "市民提问2020-10-09\n要年审吗？\n市民政局回复\n2020-10-12\n不再年审。\n市民追问2020-10-13\n外地老人呢？\n市民政局再次回复（2020-10-16）\n一样。"
    (found,) = letters_on(f"{said}\n服务态度：满意")
    assert found["question"] == "要年审吗？\n追问：外地老人呢？"
    assert [(one["reply_agency"], one["replied_at"], one["reply"]) for one in found["replies"]] == [
        ("市民政局", "2020-10-12", "不再年审。"), ("市民政局", "2020-10-16", "一样。"),
    ]  # fmt: skip


def test_an_answered_request_of_an_english_page_is_a_letter_and_news_of_one_is_not() -> None:
    asked = "Date received\n20 January 2021\nDate of response\n12 February 2021\nYour request\nHow many fines were cancelled?"
    assert may_be_labelled(f"{asked}\nOur response\n611 of them.", "")
    (found,) = read_letters(f"{asked}\nOur response\n611 of them.\nRelated pages\nParking")
    assert (found["question"], found["reply"]) == ("How many fines were cancelled?", "611 of them.")
    assert (found["accepted_at"], found["replied_at"]) == ("2021-01-20", "2021-02-12")
    news = "The council answered a set of questions about the ring road.\nThe leader's response: work starts in June.\nQuestion time was extended."
    assert not may_be_labelled(news, "")
    assert letters_on(news) == []


def test_bars_between_facts_and_an_office_before_a_colon_and_what_waits_are_read() -> None:
    facts = "受理编号：LY21｜提交时间：2021-06-15 20:11｜状态：已回复"
    (found,) = letters_on(f"{facts}\n群众诉求\n绿灯太短。\n部门答复\n已延长。\n县公安局交警大队\n2021年6月20日")
    assert (found["asked_at"][:10], found["status"], found["question"]) == ("2021-06-15", "已回复", "绿灯太短。")
    said = "网友“向阳花”：低保怎么申请？\n提问时间：2021-08-16\n县民政局：到村委会申请。\n回复时间：2021-08-20"
    (found,) = letters_on(said)
    assert (found["question"], found["reply"], found["reply_agency"]) == (
        "低保怎么申请？",
        "到村委会申请。",
        "县民政局",
    )
    (found,) = read_letters(
        "来件标题\t村道\n来件时间\t2021-09-01\n来件内容\t坑坑洼洼。\n当前状态\t已转交\n答复内容\t暂无"
    )
    assert (found["question"], found["reply"], found["status"]) == ("坑坑洼洼。", None, "已转交")
    news = (
        "会议通报了留言办理情况：\n网友留言：共一千二百条。\n部门答复：按期答复率为百分之九十五。\n会议要求提高质量。"
    )
    assert letters_on(news) == []


SUGGESTED = (
    "建言标题：延长开放\n建言人：姜*\n建言时间：2020-04-10\n建言内容：希望周末开到九点。\n"
    "答复单位：县文化局\n答复时间：2020-04-15\n答复内容：五一起延长。"
)


def test_suggestions_and_calls_of_the_public_are_letters_by_their_labels() -> None:
    (letter,) = letters_on(SUGGESTED)
    assert (letter["subject"], letter["writer"], letter["question"]) == ("延长开放", "姜*", "希望周末开到九点。")
    assert (letter["asked_at"], letter["replied_at"], letter["reply"]) == ("2020-04-10", "2020-04-15", "五一起延长。")
    listed = SUGGESTED.replace("建言", "呼声").replace("：", "\n")
    assert letters_on(listed)[0]["question"] == "希望周末开到九点。"


@pytest.mark.parametrize(
    "text",
    [
        "填报内容：希望周末开到九点。\n答复单位：县文化局\n答复时间：2020-04-15\n答复内容：五一起延长。",  # one label alone
        "招标人：张某\n招标时间：2020-07-12\n招标内容：诊断仪两台\n答复时间：2020-07-15\n答复内容：以公告为准。",
        "议标人：县人民医院\n议标时间：2020-07-12\n议标内容：诊断仪\n答复时间：2020-07-15\n答复内容：以公告为准。",  # an office's
        "登簿人：赵某\n登簿时间：工作日\n登簿内容：不动产\n办理时间：周一至周五\n办理地点：大厅\n办理结果：不动产证",  # a guide
        "建言人：姜*\n建言时间：2020-04-10\n建言内容：希望周末开到九点。县里说会认真研究，答复内容将公布。",
    ],
)
def test_labels_of_notices_guides_and_news_that_end_as_a_letter_s_do_tell_none(text: str) -> None:
    learnt = letters_on(text)
    assert not learnt or learnt[0]["question"] is None


def test_labels_of_suggestions_may_be_elements_before_their_words() -> None:
    rows = [one.split("：", 1) for one in SUGGESTED.split("\n")]
    for shape in ("<p><b>%s</b>　%s</p>", "<p><span>%s</span><em>%s</em></p>"):
        (letter,) = letters_of("".join(shape % (label, value) for label, value in rows))
        assert (letter["writer"], letter["question"], letter["reply"]) == ("姜*", "希望周末开到九点。", "五一起延长。")


def test_pictures_that_label_a_question_and_its_answer_make_a_letter_of_both_blocks() -> None:
    html = '<main><div><img alt="%s"><p>座位总是约不上。</p></div><div><img alt="%s"><p>未到的座位自动释放。</p></div></main>'
    for labels in (("来信内容", "回复内容"), ("网民提问", "部门解答")):
        first = parse_html(html % labels).find(".//main")[0]
        assert may_be_pictured(first)
        whole = block_of_letter(first)
        (letter,) = letters_in(whole, text_of(whole), "")
        assert (letter["question"], letter["reply"]) == ("座位总是约不上。", "未到的座位自动释放。")
    plain = parse_html(html % ("来信内容", "图书馆外景")).find(".//main")[0]
    assert not may_be_pictured(plain)
    assert block_of_letter(plain) is plain
