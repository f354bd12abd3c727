"""A record that a list's page shows in a layer, and that has no page of its own → the page that the layer would show.

Its interface answers with bare data, {"xkwsh": "柳审许〔2021〕11号", …}; what a field means is said by the list's page,
by the State's standard, or by its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from guiyi.records.articles import shown_of
from guiyi.records.labels import labels_in
from guiyi.records.names import label_of, lowered, title_in
from guiyi.records.printing import print_below, print_link, print_page, print_record, print_rows
from guiyi.records.values import ADDRESS, CODE, is_fact, shown, without_tags

LAYER = "shown-in-a-layer"  # flag of a page that was made of a record's data
LEAST = 3  # facts of a record beside its title
LONG = 200  # characters of a text that stands below the table
MAX_DATA, MAX_PAGE, DEPTH, ROWS = 500_000, 1_000_000, 4, 500


def layer_page(data: str, shown_on: str = "", listed: str = "") -> str | None:
    """The reply to a record's address, the HTML of the page that shows it, and what that calls it → the page that its
    layer would be; None where the reply is no one record with a title.

    >>> grid = "{field:'xmmc',title:'项目名称'},{field:'wh',title:'许可文号'}"
    >>> reply = '[{"xkid": 7, "xmmc": "药店经营许可", "wh": "云审〔2021〕5号", "rq": "2021-03-05", "nr": "准予许可"}]'
    >>> (layer_page(reply, grid) or "").partition("<body>")[2].split("</tr>")[1:3]
    ['<tr><td>许可文号</td><td>云审〔2021〕5号</td>', '<tr><td>rq</td><td>2021-03-05</td>']
    >>> layer_page('{"code": 0, "msg": "ok", "data": {"title": "药店", "id": 7}}'), layer_page("[]"), layer_page("<p>")
    (None, None, None)
    """
    if len(data) > MAX_DATA or not data.lstrip().startswith(("{", "[")):
        return None
    try:
        record = _record_in(json.loads(data), listed, 0)
    except (ValueError, RecursionError):
        return None
    if record is None:
        return None
    title, labels = _title_of(record, listed), labels_in(shown_on[:MAX_PAGE])
    article = shown_of(record) if not any(key.lower() in labels for key, _value in _fields(record, 0)) else None
    if article:
        return print_page(title, article)
    return print_page(title, _printed(record, title, labels))


def _record_in(said: Any, listed: str, depth: int) -> Mapping[str, Any] | None:
    """The first object of a reply that has a title and facts; none of several that stand in a list."""
    if isinstance(said, list):
        said = said[0] if len(said) == 1 else None
    if not isinstance(said, dict) or depth > DEPTH:
        return None
    if _title_of(said, listed) and len([key for key, value in said.items() if is_fact(key, value)]) > LEAST:
        return said
    return next((found for value in said.values() if (found := _record_in(value, listed, depth + 1))), None)


def _title_of(said: Mapping[str, Any], listed: str) -> str:
    """What a record is called: by its list, or by the name of a field."""
    if listed and any(isinstance(value, str) and value.strip() == listed for value in said.values()):
        return listed
    return without_tags(title_in(lowered(said), _is_title) or "")


def _is_title(value: Any) -> bool:
    return isinstance(value, str) and re.search(r"[^\x00-\xff]", value) is not None


def _printed(record: Mapping[str, Any], title: str, labels: Mapping[str, str]) -> str:
    """A record → its title, a table of its labelled fields, its long texts, its rows and files."""
    rows, below = [], []
    for key, value in _fields(record, 0):
        label = labels.get(key.lower()) or label_of(key) or key
        if isinstance(value, list):
            below.append(_listed(label, value, labels))
        elif is_fact(key, value) or (key.lower() in labels and value not in (None, "")):
            text = shown(key, value)
            if len(text) > LONG or re.search(r"<(?:p|div|table)\b", text):
                below.append(print_below(label, text))
            else:
                rows.append((label, text))
    return print_record(title, rows, "".join(below))


def _fields(record: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """A record's fields, those of objects in it among them."""
    for key, value in record.items():
        if isinstance(value, dict) and depth < DEPTH:
            yield from _fields(value, depth + 1)
        else:
            yield key, value


def _listed(label: str, value: list[Any], labels: Mapping[str, str]) -> str:
    """A list in a record → its files as links, its rows as a table, its words in a line."""
    rows = [one for one in value[:ROWS] if isinstance(one, dict)]
    files = [link for one in rows if (link := _link(one))]
    if files:
        return f"<p>{'</p><p>'.join(files)}</p>"
    words = "、".join(shown("", one) for one in value[:ROWS] if isinstance(one, str) and one.strip())
    keys = list(dict.fromkeys(key for one in rows for key, told in one.items() if is_fact(key, told)))
    if not keys:
        return f"<p>{shown('', label)}：{words}</p>" if words else ""
    heads = [labels.get(key.lower(), key) for key in keys]
    return print_rows(label, heads, ([shown(key, one.get(key, "")) for key in keys] for one in rows))


def _link(one: Mapping[str, Any]) -> str | None:
    texts = [value.strip() for value in one.values() if isinstance(value, str) and value.strip()]
    address = next((text for text in texts if ADDRESS.match(text)), None)
    name = next((text for text in texts if text != address and not CODE.match(text)), None)
    return print_link(address, name or address) if address else None
