"""Document numbers in all bracket styles (文号): in a text, on a line of their own, in a title, above a body."""

from __future__ import annotations

import re
import unicodedata

from guiyi.dates import DATE_TIME
from guiyi.extract.fields.signature import AGENCY, LONGEST, is_day_line

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
STOPS = ("。", "；")  # of a sentence
LISTED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]")  # an item of a text
LABEL = re.compile(r"([\u4e00-\u9fff]{2,10})[:：]")
PIECES = re.compile(r"\s*[|｜/]\s*|\s{2,}|\s(?=[\u4e00-\u9fff]{2,6}[:：])")  # between what a line of facts tells
RUNS = re.compile(r"[，。；：！？]")
LINE = 10  # characters beside a number that a line of its own may have
ABOVE = 8  # lines before a body among which a number may stand
HEADED = re.compile(r"^[^〔\[（(。：:]{2,30}文件[\s\u3000]+(?=[\u4e00-\u9fff])")  # the red head on the number's line
SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])[ \u3000](?=[\u4e00-\u9fff][ \u3000〔\[［（(]|[〔\[［（(])"
)  # 云 政 发 〔2018〕5号


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
    signed = (at for at, line in enumerate(lines) if at and is_day_line(line) and AGENCY.match(lines[at - 1]))
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
