"""A survey on the terminal: what was found, how sure it is, and what could not be told."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from guiyi.console import print_line
from guiyi.survey.findings import Column, Findings, Guess, Sign
from guiyi.survey.health import STALE
from guiyi.survey.proposals import is_sure

SIGNS = {
    "last update": "最近更新", "stale columns": "超期栏目", "empty columns": "空栏目", "dead links": "死链",
    "short lists": "列表不全",
}  # fmt: skip


def print_findings(found: Findings, text: str, path: Path | None, console: Console) -> None:
    """Prints the findings; the file's text where it was not written."""
    who = found.identity
    print_line(console, f"[bold]{escape(who.name.value or found.site)}[/] {found.url} · {found.requests} requests")
    for label, said in facts(found):
        print_line(console, f"  {label}: {escape(said)}")
    console.print(_columns(found))
    for one in found.templates:
        sure = ", ".join(f"{name} {confidence:.2f}" for name, (confidence, _example) in one.fields.items())
        print_line(console, f"  模板 template {one.template.name}: {one.pages} pages; {escape(sure)}")
    for sign in found.health:
        print_line(console, f"  {escape(sign_line(sign))}")
    for note in found.notes:
        print_line(console, f"  {escape(note)}")
    if found.unknown:
        print_line(console, "[bold]它没看出来的 What it could not tell[/]")
        for line in found.unknown:
            print_line(console, f"  ? {escape(line)}")
    if path is None:
        console.rule(f"sites/{found.site}.yaml (not written; --write writes it)")
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    else:
        print_line(
            console, f"[bold]{path}[/] is written. Read it, correct it, then: guiyi check; guiyi migrate {found.site}"
        )


def sign_line(sign: Sign) -> str:
    """One sign of health as a person reads it; ⚠ where the inspection rules would count it as a fault."""
    return f"{'⚠ ' if sign.is_bad else ''}{SIGNS.get(sign.name, '')} {sign.name}: {sign.said}".lstrip()


def _sure(guess: Guess) -> str:
    """A value, how sure, and why."""
    return f"{guess.value} {guess.confidence:.2f} {guess.evidence}" if guess.value else f"? {guess.evidence}".rstrip()


def facts(found: Findings) -> list[tuple[str, str]]:
    """What is told of the whole site: label, and what was found."""
    who = found.identity
    family = next((one for one in found.families if one.family == found.family), None)
    charsets = ", ".join(f"{name} {count}" for name, count in who.charsets.items())
    aliases = "; ".join(map(_sure, who.aliases)) or "none"
    files = ", ".join(f"{name} {count}" for name, count in found.attachments.items()) or "none seen"
    return [
        ("系统 CMS", f"{family.name} {family.score:.2f}: {'; '.join(family.evidence)}" if family else "not known"),
        ("名称 name", _sure(who.name)),
        ("标识码 code", _sure(who.id_code)),
        ("层级 tier", _sure(who.tier)),
        ("编码 charset", charsets + (f"; the file says {who.charset.value}" if who.charset.value else "")),
        ("主机 hosts", ", ".join(f"{host} ({count})" for host, count in who.hosts.items())),
        ("别名 aliases", aliases),
        ("附件 files", files),
        ("站点地图 sitemap", f"{found.sitemap_urls} addresses"),
        ("被挡 hidden", _hidden(found)),
    ]


def _hidden(found: Findings) -> str:
    robots, beyond = found.hidden.robots, found.hidden.beyond_limit
    by_robots = f"{len(robots)} addresses by robots.txt, such as {robots[0]}" if robots else "nothing by robots.txt"
    return f"{by_robots}; {f'{beyond} pages' if beyond else 'nothing'} by the limit of requests"


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
    days += " ⚠" if days and any(one.startswith(STALE) for one in column.signs) else ""
    target = "?" if best is None else best.column if is_sure(column.proposals) else f"({best.column})?"
    sure = "" if best is None else f"{best.confidence:.2f}"
    name = f"{column.name}\n{column.kind_said}".strip()
    return name, column.size, str(column.pages or ""), days, target, sure
