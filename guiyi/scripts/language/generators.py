"""Functions that wait, as compilers write them for old browsers: `for(;;) switch (e.next) {case 0: return ask(); …}`.

Such a function is called again and again by a helper that keeps its place; here it is followed once, from one case to
the next, what it waited for given back to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guiyi.scripts.grammar.expressions import Node
from guiyi.scripts.language.scopes import Leaves, Scope
from guiyi.scripts.language.values import UNDEFINED, Function, Native, Obj, Promise, awaited

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower

PLACES = ("next", "n")  # in which the place is kept, by the compiler's age
GIVEN = ("sent", "v")  # in which stands what was waited for
MOST = 60  # cases of one function


class Step(Promise):
    """What ends such a function: e.abrupt("return", x), e.a(2, x), e.stop()."""


def is_stepped(node: Any) -> bool:
    """Whether a function does nothing but go from case to case by a field of what it is given."""
    return _switch_of(node) is not None


def makes_steps(node: Any) -> bool:
    """Whether a function gives what a helper makes of one that goes from case to case."""
    if node[0] != "function" or node[3][0] != "block" or not node[3][1]:
        return False
    last = node[3][1][-1]
    call = last[1] if last[0] == "return" else None
    return call is not None and call[0] == "call" and any(is_stepped(one) for one in call[2])


def _switch_of(node: Any) -> Node | None:
    if node[0] != "function" or len(node[2]) != 1 or node[2][0][0] != "name" or node[3][0] != "block":
        return None
    body = node[3][1]
    if len(body) != 1 or body[0][0] != "for" or body[0][1] is not None:
        return None
    inner = body[0][4]
    inner = inner[1][0] if inner[0] == "block" and len(inner[1]) == 1 else inner
    if inner[0] != "switch":
        return None
    of = inner[1][3] if inner[1][0] == "assign" else inner[1]  # switch (e.prev = e.next)
    is_place = of[0] == "member" and of[1] == node[2][0] and of[2] in (("value", one) for one in PLACES)
    return inner if is_place else None


def stepped(one: Follower, function: Function) -> Any:
    """Follows such a function from its first case to its end → the promise of what it returns."""
    switch = _switch_of(function.node)
    scope, place = Scope(function.scope, function.this), _place()
    scope.held[function.node[2][0][1]] = place
    cases = switch[2] if switch is not None else []
    labels = [test[1] if test is not None and test[0] == "value" else None for test, _body in cases]
    at, result = 0, UNDEFINED
    for _turn in range(MOST):
        if at >= len(cases):
            break
        one.spend()
        for name in PLACES:
            place.entries.pop(name, None)
        try:
            one.do_all(cases[at][1], scope)
        except Leaves as left:
            if isinstance(left.value, Step):
                result = left.value.value
                break
            if left.kind == "return":
                place.entries |= dict.fromkeys(GIVEN, awaited(left.value))
        at = _after(labels, at, place)
    return Promise(awaited(result))


def _after(labels: list[Any], at: int, place: Obj) -> int:
    """The case that is next: where its place leads, which is ahead; never back, so that it ends."""
    wanted = next((place.entries[name] for name in PLACES if isinstance(place.entries.get(name), int)), None)
    return labels.index(wanted) if wanted in labels[at + 1 :] else at + 1


def _place() -> Obj:
    """What keeps the place: e."""
    end = Native(lambda _this, given: Step(given[1] if len(given) > 1 else UNDEFINED))
    caught = Native(lambda _this, _given: UNDEFINED)
    return Obj({"abrupt": end, "a": end, "stop": end, "catch": caught})
