"""The report as a workbook: summary with charts, sections, every URL's end, what was held and dropped, the checks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import xlsxwriter
from sqlalchemy import Connection, and_, select
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from guiyi.clean.masking import shown_address
from guiyi.database import reading
from guiyi.ledger import DROPPED, FAILED, GONE, HELD, LOADED, MERGED, pages, seen_urls
from guiyi.library.tables import refused_records
from guiyi.retire.reconcile.balance import UNEXPLAINED, Reconciliation
from guiyi.retire.reconcile.findings import ENDINGS, ROLES, STAGES, ending_label
from guiyi.retire.reconcile.groups import title_of
from guiyi.retire.reconcile.streams import in_code_order, stream
from guiyi.runs.run import Run
from guiyi.wording.language import told

MOST_ROWS = 1_048_000  # a sheet ends at 1,048,576
MOST_CHARACTERS = 32_000  # a cell ends at 32,767
NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
SECTION_CHART = 30  # sections in the chart

Row = Sequence[Any]


def workbook_of(run: Run, found: Reconciliation) -> bytes:
    """Run and its reconciliation → xlsx. Rows are streamed; every text stays a text, whatever it begins with."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": f"{found.site_name} {found.run_id}", "created": datetime.fromisoformat(run.started_at)}
    )
    with reading(run.engine) as connection:
        _write_summary(book, found)
        _write_sections(book, found)
        _write_urls(book, connection, run.site)
        for name, outcomes in (("暂存 held", (HELD,)), ("剔除 dropped", (DROPPED, FAILED))):
            _write_refused(book, connection, run.site, name, outcomes)
        _write_checks(book, found)
    book.close()
    return buffer.getvalue()


def _add_sheet(book: Workbook, name: str, titles: Sequence[tuple[str, float]], rows: Iterable[Row]) -> Worksheet:
    """A sheet with a head line that stays, filters, and its rows; where they don't fit, the last line says so."""
    sheet = book.add_worksheet(told(name))
    head = book.add_format({"bold": True, "bg_color": "#2e6b5b", "font_color": "#ffffff", "valign": "vcenter"})
    text = book.add_format({"quote_prefix": True})  # keeps a text a text when somebody edits the cell, too
    sheet.freeze_panes(1, 0)
    for field, (title, width) in enumerate(titles):
        sheet.set_column(field, field, width)
        sheet.write_string(0, field, told(title), head)
    stream = iter(rows)
    last = 0
    for last, row in enumerate(islice(stream, MOST_ROWS), start=1):
        _write_row(sheet, last, row, text)
    sheet.autofilter(0, 0, max(last, 1), len(titles) - 1)
    if next(stream, None) is not None:
        sheet.write_string(
            last + 1, 0, told(f"只列出前 {MOST_ROWS:,} 行，其余见台账 only the first rows; the ledger has all")
        )
    return sheet


def _write_row(sheet: Worksheet, number: int, row: Row, style: Format) -> None:
    for field, value in enumerate(row):
        if isinstance(value, int | float):
            sheet.write_number(number, field, value)
        elif value is not None:
            sheet.write_string(number, field, as_cell(told(str(value))), style)


def as_cell(text: str) -> str:
    """Text → what a cell can hold: cut at its limit, without what XML has no place for.

    >>> as_cell("a" + chr(0) + chr(0xD800) + "b")
    'a?b'
    """
    text = text[:MOST_CHARACTERS]
    if NO_XML.search(text) is None:
        return text
    clean = "".join(c for c in text if c >= " " or c in "\n\t")
    return clean.encode("utf-8", "replace").decode()


def _write_summary(book: Workbook, found: Reconciliation) -> None:
    verdict = "平衡 balanced" if found.is_balanced else "未平衡 not balanced"
    head: list[Row] = [
        ("旧站 site", f"{found.site_name} ({found.site})"), ("运行 run", found.run_id),
        ("开始 started", found.started_at), ("结论 verdict", verdict), ("见过的网址 URLs seen", found.urls_seen),
        ("有效资源 live resources", found.resources), ("", ""), ("去向 disposition", "网址 URLs"),
    ]  # fmt: skip
    endings = [(ending_label(name), found.dispositions.get(name, 0)) for name in ENDINGS]
    stages = _stage_rows(found)
    rows = [*head, *endings, ("", ""), *stages]
    sheet = _add_sheet(book, "概要 summary", [("归一 Guiyi", 30), ("对账 reconciliation", 40)], rows)
    sheet.set_column(2, 6, 14)
    first = len(head) + 1
    _add_endings_chart(book, sheet, first, first + len(endings) - 1)


def _stage_rows(found: Reconciliation) -> list[Row]:
    titles = ("阶段 stage", "入 in", "出 out", "合并 merged", "暂存 held", "剔除 dropped", "失败 failed")
    return [
        titles,
        *(
            (f"{STAGES.get(one.stage, '')} {one.stage}", one.rows_in, one.rows_out, one.merged, one.held, one.dropped,
             one.failed)
            for one in found.stages
        ),
    ]  # fmt: skip


