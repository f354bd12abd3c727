"""Sites of one page: a router in a bundle shows columns and articles behind `#/list/3` or /list/3, and asks for both.

What the bundle's components ask by a parameter of their route is the list, or the article; where the menu and the rows
lead says of which records' fields the parameters are: so each column is a list of its own, each row its article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

import lxml.html

from guiyi.crawl.paging.addressed import with_template
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.requested import request_url, url_of_request
from guiyi.crawl.paging.trees import TREE
from guiyi.markup.decode import HAN
from guiyi.scripts.bundles.bundle import HOLE_CLOSES, HOLE_OPENS, Bundle, bundle_of
from guiyi.scripts.bundles.modules import is_bundle
from guiyi.scripts.bundles.parts import is_program
from guiyi.scripts.bundles.stubs import PARAMETER
from guiyi.scripts.interfaces.questions import Asked
from guiyi.scripts.language.values import MARKED, OPEN
from guiyi.scripts.literals import UNKNOWN
from guiyi.urls import absolute_url

LONGEST = 900_000  # characters of a site's bundle that are followed
HOLE = re.compile(rf"{HOLE_OPENS}([\w.\[\]]+){HOLE_CLOSES}")
OWN = re.compile(rf"{HOLE_OPENS}{re.escape(PARAMETER)}\.(\w+){HOLE_CLOSES}")
OF_ROUTE = re.compile(rf"{OPEN}{re.escape(PARAMETER)}\.(\w+)[^{OPEN}]*?\ue001")
REPLY = re.compile(r"^r(\d{1,4})\b")
STRING = re.compile(r"[\"']([^\"'\n]{2,30})[\"']")
ESCAPED = re.compile(r"%7B(\w+)%7D")
MOST_COLUMNS, MOST_FOLLOWED = 60, 12  # columns; those for which the bundle is followed by itself
HOW = "list interface of a site of one page"


class Route(NamedTuple):
    """An address within such a site: the path of its route, and its parameters."""

    path: str
    told: dict[str, str]


class Site(NamedTuple):
    """What a bundle asks: its list and its articles, each by parameters of its route; the others by their number."""

    bundle: Bundle
    list_: Asked | None
    articles: list[Asked]
    others: dict[int, Asked]
    rows: frozenset[int]  # the requests whose replies are rows


def find_paging(page: ListPage) -> Paging | None:
    """A page with a bundle → its list, where its address is of a route; every column's at the site's own."""
    site = site_of(page) if page.files else None
    if site is None:
        return None
    here = _here(site, page, is_article=False)
    if here is not None:
        url = _list_at(site, here, page)
        item = _address(site, page, here.told)
        return Paging([with_template(url, item)], how=HOW, is_data=True, is_sure=False) if url else None
    path = urlsplit(page.url).path
    if path.rsplit("/", 1)[-1] not in ("", "index.html") and path != site.bundle.base:
        return None
    return _columns(site, page)


def _list_at(site: Site, route: Route, page: ListPage) -> str | None:
    """What a column's route asks: by its parameter, or by what the program has in a table for it."""
    if site.list_ is not None:
        is_told = _is_known(site.list_, route.told) and OWN.search(_said(site.list_))
        return _asked(site.list_, route.told, page) if is_told else None
    known = site_of(page, tuple(sorted(route.told.items())))
    alike = {_said(one) for one, _at in site.bundle.asked}
    lists = (one for one, _at in known.bundle.asked if is_numbered(_url(one))) if known is not None else ()
    own = next((one for one in lists if _said(one) not in alike and not HOLE.search(_said(one))), None)
    return _asked(own, route.told, page) if own is not None else None


def article_asked(page: ListPage) -> Iterator[str]:
    """A page with a bundle, whose address is of a route → what its component asks for the article."""
    site = site_of(page) if page.files else None
    here = _here(site, page, is_article=True) if site is not None else None
    article = _article_by(site, here.told) if site is not None and here is not None else None
    if article is not None and here is not None and (url := _asked(article, here.told, page)) is not None:
        yield url


def _article_by(site: Site, told: dict[str, str]) -> Asked | None:
    """The article that is asked for by parameters of a route; rather by more of them."""
    known = [one for one in site.articles if _is_known(one, told)]
    return max(known, key=lambda one: len(set(OWN.findall(_said(one)))), default=None)


def _here(site: Site, page: ListPage, is_article: bool) -> Route | None:
    """The route on which a page is, if it is an article's, or none of an article, as the rows lead."""
    parts = urlsplit(page.url)
    here, of_rows = (
        _route_of(site, parts.path, parts.query),
        {one.path for one in _led(site) if _replies(one) & site.rows},
    )
    return here if here is not None and (not of_rows or (here.path in of_rows) is is_article) else None


