"""What can be read of a page's scripts without running them: strings joined with +, variables that hold such strings.

Old pages hide redirects, links and pagers in a few lines of script. A join of literals and known variables has one
value; anything else is unknown and nothing is guessed from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guiyi.caching import kept

STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
TEXT = re.compile(STRING)
TOKEN = re.compile(rf"\s*(?:(?P<text>{STRING})|(?P<name>[A-Za-z_$][\w$.]*)|(?P<number>\d+)|(?P<sign>[+\-()]))")
JOIN = rf"(?:(?:{STRING}|[\w$.]+|\([\w$.\s+-]*\))\s*(?:\+\s*)?)+"
ASSIGNED = re.compile(rf"(?:\bvar|\blet|\bconst|[;{{}}\n,])\s*([A-Za-z_$][\w$]*)\s*=\s*({JOIN})")
WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(")
ESCAPES = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "v": "", "0": ""}
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
MAX_SCRIPT = 400_000
MAX_WRITTEN = 100_000  # characters that one document.write writes at most
MAX_UNCLOSED = 8  # calls without an end after which a script is no script
UNKNOWN = "\ufffd"  # stands in a join for a part that is not known


def unquoted(literal: str) -> str:
    r"""A string literal as written → its value.

    >>> unquoted(r"'<a href=\"\/a.html\">\u516c</a>'")
    '<a href="/a.html">公</a>'
    """

    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1] or match[2], 16))
        return ESCAPES.get(match[3], match[3])

    return ESCAPE.sub(one, literal[1:-1])


def joined(expression: str, known: Mapping[str, str] | None = None) -> str:
    """Literals, numbers and variables joined with + → the text; what is not known stands as U+FFFD.

    Sums of numbers in brackets are worked out, as pagers write them.

    >>> joined("'http:/' + '/' + host + \\"/a\\"", {"host": "old.example.test"})
    'http://old.example.test/a'
    >>> joined("'index_' + (n-1) + '.html'", {"n": "3"})
    'index_2.html'
    """
    known = known or {}
    expression = _summed(expression, known)
    parts, at = [], 0
    while at < len(expression):
        token = TOKEN.match(expression, at)
        if token is None:
            break
        at = token.end()
        if token["text"]:
            parts.append(unquoted(token["text"]))
        elif token["name"]:
            parts.append(known.get(token["name"], UNKNOWN))
        elif token["number"]:
            parts.append(token["number"])
    return "".join(parts)


def _summed(expression: str, known: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        value = known.get(match[1], match[1])
        number = int(match[3])
        if not value.isdigit():
            return UNKNOWN
        return str(int(value) + (number if match[2] == "+" else -number))

    return re.sub(r"\(\s*([\w$.]+)\s*([+-])\s*(\d+)\s*\)", one, expression)


def variables(script: str) -> dict[str, str]:
    """A script → variables that hold known text; the first value of each."""
    found: dict[str, str] = {}
    for name, expression in ASSIGNED.findall(script[:MAX_SCRIPT]):
        value = joined(expression, found)
        if UNKNOWN not in value:
            found.setdefault(name, value)
    return found


MENU_WORDS = r"[\u4e00-\u9fff][\u4e00-\u9fff\w()（）、·/-]{1,19}"
MENU_ADDRESS = r"(?:https?://|\.{0,2}/)?[\w./-]*(?:\.(?:[sj]?html?|jspx?|aspx?|php|do|action)(?:\?[\w=&%./-]*)?|/)"
MENU_ENTRY = re.compile(  # 'name', 'address' side by side, or {name: 'name', …, url: 'address'}; either way round
    rf"[\"']({MENU_WORDS})[\"']\s*,\s*[\"']({MENU_ADDRESS})[\"']|[\"']({MENU_ADDRESS})[\"']\s*,\s*[\"']({MENU_WORDS})[\"']"
    rf"|\b(?:name|title|text|label)[\"']?\s*:\s*[\"']({MENU_WORDS})[\"'][^{{}}\n]{{0,120}}?\b(?:url|href|link)[\"']?\s*:\s*[\"']({MENU_ADDRESS})[\"']"
    rf"|\b(?:url|href|link)[\"']?\s*:\s*[\"']({MENU_ADDRESS})[\"'][^{{}}\n]{{0,120}}?\b(?:name|title|text|label)[\"']?\s*:\s*[\"']({MENU_WORDS})[\"']"
)
NO_ENTRY = re.compile(r"log(?:in|out)|sign|delete|remove|exit|search|save|submit|update", re.IGNORECASE)
MAX_ENTRIES = 400


@kept(500, longest=50_000)
def menu_entries(script: str) -> tuple[tuple[str, str], ...]:
    """A script → (name, address) of the entries of menus and trees that it builds; kept, since pages share scripts.

    >>> menu_entries("d.add(3, 1, '人事信息', 'list.do?id=3'); m[0] = new Array('公告', 'gg/index.htm')")
    (('人事信息', 'list.do?id=3'), ('公告', 'gg/index.htm'))
    >>> menu_entries("nodes = [{id: 1, name: '政策法规', pId: 0, url: '/zcfg/'}]; ask('确定吗', 'delete.do?id=3')")
    (('政策法规', '/zcfg/'),)
    """
    found: dict[str, str] = {}
    for match in MENU_ENTRY.finditer(script[:MAX_SCRIPT]):
        words, address = match[1] or match[4] or match[5] or match[8], match[2] or match[3] or match[6] or match[7]
        if not NO_ENTRY.search(address) and len(found) < MAX_ENTRIES:
            found.setdefault(address, words)
    return tuple((words, address) for address, words in found.items())


def written_markup(script: str) -> str:
    """A script → all markup that its document.write calls write, one after the other; unknown parts as U+FFFD."""
    if "document.write" not in script:
        return ""
    known = variables(script)
    return "".join(joined(expression, known) for expression in _arguments(script[:MAX_SCRIPT]))


def _arguments(script: str) -> Iterator[str]:
    """The argument of each document.write: up to the bracket that closes it, strings passed over."""
    at, unclosed = 0, 0
    for call in WRITTEN.finditer(script):
        if call.start() < at:
            continue
        end = _closed(script, call.end())
        if end is not None:
            at = end
            yield script[call.end() : end - 1]
            continue
        unclosed += 1
        if unclosed > MAX_UNCLOSED:  # each is read to its bound: a page of thousands would take minutes
            return


def _closed(script: str, start: int) -> int | None:
    """Where the bracket that was opened before `start` is closed; None if it is not."""
    depth, at, last = 1, start, min(len(script), start + MAX_WRITTEN)
    while at < last and depth:
        string = TEXT.match(script, at) if script[at] in "\"'" else None
        if string is not None:
            at = string.end()
            continue
        depth += {"(": 1, ")": -1}.get(script[at], 0)
        at += 1
    return None if depth else at
