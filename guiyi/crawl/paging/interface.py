"""Lists that a script asks for: $.ajax({url: "/api/list", data: {channel: 12, page: 1}}), fetch("/api?page=" + page) …

The first request is put together from the call's own literals and what the script knows of its page; its reply tells
the rest. A call that says POST is sent as one: as a form, or as JSON where it makes JSON. The call may stand in a
script file of the site, where such files came with the page.
A grid of a library asks by itself (grids.py). Counters, sign-ins and the like are not lists and are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import lxml.html

from guiyi.crawl.fetching.guard import is_inner
from guiyi.crawl.paging.addressed import item_template, page_base, with_template
from guiyi.crawl.paging.asked import CALLED, alias_of, held_by, known_at, known_in, told_around
from guiyi.crawl.paging.followed import ASKS, first_of, followed_in, further_in, item_address, told_of
from guiyi.crawl.paging.further import OFFSET, OFFSET_IN_JSON, OFFSET_NAMES, PAGE, PAGE_IN_JSON, PAGE_NAMES
from guiyi.crawl.paging.grids import GRID, IN_MARKUP, grid_requests
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.posted import IS_JSON, IS_POST, posted_url
from guiyi.crawl.paging.settled import choices_in, settled, without_aliases, words_of_click
from guiyi.crawl.paging.trees import PLACE, TREE, choices_of, tree_of, tree_url
from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.listing import MIN_GROUP, find_rows
from guiyi.crawl.reading.objects import object_at
from guiyi.crawl.reading.scripts import JOIN, UNKNOWN, closed, joined
from guiyi.urls import absolute_url, host_of

CALL = re.compile(
    r"(?<![\w$.])(?:[\w$]{1,20}\s*\.\s*)?(?:\$|jQuery|axios|layui\.\$|\$?http|\$axios|request|service)\s*\.\s*\$?(?:get|post)\s*\("
    r"|(?<![\w$])[\w$]{1,20}\s*\.\s*(?:ajax|getJSON)\s*\(|\bfetch\s*\(|\baxios\s*\(|\brequest\s*\("
    r"|(?<![\w$.])[\w$]{1,20}\(\s*(?=\{\s*[\"']?(?:url|method)[\"']?\s*:)"  # a request by a name of the page's own
    r"|(?<![\w$.])(?:\$|jQuery)\(\s*[\"'][^\"'\n]{1,60}[\"']\s*\)\s*\.load\s*\("
    r"|\.open\s*\(\s*[\"'](?:GET|POST)[\"']\s*,",
    re.IGNORECASE,
)
ADDRESS = re.compile(rf"\burl\s*:\s*({JOIN})")
FIRST = re.compile(rf"\s*({JOIN})")
DATA = re.compile(  # what is sent: an object, or a variable that holds one
    r"(?:\b(?:data|params|body)[\"']?\s*:\s*|,\s*|\.send\s*\(\s*)(?:JSON\s*\.\s*stringify\s*\(\s*)?(\{)"
)
NAMED = re.compile(
    r"\b(?:data|params|body)[\"']?\s*:\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)}\n]"
    r"|^\s*,\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)]"
)
POST_CALL = re.compile(r"\bpost\s*\(|[\"']POST[\"']", re.IGNORECASE)
LOADED = re.compile(r"\.\s*load\s*\($")  # a box's own rows: GET, or POST where something is sent with it
SENT_WITH = re.compile(rf"\s*{JOIN}\s*,\s*\{{")
GET, FORM, JSON = "get", "form", "json"
NO_LIST = re.compile(
    r"hit|click|count(?!ry)|visit(?!/)|stat(?:s|istic)|login|logout|token|captcha|weather|counter|vote|comment|suggest|keyword|menu|user|session|"
    r"beacon|(?<![a-z])log\b|track|(?<![a-z])(?:pv|uv|stat|tq|tips?)(?![a-z])|hot[_/-]?(?:list|word|search|key|query)"
    r"|friend(?:ly)?_?(?:link)?s?(?![a-z])",
    re.IGNORECASE,
)
PAGE_NAME = re.compile(rf"^(?:{PAGE_NAMES})$", re.IGNORECASE)
OFFSET_NAME = re.compile(rf"^(?:{OFFSET_NAMES})$", re.IGNORECASE)
UNKNOWN_PAGE = re.compile(rf"([?&,](?:{PAGE_NAMES})=){UNKNOWN}", re.IGNORECASE)
UNKNOWN_OFFSET = re.compile(rf"([?&,](?:{OFFSET_NAMES})=){UNKNOWN}", re.IGNORECASE)
DATA_FILE = re.compile(
    r"/(?!\w*(?:config|setting|manifest|lang|i18n|area|region|nav|banner|link))[\w.-]+\.json(?:\?|$)", re.I
)
TEMPLATE = re.compile(r"\b(?:v-for|ng-repeat|ms-for|wx:for)\s*=")
BOX = re.compile(  # $("#list").html(rows), getElementById("list").innerHTML = rows
    r"(?<![\w$])[\w$]{1,20}\(\s*[\"']([#.][\w-]+)(?:\s[^\"']{0,40})?[\"']\s*\)\.(?:html|append|prepend)\("
    r"|getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.(?:innerHTML|insertAdjacentHTML)\b"
)
SPOILING = re.compile(  # what a script adds against caches
    rf"([?&])(?:_?t|_|rnd|r|rand(?:om)?|time(?:stamp)?|ts|(?:no)?cache|d|v)={UNKNOWN}(?:&|$)", re.IGNORECASE
)
BASE = re.compile(rf"\bbaseURL\s*[:=]\s*({JOIN})")
SEALED = re.compile(  # signed, or enciphered
    r"\bencrypt\w*\(|\bsm[234]\w{0,20}\(|\bCryptoJS\b|\bJSEncrypt\b|[\"'][\w-]{0,20}sign(?:ature)?[\"']\s*:|\bsign(?:ature)?\s*:|get_?sign\w*\(",
    re.IGNORECASE,
)
AS_FORM = re.compile(r"\bqs\b|[Ss]tringify\(|urlencoded|URLSearchParams|FormData")
OF_JQUERY = re.compile(r"\$\s*\.|jQuery|ajax|getJSON|\.open|fetch", re.IGNORECASE)  # which know no base
FORM_TEXT = re.compile(r"^&?\w[\w.-]{0,40}=")
TEXT_SENT = re.compile(rf"\b(?:data|body)[\"']?\s*:\s*({JOIN})")
BOXES = ("ul", "ol", "div", "table", "tbody", "dl", "section")
NAME = re.compile(r"^(?=[^\n]*[\u4e00-\u9fff])[^\n]{2,20}$")  # of a list among several of a page
AGENCY = re.compile(r"(?:局|委|委员会|办|办公室|中心|政府|厅|院|[站乡镇县区市]|街道|公司|大队|支队)$")
MAX_CHOICES = 60  # lists of one page among which its reader chooses
MAX_CALLS, MAX_BOXES = 60, 40  # calls of a page's scripts, and boxes that they fill, that are looked at
LONG = 9  # characters of a title
OPTIONS = frozenset("method headers datatype contentType dataType success params data body".split())  # of a call itself
REACH = 700  # characters of a call that are read

T = TypeVar("T")


def find_paging(page: ListPage) -> Paging | None:
    """A page whose rows a script asks for → the first request; None where the page has a list of its own."""
    is_read = CALL.search(page.asking) or GRID.search(page.asking) or IN_MARKUP.search(page.text)
    if not (is_read or ASKS.search(page.asking)):
        return None
    scripts = without_aliases(settled(page.asking, page.root, page.url)) if is_read else ""
    lists = (one for one in _asked(scripts, known_in(scripts), page) if _is_list(next(iter(one))))
    read = _own_first(lists, page, lambda one: next(iter(one))) or {}
    if has_rows(page):
        return None
    if len(read) < 2 and (by_rows := _by_rows(page)) is not None:
        return by_rows
    followed = _followed(page) if len(read) < 2 else None  # of several that its reader chooses, scripts ask the first
    if not (read or followed):
        return None
    if followed and len(tabs := _tabs(page, followed)) > 1:
        return _paging(tabs, page, scripts)
    return _paging({followed: next(iter(read.values()), "")} if followed else read, page, scripts)


def _is_list(url: str) -> bool:
    """Whether a request is one for a list: by the number of a page in it, or by its name."""
    told = url.split("#")[0]
    return is_numbered(url) or "list" in told or DATA_FILE.search(told) is not None


def _own_first(found: Iterator[T], page: ListPage, url_of: Callable[[T], str]) -> T | None:
    """The first of several requests that asks the page's own host; where none does, the first: a page also asks others
    for the weather or for what is shared, while few lists come from elsewhere.
    """
    here, first = host_of(page.url), None
    for one in found:
        if host_of(url_of(one)) == here:
            return one
        first = one if first is None else first
    return first


def _followed(page: ListPage) -> str | None:
    """The request with the number of a page that a page's scripts make, where they are followed step by step: rather
    one whose reply they link, and that they make again for a second page; else the first.
    """
    found = sorted(_numbered(page), key=lambda one: -one[0])
    return _own_first((url for _worth, url in found), page, str)


def _numbered(page: ListPage) -> Iterator[tuple[int, str]]:
    """The numbered requests of a page, each with how much speaks for its being the page's list."""
    for one in followed_in(page):
        first, second = (
            _url_of(asked.url, asked.data or {}, asked.way, page.url) if asked else None
            for asked in (one.first, one.second)
        )
        worth = one.is_linked + (second is not None)
        if first is not None and is_numbered(first):
            yield worth, first
        elif first is not None and second is not None and (numbered := first_of(second)) is not None:
            yield worth, numbered


