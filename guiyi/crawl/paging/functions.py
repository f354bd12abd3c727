"""Functions of a page's number: their parameters, what the page calls them with, the addresses they lead to."""

from __future__ import annotations

import json
import re
from collections import ChainMap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from guiyi.crawl.reading.addresses import role_of_link
from guiyi.scripts.literals import JOIN, STRING, UNKNOWN, braces_end, joined, top_level_parts, variables
from guiyi.urls import absolute_url

FUNCTION = re.compile(
    r"(?:function\s+(?P<name>[\w$]+)|(?<![\w$])(?P<field>[\w$]{1,60})\s*[:=]\s*function"
    r"|\b(?P<called>\w{0,30}pag\w{0,30})\s*\(\s*(?:[^,(){}]{1,80},)?\s*(?:\{[^{}()]{0,200}?\b[\w$]{1,30}\s*:\s*)?function)"
    r"\s*\(\s*(?P<arguments>[\w$]+(?:\s*,[^)]*)?)\)\s*\{",
    re.IGNORECASE,
)
TARGET = re.compile(  # where it goes, or what it shows in a frame of the page
    rf"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\(|window\.open\(|\.src\s*=(?!=)|return)\s*({JOIN})"
)
OF_NUMBER = r"\b{name}(?:\.(?:curr|current|page\w{{0,6}}|getCurrent\(\)))?"  # laypage hands over an object
HELD = r"\b([\w$]+)\s*=\s*{number}\s*[;,\n]"
EVENT = re.compile(r"^(?:e|evt|event|type)$")  # bootstrapPaginator hands over the kind of its button first
SETTING = re.compile(r"\b([\w$]{1,40})\s*:\s*(\"[\w./?&=%:-]{0,200}\"|'[\w./?&=%:-]{0,200}')\s*(?=[,}\n])")
OF_SETTINGS = re.compile(r"(?<![\w$.])this\.([\w$]{1,40})\b(?!\s*[(.])")
FIRST_ELSE = re.compile(  # the first page's address, and that of the others: n == 1 ? base + ".html" : …
    rf"\(?\b[\w$.]+\s*(?:(?:===?|<=?)\s*[\"']?[01]\b|<\s*2\b)[\"']?\s*\)?\s*\?(?:{STRING}|[^\"'`?:;{{}}\n]){{1,60}}:\s*"
)
FOLDER = re.compile(r"\b([\w$.]+)\.substr(?:ing)?\(\s*0\s*,\s*\1\.lastIndexOf\(\s*[\"']/[\"']\s*\)\s*(\+\s*1\s*)?\)")
NAME = re.compile(r"^[A-Za-z_$][\w$]{0,40}$")
DIGITS = re.compile(r"^\s*[\"']?(\d{1,5})[\"']?\s*$")
CALLED = r"(?<![\w$])([\w$]{1,60})\("
GIVEN = re.compile(rf"{CALLED}([^()]{{1,200}})\)")
NUMBERED = re.compile(rf"{CALLED}\s{{0,9}}[\"']?(\d{{1,5}})[\"']?\s{{0,9}}[,)]")
MAX_CALLS = 400  # calls of a function that are looked at
BODY = 1500  # characters of a function that are read
MAX_FUNCTIONS = 400  # functions of a page's scripts that are looked at


def counting(arguments: list[str], at: int) -> list[str]:
    """The parameters that may hold the page's number, the likeliest first; one that is an event's object holds none,
    but a pager's own object may have its name.
    """
    return [arguments[at], *arguments[1:2]] if at == 0 and EVENT.match(arguments[0]) else [arguments[at]]


def plain(body: str, known: dict[str, str]) -> str:
    """A function's body with the folders of known addresses as literals, and of choices what holds from page 2 on."""

    def folder(match: re.Match[str]) -> str:
        path = known.get(match[1])
        return json.dumps(path.rpartition("/")[0] + "/" * bool(match[2])) if path is not None else match[0]

    return FIRST_ELSE.sub("", FOLDER.sub(folder, body) if "lastIndexOf" in body else body)


def with_settings(body: str, scripts: str) -> str:
    """A function's body with the settings that its own object holds as literals: this.hrefFormer, hrefFormer: 'list'.

    >>> with_settings("return this.former + n + this.go()", "pager({former: 'list_', getLink: function (n) {")
    "return 'list_' + n + this.go()"
    """
    told = dict(SETTING.findall(scripts)) if "this." in body else {}
    return OF_SETTINGS.sub(lambda one: told.get(one[1], one[0]), body) if told else body


