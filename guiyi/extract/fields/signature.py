"""Document numbers in all bracket styles, and the signature at the foot: who issued a document, and on which day."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from guiyi.dates import CHINESE, DATE_TIME, read_date

YEAR = r"[〔\[［【（(〈<﹝{〖『「《〘]\s*((?:19|20)\d{2})\s*(?:年)?\s*[〕\]］】）)〉>﹞}〗』」》〙]"
# （云）应急罚
PLACED = r"(?:(?<![\u4e00-\u9fff])\((?!试行|暂行|节选|摘要|草案|附|转|[一二三四五六七八九十])[\u4e00-\u9fff]{1,3}\))?"
NUMBER = re.compile(rf"({PLACED}[\u4e00-\u9fff]{{1,14}})\s*{YEAR}\s*(?:第\s*)?(\d{{1,5}})\s*号")
LABELLED = re.compile(r"^(?:发文字号|(?:发文)?文号|文件编号)(?=[\u4e00-\u9fff])")  # right before a number
ORDER = re.compile(r"([\u4e00-\u9fff]{0,14}令)\s*[（(]?\s*第?\s*(\d{1,4}|[一二三四五六七八九十百零〇]{1,6})\s*号")
ANNOUNCED = re.compile(r"([\u4e00-\u9fff]{2,14}[公通]告)\s*((?:19|20)\d{2})\s*年\s*第?\s*(\d{1,4})\s*号")
OF_ANNOUNCEMENT = re.compile(r"(?:公告|通告|令)(?:[（(].{0,20}[）)])?$")
YEARLY = re.compile(r"[（(]?\s*((?:19|20)\d{2})\s*年?\s*第\s*(\d{1,4})\s*号\s*[）)]?")
IN_BRACKETS = re.compile(r"[（(〔\[]([^（(]*号)[）)〕\]]\s*$")
AGENCY = re.compile(
    r"^[\u4e00-\u9fff（）()]{2,30}(?:局|委|厅|办|室|府|会|中心|院|处|科|部|公司|学校|大学|队|站|所|社|馆|厂|行|署|组|团|庭|旗|(?<=[残妇文侨商])联|(?<=科)协|(?<=[路务电])段|镇|乡|街道|工委)$"
)
AFTER = re.compile(r"^(?:附件|附[:：]|抄送|抄报|主送|主题词|（?联系人|（?此件|（?信息公开|责任编辑|\d+[.、])")
STOPS = ("。", "；")  # of a sentence
LISTED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]")  # an item of a text
LABEL = re.compile(r"([\u4e00-\u9fff]{2,10})[:：]")
PIECES = re.compile(r"\s*[|｜/]\s*|\s{2,}|\s(?=[\u4e00-\u9fff]{2,6}[:：])")  # between what a line of facts tells
RUNS = re.compile(r"[，。；：！？]")
LONGEST = 60  # characters of a line that may be a number
LINE = 10  # characters beside a number that a line of its own may have
ABOVE = 8  # lines before a body among which a number may stand
FOOT = 14  # lines at the end of a body among which the signature is looked for
HEADED = re.compile(r"^[^〔\[（(。：:]{2,30}文件[\s\u3000]+(?=[\u4e00-\u9fff])")  # the red head on the number's line
SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff][ \u3000〔\[［（(]|[〔\[［（(])"
)  # 云 政 发 〔2018〕5号
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
LAST, DAY_LINE = 3, 24  # lines at the end of a body that may be no more than a day, and characters of such a line
FORWARDS = re.compile(r"[转轉批]发|[转轉]發|批转|印发")  # what another office signed
JOINT = 8  # agencies that may sign together


def number_in(text: str) -> str | None:
    """A 文号 in a text, in its canonical form with 〔〕.

    >>> number_in("云文发[2017]047号"), number_in("云政办发﹝２０１８﹞5号"), number_in("云川市人民政府令第280号")
    ('云文发〔2017〕47号', '云政办发〔2018〕5号', '云川市人民政府令第280号')
    >>> number_in("云国土资函 【2018】第 12 号"), number_in("2018年第12号")
    ('云国土资函〔2018〕12号', None)
    >>> number_in("国家税务总局云川市税务局公告2019年第3号"), number_in("《云川公报》2019年第3号")
    ('国家税务总局云川市税务局公告2019年第3号', None)
    >>> [number_in(one) for one in ("（云）应急罚〔2020〕18号", "办法（试行）云府〔2020〕1号", "（一）云府〔2020〕1号")]
    ['（云）应急罚〔2020〕18号', '云府〔2020〕1号', '云府〔2020〕1号']
    """
    if "号" not in text:
        return None
    text = unicodedata.normalize("NFKC", text)
    match = NUMBER.search(text)
    if match:
        return f"{LABELLED.sub('', match[1]).replace('(', '（').replace(')', '）')}〔{match[2]}〕{int(match[3])}号"
    if order := ORDER.search(text):
        return f"{order[1]}第{order[2]}号"
    announced = ANNOUNCED.search(text)
    return f"{announced[1]}{announced[2]}年第{int(announced[3])}号" if announced else None


def number_at_end(title: str) -> str | None:
    """The number that a title carries in brackets at its end; one inside it names another document.

    >>> number_at_end("关于印发办法的通知（云文发〔2017〕47号）"), number_at_end("转发国办发〔2017〕47号文件的通知")
    ('云文发〔2017〕47号', None)
    >>> number_at_end("云川县人民政府令（第5号）")
    '云川县人民政府令第5号'
    """
    if "号" not in title:
        return None
    if is_number(title):
        return number_in(title)
    match = IN_BRACKETS.search(title)
    return number_in(match[1]) if match else None


def number_line(body: str) -> str | None:
    """The number that stands on a line of its own, or below the name of the order, among the first lines of a body.

    >>> number_line("云川市人民政府令\\n第11号\\n云川市防汛办法")
    '云川市人民政府令第11号'
    >>> number_line("解读文件：云政办发〔2018〕3号"), number_line("发文字号：云政办发〔2018〕3号")
    (None, '云政办发〔2018〕3号')
    >>> number_line("一、批准文号：云地〔2020〕3号。"), number_line("照办。\\n县政府\\n2018年3月5日\\n云教〔2018〕3号")
    (None, None)
    """
    lines = body.split("\n", 6)[:6]
    signed = (at for at, line in enumerate(lines) if at and _is_day(line) and AGENCY.match(lines[at - 1]))
    lines = lines[: next(signed, None)]
    return next(
        (found for above, line in zip(["", *lines], lines, strict=False) if (found := _number_at(above, line))), None
    )


def _number_at(above: str, line: str) -> str | None:
    """The number that is all of a line, or of it and the line above where that names the order."""
    if "号" not in line or len(line) > LONGEST or line.endswith(STOPS) or LISTED.match(line):
        return None
    if (label := LABEL.match(line)) and "号" not in label[1]:
        return None  # 解读文件：云政办发〔2018〕3号
    line = SPACED.sub("", HEADED.sub("", line))
    names_it = above.endswith(("令", "公告", "通告")) and len(above) <= LONGEST and not number_in(line)
    whole = f"{above}{line}" if names_it else line
    number = number_in(whole)
    return number if number and len(whole) <= len(number) + LINE else None


def is_number(line: str) -> bool:
    """Whether a line is no more than a document's number.

    >>> is_number("云教函〔2021〕9号"), is_number("转发云教函〔2021〕9号文件的通知")
    (True, False)
    """
    number = number_in(line) if "号" in line and len(line) <= LONGEST else None
    return number is not None and len(re.sub(r"\s", "", line)) <= len(number) + 2


def below_number(before: str) -> list[str]:
    """The lines below the last line of a number, up to the first that runs or tells a date: the title of a red head.

    >>> below_number("云川市人民政府文件\\n云政[2017]第16号\\n关于加强\\n防汛的意见\\n各区政府，现提出如下意见。")
    ['关于加强', '防汛的意见']
    """
    lines = [line for line in before.split("\n") if line]
    at = next((at for at in reversed(range(len(lines))) if _number_at(lines[at - 1] if at else "", lines[at])), None)
    found: list[str] = []
    for line in lines[at + 1 :] if at is not None else ():
        if len(line) > LONGEST or RUNS.search(line) or "\t" in line or DATE_TIME.search(line):
            break
        found.append(line)
    return found


def number_of_announcement(before: str, title: str) -> str | None:
    """The number of an announcement or an order, which has no letters, on a line of its own above the body.

    >>> number_of_announcement("关于月亮河禁渔的公告\\n2019年第3号\\n时间：2019-03-05", "关于月亮河禁渔的公告")
    '2019年第3号'
    >>> number_of_announcement("《云川公报》\\n2019年第3号", "《云川公报》")  # an issue
    """
    if not OF_ANNOUNCEMENT.search(title):
        return None
    found = (YEARLY.fullmatch(line.strip()) for line in before.split("\n")[-ABOVE:])
    return next((f"{one[1]}年第{int(one[2])}号" for one in found if one), None)


def number_above(before: str) -> str | None:
    """The number on a line of its own among the last lines before a body: below a red head, above the title.

    >>> number_above("中共云川县委办公室文件\\n云办发［2016］6号\\n关于加强防汛工作的意见")
    '云办发〔2016〕6号'
    >>> number_above("防汛意见\\n云办发〔2016〕6号　2016-03-05"), number_above("转发云办〔2016〕6号文件精神 2016-03-05")
    ('云办发〔2016〕6号', None)
    >>> number_above("关于防汛的通知\\n县水利局 / 2016-03-05 / 云水〔2016〕6号")
    '云水〔2016〕6号'
    >>> number_above("关于防汛的通知\\n云水〔2016〕6号 来源：县水利局")
    '云水〔2016〕6号'
    """
    for line in before.split("\n")[-ABOVE:]:
        if "号" not in line:
            continue
        for piece in (DATE_TIME.sub("", line), *PIECES.split(line)):
            if is_number(piece):
                return number_in(piece)
    return None


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
    days = [at for at in reversed(range(len(lines))) if _is_day(lines[at])]
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
        if line and _is_day(below) and len(line) < len(plain) and plain.startswith(re.sub(r"\s", "", line)):
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
    return last.strip() if said and last and _is_day(last.strip()) and _before_day(last.strip()) else line


def dated_foot(body: str) -> str | None:
    """The day that is all of one of the last lines of a body → YYYY-MM-DD; None without any.

    >>> dated_foot("社火散了，人还不肯走。\\n（二〇〇四年二月九日）"), dated_foot("会议于2018年3月5日召开。")
    ('2004-02-09', None)
    """
    for line in reversed(body.split("\n")[-LAST:]):
        if len(line) <= DAY_LINE and _is_day(line) and not _before_day(line):
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
    if len(body) < LINE or not body[:LINE].isascii():
        return None
    lines = body.rstrip()[-ADOPTED_FOOT:].split("\n")[-FOOT:]
    heads = [one for one in body[:ADOPTED_FOOT].split("\n")[:LAST] if YEAR_LAST.search(one)]
    found = (read_date(one) for one in (*reversed(lines), *heads) if len(one) <= LONGEST and ADOPTED_ON.match(one))
    return next((day[:10] for day in found if day), None)


def _is_day(line: str) -> bool:
    """Whether a line is a date, alone or behind an agency's name."""
    if len(line) > 44 or not (DATE_TIME.search(line) or CHINESE.search(line)):
        return False
    rest = WEEKDAY.sub("", CHINESE.sub("", DATE_TIME.sub("", line))).strip(" （）()印发")
    return not rest or AGENCY.match(rest) is not None


def _before_day(line: str) -> str | None:
    rest = CHINESE.sub("", DATE_TIME.sub("", line)).strip()
    return rest if AGENCY.match(rest) else None
