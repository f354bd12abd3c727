"""Letters told by their two parties alone, in words nobody knows; and records and news that look alike."""

from __future__ import annotations

import pytest

from guiyi.extract.bodies.containers import Body
from guiyi.extract.content import take_content
from guiyi.extract.types.letters.columns import letters_of_column
from guiyi.extract.types.letters.parties import exchange_of
from guiyi.extract.types.letters.pieces import pieces_of
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from tests.extract.lettered import letters_of

ASKED = "我住的楼外六盏路灯坏了快一个月，老人摔过两回。"
SAID = "经查系电缆受潮短路，更换后六盏路灯均恢复照明。"
OFFICE = "云川县城市管理局"
FACTS = {"asked_at": "2021-01-03", "replied_at": "2021-01-12", "reply_agency": OFFICE, "question": ASKED, "reply": SAID}


@pytest.mark.parametrize(
    "html",
    [
        f"<table><tr><td>姓名：苗*<td>递交日期：2021-01-03<tr><td>具体情况<td>{ASKED}</table><p>回件</p>"
        f"<table><tr><td>经办单位：{OFFICE}<td>回件日期：2021-01-12<tr><td>处置情况<td colspan=2>{SAID}</table>",
        f"<div class=a><p>{ASKED}</p><p>2021-01-03</p></div><div class=b><p>{SAID}</p><p>{OFFICE}　2021-01-12</p></div>",
        f"<div class=l><p>市民路**</p><div>{ASKED}</div><p>2021-01-03</p></div>"
        f"<div class=r><p>{OFFICE}</p><div>{SAID}</div><p>2021-01-12</p></div>",
        f"<p><b>来电人说：</b>{ASKED}（2021-01-03来电）</p><p><b>部门说：</b>{SAID}（{OFFICE}，2021-01-12答复）</p>",
        f"<table><tr><td>回音部门<td>{OFFICE}<td>回音日<td>2021-01-12<tr><td>回音<td colspan=3>{SAID}"
        f"<tr><td>心声日<td>2021-01-03<td>热度<td>321<tr><td>心声<td colspan=3>{ASKED}</table>",
        f"<div><b>群众提交</b><em>2021-01-03</em><p>{ASKED}</p></div><div><b>登记</b><em>2021-01-04</em><p>已登记，编号7。</p></div>"
        f"<div><b>交办</b><em>2021-01-05</em><p>交{OFFICE}办理，限期办结。</p></div>"
        f"<div><b>{OFFICE}反馈</b><em>2021-01-12</em><p>{SAID}</p></div><div><b>归档</b><em>2021-01-20</em></div>",
        f"<ul><li class=m><p>提交时间：2021-01-03</p><p>办理时间：2021-01-12</p><p>承办：{OFFICE}</p><li class=q>{ASKED}<li class=r>{SAID}</ul>",
        f"<table><tr><th>群众点单<th>部门接单<tr><td>{ASKED}<td>{SAID}<tr><td>点单：2021-01-03<td>部门：{OFFICE}<br>办结：2021-01-12</table>",
        f"<div>帖　　文：{ASKED}<br>发帖日期：2021-01-03<br>跟帖部门：{OFFICE}<br>跟帖日期：2021-01-12<br>跟　　帖：{SAID}</div>",
        f"<table><tr><th>时间<th>环节<th>内容<tr><td>2021-01-03<td>网友吐槽<td>{ASKED}<tr><td>2021-01-04<td>平台<td>转相关单位。"
        f"<tr><td>2021-01-12<td>{OFFICE}<td>{SAID}</table>",
        f"<p>▶ 诉：{ASKED} —— 2021-01-03</p><p>▶ 办：{SAID} —— {OFFICE} 2021-01-12</p>",
        f"<div class=pane><p>登记时间：2021-01-03</p><p>{ASKED}</p></div><div class=pane><p>{SAID}</p><p>{OFFICE}</p><p>2021-01-12</p></div>",
        f"<dl><dt>秦** 2021-01-03<dd>{ASKED}<dt>{OFFICE} 2021-01-12<dd>{SAID}</dl>",
        f"<p>〔来电日期〕2021-01-03</p><p>〔诉求〕{ASKED}</p><p>〔承办〕{OFFICE}</p><p>〔答复日期〕2021-01-12</p><p>〔答复〕{SAID}</p>",
        f"<p>发件人：网民<br>收件人：县长<br>发送时间：2021-01-03</p><p>{ASKED}</p>"
        f"<p>发件人：{OFFICE}<br>收件人：网民<br>发送时间：2021-01-12</p><p>{SAID}</p>",
        f"<p>2021-01-03 网友来信 | 2021-01-12 {OFFICE}回复</p><p><b>来信：</b></p><p>{ASKED}</p><p><b>回复：</b></p><p>{SAID}</p>",
        f"<blockquote><p>{ASKED}</p><footer>网友“早起的鸟” 2021-01-03</footer></blockquote><p>{SAID}</p><p class=f>{OFFICE} 2021-01-12</p>",
        f"<p>2021-01-03</p><div><em>原文</em><div>{ASKED}</div></div><div><em>答复</em><div>{SAID}</div><div>—— {OFFICE} 2021-01-12</div></div>",
        f"<p>2021-01-03</p><h5>群众呼声</h5><p>{ASKED}</p><h5>部门回音</h5><p>{SAID}</p><p>{OFFICE}</p><p>2021-01-12</p>",
        f"<table><tr><td>内容<td>{ASKED}<tr><td>发布时间<td>2021-01-03<tr><td>回复内容<td>{SAID}<tr><td>回复人<td>{OFFICE}"
        "<tr><td>回复时间<td>2021-01-12<tr><td>回复期限<td>2021-02-28</table>",
        f"<p>来电时间 2021-01-03 09:12 来电号码 138****0000 话务员 017号</p><b>来电记录</b><p>{ASKED}</p><b>承办反馈</b><p>{SAID}</p>"
        f"<p>承办单位 {OFFICE} 办结时间 2021-01-12 16:20</p>",
        f"<p>发表于：2021-01-03</p><p>{ASKED}</p><hr>管理员回复（{OFFICE}，2021-01-12）：<br>{SAID}",
        f"<div><p>群众提</p><p>{ASKED}</p><p>2021-01-03</p></div><div><p>部门办</p><p>{SAID}</p><p>{OFFICE}　2021-01-12</p></div>",
        f"<p>（2021-01-03）村民来话：{ASKED}</p><p>（2021-01-12）{OFFICE}回话：{SAID}</p>",
        f"<div>问题：{ASKED} [2021-01-03]</div><div>回答：{SAID} [{OFFICE} 2021-01-12]</div>",
        f"<section><h4>来话</h4><p>{ASKED}</p><i>2021-01-03</i></section><section><h4>回话</h4><p>{SAID}</p><i>由{OFFICE}于2021-01-12答复</i></section>",
    ],
)
def test_two_texts_with_their_days_of_which_an_office_gave_the_later_are_a_letter_in_any_words(html: str) -> None:
    letters = letters_of(html)
    assert len(letters) == 1
    assert {name: letters[0][name][:10] if name.endswith("_at") else letters[0][name] for name in FACTS} == FACTS


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>项目名称<td>教学楼<td>申请日期<td>2021-01-03<tr><td>建设内容<td colspan=3>新建教学楼一栋，含教室十二间，请查收。"
        f"<tr><td>验收单位<td>{OFFICE}<td>验收日期<td>2021-01-12<tr><td>验收结论<td colspan=3>经查质量符合要求，同意备案。</table>",
        f"<p>2021-01-03</p><p>连日来大雪，您的安全牵动人心。</p><h3>要求</h3><p>各单位已上街清雪。</p><p>{OFFICE}</p><p>2021-01-12</p>",
        f"<p>“县长您好，我们村的小桥塌了。”2021年1月3日，村民来信。</p><p>1月5日，县交通局回复：“已列入计划。”</p><p>{OFFICE}</p><p>2021-01-12</p>",
        f"<p>韦明代表：</p><p>您提出的建议收悉，现答复如下：</p><p>已安排资金修路。</p><p>{OFFICE}</p><p>2021年1月12日</p>",
        "<p>谁可以参保？</p><p>答：灵活就业人员。</p><p>在哪里办？</p><p>答：便民中心。</p>",
        f"<p>开始日期：2021-01-03　结束日期：2021-01-12</p><p>1、您家室温多少度？</p><p>A.二十度（25%，100票）</p><p>2、您报修过吗？</p><p>{OFFICE}</p>",
        f"<h5>群众反映</h5><p>路灯不亮。</p><h5>部门职责</h5><p>路灯归我局管理。</p><p>{OFFICE}</p><p>2021-01-12</p>",
    ],
)
def test_records_notices_news_and_answers_to_delegates_are_no_letters(html: str) -> None:
    assert letters_of(html) == []
    assert letters_of(html, "鱼水情") == []


