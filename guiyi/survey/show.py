"""A survey on the terminal: what was found, how sure it is, and what could not be told."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from guiyi.survey.findings import Column, Findings
from guiyi.survey.proposals import is_sure


def print_findings(found: Findings, text: str, path: Path | None, console: Console) -> None:
    """Prints the findings; the file's text where it was not written."""
    who = found.identity
    console.print(f"[bold]{escape(who.name.value or found.site)}[/] {found.url} · {found.requests} requests")
    _facts(found, console)
    console.print(_columns(found))
    _templates(found, console)
    for sign in found.health:
        console.print(f"  {'⚠ ' if sign.is_bad else ''}{sign.name}: {escape(sign.said)}", highlight=False)
    for note in found.notes:
        console.print(f"  {escape(note)}", highlight=False)
    if found.unknown:
        console.print("[bold]它没看出来的 What it could not tell[/]")
        for line in found.unknown:
            console.print(f"  ? {escape(line)}", highlight=False)
    if path is None:
        console.rule(f"sites/{found.site}.yaml (not written; --write writes it)")
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    else:
        console.print(f"[bold]{path}[/] is written. Read it, correct it, then: guiyi migrate {found.site}")


def _facts(found: Findings, console: Console) -> None:
    who = found.identity
    family = next((one for one in found.families if one.family == found.family), None)
    charsets = ", ".join(f"{name} {count}" for name, count in who.charsets.items())
    files = ", ".join(f"{name} {count}" for name, count in found.attachments.items()) or "none seen"
    lines = [
        ("系统 CMS", f"{family.name} {family.score:.2f}: {'; '.join(family.evidence)}" if family else "not known"),
        ("标识码 code", f"{who.id_code.value or '?'} {who.id_code.evidence}"),
        ("层级 tier", f"{who.tier.value} {who.tier.confidence:.2f} {who.tier.evidence}"),
        ("编码 charset", charsets + (f"; the file says {who.charset.value}" if who.charset.value else "")),
        ("别名 aliases", ", ".join(who.aliases) or "none"),
        ("附件 files", files),
        ("站点地图 sitemap", f"{found.sitemap_urls} addresses"),
        ("被挡 hidden", _hidden(found)),
    ]
    for label, said in lines:
        console.print(f"  {label}: {escape(said)}", highlight=False)


def _hidden(found: Findings) -> str:
    hidden = found.hidden
    robots = f"{len(hidden.robots)} addresses by robots.txt" + (
        f", such as {hidden.robots[0]}" if hidden.robots else ""
    )
    return f"{robots}; {hidden.beyond_limit} beyond the limit of requests"


def _columns(found: Findings) -> Table:
    table = Table("栏目 column", "条数 items", "页 pages", "起止 dates", "去向 goes to", "把握 sure")
    for column in found.columns:
        best = column.proposals[0] if column.proposals else None
        days = f"{column.oldest} … {column.newest}" if column.oldest else ""
        target = "?" if best is None else best.column if is_sure(column.proposals) else f"({best.column})?"
        sure = "" if best is None else f"{best.confidence:.2f}"
        kind = "" if column.kind == "articles" else f"\n{column.kind}"
        table.add_row(escape(column.name) + kind, _size(column), str(column.pages or ""), days, target, sure)
    return table


def _size(column: Column) -> str:
    return (
        str(column.expected)
        if column.expected is not None
        else f"{column.listed}+"
        if column.paging
        else str(column.listed)
    )


def _templates(found: Findings, console: Console) -> None:
    for one in found.templates:
        sure = ", ".join(f"{name} {confidence:.2f}" for name, (confidence, _example) in one.fields.items())
        console.print(f"  模板 template {one.template.name}: {one.pages} pages; {escape(sure)}", highlight=False)
