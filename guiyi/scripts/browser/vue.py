"""Vue as a script calls it: an instance with what it does when it is made, and where its router leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Function, Native, Obj, lived, text_of


def vue_of(window: Window) -> Native:
    """Vue, of new Vue({…}) and Vue.createApp({…}).mount()."""
    shared = Obj()

    def made(_this: Any, given: list[Any]) -> Any:
        return _instance(window, given[0] if given and isinstance(given[0], Obj) else Obj(), shared)

    def app(_this: Any, given: list[Any]) -> Any:
        mount = Native(
            lambda _that, _told: _instance(window, given[0] if given and isinstance(given[0], Obj) else Obj(), shared)
        )
        held = Obj({"mount": mount})
        held.entries |= {"use": Native(lambda _that, _told: held), "component": Native(lambda _that, _told: held)}
        return held

    return Native(made, {"prototype": shared, "createApp": Native(app)})


def _instance(window: Window, options: Obj, shared: Obj) -> Obj:
    """new Vue({…}) → its object, with what it does when it is made, and when it is drawn."""
    route = Obj(
        {
            "query": lived(dict(parse_qsl(urlsplit(window.url).query))),
            "params": Obj(),
            "path": urlsplit(window.url).path,
        }
    )
    router = Obj({"push": Native(lambda _that, told: _pushed(window, told))})
    made = Obj(
        {
            "$route": route,
            "$router": router,
            "$nextTick": Native(lambda _t, g: window.one.call(g[0] if g else None, made, [])),
            "$refs": OPAQUE,
        },
        shared,
    )
    window.made.append(made)
    for part in ("methods", "computed"):
        held = options.get(part)
        for name, one in held.entries.items() if isinstance(held, Obj) else ():
            made.entries[name] = Obj({"()get": one}) if part == "computed" else one
    data = options.get("data")
    told = window.one.call(data, made, []) if isinstance(data, Function) else data
    made.entries |= told.entries if isinstance(told, Obj) else {}
    for name in ("setup", "beforeCreate", "created", "beforeMount", "mounted", "activated"):
        window.one.call(options.get(name), made, [Obj(), Obj()])
    window.one.call(options.get("render"), made, [Native(lambda _this, given: _drawn(window, given, shared))])
    return made


def _drawn(window: Window, given: list[Any], shared: Obj) -> Any:
    """h("a", {attrs: {href: …}}), or a component's own object."""
    told = given[1] if len(given) > 1 and isinstance(given[1], Obj) else Obj()
    if given and isinstance(given[0], Obj) and not isinstance(given[0], Native):
        given_props = told.get("props")
        held = given[0].get("data")
        inner = Obj(dict(given[0].entries), given[0].parent)
        props = given_props if isinstance(given_props, Obj) else Obj()
        made = Native(
            lambda this, args: Obj(
                props.entries
                | (own.entries if isinstance(own := window.one.call(held, Obj(dict(props.entries)), []), Obj) else {})
            )
        )
        inner.entries["data"] = made.call(None, [])
        return _instance(window, inner, shared)
    attributes = told.get("attrs") if isinstance(told.get("attrs"), Obj) else told
    window.page.lead(attributes.get("href"))
    return OPAQUE


def _pushed(window: Window, given: list[Any]) -> Any:
    """$router.push("/d?id=" + id), or push({path: …, query: {…}})."""
    where = given[0] if given else UNDEFINED
    if isinstance(where, Obj):
        query = where.get("query")
        told = (
            "&".join(f"{name}={text_of(value)}" for name, value in query.entries.items())
            if isinstance(query, Obj)
            else ""
        )
        where = f"{text_of(where.get('path'))}?{told}" if isinstance(where.get("path"), str) else UNDEFINED
    window.page.lead(where)
    return OPAQUE
