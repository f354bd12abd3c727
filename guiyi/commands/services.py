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
def demo(folder: str, once: bool) -> None:
    """Migrates the sample legacy city into a fresh library, and shows the report."""
    from guiyi.demo import run_demo

    sys.exit(run_demo(Path(folder), console, once=once))


@click.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect UI and API, on 127.0.0.1.")
@click.pass_obj
def up(settings: Settings, port: int) -> None:
    """A Prefect server, a worker and the deployments, until Ctrl-C."""
    from guiyi.up import stay_up

    stay_up(settings, port, console)
