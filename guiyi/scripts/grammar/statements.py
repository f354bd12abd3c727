"""A script → its statements."""

from __future__ import annotations

from collections.abc import Callable

from guiyi.caching import kept
from guiyi.scripts.grammar.expressions import Broken, Expressions, Node, tokens_of
from guiyi.scripts.grammar.tokens import Token

LONGEST = 300_000  # characters of a script that is read


class _Statements(Expressions):
    def block(self) -> Node:
        self.must("{")
        is_in_head, self.is_in_head = self.is_in_head, False
        found: list[Node] = []
        while not self.takes("}"):
            found.append(self.statement())
        self.is_in_head = is_in_head
        return "block", found

    def whole(self) -> list[Node]:
        found: list[Node] = []
        while self.now.kind != "end":
            found.append(self.statement())
        return found

    def statement(self) -> Node:
        if self.is_sign("{"):
            return self.block()
        if self.takes(";"):
            return "block", []
        word = str(self.now.value) if self.now.kind == "name" else ""
        reader = READERS.get(word)
        if reader is not None and not (word in ("let", "import", "async") and not self._is_statement(word)):
            self.at += 1
            return reader(self)
        if word and self.ahead().value == ":" and self.ahead().kind == "sign":
            self.at += 2
            return self.statement()
        return self._end(("do", self.expression()))

    def _is_statement(self, word: str) -> bool:
        after = self.ahead()
        if word == "async":
            return after.value == "function"
        return after.kind in ("name", "text") or after.value in ("{", "[", "*")

    def _end(self, node: Node) -> Node:
        self.takes(";")
        return node

    def _variables(self) -> Node:
        found: list[tuple[Node, Node | None]] = []
        while True:
            target = self._primary()
            found.append((target, self.assignment() if self.takes("=") else None))
            if not self.takes(","):
                return "declare", found

    def declaration(self) -> Node:
        return self._end(self._variables())

    def function_statement(self) -> Node:
        return "define", self.function()

    def async_statement(self) -> Node:
        self.must("function")
        return "define", self.function(is_async=True)

    def class_statement(self) -> Node:
        made = self.class_()
        return "declare", [(("name", made[1]), made)]

    def return_(self) -> Node:
        if self.now.is_below or self.now.value in (";", "}") or self.now.kind == "end":
            return self._end(("return", None))
        return self._end(("return", self.expression()))

    def if_(self) -> Node:
        self.must("(")
        test = self._within(")")
        then = self.statement()
        return "if", test, then, self.statement() if self.takes("else") else None

    def while_(self) -> Node:
        self.must("(")
        test = self._within(")")
        return "for", None, test, None, self.statement()

    def do_(self) -> Node:
        body = self.statement()
        self.must("while")
        self.must("(")
        test = self._within(")")
        return self._end(("block", [body, ("for", None, test, None, body)]))

    def for_(self) -> Node:
        self.takes("await")
        self.must("(")
        first: Node | None = None
        if not self.is_sign(";"):
            self.is_in_head = True
            is_declared = self.now.value in ("var", "let", "const")
            self.at += is_declared
            first = self._variables() if is_declared else ("do", self.expression())
            self.is_in_head = False
            if self.now.value in ("in", "of"):
                return self._each(first)
        self.must(";")
        test = None if self.is_sign(";") else self.expression()
        self.must(";")
        step = None if self.is_sign(")") else self.expression()
        self.must(")")
        return "for", first, test, step, self.statement()

    def _each(self, first: Node) -> Node:
        kind = self._next().value
        target = first[1][0][0] if first[0] == "declare" else first[1]
        of = self._within(")")
        return "each", kind, target, of, self.statement()

    def jump(self) -> Node:
        word = self.tokens[self.at - 1].value
        if self.now.kind == "name" and not self.now.is_below:
            self.at += 1
        return self._end((str(word),))

    def throw(self) -> Node:
        self.expression()
        return self._end(("throw",))

    def try_(self) -> Node:
        body, caught, last = self.block(), None, None
        if self.takes("catch"):
            name = self._within(")") if self.takes("(") else None
            caught = (name, self.block())
        if self.takes("finally"):
            last = self.block()
        return "try", body, caught, last

    def switch(self) -> Node:
        self.must("(")
        of = self._within(")")
        self.must("{")
        cases: list[tuple[Node | None, list[Node]]] = []
        while not self.takes("}"):
            test = None if self.takes("default") else self._case()
            self.must(":")
            body: list[Node] = []
            while not (self.is_word("case") or self.is_word("default") or self.is_sign("}")):
                body.append(self.statement())
            cases.append((test, body))
        return "switch", of, cases

    def _case(self) -> Node:
        self.must("case")
        return self.expression()

    def import_(self) -> Node:
        while self.now.kind not in ("text", "end"):
            self.at += 1
        self.at += self.now.kind == "text"
        return self._end(("block", []))

    def export(self) -> Node:
        self.takes("default")
        if self.is_sign("{") and self.tokens[self.at - 1].value == "export":
            while not self.takes("}"):
                self.at += 1
            return self._end(("block", []))
        return self.statement()


READERS: dict[str, Callable[[_Statements], Node]] = {
    "var": _Statements.declaration,
    "let": _Statements.declaration,
    "const": _Statements.declaration,
    "function": _Statements.function_statement,
    "async": _Statements.async_statement,
    "class": _Statements.class_statement,
    "return": _Statements.return_,
    "if": _Statements.if_,
    "for": _Statements.for_,
    "while": _Statements.while_,
    "do": _Statements.do_,
    "break": _Statements.jump,
    "continue": _Statements.jump,
    "throw": _Statements.throw,
    "try": _Statements.try_,
    "switch": _Statements.switch,
    "import": _Statements.import_,
    "export": _Statements.export,
}


def value_of(tokens: list[Token], is_async: bool = False) -> Node:
    """The tokens of a function behind its word, or of an expression → its node. Broken where they are neither."""
    reader = _Statements([*tokens, Token("end", "", True)])
    return reader.function(is_async) if reader.takes("function") else reader.assignment()


@kept(8, longest=LONGEST)
def statements_of(script: str) -> list[Node]:
    """A script → its statements, as far as they can be read; kept, since pages share their scripts.

    >>> statements_of("var a = 1; f(a)")
    [('declare', [(('name', 'a'), ('value', 1))]), ('do', ('call', ('name', 'f'), [('name', 'a')], False))]
    >>> statements_of("var a = ;")
    []
    """
    try:
        return _Statements(tokens_of(script[:LONGEST])).whole()
    except (Broken, IndexError, RecursionError):
        return []
