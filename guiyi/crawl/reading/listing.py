"""Reading a list page: which items it lists, with titles and dates.

The items of a list page are the biggest group of links of one structure that carry dates or match the article
templates of the site; not navigation, hot lists in the sidebar, or the pager.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.reading.absolute import folder_of
from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.candidates import (
    GO_ON,
    LONGEST_LABEL,
    LONGEST_SUMMARY,
    MIN_TITLE,
    SKIP_TEXT,
    Candidate,
    candidates_of,
    chosen_of,
    groups_of,
    may_be_item,
)
from guiyi.crawl.reading.days import find_date, without_day
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.states import state_in_row
from guiyi.crawl.reading.tablerows import is_headed, is_named_above, title_in_row, words_of_row
from guiyi.crawl.reading.texts import running_text, runs_in_english
from guiyi.dayorder import Order, in_order, order_of_country, order_of_days, unsure_days

MIN_GROUP = 3
FEW = 2  # rows that are a list below a head which says what is their title
MIN_BOX = 2  # rows of a box, from which it shows whether its rows print their days
DATED = 0.6  # share of rows with a date, or with an article's address, from which they are a list
UNDATED_GROUP = 3  # rows without dates, from which they may be a list
ALIKE = 0.8  # share of them whose addresses differ by numbers only
DOCUMENT_NUMBER = re.compile(r"[〔\[［(（【]\s?(?:19|20)\d{2}\s?[〕\]］)）】]\s?第?\s?\d{1,4}\s?号")
ANNEX = re.compile(r"^\W*(?:附[件表图录]|attachment(?!s\b)|annex|appendix|enclosure|exhibit)", re.IGNORECASE)
IN_FOOTER: Any = etree.XPath(
    "boolean(ancestor-or-self::*[self::footer or contains(@id, 'foot') or contains(@class, 'foot')])"
)
HOST = re.compile(r"^https?://[^/]+")
KIND = re.compile(r"\.\w{2,5}$")  # of what an address leads to, as its name ends
LONGEST_ROW = 300  # characters of a row
OF_MEETING = re.compile(
    r"\b(?:Agenda|Minutes|Meeting|Papers)\b", re.IGNORECASE
)  # Agenda for the Planning Committee on …
INDEX = re.compile(r"(?:(?:index|default|list|main)(?:\.\w{3,5})?)?", re.IGNORECASE)
SHORT_TITLE = 6  # the same in a folder of documents: 施工许可证办理须知
LONG_TITLE = 9  # characters of their words, on average: names of columns are shorter
ALL_IT_SAYS = 0.6  # share of a page's characters that they are
MOST_APART = 50  # groups of files of a page
PANEL_DEPTH = 3  # elements above the holder of rows that may be their panel
PANEL_HEADS = frozenset(("h2", "h3", "h4", "h5", "h6", "button", "dt", "summary", "legend", "caption", "a"))
LONGEST_HEAD = 60  # characters of what heads a panel
ROW_DEPTH = 6  # elements above a link in which its row is looked for
PIECES = 40  # pieces of a row's text
PAGED_SAYS = 0.2  # the same where a pager shows that the page is a list


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
    found: PageLinks,
    is_own: Callable[[str], bool],
    is_article: Callable[[str], bool],
    least: int = MIN_GROUP,
    days: Order | None = None,
) -> Rows:
    """Links of a page → its main list; without rows if it lists nothing.

    days: how the site writes its days, where the rows do not show it.

    least: how many rows make a list where their addresses tell nothing; 1 for a page that is known to be of a list.
    """
    groups = [_without_boxes(group) for group in groups_of(found, is_own, is_article)]
    groups = groups if least >= MIN_GROUP else [some for group in groups if (some := _without_places(group))]
    ranked = sorted(groups, key=_weight, reverse=True)
    chosen = next((group for group in ranked if _is_list(group, least)), None)
    if chosen is None:
        return Rows([], [])
    chosen = [*chosen, *(one for group in ranked if group is not chosen and _is_part(group, chosen) for one in group)]
    return _rows(_without_navigation(chosen, found), _titles_of(found), days)


def panel_of(unit: Any, other: Any) -> tuple[Any, Any] | None:
    """A row and one of another list of the page → the panels that hold the one and the other, one beside the other in
    the same element; None where they are not built alike.
    """
    for _step in range(PANEL_DEPTH):
        if unit is None or other is None or unit.tag != other.tag or unit.get("class") != other.get("class"):
            return None
        if unit.getparent() is other.getparent():
            return unit, other
        unit, other = unit.getparent(), other.getparent()
    return None


def heading_of(panel: Any) -> Any:
    """What heads a panel: its first child, or what stands right before it; None where that is no short heading, or
    leads to a page of its own.
    """
    for one in (next(iter(panel), None), panel.getprevious()):
        if one is None or one.tag not in PANEL_HEADS or not 0 < len("".join(one.itertext()).strip()) <= LONGEST_HEAD:
            continue
        links = (one, *one.iter("a"))
        if all((link.get("href") or "#")[0] == "#" for link in links):
            return one
    return None


def _is_part(group: list[Candidate], chosen: list[Candidate]) -> bool:
    """Whether dated rows are a further part of a page's list: in a panel (a year, a board) beside its own, built alike,
    each below a heading that leads nowhere.
    """
    if not (_is_most_dated(group) and _is_most_dated(chosen)):
        return False
    return _are_beside(group, chosen)


def _are_beside(group: list[Candidate], other: list[Candidate]) -> bool:
    panels = panel_of(group[0].unit.getparent(), other[0].unit.getparent())
    return panels is not None and all(heading_of(one) is not None for one in panels)


def _joined_panels(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Groups → the same, those of panels side by side as one: papers below the heading of each meeting, each year. None
    where more stay apart than a page's own list would leave.
    """
    joined: list[list[Candidate]] = []
    for group in groups:
        if len(joined) > MOST_APART:
            return []
        whole = next((one for one in joined if _are_beside(group, one)), None)
        if whole is None:
            joined.append([*group])
        else:
            whole += group
    return joined


