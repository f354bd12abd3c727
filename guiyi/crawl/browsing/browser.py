"""Pages that scripts build, rendered by the system's Chromium, where plain HTTP gives an empty shell.

The browser has no network of its own. Every request it would make is put to the crawl's own guarded and paced fetching,
by its rules of addresses and of robots.txt; whatever escaped that would find a proxy that is not there. Pictures, fonts
and films are not loaded. Lists that turn their pages by clicks, tabs, and rows without addresses are walked through
(see crawl/browsing). Needs the `browser` extra (Playwright) and a Chromium on the machine; nothing is downloaded.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from guiyi.crawl.browsing.needed import (
    asked_instead,
    has_text,
    is_followed,
    leads_nowhere,
    lists_no_documents,
    needs_browser,
)
from guiyi.crawl.browsing.session import Kept, Repeated, Session
from guiyi.crawl.browsing.walk import Limits, Walk
from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.paging.clicks import Shown, shown_address, what_is_shown
from guiyi.errors import ConfigError, GuiyiError, SourceError, TransientSource

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_NETWORK = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip
MAX_HOPS = 5
IN_PAGE = Path(__file__).parent / "page.js"
MOST_KEPT = 64_000_000  # characters of further pages that are kept until they are asked for
READERS = "Asia/Shanghai"  # where the sites' readers are: a moment in milliseconds is shown by their clocks
SEALED = "sealed"  # flag of a page whose interface gives its list to its own scripts alone
NAMED = re.compile(r"(\w+)\"?[=:]")  # what of a request has a name: who can't tell all of it is refused alone
CONDITIONS = ("etag", "last-modified")  # tell of the shell, not of what scripts fill in
Sent = tuple[bytes | None, Mapping[str, str]]  # the body of a POST, and what the page's script says of its request
Ask = Callable[[str, Sent | None], Response]
Way = tuple[str, frozenset[str]]  # an interface's address, and the names of what it is sent
Cookies = Callable[[str], str | None]  # an address → what the crawl sends of cookies with a request for it
OF_BROWSERS = re.compile(  # what any browser says by itself: our own fetching speaks for itself
    r"^(?:user-agent|accept\b.*|sec-.*|origin|referer|cookie|host|connection|content-length|cache-control|pragma|dnt|"
    r"upgrade-insecure-requests|if-.*|range|priority)$"
)


def find_chromium() -> str | None:
    """The path of a Chromium on this machine: GUIYI_CHROMIUM, or one of the usual names; None if there is none."""
    said = os.environ.get("GUIYI_CHROMIUM")
    return said or next((path for name in NAMES if (path := shutil.which(name))), None)


def can_render() -> bool:
    """Whether Playwright and a Chromium are there."""
    return find_chromium() is not None and importlib.util.find_spec("playwright") is not None


def start_chromium(needed_by: str) -> tuple[Any, Any]:
    """What needs it, in words → Playwright and a headless Chromium without a network. ConfigError: they are missing, or
    do not start."""
    path = find_chromium()
    if path is None:
        raise ConfigError(f"{needed_by} needs a Chromium on this machine (Debian: apt-get install chromium)")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise ConfigError(f"{needed_by} needs Playwright: pip install 'guiyi[browser]'") from error
    playwright = sync_playwright().start()
    try:
        return playwright, playwright.chromium.launch(executable_path=path, args=list(NO_NETWORK))
    except Error as error:
        playwright.stop()
        raise ConfigError(
            f"{needed_by} needs a Chromium, and {path} does not start: "
            "correct GUIYI_CHROMIUM, or leave it out and install one (Debian: apt-get install chromium)"
        ) from error


class Browser:
    """One headless browser of one crawl, started when the first page needs it. Used from several threads.

    get: asks as the readers of lists do, to see whether what they would ask for is answered at all.
    """

    def __init__(
        self,
        ask: Ask,
        limits: Limits | None = None,
        get: Callable[[str], Response] | None = None,
        cookies: Cookies = lambda _url: None,
    ) -> None:
        self.ask, self.limits, self.cookies = ask, limits or Limits(), cookies
        self.get = get or (lambda url: ask(url, None))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")  # Playwright stays in one thread
        self._playwright: Any = None
        self._chromium: Any = None
        self._files, self._repeated = Kept(), Repeated()
        self._menus: dict[tuple[str, str], str] = {}
        self._further: dict[str, Response] = {}
        self._refused: dict[Way, bool] = {}  # how interfaces are asked, and whether they give the readers nothing

    def filled(self, response: Response) -> Response:
        """A response that may be an empty shell → the page as its scripts build it; any other as it is."""
        if response.status != 200:
            return response
        if needs_browser(response):
            return self.render(response)
        sealed = self._sealed(response)
        return response if sealed is response else self.render(sealed)

    def _is_refused(self, response: Response) -> bool:
        """Whether a page's list is asked for from an interface that answers its own scripts alone (a signature, a
        token), or whose rows only they can open, or is not asked for in any way that is read: what is, lists none.
        """
        asked = asked_instead(response, has_rows=True)
        way = (asked or "").split("#")[0].split("?")[0], frozenset(NAMED.findall(unquote(asked or "")))
        if asked is not None and way not in self._refused:
            try:
                answer = self.get(asked)
                self._refused[way] = leads_nowhere(answer) or (
                    asked_instead(response) is not None and lists_no_documents(answer, response.url)
                )
            except GuiyiError:
                return False
        return self._refused.get(way, False)

    def _sealed(self, response: Response) -> Response:
        """A page → the same without its scripts, where they would lead the readers to where they are given nothing."""
        if not self._is_refused(response):
            return response
        return replace(response, scripts=(), flags=(*response.flags, SEALED))

    def render(self, response: Response) -> Response:
        """A page → the same as a reader's browser shows it (flag `rendered`), where clicks lead written as links.

        ConfigError where the browser is missing; TransientSource where it fails on the page.
        """
        return self._thread.submit(self._render, response, Shown(response.url)).result()

    def shown(self, url: str, get: Callable[[str], Response]) -> Response:
        """The address of what clicks show (`/list#~page=2`) → that, as a page; get: asks for a page's own address.

        404 where the page does not show it any more. Errors as those of `render`, and what `get` raises.
        """
        wanted = what_is_shown(url)
        kept = self._thread.submit(self._further.pop, url, None).result()
        if kept is not None:
            return kept
        response = get(wanted.url)
        if response.status != 200:
            return replace(response, url=url)
        first = self._thread.submit(self._render, self._sealed(response), wanted._replace(page=1, row="")).result()
        kept = (
            first if wanted.page == 1 and not wanted.row else self._thread.submit(self._further.pop, url, None).result()
        )
        return kept or replace(first, url=url, status=404, reason="Not shown by clicks", body=b"", raw_body=b"")

    def close(self) -> None:
        """Ends the browser."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    # --- in the browser's thread --------------------------------------------------------------------------------------

    def _render(self, response: Response, shown: Shown) -> Response:
        chromium = self._start()
        from playwright.sync_api import Error

        context = chromium.new_context(
            service_workers="block", accept_downloads=False, locale="zh-CN", timezone_id=READERS, bypass_csp=True
        )
        try:
            context.add_init_script(path=IN_PAGE)
            page = context.new_page()
            session = Session(page, response, self._got, self._files, self._repeated, _sent, self.cookies)
            walked = Walk(session, shown, self.limits, self._menus, SEALED in response.flags).go(
                lambda html: is_followed(shown_address(shown), html), has_text
            )
        except Error as error:
            raise TransientSource(f"{response.url}: the browser failed on it: {str(error).splitlines()[0]}") from error
        finally:
            context.close()
        plain = replace(response, headers=tuple(one for one in response.headers if one[0].lower() not in CONDITIONS))
        first, *further = (
            rewritten(replace(plain, url=shown_address(shown._replace(page=number))), html, "rendered")
            for number, html in enumerate(walked.pages, 1)
        )
        rows = (rewritten(replace(plain, url=url), html, "rendered") for url, html in walked.rows.items())
        for one in (*further, *rows):
            self._keep(one)
        return first

    def _keep(self, further: Response) -> None:
        """Keeps a further page until it is asked for; what has no room is walked to again."""
        size = sum(len(one.body) for one in self._further.values()) + len(further.body)
        if size <= MOST_KEPT:
            self._further[further.url] = further

    def _start(self) -> Any:
        if self._chromium is not None:
            return self._chromium
        self._playwright, self._chromium = start_chromium("crawl.browser")
        return self._chromium

    def _close(self) -> None:
        if self._chromium is not None:
            self._chromium.close()
            self._playwright.stop()

    def _got(self, url: str, sent: Sent | None) -> Response:
        for _hop in range(MAX_HOPS):
            answer = self.ask(url, sent)
            if not answer.location:
                return answer
            url, sent = answer.location, None
        raise SourceError(f"{url}: it redirects more than {MAX_HOPS} times")


def _sent(request: Any) -> Sent | None:
    """The body of a POST as a script sends it (a form, JSON), and the headers that the script sets; None of neither."""
    told = {name: value for name, value in request.headers.items() if not OF_BROWSERS.match(name.lower())}
    body = (request.post_data_buffer or b"") if request.method == "POST" else None
    return (body, told) if told or body is not None else None


__all__ = ["Browser", "can_render", "find_chromium", "start_chromium"]
