"""Commands on the archive of old pages: fetching again, checking, copies of pages as they were."""

from __future__ import annotations

from pathlib import Path

import click

from guiyi.beijing import minute_of
from guiyi.commands.helping import Listed
from guiyi.commands.options import AS_JSON, BY, of_library
from guiyi.commands.output import console, echo_json, exit_with, print_rows
from guiyi.errors import ConfigError
from guiyi.settings import Settings


@click.group(cls=Listed)
def archive() -> None:
    """The archive of a site that closes."""


@archive.command("retry")
@click.argument("site")
@click.argument("url")
@of_library
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
@of_library
def archive_verify(settings: Settings, site: str) -> None:
    """Reads the whole package: digests, index, pages, every record; and that it is the one that was approved."""
    from guiyi.retire.archive.copies import copy_faults
    from guiyi.retire.archive.coverage import package_faults, package_key
    from guiyi.retire.audit import Tampered
    from guiyi.retire.case import open_case

    case = open_case(settings, site)
    reconciled = case.moved("reconcile")
    approved = (reconciled.facts if reconciled else {}).get("archive") or {}
    if not approved and not case.store.exists(package_key(site)):
        raise ConfigError(f"{site} has no archive package yet; the step reconcile of its retirement makes it")
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
@of_library
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
@AS_JSON
@of_library
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
        echo_json([one.__dict__ for one in found])
    else:
        rows = [(minute_of(one.captured_at), one.url, one.title, one.sha256[:16]) for one in found]
        names = ("archived at", "page", "title", "sha256")
        print_rows(names, rows, "there is no PDF copy", title=f"{site}: {len(found)}")
