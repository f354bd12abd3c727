"""What the command line prints: tables and verdicts, told apart from colour alone by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from guiyi.doctor.doctor import Examination
from guiyi.library.plan import Plan
from guiyi.library.rollback import RollbackReport
from guiyi.library.status import Diagnosis, SiteStatus
from guiyi.library.waves import WaveStatus
from guiyi.retire.reconcile.balance import Reconciliation
from guiyi.runs.outcome import Outcome

COLOURS = {"done": "green", "held": "yellow", "parked": "yellow", "failed": "red"}
PLANNED = (
    ("create", "新建"), ("update", "更新"), ("remap", "改栏目"), ("revive", "恢复"), ("unchanged", "不变"),
    ("merge", "合并"), ("hold", "暂存"), ("conflict", "冲突"), ("drop", "剔除"), ("fail", "失败"), ("gone", "下线"),
)  # fmt: skip


REFUSING = ("hold", "conflict", "drop", "fail")  # their samples repeat the reason
MOST_REASONS, SHOWN_SAMPLES = 8, 3


def print_plan(plan: Plan, console: Console) -> None:
    """What a run would do, with samples; and what can't be told."""
    console.print(f"{plan.site}: {plan.pages_known:,} pages known, {plan.pages_archived:,} in the archive")
    table = Table("会 would", "条数 count", "为什么、例如 why, for example")
    for kind, label in PLANNED:
        if plan.counts[kind]:
            table.add_row(f"{label} {kind}", f"{plan.counts[kind]:,}", escape("\n".join(_examples(plan, kind))))
    console.print(table)
    for (before, after), count in Counter((move.before, move.after) for move in plan.moves).most_common():
        such = next(move.title for move in plan.moves if (move.before, move.after) == (before, after))
        print_line(console, f"[bold]换栏目 moves[/] {count:,} × {before} → {after}: {escape(such)}")
    if plan.proposed:
        said = "、".join(f"{count:,} × {about}" for about, count in plan.proposed.most_common(MOST_REASONS))
        more = len(plan.proposed) - MOST_REASONS
        said += f"、… {more:,} more" if more > 0 else ""
        print_line(console, f"[bold]分类只是建议，等人定 proposed classes, for the work list:[/] {escape(said)}")
    for name in plan.unused:
        print_line(console, f"[dim]没用上 never used:[/] {escape(name)}")
    for line in plan.cannot_tell:
        print_line(console, f"[yellow]说不准 can't tell:[/] {escape(line)}")


def _examples(plan: Plan, kind: str) -> list[str]:
    """Why and how often, the commonest first, with an example; samples where there is no reason to tell."""
    samples = plan.samples.get(kind, [])
    reasons = plan.reasons.get(kind, Counter()).most_common(MOST_REASONS + 1)
    if not reasons:
        return samples[:SHOWN_SAMPLES]
    said = [f"{count:,} × {why}" for why, count in reasons[:MOST_REASONS]]
    more = len(plan.reasons[kind]) - MOST_REASONS
    said += [f"… {more:,} more reasons"] if more > 0 else []
    return [*said, *(f"  {one}" for one in samples[: 1 if kind in REFUSING else SHOWN_SAMPLES])]


def print_line(console: Console, text: str) -> None:
    """One line, whole: addresses and commands in it can be copied."""
    console.print(text, highlight=False, soft_wrap=True)


def print_outcome(outcome: Outcome, console: Console) -> None:
    """How a site's run ended, with its counts, and where the report is."""
    colour, load = COLOURS.get(outcome.status, "red"), outcome.data.get("load", {})
    console.print(f"[bold]{escape(outcome.site)}[/]: [{colour}]{outcome.status}[/]", end=" ")
    if load:
        names = ("created", "updated", "unchanged", "gone", "merged", "held", "dropped", "failed")
        console.print(" · ".join(f"{load[name]:,} {name}" for name in names if load.get(name)) or "nothing to load")
    else:
        console.print()
    if outcome.status != "done":
        console.print(f"  {outcome.message}", markup=False)
    if outcome.data.get("report"):
        console.print(f"  报告 report: {outcome.data['report']}", markup=False, soft_wrap=True)
    if load.get("held"):
        print_line(console, f"  等人定的 what is held waits for you: guiyi review list --site {escape(outcome.site)}")
    if outcome.status == "failed":
        console.print(
            "  改好原因后再跑，做完的不重做 Start it again when the cause is mended: finished work is not done twice."
        )


