"""Reading a list page: which items it lists, with titles and dates, and what it says of its paging and its total.

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
from lxml import etree

from guiyi.caching import kept
from guiyi.crawl.links import HOME, Link, PageLinks, is_file, role_of_link, words_in
from guiyi.extract.dates import read_day_apart, read_english_date, valid_day
from guiyi.extract.page import text_of

DATE = re.compile(
    r"(?<!\d)(?:((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})|(\d{1,2})\s*[-/月]\s*(\d{1,2}))(?:日|\b|(?=\D)|$)"
)
SHORT_YEAR = re.compile(r"(?<![\d./-])(9[5-9]|[012]\d|3[0-4])-(\d{1,2})-(\d{1,2})(?![\d./-])")  # 18-03-05
COUNT = r"(\d{1,3}(?:[,，]\d{3})+(?!\d)|\d{1,7}(?![\d,，.]\d))"
ITEMS_TOTAL = re.compile(
    rf"(?:[共总]计|总?共有?|合计|总数|总记录数?|记录总数|信息总数|找到|查询到|检索到)\s*[:：]?\s*{COUNT}\s*"
    rf"(?:条|篇|则|封|个?(?:记录|结果)|([项件份个位]))|(?:(?:信息|记录|文章|新闻|数据|来信|信件|留言|内容|(?<![\u4e00-\u9fff]))"
    rf"总(?:条|记录|信息|文章|件|篇)?数|(?<![\u4e00-\u9fff])总记录)(?:为|是)?\s*[:：]?\s*{COUNT}(?!\s*(?:页(?![次码])|[元万亿人户]))"
    rf"|(?<![a-z])total(?: of)?:?\s+{COUNT}\s+(?:items|records|results|entries)"
    rf"|共\s*\d{{1,6}}\s*页\s*[,，/]?\s*{COUNT}\s*[条篇](?!\s*(?:[/／每]\s*)+页)",
    re.IGNORECASE,
)
OF = r"\s*[/／]\s*"
PAGES_TOTAL = re.compile(
    rf"(?:共有?|总共|共计|总页数)\s*[:：]?\s*(\d{{1,6}})\s*页|(?<![\d/])\d{{1,5}}{OF}(\d{{1,5}})\s*页"
    rf"|第\s*\d{{1,5}}{OF}(\d{{1,5}})(?![\d/])|\d\s*(?:条|篇|项|件|则)(?:记录)?[\s,，|]{{0,4}}\d{{1,5}}{OF}(\d{{1,5}})(?![\d/-])"
    rf"|(?:页次|页码|当前页|总页数)\s*[:：]\s*(?:\d{{1,5}}{OF})?(\d{{1,5}})(?![\d/-])|(?<![a-z])page\s+\d{{1,5}}\s+of\s+(\d{{1,5}})\b",
    re.IGNORECASE,
)
PAGER = re.compile(r"页|\bpage\b", re.IGNORECASE)
PAGER_REACH = 60  # characters from a total within which a pager's words stand
ALL_DATE = re.compile(r"^\W*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?[\s\d:：]*\W*$")
LONGEST_LABEL = 10  # characters of a column's name beside each title
FILED_UNDER = frozenset(("category", "tag", "author"))
MIN_TITLE = 4
MIN_GROUP = 3
DATED = 0.6  # share of rows with a date, or with an article's address, from which they are a list
UNDATED_GROUP = 3  # rows without dates, from which they may be a list
ALIKE = 0.8  # share of them whose addresses differ by numbers only
LONG_TITLE = 9  # characters of their words, on average: names of columns are shorter
ALL_IT_SAYS = 0.6  # share of a page's characters that they are
PAGED_SAYS = 0.2  # the same where a pager shows that the page is a list
GO_ON = re.compile(  # a second link to an item of a list with summaries: it leads there, but is no title
    r"^\W*(?:(?:阅读|查看|浏览)(?:全文|更多|原文|详[细情]|详细内容)|全文(?:阅读)?|详细(?:内容|信息|阅读)?|详情|继续阅读"
    r"|read (?:more|on)|more details|full (?:story|text)|continue reading)\W*$",
    re.IGNORECASE,
)
MONTH_HEADING = re.compile(r"^\W*((?:19|20)\d{2})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*月?\W*$")
DAY_HEADING = re.compile(r"^\W*(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?\W*$")
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "b", "strong"))
REPEATED = 3  # times that a page links an address by the same words, from which they are no item's
DAY_ALONE = re.compile(r"(?<![\d月./-])(0?[1-9]|[12]\d|3[01])\s*日")
ABOVE_ROWS = 60  # rows above one among which the heading of its month is looked for
SKIP_TEXT = re.compile(
    r"^(?:(?:点击|附件|文件|表格)?下载|点击查看|查看附件|更多|more"
    r"|首页|上一页|下一页|尾页|末页|上一篇|下一篇|返回(?:首页|主页|上页|上一页|上级|列表|目录|顶部)?|打印|关闭|\d+|[<>«»]+)\W*$",
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
    """What a list page lists and promises. is_data: its further pages are data of an interface."""

    items: list[Item]
    name: str | None = None
    path: list[str] = field(default_factory=list)
    next_urls: list[str] = field(default_factory=list)
    expected_items: int | None = None
    expected_pages: int | None = None
    expected_how: str | None = None
    is_data: bool = False


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
        """Characters of running text in the rows: the summaries that stand under the titles of some lists."""
        return sum(running_text(unit) for unit in self.units)


def find_rows(
    found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool], least: int = MIN_GROUP
) -> Rows:
    """Links of a page → its main list; without rows if it lists nothing.

    least: how many rows make a list where their addresses tell nothing; 1 for a page that is known to be of a list.
    """
    ranked = sorted(_groups(found, is_own, is_article), key=_weight, reverse=True)
    return _rows(ranked[0], _titles_of(found)) if ranked and _is_list(ranked[0], least) else Rows([], [])


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
    """Links that may be items, by the structure in which they stand."""
    said = Counter((link.url, link.text) for link in found.links)
    links = [
        link
        for link in found.links
        if link.element is not None and said[link.url, link.text] < REPEATED and _may_be_item(link, is_own, is_article)
    ]
    pages = [link for link in links if not is_file(link.url)]  # a list may carry whole articles with their files
    groups: dict[Any, list[_Candidate]] = defaultdict(list)
    for at, some in enumerate([links, pages] if 0 < len(pages) < len(links) else [links]):
        for candidate in _candidates(some, is_article):
            groups[at, *_structure(candidate.unit)].append(candidate)
    return list(groups.values())


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
    if SKIP_TEXT.match(link.text) or ALL_DATE.match(link.text) or not is_own(link.url) or _is_filed_under(link):
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
    found = set()
    for link in links:
        if counts[link.url] < 2 or len(link.text) > LONGEST_LABEL or link.element is None:
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
            listed_on = find_date(link.text[-14:]) or _day_of_month_above(unit, nearby) or _day_above(unit)
        made.append(_Candidate(link, unit, listed_on, is_article(link.url)))
    return made


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


def find_totals(text: str) -> tuple[int | None, int | None]:
    """Visible text of a list page → (items, pages) it says it has, where it says so.

    >>> find_totals("共 128 条记录 第1/7页")
    (128, 7)
    >>> find_totals("共41条  1/3")
    (41, 3)
    >>> find_totals("取消共15项审批 … 总数：1,230 页次：2/62"), find_totals("共5个部门"), find_totals("访问总数：9123")
    ((1230, 62), (None, None), (None, None))
    >>> find_totals("共 3页41条"), find_totals("共3页，15条/页")
    ((41, 3), (None, 3))
    """
    pages = PAGES_TOTAL.search(text)
    return _items_total(text), int(next(filter(None, pages.groups()))) if pages else None


def _items_total(text: str) -> int | None:
    """The total beside a pager's words, 条 before 项, else the first; 共15项 without a pager may count anything."""
    found = [
        (match, PAGER.search(text[max(0, match.start() - PAGER_REACH) : match.end() + PAGER_REACH]) is not None)
        for match in ITEMS_TOTAL.finditer(text)
    ]
    found.sort(key=lambda one: (not one[1], one[0][2] is not None))
    said = next((match for match, is_paged in found if is_paged or not match[2]), None)
    return int(re.sub(r"[,，]", "", next(filter(None, (said[1], *said.groups()[2:]))))) if said else None


