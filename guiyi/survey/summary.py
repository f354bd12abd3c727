"""What the tour of a site adds up to beside its columns: files, exclusions, what is hidden, what could not be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from guiyi.crawl.observing.interest import page_of
from guiyi.crawl.observing.unfilled import FEW_ROUTES, routes_in
from guiyi.crawl.paging.interface import sealed_in
from guiyi.crawl.reading.unopened import NO_ADDRESS, ONE_ADDRESS
from guiyi.markup.decode import HAN
from guiyi.survey.findings import Findings, Guess, Hidden
from guiyi.survey.hosts import is_near
from guiyi.survey.proposals import is_sure
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Visitor
from guiyi.urls import UrlSpace, host_of

SEARCH = re.compile(  # /s/1/t/12/list.htm is a folder of Webplus
    r"[?&/](?:search|query)(?:[./?=]|\.\w+$)|[?&/]so?(?:[?=]|/?$|\.\w+$|\.\w+\?)", re.IGNORECASE
)
PRINT = re.compile(
    r"[?&](?:print|printview|\w{1,12}=print\w{0,6}(?=&|$))=?|[_/-](?:print|dayin)(?:\.\w{3,5})?(?:$|[?])"
    r"|/(?:print|dayin)/\d+(?:\.\w{3,5})?$",
    re.IGNORECASE,
)
OF_IIS = re.compile(r"\.as(?:px?|hx)$", re.IGNORECASE)
OF_COLUMN = re.compile(r"\b(?:chnl|channel|col(?:umn)?|cat(?:egory)?|class|node|menu)_?id\s*[=:]\s*['\"]?\d", re.I)
ENDING = re.compile(r"\.([A-Za-z]\w{1,4})(?:$|[?#])")
HANDLERS = frozenset(("do", "action", "asp", "aspx", "ashx", "jsp", "jspx", "php", "cgi", "html", "htm", "shtml"))


def addresses(tour: Tour) -> list[str]:
    """All addresses that the pages of the tour link to."""
    return [link.url for page in tour.pages for link in page.found.links]


def known_addresses(tour: Tour) -> list[str]:
    """All addresses that the tour knows: linked, listed, or in a sitemap."""
    listed = (item.url for one in tour.lists.values() for item in (*one.items, *one.last))
    return [*addresses(tour), *listed, *tour.sitemap_urls]


def folds_case(tour: Tour, urls: UrlSpace) -> bool:
    """Whether the site stands on Windows, whose paths are the same in capitals: by its server, or by the endings of
    most of its addresses.
    """
    if (tour.home.response.header("Server") or "").startswith("Microsoft-IIS"):
        return True
    own = {url for url in known_addresses(tour) if urls.is_own(url)}
    return 2 * sum(OF_IIS.search(urlsplit(url).path) is not None for url in own) > len(own)


def exclusions(tour: Tour, printed: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Patterns of addresses that hold no content of their own, where the site has such: pattern, example.

    printed: parameters with which pages link themselves to be printed; such links are no other addresses.
    """
    found: dict[str, str] = {}
    of_articles = [link.url for one in tour.articles.values() for link in one.sight.found.links]
    listed = any(_asks_for_a_column(one.url) for one in tour.lists.values() if SEARCH.search(one.url))
    further = {one for seen in tour.lists.values() for one in seen.listing.next_urls}
    listed = listed or any(SEARCH.search(one) for one in further)  # a list whose pages a search gives
    listed = listed or any(
        SEARCH.search(seen.url) for seen in tour.lists.values() if seen.listing.is_data and seen.items
    )
    listed = listed or any(SEARCH.search(one.item.url) for one in tour.articles.values() if one.item is not None)
    same = tuple(f"{name}=" for name in printed)
    for url in (one for one in (*addresses(tour), *of_articles) if not any(name in one for name in same)):
        for pattern in (PRINT,) if listed else (SEARCH, PRINT):
            if pattern.search(url):
                found.setdefault(pattern.pattern, url)
    return tuple((f"(?i){pattern}", example) for pattern, example in found.items())


