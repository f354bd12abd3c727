"""Commands on retirements: moving a site, verifying it, visits of its old addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from guiyi.beijing import minute_of
from guiyi.commands.helping import Listed
from guiyi.commands.options import AS_JSON, BY, of_library
from guiyi.commands.output import console, echo_json, exit_with, print_rows
from guiyi.errors import ConfigError
from guiyi.settings import Settings

MOST_WRONG = 20  # wrong answers that are shown
# What a timeline shows of what an event says; the portal and the pack show all of it.
SAID = (
    "why", "how", "status", "summary", "ticket", "url", "step", "document_number", "on", "person", "attachment",
    "remark", "count", "batch", "file",
)  # fmt: skip


def _show_state(settings: Settings, site: str, as_json: bool) -> None:
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.course import next_step, timeline
    from guiyi.retire.states import MOVES, STATES

    case = open_case(settings, site)
    step = next_step(case)
    if as_json:
        told = {"site": site, "state": case.state, "next": step.__dict__, "events": timeline(case)}
        echo_json(told)
        return
    rows = []
    for row in timeline(case):
        made = row["label"] + (" (refused)" if row["kind"] == "refused" else "")
        said = [f"{one['name']}: {one['evidence']}" for one in row["failed"]] or [
            str(row["facts"][name]) for name in SAID if row["facts"].get(name)
        ]
        cells = (minute_of(row["at"]), made, row["by"], STATES[row["state"]], "; ".join(said))
        rows.append((row["number"], *cells))
    head = f"{case.config.site.name}: {STATES[case.state]}"
    print_rows(("#", "when", "step", "by", "state", "what was said"), rows, head, title=head)
    label = MOVES[step.move].label if step.move else "nothing"
    console.print(f"next: {label}. {step.told}".rstrip(". "), markup=False)


MOVES_TOLD = (
    "In the order of a retirement: freeze, reconcile, ask, approve or reject, announce, redirect, verify, deregister"
    " (each --step), complete, retire; besides: go_offline, come_back, abort, roll_back, reopen."
    " --timeline says which are possible now."
)


@click.command()
@click.argument("site")
@click.option("--move", help=f"Make this one move; default: go on as far as no person is needed. {MOVES_TOLD}")
@BY
@click.option("--ticket", help="Number of the approval.")
@click.option("--remark", help="Why.")
@click.option("--url", help="Where the notice was published.")
@click.option("--step", help="identity_mark, site_code, icp, public_security, domain.")
@click.option("--document", "document_number", help="Document number of the deregistration.")
@click.option("--on", help="Its date, YYYY-MM-DD.")
@click.option("--person", help="Who handled it.")
@click.option("--attachment", help="The paper, a file that is kept; or where it is.")
@click.option("--timeline", is_flag=True, help="Only show where it stands, and how it got there.")
@AS_JSON
@of_library
def retire(
    settings: Settings, /, site: str, move: str | None, by: str, timeline: bool, as_json: bool, **facts: Any
) -> None:
    """Retires a site: goes on as far as no person is needed, or makes one --move; always on record."""
    from guiyi.config.load import load_platform
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.course import keep_paper, make_move, next_step
    from guiyi.retire.closing.people import COMMAND, named_actor

    waits = False
    if not timeline:
        actor = named_actor(load_platform(settings.configs).retirement, by, COMMAND)
        if move:
            if facts["attachment"] and Path(facts["attachment"]).is_file():
                paper = Path(facts["attachment"])
                facts |= keep_paper(open_case(settings, site), paper.name, paper.read_bytes())
            make_move(settings, site, move, actor, facts)
        else:
            _go_on(settings, site, actor)
        waits = next_step(open_case(settings, site)).move is not None and not move
    _show_state(settings, site, as_json)
    exit_with(3 if waits else 0)


def _go_on(settings: Settings, site: str, actor: Any) -> None:
    """Makes moves until a person is needed or nothing is left; migrates the site once more after the freeze."""
    from guiyi.console import print_outcome
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.course import do_step, make_good, next_step, note_run
    from guiyi.serving.local import migrate_here

    make_good(open_case(settings, site))
    while (step := next_step(open_case(settings, site))).move is not None and step.form is None:
        if step.needs_run:
            for outcome in migrate_here(settings, [site], console, "always"):
                print_outcome(outcome, console)
                note_run(settings, site, actor, outcome.status, outcome.message)
                if outcome.exit_code:
                    exit_with(outcome.exit_code)
        do_step(settings, site, actor)


@click.command()
@click.argument("site")
@click.option("--live", is_flag=True, help="Ask at the live name, after DNS has moved.")
@click.option("--service", default="", metavar="URL", help="Address of the redirect service, asked by Host header.")
@BY
@AS_JSON
@of_library
def verify(settings: Settings, site: str, live: bool, service: str, by: str, as_json: bool) -> None:
    """Asks for every old address of a site, and compares the answers; exit 0 only if all are as expected."""
    from guiyi.retire.verification.verify import verify_site

    if live == bool(service):
        raise ConfigError("say one of --live and --service URL")
    found = verify_site(settings, site, by, service)
    if as_json:
        echo_json(found.to_json())
    else:
        for one in found.wrong[:MOST_WRONG]:
            console.print(f"{one.url}: {one.why}", markup=False)
        if len(found.wrong) > MOST_WRONG:
            console.print(f"… and {len(found.wrong) - MOST_WRONG:,} more; --json names all of them", markup=False)
        console.print(found.summary, markup=False)
    exit_with(0 if found.passed else 3)


@click.group(cls=Listed)
def hits() -> None:
    """Visits to old addresses, as logs and search engines tell."""


@hits.command("import")
@click.argument("site")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@BY
@AS_JSON
@of_library
def hits_import(settings: Settings, site: str, files: tuple[Path, ...], by: str, as_json: bool) -> None:
    """Counts access logs (common, combined, W3C; also .gz) and search engines' CSV exports, each file once."""
    from guiyi.retire.addresses.hits import import_hits
    from guiyi.retire.case import open_case

    for file in files:
        found = import_hits(open_case(settings, site), file, by)
        if as_json:
            echo_json(found.to_json())
            continue
        told = (
            "was counted before"
            if found.already
            else f"{found.counted:,} of {found.lines:,} lines, {found.keys:,} keys"
        )
        console.print(f"{file}: {told}; {found.unread:,} unread, {found.foreign:,} to other hosts", markup=False)
