"""Galleries whose pictures are in a script: [{src: "/up/1.jpg", txt: "…"}], pic[0] = "/up/1.jpg", ["/up/1.jpg", …]."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.scripts.literals import STRING, TEXT, unquoted

PICTURE = re.compile(r"^[^\s<>\"']{1,300}\.(?:jpe?g|png|bmp|webp)(?:\?\S{0,80})?$", re.IGNORECASE)
MENTIONED = re.compile(r"\.(?:jpe?g|png|bmp|webp)\b", re.IGNORECASE)
PLAYS = re.compile(r"\.(?:mp4|flv|m3u8|wmv|webm|mov|rmvb|mp3)\b")
FILM = re.compile(  # '/v/1.mp4'
    r"[\"']([^\"'\s<>\\]{1,300}\.(?:mp4|flv|m3u8|wmv|webm|mov|rmvb|mp3)(?:\?[^\"'\s<>]{0,80})?)[\"']", re.IGNORECASE
)
SMALL = re.compile(r"small|thumb|mini|icon|logo|s_?(?:src|url|img|pic)$", re.IGNORECASE)
LEADS = re.compile(r"^(?:href|link(?:_?url)?|jump|target)$", re.IGNORECASE)  # a show of slides that lead to articles
WORDS = re.compile(r"^(?:txt|text|title|desc\w*|note|alt|intro|caption|name|info|memo|remark|summary)$", re.IGNORECASE)
OBJECT = re.compile(r"\{[^{}]{8,1500}\}")
PAIR = re.compile(rf"\b([A-Za-z_]\w*)[\"']?\s*:\s*({STRING})")
ELEMENT = re.compile(rf"\b([A-Za-z_$][\w$]*)\[\s*(\d{{1,3}})\s*\]\s*=\s*({STRING})")
ARRAY = re.compile(rf"\[\s*((?:{STRING})(?:\s*,\s*(?:{STRING}))+)(?:\s*,)?\s*\]")
LEAST = 2
MOST = 300  # pictures of one page
LONGEST = 200_000  # characters of a script that is read


def script_pictures(scripts: Iterable[str]) -> list[tuple[str, str]]:
    """A page's scripts → (address as written, words) of each picture that one of them shows in turn; often none.

    >>> script_pictures(["var p=[{src:'/u/1.jpg',txt:'春'},{src:'/u/2.jpg',txt:'夏'}]"])
    [('/u/1.jpg', '春'), ('/u/2.jpg', '夏')]
    >>> script_pictures(["pic[0]='a.jpg'; say[0]='春'; pic[1]='b.jpg'; say[1]='夏';"])
    [('a.jpg', '春'), ('b.jpg', '夏')]
    >>> script_pictures(["f(['a.jpg', 'b.jpg'])", "[{src:'c.jpg',link:'/c.html'},{src:'d.jpg',link:'/d.html'}]"])
    [('a.jpg', ''), ('b.jpg', '')]
    """
    for script in scripts:
        text = script[:LONGEST]
        if MENTIONED.search(text) is None:
            continue
        for found in (_objects(text), _elements(text), _arrays(text)):
            if len(found) >= LEAST:
                return [*found.items()][:MOST]
    return []


def script_films(scripts: Iterable[str]) -> list[str]:
    """A page's scripts → the address as written of each film or sound that one of them plays; hardly ever one.

    >>> script_films(["new ckplayer({container: '#v', video: '/v/1.mp4?t=1'})", "var poster='/v/1.jpg'"])
    ['/v/1.mp4?t=1']
    """
    found = (match[1] for script in scripts if PLAYS.search(script) for match in FILM.finditer(script[:LONGEST]))
    return list(dict.fromkeys(found))[:MOST]


def _objects(script: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in OBJECT.finditer(script):
        pairs = [(name, unquoted(value).strip()) for name, value in PAIR.findall(match[0])]
        pictures = [value for name, value in pairs if PICTURE.match(value) and not SMALL.search(name)]
        if any(LEADS.match(name) and value.strip("#") for name, value in pairs):
            return {}
        if pictures:
            found.setdefault(pictures[0], next((value for name, value in pairs if WORDS.match(name)), ""))
    return found


def _elements(script: str) -> dict[str, str]:
    rows: dict[str, dict[str, str]] = {}
    for name, number, value in ELEMENT.findall(script):
        rows.setdefault(number, {})[name] = unquoted(value).strip()
    found: dict[str, str] = {}
    for row in rows.values():
        picture = next((value for name, value in row.items() if PICTURE.match(value) and not SMALL.search(name)), None)
        if any(LEADS.match(name) for name in row):
            return {}
        if picture:
            found.setdefault(
                picture, next((value for value in row.values() if value and not MENTIONED.search(value)), "")
            )
    return found


def _arrays(script: str) -> dict[str, str]:
    for match in ARRAY.finditer(script):
        values = [unquoted(one).strip() for one in TEXT.findall(match[1])]
        if all(PICTURE.match(one) for one in values):
            return dict.fromkeys(values, "")
    return {}
