"""Command on 互动交流: statistics of letters, surveys and interviews."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from guiyi.beijing import today
from guiyi.commands.options import of_library
from guiyi.commands.output import console, print_rows, whole_file
from guiyi.settings import Settings

BY = ("year", "quarter", "month", "all")
FORMATS = ("table", "csv", "xlsx", "jsonl")
PARTS = ("letters", "surveys", "interviews", "waiting")


@click.command()
@click.option("--site", help="Only this old site's resources.")
@click.option("--by", type=click.Choice(BY), default="year", show_default=True, help="Length of a period.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that counts as today; default: today.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--part", type=click.Choice(PARTS), default="letters", show_default=True, help="Of a table or CSV.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@of_library
def interaction(
    settings: Settings, site: str | None, by: str, as_of: datetime | None, format_: str, part: str, out: Path | None
) -> None:
    """互动交流 statistics: letters received, answered, overdue by agency and period; surveys; interviews."""
    from guiyi.config.load import load_platform
    from guiyi.library.interaction import read_statistics
    from guiyi.library.interaction_export import HEADS, write_statistics
    from guiyi.library.migrate import open_library

    rules = load_platform(settings.configs).interaction
    day = as_of.date() if as_of else today()
    found = read_statistics(open_library(settings.library), rules, day, by, site)  # type: ignore[arg-type]
    if format_ == "table":
        shown = [one if isinstance(one, dict) else asdict(one) for one in getattr(found, part)]
        rows = [[one[name] for name in HEADS[part]] for one in shown]
        told = f"as of {found.as_of}"
        print_rows(list(HEADS[part].values()), rows, f"as of {found.as_of}: nothing to show", caption=told)
    elif out is None:
        write_statistics(found, sys.stdout.buffer, format_, part)
    else:
        with whole_file(out) as handle:
            write_statistics(found, handle, format_, part)
        console.print(f"{out}: {len(getattr(found, part)):,} rows of {part}, as of {found.as_of}")
