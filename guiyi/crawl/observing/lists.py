"""What a page lists, and whether it is a list at all: not an article with links, the page of a portal, a gallery."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

import lxml.html

from guiyi.config.models import SiteConfig
from guiyi.crawl.paging import ListPage, Paging, find_paging
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.numbered import ITEM_ID, PAGE_NAME
from guiyi.crawl.paging.pressed import is_turned
from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.column import section_name
from guiyi.crawl.reading.items import Item, Listing
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.listing import MIN_GROUP, Rows, count_blocks, find_rows, rows_elsewhere
from guiyi.crawl.reading.pagers import pages_shown
from guiyi.crawl.reading.panels import heading_above, heading_of, panel_of
from guiyi.crawl.reading.papers import OF_MEETING, find_papers, papers_beside
from guiyi.crawl.reading.texts import MIN_LINE, running_text, runs_in_english, says_when, tells_of_one_article
from guiyi.crawl.reading.undated import ALL_IT_SAYS, PAGED_SAYS, find_undated_rows, folder_headed
from guiyi.crawl.reading.unopened import NO_ADDRESS, ONE_ADDRESS, rows_together, rows_without_address
from guiyi.ledger import LIST
from guiyi.markup.decode import HAN
from guiyi.urls import UrlSpace

PORTAL_BLOCKS = 3
ARTICLE_TEXT = 150  # characters of running text from which a page without a known address is an article …
ARTICLE_TITLE = 16  # … or characters of its title, without the site's name
LEADS_ON = re.compile(r"^\W*(?:更多|more)\W*$", re.IGNORECASE)
PART = re.compile(r"[_-]\d{1,2}(\.\w{3,5})$")  # the number of a page in the name of an article in parts
FULL = 5  # rows from which a page with a 下一页 has another behind it
BOX = 10  # rows of the newest beside an article; a list has more, or another address
NUMBERS = re.compile(r"\d+")
OF_LISTS = re.compile(r"list|more|index|class|column|catalog|categ|search|query|channel|lanmu", re.IGNORECASE)
OWN_NUMBER = re.compile(r"(?:\d{3,}|[0-9a-f-]{16,})\.\w{3,5}$", re.IGNORECASE)  # or a hash of its own
HOLED = re.compile(r"(?:时间|日期|来源)\s*[:：]\s*\{\{")
PHOTOGRAPH = re.compile(r"\.jpe?g$", re.IGNORECASE)
BUTTON = re.compile(r"(?:next|prev|page|btn|button|more|first|last|arrow|end)\w*\.\w+$", re.IGNORECASE)
YEAR_ASKED = re.compile(r"[?&](?:yy?|year|nf|nd|nian\w{0,4})=((?:19|20)\d\d)(?:&|$)", re.IGNORECASE)  # list.php?y=2011
PARTED = re.compile(r"\s[-–—|]+\s|[_|]+|--+|——?")  # the parts of a title: City of Kent - News
LATIN = 3  # times as many in Latin letters


class ListReader:
    """Tells what the pages of one site list."""

    def __init__(self, config: SiteConfig, urls: UrlSpace, is_article: Callable[[str], bool]) -> None:
        self.config, self.urls, self.is_article = config, urls, is_article
        self.paging = config.crawl.paging

    def read(self, page: ListPage, role: str) -> Listing | None:
        """What a page lists; None for portal pages (several lists, no paging) and pages that list nothing.

        Rows that only a function opens which nobody has are no items: they are what the list is short of.
        """
        listing = self._read(page, role)
        if listing is not None and listing.is_data:
            return listing
        count = 0
        if page.found.clicks and not (listing and listing.items):
            count = rows_without_address(page.root, page.text, page.found.addressed)
        how = NO_ADDRESS
        if not count and (together := rows_together(page.found, self._own_key)):
            own = {self.urls.key(item.url) for item in listing.items} if listing is not None else set()
            count, how = len(own - together.keys()) + sum(together.values()), ONE_ADDRESS if any(together) else how
        return self._short(page, role, listing, count, how) if count else listing

    def _own_key(self, url: str) -> str | None:
        return self.urls.key(url) if self.urls.is_own(url) else None

    def _short(self, page: ListPage, role: str, listing: Listing | None, count: int, how: str) -> Listing | None:
        """A page, its list if it is one, how many rows it has and why some can not be asked for → its list, saying so.

        Rows of a page of several lists, or of an article, are none.
        """
        if listing is None:
            is_other = self._is_portal(page) or _reads_like_an_article(page, Rows([], []))
            if is_other and role != LIST:
                return None
            listing = Listing([], *self._named(page))
        listing.expected_items, listing.expected_how = max(count, listing.expected_items or 0), how
        return listing

    def _named(self, page: ListPage) -> tuple[str | None, list[str]]:
        """A list's name and the path to it."""
        told = self.config.crawl.names.get(self.urls.path_of(page.url))
        name, path = (told, [told]) if told else section_name(page.root)
        if name is None or path != [name] or name != self.config.site.name:
            return name, path
        parts = {one for part in PARTED.split(page.root.findtext(".//title") or "") if (one := part.strip())} - {name}
        name = parts.pop() if len(parts) == 1 else name  # no column is called as its site
        return name, [name]

    def _rows(self, page: ListPage, paging: Paging | None, role: str) -> Rows:
        """The rows of a page's list: dated, else titles that are most of what it says, else the files it is for."""
        least = 1 if paging is not None or role == LIST else MIN_GROUP
        rows = find_rows(page.found, self.urls.is_own, self.is_article, least, self.config.site.days)
        if not rows.items:
            share = ALL_IT_SAYS if paging is None else PAGED_SAYS
            folder = folder_headed(page.url)
            rows = find_undated_rows(page.found, self.urls.is_own, page.visible, share, folder)
        return rows if rows.items or paging is not None else find_papers(page.found, self.urls.is_own, page.url)

    def _read(self, page: ListPage, role: str) -> Listing | None:
        root, text, found = page.root, page.text, page.found
        paging = find_paging(page, self.paging)
        rows = self._rows(page, paging, role)
        if not _are_its_own(rows, page, paging):
            rows = Rows([], [])
        is_new = paging is None and role != LIST
        if is_new and (not rows.items or self._is_portal(page)):
            return None
        is_sure = paging is not None and paging.is_sure and bool(paging.items)
        is_sure |= _is_templated(page, paging)
        if role != LIST and not is_sure and _reads_like_an_article(page, rows):
            return None
        if not rows.items and (paging is None or not (paging.items or paging.urls)):
            return None
        titled = [item for item in rows.items if item.title]
        is_bare = not any(item.listed_on for item in titled) and len(titled) < MIN_GROUP  # a link or two beside a text
        is_bare = is_bare and role != LIST and paging is not None
        if is_bare and (_is_in_parts(page.url, paging) or _is_turned_by_pictures(page.url, found, paging)):
            return None
        name, path = self._named(page)
        total, pages = page.totals
        listing = Listing(_joined(rows.items, paging), name, path)
        if rows.items and (paging is None or not paging.items):
            elsewhere = rows_elsewhere(found, self.urls.is_own, rows)
            listing.items = [*listing.items, *elsewhere, *papers_beside(found, self.urls.is_own, rows)]
        if paging is not None:
            listing.next_urls, listing.is_data, listing.parts = paging.urls, paging.is_data, paging.parts
            total, pages = paging.expected_items or total, paging.expected_pages or pages
        elif pages is None:
            is_whole = total is not None and 0 < total <= len(rows.items)
            pages = pages_shown(root, text, is_whole)
            pages = pages or (2 if not is_whole and len(rows.items) >= FULL and is_turned(page) else None)
        asked = YEAR_ASKED.search(page.url)
        listing.items = [_of_year(item, asked[1]) for item in listing.items] if asked else listing.items
        listing.expected_items, listing.expected_pages = total, pages
        listing.expected_how = (paging.how if paging else None) or ("共N条 on the page" if total else None)
        return listing

    def _is_portal(self, page: ListPage) -> bool:
        """Whether a page shows several lists, or two of which each leads on to a page of its own; two below headings of
        their own are enough on a site's first page.
        """
        blocks = count_blocks(page.found, self.urls.is_own, self.is_article)
        leading = {link.url for link in page.found.links if LEADS_ON.match(link.text)}
        if blocks >= PORTAL_BLOCKS:
            return bool(leading) or not _are_parts_of_one(self._holders(page.found), blocks)
        if blocks < PORTAL_BLOCKS - 1:
            return False
        return len(leading) >= blocks or (page.is_front and _have_headings(self._holders(page.found)))

    def _holders(self, found: PageLinks) -> list[lxml.html.HtmlElement]:
        """The elements that hold the dated rows of a page."""
        rows = find_rows(found, self.urls.is_own, self.is_article)
        return list(dict.fromkeys(unit.getparent() for unit in rows.units))


