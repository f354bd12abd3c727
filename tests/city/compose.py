"""Drafts by kind of text: news, notices, documents, guides, letters and the rest, as such offices write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.city import words
from tests.city.model import Attachment, Block, Cell, Draft, File, Letter, Paragraph, Picture, Table
from tests.city.text import NUMERALS, Pen, chinese_day

KINDS = ("doc", "pdf", "xls", "docx", "xlsx", "zip")
P = Paragraph


def compose(kind: str, pen: Pen, seed: str, prefix: str) -> Draft:
    """Kind of text, a pen, a seed for its files, the agency's document prefix → a draft."""
    return MAKERS[kind](pen, seed, prefix)


def _length(pen: Pen) -> int:
    """How many sentences a text has: some short, most middling, few long."""
    draw = pen.random.random()
    if draw < 0.1:
        return pen.number(1, 2)
    return pen.number(3, 11) if draw < 0.72 else pen.number(12, 24) if draw < 0.95 else pen.number(40, 70)


def _ending(pen: Pen) -> list[Block]:
    return [P(pen.agency, "right"), P(chinese_day(pen.today), "right")]


def _attachments(pen: Pen, seed: str, subject: str, most: int = 3) -> list[Block]:
    count = pen.number(1, most)
    made: list[Block] = []
    for at in range(1, count + 1):
        kind = pen.pick(KINDS)
        word = pen.pick(("申报表", "汇总表", "名单", "实施方案", "任务分解表", "格式文本", "考核细则", "登记表"))
        number = f"{at}." if count > 1 else ""
        broken = pen.chance(0.03)
        file = File(kind, f"{number}{subject}{word}.{kind}", seed=None if broken else f"{seed}/file/{at}")
        made.append(Attachment(file, "附件：" if at == 1 else ""))
    return made


def _pictures(pen: Pen, seed: str, count: int) -> list[Block]:
    return [
        Picture(File(pen.pick(("jpg", "png")), f"{pen.thing()}现场图{at}", seed=f"{seed}/image/{at}"))
        for at in range(1, count + 1)
    ]


def data_table(pen: Pen) -> Table:
    """A table of figures with a head of two rows; the head spans rows and columns."""
    year = pen.today.year
    places = pen.random.sample(words.DISTRICTS, pen.number(3, 7))
    head = (
        (Cell("地区", rows=2), Cell(f"{pen.thing()}（{pen.pick(('件', '户', '处', '人次'))}）", columns=2), Cell("备注", rows=2)),
        (Cell(f"{year - 1}年"), Cell(f"{year}年")),
    )  # fmt: skip
    rows = [
        (Cell(place), Cell(pen.fill("{m}")), Cell(pen.fill("{n}")), Cell(pen.pick(("已核定", "待复核", "含开发区", "初步数"))))
        for place in places
    ]  # fmt: skip
    total = (Cell("合计"), Cell(f"{pen.number(1000, 90000)}", columns=2), Cell(f"截至{chinese_day(pen.today)}"))
    return Table((*head, *rows, total))


# --- what offices publish ------------------------------------------------------------------------------------------------


def _news(pen: Pen, seed: str, prefix: str) -> Draft:
    verb = pen.pick(("调研", "部署", "推进", "检查", "总结", "启动", "督导"))
    where = pen.fill(pen.pick(("{town}", "{place}", "{unit}", "{meeting}")))
    title = pen.fill(
        pen.pick(
            (
                f"{pen.agency.removeprefix('云川')}在{where}{verb}{{thing}}工作",
                f"{{unit}}{verb}{{thing}}惠及{{n}}户居民",
                f"{{person}}到{where}{verb}{{thing}}",
                f"{where}：{{thing}}迈出新步伐",
                "{thing}亮点纷呈 {town}{people}点赞",
                f"我市{verb}{{thing}}，{{place}}先行一步",
            )
        )
    )
    blocks: list[Block] = [P(text) for text in pen.paragraphs(words.NEWS, _length(pen))]
    if pen.chance(0.35):
        blocks[1:1] = _pictures(pen, seed, pen.number(1, 3))
    if pen.chance(0.08):
        blocks.append(data_table(pen))
    return Draft(title, tuple(blocks))


