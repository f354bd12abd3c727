"""When a page was published: its label, its meta tags, the lines around its body, its list, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from guiyi.crawl.reading.texts import HAN
from guiyi.dates import (
    DAY,
    DAY_AND_CLOCK,
    date_in_url,
    find_date,
    read_date,
    read_day_apart,
    read_minguo,
    read_short_year,
    read_short_year_last,
    same_day,
    with_year,
    year_in_url,
)
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
from guiyi.extract.fields.labelled import GLUED, labelled_values
from guiyi.extract.fields.labels import LABELS, OF_OTHER
from guiyi.extract.fields.marked import hovered_day
from guiyi.extract.fields.outlets import supplied_by
from guiyi.extract.fields.printed import Metadata, Printed, own_lines, without_event, without_others_days
from guiyi.extract.fields.recorded import recorded, shown_on
from guiyi.extract.fields.remarks import MARKS, NAME_OF_DAY, begins_with_day, is_remark
from guiyi.extract.fields.signature import adopted
from guiyi.extract.fields.sources import unlabelled_source
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import line_behind, text_of

WRITTEN = re.compile(rf"(?:{LABELS['written_on']})\s*[:：]?\s*[\d年月日./-]{{6,12}}")
SPAN = re.compile(
    rf"{DAY}(?: ?\d{{1,2}}[:：]\d{{2}})?\s*(?:至|到|~|—{{1,2}}|－|-)\s*{DAY}"
)  # 征集：2018-03-05 至 2018-04-05
UPDATED = re.compile(
    r"^\W*(?:(?:最后|最近)?(?:更新|修改)(?:时间|日期)?\s*(?:于|在|[:：])"
    r"|(?i:(?:page )?(?:last )?(?:updated|modified|reviewed)\b))"
)
ZONED = re.compile(r"\dT?[\d:.]*(?:Z|[+-](?!08:?00)[01]\d:?\d\d)$")  # a time that says its zone, not Beijing's
PUBLISHED = re.compile(r"发布|发表|更新|刊登|post|publish|updat|^dated\b", re.IGNORECASE)
PUBDATES = (
    "pubdate publishdate article:published_time datepublished date dc.date dc.date.issued dcterms.date dcterms.issued "
    "dc.date.created publish_time publishtime og:release_date og:published_time pubtime publication_date "
    "weibo:article:create_at sailthru.date parsely-pub-date citation_publication_date"
).split()
MONTHS_A_YEAR, DAY_LENGTH = 12, 10
LONGEST_BELOW = 100  # characters of a line below it that may
LONGEST_FACTS = 300  # characters of a line of many facts
BETWEEN = re.compile(  # what divides them
    r"\s*[|｜]\s*|, (?=[A-Z])|\s(?=(?:Published|Posted|Released) |(?:By|Views|Source):)"
)
LONGEST_DAY = 24  # characters of a line that is a day
CLOCK_BELOW = re.compile(  # below 2018年3月5日: 香港時間10時8分
    r"[\u4e00-\u9fff]{0,4}(?:時間|时间)\s*\d{1,2}[時时]\d{1,2}分"
)
DATELINES = 3  # lines of a text among which it may stand
DATELINE = re.compile(  # PINEMOOR, Aug. 3, 2023 — · Port Ellis, Ohio (May 4, 2021) –
    r"\W{0,3}(?!(?:On|By|In|From|Since|Until|Dated?|Updated|Published|Posted)\b)[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
    r"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?,? ?[(–—-]{0,2} ?"
    r"((?:[A-Z][a-z]{2,8}\.? \d{1,2},? |\d{1,2} [A-Z][a-z]{2,8} )(?:19|20)\d\d)\)?"
    r" ?(?:[–—]|--| - )"
)
HUNDREDS = re.compile(r"1\d\d[-/.年]")  # of years since 1912
HEAD = 8  # characters of running text before a day that may be the page's
PREPOSITIONS = ("于", "自", "从", "在", "至", "到", "截至", "on ", "by ", "from ", "since ")  # before what is told of
OF_NEWS = re.compile(r"日?\s*(?:[，,]|[上下]午|晚|凌晨|起|前|至)")  # behind the day of what a text tells
SENTENCE = re.compile(r"[，。；].*[。；]$|\b(?:was|were|is|are|has|had|have|will)\b.*\.$")  # a line of running text
OWN_NOTE = re.compile(r"[（(][^（）()，。；]{0,24}\d{4}年\d{1,2}月\d{1,2}日[）)]")  # below a document's title
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
        else _short_year(printed_day, printed)
    )
    said = next((text for name in PUBDATES if read_date(text := view.metas.get(name, ""))), "")
    meta = read_date(said)
    meta = meta or read_date(marked.get("published_at", ""))
    is_changed = bool(visible) and "_changed" in labels
    near = None if told or (visible and not is_changed) else _near(view, printed, made.title)
    if is_changed and visible and not near:
        near = read_date(said_below(printed)) or dateline(printed.body, made.title)
    is_late = near[:10] < (visible or "") if near else bool(visible) and _is_earlier(made, printed, visible or "")
    if is_changed and is_late:
        visible = None  # it was published before it was changed
    if meta and (own := visible or near) and ZONED.search(said) and _is_next_day(own, meta):
        meta = None  # the day that is printed is the one where the page is from
    beside = _beside_source(printed.above) if near and meta and not same_day(near, meta) else None
    for how, value in (
        ("template", told),
        ("label", visible),
        ("near", beside or (near if not meta or same_day(near, meta) else None)),
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
    near = near or _beside_source((*printed.around.split("\n"), *printed.foot))
    if near is None and (short := DAY_AND_CLOCK.search(before)):
        day = with_year(short[1].strip(), listed if listed and len(listed) == 10 else in_url or year_in_url(url))
        near = read_date(f"{day} {short[2]}:{short[3]}") if day else None
    near = near or next((day for line in reversed(printed.above) if (day := _short_year(line, printed))), None)
    near = near or read_day_apart("\n".join(printed.above)) or read_date(said_below(printed))
    near = near or dateline(printed.body, made.title)
    shown = None if near else shown_on(recorded(printed.body))
    behind = None if near or listed else _behind(printed) or _among_facts(printed.around)
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


def _behind(printed: Printed) -> str | None:
    """The day that is all of the line right below the body, or stands on it beside who supplied the article."""
    line = line_behind(printed.node) if printed.node is not None else ""
    found = find_date(line) if len(line) <= LONGEST_BELOW else None
    rest = (line[: found.start()] + line[found.end() :]).strip(MARKS) if found else "none"
    rest = "" if NAME_OF_DAY.fullmatch(rest) else rest
    is_own = not rest or (found is not None and (supplied_by([rest]) or begins_with_day(line)))
    return read_date(line) if is_own else None


def _among_facts(around: str) -> str | None:
    """The day that is all of a line right between two that tell fields of the page: it is one of these facts.

    >>> _among_facts("[文号：云教字〔2017〕113号]\\n2017/11/15\\n[报送单位：云川县统计局]")
    '2017-11-15'
    >>> _among_facts("防汛通知\\n2017/11/15\\n来源：县水利局"), _among_facts("失效日期\\n2017/11/15\\n来源：县水利局")
    (None, None)
    """
    lines = around.split("\n")
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if len(line) > LONGEST_DAY or not (found := find_date(line)) or line.replace(found[0], "").strip(MARKS):
            continue
        if labelled_values(above) and labelled_values(below):
            return read_date(line)
    return None


def _short_year(line: str, printed: Printed) -> str | None:
    """A day whose year has two figures: it stands first where the page has Chinese characters, else last."""
    return read_short_year(line) if HAN.search(printed.around) else read_short_year_last(line)


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


def _near(view: PageView, printed: Printed, title: str | None) -> str | None:
    """The date above a body, of lines that are not a link to another article and its day."""
    return read_date_from_end(own_lines(view, printed.dated(title), title))


def _beside_source(lines: Iterable[str]) -> str | None:
    """The date on the line that tells the source, wherever it stands: （来源：云川日报　2014/12/26） below the text."""
    for line in lines:
        if is_remark(line) and ("source" in labelled_values(line) or ("供" in line and unlabelled_source(line))):
            return read_date(line)
    return None


def said_below(printed: Printed) -> str:
    """The line around or at the foot of the text whose date is of publication, as it says or by its time of day."""
    lines = [*printed.foot, *without_others_days(printed.around.split("\n"))]
    for line, below in pairwise(lines):
        if CLOCK_BELOW.fullmatch(below) and (found := find_date(line)) and found.start() == 0:
            return f"{found[0]} {below}"
    pieces = [one for line in lines if LONGEST_BELOW < len(line) < LONGEST_FACTS for one in BETWEEN.split(line)]
    for line in (*without_event(lines), *pieces):
        says = len(line) <= LONGEST_BELOW and (":" in line or PUBLISHED.search(line))
        day = read_date(line) if says and is_remark(line) else None
        if day and (len(day) > 10 or PUBLISHED.search(line)):
            return line
        if "供" in line and len(line) <= LONGEST_BELOW and read_date(line) and unlabelled_source(line):
            return line
    return ""


def dateline(body: str, title: str | None = None) -> str | None:
    """The day behind the place with which a press release begins its text, below its title if it is in it.

    >>> dateline("Maps all year\\nPINEMOOR, Aug. 3, 2023 — The station opens."), dateline("On Aug. 3, 2023 — a day")
    ('2023-08-03', None)
    >>> dateline("Press release\\nNo. 31\\nMaps\\nContact: A\\nHARLOW, N.J. (May 4, 2023) -- Maps are out.", "Maps")
    '2023-05-04'
    """
    above, mark, below = body.partition(f"{title}\n")
    body = below if title and mark and above.count("\n") <= DATELINES else body
    for line in body.split("\n", DATELINES)[:DATELINES]:
        if found := DATELINE.match(line):
            return read_date(found[1])
    return None


def read_date_from_end(above: Sequence[str]) -> str | None:
    """The last date within the few lines before a body, rather one with a time of day; dates of signing don't count.

    >>> read_date_from_end(["2012-10-22", "最近更新在 2013-06-15 09:20"]), read_date_from_end(["更新于 2013-06-15"])
    ('2012-10-22', '2013-06-15')
    >>> read_date_from_end(["征集日期：2018-03-05 至 2018-04-05　公示日期：2018-04-18"])
    '2018-04-18'
    >>> read_date_from_end(["2018年3月5日　门诊部", "我院自2018年6月1日起执行夏季作息时间，请相互转告。"])
    '2018-03-05'
    >>> read_date_from_end(["Published on 12 May 2020", "Last updated on 14 May 2020", "Closing Date\\t4/6/2020"])
    '2020-05-12'
    >>> read_date_from_end(["讲座时间 2018-03-09 14:30"]), read_date_from_end(["2018年3月5日，县水利局召开会议。"])
    (None, None)
    >>> [read_date_from_end([*one, "（县统计局　2018年3月20日）"]) for one in (["2018-03-21 来源：县统计局"], [])]
    ['2018-03-21', '2018-03-20']
    >>> read_date_from_end(["From: Housing OfficeMay 4, 2018, 17:10Category: News"])
    '2018-05-04T17:10+08:00'
    """
    lines = [WRITTEN.sub("", GLUED.sub(" ", line)) for line in reversed(above) if len(line) < 160]
    changed = [
        line for line in lines if UPDATED.match(line) or OWN_NOTE.fullmatch(line.strip())
    ]  # only without another
    told = [line for line in lines if line not in changed]
    running = [line for line in told if SENTENCE.search(line)]
    apart = [line for line in told if line not in running]
    early = [
        line
        for line in running
        if (day := find_date(line))
        and day.start() <= HEAD
        and not OF_NEWS.match(line, day.end())
        and not line[: day.start()].endswith(PREPOSITIONS)
    ]
    for some in (apart, early, changed):
        own = [one for line in some if (one := read_date(OF_OTHER.sub("", SPAN.sub("", line))))]
        found = own or [one for line in some if not OF_OTHER.search(line) and (one := read_date(line))]
        if found:
            return next((one for one in found if len(one) > 10), found[0])
    return None


def flag_contradictions(made: Metadata, url: str, listed: str | None) -> None:
    """A published date that its neighbours contradict: the list's, the URL's, the day of signing."""
    day = made.published_at
    if day is None or len(day) < DAY_LENGTH:
        return  # a month alone contradicts nobody
    if listed and made.published_how != "list" and not same_day(day, listed):
        made.flags.append("list-date-conflict")
    in_url = date_in_url(url)
    if in_url and abs((date.fromisoformat(day[:10]) - date.fromisoformat(in_url)).days) > FAR:
        made.flags.append("url-date-conflict")
    flag_order(made)


def flag_order(made: Metadata) -> None:
    """A flag where a document was published before the day on which it says that it was written."""
    flag = "published-before-written"
    if made.published_at and _is_later(made.values.get("written_on", ""), made.published_at) and flag not in made.flags:
        made.flags.append(flag)


def _is_later(written: str, published: str) -> bool:
    """Whether a day is after another, or after the month where no more is known of it."""
    return written[: len(published)] > published[:DAY_LENGTH]
