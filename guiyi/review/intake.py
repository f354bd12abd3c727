"""A filled-in workbook back: checked row by row, previewed, recorded whole or not at all, its mistakes in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine

from guiyi.config.platform import Platform
from guiyi.decisions.decision import FAMILY, PLATFORM, SITE, Decision
from guiyi.decisions.record import record_decisions
from guiyi.errors import ConfigError
from guiyi.prints import sha256_of
from guiyi.review.decide import plan_group
from guiyi.review.preview import Preview, preview
from guiyi.review.workbook import ERROR, FIELDS, SHEET, write_workbook
from guiyi.review.worklist import Group, work_list
from guiyi.workbooks import rows_of

MOST_ROWS = 200_000
NEEDED = ("group", "decision", "value", "why")


@dataclass(frozen=True)
class IntakeRow:
    """One row with a decision: its number in the sheet, what it says, and what that means or why it can't be taken."""

    number: int
    said: dict[str, str]
    group: Group | None = None
    decisions: tuple[Decision, ...] = ()
    preview: Preview | None = None
    error: str | None = None


@dataclass(frozen=True)
class Intake:
    """What a workbook decides. batch: the name under which its decisions are recorded, and undone together."""

    batch: str
    rows: list[IntakeRow] = field(default_factory=list)

    @property
    def errors(self) -> list[IntakeRow]:
        """Rows that can't be taken."""
        return [row for row in self.rows if row.error]


def read_intake(
    engine: Engine, platform: Platform, data: bytes, by: str, families: Mapping[str, str] | None = None
) -> Intake:
    """A workbook's bytes, who hands it in, site → CMS family → what it decides; nothing is recorded. ConfigError."""
    groups = {group.id: group for group in work_list(engine, platform)}
    intake = Intake(f"import-{sha256_of(data)[:16]}")
    decided: dict[tuple[str, str, str, str], tuple[int, dict[str, Any]]] = {}
    for number, said, fault in _filled_rows(data):
        group = groups.get(said["group"])
        error = fault or (None if group else "the work list has no such group any more; export it again")
        row = IntakeRow(number, said, group, error=error)
        planned = row if error else _planned(engine, platform, row, by, intake.batch, families or {})
        intake.rows.append(_not_against(planned, decided))
    return intake


def _not_against(row: IntakeRow, decided: dict[Any, tuple[int, dict[str, Any]]]) -> IntakeRow:
    """A row, with an error where an earlier one decides the same otherwise."""
    for one in row.decisions:
        number, value = decided.setdefault((one.scope, one.scope_id, *one.key), (row.number, one.value))
        if value != one.value:
            return IntakeRow(row.number, row.said, row.group, error=f"row {number} decides the same otherwise")
    return row


def _planned(
    engine: Engine, platform: Platform, row: IntakeRow, by: str, batch: str, families: Mapping[str, str]
) -> IntakeRow:
    said, group = row.said, row.group
    assert group is not None
    scope = said.get("scope") or SITE
    scope_id = {SITE: group.site, FAMILY: families.get(group.site, ""), PLATFORM: ""}.get(scope, "")
    try:
        planned = plan_group(
            engine, platform, group, said["decision"], said["value"], by, said["why"], scope, scope_id, batch
        )
    except ConfigError as error:
        return IntakeRow(row.number, said, group, error=str(error))
    return IntakeRow(row.number, said, group, tuple(planned), preview(engine, planned, families))


def apply_intake(engine: Engine | Connection, intake: Intake) -> list[Decision]:
    """Records all decisions of a workbook in one transaction. ConfigError: a row can't be taken, so none is."""
    if intake.errors:
        said = "\n".join(f"row {row.number}: {row.error}" for row in intake.errors)
        raise ConfigError(f"nothing was recorded; correct these rows and hand the file in again:\n{said}")
    return record_decisions(engine, [one for row in intake.rows for one in row.decisions])


def errors_workbook(platform: Platform, intake: Intake) -> bytes:
    """The rows that can't be taken, each with its error, as a workbook to be corrected and handed in again.

    All other rows are in it, too, since nothing was recorded.
    """
    rows: list[dict[str, Any]] = [
        {**row.said, ERROR: f"row {row.number}: {row.error}" if row.error else ""} for row in intake.rows
    ]
    return write_workbook(rows, platform)


# --- reading ---------------------------------------------------------------------------------------------------------


def _filled_rows(data: bytes) -> Iterator[tuple[int, dict[str, str], str | None]]:
    """Row number, fields and fault of every row that says a decision."""
    rows = rows_of(data, "the file", SHEET)
    names = [str(cell.value or "").split(" ")[-1] for cell in next(rows, ())]
    if missing := [name for name in NEEDED if name not in names]:
        raise ConfigError(f"the first row lacks the fields {', '.join(missing)}; take a fresh `guiyi review export`")
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise ConfigError(f"the sheet has more than {MOST_ROWS:,} rows")
        pairs = [(name, cell) for name, cell in zip(names, cells, strict=False) if name in FIELDS]
        formulas = [name for name, cell in pairs if cell.value is not None and cell.data_type == "f"]
        said = {name: _text(cell.value) for name, cell in pairs}
        if said.get("decision"):
            yield number, said, f"{', '.join(formulas)} is a formula; write the value itself" if formulas else None


def _text(value: Any) -> str:
    """A cell as the text that was exported: without blanks around it and the quote that marks a text."""
    text = "" if value is None else str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
