"""What stands in the place of a framework: hooks, routers, elements, and libraries that ask, told by how they are used.

A hook runs the function that it is given; ref(x) holds x as its value; an element of a list is drawn once, of one row;
what is clicked is clicked; where a link or router leads is noted. The parameters of a route are known, or are a hole.
"""

from __future__ import annotations

import re
from typing import Any

from guiyi.scripts.browser.requests import VERBS, ajax, axios_of
from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.values import (
    OPAQUE,
    OPEN,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Unknown,
    awaited,
    text_of,
)

OPTIONS = frozenset("setup data created mounted methods beforeMount onLoad".split())
OF_REQUEST = frozenset("query params method body data".split())
LEADS = ("to", "href")
PARAMETERS = re.compile(r"^(?:\w*(?:id|code|slug|key|type)|cid|lm)$", re.IGNORECASE)
PARAMETER = "p"  # what the path of a route's parameter begins with
MOST_ROWS = 30  # of a list that a script itself holds, such as its menu
DEEP = 3  # objects within each other that an element is given
DRAWS = ("$createElement", "_l", "_v", "_s", "_f", "_e", "_t", "_c", "_b", "_m")


class Parameters(Obj):
    """The parameters of the route on which the page is: those that are known, holes for others."""

    def get(self, name: str) -> Any:
        """A parameter."""
        return self.entries[name] if name in self.entries else Field(f"{PARAMETER}.{name}")


class Stub(Native):
    """A function, or an object, of a framework; value: what it holds, as ref(x) does."""

    def __init__(self, world: World, value: Any = UNDEFINED) -> None:
        super().__init__(lambda _this, given: called(world, given))
        self.world, self.value = world, value
        self.is_bare = False  # what a hook gives that was given nothing: useParams()
        if isinstance(value, Obj) and not isinstance(value, Function | Native):
            self.entries = value.entries  # reactive({…}) is what it holds

    def get(self, name: str) -> Any:
        """What a framework's object has by a name."""
        if name in self.entries:
            return self.entries[name]
        if name in ("value", "current", "0") and self.value is not UNDEFINED:
            return self.value
        if isinstance(self.value, Obj | Field) and (held := self._within(name)) is not UNDEFINED:
            return held
        return self.world.known(self, name)

    def _within(self, name: str) -> Any:
        return self.value.part(name) if isinstance(self.value, Field) else self.value.get(name)

    def put(self, name: str, value: Any) -> None:
        """Sets what it holds, or a part of it."""
        if name in ("value", "current"):
            self.value = value
        elif isinstance(self.value, Obj):
            self.value.put(name, value)
        else:
            self.entries[name] = value