def _asks_for_a_column(url: str) -> bool:
    """Whether a search is asked for what a column holds rather than for words: TRS WAS shows catalogues in this way.

    >>> _asks_for_a_column("/was5/web/search?channelid=25010&searchword=chnlid%3D202")
    True
    >>> _asks_for_a_column("/search?q=tea"), _asks_for_a_column("/search?channelid=5&searchword=茶")
    (False, False)
    """
    asked = unquote(urlsplit(url).query)
    return OF_COLUMN.search(asked) is not None and HAN.search(asked) is None


def asset_hosts(tour: Tour, urls: UrlSpace) -> tuple[str, ...]:
    """Foreign hosts from which articles take files."""
    found: Counter[str] = Counter()
    for one in tour.articles.values():
        for file in (*one.document.get("attachments", ()), *one.document.get("images", ())):
            if not urls.is_own(file["legacy_url"]):
                found[host_of(file["legacy_url"])] += 1
    return tuple(sorted(host for host in found if host))


def attachments(tour: Tour) -> dict[str, int]:
    """File ending → number seen in the sample articles."""
    found: Counter[str] = Counter()
    for one in tour.articles.values():
        for file in one.document.get("attachments", ()):
            endings = (ENDING.search(said) for said in (file.get("name") or "", file["legacy_url"]))
            told = (ending[1].lower() for ending in endings if ending)
            found[next((one for one in told if one not in HANDLERS), "handler")] += 1
    return dict(sorted(found.items()))


def hidden(tour: Tour, visitor: Visitor) -> Hidden:
    """What robots.txt and the limit of requests kept from the survey; of files that articles name, what robots.txt
    would keep from the migration.
    """
    refused = {url for url, why in visitor.refused.items() if why == "robots.txt"}
    named = {
        file["legacy_url"] for one in tour.articles.values()
        for file in (*one.document.get("attachments", ()), *one.document.get("images", ()))
    }  # fmt: skip
    named |= {url for url in addresses(tour) if visitor.urls.is_own(url)}
    if visitor.robots is not None:
        own = (url for url in named if visitor.urls.is_own(url))
        refused |= {url for url in own if not visitor.robots.allowed(url.split("#")[0])}
    robots = tuple(sorted(refused))
    beyond = tour.left_out + sum(why == "limit" for why in visitor.refused.values())
    return Hidden(robots, visitor.robots.note if visitor.robots else "", beyond)


def scope_of(tour: Tour, url: str) -> str | None:
    """The pattern of the folder under which all lists and articles lie, where the survey was sent to a folder."""
    if tour.folder:
        return f"^{re.escape(tour.folder)}"
    folder = _folder(url)
    seen = [urlsplit(one).path for one in (*(one.url for one in tour.lists.values()), *_article_urls(tour))]
    if folder == "/" or not seen or not all(path.startswith(folder) for path in seen):
        return None
    return f"^{re.escape(folder)}"


