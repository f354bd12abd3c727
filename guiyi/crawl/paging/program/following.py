"""Walks the tree of a script: what its variables hold, what its functions do. Bounded; nothing else is reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guiyi.crawl.paging.program import natives
from guiyi.crawl.paging.program.grammar import Node
from guiyi.crawl.paging.program.operators import binary
from guiyi.crawl.paging.program.statements import statements_of
from guiyi.crawl.paging.program.values import (
    LONGEST_TEXT,
    OPAQUE,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Undefined,
    Unknown,
    is_true,
    number_of,
    text_of,
)

STEPS = 150_000  # of one page
DEEP = 60  # calls within each other
TURNS = 300  # of one loop
MAKES = frozenset("array object binary template call new".split())  # what may make something big


class Spent(Exception):
    """A script took more steps than are followed."""


class Leaves(Exception):
    """return, break, continue, throw."""

    def __init__(self, kind: str, value: Any = None) -> None:
        self.kind, self.value = kind, value


class Scope:
    """Names and what they hold, of a function or block; others are looked for around it."""

    def __init__(self, around: Scope | None = None, this: Any = UNDEFINED) -> None:
        self.held: dict[str, Any] = {}
        self.around, self.this = around, this

    def holder(self, name: str) -> Scope | None:
        """The scope that has a name."""
        at: Scope | None = self
        while at is not None and name not in at.held:
            at = at.around
        return at


class Follower:
    """Follows scripts that share their global names."""

    def __init__(self, globals_: dict[str, Any], window: Obj, steps: int = STEPS) -> None:
        self.top, self.window = Scope(this=window), window
        window.entries = self.top.held
        self.top.held |= globals_
        self.steps = steps
        self.stack: list[tuple[Function, Any, list[Any]]] = []  # the calls that are open

    def run(self, script: str) -> None:
        """Follows a script as far as it can be followed."""
        body = statements_of(script)
        self._hoist(body, self.top)
        for statement in body:
            try:
                self.do(statement, self.top)
            except Leaves:
                return

    def do(self, node: Node | None, scope: Scope) -> None:
        """Follows a statement. Leaves where it leaves its function or loop."""
        if node is not None:
            self._step()
            STATEMENTS[node[0]](self, node, scope)

    def value(self, node: Node, scope: Scope) -> Any:
        """The value of an expression."""
        self._step()
        made = VALUES[node[0]](self, node, scope)
        if node[0] in MAKES:
            self.charge(made)
            if isinstance(made, str) and len(made) > LONGEST_TEXT:
                return OPAQUE
        return made

    def _step(self, count: int = 1) -> None:
        self.steps -= count
        if self.steps < 0:
            raise Spent

    def charge(self, value: Any) -> None:
        """Takes the steps that it costs to make, copy or go through a value: a big one is more than one step."""
        if isinstance(value, str):
            self._step(len(value) // 64)
        elif isinstance(value, list):
            self._step(len(value) // 16)
        elif isinstance(value, Obj):
            self._step(len(value.entries) // 2)

    def spend(self, count: int) -> None:
        """Takes steps for what is done at once."""
        self._step(count)

    def call(self, function: Any, this: Any, arguments: list[Any]) -> Any:
        """Calls a function; OPAQUE of what is none that is known."""
        self._step(1 + len(arguments) // 16)
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
                self._hoist(body[1], scope)
                self._each_of(body[1], scope)
        except Leaves as left:
            result = left.value if left.kind == "return" else OPAQUE
        return natives.promise(self, result) if is_async else result

    def _each_of(self, body: list[Node], scope: Scope) -> None:
        for statement in body:
            self.do(statement, scope)

    def _hoist(self, body: list[Node], scope: Scope) -> None:
        self.charge(body)
        for statement in body:
            if statement[0] == "define":
                scope.held[statement[1][1]] = self._function(statement[1], scope)

    def _function(self, node: Node, scope: Scope) -> Function:
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
            return found if found is not UNDEFINED else natives.method_of(self, holder, key)
        if isinstance(holder, list | str):
            return natives.part_of(self, holder, key)
        if isinstance(holder, int | float):
            return natives.method_of(self, holder, key)
        return OPAQUE

    def put(self, holder: Any, name: Any, value: Any) -> None:
        """Sets what stands in a value by a name."""
        key = text_of(name)
        if isinstance(holder, Obj):
            holder.put(key, value)
        elif isinstance(holder, list) and key.isdecimal() and int(key) < 10_000:
            self._step(max(0, int(key) + 1 - len(holder)) // 16)
            holder.extend([UNDEFINED] * (int(key) + 1 - len(holder)))
            holder[int(key)] = value
        elif isinstance(holder, list) and key == "length" and value == 0:
            holder.clear()

    def assign(self, target: Node, value: Any, scope: Scope, is_new: bool = False) -> None:
        """Gives a value to a name, a part of an object, or a pattern of both."""
        self._step()
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

    # statements

    def _do(self, node: Node, scope: Scope) -> None:
        self.value(node[1], scope)

    def _declare(self, node: Node, scope: Scope) -> None:
        for target, first in node[1]:
            if first is not None:
                self.assign(target, self.value(first, scope), scope, is_new=True)
            elif target[0] == "name":
                self._step()
                scope.held.setdefault(target[1], UNDEFINED)

    def _block(self, node: Node, scope: Scope) -> None:
        self._hoist(node[1], scope)
        self._each_of(node[1], scope)

    def _if(self, node: Node, scope: Scope) -> None:
        self.do(node[2] if is_true(self.value(node[1], scope)) else node[3], scope)

    def _for(self, node: Node, scope: Scope) -> None:
        self.do(node[1], scope)
        for _turn in range(TURNS):
            test = self.value(node[2], scope) if node[2] is not None else True
            if not is_true(test) or not self._turn(node[4], scope):
                return
            if isinstance(test, Unknown):
                return
            if node[3] is not None:
                self.value(node[3], scope)

    def _each(self, node: Node, scope: Scope) -> None:
        of = self.value(node[3], scope)
        self.charge(of)
        for one in natives.turns(of, is_keys=node[1] == "in")[:TURNS]:
            self.assign(node[2], one, scope, is_new=node[2][0] != "member")
            if not self._turn(node[4], scope):
                return

    def _turn(self, body: Node, scope: Scope) -> bool:
        """One turn of a loop → whether it goes on."""
        try:
            self.do(body, scope)
        except Leaves as left:
            if left.kind in ("return", "throw"):
                raise
            return left.kind == "continue"
        return True

    def _return(self, node: Node, scope: Scope) -> None:
        raise Leaves("return", self.value(node[1], scope) if node[1] is not None else UNDEFINED)

    def _leave(self, node: Node, _scope: Scope) -> None:
        raise Leaves(node[0])

    def _try(self, node: Node, scope: Scope) -> None:
        try:
            self.do(node[1], scope)
        except Leaves as left:
            if left.kind != "throw" or node[2] is None:
                raise
            self.do(node[2][1], scope)
        finally:
            self.do(node[3], scope)

    def _switch(self, node: Node, scope: Scope) -> None:
        of, is_on = self.value(node[1], scope), False
        try:
            for test, body in node[2]:
                self._step()
                is_on = is_on or test is None or binary("===", of, self.value(test, scope)) is True
                if is_on:
                    self._each_of(body, scope)
        except Leaves as left:
            if left.kind != "break":
                raise

    # values

    def _name(self, node: Node, scope: Scope) -> Any:
        if node[1] == "this":
            return scope.this
        if node[1] == "undefined":
            return UNDEFINED
        holder = scope.holder(node[1])
        return holder.held[node[1]] if holder is not None else OPAQUE

    def _array(self, node: Node, scope: Scope) -> list[Any]:
        found: list[Any] = []
        for one in node[1]:
            value = self.value(one[1] if one[0] == "spread" else one, scope)
            if one[0] != "spread":
                found.append(value)
            elif isinstance(value, list):
                self.charge(value)
                found += value
        return found

    def _object(self, node: Node, scope: Scope) -> Obj:
        made = Obj()
        for entry in node[1]:
            if entry[0] == "spread":
                of = self.value(entry[1], scope)
                self.charge(of)
                made.entries |= of.entries if isinstance(of, Obj) else {}
            elif entry[0] != "set":
                self._entry(made, entry, scope)
        return made

    def _entry(self, made: Obj, entry: Node, scope: Scope) -> None:
        name, value = text_of(self.value(entry[1], scope)), self.value(entry[2], scope)
        made.put(name, Obj({"()get": value}) if entry[0] == "get" else value)

    def _class(self, node: Node, scope: Scope) -> Any:
        _kind, name, parent, members = node
        above = self.value(parent, scope) if parent is not None else None
        shared = Obj(
            parent=above.get("prototype")
            if isinstance(above, Function | Native) and isinstance(above.get("prototype"), Obj)
            else None
        )
        inner = Scope(scope, shared)
        own = [one for one in members if one[0] != "set" and one[1] != ("value", "constructor")]
        head = next((one[2] for one in members if one[1] == ("value", "constructor")), None)
        made = self._function(head or ("function", name, [], ("block", []), False, False), inner)
        made.entries["prototype"] = shared
        for entry in own:
            self._entry(made if entry[3] else shared, entry[:3], inner)
        return made

    def _choice(self, node: Node, scope: Scope) -> Any:
        return self.value(node[2] if is_true(self.value(node[1], scope)) else node[3], scope)

    def _sequence(self, node: Node, scope: Scope) -> Any:
        return [self.value(one, scope) for one in node[1]][-1]

    def _assign(self, node: Node, scope: Scope) -> Any:
        _kind, sign, target, source = node
        if sign != "=":
            before = self.value(target, scope)
            if sign in ("||=", "&&=", "??="):
                return self._assign(("assign", "=", target, ("binary", sign[:-1], target, source)), scope)
            value = binary(sign[:-1], before, self.value(source, scope))
        else:
            value = self.value(source, scope)
        self.assign(target, value, scope)
        return value

    def _update(self, node: Node, scope: Scope) -> Any:
        before = number_of(self.value(node[2], scope))
        after = binary("+" if node[1] == "++" else "-", before, 1)
        self.assign(node[2], after, scope)
        return after if node[3] else before

    def _unary(self, node: Node, scope: Scope) -> Any:
        value = self.value(node[2], scope)
        if node[1] == "!":
            return OPAQUE if isinstance(value, Unknown) and not isinstance(value, Field) else not is_true(value)
        if node[1] in ("-", "+"):
            number = number_of(value)
            return (
                value
                if isinstance(value, Field)
                else number
                if isinstance(number, Unknown) or node[1] == "+"
                else -number
            )
        if node[1] == "typeof":
            return natives.type_of(value)
        return natives.awaited(value) if node[1] in ("await", "yield") else UNDEFINED

    def _binary(self, node: Node, scope: Scope) -> Any:
        sign, left = node[1], self.value(node[2], scope)
        if sign == "&&":
            return self.value(node[3], scope) if is_true(left) else left
        if sign == "||":
            return left if is_true(left) and left is not OPAQUE else self.value(node[3], scope)
        if sign == "??":
            return self.value(node[3], scope) if left is None or left is UNDEFINED or left is OPAQUE else left
        right = self.value(node[3], scope)
        self._step(20 * (isinstance(left, list) + isinstance(right, list)))
        return binary(sign, left, right)

    def _member(self, node: Node, scope: Scope) -> Any:
        return self.get(self.value(node[1], scope), self.value(node[2], scope))

    def _call(self, node: Node, scope: Scope) -> Any:
        callee = node[1]
        if callee[0] == "member":
            this, name = self.value(callee[1], scope), self.value(callee[2], scope)
            arguments = self._array(("array", node[2]), scope)
            if isinstance(this, Field):
                return natives.field_method(self, this, text_of(name), arguments)
            return self.call(self.get(this, name), this, arguments)
        function = self.value(callee, scope)
        arguments = self._array(("array", node[2]), scope)
        if callee == ("name", "eval") and arguments:
            return natives.evaluated(self, arguments[0])
        return self.call(function, scope.this if callee == ("name", "super") else self.window, arguments)

    def _new(self, node: Node, scope: Scope) -> Any:
        function, arguments = self.value(node[1], scope), self._array(("array", node[2]), scope)
        if isinstance(function, Native):
            return function.call(None, arguments)
        if not isinstance(function, Function):
            return OPAQUE
        shared = function.entries.get("prototype")
        made = Obj(parent=shared if isinstance(shared, Obj) else None)
        result = self.call(function, made, arguments)
        return result if isinstance(result, Obj) else made

    def _template(self, node: Node, scope: Scope) -> str:
        parts: list[str] = []
        for one in node[1]:
            value = self.value(one, scope)
            self._step(20 * isinstance(value, list))
            parts.append(text_of(value))
            self.charge(parts[-1])
        return "".join(parts)

    def _regex(self, node: Node, _scope: Scope) -> Obj:
        self._step(len(node[1]))
        return natives.pattern(node[1], node[2])


STATEMENTS: dict[str, Callable[[Follower, Node, Scope], None]] = {
    "do": Follower._do,
    "declare": Follower._declare,
    "block": Follower._block,
    "if": Follower._if,
    "for": Follower._for,
    "each": Follower._each,
    "return": Follower._return,
    "break": Follower._leave,
    "continue": Follower._leave,
    "throw": Follower._leave,
    "try": Follower._try,
    "switch": Follower._switch,
    "define": lambda _one, _node, _scope: None,
}
VALUES: dict[str, Callable[[Follower, Node, Scope], Any]] = {
    "value": lambda _one, node, _scope: node[1],
    "name": Follower._name,
    "array": Follower._array,
    "object": Follower._object,
    "function": Follower._function,
    "class": Follower._class,
    "choice": Follower._choice,
    "sequence": Follower._sequence,
    "assign": Follower._assign,
    "update": Follower._update,
    "unary": Follower._unary,
    "binary": Follower._binary,
    "member": Follower._member,
    "call": Follower._call,
    "new": Follower._new,
    "template": Follower._template,
    "regex": Follower._regex,
    "spread": lambda one, node, scope: one.value(node[1], scope),
}
