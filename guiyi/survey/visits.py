"""Asking an unseen site for pages: through the guarded fetcher, paced, by robots.txt, within a number of requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import lxml.html

from guiyi.config.models import SiteConfig
from guiyi.crawl.browsing.browser import Browser, Sent, can_render
from guiyi.crawl.browsing.needed import asked_instead, leads_nowhere, lists_no_documents, needs_browser
from guiyi.crawl.browsing.walk import Limits
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.media import charset_of, is_html
from guiyi.crawl.fetching.pacing import HostParked, Pacer
from guiyi.crawl.fetching.robots import Robots
from guiyi.crawl.observing.scriptfiles import ScriptFiles
from guiyi.crawl.paging.clicks import what_is_shown
from guiyi.crawl.paging.forms import encoded, form_of, form_page, is_form
from guiyi.crawl.paging.posted import is_posted
from guiyi.crawl.paging.tokens import Tokens
from guiyi.crawl.paging.unlinked import is_row
from guiyi.crawl.reading.changing import link_may_change
from guiyi.crawl.reading.links import PageLinks, read_links
from guiyi.crawl.rows import Rows
from guiyi.errors import NoHandshake, RefusedAddress, SourceDown, SourceError
from guiyi.markup.decode import Decoded, decode_html
from guiyi.markup.parsing import parse_html
from guiyi.urls import UrlSpace, host_of

GLANCE = Limits(pages=3, clicks=60, seconds=60.0)  # what a survey sees of a list that clicks turn


@dataclass
class Sight:
    """One page that was seen: the answer of the site, and its text and tree where it is HTML or data."""

    response: Response
    hint: str | None = None

    @property
    def url(self) -> str:
        """As asked for."""
        return self.response.url

    @cached_property
    def decoded(self) -> Decoded:
        """The page's text with the encoding it was read by."""
        return decode_html(self.response.body, charset_of(self.response), self.hint)

    @property
    def text(self) -> str:
        """The page's text."""
        return self.decoded.text

    @cached_property
    def root(self) -> lxml.html.HtmlElement:
        """The page's tree."""
        return parse_html(self.text)

    @cached_property
    def found(self) -> PageLinks:
        """What the page points to."""
        return read_links(self.root, self.url, self.text, self.response.scripts)

    @property
    def is_html(self) -> bool:
        """Whether it is a page rather than a file or data."""
        return is_html(self.response)

    @property
    def is_whole(self) -> bool:
        """Whether the site gave it."""
        return self.response.status == 200


