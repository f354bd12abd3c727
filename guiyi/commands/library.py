"""Commands on the library: taking it out, undoing a run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from guiyi.commands.options import AS_JSON
from guiyi.commands.output import console, echo_json
from guiyi.errors import ConfigError
from guiyi.settings import Settings

SHOWN = 20  # records that a message names
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

    if out is not None and not out.parent.is_dir():
        raise ConfigError(f"{out}: there is no folder {out.parent}; make it first, or say another with --out")
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


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--origin", required=True, help="Whose library it is: a platform's id, such as a district's.")
@click.option(
    "--take-theirs", is_flag=True, help="Where an editor here and the other library both changed one: theirs."
)
@AS_JSON
@click.pass_obj
def import_(settings: Settings, file: Path, origin: str, take_theirs: bool, as_json: bool) -> None:
    """Takes in another library's export (JSONL); twice is once, the origin is kept, the same bytes come out again."""

    from guiyi.library.exchange import import_records
    from guiyi.library.migrate import open_library

    with file.open("rb") as lines:
        report = import_records(open_library(settings.library), lines, origin, take_theirs)
    if as_json:
        echo_json(report.to_json())
        return
    console.print(
        f"{file}: {report.created:,} new, {report.updated:,} changed, {report.unchanged:,} the same, "
        f"{report.older:,} older"
    )
    for ident, reason in report.refused[:SHOWN]:
        console.print(f"  {ident}: left as it is: {reason}", markup=False)
    if len(report.refused) > SHOWN:
        console.print(f"  … and {len(report.refused) - SHOWN:,} more; --json names them all")


@click.command()
@AS_JSON
@click.pass_obj
def platforms(settings: Settings, as_json: bool) -> None:
    """The city's platforms, and the old sites that move to each: one district one site, one department one site."""

    from guiyi.config.targets import platform_sites

    found = platform_sites(settings.configs)
    if as_json:
        echo_json([one.to_json() for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.name}  {one.sites} 个旧站 sites, {len(one.departments)} 个单位 departments")