def _have_headings(holders: list[lxml.html.HtmlElement]) -> bool:
    """Whether the rows of a page stand below different headings."""
    return len({heading_above(one) for one in holders} - {""}) > 1


def _are_parts_of_one(parts: list[lxml.html.HtmlElement], blocks: int) -> bool:
    """Whether the dated rows of a page, in so many blocks, are one list in parts: of one structure, below headings that
    lead nowhere.
    """
    pairs = (panel_of(parts[0], one) for one in parts[1:])
    panels = {panel for pair in pairs if pair is not None for panel in pair}
    return len(panels) >= blocks and all(heading_of(one) is not None for one in panels)


def _are_its_own(rows: Rows, page: ListPage, paging: Paging | None) -> bool:
    """Whether rows are the page's list rather than a box beside it: that of a page that leads on is its own; else rows
    in an <aside> are not, nor are rows without dates where the page says that it lists nothing (共 1 页 0 条).
    """
    if not rows.units or (paging is not None and (paging.urls or paging.items)):
        return True
    if all(unit.xpath("boolean(ancestor::aside)") for unit in rows.units):
        return False
    return page.totals[0] != 0 or any(item.listed_on for item in rows.items)


def _reads_like_an_article(page: ListPage, rows: Rows) -> bool:
    """Running text beside the rows, or a title of its own: a list page has a short name for a title. A sentence will
    do where the page's address differs from those of its rows by numbers only: it is one of them.
    """
    root = page.root
    title = re.split(r"[-_|—–]", (root.findtext(".//title") or "").strip(), maxsplit=1)[0].strip()
    is_meeting = OF_MEETING.search(title) and bool(rows.items) and all(is_file(one.url) for one in rows.items)
    if len(title) >= ARTICLE_TITLE * (1 if HAN.search(title) else LATIN) and not is_meeting:
        return True
    text, is_one = running_text(root), _is_one_of(page.url, rows)
    enough = MIN_LINE if is_one else ARTICLE_TEXT
    if is_one and runs_in_english(root, rows.items[0].title or "", rows.items[-1].title or ""):
        return True
    if text >= enough and text - rows.running_text() >= enough:
        return True
    return tells_of_one_article(root, rows.units) or (not rows.items and says_when(root))


