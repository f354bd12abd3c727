"""Walks the tree of a script: what its variables hold, what its functions do. Bounded; nothing else is reached."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import LxmlError

from guiyi.scripts.grammar.expressions import Node
from guiyi.scripts.grammar.statements import statements_of
from guiyi.scripts.language.expressions import VALUES
from guiyi.scripts.language.generators import is_stepped, stepped
from guiyi.scripts.language.methods import method_of, part_of
from guiyi.scripts.language.scopes import Leaves, Scope
from guiyi.scripts.language.statements import STATEMENTS
from guiyi.scripts.language.values import (
    LONGEST_TEXT,
    OPAQUE,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Undefined,
    promised,
    text_of,
)

STEPS = 150_000  # of one page
DEEP = 60  # calls within each other
TURNS = 300  # of one loop
MAKES = frozenset("array object binary template call new".split())  # what may make something big


BROKEN = (  # what a hostile script may make of ours: too deep, too big, of another kind
    *(RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, SyntaxError, re.error),
    LxmlError,
)


class Spent(Exception):
    """A script took more steps than are followed."""


class Follower:
    """Follows scripts that share their global names."""

    def __init__(self, globals_: dict[str, Any], window: Obj, steps: int = STEPS) -> None:
        self.top, self.window = Scope(this=window), window
        window.entries = self.top.held
        self.top.held |= globals_
        self.steps = steps
        self.turns, self.is_cut = TURNS, False  # of one loop, and whether any had more
        self.stack: list[tuple[Function, Any, list[Any]]] = []  # the calls that are open

    def run(self, script: str) -> None:
        """Follows a script as far as it can be followed."""
        body = statements_of(script)
        self.hoist(body, self.top)
        for statement in body:
            try:
                self.do(statement, self.top)
            except Leaves:
                return

    def do(self, node: Node | None, scope: Scope) -> None:
        """Follows a statement. Leaves where it leaves its function or loop."""
        if node is not None:
            self.spend()
            STATEMENTS[node[0]](self, node, scope)

    def value(self, node: Node, scope: Scope) -> Any:
        """The value of an expression."""
        self.spend()
        made = VALUES[node[0]](self, node, scope)
        if node[0] in MAKES:
            self.charge(made)
            if isinstance(made, str) and len(made) > LONGEST_TEXT:
                return OPAQUE
        return made

    def spend(self, count: int = 1) -> None:
        """Takes steps. Spent if there are none left."""
        self.steps -= count
        if self.steps < 0:
            raise Spent

    def charge(self, value: Any) -> None:
        """Takes the steps that it costs to make, copy or go through a value: a big one is more than one step."""
        if isinstance(value, str):
            self.spend(len(value) // 64)
        elif isinstance(value, list):
            self.spend(len(value) // 16)
        elif isinstance(value, Obj):
            self.spend(len(value.entries) // 2)

    def call(self, function: Any, this: Any, arguments: list[Any]) -> Any:
        """Calls a function; OPAQUE of what is none that is known."""
        self.spend(1 + len(arguments) // 16)
        if isinstance(function, Native):
            return function.call(this, arguments)
        if not isinstance(function, Function) or len(self.stack) >= DEEP:
            return OPAQUE
        self.stack.append((function, this, arguments))
        try:
            return self._called(function, this, arguments)
        finally:
            self.stack.pop()

    def _called(self, function: Function, this: Any, arguments: list[Any]) -> Any:
        if is_stepped(function.node):
            return stepped(self, function)
        _kind, name, parameters, body, is_arrow, is_async = function.node
        scope = Scope(function.scope, function.this if is_arrow else this)
        if not is_arrow:
            scope.held["arguments"] = list(arguments)
        if name:
            scope.held[name] = function
        for at, target in enumerate(parameters):
            given = arguments[at:] if target[0] == "spread" else arguments[at] if at < len(arguments) else UNDEFINED
            self.assign(target[1] if target[0] == "spread" else target, given, scope, is_new=True)
        result: Any = UNDEFINED
        try:
            if body[0] == "return":
                result = self.value(body[1], scope)
            else:
                self.hoist(body[1], scope)
                self.do_all(body[1], scope)
        except Leaves as left:
            result = left.value if left.kind == "return" else OPAQUE
        return promised(result) if is_async else result

    def do_all(self, body: list[Node], scope: Scope) -> None:
        """Follows statements in turn."""
        for statement in body:
            self.do(statement, scope)

    def hoist(self, body: list[Node], scope: Scope) -> None:
        """Makes the functions of a body known before it is followed."""
        self.charge(body)
        for statement in body:
            if statement[0] == "define":
                scope.held[statement[1][1]] = self.function(statement[1], scope)

    def function(self, node: Node, scope: Scope) -> Function:
        """A function as it is written, with the names around it."""
        made = Function(node, scope, scope.this)
        made.entries["prototype"] = Obj({"constructor": made})
        return made

    def get(self, holder: Any, name: Any) -> Any:
        """What stands in a value by a name."""
        key = text_of(name)
        if isinstance(holder, Field):
            return holder.part(key)
        if isinstance(holder, Obj):
            found = holder.get(key)
            if isinstance(found, Obj) and isinstance(found.entries.get("()get"), Function):
                return self.call(found.entries["()get"], holder, [])
            return found if found is not UNDEFINED else method_of(self, holder, key)
        if isinstance(holder, list | str):
            return part_of(self, holder, key)
        if isinstance(holder, int | float):
            return method_of(self, holder, key)
        return OPAQUE

    def put(self, holder: Any, name: Any, value: Any) -> None:
        """Sets what stands in a value by a name."""
        key = text_of(name)
        if isinstance(holder, Obj):
            holder.put(key, value)
        elif isinstance(holder, list) and key.isdecimal() and int(key) < 10_000:
            self.spend(max(0, int(key) + 1 - len(holder)) // 16)
            holder.extend([UNDEFINED] * (int(key) + 1 - len(holder)))
            holder[int(key)] = value
        elif isinstance(holder, list) and key == "length" and value == 0:
            holder.clear()

    def assign(self, target: Node, value: Any, scope: Scope, is_new: bool = False) -> None:
        """Gives a value to a name, a part of an object, or a pattern of both."""
        self.spend()
        kind = target[0]
        if kind == "name":
            holder = scope if is_new else scope.holder(target[1]) or self.top
            holder.held[target[1]] = value
        elif kind == "member":
            self.put(self.value(target[1], scope), self.value(target[2], scope), value)
        elif kind == "assign":
            given = self.value(target[3], scope) if isinstance(value, Undefined) else value
            self.assign(target[2], given, scope, is_new)
        elif kind == "array":
            for at, one in enumerate(target[1]):
                self.assign(one, self.get(value, at), scope, is_new)
        elif kind == "object":
            for entry in target[1]:
                if entry[0] == "init":
                    self.assign(entry[2], self.get(value, self.value(entry[1], scope)), scope, is_new)
                else:
                    self.assign(entry[1], value, scope, is_new)


def follow(work: Any) -> Any:
    """What is done for a script; None where it breaks."""
    try:
        return work()
    except (Leaves, Spent, *BROKEN):
        return None
