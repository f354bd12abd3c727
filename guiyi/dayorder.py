"""Days such as 03/04/2019: which of them nobody can know alone, and what decides: other days, the page's country."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from guiyi.dates import YEAR_LAST, valid_day

ORDERS = (  # of days in figures, by a page's language and by the end of its host's name
    (
        (
            re.compile(r"en[-_](?:GB|IE|AU|NZ|IN|ZA|SG|HK|MY|KE|NG|GH|JM|MT|PK|LK|TT)\b", re.IGNORECASE),
            re.compile(r"\.(?:uk|ie|au|nz|in|za|sg|hk|my|ke|ng|gh|jm|mt|pk|lk|tt)$"),
        ),
        "day first",
    ),
    ((re.compile(r"en[-_]US\b", re.IGNORECASE), re.compile(r"\.(?:gov|mil|us)$")), "month first"),
)
ADDRESSES = (  # how a country's addresses end: OH 44101, LS1 4AB, NSW 2000
    (re.compile(r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"), "month first"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT),? \d{4}\b"), "day first"),
)
WEEKDAY = re.compile(r"(?:\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?|(?:星期|周)([一二三四五六日天]))[\s,，]{0,3}$")
WEEKDAYS = ("Mon一", "Tue二", "Wed三", "Thu四", "Fri五", "Sat六", "Sun日天")


def unsure_days(text: str) -> list[re.Match[str]]:
    """Days whose year stands last and of which nobody knows which is the month, 03/04/2019, as they stand in a text.

    >>> [one[0] for one in unsure_days("03/04/2019, 25/04/2019, 04/04/2019, 2019/03/04")]
    ['03/04/2019']
    """
    found = YEAR_LAST.finditer(text)
    return [one for one in found if 1 <= int(one[1]) <= 12 and 1 <= int(one[3]) <= 12 and int(one[1]) != int(one[3])]


def order_of_weekday(day: re.Match[str]) -> str | None:
    """A day of unsure_days → its order by the weekday that stands before it; None for none, or where both are right.

    >>> [order_of_weekday(unsure_days(f"{one} 03/05/2018")[0]) for one in ("Mon,", "Thursday", "")]
    ['month first', 'day first', None]
    """
    found = WEEKDAY.search(day.string[max(0, day.start() - 16) : day.start()])
    if found is None:
        return None
    at = next(number for number, names in enumerate(WEEKDAYS) if (found[1] or found[2]) in names)
    right = [one for one in ("day first", "month first") if _weekday(in_order(day, one)) == at]
    return right[0] if len(right) == 1 else None


def _weekday(day: str | None) -> int | None:
    return date.fromisoformat(day).weekday() if day else None


def order_of_days(text: str) -> str | None:
    """Whether the days of a text stand "day first" or "month first", by those that can be no month; None if it has
    none of them, or of both.

    >>> order_of_days("03/04/2019 25/04/2019"), order_of_days("4/25/2019"), order_of_days("25/04/2019 4/25/2019")
    ('day first', 'month first', None)
    """
    found = {int(one[1]) > 12 for one in YEAR_LAST.finditer(text) if (int(one[1]) > 12) != (int(one[3]) > 12)}
    return ("day first" if found.pop() else "month first") if len(found) == 1 else None


def order_of_country(language: str, url: str) -> str | None:
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


def order_of_address(text: str) -> str | None:
    """What a page prints of where its office is → the order of days of that country; None for none, or several.

    >>> [order_of_address(one) for one in ("Dayton, OH 44101", "Leeds LS1 4AB", "Sydney NSW 2000", "Order 44101")]
    ['month first', 'day first', 'day first', None]
    """
    found = {order for pattern, order in ADDRESSES if pattern.search(text)}
    return found.pop() if len(found) == 1 else None
