"""Calls of a page's scripts → the URLs that stand for what they ask, wherever all of the address is known.

Counters, sign-ins and the like are not lists and are not asked; nor is what may change something.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlencode, urlsplit

from guiyi.crawl.fetching.guard import is_inner
from guiyi.crawl.paging.asked import known_at
from guiyi.crawl.paging.further import OFFSET_NAMES, PAGE_NAMES
from guiyi.crawl.paging.grids import ADDRESS, grid_requests
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.paging.posted import posted_url
from guiyi.crawl.paging.sent import FORM, GET, JSON, OF_JQUERY, first_entry, plain_values, sent_with, way_of
from guiyi.crawl.reading.changing import may_change
from guiyi.scripts.literals import JOIN, UNKNOWN, closed, joined, unspoiled
from guiyi.urls import absolute_url, host_of

CALL = re.compile(
    r"(?<![\w$])(?:"  # within a name none begins
    r"(?<!\.)(?:[\w$]{1,20}+\s*\.\s*)?(?:\$|jQuery|axios|layui\.\$|\$?http|\$axios|request|service)\s*\.\s*\$?(?:get|post)\s*\("
    r"|[\w$]{1,20}+\s*\.\s*(?:ajax|getJSON)\s*\(|(?:fetch|axios|request)\s*\("
    r"|(?<!\.)[\w$]{1,20}+\(\s*(?=\{\s*[\"']?(?:url|method)[\"']?\s*:)"  # a request by a name of the page's own
    r"|(?<!\.)(?:\$|jQuery)\(\s*[\"'][^\"'\n]{1,60}[\"']\s*\)\s*\.load\s*\("
    r")|(?<=\$)(?:fetch|axios|request)\s*\(|\.open\s*\(\s*[\"'](?:GET|POST)[\"']\s*,",
    re.IGNORECASE,
)
FIRST = re.compile(rf"\s*({JOIN})")
NO_LIST = re.compile(
    r"hit|click|count(?!ry)|visit(?!/)|stat(?:s|istic)|login|logout|token|captcha|weather|counter|vote|comment|suggest|keyword|menu|user|session|"
    r"beacon|(?<![a-z])log\b|track|(?<![a-z])(?:pv|uv|tq|tips)(?![a-z])|hot[_/-]?(?:list|word|search|key|query)"
    r"|friend(?:ly)?_?(?:link)?s?(?![a-z])",
    re.IGNORECASE,
)
MENU = re.compile(r"menu", re.IGNORECASE)
UNKNOWN_PAGE = re.compile(rf"([?&,](?:{PAGE_NAMES})=){UNKNOWN}", re.IGNORECASE)
UNKNOWN_OFFSET = re.compile(rf"([?&,](?:{OFFSET_NAMES})=){UNKNOWN}", re.IGNORECASE)
BASE = re.compile(rf"\bbaseURL\s*[:=]\s*({JOIN})")
SEALED = re.compile(  # signed, or enciphered
    r"\bencrypt\w*\(|\bsm[234]\w{0,20}\(|\bCryptoJS\b|\bJSEncrypt\b|[\"'][\w-]{0,20}sign(?:ature)?[\"']\s*:|\bsign(?:ature)?\s*:|get_?sign\w*\(",
    re.IGNORECASE,
)
MAX_CALLS = 60  # calls of a page's scripts that are looked at
REACH = 700  # characters of a call that are read


def requests_of(scripts: str, known: dict[str, str], page: ListPage) -> Iterator[str]:
    """A page's scripts and what their variables are known to hold → the URLs that stand for what they ask."""
    grids = ((url, asked, FORM if is_post else GET) for url, asked, is_post in grid_requests(scripts, known, page.root))
    for address, asked, way in (*_requests(scripts, known), *grids):
        if (url := url_of_request(address, asked, way, page.url)) is not None:
            yield url


def url_of_request(address: str, asked: dict[str, Any], way: str, base: str, is_menu: bool = False) -> str | None:
    """A request → the URL that stands for it; None where it is no list's, or may change something. is_menu: whether
    it may be one that is called a menu's."""
    url = request_url(address, asked, way, base)
    path = urlsplit(url).path if url is not None else ""
    return None if NO_LIST.search(MENU.sub("", path) if is_menu else path) else url


def request_url(address: str, asked: dict[str, Any], way: str, base: str) -> str | None:
    """A request → the URL that stands for it; None where not all of it is known, where it leads within a network, or
    may change something."""
    address = unspoiled(address)
    url = absolute_url(address, base) if UNKNOWN not in address else None
    if not url or _is_inner(url, base) or UNKNOWN in json.dumps(asked, ensure_ascii=False):
        return None
    if way == GET:
        url += (("&" if "?" in url else "?") + urlencode(plain_values(asked), doseq=True)) if asked else ""
    elif asked:
        url = posted_url(url, asked if way == JSON else plain_values(asked), way == JSON)
    return None if may_change(url) else url


def _is_inner(url: str, base: str) -> bool:
    """Whether an address leads from a page into a network that only its own people reach."""
    host = host_of(url)
    return host != host_of(base) and is_inner(host)


def _requests(scripts: str, known: dict[str, str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each call whose address is wholly known: address, what is sent, the way it goes."""
    calls = list(islice(CALL.finditer(scripts), MAX_CALLS))
    said = BASE.search(scripts)
    base = joined(said[1], known) if said else ""
    base = "" if UNKNOWN in base else base.rstrip("/")
    for at, call in enumerate(calls):
        end = min(call.end() + REACH, calls[at + 1].start() if at + 1 < len(calls) else len(scripts))
        if "open" not in call[0] and (last := closed(scripts, call.end(), REACH)) is not None:
            end = min(end, last)  # what an XMLHttpRequest sends, it is given afterwards
        body = scripts[call.end() : end]
        match = ADDRESS.search(body) if body.lstrip().startswith("{") else FIRST.match(body)
        if match is None or SEALED.search(body):
            continue
        here = known_at(scripts, call.start(), known)
        address = first_address(match[1], here)
        if address is None:
            continue
        if base and address.startswith("/") and not OF_JQUERY.search(call[0]):
            address = base + address.removeprefix(base)
        rest = body[: match.start()] + body[match.end() :]
        sent = map(first_entry, sent_with(rest, scripts, here, call.start()).items())
        yield address, {name: value for name, value in sent if value != UNKNOWN}, way_of(call[0], body, scripts)


def first_address(expression: str, known: dict[str, str]) -> str | None:
    """The address of a call for the first page; None where it is not wholly known."""
    address = joined(expression, known)
    address = UNKNOWN_OFFSET.sub(r"\g<1>0", UNKNOWN_PAGE.sub(r"\g<1>1", address))
    address = unspoiled(address).rstrip("?&")
    return None if not address or UNKNOWN in address or address.startswith("{") else address
