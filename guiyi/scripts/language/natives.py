"""What the language itself gives to a script: texts, lists, promises, patterns, JSON, Math, Object."""

from __future__ import annotations

import json
import math
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from guiyi.scripts.grammar.expressions import Broken, Expressions, tokens_of
from guiyi.scripts.language.values import (
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
from guiyi.scripts.literals import UNKNOWN

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower

SAFE = "!~*'()"


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


def _whole(_this: Any, given: list[Any]) -> Any:
    """parseInt."""
    if given and isinstance(given[0], Field):
        return given[0]
    number = re.match(r"\s*([+-]?\d{1,15})", text_of(given[0])) if given else None
    return int(number[1]) if number else OPAQUE


def extended(_this: Any, given: list[Any]) -> Any:
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
        "assign": Native(extended),
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
        "btoa": first(_packed),
        "atob": first(_unpacked),
    }


def _packed(of: Any) -> Any:
    """btoa: a text of single bytes; OPAQUE of what is not known, or is none."""
    if isinstance(of, Unknown) or OPEN in text_of(of) or UNKNOWN in text_of(of):
        return OPAQUE
    try:
        return b64encode(text_of(of).encode("latin-1")).decode()
    except UnicodeEncodeError:
        return OPAQUE


def _unpacked(of: Any) -> Any:
    """atob."""
    try:
        return b64decode(of, validate=True).decode("latin-1") if isinstance(of, str) else OPAQUE
    except ValueError:
        return OPAQUE


def _defined(_this: Any, given: list[Any]) -> Any:
    """Object.defineProperty, of a value or of what gives one."""
    if len(given) > 2 and isinstance(given[0], Obj) and isinstance(given[2], Obj):
        getter = given[2].get("get")
        value = given[2].get("value") if getter is UNDEFINED else Obj({"()get": getter})
        given[0].put(text_of(given[1]), value)
    return given[0] if given else UNDEFINED
