from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from guiyi.ledger import runs
from guiyi.library.tables import resources
from guiyi.retire.reconcile import reconcile_site, sheet
from guiyi.retire.reconcile.report import ReportPaths, write_city_report, write_report
from tests.retire.conftest import HOST, SITE, Books

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egpj.exe"


def report(books: Books) -> tuple[ReportPaths, str]:
    paths = write_report(books.run, reconcile_site(books.run))
    return paths, books.run.store.read(paths.html).decode()


def workbook(books: Books) -> Any:
    paths, _ = report(books)
    return openpyxl.load_workbook(io.BytesIO(books.run.store.read(paths.xlsx)))


def test_the_report_says_its_verdict_in_words(books: Books) -> None:
    paths, text = report(books)
    assert paths.html == f"sites/{SITE}/runs/{books.run.run_id}/report.html"
    assert "示例市文化局（旧站）" in text
    assert ">平衡<" in text
    books.change(runs, {"run_id": books.run.run_id}, crawl_complete=False)
    assert ">未平衡<" in report(books)[1]


def test_causes_are_told_in_chinese_beside_their_codes(sqlite_books: Books) -> None:
    sqlite_books.refused("/h.html", "held", "unmapped")
    sqlite_books.refused("/i.html", "dropped", "a-cause-without-words")
    told = [one.text_content() for one in html.fromstring(report(sqlite_books)[1]).xpath("//summary")]
    assert any("没有规则 unmapped" in one for one in told)
    assert any(one.startswith("a-cause-without-words") for one in told)


def test_hostile_titles_and_addresses_are_shown_and_never_run(sqlite_books: Books) -> None:
    sqlite_books.refused("/h.html", "held", "<b>code</b>", title=HOSTILE)
    sqlite_books.section("/s", HOSTILE, [], expected=None)
    sqlite_books.page("/bad.doc", role="asset", state="gone", status=404)
    sqlite_books.reference("/bad.doc", "ra-1.html", 7, None)
    sqlite_books.change(resources, {"resource_id": "ra-1.html"}, title=HOSTILE)
    tree = html.fromstring(report(sqlite_books)[1])
    assert HOSTILE in tree.text_content()
    assert tree.xpath("//script|//img|//iframe|//link|//object|//b[text()='code']") == []
    assert not [name for name in tree.xpath("//@*") if str(name).startswith("javascript:")]
    assert not tree.xpath("//@onerror")


def test_an_address_that_tells_of_a_person_is_masked_in_every_form_of_the_report(sqlite_books: Books) -> None:
    sqlite_books.refused("/赵三11010519491231002X.html", "held", "unmapped")
    sqlite_books.page("/q?mobile=13812345678", role="asset", state="gone", status=404)
    sqlite_books.page("/2018/t20180305_1.html", role="asset", state="gone", status=404)
    paths, text = report(sqlite_books)
    cells = [str(cell) for one in workbook(sqlite_books) for row in one.values for cell in row]
    for said in (text, sqlite_books.run.store.read(paths.json).decode(), "\n".join(cells)):
        assert "19491231" not in said
        assert "13812345678" not in said
    assert any(cell.endswith("/2018/t20180305_1.html") for cell in cells)


def test_an_address_that_is_no_web_address_is_not_a_link(sqlite_books: Books) -> None:
    from guiyi.library.tables import refused_records

    sqlite_books.put(refused_records, site=SITE, source_key="j", outcome="held", stage="map", code="c", reason="r",
                     url="javascript:alert(1)", payload={}, run_id="r")  # fmt: skip
    tree = html.fromstring(report(sqlite_books)[1])
    assert "javascript:alert(1)" in tree.text_content()
    assert all(str(href).startswith(HOST) for href in tree.xpath("//a/@href"))


def test_the_page_needs_nothing_from_outside(sqlite_books: Books) -> None:
    _, text = report(sqlite_books)
    assert not re.search(r"url\(|@import|<link|<script|src=", text)
    assert "default-src 'none'" in text


def test_the_same_state_gives_the_same_bytes(sqlite_books: Books) -> None:
    first = report(sqlite_books)
    store, paths = sqlite_books.run.store, first[0]
    before = [store.read(key) for key in (paths.html, paths.json, paths.xlsx)]
    report(sqlite_books)
    assert [store.read(key) for key in (paths.html, paths.json, paths.xlsx)] == before


def test_the_json_is_for_programs(sqlite_books: Books) -> None:
    paths, _ = report(sqlite_books)
    data = json.loads(sqlite_books.run.store.read(paths.json))
    assert data["is_balanced"] is True
    assert data["dispositions"]["loaded"] == 3
    assert data["sections"][0]["missing"] == 0
    assert {check["name"] for check in data["checks"]} >= {"urls-disposed", "files-kept", "redirects-answer"}


def test_the_workbook_opens_with_its_sheets_and_charts(books: Books) -> None:
    book = workbook(books)
    assert book.sheetnames == ["概要 summary", "栏目 sections", "去向 URLs", "暂存 held", "剔除 dropped", "检查 checks"]
    assert len(book["概要 summary"]._charts) == len(book["栏目 sections"]._charts) == 1
    ends = {row[0]: row[1] for row in book["去向 URLs"].iter_rows(min_row=2, values_only=True)}
    assert len(ends) == 15
    assert ends[f"{HOST}/a/3.html"] == "合并 merged"
    assert [row[4] for row in book["暂存 held"].iter_rows(min_row=2, values_only=True)] == ["unmapped"]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(sqlite_books: Books) -> None:
    for n, title in enumerate(
        ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "\t=3", "\r=4", "\x01\x00坏", "长" * 40_000]
    ):
        sqlite_books.refused(f"/f{n}.html", "held", "odd", title=title)
    cells = [cell for sheet in workbook(sqlite_books) for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    leads = [cell for cell in cells if str(cell.value or "").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {"=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "\t=3", "=4"} <= {cell.value for cell in leads}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in leads)


def test_a_sheet_that_is_full_says_so(sqlite_books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 5)
    rows = list(workbook(sqlite_books)["去向 URLs"].iter_rows(values_only=True))
    assert len(rows) == 1 + 5 + 1
    assert "只列出前 5 行" in rows[-1][0]


def test_a_report_of_an_empty_site_can_be_written(sqlite_books: Books) -> None:
    from guiyi.database import metadata

    for table in metadata.sorted_tables:
        if table.name not in ("runs", "site_states"):
            sqlite_books.take(table)
    _, text = report(sqlite_books)
    assert "旧站没有列表页" in text


def test_the_citys_page_lists_every_site_and_links_its_report(sqlite_books: Books) -> None:
    report(sqlite_books)
    settings = sqlite_books.run.settings
    (settings.configs / "sites" / "late.yaml").write_text(
        'version: 1\nsite: {id: late, name: "<b>迟</b>", department: a, base_url: "http://late.example.test/"}\n',
        encoding="utf-8",
    )
    path = Path(write_city_report(settings, [SITE, "late", "unknown"]))
    tree = html.fromstring(path.read_text(encoding="utf-8"))
    [href] = tree.xpath("//a/@href")
    assert (path.parent / href).is_file()
    assert "尚未迁移" in tree.text_content()
    assert "<b>迟</b>" in tree.text_content()
