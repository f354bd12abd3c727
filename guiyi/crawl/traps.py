"""Calendars, sessions and other endless addresses: a form of address whose pages only repeat themselves ends by rule.

Pages of one form (the same address but for its numbers) are compared by their words without numbers. Where nearly all
of many pages say the same, further addresses of the form are not asked for; articles and lists, whose words differ,
never come to that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from guiyi.prints import sha256_of

NUMBER = re.compile(r"\d+")
HEX = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?![0-9a-zA-Z])", re.IGNORECASE)
REPEATS = 20  # pages of one form that repeat another, from which the form may be a trap …
REPEAT = "repeat each other"
AGAIN = f"trap: % {REPEAT}"  # an address that was left out since it would only repeat what others of its form say
SHARE = 0.8  # … if they are at least this share of its pages


@dataclass
class _Form:
    pages: int = 0
    repeats: int = 0
    seen: set[str] = field(default_factory=set)


class Traps:
    """What is known of the forms of a site's addresses."""

    def __init__(self) -> None:
        self.forms: dict[str, _Form] = {}
        self.has_repeats = False  # whether a form repeats itself often enough to be looked at

    def note(self, url: str, words: str) -> None:
        """A page that was got: its address, and its text."""
        form = self.forms.setdefault(form_of(url), _Form())
        form.pages += 1
        mark = sha256_of(NUMBER.sub("", "".join(words.split())).encode("utf-8", "replace"))[:16]
        form.repeats += mark in form.seen
        self.has_repeats |= form.repeats >= REPEATS
        form.seen.add(mark)

    def refusal(self, url: str) -> str | None:
        """Why an address is not asked for; None if it may be."""
        form = self.forms.get(form_of(url)) if self.has_repeats else None
        if form is None or form.repeats < REPEATS or form.repeats < SHARE * form.pages:
            return None
        return f"trap: {form.repeats} of {form.pages} pages of the form {form_of(url)} {REPEAT}"


def form_of(url: str) -> str:
    """An address → the same with its numbers and long hexadecimal names as #; values of parameters do not count.

    >>> form_of("http://a.example.test/calendar/2018/03.html?day=5&sid=f00dcafe1")
    '/calendar/#/#.html?day&sid'
    """
    parts = urlsplit(url)
    names = sorted({one.split("=", 1)[0] for one in parts.query.split("&") if one})
    path = NUMBER.sub("#", HEX.sub("#", parts.path))
    return path + (f"?{'&'.join(names)}" if names else "")
