"""requests' adapter, made to connect to checked addresses only and to leave everything else to us."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any

import certifi
from requests import PreparedRequest
from requests import Response as RequestsResponse
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from guiyi.crawl.guard import Guard, Target
from guiyi.crawl.wire import Deadline, WatchedSocket, WatchedTLSSocket, WireResponse
from guiyi.errors import SourceDown

CONNECT_SECONDS = 10.0
BLOCK = 2**16


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
    raise SourceDown(f"{self.host} does not answer at {endpoints} ({failure}); is the old host still on?") from failure


class _GuardedConnection(HTTPConnection):
    response_class = WireResponse
    guard: Guard
    watch: Deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard, self.watch)


class _GuardedTLSConnection(HTTPSConnection):
    response_class = WireResponse
    guard: Guard
    watch: Deadline

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard, self.watch)

    def connect(self) -> None:
        super().connect()
        self.sock.watch = self.watch  # type: ignore[union-attr]


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _GuardedConnection
    adapter: GuardedAdapter

    def _new_conn(self) -> Any:
        return _bound(super()._new_conn(), self.adapter)

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _noted(super()._get_conn(timeout), self.adapter)


class _GuardedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLSConnection
    adapter: GuardedAdapter

    def _new_conn(self) -> Any:
        return _bound(super()._new_conn(), self.adapter)

    def _get_conn(self, timeout: float | None = None) -> Any:
        return _noted(super()._get_conn(timeout), self.adapter)


def _bound(connection: Any, adapter: GuardedAdapter) -> Any:
    connection.guard, connection.watch = adapter.guard, adapter.watch
    return connection


def _noted(connection: Any, adapter: GuardedAdapter) -> Any:
    adapter.was_kept = connection.sock is not None
    return connection


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
        super().__init__(max_retries=0)

    def init_poolmanager(self, *_args: Any, **_options: Any) -> None:
        """One connection to each host is kept."""
        self.poolmanager = PoolManager(num_pools=8, maxsize=1, blocksize=BLOCK)
        self.poolmanager.pool_classes_by_scheme = {"http": _GuardedPool, "https": _GuardedTLSPool}

    def get_connection_with_tls_context(self, request: Any, *_args: Any, **_options: Any) -> Any:
        """The pool of the request's checked target."""
        target: Target = request.target
        options = {"ssl_context": self.context(target.host)} if target.scheme == "https" else None
        pool = self.poolmanager.connection_from_host(target.host, target.port, target.scheme, pool_kwargs=options)
        pool.adapter = self
        return pool

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
