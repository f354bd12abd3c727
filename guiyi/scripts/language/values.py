"""What a script's expressions may be: Python's own values, objects, functions, and what is not known.

null is None. What an interface will answer is a `Field`: nothing is known of it but by what names it is reached; a text
into which it is joined keeps that name between marks, so that '/d?id=' + row.newsId is told from '/d?id=' + other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from guiyi.scripts.literals import UNKNOWN

OPEN, CLOSE = "\ue000", "\ue001"
MARKED = re.compile(rf"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
LONGEST_TEXT = 200_000
MOST_JOINED, MOST_PARTS = 100, 1000  # values of a list that make a text, that are made data for JSON
MOST_SENT = 3000  # values, and lines of text, that are made data for JSON


class Undefined:
    """The one value of what was never given."""

    def __bool__(self) -> bool:
        return False


class Unknown:
    """A value that can't be known."""


class Field(Unknown):
    """A part of a reply, by the path of names that leads to it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def part(self, name: str) -> Field:
        """What stands in it by a name or number."""
        return Field(f"{self.path}[]" if name.isdecimal() else f"{self.path}.{name}")


class Obj:
    """An object: its own entries, and where it looks for others."""

    def __init__(self, entries: dict[str, Any] | None = None, parent: Obj | None = None) -> None:
        self.entries: dict[str, Any] = entries if entries is not None else {}
        self.parent = parent

    def get(self, name: str) -> Any:
        """An entry, its own or its parent's; UNDEFINED for none."""
        at: Obj | None = self
        for _depth in range(20):
            if at is None:
                break
            if name in at.entries:
                return at.entries[name]
            at = at.parent
        return UNDEFINED

    def put(self, name: str, value: Any) -> None:
        """Sets an entry."""
        self.entries[name] = value

    def text(self) -> str:
        """What it is joined to a text as."""
        return "[object Object]"


class Native(Obj):
    """A function of ours: (this, arguments) → its value."""

    def __init__(self, call: Callable[[Any, list[Any]], Any], entries: dict[str, Any] | None = None) -> None:
        super().__init__(entries)
        self.call = call


class Function(Obj):
    """A function of the script, with the names that it sees."""

    def __init__(self, node: tuple[Any, ...], scope: Any, this: Any) -> None:
        super().__init__()
        self.node, self.scope, self.this = node, scope, this
        self.is_arrow = bool(node[4])


class Promise(Obj):
    """What will be: its value is there already."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Either(str):
    """A text that may as well be another: a choice by what a reply will tell."""

    other: str = ""


UNDEFINED, OPAQUE = Undefined(), Unknown()


def text_of(value: Any) -> str:
    """A value as a script joins it to a text.

    >>> text_of(3.0), text_of(None), text_of(["a", 1]), text_of(Field("r.id")) == f"{OPEN}r.id{CLOSE}"
    ('3', 'null', 'a,1', True)
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Field):
        return f"{OPEN}{value.path}{CLOSE}"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else str(value)
    if isinstance(value, list):
        return ",".join(map(text_of, islice(leaves(value), MOST_JOINED)))[:LONGEST_TEXT]
    return value.text() if isinstance(value, Obj) else UNKNOWN


def leaves(value: list[Any], depth: int = 0) -> Iterator[Any]:
    """What a list and the lists in it hold, one after the other; of each at least one, so that few make no end."""
    for one in value or [""]:
        if not isinstance(one, list):
            yield one if not isinstance(one, str) else one[: LONGEST_TEXT // MOST_JOINED]
        elif depth < 8:
            yield from leaves(one, depth + 1)
        else:
            yield ""


def is_true(value: Any) -> bool:
    """Whether a value counts as true; what is not known does."""
    if isinstance(value, list | Obj | Unknown):
        return True
    return bool(value) and value == value


def number_of(value: Any) -> float | Unknown:
    """A value as a number; OPAQUE where it is none that is known."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            number = float(value.strip() or "0")
        except ValueError:
            return OPAQUE
        return int(number) if abs(number) < 1e15 and number == int(number) else number
    return OPAQUE


def promised(value: Any) -> Promise:
    """A value → the promise of it."""
    return value if isinstance(value, Promise) else Promise(value)


def awaited(value: Any) -> Any:
    """What a promise is of; any other value as it is."""
    return value.value if isinstance(value, Promise) else value


def plain(value: Any, depth: int = 0, left: list[int] | None = None) -> Any:
    """A value → the same as data for JSON; UNKNOWN for what is not known, functions left out. left: how much may yet be
    made, since a few lists that hold each other many times would have no end."""
    left = [MOST_SENT] if left is None else left
    left[0] -= 1 + (len(value) // 100 if isinstance(value, str) else 0)
    if depth > 8 or left[0] < 0:
        return UNKNOWN
    if isinstance(value, list):
        return [plain(one, depth + 1, left) for one in value[:MOST_PARTS] if left[0] > 0]
    if isinstance(value, Obj):
        told = ((name, one) for name, one in value.entries.items() if not isinstance(one, Function | Native))
        return {name: plain(one, depth + 1, left) for name, one in told if one is not UNDEFINED and left[0] > 0}
    if isinstance(value, Unknown):
        return UNKNOWN
    return None if value is UNDEFINED else value


def lived(value: Any) -> Any:
    """Data of JSON → a value of a script."""
    if isinstance(value, dict):
        return Obj({str(name): lived(one) for name, one in value.items()})
    return [lived(one) for one in value] if isinstance(value, list) else value


def as_json(value: Any, left: list[int] | None = None) -> Any:
    """JSON.stringify of a value. left: as of plain."""
    if isinstance(value, Unknown):
        return value
    return json.dumps(plain(value, 0, left), ensure_ascii=False, separators=(",", ":"))
