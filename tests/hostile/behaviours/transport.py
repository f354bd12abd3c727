"""What breaks on the wire: drips, resets, cuts, wrong lengths, bombs, endless bodies, cookies, what is not HTTP."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping

import brotli
import zstandard

from tests.hostile.site import After, Behaviour, article
from tests.hostile.wire import Answer, Connection, Request, http, page

HTML = "Content-Type: text/html; charset=utf-8"
CUT = "这一段只传到一半的文字不得出现在库中"
MEGABYTE = 2**20


def torn(title: str) -> bytes:
    """A page whose first part holds CUT, long enough that it is surely sent before the break."""
    return article(title, CUT * 40, "后半段" * 400).encode()


class Drip(Behaviour):
    """A response that comes a byte at a time."""

    head: str

    def links(self) -> Mapping[str, str]:
        return {"/drip.html": "一字一字传来的页面"}

    def check(self, after: After) -> Iterator[str]:
        if "deadline" not in after.state("/drip.html") or not after.state("/drip.html").startswith("failed"):
            yield f"the drip ended as {after.state('/drip.html')}"
        if not 1 <= after.asked("/drip.html") <= 3:
            yield f"the drip was asked for {after.asked('/drip.html')} times"
        if CUT in after.published:
            yield "a part of the drip is in the library"


class SlowBody(Drip):
    number, name = 1, "慢速正文 slow-loris body"
    promise = "ends at the deadline, recorded, tried at most three times"
    ending = ("held", "done")

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/drip.html":
            return None
        body = torn("一字一字传来的页面")

        def drip(connection: Connection, _request: Request) -> None:
            connection.send(f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:2500])
            connection.drip(body[2500:])

        return drip


class SlowHeaders(Drip):
    number, name = 2, "慢速头部 slow headers"
    promise = "ends at the deadline, recorded, tried at most three times"
    ending = ("held", "done")

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/drip.html":
            return None
        return lambda connection, _request: connection.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: y\r\n" * 500)


class Broken(Behaviour):
    """A body that ends too early: once, then whole on another page; always, on one."""

    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/always.html": "总是传到一半的页面", "/once.html": "第一次传到一半的页面"}

    def cut(self, body: bytes, connection: Connection) -> None:
        raise NotImplementedError

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/once.html" and self.calls[request.target] > 1:
            return page(article("第一次传到一半的页面", "第二次完整传来的正文，共有三段，现全文登记在案。"))
        if request.path in ("/always.html", "/once.html"):
            return lambda connection, asked: self.cut(torn("总是传到一半的页面"), connection)
        return None

    def check(self, after: After) -> Iterator[str]:
        if not after.state("/always.html").startswith("failed"):
            yield f"the page that is always cut ended as {after.state('/always.html')}"
        if len(after.titled("第一次传到一半的页面")) != 1:
            yield "the page that came whole the second time is not in the library"
        if CUT in after.published:
            yield "a half page is in the library"


class ResetInBody(Broken):
    number, name = 3, "正文中断 RST mid-body"
    promise = "tried again; nothing partial reaches the library"

    def cut(self, body: bytes, connection: Connection) -> None:
        connection.send(f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:4000])
        connection.reset()


class TruncatedGzip(Broken):
    number, name = 4, "截断的压缩正文 truncated gzip, right length"
    promise = "noticed by the decoder's end; never stored as whole"

    def cut(self, body: bytes, connection: Connection) -> None:
        packed = gzip.compress(body, mtime=0)
        connection.send(http(packed[: len(packed) * 2 // 3], HTML, "Content-Encoding: gzip"))


class MissingLastChunk(Broken):
    number, name = 6, "缺最后一块 missing last chunk"
    promise = "tried again; nothing partial reaches the library"

    def cut(self, body: bytes, connection: Connection) -> None:
        head = f"HTTP/1.1 200 OK\r\n{HTML}\r\nTransfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n"
        connection.send(head.encode() + body + b"\r\n")


class WrongLength(Behaviour):
    number, name = 5, "长度不符 wrong Content-Length, both ways"
    promise = "flagged in the archive and in the work list"
    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/short.html": "声明过短的页面", "/long.html": "声明过长的页面"}

    def answer(self, request: Request) -> Answer | None:
        body = article("声明过短的页面", "这一页声明的长度比实际的短。").encode()
        if request.path == "/short.html":
            return lambda connection, _request: connection.send(http(body, HTML, length=len(body) - 20))
        if request.path == "/long.html":
            return lambda connection, _request: connection.send(http(torn("声明过长的页面"), HTML, length=900_000))
        return None

    def check(self, after: After) -> Iterator[str]:
        kept = after.archived("/short.html")
        if kept is None or "length-mismatch" not in kept.flags:
            yield "the archive does not say that the announced length was too short"
        if not after.state("/long.html").startswith("failed"):
            yield f"the body shorter than announced ended as {after.state('/long.html')}"
        if not any("length-mismatch" in one.doubt for one in after.doubts):
            yield "the work list does not tell of the wrong length"


class Bombs(Behaviour):
    number, name = 7, "压缩炸弹 gzip, br, zstd and double bombs"
    promise = "stops at the cap; memory stays flat"
    ending = ("held", "done")
    codings = ("gzip", "br", "zstd", "double")

    def links(self) -> Mapping[str, str]:
        return {f"/{coding}.html": f"压缩炸弹 {coding}" for coding in self.codings}

    def answer(self, request: Request) -> Answer | None:
        coding = request.path.strip("/").removesuffix(".html")
        if coding not in self.codings:
            return None
        zeros = b"\0" * (64 * MEGABYTE)
        packed = {
            "gzip": lambda: gzip.compress(zeros, mtime=0),
            "br": lambda: brotli.compress(zeros, quality=1),
            "zstd": lambda: zstandard.compress(zeros),
            "double": lambda: gzip.compress(gzip.compress(zeros, mtime=0), mtime=0),
        }[coding]()
        said = "gzip, gzip" if coding == "double" else coding
        return http(packed, HTML, f"Content-Encoding: {said}")

    def check(self, after: After) -> Iterator[str]:
        for coding in self.codings:
            if not after.state(f"/{coding}.html").startswith("failed"):
                yield f"the {coding} bomb ended as {after.state(f'/{coding}.html')}"


class Endless(Behaviour):
    number, name = 9, "无尽正文 endless body"
    promise = "stops at the cap"
    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/endless.html": "没有尽头的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/endless.html":
            return None

        def pour(connection: Connection, _request: Request) -> None:
            connection.send(f"HTTP/1.1 200 OK\r\n{HTML}\r\n\r\n".encode())
            while not connection.stopped.is_set():
                connection.send(CUT.encode() * 2000)

        return pour

    def check(self, after: After) -> Iterator[str]:
        if not after.state("/endless.html").startswith("failed"):
            yield f"the endless page ended as {after.state('/endless.html')}"


class Cookies(Behaviour):
    number, name = 36, "超级 Cookie supercookie, 500 cookies, huge headers"
    promise = "bounded, and sent to their host only"

    def answer(self, request: Request) -> Answer | None:
        sent = len(request.headers.get("cookie", ""))
        self.calls["largest"] = max(self.calls["largest"], sent)
        self.calls["foreign"] += "super=1" in request.headers.get("cookie", "")
        if request.path != "/list/":
            return None
        lines = [f"Set-Cookie: c{number}={'x' * 4000}" for number in range(60)]
        return page(self.list_html({}), "Set-Cookie: super=1; Domain=.test", "Set-Cookie: own=1", *lines)

    def check(self, after: After) -> Iterator[str]:
        if self.calls["largest"] > 20_000:
            yield f"{self.calls['largest']} characters of cookies were sent"
        if self.calls["foreign"]:
            yield "a cookie for all of .test was accepted"


class NoHttp(Behaviour):
    number, name = 41, "不是 HTTP 100-continue flood, no status line, HTTP/0.9, bad header"
    promise = "the error is recorded, the worker lives"
    ending = ("held", "done")
    pages = ("/continue.html", "/nostatus.html", "/old.html", "/header.html", "/noise.html")

    def links(self) -> Mapping[str, str]:
        return {path: f"不合规范的回应 {path}" for path in self.pages}

    def answer(self, request: Request) -> Answer | None:
        good = page(article("不合规范的回应 坏头部", "头部有一行坏的，正文是好的，应当完整收下。"))
        wire = {
            "/continue.html": b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
            "/nostatus.html": b"Content-Type: text/html\r\n\r\n<html>no status</html>",
            "/old.html": b"<html><body>HTTP/0.9</body></html>",
            "/header.html": good.replace(
                b"\r\nContent-Length", b"\r\nthis is no header\r\n\x00\xff: x\r\nContent-Length", 1
            ),
            "/noise.html": zlib.compress(b"noise" * 500) * 3,
        }.get(request.path)
        return None if wire is None else lambda connection, _request: connection.send(wire)

    def check(self, after: After) -> Iterator[str]:
        for path in ("/continue.html", "/nostatus.html", "/old.html", "/noise.html"):
            if not after.state(path).startswith("failed: ") or len(after.state(path)) < 12:
                yield f"{path} ended as {after.state(path)}"
        if not any("应当完整收下" in one["body_text"] for one in after.records):
            yield "the page with one bad header line is not in the library"


BEHAVIOURS = (
    SlowBody, SlowHeaders, ResetInBody, TruncatedGzip, WrongLength, MissingLastChunk, Bombs, Endless, Cookies, NoHttp,
)  # fmt: skip