def running_text(root: lxml.html.HtmlElement) -> int:
    """Tree → how many characters stand in punctuated, unlinked lines: what an article has and a list has not."""
    total = 0
    for element in root.iter("p", "div", "td", "span", "section", "font", "br"):
        parts = (
            [element.text or "", *((child.tail or "") for child in element)]
            if element.tag != "br"
            else [element.tail or ""]
        )
        text = "".join(parts).strip()
        if len(text) >= MIN_LINE and PUNCTUATION.search(text):
            total += len(text)
    return total


PUNCTUATION = re.compile(r"[，。；！？]")
MIN_LINE = 25
NEIGHBOURS = re.compile(r"[上前]一?[篇条则].*[下后]一?[篇条则]", re.DOTALL)
TELLS = (  # what the line below an article's title tells of it
    re.compile(r"(?:来\s*源|稿\s*源|出\s*处|供稿(?:单位)?|发布(?:单位|机构|部门))\s*[:：]"),
    re.compile(
        r"(?:发布|发表|录入|公布|发稿)(?:时间|日期)\s*[:：]|(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
    ),
    re.compile(r"(?:作\s*者|责任编辑|编\s*辑)\s*[:：]"),
    re.compile(r"(?:点\s*击|浏\s*览|阅\s*读|访\s*问|人\s*气)(?:次\s*数|率|量|数)?\s*[:：(（]"),
)
LONGEST_TELLING = 160


