"""Reading a list page without dates: bare titles, told from navigation by addresses and what else the page says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from guiyi.crawl.reading.absolute import folder_of
from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.candidates import GO_ON, LONGEST_SUMMARY, Candidate, chosen_of, groups_of
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.listing import Rows, rows_of, titles_of
from guiyi.crawl.reading.papers import ANNEX
from guiyi.crawl.reading.texts import running_text
from guiyi.markup.tree import raw_text

UNDATED_GROUP = 3  # rows without dates, from which they may be a list
ALIKE = 0.8  # share of them whose addresses differ by numbers only
DOCUMENT_NUMBER = re.compile(r"[〔\[［(（【]\s?(?:19|20)\d{2}\s?[〕\]］)）】]\s?第?\s?\d{1,4}\s?号")
HOST = re.compile(r"^https?://[^/]+")
KIND = re.compile(r"\.\w{2,5}$")  # of what an address leads to, as its name ends
LONGEST_ROW = 300  # characters of a row
INDEX = re.compile(r"(?:(?:index|default|list|main)(?:\.\w{3,5})?)?", re.IGNORECASE)
LONG_TITLE = 9  # characters of their words, on average: names of columns are shorter
SHORT_TITLE = 6  # the same in a folder of documents: 施工许可证办理须知
ALL_IT_SAYS = 0.6  # share of a page's characters that they are
PAGED_SAYS = 0.2  # the same where a pager shows that the page is a list


def find_undated_rows(
    found: PageLinks, is_own: Callable[[str], bool], visible: str, least: float = ALL_IT_SAYS, folder: str | None = None
) -> Rows:
    """Links and visible text of a page that has no dated list → the titles that are nearly all it says.

    Old sites list bare titles. They are told from navigation by their addresses, which differ by numbers only, and
    from an article's sidebar by how little else the page says. least: what share of the page's words they are. folder:
    that whose first page it is (see `folder_headed`): the pages in it are its list beside a larger menu.
    """
    groups = sorted(groups_of(found, is_own, lambda url: False), key=_words, reverse=True)
    said, is_numbered = len("".join(visible.split())), DOCUMENT_NUMBER.search(visible) is not None
    for at, group in enumerate(groups if is_numbered or folder else groups[:1]):
        items = [Item(one.link.url, one.link.text) for one in group]
        is_within = folder is not None and all(_is_page_in(folder, one) for one in items)
        is_list = (at == 0 and _words(group) >= least * said) or (is_numbered and _are_numbered(group))
        is_list |= is_within and _words(group) >= PAGED_SAYS * said and running_text(found.root) <= LONGEST_SUMMARY
        if is_list and are_articles(items, SHORT_TITLE if is_within else LONG_TITLE):
            return rows_of(group, titles_of(found))
    for group in chosen_of(found, is_own):
        if _words(group) >= least * said and are_articles([Item(one.link.url, one.link.text) for one in group]):
            return rows_of(group, titles_of(found))
    return Rows([], [])


def _is_page_in(folder: str, item: Item) -> bool:
    """Whether an item is a page of a folder; a notice may lie in a folder of its own beside its files and annexes."""
    return folder_of(item.url) == folder and not is_file(item.url) and not ANNEX.match(item.title)


def folder_headed(url: str) -> str | None:
    """A page's address → the folder whose first page it is by its name; None for any other, and for a site's first.

    >>> [folder_headed(f"http://a.example.test/{one}") for one in ("gb/1/index.htm", "gb/1/3.htm", "index.htm")]
    ['http://a.example.test/gb/1/', None, None]
    """
    folder = folder_of(url)
    is_first = INDEX.fullmatch(url[len(folder) :]) is not None
    return folder if is_first and HOST.sub("", folder) != "/" else None


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
    """How many characters of a page are those of its rows: their titles, and what they say besides where a second link
    to the same page goes on (Read on, 查看全文).
    """
    return sum(len("".join((raw_text(one.unit) if _goes_on(one) else one.link.text).split())) for one in group)


def _goes_on(one: Candidate) -> bool:
    title, target = one.link.element, None if one.link.element is None else one.link.element.get("href")
    others = (link for link in one.unit.iter("a") if link is not title and link.get("href") == target)
    return target is not None and any(GO_ON.match(raw_text(link)) for link in others)