def _notice(pen: Pen, seed: str, prefix: str) -> Draft:
    subject = pen.thing()
    verb = pen.pick(("做好", "开展", "组织", "加强", "申报", "调整", "暂停办理"))
    title = f"关于{verb}{pen.today.year}年{pen.fill('{place}')}{subject}有关事项的{pen.pick(('通知', '公告', '通告'))}"
    count = _length(pen)
    if count <= 2:
        text = (
            pen.fill("为做好{place}{thing}，经与{office}商定，")
            + pen.sentences(words.RULES, 1)[0]
            + f"。{pen.agency}{chinese_day(pen.today)}"
        )
        return Draft(title, (P(text),))
    blocks: list[Block] = [P("、".join(pen.random.sample(words.DISTRICTS, 2)) + pen.fill("有关部门，{unit}，各有关单位：")), P(pen.sentences(words.REASONS, 1)[0] + "。现将有关事项通知如下：")]  # fmt: skip
    for at, text in enumerate(pen.paragraphs(words.RULES, count)):
        heading = f"{NUMERALS[at]}、{pen.thing()}方面" if at < 10 and pen.chance(0.6) else None
        blocks += [P(heading, is_bold=True)] if heading else []
        blocks.append(P(text))
    if pen.chance(0.12):
        blocks.append(data_table(pen))
    if pen.chance(0.45):
        blocks += _attachments(pen, seed, subject)
    return Draft(title, (*blocks, *_ending(pen)))


def _document(pen: Pen, seed: str, prefix: str) -> Draft:
    number = f"{prefix}〔{pen.today.year}〕{pen.number(1, 320)}号"
    genre = pen.pick(("办法", "实施意见", "管理规定", "实施细则", "工作方案"))
    subject = pen.thing()
    title = f"{pen.agency}关于印发《云川市{subject}{genre}》的通知"
    blocks: list[Block] = [
        P(number, "center"),
        P(pen.fill("{place}、{place}{office}，{unit}：")),
        P(f"《云川市{subject}{genre}》已经{pen.fill('{date}{meeting}')}审议通过，现印发给你们，请遵照执行。"),
        *_ending(pen),
        P(f"云川市{subject}{genre}", "center", is_bold=True),
    ]
    for at, text in enumerate(pen.sentences(words.RULES, max(4, _length(pen)))):
        article = f"第{NUMERALS[at]}条" if at < 10 else f"第{at + 1}条"
        blocks.append(P(f"{article} {text}。"))
    if pen.chance(0.6):
        blocks += _attachments(pen, seed, subject, 2)
    return Draft(title, tuple(blocks), "document", number, number_shown=True)


def _law(pen: Pen, seed: str, prefix: str) -> Draft:
    draft = _document(pen, seed, prefix)
    title = f"云川市{pen.thing()}管理{pen.pick(('条例', '规定', '暂行办法'))}（{pen.today.year}年修订）"
    return replace(draft, title=title, blocks=(draft.blocks[0], *draft.blocks[5:]))


