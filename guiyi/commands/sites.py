"""Commands on old sites: their configuration, their runs, how they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from guiyi.checks import held_by
from guiyi.commands.options import AS_JSON, of_library
from guiyi.commands.output import Spoken, console, echo_json, exit_with, print_rows
from guiyi.errors import ConfigError
from guiyi.settings import Settings, now

if TYPE_CHECKING:
    from guiyi.runs.run import Fetch


@click.command()
@click.pass_obj
def check(settings: Settings) -> None:
    """Every configuration mistake, at once."""
    from guiyi.config.check import check_configs
    from guiyi.config.load import list_sites

    problems = check_configs(settings.configs)
    if problems:
        raise ConfigError(problems)
    console.print(f"{settings.configs}: no mistakes in {len(list_sites(settings.configs))} site files")


@click.command()
@click.argument("site")
@click.option("--resolved", is_flag=True, help="Every value with the file it comes from.")
@AS_JSON
@click.pass_obj
def show(settings: Settings, site: str, resolved: bool, as_json: bool) -> None:
    """A site's configuration as the flows see it: default → family → site."""
    from guiyi.config.load import load_site
    from guiyi.config.resolved import show_resolved

    config = load_site(settings.configs, site)
    values = show_resolved(settings.configs, site)
    if as_json:
        rows = [{"key": key, "value": value, "origin": origin} for key, value, origin in values]
        echo_json(rows if resolved else config.model_dump(mode="json", by_alias=True))
        return
    shown = [(key, _as_written(value), origin) for key, value, origin in values if resolved or origin != "default"]
    print_rows(("键 key", "值 value", "来处 origin"), shown, "nothing")


def _as_written(value: Any) -> str:
    """A value → as a file of the configuration has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@click.command()
@click.argument("site")
@AS_JSON
@of_library
def plan(settings: Settings, site: str, as_json: bool) -> None:
    """What a run would create, update, re-map, hold, drop, mark gone; fetches nothing and writes nothing."""
    from guiyi.console import print_plan
    from guiyi.library.plan import plan_site

    found = plan_site(settings, site)
    if as_json:
        echo_json(found.to_json())
    else:
        print_plan(found, Spoken())


@click.command()
@click.argument("sites", nargs=-1, required=True)
@click.option(
    "--fetch",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="never: work on what is archived; auto: so where decisions wait and the last crawl is of today.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a site.")
@click.pass_obj
def migrate(settings: Settings, sites: tuple[str, ...], fetch: Fetch, as_json: bool) -> None:
    """Runs the migrate-site flow here, with progress; the same flow that a worker runs."""
    from guiyi.config.load import load_site
    from guiyi.console import print_outcome
    from guiyi.serving.local import migrate_here

    for site in sites:
        load_site(settings.configs, site)  # a mistake is told before anything starts
    codes = []
    for outcome in migrate_here(settings, sites, console, fetch):
        codes.append(outcome.exit_code)
        if as_json:
            line = {"site": outcome.site, "status": outcome.status, "message": outcome.message, **outcome.data}
            echo_json(line)
        else:
            print_outcome(outcome, console)
    exit_with(1 if 1 in codes else max(codes))


@click.command()
@click.argument("site", required=False)
@AS_JSON
@of_library
def status(settings: Settings, site: str | None, as_json: bool) -> None:
    """The fleet: every site, its last run, its counts."""
    from guiyi.console import print_fleet
    from guiyi.library.migrate import open_library
    from guiyi.library.status import fleet

    rows = [one for one in fleet(open_library(settings.library), settings.configs) if site in (None, one.site)]
    if site and not rows:
        raise ConfigError(f"there is no site {site} in {settings.configs}/sites")
    if as_json:
        echo_json([one.to_json() for one in rows])
    else:
        print_fleet(rows, Spoken())


@click.command()
@click.argument("wave")
@click.option("--at-once", default=1, show_default=True, help="Sites side by side, for the forecast.")
@AS_JSON
@of_library
def wave(settings: Settings, wave: str, at_once: int, as_json: bool) -> None:
    """How a wave stands: every site, the forecast against the deadline, the city's consolidation ratio."""
    from guiyi.console import print_wave
    from guiyi.library.migrate import open_library
    from guiyi.library.waves import wave_status

    found = wave_status(open_library(settings.library), settings.configs, wave, now(), at_once)
    if as_json:
        echo_json(found.to_json())
    else:
        print_wave(found, Spoken())


@click.command()
@click.argument("site")
@AS_JSON
@of_library
def diagnose(settings: Settings, site: str, as_json: bool) -> None:
    """Verdict on one site: how it stands, since when, what is wrong, grouped with an example each."""
    from guiyi.config.load import load_site
    from guiyi.console import print_diagnosis
    from guiyi.library.migrate import open_library
    from guiyi.library.status import diagnose as diagnose_site

    load_site(settings.configs, site)
    found = diagnose_site(open_library(settings.library), site)
    if as_json:
        echo_json(found.to_json())
    else:
        print_diagnosis(found, Spoken())


@click.command()
@click.argument("site")
@AS_JSON
@of_library
def reconcile(settings: Settings, site: str, as_json: bool) -> None:
    """Checks that every URL, section and field is accounted for; exit 0 only if all required checks pass."""
    from guiyi.console import print_checks
    from guiyi.retire.reconcile import reconcile_site
    from guiyi.retire.reconcile.report import write_report
    from guiyi.runs.run import last_run

    run = last_run(settings, site)
    outcome = reconcile_site(run)
    paths = write_report(run, outcome)
    if as_json:
        echo_json([check.to_json() for check in outcome.checks])
    else:
        print_checks(outcome, run.store.path(paths.html), Spoken())
    exit_with(3 if held_by(outcome.checks) else 0)
