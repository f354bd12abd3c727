"""The words of codes, which the ledger, the library and the reports keep as they are: codes.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGES = ("zh", "en")
HELD_BY_REVIEWER = "held-by-reviewer"  # why a record waits that a person holds


@cache
def codes() -> dict[str, list[str]]:
    """Code → its word in each of LANGUAGES."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def code_word(language: str, code: str) -> str:
    """A code (why a record waits, what a doubt is, a deed in the log) → its word; what follows a colon is kept.

    >>> code_word("zh", "masked:phone"), code_word("en", "date-conflict"), code_word("zh", "brand-new")
    ('电话已遮盖', 'dates disagree', 'brand-new')
    """
    known = codes().get(code)
    if known:
        return known[LANGUAGES.index(language)]
    begin, colon, rest = code.partition(":")
    known = codes().get(begin) if colon else None
    return f"{known[LANGUAGES.index(language)]}: {rest}" if known else code