def _interpretation(pen: Pen, seed: str, prefix: str) -> Draft:
    subject = pen.thing()
    title = pen.pick(
        (
            f"《云川市{subject}办法》解读",
            f"《关于加强{subject}的实施意见》政策解读",
            f"一图读懂{subject}新规（{pen.today.year}年）",
        )
    )
    blocks: list[Block] = [P("一、起草背景", is_bold=True)]
    said = pen.paragraphs(words.REASONS, max(4, _length(pen)))
    for at, text in enumerate(said):
        if at in (1, 3):
            blocks.append(P(("二、主要内容", "三、需要说明的问题")[at // 2], is_bold=True))
        blocks.append(P(text))
    if "一图读懂" in title:
        blocks += _pictures(pen, seed, 2)
    return Draft(title, tuple(blocks), "interpretation")


def _guide(pen: Pen, seed: str, prefix: str) -> Draft:
    subject = pen.thing()
    rows = (
        ("事项名称", f"{subject}{pen.pick(('审批', '备案', '核准', '登记'))}"),
        ("设定依据", f"《云川市{subject}管理办法》第{pen.number(3, 30)}条"),
        ("申请条件", "；".join(pen.sentences(words.RULES, 2))),
        (
            "办理材料",
            f"申请书{pen.number(1, 4)}份；{pen.fill('{unit}')}出具的证明；法定代表人身份证复印件；{pen.thing()}方案",
        ),
        ("办理流程", f"申请—受理（{pen.number(1, 3)}日）—审查—决定—送达"),
        ("办理时限", f"法定{pen.number(20, 45)}个工作日，承诺{pen.number(3, 15)}个工作日"),
        ("收费标准", pen.pick(("不收费", f"每件{pen.number(20, 400)}元"))),
        ("办理地点", f"云川市{pen.fill('{place}{street}')}{pen.number(1, 300)}号政务大厅{pen.number(1, 40)}号窗口"),
        ("咨询电话", f"0999-6{pen.number(100000, 999999)}"),
    )
    table = Table(tuple((Cell(label), Cell(value, columns=2)) for label, value in rows))
    blocks: list[Block] = [table]
    blocks += [P(text) for text in pen.paragraphs(words.RULES, pen.number(1, 4))]
    if pen.chance(0.6):
        blocks += _attachments(pen, seed, subject, 2)
    return Draft(f"{rows[0][1]}办事指南（{pen.fill('{place}')}{pen.today.year}年版）", tuple(blocks), "guide")


def _statistics(pen: Pen, seed: str, prefix: str) -> Draft:
    subject, quarter = pen.thing(), pen.number(1, 4)
    blocks: list[Block] = [P(text) for text in pen.paragraphs(words.NEWS[4:], pen.number(1, 5))]
    blocks[1:1] = [data_table(pen)]
    if pen.chance(0.5):
        blocks += _attachments(pen, seed, subject, 1)
    return Draft(f"{pen.today.year}年第{NUMERALS[quarter - 1]}季度{pen.fill('{place}')}{subject}情况", tuple(blocks))


def _personnel(pen: Pen, seed: str, prefix: str) -> Draft:
    who, post = pen.person(), pen.pick(words.POSTS)
    text = pen.fill(
        f"经{{date}}{{meeting}}研究决定，任命{who}为{pen.agency}{post}（试用期一年），免去{{person}}的{{unit}}职务。"
    )
    return Draft(f"关于{who}等同志任免职的通知", (P(text), *_ending(pen)))


def _profile(pen: Pen, seed: str, prefix: str) -> Draft:
    who, post = pen.person(), pen.pick(words.POSTS)
    born = pen.today.year - pen.number(35, 58)
    text = pen.fill(
        f"{who}，{pen.pick('男女')}，汉族，{born}年{pen.number(1, 12)}月出生，{{place}}人，现任{pen.agency}{post}。"
        f"{born + 22}年参加工作，曾在{{unit}}、{{town}}任职。分管{{thing}}、{{thing}}和{{thing}}，联系{{place}}。"
    )
    photo = Picture(File("jpg", f"{who}同志照片", seed=f"{seed}/image/1"))
    return Draft(f"{who}（{post}）", (photo, P(text)), "profile")


def _interview(pen: Pen, seed: str, prefix: str) -> Draft:
    guest, subject = pen.person(), pen.thing()
    blocks: list[Block] = [
        P(f"嘉宾：{pen.agency}{pen.pick(words.POSTS)}{guest}　时间：{chinese_day(pen.today)}".replace("　", " "))
    ]
    for question in pen.sentences(words.HOSTS, pen.number(3, 6)):
        blocks.append(P(f"[主持人] {question}？", is_bold=True))
        blocks.append(P(f"[{guest}] " + "。".join(pen.sentences(words.REASONS, pen.number(2, 4))) + "。"))
    return Draft(f"{guest}做客访谈间 谈{subject}与{pen.thing()}", tuple(blocks), "interview")


def _survey(pen: Pen, seed: str, prefix: str) -> Draft:
    subject = pen.thing()
    end = pen.today + timedelta(days=pen.number(10, 40))
    blocks: list[Block] = [
        P("。".join(pen.sentences(words.REASONS, pen.number(2, 5))) + "。"),
        P(f"现就《云川市{subject}管理办法（征求意见稿）》公开征求意见，截止日期为{chinese_day(end)}。"),
        P(
            f"信函请寄云川市{pen.fill('{street}')}{pen.number(1, 200)}号{pen.fill('{unit}')}，邮编999{pen.number(100, 999)}。"
        ),
        *[P(text) for text in pen.paragraphs(words.RULES, pen.number(2, 8))],
        *_attachments(pen, seed, subject, 1),
    ]
    return Draft(f"关于对《云川市{subject}管理办法》征求意见的公告", (*blocks, *_ending(pen)), "survey")


def _gallery(pen: Pen, seed: str, prefix: str) -> Draft:
    blocks: list[Block] = []
    for picture in _pictures(pen, seed, pen.number(3, 6)):
        blocks += [picture, P(pen.sentences(words.NEWS, 1)[0] + "。")]
    return Draft(pen.fill("{unit}“{quality}杯”{thing}图片展（{town}站）"), tuple(blocks), "gallery")


def _forms(pen: Pen, seed: str, prefix: str) -> Draft:
    subject = pen.thing()
    text = f"{pen.fill('{place}{people}')}办理{subject}请下载填写，一式{pen.number(2, 6)}份，送{pen.fill('{unit}{k}号窗口')}。"
    return Draft(
        f"{subject}{pen.pick(('申请表', '备案表', '变更表'))}下载（{pen.fill('{town}')}适用）",
        (P(text), *_attachments(pen, seed, subject, 2)),
    )


def _files(pen: Pen, seed: str, prefix: str) -> Draft:
    title = f"{pen.thing()}{pen.pick(('申请表', '备案表', '年度报表', '格式合同'))}（{pen.fill('{town}')}{pen.today.year}年版）"
    return Draft(title, (Attachment(File("doc", f"{title}.doc", seed=f"{seed}/file/1")),))


def _question(pen: Pen, seed: str, prefix: str) -> Draft:
    asked = pen.sentences(words.QUESTIONS, 1)[0]
    blocks = [
        P(f"问：{asked}？", is_bold=True),
        P("答：" + "。".join(pen.sentences(words.ANSWERS[1:10], pen.number(2, 5))) + "。"),
    ]
    return Draft(f"{pen.fill('{people}')}如何办理{pen.thing()}？（{pen.fill('{place}')}）", tuple(blocks))


# --- formula notices: their texts differ in a number, a date or a name only ------------------------------------------------


def formula(pen: Pen, series: int, number: int) -> Draft:
    """The number-th notice of a series; all of a series but for their own number, day and firm say the same."""
    day = pen.today
    if series % 3 == 0:
        title = f"行政许可决定公示（{day.year}年第{number}号）"
        text = f"根据有关规定，现将{day.year}年第{number}号行政许可决定予以公示，公示期为七个工作日。"
    elif series % 3 == 1:
        title = f"关于{day.year}年{day.month}月{day.day}日暂停对外办公的公告"
        text = (
            f"因系统升级，我单位各窗口于{day.month}月{day.day}日暂停对外办公一天，网上申报同时停止受理，次日恢复正常。"
        )
    else:
        firm = pen.firm()
        title = f"关于{firm}资质审查情况的公示"
        text = f"经审查，{firm}提交的材料齐全，符合规定条件，拟予通过，现予公示。"
    rest = P(words.FORMULAS[series % 3])
    return Draft(title, (P(text), rest, P(pen.agency, "right"), P(chinese_day(day), "right")))


# --- letters ---------------------------------------------------------------------------------------------------------------


def letter(pen: Pen, is_public: bool) -> Draft:
    """A letter with its reply; some writers put their ID or phone number into it."""
    question, private = "。".join(pen.sentences(words.QUESTIONS, pen.number(1, 3))) + "？", []
    if pen.chance(0.3):
        private = [pen.phone(), pen.id_number()][: pen.number(1, 2)]
        label = ("我的手机是", "身份证号码")
        question += "".join(f"{label[at]}{value}，" for at, value in enumerate(private)) + "请与我联系。"
    sent = pen.today - timedelta(days=pen.number(3, 20))
    accepted = sent + timedelta(days=1)
    subject = (
        f"{pen.pick(('咨询', '反映', '建议', '请问'))}{pen.fill('{town}{thing}')}的{pen.pick(('问题', '事', '情况'))}"
    )
    reply = "。".join([pen.fill(words.ANSWERS[0]), *pen.sentences(words.ANSWERS[1:], pen.number(2, 5))]) + "。"
    made = Letter(
        subject, question, sent.isoformat(), accepted.isoformat(), pen.today.isoformat(), pen.agency, reply, "已回复",
        pen.person(), is_public,
    )  # fmt: skip
    number = f"C{sent:%Y%m%d}{pen.number(100, 999)}"
    rows = (
        (("信件编号", number), ("来信人", made.writer)),
        (("来信时间", made.asked_at), ("受理时间", made.accepted_at)),
        (("是否公开", "是" if is_public else "否"), ("办理状态", made.status)),
        (("信件标题", made.subject),),
        (("信件内容", made.question),),
        (("回复单位", made.reply_agency), ("回复时间", made.replied_at)),
        (("回复内容", made.reply),),
    )
    table = Table(tuple(_letter_row(row) for row in rows))
    return Draft(subject, (table,), "letter", letter=made, private=tuple(private))


def _letter_row(pairs: tuple[tuple[str, str], ...]) -> tuple[Cell, ...]:
    width = 1 if len(pairs) == 2 else 3
    return tuple(cell for label, value in pairs for cell in (Cell(label), Cell(value, columns=width)))


MAKERS: dict[str, Callable[[Pen, str, str], Draft]] = {
    "news": _news, "notice": _notice, "document": _document, "law": _law, "interpretation": _interpretation,
    "guide": _guide, "statistics": _statistics, "personnel": _personnel, "profile": _profile, "interview": _interview,
    "survey": _survey, "gallery": _gallery, "forms": _forms, "question": _question, "files": _files,
}  # fmt: skip
