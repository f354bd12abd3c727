"""Lists that a script asks for: $.ajax({url: "/api/list", data: {channel: 12, page: 1}}), fetch("/api?page=" + page) …

The first request is put together from the call's own literals and the page's variables; its reply tells the rest.
A call that says POST is sent as one: as a form, or as JSON where it makes JSON.
Counters, sign-ins and the like are not lists and are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from guiyi.crawl.listing import MIN_GROUP
from guiyi.crawl.paging.addressed import item_template, with_template
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.posted import IS_JSON, IS_POST, posted_url
from guiyi.crawl.paging.records import OFFSET, OFFSET_NAMES, PAGE, PAGE_IN_JSON, PAGE_NAMES
from guiyi.crawl.scripts import JOIN, STRING, UNKNOWN, joined, variables
from guiyi.urls import absolute_url

CALL = re.compile(
    r"(?:\$|jQuery|axios|layui\.\$)\s*\.\s*(?:ajax|get|getJSON|post)\s*\(|\bfetch\s*\(|\baxios\s*\(|\.open\s*\(\s*[\"'](?:GET|POST)[\"']\s*,"
    r"|\brequest\s*\(",
    re.IGNORECASE,
)
ADDRESS = re.compile(rf"\burl\s*:\s*({JOIN})")
FIRST = re.compile(rf"\s*({JOIN})")
DATA = re.compile(
    r"\b(?:data|params|body)[\"']?\s*:\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?\{([^{}]*)\}|,\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?\{([^{}]*)\}"
    r"|\.send\s*\(\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?\{([^{}]*)\}"
)
NAMED = re.compile(  # data: params, JSON.stringify(params), axios.post(url, params)
    r"\b(?:data|params|body)[\"']?\s*:\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)}\n]"
    r"|^\s*,\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)]"
)
POST_CALL = re.compile(r"\bpost\s*\(|[\"']POST[\"']", re.IGNORECASE)
GET, FORM, JSON = "get", "form", "json"
PAIR = re.compile(rf"[\"']?([\w.-]+)[\"']?\s*:\s*({STRING}|-?\d+|[\w$.]+)")
NO_LIST = re.compile(
    r"hit|click|count(?!ry)|visit|stat(?:s|istic)|login|logout|token|captcha|weather|counter|vote|comment|suggest|keyword|menu|user|session|"
    r"beacon|log\b|track",
    re.IGNORECASE,
)
PAGE_NAME = re.compile(rf"^(?:{PAGE_NAMES})$", re.IGNORECASE)
OFFSET_NAME = re.compile(rf"^(?:{OFFSET_NAMES})$", re.IGNORECASE)
REACH = 700  # characters of a call that are read


def find_paging(page: ListPage) -> Paging | None:
    """A page whose rows a script asks for → the first request; None where the page has a list of its own."""
    if not CALL.search(page.scripts) or _has_rows(page):
        return None
    known = variables(page.scripts)
    for address, asked, way in _requests(page.scripts, known):
        url = absolute_url(address, page.url)
        if not url or NO_LIST.search(url.split("?", 1)[0]):
            continue
        if way == GET:
            url += (("&" if "?" in url else "?") + urlencode(asked)) if asked else ""
        elif asked:
            url = posted_url(url, asked, way == JSON)
        if PAGE.search(url) or PAGE_IN_JSON.search(url) or OFFSET.search(url) or "list" in url.split("#")[0]:
            return Paging(
                [with_template(url, item_template(page))], how="list interface of a script", is_data=True, is_sure=False
            )
    return None


def _has_rows(page: ListPage) -> bool:
    return sum(1 for one in page.found.links if one.element is not None and len(one.text) >= 9) >= MIN_GROUP * 2


def _requests(scripts: str, known: dict[str, str]) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each call whose address is wholly known: the address, the data it sends, and the way it goes."""
    calls = list(CALL.finditer(scripts))
    for call, following in zip(calls, [*calls[1:], None], strict=True):
        end = min(call.end() + REACH, following.start() if following else len(scripts))
        body = scripts[call.end() : end]
        match = ADDRESS.search(body) if body.lstrip().startswith("{") else FIRST.match(body)
        if match is None:
            continue
        address = joined(match[1], known)
        address = re.sub(rf"([?&](?:{PAGE_NAMES})=){UNKNOWN}", r"\g<1>1", address, flags=re.IGNORECASE)
        address = re.sub(rf"([?&](?:{OFFSET_NAMES})=){UNKNOWN}", r"\g<1>0", address, flags=re.IGNORECASE)
        if not address or UNKNOWN in address or address.startswith("{"):
            continue
        asked = dict(_pairs(body[: match.start()] + body[match.end() :], scripts, known))
        yield address, asked, _way(call[0], body)


def _way(call: str, body: str) -> str:
    """GET, or a POST of a form or of JSON, as the call itself says."""
    if not (POST_CALL.search(call) or IS_POST.search(body)):
        return GET
    return JSON if IS_JSON.search(call + body) else FORM


def _pairs(body: str, scripts: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a call sends: an object written in it, or a variable that holds one."""
    data = DATA.search(body)
    said_in = (data[1] or data[2] or data[3] or "") if data else ""
    if not data and (name := NAMED.search(body)) is not None:
        held = re.search(rf"\b{re.escape(name[1] or name[2])}\s*=\s*\{{([^{{}}]*)\}}", scripts)
        said_in = held[1] if held else ""
    for name_, value in PAIR.findall(said_in):
        said = joined(value, known)
        if PAGE_NAME.match(name_) and (UNKNOWN in said or not said.isdigit()):
            said = "1"
        elif OFFSET_NAME.match(name_) and UNKNOWN in said:
            said = "0"
        if UNKNOWN not in said:
            yield name_, said
