"""What a page's script may ask with, and what libraries ask by themselves: every request is noted, none is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from guiyi.crawl.paging.program import natives
from guiyi.crawl.paging.program.document import LONGEST_ADDRESS, Chosen, Element, Page, document_of, waits
from guiyi.crawl.paging.program.following import STEPS, Follower
from guiyi.crawl.paging.program.grids import grid_asked
from guiyi.crawl.paging.program.values import (
    MOST_SENT,
    OPAQUE,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Unknown,
    as_json,
    lived,
    text_of,
)

MOST = 40  # requests of one page
VERBS = ("get", "post", "put", "delete", "head", "request")


@dataclass(frozen=True)
class Noted:
    """A request as the script would make it, and the calls of functions that led to it. data as the script has it."""

    method: str
    url: str
    data: Any
    is_json: bool
    calls: tuple[tuple[Function, Any, list[Any]], ...]


class Window:
    """A page with what its scripts find around them. noted: what they asked, in turn."""

    def __init__(self, page: Page, url: str, steps: int = STEPS) -> None:
        self.page, self.url, self.noted = page, url, list[Noted]()
        self.window, self.shared = Obj(), Obj()
        self.made: list[Obj] = []  # objects of Vue, as they were made
        location = Location(page, url)
        self.one = Follower(natives.globals_of(), self.window, steps)
        self.one.top.held |= self._names(location)
        page.plugin, page.spend, page.asks = self._plugin, self.one.spend, self._script

    def note(self, method: Any, url: Any, data: Any, is_json: bool) -> Field:
        """Notes a request → what will be its reply."""
        self.one.charge(data)
        if isinstance(url, str) and len(url) <= LONGEST_ADDRESS and len(self.noted) < MOST:
            verb = method.upper() if isinstance(method, str) else "GET"
            sent = Obj(dict(data.entries)) if isinstance(data, Obj) else data  # as it is now: scripts count on in it
            self.noted.append(Noted(verb, url, sent, is_json, tuple(self.one.stack)))
        return Field(f"r{len(self.noted)}")

    def _names(self, location: Obj) -> dict[str, Any]:
        dollar = self._dollar()
        said = dict(parse_qsl(urlsplit(self.url).query))
        ask = Native(lambda _this, given: self._ajax(given, is_json=False))
        request = Native(lambda _this, given: self._ajax(given, is_json=True))
        calls = Native(lambda _this, given: self.one.call(given[0], UNDEFINED, []) if given else UNDEFINED)
        stores = Obj({"getItem": Native(lambda _this, _given: None), "setItem": OPAQUE})
        document = document_of(self.page, self.one, location)
        document.entries["getElementById"] = document.entries["getElementById"]
        names: dict[str, Any] = {
            "$": dollar,
            "jQuery": dollar,
            "document": document,
            "location": location,
            "window": self.window,
            "self": self.window,
            "top": self.window,
            "parent": self.window,
            "globalThis": self.window,
            "axios": self._axios(Obj()),
            "fetch": Native(self._fetch),
            "RegExp": Native(self._pattern),
            "JSON": Obj({"stringify": Native(self._stringified), "parse": Native(self._parsed)}),
            "XMLHttpRequest": Native(lambda _t, _g: self._xhr()),
            "ActiveXObject": Native(lambda _t, _g: self._xhr()),
            "uni": Obj({"request": request}),
            "wx": Obj({"request": request}),
            "setTimeout": calls,
            "open": Native(self._opened),
            "addEventListener": waits(self.page),
            "layui": self._layui(ask),
            "URLSearchParams": Native(lambda _this, given: self._parameters(given, said)),
            "FormData": Native(lambda _t, _g: _form()),
            "Promise": self._promises(),
            "sessionStorage": stores,
            "localStorage": stores,
            "require": Native(self._module),
            "define": Native(self._module),
            "Vue": self._vue(),
            "seajs": Obj({"use": Native(self._module)}),
        }
        return names

    def _script(self, address: str) -> None:
        """A script element gets an address: its reply calls the function that the address names (JSONP)."""
        reply = self.note("GET", address, UNDEFINED, is_json=False)
        for _name, value in parse_qsl(urlsplit(address).query):
            if isinstance(function := self.window.get(value), Function):
                self.one.call(function, UNDEFINED, [reply])

    def _stringified(self, _this: Any, given: list[Any]) -> Any:
        left = [MOST_SENT]
        made = as_json(given[0] if given else UNDEFINED, left)
        self.one.spend(MOST_SENT - left[0])
        return made

    def _parsed(self, _this: Any, given: list[Any]) -> Any:
        source = given[0] if given else UNDEFINED
        self.one.spend(len(source) // 4 if isinstance(source, str) else 0)
        return natives.parsed(source)

    def _pattern(self, _this: Any, given: list[Any]) -> Any:
        source, flags = [*map(text_of, given[:2]), "", ""][:2]
        self.one.spend(len(source))
        return natives.pattern(source, flags)

    def _opened(self, _this: Any, given: list[Any]) -> Any:
        self.page.lead(given[0] if given else None)
        return OPAQUE

    def _module(self, _this: Any, given: list[Any]) -> Any:
        """require(["a"], function (a) {…}), layui.use("table", function () {…})."""
        for one in given:
            if isinstance(one, Function):
                self.one.call(
                    one, self.window, [Native(lambda _this, told: self.one.call(self.window.get("$"), None, told))]
                )
        return OPAQUE

    # jQuery

    def _dollar(self) -> Native:
        dollar = Native(self._chosen, {"fn": self.shared, "support": OPAQUE})
        each = Native(lambda _this, given: self._each(given))
        dollar.entries |= {
            "ajax": Native(lambda _this, given: self._ajax(given, is_json=False)),
            "each": each,
            "extend": Native(_extended),
            "get": self._short("GET"),
            "post": self._short("POST"),
            "getJSON": self._short("GET"),
            "getScript": self._short("GET"),
            "trim": Native(lambda _this, given: text_of(given[0]).strip() if given else ""),
            "noConflict": Native(lambda _t, _g: dollar),
            "parseJSON": Native(lambda _this, given: natives.parsed(given[0]) if given else UNDEFINED),
            "map": Native(
                lambda _this, given: (
                    natives.field_method(self.one, given[0], "map", given[1:])
                    if given and isinstance(given[0], Field)
                    else []
                )
            ),
            "param": Native(lambda _this, given: given[0] if given else ""),
            "when": Native(lambda _t, given: natives.promise(self.one, given[0] if given else OPAQUE)),
        }
        return dollar

    def _chosen(self, _this: Any, given: list[Any]) -> Any:
        what = given[0] if given else UNDEFINED
        if isinstance(what, Function):
            self.page.waiting.append(what)
            return OPAQUE
        if isinstance(what, Chosen):
            return what
        if isinstance(what, str) and what.lstrip().startswith("<"):
            self.page.write(what)
            if len(given) > 1 and isinstance(given[1], Obj):  # $("<a/>", {href: …})
                self.page.lead(given[1].get("href"))
            return Chosen([Element(self.page, None)], self.one, self.page, self.shared)
        elements = [what] if isinstance(what, Element) else self.page.find(what)
        return Chosen(elements, self.one, self.page, self.shared)

    def _each(self, given: list[Any]) -> Any:
        of, function = [*given, UNDEFINED, UNDEFINED][:2]
        rows = of.elements if isinstance(of, Chosen) else natives.turns(of, is_keys=False)
        if isinstance(of, Obj) and not isinstance(of, Chosen):
            rows = list(of.entries.values())
        for at, row in enumerate(rows[:100]):
            self.one.call(function, row, [at, row])
        return of

    def _short(self, method: str) -> Native:
        """$.get(url, data, then)."""

        def ask(_this: Any, given: list[Any]) -> Any:
            if given and isinstance(given[0], Obj) and not isinstance(given[0], Function):
                return self._ajax(given, is_json=False)
            data = next((one for one in given[1:2] if not isinstance(one, Function)), UNDEFINED)
            reply = self.note(method, given[0] if given else UNDEFINED, data, is_json=False)
            for one in given[1:]:
                if isinstance(one, Function):
                    self.one.call(one, UNDEFINED, [reply, "success", OPAQUE])
            return natives.promise(self.one, reply)

        return Native(ask)

    def _ajax(self, given: list[Any], is_json: bool) -> Any:
        """$.ajax({…}), axios({…}), uni.request({…})."""
        options = next((one for one in given if isinstance(one, Obj)), Obj())
        url = given[0] if given and isinstance(given[0], str) else options.get("url")
        method = next((options.get(name) for name in ("type", "method") if isinstance(options.get(name), str)), "GET")
        kind = text_of(options.get("contentType"))
        base = options.get("baseURL")
        data, query = options.get("data"), options.get("params")
        if is_json and isinstance(query, Obj) and method.upper() == "GET":
            data = query
        url = _based(base, url) if isinstance(url, str) else url
        headers = options.get("headers")
        if isinstance(headers, Obj) and any(
            "sign" in name.lower() and isinstance(one, Unknown) for name, one in headers.entries.items()
        ):
            data = OPAQUE
        if text_of(options.get("dataType")).lower().startswith("jsonp"):
            data = _with_callback(options, data)
        reply = self.note(method, url, data, "json" in kind or (is_json and not isinstance(data, str | Parameters)))
        for name in ("success", "complete", "callback"):
            if isinstance(function := options.get(name), Function):
                wrapped = Obj({"data": reply, "statusCode": 200}) if is_json else reply
                self.one.call(function, UNDEFINED, [wrapped, "success", OPAQUE])
        if isinstance(function := self.window.get(text_of(options.get("jsonpCallback"))), Function):
            self.one.call(function, UNDEFINED, [reply])
        return natives.promise(self.one, reply)  # of axios, too: only the last of the names that lead to a part is told

    def _axios(self, base: Obj) -> Native:
        def ask(_this: Any, given: list[Any]) -> Any:
            options = next((one for one in given if isinstance(one, Obj)), Obj())
            own = Obj(dict(base.entries) | dict(options.entries))
            return self._ajax([*(one for one in given[:1] if isinstance(one, str)), own], is_json=True)

        def verb(name: str) -> Native:
            def short(_this: Any, given: list[Any]) -> Any:
                sent = name in ("post", "put")
                told = given[2] if sent and len(given) > 2 else given[1] if not sent and len(given) > 1 else Obj()
                own = dict(base.entries) | (told.entries if isinstance(told, Obj) else {})
                own |= {"url": given[0] if given else UNDEFINED, "method": name}
                return self._ajax([Obj(own | ({"data": given[1]} if sent and len(given) > 1 else {}))], is_json=True)

            return Native(short)

        made = Native(ask, {name: verb(name) for name in VERBS if name != "request"})
        made.entries |= {"request": Native(ask), "defaults": base, "interceptors": OPAQUE}
        made.entries["create"] = Native(
            lambda _this, given: self._axios(given[0] if given and isinstance(given[0], Obj) else Obj())
        )
        return made

    def _fetch(self, _this: Any, given: list[Any]) -> Any:
        options = given[1] if len(given) > 1 and isinstance(given[1], Obj) else Obj()
        method = options.get("method")
        headers = options.get("headers")
        told = " ".join(map(text_of, headers.entries.values())) if isinstance(headers, Obj) else ""
        is_json = "urlencoded" not in told and not isinstance(options.get("body"), Parameters)
        return natives.promise(
            self.one, self.note(method, given[0] if given else UNDEFINED, options.get("body"), is_json)
        )

    def _xhr(self) -> Obj:
        made = Obj({"readyState": 4, "status": 200, "setRequestHeader": OPAQUE})

        def opened(_this: Any, given: list[Any]) -> Any:
            made.entries |= {
                "()method": given[0] if given else "GET",
                "()url": given[1] if len(given) > 1 else UNDEFINED,
            }
            return UNDEFINED

        def send(_this: Any, given: list[Any]) -> Any:
            data = given[0] if given else UNDEFINED
            is_json = isinstance(data, str) and data.lstrip()[:1] in ("{", "[")
            reply = self.note(made.get("()method"), made.get("()url"), data, is_json)
            made.entries |= {"responseText": reply, "response": reply}
            for name in ("onreadystatechange", "onload"):
                self.one.call(made.get(name), made, [Obj({"target": made})])
            return UNDEFINED

        made.entries |= {"open": Native(opened), "send": Native(send)}
        return made

    # libraries

    def _plugin(self, this: Chosen, name: str, given: list[Any]) -> Any:
        """A method of $() that is none of jQuery's: a grid asks for its rows."""
        if name == "load" and given and isinstance(given[0], str):
            data = (
                given[1]
                if len(given) > 1 and isinstance(given[1], Obj) and not isinstance(given[1], Function)
                else UNDEFINED
            )
            reply = self.note("GET" if data is UNDEFINED else "POST", given[0], data, is_json=False)
            self.page.write(text_of(reply))
        elif given and isinstance(given[0], Obj):
            self._grid(name, given[0])
        return this

    def _grid(self, name: str, options: Obj) -> None:
        asked = grid_asked(self.one, name, options)
        if asked is None:
            return
        reply = self.note(asked.method, asked.url, asked.data, asked.is_json)
        for function in asked.renders:
            row = reply.part("0")
            given = (
                [row]
                if asked.is_row_first
                else [row.part(asked.field_of(function)), OPAQUE if asked.is_row_last else row, row]
            )
            self.page.write(self.one.call(function, UNDEFINED, given))

    def _layui(self, ask: Native) -> Obj:
        def render(_this: Any, given: list[Any]) -> Any:
            if given and isinstance(given[0], Obj):
                self._grid("layui", given[0])
                jump = given[0].get("jump")
                size = given[0].get("limit")
                if isinstance(jump, Function):
                    self.one.call(
                        jump, UNDEFINED, [Obj({"curr": 1, "limit": size if isinstance(size, int) else 10}), True]
                    )
            return OPAQUE

        table = Obj({"render": Native(render), "on": OPAQUE})
        use = Native(self._module)
        dollar = Native(lambda _this, given: self._chosen(None, given))
        dollar.entries = self._dollar().entries
        return Obj(
            {
                "use": use,
                "define": use,
                "ready": use,
                "table": table,
                "laypage": table,
                "$": dollar,
                "jquery": dollar,
                "ajax": ask,
            }
        )

    def _promises(self) -> Native:
        def made(_this: Any, given: list[Any]) -> Any:
            held = natives.Promise(OPAQUE)

            def keep(_that: Any, told: list[Any]) -> Any:
                held.value = natives.awaited(told[0]) if told else UNDEFINED
                return UNDEFINED

            self.one.call(given[0] if given else UNDEFINED, UNDEFINED, [Native(keep), OPAQUE])
            return held

        def all_(_this: Any, given: list[Any]) -> Any:
            told = given[0] if given and isinstance(given[0], list) else []
            return natives.Promise([natives.awaited(one) for one in told])

        resolved = Native(lambda _this, given: natives.promise(self.one, given[0] if given else UNDEFINED))
        return Native(made, {"all": Native(all_), "resolve": resolved})

    def _parameters(self, given: list[Any], said: dict[str, str]) -> Obj:
        """new URLSearchParams of a text, an object, or nothing; of what is not known, the page's own."""
        what = given[0] if given else ""
        if isinstance(what, str):
            return Parameters(dict(parse_qsl(what.lstrip("?"))))
        return Parameters(dict(what.entries) if isinstance(what, Obj) else dict(said))

    def _vue(self) -> Native:
        shared = Obj()

        def made(_this: Any, given: list[Any]) -> Any:
            return self._instance(given[0] if given and isinstance(given[0], Obj) else Obj(), shared)

        def app(_this: Any, given: list[Any]) -> Any:
            mount = Native(
                lambda _that, _told: self._instance(given[0] if given and isinstance(given[0], Obj) else Obj(), shared)
            )
            held = Obj({"mount": mount})
            held.entries |= {"use": Native(lambda _that, _told: held), "component": Native(lambda _that, _told: held)}
            return held

        return Native(made, {"prototype": shared, "createApp": Native(app)})

    def _instance(self, options: Obj, shared: Obj) -> Obj:
        """new Vue({…}) → its object, with what it does when it is made, and when it is drawn."""
        route = Obj(
            {
                "query": lived(dict(parse_qsl(urlsplit(self.url).query))),
                "params": Obj(),
                "path": urlsplit(self.url).path,
            }
        )
        router = Obj({"push": Native(self._pushed)})
        made = Obj(
            {
                "$route": route,
                "$router": router,
                "$nextTick": Native(lambda _t, g: self.one.call(g[0] if g else None, made, [])),
                "$refs": OPAQUE,
            },
            shared,
        )
        self.made.append(made)
        for part in ("methods", "computed"):
            held = options.get(part)
            for name, one in held.entries.items() if isinstance(held, Obj) else ():
                made.entries[name] = Obj({"()get": one}) if part == "computed" else one
        data = options.get("data")
        told = self.one.call(data, made, []) if isinstance(data, Function) else data
        made.entries |= told.entries if isinstance(told, Obj) else {}
        for name in ("setup", "beforeCreate", "created", "beforeMount", "mounted", "activated"):
            self.one.call(options.get(name), made, [Obj(), Obj()])
        self.one.call(options.get("render"), made, [Native(lambda _this, given: self._drawn(given, shared))])
        return made

    def _drawn(self, given: list[Any], shared: Obj) -> Any:
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
                    | (own.entries if isinstance(own := self.one.call(held, Obj(dict(props.entries)), []), Obj) else {})
                )
            )
            inner.entries["data"] = made.call(None, [])
            return self._instance(inner, shared)
        attributes = told.get("attrs") if isinstance(told.get("attrs"), Obj) else told
        self.page.lead(attributes.get("href"))
        return OPAQUE

    def _pushed(self, _this: Any, given: list[Any]) -> Any:
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
        self.page.lead(where)
        return OPAQUE


