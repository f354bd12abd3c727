"""Addresses that a page's own script asks for or opens by id: `show('C2018')` with `$.get("letter.jsp?id=" + id)`.

Mailboxes of old sites list their letters once and fill in each one on a click; some lists open each item by a script.
A function of an inline script that joins an address and its argument is read as a pattern; the page's clicks on it
give the arguments. Nothing is run. What only opens a page counts where the click is on words long enough to be a
title: buttons, pagers and menus jump as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import lxml.html

from guiyi.caching import kept
from guiyi.urls import absolute_url

FUNCTION = re.compile(r"function\s+([\w$]+)\s*\(([^)]*)\)|(?<![\w$])([\w$]+)\s*[:=]\s*function\s*\(([^)]*)\)")
JOINED = re.compile(
    r"[\"'](?![,;]|(?:width|height|top|left|dialog\w+)[=:])([^\"'\s<>]*[=/_-])[\"']\s*\+\s*([\w$]+)\s*(?:\+\s*[\"']([^\"'\s<>]*)[\"'])?"
)
WITH_DATA = re.compile(
    r"(?:url\s*:\s*|\$\.(?:get|getJSON|ajax|post)\(\s*|\.load\(\s*)[\"']([^\"'\s<>?]+)[\"'][^{}]{0,80}?\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)"
    r"|url\s*:\s*[\"']([^\"'\s<>?]+)[\"'][^;]{0,200}?data\s*:\s*\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)",
    re.DOTALL,
)
ASKS = re.compile(r"\$\.(?:get|getJSON|ajax|post)\b|\.load\(|fetch\(|XMLHttpRequest|ActiveXObject")
OPENS = re.compile(r"window\.open\(|\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\(")
ADDRESSED = re.compile(  # openWin('show.asp?id=3', 400, 300), location.href='list.jsp?id=3'
    r"(?:([\w$.]{2,40})\(\s*|\blocation(?:\.href)?\s*=\s*)([\"'])((?:https?://[\w.:-]{1,80}/|\.{0,2}/)?[\w./%-]{0,120}"
    r"\.(?:[sj]?html?|aspx?|jspx?|php|do|action)(?:\?[^\"'<>\s]{0,200})?)\2"
)
OPENS_NO_PAGE = re.compile(
    r"home|favou?rite|bookmark|load|image|flash|submit|confirm|alert|del(?:ete)?$|print", re.IGNORECASE
)
ARGUMENT = re.compile(r"^\s*[\"']?([\w./-]{1,64})[\"']?\s*$")
MAX_CALLS = 500  # addresses of one page
NAME = 2  # characters of the words of a click that names an address itself
TITLE = 5  # characters of the words of a click that opens an item rather than pressing a button
BODY = 3000  # characters of a function that are read


@dataclass(frozen=True)
class _Pattern:
    """What a function asks for: prefix + its argument at `position` + suffix. opens: it leaves the page for it."""

    name: str
    opens: bool
    position: int
    prefix: str
    suffix: str


def called_links(
    root: lxml.html.HtmlElement, base: str, scripts: Iterable[str], has_clicks: bool = True
) -> list[tuple[str, str, lxml.html.HtmlElement]]:
    """Tree of a page and its scripts → (absolute address, words, element) of each such click, in page order."""
    patterns = {one.name: one for script in scripts for one in _patterns(script)}
    found: list[tuple[str, str, lxml.html.HtmlElement]] = []
    for element, call, opens in _calls(root, patterns) if patterns else ():
        words = _words(element)
        target = absolute_url(call, base) if not opens or len(words) >= TITLE else None
        if target and len(found) < MAX_CALLS:
            found.append((target, words, element))
    return [*found, *_addressed(root, base, {one for _to, _words_, one in found})] if has_clicks else found


def _addressed(
    root: lxml.html.HtmlElement, base: str, known: set[lxml.html.HtmlElement]
) -> Iterator[tuple[str, str, lxml.html.HtmlElement]]:
    r"""Clicks that name a page's address themselves, whatever function they hand it to.

    >>> from guiyi.parsing import parse_html
    >>> page = "<a href='javascript:openWin(\"n.asp?id=3\",400)'>停水公告</a><p onclick='setHome(\"/a.htm\")'>设为首页"
    >>> [(to, words) for to, words, _one in _addressed(parse_html(page), "http://old.example.test/", set())]
    [('http://old.example.test/n.asp?id=3', '停水公告')]
    """
    for element in root.iter("a", "tr", "td", "li", "span", "div", "p", "dd"):
        href = element.get("href") or ""
        said = [element.get("onclick") or "", href if href[:11].lower() == "javascript:" else ""]
        calls = (ADDRESSED.search(one) for one in said if one and element not in known)
        call = next((one for one in calls if one and not OPENS_NO_PAGE.search(one[1] or "")), None)
        words = _words(element) if call else ""
        target = absolute_url(call[3], base) if call and len(words) >= NAME else None
        if target:
            yield target, words, element


def _words(element: lxml.html.HtmlElement) -> str:
    """What a click is on: an anchor's title or text; of a row, its longest piece of text."""
    pieces = [" ".join(str(one).split()) for one in element.itertext()]
    text = "".join(pieces) if element.tag == "a" else max(pieces, key=len, default="")
    return (element.get("title") or "").strip() or text


@kept(500, longest=50_000)
def _patterns(script: str) -> list[_Pattern]:
    """A script → its functions that ask for or open an address; kept, since pages share their scripts."""
    return list(_read_patterns(script)) if ASKS.search(script) or OPENS.search(script) else []


def _read_patterns(script: str) -> Iterator[_Pattern]:
    heads = list(FUNCTION.finditer(script))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(script)
        name, arguments = head[1] or head[3], [one.strip() for one in (head[2] or head[4] or "").split(",")]
        body = script[head.end() : min(end, head.end() + BODY)]
        # a callback inside the function is a head of its own, without a name that a click calls
        joined = _joined(body, arguments) if ASKS.search(body) or OPENS.search(body) else None
        if joined:
            yield _Pattern(name, not ASKS.search(body), *joined)


def _joined(body: str, arguments: list[str]) -> tuple[int, str, str] | None:
    for match in JOINED.finditer(body):
        if match[2] in arguments:
            return arguments.index(match[2]), match[1], match[3] or ""
    for match in WITH_DATA.finditer(body):
        url, name, value = match[1] or match[4], match[2] or match[5], match[3] or match[6]
        if value in arguments:
            return arguments.index(value), f"{url}?{name}=", ""
    return None


def _calls(
    root: lxml.html.HtmlElement, patterns: dict[str, _Pattern]
) -> Iterator[tuple[lxml.html.HtmlElement, str, bool]]:
    call = re.compile(rf"\b({'|'.join(map(re.escape, sorted(patterns)))})\(([^()]*)\)")
    for element in root.iter("a", "tr", "td", "li", "span", "div", "input", "p"):
        for attribute in ("onclick", "href"):
            match = call.search(element.get(attribute) or "")
            pattern = patterns[match[1]] if match else None
            arguments = match[2].split(",") if match else []
            if pattern is None or pattern.position >= len(arguments):
                continue
            value = ARGUMENT.match(arguments[pattern.position])
            if value and value[1] != "this":
                yield element, pattern.prefix + value[1] + pattern.suffix, pattern.opens
