"""Links of a page that lead off the white list: hidden ones, spam, forged hosts, and masses of them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from guiyi.caching import kept
from guiyi.markup.parsing import drop
from guiyi.tampering.findings import HIGH, LOW, MEDIUM, NOTED, REMOVED, Finding, excerpt_of
from guiyi.tampering.hiding import Hidden
from guiyi.tampering.hosts import WhiteList, host_in
from guiyi.tampering.vocabulary import is_chain, loose_words, spam_words

Node = Any

LIKE_OFFICIAL = re.compile(r"(?:^|[.-])(?:gov[.-]cn|conac[.-]cn|beian|12377|miit)(?:[.-]|$)")
FEW = 30  # foreign hosts that a hidden pane of partner links may hold
MASS = 40  # foreign domains on one page
OWN_SHARE = 0.7  # of a pane's links that may be foreign where the others are the site's own
TRICK = re.compile(
    r"-\s*\d{3,}|opacity|font-size|text-indent|overflow|clip|z-index|transform|(?:width|height)\s*:\s*[01]",
    re.IGNORECASE,
)
SHARE = 0.5  # share of a hidden element's text from which all of it goes


def inspect_links(root: Node, white: WhiteList, hidden: Hidden) -> list[Finding]:
    """Tree → its injected links; hidden ones and spam are taken out with what hides them."""
    panes: dict[Node, list[tuple[Node, str]]] = defaultdict(list)
    shown: list[tuple[Node, str]] = []
    links = [
        (element, host)
        for element in root.iter("a", "area", "iframe", "frame", "embed", "object")
        if (host := host_in(element.get("href") or element.get("src") or element.get("data") or ""))
        and white.is_foreign(host)
    ]
    for link, around in zip(links, hidden.roots_of(element for element, _host in links), strict=True):
        (shown if around is None else panes[around]).append(link)
    found = [finding for pane, links in panes.items() for finding in _hidden(pane, links)]
    return found + _shown(shown)


def _text(element: Node) -> str:
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return " ".join(text.split())


@kept(20_000, longest=200)
def _words_of_link(text: str) -> tuple[tuple[str, ...], bool]:
    """A link's text → its spam words, and whether it is a chain of them; kept, since pages share links."""
    words = spam_words(text)
    return tuple(words), not words and is_chain(text)


_words_of_pane = kept(1000, longest=2000)(loose_words)


def _said(element: Node) -> str:
    """What a link tells its reader: its text, its title, the texts in place of its pictures."""
    pictures = (one.get(name) or "" for one in element.iter("img") for name in ("alt", "title"))
    return " ".join(filter(None, (_text(element), element.get("title") or "", *pictures)))


def _hidden(pane: Node, links: list[tuple[Node, str]]) -> list[Finding]:
    """Links off the white list in one hidden element."""
    if pane.getparent() is None:
        return []
    text = _text(pane)
    hosts = [host for _element, host in links]
    words = _words_of_pane(" ".join([text, *(_said(element) for element, _host in links)]))
    if not words and _is_partner_pane(pane, links):
        return [Finding("hidden-link", LOW, NOTED, "body", excerpt_of(text, [_text(links[0][0])]), hosts[0], [])]
    if all(element.tag == "iframe" for element, _host in links) and not words and not text and pane.tag == "iframe":
        severity = MEDIUM
    else:
        severity = HIGH if words else MEDIUM
    shown = [_text(element) for element, _host in links if _text(element)]
    excerpt = excerpt_of(text or f"<{links[0][0].tag}> {hosts[0]}", words or shown[:1] or hosts[:1])
    linked = sum(len(one) for one in shown)
    if linked >= SHARE * len(text) or is_chain(text):
        drop(pane)
    else:
        for element, _host in links:
            drop(element)
    return [Finding("hidden-link", severity, REMOVED, "body", excerpt, hosts[0], words)]


def _is_partner_pane(pane: Node, links: list[tuple[Node, str]]) -> bool:
    """A pane that tabs or menus show: hidden by display, with panes of its kind beside it, or own links in it."""
    style = pane.get("style") or ""
    if (
        len({host for _element, host in links}) > FEW
        or TRICK.search(style)
        or pane.tag in ("marquee", "iframe", "font")
    ):
        return False
    holder, kind = pane.getparent(), (pane.get("class") or "").split()[:1]
    beside = [
        one
        for one in holder
        if one is not pane and one.tag == pane.tag and kind == (one.get("class") or "").split()[:1]
    ]
    foreign = sum(element.tag == "a" for element, _host in links)
    anchors = sum(1 for one in pane.iter("a") if one.get("href"))
    return (bool(kind) and bool(beside)) or (anchors > foreign and foreign <= OWN_SHARE * anchors)


def _shown(links: list[tuple[Node, str]]) -> list[Finding]:
    found = []
    for element, host in links:
        text = _said(element)
        said, is_chained = _words_of_link(text)
        words = list(said)
        if LIKE_OFFICIAL.search(host):
            found.append(
                Finding("look-alike-host", HIGH, REMOVED, "body", excerpt_of(text or host, [host]), host, words)
            )
            element.attrib.pop("href", None)
        elif words or is_chained:
            found.append(Finding("spam-link", HIGH, REMOVED, "body", excerpt_of(text, words), host, words))
            drop(element)
    domains = {".".join(host.split(".")[-2:]) for _element, host in links}
    if len(domains) >= MASS:
        some = ", ".join(sorted(domains)[:10])
        found.append(Finding("outlink-mass", MEDIUM, NOTED, "body", f"{len(domains)}: {some}", min(domains)))
    return found
