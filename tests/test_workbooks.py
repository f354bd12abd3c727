"""Workbooks and tables that people hand in: what a small hostile file may cost, and how a broken one is told."""

from __future__ import annotations

import gzip
import io
import time
import zipfile

import openpyxl
import pytest

from guiyi.errors import ConfigError
from guiyi.retire.addresses import exchange
from guiyi.retire.addresses.exchange import decisions_in
from guiyi.workbooks import rows_of

HEAD = ("url", "decision")


def workbook(*rows: tuple[str, ...]) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with a part of it changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new) if name == part else before.read(name))
    return packed.getvalue()


def test_a_sheet_that_says_it_is_huge_costs_what_it_holds() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    data = workbook(HEAD, ("http://a.example.test/1.html", "gone"))
    vast = changed(data, sheet, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    vast = changed(vast, sheet, b"</sheetData>", b'<row r="300000"><c r="A300000"/></row></sheetData>')
    begun = time.process_time()
    assert [(one.url, one.kind) for one in decisions_in(vast, "a.xlsx")] == [("http://a.example.test/1.html", "gone")]
    assert time.process_time() - begun < 3


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(HEAD)
    texts = changed(data, "xl/styles.xml", b">", b">" + b" " * 10_000)
    monkeypatch.setattr("guiyi.workbooks.MOST_HELD", 40_000)
    monkeypatch.setattr(exchange, "MOST_BYTES", 10_000)
    assert len(list(rows_of(data, "a.xlsx"))) == 1
    with pytest.raises(ConfigError, match="unpacks to"):
        list(rows_of(texts, "a.xlsx"))
    assert decisions_in(gzip.compress(b"url,decision\nhttp://a.example.test/,gone\n"), "a.csv.gz")
    with pytest.raises(ConfigError, match="unpacks to"):
        decisions_in(gzip.compress(b"url,decision\n" + b"0" * 20_000), "a.csv.gz")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", changed(workbook(HEAD), "xl/worksheets/sheet1.xml", b"</row>", b"")),
        ("a.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 50),
    ],
)
def test_a_broken_table_is_told_in_words(name: str, data: bytes) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        decisions_in(data, name)