def _is_templated(page: ListPage, paging: Paging | None) -> bool:
    """Whether a page asks for a numbered list, and what it tells of an article are a template's holes: a program shows
    the one or the other in the same page (发布时间：{{ doc.time }}).
    """
    is_numbered_list = paging is not None and paging.is_data and any(map(is_numbered, paging.urls))
    return is_numbered_list and HOLED.search(page.visible) is not None


def _is_one_of(url: str, rows: Rows) -> bool:
    """Whether an address has numbers, and the few rows of a box all lead to its like: /?p=19351 beside /?p=19312."""
    form = NUMBERS.sub("#", url)
    return "#" in form and 0 < len(rows.items) <= BOX and all(NUMBERS.sub("#", item.url) == form for item in rows.items)


def _is_in_parts(url: str, paging: Paging | None) -> bool:
    """Whether a pager leads only to pages that bear this page's own number: t20180305_9.html, t20180305_9_1.html. Of a
    page that lists nothing these are parts of one text, though this part may be a table, a picture or files alone.
    """
    if paging is None or paging.is_data or not paging.urls:
        return False
    if _is_one_by_query([url, *paging.urls]):
        return True
    names = {PART.sub(r"\1", one) if OWN_NUMBER.search(PART.sub(r"\1", one)) else one for one in (url, *paging.urls)}
    return len(names) == 1 and OWN_NUMBER.search(names.pop()) is not None


def _is_one_by_query(urls: list[str]) -> bool:
    """Whether addresses ask a script for pages of the same item, by its number: show.php?id=7, show.php?id=7&page=2.

    >>> [_is_one_by_query([f"/{one}?id=7", f"/{one}?id=7&page=2"]) for one in ("show.php", "newslist.asp")]
    [True, False]
    >>> _is_one_by_query(["/show.php?id=7", "/show.php?id=8"]), _is_one_by_query(["/show.php?c=7", "/show.php?c=7&p=2"])
    (False, False)
    """
    asked = {(one.partition("?")[0], frozenset(_unpaged(one))) for one in urls}
    if len(asked) != 1:
        return False
    path, query = asked.pop()
    is_list = OF_LISTS.search(path.rsplit("/", 1)[-1]) is not None
    return not is_list and any(ITEM_ID.match(name) and value.isdecimal() for name, value in query)


def _unpaged(url: str) -> list[tuple[str, str]]:
    return [one for one in parse_qsl(url.partition("?")[2]) if not PAGE_NAME.match(one[0])]


def _is_turned_by_pictures(url: str, found: PageLinks, paging: Paging | None) -> bool:
    """Whether a photograph leads on to a further page, or back to the first: a gallery of one picture a page."""
    if paging is None or paging.is_data:
        return False
    further, name = {*paging.urls} - {url}, PART.sub(r"\1", url)
    links = [one for one in found.links if one.url in further or (one.url != url and PART.sub(r"\1", one.url) == name)]
    pictures = [
        str(img.get("src") or "") for one in links if one.element is not None for img in one.element.iter("img")
    ]
    return any(PHOTOGRAPH.search(one) and not BUTTON.search(one) for one in pictures)


def _of_year(item: Item, year: str) -> Item:
    """An item of the list of a year → the same, its month and day in that year."""
    is_short = item.listed_on is not None and len(item.listed_on) == len("03-05")
    return replace(item, listed_on=f"{year}-{item.listed_on}") if is_short else item


def _joined(items: list[Item], paging: Paging | None) -> list[Item]:
    """Rows of the page and records of its script: the script's own records are the list where the CMS is known."""
    if paging is not None and paging.is_whole:
        return paging.items
    if paging is None or not paging.items:
        return items
    if paging.is_sure:  # links on the page are navigation then
        return paging.items
    return list({item.url: item for item in (*paging.items, *items)}.values())
