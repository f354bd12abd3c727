"""Days told in parts: on several lines, without a year, by its last figures, since 1912, in an address; or months."""

from __future__ import annotations

import re

from guiyi.dates import MONTH, MONTH_NAMES, MONTHS, read_english_date, valid_day

MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[-/月]\s*(\d{1,2})(?!\d)")
DAY_AND_CLOCK = re.compile(r"(?<![\d-])(\d{1,2}\s*[-/月]\s*\d{1,2})日?\s+([01]?\d|2[0-3])[:：]([0-5]\d)(?!\d)")
SHORT_YEAR_LAST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(9[5-9]|[012]\d|3[0-4])")
MONTH_ALONE = re.compile(
    rf"(?:({MONTH_NAMES})\.?,?\s+((?:19|20)\d{{2}})|((?:19|20)\d{{2}})\s?年\s?(1[0-2]|0?[1-9])\s?月)", re.IGNORECASE
)
# The day stands large, the year and month below it: <b>05</b><span>2018-03</span>, or the other way round.
DAY_APART = re.compile(
    r"(?<![\d./:-])(0?[1-9]|[12]\d|3[01])日?\s*[/\n]?\s*((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])月?(?![\d./月-]|\s*[-./]\s*\d)"
    r"|(?<!\d)((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])月?\s*\n\s*(0?[1-9]|[12]\d|3[01])日?(?![\d./:-])"
)
# The year stands on a line of its own above or below month and day.
YEAR_APART = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年?\s?\n\s?(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?(?![\d./:-])"
    r"|(?<![\d年./:-])(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?\s?\n\s?((?:19|20)\d{2})(?![\d号年./-])"
)
YEAR_ABOVE = re.compile(  # 2018 over 03/05 and 10:08:00, each in a block of its own
    r"(?<!\d)((?:19|20)\d{2})\s{0,9}(1[0-2]|0[1-9])\s{0,3}/\s{0,3}(3[01]|[12]\d|0[1-9])(?!\d(?!\d?:\d\d))(?![/.-])"
)
LEAF = re.compile(rf"^(?:{MONTH}\n\d{{1,2}}|\d{{1,2}}\n{MONTH})\n(?:19|20)\d{{2}}$", re.MULTILINE)
GLUED_LEAF = re.compile(rf"(?<![^\s|])(\d{{1,2}}){MONTH}((?:19|20)\d{{2}})(?!\w)")
MINGUO = re.compile(r"(?<![\d./-])(\d{2,3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?![\d./-])")
URL_DATE = re.compile(
    r"/t((?:19|20)\d{2})(\d{2})(\d{2})_|/((?:19|20)\d{2})(?:[-/](\d{1,2})[-/](\d{1,2})|(\d{2})[-/]?(\d{2})|[-/](\d{2})(\d{2}))/(?!t\d{8}_)"
)
URL_YEAR = re.compile(r"/((?:19|20)\d{2})(?=\d{2}/|\d{4}/|[-/]\d)")
MONTH_DAY_YEAR = re.compile(r"(?<![\d年.-])(1[0-2]|0?[1-9])月\s*(3[01]|[12]\d|0?[1-9])日?\s*((?:19|20)\d{2})(?![\d号])")


def read_minguo(text: str) -> str | None:
    """A day counted from 1912, as traditional pages print it → YYYY-MM-DD; None if there is none.

    >>> read_minguo("108-03-05"), read_minguo("民國98年3月5日"), read_minguo("2018-03-05")
    ('2019-03-05', '2009-03-05', None)
    """
    match = MINGUO.search(text)
    return valid_day(1911 + int(match[1]), int(match[2]), int(match[3])) if match else None


