"""Lists kept as data in a page's scripts or files: var list = [{title: …, url: …}], JSON.parse("…"), escaped JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.records import MAX_EMBEDDED, find_records
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.undated import are_articles
from guiyi.scripts.literals import STRING, TEXT, unquoted

START = re.compile(r"[\[{]\s*[\[{]?\s*(?:\\?[\"'])?[A-Za-z_]\w*(?:\\?[\"'])?\s*:|\[\s*\[\s*(?=[\"'])")
LITERALS = re.compile(
    rf"(?<![\w$.])([\w$.]{{1,80}})\(\s*((?:(?:{STRING}|[\w$.]+)\s*,\s*){{1,12}}(?:{STRING}|[\w$.]+))\s*\)"
)
ELEMENTS = re.compile(rf"\b([\w$]+)\[\s*(\d+)\s*\]\s*=\s*({STRING})")
RUN = re.compile(rf"\b([\w$]+)\[\s*[A-Za-z_$]\w*\s*\]\s*=\s*({STRING})")  # urls[i] = "…"; titles[i] = "…"; i++
KEY = re.compile(r"([{,]\s*)([A-Za-z_$][\w$]*)\s*:")
SINGLE = re.compile(r"'((?:[^'\\\n]|\\.)*)'|`([^`\\]{0,2000})`")
MARKS = re.compile(rf"{STRING}|[\[\]{{}}]")
IN_STRING = re.compile(r"(?:[^\"\\]|\\[\s\S])*")  # up to the quote that ends it
MIN_ITEMS = 3
DATED = 0.6
MAX_STARTS = 200


def find_paging(page: ListPage) -> Paging | None:
    """A page whose list stands as data in a script → its items; they are all there is."""
    best: list[Item] = []
    for script in (*page.found.scripts, *page.files):
        text = script[:MAX_EMBEDDED]
        if "http" not in text and "/" not in text:
            continue
        values = list(values_in(text))
        single = [value for value in values if isinstance(value, dict)]  # list.push({…}), list[0] = {…}
        for data in (*values, single, *_rows_of_calls(text), _rows_of_arrays(text), _rows_of_runs(text)):
            _holder, items, _rows = find_records(data, page.url)
            best = items if len(items) > len(best) else best
    if len(best) < MIN_ITEMS or not (_are_dated(best) or are_articles(best)):  # menus and link lists are neither
        return None
    return Paging([], best, None, None, f"{len(best)} records in the page's script", is_sure=False)


def _are_dated(items: list[Item]) -> bool:
    return sum(1 for item in items if item.listed_on) >= DATED * len(items)


def _rows_of_calls(script: str) -> list[list[Any]]:
    """addItem("title", "/a/1.html", "2018-03-05"), called again and again → the literals of each call, by function."""
    rows: dict[str, list[Any]] = {}
    for call in LITERALS.finditer(script):
        values = [unquoted(one) for one in TEXT.findall(call[2])]
        if len(values) > 1:
            rows.setdefault(call[1], []).append(values)
    return [calls for calls in rows.values() if len(calls) >= MIN_ITEMS]


def _rows_of_arrays(script: str) -> list[Any]:
    """title[1] = "…"; url[1] = "…" → a row for each number."""
    rows: dict[str, dict[str, str]] = {}
    for name, number, value in ELEMENTS.findall(script):
        rows.setdefault(number, {})[name] = unquoted(value)
    return list(rows.values())


def _rows_of_runs(script: str) -> list[Any]:
    """urls[i] = "…"; headers[i] = "…"; year[i] = "2018"; i++ again and again → a row for each turn.

    >>> turn = "u[i]='/2.htm';t[i]='T';year[i]='2018';month[i]='3';day[i]='5';i++;"
    >>> _rows_of_runs(turn * 3)[2]
    {'u': '/2.htm', 't': 'T', 'year': '2018', 'month': '3', 'day': '5', 'date': '2018-3-5'}
    """
    columns: dict[str, list[str]] = {}
    for name, value in RUN.findall(script):
        columns.setdefault(name, []).append(unquoted(value))
    longest = max(map(len, columns.values()), default=0)
    kept = {name: values for name, values in columns.items() if len(values) == longest}
    if longest < MIN_ITEMS or len(kept) < 2:
        return []
    rows = [dict(zip(kept, values, strict=True)) for values in zip(*kept.values(), strict=True)]
    if {"year", "month", "day"} <= kept.keys():
        rows = [row | {"date": f"{row['year']}-{row['month']}-{row['day']}"} for row in rows]
    return rows


def values_in(text: str) -> Iterator[Any]:
    """Values that stand in a script as JSON, as escaped JSON, or as literals of JavaScript."""
    decoder, at, spent = json.JSONDecoder(), 0, 0
    for _start in range(MAX_STARTS):
        start = START.search(text, at)
        if start is None or spent > MAX_EMBEDDED:  # a hostile script would be written anew from each bracket on
            return
        at, piece = start.end(), text[start.start() :]
        is_escaped = '\\"' in start[0]
        held = IN_STRING.match(piece)[0] if is_escaped else _enclosed(piece)  # type: ignore[index]
        spent += len(held) or len(piece)
        for candidate in (_unescaped(held),) if is_escaped else (piece, _as_json(held)):
            try:
                value, length = decoder.raw_decode(candidate)
            except (ValueError, RecursionError):
                continue
            yield value
            at = start.start() + (length if candidate is piece else max(2, length // 2))
            break


def _enclosed(piece: str) -> str:
    """What begins with a bracket → the same up to the one that closes it; empty if none does.

    >>> _enclosed("{a: [1, '}']}; {b: 2}"), _enclosed("[{a: 1}")
    ("{a: [1, '}']}", '')
    """
    depth = 0
    for mark in MARKS.finditer(piece):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
        if not depth:
            return piece[: mark.end()]
    return ""


def _unescaped(piece: str) -> str:
    r"""The rest of a string that holds JSON: one level of backslashes off."""
    return re.sub(r"\\(.)", r"\1", piece)


def _as_json(piece: str) -> str:
    """Literals of JavaScript → JSON: keys and strings in double quotes, no comma before a bracket."""

    def quoted(match: re.Match[str]) -> str:
        return json.dumps((match[1] or match[2] or "").replace("\\'", "'"), ensure_ascii=False)

    plain = SINGLE.sub(quoted, piece)
    return re.sub(r",(\s*[\]}])", r"\1", KEY.sub(r'\1"\2":', plain))
