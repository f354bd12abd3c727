"""Commands that keep something running: the demo and the city set-up."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from guiyi.commands.output import console
from guiyi.settings import Settings


@click.command()
@click.option("--dir", "folder", default="var/demo", show_default=True, help="Where the fresh library and reports go.")
@click.option("--once", is_flag=True, help="Only the first migration, without the second run and the later state.")
@click.option("--hostile", is_flag=True, help="42 old sites that attack, break and lie: which promise was kept.")
@click.option("--only", multiple=True, type=int, metavar="N", help="With --hostile: only behaviour N; may be repeated.")
def demo(folder: str, once: bool, hostile: bool, only: tuple[int, ...]) -> None:
    """Migrates the sample legacy city into a fresh library, and shows the report."""
    from guiyi.demo import run_demo, run_hostile_demo

    if only and not hostile:
        raise click.UsageError("--only goes with --hostile")
    if hostile:
        sys.exit(
            run_hostile_demo(Path(folder).with_name("hostile") if folder == "var/demo" else Path(folder), console, only)
        )
    sys.exit(run_demo(Path(folder), console, once=once))


@click.command()
@click.argument("sites", nargs=-1)
@click.option("--repair", is_flag=True, help="Mends what can be derived: torn tails, index, files, search, answers.")
@click.pass_obj
def doctor(settings: Settings, sites: tuple[str, ...], repair: bool) -> None:
    """Verifies database, archive, ledger, library and store against each other; of all sites, or of some."""
    from guiyi.console import print_examination
    from guiyi.doctor.doctor import examine

    found = examine(settings, sites, repair)
    print_examination(found, console)
    sys.exit(1 if found.left or found.busy else 0)


@click.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect UI and API, on 127.0.0.1.")
@click.pass_obj
def up(settings: Settings, port: int) -> None:
    """A Prefect server, a worker and the deployments, until Ctrl-C."""
    from guiyi.up import stay_up

    stay_up(settings, port, console)
