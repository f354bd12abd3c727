"""Commands that keep something running: the demo and the city set-up."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from guiyi.commands.options import of_library
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
@of_library
def doctor(settings: Settings, sites: tuple[str, ...], repair: bool) -> None:
    """Verifies database, archive, ledger, library and store against each other; of all sites, or of some."""
    from guiyi.commands.library import check_known
    from guiyi.console import print_examination
    from guiyi.doctor.doctor import examine
    from guiyi.library.migrate import open_library

    found = examine(settings, sites, repair)
    for site in sites if found.sites < len(set(sites)) else ():
        check_known(open_library(settings.library), settings.configs, site)
    print_examination(found, console)
    sys.exit(1 if found.left or found.busy else 0)


@click.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect UI and API, on 127.0.0.1.")
@click.option("--portal-port", default=8600, show_default=True, help="Port of the portal, on 127.0.0.1.")
@click.option("--archive-port", default=8601, show_default=True, help="Port of archived pages and files.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), help="How many workers.")
@click.option("--no-portal", is_flag=True, help="Without the portal.")
@click.pass_obj
def up(settings: Settings, port: int, portal_port: int, archive_port: int, workers: int, no_portal: bool) -> None:
    """Prefect server, workers, deployments and portal, until Ctrl-C.

    PREFECT_SERVER_API_AUTH_STRING=user:password makes the server ask for that; PREFECT_SERVER_DATABASE_CONNECTION_URL
    puts it on PostgreSQL. Nothing is told to anybody outside.
    """
    from guiyi.serving.up import Ports, stay_up

    stay_up(settings, Ports(port, portal_port, archive_port), console, workers, not no_portal)


@click.command()
@click.option("--name", help="What the UI calls it; default: a name of Prefect's.")
@click.option("--limit", type=click.IntRange(1, 100), help="The most runs side by side; default: no limit.")
def worker(name: str | None, limit: int | None) -> None:
    """Executes runs of the work pool at PREFECT_API_URL until it is told to end; as many as wanted, on any machine.

    As `prefect worker start --pool guiyi --type process`, but a run starts in a moment, from a process that is warm.
    It may start before the server, and waits for it.
    """
    from guiyi.serving.local import wait_for_server

    wait_for_server(_at_server(), console)
    from guiyi.serving.worker import work

    work(name, limit)


@click.command()
@click.option("--directory", help="Where the checkout is on the workers' machines; default: as here.")
@click.option("--notify", help="Tell of failures, holds, approvals and deadlines by this block, as TYPE/NAME.")
def deploy(directory: str | None, notify: str | None) -> None:
    """The work pool, deployments and automations onto the Prefect server at PREFECT_API_URL; again gives the same."""
    from guiyi.serving.register import NOTIFICATIONS, register, register_automations

    api = _at_running_server()
    count = register(api, Path(directory)) if directory else register(api)
    console.print(f"{api}: {count} deployments")
    if notify:
        register_automations(api, NOTIFICATIONS, notify)
        console.print(f"notifications go to {notify}")


@click.command()
@click.option("--host", default="", help="Only this host, such as old.example.gov.cn; without it, everything.")
def pause(host: str) -> None:
    """Crawls ask no more, on all workers, until `guiyi resume`; what runs waits and loses nothing."""
    _at_running_server()
    from tasks.pause import pause as pause_crawls

    console.print(f"已暂停 paused: {pause_crawls(host)}")


@click.command()
@click.option("--host", default="", help="Only this host; without it, every pause ends.")
def resume(host: str) -> None:
    """Ends the pause of a host, or every pause."""
    _at_running_server()
    from tasks.pause import resume as resume_crawls

    console.print(f"继续 resumed: {', '.join(resume_crawls(host)) or 'nothing was paused'}")


def _at_server() -> str:
    """Makes commands talk to the server at PREFECT_API_URL, or to that of `guiyi up` on this machine → its API."""
    from guiyi.serving.local import prefect_environment

    os.environ.setdefault("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    os.environ.update(prefect_environment())
    if said := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        os.environ.setdefault("PREFECT_API_AUTH_STRING", said)
    return os.environ["PREFECT_API_URL"]


def _at_running_server() -> str:
    """As `_at_server`. ConfigError: no server answers."""
    from guiyi.serving.local import check_server

    api = _at_server()
    check_server(api, "")
    return api
