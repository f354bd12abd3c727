"""The words of the portal, Chinese and English, from one catalogue: words.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")


@cache
def words() -> dict[str, list[str]]:
    """Key → the word in each of LANGUAGES."""
    text = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found
