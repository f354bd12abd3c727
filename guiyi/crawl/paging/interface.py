"""Lists that a script asks for: $.ajax({url: "/api/list", data: {channel: 12, page: 1}}), fetch("/api?page=" + page) …

The first request is put together from the call's own literals and the page's variables; its reply tells the rest.
Counters, sign-ins and the like are not lists and are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from guiyi.crawl.listing import MIN_GROUP
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.records import OFFSET, PAGE, PAGE_NAMES
from guiyi.crawl.scripts import JOIN, STRING, UNKNOWN, joined, variables
from guiyi.urls import absolute_url

CALL = re.compile(
    r"(?:\$|jQuery|axios|layui\.\$)\s*\.\s*(?:ajax|get|getJSON|post)\s*\(|\bfetch\s*\(|\baxios\s*\(|\.open\s*\(\s*[\"'](?:GET|POST)[\"']\s*,"
    r"|\brequest\s*\(",
    re.IGNORECASE,
)
ADDRESS = re.compile(rf"\burl\s*:\s*({JOIN})")
FIRST = re.compile(rf"\s*({JOIN})")
DATA = re.compile(r"\b(?:data|params)\s*:\s*\{([^{}]*)\}|,\s*\{([^{}]*)\}")
PAIR = re.compile(rf"[\"']?([\w.-]+)[\"']?\s*:\s*({STRING}|-?\d+|[\w$.]+)")
NO_LIST = re.compile(
    r"hit|click|count(?!ry)|visit|stat(?:s|istic)|login|logout|token|captcha|weather|counter|vote|comment|suggest|keyword|menu|user|session|"
    r"beacon|log\b|track",
    re.IGNORECASE,
)
PAGE_NAME = re.compile(rf"^(?:{PAGE_NAMES})$", re.IGNORECASE)
REACH = 700  # characters of a call that are read


def find_paging(page: ListPage) -> Paging | None:
    """A page whose rows a script asks for → the first request; None where the page has a list of its own."""
    scripts = "\n".join(str(one.text) for one in page.root.iter("script") if one.text)
    if not CALL.search(scripts) or _has_rows(page):
        return None
    known = variables(scripts)
    for target in _requests(scripts, known):
        url = absolute_url(target, page.url)
        if (
            url
            and not NO_LIST.search(url.split("?", 1)[0])
            and (PAGE.search(url) or OFFSET.search(url) or "list" in url)
        ):
            return Paging([url], how="list interface of a script", is_data=True, is_sure=False)
    return None


def _has_rows(page: ListPage) -> bool:
    return sum(1 for one in page.found.links if one.element is not None and len(one.text) >= 9) >= MIN_GROUP * 2


def _requests(scripts: str, known: dict[str, str]) -> Iterator[str]:
    """The address of each call, with the data it sends as its query; only those that are wholly known."""
    for call in CALL.finditer(scripts):
        body = scripts[call.end() : call.end() + REACH]
        match = ADDRESS.search(body) if body.lstrip().startswith("{") else FIRST.match(body)
        if match is None:
            continue
        address = joined(match[1], known)
        address = re.sub(rf"([?&](?:{PAGE_NAMES})=){UNKNOWN}", r"\g<1>1", address, flags=re.IGNORECASE)
        if not address or UNKNOWN in address or address.startswith("{"):
            continue
        asked = dict(_pairs(body[match.end() :], known))
        yield address + (("&" if "?" in address else "?") + urlencode(asked) if asked else "")


def _pairs(body: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    data = DATA.search(body)
    for name, value in PAIR.findall((data[1] or data[2] or "") if data else ""):
        said = joined(value, known)
        if PAGE_NAME.match(name) and (UNKNOWN in said or not said.isdigit()):
            said = "1"
        if UNKNOWN not in said:
            yield name, said
