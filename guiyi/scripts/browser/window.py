"""A page with its scripts: every request they make is noted, none is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from guiyi.scripts.browser.document import LONGEST_ADDRESS, Page
from guiyi.scripts.language import natives
from guiyi.scripts.language.follower import STEPS, Follower
from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Field, Function, Native, Obj

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
    """A page and who follows its scripts; `globals.window_of` opens one. noted: what they asked, in turn."""

    def __init__(self, page: Page, url: str, steps: int = STEPS) -> None:
        self.page, self.url, self.noted = page, url, list[Noted]()
        self.window, self.shared = Obj(), Obj()
        self.chosen: list[tuple[Noted, str]] = []  # what is asked where its reader chooses a tab, and the tab's words
        self.made: list[Obj] = []  # objects of Vue, as they were made
        self.one = Follower(natives.globals_of(), self.window, steps)
        page.spend, page.asks = self.one.spend, self.load_script

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

    def load_script(self, address: str) -> Field:
        """A script is loaded: its reply calls the function that the address names (JSONP)."""
        reply = self.note("GET", address, UNDEFINED, is_json=False)
        for _name, value in parse_qsl(urlsplit(address).query):
            if isinstance(function := self.window.get(value), Function):
                self.one.call(function, UNDEFINED, [reply])
        return reply

    def use(self, _this: Any, given: list[Any]) -> Any:
        """require(["a"], function (a) {…}), layui.use("table", function () {…})."""
        for one in given:
            if isinstance(one, Function):
                self.one.call(
                    one, self.window, [Native(lambda _this, told: self.one.call(self.window.get("$"), None, told))]
                )
        return OPAQUE
