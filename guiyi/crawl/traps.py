"""Calendars, sessions and other endless addresses: a form of address whose pages only repeat themselves ends by rule.

Pages of one form (the same address but for its numbers) are compared by their words without numbers. Where nearly all
of many pages say the same, further addresses of the form are not asked for; articles and lists, whose words differ,
never come to that. Months are asked for all the same up to a year from one that said something of its own: an archive
by months has gaps, and what is older lies behind them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from guiyi.caching import kept
from guiyi.prints import sha256_of

NUMBER = re.compile(r"\d+")
HEX = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?![0-9a-zA-Z])", re.IGNORECASE)
REPEATS = 20  # pages of one form that repeat another, from which the form may be a trap …
REPEAT = "repeat each other"
AGAIN = f"trap: % {REPEAT}"  # an address that was left out since it would only repeat what others of its form say
SHARE = 0.8  # … if they are at least this share of its pages
GAP = 12  # months that repeat others, behind which no further ones are asked for
FEW, EMPTY = 2, 0.25  # months of a calendar that say nothing, and their share of it
DATED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-/._]|(?=\d\d(?!\d)))(0?[1-9]|1[0-2])(?!\d)(?![-/_]\d)"
)  # 2008/4, 200804
OF_YEAR, OF_MONTH, OF_DAY = (
    re.compile("(?:19|20)[0-9]{2}"),
    re.compile("m|mm|mon|month|yue|yuefen", re.I),
    re.compile("d|dd|day|ri|date", re.I),
)


@dataclass
class _Form:
    pages: int = 0
    repeats: int = 0
    seen: set[str] = field(default_factory=set)
    months: set[int] = field(default_factory=set)  # that said something of their own


class Traps:
    """What is known of the forms of a site's addresses."""

    def __init__(self) -> None:
        self.forms: dict[str, _Form] = {}
        self.has_months = False  # whether an address is of a month
        self.has_repeats = False  # whether a form repeats itself often enough to be looked at

    def note(self, url: str, words: str) -> None:
        """A page that was got: its address, and its text."""
        form = self.forms.setdefault(form_of(url), _Form())
        form.pages += 1
        mark = sha256_of(NUMBER.sub("", "".join(words.split())).encode("utf-8", "replace"))[:16]
        form.repeats += mark in form.seen
        if mark not in form.seen and (month := month_of(url)) is not None:
            form.months.add(month)
            self.has_months = True
        self.has_repeats |= form.repeats >= REPEATS
        form.seen.add(mark)

    def refusal(self, url: str) -> str | None:
        """Why an address is not asked for; None if it may be."""
        form = self.forms.get(form_of(url)) if self.has_repeats else None
        if form is None or form.repeats < REPEATS or form.repeats < SHARE * form.pages:
            return None
        if _is_near(form, url):
            return None
        return f"trap: {form.repeats} of {form.pages} pages of the form {form_of(url)} {REPEAT}"

    def goes_on(self, url: str, found_on: str) -> bool:
        """Whether an address is a further month of the calendar on which it was found, that lies no deeper than the one
        before: a good part of that calendar's months say nothing, and one near it says something of its own.
        """
        if not self.has_months or month_of(url) is None or month_of(found_on) is None:
            return False
        form = self.forms.get(form_of(url)) if form_of(url) == form_of(found_on) else None
        return form is not None and form.repeats >= max(FEW, EMPTY * form.pages) and _is_near(form, url)


def _is_near(form: _Form, url: str) -> bool:
    """Whether an address is of a month within a year from one of its form that said something of its own."""
    month = month_of(url) if form.months else None
    return month is not None and any(abs(month - one) <= GAP for one in form.months)


@kept(20_000, longest=500)
def form_of(url: str) -> str:
    """An address → the same with its numbers and long hexadecimal names as #; values of parameters do not count.

    >>> form_of("http://a.example.test/calendar/2018/03.html?day=5&sid=f00dcafe1")
    '/calendar/#/#.html?day&sid'
    """
    parts = urlsplit(url)
    names = sorted({one.split("=", 1)[0] for one in parts.query.split("&") if one})
    path = NUMBER.sub("#", HEX.sub("#", parts.path))
    return path + (f"?{'&'.join(names)}" if names else "")


def month_of(url: str) -> int | None:
    """An address → the month for which it asks, counted from the year 0; None where it is not of a month alone.

    >>> [month_of(f"/l.asp{one}") for one in ("?y=2008&m=4", "?t=1&ym=2008-04", "?id=2008&page=4", "?y=2008&m=4&d=3")]
    [24099, 24099, None, None]
    >>> [month_of(one) for one in ("/gz/200804/", "/gz/2008/4.html", "/gz/2008/04/15.html", "/t20080415.htm")]
    [24099, 24099, None, None]
    """
    parts = urlsplit(url)
    asked = parse_qsl(parts.query)
    found = DATED.findall(" ".join([parts.path, *(value for _name, value in asked)]))
    if any(OF_DAY.fullmatch(name) for name, value in asked if value.isdecimal()):
        return None
    if len(found) == 1:
        return int(found[0][0]) * 12 + int(found[0][1]) - 1
    years = [value for _name, value in asked if OF_YEAR.fullmatch(value)]
    months = [int(value) for name, value in asked if OF_MONTH.fullmatch(name) and value.isdecimal()]
    is_month = len(years) == len(months) == 1 and not found and 1 <= months[0] <= GAP
    return int(years[0]) * 12 + months[0] - 1 if is_month else None
