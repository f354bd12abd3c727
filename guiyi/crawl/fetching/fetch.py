"""One HTTP request to an old site, within limits of time and size, kept as it was received."""

from __future__ import annotations

import hashlib
import http.client
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from guiyi.config.models import Crawl
from guiyi.crawl.fetching.adapter import AskedRequest, GuardedAdapter, tls_context, unverified_context
from guiyi.crawl.fetching.cookies import CookieJar
from guiyi.crawl.fetching.decode import TooLarge, decode
from guiyi.crawl.fetching.failures import in_gbk, is_hang_up, source_error
from guiyi.crawl.fetching.guard import Guard, Target
from guiyi.crawl.fetching.wire import Deadline, WireResponse
from guiyi.errors import NoHandshake, SourceDown
from guiyi.settings import now
from guiyi.urls import UrlSpace, absolute_url, host_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MISSING = frozenset({400, 404})
SMALL_REDIRECT = 8192  # a redirect's declared body up to this size is read, undecoded, to keep the connection
UNHEARD = 2  # TLS connections that did not come about, from which the site's own pages are asked for at its base
CONNECT_RESERVE = 1.0  # seconds of the deadline below which connecting is not tried again
PAUSES = (0.2, 0.5, 1.0, 2.0)  # between attempts to connect
RAW_BYTE = re.compile(r"[\x80-\xff]")
UNSENDABLE = re.compile(r"[^\x20-\x7e\x80-\xff]")
BASE_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Connection": "keep-alive",
}


@dataclass(frozen=True)
class Response:
    """What one request gave, whole.

    url: as requested. headers: as received, in order (latin-1). raw_body: as received, still content-encoded,
    de-chunked. body: the payload. fetched_at: UTC, ISO, seconds. location: absolute http(s) target of a redirect,
    whose body is not decoded; of a missing page with a Chinese path, the path's other spelling. flags:
    length-mismatch, unframed (ended by the connection's close), bad-header,
    bad-location, body-not-read, cut (asked for the first bytes only), unknown-encoding, encoding-mislabelled,
    tls-exception (its certificate was not checked); from an archive also revisit, truncated. scripts: texts of the
    site's script files that a page which says nothing by itself came with; they are no part of it.
    """

    url: str
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    raw_body: bytes
    body: bytes
    fetched_at: str
    elapsed: float
    location: str | None
    flags: tuple[str, ...]
    scripts: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the payload."""
        return hashlib.sha256(self.body).digest()

    def header(self, name: str) -> str | None:
        """First value of a header, whatever its case; None if it is absent."""
        return first_header(self.headers, name)


def rewritten(response: Response, html: str, flag: str) -> Response:
    """A page → the same with other markup, and a flag that says why."""
    body = html.encode("utf-8", "replace")
    kept = tuple(
        pair for pair in response.headers
        if pair[0].lower() not in ("content-type", "content-length", "content-encoding", "transfer-encoding")
    )  # fmt: skip
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *kept)
    return replace(response, headers=headers, body=body, raw_body=body, flags=(*response.flags, flag))


def first_header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    """First value of a header, whatever its case; None if it is absent."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def redirect_target(url: str, status: int, headers: tuple[tuple[str, str], ...]) -> str | None:
    """Where a response sends its asker, as an absolute URL; None if it does not, or not to a http(s) URL.

    Old servers send raw UTF-8 or GBK in Location; those bytes are what the server means, so they are escaped as they
    are.
    """
    text = first_header(headers, "location") if status in REDIRECTS else None
    return None if text is None else absolute_url(RAW_BYTE.sub(lambda byte: f"%{ord(byte[0]):02X}", text), url)