class World:
    """What stubs know of their page: parameters of its route, the paths of its routes by their names."""

    def __init__(self, window: Window, parameters: dict[str, str] | None, routes: dict[str, str]) -> None:
        self.window, self.routes = window, routes
        self.parameters = Parameters(dict(parameters or {}))
        self.states: dict[tuple[int, int], Any] = {}  # of components that are functions, by function and turn
        self.turns: dict[int, int] = {}
        self.shared = Obj()  # Vue.prototype
        self.leads = Native(lambda _this, given: self.lead(given[0] if given else UNDEFINED))
        self.asks = axios_of(window, Obj())

    def stub(self, value: Any = UNDEFINED) -> Stub:
        """A new one."""
        return Stub(self, value)

    def known(self, this: Stub, name: str) -> Any:
        """What any object of a framework may have by a name."""
        if name in ("params", "query"):
            return self.parameters
        if name in ("push", "replace", "navigate"):
            return self.leads
        if name == "prototype":
            return self.shared
        if name == "useState":
            return Native(lambda _this, given: self._state(given))
        if name == "create":
            return Native(lambda _this, given: _created(self, given))
        if name in VERBS and self.asks.get(name) is not UNDEFINED:
            verb = self.asks.get(name)
            return Native(lambda _t, given: verb.call(_t, given) if _is_path(given) else self._of_query(name, given))
        if name == "data" and this.value is not UNDEFINED:
            return self.stub(this.value)
        if name == "public":
            config = self.window.window.get("__NUXT__")
            held = config.get("config") if isinstance(config, Obj) else UNDEFINED
            return held.get("public") if isinstance(held, Obj) else self.stub()
        return self.parameters.get(name) if this.is_bare and PARAMETERS.match(name) else self.stub()

    def _of_query(self, verb: str, given: list[Any]) -> Any:
        """query.get("id"): a parameter of the route; of anything else, nothing that is known."""
        name = given[0] if len(given) == 1 and verb == "get" else UNDEFINED
        is_named = isinstance(name, str) and PARAMETERS.match(name) is not None
        return self.parameters.get(str(name)) if is_named else self.stub()

    def again(self) -> None:
        """A component is drawn once more: its states are what they were set to."""
        self.turns.clear()

    def _state(self, given: list[Any]) -> Any:
        """useState(first) → the state, and what sets it: known by the component that asks, and in which turn."""
        one = self.window.one
        own = id(one.stack[-1][0]) if one.stack else 0
        at = (own, self.turns.get(own, 0))
        self.turns[own] = at[1] + 1
        first = given[0] if given else UNDEFINED
        if at not in self.states:
            self.states[at] = one.call(first, UNDEFINED, []) if isinstance(first, Function) else first

        def put(_this: Any, told: list[Any]) -> Any:
            value = told[0] if told else UNDEFINED
            self.states[at] = one.call(value, UNDEFINED, [self.states[at]]) if isinstance(value, Function) else value
            return UNDEFINED

        return [self.states[at], Native(put)]

    def lead(self, where: Any) -> Any:
        """Where a link or a router leads: an address, {path, query} or {name, params}."""
        if isinstance(where, Obj) and not isinstance(where, Stub):
            where = self._address(where)
        self.window.page.lead(where)
        return OPAQUE

    def _address(self, where: Obj) -> Any:
        path, name = where.get("path"), where.get("name")
        path = self.routes.get(name, UNDEFINED) if isinstance(name, str) and not isinstance(path, str) else path
        if not isinstance(path, str):
            return UNDEFINED
        params, query = where.get("params"), where.get("query")
        for key, value in params.entries.items() if isinstance(params, Obj) else ():
            path = path.replace(f":{key}", text_of(value))
        told = query.entries.items() if isinstance(query, Obj) else ()
        return path + "?" * bool(told) + "&".join(f"{key}={text_of(value)}" for key, value in told)


def called(world: World, given: list[Any]) -> Any:
    """What a framework's function does with what it is given."""
    first = given[0] if given else UNDEFINED
    if isinstance(first, Obj) and isinstance(first.get("url"), str) and not isinstance(first, Function | Native):
        return ajax(world.window, given, is_json=True)
    if isinstance(first, str) and first[:1] == "/" and len(given) > 1 and _names(given[1]) & OF_REQUEST:
        return world.stub(fetched_with(world, given))
    if component := next((one for one in given if is_component(one)), None):
        props = next((one for one in given[given.index(component) + 1 :] if _is_plain(one)), None)
        made = begun(world, component, props)
        for one in given:  # what draws it
            if isinstance(one, Function):
                world.window.one.call(one, made, [world.stub()])
        return component
    if isinstance(first, str) and first[:1] == "/" and len(given) == 1 and OPEN in first:
        return world.lead(first)  # navigate(`/detail/${row.id}`)
    held = [one.value if isinstance(one, Stub) and isinstance(one.value, list) else one for one in given]
    rows = _rows_of(next((one for one in held if isinstance(one, Field | list) or one is OPAQUE), None))
    functions = [one for one in given if isinstance(one, Function)]
    results = [world.window.one.call(one, UNDEFINED, row) for one in functions[:1] for row in rows]
    for one in functions[1:]:  # watch(() => route.params.id, (id) => …)
        world.window.one.call(one, UNDEFINED, results[:1])
    for one in given:
        if isinstance(one, Obj) and not isinstance(one, Function | Native):
            _used(world, one, 0)
    made = world.stub(awaited(results[0]) if results else first)
    made.is_bare = not given
    return made


def fetched_with(world: World, given: list[Any]) -> Any:
    """$fetch(url, {query, body}) of Nuxt, and useFetch(url, {…})."""
    told = given[1] if len(given) > 1 and isinstance(given[1], Obj) else Obj()
    named = {"query": "params", "body": "data"}
    own = {named.get(name, name): value for name, value in told.entries.items()} | {"url": given[0] if given else ""}
    return ajax(world.window, [Obj(own)], is_json=True)


