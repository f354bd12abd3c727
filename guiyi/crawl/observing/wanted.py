"""What a page wants of its site beside itself: its script files, and what its own scripts ask for by its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote, urlsplit

from guiyi.crawl.observing.observe import LIBRARY, SCRIPT_FILE
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.asked import known_in
from guiyi.crawl.paging.followed import followed_in
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.interface import DATA_FILE, asked_by
from guiyi.crawl.paging.requested import NO_LIST, requests_of
from guiyi.crawl.paging.routed import article_asked
from guiyi.crawl.paging.settled import LAST_PART, parameters_of, without_aliases
from guiyi.crawl.paging.shown import has_days
from guiyi.crawl.reading.changing import may_change
from guiyi.urls import absolute_url

MAX_FILES = 6  # script files of one page
MAX_WRITTEN = 3  # files whose tags a page's scripts write
TELLING = re.compile(r"list|page|data|query|search|detail|content|article|news|item|info", re.IGNORECASE)
GOT = re.compile(r"\.getScript\(\s*[\"']([^\"'\s]{1,200}\.js(?:\?[^\"'\s]{0,80})?)[\"']")
CALLS_BACK = re.compile(
    r"[?&](?:\w{0,10}callback|jsonp\w{0,9}|cb)=[A-Za-z_$][\w$.]*", re.IGNORECASE
)  # <script src="/l.do?callback=show">
BY_SERVER = re.compile(r"\.(?:aspx?|ashx|php|jsp|do|action)\?[\w.]{1,30}=", re.IGNORECASE)
DWR = "/dwr/"  # where a script calls objects of the server as if they were its own
READS_PATH = re.compile(rf"\blocation\.pathname\b|{LAST_PART.pattern}")
MINIFIED = re.compile(r"[.-]min\.js$")


def may_show_a_row(page: ListPage) -> bool:
    """Whether a page that is asked for by something has a file of data, of which it may show one row."""
    return "?" in page.url and ".json" in page.scripts and not has_days(page)


def asks_for_itself(page: ListPage) -> bool:
    """Whether all that a page's scripts ask names what its own address asks by, and no number of a page: it may be an
    article whose files they link, rather than a list."""
    paging = find_paging(page) if ("?" in page.url or READS_PATH.search(page.asking)) else None
    if paging is None or not paging.is_data or len(paging.urls) != 1 or is_numbered(paging.urls[0]):
        return False
    asked, _mark = parted(paging.urls[0])
    return bool(_own_parameters(page) & set(re.findall(r"[\w-]+", unquote(asked))))


def askers_of(page: ListPage) -> tuple[str, ...]:
    """The scripts of a page that may ask for rows in a way that nobody could follow: files, and its own beside DWR."""
    return (*page.files, f"{DWR}{page.scripts}") if DWR in page.text else page.files


def files_of(page: ListPage) -> list[str]:
    """A page → the addresses of its script files that may tell something, rather those whose names say so, in order."""
    ahead = [one for one in page.root.iter("link") if (one.get("rel") or "").lower() in ("modulepreload", "preload")]
    told = [url for one in ahead if (url := absolute_url(one.get("href") or "", page.found.base))]
    got = [url for one in GOT.findall(page.scripts) if (url := absolute_url(one, page.found.base))]
    tags = [url for one in page.root.iter("script") if (url := absolute_url(one.get("src") or "", page.found.base))]
    calling = {one for one in tags if CALLS_BACK.search(one) or _is_written_by_server(one)}
    asked = dict.fromkeys([*got, *page.found.requisites, *told])
    found = [one for one in asked if SCRIPT_FILE.search(one) or one in calling]
    names = {one: MINIFIED.sub(".js", urlsplit(one).path.rsplit("/", 1)[-1]) for one in found}
    own = [one for one in found if not LIBRARY.search(names[one])]
    telling = sorted(own, key=lambda one: not TELLING.search(names[one]))[:MAX_FILES]
    return [one for one in own if one in telling]  # as they stand: what one defines, the next uses


def is_of_one_page(url: str) -> bool:
    """Whether the address of a script is a question, whose reply is one page's: js.asp?c=3, l.do?callback=show."""
    return bool(BY_SERVER.search(url) or CALLS_BACK.search(url))


def _is_written_by_server(url: str) -> bool:
    """Whether the address of a script is that of a program, as old pages call in rows: <script src="/js.asp?c=3">.

    Counters, and what may change something, are not asked.

    >>> addresses = ("js.asp?c=3", "hits.asp?id=3", "js.asp", "a.js")
    >>> [_is_written_by_server(f"http://o.example.test/{one}") for one in addresses]
    [True, False, False, False]
    """
    return BY_SERVER.search(url) is not None and not NO_LIST.search(urlsplit(url).path) and not may_change(url)


def written_files(page: ListPage) -> list[str]:
    """The script files whose tags a page's own scripts write: '<script src="/data/' + page + '.js">'."""
    asked = (one.first.url for one in followed_in(page) if one.first.way == "get")
    urls = (absolute_url(one, page.found.base) for one in asked)
    return [one for one in dict.fromkeys(urls) if one and SCRIPT_FILE.search(one)][:MAX_WRITTEN]


def asked_by_id(page: ListPage) -> Iterator[str]:
    """What a page's scripts ask for by a parameter of its own address, the first two; no page of a list."""
    yield from article_asked(page)
    wanted = _own_parameters(page)
    if not wanted:
        return
    scripts = without_aliases(page.settled)
    known = known_in(scripts)
    told_so = chain(requests_of(scripts, known, page), asked_by(page))
    urls = (url for url in dict.fromkeys(told_so) if not (is_numbered(url) or SCRIPT_FILE.search(url)))
    asked = (url for url in urls if wanted & set(re.findall(r"[\w-]+", unquote(url))) or DATA_FILE.search(url))
    for _at, url in zip(range(2), asked, strict=False):
        yield url


def _own_parameters(page: ListPage) -> set[str]:
    """What a page's own address asks by, as its scripts read it."""
    told = parameters_of(page.asking, page.url)
    told |= {"": urlsplit(page.url).path.rsplit("/", 1)[-1]} if READS_PATH.search(page.asking) else {}
    return {value for value in told.values() if re.fullmatch(r"[\w-]{1,64}", value)}
