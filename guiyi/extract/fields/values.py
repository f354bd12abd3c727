"""Values of fields in their form: numbers, states and names without what stands beside them."""

from __future__ import annotations

import re

from guiyi.caching import kept
from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dates import ENGLISH, read_chinese_date, read_date
from guiyi.extract.fields.labels import ENDS_OF_OFFICES, LABELS
from guiyi.extract.fields.numbers import number_in

INDEX = re.compile(
    r"[0-9A-Za-z]{6,20}-?[0-9A-Za-z]?/(?:19|20)\d{2}-\d{3,7}(?:-\d+)?|[0-9A-Za-z]{8,20}-\d{2,4}-?\d{2,4}-?\d{3,8}"
)
CODE = re.compile(
    r"(?=(?:[^\d\s]*\d){4})[0-9A-Za-z][0-9A-Za-z/_.-]{6,40}(?![\w/])"
)  # an index number of a city's own form
STATUS_WORDS = re.compile(r"(?:继续)?有效|失效|废止|已修改|已废止|已失效|部分失效|试行")
TOOLS = re.compile(
    r"\s*[【\[(（]?\s*(?:打印|关闭|字体|字号|分享|收藏|点击|浏览|阅读|我要|举报|(?:网友)?评论|纠错|语音|朗读|播报|收听|参与互动"
    r"|跟[贴帖]|大\s*中\s*小|(?:Print|Share)(?![a-z])|(?:News|Press|Media) release(?![a-z])|Font\b|Text size)"
)
OF_OFFICES = re.compile(rf"(?=[\u4e00-\u9fff])({LABELS['source']}|{LABELS['issuing_agency']})[\s:：]*")
OFFICE = re.compile(rf"[\u4e00-\u9fff]{{2,20}}(?:{ENDS_OF_OFFICES})")
BESIDE = re.compile(r"\s{2,}|\s*[|｜]\s*|\s+[\[【]|[（(]\s*(?:记者|通讯员|作者|编辑|供稿)")  # what ends a source
BYLINED = re.compile(r"(?<=[a-z])\s+[Bb]y\s+[A-Z].*$")  # Press Office By Ruth Calloway
BEFORE_DAY = re.compile(  # Press Office Posted on Friday, …
    r"(?:(?:\b|(?<=[a-z]))(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sat|Sun)(?:day)?"
    r"|(?:Publish|Post|Updat|Releas)ed(?: on)?"
    r"|(?:(?:Release|Publish|Publication|Post|Issue) )?(?:[Tt]ime|[Dd]ate)(?=\s*:))[\s,:|]*)+$"
)
BESIDE_DAY = " ,|/，"  # what divides a source from the day
COUNTED = re.compile(r"(?<=[\u4e00-\u9fff])\s+\d{1,7}$")  # behind a source, how often it was read
DATED_END = re.compile(r"\s*(?:19|20)\d{2}[-年/.].*$")
LATIN_NUMBER = re.compile(  # 23-118-DOL, MR 044/2018, RFP No. 21-03: figures with few letters
    r"(?:[A-Za-z]{1,8}\.?[ /:-]{0,2}){0,3}\d[\dA-Za-z]*(?:\s?[./–-]\s?[\dA-Za-z]+){0,5}"
    r"|(?:No\. ?)?\d{1,4} of (?:19|20)\d\d"
)
ROMANIZED = re.compile(  # Qing Zheng Fa [2020] No. 11: a number of a Chinese document in Latin letters
    r"(?:[A-Z][A-Za-z]{1,12} ?){1,8}[\[(（〔【]\s?(?:19|20)\d\d\s?[\])）〕】],? ?(?:No\.?|\#)? ?\d{1,5}"
)
NO_NUMBER = re.compile(r"[，。；：！？]|^附\s*[件表]")
MAX_VALUE = 60
NO_SOURCE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}来源|未知|不详|无|暂无|null|none|unknown|admin|authority)$", re.IGNORECASE
)


def _may_be_number(value: str) -> bool:
    """Whether words that are no number of the usual shape may be one: not a sentence, a file, or who signed when.

    >>> [_may_be_number(one) for one in ("云字第三号之2", "各单位：2018年", "云川县教育局 2016年7月8日", "附件1.名单")]
    [True, False, False, False]
    >>> [_may_be_number(one) for one in ("23-118-DOL", "FOI 2023/0417", "see page 4 for more", "minutes")]
    [True, True, False, False]
    >>> _may_be_number("12 of 2019"), _may_be_number("3 of 40")
    (True, False)
    >>> _may_be_number("Qing Zheng Fa [2020] No. 11"), _may_be_number("Annual Report (2020)")
    (True, False)
    """
    if ROMANIZED.fullmatch(value):
        return True
    if value.isascii() and not LATIN_NUMBER.fullmatch(value):
        return False
    is_other = NO_NUMBER.search(value) or ATTACHMENT.search(value) or read_date(value)
    return len(value) <= 40 and re.search(r"\d", value) is not None and not is_other


@kept(4000, longest=200)
def _alone(value: str) -> str:
    """A value without what stands behind it on its line: tools, another field, a date."""
    text = TOOLS.split(BESIDE.split(BYLINED.sub("", value), maxsplit=1)[0])[0].strip(" 　[]【】()（）")
    if (day := ENGLISH.search(text)) and day.start():
        text = BEFORE_DAY.sub("", text[: day.start()]).strip(BESIDE_DAY)
    cut = DATED_END.sub("", text)
    return (cut if cut == text else BEFORE_DAY.sub("", cut)).strip(BESIDE_DAY + "（(").rstrip("。")


def _without_label(value: str) -> str:
    """Who is named, without the label that an element holds in front of it: no office is called 发布部门.

    >>> [_without_label(one) for one in ("发布部门 市住建局", "发布机构市住建局", "来源：云川日报", "发布部门")]
    ['市住建局', '市住建局', '云川日报', '发布部门']
    >>> [_without_label(one) for one in ("稿源网", "转自然资源局", "Source New Mexico")]
    ['稿源网', '转自然资源局', 'Source New Mexico']
    """
    found = OF_OFFICES.match(value)
    rest = value[found.end() :] if found else ""
    if found is None or found[1][-1] == "自":  # 转自 and 自然资源局
        return value
    is_name = len(rest) > 1 if found.end() > found.end(1) else OFFICE.fullmatch(rest)
    return rest if is_name else value


def cleaned(name: str, value: str | None) -> str | None:
    """A labelled value in its field's form; None if it can't be one."""
    if not value:
        return None
    if name == "written_on":
        found = read_date(value) or read_chinese_date(value)
        return found[:10] if found else None
    if name == "published_at":
        return read_date(value)
    if name == "document_number":
        return number_in(value) or (value if _may_be_number(value) else None)
    if name == "index_number":
        match = INDEX.search(value) or CODE.match(value)
        return match[0] if match else None
    if name == "effective_status":
        match = STATUS_WORDS.search(value)
        return match[0] if match else None
    text = _alone(value)
    text = COUNTED.sub("", text) if name == "source" else text
    text = _without_label(text) if name in ("source", "issuing_agency") else text
    return text if 0 < len(text) <= MAX_VALUE and not (name == "source" and NO_SOURCE.match(text)) else None
