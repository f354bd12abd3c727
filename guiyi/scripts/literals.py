"""What can be read of a page's scripts without running them: strings joined with +, variables that hold such strings.

Old pages hide redirects, links and pagers in a few lines of script. A join of literals and known variables has one
value; anything else is unknown and nothing is guessed from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from guiyi.caching import kept
from guiyi.repair.characters import whole_text

STRING = r"\"(?:[^\"\\\n]|\\[\s\S])*\"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\.){0,2000}`"
TEXT = re.compile(STRING)
TOKEN = re.compile(rf"\s*(?:(?P<text>{STRING})|(?P<name>[A-Za-z_$][\w$.]*)|(?P<number>\d+)|(?P<sign>[+\-()]))")
JOIN = rf"(?:(?:{STRING}|[\w$.]+|\((?:[\w$.\s+*/-]|\([\w$.\s+*/-]*\))*\))\s*(?:\+\s*)?)+"
ASSIGNED = re.compile(  # if (more) s += "…" adds as well
    rf"(?:^|\bvar|\blet|\bconst|[;{{}}\n,]|\)(?=\s*[\w$]+\s*\+=))\s*([A-Za-z_$][\w$]*)\s*(\+?=)\s*({JOIN})"
)
COUNTED = re.compile(r"\b([A-Za-z_$][\w$]*)\s*(?:\+\+|--|\+=\s*\d)|(?:\+\+|--)\s*([A-Za-z_$][\w$]*)")
QUOTIENT = re.compile(r"Math\.ceil\(\s*([\w$.]+)\s*/\s*([\w$.]+)\s*\)")
CAST = re.compile(r"\b(?:parseInt|Number|String|encodeURI|encodeURIComponent)\s*(?=\()")
NUMERAL = re.compile(r"\b(?:parseInt|Number)\(\s*[\"'](\d{1,9})[^\"'\d]{0,3}[\"']\s*(?:,\s*10\s*)?\)")
SUM = re.compile(r"\(\s*([\w$.]+)\s*([+*-])\s*([\w$.]+)\s*\)")
WHOLE_SUM = re.compile(r"^\s*([A-Za-z_$][\w$.]*)\s*\+\s*(\d{1,3})\s*$")
MAX_DIGITS = 15  # of a number that is worked with
MAX_DEPTH = 3  # brackets of a sum within each other
ESCAPED = re.compile(rf"\b(?:unescape|decodeURI(?:Component)?)\(\s*({STRING})\s*\)")
ESCAPED_UNIT = re.compile(r"%u([0-9a-fA-F]{4})")
TEMPLATE = re.compile(r"\$\{([^{}]*)\}")
WRITERS = ("document.write", ".innerHTML", ".html(", ".append(")
WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(|\.(?:html|append)\(\s*(?=[\"'`]\s*<)")
BASIC = re.compile(r"^[ \t]*document\.write(?:ln)?[ \t]+(\"[^\n]{0,2000})", re.MULTILINE | re.IGNORECASE)
BASIC_PART = re.compile(r"\"((?:[^\"]|\"\")*)\"|[A-Za-z_]\w*(?:\([^()]*\))?")
SET = re.compile(rf"\.innerHTML\s*\+?=\s*({JOIN})")
ESCAPES = {"\n": "", "n": "\n", "t": "\t", "r": "", "b": "", "f": "", "v": "", "0": ""}
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
MAX_SCRIPT = 400_000
MAX_WRITTEN = 100_000  # characters that one document.write writes at most
MAX_CALL = 400  # characters of the arguments of any other call
MAX_UNCLOSED = 8  # calls without an end after which a script is no script
UNKNOWN = "\ufffd"  # stands in a join for a part that is not known
SPOILING = re.compile(  # what a script adds against caches
    rf"([?&])(?:(?:_?t|_|rnd|r|rand(?:om)?|time(?:stamp)?|ts|(?:no)?cache|d|v)={UNKNOWN}(?:&|$))+", re.IGNORECASE
)
MARK = re.compile(r"[\"'`()\[\]{},]")
BRACE = re.compile(r"[{}]")
BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


def unquoted(literal: str) -> str:
    r"""A string literal as written → its value.

    >>> unquoted(r"'<a href=\"\/a.html\">\u516c</a>'")
    '<a href="/a.html">公</a>'
    >>> unquoted(r"'\ud83d\ude00 \ud800'") == "\U0001f600 \ufffd"  # halves of a character, and one without the other
    True
    """

    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1] or match[2], 16))
        return ESCAPES.get(match[3], match[3])

    return whole_text(ESCAPE.sub(one, literal[1:-1]))


def joined(expression: str, known: Mapping[str, str] | None = None) -> str:
    """Literals, numbers and variables joined with + → the text; what is not known stands as U+FFFD.

    Sums of numbers in brackets are worked out, as pagers write them.

    >>> joined("'http:/' + '/' + host + \\"/a\\"", {"host": "old.example.test"})
    'http://old.example.test/a'
    >>> joined("'index_' + (n-1) + '.html'", {"n": "3"})
    'index_2.html'
    >>> joined("'?skip=' + (page-1) + '&top=4'")
    '?skip=\ufffd&top=4'
    """
    known = known or {}
    expression = _summed(CAST.sub("", ESCAPED.sub(_decoded, expression)), known)
    parts, at = [], 0
    while at < len(expression):
        token = TOKEN.match(expression, at)
        if token is None:
            break
        at = token.end()
        if token["text"]:
            text = unquoted(token["text"])
            parts.append(_filled(text, known) if token["text"][0] == "`" else text)
        elif token["name"]:
            name = token["name"]
            parts.append(known.get(name, known.get(name.removeprefix("window."), UNKNOWN)))
        elif token["number"]:
            parts.append(token["number"])
    return "".join(parts)


def _decoded(call: re.Match[str]) -> str:
    """unescape("%3Ca%3E") → the same as a literal."""
    return json.dumps(unquote(ESCAPED_UNIT.sub(lambda unit: chr(int(unit[1], 16)), unquoted(call[1]))))


def _filled(template: str, known: Mapping[str, str]) -> str:
    """What stands between backticks, with its ${…} filled in."""
    return TEMPLATE.sub(lambda hole: joined(hole[1], known) or UNKNOWN, template)


def _summed(expression: str, known: Mapping[str, str]) -> str:
    def quotient(match: re.Match[str]) -> str:
        over, under = (known.get(one, one) for one in match.groups())
        return str(-(-int(over) // int(under))) if _is_number(over) and _is_number(under) and int(under) else UNKNOWN

    def one(match: re.Match[str]) -> str:
        left, right = (known.get(side, side) for side in (match[1], match[3]))
        if _is_number(left) and _is_number(right):
            return str({"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[match[2]](int(left), int(right)))
        is_join = match[2] == "+" and not right.isdecimal()
        return f"{match[1]} + {match[3]}" if is_join else f'"{UNKNOWN}"'

    expression = QUOTIENT.sub(quotient, expression) if "Math" in expression else expression
    if (whole := WHOLE_SUM.match(expression)) is not None and _is_number(known.get(whole[1], "")):
        return str(int(known[whole[1]]) + int(whole[2]))  # nextPage = currentPage + 1
    for _depth in range(MAX_DEPTH if "(" in expression else 0):
        expression = SUM.sub(one, expression)
    return expression


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= MAX_DIGITS


def variables(script: str, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """A script → variables that hold known text: the first value of each, and what += adds to it; beside those known.

    >>> variables("at = parseInt('2'); size = 5; u = '?begin=' + (at * size); if (u) u += '&n=' + ((at + 1) * size)")
    {'at': '2', 'size': '5', 'u': '?begin=10&n=15'}
    >>> variables("var host = '/a'; n = Math.ceil(230 / 20); s = '<a>'; s += '</a>'; t = f()")
    {'host': '/a', 'n': '12', 's': '<a></a>'}
    """
    found, own = dict(known or {}), set[str]()
    script = NUMERAL.sub(r"\1", script[:MAX_SCRIPT]) if "(" in script else script[:MAX_SCRIPT]
    for name, sign, expression in ASSIGNED.findall(script):
        value = joined(expression, found)
        if sign == "+=" and name in found and not value.isdigit():
            found[name] = (found[name] + value)[:MAX_WRITTEN]
        elif sign == "=" and UNKNOWN not in value and name not in own:
            found[name] = value
            own.add(name)
    return found


MENU_WORDS = r"[\u4e00-\u9fff][\u4e00-\u9fff\w()（）、·/-]{1,19}"
MENU_ADDRESS = r"(?:https?://|\.{0,2}/)?[\w./-]*(?:\.(?:[sj]?html?|jspx?|aspx?|php|do|action)(?:\?[\w=&%./-]*)?|/)"
MENU_ROUTE = r"/[\w-]+(?:/[\w-]+){1,5}"  # of a page's own program
MENU = re.compile(r"[\u4e00-\u9fff][\"']\s*,|,\s*[\"'][\u4e00-\u9fff]")  # a name beside another string
MENU_ENTRY = re.compile(  # 'name', 'address' side by side, or {name: 'name', …, url: 'address'}; either way round
    rf"[\"']({MENU_WORDS})[\"']\s*,\s*[\"']({MENU_ADDRESS})[\"']|[\"']({MENU_ADDRESS})[\"']\s*,\s*[\"']({MENU_WORDS})[\"']"
    rf"|\b(?:name|title|text|label)[\"']?\s*:\s*[\"']({MENU_WORDS})[\"'][^{{}}\n]{{0,120}}?\b(?:url|href|link|path|to)[\"']?\s*:\s*[\"']({MENU_ADDRESS}|{MENU_ROUTE})[\"']"
    rf"|\b(?:url|href|link|path|to)[\"']?\s*:\s*[\"']({MENU_ADDRESS}|{MENU_ROUTE})[\"'][^{{}}\n]{{0,120}}?\b(?:name|title|text|label)[\"']?\s*:\s*[\"']({MENU_WORDS})[\"']"
    # of a menu made with Sothink's tool: stm_aix("p0i1","p0i0",[0,"name","","",-1,-1,0,"address","_self"])
    rf"|\bstm_aix?\([^\[\]()\n]{{0,60}}\[\s*\d+\s*,\s*[\"'](?:&nbsp;|\s){{0,9}}({MENU_WORDS})(?:&nbsp;|\s){{0,9}}[\"']"
    rf"(?:\s*,\s*(?:[\"'][^\"'\n]{{0,80}}[\"']|-?\d+)){{5}}\s*,\s*[\"']({MENU_ADDRESS})[\"']"
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
    >>> menu_entries('stm_aix("p0i1","p0i0",[0,"通知公告","","",-1,-1,0,"list.asp?id=3","_self","","",0,0]);')
    (('通知公告', 'list.asp?id=3'),)
    """
    found: dict[str, str] = {}
    for match in MENU_ENTRY.finditer(script[:MAX_SCRIPT]) if MENU.search(script) else ():
        words = match[1] or match[4] or match[5] or match[8] or match[9]
        address = match[2] or match[3] or match[6] or match[7] or match[10]
        if not NO_ENTRY.search(address) and len(found) < MAX_ENTRIES:
            found.setdefault(address, words)
    return tuple((words, address) for address, words in found.items())