class Fetcher:
    """Fetches for one site's run. Thread-safe: connections are kept a thread, cookies and address checks are shared."""

    def __init__(self, crawl: Crawl, urls: UrlSpace | None = None, guard: Guard | None = None) -> None:
        self.crawl = crawl
        self.guard = guard or Guard(crawl, urls)
        self.cookies = CookieJar()
        self._base_headers = {"User-Agent": crawl.user_agent, **BASE_HEADERS}
        self._own = urls
        self._unheard: Counter[str] = Counter()  # TLS connections running that did not come about, by host
        self._thread = threading.local()
        self._adapters: list[GuardedAdapter] = []
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        method: str = "GET",
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        first_bytes: int | None = None,
    ) -> Response:
        """One request → its response, whatever its status. Redirects are not followed: follow `location` by hand.

        etag, last_modified: ask conditionally. data: form fields of a POST, or its body as it goes. first_bytes: stop
        the body there (flag `cut`). TransientSource (deadline, reset, truncated body, bad checksum); SourceDown (no
        address, nobody listens, after `crawl.attempts` tries); RefusedAddress; SourceError (too large, too many
        codings, not HTTP, certificate).
        """
        target = self.guard.target(url)
        if self._unheard[target.host] >= UNHEARD and self._own is not None and self._own.at_base(url):
            raise NoHandshake(f"{target.host}: no TLS connection could be made {UNHEARD} times running")
        asked = self._prepare(target, method, data, headers)
        if etag:
            asked.headers["If-None-Match"] = _sendable(etag)
        if last_modified:
            asked.headers["If-Modified-Since"] = _sendable(last_modified)
        adapter = self._adapter()
        started = time.monotonic()
        adapter.watch.start(self.crawl.deadline)
        try:
            raw = self._send(adapter, asked)
            response = self._receive(url, target, raw, first_bytes, started)
        except (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            raise source_error(url, error, self.crawl.deadline) from error
        return response

    def cookies_for(self, url: str) -> str | None:
        """What would be sent of cookies with a request for an address."""
        return self.cookies.header(host_of(url), url.startswith("https:"))

    def _prepare(
        self, target: Target, method: str, data: Mapping[str, str] | bytes | None, headers: Mapping[str, str] | None
    ) -> AskedRequest:
        asked = AskedRequest()
        asked.target, asked.url = target, target.url
        asked.method = "POST" if data is not None and method == "GET" else method
        asked.headers = CaseInsensitiveDict({"Host": target.host_header, **self._base_headers})
        if data is not None:
            asked.body = data if isinstance(data, bytes) else urlencode(data).encode("ascii")
            asked.headers["Content-Type"] = "application/x-www-form-urlencoded"
            asked.headers["Content-Length"] = str(len(asked.body))
        for name, value in (headers or {}).items():
            asked.headers[name] = _sendable(value)
        cookie = self.cookies.header(target.host, target.scheme == "https")
        if cookie:
            asked.headers["Cookie"] = cookie
        return asked

    def _adapter(self) -> GuardedAdapter:
        adapter: GuardedAdapter | None = getattr(self._thread, "adapter", None)
        if adapter is None:
            adapter = self._thread.adapter = GuardedAdapter(self.guard, Deadline(), self._tls)
            with self._lock:
                self._adapters.append(adapter)
        return adapter

    def _tls(self, host: str) -> ssl.SSLContext:
        kind = "unverified" if host in self.crawl.tls_exceptions else "verified"
        with self._lock:
            if kind not in self._contexts:
                self._contexts[kind] = tls_context() if kind == "verified" else unverified_context()
            return self._contexts[kind]

    def _send(self, adapter: GuardedAdapter, asked: AskedRequest) -> WireResponse:
        """The response's head. A kept connection that the server had closed meanwhile is replaced once."""
        is_second = False
        attempt = 0
        while True:
            try:
                answer: WireResponse = adapter.send(asked, stream=True).raw  # type: ignore[assignment]
                if asked.target.scheme == "https":
                    self._unheard.pop(asked.target.host, None)
                return answer
            except NoHandshake:
                self._unheard[asked.target.host] += 1
                raise
            except SourceDown:
                attempt += 1
                if attempt >= self.crawl.attempts or adapter.watch.left() < CONNECT_RESERVE:
                    raise
                time.sleep(PAUSES[min(attempt, len(PAUSES)) - 1])
            except requests.ConnectionError as error:
                if is_second or not adapter.was_kept or not is_hang_up(error):
                    raise
                is_second = True

    def _receive(
        self, url: str, target: Target, raw: WireResponse, first_bytes: int | None, started: float
    ) -> Response:
        headers = raw.header_lines
        self._take_cookies(target, headers)
        location = redirect_target(url, raw.status, headers)
        if raw.status in MISSING:
            location = in_gbk(url)
        is_redirect = raw.status in REDIRECTS and first_header(headers, "location") is not None
        try:
            raw_body, flags = self._read(raw, is_redirect, first_bytes)
        except BaseException:
            raw.hang_up()
            raise
        if is_redirect:
            body = b""
            flags = flags if location else (*flags, "bad-location")
        else:
            coding = first_header(headers, "content-encoding")
            body, more = decode(raw_body, coding, self.crawl.max_bytes, is_cut="cut" in flags)
            flags = (*flags, *more)
        if target.scheme == "https" and target.host in self.crawl.tls_exceptions:
            flags = (*flags, "tls-exception")
        elapsed = time.monotonic() - started
        return Response(
            url, raw.status, raw.reason, raw.version_text, headers, raw_body, body, now().isoformat(), elapsed,
            location, flags,
        )  # fmt: skip

    def _take_cookies(self, target: Target, headers: tuple[tuple[str, str], ...]) -> None:
        lines = [value for name, value in headers if name.lower() == "set-cookie"]
        if lines:
            self.cookies.take(target.host, lines)

    def _read(self, raw: WireResponse, is_redirect: bool, first_bytes: int | None) -> tuple[bytes, tuple[str, ...]]:
        """The body as received and what was odd about it."""
        flags = ["bad-header"] if raw.has_bad_header else []
        if is_redirect and (raw.length is None or raw.length > SMALL_REDIRECT):
            raw.hang_up()
            return b"", (*flags, "body-not-read")
        if not first_bytes and raw.length is not None and raw.length > self.crawl.max_bytes:
            raise TooLarge(f"{raw.length} bytes announced; the site's file allows {self.crawl.max_bytes}")
        if raw.length is None and not raw.chunked:
            flags.append("unframed")
        pieces: list[bytes] = []
        size = 0
        for piece in raw.pieces():
            pieces.append(piece)
            size += len(piece)
            if first_bytes and size >= first_bytes:
                raw.hang_up()
                flags.append("cut")
                break
            if size > self.crawl.max_bytes:
                raise TooLarge(f"more than {self.crawl.max_bytes} bytes came; raise crawl.max_bytes if that is real")
        if raw.has_surplus or raw.has_two_lengths:
            flags.append("length-mismatch")
        return (pieces[0] if len(pieces) == 1 else b"".join(pieces)), tuple(flags)

    def close(self) -> None:
        """Closes the kept connections of all threads."""
        with self._lock:
            for adapter in self._adapters:
                adapter.close()


def _sendable(value: str) -> str:
    """A header value without what would end the line or can't be sent."""
    return UNSENDABLE.sub("", value)
