"""jQuery, its zTree and layui as a script calls them: what they find, ask for and draw."""

from __future__ import annotations

from typing import Any

from guiyi.scripts.browser.document import Element
from guiyi.scripts.browser.grids import grid_asked
from guiyi.scripts.browser.requests import ajax, short
from guiyi.scripts.browser.selection import Chosen
from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.methods import field_method
from guiyi.scripts.language.natives import extended, parsed, turns
from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Field, Function, Native, Obj, promised, text_of


def dollar_of(window: Window) -> Native:
    """$: a function and what hangs on it."""
    dollar = Native(lambda _this, given: choose(window, given), {"fn": window.shared, "support": OPAQUE})
    window.shared.entries["zTree"] = _ztree_of(window)
    each = Native(lambda _this, given: _each(window, given))
    dollar.entries |= {
        "ajax": Native(lambda _this, given: ajax(window, given, is_json=False)),
        "each": each,
        "extend": Native(extended),
        "get": short(window, "GET"),
        "post": short(window, "POST"),
        "getJSON": short(window, "GET"),
        "getScript": Native(lambda _this, given: _got_script(window, given)),
        "trim": Native(lambda _this, given: text_of(given[0]).strip() if given else ""),
        "noConflict": Native(lambda _t, _g: dollar),
        "parseJSON": Native(lambda _this, given: parsed(given[0]) if given else UNDEFINED),
        "map": Native(
            lambda _this, given: (
                field_method(window.one, given[0], "map", given[1:]) if given and isinstance(given[0], Field) else []
            )
        ),
        "param": Native(lambda _this, given: given[0] if given else ""),
        "when": Native(lambda _t, given: promised(given[0] if given else OPAQUE)),
    }
    return dollar


def _got_script(window: Window, given: list[Any]) -> Any:
    """$.getScript(url, then): what it loads calls the function that its address names."""
    reply = window.load_script(text_of(given[0])) if given else OPAQUE
    for one in given[1:2]:
        window.one.call(one, UNDEFINED, [reply, "success", OPAQUE])
    return promised(reply)


def choose(window: Window, given: list[Any]) -> Any:
    """$(…) of a selector, an element, markup, or of what waits for the page."""
    what = given[0] if given else UNDEFINED
    if isinstance(what, Function):
        window.page.waiting.append(what)
        return OPAQUE
    if isinstance(what, Chosen):
        return what
    if isinstance(what, str) and what.lstrip().startswith("<"):
        window.page.write(what)
        if len(given) > 1 and isinstance(given[1], Obj):  # $("<a/>", {href: …})
            window.page.lead(given[1].get("href"))
        return Chosen([Element(window.page, None)], window.one, window.page, window.shared)
    elements = [what] if isinstance(what, Element) else window.page.find(what)
    chosen = Chosen(elements, window.one, window.page, window.shared)
    chosen.selector = what if isinstance(what, str) else ""
    chosen.rows = what if isinstance(what, Field | list) else UNDEFINED
    return chosen


def _each(window: Window, given: list[Any]) -> Any:
    of, function = [*given, UNDEFINED, UNDEFINED][:2]
    rows = of.elements if isinstance(of, Chosen) else turns(of, is_keys=False)
    if isinstance(of, Obj) and not isinstance(of, Chosen):
        rows = list(of.entries.values())
    for at, row in enumerate(rows[:100]):
        window.one.call(function, row, [at, row])
    return of


def plugged(window: Window, this: Chosen, name: str, given: list[Any]) -> Any:
    """A method of $() that is none of jQuery's: a grid asks for its rows."""
    if name == "load" and given and isinstance(given[0], str):
        data = (
            given[1]
            if len(given) > 1 and isinstance(given[1], Obj) and not isinstance(given[1], Function)
            else UNDEFINED
        )
        reply = window.note("GET" if data is UNDEFINED else "POST", given[0], data, is_json=False)
        window.page.write(text_of(reply))
    elif given and isinstance(given[0], Obj):
        draw_grid(window, name, given[0])
    return this


def draw_grid(window: Window, name: str, options: Obj) -> None:
    """Notes what a grid asks for, and draws one row of it."""
    asked = grid_asked(window.one, name, options)
    if asked is None:
        return
    reply = window.note(asked.method, asked.url, asked.data, asked.is_json)
    for function in asked.renders:
        row = reply.part("0")
        given = (
            [row]
            if asked.is_row_first
            else [row.part(asked.field_of(function)), OPAQUE if asked.is_row_last else row, row]
        )
        window.page.write(window.one.call(function, UNDEFINED, given))


def layui_of(window: Window) -> Obj:
    """layui: its modules."""

    def render(_this: Any, given: list[Any]) -> Any:
        if given and isinstance(given[0], Obj):
            draw_grid(window, "layui", given[0])
            jump = given[0].get("jump")
            size = given[0].get("limit")
            if isinstance(jump, Function):
                window.one.call(
                    jump, UNDEFINED, [Obj({"curr": 1, "limit": size if isinstance(size, int) else 10}), True]
                )
        return OPAQUE

    table = Obj({"render": Native(render), "on": OPAQUE})
    use = Native(window.use)
    dollar = Native(lambda _this, given: choose(window, given))
    dollar.entries = dollar_of(window).entries
    return Obj(
        {
            "use": use,
            "define": use,
            "ready": use,
            "table": table,
            "laypage": table,
            "$": dollar,
            "jquery": dollar,
            "ajax": Native(lambda _this, given: ajax(window, given, is_json=False)),
        }
    )


def _ztree_of(window: Window) -> Obj:
    """$.fn.zTree: init(element, setting, nodes). A click on a node is done for one of those that a reply tells: what it
    asks by the node's fields is the list of each.
    """
    return Obj({"init": Native(lambda _this, given: _tree_made(window, given)), "getZTreeObj": OPAQUE})


def _tree_made(window: Window, given: list[Any]) -> Any:
    setting, nodes = [*given[1:3], OPAQUE, OPAQUE][:2]
    if not isinstance(setting, Obj) or not isinstance(nodes, Field):
        return OPAQUE
    node = nodes.part("0")
    calls = setting.get("callback")
    clicked = calls.get("onClick") if isinstance(calls, Obj) else None
    if isinstance(clicked, Function):
        window.one.call(clicked, setting, [OPAQUE, "tree", node])
    one = Native(lambda _this, _given: node)
    return Obj({"setting": setting, "getNodeByParam": one, "getNodes": Native(lambda _this, _given: nodes)})
