"""What letters tell of their writers in words, beside names: home addresses, plates, home telephones, chat accounts."""

from __future__ import annotations

import re
from bisect import bisect_right

from guiyi.clean.plain import with_plain_digits
from guiyi.clean.privacy import Found

_PART = r"[\s第]*[0-9０-９A-Za-z〇零一二三四五六七八九十甲乙丙东西南北]{1,5}\s*"
HOME = re.compile(
    r"[\u4e00-\u9fff]{2,20}?"
    r"(?:小区|花园|家园|家苑|公寓|新村|社区|庄园|名城|苑|里|村|屯|庄|坊|庭|府|湾|城|路|街|巷|胡同|弄|大道|院)"
    rf"((?:{_PART}(?:号楼|号院|栋|幢|座|单元|门|楼|层|室|户|号房|房|号|组|排)[\s，,、-]*){{1,6}}[0-9０-９]{{0,4}})"
)
HOME_SAID = re.compile(
    r"(?:家庭住址|家庭地址|住\s*址|通讯地址|联系地址|详细地址|地\s*址|户籍地?|家住|住在|现住|居住在|租住|房屋坐落)"
    r"\s*[:：于在]?\s*([^\n，,。；;]{4,50})"
)
DOOR = re.compile(  # house, entrance and flat: 望湖小区5-3-402
    r"(?:小区|花园|家园|家苑|公寓|新村|社区|庄园|名城|苑|里|庭|府|湾|城)(?:[东西南北中一二三四五六七八九十0-9A-Za-z]{1,2}[区期][-－—]?)?"
    r"([0-9]{1,3}(?:(?:#|＃|号楼|号|栋|幢|座)[-－—]?|[-－—])[0-9]{1,3}[-－—][0-9]{2,4})(?![0-9年月日号-])"
)
SURELY_HOME = re.compile(r"单元|座|室|户|栋|幢|号楼|号房|组\s*[0-9０-９]{1,4}\s*号")
# An agency's own address in its answer: 地址：望湖路12号政务中心2楼
OFFICE_SAID = re.compile(
    r"(?<![家住])(?<!家庭)地\s*址\s*[:：]?\s*[^\n，,。；;]{0,30}(?:政务|大厅|中心|窗口|办公|委员会|政府|派出所|医院|法院|局|委会)"
)
OF_HOMES = re.compile("单元|栋|幢|户")
NUMBERED = re.compile("[0-9０-９A-Za-z〇零一二三四五六七八九十甲乙丙]")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?[A-HJ-NP-Z][\s·•.-]{0,2}"
    r"[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
LANDLINE = re.compile(
    r"(?<![0-9０-９A-Za-z-])(?:[（(]?0\d{2,3}[）)]?[\s－—-]{0,2})?[2-9]\d{6,7}(?:[-－转]\d{1,5})?(?![0-9A-Za-z年])"
)
LANDLINE_SAID = re.compile(r"电话|座机|固话|宅电|[Tt]el|联系方式|致电|号码")
CHAT = re.compile(r"(?:QQ号?|qq号?|微信号?|VX|vx)\s*(?:是|为|[:：])?\s*([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{4,11})")


def find_homes(text: str) -> list[Found]:
    """Home addresses: the street or estate stays, building, unit and room are starred.

    >>> sorted({one.kind for one in find_homes("家住幸福小区3号楼2单元501室，")})
    ['address']
    """
    offices = [at.span() for at in OFFICE_SAID.finditer(text) if not OF_HOMES.search(text, *at.span())]
    found = []
    for match in HOME.finditer(text):
        parts = len(re.findall(r"[0-9０-９〇零一二三四五六七八九十甲乙丙A-Z]+", match[1]))
        if (SURELY_HOME.search(match[1]) and parts >= 2) or _is_said(text, match.start()):
            found.append(_digits("address", text, match.start(1), match.end(1)))
    found += [_digits("address", text, *match.span(1)) for match in DOOR.finditer(text)]
    for match in HOME_SAID.finditer(text):
        if re.search(r"[0-9０-９]", match[1]) and re.search("号|室|栋|幢|楼|单元|组|户", match[1]):
            found.append(_digits("address", text, match.start(1), match.end(1)))
    starts = [start for start, _end in offices]
    beside = ((one, bisect_right(starts, one.start)) for one in found)
    return [one for one, after in beside if not after or offices[after - 1][1] <= one.start]


def _is_said(text: str, start: int) -> bool:
    return re.search("家住|住在|住址|地址|现住|居住|[我人]住", text[max(0, start - 12) : start + 8]) is not None


def _digits(kind: str, text: str, start: int, end: int) -> Found:
    return Found(kind, start, end, tuple(at for at in range(start, end) if NUMBERED.match(text, at)))


def find_plates(text: str) -> list[Found]:
    """Number plates: province and letter stay."""
    found = []
    for match in PLATE.finditer(with_plain_digits(text)):
        places = [at for at in range(match.start(), match.end()) if text[at].isalnum()]
        found.append(Found("plate", match.start(), match.end(), tuple(places[2:-1])))
    return found


def find_accounts(text: str) -> list[Found]:
    """Telephones of homes (labelled, or with an area code) and chat accounts in what a citizen writes."""
    found = []
    for match in LANDLINE.finditer(text):
        is_long = match[0].lstrip("（(").startswith("0")
        if is_long or LANDLINE_SAID.search(text[max(0, match.start() - 12) : match.start()]):
            places = [at for at in range(match.start(), match.end()) if text[at].isdigit()]
            found.append(Found("landline", match.start(), match.end(), tuple(places[-5:])))
    for match in CHAT.finditer(text):
        found.append(Found("account", match.start(1), match.end(1), tuple(range(match.start(1) + 2, match.end(1)))))
    return found
