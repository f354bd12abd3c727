"""Commands on the library: taking it out, undoing a run."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click
from sqlalchemy import Engine, select

from guiyi.commands.options import AS_JSON, of_library
from guiyi.commands.output import console, echo_json, whole_file
from guiyi.config.load import list_sites
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.library.tables import resources
from guiyi.settings import Settings
from guiyi.wording.language import told

NEAR = 3  # sites that a message about an unknown one names
SHOWN = 20  # records that a message names
EXPORT_FORMATS = ("jsonl", "csv", "parquet", "xlsx")


@click.command()
@click.option("--site", help="Only this old site's resources.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@click.option("--format", "format_", type=click.Choice(EXPORT_FORMATS), default="jsonl", show_default=True)
@of_library
def export(settings: Settings, site: str | None, out: Path | None, format_: str) -> None:
    """The library in the unified metadata."""
    from guiyi.library.export import export as export_library
    from guiyi.library.migrate import open_library

    if out is not None and not out.parent.is_dir():
        raise ConfigError(f"{out}: there is no folder {out.parent}; make it first, or name another file")
    engine = open_library(settings.library)
    if site is not None:
        check_known(engine, settings.configs, site)
    if out is None:
        export_library(engine, sys.stdout.buffer, format=format_, site=site)
        return
    with whole_file(out) as handle:
        count = export_library(engine, handle, format=format_, site=site)
    console.print(f"{out}: {count:,} resources")


def check_known(engine: Engine, configs: Path, site: str) -> None:
    """ConfigError: neither a site's file nor the library knows that site; names those that are near."""
    with reading(engine) as connection:
        held = {*connection.execute(select(resources.c.site).distinct()).scalars(), *list_sites(configs)}
    if site not in held:
        near = difflib.get_close_matches(site, sorted(held), n=NEAR)
        hint = f"did you mean {', '.join(near)}?" if near else "`guiyi status` lists them"
        raise ConfigError(f"there is no site {site} in {configs}/sites, nor in the library; {hint}")


@click.command()
@click.argument("run")
@of_library
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
        counts = told(f"{one.sites} 个旧站 sites, {len(one.departments)} 个单位 departments")
        click.echo(f"{one.id}  {one.name}  {counts}")
