"""requests' adapter, made to connect to checked addresses only and to leave everything else to us."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import certifi
from requests import PreparedRequest
from requests import Response as RequestsResponse
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from guiyi.crawl.fetching.guard import Guard, Target
from guiyi.crawl.fetching.wire import Deadline, WatchedSocket, WatchedTLSSocket, WireResponse
from guiyi.errors import NoHandshake, SourceDown

CONNECT_SECONDS = 10.0
MAX_LINES = 8  # hosts to which a thread keeps a connection
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def _connect(self: HTTPConnection, guard: Guard, watch: Deadline) -> socket.socket:
    """A connection to the first checked address that answers. RefusedAddress; SourceDown if none answers."""
    failure: Exception | None = None
    endpoints = guard.endpoints(self.host, self.port or 80)
    for address, port in endpoints:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = WatchedSocket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(CONNECT_SECONDS, watch.left()))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect((address, port))
        except OSError as error:
            sock.close()
            failure = error
            continue
        sock.watch = watch
        return sock
    tried = ", ".join(f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address, port in endpoints)
    raise SourceDown(f"{self.host} does not answer at {tried} ({failure}); is the old host still on?") from failure


class _GuardedConnection(HTTPConnection):
    guard: Guard
    watch: Deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard, self.watch)


class _GuardedTLSConnection(HTTPSConnection):
    guard: Guard
    watch: Deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard, self.watch)

    def connect(self) -> None:
        try:
            super().connect()
        except ssl.SSLCertVerificationError:
            raise
        except (ssl.SSLError, ConnectionError, TimeoutError) as error:
            raise NoHandshake(f"{self.host}: no TLS connection can be made ({error})") from error
        self.sock.watch = self.watch  # type: ignore[union-attr]


class _Line:
    """The one kept connection to a host, where requests' adapter has urllib3's pool: half of a small page's cost.

    It asks and reads the head. Nothing is retried, followed, decoded, or put into a second set of objects.
    """

    def __init__(self, target: Target, adapter: GuardedAdapter) -> None:
        self.adapter = adapter
        self.answer: WireResponse | None = None  # the last one
        host = target.host.strip("[]")
        if target.scheme == "https":
            context = adapter.context(target.host)
            self.connection: Any = _GuardedTLSConnection(host, target.port, ssl_context=context)
        else:
            self.connection = _GuardedConnection(host, target.port)
        self.connection.guard, self.connection.watch = adapter.guard, adapter.watch

    def urlopen(self, method: str, url: str, body: bytes | None, headers: Any, **_options: Any) -> WireResponse:
        """One request → its answer, of which the head is read. OSError, HTTPException; SourceDown, RefusedAddress."""
        try:
            self._ready()
            self._send(_head(method, url, headers) + (body or b""))
            self.answer = answer = WireResponse(self.connection.sock, method=method)
            answer.begin()
        except BaseException:
            self.close()
            raise
        if answer.will_close:  # what is on its way can still be read
            self.connection.close()
        return answer

    def _ready(self) -> None:
        """A connection that is in step: the last answer was read, and neither its end nor anything else came since."""
        connection = self.connection
        if connection.sock is not None and not (self.answer and self.answer.isclosed() and connection.is_connected):
            connection.close()
        self.adapter.was_kept = connection.sock is not None
        if connection.sock is None:
            connection.connect()

    def _send(self, request: bytes) -> None:
        sock = self.connection.sock
        sock.settimeout(self.adapter.watch.left())
        with suppress(BrokenPipeError, ConnectionResetError):  # a server may answer before it has read all
            sock.sendall(request)

    def close(self) -> None:
        """Hangs up."""
        if self.answer is not None:
            self.answer.close()
        self.connection.close()


def _head(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The lines of a request. ValueError: one holds what would end it."""
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if any(CONTROL.search(line) for line in lines):
        raise ValueError("a control character in a request")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def tls_context() -> ssl.SSLContext:
    """Verifying TLS, by the authorities of certifi and of this machine (a municipal CA is among the latter)."""
    context = create_urllib3_context()
    context.load_verify_locations(certifi.where())
    context.load_default_certs()
    context.sslsocket_class = WatchedTLSSocket
    return context


def unverified_context() -> ssl.SSLContext:
    """TLS that believes any certificate, old protocol versions too: for hosts that the site's file excepts by name."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_NONE, ssl_minimum_version=ssl.TLSVersion.MINIMUM_SUPPORTED)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.sslsocket_class = WatchedTLSSocket
    return context


class AskedRequest(PreparedRequest):
    """A prepared request that carries its checked target, so that no second parser decides where it goes."""

    target: Target


class GuardedAdapter(HTTPAdapter):
    """requests' adapter for one thread: guarded connections, no proxies, no cookies of its own, no retries."""

    def __init__(self, guard: Guard, watch: Deadline, context: Callable[[str], ssl.SSLContext]) -> None:
        self.guard, self.watch, self.context = guard, watch, context
        self.was_kept = False  # whether the last request went over a connection that had been used before
        self.lines: dict[tuple[str, str, int], _Line] = {}
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_args: Any, **_options: Any) -> None:
        """There are no pools: one connection to each of the last hosts is kept."""

    def get_connection_with_tls_context(self, request: Any, *_args: Any, **_options: Any) -> Any:
        """The line to the request's checked target."""
        target: Target = request.target
        end = (target.scheme, target.host, target.port)
        line = self.lines.pop(end, None) or _Line(target, self)
        self.lines[end] = line  # the newest last
        if len(self.lines) > MAX_LINES:
            self.lines.pop(next(iter(self.lines))).close()
        return line

    def cert_verify(self, *_args: Any, **_options: Any) -> None:
        """The context verifies."""

    def request_url(self, request: Any, _proxies: Any) -> str:
        """The checked target's path and query."""
        path: str = request.target.path
        return path

    def build_response(self, req: Any, resp: Any) -> RequestsResponse:
        """Status and raw stream only; our Response is made from them."""
        response = RequestsResponse()
        response.status_code, response.raw, response.request = resp.status, resp, req
        return response

    def close(self) -> None:
        """Hangs up on all hosts."""
        for line in self.lines.values():
            line.close()
