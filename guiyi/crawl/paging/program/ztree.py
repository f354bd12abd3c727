"""zTree: a catalogue whose nodes a reply tells. A click on a node is done for one of them: what it asks by the node's
fields is the list of each."""

from __future__ import annotations

from typing import Any

from guiyi.crawl.paging.program.values import OPAQUE, Field, Function, Native, Obj
from guiyi.crawl.paging.program.window import Window


def ztree_of(window: Window) -> Obj:
    """$.fn.zTree: init(element, setting, nodes)."""
    return Obj({"init": Native(lambda _this, given: _made(window, given)), "getZTreeObj": OPAQUE})


def _made(window: Window, given: list[Any]) -> Any:
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
