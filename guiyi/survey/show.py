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
    _say(console, f"[bold]{escape(who.name.value or found.site)}[/] {found.url} · {found.requests} requests")
    for label, said in facts(found):
        _say(console, f"  {label}: {escape(said)}")
    console.print(_columns(found))
    for one in found.templates:
        sure = ", ".join(f"{name} {confidence:.2f}" for name, (confidence, _example) in one.fields.items())
        _say(console, f"  模板 template {one.template.name}: {one.pages} pages; {escape(sure)}")
    for sign in found.health:
        _say(console, f"  {'⚠ ' if sign.is_bad else ''}{sign.name}: {escape(sign.said)}")
    for note in found.notes:
        _say(console, f"  {escape(note)}")
    if found.unknown:
        _say(console, "[bold]它没看出来的 What it could not tell[/]")
        for line in found.unknown:
            _say(console, f"  ? {escape(line)}")
    if path is None:
        console.rule(f"sites/{found.site}.yaml (not written; --write writes it)")
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    else:
        _say(console, f"[bold]{path}[/] is written. Read it, correct it, then: guiyi check; guiyi migrate {found.site}")


def _say(console: Console, line: str) -> None:
    """One line, whole: addresses and commands in it can be copied."""
    console.print(line, highlight=False, soft_wrap=True)


def facts(found: Findings) -> list[tuple[str, str]]:
    """What is told of the whole site: label, and what was found."""
    who = found.identity
    family = next((one for one in found.families if one.family == found.family), None)
    charsets = ", ".join(f"{name} {count}" for name, count in who.charsets.items())
    aliases = "; ".join(f"{one.value} {one.confidence:.2f} {one.evidence}" for one in who.aliases) or "none"
    files = ", ".join(f"{name} {count}" for name, count in found.attachments.items()) or "none seen"
    return [
        ("系统 CMS", f"{family.name} {family.score:.2f}: {'; '.join(family.evidence)}" if family else "not known"),
        ("标识码 code", f"{who.id_code.value or '?'} {who.id_code.evidence}"),
        ("层级 tier", f"{who.tier.value} {who.tier.confidence:.2f} {who.tier.evidence}"),
        ("编码 charset", charsets + (f"; the file says {who.charset.value}" if who.charset.value else "")),
        ("主机 hosts", ", ".join(f"{host} ({count})" for host, count in who.hosts.items())),
        ("别名 aliases", aliases),
        ("附件 files", files),
        ("站点地图 sitemap", f"{found.sitemap_urls} addresses"),
        ("被挡 hidden", _hidden(found)),
    ]


def _hidden(found: Findings) -> str:
    hidden = found.hidden
    robots = f"{len(hidden.robots)} addresses by robots.txt" + (
        f", such as {hidden.robots[0]}" if hidden.robots else ""
    )
    return f"{robots}; {hidden.beyond_limit} beyond the limit of requests"


def _columns(found: Findings) -> Table:
    table = Table()
    table.add_column("栏目 column", overflow="fold")
    for label in ("条数\nitems", "页\npages", "起止 dates", "去向 goes to", "把握\nsure"):
        table.add_column(label, no_wrap=True)  # numbers and ids stay whole, however narrow the terminal
    for column in found.columns:
        table.add_row(*map(escape, column_row(column)))
    return table


def column_row(column: Column) -> tuple[str, str, str, str, str, str]:
    """A column → name and kind, items, pages, dates, where it may go (in brackets where that is unsure), how sure."""
    best = column.proposals[0] if column.proposals else None
    days = f"{'< ' if column.is_older else ''}{column.oldest} …\n{column.newest}" if column.oldest else ""
    target = "?" if best is None else best.column if is_sure(column.proposals) else f"({best.column})?"
    sure = "" if best is None else f"{best.confidence:.2f}"
    name = column.name if column.kind == "articles" else f"{column.name}\n{column.kind}"
    return name, _size(column), str(column.pages or ""), days, target, sure


def _size(column: Column) -> str:
    if column.expected is not None:
        return str(column.expected)
    return f"{column.listed}+" if column.paging else str(column.listed)