def read_day_apart(text: str) -> str | None:
    """A day beside its year and month, as calendar leaves print it → YYYY-MM-DD.

    >>> read_day_apart("06\\n2013-05"), read_day_apart("2013年5月\\n06"), read_day_apart("212019-07\\n通知")
    ('2013-05-06', '2013-05-06', '2019-07-21')
    >>> read_day_apart("1月\\n15\\n2019"), read_day_apart("1月152019"), read_day_apart("2018年1月15日2019号")
    ('2019-01-15', '2019-01-15', None)
    >>> read_day_apart("2018\\n03/05\\n10:08:21"), read_day_apart("201803/0510:08:21"), read_day_apart("2018 03/057")
    ('2018-03-05', '2018-03-05', None)
    >>> read_day_apart("2018\\n03/05"), read_day_apart("3-5\\n2018"), read_day_apart("3.5\\n2018号文件")
    ('2018-03-05', '2018-03-05', None)
    >>> read_day_apart("May\\n04\\n2023"), read_day_apart("04\\nMay\\n2023"), read_day_apart("May\\n2023")
    ('2023-05-04', '2023-05-04', None)
    >>> read_day_apart("27Jan2019\\nDengue"), read_day_apart("5May2019号"), read_day_apart("A27Jan2019")
    ('2019-01-27', None, None)
    >>> read_day_apart("第3号 2013-05-06"), read_day_apart("12:06 2013-05-06"), read_day_apart("共2013-05")
    (None, None, None)
    """
    if match := MONTH_DAY_YEAR.search(text):
        return valid_day(int(match[3]), int(match[1]), int(match[2]))
    if match := YEAR_APART.search(text):
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
        return valid_day(int(year), int(month), int(day))
    match = DAY_APART.search(text)
    if not match:
        apart = YEAR_ABOVE.search(text)
        return valid_day(int(apart[1]), int(apart[2]), int(apart[3])) if apart else _english_leaf(text)
    year, month, day = (match[2], match[3], match[1]) if match[1] else (match[4], match[5], match[6])
    return valid_day(int(year), int(month), int(day))


def _english_leaf(text: str) -> str | None:
    """May, 04 and 2023 on three lines, or three elements without a blank between → 2023-05-04."""
    if glued := GLUED_LEAF.search(text):
        return read_english_date(" ".join(glued.groups()))
    leaf = LEAF.search(text)
    return read_english_date(leaf[0]) if leaf else None


def read_short_year_last(line: str) -> str | None:
    """A line that is all a day between points, the last two figures of its year behind it, as Europe prints it.

    >>> read_short_year_last("12.03.04"), read_short_year_last("12/03/04"), read_short_year_last("13.25.04")
    ('2004-03-12', None, None)
    """
    match = SHORT_YEAR_LAST.fullmatch(line.strip())
    if not match:
        return None
    year = int(match[3])
    return valid_day(year + (1900 if year > 90 else 2000), int(match[2]), int(match[1]))


def date_in_url(url: str) -> str | None:
    """URL → the day in it, where the CMS puts one (its creation, a weak witness of publication).

    >>> date_in_url("http://a.example.test/x/201803/t20180320_71522.html")
    '2018-03-20'
    >>> date_in_url("http://a.example.test/2018/0108/9.html"), date_in_url("http://a.example.test/gg/201812/c_101.html")
    ('2018-01-08', None)
    """
    match = URL_DATE.search(url)
    if not match:
        return None
    parts = [part for part in match.groups() if part is not None]
    return valid_day(*(int(part) for part in parts)) if len(parts) == 3 else None


def year_in_url(url: str) -> str | None:
    """URL → the year among its folders.

    >>> year_in_url("http://a.example.test/gg/201812/c_101.html")
    '2018'
    """
    match = URL_YEAR.search(url)
    return match[1] if match else None


def read_month(text: str) -> str | None:
    """A text that is no more than a month and its year → YYYY-MM, less precise than a day.

    >>> read_month("March 2019"), read_month("Sept. 2019"), read_month("2018年3月"), read_month("5 March 2019")
    ('2019-03', '2019-09', '2018-03', None)
    """
    found = MONTH_ALONE.fullmatch(text.strip())
    if found is None:
        return None
    month = MONTHS[found[1][:3].lower()] if found[1] else int(found[4])
    day = valid_day(int(found[2] or found[3]), month, 1)
    return day[:7] if day else None


def same_day(first: str | None, second: str | None) -> bool:
    """Whether two dates fall on one day, as far as both are known; MM-DD compares without the year."""
    if not first or not second:
        return False
    return first[:10].endswith(second) if len(second) == 5 else first[:10] == second[:10]


def with_year(month_day: str, year_hint: str | None) -> str | None:
    """MM-DD and a full date near it → YYYY-MM-DD of the hint's year; None without a hint."""
    match = MONTH_DAY.fullmatch(month_day)
    if not match or not year_hint:
        return None
    return valid_day(int(year_hint[:4]), int(match[1]), int(match[2]))
