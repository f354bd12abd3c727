"""The first look at an unseen site."""

from __future__ import annotations

import click

from guiyi.commands.output import Spoken, console, echo_json
from guiyi.settings import Settings


@click.command()
@click.argument("url")
@click.option("--id", "site", required=True, help="The site's id: the name of its file.")
@click.option("--write", is_flag=True, help="Write configs/sites/ID.yaml.")
@click.option("--force", is_flag=True, help="With --write: replace a file that says something else.")
@click.option("--allow-private", is_flag=True, help="The site stands on a private or loopback address.")
@click.option(
    "--connect-to", metavar="HOST=ADDRESS:PORT", multiple=True, help="Where a host stands whose name is switched off."
)
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between requests (default 0.5; here: 0).")
@click.option("--max-requests", type=click.IntRange(min=5), default=300, show_default=True)
@click.option("--browser", is_flag=True, help="Let a headless browser fill pages that scripts build.")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
@click.pass_obj
def survey(
    settings: Settings, url: str, site: str, write: bool, force: bool, allow_private: bool,
    connect_to: tuple[str, ...], delay: float | None, max_requests: int, browser: bool, as_json: bool,
) -> None:  # fmt: skip
    """Looks at an old site and drafts its file: what it is, what it holds, how sure each finding is."""
    from guiyi.survey.draft import draft_file, write_file
    from guiyi.survey.show import print_findings
    from guiyi.survey.survey import Request, survey_site

    pairs = tuple(_pair(one) for one in connect_to)
    request = Request(url, site, max_requests, allow_private, pairs, delay, browser)
    with console.status(f"{url}: looking, at most {max_requests} requests …") as status:
        found = survey_site(
            settings.configs, request, lambda done, total: status.update(f"{url}: {done} of at most {total} requests")
        )
    text = draft_file(found, request)
    path = write_file(settings.configs, site, text, force) if write else None
    if as_json:
        echo_json({**found.to_json(), "file": text})
    else:
        print_findings(found, text, path, Spoken())


def _pair(text: str) -> tuple[str, str]:
    host, equals, address = text.partition("=")
    if not equals or ":" not in address:
        raise click.BadParameter(f"{text} is not HOST=ADDRESS:PORT", param_hint="--connect-to")
    return host, address
