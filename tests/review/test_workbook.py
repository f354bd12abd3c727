"""The work list as a workbook: out, filled in, previewed, recorded whole or not at all, its mistakes handed back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from guiyi.cli import main
from guiyi.decisions.read import decision_log
from guiyi.decisions.record import record_decision, undo_batch
from guiyi.errors import ConfigError
from guiyi.library.tables import resources
from guiyi.review.intake import Intake, apply_intake, errors_workbook, read_intake
from guiyi.review.promote import promote, promotions
from guiyi.review.workbook import workbook_of
from guiyi.review.worklist import work_list
from tests.review.conftest import Dump

ABOUT, DECISION, VALUE, SCOPE, WHY = 5, 10, 11, 12, 13
ERROR = 14


@pytest.fixture
def library_url(sqlite_url: str) -> str:
    """The decisions are tried on both databases; workbooks need one."""
    return sqlite_url


@pytest.fixture
def dump(make_dump: Callable[..., Dump]) -> Dump:
    made = make_dump(more="assertions: {drop_vs_last_good: {stop_above: 0.9}}")
    made.add(0, "办事小锦囊").add(1, "办事小锦囊").add(2, "=HYPERLINK(1)").add(3, "通知公告").write().migrate()
    return made


def exported(dump: Dump) -> bytes:
    return workbook_of(work_list(dump.engine, dump.platform, dump.site), dump.platform)


def filled(data: bytes, **rows: tuple[str, str, str] | tuple[str, str, str, str]) -> bytes:
    """A workbook with decision, value, why (and scope) of the rows about these."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for cells in sheet.iter_rows(min_row=2):
        wanted = rows.get(str(cells[ABOUT - 1].value))
        for position, value in zip((DECISION, VALUE, WHY, SCOPE), wanted or (), strict=False):
            sheet.cell(cells[0].row, position).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def taken(dump: Dump, data: bytes) -> Intake:
    return read_intake(dump.engine, dump.platform, data, "王丽")


def columns_of(dump: Dump) -> dict[str, Any]:
    with dump.engine.connect() as connection:
        rows = connection.execute(select(resources.c.source_key, resources.c.column)).all()
        return {key: column for key, column in rows}


def test_a_filled_in_workbook_is_previewed_recorded_applied_and_undone_whole(dump: Dump) -> None:
    data = filled(
        exported(dump),
        **{"办事小锦囊": ("map", "service.faq", "科室商定"), "=HYPERLINK(1)": ("drop", "测试页", "无内容")},
    )
    intake = taken(dump, data)
    assert [(row.error, row.preview.waiting if row.preview else None) for row in intake.rows] == [(None, 2), (None, 1)]
    assert decision_log(dump.engine) == [], "a preview records nothing"
    made = apply_intake(dump.engine, intake)
    assert {one.batch for one in made} == {intake.batch}
    assert apply_intake(dump.engine, taken(dump, data)) == made, "handed in twice, recorded once"
    dump.migrate()
    assert columns_of(dump)["/a/t1.html"] == "service.faq"
    assert [one.kind for one in work_list(dump.engine, dump.platform, "old") if one.code == "rule"] == ["dropped"]
    undo_batch(dump.engine, intake.batch, "王丽", "整批撤回")
    dump.migrate()
    assert [one.count for one in work_list(dump.engine, dump.platform, "old", ["unmapped"])] == [2, 1]


def test_one_wrong_row_and_nothing_is_recorded_and_the_errors_file_can_be_corrected_and_handed_in(dump: Dump) -> None:
    data = filled(
        exported(dump), **{"办事小锦囊": ("map", "service.faq", "商定"), "=HYPERLINK(1)": ("map", "没有的栏目", "商定")}
    )
    intake = taken(dump, data)
    (wrong,) = intake.errors
    assert "has no column" in str(wrong.error)
    with pytest.raises(ConfigError, match=f"row {wrong.number}"):
        apply_intake(dump.engine, intake)
    assert decision_log(dump.engine) == []
    mistakes = errors_workbook(dump.platform, intake)
    sheet = openpyxl.load_workbook(io.BytesIO(mistakes)).worksheets[0]
    told = {row[ABOUT - 1]: row[ERROR - 1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert f"row {wrong.number}" in told["=HYPERLINK(1)"]
    assert not told["办事小锦囊"]
    again = taken(dump, filled(mistakes, **{"=HYPERLINK(1)": ("map", "info.news", "改正")}))
    assert again.errors == []
    assert len(apply_intake(dump.engine, again)) == 2


def test_texts_stay_texts_and_formulas_are_not_taken(dump: Dump) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(dump))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=HYPERLINK(1)" for cell in cells)
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value or "").startswith("="))
    intake = taken(dump, filled(exported(dump), **{"办事小锦囊": ("map", "=1+1", "商定")}))
    assert "is a formula" in str(intake.rows[0].error)


