"""Options that several commands take."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from guiyi.settings import Settings

AS_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")
BY = click.option("--by", default=getpass.getuser, show_default="your login", help="Who does it; it goes on record.")


def of_library(command: Callable[..., Any]) -> Callable[..., Any]:
    """As `click.pass_obj`, for a command on a library that is there: a mistyped one is told, and none is made."""

    @click.pass_obj
    @wraps(command)
    def on_library(settings: Settings, *arguments: Any, **options: Any) -> Any:
        from guiyi.library.migrate import require_library

        require_library(settings.library)
        return command(settings, *arguments, **options)

    return on_library
