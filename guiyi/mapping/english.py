"""What the words of an English column's name tell: whole words, whatever their case, and both of two joined ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS = re.compile(r"[a-z0-9'’£]+")
JOINED = re.compile(r"\s*(?:&|,|/|\band\b)\s*", re.IGNORECASE)
PARTLY = 0.8  # where one of two joined words tells, and the other nothing


def english_names(names: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Names as people write them, and their columns → those in English by their words."""
    return {words: column for name, column in names.items() if name.isascii() and (words := _words(name))}


def told_in_english(name: str, known: Mapping[tuple[str, ...], str], sure: float) -> tuple[str, float] | None:
    """A column's name, the known names, how sure an end is → its column and how sure; None where none is told.

    >>> known = english_names({"News": "info.news", "Tenders": "info.procurement", "Bids": "info.procurement"})
    >>> told_in_english("Council news", known, 0.9), told_in_english("Tenders and bids", known, 0.9)
    (('info.news', 0.9), ('info.procurement', 0.9))
    >>> told_in_english("News and contracts", known, 0.9), told_in_english("Newsletters", known, 0.9)
    (('info.news', 0.8), None)
    """
    if (whole := _end(name, known)) is not None:
        return whole, sure
    told = [_end(part, known) for part in JOINED.split(name)]
    found = {one for one in told if one is not None}
    if len(found) != 1:
        return None
    return found.pop(), sure if None not in told else min(sure, PARTLY)


def _end(name: str, known: Mapping[tuple[str, ...], str]) -> str | None:
    """The column of the longest end of a name; of joined words only as a whole: News and events ends in neither."""
    words = _words(name)
    if JOINED.search(name):
        return known.get(words)
    return next((known[words[at:]] for at in range(len(words)) if words[at:] in known), None)


def _words(name: str) -> tuple[str, ...]:
    return tuple(WORDS.findall(name.lower()))
