"""Lists that a script asks for: $.ajax({url: "/api/list", data: {channel: 12, page: 1}}), fetch("/api?page=" + page) …

The first request is put together from the call's own literals and what the script knows of its page (requested.py,
sent.py); its reply tells the rest. The call may stand in a script file of the site, where such files came with the
page. A grid of a library asks by itself (grids.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import quote, unquote, urlsplit

from guiyi.crawl.paging.addressed import item_template, page_base, with_template
from guiyi.crawl.paging.asked import known_in
from guiyi.crawl.paging.counted import with_second
from guiyi.crawl.paging.followed import ASKS, first_of, followed_in, further_in, item_address, told_of
from guiyi.crawl.paging.further import PAGE, PAGE_IN_JSON, is_numbered
from guiyi.crawl.paging.grids import ADDRESS, GRID, is_in_markup
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.requested import (
    CALL,
    FIRST,
    MAX_CALLS,
    REACH,
    SEALED,
    first_address,
    request_url,
    requests_of,
    url_of_request,
)
from guiyi.crawl.paging.sent import GET
from guiyi.crawl.paging.settled import without_aliases
from guiyi.crawl.paging.shown import has_rows
from guiyi.crawl.paging.trees import PLACE, TREE, tree_of, tree_url
from guiyi.scripts.literals import closed
from guiyi.urls import absolute_url, host_of

DATA_FILE = re.compile(
    r"/(?!\w*(?:config|setting|manifest|lang|i18n|area|region|nav|banner|link|site_?map|rss))[\w.-]+\.(?:json|xml)(?:\?|$)",
    re.I,
)
NAME = re.compile(r"^(?=[^\n]*[\u4e00-\u9fff])[^\n]{2,20}$")  # of a list among several of a page
AGENCY = re.compile(r"(?:局|委|委员会|办|办公室|中心|政府|厅|院|[站乡镇县区市]|街道|公司|大队|支队)$")
SAID = re.compile(r"([\w.-]+)\"?[=:]\"?([\w-]+)")  # in a query, a form or JSON


def find_paging(page: ListPage) -> Paging | None:
    """A page whose rows a script asks for → the first request; None where the page has a list of its own."""
    is_read = CALL.search(page.asking) or GRID.search(page.asking) or is_in_markup(page.text)
    if not (is_read or ASKS.search(page.asking)):
        return None
    scripts = without_aliases(page.settled) if is_read else ""
    known = known_in(scripts)
    read = _own_first(filter(_is_list, requests_of(scripts, known, page)), page)
    if has_rows(page):
        return None
    if read and (by_node := _by_node(scripts, known, page)):
        return _paging({read: ""} | by_node, page, scripts)
    if (by_rows := _by_rows(page)) is not None:
        return by_rows
    if (followed := followed_to(page)) is not None:
        return _paging(_lists(page, followed), page)
    if read is None:
        linked = _linked(page)
        return _paging(_lists(page, linked[0]), page) if linked else None
    return _paging({_menu_of(page, read) or read: ""}, page)


def _is_list(url: str) -> bool:
    """Whether a request is one for a list: by the number of a page in it, or by its name."""
    told = url.split("#")[0]
    return is_numbered(url) or "list" in told or DATA_FILE.search(told) is not None


def _own_first(urls: Iterable[str], page: ListPage) -> str | None:
    """The first of several requests that asks the page's own host; where none does, the first: a page also asks others
    for the weather or for what is shared, while few lists come from elsewhere.
    """
    here, first = host_of(page.url), None
    for url in urls:
        if host_of(url) == here:
            return url
        first = first or url
    return first


def followed_to(page: ListPage) -> str | None:
    """The request with the number of a page that a page's scripts make, where they are followed step by step: rather
    one whose reply they link, and that they make again for a second page; else the first.
    """
    found = sorted(_numbered(page), key=lambda one: -one[0])
    return _own_first((url for _worth, url in found), page)


def _numbered(page: ListPage) -> Iterator[tuple[int, str]]:
    """The numbered requests of a page, each with how much speaks for its being the page's list."""
    for one in followed_in(page):
        first, second = (
            url_of_request(asked.url, asked.data or {}, asked.way, page.url) if asked else None
            for asked in (one.first, one.second)
        )
        worth = one.is_linked + (second is not None)
        if first is not None and is_numbered(first):
            yield worth, first
        elif first is not None and second is not None:
            numbered = first_of(second) or with_second(first, second)
            if numbered is not None:
                yield worth, numbered


def _menu_of(page: ListPage, read: str) -> str | None:
    """What the scripts of a page without a list ask and make addresses of, such as its menu, where they do not ask what
    a file that all pages share was read for.
    """
    if any(urlsplit(url).path == urlsplit(read).path for url in asked_by(page)):
        return None
    linked = _linked(page)
    return linked[0] if len(linked) == 1 else None


def menu_asked(page: ListPage) -> str | None:
    """What the scripts of a page ask and make addresses of, though it is called a menu's; None for no one such."""
    linked = _linked(page, is_menu=True)
    return with_template(linked[0], item_address(page) or page_base(page, linked[0])) if len(linked) == 1 else None


def _linked(page: ListPage, is_menu: bool = False) -> list[str]:
    """The requests to a page's own host of whose reply its scripts make addresses: all rows at once, or a menu."""
    linked = (one.first for one in followed_in(page) if one.is_linked)
    urls = (url_of_request(one.url, one.data or {}, one.way, page.url, is_menu) for one in linked)
    return list(dict.fromkeys(url for url in urls if url and host_of(url) == host_of(page.url)))


def asked_by(page: ListPage) -> Iterator[str]:
    """A page → the URLs that stand for what its scripts ask, where they are followed step by step."""
    for one in followed_in(page):
        url = url_of_request(one.first.url, one.first.data or {}, one.first.way, page.url)
        if url is not None:
            yield url


