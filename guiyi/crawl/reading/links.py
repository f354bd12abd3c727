"""What a page points to: links, requisites, frames and redirects, read once from its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.reading.absolute import all_resolved, resolved
from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.bound import bound_links, named_links
from guiyi.crawl.reading.calls import called_links, clicks_of, words_clicked
from guiyi.crawl.reading.choices import chosen_links
from guiyi.crawl.reading.frames import FILMS, FRAMES, framed_paper, loaded_pieces, players_in, shown_page
from guiyi.crawl.reading.pictures import script_films, script_pictures
from guiyi.crawl.reading.popups import popped
from guiyi.crawl.reading.redirects import refreshed, sent_by_script
from guiyi.crawl.reading.rowcalls import row_calls
from guiyi.crawl.reading.slides import tree_entries
from guiyi.crawl.reading.tablerows import is_named_above, ordered_again
from guiyi.markup.marks import Marks
from guiyi.scripts.literals import UNKNOWN, menu_entries, written_markup
from guiyi.urls import absolute_url, route_of

CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+?)[\"']?\s*\)", re.IGNORECASE)
LAZY = (  # attributes in which a picture's address waits until a reader comes near
    "data-src", "data-original", "_src", "file", "real_src", "data-actualsrc", "data-lazy-src", "data-lazyload",
    "data-echo", "data-lazy", "data-original-src", "data-real-src", "lay-src", "lazy-src", "lazysrc", "original",
)  # fmt: skip
SHEET = re.compile(r"\.files/sheet\d{3}\.html?$", re.IGNORECASE)  # of a workbook that Excel saved as a frameset
READ_TAGS = ("a", "base", "area", "img", "script", "link", "input", "meta", "select", *FRAMES, *FILMS)
BACKGROUNDS: Any = etree.XPath("//@background", smart_strings=False)
PLACES: Any = etree.XPath("//@id|//a/@name", smart_strings=False)
STYLES: Any = etree.XPath("//@style[contains(., '(')]", smart_strings=False)
BACKGROUND = re.compile(rb"background\s*=")
# `in` takes 80 microseconds of 30 kB for a short word that ends with a bracket, these 2
_with_url, _loads = Marks(["url("]), Marks([".load("])


@dataclass
class Link:
    """One anchor: its absolute URL, its text, and its element (of a tree of its own where a script wrote it)."""

    url: str
    text: str
    element: lxml.html.HtmlElement | None = None


@dataclass
class PageLinks:
    """All that one page points to; every URL absolute. urls: of its anchors in page order, then those scripts write.

    scripts: the texts of its own scripts. lowered: its text in UTF-8 and small letters, which tells fast what it lacks.
    """

    base: str
    root: lxml.html.HtmlElement = field(repr=False)
    lowered: bytes = field(default=b"", repr=False)
    scripts: list[str] = field(default_factory=list, repr=False)
    urls: list[str] = field(default_factory=list)
    written: list[Link] = field(default_factory=list)
    requisites: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)  # of the frames, those that stand within the page
    redirect: str | None = None
    clicks: str = field(default="", repr=False)  # what they run
    ordered: frozenset[str] = frozenset()  # the page's own list in other orders
    places: frozenset[str] = frozenset()  # links as written to places of its own that look like a script's records
    selects: list[lxml.html.HtmlElement] = field(default_factory=list, repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)  # texts of script files that came with the page

    @cached_property
    def links(self) -> list[Link]:
        """The anchors with their texts and elements, then those that scripts write; made when a list is looked for."""
        clicked = {one.element for one in self.called}  # <a href="#" onclick="show(12)"> has no other address
        anchors = [
            (href, one)
            for one in self.root.iter("a", "area")
            if (href := one.get("href")) and href not in self.places and not (href[0] == "#" and one in clicked)
        ]
        urls = all_resolved((href for href, _one in anchors), self.base)
        pairs = zip(urls, anchors, strict=True)
        found = (
            Link(url, link_text(one) or _said_by_picture(url, one), one)
            for url, (_href, one) in pairs
            if url and url not in self.ordered
        )
        chosen = (Link(url, link_text(one), one) for url, one in self.chosen)
        return [*found, *self.called, *self.posted, *self.written, *chosen]

    @cached_property
    def chosen(self) -> list[tuple[str, lxml.html.HtmlElement]]:
        """What the options of the page's drop-down lists lead to, and the options."""
        found = list(chosen_links(self.selects, self.scripts))
        urls = all_resolved((to for to, _one in found), self.base)
        return [(url, one) for url, (_to, one) in zip(urls, found, strict=True) if url]

    @cached_property
    def pieces(self) -> list[str]:
        """What its scripts put into boxes of it at once."""
        told = loaded_pieces(self.scripts) if _loads.may_stand_in_lowered(self.lowered) else ()
        return [to for one in told if (to := resolved(one, self.base))]

    @cached_property
    def posted(self) -> list[Link]:
        """The rows of its list that have no address, but send the page's form."""
        return [Link(*one) for one in row_calls(self.root, self.base)] if "__doPostBack(" in self.clicks else []

    @cached_property
    def called(self) -> list[Link]:
        """What the page's clicks make its scripts ask for or open."""
        said = called_links(self.root, self.base, [*self.scripts, *self.files], self.clicks)
        reading = bound_links(self.root, self.base, self.scripts) if self.scripts else named_links(self.root, self.base)
        return [*(Link(*one) for one in said), *(Link(url, words_clicked(one), one) for url, one in reading)]

    @cached_property
    def addressed(self) -> set[Any]:
        """The elements whose clicks lead to an address after all."""
        return {one.element for one in (*self.called, *self.posted)} if self.clicks else set()


