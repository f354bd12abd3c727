"""Reading a list page: which items it lists, with titles and dates.

The items of a list page are the biggest group of links of one structure that carry dates or match the article
templates of the site; not navigation, hot lists in the sidebar, or the pager.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import lxml.html

from guiyi.crawl.reading.links import Link, PageLinks, is_beside_topics, is_file, role_of_link, words_in
from guiyi.crawl.reading.texts import running_text
from guiyi.extract.fields.dates import read_day_apart, read_english_date, valid_day
from guiyi.urls import absolute_url

DATE = re.compile(
    r"(?<!\d)(?:((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})|(\d{1,2})\s*[-/月]\s*(\d{1,2}))(?:日|\b|(?=\D)|$)"
)
SHORT_YEAR = re.compile(r"(?<![\d./-])(9[5-9]|[012]\d|3[0-4])-(\d{1,2})-(\d{1,2})(?![\d./-])")  # 18-03-05
ALL_DATE = re.compile(r"^\W*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?[\s\d:：]*\W*$")
LONGEST_LABEL = 10  # characters of a column's name beside each title
FILED_UNDER = frozenset(("category", "tag", "author"))
ONLY_DAY = re.compile(r"^[\d\s年月日./:：\[\]()（）-]+$")
LONGEST_DAY, MOST_BLOCKS = 24, 40  # characters of a block that is a day; blocks of a link that are looked at
MIN_TITLE = 4
LONGEST_SUMMARY = 120  # characters of running text beside a title
MIN_GROUP = 3
DATED = 0.6  # share of rows with a date, or with an article's address, from which they are a list
UNDATED_GROUP = 3  # rows without dates, from which they may be a list
ALIKE = 0.8  # share of them whose addresses differ by numbers only
LONG_TITLE = 9  # characters of their words, on average: names of columns are shorter
ALL_IT_SAYS = 0.6  # share of a page's characters that they are
PAGED_SAYS = 0.2  # the same where a pager shows that the page is a list
GO_ON = re.compile(  # a second link to an item of a list with summaries: it leads there, but is no title
    r"^\W*(?:(?:阅读|查看)更多\s*(?:[:：]|关于).*|(?:阅读|查看|浏览)(?:全文|更多|原文|详[细情]|详细内容)|全文(?:阅读)?|详细(?:内容|信息|阅读)?|详情|继续阅读"
    r"|read (?:more|on)|more details|full (?:story|text)|continue reading)\W*$",
    re.IGNORECASE,
)
MONTH_HEADING = re.compile(r"^\W*((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*月?\W*$")
DAY_HEADING = re.compile(r"^\W*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?\W*$")
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "b", "strong"))
REPEATED = 3  # times that a page links an address by the same words, from which they are no item's
DAY_ALONE = re.compile(r"(?<![\d月./-])(0?[1-9]|[12]\d|3[01])\s*日")
ON_LINE = 6  # elements beside a link on its line
MARKS = " \t\n\xa0\u3000·•◇◆●▪■□>»|"
ABOVE_ROWS = 60  # rows above one among which the heading of its month is looked for
SKIP_TEXT = re.compile(
    r"^(?:\W*+(?:(?:点击|附件|文件|表格)?下载|点击查看|查看附件|更多|more"
    r"|首页|上一[页篇个]|下一[页篇个]|前一[页个]|尾页|末页|第一个|最后一[页个]|返回(?:首页|主页|上页|上一页|上级|列表|目录|顶部)?|打印|关闭|我要(?:写信|留言|咨询|投诉|举报|提问|评论)|电子邮件|发送邮件|e-?mail|\d++)|[<>«»]++)\W*+$",
    re.IGNORECASE,
)


@dataclass
class Item:
    """One listed link: its URL, the title printed there, its date as YYYY-MM-DD or MM-DD."""

    url: str
    title: str
    listed_on: str | None = None


@dataclass
class Listing:
    """What a list page lists and promises. is_data: its further pages are data of an interface. parts: those
    of the further pages that are columns of their own, with their names.
    """

    items: list[Item]
    name: str | None = None
    path: list[str] = field(default_factory=list)
    next_urls: list[str] = field(default_factory=list)
    expected_items: int | None = None
    expected_pages: int | None = None
    expected_how: str | None = None
    is_data: bool = False
    parts: dict[str, str] = field(default_factory=dict)


def find_date(text: str) -> str | None:
    """Text near a link → YYYY-MM-DD, MM-DD, or None.

    >>> find_date("[2018-3-5]"), find_date("[03-06]"), find_date("第3号"), find_date("2018年01月08日 10:08")
    ('2018-03-05', '03-06', None, '2018-01-08')
    >>> find_date("Notice on Tea March 5, 2018"), find_date("06\\n2013-05 通知"), find_date("May 2018")
    ('2018-03-05', '2013-05-06', None)
    >>> find_date("通知 18-05-06"), find_date("[98-5-6]"), find_date("通知 12-05")
    ('2018-05-06', '1998-05-06', '12-05')
    """
    if short := SHORT_YEAR.search(text):
        day = valid_day(int(short[1]) + (1900 if short[1] > "90" else 2000), int(short[2]), int(short[3]))
        if day:
            return day
    for match in DATE.finditer(text):
        year, month, day = match[1], match[2] or match[4], match[3] or match[5]
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{int(month):02d}-{int(day):02d}" if year else f"{int(month):02d}-{int(day):02d}"
    return read_day_apart(text) or (read_english_date(text) or "")[:10] or None


@dataclass
class _Candidate:
    link: Link
    unit: Any
    listed_on: str | None
    matches: bool


@dataclass(frozen=True)
class Rows:
    """The main list of a page: its items in page order, and the elements that are its rows."""

    items: list[Item]
    units: list[lxml.html.HtmlElement]

    def running_text(self) -> int:
        """Characters of running text in the rows: the summaries that stand under the titles of some lists.

        Where a row is several blocks side by side, and those with its day hold no title, all of their holder counts.
        """
        texts = ["".join(unit.itertext()) for unit in self.units]
        titled = sum(any(item.title in text for item in self.items) for text in texts)
        holders = {unit.getparent() for unit in self.units}
        if len(texts) > 1 and titled < DATED * len(texts) and len(holders) == 1:
            return running_text(holders.pop())
        return sum(running_text(unit) for unit in self.units)


def find_rows(
    found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool], least: int = MIN_GROUP
) -> Rows:
    """Links of a page → its main list; without rows if it lists nothing.

    least: how many rows make a list where their addresses tell nothing; 1 for a page that is known to be of a list.
    """
    groups = _groups(found, is_own, is_article)
    ranked = sorted(groups if least >= MIN_GROUP else map(_without_places, groups), key=_weight, reverse=True)
    if not ranked or not _is_list(ranked[0], least):
        return Rows([], [])
    return _rows(_without_navigation(ranked[0], found), _titles_of(found))


def _without_navigation(group: list[_Candidate], found: PageLinks) -> list[_Candidate]:
    """Rows of a dated list, without those that have no day and say what a link elsewhere on the page says, too: its
    place line stands in a row of its own table.
    """
    undated = [one for one in group if one.listed_on is None and not one.matches]
    if not undated or len(undated) > (1 - DATED) * len(group):
        return group
    said = Counter((link.url, link.text) for link in found.links)
    places = {id(one) for one in undated if said[one.link.url, one.link.text] > 1}
    return [one for one in group if id(one) not in places]


def _without_places(group: list[_Candidate]) -> list[_Candidate]:
    """A few rows of a page that is known to be of a list → the same without the undated name of the column above."""
    if len(group) > MIN_GROUP or not any(one.listed_on for one in group):
        return group
    return [one for one in group if one.listed_on or one.matches or len(one.link.text) > LONGEST_LABEL]


def find_undated_rows(
    found: PageLinks, is_own: Callable[[str], bool], visible: str, least: float = ALL_IT_SAYS
) -> Rows:
    """Links and visible text of a page that has no dated list → the titles that are nearly all it says.

    Old sites list bare titles. They are told from navigation by their addresses, which differ by numbers only, and
    from an article's sidebar by how little else the page says. least: what share of the page's words they are.
    """
    for group in sorted(_groups(found, is_own, lambda url: False), key=_words, reverse=True)[:1]:
        is_alike = are_articles([Item(one.link.url, one.link.text) for one in group])
        if is_alike and _words(group) >= least * len("".join(visible.split())):
            return _rows(group, _titles_of(found))
    return Rows([], [])


def are_articles(items: list[Item]) -> bool:
    """Whether links without dates are a list: nearly all addresses differ by numbers only, and titles are long."""
    form, count = Counter(re.sub(r"\d+", "#", item.url) for item in items).most_common(1)[0]
    words = sum(len("".join(item.title.split())) for item in items)
    return "#" in form and count >= max(UNDATED_GROUP, ALIKE * len(items)) and words >= LONG_TITLE * len(items)


def _groups(
    found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool]
) -> list[list[_Candidate]]:
    """Links that may be items, by the structure in which they stand. One that stays on the page (#: a tool) is none."""
    said = Counter((link.url, link.text) for link in found.links)
    itself = absolute_url("#", found.base)
    links = [
        link
        for link in found.links
        if link.element is not None
        and link.url != itself
        and said[link.url, link.text] < REPEATED
        and _may_be_item(link, is_own, is_article)
    ]
    titled = {link.url for link in links if not GO_ON.match(link.text)}
    links = [link for link in links if not (GO_ON.match(link.text) and _is_titled_besides(link.url, titled))]
    pages = [link for link in links if not is_file(link.url)]  # a list may carry whole articles with their files
    groups: dict[Any, list[_Candidate]] = defaultdict(list)
    for at, some in enumerate([links, pages] if 0 < len(pages) < len(links) else [links]):
        for candidate in _candidates(some, is_article):
            groups[at, *_structure(candidate.unit)].append(candidate)
    return [_one_each(group) for group in groups.values()]


def _is_titled_besides(url: str, titled: set[str]) -> bool:
    """Whether an address to read on is that of a title but for what it asks: …/content/21?redirect=/list."""
    path, asks, _asked = url.partition("?")
    return bool(asks) and url not in titled and path in titled


def _one_each(group: list[_Candidate]) -> list[_Candidate]:
    """Candidates of one structure, without those that only read on to an item whose title is another of them: 查看全文,
    with the day, in a block beside that of the title.
    """
    on = {one.link.url: one for one in group if one.listed_on and GO_ON.match(one.link.text)}
    titled = {one.link.url for one in group if not GO_ON.match(one.link.text)}
    if not on.keys() & titled:
        return group
    kept = [one for one in group if one.link.url not in titled or not GO_ON.match(one.link.text)]
    for one in kept:
        if one.listed_on is None and (twin := on.get(one.link.url)) is not None:
            one.listed_on, one.unit = twin.listed_on, twin.unit
    return kept


def _words(group: list[_Candidate]) -> int:
    return sum(len("".join(one.link.text.split())) for one in group)


def _titles_of(found: PageLinks) -> dict[str, str]:
    """Address → the longest words of a link to it that do more than lead on."""
    titles: dict[str, str] = {}
    for link in found.links:
        if len(link.text) > len(titles.get(link.url, "")) and not GO_ON.match(link.text):
            titles[link.url] = link.text
    return titles


def _rows(group: list[_Candidate], titles: Mapping[str, str]) -> Rows:
    unique: dict[str, Item] = {}
    for candidate in group:
        said = candidate.link.text
        title = titles.get(candidate.link.url) or said if GO_ON.match(said) else said
        item = Item(candidate.link.url, title, candidate.listed_on)
        if item.url not in unique or len(item.title) > len(unique[item.url].title):
            unique[item.url] = item
    return Rows(list(unique.values()), list(dict.fromkeys(candidate.unit for candidate in group)))


def _may_be_item(link: Link, is_own: Callable[[str], bool], is_article: Callable[[str], bool]) -> bool:
    if link.element is not None and link.element.tag == "option":
        return False
    if SKIP_TEXT.match(link.text) or ALL_DATE.match(link.text) or not is_own(link.url) or _is_filed_under(link):
        return False
    if is_beside_topics(link.url):
        return False
    return is_article(link.url) or (
        len(link.text) >= MIN_TITLE and (role_of_link(link.url) == "page" or is_file(link.url))
    )


def _is_filed_under(link: Link) -> bool:
    """Whether a link says that it leads to the category, tag or author of an entry (rel, as blogs write it)."""
    said = link.element.get("rel") if link.element is not None else None
    return said is not None and not FILED_UNDER.isdisjoint(said.lower().split())


def _labels_of_rows(links: list[Link], holders: dict[Any, set[str]]) -> set[int]:
    """Identities of the short links that stand beside one longer one and lead where others of the page do, too: the
    column's name before each title, [工作动态], or the tag below it.
    """
    counts = Counter(link.url for link in links)
    longest: dict[str, int] = defaultdict(int)
    for link in links:
        longest[link.url] = max(longest[link.url], len(link.text))
    read_on = {link.url for link in links if GO_ON.match(link.text)}  # nobody reads on in a column's name
    found = set()
    for link in links:
        is_short = longest[link.url] <= LONGEST_LABEL and link.url not in read_on
        if counts[link.url] < 2 or not is_short or link.element is None:
            continue
        holder = link.element.getparent()
        while holder is not None and len(holders[holder]) == 1:
            holder = holder.getparent()
        others = holders[holder] - {link.url} if holder is not None else set()
        if len(others) == 1 and longest[next(iter(others))] > longest[link.url]:
            found.add(id(link))
    return found


def _candidates(links: Iterable[Link], is_article: Callable[[str], bool]) -> list[_Candidate]:
    """Each link with its unit: the highest element that holds no other such link's URL (its row, li or div)."""
    holders: dict[Any, set[str]] = defaultdict(set)
    chosen = list(links)
    for link in chosen:
        element = link.element
        while element is not None and len(holders[element]) < 3:  # what holds three is in nothing that holds fewer
            holders[element].add(link.url)
            element = element.getparent()
    if labels := _labels_of_rows(chosen, holders):
        return _candidates([link for link in chosen if id(link) not in labels], is_article)
    made = []
    for link in chosen:
        unit = link.element
        assert unit is not None
        while (parent := unit.getparent()) is not None and len(holders[parent]) == 1:
            unit = parent
        nearby = "".join(unit.itertext())[:400].replace(words_in(link.element), " ", 1)
        listed_on = find_date(nearby)
        if listed_on is None and unit.tag in ("ul", "ol"):  # the only row below a heading
            unit = next((one for one in link.element.iterancestors() if one.tag == "li"), unit)  # type: ignore[union-attr]
        if listed_on is None and unit.tag != "a" and not is_file(link.url):  # a file's name may hold any date
            listed_on = _day_within(unit if unit.tag != "tr" else link.element) or find_date(link.text[-14:])
            listed_on = listed_on or _day_of_month_above(unit, nearby) or _day_above(unit)
        if listed_on is None and unit.tag == "a":
            listed_on = _day_on_line(unit)
        if listed_on is None and unit.tag == "dt" and (beside := unit.getnext()) is not None and beside.tag == "dd":
            listed_on = find_date("".join(beside.itertext())[:LONGEST_SUMMARY])
        made.append(_Candidate(link, unit, listed_on, is_article(link.url)))
    return made


def _day_within(anchor: Any) -> str | None:
    """The day in a block of its own within a link that holds the whole row: a calendar leaf beside title and summary.

    >>> from guiyi.parsing import parse_html
    >>> _day_within(parse_html("<a><div><p>09</p><span>2018.10</span></div><h3>通知</h3></a>").find(".//a"))
    '2018-10-09'
    >>> _day_within(parse_html("<a><i>09</i><i>2018-10</i><h3>通知</h3></a>").find(".//a"))
    '2018-10-09'
    """
    before = ""
    for block in islice(anchor.iterdescendants(), MOST_BLOCKS):
        text = "\n".join(block.itertext()).strip() if isinstance(block.tag, str) else ""
        if not 0 < len(text) <= LONGEST_DAY or not ONLY_DAY.match(text):
            before = ""
        elif day := find_date(text) or (find_date(f"{before}\n{text}") if before else None):
            return day
        else:
            before = text
    return None


def _day_on_line(anchor: Any) -> str | None:
    """The day that stands alone beside a link on its line, where rows are lines of one block, parted by <br>.

    >>> from guiyi.parsing import parse_html
    >>> rows = "<p>·<a>停水公告</a>&nbsp;<font>03-05</font><br>[03-06] <a>要闻</a><br>见<a>附表</a> 03-07 起</p>"
    >>> [_day_on_line(one) for one in parse_html(rows).iter("a")]
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
    """What stands beside a link up to the next break, without marks; and whether a break is what ends it."""
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


def _day_of_month_above(unit: Any, nearby: str) -> str | None:
    """A row that prints the day only, in a list whose months are headings: 2007年8月 above, 11日 beside the title.

    >>> from guiyi.parsing import parse_html
    >>> rows = list(parse_html("<ul><li>2007年8月</li><li><a>公告</a> 11日</li><li>2008年</li></ul>").iter("li"))
    >>> [_day_of_month_above(one, "".join(one.itertext())) for one in rows]
    [None, '2007-08-11', None]
    """
    day = DAY_ALONE.search(nearby)
    if day is None:
        return None
    above = (*islice(unit.itersiblings(preceding=True), ABOVE_ROWS), *_first_above(unit.getparent()))
    heading = next((found for one in above if (found := MONTH_HEADING.match(_short_text(one)))), None)
    return valid_day(int(heading[1]), int(heading[2]), int(day[1])) if heading else None


def _day_above(unit: Any) -> str | None:
    """The day that is a heading above a row, as where a list is parted by days."""
    above = (*islice(unit.itersiblings(preceding=True), ABOVE_ROWS), *_first_above(unit.getparent()))
    texts = (_short_text(one) for one in above if one.tag in HEADING_TAGS)
    heading = next((text for text in texts if find_date(text)), "")
    return find_date(heading) if DAY_HEADING.match(heading) else None


def _first_above(container: Any) -> list[Any]:
    """What stands right before the rows' own container."""
    previous = container.getprevious() if container is not None else None
    return [] if previous is None else [previous]


def _short_text(element: Any) -> str:
    return "".join(element.itertext())[:40].strip() if isinstance(element.tag, str) else ""


def _structure(unit: Any) -> tuple[Any, ...]:
    """Path of tags and marks from the unit up, and where it hangs: the same for all rows of a list, split or not."""
    container = unit.getparent()
    path: list[Any] = [container.getparent() if container is not None else None]
    element = unit
    while element is not None and len(path) < 6:
        marks = (
            f".{element.get('id') or ''}.{element.get('class') or ''}" if len(path) > 1 else ""
        )  # rows number their own
        path.append(element.tag + re.sub(r"\d+", "#", marks))
        element = element.getparent()
    return tuple(path)


def _weight(group: list[_Candidate]) -> tuple[bool, float, int]:
    """Dated groups before undated ones (hot lists in a sidebar have no dates), then the one that says most."""
    dated = sum(1 for one in group if one.listed_on)
    matching = sum(1 for one in group if one.matches)
    is_dated = dated >= DATED * len(group)
    return (is_dated, dated * 2 + matching * 2 + len(group) * 0.1, sum(len(one.link.text) for one in group))


def _is_list(group: list[_Candidate], least: int = MIN_GROUP) -> bool:
    dated, matching = sum(1 for one in group if one.listed_on), sum(1 for one in group if one.matches)
    if len(group) == 1 and not matching and running_text(group[0].unit) > LONGEST_SUMMARY:
        return False  # the only link beside an article, such as that of its place line
    if dated >= 1 and matching >= 1:
        return True
    return len(group) >= least and (dated >= DATED * len(group) or matching >= DATED * len(group))


def count_blocks(found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool]) -> int:
    """How many different dated lists a page has: a portal page has several, a list page one (and sidebars)."""
    links = [link for link in found.links if link.element is not None and _may_be_item(link, is_own, is_article)]
    blocks: dict[Any, list[_Candidate]] = defaultdict(list)
    for candidate in _candidates(links, is_article):
        blocks[candidate.unit.getparent()].append(candidate)
    return sum(1 for group in blocks.values() if len(group) >= MIN_GROUP and _is_list(group))