def site_of(page: ListPage, told: tuple[tuple[str, str], ...] = ()) -> Site | None:
    """A page, and parameters of its route → what its bundle asks; None where it has none."""
    if not any(is_bundle(one) or is_program(one) for one in page.files) or sum(map(len, page.files)) > LONGEST:
        return None
    parts = urlsplit(page.found.base)  # the site's own for all its routes: the bundle is followed once for them
    base = f"{parts.scheme}://{parts.netloc}/"
    return _site(page.files, tuple(one for one in page.found.scripts if "__NUXT__" in one), base, told)


@lru_cache(maxsize=16)
def _site(files: tuple[str, ...], settings: tuple[str, ...], base: str, told: tuple[tuple[str, str], ...]) -> Site:
    bundle = bundle_of(lxml.html.Element("html"), base, [*settings, *files], dict(told))
    by_route = [(one, at) for one, at in bundle.asked if OWN.search(_said(one)) and UNKNOWN not in _said(one)]
    lists = [one for one, _at in by_route if is_numbered(_url(one))]
    paths = {_path(one) for one, _at in bundle.asked if is_numbered(_url(one))}
    articles = [one for one, _at in by_route if not is_numbered(_url(one)) and _path(one) not in paths]
    rows = frozenset(at for one, at in bundle.asked if _path(one) in paths)
    return Site(bundle, next(iter(lists), None), articles, {at: one for one, at in bundle.asked}, rows)


def _is_known(one: Asked, told: dict[str, str]) -> bool:
    """Whether all parameters of its route that a request names are told."""
    return {*OWN.findall(_said(one))} <= told.keys()


def _said(one: Asked) -> str:
    return one.url + json.dumps(one.data, ensure_ascii=False)


def _path(one: Asked) -> str:
    return HOLE.sub("", one.url.split("?")[0])


def _url(one: Asked) -> str:
    """A request as one text in which the number of a page is looked for."""
    return (
        one.url
        + ("&" if "?" in one.url else "?")
        + "&".join(f"{key}={value}" for key, value in (one.data or {}).items())
    )


def _asked(one: Asked, told: dict[str, str], page: ListPage) -> str | None:
    """A request with the parameters of its route → the URL that stands for it."""
    held = {name: quote(value, safe="{}") for name, value in told.items()}
    url = OWN.sub(lambda hole: held.get(hole[1], ""), one.url)
    data = _put(one.data, told)
    made = url_of_request(url, data or {}, one.way, page.url)
    return made if made and not HOLE.search(made) else None


