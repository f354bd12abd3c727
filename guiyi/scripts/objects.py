"""Objects and values as scripts write them, read without running: what may be known of them is put in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from guiyi.scripts.literals import BRACKETS, TEXT, UNKNOWN, joined, marks_in, top_level_parts, unquoted

STRINGIFIED = re.compile(r"^JSON\s*\.\s*stringify\(\s*(.*?)\s*\)$", re.DOTALL)
NUMBER = re.compile(r"^\s*-?\d{1,9}\s*$")
NAME = re.compile(r"\s*(?:([A-Za-z_$][\w$]*)|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))\s*:")
WORDS = {"true": True, "false": False, "null": None, "undefined": None}
DEPTH = 6
LONGEST = 4000  # characters of an object, and of a function before the call in it


def object_at(script: str, start: int, known: Mapping[str, str]) -> dict[str, Any]:
    """A script, the place of an object's bracket in it, known variables → its entries; UNKNOWN for what is not known.

    >>> object_at('a({n: page, "code": "02", at: [{equal: kind}], size: f(x)})', 2, {"page": "1", "kind": "b"})
    {'n': 1, 'code': '02', 'at': [{'equal': 'b'}], 'size': '\ufffd'}
    """
    value = _value(bracketed(script, start), known, 0)
    return value if isinstance(value, dict) else {}


def bracketed(script: str, start: int) -> str:
    """The text from an opening bracket to the one that closes it; empty if it is not closed soon."""
    depth = 0
    end = start + LONGEST if script.startswith(("{", "[", "("), start) else start
    for at, mark in marks_in(script, start, end):
        depth += BRACKETS.get(mark, 0)
        if depth == 0:
            return script[start : at + 1]
    return ""


def _value(text: str, known: Mapping[str, str], depth: int) -> Any:
    """An expression → its value; UNKNOWN where it is not known."""
    text = text.strip()
    if depth > DEPTH or not text:
        return UNKNOWN
    if text[0] == "{" and text[-1] == "}":
        return dict(_entries(text[1:-1], known, depth))
    if text[0] == "[" and text[-1] == "]":
        told = [_value(one, known, depth + 1) for one in top_level_parts(text[1:-1]) if one.strip()]
        return [one for one in told if one != UNKNOWN]
    if NUMBER.match(text):
        return int(text)
    if text in WORDS:
        return WORDS[text]
    if (string := TEXT.match(text)) is not None and string.end() == len(text) and text[0] != "`":
        return unquoted(text)
    if (made := STRINGIFIED.match(text)) is not None:  # an object sent as a field's text
        told = _value(known.get(f"{{}}{made[1]}", made[1]), known, depth + 1)
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")) if isinstance(told, dict | list) else UNKNOWN
    if re.search(r"[*/%?]|\w\(", TEXT.sub("", text)):
        return UNKNOWN
    said = joined(text, known)
    if UNKNOWN in said:
        return UNKNOWN
    return int(said) if re.fullmatch(r"0|[1-9]\d{0,8}", said) else said


def _entries(text: str, known: Mapping[str, str], depth: int) -> Iterator[tuple[str, Any]]:
    for part in top_level_parts(text):
        named = NAME.match(part)
        if named:
            name, told = named[1] or unquoted(named[2]), part[named.end() :]
        else:
            name = told = part.strip()  # {page, size}
            if not re.fullmatch(r"[A-Za-z_$][\w$]*", name):
                continue
        value = _value(told, known, depth + 1)
        if value != UNKNOWN or named:
            yield name, value
