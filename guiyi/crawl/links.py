"""What a page points to: links, requisites, frames and redirects, read once from its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import lxml.html
from lxml import etree

from guiyi.urls import absolute_url

ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z|gz|tar|tif{1,2}|mp3|mp4|wmv|flv|avi|mov|swf|ceb|dwg|apk|exe)$",
    re.IGNORECASE,
)
HANDLER = re.compile(
    r"(?:downfile|download|downloadattach\w*|filedown\w*|getfile|attachment)\.(?:jsp|aspx?|php|do|action)|DownloadAttachUrl|wbfileid=",
    re.IGNORECASE,
)
IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|ico|svg)$", re.IGNORECASE)
META_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE)
JS_REDIRECT = re.compile(
    r"(?:window|self|top|parent|document)?\.?location(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*((?:[\"'][^\"']*[\"']\s*\+?\s*)+)"
)
JS_STRING = re.compile(r"[\"']([^\"']*)[\"']")
DOCUMENT_WRITE = re.compile(r"document\.write(?:ln)?\(\s*([\"'])(.*?)\1\s*\)", re.DOTALL)
CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+?)[\"']?\s*\)", re.IGNORECASE)
SHORT_PAGE = 4000  # characters: a page that only redirects by script is no longer than this
PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)


@dataclass
class Link:
    """One anchor: its absolute URL, its text, and its element (None where a script wrote it)."""

    url: str
    text: str
    element: lxml.html.HtmlElement | None = None


@dataclass
class PageLinks:
    """All that one page points to; every URL absolute."""

    base: str
    links: list[Link] = field(default_factory=list)
    requisites: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    redirect: str | None = None


def parse_html(text: str) -> lxml.html.HtmlElement:
    """Text → element tree; an empty page gives an empty tree. Comments stay: some CMSes mark content with them."""
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml.html.document_fromstring("<html><body></body></html>")


def read_links(root: lxml.html.HtmlElement, url: str, text: str) -> PageLinks:
    """Tree, URL and text of a page → what it points to. Links in HTML comments are stale and not taken."""
    base = next((absolute_url(href, url) for href in root.xpath("//base/@href")), None) or url
    found = PageLinks(base)
    for element in root.iter("a", "area", "img", "script", "link", "frame", "iframe", "input"):
        _read_element(element, base, found)
    for address in root.xpath("//@background"):
        _add(found.requisites, str(address), base)
    for style in root.xpath("//@style[contains(., '(')]"):
        for address in CSS_URL.findall(style):
            _add(found.requisites, address, base)
    for part in _scripts(root):
        for _quote, written in DOCUMENT_WRITE.findall(part):
            _read_written(written, base, found)
    found.redirect = _redirect_of(root, text, base)
    return found


def _read_element(element: lxml.html.HtmlElement, base: str, found: PageLinks) -> None:
    tag = element.tag
    if tag in ("a", "area"):
        target = resolved(element.get("href") or "", base)
        if target:
            found.links.append(Link(target, link_text(element), element))
    elif tag in ("frame", "iframe"):
        _add(found.frames, element.get("src"), base)
    elif tag in ("img", "script", "input"):
        _add(found.requisites, element.get("src") or element.get("data-src"), base)
    elif (element.get("rel") or "").lower() in ("stylesheet", "icon", "shortcut icon"):
        _add(found.requisites, element.get("href"), base)


def _add(into: list[str], url: str | None, base: str) -> None:
    target = resolved(url, base) if url else None
    if target:
        into.append(target)


cached_absolute_url = lru_cache(maxsize=100_000)(absolute_url)


def resolved(link: str, base: str) -> str | None:
    """A link as written, on a page → its absolute URL; kept, since most links of a page stand on its neighbours too.

    >>> resolved("../a.html", "http://old.example.test/x/y.html?z=/"), resolved("", "http://old.example.test/")
    ('http://old.example.test/a.html', None)
    """
    if not link:
        return None
    if link[0] in "?#":
        return absolute_url(link, base)
    folder = base.split("?", 1)[0]
    return cached_absolute_url(link, folder[: folder.rfind("/") + 1])


def link_text(element: lxml.html.HtmlElement) -> str:
    """The words of an anchor: its text, or its title where the text is cut short with … or empty."""
    text = " ".join("".join(element.itertext()).split())
    title = " ".join((element.get("title") or "").split())
    is_cut = text.endswith(("…", "...", "..")) or not text
    return title if title and (is_cut or title.startswith(text.rstrip(".…"))) else text


def _scripts(root: lxml.html.HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        if script.text:
            yield script.text


def _read_written(written: str, base: str, found: PageLinks) -> None:
    """Markup that a script writes: its links live, though they stand in a string."""
    markup = written.replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
    if "<" not in markup:
        return
    try:
        fragments = lxml.html.fragments_fromstring(f"<div>{markup}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for fragment in fragments:
        if isinstance(fragment, str):
            continue
        for anchor in fragment.iter("a"):
            target = absolute_url(anchor.get("href") or "", base) if anchor.get("href") else None
            if target:
                found.links.append(Link(target, link_text(anchor)))
        for frame in fragment.iter("iframe", "frame"):
            _add(found.frames, frame.get("src"), base)


def _redirect_of(root: lxml.html.HtmlElement, text: str, base: str) -> str | None:
    """Where a page sends its reader by meta refresh, or by a script that is all there is on it."""
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            match = META_REFRESH.match(element.get("content") or "")
            if match:
                return absolute_url(match[1], base)
    if len(text) > SHORT_PAGE or root.find(".//a") is not None:
        return None
    for part in _scripts(root):
        match = JS_REDIRECT.search(part)
        if match:
            return absolute_url("".join(JS_STRING.findall(match[1])), base)
    return None


def css_urls(text: str, url: str) -> list[str]:
    """A style sheet and its URL → the absolute URLs it needs."""
    return [target for one in CSS_URL.findall(text) if (target := absolute_url(one, url))]


def is_file(url: str) -> bool:
    """Whether a link surely leads to a file that is no image of a page."""
    return bool(ATTACHMENT.search(url.split("?", 1)[0]) or HANDLER.search(url))


def role_of_link(url: str) -> str:
    """A link's URL → "asset" if it surely is a file, else "page"."""
    return "asset" if is_file(url) or IMAGE.search(url.split("?", 1)[0]) else "page"
