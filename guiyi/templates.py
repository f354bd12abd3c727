"""Templates of pages, reports and notices: what is put into them is escaped, but in plain text; a name without a value
is a mistake.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape


def templates_beside(module: str) -> Environment:
    """The `__file__` of a module → the templates in the folder beside it."""
    return Environment(
        loader=FileSystemLoader(Path(module).parent / "templates"), undefined=StrictUndefined,
        autoescape=select_autoescape(disabled_extensions=("txt",), default_for_string=True, default=True),
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
