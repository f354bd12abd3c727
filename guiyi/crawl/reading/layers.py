"""A record that a list's page shows in a layer, and that has no page of its own → the page that the layer would show.

Its interface answers with bare data, {"xkwsh": "柳审许〔2021〕11号", …}; what a field means is said by the list's page:
in a grid's columns, in heads of a table, before the place where a script puts the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from guiyi.crawl.paging.records import ADDRESS, CODE, DATE_LIKE, DATES, TITLE_LIKE, TITLES, day_of
from guiyi.crawl.reading.labels import labels_in
from guiyi.extract.pages.filled import SHOWN

STANDARD = {  # fields of permits and penalties as the State's standard for their publication names them
    "xk_xdr_mc": "行政相对人名称",
    "cf_xdr_mc": "行政相对人名称", "xk_wsh": "许可决定书文号", "xk_xmmc": "许可项目名称", "xk_xkws": "许可决定文书名称",
    "xk_xklb": "许可类别", "xk_nr": "许可内容", "xk_jdrq": "许可决定日期", "xk_yxqz": "有效期自", "xk_xkjg": "许可机关",
    "cf_wsh": "处罚决定书文号", "cf_wfxw": "违法行为类型", "cf_wfss": "违法事实", "cf_cfyj": "处罚依据",
    "cf_cflb": "处罚类别", "cf_nr": "处罚内容", "cf_jdrq": "处罚决定日期", "cf_cfjg": "处罚机关", "cf_ajmc": "案件名称",
}  # fmt: skip
OF_MACHINE = re.compile(
    r"(?:^|_)(?:id|pid|uuid|guid|pk|sort|order|version|flag|del\w*|is_\w+)$|(?:[a-z]I[dD]|ID)$|^xkid$", re.I
)
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
    return _printed(record, _title_of(record, listed), labels_in(shown_on[:MAX_PAGE]))


def _record_in(said: Any, listed: str, depth: int) -> Mapping[str, Any] | None:
    """The first object of a reply that has a title and facts; none of several that stand in a list."""
    if isinstance(said, list):
        said = said[0] if len(said) == 1 else None
    if not isinstance(said, dict) or depth > DEPTH:
        return None
    if _title_of(said, listed) and len([key for key, value in said.items() if _is_fact(key, value)]) > LEAST:
        return said
    return next((found for value in said.values() if (found := _record_in(value, listed, depth + 1))), None)


def _title_of(said: Mapping[str, Any], listed: str) -> str:
    """What a record is called: by its list, or by the name of a field."""
    if listed and any(isinstance(value, str) and value.strip() == listed for value in said.values()):
        return listed
    lower = {key.lower(): value for key, value in said.items() if isinstance(value, str)}
    names = (*TITLES, *filter(TITLE_LIKE.match, lower))
    named = next(
        (lower[name].strip() for name in names if name in lower and re.search(r"[^\x00-\xff]", lower[name])), ""
    )
    return re.sub(r"<[^<>]*>", "", named)


def _is_fact(key: str, value: Any) -> bool:
    """Whether a field tells a reader something: words, a day, a number; not what only the machine needs."""
    if isinstance(value, bool) or OF_MACHINE.search(key):
        return False
    if isinstance(value, str):
        return bool(value.strip()) and (not CODE.match(value.strip()) or len(value) < 32)
    return isinstance(value, int | float) and value not in (0, 1)


def _printed(record: Mapping[str, Any], title: str, labels: Mapping[str, str]) -> str:
    """A record → its page: the title, a table of its labelled fields, its long texts, its rows and files."""
    rows, below = [], []
    for key, value in _fields(record, 0):
        label = labels.get(key.lower()) or STANDARD.get(key.lower()) or _generic(key) or key
        if isinstance(value, list):
            below.append(_listed(label, value, labels))
        elif _is_fact(key, value) or (key.lower() in labels and value not in (None, "")):
            text = _shown(key, value)
            if len(text) > LONG or re.search(r"<(?:p|div|table)\b", text):
                below.append(f"<p>{escape(label)}：</p><div>{text}</div>")
            else:
                rows.append(f"<tr><td>{escape(label)}</td><td>{text}</td></tr>")
    head = f'<html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    table, rest = "".join(rows), "".join(below)
    return f"{head}<body><h1>{escape(title)}</h1><div><table>{table}</table>{rest}</div></body></html>"


def _fields(record: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """A record's fields, those of objects in it among them."""
    for key, value in record.items():
        if isinstance(value, dict) and depth < DEPTH:
            yield from _fields(value, depth + 1)
        else:
            yield key, value


def _generic(key: str) -> str | None:
    """The label of a field that is called alike everywhere: publishTime, docNo."""
    return next((label for pattern, label in SHOWN if pattern.search(key)), None)


def _shown(key: str, value: Any) -> str:
    """A value as a reader sees it: a stamp as its day, markup as it is."""
    is_day = key.lower() in DATES or DATE_LIKE.match(key.lower()) or re.search(r"(?:time|date|rq|sj)$", key, re.I)
    if isinstance(value, int) and is_day and (day := day_of(value)):
        return day
    text = str(value).strip()
    return text if re.search(r"</?(?:p|br|div|table|span)\b", text) else escape(text, quote=False).replace("\n", "<br>")


def _listed(label: str, value: list[Any], labels: Mapping[str, str]) -> str:
    """A list in a record → its files as links, its rows as a table, its words in a line."""
    rows = [one for one in value[:ROWS] if isinstance(one, dict)]
    files = [link for one in rows if (link := _link(one))]
    if files:
        return f"<p>{'</p><p>'.join(files)}</p>"
    words = "、".join(escape(one) for one in value[:ROWS] if isinstance(one, str) and one.strip())
    keys = list(dict.fromkeys(key for one in rows for key, told in one.items() if _is_fact(key, told)))
    if not keys:
        return f"<p>{escape(label)}：{words}</p>" if words else ""
    heads = "".join(f"<th>{escape(labels.get(key.lower(), key))}</th>" for key in keys)
    cells = ("".join(f"<td>{_shown(key, one.get(key, ''))}</td>" for key in keys) for one in rows)
    return f"<p>{escape(label)}</p><table><tr>{heads}</tr><tr>{'</tr><tr>'.join(cells)}</tr></table>"


def _link(one: Mapping[str, Any]) -> str | None:
    texts = [value.strip() for value in one.values() if isinstance(value, str) and value.strip()]
    address = next((text for text in texts if ADDRESS.match(text)), None)
    name = next((text for text in texts if text != address and not CODE.match(text)), None)
    return f'<a href="{escape(address)}">{escape(name or address)}</a>' if address else None