def _add_endings_chart(book: Workbook, sheet: Worksheet, first: int, last: int) -> None:
    chart = book.add_chart({"type": "bar"})
    name = sheet.get_name()
    chart.add_series(
        {
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "points": [{"fill": {"color": colour}} for _, colour in ENDINGS.values()],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_title({"name": told("网址去向 dispositions"), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 620, "height": 360})
    sheet.insert_chart("I2", chart)


def _write_sections(book: Workbook, found: Reconciliation) -> None:
    counted = (LOADED, MERGED, HELD, DROPPED, GONE, FAILED, UNEXPLAINED)
    titles = [("栏目 section", 26), ("网址 URL", 46), ("应有 expected", 12), ("列出 listed", 12)]
    titles += [(ending_label(name), 12) for name in counted]
    titles += [("缺 missing", 10), ("页 pages", 10), ("应有页 of", 10), ("翻完 complete", 12), ("数目来源 told by", 40)]
    rows = (
        (one.name, one.url, one.expected, one.listed, *(getattr(one, name) for name in counted), one.missing,
         one.pages_got, one.pages_expected, "是 yes" if one.complete else "否 no", one.expected_how)
        for one in found.sections
    )  # fmt: skip
    sheet = _add_sheet(book, "栏目 sections", titles, rows)
    if found.sections:
        _add_sections_chart(book, sheet, min(len(found.sections), SECTION_CHART), counted)


def _add_sections_chart(book: Workbook, sheet: Worksheet, count: int, counted: Sequence[str]) -> None:
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    name = sheet.get_name()
    for field, ending in enumerate(counted, start=4):
        chart.add_series(
            {
                "name": [name, 0, field], "categories": [name, 1, 0, count, 0],
                "values": [name, 1, field, count, field], "fill": {"color": ENDINGS[ending][1]}, "gap": 40,
            }
        )  # fmt: skip
    chart.set_title({"name": told("栏目条目去向 items by section"), "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 160 + 26 * count})
    sheet.insert_chart(count + 3, 0, chart)


def _write_urls(book: Workbook, connection: Connection, site: str) -> None:
    titles = [("旧网址 old URL", 60), ("去向 disposition", 18), ("原因 reason", 60), ("资源 resource", 28)]
    titles += [("种类 role", 14), ("状态 HTTP", 10), ("见于 seen by", 12)]
    _add_sheet(book, "去向 URLs", titles, _url_rows(connection, site))


def _url_rows(connection: Connection, site: str) -> Iterator[Row]:
    joined = seen_urls.outerjoin(pages, and_(pages.c.site == seen_urls.c.site, pages.c.key == seen_urls.c.key))
    fields = [pages.c[name] for name in ("disposition", "reason", "resource_id", "role", "status")]
    query = select(seen_urls.c.url, seen_urls.c.how, *fields).select_from(joined).where(seen_urls.c.site == site)
    for row in stream(connection, query.order_by(in_code_order(connection, seen_urls.c.url))):
        role = f"{ROLES.get(row['role'], '')} {row['role'] or ''}".strip()
        ending = ending_label(row["disposition"])
        why = shown_address(row["reason"] or "")
        yield shown_address(row["url"]), ending, why, row["resource_id"], role, row["status"], row["how"]


def _write_refused(book: Workbook, connection: Connection, site: str, name: str, outcomes: Sequence[str]) -> None:
    titles = [("标题 title", 44), ("旧网址 old URL", 60), ("结果 outcome", 14), ("阶段 stage", 14), ("代码 code", 20)]
    titles += [("原因 reason", 60), ("条目 source key", 40), ("运行 run", 24)]
    _add_sheet(book, name, titles, _refused_rows(connection, site, outcomes))


def _refused_rows(connection: Connection, site: str, outcomes: Sequence[str]) -> Iterator[Row]:
    table = refused_records.c
    query = select(refused_records).where(table.site == site, table.outcome.in_(outcomes))
    ordered = query.order_by(table.outcome, table.stage, table.code, in_code_order(connection, table.source_key))
    for row in stream(connection, ordered):
        stage = f"{STAGES.get(row['stage'], '')} {row['stage']}".strip()
        named = (title_of(row["payload"]), shown_address(row["url"]), ending_label(row["outcome"]), stage)
        yield (
            *named, row["code"], shown_address(row["reason"] or ""), shown_address(row["source_key"] or ""),
            row["run_id"],
        )  # fmt: skip


def _write_checks(book: Workbook, found: Reconciliation) -> None:
    titles = [
        ("检查 check", 20), ("结果 result", 14), ("必须 required", 12), ("含义 meaning", 60), ("证据 evidence", 80),
    ]  # fmt: skip
    titles.append(("怎么办 what to do", 80))
    rows = (
        (one.name, "通过 passed" if one.passed else "未通过 failed" if one.required else "注意 warning",
         "是 yes" if one.required else "否 no", one.meaning, one.evidence, "" if one.passed else one.advice)
        for one in found.checks
    )  # fmt: skip
    _add_sheet(book, "检查 checks", titles, rows)
