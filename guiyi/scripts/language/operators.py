"""What a script's signs between two values give."""

from __future__ import annotations

import operator
import re
from typing import Any

from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Field, Obj, Unknown, number_of, text_of

COMPARED = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
WORKED = {"-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod}
BITS = {
    "|": operator.or_, "&": operator.and_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift,
    ">>>": operator.rshift,
}  # fmt: skip
LARGEST = 2**53
PAGES = re.compile(r"(?:pages|page_?(?:count|total)|(?:total|all)_?page(?:_?(?:num|count))?)$", re.IGNORECASE)


def binary(sign: str, left: Any, right: Any) -> Any:
    """A sign and two values → what it gives; OPAQUE where that can't be known.

    >>> binary("+", "a", 3), binary("+", 2, 3), binary("==", "1", 1), binary("*", "4", 2), binary("-", "x", 1) is OPAQUE
    ('a3', 5, True, 8, True)
    """
    if sign == "+":
        return _sum(left, right)
    if sign in ("==", "===", "!=", "!=="):
        if sign[0] == "!" and any(isinstance(one, Field) and "[]" in one.path for one in (left, right)):
            return True  # a condition upon a row is hoped to hold: what differs from a root (pid != "0") is drawn
        is_same = _is_same(left, right, len(sign) == 3)
        return is_same if sign[0] == "=" or is_same is OPAQUE else not is_same
    if sign in COMPARED:
        return _compared(sign, left, right)
    if sign == "in":
        return text_of(left) in right.entries if isinstance(right, Obj) else OPAQUE
    if sign == "instanceof":
        return OPAQUE
    first, second = number_of(left), number_of(right)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return OPAQUE
    return _worked(sign, first, second)


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, int | float | None) and isinstance(right, int | float | None):
        return (left or 0) + (right or 0)
    if left is OPAQUE and isinstance(right, int | float):
        return OPAQUE
    joined = text_of(left) + text_of(right)
    return joined if len(joined) <= 200_000 else OPAQUE


def _worked(sign: str, first: float, second: float) -> Any:
    if sign in BITS:
        if max(abs(first), abs(second)) > LARGEST or (sign in ("<<", ">>", ">>>") and not 0 <= second < 32):
            return OPAQUE
        return BITS[sign](int(first), int(second))
    if sign == "**" or (sign in "/%" and not second):
        return OPAQUE
    result = WORKED[sign](first, second)
    if abs(result) > 1e300 or result != result:
        return OPAQUE
    return int(result) if abs(result) < LARGEST and result == int(result) else result


def _is_same(left: Any, right: Any, is_strict: bool) -> Any:
    """Whether two values are the same; what an interface answers is what is hoped for, but not empty."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Field):
            return not (other is None or other is UNDEFINED or other == "" or other is False)
        if isinstance(one, Unknown):
            return OPAQUE
    nothing = [one is None or one is UNDEFINED for one in (left, right)]
    if any(nothing):
        return left is right if is_strict else all(nothing)
    if isinstance(left, list | Obj) or isinstance(right, list | Obj):
        return left is right
    if is_strict or isinstance(left, str) == isinstance(right, str):
        return isinstance(left, str) == isinstance(right, str) and left == right
    first, second = number_of(left), number_of(right)
    return not isinstance(first, Unknown) and not isinstance(second, Unknown) and first == second


def _hoped(value: Field) -> int:
    """What an interface's answer is compared as: it has answered, has a further page, and one of all else."""
    if value.path.endswith((".status", ".statusCode")):
        return 200
    return 2 if PAGES.search(value.path) else 1


def _compared(sign: str, left: Any, right: Any) -> Any:
    """What an interface answers has one row: more than none, no more than one."""
    left, right = (_hoped(one) if isinstance(one, Field) else one for one in (left, right))
    if isinstance(left, str) and isinstance(right, str):
        return COMPARED[sign](left, right)
    first, second = number_of(left), number_of(right)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return OPAQUE
    return COMPARED[sign](first, second)
