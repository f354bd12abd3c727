"""Data as a reply, or a script of a page, holds it."""

from __future__ import annotations

import json
from typing import Any


def json_of(text: str) -> Any:
    """A text → its data; None where it is no JSON, or deeper than can be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
