"""Where commands speak: progress and messages to standard error, what a program would read to standard output."""

from __future__ import annotations

import sys

from rich.console import Console

console = Console(stderr=True, highlight=False)


def exit_with(code: int) -> None:
    """Ends the command with an exit code of the contract; 0 lets it end by itself."""
    if code:
        sys.exit(code)
