"""When a page was published: which counts, its label, its meta tags, the lines around its body, its list, its address.

What the lines tell is read by `near_days`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from guiyi.dateparts import DAY_AND_CLOCK, date_in_url, read_day_apart, read_minguo, same_day, with_year, year_in_url
from guiyi.dates import read_date
from guiyi.dayorder import (
    BOTH,
    in_order,
    order_of_address,
    order_of_country,
    order_of_days,
    order_of_weekday,
    unsure_days,
)
from guiyi.extract.fields.english_days import day_cited, day_opened, month_told
from guiyi.extract.fields.marked import hovered_day
from guiyi.extract.fields.near_days import (
    dateline,
    day_above,
    day_behind,
    day_beside_source,
    day_of_facts,
    said_below,
    short_year,
)
from guiyi.extract.fields.printed import Metadata, Printed
from guiyi.extract.fields.recorded import recorded, shown_on
from guiyi.extract.fields.signature import adopted
from guiyi.extract.pages.view import PageView
from guiyi.markup.decode import HAN
from guiyi.markup.tree import text_of

ZONED = re.compile(r"\dT?[\d:.]*(?:Z|[+-](?!08:?00)[01]\d:?\d\d)$")  # a time that says its zone, not Beijing's
PUBDATES = (
    "pubdate publishdate article:published_time datepublished date dc.date dc.date.issued dcterms.date dcterms.issued "
    "dc.date.created publish_time publishtime og:release_date og:published_time pubtime publication_date "
    "weibo:article:create_at sailthru.date parsely-pub-date citation_publication_date"
).split()
MONTHS_A_YEAR, DAY_LENGTH = 12, 10
HUNDREDS = re.compile(r"1\d\d[-/.年]")  # of years since 1912
FAR = 60  # days between a printed date and the one in the URL from which they contradict each other


def tell_published(
    made: Metadata, view: PageView, labels: Mapping[str, str], marked: Mapping[str, str], printed: Printed
) -> None:
    """Notes when a page was published, to the day or the minute, by the strongest signal, and which it was; a flag
    where two signals contradict each other.
    """
    told = printed.told.get("published_at")
    printed_day = labels.get("published_at", "")
    visible = read_date(printed_day) or (
        read_minguo(printed_day)
        if "民國" in printed_day or HUNDREDS.match(printed_day)
        else short_year(printed_day, printed)
    )
    said = next((text for name in PUBDATES if read_date(text := view.metas.get(name, ""))), "")
    meta = read_date(said)
    meta = meta or read_date(marked.get("published_at", ""))
    is_changed = bool(visible) and "_changed" in labels
    near = None if told or (visible and not is_changed) else day_above(view, printed, made.title)
    if is_changed and visible and not near:
        near = read_date(said_below(printed)) or dateline(printed.body, made.title)
    is_late = near[:10] < (visible or "") if near else bool(visible) and _is_earlier(made, printed, visible or "")
    if is_changed and is_late:
        visible = None  # it was published before it was changed
    if meta and (own := visible or near) and ZONED.search(said) and _is_next_day(own, meta):
        meta = None  # the day that is printed is the one where the page is from
    is_marked = near and same_day(near, read_date(marked.get("near_time", "")))  # a <time> above the text says so, too
    beside = day_beside_source(printed.above) if near and meta and not same_day(near, meta) else None
    for how, value in (
        ("template", told),
        ("label", visible),
        ("near", beside or (near if not meta or same_day(near, meta) or is_marked else None)),
        ("meta", meta),
    ):
        if value:
            made.published_at, made.published_how = value, how
            break
    if made.published_at is None:
        near = near or read_date(marked.get("near_time", ""))
        near = near or read_date(hovered_day(view.root, printed.node))
        _weak_date(made, view.url, labels, near, printed)
        _put_in_order(made, view, printed)
        return
    _put_in_order(made, view, printed)
    for other in (visible, meta) if made.published_at else ():
        if other and not same_day(made.published_at, other):
            made.flags.append("date-conflict")
        elif other and len(other) > len(made.published_at):
            made.published_at = other  # the same day, told more precisely
    made.flags = list(dict.fromkeys(made.flags))


def _put_in_order(made: Metadata, view: PageView, printed: Printed) -> None:
    """Reads 12/11/2020 in the order of the page's days: of its other days, its list, its site, its country. Where none
    decides it, nobody knows the day: a flag says so.
    """
    day = made.published_at
    if (
        not day
        or len(day) < DAY_LENGTH
        or made.published_how not in ("template", "label", "near")
        or not 0 < int(day[8:10]) <= MONTHS_A_YEAR
    ):
        return
    said = (printed.around, printed.body)
    if not any(f"{mark}{day[:4]}" in one and unsure_days(one) for one in said for mark in "/-."):
        return  # the whole page is read for few of them
    text = text_of(view.root)
    found = [one for one in unsure_days(text) if (read_date(one[0]) or "")[:10] == day[:10]]
    if not found:
        return
    listed = printed.listed_on
    own = next((one for one in BOTH if same_day(in_order(found[0], one), listed or date_in_url(view.url))), None)
    order = next((one for day in found if (one := order_of_weekday(day))), None)
    is_chinese = found[0][2] == "/" and HAN.search(printed.around)  # which nobody writes day first
    order = order or ("month first" if is_chinese else None)
    order = order or order_of_days(text) or own or printed.days
    order = order or order_of_country(view.root.get("lang") or "", view.url) or order_of_address(text)
    order = order or ("day first" if found[0][2] in ".-" else None)
    read = in_order(found[0], order) if order else None
    made.published_at = f"{read}{day[10:]}" if read else None
    if read is None:
        made.published_how = None
        made.flags.append("day-or-month-unsure")


def _weak_date(made: Metadata, url: str, labels: Mapping[str, str], near: str | None, printed: Printed) -> None:
    """Where neither a label nor a meta tag tells the date: a date near the body, the list page, the URL."""
    in_url, listed = date_in_url(url), printed.listed_on
    before = "\n".join(printed.above)
    near = near or day_beside_source((*printed.around.split("\n"), *printed.foot))
    if near is None and (short := DAY_AND_CLOCK.search(before)):
        day = with_year(short[1].strip(), listed if listed and len(listed) == 10 else in_url or year_in_url(url))
        near = read_date(f"{day} {short[2]}:{short[3]}") if day else None
    near = near or next((day for line in reversed(printed.above) if (day := short_year(line, printed))), None)
    near = near or read_day_apart("\n".join(printed.above)) or read_date(said_below(printed))
    near = near or dateline(printed.body, made.title)
    shown = None if near else shown_on(recorded(printed.body))
    behind = None if near or listed else day_behind(printed) or day_of_facts(printed.around)
    if listed and len(listed) != 10:
        listed = with_year(listed, in_url or read_date(labels.get("written_on", "")))
    stated = None if near or shown else day_cited(made.title) or day_opened(printed.around.split("\n"))
    month = None if near or stated else month_told(labels.get("published_at", ""), printed.above, made.title)
    listed = None if listed and month and not listed.startswith(month) else listed
    in_url = None if month and not (in_url or "").startswith(month) else in_url
    for how, value in (
        ("near", near),
        ("label", shown),
        ("label", stated),
        ("list", listed),
        ("near", behind),
        ("url", in_url),
        ("label", month),
    ):
        if value:
            made.published_at, made.published_how = value, how
            return


def _is_earlier(made: Metadata, printed: Printed, changed: str) -> bool:
    """Whether the list's day, or the one on which a document says that it was made, is before that of its last change;
    the latter is noted as its day.
    """
    listed, made_on = printed.listed_on or "", adopted(printed.body)
    if len(listed) == len(changed[:10]) and listed < changed[:10]:
        return True
    if made_on and made_on < changed[:10]:
        made.published_at, made.published_how = made_on, "signed"
    return made.published_at is not None


def _is_next_day(first: str, second: str) -> bool:
    """Whether two days are neighbours: one instant in two zones.

    >>> _is_next_day("2018-03-05", "2018-03-06T01:04+08:00"), _is_next_day("2018-03-05", "2018-03-08")
    (True, False)
    """
    return abs((date.fromisoformat(first[:10]) - date.fromisoformat(second[:10])).days) == 1


def flag_contradictions(made: Metadata, url: str, listed: str | None) -> None:
    """A published date that its neighbours contradict: the list's, the URL's, the day of signing.

    One long after the day that both the list and the address tell is that of an import into the old site's CMS.
    """
    day = made.published_at
    if day is None or len(day) < DAY_LENGTH:
        return  # a month alone contradicts nobody
    if listed and made.published_how != "list" and not same_day(day, listed):
        made.flags.append("list-date-conflict")
    in_url = date_in_url(url)
    if in_url and abs((date.fromisoformat(day[:10]) - date.fromisoformat(in_url)).days) > FAR:
        made.flags.append("url-date-conflict")
        if same_day(in_url, listed) and in_url < day:
            made.published_at, made.published_how = in_url, "list"
    flag_order(made)


def flag_order(made: Metadata) -> None:
    """A flag where a document was published before the day on which it says that it was written."""
    flag = "published-before-written"
    if made.published_at and _is_later(made.values.get("written_on", ""), made.published_at) and flag not in made.flags:
        made.flags.append(flag)


def _is_later(written: str, published: str) -> bool:
    """Whether a day is after another, or after the month where no more is known of it."""
    return written[: len(published)] > published[:DAY_LENGTH]
