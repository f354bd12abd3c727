"""Which addresses of a site are fetched: own ones that its file wants, and that lead into no trap."""

from __future__ import annotations

import re

from guiyi.config.models import Crawl
from guiyi.crawl.reading.addresses import is_beside_topics
from guiyi.crawl.reading.changing import link_may_change
from guiyi.crawl.traps import Traps
from guiyi.ledger import API, ASSET, LIST, PAGE, REQUISITE
from guiyi.urls import UrlSpace

REPEATED = re.compile(r"(/[^/]{2,})(?:/[^/]+)?\1(?:/[^/]+)?\1(?:/|$)")
REPEATS = 2  # slashes, up to which a path has no room for a trap
MAX_URL = 2000
OFF_SITE = "off-site"
BY_FILE = ("excluded by the site's file", "not included by the site's file")
TOO_DEEP = "trap: deeper than"


class Admission:
    """The rules of one site's file and of the traps that its crawl met."""

    def __init__(self, crawl: Crawl, urls: UrlSpace, traps: Traps) -> None:
        self.crawl, self.urls, self.traps = crawl, urls, traps
        self.include = [re.compile(pattern) for pattern in crawl.include]
        self.exclude = [re.compile(pattern) for pattern in crawl.exclude]

    def refusal(self, url: str, role: str, depth: int) -> str | None:
        """Why a URL is not fetched, in words; None if it is."""
        if not self.urls.is_own(url):
            is_asset = role in (ASSET, REQUISITE) and self.urls.is_asset_host(url)
            return None if is_asset else OFF_SITE
        url = self.urls.original(url)
        path = self.urls.path_of(url)
        if len(url) > MAX_URL or (path.count("/") > REPEATS and REPEATED.search(path)):
            return "trap: the path repeats itself or is too long"
        if depth > self.crawl.max_depth:
            return f"{TOO_DEEP} {self.crawl.max_depth} links"
        if is_beside_topics(url):
            return "trap: a board's address of who wrote, of the last answer, or to sign in"
        if any(pattern.search(path) for pattern in self.exclude):
            return BY_FILE[0]
        if role == PAGE and self.include and not any(pattern.search(path) for pattern in self.include):
            return None if path == "/" else BY_FILE[1]
        if role in (PAGE, LIST, API) and link_may_change(url):
            return "it may change something on the site"
        return self.traps.refusal(url) if role in (PAGE, LIST, API) else None
