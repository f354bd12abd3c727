"""Who published an article first, where no label says so: names beside its date, above and below its title."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from guiyi.dateparts import DAY_AND_CLOCK
from guiyi.dates import find_date
from guiyi.extract.fields.labelled import LENSES, OUTLET
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL
from guiyi.extract.fields.outlets import (
    ENGLISH_OUTLET,
    bracketed_office,
    is_maybe_outlet,
    is_office,
    office_in,
    supplied_by,
)
from guiyi.extract.fields.remarks import BYLINE, COUNTER, LONGEST_REMARK, MARKS, SOURCE_APART, is_remark

IN_PARENTHESES = re.compile(r"[(（]\s*([A-Z][\w .,&'’-]{2,50}|(?:[\w-]+\.){2,}[a-z]+|[\u4e00-\u9fff]{3,20})\s*[)）]")
PUBLISHED_BY = re.compile(r"\b(?:Published|Issued|Released) by ([A-Z][\w .,&'’-]{2,60}?),?\s+(?:on|at)\b")
PARTS, BY = re.compile(r"[|｜·/]+"), re.compile(r"^by\s+", re.IGNORECASE)
PIECES = re.compile(r"[|｜·•・∙/\s]+")
BARS, SAID_OF_DAY = re.compile(r"[|•]"), re.compile(r"^(?:Posted|Published|Released|Issued) (?:on )?(?=[A-Z\d])")
HEAD_LABEL = re.compile(r"^\s*[【\[][\u4e00-\u9fff]{2,6}[】\]]")
AGE = re.compile(  # all that a line tells behind who published: 发布于 2 年前
    r"(?<=[\u4e00-\u9fff\s])(?:发布|发表|更新)?于?\s*\d{1,2}\s*(?:年|个?月|周|天|日|小时|分钟)前\s*$"
)
FROM = re.compile(r"From\s(?:the )?([A-Z][\w.,&'’() -]{3,70})")  # all of a line
TOLD_APART = re.compile(
    r"\s*[|｜]?\s*[【\[]|\s+[\u4e00-\u9fff]{2,6}[:：]"
)  # what stands behind a bare office on its line


def unlabelled_source(text: str) -> str | None:
    """The source in a line of date and source without labels; None if it names none.

    >>> unlabelled_source("2018-03-05 | 云川晚报 | 点击：12"), unlabelled_source("2018-03-05 张三")
    ('云川晚报', None)
    >>> unlabelled_source("2018-03-05 10:22云川日报人气 22"), unlabelled_source("By Li | China Daily | Mar 05, 2018")
    ('云川日报', 'China Daily')
    >>> unlabelled_source("市公交公司发布于 2 年前"), unlabelled_source("李楠调入市公交公司是在 2 年前")
    ('市公交公司', None)
    >>> unlabelled_source("Updated: Mar 05, 2018 By Zhang San (Yunchuan Daily)")
    'Yunchuan Daily'
    >>> said = "（县残联 供稿） 2018-03-05", "县图书馆，2018年12月3日，第256次阅读", "更新：2018-03-05 / 流通部"
    >>> [unlabelled_source(one) for one in said]
    ['县残联', '县图书馆', '流通部']
    >>> unlabelled_source("(eyunchuan.example.test) Updated : 2018-03-05"), unlabelled_source("(see note) 2018-03-05")
    ('eyunchuan.example.test', None)
    """
    text = text.translate(LENSES) if "〖" in text else text
    for line in text.split("\n"):
        is_dated = len(line) <= LONGEST_REMARK and find_date(line)
        if is_dated and (by := PUBLISHED_BY.search(line) or SOURCE_APART.search(line)):
            return by[1]
        if ("|" in line or "•" in line) and (piped := _piped_office(line)):
            return piped
        if rest := _beside_date(line):
            held = IN_PARENTHESES.search(line)
            is_zone = held is not None and held[1].endswith(" Time")
            if held and not is_zone and (held[1].isascii() or OUTLET.match(held[1])) and not find_date(held[1]):
                return held[1].strip()
            if supplier := supplied_by([rest.strip(" |")]):
                return supplier
            if office := bracketed_office(line):
                return office
            named = [one for piece in PIECES.split(rest) if (one := office_in(piece.strip(MARKS + "，,")))]
            named += [
                one
                for piece in PARTS.split(rest)
                if ENGLISH_OUTLET.match(one := BY.sub("", piece.strip(MARKS).rstrip(" ,")))
            ]
            if named:
                return named[0]
    return None


def _piped_office(line: str) -> str | None:
    """The one office among pieces parted by bars, of which one is a day and no more.

    >>> _piped_office("QAs | Ministry of Communications | 14 Sep 2015"), _piped_office("Notice Board | 4 May")
    ('Ministry of Communications', None)
    >>> _piped_office("By Department of Roads | May 18, 2022"), _piped_office("Roads Office • Posted on May 18, 2022")
    ('Department of Roads', 'Roads Office')
    """
    pieces = [SAID_OF_DAY.sub("", one.strip()) for one in BARS.split(line)] if len(line) <= LONGEST_REMARK else []
    is_dated = any((day := find_date(one)) is not None and day[0] == one for one in pieces)
    named = [one for one in map(_unled, pieces) if ENGLISH_OUTLET.match(one)] if is_dated else []
    return named[0] if len(named) == 1 else None


def _unled(piece: str) -> str:
    """A name without the By before it."""
    return BY.sub("", piece)


def _beside_date(line: str) -> str:
    """What stands beside the date of a line that tells date and source only, up to a label; empty for other lines."""
    found = (find_date(line) or DAY_AND_CLOCK.search(line)) if len(line) <= 100 and is_remark(line) else None
    found = found or (AGE.search(line) if "前" in line and len(line) <= LONGEST_REMARK else None)
    if not found or ("\t" in line and ANY_LABEL.search(line)):  # a row of a table whose cells have labels
        return _own_cell(line) if found else ""
    label = ANY_LABEL.search(line, found.end())
    return COUNTER.sub(" ", f"{line[: found.start()]} | {line[found.end() : label.start() if label else None]}")


def _own_cell(row: str) -> str:
    """The cell of a row that is an office, where each of the others tells a fact of the page by itself, or a day.

    >>> _own_cell("云川日报\\t发布时间：2018-03-05\\t编辑：周舟"), _own_cell("建设单位\\t云川公司\\t日期：2018-03-05")
    ('云川日报', '')
    >>> _own_cell("发文机关：\\t县财政局\\t发布日期：\\t2018-03-05")
    ''
    """
    cells = [one.strip() for one in row.split("\t") if one.strip()]
    above = ["", *cells]  # behind 发文机关 stands who issued, not where the text is from
    offices = [
        one for label, one in zip(above, cells, strict=False) if OUTLET.match(one) and not BARE_LABEL.fullmatch(label)
    ]
    is_rest_told = all(one in offices or ANY_LABEL.search(one) or find_date(one) or COUNTER.match(one) for one in cells)
    return offices[0] if len(offices) == 1 and is_rest_told else ""


def name_beside(above: Sequence[str], title: str, linked: Callable[[], Collection[str]]) -> str | None:
    """The only name on the line of the date, neither a person's nor a column's: an account, a paper without 报 in it.

    linked: the names of the page's links, among them its columns; asked only where a name is found.

    >>> name_beside(["2018-03-05 云川文旅"], "古树挂牌", set)
    '云川文旅'
    >>> [name_beside([one], "古树挂牌", lambda: {"平安云川"}) for one in ("2018-03-05 平安云川", "2018-03-05 张三")]
    [None, None]
    >>> name_beside(["2018-03-05 防汛抗旱 乡村振兴"], "古树挂牌", set)
    """
    for line in reversed(above):
        pieces = (piece for piece in PIECES.split(_beside_date(line)) if not piece.endswith((":", "：")))
        names = [name for piece in pieces if is_maybe_outlet(name := piece.strip(MARKS)) and name not in title]
        if len(names) > 1:
            return None  # the words that the article is filed under
        if names and names[0] not in linked():
            return names[0]
    return None


def named_from(lines: Sequence[str]) -> str | None:
    """Who a line above a text says that it is from, without a mark, beside a line that tells its day.

    >>> named_from(["Press release", "From Department of Housing", "Published on 12 October 2020"])
    'Department of Housing'
    >>> named_from(["From Monday all parks open late.", "Published on 12 October 2020"]), named_from(["From Housing"])
    (None, None)
    """
    for line, below in pairwise(lines):
        found = FROM.fullmatch(line.strip())
        if found and is_remark(below) and found[1][-1] not in ".," and not find_date(line):
            return found[1]
    return None


def source_beside(lines: Sequence[str], title: str) -> str | None:
    """The office that is all of the line right above or below one that is no more than a date; never the title.

    >>> source_beside(["关于防汛的通知", "县农业农村局", "2018-03-05", "321"], "关于防汛的通知")
    '县农业农村局'
    >>> source_beside(["City Cuts Red Tape", "By Jiang Fan, Yunchuan Daily", "July 12, 2018"], "City Cuts Red Tape")
    'Yunchuan Daily'
    >>> source_beside(["关于防汛的通知", "发布时间：2018-03-05", "县水利局"], "关于防汛的通知")
    '县水利局'
    >>> source_beside(["我县召开防汛工作会", "2018-03-05", "各乡镇："], "我县召开防汛工作会")
    >>> source_beside(["关于社区食堂的通报", "2018-03-05", "我县召开防汛工作会"], "我县召开防汛工作会")
    """
    for at, line in enumerate(lines):
        found = find_date(line) if len(line) <= BYLINE * 3 else None
        rest = HEAD_LABEL.sub("", line[: found.start()] + line[found.end() :]) if found else "none"
        if not ANY_LABEL.sub("", rest).strip(MARKS):
            beside = [one.strip() for one in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
            pieces = [piece for one in beside for piece in (one.split(", ") if BY.match(one) else [one])]
            return next((one for one in pieces if is_office(one, title)), None)
    return None


def office_below(above: Sequence[str], title: str, text: str) -> str | None:
    """The office that is all that stands between a title and its text.

    >>> lines = ["2018", "03/05", "工程进展顺利", "规划建设科"]
    >>> office_below(lines, "工程进展顺利", "今年以来…"), office_below(lines, "工程进展顺利", "规划建设科\\n各站：")
    ('规划建设科', None)
    >>> office_below(["工程进展顺利", "规划建设科 【索引号】001/2018-3 【大 中 小】"], "工程进展顺利", "今年以来…")
    '规划建设科'
    """
    lines = [line.strip() for line in above]
    at = lines.index(title) + 1 if title in lines else len(lines)
    name = lines[at] if at < len(lines) else ""
    if len(name) <= LONGEST_REMARK and (tools := TOLD_APART.search(name)):  # 县水利局 【索引号】… 【大 中 小】
        name = name[: tools.start()].strip()
    return name if OUTLET.match(name) and not name.startswith("关于") and name not in text.split("\n") else None
