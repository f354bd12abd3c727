"""JEECMS: a page names its files, and a script asks for their addresses: Cms.attachment(base, article, count, prefix).

The reply holds a key for each, new at every asking: ["&t=1&k=2", …]; the file is at attachment.jspx?cid=…&i=0 with it.
The crawl asks with the key; the file's own address, by which a document knows it, is the one without.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from guiyi.urls import absolute_url

KEYED = "keyed"  # how a file is seen whose address holds a key: the newest is the one to ask by
SIGN = "Cms.attachment("
CALL = re.compile(
    r"Cms\.attachment\(\s*[\"']([^\"'<>\s]{0,200})[\"']\s*,\s*[\"']?(\d{1,20})[\"']?\s*,\s*[\"']?(\d{1,3})[\"']?\s*,\s*[\"']([\w-]{1,40})[\"']"
)
MAX_CALLS, MAX_FILES = 20, 999  # of one page, of one article
ANCHOR = re.compile(r"<a\b([^<>]*)>")
ID = re.compile(r"\bid\s*=\s*[\"']?([\w-]+)")
HREF = re.compile(r"\bhref\s*=\s*[\"'][^\"'#]")
ASKED = "/attachment_url.jspx"
KEY = re.compile(r"(?:&\w+=[\w.%-]*)+")


def key_requests(text: str, url: str) -> Iterator[str]:
    """Text and URL of a page → the requests for the keys of its files.

    >>> list(key_requests('Cms.attachment("","22","2","attach");', "http://o.example.test/gg/22.jhtml"))
    ['http://o.example.test/attachment_url.jspx?cid=22&n=2']
    """
    for base, article, count, _prefix in _calls(text):
        target = absolute_url(f"{base}{ASKED}?cid={article}&n={count}", url) if int(count) else None
        if target:
            yield target


def keyed_files(text: str, url: str) -> list[str]:
    """Such a request and its reply → the addresses to ask for the files by; none where it is no such reply.

    >>> keyed_files('["&t=1&k=2"]', "http://o.example.test/attachment_url.jspx?cid=22&n=1")
    ['http://o.example.test/attachment.jspx?cid=22&i=0&t=1&k=2']
    """
    asked = urlsplit(url)
    article = parse_qs(asked.query).get("cid", [""])[0]
    if not asked.path.endswith(ASKED) or not article.isdecimal():
        return []
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        return []
    base = url.split(ASKED, 1)[0]
    told = enumerate(keys[:MAX_FILES] if isinstance(keys, list) else ())
    return [f"{base}{_file(article, at)}{key}" for at, key in told if isinstance(key, str) and KEY.fullmatch(key)]


def with_files(html: str) -> str:
    """A page's HTML → the same with the addresses of its files in the anchors that wait for them.

    >>> with_files('<a id="attach0">表.doc</a><script>Cms.attachment("/w","22","1","attach")</script>')[:66]
    '<a href="/w/attachment.jspx?cid=22&amp;i=0" id="attach0">表.doc</a>'
    """
    waiting: dict[str, str] = {}
    for base, article, count, prefix in _calls(html):
        for at in range(int(count)):
            waiting.setdefault(f"{prefix}{at}", f"{base}{_file(article, at)}".replace("&", "&amp;"))

    def addressed(anchor: re.Match[str]) -> str:
        name = next((one for one in ID.findall(anchor[1]) if one in waiting), None)
        if name is None or HREF.search(anchor[1]):
            return anchor[0]
        return f'<a href="{waiting.pop(name)}"{anchor[1]}>'

    return ANCHOR.sub(addressed, html) if waiting else html


def _calls(text: str) -> Iterator[tuple[str, ...]]:
    """The calls in a page: base, article, count of its files, and what the ids of their anchors begin with."""
    return (one.groups() for one in islice(CALL.finditer(text), MAX_CALLS)) if SIGN in text else iter(())


def _file(article: str, at: int) -> str:
    return f"/attachment.jspx?cid={article}&i={at}"
