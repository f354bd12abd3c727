"""What the language itself gives to a script: texts, lists, promises, patterns, JSON, Math, Object."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from guiyi.crawl.paging.program.grammar import Broken, Expressions, tokens_of
from guiyi.crawl.paging.program.values import (
    CLOSE,
    LONGEST_TEXT,
    MARKED,
    OPAQUE,
    OPEN,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Unknown,
    is_true,
    lived,
    number_of,
    text_of,
)

if TYPE_CHECKING:
    from guiyi.crawl.paging.program.following import Follower

MOST_WAYS, WAYS_OF_STEP, MOST_GROUPS = 1_000_000, 100, 5  # in which a pattern may be tried; of one step; $1 of a text
LONGEST_SUBJECT, LONGEST_PATTERN, MOST_OPEN = 400, 200, 3  # of patterns: characters, and repeats without an end
SAME = frozenset(
    (
        "json text toString trim slice substring substr replace replaceAll concat split filter sort reverse valueOf "
        "toFixed toLowerCase toUpperCase parse data"
    ).split()
)
TURNING = frozenset("map forEach filter each some every find findIndex reduce flatMap sort".split())
ENDED = frozenset(("then", "done", "success", "finally", "always", "complete"))
MOST = 300  # entries of a list that a function is called for
SAFE = "!~*'()"
FUNCTION, SIZE = re.compile(r"^\s*function\b"), "length"


class Promise(Obj):
    """What will be: its value is there already."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Pattern(Obj):
    """A regular expression; compiled is None where it is not followed."""

    def __init__(self, source: str, flags: str) -> None:
        super().__init__({"source": source, "lastIndex": 0})
        self.is_all = "g" in flags
        self.compiled = _compiled(source, flags)
        self.cost = _cost(source) if self.compiled is not None else (0, 0)

    def is_soon(self, one: Follower, subject: str) -> bool:
        """Whether this is done with a text in few ways, which are paid for."""
        size = len(subject)
        ways = self.cost[1] * (size + 1) ** self.cost[0] if size <= LONGEST_SUBJECT else MOST_WAYS + 1
        if ways > MOST_WAYS:
            return False
        one.spend(int(ways) // WAYS_OF_STEP)
        return True


def _cost(source: str) -> tuple[int, int]:
    """A pattern → by what power of a text's length it may be tried, and in how many ways beside.

    >>> _cost("(^|&)id=([^&]*)(&|$)"), _cost("a?a?a?aaa"), _cost("^[a-z]{1,3}$")
    ((2, 4), (1, 8), (1, 3))
    """
    simple = re.sub(r"\\.|\[(?:[^\]\\]|\\.)*\]", "x", source).replace("(?", "(")
    power, ways = 1 + len(re.findall(r"[*+]|\{\d*,\}", simple)), 2 ** (simple.count("?") + simple.count("|"))
    for least, most in re.findall(r"\{(\d*),(\d+)\}", simple):
        ways *= max(1, int(most[:6]) - int(least[:6] or "0") + 1)
    return power, ways


def pattern(source: str, flags: str) -> Pattern:
    """A regular expression of a script."""
    return Pattern(source, flags)


def _compiled(source: str, flags: str) -> re.Pattern[str] | None:
    """A pattern that can't take long; None for any other.

    >>> _compiled("(^|&)id=([^&]*)(&|$)", "i").search("a=1&id=7")[2], _compiled("(a+)+$", ""), _compiled("(a|aa)*b", "")
    ('7', None, None)
    """
    plain = re.sub(r"\\.|\[(?:[^\]\\]|\\.)*\]", "x", source)
    is_long = len(source) > LONGEST_PATTERN or len(re.findall(r"[*+]|\{\d*,\}", plain)) > MOST_OPEN
    if is_long or re.search(r"\)(?:[*+]|\{)", plain) or "(?<" in source:
        return None
    try:
        return re.compile(source.replace("[^]", r"[\s\S]").replace("$)", r"\Z)"), re.IGNORECASE if "i" in flags else 0)
    except (re.error, OverflowError):
        return None


def promise(_one: Follower, value: Any) -> Promise:
    """A value → the promise of it."""
    return value if isinstance(value, Promise) else Promise(value)


def awaited(value: Any) -> Any:
    """What a promise is of; any other value as it is."""
    return value.value if isinstance(value, Promise) else value


def type_of(value: Any) -> Any:
    """typeof."""
    if isinstance(value, Unknown):
        return OPAQUE
    if isinstance(value, Function | Native):
        return "function"
    names: dict[type, str] = {str: "string", bool: "boolean", int: "number", float: "number"}
    return "undefined" if value is UNDEFINED else names.get(type(value), "object")


def turns(of: Any, is_keys: bool) -> list[Any]:
    """What a loop over a value takes one after the other: of a reply, one row."""
    if isinstance(of, Field):
        return ["0"] if is_keys else [of.part("0")]
    if isinstance(of, list):
        return [str(at) for at in range(len(of))] if is_keys else list(of)
    if isinstance(of, Obj):
        return list(of.entries)
    return list(of) if isinstance(of, str) else []


def field_method(one: Follower, this: Field, name: str, arguments: list[Any]) -> Any:
    """A method of a part of a reply: a list of it has one row, a text is itself."""
    if name in TURNING and arguments and isinstance(arguments[0], Function | Native):
        row = this.part("0")
        given = [OPAQUE, row, 0] if name == "reduce" else [row, 0, this]
        result = one.call(arguments[0], UNDEFINED, given)
        return {"map": [result], "flatMap": result, "find": row}.get(name, this)
    if name in ENDED and arguments:
        return promise(one, one.call(arguments[0], UNDEFINED, [this]))
    if name in SAME or name == "data":
        return this if name != "split" else [this]
    if name in ("hasOwnProperty", "includes", "test", "startsWith", "indexOf"):
        return OPAQUE
    return this if name in ("get", "at", "shift", "pop") and not arguments else OPAQUE


def evaluated(one: Follower, source: Any, scope: Any = None) -> Any:
    """eval of data, of a reply, or of an expression."""
    if not isinstance(source, str):
        return source
    one.spend(len(source))
    mark = MARKED.search(source)
    if mark is not None:
        return Field(mark[1])
    try:
        return one.value(Expressions(tokens_of(source)).expression(), scope or one.top)
    except (Broken, IndexError, NotImplementedError, RecursionError):
        return OPAQUE


def parsed(source: Any) -> Any:
    """JSON.parse."""
    if not isinstance(source, str):
        return source
    if OPEN in source:
        return Field(MARKED.findall(source)[0]) if MARKED.search(source) else OPAQUE
    try:
        return lived(json.loads(source))
    except (ValueError, RecursionError):
        return OPAQUE


def part_of(one: Follower, holder: list[Any] | str, name: str) -> Any:
    """A part or method of a list or text."""
    if name == SIZE:
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
    if isinstance(holder, Promise):
        return Native(lambda _this, given: _then(one, holder, name, given))
    if isinstance(holder, Pattern) and name in ("exec", "test"):
        return Native(lambda _this, given: _match(one, holder, text_of(given[0]) if given else "", name == "test"))
    if isinstance(holder, Function | Native) and name in ("call", "apply", "bind"):
        return Native(lambda _this, given: _handed(one, holder, name, given))
    if name == "hasOwnProperty":
        return Native(lambda this, given: bool(given) and isinstance(this, Obj) and text_of(given[0]) in this.entries)
    if name in ("toString", "toFixed", "valueOf") and isinstance(holder, int | float | str):
        return Native(lambda this, _given: text_of(this))
    return UNDEFINED


def _then(one: Follower, this: Promise, name: str, given: list[Any]) -> Any:
    if name in ENDED and given and isinstance(given[0], Function | Native):
        return promise(one, one.call(given[0], UNDEFINED, [this.value, "success", OPAQUE]))
    return this


def _handed(one: Follower, function: Any, name: str, given: list[Any]) -> Any:
    this, rest = (given[0] if given else UNDEFINED), given[1:]
    if name == "apply":
        return one.call(function, this, list(rest[0]) if rest and isinstance(rest[0], list) else [])
    if name == "call":
        return one.call(function, this, rest)
    return Native(lambda _this, more: one.call(function, this, [*rest, *more]))


def _match(one: Follower, this: Pattern, subject: str, is_test: bool) -> Any:
    if OPEN in subject or this.compiled is None or not this.is_soon(one, subject):
        return OPAQUE
    match = this.compiled.search(subject)
    if is_test:
        return match is not None
    return [match[0], *(UNDEFINED if part is None else part for part in match.groups())] if match else None


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
    return _match(one, what, this, is_test=False)


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


def _whole(_this: Any, given: list[Any]) -> Any:
    """parseInt."""
    if given and isinstance(given[0], Field):
        return given[0]
    number = re.match(r"\s*([+-]?\d{1,15})", text_of(given[0])) if given else None
    return int(number[1]) if number else OPAQUE


def _extended(_this: Any, given: list[Any]) -> Any:
    """Object.assign, and $.extend."""
    parts = [one for one in given if isinstance(one, Obj)]
    if not parts:
        return Obj()
    for part in parts[1:]:
        parts[0].entries |= part.entries
    return parts[0]


def _math(name: str) -> Native:
    def work(_this: Any, given: list[Any]) -> Any:
        numbers = [number_of(one) for one in given]
        if not numbers or any(isinstance(one, Unknown) for one in numbers):
            return OPAQUE
        if name in ("max", "min"):
            return {"max": max, "min": min}[name](numbers)  # type: ignore[type-var]
        return {"ceil": math.ceil, "floor": math.floor, "round": round, "abs": abs}[name](numbers[0])  # type: ignore[operator]

    return Native(work)


def _escaped(_this: Any, given: list[Any]) -> Any:
    """encodeURIComponent: what is sent is written anew as parameters, which are escaped then."""
    return (
        given[0]
        if given and (isinstance(given[0], Field) or OPEN in text_of(given[0]))
        else quote(text_of(given[0]), safe=SAFE)
        if given
        else "undefined"
    )


def globals_of() -> dict[str, Any]:
    """The names that every script finds."""

    def first(work: Callable[[Any], Any]) -> Native:
        return Native(lambda _this, given: work(given[0] if given else UNDEFINED))

    keys = {
        "assign": Native(_extended),
        "keys": first(lambda of: turns(of, is_keys=True)),
        "freeze": first(lambda of: of),
        "values": first(
            lambda of: (
                list(of.entries.values()) if isinstance(of, Obj) else [of.part("0")] if isinstance(of, Field) else []
            )
        ),
        "entries": first(
            lambda of: [[name, value] for name, value in of.entries.items()] if isinstance(of, Obj) else []
        ),
        "defineProperty": Native(_defined),
        "create": first(lambda of: Obj(parent=of if isinstance(of, Obj) else None)),
    }
    return {
        "Math": Obj(
            {name: _math(name) for name in ("ceil", "floor", "round", "max", "min", "abs")}
            | {"random": Native(lambda _t, _g: OPAQUE)}
        ),
        "Object": Native(lambda _this, given: given[0] if given else Obj(), keys),
        "Array": Native(
            lambda _this, given: [] if len(given) == 1 else list(given),
            {
                "isArray": first(lambda of: isinstance(of, list) or (OPAQUE if isinstance(of, Unknown) else False)),
                "from": first(lambda of: of if isinstance(of, list | Field) else []),
            },
        ),
        "String": first(lambda of: of if isinstance(of, Unknown) else text_of(of)),
        "Number": first(lambda of: of if isinstance(of, Field) else number_of(of)),
        "Boolean": first(is_true),
        "parseInt": Native(_whole),
        "parseFloat": first(lambda of: of if isinstance(of, Field) else number_of(of)),
        "isNaN": first(lambda of: number_of(of) is OPAQUE and not isinstance(of, Unknown)),
        "encodeURIComponent": Native(_escaped),
        "encodeURI": first(lambda of: of),
        "escape": Native(_escaped),
        "decodeURIComponent": first(lambda of: unquote(of) if isinstance(of, str) else of),
        "decodeURI": first(lambda of: unquote(of) if isinstance(of, str) else of),
        "unescape": first(lambda of: unquote(of) if isinstance(of, str) else of),
        "undefined": UNDEFINED,
    }


def _defined(_this: Any, given: list[Any]) -> Any:
    """Object.defineProperty, of a value or of what gives one."""
    if len(given) > 2 and isinstance(given[0], Obj) and isinstance(given[2], Obj):
        getter = given[2].get("get")
        value = given[2].get("value") if getter is UNDEFINED else Obj({"()get": getter})
        given[0].put(text_of(given[1]), value)
    return given[0] if given else UNDEFINED


__all__ = ["CLOSE", "Promise", "evaluated", "globals_of"]