def test_who_asks_within_quotation_marks_is_not_who_writes() -> None:
    asked = "<p>2021-01-03</p><p>节目走进一中，学生问：“食堂能加菜吗？”</p>"
    assert letters_of(f"{asked}<p>{OFFICE} 2021-01-12</p><p>工作人员现场答复，下月起加菜。</p>") == []


def test_without_a_voice_the_site_s_own_column_of_letters_decides() -> None:
    card = "<div class=card><p>{}</p><p>{}</p><div>{}</div></div>"
    page = card.format("2021-01-03", "第41号", "河面上漂着垃圾，汛期将至。") + card.format(
        "2021-01-12", OFFICE, "垃圾清理完毕。"
    )
    assert letters_of(page) == []
    assert letters_of(page, "鱼水情")[0]["reply"] == "垃圾清理完毕。"


def test_an_answer_s_only_day_is_not_when_it_was_asked_and_a_nameless_administrator_is_no_agency() -> None:
    answer = f"<div><p>{ASKED}</p></div><div><p>您好，{SAID}</p><p>{OFFICE}</p><p>2021-01-12</p></div>"
    told = exchange_of(pieces_of(parse_html(answer)), True)
    assert told is not None
    assert (told.get("asked_at"), told["replied_at"]) == (None, "2021-01-12")
    page = f"<div>游客　2021-01-03<p>{ASKED}</p></div><div>管理员　2021-01-12<p>您好，{SAID}</p></div>"
    assert [letters_of(page)[0][one] for one in ("reply_agency", "replied_at")] == [None, "2021-01-12"]


