"""What a page prints around its body, and the fields that are read of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from guiyi.dates import find_date
from guiyi.dayorder import Order
from guiyi.extract.fields.labelled import TIME
from guiyi.extract.fields.labels import ANY_LABEL, DATE_ALONE, LABELS, OF_EVENT, OF_MEETING, OTHER_ALONE
from guiyi.extract.fields.lines import PLACE_LINE
from guiyi.extract.fields.remarks import MARKS
from guiyi.extract.fields.signature import WEEKDAY
from guiyi.extract.fields.values import BEFORE_DAY
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, unspaced

TODAY = re.compile(  # a day with its weekday and no time: what a banner says of the reader's day
    r"(?:今天是|今日|现在是)?[:：\s]*(?:20\d\d\s*[年/-]\s*\d{1,2}\s*[月/-]\s*\d{1,2}日?)[\s,，]*(?:星期|周)[一二三四五六日天]"
)
OF_PAGE = re.compile(rf"\d[:：时点]|{ANY_LABEL.pattern}", ANY_LABEL.flags)  # behind the day of a page's own
MEETING = re.compile(r"\b(?:Meeting|Minutes|Agenda|Hearing|Workshop)\b", re.IGNORECASE)  # in the title of one
HELD = re.compile(  # when it is held: Tuesday, May 14, 2019 at 5:00 p.m.
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.{0,40}\b\d{1,2}[:.]\d\d\b(?! ?- ?\d)", re.IGNORECASE
)
CHANGED = re.compile(rf"^[^\w\n]{{0,4}}(?:{LABELS['_updated']})[ 　]*[:：]?[ 　]*(?=[\dA-Z])", re.MULTILINE)
BEHIND = re.compile(rf"^[^:：\n]{{4,160}}[\s.,;|](?:{LABELS['_updated']})[ 　]*[:：]?[ 　]*(?=[\dA-Z])", re.MULTILINE)
OF_SITE = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|主办(?:单位)?[:：]|©|Copyright|All rights reserved", re.IGNORECASE
)
FOOT_LINKS = re.compile(r"\b(?:Privacy|Webmaster|Terms of (?:Use|Service)|Disclaimer|Site ?map)\b", re.IGNORECASE)
HOUR_BEFORE = re.compile(  # and the day of the week
    r"(?:(?:(?:12 )?noon|midnight|\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?),? (?:on )?)?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?",
    re.IGNORECASE,
)
NEAR = 3  # lines of a foot below who has the site
FOOT, FOOT_LINES = 200, 3  # characters and lines at a body's end that may tell its date and source
ABOVE = 8  # lines right above a body that may
LEAST_LINK = 8  # characters of a link that names an article
LONGEST_LABEL = 30  # characters of a line that is the label of a day: Closing Date/Time:
LATIN = 2  # times as many in Latin letters


@dataclass
class Metadata:
    """Fields of one page; None where it says nothing. `published_how` names the signal that gave the date."""

    title: str | None = None
    published_at: str | None = None
    published_how: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Printed:
    """What stands on a page around its body, what its templates' selectors give, and what list pages print of it.

    around: text of the page around the body. before: text just before it. body: its text. told: field → value.
    node: the body's element, outside which the markup is read where no template tells the title. days: how the site
    writes 03/04/2019, if that is known.
    """

    around: str
    before: str
    body: str
    told: Mapping[str, str] = field(default_factory=dict)
    listed_title: str | None = None
    listed_on: str | None = None
    node: Node | None = None
    days: Order | None = None

    @cached_property
    def foot(self) -> list[str]:
        """The last lines of the body, which may tell its date and source."""
        return without_others_days(self.body[-FOOT:].split("\n"))[-FOOT_LINES:]

    @cached_property
    def above(self) -> list[str]:
        """The lines right above the body, up to the page's place line: what stands above that is the site's."""
        lines = self.before.split("\n")[-ABOVE:]
        place = next((at for at in reversed(range(len(lines))) if PLACE_LINE.search(lines[at])), -1)
        said = lines[place].rsplit("\t", 1)[-1] if place >= 0 else ""  # without the cell of the menu beside it
        own = [said] if find_date(said) and not WEEKDAY.search(said) else []
        return without_others_days([*own, *lines[place + 1 :]] or lines)

    def dated(self, title: str | None) -> list[str]:
        """The lines right above the body that may tell its day: no banner of today above its title."""
        lines, plain = self.above, unspaced(title or "")
        at = next((at for at, line in enumerate(lines) if plain and unspaced(line) == plain), len(lines))
        rest = (
            lines[at + 1 :] if plain.isascii() else lines[at:]
        )  # of what a title tells, not when: Minutes of May 4, 2018
        lines = [line for line in lines[:at] if not is_banner(line)] + rest
        is_meetings = MEETING.search(title or "")
        return without_event([line for line in lines if not (is_meetings and HELD.match(line))])


def is_banner(line: str) -> bool:
    """Whether a line says what day the reader has, and behind it at most what the site offers: a search, its weather.

    >>> [is_banner(f"2018年3月5日 星期一{behind}") for behind in ("", " 站内搜索：", "　多云")]
    [True, True, True]
    >>> [is_banner(one) for one in ("2018年3月5日 星期一 10:20", "2018年3月5日 星期一 来源：水利局", "2018年3月5日")]
    [False, False, False]
    """
    today = TODAY.match(line)
    return today is not None and not OF_PAGE.search(line, today.end())


def without_days_of_site(printed: Printed) -> Printed:
    """What is printed, without the lines of a page's foot, below who has the site, that tell when that was changed.

    >>> foot = "版权所有 © 云川县人民政府\\n更新日期：2025-09-22 访问总量：31"
    >>> without_days_of_site(Printed(f"机构职能\\n{foot}", "", "")).around.split("\\n")
    ['机构职能', '版权所有 © 云川县人民政府']
    >>> without_days_of_site(Printed("机构职能\\n更新日期：2025-09-22\\n版权所有", "", "")).around.count("\\n")
    2
    >>> without_days_of_site(Printed("机构职能\\n页面更新时间：2025-09-22 版权所有", "", "")).around
    '机构职能'
    >>> foot = "County Hall, Harlow HM1 2AB. Page last updated: 3 June 2025\\n© 2025 Harlow County Council"
    >>> without_days_of_site(Printed(f"Winter Service\\n{foot}", "", "")).around.split("\\n")
    ['Winter Service', '© 2025 Harlow County Council']
    >>> foot = "Privacy Policy | Webmaster\\nLast modified: 06/24/2015"
    >>> [without_days_of_site(Printed(f"FAQ\\n{foot}", one, "")).around.count("2015") for one in ("FAQ", foot)]
    [0, 1]
    """
    if not (CHANGED.search(printed.around) or BEHIND.search(printed.around)):
        return printed
    own: list[str] = []
    below = NEAR + 1  # lines since one that says who has the site
    lines, above = printed.around.split("\n"), frozenset(printed.before.split("\n"))
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        is_of_site = OF_SITE.search(line) is not None or (line not in above and FOOT_LINKS.search(line) is not None)
        below = below + 1 if not is_of_site else 0
        is_near = is_of_site or 0 < below <= NEAR
        is_behind = BEHIND.match(line) and (is_near or OF_SITE.search(following))  # behind the office's address
        own += [] if (CHANGED.match(line) and is_near) or is_behind else [line]
    return replace(printed, around="\n".join(own))


def without_event(lines: list[str]) -> list[str]:
    """Lines without the time of an event whose place or speaker they tell.

    >>> without_event(["时间：2018年3月9日14:30", "地点：县图书馆"]), without_event(["时间：2018年3月9日"])
    (['地点：县图书馆'], ['时间：2018年3月9日'])
    >>> without_event(["Date: June 9, 2015", "Place: Town Hall"]), without_event(["Date: June 9, 2015"])
    (['Place: Town Hall'], ['Date: June 9, 2015'])
    """
    is_event, is_meeting = any(map(OF_EVENT.search, lines)), any(map(OF_MEETING.search, lines))
    lines = [line for line in lines if not TIME.match(line)] if is_event else lines
    return [line for line in lines if not DATE_ALONE.match(line)] if is_meeting else lines


def without_others_days(lines: list[str]) -> list[str]:
    """Lines without the days that stand below the label of another day than the page's, each on a line of its own.

    >>> without_others_days(["Advertised", "12 August 2014", "Closing date:", "9 September 2014 at 11:00", "Enquiries"])
    ['Advertised', '12 August 2014', 'Closing date:', 'Enquiries']
    >>> without_others_days(["When", "Saturday 6 June 2015, 10am", "Closing date", "5pm on Friday 12 June 2015"])
    ['When', 'Closing date']
    >>> without_others_days(["Closing", "The office closes on 9 September 2014"])
    ['Closing', 'The office closes on 9 September 2014']
    """
    pairs = zip(["", *lines], lines, strict=False)
    return [
        line
        for above, line in pairs
        if not (
            len(above) <= LONGEST_LABEL
            and OTHER_ALONE.fullmatch(above)
            and (day := find_date(line))
            and HOUR_BEFORE.fullmatch(line[: day.start()])
        )
    ]


def own_lines(view: PageView, lines: list[str], title: str | None) -> list[str]:
    """Lines without those that are a link to another article and its day."""
    found = [find_date(line) for line in lines]
    beside = [_beside_day(line, day[0]) if day else "" for line, day in zip(lines, found, strict=True)]
    rows = zip(lines, beside, ["", *lines], found, strict=False)  # a line, what it says beside its day, the line above
    own = [line for line, rest, over, day in rows if not (day and is_others(view, rest or over, title))]
    is_cut = len(own) < len(lines) and own[:1] == lines[:1] and found[0] and not beside[0]
    return own[1:] if is_cut else own  # of the first day another article's name stands further above


def is_others(view: PageView, line: str, title: str | None) -> bool:
    """Whether a line is a link to another article than the one of this title; an entry of a menu is shorter."""
    plain = unspaced(line.strip(MARKS))
    return (
        len(plain) >= LEAST_LINK * (LATIN if plain.isascii() else 1)
        and plain != unspaced(title or "")
        and view.has_link(plain)
    )


def _beside_day(line: str, day: str) -> str:
    """What a line says beside its day; nothing where that is no more than a label."""
    rest = line.replace(day, "")
    return unspaced(rest.strip(MARKS)) if BEFORE_DAY.sub("", ANY_LABEL.sub("", rest)).strip(MARKS) else ""
