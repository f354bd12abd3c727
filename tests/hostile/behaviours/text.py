"""Bytes that are hard to read: undeclared and wrong charsets, rare names, huge and deep pages, control characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tests.hostile.site import After, Behaviour, article
from tests.hostile.wire import Answer, Connection, Request, http, page

LONG = (
    "各街道办事处和有关单位应当在本月底以前完成登记核对工作，并把结果报送试验局办公室。"
    "对登记中发现的差错，由原登记单位负责更正，更正以后再行公布。群众来电来访反映的问题，要逐件答复。"
)
TRADITIONAL = (
    "各街道辦事處和有關單位應當在本月底以前完成登記核對工作，並把結果報送試驗局辦公室。"
    "對登記中發現的差錯，由原登記單位負責更正，更正以後再行公佈。群眾來電來訪反映的問題，要逐件答覆。"
)
RARE = "参加登记的有朱镕、喆明、珺宜、𠮷野、㛃月、陶喆、赵堃、龑生、𬀩辉等九人。"


class Charsets(Behaviour):
    number, name = 20, "编码不明 wrong, contradictory or no charset, bad byte, BOM, UTF-16"
    promise = "the text is right, or the page is flagged"
    cases: Mapping[str, tuple[str, str, str | None, bytes]] = {
        # path: text, real encoding, what the header says, what stands before it
        "/gbk-undeclared.html": (LONG, "gb18030", None, b""),
        "/big5-undeclared.html": (TRADITIONAL, "big5", None, b""),
        "/utf8-as-gb2312.html": (LONG, "utf-8", "gb2312", b""),
        "/gbk-as-utf8.html": (LONG, "gb18030", "utf-8", b""),
        "/gbk-as-latin1.html": (LONG, "gb18030", "iso-8859-1", b""),
        "/utf8-bom.html": (LONG, "utf-8", "gb2312", b"\xef\xbb\xbf"),
        "/utf16.html": (LONG, "utf-16-le", None, b"\xff\xfe"),
        "/nonsense.html": (LONG, "gb18030", "x-unknown-8", b""),
    }

    def links(self) -> Mapping[str, str]:
        return {path: f"编码试验 {path[1:-5]}" for path in self.cases} | {"/badbyte.html": "一个坏字节"}

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/badbyte.html":
            data = self._bytes("一个坏字节", LONG * 3, "gb18030", request.path)
            middle = data.index("更正".encode("gb18030"))
            return http(data[:middle] + b"\xff" + data[middle:], "Content-Type: text/html; charset=gb2312")
        if request.path not in self.cases:
            return None
        text, encoding, declared, mark = self.cases[request.path]
        said = f"; charset={declared}" if declared else ""
        body = mark + self._bytes(f"编码试验 {request.path[1:-5]}", text * 2, encoding, request.path)
        return http(body, f"Content-Type: text/html{said}")

    @staticmethod
    def _bytes(title: str, text: str, encoding: str, path: str) -> bytes:
        """A page that declares nothing itself and is no copy of another."""
        plain = article(title, f"{text}编号{path[1:-5]}。").replace('<meta charset="utf-8">', "")
        return plain.encode(encoding, "xmlcharrefreplace")

    def check(self, after: After) -> Iterator[str]:
        for path, (text, *_how) in self.cases.items():
            found = [one for one in after.records if any(url.endswith(path) for url in one["legacy_urls"])]
            if not found or (text not in found[0]["body_text"] and not self._is_flagged(after, path)):
                yield f"{path} is wrong and not flagged: {found[0]['body_text'][:40] if found else after.ending(path)}"
        bad = [one for one in after.records if any(url.endswith("/badbyte.html") for url in one["legacy_urls"])]
        if not bad or bad[0]["body_text"].count("登记核对工作") < 3:
            yield "one bad byte spoilt its page"

    @staticmethod
    def _is_flagged(after: After, path: str) -> bool:
        return after.pages[path].disposition == "held"


class RareNames(Behaviour):
    number, name = 21, "生僻字 rare-name characters"
    promise = "kept exactly"

    def links(self) -> Mapping[str, str]:
        return {
            "/names-gb.html": "人员名单（国标）",
            "/names-utf8.html": "人员名单（万国码）",
            "/names-refs.html": "人员名单（实体）",
        }

    def answer(self, request: Request) -> Answer | None:
        titles = dict(self.links())
        if request.path not in titles:
            return None
        text = RARE if "refs" not in request.path else "".join(f"&#x{ord(one):x};" for one in RARE)
        body = article(titles[request.path], f"{LONG}{text}载于{titles[request.path]}。").replace(
            '<meta charset="utf-8">', ""
        )
        declared, codec = ("gb2312", "gb18030") if "gb" in request.path else ("utf-8", "utf-8")
        return http(body.encode(codec), f"Content-Type: text/html; charset={declared}")

    def check(self, after: After) -> Iterator[str]:
        for title in self.links().values():
            if not any(RARE in one["body_text"] for one in after.titled(title)):
                yield f"{title}: the names are not what they were"


class Huge(Behaviour):
    number, name = 22, "巨页 50 MB HTML"
    promise = "bounded time; flagged, never dropped silently"
    crawl: ClassVar[dict[str, Any]] = {"max_bytes": 60 * 2**20, "deadline": 20.0}
    ending = ("held", "done")

    def links(self) -> Mapping[str, str]:
        return {"/huge.html": "五十兆的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/huge.html":
            return None
        head, tail = (part.encode() for part in article("五十兆的页面", "这里").split("这里"))
        block = f"<p>{LONG}</p>\n".encode() * 2000
        blocks = 50 * 2**20 // len(block)

        def pour(connection: Connection, _request: Request) -> None:  # in pieces: the server is in the worker's process
            length = len(head) + blocks * len(block) + len(tail)
            connection.send(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n".encode())
            for piece in (head, *(block for _ in range(blocks)), tail):
                connection.send(piece)

        return pour

    def check(self, after: After) -> Iterator[str]:
        row = after.pages.get("/huge.html")
        if row is None or not row.warc:
            yield "its bytes are not archived"
        if row is not None and row.disposition not in ("held", "loaded"):
            yield f"it ended as {after.ending('/huge.html')}"


class Deep(Behaviour):
    number, name = 23, "深嵌套与万千属性 nesting 100k, 100k attributes"
    promise = "limited, a second parser where the first gives up; other pages are not affected"
    ending = ("held", "done")
    most_cpu = 60.0  # 34 to 37 were seen on a slow machine
    kinds = ("div", "font", "b", "table")

    def links(self) -> Mapping[str, str]:
        return {f"/deep/{kind}.html": f"嵌套十万层 {kind}" for kind in self.kinds} | {"/attributes.html": "十万个属性"}

    def answer(self, request: Request) -> Answer | None:
        text = f"{LONG}最里层的文字。"
        if request.path == "/attributes.html":
            many = " ".join(f"a{number}=x" for number in range(100_000))
            return page(article("十万个属性", f"<span {many}>{text}</span>"))
        kind = request.path.removeprefix("/deep/").removesuffix(".html")
        if kind not in self.kinds:
            return None
        opened, closed = ("<table><tr><td>", "</td></tr></table>") if kind == "table" else (f"<{kind}>", f"</{kind}>")
        return page(article(f"嵌套十万层 {kind}", f"{opened * 100_000}{text}层数{kind}。{closed * 100_000}"))

    def check(self, after: After) -> Iterator[str]:
        for path, title in self.links().items():
            row = after.pages.get(path)
            is_whole = any("最里层的文字" in one["body_text"] for one in after.titled(title))
            if row is None or not (is_whole or row.disposition == "held"):
                yield f"{path} is neither whole nor held: {after.ending(path)}"


class Controls(Behaviour):
    number, name = 24, "控制字符 NUL, control characters, surrogate entities"
    promise = "stored, cleaned by rule; every database takes them"
    assertions: ClassVar[dict[str, Any]] = {"garbled_text": {"stop_above": 0.5}}

    def links(self) -> Mapping[str, str]:
        return {"/controls.html": "带有控制字符的页面"}

    def answer(self, request: Request) -> Answer | None:
        if request.path != "/controls.html":
            return None
        return page(
            article(
                "带有控制字符的页面", f"开头\0\x01\x08\x1b[31m中间&#0;&#xD800;&#xDFFF;&#x1F;\ufffe\uffff结尾。{LONG}"
            )
        )

    def check(self, after: After) -> Iterator[str]:
        found = after.titled("带有控制字符的页面")
        text = found[0]["body_text"] if found else ""
        if not all(part in text for part in ("开头", "中间", "结尾")):
            yield f"the text is not whole: {text[:60]!r}"
        if any((ord(one) < 32 and one not in "\n\t") or "\ud800" <= one <= "\udfff" for one in text):
            yield "control characters are in the library"


BEHAVIOURS = (Charsets, RareNames, Huge, Deep, Controls)
