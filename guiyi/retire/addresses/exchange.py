"""Decisions as a workbook or CSV: the unresolved addresses out with suggestions, the decisions in, all or nothing.

Files of other systems are read as well: a field for the old URL, one for the new URL, one for the status (301, 308,
410, 418 or 503 for awaiting), as transition tables of government sites have them.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from guiyi.errors import ConfigError
from guiyi.library.export import cell_of
from guiyi.library.redirects import ARCHIVED, AWAITING, GONE, REDIRECT
from guiyi.retire.addresses.decisions import Decision
from guiyi.retire.addresses.suggest import Suggested
from guiyi.workbooks import MOST_BYTES, rows_of

FIELDS = ("url", "hits", "now", "suggestion", "title", "score", "why", "decision", "target", "note")
LABELS = ("旧网址", "访问量", "现状", "建议目标", "目标标题", "评分", "依据", "决定", "目标", "说明")
NAMES = {
    "url": ("url", "old url", "旧网址", "old_url", "from"),
    "kind": ("decision", "决定", "status", "kind", "状态"),
    "target": ("target", "目标", "new url", "new_url", "to"),
    "reason": ("note", "说明", "reason", "原因"),
    "suggestion": ("suggestion", "建议目标"),
}
KINDS = {
    "redirect": REDIRECT, "跳转": REDIRECT, "301": REDIRECT, "302": REDIRECT, "308": REDIRECT,
    "archived": ARCHIVED, "归档": ARCHIVED, "仅归档": ARCHIVED,
    "gone": GONE, "撤下": GONE, "410": GONE, "404": GONE,
    "awaiting": AWAITING, "待发布": AWAITING, "418": AWAITING, "503": AWAITING,
}  # fmt: skip
READABLE = (".xlsx", ".csv", ".csv.gz")
ACCEPT = ("accept", "采纳", "yes", "是")


def export_unresolved(found: Sequence[Suggested], format: str) -> bytes:
    """Unresolved addresses with suggestions → csv or xlsx to be filled in: decision accept, or a kind and a target."""
    rows = [_row(one) for one in found]
    if format == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(FIELDS)
        writer.writerows(map(cell_of, row) for row in rows)
        return buffer.getvalue().encode("utf-8-sig", "replace")
    packed = io.BytesIO()
    with xlsxwriter.Workbook(
        packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("unresolved")
        bold, text = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})  # text when edited, too
        for place, (name, label) in enumerate(zip(FIELDS, LABELS, strict=True)):
            sheet.write_string(0, place, f"{label} {name}", bold)
            sheet.set_column(place, place, 14 if name in ("hits", "score", "decision") else 40)
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row, text)
        choices = {"validate": "list", "source": ["accept", REDIRECT, ARCHIVED, GONE, AWAITING]}
        place = FIELDS.index("decision")
        sheet.data_validation(1, place, max(1, len(rows)), place, choices)
        sheet.freeze_panes(1, 1)
    return packed.getvalue()


def _row(one: Suggested) -> list[Any]:
    best = one.suggestions[0] if one.suggestions else None
    told = [f"resource:{best.resource_id}", best.title, best.score, best.why] if best else ["", "", "", ""]
    return [one.url, one.hits, one.reason, *told, "", "", ""]


def read_decisions(path: Path) -> list[Decision]:
    """A filled-in csv (also gzipped) or xlsx → its decisions; rows without one are left out. ConfigError: no such file.

    Row numbers of later complaints count these decisions.
    """
    try:
        return decisions_in(path.read_bytes(), path.name)
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error}") from error


def decisions_in(data: bytes, name: str) -> list[Decision]:
    """As `read_decisions`, of a file's bytes and name."""
    if not name.lower().endswith(READABLE):
        raise ConfigError(f"{name}: decisions are read from {', '.join(READABLE)}")
    rows = _workbook_rows(data, name) if name.lower().endswith(".xlsx") else _csv_rows(data, name)
    header = next(rows, None)
    if header is None:
        raise ConfigError(f"{name} is empty")
    places = _places(header, name)
    reason = "" if "reason" in places else f"按导入的表 as {name} says"
    return [found for row in rows if (found := _decision(row, places, reason)) is not None]


def _workbook_rows(data: bytes, name: str) -> Iterator[list[str]]:
    for row in rows_of(data, name, is_computed=True):
        yield ["" if cell.value is None else str(cell.value).strip() for cell in row]


def _csv_rows(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = (_unpacked(data, name) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
        yield from csv.reader(io.StringIO(text, newline=""))
    except (OSError, UnicodeDecodeError, EOFError, zlib.error, csv.Error) as error:
        raise ConfigError(f"{name} can't be read: {error}; save it as UTF-8") from error


def _unpacked(data: bytes, name: str) -> bytes:
    with gzip.open(io.BytesIO(data)) as packed:
        text = packed.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{name} unpacks to more than the {MOST_BYTES:,} bytes that are read")
    return text


def _places(header: Iterable[str], name_of_file: str) -> dict[str, int]:
    said = [re.sub(r"\s+", " ", name).strip().lower() for name in header]
    found: dict[str, int] = {}
    for field, names in NAMES.items():
        for place, name in enumerate(said):
            if name in names or any(part in names for part in name.split(" ")[-1:]):
                found.setdefault(field, place)
    missing = [names[0] for field, names in NAMES.items() if field in ("url", "kind") and field not in found]
    if missing:
        raise ConfigError(f"{name_of_file}: no field {' and no field '.join(missing)} among {', '.join(said)}")
    return found


def _decision(row: Sequence[str], places: dict[str, int], reason: str) -> Decision | None:
    def said(field: str) -> str:
        place = places.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    word = said("kind").lower()
    if not word or not said("url"):
        return None
    url = said("url").removeprefix("'")
    if word in ACCEPT:
        return Decision(url, REDIRECT, said("suggestion"), said("reason") or "采纳建议 suggestion accepted")
    kind = KINDS.get(word, word)
    return Decision(url, kind, said("target") or None if kind == REDIRECT else None, said("reason") or reason)
