"""What one response tells of a site: what the page is, where it leads, what it lists. No I/O."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import lxml.html

from guiyi.bounded import ReaderBroke, needs_child, read_bounded
from guiyi.config.models import SiteConfig
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import HTML_TYPES, charset_of, is_html, is_text_type, media_type_of
from guiyi.crawl.observing.indata import links_in_data
from guiyi.crawl.observing.lists import ARTICLE_TEXT, ListReader
from guiyi.crawl.observing.unfilled import AWAITED, empty_places, is_unfilled
from guiyi.crawl.paging import ListPage, read_data
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.boxes import Boxes, read_boxes
from guiyi.crawl.paging.postback import menu_calls
from guiyi.crawl.paging.refused import why_no_list
from guiyi.crawl.paging.trs import script_pages
from guiyi.crawl.reading.addresses import has_file_name, role_of_link
from guiyi.crawl.reading.frames import is_around
from guiyi.crawl.reading.instead import SHORT, Instead, is_saved_paper, says_no_file, what_instead
from guiyi.crawl.reading.items import Item, Listing
from guiyi.crawl.reading.links import PageLinks, css_urls, read_links, script_links
from guiyi.crawl.reading.neighbours import neighbour_urls
from guiyi.crawl.reading.redirects import says_little
from guiyi.crawl.reading.slides import slide_links
from guiyi.crawl.reading.texts import running_text, says_much, tells_itself, visible_text
from guiyi.crawl.reading.unopened import ONE_ADDRESS
from guiyi.crawl.shells.attached import KEYED, key_requests, keyed_files
from guiyi.crawl.traps import form_of
from guiyi.dates import LOOSE_DAY
from guiyi.ledger import API, ASSET, LIST, PAGE, REQUISITE
from guiyi.markup.decode import HAN, decode_html
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import squeezed
from guiyi.records.letters import letter_page
from guiyi.urls import UrlSpace

BROKEN = (ReaderBroke, RecursionError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
logger = logging.getLogger(__name__)
SCRIPT_FILE = re.compile(r"\.js(?:\?|$)", re.IGNORECASE)
LIBRARY = re.compile(  # a script of somebody else's, which holds no menu of the site
    r"jquery|bootstrap|swiper|layui|vue|react|echarts|angular|[.-]min\.js|player|share|tongji|analytics|slide|flash|respond"
    r"|html5|polyfill|calendar|datepicker|ueditor|require|lazyload",
    re.IGNORECASE,
)
CONTENT_META = re.compile(r"<meta[^>]+name\s*=\s*[\"']?(?:ArticleTitle|PubDate)\b", re.IGNORECASE)
FEW_WAYS = 6  # addresses that an intro names: its target, a picture, a film
SHARED = 2  # dated rows of a reply that lead where others do, from which only a script tells them apart
OWN_TEXT = 60  # characters of running text from which a page has a text of its own
NO_FILE, EMPTY_FILE = "a page where a file was expected", "an empty file"
BESIDE = "beside"  # how what comes before or after an article, or a part of a list, is seen: it lies no deeper
FRAMED = "framed"  # how a page is seen that another shows within itself
DATED = re.compile(rf"^\D{{0,12}}{LOOSE_DAY}", re.MULTILINE)
DATED_LINES, SAVED_TEXT = 12, 20_000
MOST_PLAIN, LONG_URL = 20_000, 500  # targets that are kept, and characters of the longest of their addresses
ALERTED = re.compile(r"\balert\(\s*[\"'](.{2,80}?)[\"']")
AS_LETTERS = str.maketrans("0123456789", "abcdefghij")


class Target(NamedTuple):
    """A URL that a page points to: its role, how it was seen, and the section whose paging it is."""

    url: str
    role: str
    how: str
    section: str | None = None


class _Plain(dict[str, Target]):
    """The targets of ordinary links; kept, since most links of a page stand on its neighbours, too."""

    def __missing__(self, url: str) -> Target:
        if len(self) >= MOST_PLAIN:
            self.clear()
        target = Target(url, role_of_link(url), "link")
        if len(url) <= LONG_URL:
            self[url] = target
        return target


plain_targets = _Plain()


@dataclass
class Observation:
    """What a response tells.

    soft_error: why it is no page. wall: what stands before the page. words: the text of a page, or the items of a
    reply, that may be one of an endless many (see traps). is_unfilled: whether its scripts alone would show something.
    is_unread: whether it broke its reader. boxes: what its scripts ask for boxes beside what it shows itself, each with
    the box's name.
    """

    role: str
    targets: list[Target] = field(default_factory=list)
    listing: Listing | None = None
    soft_error: str | None = None
    wall: Instead | None = None
    redirect: str | None = None
    words: str = ""
    is_unfilled: bool = False
    is_unread: bool = False
    boxes: dict[str, str] = field(default_factory=dict)


class Observer:
    """Reads the responses of one site by its configuration."""

    def __init__(self, config: SiteConfig, urls: UrlSpace) -> None:
        self.config, self.urls = config, urls
        self.charset = config.site.charset
        self.error_pages = [re.compile(pattern) for pattern in config.crawl.error_page]
        patterns = [re.compile(template.url) for template in config.templates if template.url]
        self.is_article: Callable[[str], bool] = lambda url: any(pattern.search(url) for pattern in patterns)
        self.lists = ListReader(config, urls, self.is_article)

    def observe(self, response: Response, role: str, listed: str | None = None) -> Observation:
        """A whole response, what its page was thought to be, the title that a list gives it → what it tells.

        What is not plain is read in a child with limits. What breaks that, or a reader, tells nothing but this, and the
        run goes on: reconciliation tells it, and extraction holds a document.
        """
        try:
            return self._read(response, role, listed)
        except BROKEN as error:
            logger.warning("%s can not be read: %s: %s", response.url, type(error).__name__, str(error)[:200])
            return Observation(role, is_unread=True)

    def _read(self, response: Response, role: str, listed: str | None) -> Observation:
        is_page = is_html(response)
        is_read = is_page if role == ASSET else is_text_type(media_type_of(response), is_page)
        if not (is_read and needs_child(response.body)):
            return self._observe(response, role, listed)
        config = self.config.model_dump_json(by_alias=True)
        told = [config, role, response.url, response.headers, response.scripts, listed]
        return _observation(read_bounded("links", told, response.body))

    def _observe(self, response: Response, role: str, listed: str | None) -> Observation:
        media_type, is_page = media_type_of(response), is_html(response)
        if role == REQUISITE:
            return Observation(role, soft_error=NO_FILE) if is_page else self._requisite(response, media_type)
        is_page = is_page or (role == PAGE and media_type == "text/plain" and is_saved_text(response.body))
        if role == ASSET:
            path = response.url.split("?", 1)[0]
            if is_page and not is_saved_paper(response.body, path, media_type in HTML_TYPES):
                return self._instead_of_file(response, listed)
            return Observation(ASSET, soft_error=None if response.body else EMPTY_FILE)
        text = (
            decode_html(response.body, charset_of(response), self.charset).text
            if is_text_type(media_type, is_page)
            else ""
        )
        if role == API and (files := keyed_files(text, response.url)):
            return Observation(API, [Target(url, ASSET, KEYED) for url in files])
        listing = read_data(text, response.url) if role in (API, LIST, PAGE) and text and not is_page else None
        listing = listing or (read_data(text, response.url) if role == API else None)
        if listing is not None:
            return self._data(response, listing)
        if role == API and not is_page and (why := why_no_list(text)):
            return Observation(role, wall=Instead("wall", why))
        if not is_page:
            return Observation(ASSET if role == PAGE and letter_page(text) is None else role)
        return self._page(response, role, text)

    def _instead_of_file(self, response: Response, listed: str | None) -> Observation:
        """A page where a file was expected: one with an article in it, or with the title that a list gives it, is a
        page after all, unless its address ends as a file's or it says that the file is not there.
        """
        missing = Observation(ASSET, soft_error=NO_FILE)
        if has_file_name(response.url):
            return missing
        text = decode_html(response.body, charset_of(response), self.charset).text
        seen, root = self._page(response, PAGE, text), parse_html(text)
        if seen.soft_error or (seen.wall and seen.wall.kind == "wall"):
            return seen
        visible = visible_text(root)
        is_article = says_much(root)
        said = "" if is_article else "\n".join([visible, *ALERTED.findall(text)])
        if why := says_no_file(_titles(root), said):
            return Observation(ASSET, soft_error=f"soft 404: {why}")
        is_named = bool(listed) and squeezed(listed or "") in squeezed(visible)
        return seen if (is_article or is_named) and not (seen.wall or seen.redirect) else missing

    def _requisite(self, response: Response, media_type: str) -> Observation:
        targets = []
        if media_type.startswith("image/") and not response.body:
            return Observation(REQUISITE, soft_error=EMPTY_FILE)
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
        dated = {(self.urls.key(item.url), item.title) for item in listing.items if item.listed_on}
        if listing.expected_items is None and len(dated) - len(dict(dated)) >= SHARED:
            listing.expected_items, listing.expected_how = len(dated), ONE_ADDRESS
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
        if wall and wall.kind == "wall":
            return Observation(role, wall=wall)
        found = read_links(root, response.url, text, response.scripts)
        targets = [plain_targets[url] for url in dict.fromkeys(found.urls)]
        if wall:  # a short page beside a box to sign in, such as the contents of a handbook, leads on all the same
            return Observation(role, targets, wall=wall)
        called = dict.fromkeys(link.url for link in found.called)
        targets += [Target(url, PAGE, FRAMED if url in found.inner else "link") for url in found.frames]
        targets += [Target(url, PAGE, "link") for url in called]
        targets += [Target(url, PAGE, "link") for url, _words in menu_calls(response.url, text, root)]
        targets += [
            Target(url, PAGE, "link") for url in slide_links(found.scripts, found.base) if self.urls.is_own(url)
        ]
        targets += [Target(url, API, "link") for url in key_requests(text, found.base)]
        targets += [Target(url, REQUISITE, "requisite") for url in found.requisites]
        found.redirect = self._led(found, response.url, root)
        # a page with a text of its own that sends its readers to a foreign host was tampered with: it is no redirect
        if found.redirect and (self.urls.is_own(found.redirect) or not _is_own_document(root)):
            return Observation(role, targets, redirect=found.redirect)
        targets = [*(Target(url, PAGE, BESIDE) for url in neighbour_urls(text, found.base)), *targets]
        is_content = self.is_article(response.url) or bool(CONTENT_META.search(text[:20_000]))
        page = ListPage(response.url, text, root, found, response.scripts)
        listing = None if is_content else self.lists.read(page, role)
        words = "" if is_content else page.visible
        boxes, is_data = Boxes(), listing is not None and listing.is_data
        if not (is_content or is_data):
            boxes = read_boxes(page)
        targets += [Target(url, API, "list") for url in boxes.asked]
        targets += [Target(url, PAGE, FRAMED) for url in found.pieces if not (is_data or is_around(url))]
        if listing is None:
            more, shown = links_in_data(response.url, text, found)
            targets += [*(plain_targets[url] for url in more), *(Target(url, REQUISITE, "requisite") for url in shown)]
            targets += [Target(url, PAGE, "link") for url in script_pages(ListPage(response.url, text, root, found))]
            is_shown = "rendered" in response.flags and (
                running_text(root) >= OWN_TEXT or (bool(found.urls) and not empty_places(root))
            )
            is_bare = not found.frames and is_unfilled(root, text, found.lowered, self.config.crawl.browser)
            is_bare = bool(boxes.left) or (not is_shown and (is_bare or AWAITED in response.flags))
            role = PAGE if role == LIST else role
            return Observation(role, targets, words=words, is_unfilled=is_bare, boxes=boxes.asked)
        # first as what they are to the list: a further page is no deeper than the first, a plain link would be
        own = [url for url in listing.next_urls if url in listing.parts or (listing.is_data and self._named(url))]
        further = [url for url in listing.next_urls if url not in own]
        paging = [Target(url, API if listing.is_data else LIST, "list", section="same") for url in further]
        paging += [Target(url, API, "list") for url in dict.fromkeys([*own, *listing.parts])]
        paging += [Target(item.url, role_of_link(item.url), "list") for item in listing.items]
        # of 第12期 and 第13期 their titles tell only the numbers: further pages of such a list repeat nothing
        is_bare = not listing.items and is_unfilled(root, text, found.lowered, self.config.crawl.browser)
        is_bare = is_bare or bool(boxes.left)
        words = f"{words} {_addresses(listing)}"
        targets = _with_neighbours(targets, listing, response.url)
        return Observation(LIST, [*paging, *targets], listing, words=words, is_unfilled=is_bare, boxes=boxes.asked)

    def _led(self, found: PageLinks, url: str, root: lxml.html.HtmlElement) -> str | None:
        """Where a page sends its reader; None if it loads itself anew.

        / and /index.htm are one page by their key. Where / says no more than 进入 and leads nowhere else, it is another
        file than the one that it leads to, and that one is asked for.
        """
        key = self.urls.key(url)
        if found.redirect and self.urls.key(found.redirect) != key:
            return found.redirect
        ways = dict.fromkeys([*filter(None, [found.redirect]), *found.urls]) if len(found.urls) <= FEW_WAYS else ()
        within = [one for one in ways if self.urls.key(one) == key]
        other = next((one for one in within if one.partition("#")[0] not in (url, f"{url}/") and one[-1] != "/"), None)
        if (
            other is None
            or url[-1] != "/"
            or found.frames
            or any(role_of_link(one) == PAGE for one in ways if one not in within)
        ):
            return None
        return other if says_little(root) else None

    def _instead(self, root: lxml.html.HtmlElement, text: str) -> tuple[str | None, Instead | None]:
        """Why a page is an error page, or which wall it is."""
        for pattern in self.error_pages:
            if pattern.search(text):
                return f"soft 404: the page says {pattern.pattern}", None
        if len(text) >= SHORT:
            return None, None
        found = what_instead(text, _titles(root), visible_text(root))
        if found is None or found.kind != "error":
            return None, found
        return f"soft 404: {found.why}", None


def _with_neighbours(targets: list[Target], listing: Listing, url: str) -> list[Target]:
    """What a list's page points to → the same; its links to addresses of its own form (the month before, another year)
    lie no deeper than it, as long as it lists something: a chain of them is as long as the archive.

    >>> month, links = "http://o.example.test/l.asp?y=2008&m=5", ["l.asp?y=2008&m=4", "v.asp?id=3", "l.asp?c=2"]
    >>> targets = [Target(f"http://o.example.test/{one}", PAGE, "link") for one in links]
    >>> [one.how for one in _with_neighbours(targets, Listing([Item(targets[1].url, "题", None)]), month)]
    ['beside', 'link', 'link']
    >>> [one.how for one in _with_neighbours(targets, Listing([]), month)]
    ['link', 'link', 'link']
    """
    form, items = form_of(url), {item.url for item in listing.items}
    if not items or ("?" not in form and "#" not in form):
        return targets
    return [
        one._replace(how=BESIDE) if one.how == "link" and one.url not in items and form_of(one.url) == form else one
        for one in targets
    ]


def _titles(root: lxml.html.HtmlElement) -> list[str]:
    return [root.findtext(".//title") or "", *("".join(one.itertext()) for one in root.iter("h1", "h2"))]


def _is_own_document(root: lxml.html.HtmlElement) -> bool:
    return running_text(root) >= OWN_TEXT or tells_itself(root)


def observe_told(told: list[Any], body: bytes) -> dict[str, Any]:
    """Runs in the child, for `Observer.observe`."""
    config, role, url, headers, scripts, listed = told
    site = SiteConfig.model_validate_json(config)
    fields = tuple((name, value) for name, value in headers)
    response = Response(url, 200, "", "HTTP/1.1", fields, b"", body, "", 0.0, None, (), tuple(scripts))
    return asdict(Observer(site, UrlSpace(site)).observe(response, role, listed))


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


def _addresses(listing: Listing) -> str:
    """What a list names, as words: the numbers in its addresses count where repeats are looked for."""
    return " ".join(item.url for item in listing.items).translate(AS_LETTERS)
