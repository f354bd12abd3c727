"""Commands on retirements: moving a site, verifying it, the log, evidence, old addresses, the archive."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from guiyi.commands.output import console, exit_with
from guiyi.errors import ConfigError
from guiyi.settings import Settings

MOST_WRONG = 20  # wrong answers that are shown
# What a timeline shows of what an event says; the portal and the pack show all of it.
SAID = (
    "why", "how", "status", "summary", "ticket", "url", "step", "document_number", "on", "person", "attachment",
    "remark", "count", "batch", "file",
)  # fmt: skip
BY = click.option("--by", default=getpass.getuser, show_default="your login", help="Who does it; it goes on record.")
JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")


def _show_state(settings: Settings, site: str, as_json: bool) -> None:
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.course import next_step, timeline
    from guiyi.retire.closing.states import MOVES, STATES

    case = open_case(settings, site)
    step = next_step(case)
    if as_json:
        told = {"site": site, "state": case.state, "next": step.__dict__, "events": timeline(case)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    table = Table("#", title=f"{case.config.site.name}: {STATES[case.state]}")
    table.add_column("when", no_wrap=True)
    for name in ("step", "by", "state"):
        table.add_column(name)
    table.add_column("what was said", overflow="fold")
    for row in timeline(case):
        made = row["label"] + (" (refused)" if row["kind"] == "refused" else "")
        said = [f"{one['name']}: {one['evidence']}" for one in row["failed"]] or [
            str(row["facts"][name]) for name in SAID if row["facts"].get(name)
        ]
        cells = (row["at"][:16].replace("T", " "), made, row["by"], row["state"], "; ".join(said))
        table.add_row(str(row["number"]), *map(escape, cells))
    Console().print(table)
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
@JSON
@click.pass_obj
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
    from guiyi.retire.closing.course import do_step, next_step, note_run
    from guiyi.serving.local import migrate_here

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
@JSON
@click.pass_obj
def verify(settings: Settings, site: str, live: bool, service: str, by: str, as_json: bool) -> None:
    """Asks for every old address of a site, and compares the answers; exit 0 only if all are as expected."""
    from guiyi.retire.verification.verify import verify_site

    if live == bool(service):
        raise ConfigError("say one of --live and --service URL")
    found = verify_site(settings, site, by, service)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        for one in found.wrong[:MOST_WRONG]:
            console.print(f"{one.url}: {one.why}", markup=False)
        if len(found.wrong) > MOST_WRONG:
            console.print(f"… and {len(found.wrong) - MOST_WRONG:,} more; --json names all of them", markup=False)
        console.print(found.summary, markup=False)
    exit_with(0 if found.passed else 3)


@click.group()
def audit() -> None:
    """The log of retirements."""


@audit.command("verify")
@click.option("--head", "heads", multiple=True, metavar="SITE=NUMBER:HASH", help="A head as it was printed.")
@JSON
@click.pass_obj
def audit_verify(settings: Settings, heads: tuple[str, ...], as_json: bool) -> None:
    """Finds any change to the log: an event altered, taken out, put in, cut off, or all written anew."""
    from guiyi.library.migrate import open_library
    from guiyi.retire.closing.audit import Tampered, parse_head, verify_log
    from guiyi.store import Store

    printed = dict(parse_head(head) for head in heads)
    found = verify_log(open_library(settings.library), Store(settings.store), printed)
    if as_json:
        click.echo(json.dumps([one.__dict__ for one in found], ensure_ascii=False))
    for one in found:
        note = f", {one.unanchored} not anchored yet" if one.unanchored else ""
        console.print(f"{one.site}: {one.events} events{note}, head {one.head}", markup=False)
    faults = [f"{one.site}: {fault}" for one in found for fault in one.faults]
    if faults:
        raise Tampered("the log was tampered with:\n" + "\n".join(faults))
    console.print(f"{len(found)} logs, no fault")


@click.group()
def evidence() -> None:
    """Evidence packs: all that proves a site's retirement, signed."""


@evidence.command("make")
@click.argument("site")
@BY
@click.pass_obj
def evidence_make(settings: Settings, site: str, by: str) -> None:
    """Writes a signed pack of what there is by now."""
    from guiyi.retire.evidence.pack import make_evidence
    from guiyi.store import Store

    pack = make_evidence(settings, site, by)
    console.print(f"{Store(settings.store).path(pack.key)}\nsha256 {pack.sha256}\nhead {pack.head}", markup=False)


@evidence.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="The city's public key in hex; default: this installation's.")
def evidence_verify(file: Path, key: str | None) -> None:
    """Checks a pack: its signature, every file of it, the chain of its log. Exit 0 only if nothing was changed."""
    from guiyi.retire.closing.audit import Tampered
    from guiyi.retire.evidence.pack import evidence_faults
    from guiyi.retire.evidence.signing import public_hex, signing_key

    faults = evidence_faults(file.read_bytes(), key or public_hex(signing_key()))
    if faults:
        raise Tampered(f"{file} was tampered with:\n" + "\n".join(faults))
    console.print(f"{file}: whole, and signed by the city")


@evidence.command("key")
def evidence_key() -> None:
    """The public key with which packs are checked elsewhere."""
    from guiyi.retire.evidence.signing import public_hex, signing_key

    click.echo(public_hex(signing_key()))


