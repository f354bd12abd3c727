"""What values of a script can do: the methods of lists, texts, functions, promises and parts of a reply."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from guiyi.scripts.language.patterns import LONGEST_SUBJECT, Pattern, match_of
from guiyi.scripts.language.values import (
    LONGEST_TEXT,
    OPAQUE,
    OPEN,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Promise,
    Unknown,
    is_true,
    number_of,
    promised,
    text_of,
)

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower

MOST_GROUPS = 5  # $1 of a text
SAME = frozenset(
    (
        "json text toString trim slice substring substr replace replaceAll concat split filter sort reverse valueOf "
        "toFixed toLowerCase toUpperCase parse data"
    ).split()
)
TURNING = frozenset("map forEach filter each some every find findIndex reduce flatMap sort".split())
ENDED = frozenset(("then", "done", "success", "finally", "always", "complete"))
MOST = 300  # entries of a list that a function is called for


def field_method(one: Follower, this: Field, name: str, arguments: list[Any]) -> Any:
    """A method of a part of a reply: a list of it has one row, a text is itself."""
    if name in TURNING and arguments and isinstance(arguments[0], Function | Native):
        row = this.part("0")
        given = [OPAQUE, row, 0] if name == "reduce" else [row, 0, this]
        result = one.call(arguments[0], UNDEFINED, given)
        return {"map": [result], "flatMap": result, "find": row}.get(name, this)
    if name in ENDED and arguments:
        return promised(one.call(arguments[0], UNDEFINED, [this]))
    if name in SAME or name == "data":
        return this if name != "split" else [this]
    if name in ("hasOwnProperty", "includes", "test", "startsWith", "indexOf"):
        return OPAQUE
    return this if name in ("get", "at", "shift", "pop") and not arguments else OPAQUE


def part_of(one: Follower, holder: list[Any] | str, name: str) -> Any:
    """A part or method of a list or text."""
    if name == "length":
        return len(holder)
    if name.isdecimal():
        return holder[int(name)] if int(name) < len(holder) else UNDEFINED
    methods: dict[str, Callable[..., Any]] = LISTS if isinstance(holder, list) else TEXTS
    if name not in methods:
        return method_of(one, holder, name)
    method = methods[name]
    kind = type(holder)

    def work(this: Any, given: list[Any]) -> Any:
        of = this if isinstance(this, kind) else holder
        for value in (of, *given):
            one.charge(value if isinstance(value, str | list) else None)
        return method(one, of, *given)

    return Native(work)


def method_of(one: Follower, holder: Any, name: str) -> Any:
    """What every function, promise, pattern and object can do."""
    if isinstance(holder, Promise) and name == "next":  # of a function that waits: what it was followed to
        return Native(lambda _this, _given: Obj({"value": holder.value, "done": True}))
    if isinstance(holder, Promise):
        return Native(lambda _this, given: _then(one, holder, name, given))
    if isinstance(holder, Pattern) and name in ("exec", "test"):
        return Native(lambda _this, given: match_of(one, holder, text_of(given[0]) if given else "", name == "test"))
    if isinstance(holder, Function | Native) and name in ("call", "apply", "bind"):
        return Native(lambda _this, given: _handed(one, holder, name, given))
    if name == "hasOwnProperty":
        return Native(lambda this, given: bool(given) and isinstance(this, Obj) and text_of(given[0]) in this.entries)
    if name in ("toString", "toFixed", "valueOf") and isinstance(holder, int | float | str):
        return Native(lambda this, _given: text_of(this))
    return UNDEFINED


def _then(one: Follower, this: Promise, name: str, given: list[Any]) -> Any:
    if name in ENDED and given and isinstance(given[0], Function | Native):
        return promised(one.call(given[0], UNDEFINED, [this.value, "success", OPAQUE]))
    return this


def _handed(one: Follower, function: Any, name: str, given: list[Any]) -> Any:
    this, rest = (given[0] if given else UNDEFINED), given[1:]
    if name == "apply":
        return one.call(function, this, list(rest[0]) if rest and isinstance(rest[0], list) else [])
    if name == "call":
        return one.call(function, this, rest)
    return Native(lambda _this, more: one.call(function, this, [*rest, *more]))


def _turned(kind: str) -> Callable[..., Any]:
    """map, filter, forEach and the like of a list."""

    def turn(one: Follower, this: list[Any], function: Any = None, *_rest: Any) -> Any:
        told = [one.call(function, UNDEFINED, [value, at, this]) for at, value in enumerate(this[:MOST])]
        if kind == "map":
            return told
        kept = [value for value, is_in in zip(this, told, strict=False) if is_true(is_in)]
        return {
            "filter": kept,
            "find": kept[0] if kept else UNDEFINED,
            "some": bool(kept),
            "every": len(kept) == len(told),
        }.get(kind)

    return turn


def _joined(_one: Follower, this: list[Any], by: Any = ",", *_rest: Any) -> str:
    mark, parts, size = text_of(by), list[str](), 0
    for value in this[:1000]:
        parts.append("" if value is None or value is UNDEFINED else text_of(value))
        size += len(parts[-1]) + len(mark)
        if size > LONGEST_TEXT:
            break
    return mark.join(parts)


def _push(_one: Follower, this: list[Any], *given: Any) -> int:
    if len(this) < 5000:
        this.extend(given)
    return len(this)


def _cut(_one: Follower, this: Any, start: Any = 0, end: Any = UNDEFINED, *_rest: Any) -> Any:
    first, last = number_of(start), number_of(end) if end is not UNDEFINED else len(this)
    if isinstance(first, Unknown) or isinstance(last, Unknown) or (isinstance(this, str) and OPEN in this):
        return this
    return this[int(first) : int(last)]


def _between(one: Follower, this: str, start: Any = 0, end: Any = UNDEFINED, *_rest: Any) -> Any:
    first, last = number_of(start), number_of(end) if end is not UNDEFINED else len(this)
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return this
    low, high = sorted((max(0, int(first)), max(0, int(last))))
    return _cut(one, this, low, high)


def _from(one: Follower, this: str, start: Any = 0, count: Any = UNDEFINED, *_rest: Any) -> Any:
    first, many = number_of(start), number_of(count) if count is not UNDEFINED else len(this)
    if isinstance(first, Unknown) or isinstance(many, Unknown):
        return this
    begin = int(first) if first >= 0 else max(0, len(this) + int(first))
    return _cut(one, this, begin, begin + max(0, int(many)))


def _parted(one: Follower, this: str, by: Any = UNDEFINED, *_rest: Any) -> Any:
    if isinstance(by, Pattern):
        return by.compiled.split(this) if by.compiled is not None and by.is_soon(one, this) else [this]
    return [this] if by is UNDEFINED else list(this) if by == "" else this.split(text_of(by))


def _replaced(one: Follower, this: str, what: Any = "", by: Any = "", *_rest: Any) -> Any:
    if isinstance(what, Pattern):
        is_text = not isinstance(by, Function | Native) and len(text_of(by)) <= LONGEST_SUBJECT
        if what.compiled is None or not is_text or text_of(by).count("$") > MOST_GROUPS or not what.is_soon(one, this):
            return this
        new = re.sub(r"\$(\d)", r"\\\1", text_of(by).replace("\\", "\\\\"))
        try:
            return what.compiled.sub(new, this, 0 if what.is_all else 1)
        except (re.error, IndexError):
            return this
    return this.replace(text_of(what), text_of(by), 1)


def _replaced_all(one: Follower, this: str, what: Any = "", by: Any = "", *_rest: Any) -> Any:
    if isinstance(what, Pattern):
        return _replaced(one, this, what, by)
    old, new = text_of(what), text_of(by)
    return this.replace(old, new) if len(this) + this.count(old) * len(new) <= LONGEST_TEXT else OPAQUE


def _all_joined(one: Follower, this: str, *given: Any) -> Any:
    return _joined(one, [this, *given], "")


def _place(_one: Follower, this: list[Any], what: Any = None, *_rest: Any) -> int:
    """Where a value stands in a list. Lists and objects are none but themselves."""
    is_plain = isinstance(what, str | int | float)
    same = (
        at for at, one in enumerate(this) if one is what or (is_plain and not isinstance(one, list) and one == what)
    )
    return next(same, -1)


def _matched(one: Follower, this: str, what: Any = None, *_rest: Any) -> Any:
    if not isinstance(what, Pattern):
        return OPAQUE
    if what.is_all and what.compiled is not None and what.is_soon(one, this):
        return [match[0] for match in what.compiled.finditer(this)] or None
    return match_of(one, what, this, is_test=False)


LISTS: dict[str, Callable[..., Any]] = {
    **{kind: _turned(kind) for kind in ("map", "filter", "forEach", "find", "some", "every")},
    "join": _joined,
    "push": _push,
    "slice": _cut,
    "concat": lambda _one, this, *given: [
        *this,
        *(value for one in given for value in (one if isinstance(one, list) else [one])),
    ][:5000],
    "indexOf": _place,
    "includes": lambda one, this, what=None, *_rest: _place(one, this, what) >= 0,
    "pop": lambda _one, this, *_rest: this.pop() if this else UNDEFINED,
    "shift": lambda _one, this, *_rest: this.pop(0) if this else UNDEFINED,
    "reverse": lambda _one, this, *_rest: this[::-1],
    "sort": lambda _one, this, *_rest: this,
}
TEXTS: dict[str, Callable[..., Any]] = {
    "slice": _cut,
    "substring": _between,
    "substr": _from,
    "split": _parted,
    "replace": _replaced,
    "replaceAll": _replaced_all,
    "match": _matched,
    "trim": lambda _one, this, *_rest: this.strip(),
    "indexOf": lambda _one, this, what="", *_rest: this.find(text_of(what)),
    "lastIndexOf": lambda _one, this, what="", *_rest: this.rfind(text_of(what)),
    "includes": lambda _one, this, what="", *_rest: text_of(what) in this,
    "startsWith": lambda _one, this, what="", *_rest: this.startswith(text_of(what)),
    "endsWith": lambda _one, this, what="", *_rest: this.endswith(text_of(what)),
    "toLowerCase": lambda _one, this, *_rest: this.lower(),
    "toUpperCase": lambda _one, this, *_rest: this.upper(),
    "concat": _all_joined,
    "charAt": lambda _one, this, at=0, *_rest: this[int(at) : int(at) + 1] if isinstance(at, int) else "",
    "search": lambda one, this, what=None, *_rest: (
        (found.start() if (found := what.compiled.search(this)) else -1)
        if isinstance(what, Pattern) and what.compiled and what.is_soon(one, this)
        else OPAQUE
    ),
}
