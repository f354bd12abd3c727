"""The signature at a document's foot: who issued it, and on which day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from guiyi.dates import CHINESE, DATE_TIME, read_date

AGENCY = re.compile(
    r"^[\u4e00-\u9fff（）()]{2,30}(?:局|委|厅|办|室|府|会|中心|院|处|科|部|公司|学校|大学|队|站|所|社|馆|厂|行|署|组|团|庭|旗|(?<=[残妇文侨商])联|(?<=科)协|(?<=[路务电])段|镇|乡|街道|工委)$"
)
AFTER = re.compile(r"^(?:附件|附[:：]|抄送|抄报|主送|主题词|（?联系人|（?此件|（?信息公开|责任编辑|\d+[.、])")
LONGEST = 60  # characters of a line that may be a number, or tell when an act was made
FOOT = 14  # lines at the end of a body among which the signature is looked for
SEAL = re.compile(
    r"[（(]\s*(?:加?盖\s*章|公\s*章|代\s*章|印\s*章?|章)\s*[)）]|^[（(](?=[^（）()]+代章[)）]$)|代章[)）]$"
)
ANNEX = re.compile(r"\n附\s*件\s*[\d一二三四五]{0,2}\s*[:：]?\s*\n")  # heads what is annexed
PERSON = re.compile(
    r"(?:[省市县区州乡镇]长|主任|局长|部长|署长|书记)\s*[:：]?\s*[\u4e00-\u9fff·\s]{2,6}"
)  # who signs an order
WEEKDAY = re.compile(r"[（(]?星期[一二三四五六日天][）)]?")
ADOPTED_ON = re.compile(  # Adopted: April 24, 1999 · Dated this 8th day of May 2023
    r"(?:(?:Duly )?(?:Done|Ordered|Adopted|Passed|Approved|Enacted|Signed|Dated|Given|Made|Ordained|Issued)\b"
    r"(?: and (?:adopted|approved|signed|ordered))?(?: under (?:my|our|the) (?:hand|(?:official |common )?seal)s?)?"
    r"(?: (?:on|at [\w ]{2,30},))?(?: this| the)?\s?[:,]?\s?)(?:\d{1,2}(?:st|nd|rd|th)?\b|[A-Z][a-z]{2,8}\.? \d)",
    re.IGNORECASE,
)
YEAR_LAST = re.compile(r"(?:19|20)\d\d\.?$")
ADOPTED_FOOT = 900  # characters at a text's end among which it stands
HEAD = 10  # characters that tell an English document
LAST, DAY_LINE = 3, 24  # lines at the end of a body that may be no more than a day, and characters of such a line
FORWARDS = re.compile(r"[转轉批]发|[转轉]發|批转|印发")  # what another office signed
JOINT = 8  # agencies that may sign together


@dataclass(frozen=True)
class Signature:
    """Who signed, the first of a joint issue first, and the day (YYYY-MM-DD)."""

    agencies: tuple[str, ...]
    day: str | None


def read_signature(body: str) -> Signature | None:
    """Body text → its signature; None where its foot has no line of agency and date.

    >>> read_signature("各单位：\\n请照此办理。\\n云川市文化局\\n云川市财政局\\n二〇一八年三月五日\\n附件：名单.doc")
    Signature(agencies=('云川市文化局', '云川市财政局'), day='2018-03-05')
    >>> read_signature("云川市财政局（盖章）\\n2018年4月1日\\n抄送：市人大。\\n云川市财政局办公室　2018年4月2日印发")
    Signature(agencies=('云川市财政局',), day='2018-04-01')
    >>> read_signature("请照办。\\n二ＯＯ七年七月十六日\\n主题词：市场\\n抄送：市委。\\n市府办　2007年7月17日印发")
    Signature(agencies=(), day='2007-07-16')
    >>> read_signature("会议于2018年3月5日\\n在市政府召开。"), read_signature("时间：\\n2018年3月5日\\n县医院")
    (None, None)
    """
    annex = ANNEX.search(body) if "附" in body else None
    if annex and (above := read_signature(body[: annex.start()])):
        return above
    lines = [_unsealed(line.strip()) for line in body.split("\n")[-FOOT:] if line]
    days = [at for at in reversed(range(len(lines))) if is_day_line(lines[at])]
    printed = days[0] if days else None  # may tell who had it printed, and when
    at = next((at for at in days if not lines[at].endswith("印发")), printed)
    if at is None or any(not AFTER.match(line) and len(line) > 40 for line in lines[at + 1 :]):
        return None
    own = _before_day(lines[at])
    agencies = [own] if own else []
    for line in reversed(lines[max(0, at - JOINT) : at]):
        names = [one for one in re.split(r"[\s\t、]+", line) if one]
        if not names or not all(AGENCY.match(one) for one in names):
            break
        agencies[:0] = names
    is_labelled = at > 0 and lines[at - 1].endswith(("：", ":"))  # 活动时间：, and below it the day and the place
    if not agencies and not is_labelled and AGENCY.match("".join(lines[at + 1 : at + 2])):
        agencies = [lines[at + 1]]  # the day stands above
    is_sealed = at > 0 and not is_labelled and _is_filed(lines[at + 1 :])  # by the head of the document
    is_signed = agencies or is_sealed or (at and PERSON.fullmatch(lines[at - 1]))
    return Signature(tuple(agencies), (read_date(lines[at]) or "")[:10] or None) if is_signed else None


def signature_of_titled(body: str, title: str) -> Signature | None:
    """The signature of the office that a title begins with, where what it forwards is signed below with another.

    >>> body = "现予转发。\\n云川县政府\\n2018年11月6日\\n培训意见\\n请批转。\\n县教育局\\n2018年10月2日"
    >>> signature_of_titled(body, "云川县政府转发县教育局意见的通知")
    Signature(agencies=('云川县政府',), day='2018-11-06')
    >>> signature_of_titled(body, "云川县政府关于培训的通知"), signature_of_titled(body, "批转意见的通知")
    (None, None)
    """
    if not FORWARDS.search(title):
        return None
    plain = re.sub(r"\s", "", title)
    lines = [line.strip() for line in body.split("\n")]
    for line, below in pairwise(lines):
        if line and is_day_line(below) and len(line) < len(plain) and plain.startswith(re.sub(r"\s", "", line)):
            day = (read_date(below) or "")[:10] or None
            return Signature(tuple(re.split(r"[\s、]+", line)), day) if AGENCY.match(line) else None
    return None


def _is_filed(below: list[str]) -> bool:
    """Whether what stands below a day tells to whom a document is sent and who had it printed, as it does below a
    document's own: 主题词：…, 抄送：…, … 2018年4月2日印发.
    """
    is_last = below[-1:] and (AFTER.match(below[-1]) or below[-1].endswith("印发"))
    return bool(is_last) and any(one.startswith(("主题词", "抄送", "抄报")) for one in below)


def _unsealed(line: str) -> str:
    """A line of a text's foot as it tells who signed when: without seals, and without a sentence before both.

    >>> [_unsealed(one) for one in ("特此公告。 云川县水利局 2018年4月2日", "会议于4月2日召开。")]
    ['云川县水利局 2018年4月2日', '会议于4月2日召开。']
    """
    line = SEAL.sub("", line).strip() if "章" in line or "印" in line else line
    if "。" not in line:
        return line
    said, _stop, last = line.rpartition("。")
    return last.strip() if said and last and is_day_line(last.strip()) and _before_day(last.strip()) else line


def dated_foot(body: str) -> str | None:
    """The day that is all of one of the last lines of a body → YYYY-MM-DD; None without any.

    >>> dated_foot("社火散了，人还不肯走。\\n（二〇〇四年二月九日）"), dated_foot("会议于2018年3月5日召开。")
    ('2004-02-09', None)
    """
    for line in reversed(body.split("\n")[-LAST:]):
        if len(line) <= DAY_LINE and is_day_line(line) and not _before_day(line):
            return (read_date(line) or "")[:10] or None
    return None


def adopted(body: str) -> str | None:
    """The day on which an English document says at its foot, or below its number, that it was made → YYYY-MM-DD; None
    for any other day.

    >>> adopted("Section 1. Dogs.\\nAdopted: April 24, 1999\\nEffective: May 24, 1999")
    '1999-04-24'
    >>> adopted("Dated this 8th day of May 2023\\nHead of Highways"), adopted("The plan was adopted on 8 May 2023.")
    ('2023-05-08', None)
    >>> heads, text = ("No. 2006-05\\nAdopted: May 6, 2006", "Made May 6, 2006 in part"), "\\nFares are set." * FOOT
    >>> [adopted(one + text) for one in heads]
    ['2006-05-06', None]
    """
    if len(body) < HEAD or not body[:HEAD].isascii():
        return None
    lines = body.rstrip()[-ADOPTED_FOOT:].split("\n")[-FOOT:]
    heads = [one for one in body[:ADOPTED_FOOT].split("\n")[:LAST] if YEAR_LAST.search(one)]
    found = (read_date(one) for one in (*reversed(lines), *heads) if len(one) <= LONGEST and ADOPTED_ON.match(one))
    return next((day[:10] for day in found if day), None)


def is_day_line(line: str) -> bool:
    """Whether a line is a date, alone or behind an agency's name."""
    if len(line) > 44 or not (DATE_TIME.search(line) or CHINESE.search(line)):
        return False
    rest = WEEKDAY.sub("", CHINESE.sub("", DATE_TIME.sub("", line))).strip(" （）()印发")
    return not rest or AGENCY.match(rest) is not None


def _before_day(line: str) -> str | None:
    rest = CHINESE.sub("", DATE_TIME.sub("", line)).strip()
    return rest if AGENCY.match(rest) else None
