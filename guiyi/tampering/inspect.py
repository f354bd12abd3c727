"""One page inspected: a cheap look clears most pages; of the others, what is injected is found and taken out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from guiyi.markup.parsing import drop
from guiyi.tampering.decoding import SIGNS
from guiyi.tampering.findings import HIGH, LOW, NOTED, REMOVED, Finding, excerpt_of
from guiyi.tampering.hiding import Hidden, hiding_selectors
from guiyi.tampering.hosts import WhiteList, host_in
from guiyi.tampering.links import inspect_links
from guiyi.tampering.scripts import inspect_scripts
from guiyi.tampering.texts import inspect_head, inspect_texts, scrub_attributes
from guiyi.tampering.vocabulary import SQUEEZED, says_spam, signs_in, spam_words

Node = Any
SheetOf = Callable[[str], tuple[str, ...]]

MOST_HOSTS = 200  # foreign hosts that are told of a page
HOST = re.compile(r"//([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+)")
NAMES_STANDARD = "www.w3.org"  # a page that only says which HTML it is written in leads to nobody
DECLARATION = re.compile(
    r"[\"']http://www\.w3\.org/[\w/.-]+\.dtd[\"']|\bxmlns(?::\w+)?\s*=\s*[\"']http://www\.w3\.org/[\w/.-]+[\"']"
)
BEGIN = re.compile(r"<!doctype|<html\b|<\?xml", re.IGNORECASE)
END = re.compile(r"</[hH][tT][mM][lL]\s*>")
ACTIVE = re.compile(r"<(?:script|a|iframe|div|marquee|meta|form|object|embed)\b", re.IGNORECASE)
WORD_ENTITY = re.compile(r"&#x?[0-9a-fA-F]{4,6};")
HAN_CLASS, SIGNS_OF_CUT = r"[\u4e00-\u9fff]", "*·・.。-_ \u00a0\u3000"
_one = f"[{re.escape(SIGNS_OF_CUT)}]"
PARTED = tuple(  # a word cut by signs, a pattern for each that may be the first: a single character is fast to find
    re.compile(rf"{re.escape(first)}(?<={HAN_CLASS}{re.escape(first)}){_one}?{HAN_CLASS}{_one}{{1,2}}(?={HAN_CLASS})")
    for first in SIGNS_OF_CUT
)
SHORT_ID = re.compile(r"^[a-z0-9]{5}$")
SHORT_IDS = tuple(  # fast to look for; few pages have one
    re.compile(rf"{name}=[\"']?[A-Za-z0-9]{{5}}[\"']?>") for name in ("id", "ID")
)
EMPTY_RUN = re.compile(
    r"<\w{1,12}\s+id=[\"']?([a-z0-9]{5})[\"']?>\s*(?:</\w{1,12}>\s*)*<\w{1,12}\s+id=[\"']?\1[\"']?>", re.IGNORECASE
)


@dataclass(frozen=True)
class Look:
    """What a first look at a page's text shows: foreign hosts it names, whether it says spam words, and the like."""

    hosts: frozenset[str] = frozenset()
    words: bool = False
    codes: bool = False
    runs: bool = False

    @property
    def is_suspect(self) -> bool:
        """Whether the page needs a closer look."""
        return bool(self.hosts) or self.words or self.codes or self.runs


def look_at(rest: str, text: str, white: WhiteList) -> Look:
    """Lines of a page that may hold something, and all its text → what a closer look must look for.

    >>> look_at("<p>老虎机</p>", "", WhiteList([], [])).words, look_at("//a.example.test", "", WhiteList([], [])).hosts
    (True, frozenset({'a.example.test'}))
    >>> page = '<!DOCTYPE html PUBLIC "-//W3C" "http://www.w3.org/TR/a.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
    >>> look_at(page, "", WhiteList([], [])).is_suspect
    False
    """
    if not rest:
        return Look()
    if NAMES_STANDARD in rest:
        rest = DECLARATION.sub("", rest)
    hosts = {host.lower() for host in set(HOST.findall(rest))}
    says, is_coded, is_unseen = signs_in(rest)
    if not says and (is_unseen or ("&#" in rest and WORD_ENTITY.search(rest)) or _is_parted(rest)):
        says = says_spam(SQUEEZED.sub("", html.unescape(rest)))
    runs = _has_short_id(rest) and EMPTY_RUN.search(text) is not None
    return Look(frozenset(host for host in hosts if white.is_foreign(host)), says, is_coded, runs)