@kept(200, longest=50_000)
def written_markup(script: str) -> str:
    """A script → all markup that it writes into its page, piece after piece; unknown parts as U+FFFD. Kept, as above.

    >>> written_markup('document.write("<a href=/a>", "甲</a>"); box.innerHTML = "<b>" + who + "</b>"')
    '<a href=/a>甲</a><b>\ufffd</b>'
    >>> written_markup('document.write "<a href=""/a"">" & "甲" & x & "</a>"')  # of VBScript
    '<a href="/a">甲\ufffd</a>'
    """
    if not writes_markup(script):
        return ""
    script = script[:MAX_SCRIPT]
    counters = {one[1] or one[2] for one in COUNTED.finditer(script)}  # they take one value after the other
    known = {name: value for name, value in variables(script).items() if name not in counters}
    pieces = [piece for argument in _arguments(script) for piece in top_level_parts(argument)]
    basic = "".join(map(_of_basic, BASIC.findall(script)))
    return "".join(joined(one, known) for one in (*pieces, *SET.findall(script))) + basic


def _of_basic(expression: str) -> str:
    """What a line of VBScript writes: literals and names joined with &, a quotation mark in them doubled."""
    parts = BASIC_PART.finditer(expression)
    return "".join(part[1].replace('""', '"') if part[1] is not None else UNKNOWN for part in parts)


