"""Where commands speak: progress and messages to standard error, what a program would read to standard output."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.text import Text

from guiyi.wording.language import told

MARK = re.compile(r"(\[/?[a-z ]*\])")


class Spoken(Console):
    """A console that says all in the operators' language."""

    def render_str(self, text: str, **how: Any) -> Text:
        """A text, or a cell of a table, as it is printed."""
        return super().render_str(self.in_language(text), **how)

    @staticmethod
    def in_language(text: str) -> str:
        """What stands between its marks, such as [bold], part by part."""
        return "".join(map(told, MARK.split(text)))


console = Spoken(stderr=True, highlight=False)


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Where a command writes → the file once it is whole; else what stood there stays, as half a redirect map is none.

    Links and devices, such as /dev/stdout, are written straight. OSError names the file.
    """
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


def exit_with(code: int) -> None:
    """Ends the command with an exit code of the contract; 0 lets it end by itself."""
    if code:
        sys.exit(code)


def echo_json(said: Any) -> None:
    """Prints a value as a line of JSON to standard output."""
    click.echo(json.dumps(said, ensure_ascii=False))
