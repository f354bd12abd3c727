"""The work list as a workbook that people fill in: one row a group, with the fields that a decision needs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from guiyi.clean.masking import shown_address
from guiyi.config.platform import Platform, walk_columns
from guiyi.retire.reconcile.sheet import as_cell
from guiyi.review.worklist import ACTIONS, Group

SHEET = "工作清单 work list"
# key → title, width, whether people fill it in. The last word of a title is its key, so that titles may be reworded.
FIELDS = {
    "group": ("编号 group", 18, False),
    "site": ("旧站 site", 16, False),
    "kind": ("类型 kind", 11, False),
    "code": ("事由 code", 18, False),
    "about": ("旧栏目、规则或字段 about", 26, False),
    "count": ("数量 count", 8, False),
    "suggestions": ("建议 suggestions", 30, False),
    "actions": ("可选操作 actions", 16, False),
    "examples": ("示例 examples", 60, False),
    "decision": ("决定 decision", 14, True),
    "value": ("值 value", 24, True),
    "scope": ("范围 scope", 12, True),
    "why": ("理由 why", 30, True),
}
ERROR = "error"
README = (
    (
        "填“决定”列：只填“可选操作”里有的词；不填的行不动。",
        "Fill in `decision` with one of the row's actions; rows left empty stay.",
    ),
    (
        "map：值填栏目编号（见“栏目”表）；drop：值填理由；rule：值填规则编号。",
        "map: a column's id; drop: the reason; rule: a rule's id.",
    ),
    (
        "ours：以平台编辑为准；theirs：以旧站为准；release：放行；accept：属实；hold：暂存。",
        "ours, theirs: which side wins; release; accept; hold.",
    ),
    (
        "unmask：去掉遮盖，值填遮盖编号（见“示例”）、来源键或 all；classify：按建议归类；leave：不归类。",
        "unmask lifts a mask: its id (see `examples`), a source key, or all; classify gives the class; leave does not.",
    ),
    (
        "范围：site（默认）、family、platform。理由必填。",
        "scope: site (default), family, platform. `why` must be filled in.",
    ),
    (
        "交回：guiyi review import 文件；先预览，加 --apply 才记入。",
        "guiyi review import FILE previews; --apply records.",
    ),
)
Rows = Sequence[Mapping[str, Any]]


def workbook_of(groups: Sequence[Group], platform: Platform) -> bytes:
    """Groups of the work list → xlsx to be filled in. Every text stays a text, whatever it begins with."""
    return write_workbook([_row_of(group) for group in groups], platform)


def _row_of(group: Group) -> dict[str, Any]:
    return {
        "group": group.id, "site": group.site, "kind": group.kind, "code": group.code, "about": group.about,
        "count": group.count, "actions": ", ".join(group.actions),
        "suggestions": "; ".join(f"{column} {score:.2f}" for column, score in group.suggestions),
        "examples": "\n".join(f"{one.title} {shown_address(one.url)} {one.detail}".strip() for one in group.examples),
    }  # fmt: skip


def write_workbook(rows: Rows, platform: Platform) -> bytes:
    """Rows by field → the workbook; rows that say an error get a column for it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
    sheet = book.add_worksheet(SHEET)
    fields = dict(FIELDS) | ({ERROR: ("错误 error", 50, False)} if any(ERROR in row for row in rows) else {})
    _write_head(book, sheet, fields)
    open_cell = book.add_format({"bg_color": "#fff8dc", "text_wrap": True, "valign": "top", "quote_prefix": True})
    shut_cell = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for number, row in enumerate(rows, start=1):
        for position, (name, (_title, _width, is_open)) in enumerate(fields.items()):
            _write(sheet, number, position, row.get(name), open_cell if is_open else shut_cell)
    _offer_choices(sheet, len(rows), list(fields))
    _write_columns(book, platform)
    _write_readme(book)
    book.close()
    return buffer.getvalue()


def _write_head(book: Workbook, sheet: Worksheet, fields: Mapping[str, tuple[str, int, bool]]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#2e6b5b", "font_color": "#ffffff"})
    sheet.freeze_panes(1, 1)
    for position, (title, width, _is_open) in enumerate(fields.values()):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, title, head)


def _write(sheet: Worksheet, row: int, position: int, value: Any, style: Any) -> None:
    """quote_prefix keeps a text a text when somebody edits the cell, too."""
    if isinstance(value, int):
        sheet.write_number(row, position, value, style)
    else:
        sheet.write_string(row, position, as_cell(str(value or "")), style)


def _offer_choices(sheet: Worksheet, rows: int, fields: Sequence[str]) -> None:
    actions = sorted({action for some in ACTIONS.values() for action in some})
    for name, choices in (("decision", actions), ("scope", ["site", "family", "platform"])):
        at = fields.index(name)
        sheet.data_validation(1, at, max(rows, 1), at, {"validate": "list", "source": choices})


def _write_columns(book: Workbook, platform: Platform) -> None:
    sheet = book.add_worksheet("栏目 columns")
    sheet.set_column(0, 2, 30)
    rows = [("编号 id", "名称 name", "功能 function")]
    rows += [(column.id, column.name, function) for function, column in walk_columns(platform)]
    for number, row in enumerate(rows):
        for position, text in enumerate(row):
            sheet.write_string(number, position, as_cell(text))


def _write_readme(book: Workbook) -> None:
    sheet = book.add_worksheet("说明 read me")
    sheet.set_column(0, 1, 80)
    for number, row in enumerate(README):
        for position, text in enumerate(row):
            sheet.write_string(number, position, text)