def tells_of_one_article(root: lxml.html.HtmlElement, rows: Iterable[lxml.html.HtmlElement]) -> bool:
    """Whether a page with rows is the page of one article with a box of others: it links the article before and the one
    after it, or has, outside the rows, just one line of date, source and the like.
    """
    text = text_of(root)
    if NEIGHBOURS.search(text):
        return True
    within = {line for row in rows for line in text_of(row).split("\n")}
    lines = [line for line in text.split("\n") if len(line) <= LONGEST_TELLING and line not in within]
    return sum(sum(bool(one.search(line)) for one in TELLS) > 1 for line in lines) == 1


CRUMB = re.compile(
    r"(?:crumb|position|location|\bloc\b|\bmbx|weizhi|dqwz|\bwz\b|path|nav_?here|place|lujing)", re.IGNORECASE
)
UNLINKED: Any = etree.XPath(
    "//text()[not(ancestor::a[string-length() > 9] or parent::script or parent::style or parent::noscript)]",
    smart_strings=False,
)
VISIBLE: Any = etree.XPath("//text()[not(parent::script or parent::style or parent::noscript)]", smart_strings=False)


def visible_text(root: lxml.html.HtmlElement) -> str:
    """Tree → its text without scripts and styles, as totals are printed in it."""
    return "".join(VISIBLE(root))


def unlinked_text(root: lxml.html.HtmlElement) -> str:
    """Tree → its text outside of links, scripts and styles."""
    return "".join(UNLINKED(root))


NO_COLUMN = re.compile(  # what a breadcrumb says of a page that is no name of a column
    r"(?:网站|本站)?(?:首页|主页)|(?:信息|文章|新闻|详细|具体|查看|浏览|阅读)?(?:正文|内容|详情|详细|信息|文章|全文)(?:页|页面)?|详情页"
    r"|(?:信件|来信|留言|咨询|问题|公告|通知|文件|事项)(?:内容|详情|详细|查看)|查看(?:信件|来信|留言|咨询|文件)"
    r"|(?:信息|文章|新闻|图片|内容|栏目)?列表(?:页|页面)?"
)
MIN_PATH = 2  # links of a place line
BY_DASH = re.compile(r"\s*(?:网站|本站)?(?:首页|主页)\s*[-—–]")
BY_MARK = re.compile(r"\s*(?:网站|本站)?(?:首页|主页)\s*(::|：：|\||｜|·)")
CRUMB_WORDS = ("位置", "栏目", "当前页面", "您在这里")  # each label holds one
CRUMB_LABEL = re.compile(  # 专题栏目 above a menu is none
    r"(?:您?(?:现在|当前|目前)?(?:的|所在)?位置|您?(?:现在|当前|目前|所在)(?:的|所在)?栏目"
    r"|(?<![\u4e00-\u9fff])栏目(?=\s*[:：])|当前页面|您在这里)\s*[:：]?"
)