def read_links(root: lxml.html.HtmlElement, url: str, text: str, files: tuple[str, ...] = ()) -> PageLinks:
    """Tree, URL and text of a page → what it points to. Links in HTML comments are stale and not taken. files: texts of
    script files that came with it, whose functions its clicks may call.
    """
    anchors: list[Any] = []
    others: list[Any] = []
    for element in root.iter(*READ_TAGS):  # once for all: each walk of the tree costs a quarter of reading it
        (anchors if element.tag == "a" else others).append(element)
    base = next((to for one in others if one.tag == "base" and (to := absolute_url(one.get("href") or "", url))), url)
    lowered = text.encode("utf-8", "replace").lower()
    found = PageLinks(base, root, lowered, [one.text for one in others if one.tag == "script" and one.text])
    found.files = files
    leading = (*anchors, *(one for one in others if one.tag == "area"))
    hrefs = [href for one in leading if (href := one.get("href"))]
    found.ordered = ordered_again(root, url, lowered)
    found.places = _places_among(hrefs, root)
    far = (one for one in hrefs if one not in found.places)
    found.urls = [one for one in all_resolved(far, base) if one and one not in found.ordered]
    found.clicks = clicks_of(root, hrefs, lowered)
    found.selects = [one for one in others if one.tag == "select"]
    found.urls += [url for url, _option in found.chosen]
    for element in others:
        _read_element(element, base, found)
    for player in players_in(root, text):
        _add(found.urls, framed_paper(player), base)
    _read_styles(root, lowered, base, found)
    for address, _words in script_pictures(found.scripts):
        _add(found.requisites, address, base)
    for address in script_films(found.scripts):
        _add(found.urls, address, base)
    for part in found.scripts:
        _read_written(written_markup(part), base, found)
    for part in found.scripts:
        found.written += _menu_links(part, base)
    found.urls += [link.url for link in found.written]
    if b"onload" in lowered or any("open(" in part for part in found.scripts):
        found.urls += [to for one in popped(root, found.scripts) if (to := resolved(one, base))]
    found.redirect, later = refreshed((one for one in others if one.tag == "meta"), base)
    found.urls += later
    targets = sent_by_script(root, base, found.scripts, text) if found.redirect is None else []
    if targets and {*found.urls} <= {*targets}:  # 跳过片头 of an intro leads where its script does
        found.redirect = targets[0]
        found.urls += [one for one in targets if one != found.redirect]
    return found


def _places_among(hrefs: Iterable[str], root: lxml.html.HtmlElement) -> frozenset[str]:
    """Of links as written, those to a place which the page has, though they look like the record that a script shows.

    >>> page = lxml.html.fromstring("<p><a href=#1001></a><a href=#1002></a><b id=1001></b><b id=top></b>")
    >>> sorted(_places_among(["#1001", "#1002", "#top", "/a"], page))
    ['#1001']
    """
    looking = {one for one in hrefs if one[0] == "#" and route_of(one)}
    return frozenset(looking and looking & {f"#{name}" for name in PLACES(root)})


def script_links(script: str, base: str) -> list[Link]:
    """A script file → the links that it puts into its pages: menus kept as data, markup that it writes. What depends
    on the page's own address is not known here.

    >>> script = "var m = [['要闻', '/dt/'], ['公告', 'gg/index.htm']]; document.write('<a href=/zc/>政策</a>')"
    >>> [(link.text, link.url) for link in script_links(script, "http://old.example.test/")]
    [('政策', 'http://old.example.test/zc/'), ('要闻', 'http://old.example.test/dt/')]
    """
    found = PageLinks(base, lxml.html.Element("html"))
    _read_written(written_markup(script), base, found)
    links = [*found.written, *_menu_links(script, base)]
    near = {resolved(address, base) for _words, address in menu_entries(script) if not is_absolute(address)}
    return [link for link in links if link.url not in near]


def is_absolute(address: str) -> bool:
    """Whether a link as written means the same on every page of its host."""
    return address.startswith("/") or "://" in address


