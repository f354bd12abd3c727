"""What stands before every answer: security headers, and a limit on how often one caller may ask."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send forms of this portal with the origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
MOST_CALLERS = 10_000  # whose rate is remembered
BODY_SECONDS = 120.0  # in which a form must have been sent


def portal_policy(archive_url: str) -> str:
    """The portal's content security policy: no script at all, nothing of another host but archived pages and files."""
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data: {archive_url}; frame-src {archive_url}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


class Headers:
    """ASGI middleware: adds headers to every answer that has not its own."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def too_many(_request: Request, a_minute: int) -> Response:
    """What is said to a caller who asks too often, where there is no page for it."""
    return PlainTextResponse(
        f"访问过于频繁，请稍后再试（每分钟至多 {a_minute} 次）\ntoo many calls: at most {a_minute} a minute\n", 429
    )


class BodyLimit:
    """ASGI middleware: what is sent may be so large, and take so long, whoever sends it: 413, 408.

    A form is read, its files onto the disk, before anything is known of who sends it, and need not say how large it is.
    """

    def __init__(self, app: ASGIApp, most: int, seconds: float = BODY_SECONDS) -> None:
        self.app, self.most, self.seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length, until, is_whole = 0, time.monotonic() + self.seconds, False

        async def counted() -> Message:
            nonlocal length, is_whole
            if is_whole:  # what comes now is only the end of the line
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise HTTPException(408, "this took too long to be sent") from None
            length += len(message.get("body", b""))
            is_whole = message["type"] != "http.request" or not message.get("more_body", False)
            if length > self.most:
                raise HTTPException(413, "this form is too large")
            return message

        await self.app(scope, counted, send)


class RateLimit:
    """ASGI middleware: a bucket of tokens a caller (key, else address), filled evenly; 429 where it is empty."""

    def __init__(self, app: ASGIApp, a_minute: int, refuse: Callable[[Request, int], Response] = too_many) -> None:
        self.app, self.a_minute, self.refuse = app, a_minute, refuse
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on, or refuses it."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        wait = self._take(_caller(scope))
        if wait > 0:
            answer = self.refuse(Request(scope), self.a_minute)
            answer.headers["Retry-After"] = str(math.ceil(wait))
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _take(self, caller: str) -> float:
        """Takes one token → seconds to wait where there was none."""
        instant, a_second = time.monotonic(), self.a_minute / 60
        with self._lock:
            tokens, at = self._buckets.pop(caller, (float(self.a_minute), instant))
            tokens = min(float(self.a_minute), tokens + (instant - at) * a_second)
            self._buckets[caller] = (max(tokens - 1, 0.0) if tokens >= 1 else tokens, instant)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
        return 0.0 if tokens >= 1 else (1 - tokens) / a_second


def _caller(scope: Scope) -> str:
    """Of a key only its public part: who has none good is told apart by it no further than an address is."""
    address = str((scope.get("client") or ("",))[0])
    for name, value in scope["headers"]:
        if name == b"authorization":
            return f"{address} {value[:26]!r}"
    return address