def asked_by(page: ListPage) -> Iterator[str]:
    """A page → the URLs that stand for what its scripts ask, where they are followed step by step."""
    for one in followed_in(page):
        url = _url_of(one.first.url, one.first.data or {}, one.first.way, page.url)
        if url is not None:
            yield url


def _place_of(page: ListPage, url: str) -> int | None:
    """Which of the requests that a page's scripts make asks the same interface; None where none does."""
    asked = enumerate(one.first.url for one in followed_in(page))
    wanted = urlsplit(url).path
    return next((at for at, one in asked if urlsplit(absolute_url(one, page.url) or "").path == wanted), None)


def _tabs(page: ListPage, first: str) -> dict[str, str]:
    """The lists among which a page's tabs choose, by their words, where they ask what the first does; the first alone
    where there are none.
    """
    found = {first: ""}
    for asked, words in told_of(page).tabs:
        url = _url_of(asked.url, asked.data or {}, asked.way, page.url)
        if url is not None and is_numbered(url) and urlsplit(url).path == urlsplit(first).path:
            found[url] = found.get(url) or words
    return found


def _by_rows(page: ListPage) -> Paging | None:
    """The columns that one interface names, and the list that a click on each asks for, where scripts are followed."""
    for before, asked in told_of(page).rows:
        url = _url_of(asked.url, asked.data or {}, asked.way, page.url)
        named = _request_url(before.url, before.data or {}, before.way, page.url)
        if url and named and is_numbered(url) and host_of(url) == host_of(named) == host_of(page.url):
            tree = f"{named}{TREE}{quote(with_template(url, item_address(page) or item_template(page)), safe='')}"
            how = "list interface of a script, for each of another's rows"
            return Paging([tree], how=how, is_data=True, is_sure=False, is_whole=True)
    return None