def print_fleet(rows: Sequence[SiteStatus], console: Console) -> None:
    """Every site in a line."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    counted = ("在库\nlive", "合并\nmerged", "暂存\nheld", "失败\nfailed")
    for label in ("旧站\nsite", "名称\nname", "最近\nlast run", "结果\nend", *counted, "备注\nnote"):
        table.add_column(label, overflow="fold", no_wrap=label[:2] not in ("名称", "备注"))
    for one in rows:
        ended = "parked" if one.is_parked else one.run_status or "never run"
        state = f"[{COLOURS.get(ended, 'white')}]{ended}[/]"
        where = f" at {one.stage}" if ended in ("running", "failed") and one.stage else ""
        counts = [f"{count:,}" for count in (one.published, one.merged, one.held, one.failed)]
        table.add_row(one.site, escape(one.name), one.run_id or "", state + where, *counts, escape(one.error or ""))
    console.print(table)


def print_diagnosis(found: Diagnosis, console: Console) -> None:
    """The verdict on one site and what is wrong with it."""
    console.print(f"[bold]{found.site}[/]: {found.verdict}. {escape(found.says)}")
    if found.failing_since:
        console.print(f"从何时失败 failing since {found.failing_since}")
    if found.last_good_run:
        days = found.days_since_good
        console.print(f"上次成功的运行 last good run: {found.last_good_run}, {days} 天前 days ago")
    for issue in found.issues:  # lines of their own: an address that is cut, or broken into pieces, opens nowhere
        print_line(
            console, f"[bold]{issue.count:,}[/] × {escape(issue.where)} · {escape(issue.code)}: {escape(issue.reason)}"
        )
        if issue.example:
            print_line(console, f"    例 such as {escape(issue.example)}")
    if any(issue.where.startswith("held") for issue in found.issues):
        print_line(console, f"[dim]等人定的 what waits for a person: guiyi review list --site {found.site}[/]")


def print_examination(found: Examination, console: Console) -> None:
    """What the doctor found: where, what, and what was or is to be done."""
    for one in found.findings:
        done = "[green]repaired 已修复[/]" if one.is_repaired else "[red]wrong 有误[/]"
        console.print(f"{done} [bold]{one.check}[/] {escape(one.where)}: {escape(one.what)}", soft_wrap=True)
        verb = "done" if one.is_repaired else "--repair" if one.repair else "to do"
        console.print(f"     {verb}: {escape(one.remedy)}", soft_wrap=True)
    for site in found.busy:
        console.print(f"[yellow]{site}: a run is at work; ask again when it is over[/]")
    for run_id, stage in found.unfinished:
        console.print(f"[yellow]{run_id}: not finished, it stopped at {stage}; start the site again and it goes on[/]")
    repaired = len(found.findings) - len(found.left)
    verdict = "[green]sound 完好[/]" if not found.left else f"[red]{len(found.left)} left 待处理[/]"
    console.print(f"{found.sites} sites, {len(found.findings)} findings, {repaired} repaired: {verdict}")


def print_checks(found: Reconciliation, report: str, console: Console) -> None:
    """The checks with their evidence and advice, the dispositions, and where the report is."""
    table = Table("检查 check", "结果", Column("证据 evidence", overflow="fold"), "怎么办 what to do")
    for check in found.checks:
        mark = "[green]passed[/]" if check.passed else "[red]FAILED[/]" if check.required else "[yellow]warning[/]"
        table.add_row(check.name, mark, escape(check.evidence), "" if check.passed else escape(check.advice))
    console.print(table)
    console.print(" · ".join(f"{count:,} {name}" for name, count in sorted(found.dispositions.items())))
    console.print(f"report: {report}", markup=False, soft_wrap=True)


def print_rollback(found: RollbackReport, console: Console) -> None:
    """What a rollback did."""
    if found.already:
        console.print(f"{found.run_id}: was rolled back before; nothing to do")
    else:
        console.print(f"{found.run_id}: {found.removed:,} resources taken out, {found.restored:,} restored")
    for resource, why in found.kept:
        console.print(f"  kept {resource}: {why}", markup=False)


def print_wave(wave: WaveStatus, console: Console) -> None:
    """A wave's sites, its forecast against the deadline, and the city's consolidation ratio."""
    table = Table("旧站 site", "状态 status", "分钟 min", "在库 live", "暂存 held", "失败 failed", "备注")
    for one in wave.sites:
        minutes = "" if one.minutes is None else f"{one.minutes:.1f}"
        counts = (f"{count:,}" for count in (one.published, one.held, one.failed))
        table.add_row(one.site, one.status, minutes, *counts, escape(one.error or ""))
    console.print(table)
    verdict = "[red]late[/]" if wave.is_late else "[green]in time[/]"
    forecast = wave.forecast_at or "not known yet: no site of it has run"
    console.print(f"deadline {wave.deadline} · forecast {forecast} · {verdict}")
    console.print(
        f"consolidation 集约化率: {wave.retired} of {wave.all_sites} sites retired ({wave.consolidation:.1%})"
    )
