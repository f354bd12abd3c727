"""Lists that a grid of a library shows: $("#t").jqGrid({url: "/list"}), DataTable, bootstrapTable, datagrid, layui's,
a store of Ext; or an element that says so itself: <table class="easyui-datagrid" data-options="url:'/list'">.

Such a script only says where its rows come from and what it sends beside; which page, and how many rows, the library
itself sends by names of its own, if the page gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import lxml.html

from guiyi.scripts.literals import JOIN, UNKNOWN, joined
from guiyi.scripts.objects import bracketed, object_at

GRID = re.compile(
    r"(?=[.E])(?:\.\s*(jqGrid|[dD]ataTable|bootstrapTable|datagrid|(?<=table\.)render)\s*\(\s*(?=\{)"
    r"|\bExt\.data\.(?:Json)?(Store)\s*\(\s*(?=\{)|\bExt\.create\(\s*[\"']Ext\.data\.(Store)[\"']\s*,\s*(?=\{))"
)
MOST = 20  # grids of a page
SIZE = 10  # rows of a page by default
SENT: dict[
    str, tuple[str, dict[str, Any], str]
] = {  # what each sends: by what method, which page, by what name how many
    "jqgrid": ("get", {"page": 1}, "rows"),
    "datatable": ("get", {"draw": 1, "start": 0}, "length"),
    "bootstraptable": ("get", {"offset": 0}, "limit"),
    "datagrid": ("post", {"page": 1}, "rows"),
    "render": ("get", {"page": 1}, "limit"),
    "store": ("post", {"start": 0}, "limit"),
    "mini": ("post", {"pageIndex": 0}, "pageSize"),
}
SIZES = ("rowNum", "pageLength", "pageSize", "limit", "iDisplayLength", "page-size", "pagesize")
BESIDE = ("postData", "queryParams", "where", "data", "baseParams", "query-params")
BY_CLASS = {"easyui-datagrid": "datagrid", "mini-datagrid": "mini", "layui-table": "render"}
SIGNS = ("-datagrid", "lay-data", "data-toggle")  # of one of these
IN_MARKUP = re.compile(r"\b(?:easyui|mini)-datagrid\b|\blay-data\s*=|data-toggle\s*=\s*[\"']?table\b")
OPTIONS = ("data-options", "lay-data")  # attributes that hold settings as a script would
MADE = re.compile(  # what is sent is made by a function, written there or named
    r"\b(?:queryParams|data)\s*:\s*(?:function\s*[\w$]*\s*\(\s*([\w$]*)[^()]*\)\s*\{|\(?\s*([\w$]+)\s*\)?\s*=>\s*|([A-Za-z_$][\w$]*)\s*[,}\n])"
)
GIVES = re.compile(r"(?:\breturn\s*|[\w$]\s*=\s*|^\s*\(?\s*)(?=\{)")
QUOTIENT = r"(?:Math\.\w+|parseInt)?\(*\s*{name}\.(?:offset|start)\s*/\s*{name}\.(?:limit|length)\s*\)*(\s*\+\s*1)?\)*"
LOADED = re.compile(r"\.load\(\s*(?=\{)")
ADDRESS = re.compile(rf"\burl\s*:\s*({JOIN})")
LONGEST = 4000  # characters of a function that makes what is sent


def is_in_markup(text: str) -> bool:
    """Whether a page's markup says that a script makes a grid of it."""
    return any(sign in text for sign in SIGNS) and IN_MARKUP.search(text) is not None