def _menu_links(script: str, base: str) -> list[Link]:
    entries = (*menu_entries(script), *tree_entries(script))
    return [Link(url, words) for words, address in entries if (url := resolved(address, base))]


def _read_element(element: lxml.html.HtmlElement, base: str, found: PageLinks) -> None:
    tag = element.tag
    if tag in FRAMES and (paper := framed_paper(element)):
        _add(found.urls, paper, base)
    elif tag in FILMS:
        _add(found.urls, element.get("src"), base)
        _add(found.requisites, element.get("poster"), base)
    elif tag in FRAMES:
        address = shown_page(element)
        _add(found.frames, address, base)
        is_inner = tag != "frame" or SHEET.search(address or "")
        _add(found.inner if is_inner else [], address, base)
    elif tag in ("img", "script", "input"):
        for shown in shown_by(element):
            _add(found.requisites, shown, base)
    elif tag == "link" and (element.get("rel") or "").lower() in ("stylesheet", "icon", "shortcut icon"):
        _add(found.requisites, element.get("href"), base)


def shown_by(element: lxml.html.HtmlElement) -> list[str]:
    """The addresses that an element shows, also those that a script puts into place once a reader comes near.

    >>> page = lxml.html.fromstring("<p><img src=blank.gif data-original=1.jpg><img srcset='2.jpg 1x'>")
    >>> [shown_by(one) for one in page]
    [['blank.gif', '1.jpg'], ['2.jpg']]
    """
    found = [value for name, value in element.items() if value and (name == "src" or name in LAZY)]
    return found or [one for one in [first_of_set(element.get("srcset"))] if one]


def first_of_set(srcset: str | None) -> str | None:
    """The first of the pictures from which a browser chooses by the screen's size; None without any.

    >>> first_of_set(" /u/1.jpg 1x, /u/2.jpg 2x"), first_of_set(None)
    ('/u/1.jpg', None)
    """
    return srcset.strip().split(" ")[0].rstrip(",") or None if srcset else None


def _read_styles(root: lxml.html.HtmlElement, lowered: bytes, base: str, found: PageLinks) -> None:
    """Pictures that attributes name: background=, and url() in style=. lowered: the page's text in lower case."""
    if b"background" in lowered and BACKGROUND.search(lowered):
        for address in BACKGROUNDS(root):
            _add(found.requisites, address, base)
    if _with_url.may_stand_in_lowered(lowered):
        for style in STYLES(root):
            for address in CSS_URL.findall(style):
                _add(found.requisites, address, base)


def _add(into: list[str], url: str | None, base: str) -> None:
    target = resolved(url, base) if url else None
    if target:
        into.append(target)


def link_text(element: lxml.html.HtmlElement) -> str:
    """The words of an anchor: its text, or its title where the text is cut short with … or empty; an area's alt."""
    text = " ".join(words_in(element).split())
    title = " ".join((element.get("title") or (element.get("alt") if element.tag == "area" else None) or "").split())
    is_cut = text.endswith(("…", "...", "..")) or not text
    return title if title and (is_cut or title.startswith(text.rstrip(".…"))) else text


def _said_by_picture(url: str, anchor: lxml.html.HtmlElement) -> str:
    """What the picture of a link to a file says, which has no words: the caption of its figure, as of the covers of
    publications, else what stands for the picture, where the head above calls it so (Minutes): icons say less.
    """
    if not is_file(url):
        return ""
    figure = next(anchor.iterancestors("figure"), None)
    if figure is not None and figure.find(".//a") is anchor and (caption := figure.find(".//figcaption")) is not None:
        return " ".join(words_in(caption).split())
    said = next((one.get("alt") or "" for one in anchor.iter("img")), "")
    return said if said and is_named_above(anchor, said) else ""


def words_in(element: lxml.html.HtmlElement) -> str:
    """An element → its text as it stands there; most links hold nothing but text, which is quick to get."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def _read_written(markup: str, base: str, found: PageLinks) -> None:
    """Markup that a script writes: its links live, though they stand in strings. Unknown addresses are not taken."""
    if "<" not in markup:
        return
    try:
        fragments = lxml.html.fragments_fromstring(f"<div>{markup}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for fragment in fragments:
        if isinstance(fragment, str):
            continue
        for element in fragment.iter("a", "area", "iframe", "frame", "img"):
            address = element.get("href") or element.get("src") or ""
            if UNKNOWN in address:
                continue
            target = resolved(address, base) if element.tag in ("a", "area") else None
            if target:
                found.written.append(Link(target, link_text(element), element))
            else:
                _read_element(element, base, found)


def css_urls(text: str, url: str) -> list[str]:
    """A style sheet and its URL → the absolute URLs it needs."""
    return [target for one in CSS_URL.findall(text) if (target := absolute_url(one, url))]
