"""Other hosts of the same site: those that the site says are its own, and those that show its first page as well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from guiyi.crawl.fetching.guard import Guard
from guiyi.crawl.fetching.robots import Robots
from guiyi.crawl.observing.observe import Observer
from guiyi.errors import SourceError
from guiyi.extract.pages.view import metas_of
from guiyi.ledger import PAGE
from guiyi.survey.findings import Guess
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Sight, Visitor
from guiyi.urls import UrlSpace, host_of

ROWS = 2  # addresses of one host on an inner page that are rows rather than a link to a neighbour
MOST = 4  # hosts that are asked for the site's first page
ALIKE = 0.9  # share of the links of both pages that are common to them, from which they are one page
TOLD = 8  # hosts that a site may call its own
TOLD_BY = 0.2  # share of the pages with a SiteDomain, which templates write, that name a host of the site's own
LEAST_LINKS = 2  # beside those to the first page itself
ADDRESS = re.compile(r"^\d+(?:\.\d+){3}$")
PUBLIC = re.compile(r"^(?:gov|com|edu|org|net|ac|mil)\.\w{2}$")  # what hosts of all sorts have in common


def other_names(visitor: Visitor, home: Sight, pages: Sequence[Sight]) -> list[Guess]:
    """The first pages of a site → its other hosts, each as an address with how sure it is and why.

    Hosts of the same domain and bare addresses to which those pages lead are asked for the site's first page, where
    their robots.txt allows it: one that shows the same page, or sends its askers here, is the site by another name.
    """
    told = {host_of(str(one.value)): one for one in told_hosts(pages, visitor.urls, visitor.fetcher.guard)}
    for origin in list(_near(pages, visitor.urls))[:MOST]:
        why = _is_same(visitor, home, origin)
        if why:
            told[host_of(origin)] = Guess(f"{origin}/", 0.95, why)
    return [told[host] for host in sorted(told)]


def late_names(visitor: Visitor, tour: Tour) -> list[Guess]:
    """Further hosts to which several links of an inner page lead, as rows of its list do, and that show the site's
    first page, too. tour: all pages that were seen, by the names that the first of them told.
    """
    near = list(_near(tour.pages, visitor.urls, ROWS))[:MOST]
    found = ((origin, _is_same(visitor, tour.home, origin)) for origin in near if visitor.left)
    return [Guess(f"{origin}/", 0.95, why) for origin, why in found if why]


def is_bare(name: Guess) -> bool:
    """Whether another name of a site is a bare address: it may be anybody's, who shows or sends on to what he likes, so
    that a person says whether it is the site's.
    """
    return ADDRESS.match(host_of(str(name.value))) is not None


def told_hosts(pages: Sequence[Sight], urls: UrlSpace, guard: Guard) -> list[Guess]:
    """Hosts that the site itself calls its own: SiteDomain may name several, with or without a scheme.

    Not what a page or two say otherwise than the rest (somebody's, who wrote on them), nor what would open an address
    of the network in which the survey runs, since a site's own hosts may be private.
    """
    told = [page_hosts for page in pages if page.is_html and (page_hosts := _said_hosts(page))]
    found = Counter(host for hosts in told for host in hosts if not urls.is_own(f"http://{host}/"))
    likely = [host for host, count in found.most_common(TOLD) if count >= TOLD_BY * len(told)]
    own = sorted(host for host in likely if not guard.leads_inside(host, host_of(urls.base)))
    return [Guess(f"http://{host}/", 0.8, f"SiteDomain names it on {found[host]} pages") for host in own]


def _said_hosts(page: Sight) -> set[str]:
    parts = re.split(r"[,，;；\s]+", metas_of(page.root).get("sitedomain", ""))
    return {host_of(part if "://" in part else f"http://{part}") for part in parts if "." in part} - {""}


def _near(pages: Sequence[Sight], urls: UrlSpace, least: int = 1) -> Iterator[str]:
    """Origins of the same domain, and bare addresses, to which pages lead, those of most pages first. least: how many
    addresses of one a page must link.
    """
    found: Counter[str] = Counter()
    for page in pages:
        foreign = {link.url for link in page.found.links if not urls.is_own(link.url)} if page.is_html else set()
        counts = Counter(map(_origin, foreign))
        found.update({origin for origin, count in counts.items() if count >= least})
    for origin, _count in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        if is_near(host_of(origin), urls):
            yield origin


def spellings(pages: Sequence[Sight], urls: UrlSpace) -> dict[str, int]:
    """How pages write the site's own hosts (www, https, ports) → in how many addresses, the commonest first."""
    own = {url for page in pages if page.is_html for url in page.found.urls if urls.is_own(url)}
    return dict(Counter(_origin(url) for url in sorted(own)).most_common())


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def is_near(host: str, urls: UrlSpace) -> bool:
    """Whether a host is of a site's own domain, or a bare address: it may be the site by another name."""
    domain = _parent_domain(host_of(urls.base))
    return ADDRESS.match(host) is not None or bool(domain and host.endswith(f".{domain}"))


def _parent_domain(host: str) -> str:
    """The domain in which a site's neighbours stand: the one above its host, or its own where that holds hosts of all
    sorts (gov.cn); empty where both do.

    >>> [_parent_domain(one) for one in ("lyj.beiling.gov.cn", "www.beiling.gov.cn", "www.beiling.com", "www.gov.cn")]
    ['beiling.gov.cn', 'beiling.gov.cn', 'beiling.com', '']
    """
    own = host.removeprefix("www.")
    return next((one for one in (own.partition(".")[2], own) if "." in one and not PUBLIC.match(one)), "")


def _is_same(visitor: Visitor, home: Sight, origin: str) -> str | None:
    """Why a host is the site's own by another name; None where it is not, or can't be asked."""
    path = urlsplit(home.url)._replace(scheme="", netloc="").geturl()
    try:
        visitor.asked += 1
        robots = Robots.load(visitor.fetcher, f"{origin}/", visitor.config.crawl.user_agent)
        answer = visitor.visit(origin + path) if robots.allowed(origin + path) and not robots.is_refused else None
    except SourceError:
        return None
    if answer is None:
        return None
    leads_to = (
        answer.response.location or Observer(visitor.config, visitor.urls).observe(answer.response, PAGE).redirect
    )
    if leads_to and visitor.urls.is_own(leads_to):
        return f"it sends its readers to {host_of(leads_to)}"
    if not answer.is_whole or not answer.is_html:
        return None
    ours, theirs = _links(home, visitor.urls), _links(answer, visitor.urls)
    common = len(ours & theirs)
    is_same = min(len(ours), len(theirs)) >= LEAST_LINKS and common >= ALIKE * max(len(ours), len(theirs))
    return "it shows the same first page" if is_same and _title(home) == _title(answer) else None


def _links(page: Sight, urls: UrlSpace) -> set[tuple[str, str]]:
    """The links on its own host that a page has: addresses without host and session, and words, since sites of one
    make may all have a /tzgg/. A frameset has its frames.
    """
    own = host_of(page.url)
    named = [*((one.url, one.text) for one in page.found.links), *((url, "") for url in page.found.frames)]
    links = ((urls.path_of(urls.fetchable(url)), text) for url, text in named if host_of(url) == own)
    return {link for link in links if link[0] != "/"}  # the first page itself goes by several names


def _title(page: Sight) -> str:
    return " ".join((page.root.findtext(".//title") or "").split())
