"""Scripts of a page: what they spell out, what they hide, and where they send their reader."""

from __future__ import annotations

import re
from typing import Any

from guiyi.caching import kept
from guiyi.tampering.decoding import JOINT, spelled_out
from guiyi.tampering.findings import HIGH, LOW, MEDIUM, NOTED, REMOVED, Finding, excerpt_of
from guiyi.tampering.hosts import WhiteList, host_in
from guiyi.tampering.vocabulary import is_chain, spam_words

Node = Any

HOST = re.compile(r"(?:https?:)?\\?/\\?/([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+)")
HIDDEN_ID = re.compile(
    r"(?:getElementById|\$)\(\s*[\"']#?([\w-]+)[\"']\s*\)\s*(?:\[\s*[\"']style[\"']\s*\]|\.style)?\s*"
    r"(?:\.\s*(?:display|visibility|position|left|top|height|width|overflow|textIndent)\b"
    r"|\[\s*[\"'](?:display|visibility)[\"']\s*\]|\.hide\(|\.css\(\s*[\"']display[\"']\s*,\s*[\"']none|\.cssText)"
)
HIDING_VALUE = re.compile(r"none|hidden|absolute|-\d{3,}|[\"']0(?:px)?[\"']|\.hide\(")
WRITES = re.compile(
    r"document[\"']?\s*\]?\s*(?:\.\s*write(?:ln)?|\[\s*[\"']write(?:ln)?[\"']\s*\])\s*\(|\.innerHTML|insertAdjacentHTML|appendChild\("
    r"|createElement\(|\.append\(|\.html\("
)
LEAVES = re.compile(
    r"location(?:\s*\.\s*href|\s*\[\s*[\"']href[\"']\s*\])?\s*=(?!=)|location\s*\.\s*(?:replace|assign)\s*\(",
    re.IGNORECASE,
)
LEAVES_FOR = re.compile(
    r"location(?:\.href)?\s*(?:=|\.replace\(|\.assign\(|\.href\s*=)\s*[\"'`]\s*(?:https?:)?\\?/\\?/([A-Za-z0-9.-]+)",
    re.IGNORECASE,
)
GIVES_CLASS = re.compile(
    r"(?:getElementById|\$)\(\s*[\"']#?([\w-]+)[\"']\s*\)\s*\.\s*(?:className\s*=|classList\s*\.\s*add\(|addClass\("
    r"|setAttribute\(\s*[\"']class[\"']\s*,)\s*[\"']\s*([\w-]+)"
)
SOURCE = re.compile(
    r"(?:\.src\s*=|setAttribute\(\s*[\"']src[\"']\s*,)\s*[\"'`](?:https?:)?\\?/\\?/([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)"
)
ON_ITS_OWN = ("onload", "onerror", "onpageshow", "onmouseover", "onscroll", "onfocus", "onbeforeunload", "onunload")
_handlers = frozenset(ON_ITS_OWN)
LEADS = ("location", "write", "eval", "src", "innerHTML")
WATCHES = re.compile(r"referrer|spider|Googlebot|bingbot", re.IGNORECASE)
WORTH = (
    "write", "innerHTML", "location", "eval", "fromCharCode", "atob", "unescape", "getElementById", ".hide(", "append",
    "\\x", "\\u", "createElement", "$(",
)  # fmt: skip
MARKUP = re.compile(r"<(?:a|script|iframe|div|img)\b[^>]{0,400}", re.IGNORECASE)
CODES = ("eval(", "fromCharCode", "atob(", "unescape(", "\\x", "\\u", "%u", "fromCodePoint", "]([][")
CODED = re.compile(r"eval\(|fromCharCode|atob\(|unescape\(|\\x[0-9a-f]{2}\\x|(?:\\u[0-9a-f]{4}){3}", re.IGNORECASE)


def inspect_scripts(root: Node, white: WhiteList) -> tuple[list[Finding], list[str]]:
    """Tree → what its scripts inject, and the ids of elements that they hide. Injecting scripts are taken out."""
    found: list[Finding] = []
    hidden: list[str] = []
    for element in [one for one in root.iter("*") if not _handlers.isdisjoint(one.keys())]:
        found += _of_events(element, white)
    for script in list(root.iter("script")):
        host = host_in(script.get("src") or "")
        if host and white.is_foreign(host):
            found.append(Finding("foreign-script", LOW, NOTED, "script", script.get("src")[:200], host))
        raw = script.text
        if not raw or not _is_worth_reading(raw):
            continue
        is_coded = any(sign in raw for sign in CODES)
        text = spelled_out(raw) if is_coded or "+" in raw else raw
        hidden += [
            match[1] for match in HIDDEN_ID.finditer(text) if HIDING_VALUE.search(text, match.start(), match.end() + 40)
        ]
        hidden += [f"{match[1]}.{match[2]}" for match in GIVES_CLASS.finditer(text)]
        finding = _judge(raw, text, white, is_coded and CODED.search(raw) is not None)
        if finding is not None:
            found.append(finding)
            script.text = None
    return found, hidden


@kept(200, longest=20_000)
def _is_worth_reading(raw: str) -> bool:
    """Whether a script holds any sign of what injects; kept, since the pages of a site share their scripts."""
    plain = JOINT.sub("", raw)
    return any(sign in plain for sign in WORTH)


def _of_events(element: Node, white: WhiteList) -> list[Finding]:
    """What an element's handlers inject or where they lead, of those that need no click; they are taken out."""
    found = []
    for name in ON_ITS_OWN:
        raw = element.get(name) or ""
        text = spelled_out(raw) if any(sign in raw for sign in LEADS) else ""
        finding = _judge(raw, text, white, CODED.search(raw) is not None) if text else None
        if finding is not None:
            found.append(finding)
            del element.attrib[name]
    return found


def _judge(raw: str, text: str, white: WhiteList, is_coded: bool) -> Finding | None:
    """A script and what it spells → what it injects, or None."""
    hosts = [host for host in dict.fromkeys(HOST.findall(text)) if white.is_foreign(host.lower())]
    words = spam_words(text)
    if not hosts and not words:
        return None
    shown = text[len(raw) :] if is_coded and len(text) > len(raw) else text
    excerpt = excerpt_of(shown, words or hosts)
    left_for = [host for host in LEAVES_FOR.findall(text) if white.is_foreign(host.lower())]
    if left_for or (LEAVES.search(text) and (WATCHES.search(text) or is_coded)):
        return Finding("foreign-redirect", HIGH, REMOVED, "script", excerpt, _first(left_for or hosts), words)
    is_made = WRITES.search(text) is not None
    if words and (is_made or is_coded or is_chain(text)):
        return Finding("script-made", HIGH, REMOVED, "script", excerpt, _first(hosts), words)
    if hosts and is_made and (is_coded or _writes_markup(text, hosts) or _loads(text, white)):
        return Finding("script-made", MEDIUM, REMOVED, "script", excerpt, _first(hosts), words)
    return None


def _writes_markup(text: str, hosts: list[str]) -> bool:
    """Whether a script writes links, frames or scripts that name one of these hosts."""
    written = [match[0] for match in MARKUP.finditer(text)]
    return any(host in one for host in hosts for one in written)


def _loads(text: str, white: WhiteList) -> bool:
    """Whether a script makes a script or frame that is fetched from a foreign host."""
    return "createElement" in text and any(white.is_foreign(host.lower()) for host in SOURCE.findall(text))


def _first(hosts: list[str]) -> str | None:
    return hosts[0].lower() if hosts else None
