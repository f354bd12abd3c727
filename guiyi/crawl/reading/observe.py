"""What one response tells of a site: what the page is, where it leads, what it lists. No I/O."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import lxml.html

from guiyi.bounded import ReaderBroke, needs_child, read_bounded
from guiyi.caching import kept
from guiyi.config.models import SiteConfig
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.paging import ListPage, Paging, find_paging, read_data
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.trs import script_pages
from guiyi.crawl.reading.attached import KEYED, key_requests, keyed_files
from guiyi.crawl.reading.column import section_name
from guiyi.crawl.reading.instead import SHORT, Instead, what_instead
from guiyi.crawl.reading.links import PageLinks, css_urls, read_links, role_of_link, script_links
from guiyi.crawl.reading.listing import (
    ALL_IT_SAYS,
    MIN_GROUP,
    PAGED_SAYS,
    Item,
    Listing,
    Rows,
    count_blocks,
    find_rows,
    find_undated_rows,
)
from guiyi.crawl.reading.neighbours import neighbour_urls
from guiyi.crawl.reading.texts import HAN, running_text, says_when, tells_of_one_article, visible_text
from guiyi.extract.pages.answers import answer_page
from guiyi.extract.pages.decode import decode_html
from guiyi.ledger import API, ASSET, LIST, PAGE, REQUISITE
from guiyi.parsing import parse_html
from guiyi.urls import UrlSpace

HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
HTML_START = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|title|script|table|div|frameset)", re.I | re.S
)
FILE_STARTS = (  # of what servers send as text/html though it is a file: PDF, office programs, archives, pictures
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c",
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"{\\rtf",
)  # fmt: skip
BROKEN = (ReaderBroke, RecursionError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
logger = logging.getLogger(__name__)
SCRIPT_FILE = re.compile(r"\.js(?:\?|$)", re.IGNORECASE)
LIBRARY = re.compile(  # a script of somebody else's, which holds no menu of the site
    r"jquery|bootstrap|swiper|layui|vue|react|echarts|angular|[.-]min\.js|player|share|tongji|analytics|slide|flash|respond"
    r"|html5|polyfill|calendar|datepicker|ueditor|require|lazyload",
    re.IGNORECASE,
)
CONTENT_META = re.compile(r"<meta[^>]+name\s*=\s*[\"']?(?:ArticleTitle|PubDate)\b", re.IGNORECASE)
PORTAL_BLOCKS = 3
OWN_TEXT = 60  # characters of running text from which a page has a text of its own
BESIDE = "beside"  # how an article before or after another is seen: it lies no deeper
FRAMED = "framed"  # how a page is seen that another shows within itself
ARTICLE_TEXT = 150  # characters of running text from which a page without a known address is an article …
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
DATED = re.compile(r"^\D{0,12}(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}", re.MULTILINE)
DATED_LINES, SAVED_TEXT = 12, 20_000
ARTICLE_TITLE = 16  # … or characters of its title, without the site's name
LEADS_ON = re.compile(r"^\W*(?:更多|more)\W*$", re.IGNORECASE)
PART = re.compile(r"[_-]\d{1,2}(\.\w{3,5})$")  # the number of a page in the name of an article in parts
PHOTOGRAPH = re.compile(r"\.jpe?g$", re.IGNORECASE)
BUTTON = re.compile(r"(?:next|prev|page|btn|button|more|first|last|arrow|end)\w*\.\w+$", re.IGNORECASE)
AS_LETTERS = str.maketrans("0123456789", "abcdefghij")
LATIN = 3  # times as many in Latin letters


class Target(NamedTuple):
    """A URL that a page points to: its role, how it was seen, and the section whose paging it is."""

    url: str
    role: str
    how: str
    section: str | None = None


@kept(20_000, longest=500)
def plain_target(url: str) -> Target:
    """The target of an ordinary link; kept, since most links of a page stand on its neighbours too."""
    return Target(url, role_of_link(url), "link")


@dataclass
class Observation:
    """What a response tells.

    soft_error: why it is no page. wall: what stands before the page. words: the text of a page, or the items of a
    reply, that may be one of an endless many (see traps).
    """

    role: str
    targets: list[Target] = field(default_factory=list)
    listing: Listing | None = None
    soft_error: str | None = None
    wall: Instead | None = None
    redirect: str | None = None
    words: str = ""


class Observer:
    """Reads the responses of one site by its configuration."""

    def __init__(self, config: SiteConfig, urls: UrlSpace) -> None:
        self.config, self.urls = config, urls
        self.charset = config.site.charset
        self.paging = config.crawl.paging
        self.error_pages = [re.compile(pattern) for pattern in config.crawl.error_page]
        patterns = [re.compile(template.url) for template in config.templates if template.url]
        self.is_article: Callable[[str], bool] = lambda url: any(pattern.search(url) for pattern in patterns)

    def observe(self, response: Response, role: str) -> Observation:
        """A whole response and what its page was thought to be → what it tells.

        What is not plain is read in a child with limits. What breaks that, or a reader, tells nothing, and the run goes
        on: extraction holds the page.
        """
        try:
            return self._read(response, role)
        except BROKEN as error:
            logger.warning("%s can not be read: %s: %s", response.url, type(error).__name__, str(error)[:200])
            return Observation(role)

    def _read(self, response: Response, role: str) -> Observation:
        is_read = role != ASSET and _is_text(media_type_of(response), is_html(response))
        if not (is_read and needs_child(response.body)):
            return self._observe(response, role)
        told = [self.config.model_dump_json(by_alias=True), role, response.url, response.headers, response.scripts]
        return _observation(read_bounded("links", told, response.body))

    def _observe(self, response: Response, role: str) -> Observation:
        media_type = media_type_of(response)
        if role == REQUISITE:
            return self._requisite(response, media_type)
        is_page = is_html(response)
        is_page = is_page or (role == PAGE and media_type == "text/plain" and is_saved_text(response.body))
        if role == ASSET:
            broken = "a page where a file was expected" if is_page else None if response.body else "an empty file"
            return Observation(ASSET, soft_error=broken)
        text = (
            decode_html(response.body, charset_of(response), self.charset).text if _is_text(media_type, is_page) else ""
        )
        if role == API and (files := keyed_files(text, response.url)):
            return Observation(API, [Target(url, ASSET, KEYED) for url in files])
        listing = read_data(text, response.url) if role in (API, LIST, PAGE) and text and not is_page else None
        listing = listing or (read_data(text, response.url) if role == API else None)
        if listing is not None:
            return self._data(response, listing)
        if not is_page:
            return Observation(ASSET if role == PAGE and answer_page(text) is None else role)
        return self._page(response, role, text)

    def _requisite(self, response: Response, media_type: str) -> Observation:
        targets = []
        if media_type == "text/css" or response.url.split("?", 1)[0].endswith(".css"):
            text = response.body.decode("utf-8", "replace")
            targets = [Target(url, REQUISITE, "requisite") for url in css_urls(text, response.url)]
        elif SCRIPT_FILE.search(response.url) and not LIBRARY.search(response.url):
            links = script_links(decode_html(response.body, charset_of(response)).text, response.url)
            targets = [Target(link.url, role_of_link(link.url), "link") for link in links]
        return Observation(REQUISITE, targets)

    def _data(self, response: Response, listing: Listing) -> Observation:
        if told := self._named(response.url):
            listing.name, listing.path = told, [told]
        targets = [Target(item.url, role_of_link(item.url), "list") for item in listing.items]
        further = (url for url in listing.next_urls if url not in listing.parts)
        targets += [Target(url, API, "list", section="same") for url in further]
        targets += [Target(url, API, "list") for url in listing.parts]
        # an interface that repeats itself, whatever page it is asked for, ends as a trap; its items' numbers count
        return Observation(API, targets, listing, words=_addresses(listing))

    def _named(self, url: str) -> str | None:
        """What the site's file calls the list that an interface's request gives: it is a column of its own."""
        asked = parted(url)[0]
        mark = asked.find("#")  # behind it stands what is sent to the interface
        return self.config.crawl.names.get(self.urls.path_of(asked) + (asked[mark:] if mark >= 0 else ""))

    def _page(self, response: Response, role: str, text: str) -> Observation:
        root = parse_html(text)
        error, wall = self._instead(root, text)
        if error:
            return Observation(role, soft_error=error)
        if wall:
            return Observation(role, wall=wall)
        found = read_links(root, response.url, text)
        targets = [plain_target(url) for url in dict.fromkeys(found.urls)]
        called = dict.fromkeys(link.url for link in found.called)
        targets += [Target(url, PAGE, FRAMED if url in found.inner else "link") for url in found.frames]
        targets += [Target(url, PAGE, "link") for url in called]
        targets += [Target(url, API, "link") for url in key_requests(text, found.base)]
        targets += [Target(url, REQUISITE, "requisite") for url in found.requisites]
        # a page with a text of its own that sends its readers to a foreign host was tampered with: it is no redirect
        if found.redirect and found.urls and self.urls.key(found.redirect) == self.urls.key(response.url):
            found.redirect = None  # it loads itself anew
        if found.redirect and (self.urls.is_own(found.redirect) or running_text(root) < OWN_TEXT):
            return Observation(role, targets, redirect=found.redirect)
        targets = [*(Target(url, PAGE, BESIDE) for url in neighbour_urls(text, found.base)), *targets]
        is_content = self.is_article(response.url) or bool(CONTENT_META.search(text[:20_000]))
        listing = None if is_content else self._listing(response, text, root, found, role)
        words = "" if is_content else visible_text(root)
        if listing is None:
            targets += [Target(url, PAGE, "link") for url in script_pages(ListPage(response.url, text, root, found))]
            return Observation(PAGE if role == LIST else role, targets, words=words)
        # first as what they are to the list: a further page is no deeper than the first, a plain link would be
        own = [url for url in listing.next_urls if url in listing.parts or (listing.is_data and self._named(url))]
        further = [url for url in listing.next_urls if url not in own]
        paging = [Target(url, API if listing.is_data else LIST, "list", section="same") for url in further]
        paging += [Target(url, API, "list") for url in dict.fromkeys([*own, *listing.parts])]
        paging += [Target(item.url, role_of_link(item.url), "list") for item in listing.items]
        # of 第12期 and 第13期 their titles tell only the numbers: further pages of such a list repeat nothing
        return Observation(LIST, [*paging, *targets], listing, words=f"{words} {_addresses(listing)}")

    def _instead(self, root: lxml.html.HtmlElement, text: str) -> tuple[str | None, Instead | None]:
        """Why a page is an error page, or which wall it is."""
        for pattern in self.error_pages:
            if pattern.search(text):
                return f"soft 404: the page says {pattern.pattern}", None
        if len(text) >= SHORT:
            return None, None
        titles = [(root.findtext(".//title") or ""), *("".join(one.itertext()) for one in root.iter("h1", "h2"))]
        found = what_instead(text, titles, visible_text(root))
        if found is None or found.kind != "error":
            return None, found
        return f"soft 404: {found.why}", None

    def _listing(
        self, response: Response, text: str, root: lxml.html.HtmlElement, found: PageLinks, role: str
    ) -> Listing | None:
        """What a page lists; None for portal pages (several lists, no paging) and pages that list nothing."""
        page = ListPage(response.url, text, root, found, response.scripts)
        paging = find_paging(page, self.paging)
        least = 1 if paging is not None or role == LIST else MIN_GROUP
        rows = find_rows(found, self.urls.is_own, self.is_article, least)
        if not rows.items:
            share = ALL_IT_SAYS if paging is None else PAGED_SAYS
            rows = find_undated_rows(found, self.urls.is_own, page.visible, share)
        if not _are_its_own(rows, page, paging):
            rows = Rows([], [])
        is_new = paging is None and role != LIST
        if is_new and (not rows.items or self._is_portal(found)):
            return None
        is_sure = paging is not None and paging.is_sure and bool(paging.items)
        if role != LIST and not is_sure and _reads_like_an_article(root, rows):
            return None
        if not rows.items and (paging is None or not (paging.items or paging.urls)):
            return None
        is_bare = role != LIST and paging is not None and not any(item.title for item in rows.items)
        if is_bare and _is_turned_by_pictures(response.url, found, paging):
            return None
        told = self.config.crawl.names.get(self.urls.path_of(response.url))
        name, path = (told, [told]) if told else section_name(root)
        total, pages = page.totals
        listing = Listing(_joined(rows.items, paging), name, path)
        if paging is not None:
            listing.next_urls, listing.is_data, listing.parts = paging.urls, paging.is_data, paging.parts
            total, pages = paging.expected_items or total, paging.expected_pages or pages
        listing.expected_items, listing.expected_pages = total, pages
        listing.expected_how = (paging.how if paging else None) or ("共N条 on the page" if total else None)
        return listing

    def _is_portal(self, found: PageLinks) -> bool:
        """Whether a page shows several lists, or two of which each leads on to a page of its own."""
        blocks = count_blocks(found, self.urls.is_own, self.is_article)
        leading = {link.url for link in found.links if LEADS_ON.match(link.text)}
        return blocks >= PORTAL_BLOCKS or (blocks == PORTAL_BLOCKS - 1 and len(leading) >= blocks)


def observe_told(told: list[Any], body: bytes) -> dict[str, Any]:
    """Runs in the child, for `Observer.observe`."""
    config, role, url, headers, scripts = told
    site = SiteConfig.model_validate_json(config)
    fields = tuple((name, value) for name, value in headers)
    response = Response(url, 200, "", "HTTP/1.1", fields, b"", body, "", 0.0, None, (), tuple(scripts))
    return asdict(Observer(site, UrlSpace(site)).observe(response, role))


def _observation(told: dict[str, Any]) -> Observation:
    """What the child told → the observation."""
    listing, wall = told["listing"], told["wall"]
    if listing is not None:
        listing = Listing(**listing | {"items": [Item(**one) for one in listing["items"]]})
    targets = [Target(*one) for one in told["targets"]]
    return Observation(**told | {"targets": targets, "listing": listing, "wall": wall and Instead(*wall)})


def is_saved_text(body: bytes) -> bool:
    """Whether plain text is an article saved as text: running Chinese, with a date among its first lines."""
    text = decode_html(body[:SAVED_TEXT], None, None).text
    return len(HAN.findall(text)) >= ARTICLE_TEXT and bool(DATED.search("\n".join(text.split("\n")[:DATED_LINES])))


def _are_its_own(rows: Rows, page: ListPage, paging: Paging | None) -> bool:
    """Whether rows are the page's list rather than a box beside it: that of a page that leads on is its own; else rows
    in an <aside> are not, nor are rows without dates where the page says that it lists nothing (共 1 页 0 条).
    """
    if not rows.units or (paging is not None and (paging.urls or paging.items)):
        return True
    if all(unit.xpath("boolean(ancestor::aside)") for unit in rows.units):
        return False
    return page.totals[0] != 0 or any(item.listed_on for item in rows.items)


def _reads_like_an_article(root: lxml.html.HtmlElement, rows: Rows) -> bool:
    """Running text beside the rows, or a title of its own: a list page has a short name for a title."""
    title = re.split(r"[-_|—–]", (root.findtext(".//title") or "").strip(), maxsplit=1)[0].strip()
    if len(title) >= ARTICLE_TITLE * (1 if HAN.search(title) else LATIN):
        return True
    text = running_text(root)
    if text >= ARTICLE_TEXT and text - rows.running_text() >= ARTICLE_TEXT:
        return True
    return tells_of_one_article(root, rows.units) or (not rows.items and says_when(root))


def _is_turned_by_pictures(url: str, found: PageLinks, paging: Paging | None) -> bool:
    """Whether a photograph leads on to a further page, or back to the first: a gallery of one picture a page."""
    if paging is None or paging.is_data:
        return False
    further, name = {*paging.urls} - {url}, PART.sub(r"\1", url)
    links = [one for one in found.links if one.url in further or (one.url != url and PART.sub(r"\1", one.url) == name)]
    pictures = [
        str(img.get("src") or "") for one in links if one.element is not None for img in one.element.iter("img")
    ]
    return any(PHOTOGRAPH.search(one) and not BUTTON.search(one) for one in pictures)


def _addresses(listing: Listing) -> str:
    """What a list names, as words: the numbers in its addresses count where repeats are looked for."""
    return " ".join(item.url for item in listing.items).translate(AS_LETTERS)


def _joined(items: list[Item], paging: Paging | None) -> list[Item]:
    """Rows of the page and records of its script: the script's own records are the list where the CMS is known."""
    if paging is not None and paging.is_whole:
        return paging.items
    if paging is None or not paging.items:
        return items
    if paging.is_sure:  # links on the page are navigation then
        return paging.items
    return list({item.url: item for item in (*paging.items, *items)}.values())


def is_html(response: Response) -> bool:
    """Whether a response is a page: by its Content-Type unless it begins as a file, by its first bytes without one."""
    media_type = media_type_of(response)
    if media_type in HTML_TYPES:
        return not response.body.startswith(FILE_STARTS)
    return media_type in ("", "text/plain", "application/octet-stream") and bool(HTML_START.match(response.body[:2000]))


def _is_text(media_type: str, is_html: bool) -> bool:
    return is_html or media_type.startswith("text/") or media_type.endswith(("json", "xml", "javascript"))


def charset_of(response: Response) -> str | None:
    """The charset that the Content-Type header names."""
    match = CHARSET.search(response.header("Content-Type") or "")
    return match[1] if match else None


def media_type_of(response: Response) -> str:
    """The media type that the Content-Type header names, in lower case; empty if none."""
    return (response.header("Content-Type") or "").split(";", 1)[0].strip().lower()
