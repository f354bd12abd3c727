"""A script's text → its tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from guiyi.scripts.literals import unquoted

SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|<!--[^\n]*)+")
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?n?")
NAME = re.compile(r"#?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*'")
SHORT_STRING = re.compile(  # tried at each quote of a hole, so with an end
    r"\"[^\"\\\n]{0,500}+(?:\\[\s\S][^\"\\\n]{0,500}+){0,20}+\"|'[^'\\\n]{0,500}+(?:\\[\s\S][^'\\\n]{0,500}+){0,20}+'"
)
REGEX = re.compile(
    r"/((?:[^/\\\n\[]{1,500}+|\\.|\[[^\]\\\n]{0,500}+(?:\\.[^\]\\\n]{0,200}+){0,60}+\]){1,100}+)/([a-z]*)"
)
SIGN = re.compile(
    r"\.\.\.|>>>=|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()\[\];,<>+\-*/%&|^!~?:=.@]"
)
BEFORE_VALUE = frozenset("return typeof case in of delete void throw new instanceof do else await yield".split())
MOST = 150_000  # tokens of one script
DEEP = 5  # templates within each other


class Broken(Exception):
    """A script that is none, or is written in a manner that is not read."""


class Token(NamedTuple):
    """kind: name, number, text, template, regex, sign or end. is_below: a line ends before it."""

    kind: str
    value: str | float | tuple[object, ...]
    is_below: bool = False


def tokens_of(script: str, depth: int = 0) -> list[Token]:
    """A script → its tokens, the last of them the end. Broken where it holds none.

    >>> [one.value for one in tokens_of("a = b / 2 + '/c' // d")][:-1]
    ['a', '=', 'b', '/', 2, '+', '/c']
    >>> tokens_of("x = /a[/]b/g")[2].value
    ('a[/]b', 'g')
    """
    found: list[Token] = []
    at, is_below = 0, False
    while at < len(script):
        if (space := SPACE.match(script, at)) is not None:
            is_below = is_below or "\n" in space[0]
            at = space.end()
            continue
        if len(found) > MOST or depth > DEEP:
            raise Broken("too long")
        token, at = _token(script, at, found, depth)
        found.append(token._replace(is_below=is_below))
        is_below = False
    return [*found, Token("end", "", True)]


def _token(script: str, at: int, found: list[Token], depth: int) -> tuple[Token, int]:
    letter = script[at]
    if (name := NAME.match(script, at)) is not None:
        return Token("name", name[0]), name.end()
    if letter in "\"'" and (string := STRING.match(script, at)) is not None:
        return Token("text", unquoted(string[0])), string.end()
    if letter == "`":
        return _template(script, at, depth)
    if (number := NUMBER.match(script, at)) is not None:
        return Token("number", _number(number[0])), number.end()
    if letter == "/" and _begins_value(found) and (regex := REGEX.match(script, at)) is not None:
        return Token("regex", (regex[1], regex[2])), regex.end()
    sign = SIGN.match(script, at)
    if sign is None:
        raise Broken(f"{letter!r} at {at}")
    return Token("sign", sign[0]), sign.end()


def _number(text: str) -> float:
    text = text.rstrip("n")
    if text[:2].lower() == "0x":
        return int(text, 16) if len(text) < 16 else float("inf")
    value = float(text)
    return int(value) if abs(value) < 1e18 and value == int(value) else value


def _begins_value(found: list[Token]) -> bool:
    """Whether a slash behind these tokens begins a regular expression."""
    if not found:
        return True
    last = found[-1]
    return last.value not in (")", "]", "}") if last.kind == "sign" else last.value in BEFORE_VALUE


def _template(script: str, at: int, depth: int) -> tuple[Token, int]:
    """What stands between backticks → its texts and the tokens of its holes, in turn."""
    parts: list[object] = []
    at, start = at + 1, at + 1
    while at < len(script) and script[at] != "`":
        if script[at] == "\\":
            at += 2
        elif script.startswith("${", at):
            parts.append(unquoted(f"`{script[start:at]}`"))
            end = _hole(script, at + 2)
            parts.append(tokens_of(script[at + 2 : end], depth + 1))
            at = start = end + 1
        else:
            at += 1
    return Token("template", (*parts, unquoted(f"`{script[start:at]}`"))), at + 1


def _hole(script: str, at: int) -> int:
    """Where a hole of a template, whose bracket is open, is closed."""
    depth = 1
    while at < len(script):
        if script[at] in "\"'" and (string := SHORT_STRING.match(script, at)) is not None:
            at = string.end()
            continue
        if script[at] == "`":
            at = _template_end(script, at + 1)
            continue
        depth += {"{": 1, "}": -1}.get(script[at], 0)
        if not depth:
            return at
        at += 1
    raise Broken("a template without an end")


def _template_end(script: str, at: int) -> int:
    while at < len(script) and script[at] != "`":
        if script.startswith("${", at):
            at = _hole(script, at + 2)
        at += 2 if script[at : at + 1] == "\\" else 1
    return at + 1
