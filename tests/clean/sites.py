"""Two small sites on loopback that are not part of the city: one hacked in every way of the corpus, one with a mailbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.serving import Quiet, serving

MOVED = "moved"  # in place of a media type; the body is the address
Page = tuple[str, bytes]
Answer = Callable[[str, dict[str, str]], Page | None]


@contextmanager
def serve(answer: Answer) -> Iterator[int]:
    """Serves what `answer` gives for a path and headers → the port; None is a 404."""

    class Handler(Quiet):
        def answer(self) -> None:
            found = answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            media_type, body = found or ("text/html; charset=utf-8", b"<html><title>404 not found</title></html>")
            is_moved = media_type == MOVED
            headers = {"Location": body.decode()} if is_moved else {"Content-Type": media_type}
            self.give(302 if is_moved else 200 if found else 404, headers, body)

    with serving(Handler) as port:
        yield port


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
