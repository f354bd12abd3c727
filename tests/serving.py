"""Small servers on loopback, for tests that need an old site, or somebody who is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = {"Content-Type": "text/html; charset=utf-8"}


class Quiet(BaseHTTPRequestHandler):
    """What answers a request, without a word on standard error."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Answers one request, GET, POST or HEAD."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """The library's name for it."""
        self.answer()

    do_POST = do_HEAD = do_GET  # noqa: N815  the library's name

    def give(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Sends an answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    """A server of such answers, while the block lasts → its port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def listening(app: Any, sock: socket.socket | None = None) -> Iterator[int]:
    """An ASGI application on an open socket, or on a free port, while the block lasts → its port."""
    import uvicorn  # few tests need it

    open_sock = sock or socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [open_sock]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield int(open_sock.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
