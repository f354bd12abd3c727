"""What a page's script may ask with, and what libraries ask by themselves: every request is noted, none is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from guiyi.crawl.paging.program import natives
from guiyi.crawl.paging.program.angular import angular_of
from guiyi.crawl.paging.program.document import LONGEST_ADDRESS, FrameWindows, Page, document_of, waits
from guiyi.crawl.paging.program.following import STEPS, Follower
from guiyi.crawl.paging.program.jquery import dollar_of, layui_of, plugged
from guiyi.crawl.paging.program.patterns import Pattern
from guiyi.crawl.paging.program.sending import Parameters, address_of, ajax, axios_of, fetched, request_of
from guiyi.crawl.paging.program.values import (
    MOST_SENT,
    OPAQUE,
    UNDEFINED,
    Field,
    Function,
    Native,
    Obj,
    Promise,
    as_json,
    awaited,
    promised,
    text_of,
)
from guiyi.crawl.paging.program.vue import vue_of

MOST = 40  # requests of one page


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
        self.chosen: list[tuple[Noted, str]] = []  # what is asked where its reader chooses a tab, and the tab's words
        self.made: list[Obj] = []  # objects of Vue, as they were made
        location = Location(page, url)
        self.one = Follower(natives.globals_of(), self.window, steps)
        self.one.top.held |= self._names(location)
        page.plugin, page.spend = lambda this, name, given: plugged(self, this, name, given), self.one.spend
        page.asks = self._script

    def note(self, method: Any, url: Any, data: Any, is_json: bool) -> Field:
        """Notes a request → what will be its reply."""
        self.one.charge(data)
        if isinstance(url, str) and len(url) <= LONGEST_ADDRESS and len(self.noted) < MOST:
            verb = method.upper() if isinstance(method, str) else "GET"
            sent = self._copied(data)  # as it is now: scripts count on in it
            self.noted.append(Noted(verb, url, sent, is_json, tuple(self.one.stack)))
        return Field(f"r{len(self.noted)}")

    def _copied(self, data: Any, depth: int = 0) -> Any:
        if type(data) is not Obj or depth > 3:
            return Obj(dict(data.entries)) if isinstance(data, Obj) and not depth else data
        self.one.charge(data)
        return Obj({name: self._copied(one, depth + 1) for name, one in data.entries.items()})

    def _names(self, location: Obj) -> dict[str, Any]:
        dollar = dollar_of(self)
        said = dict(parse_qsl(urlsplit(self.url).query))
        request = Native(lambda _this, given: ajax(self, given, is_json=True))
        calls = Native(lambda _this, given: self.one.call(given[0], UNDEFINED, []) if given else UNDEFINED)
        stores = Obj({"getItem": Native(lambda _this, _given: None), "setItem": OPAQUE})
        document = document_of(self.page, self.one, location)
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
            "frames": FrameWindows(self.page),
            "axios": axios_of(self, Obj()),
            "fetch": Native(lambda _this, given: fetched(self, given)),
            "RegExp": Native(self._pattern),
            "JSON": Obj({"stringify": Native(self._stringified), "parse": Native(self._parsed)}),
            "XMLHttpRequest": Native(lambda _t, _g: request_of(self)),
            "ActiveXObject": Native(lambda _t, _g: request_of(self)),
            "uni": _small_app(self, request),
            "wx": _small_app(self, request),
            "setTimeout": calls,
            "open": Native(self._opened),
            "addEventListener": waits(self.page),
            "layui": layui_of(self),
            "URLSearchParams": Native(lambda _this, given: _parameters(given, said)),
            "URL": Native(lambda _this, given: address_of(given)),
            "FormData": Native(lambda _t, _g: Parameters()),
            "Promise": _promises(self.one),
            "sessionStorage": stores,
            "localStorage": stores,
            "require": Native(self.use),
            "define": Native(self.use),
            "Vue": vue_of(self),
            "angular": angular_of(self),
            "seajs": Obj({"use": Native(self.use)}),
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
        return Pattern(source, flags)

    def _opened(self, _this: Any, given: list[Any]) -> Any:
        self.page.lead(given[0] if given else None)
        return OPAQUE

    def use(self, _this: Any, given: list[Any]) -> Any:
        """require(["a"], function (a) {…}), layui.use("table", function () {…})."""
        for one in given:
            if isinstance(one, Function):
                self.one.call(
                    one, self.window, [Native(lambda _this, told: self.one.call(self.window.get("$"), None, told))]
                )
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


def _small_app(window: Window, request: Native) -> Obj:
    """uni, wx: uni.request({…}), uni.navigateTo({url: …})."""

    def leads(_this: Any, given: list[Any]) -> Any:
        window.page.lead(given[0].get("url") if given and isinstance(given[0], Obj) else None)
        return OPAQUE

    ways = ("navigateTo", "redirectTo", "reLaunch", "switchTab")
    return Obj({"request": request, **{way: Native(leads) for way in ways}})


def _promises(one: Follower) -> Native:
    def made(_this: Any, given: list[Any]) -> Any:
        held = Promise(OPAQUE)

        def keep(_that: Any, told: list[Any]) -> Any:
            held.value = awaited(told[0]) if told else UNDEFINED
            return UNDEFINED

        one.call(given[0] if given else UNDEFINED, UNDEFINED, [Native(keep), OPAQUE])
        return held

    def all_(_this: Any, given: list[Any]) -> Any:
        told = given[0] if given and isinstance(given[0], list) else []
        return Promise([awaited(each) for each in told])

    resolved = Native(lambda _this, given: promised(given[0] if given else UNDEFINED))
    return Native(made, {"all": Native(all_), "resolve": resolved})


def _parameters(given: list[Any], said: dict[str, str]) -> Obj:
    """new URLSearchParams of a text, an object, or nothing; of what is not known, the page's own."""
    what = given[0] if given else ""
    if isinstance(what, str):
        return Parameters(dict(parse_qsl(what.lstrip("?"))))
    return Parameters(dict(what.entries) if isinstance(what, Obj) else dict(said))
