"""`guiyi review`: the work list, decisions, workbooks out and in, what to promote."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table

from guiyi.clean.masking import shown_address
from guiyi.codes import LANGUAGES, code_word
from guiyi.commands.helping import Listed
from guiyi.commands.options import AS_JSON, of_library
from guiyi.commands.output import Spoken, console, echo_json, exit_with, print_rows, whole_file
from guiyi.errors import ConfigError
from guiyi.settings import Settings

WHO = click.option("--by", default=getpass.getuser, show_default="your login", help="Who decides.")
WHY = click.option("--why", required=True, help="Why; it is kept with the decision.")


@click.group(cls=Listed)
def review() -> None:
    """The work list: what people decide, out as a workbook and in again."""


def _library(settings: Settings) -> tuple[Any, Any]:
    from guiyi.config.load import load_platform
    from guiyi.library.migrate import open_library

    return open_library(settings.library), load_platform(settings.configs)


def _group(settings: Settings, group_id: str) -> Any:
    from guiyi.review.worklist import find_group

    group = find_group(*_library(settings), group_id)
    if group is None:
        raise ConfigError(f"the work list has no group {group_id}; `guiyi review list` shows them")
    return group


@review.command(name="list")
@click.option("--site", help="Only this old site's.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind (may be repeated).")
@AS_JSON
@of_library
def list_(settings: Settings, site: str | None, kinds: tuple[str, ...], as_json: bool) -> None:
    """What waits, in groups with counts and suggestions."""
    from guiyi.review.worklist import ON_DEMAND, work_list

    every = work_list(*_library(settings), site, kinds or None)
    groups = [one for one in every if kinds or as_json or one.kind not in ON_DEMAND]
    if as_json:
        echo_json([group.to_json() for group in groups])
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("编号 group", no_wrap=True)  # whole, since the other commands take it
    table.add_column("旧站\nsite", no_wrap=True)
    table.add_column("事由 code", overflow="fold", min_width=15)
    for label in ("关于 about", "数量\ncount", "建议 suggestion"):
        table.add_column(label, overflow="fold")
    for group in groups:
        best = " ".join(f"{column} {score:.2f}" for column, score in group.suggestions[:1])
        code = group.kind if group.code in (group.kind, group.about) else f"{group.kind} {group.code}"
        meant = [code_word(language, group.about or group.code) for language in LANGUAGES]
        about = " ".join(meant) if meant[0] != meant[1] else group.about
        table.add_row(group.id, group.site, code, about, f"{group.count:,}", best)
    Spoken().print(table)
    if quiet := len(every) - len(groups):
        more = sum(one.count for one in every if one.kind in ON_DEMAND)
        Spoken().print(
            f"另有 {quiet} 组、{more:,} 条只是建议的主题或体裁：guiyi review list --kind class\n"
            f"{quiet} more groups, {more:,} topics and genres that are but proposed: --kind class",
            markup=False,
        )  # fmt: skip


@review.command()
@click.argument("group")
@AS_JSON
@of_library
def show(settings: Settings, group: str, as_json: bool) -> None:
    """One group: its records, suggestions and what can be done."""
    from guiyi.review.worklist import records_of

    found = _group(settings, group)
    records = records_of(_library(settings)[0], found, limit=50)
    if as_json:
        echo_json(found.to_json() | {"records": [vars(one) for one in records]})
        return
    said = Spoken()
    said.print(f"{found.site} · {found.kind} · {found.code} · {found.about} · {found.count:,}", markup=False)
    said.print(f"可选 actions: {', '.join(found.actions) or '—'}", markup=False)
    for column, score in found.suggestions:
        said.print(f"建议 suggestion: {column} {score:.2f}", markup=False)
    for one in records:
        said.print(
            f"  {one.title} {shown_address(one.url)}" + (f"  {one.detail}" if found.kind in ("mask", "class") else ""),
            markup=False,
        )


@review.command()
@click.argument("group")
@click.argument("action")
@click.argument("value", default="")
@click.option("--scope", type=click.Choice(["site", "family", "platform"]), default="site", show_default=True)
@click.option("--apply", "is_applied", is_flag=True, help="Record it; without this, only tell what it would move.")
@WHO
@WHY
@of_library
def decide(
    settings: Settings, group: str, action: str, value: str, scope: str, is_applied: bool, by: str, why: str
) -> None:
    """Decides on a group: map COLUMN, drop REASON, rule ID, release, accept, hold, ours, theirs,
    unmask MASK (or a source key, or all), classify or leave (a proposed topic or genre).
    """
    from guiyi.config.load import families_of
    from guiyi.decisions.record import record_decisions
    from guiyi.review.decide import plan_group
    from guiyi.review.preview import preview

    engine, platform = _library(settings)
    families, found = families_of(settings.configs), _group(settings, group)
    family = families.get(found.site) if scope == "family" else None
    planned = plan_group(engine, platform, found, action, value, by, why, scope, family)
    told = preview(engine, planned, families)
    console.print(
        f"{told.decisions} 项决定 decisions: {told.waiting:,} 条放行 go on, {told.live:,} 条在库变动 live change"
    )
    if not is_applied:
        console.print("未记入 nothing recorded; --apply records it")
        return
    made = record_decisions(engine, planned)
    console.print(f"已记入 recorded: {', '.join(str(one.id) for one in made[:10])}; the next migrate applies it")


@review.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--site", help="Only this old site's.")
@of_library
def export(settings: Settings, file: Path, site: str | None) -> None:
    """The work list as a workbook (xlsx) to be filled in."""
    from guiyi.review.workbook import workbook_of
    from guiyi.review.worklist import work_list

    engine, platform = _library(settings)
    groups = work_list(engine, platform, site)
    with whole_file(file) as handle:
        handle.write(workbook_of(groups, platform))
    console.print(f"{file}: {len(groups):,} groups, {sum(group.count for group in groups):,} records")


@review.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--apply", "is_applied", is_flag=True, help="Record the decisions; without this, only a preview.")
@WHO
@of_library
def import_(settings: Settings, file: Path, is_applied: bool, by: str) -> None:
    """A filled-in workbook back: preview by row, then all or nothing; mistakes into FILE.errors.xlsx."""
    from guiyi.config.load import families_of
    from guiyi.review.intake import apply_intake, errors_workbook, read_intake

    engine, platform = _library(settings)
    intake = read_intake(engine, platform, file.read_bytes(), by, families_of(settings.configs))
    table = Table("行 row", "旧站 site", "关于 about", "决定 decision", "放行 go on", "在库变动 live", "错误 error")
    for row in intake.rows:
        told = row.preview
        table.add_row(
            str(row.number), row.said.get("site", ""), row.said.get("about", ""),
            f"{row.said['decision']} {row.said.get('value', '')}", f"{told.waiting:,}" if told else "",
            f"{told.live:,}" if told else "", row.error or "",
        )  # fmt: skip
    Spoken().print(table)
    if intake.errors:
        mistakes = file.with_suffix(".errors.xlsx")
        with whole_file(mistakes) as handle:
            handle.write(errors_workbook(platform, intake))
        console.print(f"{len(intake.errors)} 行有误 rows are wrong, nothing recorded; correct them in {mistakes}")
        exit_with(2)
    elif is_applied:
        made = apply_intake(engine, intake)
        console.print(f"已记入 recorded: {len(made):,} decisions as {intake.batch}; the next migrate applies them")
    else:
        console.print("未记入 nothing recorded; --apply records it")


@review.command()
@click.option("--site", help="Only this old site's.")
@click.option("--batch", help="Only this batch, as an import tells it.")
@AS_JSON
@of_library
def log(settings: Settings, site: str | None, batch: str | None, as_json: bool) -> None:
    """Who decided what, when and why; the newest first."""
    from guiyi.decisions.decision import subject_text
    from guiyi.decisions.read import decision_log

    rows = decision_log(_library(settings)[0], site, batch)
    if as_json:
        echo_json([one.to_json() for one in rows])
        return
    names = ("id", "时间 at", "谁 by", "范围 scope", "决定 decision", "理由 why", "撤销 undone")
    made = [
        (one.id, one.made_at, one.by, f"{one.scope} {one.scope_id}",
         f"{one.kind} {subject_text(one.subject)} {json.dumps(one.value, ensure_ascii=False)}", one.why, one.undone_by)
        for one in rows
    ]  # fmt: skip
    print_rows(names, made, "no decision was taken yet")


@review.command()
@click.argument("decision", type=int, required=False)
@click.option("--batch", help="All that is left of a batch.")
@WHO
@WHY
@of_library
def undo(settings: Settings, decision: int | None, batch: str | None, by: str, why: str) -> None:
    """Takes a decision back, or all of a batch; the one before it counts again."""
    from guiyi.decisions.record import undo_batch, undo_decision

    if (decision is None) == (batch is None):
        raise ConfigError("name one decision, or a --batch")
    engine = _library(settings)[0]
    made = undo_batch(engine, batch, by, why) if batch else [undo_decision(engine, decision or 0, by, why)]
    console.print(f"已撤销 undone: {len(made):,}; the next migrate applies it")


@review.command()
@click.option("--apply", "is_applied", is_flag=True, help="Record them for the family or the platform.")
@WHO
@AS_JSON
@of_library
def promote(settings: Settings, is_applied: bool, by: str, as_json: bool) -> None:
    """Old columns that three sites or more send to one place: proposed for their family or the platform."""
    from guiyi.review.promote import promote as record
    from guiyi.review.promote import promotions

    engine = _library(settings)[0]
    found = promotions(engine, settings.configs)
    if as_json:
        echo_json([one.to_json() for one in found])
    else:
        rows = [
            (one.section, " ".join(one.value.values()), f"{one.scope} {one.scope_id}", ", ".join(one.sites))
            for one in found
        ]
        names = ("旧栏目 section", "去向 target", "层 layer", "站点 sites")
        print_rows(names, rows, "no three sites send a column to one place")
    if is_applied and found:
        console.print(f"已记入 recorded: {len(record(engine, found, by))}")


@review.command()
@click.option("--site", help="Only this old site's.")
@AS_JSON
@of_library
def conflicts(settings: Settings, site: str | None, as_json: bool) -> None:
    """Fields that an editor and the old site both changed: before, ours, theirs."""
    from guiyi.review.conflicts import conflicts as in_conflict

    found = in_conflict(_library(settings)[0], site)
    if as_json:
        echo_json([one.to_json() for one in found])
        return
    names = ("资源 resource", "字段 field", "原值 base", "平台 ours", "旧站 theirs", "编辑 by")
    rows = [
        (one.resource_id, one.field, *(str(value)[:80] for value in (one.base, one.ours, one.theirs)),
         f"{one.edited_by or ''} {one.edited_at or ''}")
        for one in found
    ]  # fmt: skip
    print_rows(names, rows, "nothing is in conflict")


@review.command()
@click.argument("resource")
@click.argument("field")
@click.argument("keep", type=click.Choice(["ours", "theirs"]))
@WHO
@WHY
@of_library
def resolve(settings: Settings, resource: str, field: str, keep: str, by: str, why: str) -> None:
    """Keeps ours or theirs for one field in conflict; the next migrate applies it."""
    from guiyi.review.conflicts import resolve as settle

    made = settle(_library(settings)[0], resource, field, keep, by, why)
    console.print(f"已记入 recorded: {made.id}; the next migrate applies it")
