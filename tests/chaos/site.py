"""A small old site with one of everything that a run writes, so that a run of it takes about a second."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from tests.hostile.run import install
from tests.hostile.site import Behaviour, article, calendar_day
from tests.hostile.wire import Answer, Request, Server, http, page, redirect

SITE = "h00"
STARTED = "1790000000"  # SOURCE_DATE_EPOCH of every run: the only time that differs between two runs


class Small(Behaviour):
    """Two list pages, articles, a copy, an image, an archive as attachment, a redirect, pages that are held or gone."""

    number = 0
    name = promise = ""
    sound = 6
    crawl: ClassVar[dict[str, Any]] = {"cloaking_sample": 2}

    def links(self) -> Mapping[str, str]:
        return {
            "/files.html": "带附件和图片的通知", "/copy.html": self.sound_title(1), "/old.html": "已经搬走的页面",
            "/gone.html": "已经没有了的页面", "/empty.html": "没有正文的页面", "/sound/0.html?from=list": "又一个地址",
        }  # fmt: skip

    def home(self) -> str:
        return '<a href="/list/2.html">更多</a><a href="/days/2018/03/05/">日历</a>'

    def answer(self, request: Request) -> Answer | None:
        if request.path.startswith("/days/"):
            return calendar_day(request.path)
        return {
            "/files.html": lambda: page(
                article(
                    "带附件和图片的通知",
                    "附件一份，图片一幅，请各单位自行下载使用，有疑问的向经办人核实。",
                    '<a href="/up/forms.zip">表格.zip</a><img src="/up/map.png" alt="位置图">',
                )
            ),
            "/up/forms.zip": lambda: http(_archive(), "Content-Type: application/zip"),
            "/up/map.png": lambda: http(_picture(), "Content-Type: image/png"),
            "/copy.html": lambda: self.sound_answer(Request("GET", self.host, "/sound/1.html", {})),
            "/old.html": lambda: redirect("/sound/2.html", "301 Moved Permanently"),
            "/empty.html": lambda: page(article("没有正文的页面")),
            "/list/2.html": lambda: page(self.list_html({"/list/": "首页"})),
        }.get(request.path, lambda: None)()


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(zipfile.ZipInfo("forms.txt", (2018, 3, 5, 0, 0, 0)), "表格".encode() * 200)
    return out.getvalue()


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(120)) for y in range(90))
    head = struct.pack(">IIBBBBB", 120, 90, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@contextmanager
def served(configs: Path) -> Iterator[Server]:
    """The small site on loopback, and its configuration, while the context lasts."""
    server = Server()
    server.start()
    one = Small(server)
    server.sites[one.host] = one.respond
    install(configs, server, [one])
    try:
        yield server
    finally:
        server.stop()
