"""The order of a survey's visits: home, navigation, lists, their last pages, and a few articles of each.

Breadth before depth: every column is seen once before any is looked at closer, so that a small limit costs detail,
not columns. The same site gives the same tour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from guiyi.config.models import SiteConfig
from guiyi.crawl.observing.observe import Observation, Observer
from guiyi.crawl.paging.trees import TREE
from guiyi.crawl.reading.column import section_name
from guiyi.crawl.reading.frames import is_around
from guiyi.crawl.reading.items import Item, Listing
from guiyi.crawl.reading.texts import unlinked_text
from guiyi.crawl.reading.totals import find_totals
from guiyi.ledger import API, LIST, PAGE
from guiyi.survey.entry import MAX_HOPS
from guiyi.survey.reading import Reader
from guiyi.survey.seen import ListSeen, Tour, key_of
from guiyi.survey.visits import Sight, Visitor, shown_url, to_write, why_dead
from guiyi.survey.ways import Ways

MAX_DEPTH = 3
LIST_SHARE = 0.5  # of the requests that may go into finding lists
MAX_LISTS = 400
MOST_INNER = 2  # frames within a column's page, one of which may hold its list
MAX_LEVELS = 10  # nodes of a tree that are opened
WITH_CONTENT = ("letter-not-public", "login", "too-large")  # refusals of pages that are no empty columns
SAMPLE_ROUNDS = 4  # articles of a column that are looked at, if there is time
SAMPLE_LIMIT = 120
WALKED = 60  # further pages of lists that do not say how many they have
TOPIC = re.compile(r"专[题栏][)）]?$")
TRIED = 40  # links that are tried beside those that were looked at …
SPARED = 40  # … if so many requests are left


class Guide:
    """Leads a visitor over one site by a provisional configuration."""

    def __init__(self, visitor: Visitor, config: SiteConfig) -> None:
        self.visitor, self.urls = visitor, visitor.urls
        self.observer = Observer(config, self.urls)
        self.reader = Reader(visitor, config)
        self.ways = Ways(visitor)
        self.framed: set[str] = set()

    def _key(self, url: str) -> str:
        return key_of(url, self.urls)

    # --- lists ----------------------------------------------------------------------------------------------------

    def find_lists(self, tour: Tour) -> None:
        """Follows navigation from the home page to the site's lists, breadth first."""
        limit = self.visitor.asked + int(self.visitor.left * LIST_SHARE)
        self.ways.folder = tour.folder or "/"
        level, known = [(tour.home.url, "")], {self._key(tour.home.url)}
        frames = [(url, "") for url in tour.home.found.frames]
        for depth in range(MAX_DEPTH + 1):
            following: list[tuple[str, str]] = []
            for url, label in [*level, *(frames if depth == 0 else [])]:
                if (self.visitor.asked >= limit and depth) or len(tour.lists) >= MAX_LISTS:
                    tour.left_out += 1
                    continue
                led = self._look(tour, url, label, known)
                if topic := tour.topics.get(self._key(url)) or (label if TOPIC.search(label) else None):
                    tour.topics |= {self._key(to): topic for to, _label in led}
                following += led
            beside = [*self.ways.menus(tour.home, known), *self.ways.pressed(tour, known)] if depth == 0 else []
            level = [*following, *beside]

    def _look(self, tour: Tour, url: str, label: str, known: set[str]) -> list[tuple[str, str]]:
        """One page on the way: takes it into the tour, gives the columns it leads to."""
        sight = self.visitor.visit(url)
        for _hop in range(MAX_HOPS):
            if sight is None or not sight.response.location or not self.urls.is_own(sight.response.location):
                break
            sight = self.visitor.visit(sight.response.location)
        if sight is None or not sight.is_whole:
            if sight is not None:
                tour.dead[sight.url] = why_dead(sight)
            return []
        if sight not in tour.pages:
            tour.pages.append(sight)
        seen = self.observer.observe(sight.response, PAGE)
        if seen.soft_error:
            tour.dead[sight.url] = seen.soft_error
            return []
        self._take(tour, sight, seen, label)
        article = tour.articles.get(self._key(sight.url))
        if not sight.is_html or (article is not None and article.document.get("published_at")):
            return []  # an undated page, such as the front of a catalogue, may lead to columns all the same
        if seen.redirect:
            return [one for one in [(seen.redirect, label)] if self.ways.is_new(one[0], known)]
        return [*self.ways.columns_of(sight, known), *self._within(tour, sight, known)]

    def _within(self, tour: Tour, sight: Sight, known: set[str]) -> list[tuple[str, str]]:
        """Columns to which the frames of a page lead that is all frames, such as the front of an older site."""
        following: list[tuple[str, str]] = []
        for url in sight.found.frames if sight is not tour.home else ():
            if url not in sight.found.inner and self.urls.is_own(url) and self._key(url) not in self.framed:
                self.framed.add(self._key(url))
                following += self._look(tour, url, "", known)
        return following

    def _take(self, tour: Tour, sight: Sight, seen: Observation, label: str) -> None:
        key = self._key(sight.url)
        if seen.listing is not None and self._is_listed_by_its_items(tour, key, seen.listing):
            seen = replace(seen, listing=None)
        if seen.listing is not None and key not in tour.lists:
            whole = self._add(tour, sight.url, sight, seen.listing)
            self._take_parts(tour, sight, whole.listing.path, whole.listing.parts)
            main = [url for url in whole.listing.next_urls[:1] if url not in whole.listing.parts and TREE not in url]
            whole.is_only_parts = not main and any(self._key(url) in tour.lists for url in whole.listing.parts)
        self._take_parts(tour, sight, [], seen.boxes)
        if key in tour.lists and label and label not in tour.lists[key].labels:
            tour.lists[key].labels.append(label)
        is_bare = seen.listing is None and sight.is_html and sight is not tour.home and not seen.redirect
        if is_bare and not (label and self._take_framed(tour, sight, label)):
            self._take_page(tour, sight, label)

    def _add(self, tour: Tour, url: str, sight: Sight, listing: Listing) -> ListSeen:
        """A list that was not known: takes it, with what tells the addresses of its items and of its further pages."""
        found = tour.lists[self._key(url)] = ListSeen(url, listing, sight, items=list(listing.items))
        self.ways.further |= {self._key(one) for one in listing.next_urls}
        self.ways.note_items(found.items)
        self._first_data(found)
        return found

    def _is_listed_by_its_items(self, tour: Tour, key: str, listing: Listing) -> bool:
        """Whether a list that is known names a page that leads back to it: an article below its place line, no list."""
        back = [tour.lists.get(self._key(item.url)) for item in listing.items]
        return any(key in map(self._key, (item.url for item in one.items)) for one in back if one is not None)

    def _take_framed(self, tour: Tour, sight: Sight, label: str) -> bool:
        """A column's page whose list stands in a frame within it, or a piece that it loads: takes it by that name."""
        pieces = [one for one in sight.found.pieces if not is_around(one)]
        own = [url for url in dict.fromkeys([*sight.found.inner, *pieces]) if self.urls.is_own(url)]
        is_found = False
        for url in own if len(own) <= MOST_INNER else ():
            inner = self.visitor.visit(url)
            listing = (
                self.observer.observe(inner.response, PAGE).listing if inner is not None and inner.is_whole else None
            )
            if inner is not None and listing is not None and self._key(url) not in tour.lists:
                listing.name, listing.path = section_name(sight.root)
                self._add(tour, url, inner, listing).labels.append(label)
                is_found = True
        return is_found

    def _take_page(self, tour: Tour, sight: Sight, label: str) -> None:
        """A page that lists nothing: an article that navigation leads to, or an empty column, or a portal page."""
        article = self.reader.read(sight, None, None)
        if find_totals(unlinked_text(sight.root))[0] == 0:  # 共有 0 篇
            tour.empty[sight.url] = label
            return
        if article.is_document:
            article.label = label
            tour.articles[self._key(sight.url)] = article
            return
        code = article.document["code"]
        is_portal = code == "navigation" and not self._has_no_links_of_its_own(tour, sight)
        has_content = is_portal or code in WITH_CONTENT or to_write(sight)
        if label and len(sight.found.links) < 400 and not has_content:
            tour.empty[sight.url] = label

    def _has_no_links_of_its_own(self, tour: Tour, sight: Sight) -> bool:
        """Whether a page links only what the home page links, too: it is its frame, around nothing."""
        known = {self._key(url) for url in tour.home.found.urls}
        return {self._key(url) for url in sight.found.urls} <= known | {self._key(sight.url), self._key(self.urls.base)}

    def _first_data(self, found: ListSeen) -> None:
        """Lists that a script fills: their first group of items."""
        if found.items:
            return
        self._see_tree(found.listing, found)
        for url in found.listing.next_urls[:1]:
            listing = self._data(found, url)
            if listing is not None:
                found.items = list(listing.items)
                found.listing.expected_items = listing.expected_items or found.listing.expected_items
                found.listing.expected_pages = listing.expected_pages or found.listing.expected_pages
                found.listing.expected_how = listing.expected_how or found.listing.expected_how
                found.listing.next_urls = [*found.listing.next_urls[:1], *listing.next_urls]
        self.ways.note_items(found.items)

    def _see_tree(self, listing: Listing, found: ListSeen) -> None:
        """The tree in which the lists of a catalogue are chosen, level by level: its leaves are its parts."""
        for url in [one for one in listing.next_urls if TREE in one][:MAX_LEVELS]:
            below = self._data(found, url)
            if below is not None:
                found.listing.parts |= below.parts
                self._see_tree(below, found)

    def _take_parts(self, tour: Tour, sight: Sight, path: list[str], parts: dict[str, str]) -> None:
        """The columns of a catalogue whose interface gives each by itself, or the boxes that a page's scripts fill."""
        for url, name in parts.items():
            if self._key(url) in tour.lists:
                continue
            listing = Listing([], name, [*path, name], [url], is_data=True)
            part = ListSeen(url, listing, sight, labels=[name], is_part=True)
            self._first_data(part)
            listing.next_urls = listing.next_urls[1:]
            if part.items:
                tour.lists[self._key(url)] = part

    def _data(self, found: ListSeen, url: str) -> Listing | None:
        sight = self.visitor.visit(url)
        if sight is None or not sight.is_whole:
            found.further_failed = self.visitor.refused.get(url) or (
                f"{sight.response.status} {sight.response.reason}" if sight else "can not be had"
            )
            return None
        role = API if found.listing.is_data or not sight.is_html else LIST
        seen = self.observer.observe(sight.response, role)
        if seen.wall is not None:
            found.further_failed = f"{shown_url(url)}: {seen.wall.why}"
        return seen.listing

    # --- depth ----------------------------------------------------------------------------------------------------

    def see_ends(self, tour: Tour) -> None:
        """The last page of each list: how far back it goes."""
        for found in tour.lists.values():
            further = found.listing.next_urls
            if further and self.visitor.left > SAMPLE_LIMIT // 4:
                listing = self._data(found, further[-1])
                found.last = list(listing.items) if listing else []
                self._note_end(found, listing)

    def _note_end(self, found: ListSeen, listing: Listing | None) -> None:
        """What the last page that was seen of a list says of further ones."""
        known = {found.url, *found.listing.next_urls}
        found.ahead = [one for one in listing.next_urls if one not in known] if listing is not None else []
        found.is_end = listing is not None and not found.ahead

    def walk_on(self, tour: Tour) -> None:
        """Lists of which no page tells how many there are, page by page in turn, as far as requests are left."""
        due = [one for one in tour.lists.values() if one.ahead and not one.listing.expected_items]
        walked = 0
        while due and walked < WALKED and self.visitor.left > SPARED:
            found = due.pop(0)
            listing = self._data(found, found.ahead[0])
            walked += 1
            seen = {item.url for item in (*found.items, *found.last)}
            if listing is None or not any(item.url not in seen for item in listing.items):
                continue  # a trap, or nothing more
            found.listing.next_urls.append(found.ahead[0])
            found.last = list(listing.items)
            self._note_end(found, listing)
            due += [found] if found.ahead else []

    def see_articles(self, tour: Tour) -> None:
        """A few items of each list, one of each in turn."""
        lists = {key: found for key, found in tour.lists.items() if not tour.shows_others(found)}
        wanted = {key: _sample(found.items, found.last) for key, found in lists.items()}
        for round_ in range(SAMPLE_ROUNDS):
            for key, items in wanted.items():
                if round_ < len(items) and len(tour.articles) < SAMPLE_LIMIT:
                    if self.visitor.left:
                        self._see(tour, items[round_], key)
                    else:
                        tour.left_out += 1
        self._see_as_listed(tour)

    def _see_as_listed(self, tour: Tour) -> None:
        """Articles that a box of new ones led to, which a list names as well: read by what the list prints of them."""
        items = {
            self._key(item.url): (item, key)
            for key, found in tour.lists.items()
            for item in (*found.items, *found.last)
        }
        for key, one in list(tour.articles.items()):
            if one.item is None and key in items:
                tour.articles[key] = self.reader.read(one.sight, *items[key])

    def try_links(self, tour: Tour) -> None:
        """Asks for what else the home page and the lists name, to know how many links lead nowhere."""
        named = [link.url for link in tour.home.found.links if self.ways.is_like_items(link.url)]
        for url in filter(self.urls.is_own, dict.fromkeys(named)):
            self._try(tour, url)
        lists = {key: found for key, found in tour.lists.items() if not tour.shows_others(found)}
        for line in zip_longest(*([(item, key) for item in found.items] for key, found in lists.items())):
            for item, key in filter(None, line):
                if item.url not in tour.dead and (item.url in self.visitor.seen or self._try(tour, item.url)):
                    self._see(tour, item, key)

    def _try(self, tour: Tour, url: str) -> bool:
        """A link that was not asked for yet, within what is left for that, is; whether it was, and leads somewhere."""
        is_new = url not in self.visitor.seen
        if is_new and (tour.tried >= TRIED or self.visitor.left <= SPARED):
            return False
        sight = self.visitor.visit(url)
        tour.tried += is_new and sight is not None
        if sight is not None and self._is_dead(sight):
            tour.dead[url] = why_dead(sight)
            return False
        return is_new and sight is not None

    def _is_dead(self, sight: Sight) -> bool:
        if not sight.is_whole:
            return not (sight.response.location and self.urls.is_own(sight.response.location))
        return sight.is_html and self.observer.observe(sight.response, PAGE).soft_error is not None

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
            tour.dead[item.url] = why_dead(sight)
        elif sight.is_html:
            tour.articles[key] = self.reader.read(sight, item, list_key)


def _sample(first: Iterable[Item], last: Iterable[Item]) -> list[Item]:
    """Items of a list → those to look at: the newest, the oldest, then some between."""
    head, tail = list(first), list(last)
    picked = [*head[:1], *tail[-1:], *head[len(head) // 2 : len(head) // 2 + 1], *head[1:2], *head[-1:]]
    return list({item.url: item for item in picked}.values())
