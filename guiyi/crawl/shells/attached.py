"""Files that a page names and a script of it opens or asks for.

One is opened by a click that hands its id to a function: <a onclick="down('7')">表.doc</a>. Or an article's data name
its files beside its text. JEECMS asks for the addresses of its files: Cms.attachment(base, article, count, prefix). The
reply holds a key for each, new at every asking: ["&t=1&k=2", …]; the file is at attachment.jspx?cid=…&i=0 with it.
The crawl asks with the key; the file's own address, by which a document knows it, is the one without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from guiyi.crawl.reading.calls import address_of_call
from guiyi.crawl.shells.written import SCRIPT
from guiyi.records.data import inner, json_of
from guiyi.records.printing import print_link
from guiyi.urls import absolute_url

KEYED = "keyed"  # how a file is seen whose address holds a key: the newest is the one to ask by
SIGN = "Cms.attachment("
CALL = re.compile(
    r"Cms\.attachment\(\s*[\"']([^\"'<>\s]{0,200})[\"']\s*,\s*[\"']?(\d{1,20})[\"']?\s*,\s*[\"']?(\d{1,3})[\"']?\s*,\s*[\"']([\w-]{1,40})[\"']"
)
MAX_CALLS, MAX_FILES = 20, 999  # of one page, of one article
MAX_LISTED = 200  # entries of a list in an article's data
ANCHOR = re.compile(r"<a\b([^<>]*)>")
ID = re.compile(r"\bid\s*=\s*[\"']?([\w-]+)")
HREF = re.compile(r"\bhref\s*=\s*[\"'][^\"'#]")
ASKED = "/attachment_url.jspx"
ENDING = r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rar|zip|ceb|txt)"
CLICKED = re.compile(  # an anchor without an address of its own whose words are a file's name
    rf"<a\b((?:\"[^\"]{{0,400}}\"|'[^']{{0,400}}'|[^<>\"']){{1,900}})>(?=[^<>]{{1,200}}{ENDING}\s*<)", re.IGNORECASE
)
ACTS = re.compile(r"\b(onclick|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
NAMED = re.compile(rf"^[^<>/\\\n]{{1,200}}{ENDING}$", re.IGNORECASE)  # a file's name
PLACED = re.compile(r"url|path|href|link|address|src", re.IGNORECASE)
NUMBERED = re.compile(r"id$|guid$|key$|code$", re.IGNORECASE)
DOWNLOAD = re.compile(  # "/file/download?fileId=", to which a script joins a file's id
    r"[\"'`]((?:https?://[\w.:-]{1,80})?/[\w./-]{0,100}(?:down|attach|file)[\w./-]{0,60}(?:\?(?:[\w-]+=[\w-]*&){0,4}[\w-]+=|/))(?:[\"']|\$)",
    re.IGNORECASE,
)
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
    keys = json_of(text)
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


def with_clicked_files(html: str) -> str:
    """A page's HTML → the same with the addresses of the files that its clicks open by id.

    >>> script = '<script>function down(n) { location.href = "/f?id=" + n }</script>'
    >>> with_clicked_files('<a href="#" onclick="down(3)">表.doc</a>' + script)[:24]
    '<a href="/f?id=3">表.doc<'
    """
    if ("onclick" not in html and "javascript:" not in html) or not CLICKED.search(html):
        return html
    scripts = "\n".join(SCRIPT.findall(html))

    def addressed(anchor: re.Match[str]) -> str:
        acts = {name.lower(): unescape(first or second) for name, first, second in ACTS.findall(anchor[1])}
        href = acts.get("href", "#").strip()
        if not href.startswith(("#", "javascript:")):
            return anchor[0]
        address = address_of_call(acts.get("onclick", ""), scripts) or address_of_call(href, scripts)
        return f'<a href="{escape(address)}"{ACTS.sub("", anchor[1]).rstrip()}>' if address else anchor[0]

    return CLICKED.sub(addressed, html)


def files_in(data: Any, scripts: str) -> str:
    """An article's data, and the scripts of its page → links to the files that the data name.

    >>> files_in({"title": "T", "files": [{"fileName": "表.doc", "fileUrl": "/u/3.doc"}]}, "")
    '<p><a href="/u/3.doc">表.doc</a></p>'
    >>> files_in([{"id": 7, "name": "表.doc"}], "var down = '/file/download?id=';")
    '<p><a href="/file/download?id=7">表.doc</a></p>'
    >>> files_in({"id": 7, "attachments": '[{"name": "表.doc", "path": "/u/3.doc"}]'}, "")
    '<p><a href="/u/3.doc">表.doc</a></p>'
    """
    found: dict[str, str] = {}
    due: list[Any] = [data]
    while due and len(found) < MAX_FILES:
        one = inner(due.pop(0))
        due += one[:MAX_LISTED] if isinstance(one, list) else one.values() if isinstance(one, dict) else ()
        values = (
            {str(key): str(value) for key, value in one.items() if isinstance(value, str | int)}
            if isinstance(one, dict)
            else {}
        )
        name = next((value for value in values.values() if NAMED.match(value)), None)
        if name is None:
            continue
        address = next((value for key, value in values.items() if PLACED.search(key) and "/" in value), None)
        number = next((value for key, value in values.items() if NUMBERED.search(key) and value != name), None)
        place = DOWNLOAD.search(scripts) if address is None and number else None
        address = f"{place[1]}{number}" if place else address
        if address:
            found.setdefault(address, name)
    return "".join(f"<p>{print_link(to, name)}</p>" for to, name in found.items())


def _calls(text: str) -> Iterator[tuple[str, ...]]:
    """The calls in a page: base, article, count of its files, and what the ids of their anchors begin with."""
    return (one.groups() for one in islice(CALL.finditer(text), MAX_CALLS)) if SIGN in text else iter(())


def _file(article: str, at: int) -> str:
    return f"/attachment.jspx?cid={article}&i={at}"
