"""What a call of a script asks: the object that it sends, with the page's own values in it. Read, not run.

A value may be a literal, a join of literals and known variables, or something that the script reads off its page: a
meta element, a hidden field, an attribute, a parameter of the page's address. A parameter of the function that asks
has the value with which the script itself calls that function first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

from guiyi.caching import kept
from guiyi.scripts.literals import JOIN, STRING, UNKNOWN, braces_end, joined, top_level_parts, variables
from guiyi.scripts.objects import LONGEST, NUMBER, bracketed, object_at

MAX_OBJECTS = 40  # of each sort
MOST_CALLS = 300  # calls of one function that are looked at
PROPERTY = re.compile(rf"[{{,\s]([A-Za-z_$][\w$]*)\s*:\s*({STRING}|\d{{1,9}})\s*(?=[,}}\n])")
OBJECT = re.compile(r"\b([A-Za-z_$][\w$]*)\s*=\s*(?=\[?\{\s*[\"']?\w+[\"']?\s*:)")
FLAT = re.compile(r"[{,\s]([A-Za-z_$][\w$]*)\s*:\s*(?=\{[^{}()]{1,400}\})")  # page: {current: 1, size: 10}
FUNCTION = re.compile(
    r"function\s+([\w$]+)\s*\(([^()]*)\)\s*\{|(?<![\w$.])([\w$.]+)\s*[:=]\s*function\s*\(([^()]*)\)\s*\{"
)
OF_OTHER = re.compile(r"(?:\bfunction |[\w$])\Z")  # before a name: it is defined there, or the end of another
IN_STRING = re.compile(r"'\"\s*\+|\"'\s*\+|\\[\"']\s*[\"']\s*\+")  # a call that is written: "f('" + id + "')"
BRACES = re.compile(rf"{STRING}|[{{}}]")


def known_in(script: str) -> dict[str, str]:
    """A script → what its variables are known to hold, and the entries of its objects of constants: by their path, and
    by their own name where no variable has it (this.pageNum). Kept: the pages of a site share their files.

    >>> known_in("var site = {root: '/web', id: 7}; var url = site.root + '/list.do';")["url"]
    '/web/list.do'
    """
    return dict(_known_in(script))


@kept(4, longest=1_000_000)
def _known_in(script: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    for _at, match in zip(range(MAX_OBJECTS), OBJECT.finditer(script), strict=False):
        entries.setdefault(f"{{}}{match[1]}", bracketed(script, match.end()))  # as written
        for name, value in object_at(script, match.end(), {}).items():
            if isinstance(value, str | int) and value != UNKNOWN:
                entries.setdefault(f"{match[1]}.{name}", str(value))
    for _at, match in zip(range(MAX_OBJECTS), FLAT.finditer(script), strict=False):
        for name, value in object_at(script, match.end(), {}).items():
            if isinstance(value, str | int) and value != UNKNOWN:
                entries.setdefault(f"{match[1]}.{name}", str(value))
    first: dict[str, str] = {}
    for name, told in PROPERTY.findall(script):
        first.setdefault(name, joined(told))
    return variables(script, first | entries)


def known_at(script: str, at: int, known: Mapping[str, str]) -> dict[str, str]:
    """A script, a place in it, what is known → what is known at that place: the parameters of the function around it,
    and what it puts together of them up to there.

    >>> script = "function load(n) { var sent = 'page=' + (n+1); $.post('/list', sent) } load(0);"
    >>> known_at(script, script.index("$"), {}), known_at("load(0)", 3, {})
    ({'n': '0', 'sent': 'page=1'}, {})
    >>> script = "function load(n) { if (n && n > 0) ask += '&n=' + n; $.post('/list?' + ask) } load(0);"
    >>> known_at(script, script.index("$"), {"ask": "c=3"})  # 0 is not sent: it is the first page, whose number is 1
    {'ask': 'c=3&n=1', 'n': '1'}
    """
    name, names, start = _around(script, at)
    body = script[start:at]
    given = arguments_of(script, name, names, known)
    first = {key: "1" for key, value in given.items() if value == "0" and _is_tested(key, body)}
    return variables(body, {**known, **given, **first})


def arguments_of(script: str, name: str, names: list[str], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """A script, a function's name and parameters → the parameters as the script first calls it with numbers, else with
    what is known; empty if it does not.

    >>> arguments_of("function load(n) { $.ajax({data: {page: n}}) } load(0);", "load", ["n"]), arguments_of("", "", [])
    ({'n': '0'}, {})
    """
    told = [[_argument(part, known) for part in parts] for parts in (calls_of(script, name) if names else ())]
    whole = [parts for parts in told if UNKNOWN not in "".join(parts)]
    return _given(names, min(whole, key=lambda one: not _are_numbers(one), default=[]))


@lru_cache(maxsize=256)
def calls_of(text: str, name: str) -> tuple[tuple[str, ...], ...]:
    """A script, a function's name → the arguments of each call of it; kept, since several lists may ask by it."""
    calls = re.finditer(rf"{re.escape(name)}\(([^()]{{1,120}})\)(?!\s*\{{)", text)  # a literal first: found fast
    own = (call for call in calls if not OF_OTHER.search(text, max(0, call.start() - 9), call.start()))
    whole = (call for call in own if not IN_STRING.search(call[0]))
    return tuple(tuple(top_level_parts(call[1])) for call in islice(whole, MOST_CALLS))


