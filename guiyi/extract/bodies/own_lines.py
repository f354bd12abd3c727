"""Short lines at a body's edges: whether they tell the page's own fields, or something of what the text is about."""

from __future__ import annotations

import re

from guiyi.dateparts import read_month, same_day
from guiyi.dates import read_date
from guiyi.extract.fields.labelled import BARE_OFFICE, OUTLET, TIME
from guiyi.extract.fields.labels import ANY_LABEL, LABELS, NOT_OF_PAGE
from guiyi.extract.fields.near_days import OWN_NOTE
from guiyi.extract.fields.numbers import number_in
from guiyi.extract.fields.remarks import LONGEST_REMARK
from guiyi.markup.tree import plain_of

SENTENCE = re.compile(r"[，。；！？]")
_days_of_page = "|".join(LABELS[name] for name in ("published_at", "_updated", "written_on"))
LABELLED_DAY = re.compile(  # 首次公告日期：2018年3月5日, of which no label of the page's is known
    rf"(?!{_days_of_page})[\u4e00-\u9fff]{{2,6}}(?:日期|时间)\s*[:：]"
)
LONGEST_MONTH = 16  # characters of a month and its year
FULL_DAY = re.compile(r"(?:信息|文章)?(?:发布|发表|上传|添加)(?:时间|日期)\s*[:：]|^(?:Published|Posted|Uploaded)\b")
LATIN_NUMBER = re.compile(  # Tender No. MOH/GS/18: a label, or none, and what has a figure
    r"(?:(?:[A-Z][A-Za-z]{1,14} ){0,3}(?:No\.?|Number|Ref\.?|\#) ?:? ?)?((?=[^\n]*\d)[A-Z\d][\w /.()-]{2,40})"
)
BRACKETS = frozenset("[]【】（）")
LONG_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")  # as documents are dated
OF_ANOTHER = re.compile(
    rf"(?:{NOT_OF_PAGE}|留言|反映|投诉|诉求|提交|登记)(?:时\s*间|日\s*期)\s*[:：]?"
    r"|(?:start|end|open|clos)(?:e|s|es|ed|ing)?(?: date| on)?\s*:?"
    r"|date (?:of \w+|requested|received|responded|answered)\s*:?",
    re.IGNORECASE,
)


def minguo_days(day: str | None) -> list[str]:
    """A day as pages in traditional characters print it, counted from 1912.

    >>> minguo_days("2018-03-05T10:08"), minguo_days(None)
    (['107-03-05', '107-3-5'], [])
    """
    if not day or len(day) < len("2018-03-05") or int(day[:4]) < 1912:
        return []
    year, month, date = int(day[:4]) - 1911, day[5:7], day[8:10]
    return [f"{year}-{month}-{date}", f"{year}-{int(month)}-{int(date)}"]


def tells_one_of(text: str, values: set[str]) -> bool:
    """Whether a text is no more than a label and one of the page's fields: 来源：云川日报; a person's office is none.

    >>> [tells_one_of(one, {"云川日报", "急诊科"}) for one in ("来源：云川日报", "来源：地下水", "科室：急诊科")]
    [True, False, False]
    >>> [tells_one_of(one, {"云川日报"}) for one in ("（来源：云川日报）", "【主题分类：政务】", "[说明：本表填]")]
    [True, True, False]
    """
    is_closed = text[:1] in BRACKETS and text[-1:] in BRACKETS  # [信息提供：县水利局] [主题分类：综合政务]
    text = text[1:-1].strip() if is_closed else text
    label = ANY_LABEL.match(text)
    if is_closed and label is not None and label.lastgroup in ("_stop", "topic_category", "genre_category"):
        return not SENTENCE.search(text)
    if OUTLET.match(text) and plain_of(text) in values:
        return True  # the office alone, beside the line of the day
    pieces = re.split(r"\s*[|｜]\s*", text) if len(text) <= LONGEST_REMARK else []
    if len(pieces) > 1:  # 10月23日 2018 | 分类：要闻 | 来源：县水利局
        return any(tells_one_of(one, values) for one in pieces) and not SENTENCE.search(text)
    if label is None or BARE_OFFICE.match(text):
        return False
    return plain_of(text[label.end() :]) in values or (
        label.lastgroup == "document_number" and is_number_of(text, values)
    )


def tells_own_day(text: str, day: str | None) -> bool:
    """Whether a short line without a sentence tells when the page was published, whatever it tells before.

    >>> told = "公示时间：3月2日—9日　发布时间：2018-03-01", "公示期自3月2日起，发布时间：2018-03-01"
    >>> [tells_own_day(one, "2018-03-01") for one in told]
    [True, False]
    >>> tells_own_day("March 2019", "2019-03"), tells_own_day("March 2019", "2019-03-05")
    (True, False)
    """
    if day and len(text) <= LONGEST_MONTH and read_month(text) == day:
        return True
    own = FULL_DAY.search(text) if len(text) <= LONGEST_REMARK else None
    return own is not None and same_day(read_date(text[own.end() :]), day) and not SENTENCE.search(text)


def is_number_of(text: str, values: set[str]) -> bool:
    """Whether a text is no more than the document's number, in brackets of any style, with its label or without.

    >>> told = "（云水[2018]5号）", "文号:云水〈2018〉5号", "见云水[2018]5号文件"
    >>> [is_number_of(one, {"云水〔2018〕5号"}) for one in told]
    [True, True, False]
    >>> told = "Tender No. MOH/GS/18", "MOH/GS/18", "Tenders like MOH/GS/18"
    >>> [is_number_of(one, {"MOH/GS/18"}) for one in told]
    [True, True, False]
    """
    if latin := LATIN_NUMBER.fullmatch(text):
        return plain_of(text) in values or plain_of(latin[1]) in values
    number = number_in(text) if "号" in text else None
    rest = ANY_LABEL.sub("", text).strip(" :：()（）")
    return number is not None and plain_of(number) in values and len(rest) <= len(number) + 1


def is_of_event(text: str, day: str | None) -> bool:
    """Whether a line tells the time of what the text is about: not of which, it says, or of another thing, and not the
    day of publication.

    >>> told = ("时间：2018年3月5日下午", "时间：2018-03-01", "2018-03-05", "活动时间：2018-03-05 14:00")
    >>> [is_of_event(one, "2018-03-01T10:00") for one in told]
    [True, False, False, True]
    >>> is_of_event("公示时间：2018年3月2日—9日　发布时间：2018-03-01", "2018-03-01")
    False
    >>> told = ("（县统计局　2018年2月27日）", "（2018年3月1日）", "（发布时间：2018年2月27日）")
    >>> [is_of_event(one, "2018-03-01T10:00") for one in told]
    [True, False, False]
    """
    is_other = TIME.match(text) or OF_ANOTHER.match(text) or LABELLED_DAY.match(text) or LONG_DAY.fullmatch(text)
    is_note = text[0] in "（(" and OWN_NOTE.fullmatch(text) is not None and not ANY_LABEL.search(text)
    own = FULL_DAY.search(text) if is_other else None  # 公示时间：…　发布时间：2018-03-05
    return bool(is_other or is_note) and not same_day(read_date(text[own.end() :] if own else text), day)