def _is_parted(text: str) -> bool:
    for pattern in PARTED:  # noqa: SIM110  any() would cost as much again
        if pattern.search(text):
            return True
    return False


def is_innocent(text: str, white: WhiteList) -> bool:
    """Whether a line, or some lines, can be no reason for a closer look at any page that holds them."""
    return not _has_short_id(text) and not look_at(text, text, white).is_suspect


def _has_short_id(text: str) -> bool:
    return any(pattern.search(text) for pattern in SHORT_IDS)


# --- what stands outside the document: before it is parsed, since a parser moves it into the body --------------------


def cut_outside(text: str, white: WhiteList) -> tuple[str, list[Finding]]:
    """Page text → itself without injected code before its <html> or after its last </html>, and what that was."""
    begin = BEGIN.search(text, 0, 50_000)
    ends = [match.end() for match in END.finditer(text)]
    head = text[: begin.start()] if begin else ""
    tail = text[ends[-1] :] if ends else ""
    found = []
    for part, where in ((head, "before"), (tail, "after")):
        if len(part) > 10 and ACTIVE.search(part):
            found += list(_outside(part, where, white))
    if not found:
        return text, []
    start = len(head) if any(one.place == "before" for one in found) else 0
    stop = ends[-1] if any(one.place == "after" for one in found) else len(text)
    return text[start:stop], found


def _outside(part: str, where: str, white: WhiteList) -> Iterator[Finding]:
    hosts = [host for host in dict.fromkeys(HOST.findall(part)) if white.is_foreign(host.lower())]
    words = spam_words(part)
    is_coded = "<script" in part.lower() and bool(SIGNS.search(part) or "eval(" in part)
    if hosts or words or is_coded:
        excerpt = excerpt_of(part, words or hosts)
        yield Finding("outside-document", HIGH, REMOVED, where, excerpt, hosts[0] if hosts else None, words)


# --- the tree --------------------------------------------------------------------------------------------------------


def inspect_tree(root: Node, look: Look, white: WhiteList, sheet_of: SheetOf) -> list[Finding]:
    """Tree of a suspect page → what is injected; what surely is, is taken out of the tree."""
    if not look.is_suspect:
        return []
    found = inspect_head(root, white)
    made, scripted = inspect_scripts(root, white)
    found += made
    if look.hosts or look.words:
        hidden = Hidden(root, _selectors(root, sheet_of), scripted)
        found += inspect_links(root, white, hidden) if look.hosts else []
        if look.words:
            found += inspect_texts(root, hidden)
            scrub_attributes(root)
    return found + (_empty_runs(root) if look.runs else [])


def _selectors(root: Node, sheet_of: SheetOf) -> tuple[str, ...]:
    found: list[str] = []
    for element in root.iter("style", "link"):
        if element.tag == "style" and element.text:
            found += hiding_selectors(element.text)
        elif "stylesheet" in (element.get("rel") or "").lower() and element.get("href"):
            found += sheet_of(element.get("href"))
    return tuple(dict.fromkeys(found))


def _empty_runs(root: Node) -> list[Finding]:
    """Tags that share one short id in a row: what a spam program leaves. Those without text go."""
    runs: list[list[Node]] = [[]]
    for element in root.iter():
        name = element.get("id") if isinstance(element.tag, str) else None
        if not name or not SHORT_ID.match(name):
            continue
        if not runs[-1] or runs[-1][-1].get("id") != name:
            runs.append([])
        runs[-1].append(element)
    long = [run for run in runs if len(run) > 1]
    for element in (one for run in long for one in reversed(run)):
        if not "".join(element.itertext()).strip() and element.find(".//img") is None:
            drop(element)
    return [Finding("empty-tag-run", LOW, NOTED, "body", f"id={run[0].get('id')}: {len(run)}") for run in long[:3]]


def outlinks(root: Node, white: WhiteList) -> list[str]:
    """Tree → the foreign hosts its links lead to, sorted."""
    hosts = {host for one in root.iter("a") if (host := host_in(one.get("href") or "")) and white.is_foreign(host)}
    return sorted(hosts)[:MOST_HOSTS]
