"""Links of a page that may be items of a list, each with its row and its day, by the structure in which they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from guiyi.crawl.reading.addresses import is_beside_topics, is_file, role_of_link
from guiyi.crawl.reading.days import (
    day_above,
    day_above_lines,
    day_at_end,
    day_in_next_cell,
    day_of_month_above,
    day_on_line,
    day_within,
    find_date,
    with_year_above,
    without_told,
)
from guiyi.crawl.reading.downloads import file_rows, says_to_open
from guiyi.crawl.reading.links import Link, PageLinks, words_in
from guiyi.crawl.reading.placeline import leads_up
from guiyi.crawl.reading.tablerows import is_named_above, words_of_row
from guiyi.dates import LOOSE_DAY, read_short_year
from guiyi.dayorder import unsure_days
from guiyi.markup.decode import HAN
from guiyi.urls import absolute_url

ALL_DATE = re.compile(rf"^\W*{LOOSE_DAY}\s*日?[\s\d:：]*\W*$")
LONGEST_LABEL = 10  # characters of a column's name beside each title
FILED_UNDER = frozenset(("category", "tag", "author"))
MIN_TITLE = 4
LONGEST_SUMMARY = 120  # characters of running text beside a title
OF_OTHERS = "another day"  # than the item's: that of a closing
NEARBY = 400  # characters of a row that are looked at
GO_ON = re.compile(  # a second link to an item of a list with summaries: it leads there, but is no title
    r"^\W*(?:(?:阅读|查看)更多\s*(?:[:：]|关于).*|(?:阅读|查看|浏览)(?:全文|更多|原文|详[细情]|详细内容)|全文(?:阅读)?|详细(?:内容|信息|阅读)?|详情|继续阅读"
    r"|read (?:more|on)|more details|full (?:story|text)|continue reading)\W*$",
    re.IGNORECASE,
)
FILES = -1  # marks groups of such rows
REPEATED = 3  # times that a page links an address by the same words, from which they are no item's
SKIP_TEXT = re.compile(
    r"^(?:\W*+(?:(?:点击|附件|文件|表格)?下载|点击查看|查看附件|更多|more"
    r"|首页|[上下前后]一?个?[页篇个步年月周日天期]|尾页|末页|起始|第一个|最后(?:一?[页个])?"
    r"|返回(?:首页|主页|上页|上一页|上级|列表|目录|顶部)?|打印|关闭|我要(?:写信|留言|咨询|投诉|举报|提问|评论)"
    r"|电子邮件|发送邮件|e-?mail|(?:current )?page\s*+\d++"
    r"|(?:next|prev(?:ious)?|first|last|start|end)(?: page)?+|\d++)|[<>«»]++)\W*+$",
    re.IGNORECASE,
)


@dataclass
class Candidate:
    """A link that may be an item: its row, the row's day, and whether its address is that of an article.

    unsure: the day that stands in the row, where it is not known to be the day of the item.
    """

    link: Link
    unit: Any
    listed_on: str | None
    matches: bool
    unsure: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether its row has a day, be it one that is not its own, or of which the month is not known."""
        return bool(self.listed_on or self.unsure)


def groups_of(
    found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool]
) -> list[list[Candidate]]:
    """Links that may be items, by the structure in which they stand. One that stays on the page (#: a tool) is none."""
    said = Counter((link.url, link.text) for link in found.links)
    itself = absolute_url("#", found.base)
    files = _file_candidates(found, is_own)
    of_files = {one.link.element for one in files}
    links = [
        link
        for link in found.links
        if link.element is not None
        and link.element not in of_files
        and link.url != itself
        and said[link.url, link.text] < REPEATED
        and may_be_item(link, is_own, is_article)
    ]
    titled = {link.url for link in links if not GO_ON.match(link.text)}
    links = [link for link in links if not (GO_ON.match(link.text) and _is_titled_besides(link.url, titled))]
    kinds = _kinds_of(links)
    if len(kinds) == 1:  # its rows are those of other files: see papers_beside
        beside = {id(link) for link in kinds.pop()[1]}
        links = [link for link in links if id(link) not in beside]
    pages = [link for link in links if not is_file(link.url)]  # a list may carry whole articles with their files
    groups: dict[Any, list[Candidate]] = defaultdict(list)
    for at, some in enumerate([links, pages] if 0 < len(pages) < len(links) else [links]):
        for candidate in candidates_of(some, is_article):
            groups[at, *_structure(candidate.unit)].append(candidate)
    for words, some in kinds:
        groups[words] = candidates_of(some, is_article)
    for candidate in files:
        groups[FILES, *_structure(candidate.unit)].append(candidate)
    return [_one_each(group) for group in groups.values()]


def _kinds_of(links: list[Link]) -> list[tuple[str, list[Link]]]:
    """The links to files whose words repeat, row by row, or are those of the head above, where more than one kind does:
    Agenda and Minutes of each meeting. Each kind is taken apart, or a row would hold three links and be none's; so is
    the only one, below a head of its name, in rows of which other files have titles of their own.
    """
    kinds: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if is_file(link.url):
            kinds[link.text].append(link)
    told = [
        (words, some)
        for words, some in kinds.items()
        if len({one.url for one in some}) >= REPEATED or is_named_above(some[0].element, words)
    ]
    if len(told) != 1:
        return told
    words, some = told[0]
    rows = {_row_of(one) for said, others in kinds.items() if said != words for one in others}
    is_beside = is_named_above(some[0].element, words) and all(_row_of(one) in rows for one in some)
    return told if is_beside else []