def _argument(part: str, known: Mapping[str, str] | None) -> str:
    """What a call hands over: an object as JSON, anything else as what it is joined to."""
    if part.strip().startswith("{"):
        return json.dumps(object_at(part.strip(), 0, known or {}), ensure_ascii=False)
    return joined(part, known)


def _given(names: list[str], parts: list[str]) -> dict[str, str]:
    """A function's parameters and what a call hands over → what they hold; the entries of an object by their paths.

    >>> _given(["e", "n"], ['{"channelId": "7", "current": 1}', " 3"])
    {'e.channelId': '7', 'e.current': '1', 'n': '3'}
    """
    held: dict[str, str] = {}
    for name, part in zip(names, parts, strict=False):
        if part.startswith("{"):
            held |= {f"{name}.{key}": str(value) for key, value in json.loads(part).items()}
        else:
            held[name] = part.strip()
    return held


@lru_cache(maxsize=64)
def held_by(script: str, name: str) -> tuple[int, tuple[tuple[str, str], ...]] | None:
    """A script, a variable → where the object stands that it holds, and what is put into it elsewhere, the first of
    each, as written; None where it holds none.

    >>> held_by("query = {page: 1}; query.kind = '3'", "query")
    (8, (('kind', "'3'"),))
    """
    match = re.search(rf"(?<![\w$.]){re.escape(name)}\s*[:=]\s*(?=\{{)", script)
    if match is None:
        return None
    put = re.findall(rf"(?<![\w$.]){re.escape(name)}\.(\w+)\s*=(?!=)\s*({JOIN})", script)
    return match.end(), tuple({key: value for key, value in reversed(put)}.items())[::-1]


@lru_cache(maxsize=64)
def alias_of(script: str, at: int, parameter: str) -> str | None:
    """What a function's parameter is called where the function is called: load(query) of function load(e) → query.

    >>> script = "function page(e) { return ask({url: '/l', params: e}) } page(queryParams)"
    >>> alias_of(script, script.index("ask"), "e")
    'queryParams'
    """
    name, names, _start = _around(script, at)
    if parameter not in names:
        return None
    place = names.index(parameter)
    given = (parts[place].strip() for parts in calls_of(script, name) if place < len(parts))
    return next((one for one in given if re.fullmatch(r"[A-Za-z_$][\w$]*", one) and one != parameter), None)


@lru_cache(maxsize=256)
def _around(script: str, at: int) -> tuple[str, list[str], int]:
    """Name, parameters and beginning of the innermost function with any that is open at a place; empty for none."""
    for head in reversed(list(FUNCTION.finditer(script, max(0, at - LONGEST), at))):
        names = [one.strip() for one in (head[2] or head[4] or "").split(",") if one.strip()]
        if names and braces_end(script, head.end(), at, 1, BRACES) is None:
            return (head[1] or head[3]).rsplit(".", 1)[-1], names, head.end()
    return "", [], at


def _is_tested(name: str, body: str) -> bool:
    return re.search(rf"\bif\s*\(\s*{re.escape(name)}\s*(?:&&|\)|>\s*0)", body) is not None


def _are_numbers(parts: list[str]) -> bool:
    return all(NUMBER.match(one) for one in parts)