def grid_requests(
    scripts: str, known: dict[str, str], root: lxml.html.HtmlElement | None = None
) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Scripts, what their variables are known to hold, the page's tree → address, what is sent, and whether as a POST,
    of each grid.

    >>> next(grid_requests("$('#g').jqGrid({url: '/l', mtype: 'POST', postData: {kind: 28, t: ''}, rowNum: 5})", {}))
    ('/l', {'kind': 28, 't': '', 'page': 1, 'rows': 5}, True)
    >>> next(grid_requests("$('#g').DataTable({ajax: {url: '/l', data: function (d) { return d; }}})", {}))
    ('/l', {'draw': 1, 'start': 0, 'length': 10}, False)
    >>> made = "queryParams: function (p) { return {pageNum: p.offset / p.limit + 1, size: p.limit, kind: 'a'}; }"
    >>> next(grid_requests(f"$('#g').bootstrapTable({{url: '/l', {made}}})", {}))
    ('/l', {'pageNum': 1, 'size': 10, 'kind': 'a'}, False)
    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table class=easyui-datagrid data-options=\\"url:'/l',pageSize:5\\"></table>")
    >>> next(grid_requests("", {}, page))
    ('/l', {'page': 1, 'rows': 5}, True)
    """
    for match in islice(GRID.finditer(scripts), MOST):
        kind = (match[1] or match[2] or match[3]).lower()
        text = bracketed(scripts, match.end())
        settings = object_at(scripts, match.end(), known)
        if kind == "store":
            address = ADDRESS.search(text)
            settings |= {"url": joined(address[1], known) if address else ""}
            settings |= {"pageSize": size[1]} if (size := re.search(r"\bpageSize\s*:\s*(\d{1,3})\b", scripts)) else {}
        yield from _request(kind, settings, _made(text, scripts, known, settings))
    for kind, settings in islice(_marked(root, known), MOST) if root is not None else ():
        loaded = LOADED.search(scripts) if kind == "mini" else None
        yield from _request(kind, settings, object_at(scripts, loaded.end(), known) if loaded else {})


def _request(kind: str, settings: dict[str, Any], made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """A grid's settings, and what a function of the page sends → its request; none where its address is not known."""
    inner = settings.get("ajax")
    asked = {**settings, **inner} if isinstance(inner, dict) else settings
    url = asked.get("url") or asked.get("sAjaxSource") or (inner if isinstance(inner, str) else "")
    if not isinstance(url, str) or not url or UNKNOWN in url:
        return
    way, page, size_name = SENT[kind]
    size = _size(settings)
    beside = next((one for name in BESIDE if isinstance(one := asked.get(name), dict)), {})
    method = next((str(asked[name]).lower() for name in ("mtype", "method", "type") if name in asked), way)
    names = settings.get("request")
    if isinstance(names, dict):  # layui's
        page = {str(names.get("pageName") or "page"): 1}
        size_name = str(names.get("limitName") or size_name)
    told = {name: value for name, value in (beside | made).items() if value != UNKNOWN}
    numbered = page | {size_name: size}
    if kind != "mini" and any(isinstance(made[name], int) for name in made.keys() - numbered.keys()):
        numbered = {}  # the page's own function says which page
    yield url, {name: value for name, value in told.items() if name not in numbered} | numbered, method == "post"


def _size(settings: dict[str, Any]) -> int:
    return next((int(one) for name in SIZES if (one := str(settings.get(name))).isdecimal()), SIZE)


def _made(text: str, scripts: str, known: dict[str, str], settings: dict[str, Any]) -> dict[str, Any]:
    """What a function of a grid's settings sends for the first page; empty where there is none that says."""
    match = MADE.search(text)
    if match is None:
        return {}
    name, body = match[1] or match[2] or "", text[match.end() : match.end() + LONGEST]
    if match[3]:
        head = re.search(rf"function\s+{re.escape(match[3])}\s*\(\s*([\w$]*)[^()]*\)\s*\{{", scripts)
        if head is None:
            return {}
        name, body = head[1], scripts[head.end() : head.end() + LONGEST]
    if (gives := GIVES.search(body)) is None or not name:
        return {}
    said = re.sub(
        QUOTIENT.format(name=re.escape(name)), lambda one: "1" if one[1] else "0", bracketed(body, gives.end())
    )
    size = str(_size(settings))
    first = {
        "offset": "0", "start": "0", "draw": "1", "pageNumber": "1", "limit": size, "length": size, "pageSize": size,
    }  # fmt: skip
    return object_at(said, 0, known | {f"{name}.{key}": value for key, value in first.items()})


def _marked(root: lxml.html.HtmlElement, known: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A page's elements that say themselves that they are grids → the kind and the settings of each."""
    for element in root.iter("table", "div"):
        names = (element.get("class") or "").split()
        kind = next((BY_CLASS[one] for one in names if one in BY_CLASS), None)
        kind = "bootstraptable" if element.get("data-toggle") == "table" else kind
        if kind is None:
            continue
        settings: dict[str, Any] = {key.removeprefix("data-"): value for key, value in element.attrib.items()}
        for name in OPTIONS:
            said = (element.get(name) or "").strip()
            settings |= object_at(said if said.startswith("{") else f"{{{said}}}", 0, known) if said else {}
        yield kind, settings
