"""What a page calls the fields of its data: in a grid's columns, in heads of a table, before the place of a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

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
