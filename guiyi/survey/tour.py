"""The order of a survey's visits: home, navigation, lists, their last pages, and a few articles of each.

Breadth before depth: every column is seen once before any is looked at closer, so that a small limit costs detail,
not columns. The same site gives the same tour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from guiyi.config.models import SiteConfig
from guiyi.crawl.fetch import Response
from guiyi.crawl.links import Link, folder_of, role_of_link
from guiyi.crawl.listing import Item, Listing
from guiyi.crawl.observe import Observation, Observer, charset_of
from guiyi.crawl.paging.forms import address_of, is_form
from guiyi.crawl.paging.posted import is_posted
from guiyi.crawl.sitemap import read_sitemap
from guiyi.errors import SourceError
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.shapes import shape_of
from guiyi.extract.within import Source, with_frame
from guiyi.ledger import API, LIST, PAGE
from guiyi.survey.visits import Sight, Visitor
from guiyi.urls import UrlSpace

MAX_HOPS = 8
MAX_DEPTH = 3
LIST_SHARE = 0.5  # of the requests that may go into finding lists
MAX_LISTS = 400
SAMPLE_ROUNDS = 4  # articles of a column that are looked at, if there is time
SAMPLE_LIMIT = 120
MAX_SITEMAPS = 5
LINE_LEVELS = 3  # elements around a link that may be the line it stands in
NAME = re.compile(r"^(?:[\u4e00-\u9fffA-Za-z0-9（）()“”《》、·/&：:—\s-]{2,20}|[A-Z][A-Za-z0-9()’'/&,:\s-]{2,44})$")
MORE = re.compile(r"^\W*(?:更多|more|详细|查看更多|进入|\+|>>?|»)\W*$", re.IGNORECASE)
NOT_A_COLUMN = re.compile(
    r"^(?:网站首页|首页|主页|设为首页|加入收藏|收藏本站|网站地图|站点地图|登录|登陆|注册|管理|搜索|高级搜索|无障碍\w*|繁体\w*|简体\w*|english"
    r"|返回\w*|上一[页篇]|下一[页篇]|尾页|末页|打印|关闭|分享|rss|wap|手机版|\d+|第\s*\d+\s*页)$",
    re.IGNORECASE,
)


@dataclass
class ListSeen:
    """One list of the site: its first page, what it says, and what was seen of it besides."""

    url: str
    listing: Listing
    sight: Sight
    labels: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    last: list[Item] = field(default_factory=list)
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
    hops: list[str] = field(default_factory=list)
    pages: list[Sight] = field(default_factory=list)
    lists: dict[str, ListSeen] = field(default_factory=dict)
    articles: dict[str, ArticleSeen] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    sitemap_urls: list[str] = field(default_factory=list)


class Guide:
    """Leads a visitor over one site by a provisional configuration."""

    def __init__(self, visitor: Visitor, config: SiteConfig, urls: UrlSpace) -> None:
        self.visitor, self.urls = visitor, urls
        self.observer = Observer(config, urls)
        self.extractor = Extractor(config, urls)
        self.item_shapes: set[str] = set()
        self.item_folders: set[str] = set()
        self.further: set[str] = set()

    # --- home -----------------------------------------------------------------------------------------------------

    def find_home(self, url: str) -> Tour:
        """The site's first page, through redirects of HTTP, meta tags and scripts. SourceError if there is none."""
        hops: list[str] = []
        while len(hops) < MAX_HOPS:
            sight = self.visitor.visit(url)
            if sight is None:
                raise SourceError(f"{url}: {self.visitor.refused.get(url, 'can not be had')}")
            target = sight.response.location or self._led(sight)
            if target is None or target in hops or target == url or not self.urls.is_own(target):
                return self._first(sight, hops)
            hops.append(target)
            url = target
        raise SourceError(f"{url}: the first page redirects more than {MAX_HOPS} times; name a page that does not")

    def _led(self, sight: Sight) -> str | None:
        if not sight.is_whole or not sight.is_html:
            return None
        return self.observer.observe(sight.response, PAGE).redirect

    def _first(self, sight: Sight, hops: list[str]) -> Tour:
        away = sight.response.location
        if away and self.urls.is_own(away):
            raise SourceError(f"{sight.url} redirects in a circle; name a page of the site that does not")
        if away:
            raise SourceError(f"{sight.url} leads away to {away}; survey that address if it is the same site")
        if not sight.is_whole:
            raise SourceError(f"{sight.url}: the site answers {sight.response.status} {sight.response.reason}")
        if not sight.is_html:
            kind = sight.response.header("Content-Type") or "no Content-Type"
            raise SourceError(f"{sight.url} is no web page ({kind}); name the address of the site's first page")
        return Tour(sight, hops, [sight])

    # --- lists ----------------------------------------------------------------------------------------------------

    def find_lists(self, tour: Tour) -> None:
        """Follows navigation from the home page to the site's lists, breadth first."""
        limit = self.visitor.asked + int(self.visitor.left * LIST_SHARE)
        level, known = [(tour.home.url, "")], {self._key(tour.home.url)}
        frames = [(url, "") for url in tour.home.found.frames]
        for depth in range(MAX_DEPTH + 1):
            following: list[tuple[str, str]] = []
            for url, label in [*level, *(frames if depth == 0 else [])]:
                if (self.visitor.asked >= limit and depth) or len(tour.lists) >= MAX_LISTS:
                    tour.left_out += 1
                    continue
                following += self._look(tour, url, label, known)
            level = following

    def _key(self, url: str) -> str:
        address, asked = address_of(url)
        if asked and not is_form(url):  # lists of one interface differ by what they ask
            return f"{self.urls.key(address) or address}{asked}"
        return self.urls.key(url) or url

    def _look(self, tour: Tour, url: str, label: str, known: set[str]) -> list[tuple[str, str]]:
        """One page on the way: takes it into the tour, gives the columns it leads to."""
        sight = self.visitor.visit(url)
        for _hop in range(MAX_HOPS):
            if sight is None or not sight.response.location or not self.urls.is_own(sight.response.location):
                break
            sight = self.visitor.visit(sight.response.location)
        if sight is None or not sight.is_whole:
            if sight is not None:
                tour.dead[sight.url] = f"{sight.response.status} {sight.response.reason}".strip()
            return []
        if sight not in tour.pages:
            tour.pages.append(sight)
        seen = self.observer.observe(sight.response, PAGE)
        if seen.soft_error:
            tour.dead[sight.url] = seen.soft_error
            return []
        self._take(tour, sight, seen, label)
        if not sight.is_html or self._key(sight.url) in tour.articles:
            return []
        if seen.redirect:
            return [one for one in [(seen.redirect, label)] if self._is_new(one[0], known)]
        return self._columns_of(sight, known)

    def _take(self, tour: Tour, sight: Sight, seen: Observation, label: str) -> None:
        key = self._key(sight.url)
        if seen.listing is not None and key not in tour.lists:
            found = tour.lists[key] = ListSeen(sight.url, seen.listing, sight, items=list(seen.listing.items))
            self.further |= {self._key(one) for one in seen.listing.next_urls}
            self._note_items(found.items)
            self._first_data(found)
        if key in tour.lists and label and label not in tour.lists[key].labels:
            tour.lists[key].labels.append(label)
        if seen.listing is None and sight.is_html and sight is not tour.home and not seen.redirect:
            self._take_page(tour, sight, label)

    def _take_page(self, tour: Tour, sight: Sight, label: str) -> None:
        """A page that lists nothing: an article that navigation leads to, or an empty column, or a portal page."""
        article = self._extracted(sight, None, None)
        if article.is_document:
            article.label = label
            tour.articles[self._key(sight.url)] = article
            return
        is_portal = article.document.get("code") == "navigation" and not self._has_no_links_of_its_own(tour, sight)
        if label and len(sight.found.links) < 400 and not is_portal:
            tour.empty[sight.url] = label

    def _has_no_links_of_its_own(self, tour: Tour, sight: Sight) -> bool:
        """Whether a page links only what the home page links, too: it is its frame, around nothing."""
        known = {self._key(url) for url in tour.home.found.urls}
        return {self._key(url) for url in sight.found.urls} <= known | {self._key(sight.url), self._key(self.urls.base)}

    def _first_data(self, found: ListSeen) -> None:
        """Lists that a script fills: their first group of items."""
        if found.items:
            return
        for url in found.listing.next_urls[:1]:
            listing = self._data(found, url)
            if listing is not None:
                found.items = list(listing.items)
                found.listing.expected_items = listing.expected_items or found.listing.expected_items
                found.listing.expected_pages = listing.expected_pages or found.listing.expected_pages
                found.listing.expected_how = listing.expected_how or found.listing.expected_how
                found.listing.next_urls = [*found.listing.next_urls[:1], *listing.next_urls]
        self._note_items(found.items)

    def _data(self, found: ListSeen, url: str) -> Listing | None:
        sight = self.visitor.visit(url)
        if sight is None or not sight.is_whole:
            found.further_failed = self.visitor.refused.get(url) or (
                f"{sight.response.status} {sight.response.reason}" if sight else "can not be had"
            )
            return None
        role = API if not sight.is_html else LIST
        return self.observer.observe(sight.response, role).listing

    def _columns_of(self, sight: Sight, known: set[str]) -> list[tuple[str, str]]:
        """Links of a page that may lead to columns, in page order, with the words they have."""
        found = []
        for link in sight.found.links:
            label = self._label(link)
            if label is not None and self._is_new(link.url, known):
                found.append((link.url, label))
        return found

    def _is_new(self, url: str, known: set[str]) -> bool:
        key = self._key(url)
        if key in known or key in self.further or not self.urls.is_own(url):
            return False
        known.add(key)
        return True

    def _label(self, link: Link) -> str | None:
        """The words of a link that may lead to a column; empty for 更多; None if it leads elsewhere."""
        text = link.text.strip() or _picture_words(link)
        if role_of_link(link.url) != "page" or is_form(link.url) or is_posted(link.url):
            return None
        if MORE.match(text):
            return _words_beside(link)
        text = text.strip("·•>»|[]【】 \u3000")
        if not NAME.match(text) or NOT_A_COLUMN.match(text):
            return None
        return None if self._is_like_items(link.url) else text

    def _note_items(self, items: Iterable[Item]) -> None:
        self.item_shapes |= {shape_of(item.url) for item in items}
        self.item_folders |= {folder_of(item.url) for item in items}

    def _is_like_items(self, url: str) -> bool:
        """Whether an address has the shape of listed ones; a bare number must lie in a folder of theirs, too: /node/12
        is none of /term/3.
        """
        last = url.rsplit("/", 1)[-1]
        if shape_of(url) not in self.item_shapes or not re.search(r"\d", last):
            return False
        return not last.isdigit() or folder_of(url) in self.item_folders

    # --- depth ----------------------------------------------------------------------------------------------------

    def see_ends(self, tour: Tour) -> None:
        """The last page of each list: how far back it goes."""
        for found in tour.lists.values():
            further = found.listing.next_urls
            if further and self.visitor.left > SAMPLE_LIMIT // 4:
                listing = self._data(found, further[-1])
                found.last = list(listing.items) if listing else []

    def see_articles(self, tour: Tour) -> None:
        """A few items of each list, one of each in turn."""
        wanted = {key: _sample(found.items, found.last) for key, found in tour.lists.items()}
        for round_ in range(SAMPLE_ROUNDS):
            for key, items in wanted.items():
                if round_ < len(items) and len(tour.articles) < SAMPLE_LIMIT:
                    if self.visitor.left:
                        self._see(tour, items[round_], key)
                    else:
                        tour.left_out += 1

    def _see(self, tour: Tour, item: Item, list_key: str) -> None:
        key = self._key(item.url)
        if key in tour.lists or (key in tour.articles and tour.articles[key].item is not None):
            return
        sight = self.visitor.visit(item.url) if self.urls.is_own(item.url) else None
        if sight is not None and sight.response.location and self.urls.is_own(sight.response.location):
            sight = self.visitor.visit(sight.response.location)
        if sight is None:
            return
        if not sight.is_whole or (sight.is_html and self.observer.observe(sight.response, PAGE).soft_error):
            tour.dead[item.url] = f"{sight.response.status} {sight.response.reason}".strip()
        elif sight.is_html:
            tour.articles[key] = self._extracted(sight, item, list_key)

    def _whole(self, sight: Sight) -> Sight:
        """A page with the text of the page that it shows within itself, where that is all of its text."""
        inner = [url for url in sight.found.inner if self.urls.is_own(url)]
        shown = self.visitor.visit(inner[0]) if len(inner) == 1 else None
        if shown is None or not shown.is_whole or not shown.is_html:
            return sight
        outer, within = (Source(one.url, one.response.body, charset_of(one.response)) for one in (sight, shown))
        body = with_frame(outer, within, sight.hint)
        return sight if body is None else Sight(Response(**{**sight.response.__dict__, "body": body}), sight.hint)

    def _extracted(self, sight: Sight, item: Item | None, list_key: str | None) -> ArticleSeen:
        sight = self._whole(sight)
        page = Page(
            self._key(sight.url), sight.url, PAGE, None, "", "", 0, 0,
            item.title if item else None, item.listed_on if item else None,
        )  # fmt: skip
        return ArticleSeen(sight, item, list_key, self.extractor.extract(page, sight.response.body))

    def read_sitemaps(self, tour: Tour) -> None:
        """URLs that the site's sitemaps name."""
        robots = self.visitor.robots
        default = self.urls.absolute("/sitemap.xml", self.urls.base)
        queue = list(dict.fromkeys([*(robots.sitemaps if robots else ()), *([default] if default else [])]))
        read = 0
        while queue and read < MAX_SITEMAPS:
            url = queue.pop(0)
            sight = self.visitor.visit(url) if self.urls.is_own(url) else None
            read += 1
            if sight is not None and sight.is_whole and not sight.is_html:
                found, more = read_sitemap(sight.response.body)
                tour.sitemap_urls += [one for one in found if self.urls.is_own(one)]
                queue += more


