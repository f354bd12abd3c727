"""Commands that keep it for years: backup, restore."""

from __future__ import annotations

import os
from pathlib import Path

import click

from guiyi.commands.output import console, exit_with
from guiyi.settings import Settings


def _prefect_database() -> str | None:
    """Prefect's own database: as its setting says, else the file in its home, if it is there."""
    if said := os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL"):
        return said
    path = Path(os.environ.get("PREFECT_HOME") or "var/prefect").resolve() / "prefect.db"
    return f"sqlite:///{path}" if path.exists() else None


def _say(text: str) -> None:
    console.print(text)


@click.command()
@click.argument("folder")
@click.option("--keep", type=click.IntRange(1), help="Afterwards, leave only so many backups, the newest.")
@click.option("--verify", is_flag=True, help="Take none; read the newest again and compare every byte's digest.")
@click.pass_obj
def backup(settings: Settings, folder: str, keep: int | None, verify: bool) -> None:
    """Library, store, configuration and Prefect's database into FOLDER, by content; what did not change is not copied.

    It may be taken while workers run. FOLDER may be an fsspec URL, such as s3://….
    """
    from guiyi.keeping.backup import list_backups, prune, read_backup, take_backup, verify_backup
    from guiyi.library.migrate import require_library

    if verify:
        names = list_backups(folder)
        faults = verify_backup(folder, read_backup(folder, names[-1])) if names else [f"{folder} has no backup"]
        console.print("\n".join(faults) or f"{names[-1]}: whole", markup=False)
        exit_with(1 if faults else 0)
        return
    require_library(settings.library)
    made = take_backup(settings, folder, _prefect_database(), _say)
    console.print(f"备份 backup {made.name}: {made.bytes:,} bytes")
    if keep:
        backups, objects = prune(folder, keep)
        console.print(f"deleted: {backups} older backups, {objects} files that only they held")


@click.command()
@click.argument("folder")
@click.option("--name", help="Which backup; default: the newest.")
@click.option("--list", "is_list", is_flag=True, help="Only list the backups there.")
@click.option("--prefect", help="URL of the database that Prefect's is restored into; default: not restored.")
@click.pass_obj
def restore(settings: Settings, folder: str, name: str | None, is_list: bool, prefect: str | None) -> None:
    """A backup into GUIYI_LIBRARY, GUIYI_STORE and GUIYI_CONFIGS, which must be empty; every byte is verified."""
    from guiyi.errors import ConfigError
    from guiyi.keeping.backup import list_backups, read_backup, restore_backup

    names = list_backups(folder)
    if is_list:
        click.echo("\n".join(names))
        return
    if not names:
        raise ConfigError(f"{folder} has no backup")
    found = read_backup(folder, name or names[-1])
    restore_backup(settings, folder, found, prefect, _say)
    console.print(f"恢复 restored {found.name}: {found.bytes:,} bytes, every one as it was")
