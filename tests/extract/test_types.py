"""Structured content types, each with pages that look like it and are not."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from guiyi.extract.types.details import read_details
from guiyi.extract.types.labels import Labels
from guiyi.extract.types.statistics import read_statistics
from guiyi.markup.tree import text_of


def details(html: str, title: str = "关于有关事项的通知", around: str = "", path: str = "", **more: Any) -> Any:
    body = lxml.html.fromstring(f"<div>{html}</div>")
    return read_details(title, text_of(body), around, path, body, more.get("attachments", []))


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# --- guides ----------------------------------------------------------------------------------------------------------

GUIDE_TABLE = """<table><tr><td>事项名称</td><td colspan=2>乐器流动展演备案</td></tr><tr><td>设定依据</td><td>《云川市展演办法》第九条</td></tr>
<tr><td rowspan=2>办理材料</td><td>申请书两份</td></tr><tr><td>场地证明</td></tr><tr><td>办理时限</td><td>法定20个工作日，承诺5个工作日</td></tr>
<tr><td>收费标准</td><td>不收费</td></tr></table>"""
GUIDE_HEADINGS = lines(
    "一、事项名称：乐器流动展演备案", "二、设定依据", "《云川市展演办法》第九条", "三、办理材料", "1.申请书两份", "2.场地证明",
    "四、法定期限：20个工作日", "五、承诺期限：5个工作日", "六、收费标准：不收费",
)  # fmt: skip


GUIDE_UNDER_A_HEAD = """<table><tr><th>事项名称</th><th>设定依据</th><th>办理材料</th><th>法定期限</th><th>承诺期限</th><th>收费标准</th></tr>
<tr><td>乐器流动展演备案</td><td>《云川市展演办法》第九条</td><td>申请书两份<br>场地证明</td><td>20个工作日</td><td>5个工作日</td><td>不收费</td></tr></table>"""
TABS = "<ul>" + "".join(f"<li>{one}</li>" for one in ("基本信息", "办理材料", "许可程序", "收费标准")) + "</ul>"
PANES = (
    "事项名称：乐器流动展演备案</p><p>设定依据：《云川市展演办法》第九条</p><p>办理时限：法定20个工作日，承诺5个工作日",
    "1.申请书两份</p><p>2.场地证明", "受理、审查", "<b>收费标准</b></p><p>不收费",
)  # fmt: skip
GUIDE_TABS = TABS + "".join(f"<div class=pane><p>{one}</p></div>" for one in PANES)


@pytest.mark.parametrize("html", [GUIDE_TABLE, GUIDE_HEADINGS, GUIDE_UNDER_A_HEAD, GUIDE_TABS])
def test_a_guide_is_known_by_its_labelled_elements_in_a_table_or_under_headings(html: str) -> None:
    found = details(html)
    values = {one["name"]: one["value"] for one in found["fields"]}
    assert found["type"] == "guide"
    assert (values["item_name"], values["fee"]) == ("乐器流动展演备案", "不收费")
    assert values["legal_basis"] == "《云川市展演办法》第九条"
    assert "场地证明" in values["materials"]
    assert found["limits"] == {
        "legal_limit": {"days": 20, "unit": "工作日"},
        "promised_limit": {"days": 5, "unit": "工作日"},
    }


@pytest.mark.parametrize(
    "html",
    [
        lines(
            "各单位申报时应提交的办理材料包括申请书、场地证明，办理流程与上年相同，不收费。", "联系电话：0999-6123456"
        ),
        lines("一、申报条件", "在本市注册。", "二、申报材料", "申请书。", "三、联系方式", "0999-6123456"),
        lines("会议时间：三月五日", "会议地点：三楼", "参加对象：各科室", "联系电话：0999-6123456"),
    ],
    ids=["materials in prose", "a call for projects", "an invitation"],
)
def test_a_notice_that_speaks_of_materials_is_no_guide(html: str) -> None:
    assert details(html) is None


# --- interviews ------------------------------------------------------------------------------------------------------

TALK = lines(
    "嘉宾：云川市图书馆馆长林晓 时间：2018年3月6日", "[主持人] 各位网友好，流动车何时开通？", "[林晓] 下月一日。", "沿途二十一站。",
    "[网友晨光] 收费吗？", "[林晓] 不收费。", "[主持人] 谢谢。",
)  # fmt: skip


def test_numbered_labels_set_off_by_a_blank_make_a_guide_and_a_sentence_behind_a_number_does_not() -> None:
    found = details(lines("1.受理条件　所有人", "2.申报材料　证书", "3.办事流程　申请、审批", "4.承诺时限　3个工作日"))
    assert found["limits"] == {"promised_limit": {"days": 3, "unit": "工作日"}}
    assert (
        details(lines("1.受理条件要公开。", "2.申报材料要精简。", "3.办事流程要优化。", "4.承诺时限要压缩。")) is None
    )


def test_an_interview_gives_guests_time_and_turns_with_their_roles() -> None:
    found = details(TALK, "林晓做客访谈间")
    assert (found["type"], found["guests"], found["held_at"]) == ("interview", ["云川市图书馆馆长林晓"], "2018-03-06")
    assert [one["role"] for one in found["turns"]] == ["host", "guest", "public", "guest", "host"]
    assert found["turns"][1] == {"speaker": "林晓", "role": "guest", "text": "下月一日。\n沿途二十一站。"}


@pytest.mark.parametrize(
    "form", ["[10:0{n}] {who}：{said}", "<b>{who}</b>　{said}", "<table><tr><td>{who}<td>[10:0{n}]<td>{said}</table>"]
)
def test_speakers_stand_behind_a_clock_before_a_blank_or_in_cells(form: str) -> None:
    said = [
        ("主持人", "各位网友好。"),
        ("李局长", "大家好。"),
        ("网友一", "请问何时开馆？"),
        ("李局长", "下月初。"),
        ("主持人", "谢谢。"),
    ]
    found = details("".join(f"<div>{form.format(n=n, who=who, said=one)}</div>" for n, (who, one) in enumerate(said)))
    assert [(one["speaker"], one["text"]) for one in found["turns"]] == said
    assert (found["host"], found["guests"]) == ("主持人", ["李局长"])


@pytest.mark.parametrize(
    "form", ["{who}10:0{n}\n{said}", "[{who}] 10:0{n}:12\n{said}", "【{who}】{said}", "{who}\n{said}"]
)
def test_a_label_tells_the_host_and_the_guests_of_whom_one_may_speak_once(form: str) -> None:
    said = (
        ("韵秋", "几户？"),
        ("林川", "九百户。"),
        ("韵秋", "谢谢两位。"),
        ("周远", "再会。"),
        ("林川", "再会。"),
        ("韵秋", "再会。"),
    )
    facts = "主 持 人：韵秋", "主 题：旧房改造", "嘉 宾：县住建局党组书记、局长 林川，副局长 周远"
    talk = "\n".join(form.format(n=n, who=who, said=one) for n, (who, one) in enumerate(said))
    found = details(lines(*facts, *talk.split("\n")), around="在线访谈")
    assert [(one["speaker"], one["text"]) for one in found["turns"]] == list(said)
    assert (found["host"], found["subject"]) == ("韵秋", "旧房改造")
    assert found["guests"] == ["县住建局党组书记、局长 林川", "副局长 周远"]


def test_a_role_stands_before_a_name_and_a_post_too() -> None:
    said = (
        "主持人 昕然：各位好。",
        "嘉宾 林川：大家好。",
        "听众 刘先生：小区老停电。",
        "嘉宾 林川：在换变压器。",
        "主持人 昕然：再会。",
    )
    found = details(lines(*said), "政风热线")
    assert (found["host"], found["guests"], found["turns"][2]["role"]) == ("主持人 昕然", ["林川"], "public")
    said = (
        "【韵秋】",
        "各位好。",
        "【县人社局局长 林川】",
        "通报三件事。",
        "【县人社局局长 林川】",
        "谢谢。",
        "【韵秋】",
        "再会。",
    )
    assert details(lines("主 持 人：县新闻办副主任 韵秋", *said), around="新闻发布会实录")["host"] == "韵秋"


def test_speakers_before_a_colon_make_an_interview_too() -> None:
    found = details(lines("主持人：何时开通？", "林晓：下月一日。", "主持人：收费吗？", "林晓：不收费。"))
    assert [one["speaker"] for one in found["turns"]] == ["主持人", "林晓", "主持人", "林晓"]


@pytest.mark.parametrize(
    "html",
    [
        lines("昨日，林晓馆长做客访谈间，向主持人介绍流动车。", "主持人：谢谢。", "来源：云川日报"),
        lines("问：何时开通？", "答：下月一日。", "问：收费吗？", "答：不收费。"),
        lines("时间：三月五日", "地点：三楼", "主持人：林晓", "参加人：各科室", "内容：部署工作"),
    ],
    ids=["news about an interview", "questions and answers", "minutes of a meeting"],
)
def test_what_only_speaks_of_an_interview_is_none(html: str) -> None:
    assert details(html) is None


# --- surveys ---------------------------------------------------------------------------------------------------------


def test_a_questionnaire_gives_questions_with_options_and_counts() -> None:
    found = details(
        lines("调查时间：2018年3月1日至2018年3月20日", "共有312人参与", "1、您多久去一次图书馆？（单选）", "A、每周 156票 50.0%",
              "B、每月 156票 50.0%", "2、您希望增加哪些服务？（多选）", "A、夜间开放 200票 64.1%", "B、外文图书 112票 35.9%"),
        "图书馆服务网上调查",
    )  # fmt: skip
    assert (found["kind"], found["starts_on"], found["ends_on"], found["opinions"]) == (
        "questionnaire", "2018-03-01", "2018-03-20", 312,
    )  # fmt: skip
    assert [(one["kind"], len(one["options"])) for one in found["questions"]] == [("single", 2), ("multiple", 2)]
    assert found["questions"][1]["options"][0] == {"text": "夜间开放", "count": 200, "share": 64.1}


def test_boxes_to_tick_are_options_and_what_became_of_the_answers_is_told_in_a_sentence() -> None:
    html = lines("1. 您满意吗？", "○满意○不满意", "2. 您用过哪些渠道？（多选）", "□网站 □电话")
    asked = details(html, "满意度调查问卷")["questions"]
    assert [[one["text"] for one in question["options"]] for question in asked] == [
        ["满意", "不满意"],
        ["网站", "电话"],
    ]
    told = "草案于2018年1月8日至2018年2月8日征求意见，共收到意见23条，采纳12条。"
    found = details(lines(told, "谢谢。"), "《停车条例（草案）》征求意见情况的反馈")
    assert (found["opinions"], found["result"]) == (23, told)


def test_the_line_above_options_is_their_question_where_the_title_asks() -> None:
    table = "<table><tr><td>不到10分钟<td><div><i></i></div><td>150票<td>60%<tr><td>更久<td><div></div><td>100票<td>40%</table>"
    found = details(
        f"<p>参与人数：250</p><p>您的办事用时</p>{table}<p>您的年龄段</p><p>□ 18-35岁　□ 36岁以上</p>",
        "窗口服务调查问卷",
    )
    assert found["opinions"] == 250
    assert [(one["question"], [(it["text"], it["count"]) for it in one["options"]]) for one in found["questions"]] == [
        ("您的办事用时", [("不到10分钟", 150), ("更久", 100)]), ("您的年龄段", [("18-35岁", None), ("36岁以上", None)]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "html"),
    [
        (
            "普法知识竞赛",
            lines("1、宪法日是哪一天？", "A、12月4日", "B、5月4日", "2、民法典何时施行？", "A、2021年", "B、2020年"),
        ),
        ("在校生情况", lines("一、小学在校生", "男生120人", "女生130人", "二、初中在校生", "男生90人", "女生80人")),
    ],
    ids=["a quiz", "figures below numbered heads"],
)
def test_options_of_a_quiz_and_figures_are_no_survey(title: str, html: str) -> None:
    assert details(html, title) is None


def test_a_consultation_gives_its_deadline_and_what_became_of_it() -> None:
    found = details(
        lines("现就《云川市展演办法（征求意见稿）》公开征求意见，截止日期为2018年4月1日。", "信函请寄云川市北街1号。", "意见采纳情况：采纳3条。"),
        "关于对《云川市展演办法》征求意见的公告", "收到意见：12条",
    )  # fmt: skip
    assert (found["kind"], found["ends_on"], found["opinions"]) == ("consultation", "2018-04-01", 12)
    assert found["result"] == "采纳3条。"


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("云川市统计调查队开展粮食产量调查", lines("调查队于3月5日到青山区开展调查，电话通知各镇。")),
        (
            "关于做好三项工作的通知",
            lines("1、提高认识，加强领导。", "2、落实责任，明确分工。", "3、加强督查，确保成效。"),
        ),
        ("林晓主持召开意见征集座谈会", lines("昨日，座谈会在图书馆举行，与会者发言热烈。")),
    ],
    ids=["a survey team at work", "a numbered notice", "news about a consultation"],
)
def test_what_only_speaks_of_a_survey_is_none(title: str, html: str) -> None:
    assert details(html, title) is None


# --- profiles, galleries, videos -------------------------------------------------------------------------------------


def test_days_behind_labels_without_a_colon_are_the_first_and_the_last() -> None:
    found = details(lines("现征集意见，请来信。"), "条例修订意见征集", "开始时间2019-02-01\n截止时间2019-02-28")
    assert (found["starts_on"], found["ends_on"]) == ("2019-02-01", "2019-02-28")


def test_a_period_above_a_text_whose_label_is_that_of_its_start_gives_both_days() -> None:
    around = "征集时间：2016年4月1日—2016年4月30日　状态：已截止"
    found = details(lines("现征集意见建议，请发送至邮箱。"), "垃圾分类意见征集", around)
    assert (found["starts_on"], found["ends_on"]) == ("2016-04-01", "2016-04-30")


def test_what_became_of_a_consultation_is_told_by_its_title_and_its_figures() -> None:
    title, told = "关于停车办法意见采纳情况的反馈", "3月1日至3月31日公开征求意见，共收到意见建议26条，其中采纳19条。"
    found = details(lines(told), title)
    assert (found["type"], found["opinions"], "采纳19条" in found["result"]) == ("survey", 26, True)
    assert details(lines("请各单位于月底前报送。"), title) is None


def test_a_leader_s_profile_gives_name_post_birth_and_duties() -> None:
    text = "林晓，女，汉族，1970年5月出生，青山区人，现任云川市文化局副局长。分管图书馆和展演工作。"
    found = details(lines(text), "林晓（副局长）")
    assert (found["type"], found["name"], found["sex"], found["born"]) == ("profile", "林晓", "女", "1970-05")
    assert found["post"] == "云川市文化局副局长"
    assert found["duties"] == "分管图书馆和展演工作"


def test_the_line_of_the_post_above_a_life_is_the_person_s() -> None:
    found = details(lines("市住建局党组书记、局长", "林晓，男，汉族，1969年11月出生。", "历任规划局副局长。"), "林晓")
    assert found["post"] == "市住建局党组书记、局长"


def test_all_persons_of_a_page_are_read() -> None:
    html = "".join(
        lines(f"姓名：{name}", "职务：副馆长", f"分工：分管{what}")
        for name, what in (("林晓", "采编"), ("周远", "外借"))
    )
    found = details(html, "领导分工")
    assert (found["name"], [(one["name"], one["duties"]) for one in found["others"]]) == (
        "林晓",
        [("周远", "分管外借")],
    )


def test_persons_below_lines_of_name_and_post_or_in_a_table_of_the_leadership_are_read() -> None:
    told = lines(
        "林晓　局长",
        "男，汉族，1966年5月生。",
        "分工：主持全面工作。",
        "周远　副局长",
        "女，1971年8月生。",
        "分管外借。",
    )
    head = "<tr><th>姓名<th>职务<th>分工</tr>"
    table = f"<table>{head}<tr><td>林晓<td>局长<td>主持全面工作</tr><tr><td>周远<td>副局长<td>分管外借</tr></table>"
    for html in (told, table):
        found = details(html, "局领导")
        assert (found["name"], found["post"]) == ("林晓", "局长")
        assert [(one["name"], one["duties"]) for one in found["others"]] == [("周远", "分管外借")]
    assert details(table.replace("分工", "岗位"), "拟聘用人员名单") is None


def test_leaders_below_their_own_names_are_read() -> None:
    text = lines("林川", "职务：局长", "分管工作：主持全面工作。", "田禾", "职务：副局长", "分管工作：供水。")
    found = details(text, "局领导班子")
    assert [(one["name"], one["post"], one["duties"]) for one in (found, *found["others"])] == [
        ("林川", "局长", "主持全面工作。"), ("田禾", "副局长", "供水。"),
    ]  # fmt: skip
    assert details(text, "表彰名单") is None


def test_leaders_whose_name_and_post_stand_above_what_they_do_are_read() -> None:
    text = lines("梁山　区长", "主持区政府全面工作。", "钟岭　副区长", "负责民政工作。")
    found = details(text, "区政府领导")
    assert [(one["name"], one["post"], one["duties"]) for one in (found, *found["others"])] == [
        ("梁山", "区长", "主持区政府全面工作。"), ("钟岭", "副区长", "负责民政工作。"),
    ]  # fmt: skip
    assert details(lines("梁山　区长", "到东湖调研。", "钟岭　副区长", "陪同。"), "区领导调研") is None


def test_an_appointment_is_no_profile() -> None:
    text = "林晓，女，汉族，1970年5月出生，拟任云川市文化局副局长。"
    assert details(lines(text), "林晓同志任职公示") is None
    assert details(lines(text), "关于林晓等同志任职的通知") is None


def test_a_story_about_a_person_is_no_profile_of_theirs() -> None:
    text = "林晓，女，1970年生，汉族，流动车司机。她负责的三号线覆盖二十一站。"
    assert details(lines(text), "“最美司机”林晓的故事") is None
    assert details(lines(text), "林晓同志简介")["name"] == "林晓"


PICTURES = "".join(f'<p><img src="http://o.example.test/{at}.jpg"></p><p>第{at}站：东湖码头</p>' for at in range(3))


def test_pictures_with_captions_are_a_gallery() -> None:
    found = details(PICTURES, "流动车图片展")
    assert found["type"] == "gallery"
    assert found["pictures"][1] == {"legacy_url": "http://o.example.test/1.jpg", "caption": "第1站：东湖码头"}


def test_an_article_with_pictures_is_no_gallery() -> None:
    assert details(PICTURES + lines("流动车昨日开通，沿途二十一站，读者凭证免费借阅。" * 20), "流动车开通") is None


def test_a_short_report_with_a_picture_or_two_is_no_gallery_whatever_its_column() -> None:
    report = "6月8日，防汛演练在东湖举行。各队配合默契，完成五个科目。"
    two = "".join(f'<p><img src="http://o.example.test/{at}.jpg"></p>' for at in range(2))
    assert details(two + lines(report), "防汛演练举行", path="图片新闻") is None
    assert details(two + lines("东湖夜色"), "东湖夜色", path="图片新闻")["type"] == "gallery"


def test_a_film_with_a_few_words_is_a_video() -> None:
    film = {"name": "开通.mp4", "key": "/1.mp4", "legacy_url": "http://o.example.test/1.mp4"}
    found = details(lines("流动车开通仪式"), "流动车开通仪式", attachments=[film])
    assert found == {
        "type": "video",
        "videos": [{"legacy_url": "http://o.example.test/1.mp4", "name": "开通.mp4", "poster": None}],
    }


# --- labels ----------------------------------------------------------------------------------------------------------


def test_a_value_goes_to_the_next_label_and_a_word_in_prose_is_no_label() -> None:
    labels = Labels({"place": "地点", "day": "时间"})
    found = labels.fields("（一）地点：三楼会议室\n旁边的地点也可以\n二、时间\n三月五日")
    assert [(one.name, one.value) for one in found] == [("place", "三楼会议室\n旁边的地点也可以"), ("day", "三月五日")]


def test_the_speaker_who_asks_is_the_host_of_a_talk_and_the_day_with_a_time_above_it_its_own() -> None:
    said = ("小澜", "今年改造多少户？"), ("林川", "两千六百户。"), ("小澜", "何时完工？"), ("林川", "十月底以前。")
    rows = "".join(f"<div><b>{who}</b><p>{text}</p></div>" for who, text in said)
    told = details(f"<p>播出：2022年3月29日 15:00</p>{rows}", around="发布：2022-03-30 08:00\n对话部门")
    assert (told["type"], told["host"], told["guests"]) == ("interview", "小澜", ["林川"])
    assert told["held_at"] == "2022-03-29T15:00+08:00"
    forms = "".join(f"<div><b>{who}</b><p>{text}</p></div>" for who, text in (("地址", "一楼"), ("时限", "三天")) * 2)
    assert details(forms, around="对话部门") is None


def test_facts_of_a_period_and_of_opinions_make_a_consultation_and_its_adopted_ones_are_counted() -> None:
    facts = ("发起单位", "市公安局"), ("起止日期", "2023-04-03 至 2023-05-03"), ("收到建议", "46 条"), ("采纳", "11 条")
    html = (
        "<ul>"
        + "".join(f"<li><b>{label}</b>{value}</li>" for label, value in facts)
        + "</ul><h3>反馈</h3><p>其余不合上位法。</p>"
    )
    told = details(html, title="《养犬管理办法（草案）》")
    assert [told[one] for one in ("starts_on", "ends_on", "opinions", "adopted", "result")] == [
        "2023-04-03", "2023-05-03", 46, 11, "其余不合上位法。",
    ]  # fmt: skip
    rows = "".join(
        f"<tr><td>{one}</td><td>{is_so}</td></tr>"
        for one, is_so in (("意见", "是否采纳"), ("增设车位", "是"), ("取消", "否"))
    )
    told = details(
        f"<p>现将意见采纳情况公布如下，收到意见2条，予以采纳。</p><table>{rows}</table>", title="意见采纳情况"
    )
    assert (told["opinions"], told["adopted"]) == (2, 1)
    told = details(lines("方案于2018年6月1日至6月20日征求意见，共收到意见12条，采纳5条。"), title="搬迁方案意见汇总")
    assert (told["opinions"], told["adopted"], told["ends_on"]) == (12, 5, "2018-06-20")
    assert details(lines("会议于2018年6月1日至6月2日召开，收到提案12条。"), title="提案意见交办会召开") is None
    assert details(lines("调查时间为8月1日至8月9日，共收到问卷五千份。"), title="我市开展调查研究") is None
    assert details(lines("各镇、各单位：", "请于9月30日前来信报送。"), title="关于征集好人线索的通知") is None


def test_a_person_below_their_name_is_told_by_what_the_paragraphs_say() -> None:
    html = lines(
        "戚望川", "市委副书记、市长", "主管", "主持市政府全面工作。", "经历", "男，汉族，1969年4月生。曾任县长。"
    )
    told = details(html, title="戚望川")
    assert [told[one] for one in ("post", "duties", "career", "born")] == [
        "市委副书记、市长", "主持市政府全面工作。", "男，汉族，1969年4月生。曾任县长。", "1969-04",
    ]  # fmt: skip
    assert details(lines("戚望川", "市委副书记、市长", "昨日到三个社区调研。"), title="戚望川") is None


def test_labels_of_one_word_are_a_guide_s_where_rows_of_one_layout_name_three_elements() -> None:
    rows = (
        ("主体", "区城管局"),
        ("法定时间", "20个工作日"),
        ("承诺时间", "8个工作日"),
        ("收费", "免费"),
        ("依据", "《办法》第六条"),
        ("窗口", "15号"),
    )
    html = "".join(f"<div><span class=k>{label}</span><span class=v>{value}</span></div>" for label, value in rows)
    told = details(f"{html}<h4>准备材料</h4><ul><li>效果图</li></ul><h4>办理步骤</h4><ol><li>受理</li></ol>")
    found = {one["label"]: one["value"] for one in told["fields"]}
    assert [found[one] for one in ("主体", "依据", "窗口", "准备材料")] == [
        "区城管局",
        "《办法》第六条",
        "15号",
        "效果图",
    ]
    assert told["limits"]["promised_limit"] == {"days": 8, "unit": "工作日"}
    plain = "".join(
        f"<div><span class=k>{label}</span><span class=v>{value}</span></div>" for label, value in rows[:1] + rows[4:]
    )
    assert details(plain) is None


def test_a_mailbox_s_table_of_what_was_answered_is_of_figures_whatever_its_heads_and_title() -> None:
    rows = "<tr><td>序号<td>办公室<td>转办<td>办结</tr><tr><td>1<td>镇国土所<td>22<td>21</tr><tr><td>2<td>镇民政办<td>20<td>19</tr>"
    said = "<p>镇长信箱累计收到来信42封，办结40封。</p>"
    told = details(f"{said}<table>{rows}</table>", title="上半年来信办理台账")
    assert [(one["agency"], one["received"], one["answered"]) for one in told["agencies"]] == [
        ("镇国土所", 22, 21),
        ("镇民政办", 20, 19),
    ]
    assert details(said, title="上半年来信办理台账") is None


def test_unknown_labels_in_the_column_of_the_known_ones_are_a_guide_s_where_cells_reach_over_rows() -> None:
    rows = (
        "<td rowspan=2>基本信息<td>受理部门<td>县民政局", "<td>办结时间<td>法定10个工作日，承诺2个工作日",
        "<td rowspan=2>办理要求<td>办理条件<td>年满六十周岁", "<td>随身证件<td>户口簿",
        "<td rowspan=2>其他<td>是否收费<td>免费", "<td>办理地点<td>3号台",
    )  # fmt: skip
    told = details(f"<table>{''.join(f'<tr>{one}</tr>' for one in rows)}</table>", path="便民服务指南")
    values = {one["name"]: one["value"] for one in told["fields"]}
    assert (values["conditions"], values["time_limit"]) == ("年满六十周岁", "法定10个工作日，承诺2个工作日")
    assert told["limits"]["promised_limit"] == {"days": 2, "unit": "工作日"}


def test_pictures_are_the_heads_of_a_guide_by_their_alt_texts() -> None:
    heads = (("受理条件", "有合格客车。"), ("所需材料", "申请表。"), ("办理流程", "受理、决定。"))
    html = "".join(f'<p><img src="/{at}.gif" alt="{one}"></p><p>{said}</p>' for at, (one, said) in enumerate(heads))
    assert [one["value"] for one in details(html, path="办事指引")["fields"]] == [said for _head, said in heads]
    assert details(html.replace("alt", "title"), path="办事指引") is None


def test_hours_that_are_so_many_days_are_a_limit() -> None:
    told = details(
        lines("一、办理依据", "条例", "二、办理条件", "法人", "三、办理时间", "7个工作日内办结。"), path="办事指南"
    )
    assert told["limits"] == {"time_limit": {"days": 7, "unit": "工作日"}}


def test_tables_of_votes_below_their_questions_are_a_questionnaire() -> None:
    table = "<table><tr><th>选项<th>票数<th>比例</tr><tr><td>是<td>300<td>75%</tr><tr><td>否<td>100<td>25%</tr></table>"
    html = f"<p>1、您常来图书馆吗？</p>{table}<p>2、您乘坐流动车吗？</p>{table}"
    found = details(html, "您对图书馆满意吗")["questions"]
    assert [[(one["text"], one["count"], one["share"]) for one in each["options"]] for each in found] == [
        [("是", 300, 75.0), ("否", 100, 25.0)]
    ] * 2
    assert details(html.replace("票数", "单价"), "物资采购清单") is None


def test_days_behind_labels_of_one_word_are_a_consultation_s() -> None:
    found = details(lines("征集起始 2020-02-01", "征集截止 2020-02-20", "欢迎提出意见。"), "养犬办法公开征求意见")
    assert (found["starts_on"], found["ends_on"]) == ("2020-02-01", "2020-02-20")


def test_a_post_and_a_name_above_three_facts_of_a_life_are_a_profile() -> None:
    facts = "<dl><dt>出生<dd>1975年6月<dt>学历<dd>研究生<dt>分工<dd>负责财税工作。</dl>"
    found = details(facts, "常务副县长 岳青川")
    assert (found["name"], found["post"], found["born"]) == ("岳青川", "常务副县长", "1975-06")
    assert details(facts, "财税工作 岳青川") is None
    assert details(lines("昨日到三个社区调研，听取分工情况。"), "常务副县长 岳青川") is None


def test_a_guide_is_told_by_what_stands_under_heads_in_any_words_and_a_notice_of_fees_is_none() -> None:
    rows = (
        ("申办资格", "本区经营者。"),
        ("交啥", "申请表、身份证"),
        ("多长时间", "法律规定20个工作日，承诺4（工作日）"),
        ("花销", "零收费"),
        ("哪儿", "3号窗口"),
    )
    page = "".join(f"<h5>{head}</h5><p>{value}</p>" for head, value in rows)
    told = details(f"<div>{page}</div>", title="临时占道")
    assert told is not None
    assert told["type"] == "guide"
    assert {name: one["days"] for name, one in told["limits"].items()} == {"legal_limit": 20, "promised_limit": 4}
    notice = "<h5>背景</h5><p>为便民，窗口在3个工作日内答复。</p><h5>费用</h5><p>零收费</p><h5>其他</h5><p>请周知。</p>"
    assert (details(f"<div>{notice}</div>", title="关于收费的通知") or {}).get("type") != "guide"


def test_a_life_may_begin_with_the_name_that_is_the_page_s_title() -> None:
    text = "<p>县政府副县长</p><p>简历</p><p>陶然，1980年4月生，本科学历。</p><p>负责工作</p><p>负责教育、文化</p>"
    told = details(f"<div>{text}</div>", title="陶然")
    assert told is not None
    assert (told["name"], told["born"], told["duties"]) == ("陶然", "1980-04", "负责教育、文化")


def test_votes_are_read_beside_bars_on_one_line_and_behind_their_share() -> None:
    asked = "<p>一、您对窗口人员的态度：</p>{}<p>二、您跑了几趟？</p><p>一趟30票　两趟12票</p>"
    forms = (
        "<p>满意41票　不满意18票</p>",
        "<p>满意<i>60%</i>41人</p><p>不满意<i>40%</i>18人</p>",
        "<div>满意<div></div>41（60%）</div><div>不满意<div></div>18（40%）</div>",
        "<ul><li>A.满意（60%，41票）<li>B.不满意（40%，18票）</ul>",
        "<table><tr><th>选项<th>比例<tr><td><span>1</span><p>满意</p><td>41票 比例:60%<tr><td><p>不满意</p><td>18票 比例:40%</table>",
    )
    for form in forms:
        told = details(lines("") + asked.format(form), "满意度测评")
        counts = [[(option["text"], option["count"]) for option in one["options"]] for one in told["questions"]]
        assert counts == [[("满意", 41), ("不满意", 18)], [("一趟", 30), ("两趟", 12)]], form
    rows = "<tr><td rowspan=2>{}<td>是<td>41<td>60%<tr><td>否<td>18<td>40%"
    head = "<tr><th>题目<th>选项<th>得票<th>占比"
    told = details(f"<table>{head}{rows.format('赞成吗')}{rows.format('来过吗')}</table>", "公园建设网上调查结果")
    assert [(one["question"], [option["count"] for option in one["options"]]) for one in told["questions"]] == [
        ("赞成吗", [41, 18]), ("来过吗", [41, 18])
    ]  # fmt: skip
    assert details("<p>满意的41人，不满意的18人。</p><p>跑一趟的30人，跑两趟的12人。</p>", "调查显示满意度上升") is None


def test_a_clock_before_a_name_s_line_and_who_only_asks_are_speakers() -> None:
    said = (("主持人", "各位好。"), ("卓然", "大家好。"), ("网友 听风", "年轻人愿意学吗？"), ("卓然", "办了四期班。"))
    talk = "".join(f"<li><span>09:3{at}</span><b>{who}</b><p>{one}</p></li>" for at, (who, one) in enumerate(said))
    told = details(f"<ul>{talk}</ul>", "走近竹编", "访谈嘉宾：卓然")
    assert [(one["speaker"], one["role"]) for one in told["turns"]][1:3] == [("卓然", "guest"), ("网友 听风", "public")]
    rows = "".join(f"<tr><td>{who}<td>{one}" for who, one in (("问", "有补贴吗？"), ("卫平", "每例两千元。")) * 2)
    told = details(f"<table>{rows}</table>", "解读办法", "嘉宾：卫平")
    assert [one["role"] for one in told["turns"]] == ["host", "guest"] * 2
    assert details(lines("问：有补贴吗？", "答：有。", "问：在哪办？", "答：社区。"), "政策问答") is None


def test_heads_that_ask_are_a_guide_s_and_a_post_before_the_name_is_of_the_person_below() -> None:
    heads = (("谁能办", "六十岁以上老人。"), ("带什么", "一寸照片。"), ("去哪办", "民政办。"), ("花多少钱", "免费。"))
    told = details("".join(f"<p>★{head}</p><p>{value}</p>" for head, value in heads), "优待证")
    assert [one["name"] for one in told["fields"]] == ["conditions", "materials", "place", "fee"]
    person = lines(
        "祝南山", "如阳县人民政府县长", "基本情况", "1969年3月出生，大学学历。", "工作分管", "主持全面工作。"
    )
    told = details(person, "县长 祝南山")
    assert [told[one] for one in ("name", "post", "born", "duties")] == [
        "祝南山",
        "如阳县人民政府县长",
        "1969-03",
        "主持全面工作。",
    ]
    labelled = lines("市委常委、副市长", "出生年月：1968年11月", "主要工作：负责国土资源、城乡建设。")
    assert [details(labelled, "郑怀谷")[one] for one in ("born", "duties")] == ["1968-11", "负责国土资源、城乡建设。"]
    several = lines("温庭　县长", "工作分工：主持全面工作", "路遥　副县长", "工作分工：负责财政")
    assert details(several, "县政府班子成员")["others"][0]["duties"] == "负责财政"


@pytest.mark.parametrize(
    "text",
    [
        "3月共收到群众来信1,526件，办结1,498件，平均办理时间6.3天。",
        "收到留言（条）\t1526\n办结留言（条）\t1498\n平均办理时间（天）\t6.3",
        "1,526\n收到留言（条）\n1,498\n办结留言（条）\n6.3\n平均办理时间（天）",
        "总受理量\t已答复\t平均办理时长\n1526件\t1498件\t6.3天",
    ],
)
def test_a_figure_of_letters_is_read_wherever_its_word_stands(text: str) -> None:
    found = read_statistics("2018年3月信件办理情况统计", text)
    assert found is not None
    assert [found[name] for name in ("received", "answered", "mean_days")] == [1526, 1498, 6.3]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("人大代表建议和政协提案办理情况", "今年共收到人大代表建议45件、政协提案60件，已全部办结。"),
        ("行政审批办件统计", "窗口\t受理\t办结\n公安窗口\t20\t20\n国土窗口\t8\t8"),
        ("各乡镇人口统计情况", "乡镇\t户数\t人口\n石桥镇\t3000\t9000"),
    ],
)
def test_figures_of_other_things_are_no_statistics_of_letters(title: str, text: str) -> None:
    assert read_statistics(title, text) is None