def scrolled_to(page: ListPage) -> str | None:
    """A page that grows when its reader comes to its end → what it asks for then, from the first rows on."""
    for one in further_in(page):
        url = _url_of(one.url, one.data or {}, one.way, page.url)
        if url is not None and host_of(url) == host_of(page.url) and (first := first_of(url)) is not None:
            return with_template(first, item_address(page, -1))
    return None


def _paging(choices: dict[str, str], page: ListPage, scripts: str) -> Paging:
    """What a page asks for first, with its names → the lists that it has, and the tree in which they are chosen."""
    template = (
        item_address(page, _place_of(page, next(iter(choices))))
        or item_template(page)
        or page_base(page, next(iter(choices)))
    )
    tree, urls, parts = tree_of(scripts), [], dict[str, str]()
    for url, name in choices.items():
        asked = with_template(url, template)
        if name == PLACE:
            address = _url_of(tree[0], {}, GET, page.url) if tree else None
            urls += [tree_url(address, tree[1], asked)] if tree and address else []
            continue
        urls.append(asked)
        parts |= {asked: name} if NAME.match(name) else {}
    names = {*parts.values()}
    is_parted = len(names) == len(parts) > 1 and not all(map(AGENCY.search, names))  # whose they are is no column
    how = "list interface of a script"
    return Paging(urls, how=how, is_data=True, is_sure=False, is_whole=True, parts=parts if is_parted else {})


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
        address = _address(match[1], known) if match and SEALED.search(body) else None
        if address and (url := absolute_url(address, page.url)):
            found[url] = None
    return [*found]