@kept(20_000, longest=200)
def _names_crumb(names: str) -> bool:
    """Whether a class or id may be a breadcrumb's; kept, since pages share them."""
    return CRUMB.search(names) is not None


def _labels_crumb(text: str) -> bool:
    return any(word in text for word in CRUMB_WORDS) and CRUMB_LABEL.search(text) is not None


def find_breadcrumb(root: lxml.html.HtmlElement) -> list[str]:
    """Tree → names from the site's top to this page's column, without the home page; empty if there is none."""
    for element in root.iter("div", "p", "td", "span", "font", "ul", "ol", "nav"):
        name, said = element.get("class"), element.get("id")
        is_marked = (name and _names_crumb(name)) or (said and _names_crumb(said))
        if not is_marked and not (element.text and _labels_crumb(element.text)):
            continue
        text = "".join(element.itertext())
        if not (0 < len(text) < 300) or not (
            CRUMB_LABEL.search(text) or (is_marked and (">" in text or BY_MARK.match(text)))
        ):
            if not (is_marked and len(text) < 300 and (names := _pictured_path(element))):
                continue
        else:
            names = [part.strip() for part in _crumbs(CRUMB_LABEL.sub("", text)) if part.strip()]
            names = names if len(names) > 1 else _linked_path(element) or names
        names = [" ".join(name.split()) for name in names if not NO_COLUMN.fullmatch(name.strip())]
        if names:
            return names
    return []


def _pictured_path(element: lxml.html.HtmlElement) -> list[str]:
    """Names of a place line whose parts are pictures or items of a list apart: links from the home page on, and what
    stands behind the last.
    """
    links = list(element.iter("a"))
    is_parted = element.find(".//img") is not None or len(element.findall("li")) > len(links)  # the last is no link
    return _linked_path(element, MIN_PATH - (element.tag in ("ol", "ul"))) if is_parted else []


def _linked_path(element: lxml.html.HtmlElement, least: int = MIN_PATH) -> list[str]:
    """Names of a place line whose parts only blanks part: links from the home page on, and what stands behind."""
    links = list(element.iter("a"))
    if len(links) < least or not HOME.match(links[0].get("href") or "none"):
        return []
    return [name for part in element.itertext() if (name := CRUMB_LABEL.sub("", part).strip())]


def _crumbs(text: str) -> list[str]:
    """A breadcrumb's text → its parts; a dash parts them only where it stands behind the home page.

    >>> _crumbs("首页-公告公示-正文"), _crumbs("首页 > 2018-2019年度"), _crumbs("首页 :: 公告")
    (['首页', '公告公示', '正文'], ['首页', '2018-2019年度'], ['首页', '公告'])
    """
    if (mark := BY_MARK.match(text)) is not None and ">" not in text:
        return [part.strip() for part in text.split(mark[1])]
    parts = re.split(r"\s*(?:>+|»|/|→|＞|››?|\\)\s*", text)
    return re.split(r"\s*[-—–]+\s*", text) if len(parts) == 1 and BY_DASH.match(text) else parts


FILED = re.compile(
    r"(?:^|[\s|｜·])(?:所属栏目|文章分类|分类|栏目|Posted in|Filed under|Category)\s*[:：]?\s*$", re.IGNORECASE
)


