"""Lists whose script sends its question in the body of a POST: {"channelId": 12, "pageNo": 1}, or the same as a form.

Such a request has no URL of its own, so its key is the interface's address with the body behind a `#`; further pages
are the same body with another number, which the readers of list replies find there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode

from guiyi.crawl.paging.addressed import parted

MARK = "#__post:"
TOKEN = re.compile(  # names of what a page holds against forged requests
    r"[\w-]{0,30}(?:csrf|xsrf|RequestVerificationToken|authenticity_token)[\w-]{0,30}|_token|__token__", re.IGNORECASE
)
JSON_TYPE, FORM_TYPE = "application/json;charset=UTF-8", "application/x-www-form-urlencoded"
IS_POST = re.compile(r"\b(?:type|method)[\"']?\s*:\s*[\"']POST[\"']", re.IGNORECASE)
IS_JSON = re.compile(  # not where it is a field of what is sent: data: {params: JSON.stringify(p)}
    r"(?:\b(?:data|body)[\"']?\s*:\s*|,\s*|\bsend\s*\(\s*)JSON\s*\.\s*stringify|application/json|\baxios", re.IGNORECASE
)


def posted_url(address: str, asked: Mapping[str, Any], is_json: bool) -> str:
    """An interface's address and what a script asks of it → the URL that stands for the request. A token of its session
    is left out (see tokens).

    >>> posted_url("http://o.example.test/api/list", {"channel": "12", "pageNo": 1}, True)
    'http://o.example.test/api/list#__post:json:%7B%22channel%22%3A%2212%22%2C%22pageNo%22%3A1%7D'
    >>> posted_url("http://o.example.test/api/list", {"channel": "a b", "page": "1"}, False)
    'http://o.example.test/api/list#__post:form:?channel=a+b&page=1'
    >>> posted_url("http://o.example.test/api/list", {"_csrf": "8e80", "page": "1"}, False)
    'http://o.example.test/api/list#__post:form:?_csrf=&page=1'
    """
    asked = {name: "" if TOKEN.fullmatch(name) else value for name, value in asked.items()}
    if not is_json:
        return f"{address}{MARK}form:?{urlencode(asked, doseq=True)}"
    return f"{address}{MARK}json:{quote(json.dumps(asked, ensure_ascii=False, separators=(',', ':')), safe='')}"


def is_posted(url: str) -> bool:
    """Whether a page's URL stands for a POST with a body."""
    return MARK in url


def request_of(url: str) -> tuple[str, bytes, dict[str, str]]:
    """Such a URL → the address, the body, and the headers that go with it."""
    address, _, told = parted(url)[0].partition(MARK)
    kind, _, body = told.partition(":")
    sent = unquote(body) if kind == "json" else body.removeprefix("?")
    type_ = JSON_TYPE if kind == "json" else FORM_TYPE
    return address, sent.encode(), {"Content-Type": type_, "X-Requested-With": "XMLHttpRequest"}
