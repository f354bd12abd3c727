"""Pages whose article stands in a script or a hidden field until a browser puts it in place → the page a reader sees.

Three manners: a template with {{ doc.title }} and v-html="doc.content" beside an object of the same names; an empty
element whose innerHTML a script sets from such an object; a hidden <textarea> of HTML. What no data fills stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

HOLE = re.compile(r"\{\{\s*([\w.$]+)\s*(?:\|[^{}]*)?\}\}")
BOUND = re.compile(
    r"(<(\w+)\b[^>]*?\b(?:v-html|ng-bind-html|v-text|ng-bind)\s*=\s*[\"']([\w.$]+)[\"'][^>]*>)\s*(</\2\s*>)",
    re.IGNORECASE,
)
SET = re.compile(
    r"(?:getElementById\(\s*[\"']([\w-]+)[\"']\s*\)\.innerHTML\s*=|\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.(?:html|append|text)\()\s*([\w$]+(?:\.[\w$]+)+)"
)
HIDDEN_FIELD = re.compile(r"<textarea\b([^>]*)>(.*?)</textarea\s*>", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
OBJECT = re.compile(r"[=:(]\s*(?=\{\s*\")")
MARKUP = re.compile(r"<(?:p|br|div|table|span|section)\b", re.IGNORECASE)
NEEDED = ("{{", "v-html", "innerHTML", ".html(", "<textarea", "<TEXTAREA", "ng-bind")
LEAST = 40  # characters of an article's text
MAX_SCRIPT = 1_000_000


def filled(html: str) -> str:
    """A page's HTML → the same with its scripts' data in their places.

    >>> data = '{"title":"防汛","body":"<p>一。</p>"}'
    >>> page = f'<h1>{{{{d.title}}}}</h1><div v-html="d.body"></div><script>new Vue({{data:{{d:{data}}}}})</script>'
    >>> filled(page).split("<script")[0]
    '<h1>防汛</h1><div v-html="d.body"><p>一。</p></div>'
    """
    if not any(mark in html for mark in NEEDED):
        return html
    html = HIDDEN_FIELD.sub(_shown, html)
    holes = {match[1] for match in HOLE.finditer(html)} | {match[3] for match in BOUND.finditer(html)}
    places = {match[1] or match[2]: match[3] for match in SET.finditer(html)}
    if not holes and not places:
        return html
    known = _known(html, {one.rsplit(".", 1)[-1] for one in (*holes, *places.values())})
    if not known:
        return html
    html = BOUND.sub(lambda match: match[1] + known.get(_key(match[3]), "") + match[4], html)
    html = _outside_scripts(html, lambda text: HOLE.sub(lambda match: known.get(_key(match[1]), match[0]), text))
    for name, path in places.items():
        value = known.get(_key(path))
        if value:
            pattern = re.compile(
                rf"(<(\w+)\b[^>]*?\bid\s*=\s*[\"']?{re.escape(name)}[\"']?[^>]*>)\s*(</\2\s*>)", re.IGNORECASE
            )
            html = pattern.sub(lambda match, value=value: match[1] + value + match[3], html, count=1)  # type: ignore[misc]
    return html


def _key(path: str) -> str:
    return path.rsplit(".", 1)[-1]


def _shown(field: re.Match[str]) -> str:
    """A hidden text field that holds an article's HTML → a block with it."""
    text = unescape(field[2])
    is_hidden = re.search(r"display\s*:\s*none|\bhidden\b", field[1], re.IGNORECASE)
    return f"<div{field[1].replace('none', 'block')}>{text}</div>" if is_hidden and MARKUP.search(text) else field[0]


def _outside_scripts(html: str, change: Any) -> str:
    made, at = [], 0
    for script in SCRIPT.finditer(html):
        made += [change(html[at : script.start()]), script[0]]
        at = script.end()
    return "".join([*made, change(html[at:])])


def _known(html: str, wanted: set[str]) -> dict[str, str]:
    """HTML, names that are asked for → their values in the scripts' object that has most of them."""
    best: dict[str, str] = {}
    for said in _objects(html):
        found = {key: _as_html(value) for key, value in said.items() if key in wanted and isinstance(value, str | int)}
        if len(found) > len(best):
            best = found
    return best


def _as_html(value: str | int) -> str:
    return value if isinstance(value, str) and MARKUP.search(value) else escape(str(value), quote=False)


def _objects(html: str) -> Iterator[dict[str, Any]]:
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
            due: list[Any] = [said]
            while due:
                one = due.pop(0)
                if isinstance(one, dict):
                    yield one
                    due += one.values()
                elif isinstance(one, list):
                    due += one[:20]
