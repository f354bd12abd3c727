"""Two small sites on loopback that are not part of the city: one hacked in every way of the corpus, one with a mailbox."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MOVED = "moved"  # in place of a media type; the body is the address
Page = tuple[str, bytes]
Answer = Callable[[str, dict[str, str]], Page | None]


@contextmanager
def serve(answer: Answer) -> Iterator[int]:
    """Serves what `answer` gives for a path and headers → the port; None is a 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            media_type, body = found or ("text/html; charset=utf-8", b"<html><title>404 not found</title></html>")
            is_moved = media_type == MOVED
            self.send_response(302 if is_moved else 200 if found else 404)
            self.send_header("Location" if is_moved else "Content-Type", body.decode() if is_moved else media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def html(text: str) -> Page:
    return "text/html; charset=utf-8", text.encode()


def list_page(title: str, links: list[tuple[str, str, str]], more: str = "") -> Page:
    """A column's only list page: (address, title, day) each."""
    rows = "".join(f"<li><a href='{url}'>{name}</a><span>{day}</span></li>" for url, name, day in links)
    return html(
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><div class='path'>当前位置：<a href='/'>首页</a> &gt; {title}</div>"
        f"<ul class='list'>{rows}</ul><div>共{len(links)}条</div>{more}</body></html>"
    )


SITE = """version: 1
site: {{id: {id}, name: 云川市{id}, department: {id}, base_url: 'http://{host}/'}}
crawl:
  allow_private: true
  connect_to: {{{host}: '127.0.0.1:{port}'}}
  delay: 0
  seeds: ['/']
{more}
mapping: {{unmatched: {column}}}
assertions: {{held_rate: {{}}}}
"""
