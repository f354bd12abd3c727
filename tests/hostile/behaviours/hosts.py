"""Hosts that are busy, down, changing, or speak with bad certificates; and what their robots.txt says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, ClassVar

from tests.hostile.site import After, Behaviour, article, sound_text
from tests.hostile.wire import Answer, Connection, Request, http, page

BUSY = "429 Too Many Requests"


class Busy(Behaviour):
    """18, in forms: Retry-After in seconds, as a date, as garbage, and absurdly long."""

    number, name = 18, "限流 429 with Retry-After (s, date, 999999, garbage)"
    promise = "honoured, at most an hour; the host is parked, not the worker"
    waits: ClassVar[Mapping[str, str]] = {"seconds": "1", "date": "", "garbage": "in a while", "absurd": "999999"}

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        return tuple(cls.waits)

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        if self.variant == "absurd":
            self.starts, self.ending = 1, ("SourceDown",)  # type: ignore[misc]

    def links(self) -> Mapping[str, str]:
        return {"/busy.html": "忙时拒绝的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/busy.html":
            return None
        if self.calls[request.target] == 1 or self.variant == "absurd":
            said = self.waits[self.variant] or format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
            return page("<html>忙</html>", f"Retry-After: {said}", status=BUSY)
        return page(article("忙时拒绝的页面", "等了一会儿以后，这一页就照常给出来了，正文完整无缺。"))

    def check(self, after: After) -> Iterator[str]:
        if self.variant == "absurd":
            if "pause" not in after.endings[-1]:
                yield f"the parked host is not told of: {after.endings[-1]}"
        elif len(after.titled("忙时拒绝的页面")) != 1:
            yield f"the busy page did not arrive: {after.state('/busy.html')}"


class RobotsTxt(Behaviour):
    """19, in forms."""

    number, name = 19, "robots.txt 5xx, 429, 404, HTML, BOM, NUL, 100k rules, redirect, endless"
    promise = "5xx and 429 disallow and are tried again; 404 allows; BOM and NUL are read over; 500 KiB are read"
    rules = b"User-agent: *\nDisallow: /closed/\n"

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        return ("503", "429", "404", "html", "bom", "nul", "many", "moved", "endless")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        if self.variant in ("503", "429"):
            self.ending = ("SourceDown",)  # type: ignore[misc]

    def links(self) -> Mapping[str, str]:
        return {"/closed/one.html": "不许抓取的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/closed/one.html":
            return page(article("不许抓取的页面", "这一页写明不许抓取。"))
        if request.path == "/moved-robots.txt":
            return http(self.rules, "Content-Type: text/plain")
        return self._robots() if request.path == "/robots.txt" else None

    def _robots(self) -> Answer:
        plain = "Content-Type: text/plain"
        many = b"".join(b"Disallow: /a%d*b*c$\n" % number for number in range(100_000))
        answers: dict[str, bytes] = {
            "503": http(b"", status="503 Service Unavailable"), "429": http(b"", status=BUSY),
            "404": http(b"", status="404 Not Found"), "html": page("<html><body>欢迎</body></html>"),
            "bom": http(b"\xef\xbb\xbf" + self.rules, plain), "nul": http(b"\0" + self.rules, plain),
            "many": http(self.rules + many, plain),
            "moved": http(b"", "Location: /moved-robots.txt", status="301 Moved Permanently"),
        }  # fmt: skip
        if self.variant != "endless":
            return answers[self.variant]

        def pour(connection: Connection, _request: Request) -> None:
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + self.rules)
            while not connection.stopped.is_set():
                connection.send(b"# nothing more\n" * 4000)

        return pour

    def check(self, after: After) -> Iterator[str]:
        asked = after.asked("/closed/one.html")
        is_open = self.variant in ("404", "html")
        if bool(asked) != is_open:
            yield f"with robots.txt {self.variant} the closed page was asked for {asked} times"
        if self.variant in ("503", "429") and (after.asked("/") or after.asked("/robots.txt") < 2):
            yield "a refused robots.txt was not tried again, or the site was fetched all the same"


class OneSite(Behaviour):
    number, name = 34, "http/https/www/IP 多种写法 http, https, www and IP variants"
    promise = "one site, each page once"
    ending = ("held", "done")

    @property
    def aliases(self) -> tuple[str, ...]:
        return (f"www.{self.host}", "h34-old.example.test")

    def home(self) -> str:
        names = (f"http://www.{self.host}", f"https://{self.host}", "http://h34-old.example.test", f"//{self.host}")
        return "".join(f'<a href="{name}/sound/{at}.html">又一处</a>' for at, name in enumerate(names))

    def check(self, after: After) -> Iterator[str]:
        if len(after.records) != self.sound:
            yield f"{len(after.records)} records for {self.sound} articles"


class BadCertificate(Behaviour):
    """35, in forms: refused as usual, and with the exception that a site's file declares."""

    number, name = 35, "坏证书 bad, expired, self-signed TLS"
    promise = "refused; an exception is the site's own and on record, never global"

    @classmethod
    def variants(cls) -> tuple[str, ...]:
        return ("refused", "excepted")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        if self.variant == "excepted":
            self.crawl = {"tls_exceptions": {self.host: "证书2017年到期，机房已无人续签（试验局 2018-03-01）"}}  # type: ignore[misc]
        else:
            self.ending = ("SourceDown", "SourceError", "held")  # type: ignore[misc]

    @property
    def base_url(self) -> str:
        return f"https://{self.host}/"

    def check(self, after: After) -> Iterator[str]:
        if self.variant == "refused" and after.records:
            yield "pages behind a bad certificate were taken"
        if self.variant == "excepted" and not any("tls-exception" in one.flags for one in self._archived(after)):
            yield "the archive does not say that the certificate was not checked"

    @staticmethod
    def _archived(after: After) -> Iterator[Any]:
        for key in after.pages:
            kept = after.archived(key)
            if kept is not None:
                yield kept