def _is_most_dated(group: list[Candidate]) -> bool:
    return sum(one.is_dated for one in group) >= DATED * len(group)


def _without_navigation(group: list[Candidate], found: PageLinks) -> list[Candidate]:
    """Rows of a dated list, without those that have no day and say what a link elsewhere on the page says, too: its
    place line stands in a row of its own table.
    """
    undated = [one for one in group if not one.is_dated and not one.matches]
    if not undated or len(undated) > (1 - DATED) * len(group):
        return group
    said = Counter((link.url, link.text) for link in found.links)
    places = {id(one) for one in undated if said[one.link.url, one.link.text] > 1}
    return [one for one in group if id(one) not in places]


def _without_boxes(group: list[Candidate]) -> list[Candidate]:
    """Rows of a dated list, without those of a cell or box none of whose rows has a day, where most of another have
    one: a menu whose lines are built as the list's are.
    """
    if all(one.listed_on or one.matches for one in group):
        return group
    boxes: dict[Any, list[Candidate]] = defaultdict(list)
    for one in group:
        boxes[one.unit.getparent()].append(one)
    boxes = {box: rows for box, rows in boxes.items() if len(rows) >= MIN_BOX}
    dated = [one for one in boxes.values() if sum(row.listed_on is not None for row in one) >= DATED * len(one)]
    bare = [one for one in boxes.values() if not any(row.listed_on or row.matches for row in one)]
    if not dated or sum(map(len, bare)) > sum(map(len, dated)):
        return group
    left_out = {id(one) for box in bare for one in box}
    return [one for one in group if id(one) not in left_out]


def _without_places(group: list[Candidate]) -> list[Candidate]:
    """A few rows of a page that is known to be of a list → the same without the undated name of the column above."""
    if len(group) > MIN_GROUP or not any(one.is_dated for one in group):
        return group
    if len(group) == 1 and IN_FOOTER(group[0].unit):
        return []  # Last reviewed: 2 January 2016 | Privacy
    return [one for one in group if one.is_dated or one.matches or len(one.link.text) > LONGEST_LABEL]


def rows_elsewhere(found: PageLinks, is_own: Callable[[str], bool], rows: Rows) -> list[Item]:
    """Dated rows between those of a page's list that lead to other hosts: the old site counts them among its items."""
    holders = {(unit.getparent(), unit.tag) for unit in rows.units}
    items: dict[str, Item] = {}
    if sum(item.listed_on is not None for item in rows.items) < DATED * max(1, len(rows.items)):
        return []
    for link in found.links:
        if link.element is None or not link.url.startswith("http") or is_own(link.url) or len(link.text) < MIN_TITLE:
            continue
        steps = islice((link.element, *link.element.iterancestors()), ROW_DEPTH)
        row = next((one for one in steps if (one.getparent(), one.tag) in holders), None)
        day = find_date("".join(islice(row.itertext(), PIECES))) if row is not None else None
        if day is not None and not SKIP_TEXT.match(link.text):
            items.setdefault(link.url, Item(link.url, link.text, day))
    return list(items.values())


