"""Folders that hold the whole site once more: for telephones, in traditional characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from guiyi.crawl.reading.links import Link
from guiyi.crawl.reading.texts import visible_text
from guiyi.markup.decode import HAN
from guiyi.survey.visits import Sight, Visitor
from guiyi.urls import UrlSpace

MOBILE_WORDS = re.compile(r"^\W*(?:手机|移动|触屏|无线|wap|mobile)(?:版|端|站|网)?\W*$", re.IGNORECASE)
MOBILE_FOLDER = re.compile(r"/(?:m|wap|mobile|3g|touch)/", re.IGNORECASE)
TRADITIONAL_WORDS = re.compile(
    r"^\W*(?:繁\s*[体體](?:中文|版|字)?|正體中文|traditional chinese|big5)\W*$", re.IGNORECASE
)
LEAST_LINKS = 3
LEAST_HAN = 100  # characters of a page that is written in Chinese: an entry that only names languages has fewer


def find_twins(visitor: Visitor, pages: Iterable[Sight], known: Iterable[str]) -> dict[str, str]:
    """Pages, and all addresses that are known of the site → folders that hold its articles once more, at the addresses
    that they have without it, and a link to each.

    A gateway takes the address in; of a folder for telephones its own first page must show so: many have pages at
    addresses of their own, which are read as any others, and their articles are merged.
    """
    keys = {visitor.urls.key(url) for url in known}
    named = dict(_named(pages, visitor.urls))
    return {
        folder: link
        for folder, link in named.items()
        if not MOBILE_FOLDER.match(folder) or _mirrors(visitor, link, folder, keys)
    }


def _named(pages: Iterable[Sight], urls: UrlSpace) -> Iterator[tuple[str, str]]:
    """(folder, link) of what links call another showing of the site, the first link of each."""
    named: dict[str, str] = {}
    for page in pages:
        for link in page.found.links:
            if folder := _mobile(link, urls) or _traditional(link, page):
                named.setdefault(folder, link.url)
    yield from named.items()


def _mirrors(visitor: Visitor, link: str, folder: str, keys: set[str | None]) -> bool:
    """Whether most pages in a folder that its first page links lie outside of it, too."""
    first = visitor.visit(link)
    if first is None or not first.is_html:
        return False
    paths = {visitor.urls.path_of(one.url) for one in first.found.links if visitor.urls.is_own(one.url)}
    inside = {visitor.urls.key(urljoin(link, f"/{path[len(folder) :]}")) for path in paths if path.startswith(folder)}
    inside.discard("/")
    return len(inside) >= LEAST_LINKS and 2 * len(inside & keys) > len(inside)


def _mobile(link: Link, urls: UrlSpace) -> str | None:
    is_named = MOBILE_WORDS.match(link.text) and urls.is_own(link.url)
    folder = MOBILE_FOLDER.match(urlsplit(link.url).path) if is_named else None
    return folder[0] if folder else None


def _traditional(link: Link, page: Sight) -> str | None:
    """The folder in which a link named 繁體 shows the very page it stands on: /gate/big5/www.shui.example.test, /big5.

    Not the page in another folder of its own, as where a site is written in several languages.
    """
    if not TRADITIONAL_WORDS.match(link.text):
        return None
    to, here = urlsplit(link.url), urlsplit(page.url)
    folder = to.path.removesuffix(here.path)
    is_twin = to.netloc == here.netloc and folder != to.path and len(folder) > 1
    return f"{folder}/" if is_twin and len(HAN.findall(visible_text(page.root))) >= LEAST_HAN else None