def _names(value: Any) -> set[str]:
    return {*value.entries} if isinstance(value, Obj) and not isinstance(value, Function | Native) else set()


def _rows_of(rows: Any) -> list[list[Any]]:
    """What the function that draws a list's rows is given for each; once nothing, where there is no list."""
    if isinstance(rows, Field):
        return [[rows.part("0"), 0]]
    if isinstance(rows, list) and rows and isinstance(rows[0], Obj | Field | str) and not isinstance(rows[0], Stub):
        return [[one, at] for at, one in enumerate(rows[:MOST_ROWS])]
    return [[OPAQUE, 0]] if rows is OPAQUE else [[]]


def _used(world: World, told: Obj, depth: int) -> None:
    """What an element is given: where it leads, what a click on it does, what stands within it."""
    for name, value in list(told.entries.items()):
        if name in LEADS:
            world.lead(value)
        elif isinstance(value, Function) and (name[:2] == "on" or name in ("click", "default")):
            world.window.one.call(value, UNDEFINED, [world.stub()])
        elif isinstance(value, Obj) and not isinstance(value, Function | Native) and depth < DEEP:
            _used(world, value, depth + 1)


def _is_plain(value: Any) -> bool:
    return isinstance(value, Obj) and not isinstance(value, Native | Function)


def drawn(world: World, component: Function) -> None:
    """A component that is a function, drawn, and once more with what it asked for."""
    for _turn in range(2):
        world.again()
        world.window.one.call(component, UNDEFINED, [Obj()])


def is_component(value: Any) -> bool:
    """Whether a value is what a component is made of: {setup() {…}}, {data() {…}, created() {…}}."""
    return _is_plain(value) and any(isinstance(value.entries.get(name), Function) for name in OPTIONS)


def _props(world: World, options: Obj, given: Obj | None) -> Obj:
    """What a component is handed: what it is given; where it stands alone, parameters of its route by their names."""
    told = options.get("props")
    said = [*told.entries] if isinstance(told, Obj) else told if isinstance(told, list) else []
    names = [one for one in said if isinstance(one, str)]
    own = {name: world.parameters.get(name) for name in names if given is None and PARAMETERS.match(name)}
    return Obj(own | (given.entries if given is not None else {}))


def begun(world: World, options: Obj, given: Obj | None = None) -> Obj:
    """A component, and what it is handed → its object, with all that it does when its page is opened."""
    one, props = world.window.one, _props(world, options, given)
    made = Obj({"$route": Obj({"params": world.parameters, "query": world.parameters}), "$router": world.stub()})
    made.parent = world.shared
    made.entries |= {name: world.stub() for name in DRAWS} | {"$http": world.stub(), "$axios": world.stub()}
    for part in ("methods", "computed"):
        held = options.get(part)
        for name, function in held.entries.items() if isinstance(held, Obj) else ():
            made.entries[name] = Obj({"()get": function}) if part == "computed" else function
    data = options.get("data")
    told = one.call(data, made, []) if isinstance(data, Function) else data
    made.entries |= told.entries if isinstance(told, Obj) and not isinstance(told, Stub) else {}
    made.entries |= props.entries
    draws = awaited(one.call(options.get("setup"), made, [props, world.stub()]))
    for name in ("beforeCreate", "created", "beforeMount", "onLoad", "onShow", "mounted", "activated"):
        one.call(options.get(name), made, [world.parameters] if name == "onLoad" else [])
    for draw in (draws, options.get("render")):
        if isinstance(draw, Function):
            one.call(draw, made, [made, [], world.stub(), world.stub(), made, made])
    return made


def _created(world: World, given: list[Any]) -> Any:
    """axios.create({baseURL: …}); of any other library, nothing that is known."""
    told = given[0] if given and isinstance(given[0], Obj) else None
    names = told.entries.keys() if told is not None and not isinstance(told, Function | Native) else set()
    return axios_of(world.window, told or Obj()) if {"baseURL", "timeout", "headers"} & {*names} else world.stub()


def _is_path(given: list[Any]) -> bool:
    return bool(given) and isinstance(given[0], str) and "/" in given[0]


__all__ = ["PARAMETER", "Stub", "Unknown", "World", "begun", "is_component"]
