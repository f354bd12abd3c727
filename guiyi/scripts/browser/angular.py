"""AngularJS as a page's scripts call it: controllers with what they are given, and rows of the page's own templates.

A controller is called as its element stands on the page; what a template makes of a row of a reply, in ng-href or by
ng-click, is the address of an item. Views that a router loads from files of their own are not followed.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import lxml.html

from guiyi.scripts.browser.requests import axios_of
from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.natives import evaluated
from guiyi.scripts.language.scopes import Scope
from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Field, Function, Native, Obj, lived, text_of

CONTROLLER = re.compile(r"^\s*([\w$.]{1,60})(?:\s+as\s+(\w{1,40}))?\s*$")
EACH = re.compile(r"^\s*(\w{1,40})\s+in\s+([^|]{1,200}?)(?:\s+track\s+by\b.{0,100}|\|.{0,200})?$", re.DOTALL)
HOLE = re.compile(r"\{\{([^{}|]{1,200})(?:\|[^{}]{0,200})?\}\}")
LINKS, CLICKS = ("ng-href", "data-ng-href", "href"), ("ng-click", "data-ng-click")
MAKERS = ("controller", "service", "factory", "constant", "value")
MOST, MOST_ROWS = 60, 30  # controllers of a page; rows of a list that a script itself holds


class Angular:
    """The modules of a page: all their names are in one."""

    def __init__(self, window: Window) -> None:
        self.window, self.made = window, dict[str, Any]()
        self.makers: dict[str, tuple[str, Any]] = {}
        self.shared = Obj()  # $rootScope
        told = lived(dict(parse_qsl(urlsplit(window.url).query)))
        leads = Native(lambda _this, given: window.page.lead(given[0] if given else None))
        place = {"search": Native(lambda _t, _g: told), "absUrl": Native(lambda _t, _g: window.url), "url": leads}
        calls = Native(lambda _this, given: window.one.call(given[0] if given else UNDEFINED, UNDEFINED, []))
        same = Native(lambda _this, given: given[0] if given else UNDEFINED)
        self.made |= {
            "$http": axios_of(window, Obj()),
            "$rootScope": self.shared,
            "$location": Obj({**place, "path": leads}),
            "$routeParams": told,
            "$stateParams": told,
            "$window": window.window,
            "$timeout": calls,
            "$sce": Obj({"trustAsHtml": same, "trustAsResourceUrl": same}),
        }
        self.module = Obj({name: Native(partial(self._keep, name)) for name in MAKERS})
        others = ("config", "run", "filter", "directive", "component", "provider", "decorator")
        self.module.entries |= {name: Native(lambda _t, _g: self.module) for name in others}

    def names(self) -> Obj:
        """angular: its module, and a few helpers."""

        def module(_this: Any, _given: list[Any]) -> Any:
            if self.start not in self.window.page.waiting:
                self.window.page.waiting.append(self.start)
            return self.module

        def each(_this: Any, given: list[Any]) -> Any:
            row = given[0].part("0") if given and isinstance(given[0], Field) else OPAQUE
            return self.window.one.call(given[1] if len(given) > 1 else UNDEFINED, UNDEFINED, [row, 0])

        self.start = Native(lambda _this, _given: self._started())
        same = Native(lambda _this, given: given[0] if given else UNDEFINED)
        return Obj({"module": Native(module), "forEach": Native(each), "copy": same, "fromJson": same, "toJson": same})

    def _keep(self, kind: str, _this: Any, given: list[Any]) -> Any:
        if len(given) > 1 and isinstance(given[0], str) and len(self.makers) < 400:
            self.makers[given[0]] = (kind, given[1])
        return self.module

    def _given(self, name: str, scope: Obj) -> Any:
        """What is handed over by a name."""
        if name == "$scope":
            return scope
        if name not in self.made:
            kind, maker = self.makers.get(name, ("", UNDEFINED))
            self.made[name] = OPAQUE  # while it is made
            own = Obj()
            told = maker if kind in ("constant", "value") else self._called(maker, own, scope)
            self.made[name] = own if kind == "service" and not isinstance(told, Obj) else told if kind else OPAQUE
        return self.made[name]

    def _called(self, maker: Any, this: Obj, scope: Obj) -> Any:
        """["$http", function (h) {…}], function ($http) {…}, with its $inject."""
        names = [one for one in maker if isinstance(one, str)] if isinstance(maker, list) else None
        function = maker[-1] if isinstance(maker, list) and maker else maker
        if not isinstance(function, Function):
            return UNDEFINED
        told = function.entries.get("$inject")
        if names is None and isinstance(told, list):
            names = [one for one in told if isinstance(one, str)]
        own = [one[1] for one in function.node[2] if one[0] == "name"] if names is None else names
        return self.window.one.call(function, this, [self._given(name, scope) for name in own])

    def _started(self) -> Any:
        """Calls the page's controllers in turn, then draws a row of each template."""
        scopes: dict[lxml.html.HtmlElement, Scope] = {}
        for element in islice(self.window.page.root.xpath("//*[@ng-controller or @data-ng-controller]"), MOST):
            match = CONTROLLER.match(element.get("ng-controller") or element.get("data-ng-controller") or "")
            kind, maker = self.makers.get(match[1], ("", None)) if match else ("", None)
            made, this = Obj(parent=self.shared), Obj()
            if kind == "controller":
                self._called(maker, this, made)
            scope = Scope(self.window.one.top, made)
            scope.held |= self.shared.entries | made.entries
            if match and match[2]:
                scope.held[match[2]] = this
            if said := element.get("ng-init") or element.get("data-ng-init"):
                evaluated(self.window.one, said, scope)
            scope.held |= made.entries
            scopes[element] = scope
        for element, scope in scopes.items():
            for row in element.xpath(".//*[@ng-repeat or @data-ng-repeat]"):
                if next((one for one in row.iterancestors() if one in scopes), None) is element:
                    self._rows(row, scope)
        return UNDEFINED

    def _rows(self, element: lxml.html.HtmlElement, scope: Scope) -> None:
        match = EACH.match(element.get("ng-repeat") or element.get("data-ng-repeat") or "")
        over = evaluated(self.window.one, match[2], scope) if match else UNDEFINED
        rows = [over.part("0")] if isinstance(over, Field) else over[:MOST_ROWS] if isinstance(over, list) else []
        for row in rows if match else ():
            inner = Scope(scope, scope.this)
            inner.held |= {match[1]: row, "$index": 0}  # type: ignore[index]
            for one in islice(element.iter("*"), MOST):
                self._drawn(one, inner)

    def _drawn(self, element: lxml.html.HtmlElement, scope: Scope) -> None:
        """What a row's element leads to, or does where it is clicked."""
        for name in LINKS:
            if "{{" in (said := element.get(name) or ""):
                address = HOLE.sub(lambda hole: text_of(evaluated(self.window.one, hole[1], scope)), said)
                self.window.page.lead(address)
        for name in CLICKS:
            if said := element.get(name):
                evaluated(self.window.one, said, scope)


def angular_of(window: Window) -> Obj:
    """angular, as a page's scripts find it."""
    return Angular(window).names()
