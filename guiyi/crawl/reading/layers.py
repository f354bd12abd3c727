"""A record that a list's page shows in a layer, and that has no page of its own → the page that the layer would show.

Its interface answers with bare data, {"xkwsh": "柳审许〔2021〕11号", …}; what a field means is said by the list's page:
in a grid's columns, in heads of a table, before the place where a script puts the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from guiyi.crawl.paging.records import ADDRESS, CODE, DATE_LIKE, DATES, TITLE_LIKE, TITLES, day_of
from guiyi.extract.pages.filled import SHOWN

WORDS = r"([\u4e00-\u9fff][\u4e00-\u9fff\w（）()、/]{0,19})"
QUOTE = r"\\?[\"']?"
KEY = (
    rf"\b(?:field|name|data|dataIndex|prop|index|mData|key|id){QUOTE}\s*[:=]\s*{QUOTE}(?:\w+\.)?([A-Za-z]\w{{0,39}})\b"
)
TITLE = rf"\b(?:title|label|header|text|caption|display){QUOTE}\s*[:=]\s*{QUOTE}\s*{WORDS}"
COLUMN = re.compile(rf"{KEY}[^{{}}<>]{{0,200}}?{TITLE}")  # {field:'xkws',title:'许可文书'}
COLUMN_TITLED = re.compile(rf"{TITLE}[^{{}}<>]{{0,200}}?{KEY}")  # {label: "项目名称", name: "xmmc"}
HEAD = re.compile(rf"<th\b([^<>]{{0,300}})>\s*{WORDS}")  # <th data-field="xkws">, <th data-options="field:'xkws'">
OF_HEAD = re.compile(r"\bfield\s*[=:]\s*[\"']?(\w{1,40})")
MARKUP = r"(?:\s|</?\w{1,12}(?:\s[^<>]{0,200})?>|&nbsp;|[\"'`+\\]|\$\{|\{\{){0,16}"
PUT = re.compile(rf"{WORDS}\s*[:：]?{MARKUP}[A-Za-z_]\w{{0,30}}(?:\[\w{{1,9}}\])?\.([A-Za-z]\w{{0,39}})\b(?!\s*\()")
PLACE = re.compile(
    rf"{WORDS}\s*[:：]?(?:\s|</?\w{{1,12}}(?:\s[^<>=]{{0,100}}=[^<>]{{0,100}})?>|&nbsp;){{0,8}}?"
    rf"<\w{{1,12}}\b[^<>]{{0,200}}?\b(?:id|name|v-text|v-html|ng-bind)\s*=\s*[\"']?(?:\w+\.)?([A-Za-z]\w{{0,39}})\b"
)
FILLS = re.compile(r"#(\w{1,40})[\"']\s*\)\.(?:text|html|val)\(\s*[\w$.\[\]]{0,40}?\.(\w{1,40})\b")
NAMES = re.compile(r"\bcolNames\s*:\s*\[([^\[\]]{1,2000})\]")
MODEL = re.compile(r"\bcolModel\s*:\s*\[")
MODELLED = re.compile(r"\bname\s*:\s*[\"'](\w{1,40})")
QUOTED = re.compile(r"[\"']([^\"']{0,40})[\"']")
ROW_HEAD = re.compile(r"<th\b[^<>]{0,300}>([^<>]{0,40})")
CELLS = re.compile(r"<td\b")
OF_CELL = re.compile(r"\.([A-Za-z]\w{0,39})\b(?!\s*\()")
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


@lru_cache(maxsize=8)  # all records of a list ask for those of one page
def labels_in(html: str) -> Mapping[str, str]:
    """A list's page → field's name, in small letters → the words that stand for it before its readers.

    >>> labels_in("colModel:[{name:'xmmc',label:'项目名称'},{title:'许可机关',field:'jg'}]")
    {'xmmc': '项目名称', 'jg': '许可机关'}
    >>> labels_in("s = `<p>许可文号：${row.wh}</p>`; s += '<tr><td>有效期</td><td>' + row.yxq + '</td></tr>'")
    {'wh': '许可文号', 'yxq': '有效期'}
    >>> labels_in('<td>许可文书号</td><td id="a"></td><script>$("#a").text(d.xkwsh)</script>')
    {'a': '许可文书号', 'xkwsh': '许可文书号'}
    >>> script = "<script>h += '<td>' + i + '</td><td>' + o.xdr + '</td>'</script>"
    >>> labels_in(f"<tr><th>序号</th><th>相对人</th></tr>{script}")
    {'xdr': '相对人'}
    """
    found: dict[str, str] = {}
    for match in COLUMN.finditer(html):
        found.setdefault(match[1].lower(), match[2])
    for pattern in (COLUMN_TITLED, PUT, PLACE):
        for match in pattern.finditer(html):
            found.setdefault(match[2].lower(), match[1])
    for match in HEAD.finditer(html):
        if (named := OF_HEAD.search(match[1])) is not None:
            found.setdefault(named[1].lower(), match[2])
    for match in FILLS.finditer(html):
        if match[1].lower() in found:
            found.setdefault(match[2].lower(), found[match[1].lower()])
    for key, label in _in_order(html):
        found.setdefault(key.lower(), label)
    return found


def _in_order(html: str) -> Iterator[tuple[str, str]]:
    """Fields and labels that stand in two rows: colNames beside colModel, heads of a table above its cells."""
    names, model = NAMES.search(html), MODEL.search(html)
    if names and model:
        told = [one[1] for one in QUOTED.finditer(names[1])]
        keys = [one[1] for one in MODELLED.finditer(html, model.end(), model.end() + 4000)]
        yield from ((key, label) for key, label in zip(keys, told, strict=False) if label.strip())
    heads = [one[1].strip() for one in ROW_HEAD.finditer(html)]
    starts = [one.start() for one in CELLS.finditer(html)]
    cells = [html[at:end][:400] for at, end in zip(starts, [*starts[1:], len(html)], strict=False)]
    if heads and len(heads) == len(cells):
        told_of = ((OF_CELL.search(cell), label) for cell, label in zip(cells, heads, strict=True))
        yield from ((key[1], label) for key, label in told_of if key is not None and label)
