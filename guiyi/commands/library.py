"""Commands on the library: taking it out, undoing a run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from guiyi.commands.output import console
from guiyi.settings import Settings

EXPORT_FORMATS = ("jsonl", "csv", "parquet", "xlsx")


@click.command()
@click.option("--site", help="Only this old site's resources.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@click.option("--format", "format_", type=click.Choice(EXPORT_FORMATS), default="jsonl", show_default=True)
@click.pass_obj
def export(settings: Settings, site: str | None, out: Path | None, format_: str) -> None:
    """The library in the unified metadata."""
    from guiyi.library.export import export as export_library
    from guiyi.library.migrate import open_library

    engine = open_library(settings.library)
    if out is None:
        export_library(engine, sys.stdout.buffer, format=format_, site=site)
        return
    partial = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        with partial.open("wb") as handle:
            count = export_library(engine, handle, format=format_, site=site)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    console.print(f"{out}: {count:,} resources")


@click.command()
@click.argument("run")
@click.pass_obj
def rollback(settings: Settings, run: str) -> None:
    """Undoes one run's load; what editors changed stays."""
    from guiyi.console import print_rollback
    from guiyi.library.migrate import open_library
    from guiyi.library.rollback import rollback as roll_back

    print_rollback(roll_back(open_library(settings.library), run), console)
