"""The hostile city's wire: one raw socket on loopback, sites told apart by Host header, every byte in our hands."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """One request: method, host without port, target as sent, header fields in lower case."""

    method: str
    host: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]


class Connection:
    """The server's end of a connection, with the ways of breaking it."""

    def __init__(self, raw: socket.socket, stopped: threading.Event) -> None:
        self.raw, self.stopped = raw, stopped

    def send(self, data: bytes) -> None:
        self.raw.sendall(data)

    def drip(self, data: bytes, seconds: float = 0.1) -> None:
        """Sends a byte at a time until it is cut off."""
        for byte in data:
            if self.stopped.wait(seconds):
                return
            self.send(bytes([byte]))

    def reset(self) -> None:
        """Ends it by RST."""
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.raw.close()


Answer: TypeAlias = bytes | Callable[[Connection, Request], None]  # bytes keep the connection; a function ends it
Respond = Callable[[Request], Answer]


def http(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer with a Content-Length, by default the right one."""
    said = len(body) if length is None else length
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, f"Content-Length: {said}", "", ""]).encode("latin-1") + body


def page(html: str, *headers: str, status: str = "200 OK", charset: str = "utf-8") -> bytes:
    """An HTML answer in UTF-8, or in another charset that its header names."""
    return http(html.encode(charset), f"Content-Type: text/html; charset={charset}", *headers, status=status)


def redirect(location: str, status: str = "302 Found", body: bytes = b"", *headers: str) -> bytes:
    """An answer that sends its asker elsewhere."""
    return http(body, f"Location: {location}", *headers, status=status)


@dataclass
class Server:
    """Sites by host name. `seen` counts requests by (host, target); a site may be taken off and put back.

    `refused` counts what was asked of a site that was off.
    """

    sites: dict[str, Respond] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    down: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    port: int = 0
    tls_port: int = 0

    def start(self, context: ssl.SSLContext | None = None) -> None:
        """Listens on a free port of 127.0.0.1; on another for TLS if there is a certificate."""
        self.stopped = threading.Event()
        self._listeners = [self._listen(None)]
        self.port = self._listeners[0].getsockname()[1]
        if context is not None:
            self._listeners.append(self._listen(context))
            self.tls_port = self._listeners[1].getsockname()[1]

    def stop(self) -> None:
        """Ends all that listens and drips."""
        self.stopped.set()
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _listen(self, context: ssl.SSLContext | None) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        threading.Thread(target=self._accept, args=(listener, context), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket, context: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError):
            while True:
                raw, _ = listener.accept()
                threading.Thread(target=self._serve, args=(raw, context), daemon=True).start()

    def _serve(self, raw: socket.socket, context: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError):  # clients hang up, and so do we
            if context is not None:
                raw = context.wrap_socket(raw, server_side=True)
            with raw:
                while self._one(Connection(raw, self.stopped)):
                    pass

    def _one(self, connection: Connection) -> bool:
        request = _read(connection.raw)
        if request is None or request.host in self.down:
            if request is not None:
                self.refused[request.host] += 1
                connection.reset()
            return False
        self.seen[request.host, request.target] += 1
        respond = self.sites.get(request.host)
        answer = respond(request) if respond else http(b"no such site", status="404 Not Found")
        if isinstance(answer, bytes):
            connection.send(answer)
            return True
        answer(connection, request)
        return False


def _read(raw: socket.socket) -> Request | None:
    head = b""
    while b"\r\n\r\n" not in head:
        piece = raw.recv(65536)
        if not piece:
            return None
        head += piece
    top, _, body = head.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length") or 0)
    while len(body) < length and (piece := raw.recv(65536)):
        body += piece
    method, target, _version = first.split(" ", 2)
    if target.startswith("http"):
        target = re.sub(r"^https?://[^/]+", "", target)
    return Request(method, urlsplit(f"//{headers.get('host', '')}").hostname or "", target, headers)
