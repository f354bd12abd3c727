"""The words of the portal's pages, Chinese and English: words.yaml. What the program says is in guiyi.wording."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def words() -> dict[str, list[str]]:
    """Key → the word in each of codes.LANGUAGES."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found
