"""The day of a listed item: in the words of its row, on a calendar leaf within it, in a heading above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from guiyi.dateparts import read_day_apart
from guiyi.dates import LOOSE_DAY, MONTH_NAMES, MONTHS, NO_MONTHS, YEAR_LAST, read_english_date, valid_day
from guiyi.dayorder import unsure_days, whole_years

SPAN = (  # 1-5月, 1-3季度, 2-3年级, 5-7日: from one to the other
    r"\d{1,2}\s*[-/]\s*\d{1,2}\s*(?:个?月|[季岁级届层楼折%％]|年级)|[1-9]\d?\s*[-/]\s*\d{1,2}\s*[日号]"
)
DATE = re.compile(
    rf"(?<!\d)(?:((?:19|20)\d{{2}}){NO_MONTHS}\s*[-./年]\s*(\d{{1,2}})\s*[-./月]\s*(\d{{1,2}})|(?!{SPAN})(\d{{1,2}})\s*[-/月]\s*(\d{{1,2}}))(?:日|\b|(?=\D)|$)"
)
END, ENGLISH_END = 14, 18  # characters of a title's end that may be a day
MONTH = rf"(?:{MONTH_NAMES})\.?"
WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
SAID_ON = re.compile(  # all of a block: Published on 3 March 2021
    rf"^\W*(?:(?:date|published|posted|released|issued)(?:\s+(?:on|date))?\s*:?\s*)?{WEEKDAY}"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+(?:19|20)\d{{2}}\W*$",
    re.IGNORECASE,
)
NO_YEAR = re.compile(
    rf"^\W*{WEEKDAY}(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH})|({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?)\W*$",
    re.IGNORECASE,
)
SHORT_YEAR = re.compile(r"(?<![\d./-])(9[5-9]|[012]\d|3[0-4])-(\d{1,2})-(\d{1,2})(?![\d./-])")  # 18-03-05
IN_SENTENCE = re.compile(  # … will take place on 5 May 2018, with tea
    rf"\b(?:on|of|by|until|from|to|before|after|since|than)\s+{WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}"
    rf"|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+(?:19|20)\d{{2}}(?=[,.;:)]|\s+[a-z])"
)
SMALL_WORD, SENTENCE_END, OF_SENTENCE = re.compile(r"\b[a-z]{2,}\b"), re.compile(r"[.!?\n]"), 4
ONLY_DAY = re.compile(r"^[\d\s年月日./:：\[\]()（）-]+$")
LONGEST_DAY, MOST_BLOCKS = 40, 40  # characters of a block that is a day; blocks of a link that are looked at
MONTH_HEADING = re.compile(r"^\W*((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*月?\W*$")
YEAR_HEADING = re.compile(r"^[^\w]*((?:19|20)\d{2})\s*年[^\w]*$")
DAY_HEADING = re.compile(rf"^\W*{LOOSE_DAY}\s*日?\W*$")
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "b", "strong"))
DAY_ALONE = re.compile(r"(?<![\d月./-])(0?[1-9]|[12]\d|3[01])\s*日")
TITLES, MIN_TITLE = frozenset(("h2", "h3", "h4", "h5")), 4  # headings that name a row; characters
ON_LINE = 6  # elements beside a link on its line
MARKS = " \t\n\xa0\u3000·•◇◆●▪■□>»|"
PARTED = 2  # days above lines, from which they part them
ABOVE_ROWS = 60  # rows above one among which the heading of its month is looked for


def find_date(text: str) -> str | None:
    """Text near a link → YYYY-MM-DD, MM-DD, or None.

    >>> find_date("[2018-3-5]"), find_date("[03-06]"), find_date("第3号"), find_date("2018年01月08日 10:08")
    ('2018-03-05', '03-06', None, '2018-01-08')
    >>> find_date("Notice on Tea March 5, 2018"), find_date("06\\n2013-05 通知"), find_date("May 2018")
    ('2018-03-05', '2013-05-06', None)
    >>> find_date("通知 18-05-06"), find_date("[98-5-6]"), find_date("通知 12-05")
    ('2018-05-06', '1998-05-06', '12-05')
    >>> find_date("25/04/2019"), find_date("04.25.2019"), find_date("3 March - "), find_date("on 3 March we meet")
    ('2019-04-25', '2019-04-25', '03-03', None)
    >>> [find_date(one) for one in ("2009年1-5月主要指标", "1-5月份运行情况", "5-7日停水公告", "03-05日", "1-5 通知")]
    [None, None, None, '03-05', '01-05']
    >>> find_date("03/04/2019"), find_date("04/04/2019"), find_date("6/25/99"), find_date("6/3/99 - Pond")
    (None, '2019-04-04', '1999-06-25', None)
    """
    text = whole_years(text)
    if found := _year_last(text):
        return found
    if unsure_days(text):
        return None  # no month and day of 04/03/2019 before its year
    if short := SHORT_YEAR.search(text):
        day = valid_day(int(short[1]) + (1900 if short[1] > "90" else 2000), int(short[2]), int(short[3]))
        if day:
            return day
    for match in DATE.finditer(text):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}" if year else f"{int(month):02d}-{int(day):02d}"
    return read_day_apart(text) or (read_english_date(text) or "")[:10] or _without_year(text)


def without_told(text: str) -> str:
    """Text near a link without the days of which its English sentences tell: a summary's are none of the item.

    >>> without_told("The meeting will take place on 5 May 2018, with tea."), without_told("Minutes of 5 May 2018, PDF")
    ('The meeting will take place , with tea.', 'Minutes of 5 May 2018, PDF')
    """
    out, at = "", 0
    for match in IN_SENTENCE.finditer(text):
        before = SENTENCE_END.split(text[: match.start()])[-1]
        if len(SMALL_WORD.findall(before)) >= OF_SENTENCE:
            out, at = out + text[at : match.start()], match.end()
    return out + text[at:]


def _year_last(text: str) -> str | None:
    """25/04/2019 and 04/25/2019 are one day; of 03/04/2019 nobody knows."""
    match = YEAR_LAST.search(text)
    if match is None:
        return None
    day, month = sorted((int(match[1]), int(match[3])), reverse=True)
    return valid_day(int(match[4]), month, day) if day > 12 >= month or day == month else None


def _without_year(text: str) -> str | None:
    match = NO_YEAR.match(text) if len(text) <= LONGEST_DAY else None
    if match is None:
        return None
    return f"{MONTHS[(match[2] or match[3])[:3].lower()]:02d}-{int(match[1] or match[4]):02d}"


def _is_day(text: str) -> bool:
    """Whether a block is a day and nothing else."""
    return 0 < len(text) <= LONGEST_DAY and (ONLY_DAY.match(text) or SAID_ON.match(text)) is not None


def day_at_end(title: str) -> str | None:
    """The day with which a title ends, its figures whole: of 22 January the 2 alone is another day.

    >>> day_at_end("Cabinet minutes - 22 January 2024"), day_at_end("Minutes of 13 September 2024")
    ('2024-01-22', '2024-09-13')
    >>> day_at_end("关于停水的通知2018年12月25日10:08"), day_at_end("2018年3月5日县水利局关于停水的通知")
    ('2018-12-25', None)
    """
    start = max(0, len(title) - (ENGLISH_END if title.isascii() else END))
    while 0 < start < len(title) and title[start - 1 : start + 1].isdecimal():
        start -= 1
    return find_date(title[start:])


def day_within(anchor: Any) -> str | None:
    """The day in a block of its own within a link that holds the whole row: a calendar leaf beside title and summary.

    >>> from guiyi.markup.parsing import parse_html
    >>> day_within(parse_html("<a><div><p>09</p><span>2018.10</span></div><h3>通知</h3></a>").find(".//a"))
    '2018-10-09'
    >>> day_within(parse_html("<a><i>09</i><i>2018-10</i><h3>通知</h3></a>").find(".//a"))
    '2018-10-09'
    """
    before = ""
    for block in islice(anchor.iterdescendants(), MOST_BLOCKS):
        text = "\n".join(block.itertext()).strip() if isinstance(block.tag, str) else ""
        if not _is_day(text):
            before = ""
        elif day := find_date(text) or (find_date(f"{before}\n{text}") if before else None):
            return day
        else:
            before = text
    return None


def without_day(anchor: Any, text: str) -> str:
    """The words of a link that holds the whole row → its title: its heading, or all but the block of the day at an end.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<a><b>停水公告</b><i>[2018-03-05]</i></a><a><i>03-05</i>要闻一则</a><a>通报<b>2018</b></a>"
    >>> [without_day(one, "".join(one.itertext())) for one in parse_html(f"<p>{rows}</p>").iter("a")]
    ['停水公告', '要闻一则', '通报2018']
    """
    for block in islice(anchor.iterdescendants(), MOST_BLOCKS) if len(anchor) else ():
        said = " ".join("".join(block.itertext()).split()) if isinstance(block.tag, str) else ""
        if block.tag in TITLES and len(said) >= MIN_TITLE and said != text:
            return said  # a card: title, day and summary are one link
        if said != text and _is_day(said) and find_date(said):
            text = text.removesuffix(said).rstrip() if text.endswith(said) else text.removeprefix(said).lstrip()
    return text


def day_on_line(anchor: Any) -> str | None:
    """The day that stands alone beside a link on its line, where rows are lines of one block, parted by <br>.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<p>·<a>停水公告</a>&nbsp;<font>03-05</font><br>[03-06] <a>要闻</a><br>见<a>附表</a> 03-07 起</p>"
    >>> [day_on_line(one) for one in parse_html(rows).iter("a")]
    ['03-05', '03-06', None]
    """
    behind, is_whole = _line_beside(anchor.tail, anchor.itersiblings(), is_behind=True)
    if is_whole and ONLY_DAY.match(behind):
        return find_date(behind)
    above = anchor.getprevious()
    text = above.tail if above is not None else anchor.getparent().text if anchor.getparent() is not None else ""
    before, is_whole = _line_beside(text, anchor.itersiblings(preceding=True), is_behind=False)
    return find_date(before) if is_whole and ONLY_DAY.match(before) else None


def _line_beside(text: str | None, siblings: Iterable[Any], is_behind: bool) -> tuple[str, bool]:
    """What stands beside a link up to the next break, without marks; and whether no other link ends it."""
    pieces = [text or ""]
    for one in islice(siblings, ON_LINE):
        if not isinstance(one.tag, str) or one.tag == "a" or len(pieces[-1]) > LONGEST_DAY:
            return "", False
        if one.tag == "br":
            break
        above = one.getprevious()
        beside = one.tail if is_behind else above.tail if above is not None else one.getparent().text
        pieces += ["".join(one.itertext()), beside or ""]
    return "".join(pieces if is_behind else reversed(pieces)).strip(MARKS), True


def day_of_month_above(unit: Any, nearby: str) -> str | None:
    """A row that prints the day only, in a list whose months are headings: 2007年8月 above, 11日 beside the title.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = list(parse_html("<ul><li>2007年8月</li><li><a>公告</a> 11日</li><li>2008年</li></ul>").iter("li"))
    >>> [day_of_month_above(one, "".join(one.itertext())) for one in rows]
    [None, '2007-08-11', None]
    """
    day = DAY_ALONE.search(nearby)
    if day is None:
        return None
    above = (*islice(unit.itersiblings(preceding=True), ABOVE_ROWS), *_first_above(unit.getparent()))
    heading = next((found for one in above if (found := MONTH_HEADING.match(_short_text(one)))), None)
    return valid_day(int(heading[1]), int(heading[2]), int(day[1])) if heading else None


def with_year_above(unit: Any, day: str | None) -> str | None:
    """A row's day: one without a year (03-06) gets that of the nearest heading above that is a year and no more.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<ul><li>2008年</li><li><a>公告</a> 01-03</li></ul><p>2007年总结</p><ul><li><a>要闻</a> 01-03</li></ul>"
    >>> [with_year_above(one.getparent(), "01-03") for one in parse_html(rows).iter("a")]
    ['2008-01-03', '01-03']
    """
    if day is None or len(day) != len("03-06"):
        return day
    above = (*islice(unit.itersiblings(preceding=True), ABOVE_ROWS), *_first_above(unit.getparent()))
    heading = next((found for one in above if (found := YEAR_HEADING.match(_short_text(one)))), None)
    return valid_day(int(heading[1]), int(day[:2]), int(day[3:])) or day if heading else day


def day_above(unit: Any) -> str | None:
    """The day that is a heading above a row, as where a list is parted by days."""
    above = (*islice(unit.itersiblings(preceding=True), ABOVE_ROWS), *_first_above(unit.getparent()))
    texts = (_short_text(one) for one in above if one.tag in HEADING_TAGS)
    heading = next((text for text in texts if find_date(text)), "")
    is_day = DAY_HEADING.match(heading) or SAID_ON.match(heading)
    return find_date(heading) if is_day else _day_row_above(unit)


def _day_row_above(row: Any) -> str | None:
    """The day that is all of the nearest such row above a row of a table that begins with one and ends with none:
    where days stand below their titles, it ends with one.

    >>> from guiyi.markup.parsing import parse_html
    >>> days, titles = ["<td><b>2009年3月5日</b>", "<td><b>2009年3月4日</b>"], ["<td><a>甲</a>", "<td><a>乙</a>"]
    >>> tables = ["<table><tr>" + "<tr>".join(one for pair in pairs for one in pair) + "</table>" for pairs in (
    ...     zip(days, titles), zip(titles, days))]
    >>> [[_day_row_above(one.getparent().getparent()) for one in parse_html(page).iter("a")] for page in tables]
    [['2009-03-05', '2009-03-04'], [None, None]]
    """
    rows = row.getparent() if row.tag == "tr" else None
    if rows is None or _begins_with_day(rows) is not True or _begins_with_day(reversed(rows)) is not False:
        return None
    above = islice(row.itersiblings("tr", preceding=True), ABOVE_ROWS)
    nearest = next((one for one in above if _is_day_row(one)), None)
    return find_date(_short_text(nearest)) if nearest is not None else None


def _begins_with_day(rows: Iterable[Any]) -> bool | None:
    """Whether of some rows a day comes before any link; None where the first of them have neither."""
    told = (one for one in islice(rows, ABOVE_ROWS) if _is_day_row(one) or one.find(".//a") is not None)
    first = next(told, None)
    return _is_day_row(first) if first is not None else None


def _is_day_row(row: Any) -> bool:
    """Whether a row of a table says no more than a day."""
    return row.tag == "tr" and DAY_HEADING.match(_short_text(row)) is not None and row.find(".//a") is None


def day_in_next_cell(cell: Any) -> str | None:
    """The day that is all of the cell behind a title's, where a row of a table holds several titles.

    >>> from guiyi.markup.parsing import parse_html
    >>> row = "<table><tr><td><a>公告</a><td>2018-03-05<td><a>要闻</a><td>2018-03-04<td><a>简报</a><td>3 版</table>"
    >>> [day_in_next_cell(one.getparent()) for one in parse_html(row).iter("a")]
    ['2018-03-05', '2018-03-04', None]
    """
    behind = cell.getnext()
    text = _short_text(behind) if behind is not None and behind.tag in ("td", "th") else ""
    return find_date(text) if text and len(text) <= LONGEST_DAY and ONLY_DAY.match(text) else None


def day_above_lines(anchor: Any) -> str | None:
    """The day that is a line of its own above a link, where rows are lines of one block, parted by days.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<p><b>2011年3月6日</b><br>·<a>要闻</a><br>·<a>公告</a><br><b>2011年3月5日</b><br><a>简报</a><br>"
    >>> [day_above_lines(one) for one in parse_html(rows).iter("a")]
    ['2011-03-06', '2011-03-06', '2011-03-05']
    >>> [day_above_lines(one) for one in parse_html(rows.replace("日</b><br>", "日</b>")).iter("a")]
    [None, None, None]
    """
    above = (one for one in islice(anchor.itersiblings(preceding=True), 2 * ABOVE_ROWS) if one.tag in HEADING_TAGS)
    nearest = next(above, None)
    if nearest is None or not _is_day_line(nearest):
        return None  # said before the days of the block are counted, which may hold thousands of links
    alone = (one for one in anchor.getparent() if one.tag in HEADING_TAGS and _is_day_line(one))
    is_parted = len(list(islice(alone, PARTED))) == PARTED
    return find_date(_short_text(nearest)) if is_parted else None


def _is_day_line(element: Any) -> bool:
    after = element.getnext()
    is_line = after is not None and after.tag == "br" and not (element.tail or "").strip(MARKS)
    return is_line and DAY_HEADING.match(_short_text(element)) is not None


def _first_above(container: Any) -> list[Any]:
    """What stands right before the rows' own container."""
    previous = container.getprevious() if container is not None else None
    return [] if previous is None else [previous]


def _short_text(element: Any) -> str:
    return "".join(element.itertext())[:40].strip() if isinstance(element.tag, str) else ""
