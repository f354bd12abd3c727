"""The command line. Exit codes: 0 done · 1 failed · 2 usage or configuration · 3 finished, but held by a gate."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from guiyi import __version__
from guiyi.checks import held_by
from guiyi.errors import ConfigError, GuiyiError
from guiyi.settings import Settings, now

console = Console(stderr=True, highlight=False)
EXPORT_FORMATS = ("jsonl", "csv", "parquet", "xlsx")
REDIRECT_FORMATS = ("jsonl", "csv", "nginx", "apache", "caddy")


class Commands(click.Group):
    """Turns the error tree into messages and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error of ours is one message, never a stack trace."""
        try:
            return super().invoke(ctx)
        except GuiyiError as error:
            console.print(f"[bold red]{type(error).__name__}[/]: ", end="")
            console.print(str(error), markup=False)
            sys.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="guiyi")
@click.option("--library", metavar="URL", help="Library database (GUIYI_LIBRARY; default sqlite:///var/library.db).")
@click.option("--store", metavar="URL", help="Store for archives and files (GUIYI_STORE; default var/store).")
@click.option("--configs", metavar="DIR", help="Configuration (GUIYI_CONFIGS; default configs).")
@click.pass_context
def main(ctx: click.Context, library: str | None, store: str | None, configs: str | None) -> None:
    """归一 Guiyi: folds a city's old government sites into one platform, and proves that nothing was lost."""
    ctx.obj = Settings.from_environment(library, store, configs)


@main.command()
@click.option("--dir", "folder", default="var/demo", show_default=True, help="Where the fresh library and reports go.")
@click.option("--once", is_flag=True, help="Only the first migration, without the second run and the later state.")
def demo(folder: str, once: bool) -> None:
    """Migrates the sample legacy city into a fresh library, and shows the report."""
    from guiyi.demo import run_demo

    sys.exit(run_demo(Path(folder), console, once=once))


@main.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Every configuration mistake, at once."""
    from guiyi.config.load import check_configs, list_sites

    problems = check_configs(settings.configs)
    if problems:
        raise ConfigError(problems)
    console.print(f"{settings.configs}: no mistakes in {len(list_sites(settings.configs))} site files")


@main.command()
@click.argument("site")
@click.option("--resolved", is_flag=True, help="Every value with the file it comes from.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def show(settings: Settings, site: str, resolved: bool, as_json: bool) -> None:
    """A site's configuration as the flows see it: default → family → site."""
    from guiyi.config.load import load_site
    from guiyi.config.resolved import show_resolved

    config = load_site(settings.configs, site)
    values = show_resolved(settings.configs, site)
    if as_json:
        rows = [{"key": key, "value": value, "origin": origin} for key, value, origin in values]
        click.echo(json.dumps(rows if resolved else config.model_dump(mode="json", by_alias=True), ensure_ascii=False))
        return
    table = Table("key", "value", "origin")
    for key, value, origin in values:
        if resolved or origin != "default":
            table.add_row(key, str(value), origin)
    Console().print(table)


@main.command()
@click.argument("site")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def plan(settings: Settings, site: str, as_json: bool) -> None:
    """What a run would create, update, re-map, hold, drop, mark gone; fetches nothing and writes nothing."""
    from guiyi.console import print_plan
    from guiyi.library.plan import plan_site

    found = plan_site(settings, site)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        print_plan(found, Console())


