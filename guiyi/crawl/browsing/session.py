"""One page open in the browser: what it asks for is answered by the crawl's fetching, or not at all.

While something is tried by a click, nothing leaves the page that could change the site: no address that says so, and of
the requests that a row or a menu posts only those to what the page had asked for by itself, or what says that it reads.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import charset_of, is_html
from guiyi.crawl.reading.changing import may_change
from guiyi.errors import GuiyiError
from guiyi.markup.decode import decode_html

NOT_LOADED = frozenset(("image", "media", "font", "websocket", "eventsource", "manifest", "other"))
FILES = frozenset(("script", "stylesheet"))  # are kept from page to page: every page of a site asks for the same
SECONDS = 20.0  # a page has for its scripts
QUIET = 5.0  # seconds to wait for its requests to end
STILL, LONGEST = 60, 3000  # milliseconds without a change after a click, and the most that are waited for it …
ROUNDS, POLLED = 20, 20  # … once more where something was asked for meanwhile; looked at every so many milliseconds
MOST_KEPT = 24_000_000  # bytes of answers
READS = re.compile(  # what a name says of a request that reads; markAsRead does not
    r"^(?!mark|set|reply|comment|score|rate|collect|fav|share|confirm|apply)"
    r".*?(?:get|detail|info|view|content|query|find|show|load|read|list|tree|node|child|article)",
    re.IGNORECASE,
)
SAME, FRESH = 3, 60.0  # times that an answer must come the same, and seconds for which it is then given again
MOST_TOLD, LONGEST = 500, 100_000  # requests that are watched, bytes of one answer
LOADS, TURNS, OPENS = "loads", "turns", "opens"  # what the page is doing
Ask = Callable[[str, Any], Response]
Cookies = Callable[[str], str | None]
Key = tuple[str, str, bytes]


class Kept:
    """Answers that are given again without asking the site, up to a number of bytes."""

    def __init__(self) -> None:
        self.answers: dict[Key, Response] = {}
        self.size = 0

    def keep(self, key: Key, answer: Response) -> None:
        """Keeps a whole answer while there is room."""
        if answer.status == 200 and self.size + len(answer.body) <= MOST_KEPT:
            self.size += len(answer.body)
            self.answers[key] = answer


class Repeated:
    """What every page of a site asks for anew, such as its menu: once an answer came the same several times, it is
    given again for a while without asking the site. What differs (a signed address, a new token) never is.
    """

    def __init__(self) -> None:
        self._told: dict[Key, tuple[Response | int, int, float]] = {}

    def given(self, key: Key) -> Response | None:
        """A request → the answer that it always has; None where the site is to be asked."""
        answer, times, at = self._told.get(key, (0, 0, 0.0))
        is_known = times >= SAME and time.monotonic() - at < FRESH
        return answer if is_known and not isinstance(answer, int) else None

    def keep(self, key: Key, answer: Response) -> None:
        """Notes what the site answered: only what came the same so often is held whole."""
        before, times, _at = self._told.pop(key, (0, 0, 0.0))
        if answer.status != 200 or len(answer.body) > LONGEST:
            return
        if len(self._told) >= MOST_TOLD:
            self._told.pop(next(iter(self._told)))
        known = before if isinstance(before, int) else hash(before.body)
        times = times + 1 if times and known == hash(answer.body) else 1
        self._told[key] = (answer if times >= SAME else hash(answer.body), times, time.monotonic())


class Session:
    """A page in the browser, its address's own answer being there already. Used in the browser's thread alone."""

    def __init__(
        self,
        page: Any,
        response: Response,
        ask: Ask,
        files: Kept,
        repeated: Repeated,
        sent_by: Callable[[Any], Any],
        cookies: Cookies,
    ) -> None:
        self.page, self.response, self.ask, self.files, self.sent_by = page, response, ask, files, sent_by
        self.repeated, self.cookies = repeated, cookies
        self.kept = Kept()
        self.doing = LOADS
        self.own: set[str] = set()  # addresses that the page asked for by itself
        self.led: list[str] = []
        self.refused = False  # whether a click asked for what it may not
        self.answered = 0
        page.set_default_timeout(SECONDS * 1000)
        page.route("**/*", self._answer)
        page.route_web_socket("**/*", lambda socket: socket.close())
        page.on("dialog", lambda dialog: dialog.dismiss())
        self._take_cookies(response.url)

    def _take_cookies(self, url: str) -> None:
        """Lets the page's scripts read the cookies that its host gave the crawl: many send a token from one of them."""
        from playwright.sync_api import Error

        for pair in (self.cookies(url) or "").split("; "):
            name, equals, value = pair.partition("=")
            with suppress(Error):  # a name or value that no browser keeps
                if equals:
                    self.page.context.add_cookies([{"name": name, "value": value, "url": url.split("#")[0]}])

    def load(self, url: str) -> None:
        """Opens an address anew, until its scripts are at rest; a page that never rests is taken as it stands."""
        from playwright.sync_api import TimeoutError

        self.doing = LOADS
        is_new = self.page.url == "about:blank"
        if not is_new:
            self.page.goto("about:blank")  # else a route would only be gone to within the page
        self.page.goto(url, wait_until="load", timeout=SECONDS * 1000)
        if is_new:
            with suppress(TimeoutError):
                self.page.wait_for_load_state("networkidle", timeout=QUIET * 1000)
        self.settle()

    @contextmanager
    def trying(self, doing: str) -> Iterator[None]:
        """While a click is tried: an address to which it would leave the page is noted, not gone to."""
        self.doing = doing
        self.led.clear()
        self.refused = False
        try:
            yield
            self.settle()
        finally:
            self.doing = LOADS

    def settle(self) -> None:
        """Waits until nothing changes and nothing is asked for. Playwright's TimeoutError: the page hangs."""
        from playwright.sync_api import TimeoutError

        for _round in range(ROUNDS):
            before = self.answered
            try:
                self.page.wait_for_function(f"() => __reader.rests({STILL})", timeout=LONGEST, polling=POLLED)
            except TimeoutError:  # it never rests, or hangs in a script without an end: then not even this is answered
                self.page.wait_for_function("() => true", timeout=SECONDS * 1000)
            if before == self.answered:
                return

    # --- answering ----------------------------------------------------------------------------------------------------

    def _answer(self, route: Any) -> None:
        """One request of the page → the answer of our own fetching, or none."""
        request = route.request
        self.answered += 1
        url = request.url.split("#")[0]
        if request.resource_type in NOT_LOADED or request.method not in ("GET", "POST"):
            route.abort()
        elif self.doing != LOADS and self._leaves(request):
            self.led.append(request.url)
            route.fulfill(status=204)  # a browser stays where it is
        elif url == self.response.url.split("#")[0] and request.method == "GET":
            fulfill(route, self.response)
        elif not self._may_ask(request, url):
            self.refused = True
            route.abort()
        else:
            self._pass_on(route, request, url)

    def _leaves(self, request: Any) -> bool:
        return bool(request.is_navigation_request() and request.frame == self.page.main_frame)

    def _may_ask(self, request: Any, url: str) -> bool:
        """Whether what the page is doing may ask for an address: loading may as it always did."""
        address = url.split("?")[0]
        if self.doing == LOADS:
            self.own.add(address)
            return True
        if request.resource_type in FILES:
            return True
        body = (request.post_data_buffer or b"").decode("utf-8", "replace")[:2000]
        if may_change(url) or may_change(f"{address}?{body}"):
            return False
        is_read = request.method == "GET" or READS.match(address.rsplit("/", 1)[-1]) is not None
        return self.doing == TURNS or address in self.own or is_read

    def _pass_on(self, route: Any, request: Any, url: str) -> None:
        kept = self.files if request.resource_type in FILES else self.kept
        key = (request.method, url, request.post_data_buffer or b"")
        answer = kept.answers.get(key) or self.repeated.given(key)
        if answer is None:
            try:
                answer = self.ask(url, self.sent_by(request))
            except GuiyiError:
                route.abort()  # the page does without it, as it would where its host is down
                return
            kept.keep(key, answer)
            self.repeated.keep(key, answer)
            if answer.header("Set-Cookie"):
                self._take_cookies(url)
        fulfill(route, answer)


def fulfill(route: Any, answer: Response) -> None:
    """A request of the page → an answer of ours, by our own reading of its text: a browser believes a header that names
    the wrong charset.
    """
    kind, body = answer.header("Content-Type") or "text/html", answer.body
    if is_html(answer):
        kind, body = "text/html; charset=utf-8", decode_html(body, charset_of(answer)).text.encode("utf-8", "replace")
    route.fulfill(status=answer.status, content_type=kind, body=body)


__all__ = ["LOADS", "OPENS", "TURNS", "Kept", "Repeated", "Session"]
