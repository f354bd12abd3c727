"""Where commands speak: progress and messages to standard error, what a program would read to standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from rich.console import Console

console = Console(stderr=True, highlight=False)


def exit_with(code: int) -> None:
    """Ends the command with an exit code of the contract; 0 lets it end by itself."""
    if code:
        sys.exit(code)


def echo_json(said: Any) -> None:
    """Prints a value as a line of JSON to standard output."""
    click.echo(json.dumps(said, ensure_ascii=False))
