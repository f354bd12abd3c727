"""Further files of a site's program that a bundle loads later: import("./List-3f.js"), webpack's table of names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

IMPORTED = re.compile(r"\bimport\(\s*[\"'`]([./\w@-]{1,200}\.m?js)[\"'`]\s*\)")
OF_MODULE = re.compile(r"\bfrom\s*[\"'](\.{1,2}/[\w./@-]{1,200}\.m?js)[\"']")
TABLE = re.compile(  # p+"js/"+({1:"list"}[e]||e)+"."+{1:"3f2a"}[e]+".js"
    r"((?:[\"'][\w./-]{0,60}[\"']|\(?\{[^{}]{1,20000}\}\[\w\](?:\|\|\w\))?|[\w$]\.p|\w)(?:\+(?:[\"'][\w./-]{0,60}[\"']|\(?\{[^{}]{1,20000}\}\[\w\](?:\|\|\w\))?|\w)){0,6})"
    r"\+[\"']([\w.-]{0,20}\.js)[\"']"
)
PART = re.compile(r"[\"']([\w./-]{0,60})[\"']|\(?\{([^{}]{1,20000})\}\[\w\](\|\|\w\))?|([\w$]\.p)|(\w)")
ENTRY = re.compile(r"[\"']?([\w~./-]{1,80})[\"']?\s*:\s*[\"']([\w~./-]{1,80})[\"']")
PUBLIC = re.compile(r"\b\w\.p\s*=\s*[\"']([^\"'\s]{0,200})[\"']")
MOST = 40


def chunks_of(text: str, url: str, page: str) -> Iterator[str]:
    """A script file's text and address, and the address of its page → the addresses of the files that it loads later.

    >>> list(chunks_of('r=()=>import("./List-3f.js")', "http://o.example.test/assets/index-1.js", "http://o.example.test/"))
    ['http://o.example.test/assets/List-3f.js']
    >>> table = 'c.p="/static/",c.u=e=>"js/"+({7:"list"}[e]||e)+"."+{7:"3f",9:"a0"}[e]+".js"'
    >>> list(chunks_of(table, "http://o.example.test/static/js/app.js", "http://o.example.test/"))
    ['http://o.example.test/static/js/list.3f.js', 'http://o.example.test/static/js/9.a0.js']
    """
    found = dict.fromkeys(urljoin(url, one) for one in (*IMPORTED.findall(text), *OF_MODULE.findall(text)))
    public = PUBLIC.search(text)
    base = urljoin(page, public[1]) if public else url
    for match in TABLE.finditer(text) if '.js"' in text and "]+" in text else ():
        found |= dict.fromkeys(urljoin(base, name) for name in _names(match))
    yield from [*found][:MOST]


def _names(table: re.Match[str]) -> Iterator[str]:
    """The names that a table puts together, for each of its keys."""
    parts = [*PART.finditer(table[1])]
    tables = [dict(ENTRY.findall(part[2])) for part in parts if part[2]]
    for key in tables[-1] if tables else ():
        made, at = "", 0
        for part in parts:
            if part[2]:
                told = tables[at].get(key, key if part[3] else None)
                at += 1
                if told is None:
                    break
                made += told
            else:
                made += part[1] or (key if part[5] else "")
        else:
            yield made + table[2]
