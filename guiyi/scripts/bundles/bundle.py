"""A site whose program comes as a bundle, and draws all pages in one → what its components ask, and where they lead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html

from guiyi.scripts.browser.document import Page
from guiyi.scripts.browser.globals import window_of
from guiyi.scripts.browser.window import Noted, Window
from guiyi.scripts.bundles.modules import COMPONENT, IS_MODULE, Module, is_bundle
from guiyi.scripts.bundles.parts import BETWEEN, is_program, own_parts
from guiyi.scripts.bundles.stubs import World, begun, drawn, fetched_with, is_component
from guiyi.scripts.grammar.expressions import Node
from guiyi.scripts.grammar.statements import statements_of
from guiyi.scripts.interfaces.questions import Asked, asked_of
from guiyi.scripts.interfaces.rows import marked
from guiyi.scripts.language.follower import STEPS, follow
from guiyi.scripts.language.natives import evaluated
from guiyi.scripts.language.values import OPEN, UNDEFINED, Function, Native, Obj, Undefined, lived, plain

ROUTE = re.compile(
    r"\bpath\s*:\s*[\"'](/[^\"'\s]{0,80})[\"'](?:\s*,\s*(?:name\s*:\s*[\"']([\w-]{1,40})[\"']|\w+\s*:\s*(?:![01]|true|false)))?"
)
SETTING = re.compile(  # literals alone: what else is set is a library, or is put together by one
    r"(?:\.prototype\.|\.defaults\.(?=baseURL))(\$\w{1,40}|baseURL)\s*=\s*(\"[^\"\n]{1,200}\"|'[^'\n]{1,200}')"
)
BASE = re.compile(r"\b(?:history\s*:\s*[\w$.()]{1,30}\(\s*|base(?:name)?\s*:\s*)[\"'](/[\w./-]{1,60})[\"']")
HISTORY = re.compile(
    r"\bmode\s*:\s*[\"']history[\"']|"
    r"\bhistory\s*:\s*[\w$.]{1,30}\([^()]{0,80}\)\s*,\s*(?:\w+\s*:[^{}\[\]]{0,80},\s*)?routes\b"
)
BEHIND_HASH = re.compile(  # of Vue's router: e.includes("#")||(e+="#")
    r"\(\s*[\"']#[\"']\s*\)\s*\|\|\s*\(?\w+\s*\+=\s*[\"']#[\"']"
)
ID = re.compile(r"^(?:\d{1,6}|[0-9a-f]{4,20}|\.{0,2}/[\w./@-]+|[\w+/]{4})$")
SAYS = re.compile(r"[\"'`]/[A-Za-z][\w-]")  # a path: what has none is a library alone
REQUIRE = re.compile(r"function\s+([\w$]+)\(\w+\)\s*\{\s*(?:var|let|const)\s+\w+\s*=\s*\w+\[\w+\]")  # of webpack
BIG = 20_000  # characters of a module that is none of the site's own
DRAWN, MOST_SETTINGS, MOST_OWN = COMPONENT | {"_self"}, 20, 120  # words of Vue's templates; of settings, of modules
MOST_NODES, MOST_COMPONENTS, SHARES = 60_000, 60, 8


@dataclass
class Bundle:
    """What a bundle's components ask, in turn, and the addresses to which they lead; routes: their paths by name."""

    asked: list[tuple[Asked, int]] = field(default_factory=list)  # with which of all the requests it is
    led: list[str] = field(default_factory=list)
    routes: dict[str, str] = field(default_factory=dict)
    base: str = ""  # of the addresses of its routes, where they are the site's own: /web
    is_history: bool = False  # whether its router says that they are


def base_of(texts: list[str]) -> str:
    """Scripts → below which path their router has its routes; "" for the site itself.

    >>> base_of(['createRouter({history:w("/web/"),routes:[{path:"/list"}]})']), base_of(['{path:"/list"}'])
    ('/web', '')
    """
    found = (BASE.search(text) for text in texts if "path" in text)
    return next((match[1].rstrip("/") for match in found if match), "")


def is_history(texts: list[str]) -> bool:
    """Scripts → whether their router says that its routes are addresses of the site, none behind #.

    >>> is_history(['new R({mode:"history"})']), is_history(['new R({routes:[{path:"/l"}]})'])
    (True, False)
    """
    return any(HISTORY.search(one) for one in texts) and not any(BEHIND_HASH.search(one) for one in texts)


