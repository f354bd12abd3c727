"""What a survey has seen of a site: its lists, some of its articles, and what was dead, empty or left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from guiyi.crawl.paging.forms import address_of, is_form
from guiyi.crawl.reading.items import Item, Listing
from guiyi.survey.visits import Sight
from guiyi.urls import UrlSpace

ELSEWHERE = 0.8  # share of the home page's rows that stand in other lists


@dataclass
class ListSeen:
    """One list of the site: its first page, what it says, and what was seen of it besides."""

    url: str
    listing: Listing
    sight: Sight
    labels: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    last: list[Item] = field(default_factory=list)
    ahead: list[str] = field(default_factory=list)  # pages that only the last one seen names
    is_end: bool = False  # the last page that it tells of was seen, and tells of no other
    is_part: bool = False  # a column of a catalogue, whose interface gives it by itself and does not name it
    is_only_parts: bool = False  # a catalogue, whose columns stand beside it
    further_failed: str | None = None


@dataclass
class ArticleSeen:
    """One content page that was looked at: the item as listed, and the document or refusal that extraction gives.

    label: the words of the navigation that led to it, where no list did.
    """

    sight: Sight
    item: Item | None
    list_key: str | None
    document: dict[str, Any]
    label: str = ""

    @property
    def is_document(self) -> bool:
        """Whether extraction takes it."""
        return "outcome" not in self.document


@dataclass
class Tour:
    """All that was seen, in the order of the visits."""

    home: Sight
    pages: list[Sight] = field(default_factory=list)
    lists: dict[str, ListSeen] = field(default_factory=dict)
    articles: dict[str, ArticleSeen] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    tried: int = 0  # links that were asked for only to know whether they are dead
    left_out: int = 0
    waiting: list[str] = field(default_factory=list)  # pages that only a browser shows whole
    sitemap_urls: list[str] = field(default_factory=list)
    topics: dict[str, str] = field(
        default_factory=dict
    )  # pages to which only that of a 专题 leads, and what that is called
    folder: str | None = None  # all of the site lies in it, beside other sites on its host
    others: dict[str, str] = field(default_factory=dict)  # pages of other offices that it leads to, and whose they are

    def shows_others(self, seen: ListSeen) -> bool:
        """Whether a list shows what others hold, and nothing else (the home page, a whole catalogue): no column."""
        if seen.is_only_parts:
            return True
        is_front = seen.sight is self.home or seen.url in self.home.found.frames
        if not is_front or seen.listing.next_urls:
            return False
        others = {item.url for one in self.lists.values() if one is not seen for item in (*one.items, *one.last)}
        return sum(item.url in others for item in seen.items) >= ELSEWHERE * len(seen.items) > 0


def key_of(url: str, urls: UrlSpace) -> str:
    """What tells a page of the site from its others: lists of one interface differ by what they ask."""
    address, asked = address_of(url)
    if asked and not is_form(url):
        return f"{urls.key_asked(address) or address}{asked}"
    return urls.key(url) or url
