"""Where commands speak: progress and messages to standard error, what a program would read to standard output."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from guiyi.errors import ConfigError
from guiyi.wording.language import told

# What a terminal obeys, or which turns the order of what is read: a page's words may hold it.
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MARK = re.compile(r"(\[/?[a-z ]*\])")


class Spoken(Console):
    """A console that says all in the operators' language, and hands no command of a page's words to the terminal."""

    def render_str(self, text: str, **how: Any) -> Text:
        """A text, or a cell of a table, as it is printed."""
        return super().render_str(UNSHOWN.sub("", self.in_language(text)), **how)

    @staticmethod
    def in_language(text: str) -> str:
        """What stands between its marks, such as [bold], part by part."""
        return "".join(map(told, MARK.split(text)))


console = Spoken(stderr=True, highlight=False)


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Where a command writes → the file once it is whole; else what stood there stays, as half a redirect map is none.

    Links and devices, such as /dev/stdout, are written straight. OSError names the file. ConfigError: there is no such
    folder.
    """
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: there is no folder {path.parent}; make it first, or name another file")
    is_plain = not path.is_symlink() and (path.is_file() or not path.exists())
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp") if is_plain else path
    try:
        with partial.open("wb") as handle:
            yield handle
        if is_plain:
            partial.replace(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            error.filename = str(path)
        raise
    finally:
        if is_plain:
            partial.unlink(missing_ok=True)


def print_rows(names: Sequence[str], rows: Iterable[Sequence[object]], nothing: str, **how: Any) -> None:
    """Prints a table to standard output, its cells as they stand; where there is no row, says so.

    A cell that begins with "[" is no mark of ours; a figure stands to the right; how: as of rich's table.
    """
    shown = list(rows)
    if not shown:
        Spoken().print(nothing)
        return
    right = [isinstance(cell, int | float) and not isinstance(cell, bool) for cell in shown[0]]
    columns = [Column(name, "", overflow="fold", justify="right" if is_right else "left")
               for name, is_right in zip(names, right, strict=True)]  # fmt: skip
    table = Table(*columns, **how)
    for row in shown:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    Spoken().print(table)


def exit_with(code: int) -> None:
    """Ends the command with an exit code of the contract; 0 lets it end by itself."""
    if code:
        sys.exit(code)


def echo_json(said: Any) -> None:
    """Prints a value as a line of JSON to standard output."""
    click.echo(json.dumps(said, ensure_ascii=False))