def _words_beside(link: Link) -> str:
    """What a box calls itself beside its 更多: the other words of the line they share; empty if they are no name."""
    element = link.element
    linked = set(element.iter()) if element is not None else set()
    for above in islice(element.iterancestors(), LINE_LEVELS) if element is not None else ():
        words = [one.get("alt") or "" for one in above.iter("img") if one not in linked]
        for one in above.iter():
            if one not in linked and isinstance(one.tag, str) and one.tag not in ("script", "style"):
                words.append(one.text or "")
            words.append((one.tail or "") if one is not above and (one not in linked or one is element) else "")
        name = "".join("".join(words).split()).strip("·•>»|[]【】:：")
        if name:
            return name if NAME.match(name) and not NOT_A_COLUMN.match(name) and not MORE.match(name) else ""
    return ""


def _picture_words(link: Link) -> str:
    """What the picture of a link without words says of itself; 更多 where it says nothing, as in old navigation."""
    image = link.element.find(".//img") if link.element is not None else None
    if image is None:
        return ""
    return (image.get("alt") or image.get("title") or "").strip() or "更多"


def _sample(first: Iterable[Item], last: Iterable[Item]) -> list[Item]:
    """Items of a list → those to look at: the newest, the oldest, then some between."""
    head, tail = list(first), list(last)
    picked = [*head[:1], *tail[-1:], *head[len(head) // 2 : len(head) // 2 + 1], *head[1:2], *head[-1:]]
    return list({item.url: item for item in picked}.values())
