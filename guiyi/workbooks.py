"""Workbooks that people fill in and hand back, read within bounds: a file of some kilobytes may say that it is huge."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from guiyi.errors import ConfigError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 200 * 2**20  # of the unpacked file …
MOST_HELD = 64 * 2**20  # … and of its parts that are no sheets: texts that cells share, styles; they are held whole
SHEETS = "xl/worksheets/"
MOST_FIELDS = 64  # of a row: a sheet that says it has 16,384 gets each of its empty rows that wide


def rows_of(data: bytes, name: str, sheet: str | None = None, is_computed: bool = False) -> Iterator[tuple[Any, ...]]:
    """A workbook's bytes and name → the cells of each row, of a sheet or else of the first, empty rows too.

    is_computed: what formulas came to, not the formulas. ConfigError: it is no workbook, or unpacks to too much.
    """
    try:
        _require_small(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=is_computed)
        chosen = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
        before: tuple[Any, ...] | None = None
        for row in chosen.iter_rows(max_col=MOST_FIELDS):
            yield () if row is before else row  # rows that the file leaves out are one object, up to a million times
            before = row
    except ConfigError:
        raise
    except Exception as error:  # the library over hostile bytes raises anything: of zip, of XML, of types
        raise ConfigError(f"{name} can't be read as a workbook: {error}") from error


def _require_small(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(one.filename, one.file_size) for one in archive.infolist()]
    size = sum(size for _name, size in parts)
    if size > MOST_BYTES or sum(size for name, size in parts if not name.startswith(SHEETS)) > MOST_HELD:
        raise ConfigError(f"the file unpacks to {size:,} bytes, more than is read")