def _row_of(link: Link) -> Any:
    return next(link.element.iterancestors("tr"), None) if link.element is not None else None


def chosen_of(found: PageLinks, is_own: Callable[[str], bool]) -> list[list[Candidate]]:
    """Links that a drop-down list offers, of each list apart: some pages list their documents so alone."""
    lists: dict[Any, list[Candidate]] = defaultdict(list)
    for link in found.links:
        if link.element is not None and link.element.tag == "option" and is_own(link.url) and _is_document(link.url):
            lists[next(link.element.iterancestors("select"), None)].append(Candidate(link, link.element, None, False))
    return [group for group in lists.values() if len(group) > 1]


def _file_candidates(found: PageLinks, is_own: Callable[[str], bool]) -> list[Candidate]:
    """The rows whose links say only 下载 or a kind of file, or 查看, which is all that tells a list then."""
    told = ((link, row, day) for link, row, day in file_rows(found.links) if is_own(link.url))
    return [
        Candidate(link, row, day, says_to_open(link.element), "" if day else _unsure(link, row))
        for link, row, day in told
        if _is_document(link.url)
    ]


def _is_document(url: str) -> bool:
    return role_of_link(url) == "page" or is_file(url)


def _is_titled_besides(url: str, titled: set[str]) -> bool:
    """Whether an address to read on is that of a title but for what it asks: …/content/21?redirect=/list."""
    path, asks, _asked = url.partition("?")
    return bool(asks) and url not in titled and path in titled


def _one_each(group: list[Candidate]) -> list[Candidate]:
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


def may_be_item(link: Link, is_own: Callable[[str], bool], is_article: Callable[[str], bool]) -> bool:
    """Whether a link may be an item of a list: it says a title and leads to a page or a file of the site."""
    if link.element is not None and link.element.tag == "option":
        return False
    if SKIP_TEXT.match(link.text) or ALL_DATE.match(link.text) or not is_own(link.url) or _is_filed_under(link):
        return False
    if is_beside_topics(link.url) or (link.element is not None and link.element.tail and leads_up(link.element)):
        return False
    return is_article(link.url) or (len(link.text) >= MIN_TITLE and _is_document(link.url))


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


def candidates_of(links: Iterable[Link], is_article: Callable[[str], bool]) -> list[Candidate]:
    """Each link with its unit: the highest element that holds no other such link's URL (its row, li or div)."""
    holders: dict[Any, set[str]] = defaultdict(set)
    chosen = list(links)
    for link in chosen:
        element = link.element
        while element is not None and len(holders[element]) < 3:  # what holds three is in nothing that holds fewer
            holders[element].add(link.url)
            element = element.getparent()
    if labels := _labels_of_rows(chosen, holders):
        return candidates_of([link for link in chosen if id(link) not in labels], is_article)
    made = []
    for link in chosen:
        unit = link.element
        assert unit is not None
        while (parent := unit.getparent()) is not None and len(holders[parent]) == 1:
            unit = parent
        unit, listed_on = _dated(link, unit)
        unsure = _unsure(link, unit) if listed_on is None else ""
        made.append(Candidate(link, unit, listed_on, is_article(link.url), unsure))
    return made


def _dated(link: Link, unit: Any) -> tuple[Any, str | None]:
    """A link and its unit → the unit, or the row in which it stands below a heading, and its day."""
    assert link.element is not None
    text, own = words_of_row(unit)
    nearby = without_told(own[:NEARBY].replace(words_in(link.element), " ", 1))
    listed_on = find_date(nearby) or _short_day(link, nearby)
    if listed_on is None and text != own and unit.tag != "tr":
        return unit, None  # of the only day in it the row says that something closes
    if listed_on is None and unit.tag in ("ul", "ol"):  # the only row below a heading
        unit = next((one for one in link.element.iterancestors() if one.tag == "li"), unit)
    if listed_on is None and unit.tag != "a" and not is_file(link.url):  # a file's name may hold any date
        listed_on = day_within(unit if unit.tag != "tr" else link.element) or day_at_end(link.text)
        listed_on = listed_on or day_of_month_above(unit, nearby) or day_above(unit)
    if listed_on is None and unit.tag == "a":
        listed_on = day_on_line(unit) or day_above_lines(unit) or (day_within(unit) if len(unit) else None)
    if listed_on is None and unit.tag == "td":
        listed_on = day_in_next_cell(unit)
    if listed_on is None and unit.tag == "dt" and (beside := unit.getnext()) is not None and beside.tag == "dd":
        listed_on = find_date("".join(beside.itertext())[:LONGEST_SUMMARY])
    return unit, with_year_above(unit, listed_on)


def _short_day(link: Link, nearby: str) -> str | None:
    """The day 09.05.12 that is a row's last words beside a Chinese title: in other languages nobody knows its order."""
    if nearby.count(".") < 2 or not HAN.search(link.text):
        return None
    last = nearby.rpartition("|")[2].split()
    return read_short_year(last[-1]) if last else None


def _unsure(link: Link, unit: Any) -> str:
    """What a row without a day of its own says of one: 03/04/2019, or that of a closing."""
    assert link.element is not None
    text, own = (one[:NEARBY].replace(words_in(link.element), " ", 1) for one in words_of_row(unit))
    if day := next(iter(unsure_days(own)), None):
        return day[0]
    return OF_OTHERS if own != text and (find_date(text) or unsure_days(text)) else ""


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