def writes_markup(text: str) -> bool:
    """Whether a script, or a page with scripts, may write markup."""
    return any(word in text for word in WRITERS)


def top_level_parts(arguments: str) -> list[str]:
    """The arguments of a call as written → each of them.

    >>> top_level_parts("'a,b', f(1, 2), c")
    ["'a,b'", ' f(1, 2)', ' c']
    """
    parts, depth, start = [], 0, 0
    for at, mark in marks_in(arguments, 0, len(arguments)):
        depth += BRACKETS.get(mark, 0)
        if mark == "," and depth == 0:
            parts.append(arguments[start:at])
            start = at + 1
    return [*parts, arguments[start:]]


def marks_in(script: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The places and marks of the brackets and commas of a part of a script, strings passed over."""
    while mark := MARK.search(script, start, end):
        string = TEXT.match(script, mark.start()) if mark[0] in "\"'`" else None
        start = string.end() if string is not None else mark.end()
        if mark[0] not in "\"'`":
            yield mark.start(), mark[0]


def calls_in(script: str, name: re.Pattern[str]) -> Iterator[list[str]]:
    """A script → the arguments, as written, of each of its calls that a pattern up to their bracket finds."""
    for call in name.finditer(script):
        end = closed(script, call.end(), MAX_CALL)
        if end is not None:
            yield top_level_parts(script[call.end() : end - 1])


def _arguments(script: str) -> Iterator[str]:
    """The arguments of each call that writes: up to the bracket that closes it, strings passed over."""
    at, unclosed = 0, 0
    for call in WRITTEN.finditer(script):
        if call.start() < at:
            continue
        end = closed(script, call.end())
        if end is not None:
            at = end
            yield script[call.end() : end - 1]
            continue
        unclosed += 1
        if unclosed > MAX_UNCLOSED:  # each is read to its bound: a page of thousands would take minutes
            return


def closed(script: str, start: int, longest: int = MAX_WRITTEN) -> int | None:
    """Where the bracket that was opened before `start` is closed; None if it is not."""
    depth = 1
    for at, mark in marks_in(script, start, start + longest):
        depth += (mark == "(") - (mark == ")")
        if not depth:
            return at + 1
    return None


def braces_end(script: str, start: int, end: int, depth: int, marks: re.Pattern[str] = BRACE) -> int | None:
    """Where so many braces that are open at `start`, and all that open behind it, are closed; None if they are not.

    >>> braces_end("{a {b} c} d", 0, 11, 0), braces_end("a {b} c", 0, 7, 1)
    (9, None)
    """
    for mark in marks.finditer(script, start, end):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth and mark[0] == "}":
            return mark.end()
    return None


def unspoiled(address: str) -> str:
    """A joined address → the same without what a script adds against caches: the hour, a random number.

    >>> unspoiled(f"/list?t={UNKNOWN}"), unspoiled(f"/list?c=3&_={UNKNOWN}"), unspoiled(f"/list?c={UNKNOWN}")
    ('/list', '/list?c=3', '/list?c=\ufffd')
    """
    return SPOILING.sub(lambda spoiling: spoiling[1], address).rstrip("?&") if UNKNOWN in address else address