def requests_of(scripts: str, known: dict[str, str], page: ListPage) -> Iterator[str]:
    """A page's scripts and what their variables are known to hold → the URLs that stand for what they ask."""
    for choices in _asked(scripts, known, page):
        yield from choices


def _asked(scripts: str, known: dict[str, str], page: ListPage) -> Iterator[dict[str, str]]:
    """What each call asks, with what the page calls it: more than one where its reader chooses (tabs, departments)."""
    grids = (
        [(url, asked, FORM if is_post else GET, "")] for url, asked, is_post in grid_requests(scripts, known, page.root)
    )
    for choices in (*_requests(scripts, known, page), *grids):
        found: dict[str, tuple[str, str]] = {}
        for address, asked, way, name in choices:
            if (url := _url_of(address, asked, way, page.url)) is not None:
                key = PAGE_IN_JSON.sub(r"\1", PAGE.sub(r"\1", url))  # one list, whatever its page
                first, called = found.get(key, (url, ""))
                found[key] = first, called or name
        if found:
            yield dict(found.values())


def _url_of(address: str, asked: dict[str, Any], way: str, base: str) -> str | None:
    """A request → the URL that stands for it; None where it is no list's, or may change something."""
    url = _request_url(address, asked, way, base)
    return None if url is None or NO_LIST.search(urlsplit(url).path) else url


def _request_url(address: str, asked: dict[str, Any], way: str, base: str) -> str | None:
    """A request → the URL that stands for it; None where it leads within a network, or may change something."""
    address = SPOILING.sub(lambda spoiling: spoiling[1], address).rstrip("?&") if UNKNOWN in address else address
    url = absolute_url(address, base) if UNKNOWN not in address else None
    if not url or _is_inner(url, base):
        return None
    if way == GET:
        url += (("&" if "?" in url else "?") + urlencode(_plain(asked), doseq=True)) if asked else ""
    elif asked:
        url = posted_url(url, asked if way == JSON else _plain(asked), way == JSON)
    return None if may_change(url) else url


def _is_inner(url: str, base: str) -> bool:
    """Whether an address leads from a page into a network that only its own people reach."""
    host = host_of(url)
    return host != host_of(base) and is_inner(host)