def _folder(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[0] + "/"


def _article_urls(tour: Tour) -> list[str]:
    return [one.sight.url for one in tour.articles.values()]


def other_hosts(tour: Tour, urls: UrlSpace, names: Iterable[Guess]) -> list[str]:
    """Every foreign host of the same domain that a page links, those with most addresses first: perhaps further names
    or systems of the site, of which nothing is read. names: those that are known to be its own.
    """
    known = {host_of(str(one.value)) for one in names}
    linked = {url for url in known_addresses(tour) if not urls.is_own(url)}
    found = Counter(host for url in linked if (host := host_of(url)) not in known and is_near(host, urls))
    named = ", ".join(f"{host} ({count})" for host, count in sorted(found.items(), key=lambda one: (-one[1], one[0])))
    advice = "none of them was seen to show this site's first page; one with pages of its own is surveyed by itself"
    return [f"hosts beside it, and how many of their addresses its pages link: {named}; {advice}"] if named else []


def unknown(found: Findings, tour: Tour) -> list[str]:
    """What the survey could not tell, each in one sentence with what to do."""
    said = list(_unknown_of_site(found, tour))
    said += (
        f"whether {one.value} is the site by another name ({one.evidence}): a bare address may be anybody's, and "
        "nothing is read there; if it is the site's, name it in site.aliases"
        for one in found.identity.bare
    )
    for column in found.columns:
        if not is_sure(column.proposals):
            said.append(f"where {column.name} belongs ({column.url}); decide it in mapping.columns")
    for one in tour.lists.values():
        if one.further_failed:
            said.append(f"how {one.url} goes on: {one.further_failed}")
        if one.listing.expected_how == NO_ADDRESS:
            said.append(
                f"where the {one.listing.expected_items} documents lie whose titles {one.url} shows: {NO_ADDRESS}, "
                "opened by a function that no file of the page has; open some in a browser, or ask the site's owner"
            )
        if one.listing.expected_how == ONE_ADDRESS:
            said.append(
                f"where the {one.listing.expected_items} documents lie whose titles {one.url} shows: {ONE_ADDRESS}"
            )
    return said


def _unknown_of_scripts(tour: Tour) -> Iterator[str]:
    sealed = dict.fromkeys(url for one in tour.pages if (page := page_of(one.response)) for url in sealed_in(page))
    if sealed:
        yield f"what is asked with a signature or enciphered, at {', '.join([*sealed][:3])}: only a browser reads it"
    routes = dict.fromkeys(route for one in tour.pages if one.is_html for route in routes_in(one.root))
    if len(routes) >= FEW_ROUTES:
        shown = ", ".join([*routes][:3])
        yield (
            f"what its scripts show on {len(routes)} routes ({shown}): they have no addresses of their own, and only "
            "what an interface that was found lists of them comes; look at the site in a browser, and compare"
        )


def _unknown_of_site(found: Findings, tour: Tour) -> Iterator[str]:
    if found.family is None:
        seen = ", ".join(f"{score.family} {score.score}" for score in found.families[:3]) or "no known sign"
        yield f"which CMS it is ({seen}); its pages are read by general rules"
    if not found.columns:
        yield "where its lists are: no list page was found; name some in crawl.seeds"
    elif found.family is None and not any(made.template.fields.get("body") for made in found.templates):
        yield "where its articles' text stands: no template was learned; general extraction takes over"
    if found.waiting and not found.needs_browser:
        yield (
            f"what scripts build on {len(found.waiting)} pages, such as {found.waiting[0]}: no browser is here "
            "(Chromium and the `browser` extra); where there is one, write crawl: {browser: true}"
        )
    yield from _unknown_of_scripts(tour)
    if found.others:
        named = "、".join(sorted(set(found.others.values())))
        yield f"whether pages of {named} are the site's: their titles name these offices; crawl.exclude leaves them out"
    if found.identity.id_code.value is None:
        yield "its 网站标识码: no page says it"
    if found.identity.district.evidence and found.identity.district.value is None:
        yield f"which platform it moves to: {found.identity.district.evidence}; say site.tier and site.district"
    if found.hidden.beyond_limit:
        yield f"what {found.hidden.beyond_limit} further pages hold: the limit of requests was reached"
    folder, lists = _folder(found.url), [one.url for one in tour.lists.values()]
    outside = [one for one in lists if not urlsplit(one).path.startswith(folder)]
    if outside and len(outside) < len(lists):
        yield (
            f"whether the site is its folder {folder} alone: {len(outside)} of {len(lists)} lists lie elsewhere,"
            f" as {outside[0]}; if it is, write crawl.include: ['^{re.escape(folder)}']"
        )