def routes_of(texts: list[str]) -> dict[str, str]:
    """Scripts → the paths of their router, by name, or by themselves.

    >>> routes_of(['[{path:"/list/:id",name:"List"},{path:"/detail/:id(.*)",component:d}]'])
    {'List': '/list/:id', '/detail/:id': '/detail/:id'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for path, name in ROUTE.findall(text) if "path" in text else ():
            own = re.sub(r"(:\w+)\([^()]*\)", r"\1", path)
            found.setdefault(name or own, own)
    return found


def bundle_of(
    root: lxml.html.HtmlElement, url: str, texts: list[str], parameters: dict[str, str] | None, steps: int = STEPS
) -> Bundle:
    """A page, its bundle's scripts, the parameters of its route that are known → what the components ask."""
    window = window_of(Page(root), url, steps)
    routes = routes_of(texts)
    world = World(window, parameters, routes)
    window.one.top.held |= {"$fetch": Native(lambda _this, given: fetched_with(world, given))}
    texts = [one for one in texts if SAYS.search(one) or len(one) < BIG]
    whole = [one for one in texts if not IS_MODULE.search(one) and (is_program(one) or BETWEEN in one)]
    parts = [own_parts(one).split(BETWEEN) for one in whole]
    every, texts = texts, [one for one in texts if one not in whole]
    for text in texts:
        if not is_bundle(text) and len(text) < BIG:
            follow(lambda text=text: window.one.run(text))
    follow(lambda: _modules_run(window, world, [one for one in texts if IS_MODULE.search(one)]))
    packed = [one for one in texts if not IS_MODULE.search(one) and is_bundle(one)]
    ends = [one[-1] for one in parts]
    own = [text for one in parts for text in one[:-1]]
    follow(lambda: _packed_run(window, world, packed, own, ends))
    asked = [(one, at) for at, noted in enumerate(window.noted, 1) if (one := _asked_of(window, noted)) is not None]
    return Bundle(asked, list(window.page.led), routes, base_of(every), is_history(every))


def _asked_of(window: Window, noted: Noted) -> Asked | None:
    """A request, the fields in it between marks."""
    held = noted
    if OPEN in noted.url or OPEN in json.dumps(plain(marked(noted.data)), ensure_ascii=False):
        data = marked(noted.data)
        held = Noted(noted.method, _bracketed(noted.url), _holed(data), noted.is_json, noted.calls)
    found: Asked | None = follow(lambda: asked_of(window, held))
    return found


def _bracketed(text: str) -> str:
    return text.replace(OPEN, HOLE_OPENS).replace("\ue001", HOLE_CLOSES)


HOLE_OPENS, HOLE_CLOSES = "zq0", "0qz"  # between which a field's path stands, in what is sent


def _holed(data: Any) -> Any:
    if isinstance(data, Undefined):
        return data
    if isinstance(data, str):
        return _bracketed(data)
    return lived(_holes(plain(data)))


def _holes(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _holes(one) for name, one in data.items()}
    if isinstance(data, list):
        return [_holes(one) for one in data]
    return _bracketed(data) if isinstance(data, str) else data


# --- modules of ES ---------------------------------------------------------------------------------------------------


def _modules_run(window: Window, world: World, texts: list[str]) -> None:
    modules: list[Module] = []

    def other(name: str, address: str) -> Any:
        holder = next((one for one in modules if name in one.exports and one.text is not None), None)
        own = holder.exports[name] if holder is not None else ""
        if holder is None or own not in holder.places or not (holder.asks(own) or holder.is_plain(own)):
            return world.stub()
        return holder.exported(name)

    for text in texts:
        modules.append(Module(window.one, text, other, world.stub))
    for module in modules:
        for name in module.components()[:MOST_COMPONENTS]:
            _apart(world, lambda module=module, name=name: _begun(world, module, name))


def _begun(world: World, module: Module, name: str) -> None:
    holder = module.holder(name)
    value: Any = holder.held[name] if holder is not None else UNDEFINED
    if is_component(value):
        begun(world, value)
    elif isinstance(value, Function):
        drawn(world, value)


# --- modules of webpack ----------------------------------------------------------------------------------------------


def _packed_run(window: Window, world: World, texts: list[str], own: list[str], ends: list[str]) -> None:
    """Runs what of modules, and of the ends of whole programs, has a component; own: modules of these, each a text."""
    held = {key: node for text in texts for key, node in _functions(statements_of(text))}
    kept = {key: node for text in own for key, node in _functions(statements_of(text))}
    due = [key for key, node in held.items() if _words(node) & DRAWN][:MOST_COMPONENTS]
    due += [key for key in kept if key not in held][:MOST_OWN]
    held = kept | held
    made: dict[str, Obj] = {}

    def require(_this: Any, given: list[Any]) -> Any:
        key = str(given[0]) if given else ""
        if key not in held:
            return world.stub()
        if key not in made:
            made[key] = Obj()
            module = Obj({"exports": made[key]})
            called = window.one.function(held[key], window.one.top)
            follow(lambda: window.one.call(called, UNDEFINED, [module, made[key], required]))
            exports = module.get("exports")
            made[key] = exports if isinstance(exports, Obj) else made[key]
        return made[key]

    for end in ends:
        follow(lambda end=end: _settings_run(window, world, end))
    required = world.stub()
    required.call, required.entries = require, _helpers(world)
    for key in due:
        exports = _apart(world, lambda key=key: require(None, [key]))
        for value in exports.entries.values() if isinstance(exports, Obj) else ():
            _apart(world, lambda value=value: _drawn(world, value))
    for end in ends:
        _end_run(window, world, end, required)


