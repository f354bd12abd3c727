"""The words of the portal, Chinese and English: words.yaml; and what the program says: sayings.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def _read(name: str) -> Any:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def words() -> dict[str, list[str]]:
    """Key → the word in each of codes.LANGUAGES."""
    found: dict[str, list[str]] = _read("words.yaml")
    return found


@cache
def _sayings() -> list[tuple[re.Pattern[str], str]]:
    """What the program says in English, as patterns → the same in Chinese, with \\1, \\2 for what varies."""
    return [(re.compile(said, re.DOTALL), chinese) for said, chinese in _read("sayings.yaml").items()]


def said(language: str, text: str) -> str:
    """A message of the program → in the reader's language, line by line; what is in no catalogue stays as it is.

    >>> said("zh", "say why it is held"), said("en", "say why it is held")
    ('请写明暂停公开的原因', 'say why it is held')
    """
    return "\n".join(_in_chinese(line) for line in text.split("\n")) if language == "zh" else text


def _in_chinese(line: str) -> str:
    for pattern, chinese in _sayings():
        match = pattern.fullmatch(line)
        if match:
            return match.expand(chinese)
    return line