def filed_under(root: lxml.html.HtmlElement) -> list[str]:
    """Tree of an article → the column that it says it is filed under, by a link behind that word; empty if none.

    >>> from guiyi.parsing import parse_html
    >>> filed_under(parse_html("<p>村委会 | 分类:<a href=/c?2>村里新事</a></p><p>主题分类：<a href=/z>农业</a></p>"))
    ['村里新事']
    """
    for link in root.iter("a"):
        previous, parent = link.getprevious(), link.getparent()
        before = previous.tail if previous is not None else parent.text if parent is not None else ""
        name = "".join(link.itertext()).strip()
        if before and FILED.search(before) and 1 < len(name) <= LONGEST_NAME:
            return [name]
    return []


def section_name(root: lxml.html.HtmlElement) -> tuple[str | None, list[str]]:
    """Tree of a list page → its column's name and path: ColumnName meta, else breadcrumb, else title; where navigation
    does not know the title, the one heading that it knows.

    >>> from guiyi.parsing import parse_html
    >>> page = "<title>县工会</title><a href='/a'><img alt='公告'></a><a href='/b'>动态</a><p><img alt='动态'></p>"
    >>> section_name(parse_html(page)), section_name(parse_html(page.replace("县工会", "公告 - 县工会")))
    (('动态', ['动态']), ('公告', ['公告']))
    """
    path = find_breadcrumb(root)
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "columnname" and (meta.get("content") or "").strip():
            name = str(meta.get("content")).strip()
            return name, path or [name]
    if path:
        return path[-1], path
    first = re.split(r"[-_|—–]", (root.findtext(".//title") or "").strip(), maxsplit=1)[0].strip()
    name = (
        _part_of_navigation(root)
        or _heading_of_navigation(root, first)
        or ("" if EDITORS_TITLE.match(first) else first)
    )
    return (name or None), [name] if name else []


EDITORS_TITLE = re.compile(  # what editing programs call a page until somebody names it
    r"^(?:new page|untitled(?: document| page)?|document|无标题(?:文档|页|网页)?"
    r"|新建(?:网页|文档|页面|文本文档)|未命名(?:文档)?)\s*[-_]?\s*\d{0,3}$|^(?:top|left|right|main|banner|bottom|header?|footer?|menu|contents?)\d?$",
    re.IGNORECASE,
)


def _part_of_navigation(root: lxml.html.HtmlElement) -> str | None:
    """The part of a title behind the site's name that a link of the page says, too: 枫树坪村 - 村务公开."""
    first, *others = [
        part.strip() for part in re.split(r"[-_|—–]", root.findtext(".//title") or "") if part.strip()
    ] or [""]
    if not others or len(others) > MOST_PARTS:
        return None
    known = {_words_of(one) for one in root.iter("a") if not HOME.match(one.get("href") or "none")}
    found = [part for part in others if part in known and not NO_COLUMN.fullmatch(part)]
    return found[0] if len(found) == 1 and first not in known else None


MOST_PARTS = 2  # of a title behind the first
HEADINGS = ("h1", "h2", "h3", "h4", "img", "td", "th", "div", "p", "span", "b", "strong", "font", "dt")
LONGEST_NAME = 45  # characters of a column's name; names in Latin letters are long


def _heading_of_navigation(root: lxml.html.HtmlElement, title: str) -> str | None:
    """The one text or picture outside links that says what a link of the page says, too; None if the title does."""
    links = list(root.iter("a"))
    linked = {one for link in links for one in link.iter()}
    known = {_words_of(link) for link in links if not HOME.match(link.get("href") or "none")}
    if title in known:
        return None
    found = {
        name
        for one in root.iter(*HEADINGS)
        if one not in linked
        and one.find(".//a") is None
        and (name := _words_of(one)) in known
        and 1 < len(name) <= LONGEST_NAME
    }
    found = {name for name in found if not NO_COLUMN.fullmatch(name) and not SKIP_TEXT.match(name)}
    return found.pop() if len(found) == 1 else None


def _words_of(element: lxml.html.HtmlElement) -> str:
    """What an element says in few words, or the picture that it is or holds."""
    if element.tag != "img" and len(element) > 2:
        return ""
    text = " ".join("".join(element.itertext()).split())
    image = element if element.tag == "img" else element.find("img")
    return text or (" ".join((image.get("alt") or "").split()) if image is not None else "")
