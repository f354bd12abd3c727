"""What the scripts of a page without rows ask, followed step by step, as URLs that stand for requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from guiyi.crawl.paging.addressed import FILE, NOT_OF_ITEM
from guiyi.crawl.paging.further import OFFSET, OFFSET_IN_JSON, PAGE, PAGE_IN_JSON, SKIPPED
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.reading.changing import may_change
from guiyi.scripts.bundles.modules import is_bundle
from guiyi.scripts.bundles.parts import BIG, is_program
from guiyi.scripts.interfaces.questions import Asked, Told, told_by
from guiyi.scripts.literals import UNKNOWN
from guiyi.urls import absolute_url

ASKS = re.compile(
    r"ajax|getJSON|getScript|\.\s*(?:post|get|load|send)\s*\(|fetch\s*\(|axios|request\s*\(|\burl\s*:|createElement\(\s*[\"']script\b|<script\s",
    re.IGNORECASE,
)
ARTICLE = 150  # characters of running text that make a page one that says something itself
LONGEST = 600_000  # characters of a page's scripts that are followed
HOLE = re.compile(r"\{(\w+)\}")
STATE = re.compile(r"\s*window\.\w{1,40}\s*=\s*(?:[\[{\"']|\(function\([\w$,]*\)\{\s*return\b)")
ROUTE = re.compile(r"#!?/")  # of a page that is all of a site
SENT_HOLE, SENT_NAME = "zq0{}0qz", re.compile(r"zq0(\w+?)0qz")


@dataclass(frozen=True)
class Followed:
    """A request as the scripts make it first, and again for a second page, where a function of theirs asks for one.
    is_linked: whether they make an address of what its reply holds.
    """

    first: Asked
    second: Asked | None
    is_linked: bool


def told_of(page: ListPage) -> Told:
    """A page → what its scripts ask; kept with it. Nothing of a page with a text of its own, or scripts too long."""
    if page.told is None:
        page.told = _told(page)
    return page.told


def tells_a_text(page: ListPage) -> bool:
    """Whether a page has a text of its own; that of a front page tells what the site's news begin with."""
    return page.running >= ARTICLE and not page.is_front


def _told(page: ListPage) -> Told:
    # a whole program is read by routed.py
    files = tuple(one for one in page.files if len(one) < BIG or not (is_bundle(one) or is_program(one)))
    scripts = in_turn(files, page)
    text = "\n".join(scripts)
    if ASKS.search(text) is None or len(text) > LONGEST or tells_a_text(page):
        return Told([], [])
    told = told_by(page.root, page.url, scripts)
    if not told.asked and files and page.found.scripts:  # the page's own say what its files ask by at once
        told = told_by(page.root, page.url, [*page.found.scripts, *files], told.left)
    return told


def in_turn(files: Iterable[str], page: ListPage) -> list[str]:
    """Script files of a page → its scripts in the order in which they are followed: the state that a page was printed
    from (window.__NUXT__ = …) is there before any file that reads it; what else stands on a page calls what files hold.
    """
    states = [one for one in page.found.scripts if STATE.match(one)]
    return [*states, *files, *(one for one in page.found.scripts if one not in states)]


def item_address(page: ListPage, at: int | None = None) -> str | None:
    """A page, and which of its requests is meant → the address of its items as its scripts make it of a record's
    fields, these in braces; None if they make none."""
    told = told_of(page)
    meant = [one for one in told.addresses if at is None or told.made.get(one, -1) == at]
    for address in meant or [one for one in told.addresses if told.made.get(one, -1) < 0]:
        if (placed := placed_address(address, page)) is not None:
            return placed
    return None


def placed_address(address: str, page: ListPage) -> str | None:
    """The address that scripts make of a record's fields → the same as an absolute one; None where it is no item's."""
    names = HOLE.findall(address)
    held = HOLE.sub(lambda hole: SENT_HOLE.format(hole[1]), address)
    url = _routed(held, page) if ROUTE.search(held) else absolute_url(held, page.url)
    if url is None or not SENT_NAME.search(url) or FILE.search(address) or may_change(url):
        return None
    return None if all(map(NOT_OF_ITEM.search, names)) else SENT_NAME.sub(r"{\1}", url)


def _routed(address: str, page: ListPage) -> str | None:
    """An item's address that is a route behind # of the same page → what the scripts ask there by the record's field,
    since no server is told the route; None where they ask nothing by it.
    """
    here, _mark, route = (absolute_url(address, page.url) or "").partition("#")
    if here != page.url.partition("#")[0]:
        return None
    whole, scripts = told_of(page), in_turn(page.files, page)
    told = told_by(page.root, f"{here}#{route}", scripts, whole.left)
    whole.left = told.left  # many routes take no more than one page may
    for first, _second in told.asked:
        sent = urlencode(first.data or {})
        url = absolute_url(first.url + ("&" if "?" in first.url else "?") * bool(sent) + sent, page.url)
        if first.way == "get" and url and UNKNOWN not in first.url + str(first.data) and SENT_NAME.search(url):
            return url
    return None


def followed_in(page: ListPage) -> Iterator[Followed]:
    """A page → its requests in turn."""
    told = told_of(page)
    yield from (Followed(first, second, at in told.linked) for at, (first, second) in enumerate(told.asked))


def further_in(page: ListPage) -> Iterator[Asked]:
    """A page → what its scripts ask when its reader comes to its end."""
    yield from told_of(page).further


def first_of(url: str) -> str | None:
    """The request for a second page → the same for the first; None where no number in it is that of a page.

    >>> first_of("http://o.example.test/unit?id=3&paramJson=%7B%22pageNo%22%3A2%7D"), first_of("http://o.example.test/unit")
    ('http://o.example.test/unit?id=3&paramJson=%7B%22pageNo%22%3A1%7D', None)
    """
    for pattern, first in ((PAGE, "1"), (PAGE_IN_JSON, "1"), (SKIPPED, "0"), (OFFSET, "0"), (OFFSET_IN_JSON, "0")):
        match = pattern.search(url)
        if match is not None and int(match[2]) > int(first):
            return f"{url[: match.start(2)]}{first}{url[match.end(2) :]}"
    return None