def _put(data: Any, told: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {name: _put(one, told) for name, one in data.items()}
    if isinstance(data, list):
        return [_put(one, told) for one in data]
    return OWN.sub(lambda hole: told.get(hole[1], ""), data) if isinstance(data, str) else data


def _columns(site: Site, page: ListPage) -> Paging | None:
    """Every column of a site, by the parameter that its list's route has."""
    wanted = set(OWN.findall(_said(site.list_))) if site.list_ is not None else {""}
    if len(wanted) != 1:
        return None
    name = wanted.pop()
    parts = dict[str, str]()
    of_rows = {one.path for one in _led(site) if _replies(one) & site.rows}
    for one in _led(site):
        value = one.told.get(name) if name else next(iter(one.told.values()))
        if value is None or one.path in of_rows or UNKNOWN in value:
            continue
        mark = MARKED.fullmatch(value)
        if mark is None and OPEN not in value:
            url = _list_at(site, one, page) if site.list_ or len(parts) < MOST_FOLLOWED else None
            if url and len(parts) < MOST_COLUMNS:
                item = _item_of(site, page, one.told)
                parts.setdefault(with_template(url, item), _words_of(page, value))
        elif mark is not None and (tree := _tree(site, page, mark[1], one, name)):
            return Paging([tree], how=f"{HOW}, for each of its menu's", is_data=True, is_sure=False, is_whole=True)
    if not parts:
        return None
    is_named = all(parts.values()) and len({*parts.values()}) == len(parts) > 1
    return Paging([*parts], how=HOW, is_data=True, is_sure=False, is_whole=True, parts=parts if is_named else {})


def _tree(site: Site, page: ListPage, field: str, one: Route, name: str) -> str | None:
    """The request that names the columns, with that for the list of each."""
    reply = REPLY.match(field)
    before = site.others.get(int(reply[1])) if reply else None
    if before is None or site.list_ is None or OWN.search(_said(before)):
        return None
    named = request_url(before.url, before.data or {}, before.way, page.url)
    held = {**one.told, name: f"{{node.{_last(field)}}}"}
    url, template = _asked(site.list_, held, page), _item_of(site, page, {})
    return f"{named}{TREE}{quote(with_template(url, template), safe='')}" if named and url else None


def _address(site: Site, page: ListPage, told: dict[str, str]) -> str | None:
    """The address of an item where routes are addresses of the site itself: the route to which its row leads, with
    what is told of the column's own."""
    for one in site.bundle.led:
        found = _match(site, one)
        if found is not None and _replies(found) & site.rows and UNKNOWN not in one and not one.startswith(("#", "/#")):
            own = OF_ROUTE.sub(lambda mark: told.get(mark[1], mark[0]), one)
            if OF_ROUTE.search(own):
                continue
            own = MARKED.sub(lambda mark: f"{{{_last(mark[1])}}}", own)
            return _with_holes(absolute_url(_below(site, own), page.url))
    return _template(site, page)


def _item_of(site: Site, page: ListPage, told: dict[str, str]) -> str | None:
    """The address of an item as a page tells it that is none of its routes: one behind # no server is told."""
    return _address(site, page, told) if site.bundle.is_history else _template(site, page)


def _below(site: Site, path: str) -> str:
    """A route → its address, below the router's base."""
    base = site.bundle.base
    return path if not base or path.startswith(f"{base}/") else f"{base}{path}"


def _template(site: Site, page: ListPage) -> str | None:
    """The address of an item: what is asked for its article by the field of a row, or where the row leads by itself."""
    for one in _led(site):
        if not _replies(one) & site.rows or any(UNKNOWN in value for value in one.told.values()):
            continue
        told = {name: MARKED.sub(lambda mark: f"{{{_last(mark[1])}}}", value) for name, value in one.told.items()}
        if (article := _article_by(site, told)) is not None:
            return _with_holes(_asked(article, told, page))
    first = next(iter(site.articles), None)
    names = {*OWN.findall(_said(first))} if first is not None else set()
    if first is not None and len(names) == 1:
        (name,) = names
        return _with_holes(_asked(first, {name: f"{{{name}}}"}, page))
    plain = (one for one in site.bundle.led if OPEN in one and UNKNOWN not in one and _match(site, one) is None)
    address = next((MARKED.sub(lambda mark: f"{{{_last(mark[1])}}}", one) for one in plain if "/" in one), None)
    return _with_holes(absolute_url(address, page.url)) if address else None


def _with_holes(url: str | None) -> str | None:
    """An address with its holes as they are filled: {id}."""
    return ESCAPED.sub(r"{\1}", url) if url else None


def _last(path: str) -> str:
    return path.rsplit(".", 1)[-1].removesuffix("[]")


def _replies(one: Route) -> set[int]:
    """The numbers of the replies of which a route's parameters are made."""
    marks = (mark[1] for value in one.told.values() for mark in MARKED.finditer(value))
    return {int(found[1]) for mark in marks if (found := REPLY.match(mark))}


def _led(site: Site) -> Iterator[Route]:
    return (found for one in dict.fromkeys(site.bundle.led) if (found := _match(site, one)) is not None)


def _match(site: Site, address: str) -> Route | None:
    """An address to which a component leads → its route."""
    own = address.partition("#")[2].lstrip("!") if address.startswith(("#", "/#")) else address
    path, _, query = own.partition("?")
    return _route_of(site, path, query)


def _route_of(site: Site, path: str, query: str) -> Route | None:
    asked = dict(parse_qsl(query, keep_blank_values=True))
    if site.bundle.base and path.startswith(f"{site.bundle.base}/"):
        path = path[len(site.bundle.base) :]
    for pattern in sorted({*site.bundle.routes.values()}, key=lambda one: (":" in one, -len(one))):
        match = _pattern_of(pattern).fullmatch(path)
        if match is not None and (match.groupdict() or asked):
            return Route(pattern, asked | match.groupdict())
    return None


@lru_cache(maxsize=256)
def _pattern_of(route: str) -> re.Pattern[str]:
    """A route's path → what is of it: /list/:id."""
    try:
        return re.compile(re.sub(r":(\w+)\\?\??", r"(?P<\1>[^/?#]+)", re.escape(route).replace(r"\:", ":")))
    except re.error:  # /:id/:id
        return re.compile(r"(?!)")


def _words_of(page: ListPage, value: str) -> str:
    """What a menu that stands in a script calls a column: the words beside its address or code."""
    own = re.escape(value)
    near = re.compile(rf"\{{[^{{}}]{{0,200}}(?:[\"'/=]{own}[\"']|:{own}(?=[,}}]))[^{{}}]{{0,200}}\}}")
    for text in page.files:
        for held in islice(near.finditer(text), 5):
            words = next((one for one in STRING.findall(held[0]) if HAN.search(one)), "")
            if words:
                return words
    return ""