class Conditional(Behaviour):
    number, name = 37, "ETag/304 与改动 ETag/304, changed page"
    promise = "304 writes nothing; a change is one new version"
    starts = 2

    def links(self) -> Mapping[str, str]:
        return {"/same.html": "一直没有改动的页面", "/changed.html": "后来改过一次的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/same.html":
            if request.headers.get("if-none-match") == '"s1"':
                self.calls["304"] += 1
                return http(b"", 'ETag: "s1"', status="304 Not Modified")
            return page(article("一直没有改动的页面", "从发布之日起没有动过一个字，编号零零七。"), 'ETag: "s1"')
        if request.path == "/changed.html":
            return page(
                article("后来改过一次的页面", f"现在是第{'一二'[self.start - 1]}稿，全文重新登记。"),
                f'ETag: "c{self.start}"',
            )
        return None

    def check(self, after: After) -> Iterator[str]:
        versions = {one["title"]: one["version"] for one in after.records}
        if not self.calls["304"] or versions.get("一直没有改动的页面") != 1:
            yield f"the unchanged page has version {versions.get('一直没有改动的页面')}, 304 was answered {self.calls['304']} times"
        if versions.get("后来改过一次的页面") != 2 or "第二稿" not in after.published:
            yield f"the changed page has version {versions.get('后来改过一次的页面')}"


class Vanished(Behaviour):
    number, name = 38, "页面消失 page vanishes between runs"
    promise = "kept and marked, never deleted"
    starts = 2

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/sound/0.html" and self.start == 2:
            return http(b"<html><title>404</title></html>", "Content-Type: text/html", status="404 Not Found")
        if request.target == "/list/" and self.start == 2:
            return page(self.list_html({}).replace('<a href="/sound/0.html">', "<a>"))
        return None

    def check(self, after: After) -> Iterator[str]:
        found = after.titled(self.sound_title(0))
        if len(found) != 1 or sound_text(self.site, 0) not in found[0]["body_text"]:
            yield "the vanished article is not in the library any more"
        if not after.ending("/sound/0.html").startswith("gone"):
            yield f"its URL does not say that it vanished: {after.ending('/sound/0.html')}"


class DownMidway(Behaviour):
    number, name = 42, "中途宕机 host down mid-crawl"
    promise = "circuit breaker; the next start goes on, and nothing is fetched twice"
    starts = 2
    sound = 30
    crawl: ClassVar[dict[str, Any]] = {
        "concurrency": 1,
        "max_delay": 0.2,
    }  # with its default, 20 failures take 7 minutes

    def before_start(self, number: int) -> None:
        super().before_start(number)
        self.server.down.discard(self.host)

    def answer(self, request: Request) -> Answer | None:
        if self.start == 1 and sum(self.calls.values()) > 20:
            self.server.down.add(self.host)
            return lambda connection, _request: connection.reset()
        return None

    def check(self, after: After) -> Iterator[str]:
        if not after.endings[0].startswith(("SourceDown", "TransientSource")):
            yield f"the first start ended as {after.endings[0]}"
        twice = [target for (host, target), count in after.server.seen.items() if host == after.host and count > 2]
        if [one for one in twice if one.startswith("/sound/")]:
            yield f"asked for again and again: {twice}"


BEHAVIOURS = (Busy, RobotsTxt, OneSite, BadCertificate, Conditional, Vanished, DownMidway)
