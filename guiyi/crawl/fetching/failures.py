"""What went wrong below, in requests, urllib3, http.client or the socket → an error of our tree, by class; the other
spelling of a Chinese path, which servers with names in GBK know alone.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

import requests
import urllib3

from guiyi.errors import SourceError, TransientSource

NOT_HTTP = (
    http.client.BadStatusLine, http.client.UnknownProtocol, http.client.LineTooLong,
    http.client.UnknownTransferEncoding, urllib3.exceptions.InvalidHeader, requests.exceptions.InvalidHeader,
)  # fmt: skip
HANG_UPS = (http.client.RemoteDisconnected, ConnectionError)
CUT_SHORT = (http.client.IncompleteRead, *HANG_UPS)
FULL_WIDTH = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
PLAIN = "/!$&'()*+,;=:@~-._"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and all that it wraps, outermost first."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]


def is_hang_up(error: BaseException) -> bool:
    """Whether the server ended the connection."""
    return any(isinstance(cause, HANG_UPS) for cause in _causes(error))


def source_error(url: str, error: Exception, deadline: float) -> SourceError:
    """What went wrong below → the error of our tree, by class."""
    causes = list(_causes(error))

    def has(*classes: type[BaseException]) -> BaseException | None:
        return next((cause for cause in causes if isinstance(cause, classes)), None)

    ours = has(SourceError)
    if isinstance(ours, SourceError):
        return ours
    certificate = has(ssl.SSLCertVerificationError, ssl.CertificateError)
    if certificate:
        return SourceError(f"{url}: its certificate is not accepted ({certificate}); ask the host's owner")
    if has(TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError):
        return TransientSource(f"{url}: not over within the deadline of {deadline:g} s")
    short = has(*CUT_SHORT)
    if short:
        return TransientSource(f"{url}: the connection ended too early ({short})")
    odd = has(*NOT_HTTP) or next((cause for cause in causes if type(cause) is http.client.HTTPException), None)
    if odd:
        return SourceError(f"{url}: the answer is not HTTP ({type(odd).__name__}: {str(odd)[:200]!r})")
    return TransientSource(f"{url}: {causes[-1]}")


def in_gbk(url: str) -> str | None:
    """A URL whose path holds Chinese, escaped as UTF-8 → the same escaped as GBK; None for others.

    >>> in_gbk("http://o.example.test/%E9%80%9A%E7%9F%A5/a%201.htm?id=3")
    'http://o.example.test/%CD%A8%D6%AA/a%201.htm?id=3'
    >>> in_gbk("http://o.example.test/%CD%A8%D6%AA/1.htm"), in_gbk("http://o.example.test/a%20b.htm")
    (None, None)
    """
    if "%" not in url:
        return None
    parts = urlsplit(url)
    try:
        path = unquote_to_bytes(parts.path).decode("utf-8")
        spelled = quote(path.encode("gbk"), safe=PLAIN)
    except UnicodeError:
        return None
    return parts._replace(path=spelled).geturl() if FULL_WIDTH.search(path) else None