class Location(Obj):
    """location: what is put into it is opened."""

    def __init__(self, page: Page, url: str) -> None:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        super().__init__(
            {
                "href": url,
                "search": f"?{parts.query}" if parts.query else "",
                "pathname": parts.path,
                "hash": f"#{parts.fragment}" if parts.fragment else "",
                "host": f"{parts.hostname}{port}",
                "hostname": parts.hostname or "",
                "protocol": f"{parts.scheme}:",
                "origin": f"{parts.scheme}://{parts.hostname}{port}",
            }
        )
        self.page = page
        goes: Callable[[Any, list[Any]], Any] = lambda _this, given: page.lead(given[0] if given else None)  # noqa: E731
        self.entries |= {"replace": Native(goes), "assign": Native(goes), "reload": OPAQUE}

    def put(self, name: str, value: Any) -> None:
        """Opens an address."""
        if name in ("href", "hash"):
            self.page.lead(value)


class Parameters(Obj):
    """URLSearchParams, FormData."""

    def get(self, name: str) -> Any:
        """A method, or nothing."""
        held = self.entries
        if name == "get":
            return Native(lambda _this, given: held.get(text_of(given[0]), None) if given else None)
        if name in ("append", "set"):
            return Native(
                lambda _this, given: held.update({text_of(given[0]): given[1]}) if len(given) > 1 else UNDEFINED
            )
        if name == "toString":
            return Native(lambda this, _given: "&".join(f"{key}={text_of(value)}" for key, value in held.items()))
        return UNDEFINED


def _form() -> Parameters:
    return Parameters()


def _extended(_this: Any, given: list[Any]) -> Any:
    """$.extend: a true before it means deeply."""
    parts = [one for one in given if isinstance(one, Obj)]
    if not parts:
        return Obj()
    if len(parts) == 1:
        return parts[0]
    for part in parts[1:]:
        parts[0].entries |= part.entries
    return parts[0]


def _with_callback(options: Obj, data: Any) -> Any:
    """What $.ajax sends → the same with the name of a function, without which a server of JSONP may answer nothing."""
    name, function = options.get("jsonp"), options.get("jsonpCallback")
    told = {name if isinstance(name, str) else "callback": function if isinstance(function, str) else "callback"}
    if isinstance(data, str):
        return f"{data}&{urlencode(told)}"
    return Obj(dict(data.entries) | told) if isinstance(data, Obj) else Obj(told) if data is UNDEFINED else data


def _based(base: Any, url: str) -> str:
    """An address below a base."""
    if not isinstance(base, str) or not base or url.startswith(("http:", "https:", "//")):
        return url
    return f"{base.rstrip('/')}/{url.lstrip('/')}"
