"""The day that the lines around a body tell as its own: above it, below it, beside its source, in its dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from guiyi.dateparts import read_short_year_last
from guiyi.dates import DAY, find_date, read_date, read_short_year
from guiyi.extract.fields.labelled import GLUED, labelled_values
from guiyi.extract.fields.labels import LABELS, OF_OTHER
from guiyi.extract.fields.outlets import supplied_by
from guiyi.extract.fields.printed import Printed, own_lines, without_event, without_others_days
from guiyi.extract.fields.remarks import MARKS, NAME_OF_DAY, begins_with_day, is_remark
from guiyi.extract.fields.sources import unlabelled_source
from guiyi.extract.pages.view import PageView
from guiyi.markup.decode import HAN
from guiyi.markup.tree import line_behind

WRITTEN = re.compile(rf"(?:{LABELS['written_on']})\s*[:：]?\s*[\d年月日./-]{{6,12}}")
SPAN = re.compile(
    rf"{DAY}(?: ?\d{{1,2}}[:：]\d{{2}})?\s*(?:至|到|~|—{{1,2}}|－|-)\s*{DAY}"
)  # 征集：2018-03-05 至 2018-04-05
UPDATED = re.compile(
    r"^\W*(?:(?:最后|最近)?(?:更新|修改)(?:时间|日期)?\s*(?:于|在|[:：])"
    r"|(?i:(?:page )?(?:last )?(?:updated|modified|reviewed)\b))"
)
PUBLISHED = re.compile(r"发布|发表|更新|刊登|post|publish|upload|updat|^dated\b", re.IGNORECASE)
LONGEST_BELOW = 100  # characters of a line below a body that may tell its day
LONGEST_FACTS = 300  # characters of a line of many facts
BETWEEN = re.compile(  # what divides the facts
    r"\s*[|｜]\s*|, (?=[A-Z])|\s(?=(?:Published|Posted|Released) |(?:By|Views|Source):)"
)
LONGEST_DAY = 24  # characters of a line that is a day
CLOCK_BELOW = re.compile(  # below 2018年3月5日: 香港時間10時8分
    r"[\u4e00-\u9fff]{0,4}(?:時間|时间)\s*\d{1,2}[時时]\d{1,2}分"
)
DATELINES = 3  # lines of a text among which its dateline may stand
DATELINE = re.compile(  # PINEMOOR, Aug. 3, 2023 — · Port Ellis, Ohio (May 4, 2021) –
    r"\W{0,3}(?!(?:On|By|In|From|Since|Until|Dated?|Updated|Published|Posted)\b)[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
    r"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?,? ?[(–—-]{0,2} ?"
    r"((?:[A-Z][a-z]{2,8}\.? \d{1,2},? |\d{1,2} [A-Z][a-z]{2,8} )(?:19|20)\d\d)\)?"
    r" ?(?:[–—]|--| - )"
)
HEAD = 8  # characters of running text before a day that may be the page's
PREPOSITIONS = ("于", "自", "从", "在", "至", "到", "截至", "on ", "by ", "from ", "since ")  # before what is told of
OF_NEWS = re.compile(r"日?\s*(?:[，,]|[上下]午|晚|凌晨|起|前|至)")  # behind the day of what a text tells
SENTENCE = re.compile(r"[，。；].*[。；]$|\b(?:was|were|is|are|has|had|have|will)\b.*[.:;]$")  # a line of running text
PROMULGATED = re.compile(rf"({DAY})[^\d，。；]{{0,24}}(?:公布|颁布)(?!日期|时间|机[关构]|单位|[:：])")
OWN_NOTE = re.compile(r"[（(][^（）()，。；]{0,24}\d{4}年\d{1,2}月\d{1,2}日[）)]")  # below a document's title


def day_behind(printed: Printed) -> str | None:
    """The day that is all of the line right below the body, or stands on it beside who supplied the article."""
    line = line_behind(printed.node) if printed.node is not None else ""
    found = find_date(line) if len(line) <= LONGEST_BELOW else None
    rest = (line[: found.start()] + line[found.end() :]).strip(MARKS) if found else "none"
    rest = "" if NAME_OF_DAY.fullmatch(rest) else rest
    is_own = not rest or (found is not None and (supplied_by([rest]) or begins_with_day(line)))
    return read_date(line) if is_own else None


def day_of_facts(around: str) -> str | None:
    """The day that is all of a line right between two that tell fields of the page: it is one of these facts.

    >>> day_of_facts("[文号：云教字〔2017〕113号]\\n2017/11/15\\n[报送单位：云川县统计局]")
    '2017-11-15'
    >>> day_of_facts("防汛通知\\n2017/11/15\\n来源：县水利局"), day_of_facts("失效日期\\n2017/11/15\\n来源：县水利局")
    (None, None)
    """
    lines = around.split("\n")
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if len(line) > LONGEST_DAY or not (found := find_date(line)) or line.replace(found[0], "").strip(MARKS):
            continue
        if labelled_values(above) and labelled_values(below):
            return read_date(line)
    return None


def short_year(line: str, printed: Printed) -> str | None:
    """A day whose year has two figures: it stands first where the page has Chinese characters, else last."""
    return read_short_year(line) if HAN.search(printed.around) else read_short_year_last(line)


def day_above(view: PageView, printed: Printed, title: str | None) -> str | None:
    """The date above a body, of lines that are not a link to another article and its day."""
    return read_date_from_end(own_lines(view, printed.dated(title), title))


def day_beside_source(lines: Iterable[str]) -> str | None:
    """The date on the line that tells the source, wherever it stands: （来源：云川日报　2014/12/26） below the text."""
    for line in lines:
        if is_remark(line) and ("source" in labelled_values(line) or ("供" in line and unlabelled_source(line))):
            return read_date(line)
    return None


def said_below(printed: Printed) -> str:
    """The line around or at the foot of the text whose date is of publication, as it says or by its time of day: not
    that of writing, beside 发布机构."""
    lines = [*printed.foot, *without_others_days(WRITTEN.sub("", printed.around).split("\n"))]
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


def _own_day(line: str) -> str | None:
    """A line above a text → its day: of a law that of promulgation, not that on which it was passed.

    >>> _own_day("（2009年11月5日县政府常务会议通过　2009年11月20日公布）"), _own_day("（2009年11月5日县政府会议通过）")
    ('2009-11-20', '2009-11-05')
    >>> _own_day("生效日期：2018-04-01 公布日期：2018-03-05")
    '2018-03-05'
    """
    told = PROMULGATED.search(line) if "公布" in line or "颁布" in line else None
    return read_date(told[1] if told else OF_OTHER.sub("", SPAN.sub("", line)))


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
        own = [one for line in some if (one := _own_day(line))]
        found = own or [one for line in some if not OF_OTHER.search(line) and (one := read_date(line))]
        if found:
            return next((one for one in found if len(one) > 10), found[0])
    return None