def test_rows_that_lack_who_why_or_a_live_group_are_told_by_number(dump: Dump) -> None:
    data = exported(dump)
    assert "say why" in str(taken(dump, filled(data, **{"办事小锦囊": ("map", "service.faq", "")})).rows[0].error)
    record_decision(
        dump.engine, "map", {"section": "办事小锦囊"}, {"column": "service.faq"}, site="old", by="王丽", why="先定"
    )
    dump.migrate()
    late = taken(dump, filled(data, **{"办事小锦囊": ("map", "info.news", "晚了")}))
    assert "no such group any more" in str(late.rows[0].error)


def test_what_is_no_workbook_is_refused_in_words(dump: Dump) -> None:
    for data in (b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0 an old xls"):
        with pytest.raises(ConfigError, match="as a workbook"):
            taken(dump, data)
    book = openpyxl.Workbook()
    book.active.append(["some", "other", "table"])
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(ConfigError, match="lacks the fields group, decision"):
        taken(dump, buffer.getvalue())


def test_what_three_sites_share_is_proposed_and_what_one_decides_otherwise_is_not(
    make_dump: Callable[..., Dump],
) -> None:
    sites = [make_dump(f"s{n}").write() for n in range(4)]
    engine = sites[0].engine
    for n, column in enumerate(("service.faq", "service.faq", "service.faq")):
        record_decision(
            engine, "map", {"section": "办事小锦囊"}, {"column": column}, site=f"s{n}", by="王丽", why="商定"
        )
    for n, column in enumerate(("info.news", "info.news", "info.news", "info.plans")):
        record_decision(engine, "map", {"section": "本所简讯"}, {"column": column}, site=f"s{n}", by="王丽", why="商定")
    (one,) = promotions(engine, sites[0].settings.configs)
    assert (one.section, one.value, one.scope, one.sites) == (
        "办事小锦囊",
        {"column": "service.faq"},
        "platform",
        ("s0", "s1", "s2"),
    )
    promote(engine, [one], "李强")
    assert promotions(engine, sites[0].settings.configs) == []
    sites[3].add(9, "办事小锦囊").write().migrate()
    assert columns_of(sites[3])["/a/t9.html"] == "service.faq"


def test_the_command_line_lists_decides_exports_imports_logs_and_undoes(dump: Dump, tmp_path: Any) -> None:
    runner = CliRunner()
    said = ["--library", dump.settings.library, "--store", dump.settings.store, "--configs", str(dump.settings.configs)]

    def guiyi(*arguments: str, code: int = 0) -> str:
        found = runner.invoke(main, [*said, "review", *arguments])
        assert found.exit_code == code, found.output
        return found.output

    group = next(one for one in work_list(dump.engine, dump.platform) if one.about == "办事小锦囊")
    assert group.id in guiyi("list", "--json", "--kind", "unmapped")
    assert "/a/t1.html" in guiyi("show", group.id)
    guiyi("decide", group.id, "map", "service.faq", "--by", "王丽", "--why", "商定")
    assert decision_log(dump.engine) == []
    guiyi("decide", group.id, "map", "service.faq", "--by", "王丽", "--why", "商定", "--apply")
    assert "service.faq" in guiyi("log", "--json")
    guiyi("undo", "1", "--by", "王丽", "--why", "撤回")
    file = tmp_path / "work.xlsx"
    guiyi("export", str(file))
    file.write_bytes(filled(file.read_bytes(), **{"办事小锦囊": ("map", "service.faq", "商定")}))
    guiyi("import", str(file), "--by", "王丽")
    assert len(decision_log(dump.engine)) == 2
    guiyi("import", str(file), "--by", "王丽", "--apply")
    assert len(decision_log(dump.engine)) == 3
    file.write_bytes(filled(file.read_bytes(), **{"办事小锦囊": ("map", "x", "商定")}))
    guiyi("import", str(file), "--by", "王丽", code=2)
    assert (tmp_path / "work.errors.xlsx").exists()
    guiyi("promote", "--json")