def is_numbered(url: str) -> bool:
    """Whether a request says which page, or which rows, of a list it wants."""
    return any(pattern.search(url) for pattern in (PAGE, PAGE_IN_JSON, OFFSET, OFFSET_IN_JSON))


def has_rows(page: ListPage, least: int = MIN_GROUP * 2) -> bool:
    """Whether a page shows a list of its own: rows with days; or titles, where no box waits for its script's rows."""
    if has_days(page):
        return True
    here = host_of(page.url)
    long = (one for one in page.found.links if one.element is not None and len(one.text) >= LONG)
    titles = sum(1 for one in long if host_of(one.url) == here)
    return titles >= least and not _has_empty_box(page)


def has_days(page: ListPage) -> bool:
    """Whether rows with days stand on a page."""
    here = host_of(page.url)
    return bool(find_rows(page.found, lambda url: host_of(url) == here, lambda url: False).items)


def _has_empty_box(page: ListPage) -> bool:
    """Whether a script puts rows into an element that has none, or a template of rows stands on the page."""
    if TEMPLATE.search(page.text):
        return True
    wanted = {match[1] or f"#{match[2]}" for match in BOX.finditer(page.asking)}
    boxes = (one for one in page.root.iter(*BOXES) if wanted & _names_of(one)) if wanted else ()
    return any(one.find(".//a") is None and not "".join(one.itertext()).strip() for one in islice(boxes, MAX_BOXES))


def _names_of(element: lxml.html.HtmlElement) -> set[str]:
    """An element's id and classes, as selectors name them."""
    return {f"#{element.get('id')}", *(f".{one}" for one in (element.get("class") or "").split())}


Asked = tuple[str, dict[str, Any], str, str]  # address, what is sent, the way it goes, what the page calls it


def _requests(scripts: str, known: dict[str, str], page: ListPage) -> Iterator[list[Asked]]:
    """Each call whose address is wholly known; once for each choice that the page has for what it asks."""
    calls = list(islice(CALL.finditer(scripts), MAX_CALLS))
    said = BASE.search(scripts)
    base = joined(said[1], known) if said else ""
    base = "" if UNKNOWN in base else base.rstrip("/")
    choices = _choices(scripts, page) if calls else []
    for at, call in enumerate(calls):
        end = min(call.end() + REACH, calls[at + 1].start() if at + 1 < len(calls) else len(scripts))
        if "open" not in call[0] and (last := closed(scripts, call.end(), REACH)) is not None:
            end = min(end, last)  # what an XMLHttpRequest sends, it is given afterwards
        body = scripts[call.end() : end]
        match = ADDRESS.search(body) if body.lstrip().startswith("{") else FIRST.match(body)
        if match is None:
            continue
        if SEALED.search(body):
            continue
        rest = body[: match.start()] + body[match.end() :]
        way, is_based = _way(call[0], body, scripts), bool(base) and not OF_JQUERY.search(call[0])
        found: list[Asked] = []
        decides = body + told_around(scripts, call.start(), page.found.clicks)
        is_held = NAMED.search(body) is not None  # what it sends is put together elsewhere
        chosen = (known | choice for choice in choices if is_held or any(key and key in decides for key in choice))
        for told in (known, *chosen):
            for here in known_at(scripts, call.start(), told, page.found.clicks):
                address = _address(match[1], here)
                if address is None or len(found) >= MAX_CHOICES:
                    continue
                address = base + address.removeprefix(base) if is_based and address.startswith("/") else address
                sent = map(_first, _sent(rest, scripts, here, call.start()).items())
                one = (address, {name: value for name, value in sent if value != UNKNOWN}, way)
                found.append((*one, words_of_click(page.root, here[CALLED]) if CALLED in here else told.get("", "")))
        if found:
            yield found


def _choices(scripts: str, page: ListPage) -> list[dict[str, str]]:
    """What variables hold for each list that the page lets its reader choose, and its name by an empty name."""
    tree = tree_of(scripts)
    told = [*choices_in(scripts, page.root), *choices_of(scripts)][:MAX_CHOICES]
    return [*told, tree[2] | {"": PLACE}] if tree else told


