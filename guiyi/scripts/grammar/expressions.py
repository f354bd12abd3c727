"""Tokens → expressions of a script, as tuples: the kind first, then what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guiyi.scripts.grammar.tokens import Broken, Token, tokens_of

Node = tuple[Any, ...]
BINARY = {
    "??": 1, "||": 2, "&&": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "===": 7, "!==": 7, "<": 8, ">": 8, "<=": 8,
    ">=": 8, "instanceof": 8, "in": 8, "<<": 9, ">>": 9, ">>>": 9, "+": 10, "-": 10, "*": 11, "/": 11, "%": 11,
    "**": 12,
}  # fmt: skip
ASSIGN = frozenset("= += -= *= /= %= **= <<= >>= >>>= &= |= ^= &&= ||= ??=".split())
UNARY = frozenset(("!", "-", "+", "~", "typeof", "void", "delete", "await", "yield"))
LITERALS = {"true": ("value", True), "false": ("value", False), "null": ("value", None)}
DEEP = 120


class Expressions:
    """Reads expressions; statements are read by what builds on it."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth, self.is_in_head = tokens, 0, 0, False
        self.heads: frozenset[int] | None = None  # where brackets open that are closed before an arrow

    @property
    def now(self) -> Token:
        """The token that is next."""
        return self.tokens[self.at]

    def ahead(self) -> Token:
        """The token behind the next."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def is_sign(self, sign: str) -> bool:
        """Whether this sign is next."""
        return self.now.kind == "sign" and self.now.value == sign

    def is_word(self, word: str) -> bool:
        """Whether this word is next."""
        return self.now.kind == "name" and self.now.value == word

    def takes(self, sign: str) -> bool:
        """Passes a sign or word if it is next."""
        is_next = self.now.kind in ("sign", "name") and self.now.value == sign
        self.at += is_next
        return is_next

    def must(self, sign: str) -> None:
        """Passes a sign. Broken if another is next."""
        if not self.takes(sign):
            raise Broken(f"{sign} wanted, not {self.now.value!r}")

    def name(self) -> str:
        """Passes a name."""
        token = self.now
        if token.kind != "name":
            raise Broken(f"a name wanted, not {token.value!r}")
        self.at += 1
        return str(token.value)

    def block(self) -> Node:
        """Statements between braces."""
        raise NotImplementedError

    def expression(self) -> Node:
        """Expressions, with commas between them."""
        first = self.assignment()
        if not self.is_sign(","):
            return first
        parts = [first]
        while self.takes(","):
            parts.append(self.assignment())
        return "sequence", parts

    def assignment(self) -> Node:
        """One expression."""
        self.depth += 1
        if self.depth > DEEP:
            raise Broken("too deep")
        try:
            return self._assignment()
        finally:
            self.depth -= 1

    def _assignment(self) -> Node:
        if (arrow := self._arrow()) is not None:
            return arrow
        left = self._conditional()
        if self.now.kind == "sign" and self.now.value in ASSIGN:
            sign = self.now.value
            self.at += 1
            return "assign", sign, left, self.assignment()
        return left

    def _conditional(self) -> Node:
        test = self._binary(0)
        if not self.takes("?"):
            return test
        is_in_head, self.is_in_head = self.is_in_head, False
        then = self.assignment()
        self.is_in_head = is_in_head
        self.must(":")
        return "choice", test, then, self.assignment()

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while True:
            sign = str(self.now.value) if self.now.kind in ("sign", "name") else ""
            weight = BINARY.get(sign, 0)
            if not weight or weight <= least or (sign == "in" and self.is_in_head):
                return left
            self.at += 1
            left = "binary", sign, left, self._binary(weight - (sign == "**"))

    def _unary(self) -> Node:
        token = self.now
        if token.kind == "sign" and token.value in ("++", "--"):
            self.at += 1
            return "update", token.value, self._unary(), True
        is_unary = token.kind in ("sign", "name") and token.value in UNARY
        if is_unary and not (token.value in ("await", "yield") and self.ahead().value in (")", ",", ";", "=")):
            self.at += 1
            if token.value == "yield":
                self.takes("*")
            return "unary", token.value, self._unary()
        inner = self._postfix(self._primary())
        if self.now.kind == "sign" and self.now.value in ("++", "--") and not self.now.is_below:
            sign = self.now.value
            self.at += 1
            return "update", sign, inner, False
        return inner

    def _postfix(self, inner: Node, calls: bool = True) -> Node:
        while True:
            if self.takes("."):
                inner = "member", inner, ("value", self.name()), False
            elif self.takes("?."):
                inner = self._optional(inner)
            elif self.takes("["):
                inner = "member", inner, self._within("]"), False
            elif calls and self.is_sign("("):
                inner = "call", inner, self.arguments(), False
            elif self.now.kind == "template":
                inner = "call", inner, [self._template(self._next())], False
            else:
                return inner

    def _optional(self, inner: Node) -> Node:
        if self.takes("["):
            return "member", inner, self._within("]"), True
        if self.is_sign("("):
            return "call", inner, self.arguments(), True
        return "member", inner, ("value", self.name()), True

    def _within(self, end: str) -> Node:
        is_in_head, self.is_in_head = self.is_in_head, False
        inner = self.expression()
        self.is_in_head = is_in_head
        self.must(end)
        return inner

    def _next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def arguments(self) -> list[Node]:
        """What a call hands over."""
        self.must("(")
        return self._list(")")

    def _list(self, end: str) -> list[Node]:
        is_in_head, self.is_in_head = self.is_in_head, False
        found: list[Node] = []
        while not self.takes(end):
            if self.takes(","):
                found.append(("value", None))
                continue
            found.append(("spread", self.assignment()) if self.takes("...") else self.assignment())
            if not self.is_sign(end):
                self.must(",")
        self.is_in_head = is_in_head
        return found

    def _primary(self) -> Node:
        token = self._next()
        if token.kind in ("number", "text"):
            return "value", token.value
        if token.kind == "template":
            return self._template(token)
        if token.kind == "regex":
            return "regex", *token.value  # type: ignore[misc]
        if token.kind == "name":
            return self._named(str(token.value))
        if token.value == "(":
            return self._within(")")
        if token.value == "[":
            return "array", self._list("]")
        if token.value == "{":
            return self._object()
        raise Broken(f"no value: {token.value!r}")

    def _named(self, word: str) -> Node:
        if word in LITERALS:
            return LITERALS[word]
        if word == "function":
            return self.function()
        if word == "async" and self.is_word("function"):
            self.at += 1
            return self.function(is_async=True)
        if word == "class":
            return self.class_()
        if word == "new":
            return self._new()
        return "name", word

    def _new(self) -> Node:
        if self.takes("."):
            self.name()
            return "value", None
        self.takes("new")
        made = self._postfix(self._primary(), calls=False)
        return "new", made, self.arguments() if self.is_sign("(") else []

    def _template(self, token: Token) -> Node:
        parts: list[Node] = []
        for part in token.value:  # type: ignore[union-attr]
            parts.append(("value", part) if isinstance(part, str) else type(self)(part).expression())  # type: ignore[arg-type]
        return "template", parts

    def function(self, is_async: bool = False) -> Node:
        """A function behind its word."""
        self.takes("*")
        name = self.name() if self.now.kind == "name" else ""
        self.must("(")
        parameters = self._list(")")
        return "function", name, parameters, self.block(), False, is_async

    def class_(self) -> Node:
        """A class behind its word."""
        name = self.name() if self.now.kind == "name" and self.now.value != "extends" else ""
        parent = self._postfix(self._primary()) if self.takes("extends") else None
        self.must("{")
        members: list[Node] = []
        while not self.takes("}"):
            if self.takes(";"):
                continue
            is_static = self.is_word("static") and self.ahead().value not in ("(", "=")
            self.at += is_static
            members.append((*self._property("="), is_static))
        return "class", name, parent, members

    def _object(self) -> Node:
        entries: list[Node] = []
        is_in_head, self.is_in_head = self.is_in_head, False
        while not self.takes("}"):
            entries.append(("spread", self.assignment()) if self.takes("...") else self._property(":"))
            if not self.is_sign("}"):
                self.must(",")
        self.is_in_head = is_in_head
        return "object", entries

    def _property(self, sign: str) -> Node:
        """An entry of an object or a class → its kind (init, get, set), key and value."""
        kind, is_async = "init", False
        while self.now.value in ("get", "set", "async", "*") and self.ahead().value not in (
            "(",
            ":",
            ",",
            "}",
            "=",
            ";",
        ):
            word = self._next().value
            kind, is_async = (str(word) if word in ("get", "set") else kind), is_async or word == "async"
        key, token = self._key()
        if self.is_sign("("):
            self.at += 1
            parameters = self._list(")")
            return kind, key, ("function", "", parameters, self.block(), False, is_async)
        if self.takes(sign):
            return kind, key, self.assignment()
        own: Node = ("name", token.value) if sign == ":" else ("value", None)
        return kind, key, ("assign", "=", own, self.assignment()) if self.takes("=") else own

    def _key(self) -> tuple[Node, Token]:
        token = self._next()
        if token.value == "[" and token.kind == "sign":
            return self._within("]"), token
        return ("value", str(token.value)), token

    def _arrow(self) -> Node | None:
        """An arrow function, if one begins here."""
        is_async = self.is_word("async") and not self.ahead().is_below and self.ahead().value != "=>"
        start = self.at + (is_async and (self.ahead().kind == "name" or self.ahead().value == "("))
        parameters: list[Node]
        if self.tokens[start].kind == "name" and self.tokens[min(start + 1, len(self.tokens) - 1)].value == "=>":
            self.at = start
            parameters = [("name", self.name())]
        elif self.tokens[start].value == "(" and self.tokens[start].kind == "sign" and self._is_head(start):
            self.at = start + 1
            parameters = self._list(")")
        else:
            return None
        self.must("=>")
        body = self.block() if self.is_sign("{") else ("return", self.assignment())
        return "function", "", parameters, body, True, is_async

    def _is_head(self, at: int) -> bool:
        """Whether the bracket here is closed before an arrow."""
        if self.heads is None:
            self.heads = frozenset(_heads(self.tokens))
        return at in self.heads


def _heads(tokens: list[Token]) -> Iterator[int]:
    """Where brackets open that are closed before an arrow; found in one go, since a hostile script nests them."""
    opened: list[int] = []
    for place, token in enumerate(tokens[:-1]):
        if token.kind == "sign" and token.value in ("(", "[", "{"):
            opened.append(place)
        elif token.kind == "sign" and token.value in (")", "]", "}") and opened:
            start = opened.pop()
            if tokens[place + 1].value == "=>":
                yield start


__all__ = ["Broken", "Expressions", "Node", "tokens_of"]
