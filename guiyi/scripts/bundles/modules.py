"""Bundles: the modules of a site's program, as Rollup, Vite and webpack write them, of which only a few are followed.

A module names what it takes of others. What asks nothing and is no plain data (Vue, React, a router) stands as a stub
in its place; so no framework is followed, only what the site's own components hand it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from guiyi.markup.decode import HAN
from guiyi.scripts.grammar.expressions import Broken
from guiyi.scripts.grammar.statements import value_of
from guiyi.scripts.grammar.tokens import Token, tokens_of
from guiyi.scripts.language.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from guiyi.scripts.language.follower import Follower

IS_MODULE = re.compile(r"(?:^|[;}\s])(?:import\s*[\w$*{\"']|export\s*[{*d])")
PACKED = re.compile(r"webpackJsonp|webpackChunk|\b__webpack_require__\b|\.push\(\[\[")
IMPORT = re.compile(r"(?<![\w$.])import\s*(?:[\w$]+\s*,\s*)?\{([^{}]{1,4000})\}\s*from\s*[\"']([^\"']{1,200})[\"']")
DEFAULT = re.compile(r"(?<![\w$.])import\s*([\w$]+)\s*(?:,\s*\{[^{}]{0,4000}\}\s*)?from\s*[\"']([^\"']{1,200})[\"']")
EXPORT = re.compile(r"(?<![\w$.])export\s*\{([^{}]{0,8000})\}")
NAMED = re.compile(r"([\w$]+)(?:\s+as\s+([\w$]+))?")
ASKS = frozenset("fetch $fetch XMLHttpRequest axios $http".split())
PATH = re.compile(r"^/?[\w-]+/[\w-]|^/[\w-]{2,}")  # what is asked for: "/news/list"
COMPONENT = frozenset("setup created mounted beforeMount onMounted useEffect onLoad onShow".split())
DRAWS = COMPONENT | {"createElement", "jsx", "jsxs"}  # of menus, which ask nothing
CALLED = [[sign, *head, "{"] for sign in ("(", "!") for head in (["(", ")", "=>"], ["function", "(", ")"])]
DEEP, MOST_TOKENS, PLAIN_TOKENS = 4, 1500, 4000
HEADS = frozenset("const let var function class async export import".split())
OPENS, CLOSES = frozenset("({["), frozenset(")}]")


class Module(Scope):
    """An ES module: what it defines at its top is followed where it is first asked for.

    other: (name that another exports, that one's address) → its value.
    """

    is_lazy = True

    def __init__(
        self, one: Follower, text: str, other: Callable[[str, str], Any], stub: Callable[[], Any], is_part: bool = False
    ) -> None:
        super().__init__(one.top, one.window)
        self.is_part = is_part  # what it lacks is defined in a part that is not read
        self.one, self.text, self.other, self.stub = one, text, other, stub
        one.spend(len(text) // 24)
        try:
            self.tokens = tokens_of(text)
        except (Broken, IndexError, RecursionError):
            self.tokens = []
        self.places = _places(self.tokens, is_part)
        self.own = self._own_begin() if is_part else 0  # the token before which stand libraries
        self.imports: dict[str, tuple[str, str]] = {}
        for names, address in IMPORT.findall(text):
            self.imports |= {own or name: (name, address) for name, own in NAMED.findall(names)}
        self.imports |= {name: ("default", address) for name, address in DEFAULT.findall(text)}
        pairs = (pair for names in EXPORT.findall(text) for pair in NAMED.findall(names))
        self.exports = {outer or name: name for name, outer in pairs}
        self.asking: dict[str, bool] = {}

    def _own_begin(self) -> int:
        """Where what the site itself wrote begins: what is put into one file stands behind all that it uses, and is
        the first that says something in our words."""
        starts = sorted(self.places.values())
        says = (start for start, end in starts if any(_is_ours(one) for one in self.tokens[start:end]))
        return next(says, 0)

    def _is_library(self, name: str) -> bool:
        return name in self.places and self.places[name][0] < self.own

    def holder(self, name: str) -> Scope | None:
        """The scope that has a name: this one, once it was asked for it."""
        if name not in self.held:
            if name in self.imports:
                self.held[name] = self.other(*self.imports[name])
            elif name in self.places:
                self.held[name] = self.stub()  # while it is made
                self.held[name] = self._made(name)
            elif self.is_part and self.one.top.holder(name) is None:
                self.held[name] = self.stub()
        return self if name in self.held else self.one.top.holder(name)

    def exported(self, name: str) -> Any:
        """What it exports by a name; a stub of what it has not."""
        own = self.exports.get(name)
        holder = self.holder(own) if own else None
        return holder.held[own] if holder is not None and own else self.stub()

    def components(self) -> list[str]:
        """The names of its own components that ask for something."""
        found = []
        for name, (start, end) in self.places.items():
            if start < self.own:
                continue
            words = {str(one.value) for one in self.tokens[start:end] if one.kind == "name"}
            is_told = self.asks(name) or words & self.imports.keys()
            if (words & COMPONENT and is_told) or ("to" in words and words & DRAWS and end - start <= MOST_TOKENS):
                found.append(name)
        return found

    def asks(self, name: str, depth: int = 0) -> bool:
        """Whether what a name stands for asks an interface for something, itself or by what it calls."""
        if name not in self.places or depth > DEEP:
            return name in self.imports and depth <= DEEP
        if name not in self.asking:
            self.asking[name] = False  # while it is looked at
            start, end = self.places[name]
            own = self.tokens[start : min(end, start + PLAIN_TOKENS)]
            self.one.spend(len(own) // 16)
            named = {str(one.value) for one in own if one.kind == "name"}
            near = (one for one in named if one != name and one in self.places)
            is_direct = bool(named & ASKS) or _names_path(own)
            is_near = not self._is_library(name) and any(self.asks(one, depth + 1) for one in near)
            self.asking[name] = is_direct or is_near
        return self.asking[name]

    def is_plain(self, name: str) -> bool:
        """Whether what a name stands for is data, or an object of functions."""
        start, end = self.places[name]
        first = self.tokens[start]
        is_data = first.kind in ("text", "number", "template") or first.value in ("[", "{")
        own = self.tokens[start : start + PLAIN_TOKENS]
        if self._is_library(name) and any(one.value in ("(", "=>") for one in own):
            return False
        return is_data and end - start <= PLAIN_TOKENS

    def _made(self, name: str) -> Any:
        start, end = self.places[name]
        if not self.is_plain(name) and not (end - start <= MOST_TOKENS and self.asks(name)):
            return self.stub()
        if [one.value for one in self.tokens[start + 1 : start + 4]] == [".", "create", "("]:
            self.held[str(self.tokens[start].value)] = self.stub()  # a library that asks: axios.create({baseURL: …})
        try:
            node = value_of(self.tokens[start:end], is_async=start > 0 and self.tokens[start - 1].value == "async")
        except (Broken, IndexError, RecursionError):
            return self.stub()
        return self.one.value(node, self)


def _is_ours(token: Token) -> bool:
    return token.kind == "text" and HAN.search(str(token.value)) is not None


def _places(tokens: list[Token], is_part: bool = False) -> dict[str, tuple[int, int]]:
    """The names that a module defines at its top → where the tokens of each begin and end. is_part: so do functions
    there that are called where they stand, as bundlers put a program into one: (() => {…})().

    >>> sorted(_places(tokens_of("const a=[1,2],b=c;function d(){var e=1}let f=()=>{}")).items())
    [('a', (3, 8)), ('b', (11, 12)), ('d', (13, 23)), ('f', (26, 31))]
    """
    found: dict[str, tuple[int, int]] = {}
    pairs, at, is_declared, name, start = _pairs(tokens), 0, False, "", 0
    while at < len(tokens):
        token = tokens[at]
        is_head = token.kind == "name" and token.value in HEADS
        if name and (token.kind == "end" or token.value in (",", ";") or (is_head and _is_new(tokens, at))):
            found[name], name = (start, at), ""
        if is_part and (inner := _begun_at(tokens, at)):
            at, is_declared = inner, False
        elif token.kind == "sign" and token.value in OPENS:
            at = pairs.get(at, len(tokens)) + 1
        elif is_head and not name and token.value in ("function", "class") and tokens[at + 1].kind == "name":
            end = _body_end(tokens, pairs, at + 2)
            found[str(tokens[at + 1].value)] = (at, end)
            at, is_declared = end, False
        elif is_declared and not name and token.kind == "name" and tokens[at + 1].value == "=":
            name, start, at = str(token.value), at + 2, at + 2
        else:
            is_declared = token.value in ("const", "let", "var") or (is_declared and token.value != ";")
            at += 1
    return found


def _begun_at(tokens: list[Token], at: int) -> int:
    """Where the body of a function that is called where it stands begins; 0 where none does."""
    for head in CALLED:
        if tokens[at].value == head[0] and [one.value for one in tokens[at : at + len(head)]] == head:
            return at + len(head)
    return 0


def _is_new(tokens: list[Token], at: int) -> bool:
    """Whether a statement begins there though no semicolon ends the one before."""
    return tokens[at].is_below or tokens[at - 1].value == "}"


def _pairs(tokens: list[Token]) -> dict[int, int]:
    """Where each bracket that opens is closed."""
    opened, found = list[int](), dict[int, int]()
    for at, token in enumerate(tokens):
        if token.kind == "sign" and token.value in OPENS:
            opened.append(at)
        elif token.kind == "sign" and token.value in CLOSES and opened:
            found[opened.pop()] = at
    return found


def _body_end(tokens: list[Token], pairs: dict[int, int], at: int) -> int:
    """Where the body of a function or class, whose head is there, ends."""
    while at < len(tokens) and tokens[at].value != "{":
        at = pairs.get(at, at) + 1
    return pairs.get(at, len(tokens) - 1) + 1


def _names_path(tokens: list[Token]) -> bool:
    """Whether a call hands over a path."""
    for before, one in pairwise(tokens):
        if before.kind == "sign" and before.value in ("(", ":"):
            said = one.value[0] if one.kind == "template" and one.value else one.value  # type: ignore[index]
            if one.kind in ("text", "template") and isinstance(said, str) and PATH.match(said):
                return True
    return False


def is_bundle(text: str) -> bool:
    """Whether a script is a module, or holds modules."""
    return IS_MODULE.search(text) is not None or PACKED.search(text) is not None
