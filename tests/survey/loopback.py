"""Small sites on loopback for surveys: paths with their answers, and what was asked of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.serving import Quiet, serving

PAGE = "text/html; charset=utf-8"
Answer = str | tuple[int, str, str]


@dataclass
class Loopback:
    """A running site: its address, and each request as (method, host, path, user agent)."""

    url: str = ""
    port: int = 0
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for _method, _host, path, _agent in self.asked]


@contextmanager
def loopback(pages: Mapping[str, Answer | Callable[[dict[str, Any]], Answer]]) -> Iterator[Loopback]:
    """Path (with query) → HTML, or (status, content type or Location, body), or what makes it of a form or JSON; else 404."""
    site = Loopback()

    class Handler(Quiet):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = self.rfile.read(length).decode()
            site.asked.append(
                (self.command, self.headers.get("Host", ""), self.path, self.headers.get("User-Agent", ""))
            )
            found = pages.get(self.path, (404, PAGE, "<title>404</title>"))
            asked = json.loads(form) if form.startswith("{") else dict(parse_qsl(form))
            found = found(asked) if callable(found) else found
            status, kind, text = found if isinstance(found, tuple) else (200, PAGE, found)
            self.give(status, {"Location" if status in (301, 302) else "Content-Type": kind}, text.encode())

    with serving(Handler) as site.port:
        site.url = f"http://127.0.0.1:{site.port}/"
        yield site


def article(title: str, day: str, column: str, words: str = "") -> str:
    """An article page as plain sites have it."""
    text = words or f"为做好{title}有关工作，经研究，现将有关事项通知如下，请各单位结合实际认真贯彻落实。" * 3
    return (
        f"<html><head><title>{title}-云川市测试局</title></head><body><div class=nav><a href='/'>首页</a></div>"
        f"<div class=crumb>当前位置：<a href='/'>首页</a> &gt; {column}</div><h1>{title}</h1>"
        f"<div class=info>发布时间：{day} 来源：云川市测试局</div><div class=body><p>{text}</p></div></body></html>"
    )


def rows(folder: str, count: int, first: int = 1, words: str = "关于开展第{n}次检查的通知") -> str:
    """Rows of a list: links with days."""
    return "".join(
        f'<li><a href="{folder}{n}.html">{words.format(n=n)}</a><span>2018-03-{n % 28 + 1:02d}</span></li>'
        for n in range(first, first + count)
    )
