"""Days that English pages tell in their own ways: a month alone, when a consultation opened, a case was decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from guiyi.dateparts import read_month
from guiyi.dates import ENGLISH, find_date, read_date
from guiyi.markup.tree import unspaced

# Below their titles a month tells of which one they speak, not when they were published.
OF_PERIOD = re.compile(
    r"\b(?:statistic\w*|bulletin|report|review|index|figures|newsletter|survey|minutes|agenda|accounts|outlook|summary"
    r"|returns?|budget|calendar|results|estimates|prices|sales|data|performance|digest|update|dashboard)\b",
    re.IGNORECASE,
)
DECIDED = re.compile(
    r"\[(?:19|20)\d\d\] [A-Z][A-Za-z]{1,9} (?:\([A-Z][a-z]+\) )?\d{1,5} \(([^()]{9,20})\)\s*$"
)  # a judgment cited
SAID = re.compile(  # all of a line: Version 2.1, issued April 2013
    r"(?:Version [\d.]{1,6},? )?(?:First )?(?:published|issued|posted|released)(?: in)? "
    r"([A-Z][a-z]{2,8}\.? (?:19|20)\d\d)",
    re.IGNORECASE,
)
OPENED = re.compile(r"\W*(?:consultation )?open(?:s|ed|ing)?(?: date| on)?\s*:?\s*(.*)$", re.IGNORECASE)
CLOSED = re.compile(r"\W*(?:consultation )?clos(?:es?|ed|ing)(?: date| on)?\s*:?\s*(.*)$", re.IGNORECASE)
CERTIFIED = re.compile(  # the foregoing is a true copy of a resolution adopted on May 21, 2013
    r"\b(?:foregoing|true (?:and (?:correct|exact) )?copy)\b.*?\b(?:adopted|passed|approved|enacted)\b(.{0,120})",
    re.IGNORECASE,
)
ENDED = re.compile(  # below a press release of Hong Kong's offices: Ends/Thursday, March 12, 2015 · Issued at HKT 16:30
    r"^[^\w\n]*Ends?\s*/\s*([^\n]{8,50})(?:\s*\n\W*Issued at HKT\s*(\d{1,2}:\d\d))?", re.MULTILINE
)
LONGEST, LONGEST_CERTIFICATE = 60, 400  # characters of a line
FOOT, LONGEST_NAME = 3, 60  # lines of a text's end; characters of who signed above its day
WEEKDAY = re.compile(r"\W*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\W*)?")


def month_told(label: str, above: Sequence[str], title: str | None) -> str | None:
    """The value of a label of publication, the lines above a text, its title → YYYY-MM where that is all that is told:
    beside the label, or all of the line below the title.

    >>> month_told("October 2014", [], None), month_told("", ["Ash dieback found", "March 2019"], "Ash dieback found")
    ('2014-10', '2019-03')
    >>> month_told("", ["Retail sales", "March 2019"], "Retail sales"), month_told("", ["Archive", "March 2019"], "Ash")
    (None, None)
    >>> [month_told("", [one], "Boats") for one in ("Version 2.1, issued April 2013", "It was issued April 2013")]
    ['2013-04', None]
    """
    said = (one[1] for line in above if (one := SAID.fullmatch(line.strip())))
    if month := read_month(label) or next(filter(None, map(read_month, said)), None):
        return month
    if not title or not title.isascii() or OF_PERIOD.search(title):
        return None
    plain = unspaced(title)
    return next((month for one, two in pairwise(above) if unspaced(one) == plain and (month := read_month(two))), None)


def month_signed(text: str) -> str | None:
    """The month that is all of an English text's last line, below a short line that says whose it is; else None.

    >>> month_signed("Bees fly far.\\nAgriculture Directorate\\nJune 2011"), month_signed("It begins in\\nJune 2011")
    ('2011-06', None)
    """
    lines = text.rstrip().rsplit("\n", 2)[-2:]
    is_signed = (
        len(lines) > 1 and 0 < len(lines[0]) <= LONGEST_NAME and lines[0][:1].isupper() and lines[0][-1:].isalpha()
    )
    is_name = is_signed and sum(one.islower() for one in lines[0].split() if len(one) > 3) == 0
    return read_month(lines[-1]) if is_name else None


def day_signed(text: str) -> str | None:
    """The English day that is all of one of a text's last lines, below a short line that is no label and no sentence.

    >>> day_signed("By order,\\nSecretary\\n22nd October 2014"), day_signed("Held on\\n22 October 2014\\nat noon")
    ('2014-10-22', None)
    >>> day_signed("Closing date:\\n22 October 2014")
    """
    lines = text.rstrip().rsplit("\n", FOOT + 1)[-FOOT - 1 :]
    for above, line in reversed([*pairwise(lines)]):
        found = ENGLISH.search(line) if len(line) <= LONGEST else None
        if found and WEEKDAY.fullmatch(line[: found.start()]) and not line[found.end() :].strip(" .,)"):
            is_name = 0 < len(above) <= LONGEST_NAME and above[:1].isupper() and above[-1:] not in ":.;"
            return (read_date(line) or "")[:10] or None if is_name and line is lines[-1] else None
    return None


def day_ended(text: str) -> str | None:
    """The day behind the mark with which a press release ends, with the time of issue below it.

    >>> day_ended("The pier is open.\\nEnds/Thursday, March 12, 2015\\nIssued at HKT 16:30\\nNNNN")
    '2015-03-12T16:30+08:00'
    >>> day_ended("Ends/Thursday, March 12, 2015"), day_ended("The year ends March 12, 2015")
    ('2015-03-12', None)
    """
    found = ENDED.search(text) if "nds/" in text or "nd/" in text else None
    return read_date(f"{found[1]} {found[2] or ''}") if found else None


def day_cited(title: str | None) -> str | None:
    """The day in brackets behind a judgment's neutral citation, with which its title ends.

    >>> day_cited("Ade v Municipality (44/2015) [2016] ZATHC 88 (12 August 2016)"), day_cited("Fair (12 August 2016)")
    ('2016-08-12', None)
    """
    found = DECIDED.search(title) if title and title.endswith(")") else None
    return read_date(found[1]) if found else None


def day_opened(lines: Iterable[str]) -> str | None:
    """The day on which something opened that closed later, as a page tells of a consultation: it was put up then. Of a
    tender the bids are opened after the closing.

    >>> day_opened(["Opening date:", "21 July 2016", "Closing date:", "30 August 2016"])
    '2016-07-21'
    >>> day_opened(["Closing date: 5 May 2018", "Opening date: 6 May 2018"]), day_opened(["Opened 6 May 2018"])
    (None, None)
    """
    days: dict[str, str] = {}
    for line, below in pairwise([*lines, ""]):
        for name, label in (("opened", OPENED), ("closed", CLOSED)):
            said = label.match(line) if len(line) <= LONGEST else None
            day = read_date(said[1] or below) if said and len(below) <= LONGEST and _is_day(said[1] or below) else None
            if day:
                days.setdefault(name, day)
    is_both = "opened" in days and "closed" in days
    return days["opened"] if is_both and days["opened"] < days["closed"] else None


def day_certified(text: str) -> str | None:
    """The day on which the clerk's certificate at a text's foot says that it was adopted.

    >>> day_certified("A.\\nI certify the foregoing to be a true copy of a resolution adopted on May 21, 2013.")
    '2013-05-21'
    >>> day_certified("The foregoing applies.\\nThe plan was adopted on May 21, 2013.")
    """
    for line in reversed(text.rstrip().rsplit("\n", FOOT + 3)[-FOOT - 3 :]):
        found = CERTIFIED.search(line) if len(line) <= LONGEST_CERTIFICATE else None
        if found and (day := read_date(found[1])):
            return day[:10]
    return None


def _is_day(value: str) -> bool:
    found = find_date(value)
    return found is not None and found.start() <= len("Wednesday, ")
