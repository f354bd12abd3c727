"""Where a page sends its reader at once, by meta refresh or by a script that is all there is on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import lxml.html

from guiyi.crawl.reading.texts import visible_text
from guiyi.scripts.literals import JOIN, TEXT, UNKNOWN, joined, variables
from guiyi.urls import absolute_url

META_REFRESH = re.compile(
    r"^\s*(\d*)[\d.]*\s*(?:(?:[;,]|(?<=\d)\s)\s*(?:url\s*=)?|url\s*=)\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE
)
WAIT = 15  # seconds after which a page that leads on has been read, and is a page of its own
JS_REDIRECT = re.compile(
    rf"(?:\blocation|\[\s*[\"']location[\"']\s*\])(?:\.href|\[\s*[\"']href[\"']\s*\])?\s*(?:=(?!=)|\.(?:replace|assign)\()\s*({JOIN})"
    rf"|\bwindow\.navigate\(\s*({JOIN})|\bwindow\.open\(\s*({JOIN})\s*,\s*[\"']_(?:self|top|parent)[\"']"
)
ON_CLICK = re.compile(  # … function () { up to here: what a reader's click, and no page by itself, leads to
    r"click\b[^;{}]{0,60}(?:\bfunction\b[^{}]{0,60}|=>\s{0,4})\{[^{}]{0,300}\Z", re.IGNORECASE
)
IN_FUNCTION = re.compile(  # function (id) { … up to here
    r"(?:\bfunction\b[^(){}]{0,60}\(\s*([\w$,\s]+)\)\s*|\(?\s*([\w$][\w$,\s]*)\)?\s*=>\s*)\{[^{}]{0,300}\Z"
)
STATEMENT, NAME = re.compile(r"[^;\n}]{0,200}"), re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*")
SPOILED = re.compile(rf"[?&][\w.-]*=?{UNKNOWN}.*$")  # a clock's or a die's parameter, against caches
FEW_WORDS = 40  # characters of an intro's text
SHORT_PAGE = 4000  # characters: a page that only redirects by script is no longer than this


def refreshed(metas: Iterable[lxml.html.HtmlElement], base: str) -> tuple[str | None, list[str]]:
    """A page's meta elements → where they send its reader at once, and where only after a while: these are links."""
    later: list[str] = []
    for element in metas:
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            match = META_REFRESH.match(element.get("content") or "")
            target = absolute_url(match[2], base) if match else None
            if match and target and int(match[1] or 0) > WAIT:
                later.append(target)
            elif target:
                return target, later
    return None, later


def sent_by_script(root: lxml.html.HtmlElement, base: str, scripts: Iterable[str], text: str) -> list[str]:
    """A page, its scripts and its text → where these send its reader, if it says nothing else; the likeliest first."""
    if len(text) > SHORT_PAGE or not (root.find(".//a") is None or says_little(root)):
        return []
    targets = _script_redirects(root, base, scripts)
    at = len(targets) - 1 if "userAgent" in text else 0  # a script that asks who is there sends telephones away first
    return [*targets[at:], *targets[:at]]


def says_little(root: lxml.html.HtmlElement) -> bool:
    """Whether a page has no more words than an intro with its link to skip it."""
    return len("".join(visible_text(root).split())) <= FEW_WORDS


def _script_redirects(root: lxml.html.HtmlElement, base: str, scripts: Iterable[str]) -> list[str]:
    """The addresses to which a page's scripts send its reader, as far as they are known."""
    body = root.find(".//body")
    parts = [*scripts, (body.get("onload") or "") if body is not None else ""]
    places = places_of(base)
    targets = []
    for part in parts:
        for spelling in (part, part.replace("\\'", "'").replace('\\"', '"')):  # setTimeout('location=\'…\'', 0)
            matches = list(JS_REDIRECT.finditer(spelling))
            for match in matches:
                before = spelling[max(0, match.start() - 500) : match.start()]
                if ON_CLICK.search(before) or _is_by_argument(spelling[match.start() :], before):
                    continue
                known = places | variables(spelling[: match.start()])
                target = SPOILED.sub("", joined(match[1] or match[2] or match[3], known))
                if target and UNKNOWN not in target and (url := absolute_url(target, base)):
                    targets.append(url)
            if matches:
                break
    return targets


def _is_by_argument(leads: str, before: str) -> bool:
    """A script from where it leads to an address on, and before it → whether the address is made of what a function is
    given where it is called: a row's id, where its reader clicks.

    >>> leads = "location = '/show.html?id=' + id"
    >>> [_is_by_argument(leads, before) for before in ("function show(id) { ", "function go() { ", "var id = 7; ")]
    [True, False, False]
    """
    function = IN_FUNCTION.search(before)
    said = set(NAME.findall(TEXT.sub("", STATEMENT.match(leads)[0]))) if function else set()  # type: ignore[index]
    return bool(function and said & set(NAME.findall(function[1] or function[2])))


def places_of(url: str) -> dict[str, str]:
    """A page's URL → what scripts read of it.

    >>> places_of("http://old.example.test:81/a/b.html?c=1")["location.host"]
    'old.example.test:81'
    """
    parts = urlsplit(url)
    said = {
        "href": url.split("?", 1)[0], "protocol": f"{parts.scheme}:", "host": parts.netloc, "pathname": parts.path,
        "hostname": parts.hostname or "", "origin": f"{parts.scheme}://{parts.netloc}",
    }  # fmt: skip
    owners = ("", "window.", "document.", "self.", "top.")
    return {f"{owner}location.{name}": value for owner in owners for name, value in said.items()}
