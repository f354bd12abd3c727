"""The city on loopback: all its sites by Host header from one threaded server, HTTP/1.1 with keep-alive."""

from __future__ import annotations

import email.utils
import socket
import socketserver
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.city.cast import PROFILES
from tests.city.gold import SEED, site_of
from tests.city.sites.base import STATES, Answer, read_request

REASONS = {200: "OK", 304: "Not Modified", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 500: "Error"}
MAX_FORM = 1 << 20


class Seen(NamedTuple):
    """One request that was answered."""

    method: str
    host: str
    path: str
    status: int


class City:
    """The running city, or only the named sites of it. state may be set while it runs; latency: host → seconds a
    request takes."""

    def __init__(
        self, state: str = "base", pages: int | None = None, seed: int = SEED, only: Collection[str] = ()
    ) -> None:
        self.pages, self.seed = pages, seed
        from tests.city.heldout import APART_PROFILES  # its sites are served by name only

        self.profiles = [one for one in (*PROFILES, *APART_PROFILES) if one.id in only] if only else list(PROFILES)
        self.sites = {profile.host: site_of(profile.id, pages, seed) for profile in self.profiles}
        self.requests: list[Seen] = []
        self.latency: dict[str, float] = {}
        self.port = 0
        self.state = state

    @property
    def state(self) -> str:
        """Which state the sites are in: base, later, or empty (all content gone)."""
        return self._state

    @state.setter
    def state(self, name: str) -> None:
        if name not in STATES:
            raise ValueError(f"the city has no state {name!r}, only {', '.join(STATES)}")
        self._state = name

    def answer(self, method: str, host: str, target: str, form: str) -> Answer:
        """One request → its answer."""
        site = self.sites.get(host.split(":")[0].lower().removeprefix("www."))
        if site is None:
            return Answer(b"no such site", "text/plain", 404)
        if method not in ("GET", "HEAD", "POST"):
            return Answer(b"", "text/plain", 405)
        answer = site.respond(self._state, read_request(method, target, form))
        if not site.has_validators:
            answer.made, answer.headers = None, [("Cache-Control", "private")]
        return answer


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    city: City

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error of the city's."""


class _Connection(socketserver.StreamRequestHandler):
    """One connection: requests one after the other until the client has had enough."""

    disable_nagle_algorithm = True
    timeout = 60

    def handle(self) -> None:
        """Answers until the connection ends."""
        while self._one():
            pass

    def _one(self) -> bool:
        try:
            line = self.rfile.readline(65_536)
        except (TimeoutError, socket.timeout, ConnectionError):  # noqa: UP041  3.11 has both
            return False
        parts = line.decode("latin-1").split()
        if len(parts) != 3:
            return False
        method, target, version = parts
        headers = self._headers()
        form = self.rfile.read(min(int(headers.get("content-length") or 0), MAX_FORM)).decode("utf-8", "replace")
        host = headers.get("host", "")
        if target.startswith("http://"):  # a client that takes the city for a proxy
            whole = urlsplit(target)
            host, target = whole.netloc, target.removeprefix(f"http://{whole.netloc}") or "/"
        self._answer(method, host, target, form, headers)
        return version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while (line := self.rfile.readline(65_536)) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            found[name.strip().lower()] = value.strip()
        return found

    def _answer(self, method: str, host: str, target: str, form: str, headers: dict[str, str]) -> None:
        city: City = self.server.city  # type: ignore[attr-defined]
        name = host.split(":")[0].lower()
        if city.latency.get(name):
            time.sleep(city.latency[name])
        answer = city.answer(method, host, target, form)
        validators = answer.status == 200 and ("Cache-Control", "private") not in answer.headers
        status = 304 if validators and method != "POST" and is_unchanged(answer, headers) else answer.status
        lines = [f"HTTP/1.1 {status} {REASONS[status]}", "Server: Apache", f"Content-Type: {answer.media_type}"]
        if validators:
            lines.append(f"ETag: {answer.etag}")
            lines += [f"Last-Modified: {http_date(answer.made)}"] if answer.made else []
        lines += [f"{key}: {value}" for key, value in answer.headers]
        lines.append(f"Content-Length: {0 if status == 304 else len(answer.body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        city.requests.append(Seen(method, name, target, status))
        self.wfile.write(head if status == 304 or method == "HEAD" else head + answer.body)


def http_date(moment: datetime) -> str:
    """A moment in Beijing → an HTTP date."""
    return email.utils.format_datetime((moment - timedelta(hours=8)).replace(tzinfo=UTC), usegmt=True)


def is_unchanged(answer: Answer, headers: dict[str, str]) -> bool:
    """Whether the client's validators still hold; If-None-Match counts before If-Modified-Since (RFC 9110 §13.2.2)."""
    if "if-none-match" in headers:
        return answer.etag in headers["if-none-match"]
    since = headers.get("if-modified-since")
    return bool(since and answer.made and since == http_date(answer.made))


@contextmanager
def serve(
    port: int = 0, state: str = "base", pages: int | None = None, seed: int = SEED, only: Collection[str] = ()
) -> Iterator[City]:
    """Serves the city on 127.0.0.1 while the context lasts; port 0 takes a free one, `city.port` tells it."""
    city = City(state, pages, seed, only)
    with _Server(("127.0.0.1", port), _Connection) as server:
        server.city = city
        city.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield city
        finally:
            server.shutdown()
            thread.join()
