"""What the words of an English column's name tell: whole words, whatever their case, and both of two joined ones."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS = re.compile(r"[a-z0-9'’£]+")
JOINED = re.compile(r"\s*(?:&|,|/|\band\b)\s*", re.IGNORECASE)
EMPTY = frozenset(("the", "of", "and", "our", "your", "a", "an", "for", "to", "in", "us", "we"))
PLURAL = re.compile(r"(?<=[a-z]{3})(?:ies|(?<!s)(?<!new)s)$")  # press and news are none
ABOUT = ("about",)
PARTLY = 0.8  # where one of two joined words tells, and the other nothing


def english_names(names: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Names as people write them, and their columns → those in English by their words."""
    return {words: column for name, column in names.items() if name.isascii() and (words := english_words(name))}


def told_in_english(name: str, known: Mapping[tuple[str, ...], str], sure: float) -> tuple[str, float] | None:
    """A column's name, the known names, how sure an end is → its column and how sure; None where none is told.

    >>> known = english_names({"News": "info.news", "Tenders": "info.procurement", "Bids": "info.procurement"})
    >>> told_in_english("Council news", known, 0.9), told_in_english("Tenders and bids", known, 0.9)
    (('info.news', 0.9), ('info.procurement', 0.9))
    >>> told_in_english("News and contracts", known, 0.9), told_in_english("Newsletters", known, 0.9)
    (('info.news', 0.8), None)
    >>> told_in_english("About Lanhu News", {("about",): "info.organization", ("news",): "info.news"}, 0.9)
    ('info.organization', 0.9)
    """
    if (whole := _end(name, known)) is not None:
        return whole, sure
    told = [_end(part, known) for part in JOINED.split(name)]
    found = {one for one in told if one is not None}
    if len(found) != 1:
        return None
    return found.pop(), sure if None not in told else min(sure, PARTLY)


def _end(name: str, known: Mapping[tuple[str, ...], str]) -> str | None:
    """The column of the longest end of a name; of joined words only as a whole: News and events ends in neither. About
    and whatever it is about are as About.
    """
    words = english_words(name)
    if words[:1] == ABOUT:
        return known.get(words) or known.get(ABOUT)
    if JOINED.search(name):
        return known.get(words)
    return next((known[words[at:]] for at in range(len(words)) if words[at:] in known), None)


def english_words(name: str) -> tuple[str, ...]:
    """A name → its words, without case; laws & regulations are laws and regulations.

    >>> english_words("Laws & Regulations") == english_words("Laws and Regulations")
    True
    """
    return tuple(word for word in WORDS.findall(name.lower()) if word != "and")


def telling_words(name: str) -> frozenset[str]:
    """A name → its words that tell something, in the singular, to be compared; told by its end is Policies, not Policy.

    >>> sorted(telling_words("Our Job Vacancies & the press")), sorted(telling_words("News releases"))
    (['job', 'press', 'vacancy'], ['news', 'release'])
    """
    words = frozenset(english_words(name)) - EMPTY
    return frozenset(PLURAL.sub(lambda end: "y" if end[0] == "ies" else "", word) for word in words)
