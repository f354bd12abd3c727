"""Of a program in one file with its libraries, the parts that may be the site's own: bundlers put what is used first.

What a file begins with are libraries; what uses them, and asks, stands at its end. Modules of webpack stand in any
order: those that name a path, or do something when their page is opened, are cut out by their heads.
"""

from __future__ import annotations

import re
from itertools import pairwise

from guiyi.scripts.literals import braces_end

BIG = 60_000  # characters of a script that holds its libraries, too
TAIL = 150_000  # characters of a program's end that is read
MOST_PART, MOST_OTHER = 40_000, 6_000  # characters of a module with words of ours, and without
MOST_PARTS, BETWEEN = 200, "\f"  # modules; what stands between the parts of a text, a space to JavaScript
ROUTER = re.compile(r"\bpath\s*:\s*[\"']/(?:[\w-]{1,40}/)?(?::?[\w-]{1,40})?[\"'/]")
HEAD = re.compile(  # of a module of webpack, never of a method: 12:function(e,t,n){, "a1b2":(e,t)=>{, 12(e,t,n){
    r"[,{]\s*(?:\d{1,6}|[0-9a-f]{4}|[\"'][\w+/]{4}[\"']|[\"']\.{0,2}/[\w./@-]{1,200}[\"'])\s*"
    r"(?::\s*(?:function\s*\([\w$,\s]{1,40}\)|\([\w$,\s]{1,40}\)\s*=>|[\w$]{1,3}\s*=>)|\([\w$,\s]{1,40}\))\s*\{"
)
OWN = re.compile(  # a path, what asks, a component: no library names these so, where it is short
    r"[\"'`]/?(?!(?:text|application|multipart|image)/)[A-Za-z][\w-]*/[\w{$-]|\bbaseU(?:RL|rl)\b|\b(?:created|mounted|setup|onLoad)\s*(?::|\(\w*\)\{)|\.useEffect\)\(|\b_self\._c\b|\$router\b"
)
KEY, USED = re.compile(r"[\"'\s]"), re.compile(r"\w\([\"']?([\w+/.@-]{1,60})[\"']?\)")
SHORT, CHAIN = 600, 3  # characters of a module that does no more than hand on others; how many do so in turn
BRACES = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{}]")
SPELLED_HAN = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}")
STARTS = re.compile(r"[;}](?=(?:function|const|let|var|class)\s)")
PACKED = "push([[0],{%s}]);"  # as webpack writes the modules of a file


def is_program(text: str) -> bool:
    """Whether a script is all of a site: long, and with the paths of a router.

    >>> is_program('r=[{path:"/list/:id",component:c}]'), is_program('r=[{path:"/list/:id"}]' + " " * BIG)
    (False, True)
    """
    return len(text) >= BIG and ROUTER.search(text) is not None


def own_parts(text: str) -> str:
    """A long script → what of it may be the site's own, in one text: modules of webpack, each by itself in case one is
    cut wrong, then the script's end.

    >>> own_parts("a = 1")
    'a = 1'
    """
    if len(text) < BIG or BETWEEN in text:
        return text
    modules = _with_users(_modules(text))
    return BETWEEN.join([*(PACKED % one for one in modules[-MOST_PARTS:]), _end(text)])


def _modules(text: str) -> list[str]:
    """The modules of webpack that are short enough to be the site's own, each with its key."""
    heads = [match.start() + 1 for match in HEAD.finditer(text)]
    found = [text[start : end - 1] for start, end in pairwise(heads) if end - start < MOST_PART]
    found += [_closed(text[heads[-1] : heads[-1] + MOST_PART])] if heads else []
    return [one for one in found if one.endswith("}") and (len(one) < MOST_OTHER or SPELLED_HAN.search(one))]


def _closed(text: str) -> str:
    """A text that begins with a module → the module; empty where it does not end.

    >>> _closed('7(e,t,n){e.a={b:"}"}}};var c={}')
    '7(e,t,n){e.a={b:"}"}}'
    """
    return text[: braces_end(text, 0, len(text), 0, BRACES) or 0]


def _with_users(modules: list[str]) -> list[str]:
    """Modules → those that may be the site's own, and short ones that put these together."""
    keys = [KEY.sub("", one.partition("(")[0].partition(":")[0]) for one in modules]
    own = {key for key, one in zip(keys, modules, strict=True) if OWN.search(one)}
    short = [(key, {*USED.findall(one)}) for key, one in zip(keys, modules, strict=True) if len(one) < SHORT]
    for _turn in range(CHAIN):
        own |= {key for key, used in short if own & used}
    return [one for key, one in zip(keys, modules, strict=True) if key in own]


def _end(text: str) -> str:
    """The end of a text, from where a statement begins."""
    if len(text) <= TAIL:
        return text
    first = STARTS.search(text, len(text) - TAIL)
    return text[first.end() :] if first is not None else ""