def _apart(world: World, work: Any) -> Any:
    """What is done for one component, with no more than its share of the steps that are left."""
    one = world.window.one
    whole, one.steps = one.steps, min(one.steps, STEPS // SHARES)
    given = one.steps
    try:
        return follow(work)
    finally:
        one.steps = whole - (given - max(0, one.steps))


def _drawn(world: World, value: Any) -> None:
    """Draws what a module exports, where it is a component."""
    getter = value.entries.get("()get") if isinstance(value, Obj) else None
    held = world.window.one.call(getter, UNDEFINED, []) if isinstance(getter, Function) else value
    if isinstance(held, Function) and _words(held.node) & COMPONENT:
        drawn(world, held)
    elif is_component(held):
        begun(world, held)


def _end_run(window: Window, world: World, text: str, required: Any) -> None:
    """The end of a program in one file: what stands there beside each other, whatever is around it."""
    module = Module(window.one, text, lambda _name, _address: world.stub(), world.stub, is_part=True)
    if (match := REQUIRE.search(text)) is not None:
        module.held[match[1]] = required
    for name in module.components()[: -MOST_COMPONENTS - 1 : -1]:  # libraries come first
        _apart(world, lambda name=name: _begun(world, module, name))


def _helpers(world: World) -> dict[str, Any]:
    """What webpack's require can do beside: d names exports, n gives a module's own, e loads another file."""

    def define(_this: Any, given: list[Any]) -> Any:
        exports, told = [*given[:2], UNDEFINED, UNDEFINED][:2]
        named = told.entries if isinstance(told, Obj) else {told: given[2]} if len(given) > 2 else {}
        if isinstance(told, list) and isinstance(exports, Obj):
            exports.entries |= _exported(told)
        for name, getter in named.items() if isinstance(exports, Obj) else ():
            if isinstance(name, str) and isinstance(getter, Function):
                exports.entries[name] = Obj({"()get": getter})
        return UNDEFINED

    def own(_this: Any, given: list[Any]) -> Any:
        held = given[0] if given else UNDEFINED
        return Native(lambda _that, _told: held, {"a": held})

    nothing = Native(lambda _this, _given: UNDEFINED)
    return {"d": Native(define), "r": nothing, "n": Native(own), "e": Native(lambda _t, _g: world.stub())}


def _settings_run(window: Window, world: World, text: str) -> None:
    """What a program's end sets for all its components: Vue.prototype.$api = "/a", axios.defaults.baseURL = "/b"."""
    for name, value in SETTING.findall(text)[:MOST_SETTINGS]:
        said = evaluated(window.one, value)
        if name == "baseURL":
            world.asks.get("defaults").put(name, said)
        elif isinstance(said, str):
            world.shared.put(name, said)


def _exported(told: list[Any]) -> dict[str, Any]:
    """[name, getter, name, 0, value] → what a module exports by its names."""
    found: dict[str, Any] = {}
    due = list(told)
    while len(due) > 1:
        name, getter = due.pop(0), due.pop(0)
        value = due.pop(0) if getter == 0 and due else Obj({"()get": getter})
        found |= {name: value} if isinstance(name, str) else {}
    return found


def _functions(body: list[Node]) -> Iterator[tuple[str, Node]]:
    """The modules in a script's tree: functions of an object whose keys are numbers, prints or paths."""
    due: list[Any] = [body]
    for _node in range(MOST_NODES):
        if not due:
            return
        node = due.pop()
        if isinstance(node, tuple) and node and node[0] == "object" and (found := _of_object(node)):
            yield from found
        elif isinstance(node, tuple | list):
            due += [one for one in node if isinstance(one, tuple | list)]


def _of_object(node: Node) -> list[tuple[str, Node]]:
    entries = [entry for entry in node[1] if entry[0] == "init" and entry[2][0] == "function"]
    keys = [str(entry[1][1]) for entry in entries if entry[1][0] == "value"]
    if not entries or len(keys) != len(node[1]) or not all(map(ID.match, keys)):
        return []
    return [(key, entry[2]) for key, entry in zip(keys, entries, strict=True) if _size(entry[2]) < BIG // 2]


def _size(node: Any) -> int:
    """How many nodes a tree has, up to what is too many."""
    due, count = [node], 0
    while due and count < BIG:
        one = due.pop()
        count += 1
        due += [inner for inner in one if isinstance(inner, tuple | list)]
    return count


def _words(node: Any) -> set[str]:
    """The names and keys in a tree."""
    due, found = [node], set[str]()
    for _step in range(BIG):
        if not due:
            break
        one = due.pop()
        if isinstance(one, tuple) and len(one) > 1 and one[0] in ("name", "value") and isinstance(one[1], str):
            found.add(one[1])
        due += [inner for inner in one if isinstance(inner, tuple | list)]
    return found
