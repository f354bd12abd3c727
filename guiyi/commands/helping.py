"""Help and mistakes of use, in the operators' language: what click lays out goes through the sayings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from rich.console import Console
from rich.text import Text

from guiyi.wording.language import is_chinese, told
from guiyi.wording.sayings import catalogue

LONG = 400  # characters that a command's line in the help may have
COLUMN = 30  # the widest that names of options stand beside their help; click's own
SENTENCES = re.compile(r"(?<=\.)\s+(?=[A-Z])")
SETTINGS = re.compile(r"(?:(.*)  )?\[(.*)\]", re.DOTALL)


def in_sentences(text: str) -> str:
    """A help text → the same in the operators' language: each sentence as the catalogue has it, else as it stands."""
    sentences = SENTENCES.split(" ".join(text.split()))
    said = [catalogue().get(one.removesuffix("."), one) for one in sentences]
    return "。".join(said) + "。" * (len(said) > 1 and not said[-1].endswith("。")) if said != sentences else text


def _of_option(text: str) -> str:
    """Help of an option, and behind it in brackets its default and the like."""
    found = SETTINGS.fullmatch(text)
    if found is None:
        return in_sentences(text)
    return f"{in_sentences(found[1] or '')}  [{'；'.join(map(told, found[2].split('; ')))}]".lstrip()


class Formatter(click.HelpFormatter):
    """click's layout, in Chinese where operators want that: lines are as wide as they look."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how the command is called."""
        super().write_usage(prog, args, told(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{'':>{self.current_indent}}{told(heading)}{'：' if is_chinese() else ':'}\n")

    def write_text(self, text: str) -> None:
        """The command's own help."""
        if is_chinese():
            wide = self.width - self.current_indent
            text = "\n\n".join(_laid_out(in_sentences(part), wide) for part in re.split(r"\n\s*\n", text))
        super().write_text(text)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = COLUMN, col_spacing: int = 2) -> None:
        """Options or commands, each with its help."""
        rows = list(rows)
        if is_chinese():
            first = min(max((len(name) for name, _ in rows), default=0), col_max) + col_spacing
            rows = [(name, _laid_out(_of_option(text), self.width - first - 2)) for name, text in rows]
        super().write_dl(rows, col_max, col_spacing)


def _laid_out(text: str, width: int) -> str:
    """A text → its lines of so many cells, marked so that click leaves them: a Chinese character has two."""
    console = Console(width=max(width, 20), file=None)
    return "\b\n" + "\n".join(line.plain.rstrip() for line in Text(text).wrap(console, console.width))


class Listed(click.Group):
    """A group whose help has all that its commands' first sentence says: click cuts it at the width of the screen."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by name."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(LONG)) for name, one in sorted(self.commands.items())])


class Mistake(click.UsageError):
    """A mistake of use, told in Chinese."""

    def show(self, file: IO[Any] | None = None) -> None:
        """The usage, where help is, and what is wrong, to standard error."""
        if self.ctx is not None:
            click.echo(self.ctx.get_usage(), file=file, err=True)
            click.echo(told(f"Try '{self.ctx.command_path} --help' for help."), file=file, err=True)
        click.echo(f"\n{told('Error')}：{self.format_message()}", file=file, err=True)


@contextmanager
def mistakes_in_language() -> Iterator[None]:
    """What is wrong with a command's words is told in the operators' language."""
    try:
        yield
    except click.UsageError as error:
        if not is_chinese() or isinstance(error, Mistake):
            raise
        raise Mistake(told(error.format_message().removesuffix(".")), error.ctx) from error
