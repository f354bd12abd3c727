"""Content that attacks: bombs and lies among the files, hidden links, script in every corner."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import quote

import openpyxl

from guiyi.library.export import export
from guiyi.library.migrate import open_library
from tests.hostile.site import After, Behaviour, article
from tests.hostile.wire import Answer, Request, http, page

BINARY = "Content-Type: application/octet-stream"
SPAM = ("澳彩娱乐平台", "百家乐开户", "时时彩计划群", "成人激情视频")


def zip_of(name: str, data: bytes) -> bytes:
    """A zip archive with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(name, (2018, 3, 5, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def files_of(after: After, title: str) -> list[dict[str, object]]:
    return [file for one in after.titled(title) for file in one["attachments"]]


class ArchiveBombs(Behaviour):
    number, name = 26, "压缩包炸弹 zip bomb, nested, encrypted attachment"
    promise = "not unpacked beyond the cap; the bytes are archived"

    def links(self) -> Mapping[str, str]:
        return {"/bombs.html": "带有压缩包的通知"}

    @cached_property
    def files(self) -> dict[str, bytes]:
        inner = zip_of("a.bin", b"\0" * 2**26)
        return {
            "/f/bomb.zip": inner,
            "/f/nested.zip": zip_of("b.zip", zip_of("a.zip", inner)),
            "/f/bomb.docx": zip_of("word/document.xml", b"<w:document>" + b" " * 2**26),
            "/f/bomb.xlsx": zip_of("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 2**26),
            "/f/locked.zip": zip_of("c.txt", b"locked").replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0"),
        }

    def answer(self, request: Request) -> Answer | None:
        if request.path in self.files:
            return http(self.files[request.path], BINARY)
        if request.path == "/bombs.html":
            links = "".join(f'<a href="{path}">附件 {path[3:]}</a> ' for path in self.files)
            return page(article("带有压缩包的通知", f"附件五个，请下载后查看：{links}"))
        return None

    def check(self, after: After) -> Iterator[str]:
        files = files_of(after, "带有压缩包的通知")
        if len(files) != 5 or not all(file["sha256"] for file in files):
            yield f"{len(files)} of 5 attachments are kept"


class FileNames(Behaviour):
    number, name = 27, "恶意文件名 ../../, NUL, 300 bytes, CON, right-to-left override"
    promise = "stored by hash; the shown name is harmless"
    names = (
        "../../etc/passwd.pdf",
        "a\0b.pdf",
        "长" * 200 + ".pdf",
        "CON.pdf",
        "报告\u202efdp.exe",
        "a/b\\c.pdf",
        "<img src=x>.pdf",
    )

    def links(self) -> Mapping[str, str]:
        return {"/names.html": "附件名称怪异的通知"}

    def answer(self, request: Request) -> Answer | None:
        if request.path.startswith("/d/"):
            number = int(request.path.removeprefix("/d/").removesuffix(".pdf"))
            return http(b"%PDF-1.4\n%" + bytes([48 + number]) * 50 + b"\n%%EOF\n", "Content-Type: application/pdf",
                        f"Content-Disposition: attachment; filename*=UTF-8''{quote(self.names[number])}")  # fmt: skip
        if request.path == "/names.html":
            links = "".join(
                f'<a href="/d/{at}.pdf">{name.replace("<", "&lt;")}</a><br>' for at, name in enumerate(self.names)
            )
            return page(article("附件名称怪异的通知", f"附件七个，名称各不相同：{links}"))
        return None

    def check(self, after: After) -> Iterator[str]:
        files = files_of(after, "附件名称怪异的通知")
        if len(files) != len(self.names):
            yield f"{len(files)} of {len(self.names)} attachments are kept"
        for file in files:
            name = str(file["name"])
            if re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069]|\.\./", name) or len(name.encode()) > 255:
                yield f"the shown name is not harmless: {name[:60]!r}"


class FalseTypes(Behaviour):
    number, name = 28, "假类型 HTML named .pdf, exe named .doc, polyglot"
    promise = "typed by bytes"
    files: Mapping[str, tuple[bytes, str]] = {
        "/t/page.pdf": (b"<html><body><script>alert(1)</script>not a pdf</body></html>", "application/pdf"),
        "/t/program.doc": (b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + b"\0" * 300 + b"PE\0\0", "application/msword"),
        "/t/both.pdf": (b"%PDF-1.4\n%<script>alert(1)</script>\n%%EOF\n" + zip_of("x", b"y"), "text/html"),
        "/t/picture.jpg": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/jpeg"),
    }

    def links(self) -> Mapping[str, str]:
        return {"/types.html": "附件类型不实的通知"}

    def answer(self, request: Request) -> Answer | None:
        if request.path in self.files:
            data, said = self.files[request.path]
            return http(data, f"Content-Type: {said}")
        if request.path == "/types.html":
            links = "".join(f'<a href="{path}">附件 {path[3:]}</a> ' for path in self.files)
            return page(article("附件类型不实的通知", f"附件四个，请注意核对：{links}"))
        return None

    def check(self, after: After) -> Iterator[str]:
        for file in files_of(after, "附件类型不实的通知"):
            told, name = str(file["media_type"]), str(file["legacy_url"])
            wrong = {"page.pdf": "application/pdf", "program.doc": "application/msword", "picture.jpg": "image/jpeg"}
            for end, lie in wrong.items():
                if name.endswith(end) and told == lie and file["sha256"]:
                    yield f"{end} passes for {lie}"


class HiddenLinks(Behaviour):
    """29: each way on a page of its own; the article beside the spam must stay."""

    number, name = 29, "暗链 hidden links, title hijack"
    promise = "nothing of it in the library, all of it in the security report"
    ending = ("held", "done")

    def ways(self) -> dict[str, str]:
        """Path → markup that carries the spam."""
        link = f'<a href="http://bet.example.test/">{SPAM[0]}</a>{SPAM[1]}'
        styles = (
            "display:none", "visibility:hidden", "font-size:0", "font-size:1px;line-height:0", "height:0;overflow:hidden",
            "position:absolute;left:-9999px", "position:absolute;top:-999px", "text-indent:-9999px", "opacity:0",
            "color:#fff;background:#ffffff", "clip:rect(0,0,0,0);position:absolute", "width:1px;height:1px;overflow:hidden",
        )  # fmt: skip
        ways = {f"/hidden/{at:02d}.html": f'<div style="{style}">{link}</div>' for at, style in enumerate(styles)}
        ways |= {
            "/hidden/20.html": f'<marquee height="1" width="1" scrollamount="5000">{link}</marquee>',
            "/hidden/21.html": f'<div id="x9">{link}</div><script>document.getElementById("x9").style.display="none"</script>',
            "/hidden/22.html": f"<style>.qq{{display:none}}</style><p class='qq'>{link}</p>",
            "/hidden/23.html": f"<script>document.write(unescape('{quote(link)}'))</script>",
            "/hidden/24.html": "<script>document.write(String.fromCharCode("
            + ",".join(str(ord(one)) for one in f"<div style='display:none'>{link}</div>") + "))</script>",
            "/hidden/25.html": f'<noscript><div style="display:none">{link}</div></noscript>',
        }  # fmt: skip
        return ways

    def links(self) -> Mapping[str, str]:
        return {path: f"第{path[8:10]}号被植入暗链的通知" for path in self.ways()}

    def answer(self, request: Request) -> Answer | None:
        markup = self.ways().get(request.path)
        if markup is None:
            return None
        title = self.links()[request.path]
        return page(
            article(title, f"这一份通知编号为{request.path[8:10]}，内容合法有效。", markup, "请各单位遵照执行。")
        )

    def check(self, after: After) -> Iterator[str]:
        for word in (*SPAM, "bet.example.test"):
            if word in after.published:
                yield f"{word} is in the library"
        for path in self.ways():
            if after.pages[path].disposition not in ("loaded", "held"):
                yield f"{path} ended as {after.ending(path)}"


class ActiveContent(Behaviour):
    number, name = 30, "活动内容 script, on*, javascript:, svg, data:"
    promise = "no active content in any output"
    payloads = (
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">点</a>',
        '<a href="jav&#x09;ascript:alert(1)">点</a>', "<svg onload=alert(1)><script>alert(1)</script></svg>",
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<a href="data:text/html;base64,PHNjcmlwdD4=">点</a>',
        '<form action="javascript:alert(1)"><button>点</button></form>', '<math><mtext><script>alert(1)</script></mtext></math>',
        "<details open ontoggle=alert(1)>", '<object data="data:text/html,x"></object>', '<p style="background:url(javascript:alert(1))">x</p>',
        "&lt;script&gt;alert(1)&lt;/script&gt;", '=HYPERLINK("http://bet.example.test","点")', "+cmd|'/c calc'!A0", "@SUM(1+1)",
    )  # fmt: skip

    def links(self) -> Mapping[str, str]:
        return {f"/active/{at}.html": f"带有活动内容的通知{at}" for at in range(len(self.payloads))} | {
            "/formula.html": "=1+1 标题像公式"
        }

    def answer(self, request: Request) -> Answer | None:
        if request.path == "/formula.html":
            return page(article("=1+1 标题像公式", "标题以等号开头，在表格里不得当作公式执行。"))
        if not request.path.startswith("/active/"):
            return None
        number = request.path.removeprefix("/active/").removesuffix(".html")
        if not number.isdigit():
            return None
        at = int(number)
        return page(
            article(f"带有活动内容的通知{at}", f"前文第{at}号。", self.payloads[at], f"后文第{at}号，照常有效。")
        )

    def check(self, after: After) -> Iterator[str]:
        for one in after.records:
            if re.search(
                r"<(?:script|svg|iframe|object|form|math|style)|\son\w+\s*=|(?:javascript|data)\s*:",
                one["body_html"],
                re.I,
            ):
                yield f"active content in body_html of {one['title']}: {one['body_html'][:120]}"
        for name, cells in (("CSV", self._csv(after)), ("xlsx", self._xlsx(after))):
            for cell in cells:
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                    yield f"a formula in the {name} export: {cell[:40]}"

    @staticmethod
    def _exported(after: After, format_: str) -> bytes:
        out = io.BytesIO()
        export(open_library(after.settings.library), out, format=format_, site=after.site)
        return out.getvalue()

    def _csv(self, after: After) -> Iterator[str]:
        for row in csv.reader(io.StringIO(self._exported(after, "csv").decode("utf-8-sig"))):
            yield from row

    def _xlsx(self, after: After) -> Iterator[str]:
        book = openpyxl.load_workbook(io.BytesIO(self._exported(after, "xlsx")))
        for row in book.active.iter_rows():
            yield from (str(cell.value) for cell in row if cell.value is not None)


BEHAVIOURS = (ArchiveBombs, FileNames, FalseTypes, HiddenLinks, ActiveContent)
