"""The ways into a site: its first page, through all redirects, and its sitemaps."""

from __future__ import annotations

from guiyi.crawl.observe import Observer
from guiyi.crawl.sitemap import read_sitemap
from guiyi.errors import SourceError
from guiyi.ledger import PAGE
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Sight, Visitor
from guiyi.urls import UrlSpace

MAX_HOPS = 8
MAX_SITEMAPS = 5


def find_home(visitor: Visitor, observer: Observer, url: str) -> Tour:
    """The site's first page, through redirects of HTTP, meta tags and scripts. SourceError if there is none."""
    hops: list[str] = []
    while len(hops) < MAX_HOPS:
        sight = visitor.visit(url)
        if sight is None:
            raise SourceError(f"{url}: {visitor.refused.get(url, 'can not be had')}")
        target = sight.response.location or _led(sight, observer)
        if target is None or target in hops or target == url or not visitor.urls.is_own(target):
            return _first(sight, hops, visitor.urls)
        hops.append(target)
        url = target
    raise SourceError(f"{url}: the first page redirects more than {MAX_HOPS} times; name a page that does not")


def _led(sight: Sight, observer: Observer) -> str | None:
    if not sight.is_whole or not sight.is_html:
        return None
    return observer.observe(sight.response, PAGE).redirect


def _first(sight: Sight, hops: list[str], urls: UrlSpace) -> Tour:
    away = sight.response.location
    if away and urls.is_own(away):
        raise SourceError(f"{sight.url} redirects in a circle; name a page of the site that does not")
    if away:
        raise SourceError(f"{sight.url} leads away to {away}; survey that address if it is the same site")
    if not sight.is_whole:
        raise SourceError(f"{sight.url}: the site answers {sight.response.status} {sight.response.reason}")
    if not sight.is_html:
        kind = sight.response.header("Content-Type") or "no Content-Type"
        raise SourceError(f"{sight.url} is no web page ({kind}); name the address of the site's first page")
    return Tour(sight, hops, [sight])


def read_sitemaps(visitor: Visitor) -> list[str]:
    """The site's own URLs that its sitemaps name."""
    robots = visitor.robots
    default = visitor.urls.absolute("/sitemap.xml", visitor.urls.base)
    queue = list(dict.fromkeys([*(robots.sitemaps if robots else ()), *([default] if default else [])]))
    urls: list[str] = []
    read = 0
    while queue and read < MAX_SITEMAPS:
        url = queue.pop(0)
        sight = visitor.visit(url) if visitor.urls.is_own(url) else None
        read += 1
        if sight is not None and sight.is_whole and not sight.is_html:
            found, more = read_sitemap(sight.response.body)
            urls += [one for one in found if visitor.urls.is_own(one)]
            queue += more
    return urls
