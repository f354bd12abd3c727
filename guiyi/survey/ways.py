"""Ways from a page to the columns of its site: links, menus that scripts build, buttons of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from guiyi.crawl.observing.observe import LIBRARY, SCRIPT_FILE
from guiyi.crawl.paging.forms import is_form
from guiyi.crawl.paging.postback import menu_calls
from guiyi.crawl.paging.posted import is_posted
from guiyi.crawl.reading.absolute import folder_of
from guiyi.crawl.reading.addresses import is_beside_topics, role_of_link
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import Link, read_links, script_links
from guiyi.extract.learning.shapes import shape_of
from guiyi.survey.naming import BESIDE, MORE, NAME, NOT_A_COLUMN, picture_words, words_beside
from guiyi.survey.seen import Tour, key_of
from guiyi.survey.visits import Sight, Visitor

MAX_SCRIPTS = 6  # script files of the home page that are read for menus


class Ways:
    """Tells which links may lead to columns, by their words and by what lists are seen to name."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.urls = visitor, visitor.urls
        self.item_shapes: set[str] = set()
        self.item_folders: set[str] = set()
        self.further: set[str] = set()
        self.folder = "/"

    def columns_of(self, sight: Sight, known: set[str]) -> list[tuple[str, str]]:
        """Links of a page that may lead to columns, in page order, with the words they have."""
        found = []
        for link in sight.found.links:
            label = self._label(link)
            if label is not None and self.is_new(link.url, known):
                found.append((link.url, label))
        return found

    def menus(self, home: Sight, known: set[str]) -> list[tuple[str, str]]:
        """What the site's own script files put into the home page, and the pieces that its scripts load into it."""
        files = [one for one in home.found.requisites if SCRIPT_FILE.search(one) and not LIBRARY.search(one)]
        found = []
        for url in [one for one in files if self.urls.is_own(one)][:MAX_SCRIPTS]:
            sight = self.visitor.visit(url)
            links = script_links(sight.text, home.url) if sight is not None and sight.is_whole else []
            found += self._named(links, known)
        for url in [one for one in dict.fromkeys(home.found.pieces) if self.urls.is_own(one)][:MAX_SCRIPTS]:
            sight = self.visitor.visit(url)
            if sight is not None and sight.is_whole and sight.is_html:  # its links are relative to the home page
                found += self._named(read_links(sight.root, home.url, sight.text).links, known)
        return found

    def _named(self, links: list[Link], known: set[str]) -> list[tuple[str, str]]:
        """Links → those that may lead to columns, with their words."""
        named = ((link.url, self._label(link)) for link in links)
        return [(to, label) for to, label in named if label is not None and self.is_new(to, known)]

    def pressed(self, tour: Tour, known: set[str]) -> list[tuple[str, str]]:
        """Columns behind a menu of buttons: a form of the home page, whose answer says where each lies."""
        found = []
        home = tour.home
        for url, label in menu_calls(home.url, home.text, home.root) if home.is_html else ():
            sight = self.visitor.visit(url)
            to = sight.response.location if sight is not None else None
            if to and self.is_new(to, known):
                found.append((to, label))
        return found

    def is_new(self, url: str, known: set[str]) -> bool:
        """Whether an address of the site, in its folder, is met for the first time; it is known from then on."""
        key = key_of(url, self.urls)
        if key in known or key in self.further or not self.urls.is_own(url):
            return False
        if not urlsplit(url).path.startswith(self.folder):
            return False
        known.add(key)
        return True

    def _label(self, link: Link) -> str | None:
        """The words of a link that may lead to a column; empty for 更多; None if it leads elsewhere."""
        text = link.text.strip() or picture_words(link)
        if role_of_link(link.url) != "page" or is_form(link.url) or is_posted(link.url) or is_beside_topics(link.url):
            return None
        if BESIDE.search(link.url):
            return None
        if MORE.match(text):
            return words_beside(link)
        text = text.strip("·•>»|[]【】 \u3000")
        if not NAME.match(text) or NOT_A_COLUMN.match(text):
            return None
        return None if self.is_like_items(link.url) else text

    def note_items(self, items: Iterable[Item]) -> None:
        """Keeps the shapes and folders of what lists name."""
        self.item_shapes |= {shape_of(item.url) for item in items}
        self.item_folders |= {folder_of(item.url) for item in items}

    def is_like_items(self, url: str) -> bool:
        """Whether an address has the shape of listed ones; a bare number must lie in a folder of theirs, too: /node/12
        is none of /term/3.
        """
        last = url.rsplit("/", 1)[-1]
        if shape_of(url) not in self.item_shapes or not re.search(r"\d", last):
            return False
        return not last.isdigit() or folder_of(url) in self.item_folders