def functions_of(scripts: str) -> Iterator[tuple[str, list[str], str]]:
    """Name, parameters and body of each function."""
    for match in islice(FUNCTION.finditer(scripts), MAX_FUNCTIONS):
        longest = match.end() + BODY
        end = braces_end(scripts, match.end(), longest, 1) or longest
        arguments = [one.strip() for one in match["arguments"].split(",")]
        yield match["name"] or match["field"] or match["called"], arguments, scripts[match.end() : end]


def numbers_of(name: str, text: str, arguments: list[str]) -> tuple[int, list[int], dict[str, str]]:
    """A function's name, its page and its parameters → which of them takes the page's number, the numbers with which
    the page calls it, and what the first such call gives for the others.

    >>> numbers_of("show", "show('/a', 'box', 2) show('/a', 'box', 9)", ["url", "id", "n"])
    (2, [2, 9], {'url': "'/a'", 'id': "'box'"})
    """
    calls = _calls(text)[0].get(name, [])
    if numbers := calls_of(name, text):
        return 0, numbers, dict(zip(arguments[1:], next((one[1:] for one in calls), []), strict=False))
    for at in range(1, len(arguments)):
        said = [(parts, int(number[1])) for parts in calls if at < len(parts) and (number := DIGITS.match(parts[at]))]
        others = {tuple(part.strip() for part in (*parts[:at], *parts[at + 1 :])) for parts, _number in said}
        numbers = [number for _parts, number in said]
        if len(others) == 1 and max(numbers) > 1:  # show('a81f', '1') opens one item after the other
            given = zip((*arguments[:at], *arguments[at + 1 :]), others.pop(), strict=False)
            return at, numbers, dict(given)
    return 0, [], {}


def calls_of(name: str, text: str) -> list[int]:
    """The numbers with which a page calls a function."""
    return [int(one) for one in _calls(text)[1].get(name, ())]


@lru_cache(maxsize=4)
def _calls(text: str) -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    """A page → by function, what its calls hand over, and the first arguments that are numbers: read once for all."""
    given: dict[str, list[list[str]]] = {}
    numbers: dict[str, list[str]] = {}
    for name, said in GIVEN.findall(text):
        if len(calls := given.setdefault(name, [])) < MAX_CALLS:
            calls.append(top_level_parts(said))
    for name, said in NUMBERED.findall(text):
        numbers.setdefault(name, []).append(said)
    return given, numbers


def addresses(body: str, first: str, known: dict[str, str], base: str, last: int) -> list[str]:
    """The pages' addresses from 2 on, by the first expression that depends on the number; empty if none does."""
    number_of = OF_NUMBER.format(name=re.escape(first))
    names = {first, *re.findall(number_of, body), *re.findall(HELD.format(number=number_of), body)}
    names = {name.removesuffix("()") for name in names}
    local = {name: value for name, value in (known | variables(body)).items() if name not in names}
    for match in TARGET.finditer(body):
        expression = _grown(match[1], body[: match.start()])
        if not any(re.search(rf"\b{re.escape(name)}\b", expression) for name in names):
            continue
        told = (joined(expression, ChainMap(dict.fromkeys(names, str(at)), local)) for at in range(2, last + 1))
        found = all_different(absolute_url(one, base) if one and UNKNOWN not in one else None for one in told)
        if found and role_of_link(found[0]) == "page":  # no slides
            return found
    return []


def _grown(expression: str, before: str) -> str:
    """What a function goes to, and its text before → a variable that grows there as the join that it becomes; others
    as they are.

    >>> _grown("u", "var u='list.jsp?lm=1'; u=u+'&p='+n;"), _grown("u", "u = 'l.jsp?'; u += 'p=' + n;")
    ("'list.jsp?lm=1' + '&p='+n", "'l.jsp?' + 'p=' + n")
    >>> _grown("u", "v = 'l.jsp?p=' + n;"), _grown("'l?p=' + n", "u = 1;")
    ('u', "'l?p=' + n")
    """
    name = expression.strip()
    if not NAME.match(name):
        return expression
    grown = ""
    for sign, said in re.findall(rf"(?<![\w$.]){re.escape(name)}\s*(\+?)=(?!=)\s*({JOIN})", before):
        own = re.match(rf"{re.escape(name)}\s*\+\s*", said)
        more = said[own.end() :] if own else said
        grown = f"{grown} + {more}".removeprefix(" + ") if sign or own else said
    return grown.strip() or expression


def all_different(addresses: Iterable[str | None]) -> list[str]:
    """The addresses of all pages; none, and none is made beyond, where one is not known or the same as another's.

    >>> all_different(["/2", "/3"]), all_different(["/2", "/2"]), all_different(["/2", None])
    (['/2', '/3'], [], [])
    """
    found: dict[str, None] = {}
    for one in addresses:
        if one is None or one in found:
            return []
        found[one] = None
    return [*found]
