"""Lines that tell who of a letter speaks, and when: one of the public, an office, and whether one speaks to the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.letters.stems import CAME_BACK, DAY

VERB = rf"(?:作出|做出|给出|的)?(?:{CAME_BACK}|官方回复)"
PUBLIC = "网友|网民|市民|居民|群众|读者|家长|村民|业主|匿名|先生|女士|百姓"
HEAD = re.compile(  # 区园林处于2019-11-02作出答复： or 区环卫所 2019-11-12, alone on its line
    rf"[\[【(（]?(?P<who>[^\d\s:：，。、；！？\[\]【】()（）]{{2,24}}?)[)）】\]]?\s*(?P<early>{VERB})?\s*(?:于|在)?\s*(?P<day>{DAY})?\s*(?P<verb>{VERB})?(?:如下|说|道)?\s*[:：]?"
)
BEHIND = re.compile(rf"(?P<day>{DAY})\s*(?P<who>[^\d\s:：，。、；！？]{{2,24}}?)\s*(?P<verb>{VERB})?(?:如下)?\s*[:：]?")
TAIL = re.compile(  # （区体育中心 2022-01-12）, or without brackets behind the end of a sentence
    rf"\s*(?:[（(]|(?<=[。？！?!])(?=[^（(\n]*{DAY}))(?P<who>[^\d（）()。？！?!]{{0,20}}?)[\s,，]*(?P<day>{DAY})?\s*[)）]?\s*$"
)
SIGNED = re.compile(rf"(?P<who>[^\d\n。；！？]{{0,20}}?)\s*(?P<day>{DAY})\s*")
HAS_DAY = re.compile(DAY)
KIND = re.compile(r"(?:(?:^|[:：\s])(?:咨询|投诉|建议|求助|举报|表扬|感谢|意见)类?)(?=\s|$)", re.MULTILINE)
ADDRESSED = re.compile(
    rf"您|(?:^|\n)(?:尊敬的|亲爱的)?[^\n，。]{{0,8}}(?:{PUBLIC}|朋友|同志|同学)[^\n，。]{{0,6}}[:：,，!！]"
)
ASKS = re.compile(
    r"[?？]|[吗呢]|请问|能否|能不能|可否|希望|建议|(?<![\u4e00-\u9fff])我(?![局市县区省校院国镇乡街委办厅中公司们])"
)
MASKED = re.compile(rf"[\u4e00-\u9fff]{{1,2}}[*＊×某]{{1,3}}|\d{{2,3}}[*＊]{{3,8}}|{PUBLIC}")
OF_PAGE = re.compile(r"发布|更新|来源|浏览|点击|阅读|作者|编辑|责编|发文|印发|成文|字号|打印")
RULE = re.compile(r"[-—－–=_*·~\s]{3,}")
MARK = re.compile(r"^\s*(?:[\[【(（]\s*[问答QAqa]\s*[\]】)）]\s*[:：.、]?|[问答QAqa]\s*[:：.、]|[问答]$)\s*")
SHORT_FACT = re.compile(r"[^\s:：。]{2,8}[:：]\s*[^。？?！]{0,24}")
LABELLED_WRITER = re.compile(r"[\u4e00-\u9fff][人者]\s*[:：]\s*([^\s:：]{2,12})")
WAITS = re.compile(  # where an answer would stand
    r"(?:部门|承办单位|有关部门)?(?:正在|尚未|暂未|还未|暂无|等待)[^\n。]{0,10}(?:研究|办理|处理|受理|回复|答复|中)[^\n]{0,12}"
)
NUMBER = re.compile(r"(?:编号|受理号|单号)\s*[:：]?\s*([A-Za-z]{0,6}[\d-]{5,24})")
LONGEST_WRITER = 20
LONGEST, LEAST_WORDS = 60, 4  # characters of a line of who and when; of what was asked and answered
Exchange = dict[str, Any]  # what a letter's labels would have told: question, asked_at, reply, …; further: more answers


def named_by(asked: Exchange, told: str, head: str) -> Exchange:
    """A question with its writer and number, where its line and the lines above it tell them."""
    who = HEAD.fullmatch(told.strip()) or re.match(rf"(?P<who>{MASKED.pattern})\s", told)
    number = NUMBER.search(head)
    named = LABELLED_WRITER.search(told)
    writer = named[1] if named else who["who"] if who and MASKED.search(who["who"]) else ""
    if not writer and (day := HAS_DAY.search(told)) and MASKED.search(lead := told[: day.start()].strip()):
        writer = lead if len(lead) <= LONGEST_WRITER else ""  # 用户138****4567 before its day
    asked |= {"writer": writer} if writer else {}
    return asked | ({"number": number[1]} if number else {})


def is_asker(line: str) -> bool:
    """Whether a line tells when somebody wrote who is no office: no sentence, and no line of the page's own facts.

    >>> [is_asker(one) for one in ("雨** 2019-11-08", "编号：W3 提交于 2022-03-15", "发布时间：2022-03-15", "县水利局 2022-03-15")]
    [True, True, False, False]
    """
    if len(line) > LONGEST or not HAS_DAY.search(line) or re.search(r"[。；！？]", line) or OF_PAGE.search(line):
        return False
    head = HEAD.fullmatch(line.strip())
    return head is None or not AGENCY.match(head["who"])


def tail_of(line: str) -> re.Match[str] | None:
    """Who and when at the end of a line, in its last characters."""
    return TAIL.search(line, max(0, len(line) - LONGEST))


def is_spoken(found: Exchange, page: str) -> bool:
    """Whether one of the two speaks to the other: the writer is masked or one of the public, the page names a kind of
    letter, the question asks, or the answer addresses who asked."""
    return bool(
        MASKED.search(found.get("writer", ""))
        or KIND.search(page)
        or ASKS.search(found["question"])
        or ADDRESSED.search(found["reply"])
    )


def words_of(lines: Iterable[str]) -> str:
    """Lines of what was said, without marks and rules, as one text."""
    kept = [MARK.sub("", one) if at == 0 else one for at, one in enumerate(lines) if not RULE.fullmatch(one)]
    return "\n".join(one for one in kept if not WAITS.fullmatch(one)).strip()