def test_numbered_heads_belong_to_what_is_said() -> None:
    said = f"<div><p>{ASKED}</p></div><div><p>{OFFICE} 2021-01-12</p><p>一、关于路灯</p><p>{SAID}</p><p>二、今后</p><p>按月检查。</p></div>"
    (letter,) = letters_of(f"<p>王** 2021-01-03</p>{said}")
    assert letter["reply"].endswith(f"{SAID}\n二、今后\n按月检查。")


def test_rounds_of_a_letter_stay_apart() -> None:
    round_ = "<div><div class=h><span>{}</span><span>{}</span></div><div class=c>{}</div></div>"
    said = (("网民梅先生", "2021-01-03", ASKED), (OFFICE, "2021-01-12", SAID))
    again = (
        ("网民梅先生 追加", "2021-01-14", "昨晚又灭了，是不是没修好？"),
        (f"{OFFICE} 再次回应", "2021-01-15", "已换开关。"),
    )
    letter = letters_of("".join(round_.format(*one) for one in (*said, *again)))[0]
    assert letter["question"] == f"{ASKED}\n追问：昨晚又灭了，是不是没修好？"
    assert [one["reply"] for one in letter["replies"]] == [SAID, "已换开关。"]
    assert letter["writer"] == "网民梅先生"


def test_a_text_that_waits_is_what_was_asked() -> None:
    page = parse_html(
        f"<main><p><b>投件日</b><i>2021-01-03</i><p><b>诉说</b><i>{ASKED}</i><p><b>进度</b><i>已转办</i></main>"
    )
    (letter,) = letters_of_column(page.find(".//main"), "", ["鱼水情"], None, {"鱼水情"})
    assert (letter["question"], letter["status"], letter["reply"]) == (ASKED, "已转办", None)
    assert letters_of_column(page.find(".//main"), "", ["要闻"]) == []
    bar = "<ul><li>已提交<li>已受理<li>办理中<li>已办结</ul><p>提交时间：2021-01-03</p>"
    page = parse_html(f"<main>{bar}<p>{ASKED}</p><p>该信件正在办理，请耐心等待。</p></main>").find(".//main")
    (letter,) = letters_of_column(page, "", ["市长信箱"])
    assert (letter["question"], letter["status"]) == (ASKED, None)
    form = f"<main><dl><dt>拨打时间<dd>2021-01-03<dt>市民诉说<dd>{ASKED}<dt>目前状况<dd>核查中</dl></main>"
    page = parse_html(form).find(".//main")
    assert letters_of_column(page, text_of(page), ["热线"])[0]["status"] == "核查中"
    page = parse_html(form.replace("市民诉说", "建设内容")).find(".//main")
    assert letters_of_column(page, text_of(page), ["热线"]) == []