def _address(expression: str, known: dict[str, str]) -> str | None:
    """The address of a call for the first page; None where it is not wholly known."""
    address = joined(expression, known)
    address = UNKNOWN_OFFSET.sub(r"\g<1>0", UNKNOWN_PAGE.sub(r"\g<1>1", address))
    address = SPOILING.sub(lambda spoiling: spoiling[1], address).rstrip("?&")
    return None if not address or UNKNOWN in address or address.startswith("{") else address


def _way(call: str, body: str, scripts: str) -> str:
    """GET, or a POST of a form or of JSON, as the call itself says; axios and Angular send JSON unless told."""
    is_sent = LOADED.search(call) is not None and SENT_WITH.match(body) is not None
    if not (is_sent or POST_CALL.search(call) or IS_POST.search(body)):
        return GET
    sends_json = "axios" in scripts and not OF_JQUERY.search(call)
    sends_json = (sends_json or "$http" in call) and not AS_FORM.search(body)
    return JSON if sends_json or IS_JSON.search(call + body) else FORM


def _sent(body: str, scripts: str, known: dict[str, str], at: int) -> dict[str, Any]:
    """What a call sends: an object written in it, or a variable that holds one."""
    for data in DATA.finditer(body):
        said = object_at(body, data.start(1), known)
        if said and (data[0][0] != "," or OPTIONS.isdisjoint(said)):
            return said
    if (text := TEXT_SENT.search(body)) is not None and (told := joined(text[1], known)).startswith("{"):
        return object_at(told, 0, {})  # "{classId:'" + id + "',page:1}"
    if (name := NAMED.search(body)) is None:
        return _of_form(joined(text[1], known)) if text else {}
    for held in filter(None, (alias_of(scripts, at, name[1] or name[2]), name[1] or name[2])):
        if (found := held_by(scripts, held)) is not None:
            put = {key: joined(value, known) for key, value in found[1]}  # query = {page: 1}; query.kind = "3"
            put = {key: UNKNOWN if UNKNOWN in value else value for key, value in put.items()}
            return object_at(scripts, found[0], known) | put
    return _of_form(known.get(name[1] or name[2], ""))


def _of_form(told: str) -> dict[str, Any]:
    """What a script sends as it stands in a form: pageNo=1&size=20.

    >>> _of_form("pageNo=1&kind="), _of_form("/list?page=1")
    ({'pageNo': '1', 'kind': ''}, {})
    """
    return dict(parse_qsl(told, keep_blank_values=True)) if FORM_TEXT.match(told) else {}


def _first(entry: tuple[str, Any]) -> tuple[str, Any]:
    """An entry of a first request: its page is number 1, and it skips nothing, where a script does not say."""
    name, value = entry
    if PAGE_NAME.match(name) and not str(value).isdigit():
        return name, 1
    is_later = value == UNKNOWN or (str(value).isdigit() and int(value) > 1)
    return (name, 0) if OFFSET_NAME.match(name) and is_later else entry


def _plain(asked: dict[str, Any]) -> dict[str, str | list[str]]:
    """An object as a form or a query sends it: lists of plain values as name[]; what is nested deeper is left out.

    >>> _plain({"site": ["a", "b"], "isTop": True, "sort": {"by": "day"}, "kind": None})
    {'site[]': ['a', 'b'], 'isTop': 'true', 'kind': ''}
    """
    plain: dict[str, str | list[str]] = {}
    for name, value in asked.items():
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            plain[f"{name.removesuffix('[]')}[]"] = [_word(one) for one in value]
        elif not isinstance(value, dict | list):
            plain[name] = _word(value)
    return plain


def _word(value: Any) -> str:
    words = {True: "true", False: "false", None: ""}
    return words[value] if value is None or isinstance(value, bool) else str(value)
