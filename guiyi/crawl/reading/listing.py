"""Reading a list page: which items it lists, with titles and dates.

The items of a list page are the biggest group of links of one structure that carry dates or match the article
templates of the site; not navigation, hot lists in the sidebar, or the pager.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.candidates import (
    GO_ON,
    LONGEST_LABEL,
    LONGEST_SUMMARY,
    MIN_TITLE,
    SKIP_TEXT,
    Candidate,
    candidates_of,
    groups_of,
    may_be_item,
)
from guiyi.crawl.reading.days import find_date, without_day
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.panels import are_beside
from guiyi.crawl.reading.states import state_in_row
from guiyi.crawl.reading.tablerows import is_headed, is_named_above, title_in_row, words_of_row
from guiyi.crawl.reading.texts import running_text
from guiyi.dayorder import Order, in_order, order_of_country, order_of_days, unsure_days

MIN_GROUP = 3
FEW = 2  # rows that are a list below a head which says what is their title
MIN_BOX = 2  # rows of a box, from which it shows whether its rows print their days
DATED = 0.6  # share of rows with a date, or with an article's address, from which they are a list
IN_FOOTER: Any = etree.XPath(
    "boolean(ancestor-or-self::*[self::footer or contains(@id, 'foot') or contains(@class, 'foot')])"
)
ROW_DEPTH = 6  # elements above a link in which its row is looked for
PIECES = 40  # pieces of a row's text


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
    others = [group for group in ranked if group is not chosen] if _is_most_dated(chosen) else []
    chosen = [*chosen, *(one for group in others if _is_part(group, chosen) for one in group)]
    return rows_of(_without_navigation(chosen, found), titles_of(found), days)


def _is_part(group: list[Candidate], chosen: list[Candidate]) -> bool:
    """Whether rows are dated and a further part of a dated list: in a panel (a year, a board) beside its own, built
    alike, each below a heading that leads nowhere.
    """
    return _is_most_dated(group) and are_beside(group, chosen)


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


def titles_of(found: PageLinks) -> dict[str, str]:
    """Address → the longest words of a link to it that do more than lead on."""
    titles: dict[str, str] = {}
    for link in found.links:
        if len(link.text) > len(titles.get(link.url, "")) and not GO_ON.match(link.text):
            titles[link.url] = link.text
    return titles


def rows_of(group: list[Candidate], titles: Mapping[str, str], days: Order | None = None) -> Rows:
    """Rows of a list as its items, each address once. titles: see `titles_of`. days: how the site writes its days."""
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