class Visitor:
    """Visits pages of one site. `asked` counts requests; what was not asked, and why, stands in `refused`."""

    def __init__(self, config: SiteConfig, urls: UrlSpace, limit: int) -> None:
        self.config, self.urls, self.limit = config, urls, limit
        self.fetcher = Fetcher(config.crawl, urls)
        self.pacer = Pacer(config.crawl)
        self.robots: Robots | None = None
        self.asked = 0
        self.browser = self._new_browser() if config.crawl.browser else None
        self.files = ScriptFiles(self._for_page, urls.is_own)
        self.rows = Rows(self._for_page)
        self.tokens = Tokens(self.fetcher.cookies_for)
        self.seen: dict[str, Sight] = {}
        self.refused: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()

    def begin(self) -> None:
        """Reads robots.txt. SourceDown where it can't be read."""
        self.asked += 1
        self.robots = Robots.load(self.fetcher, self.urls.base, self.config.crawl.user_agent)
        self.robots.require(self.urls.base)
        if self.robots.crawl_delay:
            self.pacer.set_floor(host_of(self.urls.base), self.robots.crawl_delay)

    @property
    def left(self) -> int:
        """Requests that may still be made."""
        return max(0, self.limit - self.asked)

    def visit(self, url: str) -> Sight | None:
        """A page, asked for once; None where it may not or can't be had (see `refused`). SourceDown ends a survey."""
        url = self.urls.fetchable(url)
        if url in self.seen:
            return self.seen[url]
        if url in self.refused:
            return None
        if not self._is_allowed(url):
            self.refused[url] = "robots.txt"
            return None
        if link_may_change(url) and not is_form(url) and not is_posted(url):
            self.refused[url] = "it may change something on the site"
            return None
        if not self.left:
            self.refused[url] = "limit"
            return None
        answer = self._answer(url)
        if answer is None:
            return self.seen.get(url)
        self.statuses[answer.status] += 1
        if not is_posted(url):
            answer = self.files.beside(answer)
        if not is_form(url) and not is_posted(url):
            answer = (
                self.browser.filled(answer) if self.browser is not None and "rendered" not in answer.flags else answer
            )
        sight = self.seen[url] = Sight(answer, self.config.site.charset)
        return sight

    def _answer(self, url: str) -> Response | None:
        """What the site answers; None where it does not, or was asked at its own address instead (https or www off)."""
        try:
            return self._ask(url)
        except SourceError as error:
            other = self.urls.at_base(url) if isinstance(error, SourceDown | NoHandshake) else None
            if other is not None:
                sight = self.visit(other)
                self.seen |= {url: sight} if sight is not None else {}
            elif self._ends_with(error, url):
                raise
            if url not in self.seen:
                is_off = isinstance(error, SourceDown | HostParked)
                self.refused[url] = "its host does not answer" if is_off else str(error)
            return None

    def _ends_with(self, error: SourceError, url: str) -> bool:
        """Whether the survey can't go on: the site does not answer, or even its first page is refused."""
        if isinstance(error, SourceDown | HostParked):
            return self.urls.is_own(url) or not self.seen
        return isinstance(error, RefusedAddress) and not self.seen

    def _ask(self, url: str) -> Response:
        if self.browser is not None and what_is_shown(url).url != url:
            return self.browser.shown(url, self._ask)
        if is_row(url):
            return self.rows.answer(url)
        self.asked += 1
        if is_posted(url):
            return self.tokens.send(url, lambda *sent: self._paced(url, *sent))
        if not is_form(url):
            return self.tokens.note(self._paced(url, url, None))
        before = form_page(url)
        first = self.visit(before)
        if first is None:
            raise SourceError(f"{before}: the page with the form can't be had")
        address, fields = form_of(url, first.root)
        return self._paced(url, address, encoded(fields, first.decoded.charset))

    def _for_page(self, url: str) -> Response:
        """What a page's scripts need to be understood: it counts, and robots.txt holds for it."""
        self._require(url)
        return self._ask(url)

    def _require(self, url: str) -> None:
        if not self._is_allowed(url):
            raise RefusedAddress(f"{url}: robots.txt does not allow it")
        if not self.left:
            raise SourceError(f"{url}: the limit of requests is reached")

    def _is_allowed(self, url: str) -> bool:
        return self.robots is None or not self.urls.is_own(url) or self.robots.allowed(url.split("#")[0])

    def _for_browser(self, url: str, sent: Sent | None) -> Response:
        """What a page asks for while it is rendered: it counts, and robots.txt holds for it."""
        self._require(url)
        self.asked += 1
        return self._paced(url, url, *(sent or (None,)))

    def use_browser(self) -> bool:
        """From here on, empty shells are rendered, those seen already too. False where no browser can be had."""
        if self.browser is None and can_render():
            self.browser = self._new_browser()
            self.urls.tell_routes()
            for url in [url for url, sight in self.seen.items() if self._is_for_browser(sight)]:
                self.seen.pop(url)
            return True
        return False

    def _is_for_browser(self, sight: Sight) -> bool:
        return needs_browser(sight.response) or self.is_refused(sight) or self.is_without_list(sight)

    def is_refused(self, sight: Sight) -> bool:
        """Whether what a page's list is asked for from was seen to give nothing of it."""
        answered = self._answered(asked_instead(sight.response, has_rows=True))
        return answered is not None and leads_nowhere(answered.response)

    def is_without_list(self, sight: Sight) -> bool:
        """Whether what a page's list would be asked for from was seen to list no documents."""
        answered = self._answered(asked_instead(sight.response))
        return answered is not None and lists_no_documents(answered.response, sight.url)

    def _answered(self, asked: str | None) -> Sight | None:
        return self.seen.get(self.urls.fetchable(asked)) if asked else None

    def _new_browser(self) -> Browser:
        return Browser(self._for_browser, GLANCE, self._for_page, self.fetcher.cookies_for)

    def close(self) -> None:
        """Closes connections and browser."""
        if self.browser is not None:
            self.browser.close()
        self.rows.close()
        self.fetcher.close()

    def _paced(
        self, url: str, address: str, sent: Mapping[str, str] | bytes | None, headers: Mapping[str, str] | None = None
    ) -> Response:
        host = host_of(address)
        with self.pacer.slot(host):
            try:
                answer = self.fetcher.fetch(address, data=sent, headers=headers)
            except SourceError as error:
                self.pacer.report(host, error)
                raise
            self.pacer.report(host, answer)
        return Response(**{**answer.__dict__, "url": url})


@contextmanager
def visiting(config: SiteConfig, urls: UrlSpace, limit: int) -> Iterator[Visitor]:
    """A visitor that has read robots.txt; its connections are closed at the end."""
    visitor = Visitor(config, urls, limit)
    try:
        visitor.begin()
        yield visitor
    finally:
        visitor.close()


def shown_url(url: str) -> str:
    """A URL that may stand for a request → the address that is asked."""
    return url.partition("#")[0]


def why_dead(sight: Sight) -> str:
    """In words: what the site answers instead of a page."""
    if sight.is_whole:
        return "says that it is not there"
    if sight.response.location:
        return f"only leads on to {sight.response.location}"
    return f"{sight.response.status} {sight.response.reason}".strip()


def to_write(sight: Sight) -> bool:
    """Whether a page is there to write into (我要写信, 注册): it has a field for a text, or for a password."""
    return any(one.tag == "textarea" or one.get("type") == "password" for one in sight.root.iter("textarea", "input"))
