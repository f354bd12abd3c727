"""What grids of well-known libraries ask for by themselves, told from the options that a script gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Function, Obj, text_of

if TYPE_CHECKING:
    from guiyi.scripts.language.follower import Follower

RENDERS = ("formatter", "render", "mRender", "templet", "renderer", "template")
COLUMNS = ("columns", "colModel", "cols", "aoColumns", "columnDefs")
MOST = 40


@dataclass
class GridAsked:
    """The first request of a grid, and the functions that draw its cells."""

    method: str
    url: str
    data: Any
    is_json: bool = False
    is_row_first: bool = False  # templet(row); others get the value first
    is_row_last: bool = False  # formatter(value, options, row)
    renders: list[Function] = field(default_factory=list)
    fields: dict[int, str] = field(default_factory=dict)

    def field_of(self, function: Function) -> str:
        """The field whose cell a function draws."""
        return self.fields.get(id(function), "value")


def grid_asked(one: Follower, name: str, options: Obj) -> GridAsked | None:
    """A plugin's name and its options → what it asks; None for what is no grid."""
    reader = GRIDS.get(name.lower())
    asked = reader(one, options) if reader is not None else None
    if asked is not None:
        for column in _columns(options):
            for function in (column.get(kind) for kind in RENDERS):
                if isinstance(function, Function) and len(asked.renders) < MOST:
                    asked.renders.append(function)
                    asked.fields[id(function)] = next(
                        (
                            text_of(column.get(key))
                            for key in ("field", "name", "data")
                            if isinstance(column.get(key), str)
                        ),
                        "value",
                    )
    return asked


def _columns(options: Obj) -> list[Obj]:
    found: list[Obj] = []
    for name in COLUMNS:
        rows = options.get(name)
        for row in rows if isinstance(rows, list) else ():
            found += [one for one in (row if isinstance(row, list) else [row]) if isinstance(one, Obj)]
    return found


def _size(options: Obj, *names: str) -> int:
    return next((value for name in names if isinstance(value := options.get(name), int) and value > 0), 10)


def _with(first: dict[str, Any], *more: Any) -> Obj:
    made = Obj(first)
    for one in more:
        made.entries |= one.entries if isinstance(one, Obj) else {}
    return made


def _way(options: Obj, default: str) -> str:
    told = next(
        (options.get(name) for name in ("method", "mtype", "type") if isinstance(options.get(name), str)), default
    )
    return str(told).upper()


def _url(options: Obj) -> str | None:
    url = options.get("url")
    return url if isinstance(url, str) and url else None


def _easyui(_one: Follower, options: Obj) -> GridAsked | None:
    url = _url(options)
    sent = _with({}, options.get("queryParams"), Obj({"page": 1, "rows": _size(options, "pageSize")}))
    return GridAsked(_way(options, "POST"), url, sent) if url else None


def _bootstrap(one: Follower, options: Obj) -> GridAsked | None:
    url = _url(options)
    if url is None:
        return None
    size, asks = _size(options, "pageSize"), options.get("queryParams")
    told = {
        "limit": size, "offset": 0, "pageSize": size, "pageNumber": 1, "order": "asc", "search": "", "sort": UNDEFINED,
    }  # fmt: skip
    if isinstance(asks, Function):
        sent = one.call(asks, options, [Obj(dict(told))])
    else:
        names = ("pageNumber", "pageSize") if options.get("queryParamsType") == "" else ("limit", "offset")
        sent = _with({name: told[name] for name in names}, asks)
    way, kind = _way(options, "GET"), options.get("contentType")
    return GridAsked(way, url, sent, way == "POST" and not (isinstance(kind, str) and "json" not in kind))


def _jqgrid(_one: Follower, options: Obj) -> GridAsked | None:
    url = _url(options)
    names = options.get("prmNames")
    told = (
        {name: text_of(names.get(name)) for name in ("page", "rows") if isinstance(names.get(name), str)}
        if isinstance(names, Obj)
        else {}
    )
    counted = Obj({told.get("page", "page"): 1, told.get("rows", "rows"): _size(options, "rowNum")})
    sent = _with({}, options.get("postData"), counted)
    return GridAsked(_way(options, "GET"), url, sent, is_row_last=True) if url else None


def _datatable(one: Follower, options: Obj) -> GridAsked | None:
    ajax = options.get("ajax")
    if isinstance(options.get("sAjaxSource"), str):
        return _old_datatable(one, options)
    url = ajax if isinstance(ajax, str) else ajax.get("url") if isinstance(ajax, Obj) else None
    if not isinstance(url, str):
        return None
    data = ajax.get("data") if isinstance(ajax, Obj) else UNDEFINED
    sent = Obj({"draw": 1, "start": 0, "length": _size(options, "pageLength", "iDisplayLength")})
    if isinstance(data, Function):
        told = one.call(data, options, [sent])
        sent = told if isinstance(told, Obj) else sent
    kind = text_of(ajax.get("contentType")) if isinstance(ajax, Obj) else ""
    way = _way(ajax, "GET") if isinstance(ajax, Obj) else "GET"
    return GridAsked(
        way,
        url,
        _with(sent.entries, data if not isinstance(data, Function) else None),
        "json" in kind,
        is_row_last=True,
    )


def _old_datatable(one: Follower, options: Obj) -> GridAsked:
    """As DataTables asked up to 1.9; fnServerParams may add to what is sent, a list of names and values."""
    told: list[Any] = [Obj({"name": "sEcho", "value": 1}), Obj({"name": "iDisplayStart", "value": 0})]
    told.append(Obj({"name": "iDisplayLength", "value": _size(options, "iDisplayLength", "pageLength")}))
    if isinstance(adds := options.get("fnServerParams"), Function):
        one.call(adds, options, [told])
    sent = Obj({text_of(each.get("name")): each.get("value") for each in told[:MOST] if isinstance(each, Obj)})
    method = options.get("sServerMethod")
    return GridAsked(text_of(method).upper() if isinstance(method, str) else "GET", options.get("sAjaxSource"), sent)


def _layui(_one: Follower, options: Obj) -> GridAsked | None:
    url, names = _url(options), options.get("request")
    told = (
        {key: text_of(names.get(key)) for key in ("pageName", "limitName") if isinstance(names.get(key), str)}
        if isinstance(names, Obj)
        else {}
    )
    sent = _with(
        {told.get("pageName", "page"): 1, told.get("limitName", "limit"): _size(options, "limit")}, options.get("where")
    )
    is_json = "json" in text_of(options.get("contentType"))
    return GridAsked(_way(options, "GET"), url, sent, is_json, is_row_first=True) if url else None


GRIDS = {
    "datagrid": _easyui, "treegrid": _easyui, "bootstraptable": _bootstrap, "jqgrid": _jqgrid, "datatable": _datatable,
    "layui": _layui,
}  # fmt: skip

__all__ = ["OPAQUE", "GridAsked", "grid_asked"]
