"""The command for 统一监管: the library-wide checks, links looked at anew."""

from __future__ import annotations

import sys

import click

from guiyi.beijing import today
from guiyi.commands.options import AS_JSON, of_library
from guiyi.commands.output import console, echo_json
from guiyi.settings import Settings
from guiyi.wording.language import told

SHOWN = 3  # examples of a finding
SIGNS = {"good": "[green]✓[/]", "warn": "[yellow]![/]", "bad": "[red]✗[/]", "unknown": "·"}


@click.command()
@click.option(
    "--outside",
    type=click.IntRange(0),
    metavar="N",
    help="Ask for so many links to other hosts, politely; default: supervision.links_a_run.",
)
@AS_JSON
@of_library
def supervise(settings: Settings, outside: int | None, as_json: bool) -> None:  # fmt: skip
    """The checks over the whole library: stale and empty columns, letters, dead links, metadata, privacy.

    Exit code 3 where one fails. The links of all published texts are looked at anew, without a network.
    """
    from guiyi.config.load import load_platform
    from guiyi.library.links import look_at_links
    from guiyi.library.migrate import open_library
    from guiyi.library.outside import ask_outside
    from guiyi.library.supervision import LABELS
    from guiyi.library.supervision import supervise as check_library

    platform, engine = load_platform(settings.configs), open_library(settings.library)
    look_at_links(engine, settings.configs)
    ask_outside(engine, platform.supervision, platform.supervision.links_a_run if outside is None else outside)
    found = check_library(engine, platform, today())
    if as_json:
        echo_json(found.to_json())
    for one in () if as_json else found.findings:
        name = LABELS[one.name] + (f" · {one.about}" if one.about else "")
        console.print(f"{SIGNS[one.level]} {name}: {one.count:,} / {one.whole:,} (阈值 limit {one.limit:g})")
        for example in one.examples[:SHOWN]:
            console.print(
                f"    {example.text}  {told(example.note or '')}", markup=False, highlight=False, soft_wrap=True
            )
    sys.exit(3 if any(one.level == "bad" for one in found.findings) else 0)
