"""What the program can say, read from its code: every text with English words that is no docstring, pattern or query."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = re.compile(r"[A-Za-z][a-z']+[,;:]? +[a-z']{2,}|[\u3400-\u9fff）]\s+[A-Za-z]{2,}")
PATTERN = re.compile(r"\(\?|\\[wWsSdDb]|\[\^|\\u[0-9a-f]{4}|[a-z]\|[a-z]|^<|=\"|SELECT |^\.//|\.\*")
SAMPLE = "7"
FAILPOINTS = ("reach", "around")


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """A module → line and text of each message in it, a sample in each hole of an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known: set[int] = set()
    for node in ast.walk(tree):
        known |= set(map(id, _silent(node)))
        if id(node) in known or (text := _text(node)) is None:
            continue
        if WORDS.search(text) and not PATTERN.search(text):
            yield node.lineno, text  # type: ignore[attr-defined]


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    """What is no message by where it stands: docstrings, parts of an f-string, patterns, a command's help."""
    if (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body[:1]
        and isinstance(node.body[0], ast.Expr)
    ):
        yield node.body[0].value
    if isinstance(node, ast.JoinedStr):
        yield from node.values
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("compile", "execute"):
        for argument in node.args:
            yield from ast.walk(argument)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FAILPOINTS:
        yield from node.args
    if isinstance(node, ast.keyword) and node.arg in ("help", "metavar", "title", "description", "flow_run_name"):
        yield from ast.walk(node.value)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"%s|\{[a-z_]+(\[[a-z]+\])?\}", SAMPLE, node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else SAMPLE for one in node.values)
    return None
