"""Which hosts an official page may link to: its own, those on the white list, and what lies under them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from guiyi.caching import kept

RESERVED = ("test", "example", "invalid", "localhost")  # RFC 2606: nobody registers there, so no domain is shared
ADDRESS = re.compile(r"^[\d.]+$|:")
LOCAL = re.compile(r"^(?:localhost|\[?::1\]?)$")


class WhiteList:
    """Hosts of a site and of the platform's white list, with all hosts under them. "gov.cn" allows www.x.gov.cn."""

    def __init__(self, own: Iterable[str], listed: Iterable[str]) -> None:
        self.own = {_domain_of(name) for one in own if (name := host_in(one))}
        self.listed = {one.lower().strip("*.") for one in listed}
        self._known: dict[str, bool] = {}

    def is_foreign(self, host: str) -> bool:
        """Whether a host is neither the site's own nor on the list. Private and loopback names count as the site's."""
        known = self._known.get(host)
        if known is None:
            if len(self._known) > 50_000:
                self._known.clear()
            known = self._known[host] = not self._is_allowed(host.lower().rstrip("."))
        return known

    def _is_allowed(self, host: str) -> bool:
        if not host or LOCAL.match(host):
            return True
        labels = host.split(".")
        names = {".".join(labels[at:]) for at in range(len(labels))}
        return not (names.isdisjoint(self.own) and names.isdisjoint(self.listed))


@lru_cache(maxsize=1)
def public_suffixes() -> PublicSuffixList:
    """The list of public suffixes (gov.cn, com.cn …), read once."""
    return PublicSuffixList()


def _domain_of(host: str) -> str:
    """A site's host → the domain whose hosts count as its own: the registered one.

    >>> _domain_of("www.wh.yc.gov.cn"), _domain_of("wh.city.example.test"), _domain_of("old.example.test")
    ('yc.gov.cn', 'city.example.test', 'old.example.test')
    """
    labels = host.split(".")
    if labels[-1] in RESERVED:
        return ".".join(labels[-3:])
    return str(public_suffixes().privatesuffix(host) or host) if not ADDRESS.match(host) else host


@kept(50_000, longest=300)
def host_in(url: str) -> str:
    """Host of an absolute or protocol-relative URL, lower case; empty for anything else.

    >>> host_in("http://A.example.test:80/x"), host_in("//b.example.test/"), host_in("/c"), host_in("javascript:x")
    ('a.example.test', 'b.example.test', '', '')
    """
    if "//" not in url and "\\" not in url:
        return ""
    plain = "".join(url.split()).replace("\\", "/")
    if plain[:2] == "//" or plain[:7].lower() == "http://" or plain[:8].lower() == "https://":
        try:
            return (urlsplit(plain).hostname or "").lower()
        except ValueError:
            return ""
    return ""