@main.command()
@click.argument("sites", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a site.")
@click.pass_obj
def migrate(settings: Settings, sites: tuple[str, ...], as_json: bool) -> None:
    """Runs the migrate-site flow here, with progress; the same flow that a worker runs."""
    from guiyi.config.load import load_site
    from guiyi.console import print_outcome
    from guiyi.local import migrate_here

    for site in sites:
        load_site(settings.configs, site)  # a mistake is told before anything starts
    codes = []
    for outcome in migrate_here(settings, sites, console):
        codes.append(outcome.exit_code)
        if as_json:
            line = {"site": outcome.site, "status": outcome.status, "message": outcome.message, **outcome.data}
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            print_outcome(outcome, console)
    _exit(1 if 1 in codes else max(codes))


@main.command()
@click.argument("site", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def status(settings: Settings, site: str | None, as_json: bool) -> None:
    """The fleet: every site, its last run, its counts."""
    from guiyi.console import print_fleet
    from guiyi.library.migrate import open_library
    from guiyi.library.status import fleet

    rows = [one for one in fleet(open_library(settings.library), settings.configs) if site in (None, one.site)]
    if site and not rows:
        raise ConfigError(f"there is no site {site} in {settings.configs}/sites")
    if as_json:
        click.echo(json.dumps([one.to_json() for one in rows], ensure_ascii=False))
    else:
        print_fleet(rows, Console())


@main.command()
@click.argument("wave")
@click.option("--at-once", default=1, show_default=True, help="Sites side by side, for the forecast.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def wave(settings: Settings, wave: str, at_once: int, as_json: bool) -> None:
    """How a wave stands: every site, the forecast against the deadline, the city's consolidation ratio."""
    from guiyi.console import print_wave
    from guiyi.library.migrate import open_library
    from guiyi.library.waves import wave_status

    found = wave_status(open_library(settings.library), settings.configs, wave, now(), at_once)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        print_wave(found, Console())


@main.command()
@click.argument("site")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def diagnose(settings: Settings, site: str, as_json: bool) -> None:
    """Verdict on one site: how it stands, since when, what is wrong, grouped with an example each."""
    from guiyi.config.load import load_site
    from guiyi.console import print_diagnosis
    from guiyi.library.migrate import open_library
    from guiyi.library.status import diagnose as diagnose_site

    load_site(settings.configs, site)
    found = diagnose_site(open_library(settings.library), site)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        print_diagnosis(found, Console())


@main.command()
@click.argument("site")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def reconcile(settings: Settings, site: str, as_json: bool) -> None:
    """Checks that every URL, section and field is accounted for; exit 0 only if all required checks pass."""
    from guiyi.console import print_checks
    from guiyi.retire.reconcile import reconcile_site
    from guiyi.retire.report import write_report
    from guiyi.run import last_run

    run = last_run(settings, site)
    outcome = reconcile_site(run)
    paths = write_report(run, outcome)
    if as_json:
        click.echo(json.dumps([check.to_json() for check in outcome.checks], ensure_ascii=False))
    else:
        print_checks(outcome, run.store.path(paths.html), Console())
    _exit(3 if held_by(outcome.checks) else 0)


@main.command()
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


@main.command()
@click.argument("site")
@click.option("--format", "format_", type=click.Choice(REDIRECT_FORMATS), required=True)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@click.pass_obj
def redirects(settings: Settings, site: str, format_: str, out: Path | None) -> None:
    """The redirect map: where every old address of the site leads."""
    from guiyi.config.load import load_site
    from guiyi.library.migrate import open_library
    from guiyi.library.redirects import export_redirects

    load_site(settings.configs, site)
    text = export_redirects(open_library(settings.library), site, format_)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


@main.command()
@click.argument("run")
@click.pass_obj
def rollback(settings: Settings, run: str) -> None:
    """Undoes one run's load; what editors changed stays."""
    from guiyi.console import print_rollback
    from guiyi.library.migrate import open_library
    from guiyi.library.rollback import rollback as roll_back

    print_rollback(roll_back(open_library(settings.library), run), console)


@main.command()
@click.option("--port", default=4200, show_default=True, help="Port of the Prefect UI and API, on 127.0.0.1.")
@click.pass_obj
def up(settings: Settings, port: int) -> None:
    """A Prefect server, a worker and the deployments, until Ctrl-C."""
    from guiyi.up import stay_up

    stay_up(settings, port, console)


def _exit(code: int) -> None:
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main()
