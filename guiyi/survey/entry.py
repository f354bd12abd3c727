"""The ways into a site: its first page, through all redirects, and its sitemaps."""

from __future__ import annotations

from urllib.parse import urlsplit

from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.redirects import FEW_WORDS
from guiyi.crawl.reading.sitemap import read_sitemap
from guiyi.crawl.reading.texts import visible_text
from guiyi.errors import SourceError
from guiyi.ledger import PAGE
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Sight, Visitor
from guiyi.urls import UrlSpace

MAX_HOPS = 8
MAX_SITEMAPS = 5
TITLE = 9  # characters of a link's text that make it a listed title
FEW, INSIDE = 3, 0.8  # titles on a folder's first page, and share of them that lie in it


def find_home(visitor: Visitor, observer: Observer, url: str) -> Tour:
    """The site's first page, through redirects of HTTP, meta tags and scripts. SourceError if there is none."""
    hops: list[str] = []
    while len(hops) < MAX_HOPS:
        sight = visitor.visit(url)
        if sight is None:
            raise SourceError(f"{url}: {visitor.refused.get(url, 'can not be had')}")
        target = sight.response.location or _led(sight, observer)
        if target is None or target in hops or target == url or not visitor.urls.is_own(target):
            return _first(sight, visitor.urls)
        hops.append(target)
        url = target
    raise SourceError(f"{url}: the first page redirects more than {MAX_HOPS} times; name a page that does not")


def _led(sight: Sight, observer: Observer) -> str | None:
    if not sight.is_whole or not sight.is_html:
        return None
    return observer.observe(sight.response, PAGE).redirect or _entered(sight)


def _entered(sight: Sight) -> str | None:
    """Where the only link of an intro leads: a page that says no more than 进入网站, or shows a picture."""
    leading = {url for url in sight.found.urls if url != sight.url and not is_file(url)}
    says = "".join(visible_text(sight.root).split())
    is_intro = len(leading) == 1 and not sight.found.frames and len(says) <= FEW_WORDS
    return leading.pop() if is_intro else None


def _first(sight: Sight, urls: UrlSpace) -> Tour:
    away = sight.response.location
    if away and urls.is_own(away):
        raise SourceError(f"{sight.url} redirects in a circle; name a page of the site that does not")
    if away:
        raise SourceError(f"{sight.url} leads away to {away}; survey that address if it is the same site")
    if not sight.is_whole:
        raise SourceError(
            f"{sight.url}: the site answers {sight.response.status} {sight.response.reason}; if a browser shows it, "
            "ask the site's owner to let this machine in; else try again later"
        )
    if not sight.is_html:
        kind = sight.response.header("Content-Type") or "no Content-Type"
        raise SourceError(f"{sight.url} is no web page ({kind}); name the address of the site's first page")
    return Tour(sight, [sight])


def shared_host(visitor: Visitor, observer: Observer, tour: Tour, url: str) -> Sight | None:
    """The first page of the host on which a site is one of several, where the survey was sent to its own first page: it
    has another name, and is no way in. None where the site has the host for itself.
    """
    above = visitor.visit(visitor.urls.base) if urlsplit(url).path.strip("/") else None
    if above is None or not above.is_whole or not above.is_html or _led(above, observer):
        return None
    names = [_name(above), _name(tour.home)]
    return above if all(names) and names[0] not in names[1] and names[1] not in names[0] else None


def own_folder(visitor: Visitor, host: Sight | None, tour: Tour, url: str) -> str | None:
    """The folder that is a site of its own, where the survey was sent to one (a town's in its county's); else None.

    Its host's first page does not lead into it, and what its own first page lists lies in it.
    """
    folder = urlsplit(url).path.rsplit("/", 1)[0] + "/"
    if host is None or folder == "/":
        return None
    inside = [_lies_in(link.url, folder) for link in tour.home.found.links if len(link.text) >= TITLE]
    leading = [_lies_in(link, folder) for link in host.found.urls if visitor.urls.is_own(link)]
    is_own = len(inside) >= FEW and sum(inside) >= INSIDE * len(inside) and sum(leading) * 2 < len(leading)
    return folder if is_own else None


def _lies_in(url: str, folder: str) -> bool:
    return urlsplit(url).path.startswith(folder)


def _name(sight: Sight) -> str:
    return "".join((sight.root.findtext(".//title") or "").split())


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
            queue += more[:MAX_SITEMAPS]
    return urls
