"""Dates as old pages print them → ISO 8601 in the page's own precision, Beijing time; never today's date by guess.

Whole dates in a text; what is told in parts is read by `dateparts`, above this.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from guiyi.beijing import BEIJING
from guiyi.caching import kept

# A day in figures, as a part of what others look for: as it is printed mostly, and with blanks, up to its 日.
DAY = r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
LOOSE_DAY = r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
DAY_ALONE = re.compile(rf"[（(\[【]?\s?{DAY}\s?[）)\]】]?")
NO_MONTHS = (
    r"(?!\s*[.年]\s*\d{1,2}\s*[-/\u2010-\u2015]\s*\d{1,2}\s*(?:个?月|季))"  # not of 2009年1-5月, a span of months
)
DATE_TIME = re.compile(
    r"(?<!\d)((?:[1１][9９]|[2２][0０])\d{2})"
    rf"{NO_MONTHS}"
    r"(?!\s*[-./]\s*\d{1,2}\s*[-~至\u2010-\u2015]+\s*(?:19|20)\d\d(?![\d:：]))"  # not of 2011.09—2020.12
    r"\s*[-./年．－／\u2010-\u2015]\s*(\d{1,2})\s*[-./月．－／\u2010-\u2015]\s*(\d{1,2})\s*[日号]?"
    r"(?:[\sT,，]*(?:[（(]?(?:星期|周)[一二三四五六日天][）)]?\s*(?=[\d上下晚]))?(?:(上午|下午|晚上)\s*)?([01０１]?\d|[2２][0-4０-４])\s*[:：∶时点]\s*([0-5０-５]?\d)"
    r"(?:\s*[:：∶分]\s*([0-5０-５]?\d)(?:\.\d+)?\s*秒?)?分?)?"
)
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
CHINESE = re.compile(
    r"([一二三四五六七八九○〇◯零Ｏ０O0]{4})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十廿卅]{1,3})\s*日"
)
MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)} | {
    f"{name}月": at for at, name in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), start=1)
}
MONTH_NAMES = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?"
)
MONTH = rf"({MONTH_NAMES}|十[一二]?月|[一二三四五六七八九]月)\.?"
MACHINES = re.compile(  # Mon Mar 05 10:08:21 CST 2018: a date as Java prints it without being asked for a form
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d)"
    r" (?:CST|GMT\+08:00) ((?:19|20)\d\d)\b"
)
_CLOCK = r"(?:[\s,]*(?:at\s+|-\s*)?([01]?\d|2[0-4])[:.]([0-5]\d)(?::([0-5]\d))?(?:\s*([ap])\.?m\b\.?)?)?"
ENGLISH = re.compile(
    rf"(?:\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d{{2}})|(?<!\d)(?<!(?-i:[A-Z]))(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:day\s+)?(?:of\s+)?|-){MONTH}(?:,?\s+|-)((?:19|20)\d{{2}}))"
    rf"(?!\d){_CLOCK}",
    re.IGNORECASE,
)
SHORT_YEAR = re.compile(  # 18-03-05 or [18.3.5], all of a line or a cell; years from 1995 to 2034
    r"[\[(（【]?\s*(9[5-9]|[012]\d|3[0-4])\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[\])）】]?"
)
SHORT_TIMED = re.compile(
    r"(?<![\d./-])(\d\d[-./]\d{1,2}[-./]\d{1,2})(?:\s+|(?<=[-./]\d\d))([01]?\d|2[0-3]):([0-5]\d)(?!\d)"
)
# 03/05/2018 - 15:07, as Drupal prints it; the month first unless there is no such month. 05-03-2018: the day first.
YEAR_LAST = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d{2})(?![\d-]|:[0-5]\d(?![\d:]))(?:\s*[-,]?\s*(?:at\s)?([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\s?([AaPp])\.?[Mm]\b)?)?"
)
CLOCK_BEFORE = re.compile(r"(?<![\d:.–-])([01]?\d|2[0-3]):([0-5]\d),?\s(?:on\s)?$")  # 09:41 04/03/2021
DIGITS = {
    character: value
    for value, row in enumerate(("○〇◯零Ｏ０O0", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for character in row
}
FIGURE = re.compile(r"\d")  # without one there is no date but in Chinese numerals
FIRST_YEAR, LAST_YEAR = 1949, 2100
ZONE = "+08:00"
OFFSET = re.compile(r"Z(?![A-Za-z])|([+-])([01]\d):?([0-5]\d)(?!\d)")  # right behind a time that a machine wrote


def valid_day(year: int, month: int, day: int) -> str | None:
    """Year, month, day → YYYY-MM-DD, or None if there is no such day or it is out of all reason."""
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


@kept(4000, longest=100)
def read_date(text: str) -> str | None:
    """Text → the first date and time of day in it, in its own precision; None if there is none.

    >>> read_date("发布时间：2018-03-05  10∶08"), read_date("2020年08月02日"), read_date("第3号")
    ('2018-03-05T10:08+08:00', '2020-08-02', None)
    >>> read_date("18-03-05 10:22 市林业局"), read_date("0856-18-03-05 10:22"), read_date("18-03-05")
    ('2018-03-05T10:22+08:00', None, None)
    >>> read_date("18-03-0510:22"), read_date("18-3-510:22"), read_date("16-07-2016:23")
    ('2018-03-05T10:22+08:00', None, '2016-07-20T16:23+08:00')
    >>> read_date("2011.09—2020.12 县水利局局长"), read_date("2018—03—05"), read_date("2018-03-2019:30")
    (None, '2018-03-05', '2018-03-20T19:30+08:00')
    >>> read_date("2009年1-5月主要经济指标"), read_date("2009年1-12月")
    (None, None)
    >>> read_date("２０１８－０３－０５　１０：０８"), read_date("２０１８／３／５")
    ('2018-03-05T10:08+08:00', '2018-03-05')
    >>> read_date("2018-03-05T16:30:05.120Z"), read_date("2018-03-05T10:08-05:00"), read_date("2018-03-05 10:00-12:00")
    ('2018-03-06T00:30:05+08:00', '2018-03-05T23:08+08:00', '2018-03-05T10:00+08:00')
    >>> read_date("2018年3月5日 星期一 下午 3:20"), read_date("2018-03-05（周一）10:08")
    ('2018-03-05T15:20+08:00', '2018-03-05T10:08+08:00')
    >>> read_date("2018/3/5 0:00:00"), read_date("2018-03-05 0:05:00")
    ('2018-03-05', '2018-03-05T00:05:00+08:00')
    >>> read_date("Dated this 5th day of March, 2019"), read_date("Publish Date: 25-May-2020 2:00 pm")
    ('2019-03-05', '2020-05-25T14:00+08:00')
    >>> read_date("Published March 5, 2019"), read_date("5th Mar 2019 at 4:30 pm"), read_date("5 May be")
    ('2019-03-05', '2019-03-05T16:30+08:00', None)
    >>> read_date("(Yun Daily) 16:40, September 12, 2022"), read_date("9-17:00 September 12, 2022")
    ('2022-09-12T16:40+08:00', '2022-09-12')
    """
    if not FIGURE.search(text):
        return read_chinese_date(text)
    for match in DATE_TIME.finditer(text):
        day = valid_day(int(match[1]), int(match[2]), int(match[3]))
        if day is not None:
            offset = OFFSET.match(text, match.end()) if "T" in match[0] else None
            return _in_beijing(day + _time(match[4], match[5], match[6], match[7]), offset)
    for match in COMPACT.finditer(text):
        day = valid_day(int(match[1]), int(match[2]), int(match[3]))
        if day is not None:
            return day
    return (
        read_machines(text)
        or read_english_date(text)
        or read_chinese_date(text)
        or read_year_last(text)
        or _short_timed(text)
    )


def read_year_last(text: str) -> str | None:
    """03/05/2018 - 15:07 → its day and time; between slashes the month stands first unless there is no such month.

    >>> read_year_last("周一, 03/05/2018 - 15:07"), read_year_last("25/12/2018")
    ('2018-03-05T15:07+08:00', '2018-12-25')
    >>> read_year_last("Posted on 05-03-2018"), read_year_last("03.25.2018"), read_year_last("0999-05-03-2018")
    ('2018-03-05', '2018-03-25', None)
    >>> read_year_last("Published: 09:41 04/30/2021"), read_year_last("8/9/2017 2:05 PM")
    ('2021-04-30T09:41+08:00', '2017-08-09T14:05+08:00')
    >>> read_year_last("9-17:00 4/30/2021")
    '2021-04-30'
    """
    for match in YEAR_LAST.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        first, second = (first, second) if match[2] == "/" else (second, first)
        day = valid_day(year, first, second) or valid_day(year, second, first)
        if day is None:
            continue
        before = _clock_before(text, match.start(), match[5])
        return day + (before or _time(*_of_half(match[8], match[5]), match[6], match[7]))
    return None


def _clock_before(text: str, start: int, hour: str | None) -> str:
    """The time of day right before a day that has no hour of its own, 09:41 04/03/2021; empty without one."""
    found = None if hour else CLOCK_BEFORE.search(text, max(0, start - 12), start)
    return _time(None, found[1], found[2], None) if found else ""


def _of_half(mark: str | None, hour: str | None) -> tuple[str | None, str | None]:
    """The a or p of am or pm, and an hour → the same as `_time` takes them.

    >>> _of_half("P", "2"), _of_half("a", "12"), _of_half(None, "14")
    (('下午', '2'), (None, '0'), (None, '14'))
    """
    mark = (mark or "").lower()
    return "下午" if mark == "p" else None, "0" if mark == "a" and hour == "12" else hour


def read_machines(text: str) -> str | None:
    """Mon Mar 05 10:08:21 CST 2018 → its day and time, which is China's; None in other zones.

    >>> read_machines("Mon Mar 05 10:08:21 CST 2018"), read_machines("Mon Mar 05 10:08:21 PST 2018")
    ('2018-03-05T10:08:21+08:00', None)
    """
    match = MACHINES.search(text) if ":" in text else None
    if match is None or match[1].lower() not in MONTHS:
        return None
    day = valid_day(int(match[6]), MONTHS[match[1].lower()], int(match[2]))
    return day + _time(None, match[3], match[4], match[5]) if day else None


def read_short_year(line: str) -> str | None:
    """A line that is all a day with the last two figures of its year → YYYY-MM-DD.

    >>> read_short_year("[05-08-27]"), read_short_year("98.3.5"), read_short_year("05-13-27")
    ('2005-08-27', '1998-03-05', None)
    """
    match = SHORT_YEAR.fullmatch(line.strip())
    if not match:
        return None
    year = int(match[1])
    return valid_day(year + (1900 if year > 90 else 2000), int(match[2]), int(match[3]))


def _short_timed(text: str) -> str | None:
    """18-03-05 10:22 → 2018-03-05 and its time of day: a year of two figures is one only before a time."""
    match = SHORT_TIMED.search(text) if ":" in text else None
    day = read_short_year(match[1]) if match else None
    return day + _time(None, match[2], match[3], None) if match and day else None


def read_english_date(text: str) -> str | None:
    """March 5, 2019 or 5 Mar 2019 → 2019-03-05, with its time of day; None if there is none."""
    for match in ENGLISH.finditer(text):
        month, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        found = valid_day(int(year), MONTHS[month[:3].lower()], int(day))
        if found is not None and (before := _clock_before(text, match.start(), match[7])):
            return found + before
        if found is not None:
            return found + _time(*_of_half(match[10], match[7]), match[8], match[9])
    return None


@kept(4000, longest=100)
def find_date(text: str) -> re.Match[str] | None:
    """The first date in a text, in figures, with an English month or in Chinese numerals."""
    has_figure = FIGURE.search(text) is not None
    found = DATE_TIME.search(text) if has_figure else None
    found = found or (MACHINES.search(text) or ENGLISH.search(text) or YEAR_LAST.search(text) if has_figure else None)
    return found or (CHINESE.search(text) if "年" in text else SHORT_TIMED.search(text) if ":" in text else None)


def _time(half: str | None, hour: str | None, minute: str | None, second: str | None) -> str:
    if hour is None or minute is None or int(hour) == 24:  # 24:00 is the day's end, or a form's idea of no time
        return ""
    number = int(hour)
    if not half and not number + int(minute) + int(second or 0):  # 0:00:00 stands where a database holds a day alone
        return ""
    if half in ("下午", "晚上") and number < 12:
        number += 12
    seconds = f":{int(second):02d}" if second is not None else ""
    return f"T{number:02d}:{int(minute):02d}{seconds}{ZONE}"


def _in_beijing(day: str, offset: re.Match[str] | None) -> str:
    """A day and time, with what is printed of its zone behind it → the same instant in Beijing; a day alone stays.

    >>> [_in_beijing("2018-03-05T23:00+08:00", OFFSET.match(one)) for one in ("+0800", "+09:00", "")]
    ['2018-03-05T23:00+08:00', '2018-03-05T22:00+08:00', '2018-03-05T23:00+08:00']
    """
    if offset is None or len(day) == 10:
        return day
    ahead = timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
    zone = timezone(-ahead if offset[1] == "-" else ahead)
    told = datetime.fromisoformat(day.removesuffix(ZONE)).replace(tzinfo=zone).astimezone(BEIJING)
    return told.isoformat(timespec="seconds" if day.count(":") > 2 else "minutes")


def read_chinese_date(text: str) -> str | None:
    """二〇一八年三月五日 → 2018-03-05; None if there is none.

    >>> [read_chinese_date(one) for one in ("二○一七年十二月二十九日", "二0一八年三月廿一日", "二〇一八年七月卅日")]
    ['2017-12-29', '2018-03-21', '2018-07-30']
    """
    match = CHINESE.search(text)
    if not match:
        return None
    year = int("".join(str(DIGITS[character]) for character in match[1]))
    return valid_day(year, _small(match[2]), _small(match[3]))


def _small(text: str) -> int:
    """一 … 三十一 → 1 … 31; 廿 is 二十, 卅 三十."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    unit = DIGITS.get(ones, 0) if ones else 0
    return (DIGITS.get(tens, 1) * 10 if ten and tens else 10 if ten else 0) + unit
