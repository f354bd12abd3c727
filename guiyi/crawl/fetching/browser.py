"""Pages that scripts build, rendered by the system's Chromium, where plain HTTP gives an empty shell.

The browser has no network of its own. Every request it would make is put to the crawl's own guarded and paced fetching,
by its rules of addresses and of robots.txt; whatever escaped that would find a proxy that is not there. Pictures, fonts
and films are not loaded. Needs the `browser` extra (Playwright) and a Chromium on the machine; nothing is downloaded.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.fetching.media import charset_of, is_html
from guiyi.crawl.reading.interest import is_shell
from guiyi.errors import ConfigError, GuiyiError, SourceError, TransientSource
from guiyi.markup.decode import decode_html

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_NETWORK = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--disable-sync", "--no-first-run", "--disable-dev-shm-usage", "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)  # fmt: skip
NOT_LOADED = frozenset(("image", "media", "font", "websocket", "eventsource", "manifest", "other"))
SECONDS = 20.0  # a page has for its scripts
QUIET = 5.0  # seconds to wait for its requests to end
MAX_HOPS = 5
Sent = tuple[bytes, Mapping[str, str]]  # the body of a POST, and what the page's script says of it
Ask = Callable[[str, Sent | None], Response]
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
    """What needs it, in words → Playwright and a headless Chromium without a network. ConfigError: they are missing."""
    path = find_chromium()
    if path is None:
        raise ConfigError(f"{needed_by} needs a Chromium on this machine (Debian: apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise ConfigError(f"{needed_by} needs Playwright: pip install 'guiyi[browser]'") from error
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=path, args=list(NO_NETWORK))


class Browser:
    """One headless browser of one crawl, started when the first page needs it. Used from several threads."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")  # Playwright stays in one thread
        self._playwright: Any = None
        self._chromium: Any = None

    def filled(self, response: Response) -> Response:
        """A response that may be an empty shell → the page as its scripts build it; any other as it is."""
        return self.render(response) if response.status == 200 and is_shell(response) else response

    def render(self, response: Response) -> Response:
        """A page → the same as a reader's browser shows it (flag `rendered`).

        ConfigError where the browser is missing; TransientSource where it fails on the page.
        """
        html: str = self._thread.submit(self._render, response).result()
        return rewritten(response, html, "rendered")

    def close(self) -> None:
        """Ends the browser."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    # --- in the browser's thread --------------------------------------------------------------------------------------

    def _render(self, response: Response) -> str:
        chromium = self._start()
        from playwright.sync_api import Error, TimeoutError

        context = chromium.new_context(service_workers="block", accept_downloads=False, locale="zh-CN")
        try:
            page = context.new_page()
            page.set_default_timeout(SECONDS * 1000)
            page.route("**/*", lambda route: self._answer(route, response))
            page.route_web_socket("**/*", lambda socket: socket.close())
            page.goto(response.url, wait_until="load", timeout=SECONDS * 1000)
            with suppress(TimeoutError):  # a page that never rests is taken as it stands
                page.wait_for_load_state("networkidle", timeout=QUIET * 1000)
            html: str = page.content()
            return html
        except Error as error:
            raise TransientSource(f"{response.url}: the browser failed on it: {str(error).splitlines()[0]}") from error
        finally:
            context.close()

    def _start(self) -> Any:
        if self._chromium is not None:
            return self._chromium
        self._playwright, self._chromium = start_chromium("crawl.browser")
        return self._chromium

    def _close(self) -> None:
        if self._chromium is not None:
            self._chromium.close()
            self._playwright.stop()

    def _answer(self, route: Any, response: Response) -> None:
        """One request of the page → the answer of our own fetching, or none."""
        request = route.request
        if request.resource_type in NOT_LOADED or request.method not in ("GET", "POST"):
            route.abort()
        elif request.url == response.url and request.method == "GET":
            _fulfill(route, response)
        else:
            try:
                _fulfill(route, self._got(request.url, _sent(request)))
            except GuiyiError:
                route.abort()  # the page does without it, as it would where its host is down

    def _got(self, url: str, sent: Sent | None) -> Response:
        for _hop in range(MAX_HOPS):
            answer = self.ask(url, sent)
            if not answer.location:
                return answer
            url, sent = answer.location, None
        raise SourceError(f"{url}: it redirects more than {MAX_HOPS} times")


def _sent(request: Any) -> Sent | None:
    """The body of a POST as a script sends it (a form, JSON), with the headers that the script sets; None for a GET."""
    if request.method != "POST":
        return None
    told = {name: value for name, value in request.headers.items() if not OF_BROWSERS.match(name.lower())}
    return request.post_data_buffer or b"", told


def _fulfill(route: Any, answer: Response) -> None:
    kind, body = answer.header("Content-Type") or "text/html", answer.body
    if is_html(answer):  # by our own reading: a browser believes a header that names the wrong charset
        kind, body = "text/html; charset=utf-8", decode_html(body, charset_of(answer)).text.encode("utf-8", "replace")
    route.fulfill(status=answer.status, content_type=kind, body=body)


__all__ = ["Browser", "can_render", "find_chromium", "start_chromium"]
