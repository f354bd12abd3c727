from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from guiyi.errors import ConfigError
from guiyi.library.edit import edit_resource
from guiyi.library.export import FIELDS
from guiyi.settings import Settings
from tests.library.conftest import Found, Old, copy_of, record, write_site
from tests.library.test_load import LETTER, file_of

FORMATS = ("jsonl", "csv", "parquet", "xlsx")


def load(old: Old) -> None:
    odd = [
        record("old", 20, title='=HYPERLINK("http://x.example.test")', author="＋86", source="@x", summary="\t-"),
        record("old", 21, letter=LETTER, content_type="letter"),
        record(
            "old", 22, attachments=[file_of("/a.pdf")], images=[{"alt": "图", "key": "/i", "legacy_url": "http://i"}]
        ),
        record("old", 23, title="䶮𬭎 ‏rtl \u2028 行", keywords=[], body_html="<p>" + "长" * 40_000 + "</p>"),
    ]
    rows = [record("old", n) for n in range(12)]
    old.migrate(Found([*rows, *odd], copies=[copy_of("old", "/copy", "/t1.html")]))
    edit_resource(old.engine, old.id(2), {"summary": "编辑"}, by="li")
    old.migrate(Found([record("old", 0, title="改"), *rows[1:11], *odd], gone=["/t11.html"]))


def test_the_record_has_exactly_the_fields_of_the_contract_in_order(old: Old) -> None:
    load(old)
    lines = old.export().decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [list(row) for row in rows] == [list(FIELDS)] * 16
    assert [row["resource_id"] for row in rows] == sorted(row["resource_id"] for row in rows)
    assert rows[0]["legacy_site"] == "old"


def test_both_databases_export_the_same_bytes_in_every_format(
    sqlite_url: str, postgres_url: str, tmp_path: Path, configs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write_site(configs, "old")
    both = [
        Old(Settings(url, str(tmp_path / f"store{n}"), configs)) for n, url in enumerate((sqlite_url, postgres_url))
    ]
    for old in both:
        load(old)
    for format in FORMATS:
        first, second = (old.export(format) for old in both)
        assert first == second, format
        assert first == both[0].export(format), format


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(old: Old) -> None:
    load(old)
    rows = {row["resource_id"]: row for row in csv.DictReader(io.StringIO(old.export("csv").decode("utf-8-sig")))}
    row = rows[old.id(20)]
    assert (row["title"][:3], row["author"], row["source"], row["summary"]) == ("'=H", "'＋86", "'@x", "'\t-")
    assert json.loads(rows[old.id(21)]["letter"])["question"] == "请问"
    sheet = openpyxl.load_workbook(io.BytesIO(old.export("xlsx"))).active
    assert sheet is not None
    cells = {one[0]: dict(zip(FIELDS, one, strict=True)) for one in sheet.iter_rows(min_row=2, values_only=True)}
    assert cells[old.id(20)]["title"].startswith("'=")
    assert cells[old.id(23)]["body_html"].endswith("…")


def test_parquet_holds_what_jsonl_holds(old: Old) -> None:
    load(old)
    rows = pq.read_table(io.BytesIO(old.export("parquet"))).to_pylist()
    assert rows == [json.loads(line) for line in old.export().splitlines()]


def test_only_one_site_can_be_exported_and_an_unknown_format_is_told(old: Old) -> None:
    load(old)
    from guiyi.library.export import export

    assert export(old.engine, io.BytesIO(), site="nowhere") == 0
    with pytest.raises(ConfigError, match="choose one of jsonl"):
        export(old.engine, io.BytesIO(), format="doc")
