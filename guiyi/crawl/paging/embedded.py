"""Lists kept as data in a page's own scripts: var list = [{title: …, url: …}], JSON.parse("…"), escaped JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from guiyi.crawl.listing import Item
from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.records import MAX_EMBEDDED, find_records

START = re.compile(r"[\[{]\s*[\[{]?\s*(?:\\?[\"'])?[A-Za-z_]\w*(?:\\?[\"'])?\s*:")
KEY = re.compile(r"([{,]\s*)([A-Za-z_$][\w$]*)\s*:")
SINGLE = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
MIN_ITEMS = 3
DATED = 0.6
MAX_STARTS = 200


def find_paging(page: ListPage) -> Paging | None:
    """A page whose list stands as data in a script → its items; they are all there is."""
    best: list[Item] = []
    for script in page.found.scripts:
        text = script[:MAX_EMBEDDED]
        if "http" not in text and "/" not in text:
            continue
        for data in _values(text):
            _holder, items, _rows = find_records(data, page.url)
            best = items if len(items) > len(best) else best
    dated = sum(1 for item in best if item.listed_on)
    if len(best) < MIN_ITEMS or dated < DATED * len(best):  # menus and link lists have no dates
        return None
    return Paging([], best, None, None, f"{len(best)} records in the page's script", is_sure=False)


def _values(text: str) -> Iterator[Any]:
    """Values that stand in a script as JSON, as escaped JSON, or as literals of JavaScript."""
    decoder, at = json.JSONDecoder(), 0
    for _start in range(MAX_STARTS):
        start = START.search(text, at)
        if start is None:
            return
        at = start.end()
        piece = text[start.start() :]
        is_escaped = '\\"' in start[0]
        for candidate in (_unescaped(piece),) if is_escaped else (piece, _as_json(piece)):
            try:
                value, length = decoder.raw_decode(candidate)
            except (ValueError, RecursionError):
                continue
            yield value
            at = start.start() + (length if candidate is piece else max(2, length // 2))
            break


def _unescaped(piece: str) -> str:
    r"""The rest of a string that holds JSON: one level of backslashes off."""
    return re.sub(r"\\(.)", r"\1", piece)


def _as_json(piece: str) -> str:
    """Literals of JavaScript → JSON: keys and strings in double quotes, no comma before a bracket."""
    plain = SINGLE.sub(lambda match: json.dumps(match[1].replace("\\'", "'"), ensure_ascii=False), piece)
    return re.sub(r",(\s*[\]}])", r"\1", KEY.sub(r'\1"\2":', plain))
