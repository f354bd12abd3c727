"""Commands on old addresses: the redirect map out, decisions in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from guiyi.commands.helping import Listed
from guiyi.commands.options import AS_JSON, BY, of_library
from guiyi.commands.output import console, echo_json, print_rows, whole_file
from guiyi.errors import ConfigError
from guiyi.settings import Settings

FORMATS = ("jsonl", "csv", "nginx", "apache", "caddy")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Only show what would be decided.")


class SiteOrCommand(Listed):
    """`redirects SITE --format …` is short for `redirects export SITE --format …`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """A first word that is no command is a site's id."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["export", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=SiteOrCommand)
def redirects() -> None:
    """Where old addresses lead: `redirects SITE --format nginx` writes the map; the others decide."""


@redirects.command("export")
@click.argument("site")
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@of_library
def redirects_export(settings: Settings, site: str, format_: str, out: Path | None) -> None:
    """The redirect map: where every old address of the site leads."""
    from guiyi.config.load import load_platform, load_site
    from guiyi.library.migrate import open_library
    from guiyi.library.redirect_files import export_redirects

    config = load_site(settings.configs, site)
    platform_url = load_platform(settings.configs).retirement.platform_url
    text = export_redirects(open_library(settings.library), site, format_, platform_url, config)
    if out is None:
        click.echo(text, nl=False)
    else:
        with whole_file(out) as handle:
            handle.write(text.encode())


@redirects.command("suggest")
@click.argument("site")
@click.option("--limit", type=int, help="Only the most visited.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="A .csv or .xlsx to fill in and give to `redirects import`."
)
@AS_JSON
@of_library
def redirects_suggest(settings: Settings, site: str, limit: int | None, out: Path | None, as_json: bool) -> None:
    """Addresses without an answer, the most visited first, with scored suggestions."""
    from guiyi.retire.addresses.exchange import export_unresolved
    from guiyi.retire.addresses.suggest import suggest
    from guiyi.retire.case import open_case

    if out is not None and out.suffix.lower() not in (".csv", ".xlsx"):
        raise ConfigError(f"{out}: say a name that ends in .csv or .xlsx")
    found = suggest(open_case(settings, site), limit)
    if out is not None:
        with whole_file(out) as handle:
            handle.write(export_unresolved(found, out.suffix.lower().lstrip(".")))
        console.print(f"{out}: {len(found):,} addresses", markup=False)
    elif as_json:
        echo_json([one.to_json() for one in found])
    else:
        rows = []
        for one in found:
            best = one.suggestions[0] if one.suggestions else None
            told = (best.title, f"{best.score:.2f}", best.why) if best else ("", "", one.reason)
            rows.append((one.hits, one.url, *told))
        print_rows(("visits", "old address", "suggestion", "score", "why"), rows, "every old address has an answer")


@redirects.command("accept")
@click.argument("site")
@click.option("--url", help="Only this address.")
@click.option("--pattern", help="Only addresses that this regular expression finds.")
@click.option("--least", default=0.8, show_default=True, help="Only suggestions that score so much.")
@BY
@DRY_RUN
@of_library
def redirects_accept(
    settings: Settings, site: str, url: str | None, pattern: str | None, least: float, by: str, dry_run: bool
) -> None:
    """Accepts the best suggestion of one address, or of all that fit a pattern."""
    from guiyi.retire.addresses.decisions import Decision, require_pattern
    from guiyi.retire.addresses.suggest import decisions_of, suggest
    from guiyi.retire.case import open_case

    if bool(url) == bool(pattern):
        raise ConfigError("say one of --url and --pattern")
    wanted = f"^{re.escape(url)}$" if url else require_pattern(pattern or "").pattern
    case = open_case(settings, site)
    chosen = decisions_of(suggest(case), least, wanted)
    found = [Decision(old, "redirect", target, why) for old, target, why in chosen]
    _decide(case, found, by, f"singly {url}" if url else f"by pattern {pattern}", dry_run)


@redirects.command("decide")
@click.argument("site")
@click.argument("kind", type=click.Choice(("redirect", "archived", "gone", "awaiting")))
@click.option("--url", help="This address.")
@click.option("--pattern", help="All addresses without an answer that this regular expression finds.")
@click.option("--target", help="resource:ID, file:SHA256, column:ID, /path, or a URL on an allowed host.")
@click.option("--reason", default="", help="Why; needed where it is gone.")
@BY
@DRY_RUN
@of_library
def redirects_decide(
    settings: Settings, site: str, kind: str, url: str | None, pattern: str | None, target: str | None, reason: str,
    by: str, dry_run: bool,
) -> None:  # fmt: skip
    """Decides what one old address answers, or all unresolved ones that fit a pattern."""
    from guiyi.database import reading
    from guiyi.retire.addresses.acceptance import list_unresolved
    from guiyi.retire.addresses.decisions import Decision, require_pattern
    from guiyi.retire.case import open_case

    if bool(url) == bool(pattern):
        raise ConfigError("say one of --url and --pattern")
    case = open_case(settings, site)
    urls = [url] if url else []
    if pattern:
        wanted = require_pattern(pattern)
        with reading(case.engine) as connection:
            urls = [one.url for one in list_unresolved(connection, site) if wanted.search(one.url)]
    found = [Decision(old, kind, target, reason) for old in urls if old]
    _decide(case, found, by, f"singly {url}" if url else f"by pattern {pattern}", dry_run)


@redirects.command("import")
@click.argument("site")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dead-as-gone", is_flag=True, help="Rows that lead to an old address which leads nowhere become gone.")
@BY
@DRY_RUN
@of_library
def redirects_import(settings: Settings, site: str, file: Path, dead_as_gone: bool, by: str, dry_run: bool) -> None:
    """Takes decisions from a .csv (also .gz) or .xlsx: all or none."""
    from guiyi.retire.addresses.decisions import end_dead_ends
    from guiyi.retire.addresses.exchange import read_decisions
    from guiyi.retire.case import open_case

    case, found = open_case(settings, site), read_decisions(file)
    if dead_as_gone:
        found = end_dead_ends(case, found)
    _decide(case, found, by, f"from file {file.name}", dry_run)


@redirects.command("undo")
@click.argument("site")
@click.argument("batch")
@BY
@of_library
def redirects_undo(settings: Settings, site: str, batch: str, by: str) -> None:
    """Takes back one batch of decisions."""
    from guiyi.retire.addresses.decisions import undo
    from guiyi.retire.case import open_case

    console.print(f"{undo(open_case(settings, site), batch, by):,} decisions taken back")


def _decide(case: Any, found: list[Any], by: str, how: str, dry_run: bool) -> None:
    from guiyi.retire.addresses.decisions import decide, preview

    batch = preview(case, found)
    for key in batch.changed[:20]:
        row = batch.rows[key]
        console.print(f"{row['url']} → {row['kind']} {row['target'] or ''} {row['reason']}", markup=False)
    told = f"{len(batch.changed):,} of {len(found):,} decisions are new; {batch.folded:,} chains folded"
    if dry_run:
        console.print(f"{told}; nothing was written")
        return
    name = decide(case, found, by, how)
    console.print(f"{told}; batch {name}" if name else "nothing new")