def _place_of(page: ListPage, url: str) -> int | None:
    """Which of the requests that a page's scripts make asks the same interface; None where none does."""
    asked = enumerate(one.first.url for one in followed_in(page))
    wanted = urlsplit(url).path
    return next((at for at, one in asked if urlsplit(absolute_url(one, page.url) or "").path == wanted), None)


def _lists(page: ListPage, first: str) -> dict[str, str]:
    """The lists of a page, by their names where its tabs say them: the first, those among which its tabs choose, and,
    where none is turned, what else its scripts ask and link: the boxes of a front page.
    """
    own, is_turned = urlsplit(first).path, any(one.second is not None for one in followed_in(page))
    beside = [] if is_turned else [url for url in _linked(page) if urlsplit(url).path != own]
    found, boxes = dict.fromkeys([first, *beside], ""), {urlsplit(url).path for url in beside}
    lists = {_of_any_page(url): url for url in found}
    for asked, words in told_of(page).tabs:
        url = url_of_request(asked.url, asked.data or {}, asked.way, page.url) or ""
        is_alike = urlsplit(url).path == own and is_numbered(url) >= is_numbered(first)
        if url and (is_alike or urlsplit(url).path in boxes):
            url = lists.setdefault(_of_any_page(url), url)
            found[url] = found.get(url) or words
    return found


def _of_any_page(url: str) -> str:
    """A request without the number of a page in it: a list is one, whatever its page."""
    return PAGE_IN_JSON.sub(r"\1", PAGE.sub(r"\1", url))


def _by_rows(page: ListPage) -> Paging | None:
    """The columns that one interface names, and the list that a click on each asks for, where scripts are followed."""
    for before, asked in told_of(page).rows:
        url = url_of_request(asked.url, asked.data or {}, asked.way, page.url)
        named = request_url(before.url, before.data or {}, before.way, page.url)
        if url and named and is_numbered(url) and host_of(url) == host_of(named) == host_of(page.url):
            tree = f"{named}{TREE}{quote(with_template(url, item_address(page) or item_template(page)), safe='')}"
            how = "list interface of a script, for each of another's rows"
            return Paging([tree], how=how, is_data=True, is_sure=False, is_whole=True)
    return None


def scrolled_to(page: ListPage) -> str | None:
    """A page that grows when its reader comes to its end → what it asks for then, from the first rows on."""
    for one in further_in(page):
        url = url_of_request(one.url, one.data or {}, one.way, page.url)
        if url is not None and host_of(url) == host_of(page.url) and (first := first_of(url)) is not None:
            return with_template(first, item_address(page, -1))
    return None


def _by_node(scripts: str, known: dict[str, str], page: ListPage) -> dict[str, str]:
    """The request for the list of a node where a page's reader chooses in a tree, with the place for the node's id."""
    tree = tree_of(scripts)
    urls = requests_of(scripts, known | tree[2], page) if tree else iter(())
    return dict.fromkeys(islice((url for url in urls if PLACE in unquote(url)), 1), PLACE)


def _paging(choices: dict[str, str], page: ListPage, scripts: str = "") -> Paging:
    """What a page asks for first, with its names → the lists that it has, and the tree in which they are chosen."""
    first, templates = urlsplit(next(iter(choices))).path, dict[str, tuple[str, str | None]]()
    tree, urls, parts = tree_of(scripts), list[str](), dict[str, str]()
    for url, name in choices.items():
        path = urlsplit(url).path
        if path not in templates:
            written = item_template(page) if path == first else None
            templates[path] = url, item_address(page, _place_of(page, url)) or written or page_base(page, url)
        asked = with_template(url, as_chosen(url, *templates[path]))
        if name == PLACE:
            address = url_of_request(tree[0], {}, GET, page.url) if tree else None
            urls += [tree_url(address, tree[1], asked)] if tree and address else []
            continue
        urls.append(asked)
        parts |= {asked: name} if NAME.match(name) else {}
    names = {*parts.values()}
    is_parted = len(names) == len(parts) > 1 and not all(map(AGENCY.search, names))  # whose they are is no column
    how = "list interface of a script"
    return Paging(urls, how=how, is_data=True, is_sure=False, is_whole=True, parts=parts if is_parted else {})


def as_chosen(url: str, first: str, template: str | None) -> str | None:
    """A request, the first one of its interface, and the address of the first's items → that of the request's items:
    what one asks otherwise, its items' addresses may say, too.

    >>> as_chosen("http://o.example.test/l?kind=3", "http://o.example.test/l?kind=2", "/show?kind=2&id={id}")
    '/show?kind=3&id={id}'
    """
    asked: dict[str, str] = dict(SAID.findall(unquote(url)))
    for name, value in SAID.findall(unquote(first)) if template else ():
        template = re.sub(rf"(?<=[=/]){re.escape(value)}(?=[&/]|$)", asked.get(name, value), template or "")
    return template


def sealed_in(page: ListPage) -> list[str]:
    """A page → the addresses that its scripts ask for with a signature or with enciphered data: only a browser can."""
    scripts = page.asking
    if not SEALED.search(scripts):
        return []
    known = known_in(scripts)
    found = dict[str, None]()
    for call in islice(CALL.finditer(scripts), MAX_CALLS):
        body = scripts[call.end() : closed(scripts, call.end(), REACH) or call.end() + REACH]
        match = ADDRESS.search(body) if body.lstrip().startswith("{") else FIRST.match(body)
        address = first_address(match[1], known) if match and SEALED.search(body) else None
        if address and (url := absolute_url(address, page.url)):
            found[url] = None
    return [*found]
