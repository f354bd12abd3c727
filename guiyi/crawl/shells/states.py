"""The data that a page's scripts keep as objects: the state that a framework printed its page from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from guiyi.crawl.shells.written import SCRIPT
from guiyi.records.articles import LEAST, longest_text, shown_of, words_of
from guiyi.records.data import json_of

MAX_SCRIPT = 1_000_000
MOST_REVIVED, DEEPEST = 50_000, 20  # values of a page's data, and how deep they stand
LOOSE_KEY = re.compile(
    r"(\"(?:[^\"\\]|\\.)*(?:\"|$))|([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)"
    r"|(:\s*)(![01]|void 0|[A-Za-z_$][\w$]*)(?=\s*[,}\]])",
    re.DOTALL,
)
OBJECT = re.compile(r"(?:^|[=:(]|\breturn\b)\s*(?=\{\s*\")")
VALUES = {"!0": "true", "!1": "false", "true": "true", "false": "false"}
NAMES = re.compile(r"[^(){}]{0,80}\(function\(([\w$,]*)\)\{\s*return\b")
VOID = re.compile(r"\bvoid 0\b")


def own_article(html: str) -> str:
    """The article of a page of Nuxt or Next, as HTML, where it stands in what the page itself was printed from (`data`,
    `pageProps`; a store is all pages') and nowhere else on it; empty where there is none, or are several.

    >>> held = '{"title":"防汛","content":"<p>' + "各单位要做好防汛。" * 5 + '</p>"}'
    >>> page = "<div id=__next><i>首页</i></div><script id=__NEXT_DATA__>{}</script>"
    >>> own_article(page.format('{"props":{"pageProps":{"d":%s}}}' % held))[:11]
    '<h1>防汛</h1>'
    >>> own_article(page.format('{"props":{"pageProps":{"d":[%s,%s]}}}' % (held, held.replace("防汛", "防旱"))))
    ''
    >>> own_article(page.format('{"props":{"store":{"d":%s}}}' % held))
    ''
    """
    article, text = _article_and_text(html)
    beginning = words_of(text)[:LEAST]
    return article if beginning and beginning not in words_of(SCRIPT.sub("", html)) else ""


def holds_article(html: str) -> bool:
    """Whether what a page of Nuxt or Next was printed from is one article, shown on it or not: it is no list."""
    return bool(_article_and_text(html)[0])


def _article_and_text(html: str) -> tuple[str, str]:
    """The one article that a page was printed from, as HTML, and its text in markup; empty where there is not one."""
    if not any(sign in html for sign in ("__NUXT__", "__NUXT_DATA__", "__NEXT_DATA__")):
        return "", ""
    if "__NUXT_DATA__" in html and (flat := next(filter(None, map(_flat, SCRIPT.finditer(html))), None)):
        return _one_article(_revived(flat))
    states = "".join(one[0] for one in SCRIPT.finditer(html) if "__NUXT__" in one[1] or "__NEXT_DATA__" in one[0])
    told = next((one for one in objects_in(strict(states)) if "pageProps" in one or "data" in one), {})
    return _one_article(told.get("pageProps", told.get("data")))


def _one_article(data: Any) -> tuple[str, str]:
    known = {article: longest_text(one) for one in objects_within(data) if (article := shown_of(one))}
    return known.popitem() if len(known) == 1 else ("", "")


def _flat(script: re.Match[str]) -> list[Any] | None:
    """A script element → the list in which Nuxt 3 keeps what a page was printed from; None of any other."""
    if "__NUXT_DATA__" not in script[0][: script.start(1) - script.start()] or len(script[1]) > MAX_SCRIPT:
        return None
    told = json_of(script[1])
    return told if isinstance(told, list) else None


def _revived(flat: list[Any]) -> Any:
    """Such a list, whose objects and lists name their parts by their places in it → the data of the page.

    >>> _revived([["ShallowReactive", 1], {"data": 2}, {"k": 3}, [4, 5], "防汛", ["Ref", 4]])
    {'k': ['防汛', '防汛']}
    >>> _revived([{"data": 0}])["data"]["data"] is not None
    True
    """
    left = [MOST_REVIVED]

    def at(place: Any, depth: int) -> Any:
        left[0] -= 1
        if not isinstance(place, int) or not 0 <= place < len(flat) or depth > DEEPEST or left[0] < 0:
            return None
        said = flat[place]
        if isinstance(said, dict):
            return {str(name): at(one, depth + 1) for name, one in said.items()}
        if not isinstance(said, list):
            return said
        if said and isinstance(said[0], str):  # ["Reactive", 3], ["Date", "2018-03-05T00:00:00.000Z"]
            return at(said[1], depth + 1) if len(said) == 2 and isinstance(said[1], int) else (said[1:] or [None])[0]
        return [at(one, depth + 1) for one in said]

    told = at(0, 0)
    return told.get("data") if isinstance(told, dict) else None


def strict(html: str) -> str:
    """HTML whose scripts' objects have keys without quotes, and values that are no data → the same as JSON has them."""

    given: dict[str, str] = {}

    def spelled(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        return f'{match[2]}"{match[3]}"' if match[3] else f"{match[4]}{given.get(match[5], 'null')}"

    def made(script: re.Match[str]) -> str:
        given.clear()
        given.update(VALUES | _given(script[1]))
        return LOOSE_KEY.sub(spelled, script[0])

    return SCRIPT.sub(made, html)


def _given(script: str) -> dict[str, str]:
    """What a script's one function is called with, by name, as JSON: Nuxt keeps short and repeated values so.

    >>> _given('window.__NUXT__=(function(a,b){return {data:[{source:a}]}}("县水利局",1));')
    {'a': '"县水利局"', 'b': '1'}
    """
    named, call = NAMES.match(script), script.rfind("}(")
    if named is None or call < 0:
        return {}
    passed = VOID.sub("null", script[call + 2 :].rstrip("; \n").rstrip(")"))
    told = json_of(f"[{passed}]") or ()
    return {name: json.dumps(one, ensure_ascii=False) for name, one in zip(named[1].split(","), told, strict=False)}


def objects_in(html: str) -> Iterator[dict[str, Any]]:
    """Every object that stands as JSON in a page's scripts, the outer before the inner."""
    decoder = json.JSONDecoder(strict=False)
    for script in SCRIPT.finditer(html):
        text = script[1]
        if len(text) > MAX_SCRIPT:
            continue
        for start in OBJECT.finditer(text):
            try:
                said, _end = decoder.raw_decode(text, start.end())
            except (ValueError, RecursionError):
                continue
            yield from objects_within(said)


def objects_within(said: Any) -> Iterator[dict[str, Any]]:
    """Every object in some data, the outer before the inner."""
    due: list[Any] = [said]
    while due:
        one = due.pop(0)
        if isinstance(one, dict):
            yield one
            due += one.values()
        elif isinstance(one, list):
            due += one[:20]
