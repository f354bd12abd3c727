"""The questions of a questionnaire with their options, and the votes of each where the page prints them."""

from __future__ import annotations

import re
from typing import Any

QUESTION = re.compile(
    r"^(?:第\s*)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:题)?[、.．:：]\s*(?P<text>.{4,120}?)$|^(?P<asked>[^○□]{4,80}[？?])$"
)
NO_FACT = re.compile(r"(?!.*\d{4})[^:：\t]{2,60}[:：]?")  # a line that may ask: no label with its value, no day
MULTIPLE = re.compile(r"多选|可选多项|多项选择")
OPTION = re.compile(
    r"^[○●◎□■☐☑]?\s*(?:[A-HＡ-Ｈ][、.．:：)）]?\s*)?(?P<text>(?:\d[\d.~～—-]*)?[^\d\t%％（(][^\t%％（(]{0,60}?)\s*[\t:：（(]?\s*"
    r"(?P<count>\d{1,7})\s*(?:[票人次份]|(?=[（(]\s*\d[\d.]*\s*[%％]))\s*[)）]?\s*[\t（(，,]?\s*"
    r"(?:占?比?例?\s*[:：]?\s*)?(?P<share>\d{1,3}(?:\.\d+)?)?\s*[%％]?[)）]?$"
)
SHARE_FIRST = re.compile(  # 很好60%120人: a bar's figure stands before the votes
    r"^(?:[A-HＡ-Ｈ][、.．:：)）]\s*)?(?P<text>[^\d\t%％（(]{1,60}?)[\s:：（(]*(?P<share>\d{1,3}(?:\.\d+)?)\s*[%％]\s*[（(，,]?\s*(?P<count>\d{1,7})\s*[票人次份][)）]?$"
)
FIGURES = re.compile(  # 160（80%） in a block of its own below its option, beside a bar
    r"(?m)^([^\d\n?？:：。]{1,40})\n(?=\d{1,7}\s*(?:[票人次份]\s*)?[（(]\s*\d{1,3}(?:\.\d+)?\s*[%％]\s*[)）]$|\d{1,7}\s*票$)"
)
GLUED = re.compile(
    r"(?<=\d[票人])[\s，,；;]+(?=[^\d\s])"
)  # 满意410票 基本满意98票: options on one line, each with its votes
COUNT_END = re.compile(r"[\d\s票人次份占比%％()（）,，]$")  # how a line ends that OPTION fits
LETTERED = re.compile(r"^[○●◎□■☐☑]?\s*[A-HＡ-Ｈ][、.．:：)）]\s*(?P<text>.{1,80})$")
BOX = re.compile(r"(?<=\S)\s*(?=[○□])")  # options on one line
BOXED = re.compile(r"^[○●◎□■☐☑]\s*(?P<text>.{1,80})$")
OPTION_MARKS = (  # without one no line is an option
    re.compile(r"\n[A-HＡ-Ｈ○●◎□■☐☑]"),
    re.compile(r"\d\s*[票人次份%％]"),
)
VOTES = frozenset(
    ("票数", "得票", "得票数", "投票数", "人数", "选择人数", "投票人数", "选票", "小计")
)  # heads of a table
OF_QUESTION = frozenset(("题目", "问题", "调查题目", "调查内容", "调查项目"))
SHARES = frozenset(("比例", "占比", "百分比", "比率", "得票率"))
NUMBERED = frozenset(("序号", "编号", "题号"))
SHARE = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*[%％]?")


def read_questions(text: str, asks: bool = True) -> list[dict[str, Any]]:
    """Text → its questions with at least two options each: [{question, kind, options: [{text, count, share}]}].

    An option is words with votes, or behind a box or a letter; its question is the line above that is numbered or asks, or
    where the page's title asks (`asks`) any line right above. kind: single or multiple. count and share (percent) are null
    where the page prints none.

    >>> [one["question"] for one in read_questions("您的年龄段\\n□60岁以下□60岁以上\\n您满意吗\\n满意：45票\\n不满意：5票")]
    ['您的年龄段', '您满意吗']
    >>> read_questions("您的年龄段\\n□60岁以下□60岁以上", asks=False)
    []
    """
    made: list[dict[str, Any]] = []
    heads: list[str] = []
    is_numbered = False
    for line in _pieces(text):
        cells = line.split("\t")
        if heads and heads[0] in OF_QUESTION and len(cells) == len(heads):  # its cell reaches down over its options
            made.append(_asked(cells[0]))
            cells = cells[1:]
        heads_of = heads[1:] if heads and heads[0] in OF_QUESTION and len(cells) == len(heads) - 1 else heads
        if VOTES.intersection(cells):
            heads = cells
            continue
        heads = heads if len(cells) == len(heads_of) else []
        asked = QUESTION.match(line) if not heads else None
        option = _voted(heads_of, cells) if heads else _option(line)
        if option and made and not (asked and option["count"] is None):
            made[-1]["options"].append(option)
        elif asked or (asks and NO_FACT.fullmatch(line) and not (is_numbered and len(made[-1]["options"]) < 2)):
            made.append(_asked(line, (asked["text"] or asked["asked"]) if asked else line))
            is_numbered = asked is not None
    return [one for one in made if len(one["options"]) >= 2]


def _asked(line: str, text: str | None = None) -> dict[str, Any]:
    """A line that asks, and of it the question itself → a question without options yet."""
    kind = "multiple" if MULTIPLE.search(line) else "single"
    return {"question": (text or line).strip(), "kind": kind, "options": []}


def _pieces(text: str) -> list[str]:
    """The lines of a text; options on one line apart."""
    text = text.replace("\n\t", "\t")  # a row whose bar is an empty block
    lines = FIGURES.sub(r"\1 ", text).split("\n")
    lines = [
        piece for one in lines for piece in (GLUED.split(one) if len(OPTION_MARKS[1].findall(one)) > 1 else (one,))
    ]
    return [piece for one in lines for piece in BOX.split(one) if piece] if "○" in text or "□" in text else lines


def _voted(heads: list[str], cells: list[str]) -> dict[str, Any] | None:
    """A row of a table below its heads, one of which names votes → the option.

    >>> _voted(["选项", "票数", "比例"], ["线路少", "50", "12.5%"])
    {'text': '线路少', 'count': 50, 'share': 12.5}
    """
    told = dict(zip(heads, cells, strict=True))
    votes = next(one for one in heads if one in VOTES)
    text = next((told[one] for one in heads if one not in NUMBERED and one != votes), "").strip()
    if not text or not told[votes].strip(" 票人次份").isdigit():
        return None
    share = next((found for one in heads if one in SHARES and (found := SHARE.match(told[one]))), None)
    return {
        "text": text, "count": int(told[votes].strip(" 票人次份")), "share": float(share[1]) if share else None,
    }  # fmt: skip


def _option(line: str) -> dict[str, Any] | None:
    counted = (SHARE_FIRST.match(line) or OPTION.match(line)) if COUNT_END.search(line) else None
    if counted:
        share = float(counted["share"]) if counted["share"] else None
        return {"text": counted["text"].strip(" :：\t"), "count": int(counted["count"]), "share": share}
    plain = LETTERED.match(line) or BOXED.match(line)
    return {"text": plain["text"].strip(), "count": None, "share": None} if plain else None
