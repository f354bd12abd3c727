"""Where redirects lead: bombs on the way, circles, private addresses, names that change their address."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tests.hostile.site import After, Behaviour, article
from tests.hostile.wire import Answer, Request, Server, page, redirect


class BombOnTheWay(Behaviour):
    number, name = 8, "转向里的炸弹 bomb in a 302 body"
    promise = "the body of a redirect is not read; its target is"

    def links(self) -> Mapping[str, str]:
        return {"/moved.html": "已经搬走的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/moved.html":
            bomb = gzip.compress(b"\0" * 2**26, mtime=0)
            return redirect("/target.html", "302 Found", bomb, "Content-Encoding: gzip")
        if request.path == "/target.html":
            return page(article("已经搬走的页面", "搬到了新的地址，正文一字未改，附原有编号备查。"))
        return None

    def check(self, after: After) -> Iterator[str]:
        found = after.titled("已经搬走的页面")
        if len(found) != 1 or not any(url.endswith("/moved.html") for url in found[0]["legacy_urls"]):
            yield "the moved page did not arrive under both its addresses"


class Circles(Behaviour):
    number, name = 10, "循环转向 redirect loop, growing redirects"
    promise = "at most ten hops, recorded"
    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/circle/a.html": "甲乙互转", "/grow?n=1": "越转越长", "/self.html": "转向自己"}

    def answer(self, request: Request) -> Answer | None:
        if request.path.startswith("/circle/"):
            return redirect("/circle/b.html" if request.path.endswith("a.html") else "/circle/a.html")
        if request.path == "/grow":
            return redirect(f"/grow?n={int(request.target.split('=')[1]) + 1}")
        return redirect("/self.html") if request.path == "/self.html" else None

    def check(self, after: After) -> Iterator[str]:
        grown = sum(
            count for (host, target), count in after.server.seen.items() if host == after.host and "/grow" in target
        )
        if grown > 12:
            yield f"the growing redirect was followed {grown} times"
        for key in ("/circle/a.html", "/self.html"):
            if after.pages[key].disposition not in ("failed", "dropped"):
                yield f"{key} ended as {after.ending(key)}"


class AwayToPrivate(Behaviour):
    number, name = 11, "转向内网 redirect to private, file, other scheme or port"
    promise = "never connected, recorded"
    ending = ("held", "done")

    def __init__(self, server: Server, variant: str = "") -> None:
        super().__init__(server, variant)
        self.trap = socket.create_server(("127.0.0.1", 0))
        self.caught = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.trap.accept()[0].close()
            self.caught += 1

    def targets(self) -> dict[str, str]:
        port = self.trap.getsockname()[1]
        return {
            "/to/loopback": f"http://127.0.0.1:{port}/secret", "/to/number": f"http://2130706433:{port}/secret",
            "/to/private": "http://10.20.30.40/secret", "/to/cloud": "http://169.254.169.254/latest/meta-data/",
            "/to/file": "file:///etc/passwd", "/to/gopher": "gopher://127.0.0.1:70/", "/to/port": f"http://{self.host}:22/",
            "/to/mapped": f"http://[::ffff:127.0.0.1]:{port}/", "/to/user": f"http://{self.host}@127.0.0.1:{port}/",
        }  # fmt: skip

    def links(self) -> Mapping[str, str]:
        return {path: f"转向别处 {path}" for path in self.targets()}

    def answer(self, request: Request) -> Answer | None:
        target = self.targets().get(request.path)
        return redirect(target) if target else None

    def check(self, after: After) -> Iterator[str]:
        if self.caught:
            yield f"a forbidden address was connected {self.caught} times"
        for path in self.targets():
            row = after.pages.get(path)
            if row is None or not row.disposition or not row.reason:
                yield f"{path} is not on record: {after.ending(path)}"


class Rebinding(Behaviour):
    number, name = 12, "DNS 重绑定 DNS rebinding"
    promise = "connected where it was checked, whatever the name says later"
    crawl: ClassVar[dict[str, Any]] = {"allow_private": False, "allow_addresses": ["127.0.0.1/32"]}

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.server.port}/"

    def resolve(self) -> str:
        """The name's address: ours when it is first asked for, a private one ever after."""
        self.calls["resolved"] += 1
        return "127.0.0.1" if self.calls["resolved"] == 1 else "10.66.66.66"


class RefreshLoop(Behaviour):
    number, name = 13, "meta 刷新循环 meta-refresh loop"
    promise = "counted with redirects; it ends"
    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/refresh/1.html": "不断刷新的页面"}

    def answer(self, request: Request) -> Answer | None:
        if not request.path.startswith("/refresh/"):
            return None
        number = int(request.path.removeprefix("/refresh/").removesuffix(".html")) + 1
        return page(
            f'<html><head><meta http-equiv="refresh" content="0;url=/refresh/{number}.html"></head><body></body></html>'
        )

    def check(self, after: After) -> Iterator[str]:
        asked = sum(
            count for (host, target), count in after.server.seen.items() if host == after.host and "/refresh/" in target
        )
        if asked > 12:
            yield f"the refreshing pages were followed {asked} times"


BEHAVIOURS = (BombOnTheWay, Circles, AwayToPrivate, Rebinding, RefreshLoop)
