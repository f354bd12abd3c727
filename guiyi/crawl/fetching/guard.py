"""Which addresses may be connected to: a name is resolved once, all its addresses are checked, a checked one is used.

A site's links, redirects and DNS are hostile input: they must not lead into the network the crawler runs in. Old
government sites often sit on private addresses themselves, so a site's file may allow them, for its own hosts, by
`allow_private` or by CIDR; link-local (cloud metadata), multicast, unspecified and reserved addresses need a CIDR by
name. Source of the ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ada_url import URL

from guiyi.config.models import Crawl
from guiyi.errors import ConfigError, RefusedAddress, SourceDown
from guiyi.urls import UrlSpace, parts_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[..., Sequence[tuple[Any, ...]]]

DEFAULT_PORTS = {"http": 80, "https": 443}
SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4",
    )
)  # fmt: skip
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
RESOLVED_SECONDS = 300.0


def is_special(address: Address) -> bool:
    """Whether an address is anything but plain, globally reachable unicast.

    >>> [is_special(ipaddress.ip_address(text)) for text in ("8.8.8.8", "100.64.0.1", "64:ff9b::7f00:1")]
    [False, True, True]
    """
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in SPECIAL_V4)
    return address not in PUBLIC_V6 or any(address in network for network in SPECIAL_V6)


def is_inner(host: str) -> bool:
    """Whether a host, as written, can only be one of the network that its reader sits in: a special address, a name
    without a dot.

    >>> [is_inner(host) for host in ("10.20.30.40", "localhost.", "oa", "[fd00::1]", "8.8.8.8", "o.example.test")]
    [True, True, True, True, False, False]
    """
    host = host.removesuffix(".")
    try:
        return is_special(unmapped(ipaddress.ip_address(host.strip("[]"))))
    except ValueError:
        return "." not in host


def unmapped(address: Address) -> Address:
    """An IPv4 address written as ::ffff:a.b.c.d → that IPv4 address; any other as it is."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


@dataclass(frozen=True)
class Target:
    """A checked URL, in the parts that a request needs. Credentials in the URL are left out."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """Host with its port where that is not the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"


class Guard:
    """The address rules of one site. `resolve` stands for `socket.getaddrinfo` and has its signature."""

    def __init__(self, crawl: Crawl, urls: UrlSpace | None = None, resolve: Resolve | None = None) -> None:
        self.urls = urls
        self.allow_private = crawl.allow_private
        self.allowed = tuple(_network(text) for text in crawl.allow_addresses)
        self.connect_to = {name.lower(): _endpoint(name, value) for name, value in crawl.connect_to.items()}
        self.ports = {80, 443, *range(8000, 9000), *self._own_ports()}
        self._resolve = resolve or socket.getaddrinfo
        self._resolved: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}
        self._lock = threading.Lock()
        self.target = lru_cache(maxsize=4096)(self._target)

    def _own_ports(self) -> set[int]:
        ports = {port for _, port in self.connect_to.values()}
        names = [self.urls.base] if self.urls else []
        for name in (*names, *(f"http://{key}" for key in self.connect_to)):
            port = URL(name).port
            ports |= {int(port)} if port else set()
        return ports

    def _target(self, url: str) -> Target:
        """Absolute URL → what to ask of whom. RefusedAddress for other schemes, ports, and what is no URL."""
        parts = parts_of(url)
        if parts is None:
            raise RefusedAddress(f"{url[:200]} is not a URL")
        scheme, host = parts.scheme, parts.host
        if scheme not in DEFAULT_PORTS or not host:
            raise RefusedAddress(f"{url[:200]}: only http and https are fetched")
        port = int(parts.port or DEFAULT_PORTS[scheme])
        if port not in self.ports:
            raise RefusedAddress(
                f"{url[:200]}: port {port} is not allowed; if the site needs it, name it in connect_to"
            )
        path = f"{parts.path}{parts.query}"
        shown = f"{scheme}://{host}{':' if parts.port else ''}{parts.port}{path}"
        return Target(shown, scheme, host, port, path)

    def endpoints(self, host: str, port: int) -> tuple[tuple[str, int], ...]:
        """Host and port of a URL → the checked addresses to connect to, in the resolver's order.

        RefusedAddress if any address of the host is special and not allowed; SourceDown if the name has no address.
        """
        pinned = self.connect_to.get(f"{host}:{port}".lower()) or self.connect_to.get(host.lower())
        name, number = pinned or (host, port)
        addresses = self._addresses(name.strip("[]"), number)
        for address in addresses:
            self._check(host, address)
        return tuple((address, number) for address in addresses)

    def _check(self, host: str, text: str) -> None:
        address = unmapped(ipaddress.ip_address(text.split("%", 1)[0]))
        if not is_special(address) or any(address in network for network in self.allowed):
            return
        is_private = any(address in network for network in PRIVATE)
        if self.allow_private and is_private and self._is_named(host):
            return
        raise RefusedAddress(
            f"{host} has the special address {text}; if that is right, allow it in the site's file "
            "(crawl: allow_private: true for a host of its own; allow_addresses for any other; "
            "for a survey: --allow-private)"
        )

    def leads_inside(self, host: str, own: str) -> bool:
        """Whether a host that pages call their own is of this network, and no other name of the machine of `own`."""
        if not self.allow_private and not self.allowed:
            return is_inner(host)  # every other address is checked when it is connected to
        try:
            self.endpoints(host, 80)
        except RefusedAddress:
            return not set(self._addresses(host.strip("[]"), 80)) <= set(self._addresses(own.strip("[]"), 80))
        except SourceDown:
            return is_inner(host)
        return False

    def _is_named(self, host: str) -> bool:
        """Whether the site's file names this host as its own or where to find it; neither a link nor a redirect opens a
        private address, nor `asset_hosts`, which a survey drafts of what hostile pages show."""
        if self.urls is None or host.lower() in self.connect_to:
            return True
        shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
        return self.urls.is_own(f"http://{shown}/")

    def _addresses(self, name: str, port: int) -> tuple[str, ...]:
        known = self._resolved.get((name, port))
        if known and known[0] > time.monotonic():
            return known[1]
        try:
            found = self._resolve(name, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceDown(f"{name} has no address in DNS ({error}); is the name still registered?") from error
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses:
            raise SourceDown(f"{name} has no address in DNS; is the name still registered?")
        with self._lock:
            self._resolved[(name, port)] = (time.monotonic() + RESOLVED_SECONDS, addresses)
        return addresses


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise ConfigError(f"crawl.allow_addresses: {text} is not an address range such as 10.1.2.0/24") from error


def _endpoint(name: str, value: str) -> tuple[str, int]:
    """`address:port` or `[address]:port` → its parts."""
    address, colon, port = value.rpartition(":")
    if not colon or not address or not port.isdigit():
        raise ConfigError(f"crawl.connect_to: {name}: {value} is not address:port")
    return address.strip("[]"), int(port)
