"""Dates, source, numbers and the other fields of a page: what is printed beside a visible label first, then meta tags.

PubDate can lie after an earlier migration (7 of 52 real pages, always later than the visible date); the visible
labelled date wins, and a conflict is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from guiyi.caching import kept
from guiyi.crawl.reading.links import ATTACHMENT
from guiyi.extract.fields.dates import (
    DAY_AND_CLOCK,
    ENGLISH,
    date_in_url,
    find_date,
    read_chinese_date,
    read_date,
    read_day_apart,
    read_minguo,
    read_short_year,
    same_day,
    with_year,
    year_in_url,
)
from guiyi.extract.fields.labelled import (
    ANY_LABEL,
    BARE_OFFICE,
    LABELS,
    MARKS,
    OF_EVENT,
    OF_OTHER,
    OUTLET,
    TIME,
    is_remark,
    labelled_values,
)
from guiyi.extract.fields.lines import PLACE_LINE, unspaced
from guiyi.extract.fields.marked import hovered_day, marked_values, paired_values, scripted_values
from guiyi.extract.fields.recorded import is_pair, name_of, numbered, recorded, shown_on
from guiyi.extract.fields.signature import WEEKDAY, number_above, number_at_end, number_in, number_line
from guiyi.extract.fields.sources import (
    account_of,
    author_in,
    behind_author,
    name_beside,
    office_below,
    paper_in,
    printed_in,
    source_beside,
    supplied_by,
    unlabelled_source,
)
from guiyi.extract.pages.tree import Node
from guiyi.extract.pages.view import PageView
from guiyi.extract.titles.find import find_title
from guiyi.extract.titles.names import page_title_of
from guiyi.extract.titles.whole import CUT

WRITTEN = re.compile(rf"(?:{LABELS['written_on']})\s*[:：]?\s*[\d年月日./-]{{6,12}}")
DAY = r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
SPAN = re.compile(
    rf"{DAY}(?: ?\d{{1,2}}[:：]\d{{2}})?\s*(?:至|到|~|—{{1,2}}|－|-)\s*{DAY}"
)  # 征集：2018-03-05 至 2018-04-05
UPDATED = re.compile(r"^\W*(?:最后|最近)?(?:更新|修改)(?:时间|日期)?\s*(?:于|在|[:：])")
INDEX = re.compile(
    r"[0-9A-Za-z]{6,20}-?[0-9A-Za-z]?/(?:19|20)\d{2}-\d{3,7}(?:-\d+)?|[0-9A-Za-z]{8,20}-\d{2,4}-?\d{2,4}-?\d{3,8}"
)
CODE = re.compile(
    r"(?=(?:[^\d\s]*\d){4})[0-9A-Za-z][0-9A-Za-z/_.-]{6,40}(?![\w/])"
)  # an index number of a city's own form
STATUS_ALONE = re.compile(  # printed without a label above a rule of law
    r"(?<![\u4e00-\u9fff])((?:全文|条款|部分|现行|继续|已)(?:有效|失效|废止))(?=$|[\s|｜】\]）)]|字[体号])",
    re.MULTILINE,
)
STATUS_WORDS = re.compile(r"(?:继续)?有效|失效|废止|已修改|已废止|已失效|部分失效|试行")
TOOLS = re.compile(
    r"\s*[【\[(（]?\s*(?:打印|关闭|字体|字号|分享|收藏|点击|浏览|阅读|我要|举报|(?:网友)?评论|纠错|语音|朗读|播报|收听|参与互动"
    r"|跟[贴帖]|大\s*中\s*小|Print\b|Share\b|(?:News|Press|Media) release\b|Font\b|Text size)"
)
BESIDE = re.compile(r"\s{2,}|\s*[|｜]\s*|\s+[\[【]|[（(]\s*(?:记者|通讯员|作者|编辑|供稿)")  # what ends a source
BYLINED = re.compile(r"(?<=[a-z])\s+[Bb]y\s+[A-Z].*$")  # Press Office By Ruth Calloway
BEFORE_DAY = re.compile(  # Press Office Posted on Friday, …
    r"(?:(?:\b|(?<=[a-z]))(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sat|Sun)(?:day)?"
    r"|(?:Publish|Post|Updat|Releas)ed(?: on)?)[\s,:|]*)+$"
)
DATED_END = re.compile(r"\s*(?:19|20)\d{2}[-年/.].*$")
TODAY = re.compile(  # a day with its weekday and no time: what a banner says of the reader's day
    r"(?:今天是|今日|现在是)?[:：\s]*(?:20\d\d\s*[年/-]\s*\d{1,2}\s*[月/-]\s*\d{1,2}日?)[\s,，]*(?:星期|周)[一二三四五六日天]"
)
PUBLISHED = re.compile(r"发布|发表|更新|刊登|post|publish|updat|^dated\b", re.IGNORECASE)
VENDORS = re.compile(r"网络|大汉|[a-z]{3,}\.|http|^\W*\d+\W*$")
WORD_BREAK = re.compile(r"[\s,，;；、|]+")
PUBDATES = (
    "pubdate publishdate article:published_time datepublished date dc.date dc.date.issued dcterms.date dcterms.issued "
    "dc.date.created publish_time publishtime og:release_date og:published_time pubtime publication_date "
    "weibo:article:create_at sailthru.date parsely-pub-date citation_publication_date"
).split()
SOURCES = (
    "contentsource source mediaid dc.source article:source og:article:source dc.publisher dcterms.publisher".split()
)
CREDIT = re.compile(
    r"[（(【\[]?\s*(?:(?:信息|文章|稿件|新闻|内容)来源|供稿(?:单位|部门)?|来稿单位|报送单位)\s*[:：]\s*[^，。；\s]{2,20}(?:\s|[）)】\]]|$)"
)  # at a text's foot
NO_NUMBER = re.compile(r"[，。；：！？]|^附\s*[件表]")
MAX_VALUE = 60
FOOT, FOOT_LINES = 200, 3  # characters and lines at a body's end that may tell its date and source
ABOVE = 8  # lines right above a body that may
LONGEST_BELOW = 100  # characters of a line below it that may
HUNDREDS = re.compile(r"1\d\d[-/.年]")  # of years since 1912
LEAST_LINK = 8  # characters of a link that names an article
NO_SOURCE = re.compile(r"(?:[\u4e00-\u9fff]{0,4}来源|未知|不详|无|暂无|null|none|unknown|admin)$", re.IGNORECASE)
HEAD = 8  # characters of running text before a day that may be the page's
PREPOSITIONS = ("于", "自", "从", "在", "至", "到", "截至", "on ", "by ", "from ", "since ")  # before what is told of
OF_NEWS = re.compile(r"日?\s*(?:[，,]|[上下]午|晚|凌晨|起|前|至)")  # behind the day of what a text tells
SENTENCE = re.compile(r"[，。；].*[。；]$|\b(?:was|were|is|are|has|had|have|will)\b.*\.$")  # a line of running text
FAR = 60  # days between a printed date and the one in the URL from which they contradict each other


@dataclass
class Metadata:
    """Fields of one page; None where it says nothing. `published_how` names the signal that gave the date."""

    title: str | None = None
    published_at: str | None = None
    published_how: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Printed:
    """What stands on a page around its body, what its templates' selectors give, and what list pages print of it.

    around: text of the page around the body. before: text just before it. body: its text. told: field → value.
    node: the body's element, outside which the markup is read where no template tells the title.
    """

    around: str
    before: str
    body: str
    told: Mapping[str, str] = field(default_factory=dict)
    listed_title: str | None = None
    listed_on: str | None = None
    node: Node | None = None

    @property
    def foot(self) -> list[str]:
        """The last lines of the body, which may tell its date and source."""
        return self.body[-FOOT:].split("\n")[-FOOT_LINES:]

    @property
    def above(self) -> list[str]:
        """The lines right above the body, up to the page's place line: what stands above that is the site's."""
        lines = self.before.split("\n")[-ABOVE:]
        place = next((at for at in reversed(range(len(lines))) if PLACE_LINE.search(lines[at])), -1)
        told = place if place >= 0 and find_date(lines[place]) and not WEEKDAY.search(lines[place]) else place + 1
        return lines[told:] or lines

    def dated(self, title: str | None) -> list[str]:
        """The lines right above the body that may tell its day: no banner of today above its title."""
        lines, plain = self.above, unspaced(title or "")
        at = next((at for at, line in enumerate(lines) if plain and unspaced(line) == plain), len(lines))
        lines = [line for line in lines[:at] if not TODAY.fullmatch(line)] + lines[at:]
        return without_event(lines)


def without_event(lines: list[str]) -> list[str]:
    """Lines without the time of an event whose place or speaker they tell.

    >>> without_event(["时间：2018年3月9日14:30", "地点：县图书馆"]), without_event(["时间：2018年3月9日"])
    (['地点：县图书馆'], ['时间：2018年3月9日'])
    """
    is_event = any(map(OF_EVENT.search, lines))
    return [line for line in lines if not TIME.match(line)] if is_event else lines


def read_metadata(view: PageView, printed: Printed) -> Metadata:
    """A page and what is printed on it → its fields."""
    labels, told, made = labelled_values(printed.around), printed.told, Metadata()
    if "published_at" not in labels and not told.get("published_at"):
        own = [line for line in printed.foot if not is_pair(line) and (find_date(line) or not BARE_OFFICE.match(line))]
        foot = labelled_values("\n".join(own))
        wanted = ("source",) if read_date_from_end(printed.above) else ("published_at", "source")
        labels |= {name: foot[name] for name in wanted if name in foot and name not in labels}
    elif ("source" not in labels or "_supplier" in labels) and not told.get("source"):
        labels |= _credited(printed.foot)
    title = told.get("title")
    marked = _marked(view, labels, printed)
    made.title = (
        title
        if title and not title.endswith(CUT)
        else _title(view, printed, title or marked.get("title"), labels.get("title") or marked.get("named"))
    )
    apart = _without_others(view, printed, labels.get("published_at"), made.title)
    if apart is not printed:
        below = {name: value for name, value in labels.items() if value not in printed.around}
        printed, labels = apart, labelled_values(apart.around) | below
    _date(made, view, labels, marked, printed)
    _source(made, view, labels, marked, printed)
    for name in ("document_number", "index_number", "issuing_agency", "written_on", "effective_status"):
        value = told.get(name) or cleaned(name, labels.get(name) or marked.get(name))
        if value and value != made.title:  # which stands below a label without a value
            made.values[name] = value
    if (
        "effective_status" not in made.values
        and "效" in printed.before
        and (status := STATUS_ALONE.search("\n".join(printed.above)))
    ):
        made.values["effective_status"] = status[1]
    if "document_number" not in made.values:
        number = number_at_end(made.title or "") or number_line(printed.body) or number_above(printed.before)
        number = number or (numbered(recorded(printed.body)) if "文号" in printed.body else None)
        if number:
            made.values["document_number"] = number
    _rest(made, view.metas, labels, marked, told)
    _flag_contradictions(made, view.url, printed.listed_on)
    return made


def _marked(view: PageView, labels: Mapping[str, str], printed: Printed) -> dict[str, str]:
    """What the markup names; where a template tells the title, only the panel of a document whose issuer it does not
    tell, and what scripts hold if no source stands.
    """
    if not printed.told.get("title"):
        return marked_values(view, printed.node)
    if "index_number" in printed.told and "issuing_agency" not in {**labels, **printed.told}:
        return paired_values(view.root, printed.node)
    return {} if printed.told.get("source") or labels.get("source") else scripted_values(view.root)


def _title(view: PageView, printed: Printed, told: str | None, named: str | None) -> str | None:
    """The title by the general rules; a told one that was cut short is made whole where the page prints it whole."""
    metas = view.metas | {"articletitle": told} if told else view.metas
    title = find_title(view.root, metas, printed.before, printed.listed_title, named, printed.node)
    return name_of(recorded(printed.body), title, printed.listed_title) or title


def _rest(
    made: Metadata,
    metas: Mapping[str, str],
    labels: Mapping[str, str],
    marked: Mapping[str, str],
    told: Mapping[str, str],
) -> None:
    said = (told.get("author"), behind_author(labels.get("author", ""))[0], metas.get("author"), marked.get("author"))
    named = (one for one in (*said, author_in(metas.get("og:article:author") or metas.get("article:author"))) if one)
    author = next((one for one in named if len(one) <= 30 and not VENDORS.search(one) and not find_date(one)), None)
    if author:
        made.values["author"] = author
    summary = told.get("summary") or metas.get("description")
    if summary and summary != made.title and len(summary) > 8:
        made.values["summary"] = summary
    words = told.get("keywords") or labels.get("keywords") or metas.get("keywords") or ""
    made.keywords = [word for word in WORD_BREAK.split(words) if word and word != made.title][:20]


# --- dates -----------------------------------------------------------------------------------------------------------


def _credited(foot: Sequence[str]) -> dict[str, str]:
    """The source that the last lines of a text credit; who handed the text in, where that is an office.

    >>> _credited(["（信息来源：云川日报）"]), _credited(["供稿：县水利局"]), _credited(["供稿：林川"])
    ({'source': '云川日报'}, {'source': '县水利局'}, {})
    """
    told = labelled_values("\n".join(line for line in foot if is_remark(line) or CREDIT.match(line)))
    is_person = "_supplier" in told and not OUTLET.match(told["source"])
    return {"source": told["source"]} if "source" in told and not is_person else {}


def _date(
    made: Metadata, view: PageView, labels: Mapping[str, str], marked: Mapping[str, str], printed: Printed
) -> None:
    told = printed.told.get("published_at")
    printed_day = labels.get("published_at", "")
    visible = read_date(printed_day) or (
        read_minguo(printed_day)
        if "民國" in printed_day or HUNDREDS.match(printed_day)
        else read_short_year(printed_day)
    )
    meta = next((found for name in PUBDATES if (found := read_date(view.metas.get(name, "")))), None)
    meta = meta or read_date(marked.get("published_at", ""))
    is_changed = bool(visible) and "_changed" in labels
    near = None if told or (visible and not is_changed) else _near(view, printed, made.title)
    if is_changed and visible and near and near[:10] < visible[:10]:
        visible = None  # it was published before it was changed
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
        return
    for other in (visible, meta):
        if other and not same_day(made.published_at, other):
            made.flags.append("date-conflict")
        elif other and len(other) > len(made.published_at):
            made.published_at = other  # the same day, told more precisely
    made.flags = list(dict.fromkeys(made.flags))


def _weak_date(made: Metadata, url: str, labels: Mapping[str, str], near: str | None, printed: Printed) -> None:
    """Where neither a label nor a meta tag tells the date: a date near the body, the list page, the URL."""
    in_url, listed = date_in_url(url), printed.listed_on
    before = "\n".join(printed.above)
    near = near or _beside_source((*printed.around.split("\n"), *printed.foot))
    if near is None and (short := DAY_AND_CLOCK.search(before)):
        day = with_year(short[1].strip(), listed if listed and len(listed) == 10 else in_url or year_in_url(url))
        near = read_date(f"{day} {short[2]}:{short[3]}") if day else None
    near = near or next((day for line in reversed(printed.above) if (day := read_short_year(line))), None)
    near = near or read_day_apart("\n".join(printed.above)) or read_date(_said_below(printed))
    shown = None if near else shown_on(recorded(printed.body))
    if listed and len(listed) != 10:
        listed = with_year(listed, in_url or read_date(labels.get("written_on", "")))
    for how, value in (("near", near), ("label", shown), ("list", listed), ("url", in_url)):
        if value:
            made.published_at, made.published_how = value, how
            return


def _near(view: PageView, printed: Printed, title: str | None) -> str | None:
    """The date above a body, of lines that are not a link to another article and its day."""
    return read_date_from_end(_own_lines(view, printed.dated(title), title))


def _own_lines(view: PageView, lines: list[str], title: str | None) -> list[str]:
    """Lines without those that are a link to another article and its day."""
    found = [find_date(line) for line in lines]
    beside = [_beside_day(line, day[0]) if day else "" for line, day in zip(lines, found, strict=True)]
    above = [unspaced(line) for line in ["", *lines][: len(lines)]]
    named = [rest or over for rest, over, day in zip(beside, above, found, strict=True) if day]
    if any(len(one) >= LEAST_LINK and one != unspaced(title or "") for one in named):
        others = {one for one in view.linked if len(one) >= LEAST_LINK} - {unspaced(title or "")}
        rows = zip(lines, beside, above, found, strict=True)
        own = [line for line, rest, over, day in rows if not (day and (rest or over) in others)]
        is_cut = len(own) < len(lines) and own[:1] == lines[:1] and found[0] and not beside[0]
        lines = own[1:] if is_cut else own  # of the first day another article's name stands further above
    return lines


def _beside_day(line: str, day: str) -> str:
    """What a line says beside its day; nothing where that is no more than a label."""
    rest = line.replace(day, "")
    return unspaced(rest.strip(MARKS)) if BEFORE_DAY.sub("", ANY_LABEL.sub("", rest)).strip(MARKS) else ""


def _without_others(view: PageView, printed: Printed, day: str | None, title: str | None) -> Printed:
    """What is printed, without the days below links where the labelled one is of another article, linked above it."""
    lines = printed.around.split("\n") if day and not printed.told.get("published_at") else []
    at = next((at for at, line in enumerate(lines) if day and day in line), 0)
    if not at or not _is_others(view, lines[at - 1], title):
        return printed
    own = [line for above, line in pairwise(["", *lines]) if not (find_date(line) and _is_others(view, above, title))]
    return replace(printed, around="\n".join(own))


def _is_others(view: PageView, line: str, title: str | None) -> bool:
    """Whether a line is the link to another article."""
    plain = unspaced(line.strip(MARKS))
    return len(plain) >= LEAST_LINK and plain != unspaced(title or "") and plain in view.linked


def _beside_source(lines: Iterable[str]) -> str | None:
    """The date on the line that tells the source, wherever it stands: （来源：云川日报　2014/12/26） below the text."""
    for line in lines:
        if is_remark(line) and "source" in labelled_values(line):
            return read_date(line)
    return None


def _said_below(printed: Printed) -> str:
    """The line around or at the foot of the text whose date is of publication, as it says or by its time of day."""
    for line in without_event([*printed.foot, *printed.around.split("\n")]):
        says = len(line) <= LONGEST_BELOW and (":" in line or PUBLISHED.search(line))
        day = read_date(line) if says and is_remark(line) else None
        if day and (len(day) > 10 or PUBLISHED.search(line)):
            return line
    return ""


def read_date_from_end(above: Sequence[str]) -> str | None:
    """The last date within the few lines before a body, rather one with a time of day; dates of signing don't count.

    >>> read_date_from_end(["2012-10-22", "最近更新在 2013-06-15 09:20"]), read_date_from_end(["更新于 2013-06-15"])
    ('2012-10-22', '2013-06-15')
    >>> read_date_from_end(["征集日期：2018-03-05 至 2018-04-05　公示日期：2018-04-18"])
    '2018-04-18'
    >>> read_date_from_end(["2018年3月5日　门诊部", "我院自2018年6月1日起执行夏季作息时间，请相互转告。"])
    '2018-03-05'
    >>> read_date_from_end(["讲座时间 2018-03-09 14:30"]), read_date_from_end(["2018年3月5日，县水利局召开会议。"])
    (None, None)
    """
    lines = [WRITTEN.sub("", line) for line in reversed(above) if len(line) < 160]
    changed = [line for line in lines if UPDATED.match(line)]  # a day of change counts only where no other is told
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


def _flag_contradictions(made: Metadata, url: str, listed: str | None) -> None:
    """A published date that its neighbours contradict: the list's, the URL's, the day of signing."""
    day = made.published_at
    if day is None:
        return
    if listed and made.published_how != "list" and not same_day(day, listed):
        made.flags.append("list-date-conflict")
    in_url = date_in_url(url)
    if in_url and abs((date.fromisoformat(day[:10]) - date.fromisoformat(in_url)).days) > FAR:
        made.flags.append("url-date-conflict")
    flag_order(made)


def flag_order(made: Metadata) -> None:
    """A flag where a document was published before the day on which it says that it was written."""
    flag = "published-before-written"
    if made.published_at and made.values.get("written_on", "") > made.published_at[:10] and flag not in made.flags:
        made.flags.append(flag)


# --- source and cleaned values ---------------------------------------------------------------------------------------


def _source(
    made: Metadata, view: PageView, labels: Mapping[str, str], marked: Mapping[str, str], printed: Printed
) -> None:
    visible = printed.told.get("source") or cleaned("source", labels.get("source"))
    meta = next((found for name in SOURCES if (found := cleaned("source", view.metas.get(name)))), None)
    unlabelled = unlabelled_source(printed.before)
    if unlabelled and len(unlabelled) >= LEAST_LINK:  # as long as what an article is called
        unlabelled = unlabelled_source("\n".join(_own_lines(view, printed.before.split("\n"), made.title)))
    if unlabelled and unlabelled in labels.get("_publisher", ""):
        unlabelled = None  # one of those who publish together
    value = visible or meta or unlabelled or cleaned("source", marked.get("source"))
    if value is None and made.published_how in ("near", "label"):
        value = source_beside(printed.above, made.title or "") or unlabelled_source(_said_below(printed))
    value = value or supplied_by((*printed.above, *printed.foot)) or printed_in(printed.above, printed.foot)
    value = value or behind_author(labels.get("author", ""))[1]
    value = value or cleaned("source", labels.get("_publisher") or marked.get("_publisher"))
    value = value or account_of(labels.get("_poster", ""))
    value = value or office_below(printed.above, made.title or "", printed.body)
    value = value or paper_in(page_title_of(view.root))
    value = value or name_beside(printed.above, made.title or "", lambda: view.linked)
    if value and not UPDATED.match(value) and unspaced(value) != unspaced(made.title or ""):
        made.values["source"] = value
    if visible and meta and unspaced(visible) != unspaced(meta):
        made.flags.append("source-conflict")


def _may_be_number(value: str) -> bool:
    """Whether words that are no number of the usual shape may be one: not a sentence, a file, or who signed when.

    >>> [_may_be_number(one) for one in ("云字第三号之2", "各单位：2018年", "云川县教育局 2016年7月8日", "附件1.名单")]
    [True, False, False, False]
    """
    is_other = NO_NUMBER.search(value) or ATTACHMENT.search(value) or read_date(value)
    return len(value) <= 40 and re.search(r"\d", value) is not None and not is_other


@kept(4000, longest=200)
def _alone(value: str) -> str:
    """A value without what stands behind it on its line: tools, another field, a date."""
    text = TOOLS.split(BESIDE.split(BYLINED.sub("", value), maxsplit=1)[0])[0].strip(" 　[]【】()（）")
    if (day := ENGLISH.search(text)) and day.start():
        text = BEFORE_DAY.sub("", text[: day.start()]).strip(" ,|")
    cut = DATED_END.sub("", text)
    return (cut if cut == text else BEFORE_DAY.sub("", cut)).strip(" （(").rstrip("。")


def cleaned(name: str, value: str | None) -> str | None:
    """A labelled value in its field's form; None if it can't be one."""
    if not value:
        return None
    if name == "written_on":
        found = read_date(value) or read_chinese_date(value)
        return found[:10] if found else None
    if name == "published_at":
        return read_date(value)
    if name == "document_number":
        return number_in(value) or (value if _may_be_number(value) else None)
    if name == "index_number":
        match = INDEX.search(value) or CODE.match(value)
        return match[0] if match else None
    if name == "effective_status":
        match = STATUS_WORDS.search(value)
        return match[0] if match else None
    text = _alone(value)
    return text if 0 < len(text) <= MAX_VALUE and not (name == "source" and NO_SOURCE.match(text)) else None
