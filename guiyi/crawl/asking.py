"""Asking one site for its pages: by its robots.txt, at its pace, with its forms and its browser."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from guiyi.crawl.browsing.browser import Browser, Sent
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.fetching.pacing import PATIENCE, HostParked, Pacer
from guiyi.crawl.fetching.robots import Robots
from guiyi.crawl.fetching.whole import Whole
from guiyi.crawl.observing.scriptfiles import ScriptFiles
from guiyi.crawl.paging.clicks import what_is_shown
from guiyi.crawl.paging.forms import encoded, form_of, form_page, is_form
from guiyi.crawl.paging.posted import is_posted
from guiyi.crawl.paging.tokens import Tokens
from guiyi.crawl.paging.unlinked import is_row
from guiyi.crawl.rows import Rows
from guiyi.errors import GuiyiError, RefusedAddress, SourceDown, SourceError, StoreError
from guiyi.ledger import LIST, PAGE
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.runs.run import Run
from guiyi.urls import absolute_url, host_of

MAX_FORMS = 64  # pages with forms that are kept


class Asker:
    """Asks the site for pages, politely; robots.txt and pacing are here. Used from several threads."""

    def __init__(self, run: Run, fetcher: Fetcher) -> None:
        self.run, self.fetcher = run, fetcher
        self.pacer, self.whole = Pacer(run.config.crawl), Whole()
        self.robots: Robots | None = None
        if run.config.crawl.obey_robots:
            self.robots = Robots.load(fetcher, run.urls.base, run.config.crawl.user_agent)
            self.robots.require(run.site)
            if self.robots.crawl_delay:
                self.pacer.set_floor(host_of(run.urls.base), self.robots.crawl_delay)
            self.pacer.note_start(host_of(run.urls.base))
        self.forms: dict[str, Response] = {}
        self.tokens = Tokens(fetcher.cookies_for)
        self.files = ScriptFiles(self._for_page, run.urls.is_own) if run.config.crawl.script_files else None
        self.rows = Rows(self._for_page)
        self.browser = (
            Browser(self._for_browser, None, self._for_page, fetcher.cookies_for) if run.config.crawl.browser else None
        )

    def close(self) -> None:
        """Ends the browser, if there is one, and lets go of rows that were kept."""
        self.rows.close()
        if self.browser is not None:
            self.browser.close()

    def ask(self, row: Any) -> Response | GuiyiError | str:
        """A due page → its response, the error that came instead, or in words why it may not be asked for."""
        if self._is_forbidden(row.url.split("#")[0]):
            return "robots.txt does not allow it"
        try:
            if is_row(row.url):
                return self.rows.answer(row.url)
            if is_form(row.url):
                answer = self._send_form(row.url)
                return self.files.beside(answer) if self.files is not None else answer
            if is_posted(row.url):
                return self._post(row.url, self._page_of(row))
            if self.browser is not None and what_is_shown(row.url).url != row.url:
                return self.browser.shown(row.url, self.get)
            answer = self.get(row.url, row.etag, row.last_modified)
            return self._as_shown(answer) if row.role in (PAGE, LIST) else answer
        except HostParked as parked:
            raise SourceDown(f"{self.run.site}: {parked}; run it again after that", parked.seconds) from parked
        except StoreError:  # the disk is full: no fault of the page
            raise
        except GuiyiError as error:
            return error

    def silence(self) -> GuiyiError | None:
        """What comes instead of an answer where the site's own host gives none at all, not even of its robots.txt."""
        said = None
        time.sleep(min(self.pacer.delay(host_of(self.run.urls.base)), PATIENCE))
        for address in ("/robots.txt", self.run.urls.base):
            try:
                self.fetcher.fetch(absolute_url(address, self.run.urls.base) or address, first_bytes=1)
            except SourceError as error:
                if not (error.is_transient or isinstance(error, SourceDown)):
                    return None
                said = error
            else:
                return None
        return said

    def _as_shown(self, answer: Response) -> Response:
        """A page beside its script files, or as a browser shows it, where the site's file asks for that."""
        answer = self.files.beside(answer) if self.files is not None else answer
        return self.browser.filled(answer) if self.browser is not None else answer

    def _is_forbidden(self, url: str) -> bool:
        return self.robots is not None and self.run.urls.is_own(url) and not self.robots.allowed(url)

    def _for_browser(self, url: str, sent: Sent | None) -> Response:
        """What a page asks for while it is rendered: by the same rules as its own address."""
        if self._is_forbidden(url):
            raise RefusedAddress(f"{url}: robots.txt does not allow it")
        body, headers = sent or (None, None)
        return self._paced(url, lambda: self.fetcher.fetch(url, data=body, headers=headers))

    def _for_page(self, url: str) -> Response:
        """What a page's scripts need: their files, and what they ask for by its own parameters."""
        if self._is_forbidden(url.split("#")[0]):
            raise RefusedAddress(f"{url}: robots.txt does not allow it")
        return self._post(url) if is_posted(url) else self.get(url)

    def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Response:
        """One paced GET; a second one where the first answer may be broken off."""

        def send() -> Response:
            return self._paced(url, lambda: self.fetcher.fetch(url, etag=etag, last_modified=last_modified))

        return self.tokens.note(self.whole.ask(send))

    def get_as(self, url: str, headers: dict[str, str]) -> Response:
        """One paced GET as another visitor."""
        return self._paced(url, lambda: self.fetcher.fetch(url, headers=headers))

    def _post(self, url: str, page: str = "") -> Response:
        """A list interface's question that goes in a body. page: the address of the page that asks it, where known."""

        def send(address: str, body: bytes, headers: dict[str, str]) -> Response:
            return self._paced(address, lambda: self.fetcher.fetch(address, method="POST", data=body, headers=headers))

        return replace(self.tokens.send(url, send, page, self.get), url=url)

    def _page_of(self, row: Any) -> str:
        """The address of the page that asks a posted question; empty where robots.txt forbids it, or none is known."""
        key = next((one for one in (row.section, row.found_on) if one and "#" not in one), "")
        url = absolute_url(key, self.run.urls.base) if key else None
        return url if url and not self._is_forbidden(url) else ""

    def _send_form(self, url: str) -> Response:
        """A page that is a form sent back; the page with the form is kept, since a list's pages share it."""
        before = form_page(url)
        page = self.forms.get(before)
        if page is None:
            page = self._send_form(before) if is_form(before) else self.get(before)
        decoded = decode_html(page.body, charset_of(page), self.run.config.site.charset)
        address, fields = form_of(url, parse_html(decoded.text))
        body = encoded(fields, decoded.charset)
        answer = self._paced(address, lambda: self.fetcher.fetch(address, method="POST", data=body))
        answer = replace(answer, url=url)
        if len(self.forms) >= MAX_FORMS:
            self.forms.clear()
        self.forms |= {before: page, url: answer}
        return answer

    def _paced(self, url: str, send: Any) -> Response:
        host = host_of(url)
        with self.pacer.slot(host):
            try:
                response: Response = send()
            except GuiyiError as error:
                self.pacer.report(host, error)
                raise
            self.pacer.report(host, response)
            return response
