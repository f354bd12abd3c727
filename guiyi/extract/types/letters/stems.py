"""A head word never seen before, learnt from a page that repeats it: 建言人, 建言时间, 建言内容 above 答复单位, 答复内容.

True of pages in general because a mailbox prints one form: each label of what was sent is the same word with its role
behind, and each label of what came back the word of an answer. One label alone tells nothing, nor do a notice's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from guiyi.extract.fields.signature import AGENCY

WROTE = "来信|来电|来访|写信|去信|发信|信件|咨询|留言|诉求|投诉|提问|反映|求助|举报|问政|来件"  # what the public does
CAME_BACK = "回复|答复|办复|复信|回信|反馈|办理|处理|处置|办结|承办|答疑|回应"
OFFICE = "单位|部门|机构|机关|科室|处室|主体"
WORDS, PEOPLE, DAYS = (
    ("内容", "正文", "详情", "全文"),
    ("人", "者"),
    ("时间", "日期"),
)  # roles: what was written, by whom, when
ROLES = "|".join((*WORDS, *PEOPLE, *DAYS, "主题", "标题", "编号", "类型", "类别"))
BEGIN = r"(?:^|(?<=[\s】\]|]))[【\[]?"
MARK = r"(?P<mark>[】\]:：\t\n])(?=(?P<value>[^\t]{0,40}))"
LABEL = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2,4}}?)(?P<role>{ROLES})")
BEGINS = re.compile(BEGIN + LABEL.pattern)
FAMILY = re.compile(BEGINS.pattern + MARK)
ANSWER = re.compile(rf"{BEGIN}(?:{CAME_BACK})(?P<role>{OFFICE}|时间|日期|内容|结果|意见|情况|详情){MARK}")
SAID = ("内容", "结果", "意见", "情况", "详情", "正文")
BACK = re.compile(  # of what came back, in a word nobody knows: 回函+部门, 帮办+结果
    rf"{BEGIN}(?P<stem>[\u4e00-\u9fff]{{2,3}}?)(?P<role>{OFFICE}|时间|日期|{'|'.join(SAID)}){MARK}"
)
BACK_LABEL = re.compile(rf"(?P<stem>[\u4e00-\u9fff]{{2,3}}?)(?P<role>{OFFICE}|时间|日期|{'|'.join(SAID)})")
OF_SENT, OFFICES = re.compile(WROTE), frozenset(OFFICE.split("|"))
DAY = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
BEGINS_WITH_DAY = re.compile(rf"[：:\s]*{DAY}")
KNOWN = re.compile(rf"(?:{WROTE})(?:{'|'.join(WORDS)})")
OTHERS = re.compile(  # what a notice, a guide, a form or the page's own facts name so, and no letter
    r".*(?:招标|投标|中标|采购|拍卖|转让|出让|会议|活动|项目|工程|培训|招聘|考试|报名|公告|公示|通知|新闻|文章|信息|发布|申请|申报|办事|服务|业务|检查"
    rf"|处罚|许可|课程|讲座|采访|访谈|受理|转办|交办|评价|回访|审核|审批|公开|联系|工作|负责|经办|调查|征集|事件|发生|{CAME_BACK})"
)
FIRM = re.compile(r"(?:公司|集团|医院|[大中小]学|银行|合作社)$")


def stem_among(labels: Iterable[tuple[str, str]]) -> str | None:
    """Stems and their roles → the one stem that was written by somebody or on a day, and what was written; else None.

    >>> stem_among([("建言", "人"), ("建言", "内容"), ("爆料", "内容")]), stem_among([("招标", "人"), ("招标", "内容")])
    ('建言', None)
    """
    roles: dict[str, set[str]] = defaultdict(set)
    for stem, role in labels:
        roles[stem].add(role)
    told = [stem for stem, some in roles.items() if some & {*WORDS} and some & {*PEOPLE, *DAYS}]
    found = [stem for stem in told if not OTHERS.match(stem)]
    return found[0] if len(found) == 1 else None


def stem_of_labels(words: Iterable[str]) -> str | None:
    """Texts of elements that may be labels → the stem that they share, or None.

    >>> stem_of_labels(["建言人", "建言内容", "答复内容", "县水利局"]), stem_of_labels(["建言内容", "答复内容"])
    ('建言', None)
    """
    found = [one for word in words if (one := LABEL.fullmatch(word))]
    return stem_among((one["stem"], one["role"]) for one in found)


def may_name_stem(text: str) -> bool:
    """Whether a text's lines begin with one unknown word and different roles; whether they are labels is not asked.

    >>> may_name_stem("爆料时间2020-07-01\\n爆料内容油烟直排"), may_name_stem("爆料内容油烟直排")
    (True, False)
    """
    is_told = any(one in text for one in WORDS)
    return is_told and stem_among((one["stem"], one["role"]) for one in BEGINS.finditer(text)) is not None


def with_known_stem(text: str, around: str) -> tuple[str, str]:
    """A body's text and the text around it → the same with 来信 for the head word that their labels teach.

    >>> with_known_stem("建言人：姜*\\n建言内容：延长开放\\n答复单位：文化局\\n答复内容：已延长", "")[0]
    '来信人：姜*\\n来信内容：延长开放\\n答复单位：文化局\\n答复内容：已延长'
    >>> with_known_stem("建言内容：延长开放\\n答复单位：文化局\\n答复内容：已延长", "")[0][:5]
    '建言内容：'
    """
    stem = _stem_of(f"{around}\n{text}")
    text, around = _with_stem(text, around, stem) if stem else (text, around)
    back = answer_stem_of(f"{around}\n{text}")
    if back is None:
        return text, around
    known = re.compile(rf"({BEGIN}){back}(?=(?:{OFFICE}|时间|日期|{'|'.join(SAID)})[】\]:：\t\n])")
    return known.sub(r"\1回复", text), known.sub(r"\1回复", around)


def _with_stem(text: str, around: str, stem: str) -> tuple[str, str]:
    marked = re.compile(rf"({BEGIN}){stem}(?=(?:{ROLES})[】\]:：\t\n])")
    bare = re.compile(rf"(?m)^{stem}({'|'.join(DAYS)})[ \u3000]?(?=\d)")  # a fact that was taken out of its elements
    text, around = (bare.sub(r"来信\1：", marked.sub(r"\1来信", one)) for one in (text, around))
    return text, around


def answer_stem_of(text: str) -> str | None:
    """A page's text → the unknown head word of what came back, behind the label of what was sent: of an office, and of
    what it says.

    >>> answer_stem_of("来件正文：路灯不亮。\\n回函部门：县住建局\\n回函日期：2020-04-12\\n回函正文：已修好。")
    '回函'
    >>> answer_stem_of("来件正文：路灯不亮。\\n回函部门：张三\\n回函正文：已修好。") is None
    True
    """
    sent = KNOWN.search(text) if any(one in text for one in WORDS) else None
    if sent is None:
        return None
    family = list(BACK.finditer(text, sent.end()))
    stem = _stem_back((one["stem"], one["role"]) for one in family)
    return stem if stem and all(map(_fits, (one for one in family if one["stem"] == stem))) else None


def answer_stem_of_labels(words: Iterable[str]) -> str | None:
    """Texts of elements that may be labels → the stem that those of what came back share, or None.

    >>> answer_stem_of_labels(["求助详情", "帮办单位", "帮办结果", "县水利局"]), answer_stem_of_labels(["帮办结果"])
    ('帮办', None)
    """
    return _stem_back((one["stem"], one["role"]) for word in words if (one := BACK_LABEL.fullmatch(word)))


def _stem_back(labels: Iterable[tuple[str, str]]) -> str | None:
    roles: dict[str, set[str]] = defaultdict(set)
    for stem, role in labels:
        roles[stem].add(role)
    told = [stem for stem, some in roles.items() if some & OFFICES and some & {*SAID}]
    found = [one for one in told if not OTHERS.match(one) and not OF_SENT.match(one)]
    return found[0] if len(found) == 1 else None


def _stem_of(text: str) -> str | None:
    """A page's text → the unknown head word of what was sent, if answers with their labels of the same shape follow it."""
    if not any(one in text for one in WORDS) or KNOWN.search(text):
        return None
    answers = list(ANSWER.finditer(text))
    if len({one["role"] for one in answers}) < 2 or not any(one["role"] in SAID for one in answers):
        return None
    shapes, last = {one["mark"] for one in answers}, max(one.start() for one in answers if one["role"] in SAID)
    family = [one for one in FAMILY.finditer(text, 0, last) if one["mark"] in shapes]
    stem = stem_among((one["stem"], one["role"]) for one in family)
    own = [one for one in family if one["stem"] == stem]
    return stem if all(map(_fits, (*own, *answers))) else None


def _fits(label: re.Match[str]) -> bool:
    """Whether a label's value is what it is in a letter: a day, somebody who is no office and no firm."""
    if label["role"] in DAYS:
        return BEGINS_WITH_DAY.match(label["value"]) is not None
    who = label["value"].strip().split("\n", 1)[0]
    if label["role"] in OFFICES and label.re is BACK:
        return AGENCY.match(who.split("\t", 1)[0].strip()) is not None
    return label["role"] not in PEOPLE or not (AGENCY.match(who) or FIRM.search(who))
