"""What a page's scripts find around them by name: the browser's own, and the libraries that pages bring along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from guiyi.scripts.browser.angular import angular_of
from guiyi.scripts.browser.document import FrameWindows, Page, document_of, waits
from guiyi.scripts.browser.jquery import dollar_of, layui_of, plugged
from guiyi.scripts.browser.requests import Parameters, address_of, ajax, axios_of, fetched, request_of
from guiyi.scripts.browser.vue import vue_of
from guiyi.scripts.browser.window import Window
from guiyi.scripts.language import natives
from guiyi.scripts.language.follower import STEPS, Follower
from guiyi.scripts.language.patterns import Pattern
from guiyi.scripts.language.values import (
    MOST_SENT,
    OPAQUE,
    UNDEFINED,
    Native,
    Obj,
    Promise,
    as_json,
    awaited,
    promised,
    text_of,
)


def window_of(page: Page, url: str, steps: int = STEPS) -> Window:
    """A page and its address → what its scripts run in, with no more than so many steps."""
    window = Window(page, url, steps)
    window.one.top.held |= _names(window)
    page.plugin = lambda this, name, given: plugged(window, this, name, given)
    return window


def _names(window: Window) -> dict[str, Any]:
    location, dollar = Location(window.page, window.url), dollar_of(window)
    said = dict(parse_qsl(urlsplit(window.url).query))
    request = Native(lambda _this, given: ajax(window, given, is_json=True))
    calls = Native(lambda _this, given: window.one.call(given[0], UNDEFINED, []) if given else UNDEFINED)
    stores = Obj({"getItem": Native(lambda _this, _given: None), "setItem": OPAQUE})
    document = document_of(window.page, location)
    names: dict[str, Any] = {
        "$": dollar,
        "jQuery": dollar,
        "document": document,
        "location": location,
        "window": window.window,
        "self": window.window,
        "top": window.window,
        "parent": window.window,
        "globalThis": window.window,
        "frames": FrameWindows(window.page),
        "axios": axios_of(window, Obj()),
        "fetch": Native(lambda _this, given: fetched(window, given)),
        "RegExp": Native(lambda _this, given: _pattern(window, given)),
        "JSON": Obj(
            {
                "stringify": Native(lambda _this, given: _stringified(window, given)),
                "parse": Native(lambda _this, given: _parsed(window, given)),
            }
        ),
        "XMLHttpRequest": Native(lambda _t, _g: request_of(window)),
        "ActiveXObject": Native(lambda _t, _g: request_of(window)),
        "uni": _small_app(window, request),
        "wx": _small_app(window, request),
        "setTimeout": calls,
        "open": Native(lambda _this, given: _opened(window, given)),
        "addEventListener": waits(window.page),
        "layui": layui_of(window),
        "URLSearchParams": Native(lambda _this, given: _parameters(given, said)),
        "URL": Native(lambda _this, given: address_of(given)),
        "FormData": Native(lambda _t, _g: Parameters()),
        "Promise": _promises(window.one),
        "sessionStorage": stores,
        "localStorage": stores,
        "require": Native(window.use),
        "define": Native(window.use),
        "Vue": vue_of(window),
        "angular": angular_of(window),
        "seajs": Obj({"use": Native(window.use)}),
    }
    return names


def _stringified(window: Window, given: list[Any]) -> Any:
    left = [MOST_SENT]
    made = as_json(given[0] if given else UNDEFINED, left)
    window.one.spend(MOST_SENT - left[0])
    return made


def _parsed(window: Window, given: list[Any]) -> Any:
    source = given[0] if given else UNDEFINED
    window.one.spend(len(source) // 4 if isinstance(source, str) else 0)
    return natives.parsed(source)


def _pattern(window: Window, given: list[Any]) -> Any:
    source, flags = [*map(text_of, given[:2]), "", ""][:2]
    window.one.spend(len(source))
    return Pattern(source, flags)


def _opened(window: Window, given: list[Any]) -> Any:
    window.page.lead(given[0] if given else None)
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
