"""A site hacked in every way of the corpus, on loopback, through the real pipeline: nothing injected gets into the export."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from guiyi.store import Store
from tests.clean.sites import MOVED, SITE, Page, html, list_page, serve
from tests.pipeline import export_bytes, migrate
from tests.place import fresh_settings
from tests.tampering.test_corpus import LAWFUL, SHEET, TAMPERED, TITLE, page_of

HOST = "hacked.example.test"
PARASITES = 6
PARTNERS = {
    "www.ycflower.example": "云川花卉", "www.yctree.example": "云川苗木", "www.ycgrass.example": "云川草坪",
    "www.ycfair.example": "云川花博会", "www.ycbonsai.example": "云川盆景协会",
}  # fmt: skip
MOVED_TO = {
    "www.ycfair.example": "http://bet.example/in?from=fair",
    "www.ycbonsai.example": "http://new.ycbonsai.example/",
}
PARTNERS_NOW = {
    "www.ycflower.example": "澳门金沙娱乐官网_时时彩投注", "www.yctree.example": "此域名出售 yctree.example",
    "www.ycgrass.example": "云川草坪有限公司", "bet.example": "真人百家乐_电子游艺", "new.ycbonsai.example": "云川盆景协会",
}  # fmt: skip


@dataclass
class Hacked:
    """The hacked site's pages by path."""

    pages: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        news = []
        for number, case in enumerate([*TAMPERED, *LAWFUL]):
            path = f"/news/{number}.html"
            text = page_of(case).replace("东山公园", f"东山公园第{number}号地块及{number * 7}路沿线")
            self.pages[path] = html(text.replace(TITLE, f"{TITLE}（第{number}号）"))
            news.append((path, f"{TITLE}（第{number}号）", "2018-03-05"))
        hidden = "".join(f"<a href='/upload/{n}.html'>成人视频在线{n}</a>" for n in range(PARASITES))
        home = f"<div style='display:none'>{hidden}</div><a href='/news/'>园林动态</a>"
        self.pages["/"] = html(f"<html><head><title>云川市园林局</title></head><body>{home}</body></html>")
        partners = "".join(f"<a href='http://{host}/'>{name}</a>" for host, name in PARTNERS.items())
        self.pages["/news/"] = list_page(
            "园林动态",
            news,
            f"<p>友情链接 {partners}</p><div style='height:0;overflow:hidden'><a href='http://l.spamhost.example'>新奇</a></div>",
        )
        for n in range(PARASITES):
            spam = f"<p>欧美激情综合{n}久久精品视频</p><a href='http://p{n}.spamhost.example'>五月天婷婷</a>" * 5
            self.pages[f"/upload/{n}.html"] = html(
                f"<html><head><title>成人视频在线{n}_日韩av</title></head><body><h1>国产自拍{n}</h1>{spam}</body></html>"
            )
        self.pages["/css/main.css"] = ("text/css", SHEET.encode())

    def answer(self, path: str, headers: dict[str, str]) -> Page | None:
        """Spiders are shown another home page; of the partners one takes bets now, one leads to bets, one is for sale."""
        host = headers.get("host", "")
        if host in MOVED_TO:
            return MOVED, MOVED_TO[host].encode()
        if host in PARTNERS_NOW:
            return html(f"<html><head><title>{PARTNERS_NOW[host]}</title></head><body>欢迎光临</body></html>")
        if path == "/" and "Baiduspider" in headers.get("user-agent", ""):
            return html("<html><head><title>澳门百家乐_真人荷官_时时彩</title></head><body>老虎机</body></html>")
        return self.pages.get(path)


@dataclass
class Moved:
    """What came of the site."""

    text: str
    records: list[dict[str, Any]]
    security: dict[str, Any]
    report: str


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    folder: Path = tmp_path_factory.mktemp("hacked")
    settings = fresh_settings(folder)
    with serve(Hacked().answer) as port:
        more = "  cloaking_sample: 6\n  check_partners: true"
        text = SITE.format(id="hacked", host=HOST, port=port, more=more, column="info.news")
        hosts = "".join(f", {one}: '127.0.0.1:{port}'" for one in {**PARTNERS, **PARTNERS_NOW})
        text = text.replace(f"'127.0.0.1:{port}'", f"'127.0.0.1:{port}'{hosts}")
        (settings.configs / "sites" / "hacked.yaml").write_text(text)
        migrate(settings, "hacked")
    exported = export_bytes(settings).decode()
    store = Store(settings.store)
    run = "sites/hacked/runs/hacked-0001"
    return Moved(
        exported, [json.loads(line) for line in exported.splitlines()], json.loads(store.read(f"{run}/security.json")),
        store.read(f"{run}/security.html").decode(),
    )  # fmt: skip


def test_no_injected_string_is_in_the_export(moved: Moved) -> None:
    lawful = json.dumps(LAWFUL, ensure_ascii=False)
    gone = {words for case in TAMPERED for words in case["gone"] if words not in lawful}
    assert not [words for words in sorted(gone) if words in moved.text]
    for words in ("spamhost", "成人视频", "久久精品", "婷婷", "金沙博彩", "beat365"):
        assert words not in moved.text


def test_all_pages_that_could_be_mended_and_all_lawful_ones_are_there(moved: Moved) -> None:
    there = {url for record in moved.records for url in record["legacy_urls"]}
    wanted = [n for n, case in enumerate([*TAMPERED, *LAWFUL]) if case.get("action") != "held"]
    missing = [([*TAMPERED, *LAWFUL][n]["name"]) for n in wanted if not any(f"/news/{n}.html" in url for url in there)]
    assert not missing
    assert not any("/upload/" in url for url in there)


def test_the_security_report_tells_every_form_and_what_to_do(moved: Moved) -> None:
    kinds = {group["kind"]: group for group in moved.security["groups"]}
    assert {case["kind"] for case in TAMPERED} <= set(kinds)
    assert kinds["cloaking"]["lines"][0]["url"] == f"http://{HOST}/"
    assert {line["target"] for line in kinds["partner-changed"]["lines"]} == {
        "www.ycflower.example",
        "www.yctree.example",
        "www.ycfair.example",
    }
    assert "/upload/" in moved.security["folders"]
    assert moved.security["counts"]["high"] > 40
    for group in moved.security["groups"]:
        assert group["label"] in moved.report
    assert "<mark>" in moved.report
    assert "<script" not in moved.report
