"""The session that asks old addresses: it connects to checked addresses alone, as a crawl does.

An old site's name may be anybody's by now, and lead into the network in which the verification runs. Hosts that
platform.yaml names may have inner addresses, and the site's own where its file allows it.
"""

from __future__ import annotations

import socket
from typing import Any

import requests
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.guard import Guard
from guiyi.errors import SourceDown
from guiyi.urls import UrlSpace


class NamedGuard(Guard):
    """The guard of a crawl, for which the hosts that somebody named are the site's own. named: without brackets."""

    def __init__(self, named: frozenset[str], crawl: Crawl, urls: UrlSpace | None) -> None:
        super().__init__(crawl.model_copy(update={"connect_to": {}, "allow_private": True}), urls)
        self.named, self.opens_own = named, crawl.allow_private and urls is not None

    def _is_named(self, host: str) -> bool:
        return host.lower().strip("[]") in self.named or (self.opens_own and super()._is_named(host))


class GuardedSession(requests.Session):
    """Asks, from several threads, and follows nothing. RefusedAddress: a name leads to an address that is not open."""

    def __init__(self, guard: Guard, threads: int) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(guard, threads))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read the body of a redirect, whole, to make ready the request that follows."""


class _Adapter(requests.adapters.HTTPAdapter):
    def __init__(self, guard: Guard, threads: int) -> None:
        self.guard = guard
        super().__init__(pool_maxsize=threads)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """requests' pools, of connections that know the guard."""
        super().init_poolmanager(*args, **options)
        kept = {"guard": self.guard}
        plain = type("Plain", (_Plain,), kept)
        sealed = type("Sealed", (_Sealed,), kept)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SealedPool", (HTTPSConnectionPool,), {"ConnectionCls": sealed}),
        }


class _Plain(HTTPConnection):
    guard: Guard

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard)


class _Sealed(HTTPSConnection):
    guard: Guard

    def _new_conn(self) -> socket.socket:
        return _connect(self, self.guard)


def _connect(connection: HTTPConnection, guard: Guard) -> socket.socket:
    """A connection to the first checked address that answers. RefusedAddress; urllib3's errors if none answers."""
    port = connection.port or int(connection.default_port)
    try:
        endpoints = guard.endpoints(connection.host, port)
    except SourceDown as error:
        raise NameResolutionError(connection.host, connection, socket.gaierror(str(error))) from error
    failure: OSError | None = None
    for endpoint in endpoints:
        try:
            return socket.create_connection(endpoint, connection.timeout)
        except OSError as error:
            failure = error
    raise NewConnectionError(connection, f"no connection: {failure}") from failure
