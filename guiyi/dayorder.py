"""Days such as 03/04/2019: which of them nobody can know alone, and what decides: other days, the page's country.

The one reader of the order of days, for crawl, survey and extraction. Years of two figures (6/3/99) are made whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args
from urllib.parse import urlsplit

from guiyi.dates import YEAR_LAST, valid_day
from guiyi.markup.decode import HAN

Order = Literal["day first", "month first"]
BOTH: tuple[Order, ...] = get_args(Order)
ORDERS: tuple[
    tuple[tuple[re.Pattern[str], re.Pattern[str]], Order], ...
] = (  # of days in figures, by a page's language and by the end of its host's name
    (
        (
            re.compile(r"en[-_](?:GB|IE|AU|NZ|IN|ZA|SG|HK|MY|KE|NG|GH|JM|MT|PK|LK|TT)\b", re.IGNORECASE),
            re.compile(r"\.(?:uk|ie|au|nz|in|za|sg|hk|my|ke|ng|gh|jm|mt|pk|lk|tt)$"),
        ),
        "day first",
    ),
    ((re.compile(r"en[-_]US\b", re.IGNORECASE), re.compile(r"\.(?:gov|mil|us)$")), "month first"),
)
ADDRESSES: tuple[tuple[re.Pattern[str], Order], ...] = (  # how a country's addresses end: OH 44101, LS1 4AB, NSW 2000
    (re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"), "month first"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? \d{4}\b"), "day first"),
)
WEEKDAY = re.compile(r"(?:\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?|(?:星期|周)([一二三四五六日天]))[\s,，]{0,3}$")
SHORT_SLASHED = re.compile(  # 6/3/99: a day whose year has two figures, in a page without Chinese characters
    r"(?<![\w/.$£€-])(\d{1,2})/(\d{1,2})/(9[0-9]|[0-2]\d|3[0-4])(?![\w/]|[.-]\d)"
)
FIRST_SHORT = 90  # years of two figures from which they are of the last century
MOST_AGAINST = 0.05  # share of a site's telling days that may stand in the other order
WEEKDAYS = ("Mon一", "Tue二", "Wed三", "Thu四", "Fri五", "Sat六", "Sun日天")


def unsure_days(text: str) -> list[re.Match[str]]:
    """Days whose year stands last and of which nobody knows which is the month, 03/04/2019, as they stand in a text.

    >>> [one[0] for one in unsure_days("03/04/2019, 25/04/2019, 04/04/2019, 2019/03/04, 6/3/99")]
    ['03/04/2019', '6/3/1999']
    """
    found = YEAR_LAST.finditer(whole_years(text))
    return [one for one in found if 1 <= int(one[1]) <= 12 and 1 <= int(one[3]) <= 12 and int(one[1]) != int(one[3])]


def order_of_weekday(day: re.Match[str]) -> Order | None:
    """A day of unsure_days → its order by the weekday that stands before it; None for none, or where both are right.

    >>> [order_of_weekday(unsure_days(f"{one} 03/05/2018")[0]) for one in ("Mon,", "Thursday", "")]
    ['month first', 'day first', None]
    """
    found = WEEKDAY.search(day.string[max(0, day.start() - 16) : day.start()])
    if found is None:
        return None
    at = next(number for number, names in enumerate(WEEKDAYS) if (found[1] or found[2]) in names)
    right = [one for one in BOTH if _weekday(in_order(day, one)) == at]
    return right[0] if len(right) == 1 else None


def _weekday(day: str | None) -> int | None:
    return date.fromisoformat(day).weekday() if day else None


def order_of_days(text: str) -> Order | None:
    """Whether the days of a text stand "day first" or "month first", by those that can be no month; None if it has
    none of them, or of both.

    >>> order_of_days("03/04/2019 25/04/2019"), order_of_days("4/25/2019"), order_of_days("25/04/2019 4/25/2019")
    ('day first', 'month first', None)
    """
    found = set(telling_orders(text))
    return found.pop() if len(found) == 1 else None


def telling_orders(text: str) -> list[Order]:
    """The order of each day of a text that shows it: one of its figures can be no month.

    >>> telling_orders("25/04/2019 03/04/2019 4/25/2019")
    ['day first', 'month first']
    """
    days = (one for one in YEAR_LAST.finditer(whole_years(text)) if (int(one[1]) > 12) != (int(one[3]) > 12))
    return ["day first" if int(one[1]) > 12 else "month first" for one in days]


def order_of_site(texts: Iterable[str]) -> tuple[Order, int, int] | None:
    """The texts of a site's pages → the order of its days, how many pages show it, and how many show either; None where
    no two pages do, or more than a stray one shows the other.

    >>> order_of_site(["25/04/2019", "26/04/2019", "03/04/2019"]), order_of_site(["25/04/2019", "4/25/2019"])
    (('day first', 2, 2), None)
    """
    found = Counter(order for text in texts for order in set(telling_orders(text)))
    total = sum(found.values())
    if total < 2:
        return None
    order, count = found.most_common(1)[0]
    return (order, count, total) if total - count <= MOST_AGAINST * total else None


def whole_years(text: str) -> str:
    """A text → the same with four figures for the year of each day such as 6/3/99; as it is if it has Chinese words.

    >>> whole_years("Posted 6/3/99"), whole_years("Rule 21/00/99, 3/4/5"), whole_years("通知 05/08/27")
    ('Posted 6/3/1999', 'Rule 21/00/99, 3/4/5', '通知 05/08/27')
    """
    if text.count("/") < 2 or HAN.search(text):
        return text
    return SHORT_SLASHED.sub(_with_century, text)


def _with_century(day: re.Match[str]) -> str:
    year = int(day[3]) + (1900 if int(day[3]) >= FIRST_SHORT else 2000)
    first, second = int(day[1]), int(day[2])
    is_day = valid_day(year, first, second) or valid_day(year, second, first)
    return f"{first}/{second}/{year}" if is_day else day[0]


def in_figures(text: str) -> str:
    """A text whose days between slashes have the day first, as one of them shows → the same with them as 2021-02-20.

    >>> in_figures("Asked: 01/02/2021\\nAnswered: 20/02/2021"), in_figures("01/02/2021"), in_figures("02/20/2021")
    ('Asked: 2021-02-01\\nAnswered: 2021-02-20', '01/02/2021', '02/20/2021')
    """
    if "/" not in text or order_of_days(text) != "day first":
        return text
    return YEAR_LAST.sub(lambda day: _day_first(day) if day[2] == "/" else day[0], text)


def _day_first(day: re.Match[str]) -> str:
    found = valid_day(int(day[4]), int(day[3]), int(day[1]))
    return f"{found}{day[0][len('/'.join((day[1], day[3], day[4]))) :]}" if found else day[0]


def order_of_country(language: str, url: str) -> Order | None:
    """A page's language and address → the order of days of the country that they name; None for plain English.

    >>> [order_of_country(one, "http://a.example.test/") for one in ("en-GB", "en_US", "en", "fr")]
    ['day first', 'month first', None, None]
    >>> order_of_country("en", "https://www.a.gov.uk/x"), order_of_country("en", "https://a.gov/")
    ('day first', 'month first')
    """
    for pattern, order in ORDERS:
        if pattern[0].match(language) or pattern[1].search((urlsplit(url).hostname or "").lower()):
            return order
    return None


def in_order(day: re.Match[str], order: str) -> str | None:
    """A day of unsure_days in an order → 2019-04-03 for 03/04/2019, day first."""
    month, number = (int(day[3]), int(day[1])) if order == "day first" else (int(day[1]), int(day[3]))
    return valid_day(int(day[4]), month, number)


def order_of_address(text: str) -> Order | None:
    """What a page prints of where its office is → the order of days of that country; None for none, or several.

    >>> [order_of_address(one) for one in ("Dayton, OH 44101", "Leeds LS1 4AB", "Sydney NSW 2000", "Order 44101")]
    ['month first', 'day first', 'day first', None]
    """
    found = {order for pattern, order in ADDRESSES if pattern.search(text)}
    return found.pop() if len(found) == 1 else None