def test_letters_of_several_writers_on_a_page_stay_apart_and_offices_answer_together() -> None:
    card = "<div><p>李** {} 2021-01-0{}</p><p>{}</p><p>{} 2021-01-12</p><p>{}</p></div>"
    other = ("学位", 4, "明年上幼儿园要摇号吗？", "云川县教育局", "由街道统筹安排入园。")
    letters = letters_of(card.format("路灯", 3, ASKED, OFFICE, SAID) + card.format(*other))
    assert [(one["question"], one["reply"], one["writer"]) for one in letters] == [
        (ASKED, SAID, "李**"), (other[2], other[4], "李**")
    ]  # fmt: skip
    both = f"{OFFICE}、云川县信访局"
    assert (
        letters_of(f"<p>李** 2021-01-03</p><p>{ASKED}</p><p>{both} 2021-01-12</p><p>{SAID}</p>")[0]["reply_agency"]
        == both
    )


def test_a_name_beside_a_label_of_who_wrote_is_the_writer_s_so_that_it_is_masked() -> None:
    facts = "<tr><td>出题人<td>沈秋陶<td>出题时刻<td>2021-01-03"
    form = f"<table>{facts}<tr><td>题面<td colspan=3>{ASKED}<tr><td>解题单位<td>{OFFICE}<td>解题时刻<td>2021-01-12<tr><td>解法<td colspan=3>{SAID}</table>"
    assert letters_of(form)[0]["writer"] == "沈秋陶"
    assert letters_of(form.replace("<td>沈", "：沈"))[0]["writer"] == "沈秋陶"
    heads = f"<p>沈秋陶 2021-01-03</p><p>{ASKED}</p><p>{OFFICE} 2021-01-12</p><p>{SAID}</p>"
    assert letters_of(heads)[0]["writer"] == "沈秋陶"


def test_questions_of_the_public_each_above_an_office_s_words_are_letters_apart_and_a_talk_is_none() -> None:
    page = f"<dl><dt>网友：{ASKED}<dd>{OFFICE}：{SAID}</dl><dl><dt>网友：几时通水？<dd>云川县水利局：已通水。</dl>"
    assert [one["reply_agency"] for one in letters_of(page)] == [OFFICE, "云川县水利局"]
    assert letters_of("<p>网友：几时通水？<p>林川：已通水。<p>网友：收费吗？<p>林川：不收。") == []


def test_a_list_s_word_that_it_is_answered_makes_an_office_s_text_the_answer() -> None:
    page = parse_html(f"<main><p>{OFFICE}　2021-01-12</p><p>您好，{SAID}</p></main>").find(".//main")
    (letter,) = letters_of_column(page, "", ["鱼水情"], "已回复")
    assert (letter["question"], letter["reply"], letter["replied_at"]) == (None, f"您好，{SAID}", "2021-01-12")
    assert letters_of_column(page, "", ["鱼水情"], "已公布") == []


def test_days_at_the_feet_of_two_cards_are_a_letter_s_though_they_look_like_those_of_other_articles() -> None:
    card = "<div class=card><div class=card-body><p>{}</p></div><div class=card-footer>{}</div></div>"
    page = card.format(f"{ASKED}何时能修好？", "2021-01-03 · 来自小程序") + card.format(SAID, f"2021-01-12 · {OFFICE}")
    boxes = f"<p>{ASKED}何时能修好？</p>" + "".join(
        f"<div><a href=/{day}>{title}</a><span>2021-01-{day} · 云川日报</span></div>"
        for day, title in ((12, "县里已将路灯全部更换"), (13, "县里安排冬季供暖"))
    )
    notices = f"<div><p>{ASKED}何时能修好？</p></div><div class=list>" + "".join(
        f"<div><p>{office}：已安排，请您到窗口办理。</p><span>2021-01-{day} · {office}</span></div>"
        for day, office in ((12, "县公安局"), (13, "县人社局"))
    )
    for html, said in ((page, [SAID]), (boxes, []), (f"{notices}</div>", [])):
        first = parse_html(f"<h1>路灯</h1><main>{html}</main>").find(".//p")
        assert first is not None
        letters = take_content(Body(first, "", "agreement"), frozenset()).letters
        assert [one["reply"] for one in letters] == said
