"""Addresses that a page's own script asks for by id: `show('C2018')` with `$.get("letter.jsp?id=" + id)`.

Mailboxes of old sites list their letters once and fill in each one on a click. A function of an inline script that
joins an address and its argument is read as a pattern; the page's clicks on it give the arguments. Nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from guiyi.urls import absolute_url

FUNCTION = re.compile(r"function\s+([\w$]+)\s*\(([^)]*)\)|(?<![\w$])([\w$]+)\s*[:=]\s*function\s*\(([^)]*)\)")
JOINED = re.compile(r"[\"']([^\"'\s<>]*[=/])[\"']\s*\+\s*([\w$]+)\s*(?:\+\s*[\"']([^\"'\s<>]*)[\"'])?")
WITH_DATA = re.compile(
    r"(?:url\s*:\s*|\$\.(?:get|getJSON|ajax|post)\(\s*|\.load\(\s*)[\"']([^\"'\s<>?]+)[\"'][^{}]{0,80}?\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)"
    r"|url\s*:\s*[\"']([^\"'\s<>?]+)[\"'][^;]{0,200}?data\s*:\s*\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)",
    re.DOTALL,
)
ASKS = re.compile(r"\$\.(?:get|getJSON|ajax|post)\b|\.load\(|fetch\(|XMLHttpRequest|ActiveXObject")
ARGUMENT = re.compile(r"^\s*[\"']?([\w./-]{1,64})[\"']?\s*$")
MAX_CALLS = 500  # addresses of one page
BODY = 3000  # characters of a function that are read


@dataclass(frozen=True)
class _Pattern:
    """What a function asks for: prefix + its argument at `position` + suffix."""

    name: str
    position: int
    prefix: str
    suffix: str


def called_urls(root: lxml.html.HtmlElement, base: str) -> list[str]:
    """Tree of a page → the absolute addresses that its clicks make its scripts ask for, in page order."""
    script = "\n".join(one.text for one in root.iter("script") if one.text and ASKS.search(one.text))
    patterns = {one.name: one for one in _patterns(script)} if script else {}
    found: dict[str, None] = {}
    for call in _calls(root, patterns) if patterns else ():
        target = absolute_url(call, base)
        if target and len(found) < MAX_CALLS:
            found[target] = None
    return list(found)


def _patterns(script: str) -> Iterator[_Pattern]:
    heads = list(FUNCTION.finditer(script))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(script)
        name, arguments = head[1] or head[3], [one.strip() for one in (head[2] or head[4] or "").split(",")]
        body = script[head.end() : min(end, head.end() + BODY)]
        # a callback inside the function is a head of its own, without a name that a click calls
        joined = _joined(body, arguments)
        if joined:
            yield _Pattern(name, *joined)


def _joined(body: str, arguments: list[str]) -> tuple[int, str, str] | None:
    for match in JOINED.finditer(body):
        if match[2] in arguments:
            return arguments.index(match[2]), match[1], match[3] or ""
    for match in WITH_DATA.finditer(body):
        url, name, value = match[1] or match[4], match[2] or match[5], match[3] or match[6]
        if value in arguments:
            return arguments.index(value), f"{url}?{name}=", ""
    return None


def _calls(root: lxml.html.HtmlElement, patterns: dict[str, _Pattern]) -> Iterator[str]:
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
                yield pattern.prefix + value[1] + pattern.suffix
