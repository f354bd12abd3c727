"""Statements of a script: what each kind does when it is followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guiyi.scripts.grammar.expressions import Node
from guiyi.scripts.language.natives import turns
from guiyi.scripts.language.operators import binary
from guiyi.scripts.language.scopes import Leaves, Scope
from guiyi.scripts.language.values import UNDEFINED, Field, Unknown, is_true

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower


def _do(one: Follower, node: Node, scope: Scope) -> None:
    one.value(node[1], scope)


def _declare(one: Follower, node: Node, scope: Scope) -> None:
    for target, first in node[1]:
        if first is not None:
            one.assign(target, one.value(first, scope), scope, is_new=True)
        elif target[0] == "name":
            one.spend()
            scope.held.setdefault(target[1], UNDEFINED)


def _block(one: Follower, node: Node, scope: Scope) -> None:
    one.hoist(node[1], scope)
    one.do_all(node[1], scope)


def _if(one: Follower, node: Node, scope: Scope) -> None:
    test = one.value(node[1], scope)
    if isinstance(test, Unknown) and not isinstance(test, Field) and node[3] is None and _only_leaves(node[2]):
        return  # what can't be known is hoped not to end the function: if (busy || top < end) return; throw
    one.do(node[2] if is_true(test) else node[3], scope)


def _only_leaves(node: Node) -> bool:
    """Whether a statement is a return of nothing, or throws."""
    inner = node[1][0] if node[0] == "block" and len(node[1]) == 1 else node
    return bool(inner[0] == "throw" or (inner[0] == "return" and inner[1] is None))


def _for(one: Follower, node: Node, scope: Scope) -> None:
    one.do(node[1], scope)
    for _at in range(one.turns):
        test = one.value(node[2], scope) if node[2] is not None else True
        if not is_true(test) or not _turn(one, node[4], scope):
            return
        if isinstance(test, Unknown):
            return
        if node[3] is not None:
            one.value(node[3], scope)
    one.is_cut = True


def _each(one: Follower, node: Node, scope: Scope) -> None:
    of = one.value(node[3], scope)
    one.charge(of)
    values = turns(of, is_keys=node[1] == "in")
    one.is_cut |= len(values) > one.turns
    for value in values[: one.turns]:
        one.assign(node[2], value, scope, is_new=node[2][0] != "member")
        if not _turn(one, node[4], scope):
            return


def _turn(one: Follower, body: Node, scope: Scope) -> bool:
    """One turn of a loop → whether it goes on."""
    try:
        one.do(body, scope)
    except Leaves as left:
        if left.kind in ("return", "throw"):
            raise
        return left.kind == "continue"
    return True


def _return(one: Follower, node: Node, scope: Scope) -> None:
    raise Leaves("return", one.value(node[1], scope) if node[1] is not None else UNDEFINED)


def _leave(one: Follower, node: Node, _scope: Scope) -> None:
    raise Leaves(node[0])


def _try(one: Follower, node: Node, scope: Scope) -> None:
    try:
        one.do(node[1], scope)
    except Leaves as left:
        if left.kind != "throw" or node[2] is None:
            raise
        one.do(node[2][1], scope)
    finally:
        one.do(node[3], scope)


def _switch(one: Follower, node: Node, scope: Scope) -> None:
    of, is_on = one.value(node[1], scope), False
    try:
        for test, body in node[2]:
            one.spend()
            is_on = is_on or test is None or binary("===", of, one.value(test, scope)) is True
            if is_on:
                one.do_all(body, scope)
    except Leaves as left:
        if left.kind != "break":
            raise


STATEMENTS: dict[str, Callable[[Follower, Node, Scope], None]] = {
    "do": _do,
    "declare": _declare,
    "block": _block,
    "if": _if,
    "for": _for,
    "each": _each,
    "return": _return,
    "break": _leave,
    "continue": _leave,
    "throw": _leave,
    "try": _try,
    "switch": _switch,
    "define": lambda _one, _node, _scope: None,
}
