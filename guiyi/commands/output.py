"""Where commands speak: progress and messages to standard error, what a program would read to standard output."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

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


def exit_with(code: int) -> None:
    """Ends the command with an exit code of the contract; 0 lets it end by itself."""
    if code:
        sys.exit(code)


def echo_json(said: Any) -> None:
    """Prints a value as a line of JSON to standard output."""
    click.echo(json.dumps(said, ensure_ascii=False))
