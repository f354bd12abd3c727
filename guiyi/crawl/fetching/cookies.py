"""Cookies of old sites, in bounds: some firewalls redirect in a loop until their cookie comes back.

A cookie goes back to its host only, or to the domain it names where that is not a public suffix (gov.cn, com.cn …):
without that list one old site could set cookies for all others.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

from guiyi.tampering.hosts import public_suffixes

MAX_COOKIES = 50  # a host or domain, as RFC 6265 §6.1 asks at least
MAX_COOKIE_BYTES = 4096
MAX_HEADER_BYTES = 8192
MAX_ATTRIBUTES = 1024  # what browsers read of them
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
EXPIRED = re.compile(r"max-age\s*=\s*(?:0\b|-)|expires\s*=[^;]*\b(?:19\d\d|200\d|201\d)\b", re.IGNORECASE)


class CookieJar:
    """Name and value by scope, where a scope is a host, or a domain with a leading dot. Shared by threads."""

    def __init__(self) -> None:
        self._scopes: dict[str, dict[str, tuple[str, bool]]] = {}
        self._lock = threading.Lock()

    def take(self, host: str, lines: Iterable[str]) -> None:
        """Keeps what the `Set-Cookie` lines of a host's response say."""
        for line in lines:
            pair, _, attributes = line.partition(";")
            name, equals, value = pair.partition("=")
            if not equals or not name.strip() or len(pair) > MAX_COOKIE_BYTES or CONTROL.search(pair):
                continue
            attributes = attributes[:MAX_ATTRIBUTES]
            self._keep(_scope(host, attributes), name.strip(), value.strip(), attributes)

    def _keep(self, scope: str | None, name: str, value: str, attributes: str) -> None:
        if scope is None:
            return
        with self._lock:
            kept = self._scopes.setdefault(scope, {})
            kept.pop(name, None)
            if EXPIRED.search(attributes):
                return
            kept[name] = (value, bool(re.search(r"(?:^|;)\s*secure\s*(?:;|$)", attributes, re.IGNORECASE)))
            while len(kept) > MAX_COOKIES:
                del kept[next(iter(kept))]

    def header(self, host: str, is_secure: bool) -> str | None:
        """The `Cookie` header for a request to a host; None if it has none. The newest cookies win the space."""
        if not self._scopes:
            return None
        labels = host.split(".")
        scopes = [host, *("." + ".".join(labels[start:]) for start in range(len(labels)))]
        parts: list[str] = []
        size = 0
        with self._lock:
            for scope in scopes:
                for name, (value, needs_tls) in reversed(self._scopes.get(scope, {}).items()):
                    size += len(name) + len(value) + 3
                    if size <= MAX_HEADER_BYTES and (is_secure or not needs_tls):
                        parts.append(f"{name}={value}")
        return "; ".join(reversed(parts)) or None


def _scope(host: str, attributes: str) -> str | None:
    """Where a cookie may go back to; None if it claims a domain that is not its host's own.

    >>> _scope("www.old.gov.cn", ""), _scope("www.old.gov.cn", "Domain=old.gov.cn"), _scope("a.gov.cn", "domain=gov.cn")
    ('www.old.gov.cn', '.old.gov.cn', None)
    """
    match = re.search(r"(?:^|;)\s*domain\s*=\s*\.?([^;\s]*)", attributes, re.IGNORECASE)
    domain = match[1].lower() if match else ""
    if not domain or domain == host:
        return host
    is_own = host.endswith("." + domain) and not re.fullmatch(r"[\d.]+", host)
    return f".{domain}" if is_own and public_suffixes().privatesuffix(domain) else None
