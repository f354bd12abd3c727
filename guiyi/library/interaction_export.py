"""互动交流 statistics as files: JSONL, CSV or XLSX with heads in Chinese and English; same figures, same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import IO, Any

import xlsxwriter

from guiyi.errors import ConfigError
from guiyi.library.export import EPOCH, cell_of, csv_line
from guiyi.library.interaction import Statistics

HEADS = {
    "letters": {
        "agency": "答复单位 agency", "period": "时段 period", "received": "收到 received",
        "answered": "已答复 answered", "answered_rate": "答复率 rate", "in_time": "按时 in time",
        "overdue": "超期 overdue", "waiting": "久未答复 waiting", "declined": "不予受理 declined",
        "mean_days": "平均天数 mean days",
    },
    "surveys": {
        "site": "原网站 site", "period": "时段 period", "surveys": "期数 surveys", "opinions": "收到意见 opinions",
        "results_published": "公布结果 results published",
    },
    "interviews": {
        "site": "原网站 site", "period": "时段 period", "interviews": "期数 interviews", "guests": "嘉宾 guests",
        "answers": "答问 answers",
    },
    "waiting": {
        "resource_id": "资源标识 resource", "site": "原网站 site", "title": "标题 title", "agency": "单位 agency",
        "asked_on": "来信日期 asked on", "days": "已等天数 days",
    },
}  # fmt: skip
SHEETS = {
    "letters": "来信 letters",
    "surveys": "征集调查 surveys",
    "interviews": "访谈 interviews",
    "waiting": "久未答复 waiting",
}


def rows_of(statistics: Statistics, part: str) -> list[dict[str, Any]]:
    """One part of the statistics (letters, surveys, interviews, waiting) → its rows."""
    return [one if isinstance(one, dict) else asdict(one) for one in getattr(statistics, part)]


def write_statistics(statistics: Statistics, out: IO[bytes], format: str, part: str = "letters") -> None:
    """Statistics into an open file. CSV holds one part, JSONL and XLSX all of them. ConfigError: no such format."""
    if format not in WRITERS:
        raise ConfigError(f"there is no format {format}; choose one of {', '.join(WRITERS)}")
    WRITERS[format](statistics, out, part)


def _jsonl(statistics: Statistics, out: IO[bytes], _part: str) -> None:
    for part in HEADS:
        for row in rows_of(statistics, part):
            said = {"part": part, "as_of": statistics.as_of, "by": statistics.by, **row}
            out.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _csv(statistics: Statistics, out: IO[bytes], part: str) -> None:
    out.write("\ufeff".encode())  # without it spreadsheets take the file for the system's own charset
    out.write(csv_line(HEADS[part].values()))
    for row in rows_of(statistics, part):
        out.write(csv_line(_cells(row, part)))


def _cells(row: dict[str, Any], part: str) -> Iterable[Any]:
    return ("" if row[name] is None else cell_of(row[name]) for name in HEADS[part])


def _xlsx(statistics: Statistics, out: IO[bytes], _part: str) -> None:
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": EPOCH})
    bold, rate = book.add_format({"bold": True, "bg_color": "#EEF2F7"}), book.add_format({"num_format": "0.0%"})
    for part, heads in HEADS.items():
        sheet = book.add_worksheet(SHEETS[part])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads) - 1, 18)
        for at, head in enumerate(heads.values()):
            sheet.write_string(0, at, head, bold)
        for number, row in enumerate(rows_of(statistics, part), 1):
            for at, (name, value) in enumerate(zip(heads, _cells(row, part), strict=True)):
                sheet.write(number, at, value, rate if name == "answered_rate" else None)
    book.close()


WRITERS: dict[str, Callable[[Statistics, IO[bytes], str], None]] = {"jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}