@click.group()
def hits() -> None:
    """Visits to old addresses, as logs and search engines tell."""


@hits.command("import")
@click.argument("site")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@BY
@JSON
@click.pass_obj
def hits_import(settings: Settings, site: str, files: tuple[Path, ...], by: str, as_json: bool) -> None:
    """Counts access logs (common, combined, W3C; also .gz) and search engines' CSV exports, each file once."""
    from guiyi.retire.addresses.hits import import_hits
    from guiyi.retire.case import open_case

    for file in files:
        found = import_hits(open_case(settings, site), file, by)
        if as_json:
            click.echo(json.dumps(found.to_json(), ensure_ascii=False))
            continue
        told = (
            "was counted before"
            if found.already
            else f"{found.counted:,} of {found.lines:,} lines, {found.keys:,} keys"
        )
        console.print(f"{file}: {told}; {found.unread:,} unread, {found.foreign:,} to other hosts", markup=False)


@click.group()
def archive() -> None:
    """The archive of a site that closes."""


@archive.command("retry")
@click.argument("site")
@click.argument("url")
@click.pass_obj
def archive_retry(settings: Settings, site: str, url: str) -> None:
    """Asks once more for one page that the archive does not have. Refused once the archive is approved."""
    from guiyi.crawl.crawl import retry_page
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.moves import require_unsealed
    from guiyi.runs.lease import lease
    from guiyi.runs.run import last_run

    require_unsealed(open_case(settings, site))
    with lease(settings, site):
        click.echo(f"{url}: {retry_page(last_run(settings, site), url)}")


@archive.command("verify")
@click.argument("site")
@click.pass_obj
def archive_verify(settings: Settings, site: str) -> None:
    """Reads the whole package: digests, index, pages, every record; and that it is the one that was approved."""
    from guiyi.retire.archive.copies import copy_faults
    from guiyi.retire.archive.coverage import package_faults
    from guiyi.retire.case import open_case
    from guiyi.retire.closing.audit import Tampered

    case = open_case(settings, site)
    reconciled = case.moved("reconcile")
    approved = (reconciled.facts if reconciled else {}).get("archive") or {}
    faults = [*package_faults(case.store, site, approved.get("sha256")), *copy_faults(case)]
    if faults:
        raise Tampered(f"the archive of {site} is not what it was:\n" + "\n".join(faults))
    console.print(f"{site}: the archive is whole")


@archive.command("print")
@click.argument("site")
@click.option("--url", "urls", multiple=True, help="This page; may be repeated.")
@click.option("--list", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Pages, one a line.")
@click.option("--pattern", default="", help="Pages that this regular expression finds.")
@click.option("--section", default="", help="Pages that this old column lists, by its name.")
@click.option("--top", default=0, metavar="N", help="The N most visited pages.")
@click.option("--dry-run", is_flag=True, help="Only name the pages.")
@BY
@click.pass_obj
def archive_print(
    settings: Settings, site: str, urls: tuple[str, ...], file: Path | None, pattern: str, section: str, top: int,
    dry_run: bool, by: str,
) -> None:  # fmt: skip
    """PDF copies of chosen archived pages, marked 已归档 with the archive's date; all that any option names."""
    from guiyi.retire.archive.chosen import Wanted, choose_pages
    from guiyi.retire.archive.copies import copy_key, print_copies
    from guiyi.retire.case import open_case

    listed = tuple(filter(None, map(str.strip, file.read_text("utf-8-sig").splitlines()))) if file else ()
    wanted = Wanted((*urls, *listed), pattern, section, top)
    if wanted == Wanted():
        raise ConfigError("say which pages: --url, --list, --pattern, --section or --top")
    case = open_case(settings, site)
    chosen = choose_pages(case, wanted)
    failed = 0
    for copy in chosen if dry_run else print_copies(case, chosen, by):
        failed += not dry_run and isinstance(copy, str)
        click.echo(copy if isinstance(copy, str) else f"{copy.url}: {case.store.path(copy_key(site, copy.sha256))}")
    console.print(f"{len(chosen)} pages" + (f", {failed} not printed" if failed else ""), markup=False)
    exit_with(1 if failed else 0)


@archive.command("copies")
@click.argument("site")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the PDFs to, with a list."
)
@JSON
@click.pass_obj
def archive_copies(settings: Settings, site: str, out: Path | None, as_json: bool) -> None:
    """The PDF copies that there are; with --out, a folder of them for an archive to take over."""
    from guiyi.retire.archive.copies import copies_of, hand_over
    from guiyi.retire.case import open_case

    case = open_case(settings, site)
    found = list(copies_of(case.events).values())
    if out is not None:
        hand_over(case, found, out)
        console.print(f"{out}: {len(found)} copies", markup=False)
    elif as_json:
        click.echo(json.dumps([one.__dict__ for one in found], ensure_ascii=False))
    else:
        table = Table("archived at", "page", "title", "sha256", title=f"{site}: {len(found)}")
        for one in found:
            table.add_row(one.captured_at[:16].replace("T", " "), one.url, one.title, one.sha256[:16])
        Console().print(table)