def papers_beside(found: PageLinks, is_own: Callable[[str], bool], rows: Rows) -> list[Item]:
    """Files in the rows of a dated list whose words most of its rows repeat, Agenda beside Minutes, or which the head
    above calls so as it does the list's own: each is an item of its row's day. 附件, 点击下载 are of the item itself.
    """
    days = {item.url: item.listed_on for item in rows.items}
    files = [(one, one.element) for one in found.links if is_file(one.url) and is_own(one.url)]
    named = {one.url for one, element in files if is_named_above(element, one.text)}
    is_named = named.issuperset(days)
    if not all(days.values()) or len(rows.units) != len(days) or (len(days) < MIN_GROUP and not is_named):
        return []
    pairs = zip(rows.units, rows.items, strict=True)
    of_row = {unit if unit.tag != "td" else unit.getparent(): item for unit, item in pairs}
    told: dict[str, list[Item]] = defaultdict(list)
    for link, element in files:
        if element is None or link.url in days or len(link.text) < MIN_TITLE or SKIP_TEXT.match(link.text):
            continue
        row = next((one for one in islice(element.iterancestors(), ROW_DEPTH) if one in of_row), None)
        if row is not None:
            title = max(link.text, (element.get("title") or "").strip(), key=len)
            told[link.text].append(Item(link.url, title, of_row[row].listed_on))
    least = max(MIN_GROUP, len(days) / 2)
    return [item for some in told.values() for item in some if len(some) >= least or (is_named and item.url in named)]


def find_undated_rows(
    found: PageLinks, is_own: Callable[[str], bool], visible: str, least: float = ALL_IT_SAYS, folder: str | None = None
) -> Rows:
    """Links and visible text of a page that has no dated list → the titles that are nearly all it says.

    Old sites list bare titles. They are told from navigation by their addresses, which differ by numbers only, and
    from an article's sidebar by how little else the page says. least: what share of the page's words they are. folder:
    that whose first page it is (see `folder_headed`): the documents in it are its list beside a larger menu.
    """
    groups = sorted(groups_of(found, is_own, lambda url: False), key=_words, reverse=True)
    said, is_numbered = len("".join(visible.split())), DOCUMENT_NUMBER.search(visible) is not None
    for at, group in enumerate(groups if is_numbered or folder else groups[:1]):
        items = [Item(one.link.url, one.link.text) for one in group]
        is_within = folder is not None and all(folder_of(one.url) == folder for one in items)
        is_list = (at == 0 and _words(group) >= least * said) or (is_numbered and _are_numbered(group))
        is_list |= is_within and _words(group) >= PAGED_SAYS * said and running_text(found.root) <= LONGEST_SUMMARY
        if is_list and are_articles(items, SHORT_TITLE if is_within else LONG_TITLE):
            return _rows(group, _titles_of(found))
    for group in chosen_of(found, is_own):
        if _words(group) >= least * said and are_articles([Item(one.link.url, one.link.text) for one in group]):
            return _rows(group, _titles_of(found))
    return Rows([], [])


def folder_headed(url: str) -> str | None:
    """A page's address → the folder whose first page it is by its name; None for any other, and for a site's first.

    >>> [folder_headed(f"http://a.example.test/{one}") for one in ("gb/1/index.htm", "gb/1/3.htm", "index.htm")]
    ['http://a.example.test/gb/1/', None, None]
    """
    folder = folder_of(url)
    is_first = INDEX.fullmatch(url[len(folder) :]) is not None
    return folder if is_first and HOST.sub("", folder) != "/" else None


def find_papers(found: PageLinks, is_own: Callable[[str], bool], url: str) -> Rows:
    """Links and address of a page without dates → the files that it names, where they are all that it is for: one
    group of them, no text beside it, and navigation leads to the page, or it is a meeting's. What is called 附件 or
    Annex is of a text.
    """
    named = {link.url for link in found.links if link.element is None or "#" not in (link.element.get("href") or "")}
    if sum(map(is_file, named)) < MIN_GROUP or running_text(found.root):
        return Rows([], [])
    is_meeting = OF_MEETING.search(found.root.findtext(".//title") or "") is not None
    script = url.partition("?")[0].lower()  # Archive.aspx?AMID=36 lists what Archive.aspx?ADID=500 answers
    is_its_own = any(is_file(one) and one.partition("?")[0].lower() == script for one in named)
    if not (url in named or is_meeting or is_its_own):
        return Rows([], [])
    groups = ([one for one in group if is_file(one.link.url)] for group in groups_of(found, is_own, lambda url: False))
    joined = _joined_panels(sorted(filter(None, groups), key=len, reverse=True))
    told = {frozenset(one.link.url for one in group): group for group in joined if len(group) >= MIN_GROUP}
    whole = [group for urls, group in told.items() if not any(urls < other for other in told)]  # Agenda of each meeting
    if len(whole) != 1:
        return Rows([], [])
    group = whole[0]
    of_text = any(ANNEX.match(one.link.text) for one in group)
    of_text = of_text or runs_in_english(found.root, group[0].link.text, group[-1].link.text)
    return Rows([], []) if of_text else _rows(group, _titles_of(found))


