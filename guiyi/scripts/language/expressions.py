"""Expressions of a script: the value of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from guiyi.scripts.grammar.expressions import Node
from guiyi.scripts.language.generators import is_stepped, makes_steps
from guiyi.scripts.language.methods import field_method
from guiyi.scripts.language.natives import evaluated, type_of
from guiyi.scripts.language.operators import binary
from guiyi.scripts.language.patterns import Pattern
from guiyi.scripts.language.scopes import Scope
from guiyi.scripts.language.values import (
    OPAQUE,
    OPEN,
    UNDEFINED,
    Either,
    Field,
    Function,
    Native,
    Obj,
    Unknown,
    awaited,
    is_true,
    number_of,
    text_of,
)

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower


def _name(one: Follower, node: Node, scope: Scope) -> Any:
    if node[1] == "this":
        return scope.this
    if node[1] == "undefined":
        return UNDEFINED
    holder = scope.holder(node[1])
    return holder.held[node[1]] if holder is not None else OPAQUE


def _array(one: Follower, node: Node, scope: Scope) -> list[Any]:
    found: list[Any] = []
    for part in node[1]:
        value = one.value(part[1] if part[0] == "spread" else part, scope)
        if part[0] != "spread":
            found.append(value)
        elif isinstance(value, list):
            one.charge(value)
            found += value
        elif isinstance(value, Field):  # [...rows, ...reply.rows]
            found.append(value.part("0"))
    return found


def _object(one: Follower, node: Node, scope: Scope) -> Obj:
    made = Obj()
    for entry in node[1]:
        if entry[0] == "spread":
            of = one.value(entry[1], scope)
            one.charge(of)
            made.entries |= of.entries if isinstance(of, Obj) else {}
        elif entry[0] != "set":
            _entry(one, made, entry, scope)
    return made


def _entry(one: Follower, made: Obj, entry: Node, scope: Scope) -> None:
    name, value = text_of(one.value(entry[1], scope)), one.value(entry[2], scope)
    made.put(name, Obj({"()get": value}) if entry[0] == "get" else value)


def _class(one: Follower, node: Node, scope: Scope) -> Any:
    _kind, name, parent, members = node
    above = one.value(parent, scope) if parent is not None else None
    shared = Obj(
        parent=above.get("prototype")
        if isinstance(above, Function | Native) and isinstance(above.get("prototype"), Obj)
        else None
    )
    inner = Scope(scope, shared)
    own = [each for each in members if each[0] != "set" and each[1] != ("value", "constructor")]
    head = next((each[2] for each in members if each[1] == ("value", "constructor")), None)
    made = one.function(head or ("function", name, [], ("block", []), False, False), inner)
    made.entries["prototype"] = shared
    for entry in own:
        _entry(one, made if entry[3] else shared, entry[:3], inner)
    return made


def _is_open(one: Follower, node: Node, test: Any, scope: Scope) -> bool:
    """Whether what a condition comes to is told by a reply alone."""
    if node[0] == "binary" and node[1] in ("==", "===", "!=", "!=="):
        return any(isinstance(one.value(side, scope), Field) for side in node[2:4])
    return isinstance(test, Unknown)


def _choice(one: Follower, node: Node, scope: Scope) -> Any:
    test = one.value(node[1], scope)
    made = one.value(node[2] if is_true(test) else node[3], scope)
    if isinstance(made, str) and OPEN in made and _is_open(one, node[1], test, scope):
        other = one.value(node[3] if is_true(test) else node[2], scope)  # t.type === "x" ? "/x/" + t.id : "/l/" + t.id
        if isinstance(other, str) and other != made:
            made = Either(made)
            made.other = other
    return made


def _sequence(one: Follower, node: Node, scope: Scope) -> Any:
    return [one.value(part, scope) for part in node[1]][-1]


def _assign(one: Follower, node: Node, scope: Scope) -> Any:
    _kind, sign, target, source = node
    if sign != "=":
        before = one.value(target, scope)
        if sign in ("||=", "&&=", "??="):
            return _assign(one, ("assign", "=", target, ("binary", sign[:-1], target, source)), scope)
        value = binary(sign[:-1], before, one.value(source, scope))
    else:
        value = one.value(source, scope)
    one.assign(target, value, scope)
    return value


def _update(one: Follower, node: Node, scope: Scope) -> Any:
    before = number_of(one.value(node[2], scope))
    after = binary("+" if node[1] == "++" else "-", before, 1)
    one.assign(node[2], after, scope)
    return after if node[3] else before


def _unary(one: Follower, node: Node, scope: Scope) -> Any:
    value = one.value(node[2], scope)
    if node[1] == "!":
        return OPAQUE if isinstance(value, Unknown) and not isinstance(value, Field) else not is_true(value)
    if node[1] in ("-", "+"):
        number = number_of(value)
        return (
            value if isinstance(value, Field) else number if isinstance(number, Unknown) or node[1] == "+" else -number
        )
    if node[1] == "typeof":
        return type_of(value)
    return awaited(value) if node[1] in ("await", "yield") else UNDEFINED


def _binary(one: Follower, node: Node, scope: Scope) -> Any:
    sign, left = node[1], one.value(node[2], scope)
    if sign == "&&":
        return one.value(node[3], scope) if is_true(left) else left
    if sign == "||":
        return left if is_true(left) and left is not OPAQUE else one.value(node[3], scope)
    if sign == "??":
        return one.value(node[3], scope) if left is None or left is UNDEFINED or left is OPAQUE else left
    right = one.value(node[3], scope)
    one.spend(20 * (isinstance(left, list) + isinstance(right, list)))
    return binary(sign, left, right)


def _member(one: Follower, node: Node, scope: Scope) -> Any:
    return one.get(one.value(node[1], scope), one.value(node[2], scope))


def _is_waiting(node: Node) -> bool:
    return is_stepped(node) or makes_steps(node)


def _call(one: Follower, node: Node, scope: Scope) -> Any:
    callee = node[1]
    if (waits := next((each for each in node[2] if each[0] == "function" and _is_waiting(each)), None)) is not None:
        made = one.value(waits, scope)  # as it is, and not what its compiler's helpers make of it
        return one.call(made, scope.this, []) if is_stepped(waits) else made
    if callee[0] == "member":
        this, name = one.value(callee[1], scope), one.value(callee[2], scope)
        arguments = _array(one, ("array", node[2]), scope)
        if isinstance(this, Field):
            return field_method(one, this, text_of(name), arguments)
        return one.call(one.get(this, name), this, arguments)
    function = one.value(callee, scope)
    arguments = _array(one, ("array", node[2]), scope)
    if callee == ("name", "eval") and arguments:
        return evaluated(one, arguments[0])
    return one.call(function, scope.this if callee == ("name", "super") else one.window, arguments)


def _new(one: Follower, node: Node, scope: Scope) -> Any:
    function, arguments = one.value(node[1], scope), _array(one, ("array", node[2]), scope)
    if isinstance(function, Native):
        return function.call(None, arguments)
    if not isinstance(function, Function):
        return OPAQUE
    shared = function.entries.get("prototype")
    made = Obj(parent=shared if isinstance(shared, Obj) else None)
    result = one.call(function, made, arguments)
    return result if isinstance(result, Obj) else made


def _template(one: Follower, node: Node, scope: Scope) -> str:
    parts: list[str] = []
    for part in node[1]:
        value = one.value(part, scope)
        one.spend(20 * isinstance(value, list))
        parts.append(text_of(value))
        one.charge(parts[-1])
    return "".join(parts)


def _regex(one: Follower, node: Node, _scope: Scope) -> Obj:
    one.spend(len(node[1]))
    return Pattern(node[1], node[2])


VALUES: dict[str, Callable[[Follower, Node, Scope], Any]] = {
    "value": lambda _one, node, _scope: node[1],
    "name": _name,
    "array": _array,
    "object": _object,
    "function": lambda one, node, scope: one.function(node, scope),
    "class": _class,
    "choice": _choice,
    "sequence": _sequence,
    "assign": _assign,
    "update": _update,
    "unary": _unary,
    "binary": _binary,
    "member": _member,
    "call": _call,
    "new": _new,
    "template": _template,
    "regex": _regex,
    "spread": lambda one, node, scope: one.value(node[1], scope),
}
