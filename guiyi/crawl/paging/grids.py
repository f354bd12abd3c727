"""Lists that a grid of a library shows: $("#t").jqGrid({url: "/list"}), DataTable, bootstrapTable, datagrid, layui's.

Such a script only says where its rows come from and what it sends beside; which page, and how many rows, the library
itself sends by names of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from guiyi.crawl.paging.asked import object_at
from guiyi.crawl.reading.scripts import UNKNOWN

GRID = re.compile(r"\.\s*(jqGrid|[dD]ataTable|bootstrapTable|datagrid|(?<=table\.)render)\s*\(\s*(?=\{)")
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
}
SIZES = ("rowNum", "pageLength", "pageSize", "limit", "iDisplayLength")
BESIDE = ("postData", "queryParams", "where", "data")


def grid_requests(scripts: str, known: dict[str, str]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Scripts and what their variables are known to hold → address, what is sent, and whether as a POST, of each grid.

    >>> next(grid_requests("$('#g').jqGrid({url: '/l', mtype: 'POST', postData: {kind: 28, t: ''}, rowNum: 5})", {}))
    ('/l', {'kind': 28, 't': '', 'page': 1, 'rows': 5}, True)
    >>> next(grid_requests("$('#g').DataTable({ajax: {url: '/l', data: function (d) { return d; }}})", {}))
    ('/l', {'draw': 1, 'start': 0, 'length': 10}, False)
    """
    for match in islice(GRID.finditer(scripts), MOST):
        settings = object_at(scripts, match.end(), known)
        inner = settings.get("ajax")
        asked = {**settings, **inner} if isinstance(inner, dict) else settings
        url = asked.get("url") or asked.get("sAjaxSource") or (inner if isinstance(inner, str) else "")
        if not isinstance(url, str) or not url or UNKNOWN in url:
            continue
        way, page, size_name = SENT[match[1].lower()]
        size = next((one for name in SIZES if isinstance(one := settings.get(name), int)), SIZE)
        beside = next((one for name in BESIDE if isinstance(one := asked.get(name), dict)), {})
        method = next((str(asked[name]).lower() for name in ("mtype", "method", "type") if name in asked), way)
        told = {name: value for name, value in beside.items() if value != UNKNOWN}
        yield url, told | page | {size_name: size}, method == "post"
