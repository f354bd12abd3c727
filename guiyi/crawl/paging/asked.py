"""What a call of a script asks: the object that it sends, with the page's own values in it. Read, not run.

A value may be a literal, a join of literals and known variables, or something that the script reads off its page: a
meta element, a hidden field, a parameter of the page's address. A parameter of the function that asks has the
value with which the script itself calls that function first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.crawl.paging.forms import fields_of
from guiyi.crawl.reading.scripts import STRING, TEXT, UNKNOWN, joined, top_level_parts, unquoted, variables

QUOTED = r"[\"']([\w:.-]+)[\"']"
META = re.compile(
    r"""(?<![\w$])(?:document\.)?[\w$]{1,20}\(\s*(["'])meta\[\s*name\s*=\s*\\?["']?([\w:.-]+)\\?["']?\s*\]\1\s*\)(?:\[0\])?\s*"""
    r"""\.\s*(?:(?:attr|prop|getAttribute)\(\s*["']content["']\s*\)|content\b)"""
)
FIELD = re.compile(
    r"(?:\$|jQuery)\(\s*[\"']#([\w-]+)[\"']\s*\)\.val\(\s*\)|getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.value\b(?!\s*=[^=])"
)
PARAMETER = re.compile(
    rf"(?<![\w$.])[\w$.]{{0,40}}?(?:query|param|request)\w{{0,20}}\(\s*{QUOTED}\s*\)|URLSearchParams\([^()]{{0,60}}\)\.get\(\s*{QUOTED}\s*\)"
    r"|\$route\.(?:query|params)\.(\w+)"
    r"|location\.(?:search|href)\.match\(\s*/[^/\w\n]{0,20}(\w{1,30})=[^\n]{0,60}?/i?\s*\)\[1\]",
    re.IGNORECASE,
)
ELEMENT = r"(?:document\.getElementById\(\s*|(?:\$|jQuery)\(\s*)[\"']#?([\w-]+)[\"']\s*\)(?:\[0\])?"
HELD = re.compile(rf"(?<![\w$])([A-Za-z_$][\w$]*)\s*=\s*{ELEMENT}\s*[;,\n]")
ATTRIBUTE = re.compile(
    rf"(?:{ELEMENT}|(?<![\w$.])([A-Za-z_$][\w$]*))\.(?:(?:getAttribute|attr|data)\(\s*{QUOTED}\s*\)|dataset\.(\w+))"
)
HANDED_ON = re.compile(r"([?&])([\"'])\s*\+\s*[\w$.]{1,60}\(\s*\d?\s*\)(?!\s*[.\[])")  # "list.do?" + getQueryString()
OWN = re.compile(r"(?<![\w$.])(?:this|that|_this|self|_self|vm|me|\$scope)\.(?=[A-Za-z_$])")  # an object's own values
PROPERTY = re.compile(rf"[{{,\s]([A-Za-z_$][\w$]*)\s*:\s*({STRING}|\d{{1,9}})\s*(?=[,}}\n])")
READER = re.compile(  # a function that reads a parameter of the page's address, by whatever name
    r"(?:function\s+([\w$]+)|\b([\w$]+)\s*=\s*function)\s*\(\s*[\w$]+\s*\)\s*\{[^{}]{0,300}?\blocation\.(?:search|href)\b"
)
SERIALIZED = re.compile(
    r"(?:\$|jQuery)\(\s*[\"'](?:form)?[#.]?([\w-]+)[\"']\s*\)\.serialize(?:Array|Object|JSON)?\(\s*\)", re.IGNORECASE
)
SET_FIELD = re.compile(r"(?:\$|jQuery)\(\s*[\"']#([\w-]+)[\"']\s*\)\.val\(\s*([A-Za-z_$][\w$]*)\s*\)")
OBJECT = re.compile(r"\b([A-Za-z_$][\w$]*)\s*=\s*(?=\{\s*[\"']?\w+[\"']?\s*:)")
MAX_OBJECTS = 40
FUNCTION = re.compile(
    r"function\s+([\w$]+)\s*\(([^()]*)\)\s*\{|(?<![\w$.])([\w$.]+)\s*[:=]\s*function\s*\(([^()]*)\)\s*\{"
)
BRACES = re.compile(rf"{STRING}|[{{}}]")
NUMBER = re.compile(r"^\s*-?\d{1,9}\s*$")
NAME = re.compile(r"\s*(?:([A-Za-z_$][\w$]*)|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'))\s*:")
WORDS = {"true": True, "false": False, "null": None, "undefined": None}
DEPTH = 6
LONGEST = 4000  # characters of an object, and of a function before the call in it


def settled(script: str, root: lxml.html.HtmlElement, url: str) -> str:
    """A page's script, its tree and address → the script with what it reads off the page as literals.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<meta name=channelid content=ab12><input id=n value=7>")
    >>> settled("f($('meta[name=channelid]').attr('content'), $('#n').val(), getQueryString('id'))", page, "/a?id=3")
    'f("ab12", "7", "3")'
    >>> [settled("get('l.do?a=1&' + getQueryString(), f)", page, one) for one in ("/a?id=3", "/a")]
    ["get('l.do?a=1&id=3', f)", "get('l.do?a=1', f)"]
    """
    told = dict(parse_qsl(urlsplit(url).query))
    metas = {(one.get("name") or "").lower(): one.get("content") for one in root.iter("meta")}
    elements = {one.get("id"): one for one in root.iter() if one.get("id")}

    def meta(match: re.Match[str]) -> str:
        return _literal(metas.get(match[2].lower()), match)

    def field(match: re.Match[str]) -> str:
        element = elements.get(match[1] or match[2])
        return _literal(element.get("value") if element is not None else None, match)

    def parameter(match: re.Match[str]) -> str:
        return _literal(told.get(next(filter(None, match.groups()))), match)

    held = {name: element for name, element in HELD.findall(script)}

    def attribute(match: re.Match[str]) -> str:
        element = elements.get(match[1] or held.get(match[2] or ""))
        wanted = (match[3], f"data-{match[3]}") if match[3] else (f"data-{match[4].lower()}",)
        said = (element.get(key) for key in wanted) if element is not None else ()
        return _literal(next(filter(None, said), None), match)

    if ".serialize" in script:
        script = SERIALIZED.sub(lambda match: _fields(match, script, root), script)
    if "meta" in script:
        script = META.sub(meta, script)
    if "data" in script or "ttr" in script:
        script = ATTRIBUTE.sub(attribute, script)
    readers = {match[1] or match[2] for match in READER.finditer(script)} if "location" in script else set()
    if readers:
        named = "|".join(map(re.escape, sorted(readers)))
        script = re.sub(rf"(?<![\w$.])(?:{named})\(\s*{QUOTED}()()\s*\)", parameter, script)
    query = urlsplit(url).query
    script = HANDED_ON.sub(lambda match: (match[1] + query if query else "") + match[2], script)
    return OWN.sub("", PARAMETER.sub(parameter, FIELD.sub(field, script)))


def _fields(match: re.Match[str], script: str, root: lxml.html.HtmlElement) -> str:
    """A form as a script sends it → an object of its fields, with what the script puts into them in their places."""
    form = next((one for one in root.iter("form") if match[1] in (one.get("id"), one.get("name"))), None)
    if form is None:
        return match[0]
    names = {one.get("id"): one.get("name") for one in form.iter("input", "select") if one.get("id")}
    put = {names[key]: value for key, value in SET_FIELD.findall(script) if names.get(key)}
    said = (f"{json.dumps(name)}: {put.get(name) or json.dumps(value)}" for name, value in fields_of(form).items())
    return f"{{{', '.join(said)}}}"


def known_in(script: str) -> dict[str, str]:
    """A script → what its variables are known to hold, and the entries of its objects of constants: by their path, and
    by their own name where no variable has it (this.pageNum).

    >>> known_in("var site = {root: '/web', id: 7}; var url = site.root + '/list.do';")
    {'root': '/web', 'id': '7', 'site.root': '/web', 'site.id': '7', 'url': '/web/list.do'}
    """
    entries: dict[str, str] = {}
    for _at, match in zip(range(MAX_OBJECTS), OBJECT.finditer(script), strict=False):
        for name, value in object_at(script, match.end(), {}).items():
            if isinstance(value, str | int) and value != UNKNOWN:
                entries.setdefault(f"{match[1]}.{name}", str(value))
    first: dict[str, str] = {}
    for name, told in PROPERTY.findall(script):
        first.setdefault(name, joined(told))
    return variables(script, first | entries)


def _literal(value: str | None, match: re.Match[str]) -> str:
    return match[0] if value is None else json.dumps(value, ensure_ascii=False)


def known_at(script: str, at: int, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """A script and a place in it → what the function around it knows there: its parameters, as the script first calls
    it with numbers, and what it has put together of them.

    >>> script = "function load(n) { var sent = 'page=' + (n+1); $.post('/list', sent) } load(0);"
    >>> known_at(script, script.index("$")), known_at("load(0)", 3)
    ({'n': '0', 'sent': 'page=1'}, {})
    >>> script = "function load(n) { if (n && n > 0) ask += '&n=' + n; $.post('/list?' + ask) } load(0);"
    >>> known_at(script, script.index("$"), {"ask": "c=3"})  # 0 is not sent: it is the first page, whose number is 1
    {'ask': 'c=3&n=1', 'n': '1'}
    """
    for head in reversed(list(FUNCTION.finditer(script, max(0, at - LONGEST), at))):
        names = [one.strip() for one in (head[2] or head[4] or "").split(",") if one.strip()]
        if not _is_open(script, head.end(), at) or not names:
            continue
        name = (head[1] or head[3]).rsplit(".", 1)[-1]
        calls = re.finditer(rf"(?<!function )\b{re.escape(name)}\(([^()]{{1,60}})\)(?!\s*\{{)", script)
        told = ([joined(part, known) for part in call[1].split(",")] for call in calls)
        given = next((parts for parts in told if _are_numbers(parts)), [])
        body = script[head.end() : at]
        first = {key: value.strip() for key, value in zip(names, given, strict=False)}
        first |= {key: "1" for key, value in first.items() if value == "0" and _is_tested(key, body)}
        return variables(body, {**(known or {}), **first})
    return {}


def _is_tested(name: str, body: str) -> bool:
    return re.search(rf"\bif\s*\(\s*{re.escape(name)}\s*(?:&&|\)|>\s*0)", body) is not None


def _are_numbers(parts: list[str]) -> bool:
    return all(NUMBER.match(one) for one in parts)


def _is_open(script: str, start: int, end: int) -> bool:
    """Whether the braces opened before `start` are still open at `end`."""
    depth = 1
    for mark in BRACES.finditer(script, start, end):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth:
            return False
    return True


def object_at(script: str, start: int, known: Mapping[str, str]) -> dict[str, Any]:
    """A script, the place of an object's bracket in it, known variables → its entries; UNKNOWN for what is not known.

    >>> object_at('a({n: page, "code": "02", at: [{equal: kind}], size: f(x)})', 2, {"page": "1", "kind": "b"})
    {'n': 1, 'code': '02', 'at': [{'equal': 'b'}], 'size': '\ufffd'}
    """
    value = _value(_bracketed(script, start), known, 0)
    return value if isinstance(value, dict) else {}


def _bracketed(script: str, start: int) -> str:
    """The text from an opening bracket to the one that closes it; empty if it is not closed soon."""
    depth, at, last = 0, start, min(len(script), start + LONGEST)
    while at < last:
        string = TEXT.match(script, at) if script[at] in "\"'`" else None
        if string is not None:
            at = string.end()
            continue
        depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(script[at], 0)
        at += 1
        if depth == 0:
            return script[start:at]
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
