"""Reading from old servers: one deadline for all they send, and headers read tolerantly.

urllib3's time-outs are per read: a server that drips one byte a second never meets them, in headers as little as in
bodies. Here every read from the socket has what is left of the request's deadline. Headers are read by a parser of our
own: http.client loses every header after a malformed line, Transfer-Encoding among them.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

BLOCK = 2**16
MAX_INTERIM = 10  # 1xx responses before the real one
MAX_LINE = 2**16
MAX_HEADER_BYTES = 4 * 2**20
MAX_HEADER_LINES = 2000
MAX_REASON = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # of a terminal: reports show the reason
BLANKED = {0: " ", 13: " "}  # RFC 9110 §5.5; a database stores no NUL


@dataclass
class Deadline:
    """When the request of this thread must be over, on the monotonic clock."""

    until: float = field(default=float("inf"))
    is_peeking: bool = False

    def start(self, seconds: float) -> None:
        """Begins a request that may take so long."""
        self.until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left; TimeoutError if none are. 0 while only what has already arrived is wanted."""
        if self.is_peeking:
            return 0.0
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        return min(left, 86400.0)


class _Watched(socket.socket):
    """A socket whose every read ends at the deadline."""

    watch: Deadline | None = None

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Reads with the time that is left."""
        if self.watch is not None:
            self.settimeout(self.watch.left())
        return super().recv_into(*args, **kwargs)

    def makefile(self, *args: Any, **kwargs: Any) -> Any:
        """As a file that is read in blocks: most pages come in one or two."""
        return super().makefile(*args, **{"buffering": BLOCK, **kwargs})


class WatchedSocket(_Watched):
    """A TCP socket whose every read ends at the deadline."""


class WatchedTLSSocket(_Watched, ssl.SSLSocket):
    """The same over TLS."""


class WireResponse(http.client.HTTPResponse):
    """A response with its header lines as received, and whether the server sent more than it had declared."""

    version_text: str = ""
    header_lines: tuple[tuple[str, str], ...] = ()
    has_bad_header: bool = False
    has_surplus: bool = False
    has_two_lengths: bool = False

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.socket = sock

    def begin(self) -> None:
        """Reads status and headers. HTTPException where they are not HTTP."""
        self._read_head()
        lengths = [value for name, value in self.header_lines if name.lower() == "content-length"]
        self.has_two_lengths = len(set(lengths)) > 1
        self.chunked = self._is_chunked()
        self.chunk_left = None
        # contradictory lengths: the first one counts, as in browsers of the old days
        self.length = None if self.chunked or not lengths else _length(lengths[0])
        if self.status in (204, 304) or self._method == "HEAD":  # type: ignore[attr-defined]
            self.length = 0
        self.will_close = (not self.chunked and self.length is None) or self._ends_connection()

    def header(self, name: str) -> str:
        """First value of a header, in lower case; empty if it is absent."""
        return next((value.lower() for key, value in self.header_lines if key.lower() == name), "")

    def _ends_connection(self) -> bool:
        if self.version == 11:
            return "close" in self.header("connection")
        kept = (self.header("connection"), self.header("proxy-connection"))
        return not self.header("keep-alive") and not any("keep-alive" in value for value in kept)

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes, without its chunks. HTTPException, OSError; IncompleteRead where it is cut off."""
        size = 0
        while self.length != 0:
            piece = self.read1(BLOCK)
            if not piece and self.length:
                raise http.client.IncompleteRead(bytes(size), self.length)
            if not piece:
                break
            size += len(piece)
            yield piece
        if self.fp is not None:
            self._close_conn()

    def hang_up(self) -> None:
        """Ends it before its end: its connection is out of step from here on."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.close()

    def _read_head(self) -> None:
        for _ in range(MAX_INTERIM):
            version, status, reason = self._read_status()  # type: ignore[attr-defined]
            self.header_lines = self._read_header_lines()
            if status >= 200 or status == 101:
                break
        else:
            raise http.client.HTTPException(f"more than {MAX_INTERIM} interim responses")
        if not version.startswith("HTTP/1."):
            raise http.client.UnknownProtocol(version)
        self.version_text = version
        self.version = 10 if version == "HTTP/1.0" else 11
        self.code = self.status = status
        self.reason = CONTROL.sub(" ", reason[:MAX_REASON]).strip()

    def _read_header_lines(self) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        size = 0
        for _ in range(MAX_HEADER_LINES):
            line = self.fp.readline(MAX_LINE + 1)
            size += len(line)
            if len(line) > MAX_LINE or size > MAX_HEADER_BYTES:
                raise http.client.LineTooLong("header")
            if not line.endswith(b"\n"):
                raise http.client.IncompleteRead(line)
            if not line.strip(b"\r\n"):
                return tuple(found)
            self._add_line(found, line.decode("latin-1").rstrip("\r\n").translate(BLANKED))
        raise http.client.HTTPException(f"more than {MAX_HEADER_LINES} header lines")

    def _add_line(self, found: list[tuple[str, str]], line: str) -> None:
        name, colon, value = line.partition(":")
        if line[0] in " \t" and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif colon and name.strip():
            found.append((name.strip(), value.strip(" \t")))
        else:
            self.has_bad_header = True

    def _is_chunked(self) -> bool:
        codings = [part.strip() for part in self.header("transfer-encoding").split(",")]
        codings = [coding for coding in codings if coding not in ("", "identity")]
        if codings and codings != ["chunked"]:
            raise http.client.HTTPException(f"transfer coding {', '.join(codings)[:80]}")
        return bool(codings)

    def _close_conn(self) -> None:
        if self.length == 0 and not self.chunked and self.fp is not None and not self.will_close:
            self.has_surplus = self._has_more()
            if self.has_surplus:  # the connection is out of step: the pool drops it at its next use
                with contextlib.suppress(OSError):
                    self.socket.shutdown(socket.SHUT_RDWR)
        super()._close_conn()  # type: ignore[misc]

    def _has_more(self) -> bool:
        """Whether bytes beyond the declared length have already arrived."""
        watch = getattr(self.socket, "watch", None)
        if watch is None:
            return False
        watch.is_peeking = True
        try:
            return bool(self.fp.peek(1))
        except (OSError, ValueError):
            return False
        finally:
            watch.is_peeking = False


def _length(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
