"""The command line. Exit codes: 0 done · 1 failed · 2 usage or configuration · 3 finished, but held by a gate."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from rich.markup import escape

from guiyi import __version__
from guiyi.commands import (
    archive,
    copies,
    evidence,
    interaction,
    keeping,
    library,
    redirects,
    retire,
    review,
    serve,
    services,
    sites,
    supervise,
)
from guiyi.commands.helping import Formatter, Listed, mistakes_in_language
from guiyi.commands.output import NO_ROOM, console
from guiyi.commands.survey import survey
from guiyi.errors import GuiyiError
from guiyi.settings import Settings
from guiyi.wording.language import VARIABLE

click.Context.formatter_class = Formatter  # of all commands


class Commands(Listed):
    """Turns the error tree into messages and exit codes."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Reads the options that stand before a command."""
        with mistakes_in_language():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error of ours is one message, never a stack trace."""
        try:
            with mistakes_in_language():
                return super().invoke(ctx)
        except GuiyiError as error:
            console.print(f"[bold red]{type(error).__name__}[/]: ", end="")
            console.print(str(error), markup=False, soft_wrap=True)
            sys.exit(error.exit_code)
        except OSError as error:
            if not isinstance(error.filename, str) and error.errno not in NO_ROOM:
                raise  # of a pipe or a connection
            where = f"{escape(error.filename)}: " if isinstance(error.filename, str) else ""
            console.print(f"[bold red]Error[/]: {where}{error.strerror}", highlight=False, soft_wrap=True)
            sys.exit(1)
        except Exception as error:
            if not type(error).__module__.startswith("botocore."):  # of the store's S3 service; loaded only with one
                raise
            told = (
                f"the S3 service of the store: {error}; AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY say"
            )
            console.print(
                f"[bold red]StoreError[/]: {escape(told)} where it is and who asks", highlight=False, soft_wrap=True
            )
            sys.exit(1)


def _speak(language: str | None) -> None:
    if language:
        os.environ[VARIABLE] = language  # what is started from here speaks it, too


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="guiyi")
@click.option("--library", metavar="URL", help="Library database (GUIYI_LIBRARY; default sqlite:///var/library.db).")
@click.option("--store", metavar="URL", help="Store for archives and files (GUIYI_STORE; default var/store).")
@click.option("--configs", metavar="DIR", help="Configuration (GUIYI_CONFIGS; default configs).")
@click.option(
    "--language",
    type=click.Choice(["zh"]),
    is_eager=True,  # before --help
    expose_value=False,
    callback=lambda ctx, parameter, language: _speak(language),
    help="All in Chinese (GUIYI_LANGUAGE; default: labels in both, messages in English).",
)
@click.pass_context
def main(ctx: click.Context, library: str | None, store: str | None, configs: str | None) -> None:
    """归一 Guiyi: folds a city's old government sites into one platform, and proves that nothing was lost."""
    ctx.obj = Settings.from_environment(library, store, configs)


COMMANDS = (
    services.demo, survey,
    sites.check, sites.show, sites.plan, sites.migrate, sites.status, sites.wave, sites.diagnose, sites.reconcile,
    review.review,
    library.export, library.import_, library.platforms, redirects.redirects, library.rollback, interaction.interaction,
    supervise.supervise,
    retire.retire, retire.verify, retire.hits, archive.archive, evidence.audit, evidence.evidence,
    serve.serve, serve.key,
    keeping.backup, keeping.restore,
    services.up, services.worker, services.deploy, services.pause, services.resume, services.doctor,
)  # fmt: skip
for command in COMMANDS:
    main.add_command(command)
for command in (copies.copies_, copies.split, copies.join):
    review.review.add_command(command)

if __name__ == "__main__":
    main()
