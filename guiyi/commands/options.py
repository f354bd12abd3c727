"""Options that several commands take."""

from __future__ import annotations

import getpass

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON.")
BY = click.option("--by", default=getpass.getuser, show_default="your login", help="Who does it; it goes on record.")