def _are_numbered(group: list[Candidate]) -> bool:
    """Whether most rows print the number of a document, 云政发〔2007〕5号, as the contents of a gazette do: no menu
    and no box of hot articles does.
    """
    numbered = sum(DOCUMENT_NUMBER.search("".join(one.unit.itertext())[:LONGEST_ROW]) is not None for one in group)
    return numbered >= ALIKE * len(group)


def are_articles(items: list[Item], long: int = LONG_TITLE) -> bool:
    """Whether links without dates are a list: nearly all addresses differ by numbers only, and titles are long.

    A site's hosts are one: its rows may lead to several of them.
    """
    forms = (re.sub(r"\d+", "#", KIND.sub("", HOST.sub("", item.url.lower()))) for item in items)  # pages beside files
    form, count = Counter(forms).most_common(1)[0]
    words = sum(len("".join(item.title.split())) for item in items)
    return "#" in form and count >= max(UNDATED_GROUP, ALIKE * len(items)) and words >= long * len(items)


def _words(group: list[Candidate]) -> int:
    return sum(len("".join(one.link.text.split())) for one in group)


def _titles_of(found: PageLinks) -> dict[str, str]:
    """Address → the longest words of a link to it that do more than lead on."""
    titles: dict[str, str] = {}
    for link in found.links:
        if len(link.text) > len(titles.get(link.url, "")) and not GO_ON.match(link.text):
            titles[link.url] = link.text
    return titles


def _rows(group: list[Candidate], titles: Mapping[str, str], days: Order | None = None) -> Rows:
    unique: dict[str, Item] = {}
    order = _order_of(group, days)
    for candidate in group:
        said = candidate.link.text
        title = titles.get(candidate.link.url) or said if GO_ON.match(said) else said
        if title is said and candidate.listed_on and candidate.link.element is not None:
            title = without_day(candidate.link.element, said)
        listed_on = candidate.listed_on or (_in_order(candidate.unsure, order) if order else None)
        state = state_in_row(candidate.unit)
        item = Item(candidate.link.url, title_in_row(candidate.unit, title), listed_on, state)
        if item.url not in unique or len(item.title) > len(unique[item.url].title):
            unique[item.url] = item
    return Rows(list(unique.values()), list(dict.fromkeys(candidate.unit for candidate in group)))


def _order_of(group: list[Candidate], days: Order | None) -> Order | None:
    """Whether rows write day or month first, where one of them leaves it open: by the days of the others, the
    site's, or the country that the page names.
    """
    unsure = [one for one in group if one.unsure and unsure_days(one.unsure)]
    if not unsure:
        return None
    page = unsure[0].link.element.getroottree().getroot() if unsure[0].link.element is not None else None
    said = order_of_days("\n".join(words_of_row(one.unit)[0] for one in group))
    return said or days or order_of_country(page.get("lang") or "" if page is not None else "", unsure[0].link.url)


def _in_order(text: str, order: Order) -> str | None:
    days = unsure_days(text)
    return in_order(days[0], order) if days else None


def _weight(group: list[Candidate]) -> tuple[bool, float, int]:
    """Dated groups before undated ones (hot lists in a sidebar have no dates), then the one that says most."""
    dated = sum(1 for one in group if one.is_dated)
    matching = sum(1 for one in group if one.matches)
    is_dated = dated >= DATED * len(group)
    return (is_dated, dated * 2 + matching * 2 + len(group) * 0.1, sum(len(one.link.text) for one in group))


def _is_list(group: list[Candidate], least: int = MIN_GROUP) -> bool:
    if least > FEW and len(group) == FEW and all(one.is_dated and _is_headed(one) for one in group):
        return True
    dated, matching = sum(1 for one in group if one.is_dated), sum(1 for one in group if one.matches)
    if len(group) == 1 and not matching and running_text(group[0].unit) > LONGEST_SUMMARY:
        return False  # the only link beside an article, such as that of its place line
    if dated >= 1 and matching >= 1:
        return True
    return len(group) >= least and (dated >= DATED * len(group) or matching >= DATED * len(group))


def _is_headed(one: Candidate) -> bool:
    """Whether a row's table has a head that names the titles, or calls a file as its link does: Agenda below Agenda."""
    link = one.link
    return is_headed(one.unit) or (is_file(link.url) and is_named_above(link.element, link.text))


def count_blocks(found: PageLinks, is_own: Callable[[str], bool], is_article: Callable[[str], bool]) -> int:
    """How many different dated lists a page has: a portal page has several, a list page one (and sidebars)."""
    links = [link for link in found.links if link.element is not None and may_be_item(link, is_own, is_article)]
    blocks: dict[Any, list[Candidate]] = defaultdict(list)
    for candidate in candidates_of(links, is_article):
        blocks[candidate.unit.getparent()].append(candidate)
    return sum(1 for group in blocks.values() if len(group) >= MIN_GROUP and _is_list(group))
