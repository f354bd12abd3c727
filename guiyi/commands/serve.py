"""Commands of the portal: serving it, and the keys of systems that call it."""

from __future__ import annotations

import getpass

import click

from guiyi.commands.helping import Listed
from guiyi.commands.options import of_library
from guiyi.commands.output import console, print_rows
from guiyi.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8600, show_default=True, help="Port of pages and calls.")
@click.option(
    "--archive-port", default=8601, show_default=True, help="Port of archived pages and files: another origin."
)
@click.option("--url", help="How browsers reach the portal, where a proxy stands before it; default: http://HOST:PORT.")
@click.option("--archive-url", help="How browsers reach the archive port; default: http://HOST:ARCHIVE-PORT.")
@click.option("--https", is_flag=True, help="A proxy in front speaks HTTPS: cookies are sent over it alone.")
@click.option("--calls-a-minute", default=600, show_default=True, help="Calls of one caller before it must wait.")
@click.pass_obj
def serve(
    settings: Settings, host: str, port: int, archive_port: int, url: str | None, archive_url: str | None, https: bool,
    calls_a_minute: int,
) -> None:  # fmt: skip
    """The portal: pages and calls, until Ctrl-C. The first start prints a one-time link for the administrator."""
    from guiyi.portal.serve import Address, serve_portal

    at = Address(host, port, archive_port, url, archive_url, https)
    serve_portal(settings, at, console, calls_a_minute)


@click.group(cls=Listed)
def key() -> None:
    """Keys of systems that call the library."""


@key.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="What it may do; see `guiyi key scopes`.")
@click.option("--days", default=365, show_default=True, help="How long it is good.")
@of_library
def create(settings: Settings, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Makes a key for the system NAME; it is shown this once."""
    from guiyi.library.migrate import open_library
    from guiyi.portal.keys import create_key

    click.echo(create_key(open_library(settings.library), name, list(scopes), days, _me()))


@key.command()
def scopes() -> None:
    """The scopes there are."""
    from guiyi.portal.keys import SCOPES

    for name, meaning in SCOPES.items():
        click.echo(f"{name}  {meaning}")


@key.command("list")
@of_library
def list_(settings: Settings) -> None:
    """All keys, without their secrets."""
    from guiyi.library.migrate import open_library
    from guiyi.portal.keys import list_keys

    rows = [
        (one["id"], one["name"], " ".join(one["scopes"]), one["created_by"], one["created_at"],
         f"revoked {one['revoked_at']}" if one["revoked_at"] else one["expires_at"])
        for one in list_keys(open_library(settings.library))
    ]  # fmt: skip
    print_rows(("id", "name", "scopes", "made by", "made at", "good until"), rows, "there is no key yet")


@key.command()
@click.argument("ident")
@of_library
def revoke(settings: Settings, ident: str) -> None:
    """Ends the key with this id at once."""
    from guiyi.library.migrate import open_library
    from guiyi.portal.keys import revoke_key

    revoke_key(open_library(settings.library), ident, _me())
    console.print(f"{ident} is revoked")


def _me() -> str:
    return f"command:{getpass.getuser()}"
