"""The ways in which a script sends a request: $.ajax and its short forms, axios, fetch, XMLHttpRequest."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from guiyi.scripts.browser.window import Window
from guiyi.scripts.language.values import OPAQUE, UNDEFINED, Function, Native, Obj, Unknown, promised, text_of

TYPE, FORM = "content-type", "form-urlencoded"
VERBS = ("get", "post", "put", "delete", "head", "request")


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
            return Native(lambda _this, _given: self.text())
        return UNDEFINED

    def text(self) -> str:
        """As it stands in an address."""
        return "&".join(f"{key}={text_of(value)}" for key, value in self.entries.items())


def short(window: Window, method: str) -> Native:
    """$.get(url, data, then)."""

    def ask(_this: Any, given: list[Any]) -> Any:
        if given and isinstance(given[0], Obj) and not isinstance(given[0], Function):
            return ajax(window, given, is_json=False)
        data = next((one for one in given[1:2] if not isinstance(one, Function)), UNDEFINED)
        reply = window.note(method, given[0] if given else UNDEFINED, data, is_json=False)
        for one in given[1:]:
            if isinstance(one, Function):
                window.one.call(one, UNDEFINED, [reply, "success", OPAQUE])
        return promised(reply)

    return Native(ask)


def ajax(window: Window, given: list[Any], is_json: bool) -> Any:
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
    headers = next((one for name in ("headers", "header") if isinstance(one := options.get(name), Obj)), None)
    if headers is not None and any(
        "sign" in name.lower() and isinstance(one, Unknown) for name, one in headers.entries.items()
    ):
        data = OPAQUE
    kind += "".join(text_of(one) for name, one in (headers.entries if headers else {}).items() if name.lower() == TYPE)
    is_json = is_json and FORM not in kind
    if text_of(options.get("dataType")).lower().startswith("jsonp"):
        data = _with_callback(options, data)
    reply = window.note(method, url, data, "json" in kind or (is_json and not isinstance(data, str | Parameters)))
    for name in ("success", "complete", "callback"):
        if isinstance(function := options.get(name), Function):
            wrapped = Obj({"data": reply, "statusCode": 200}) if is_json else reply
            window.one.call(function, UNDEFINED, [wrapped, "success", OPAQUE])
    if isinstance(function := window.window.get(text_of(options.get("jsonpCallback"))), Function):
        window.one.call(function, UNDEFINED, [reply])
    return promised(reply)  # of axios, too: only the last of the names that lead to a part is told


def axios_of(window: Window, base: Obj) -> Native:
    """axios, and what axios.create({…}) gives."""

    def ask(_this: Any, given: list[Any]) -> Any:
        options = next((one for one in given if isinstance(one, Obj)), Obj())
        own = Obj(dict(base.entries) | dict(options.entries))
        return ajax(window, [*(one for one in given[:1] if isinstance(one, str)), own], is_json=True)

    def verb(name: str) -> Native:
        def sends(_this: Any, given: list[Any]) -> Any:
            sent = name in ("post", "put")
            told = given[2] if sent and len(given) > 2 else given[1] if not sent and len(given) > 1 else Obj()
            own = dict(base.entries) | (told.entries if isinstance(told, Obj) else {})
            own |= {"url": given[0] if given else UNDEFINED, "method": name}
            return ajax(window, [Obj(own | ({"data": given[1]} if sent and len(given) > 1 else {}))], is_json=True)

        return Native(sends)

    made = Native(ask, {name: verb(name) for name in VERBS if name != "request"})
    made.entries |= {"request": Native(ask), "defaults": base, "interceptors": OPAQUE}
    made.entries["create"] = Native(
        lambda _this, given: axios_of(window, given[0] if given and isinstance(given[0], Obj) else Obj())
    )
    return made


def fetched(window: Window, given: list[Any]) -> Any:
    """fetch(url, {…})."""
    options = given[1] if len(given) > 1 and isinstance(given[1], Obj) else Obj()
    if given and isinstance(given[0], Obj) and isinstance(asked := given[0].get("searchParams"), Obj):
        told = "&".join(f"{name}={text_of(value)}" for name, value in asked.entries.items())
        given = [f"{text_of(given[0].get('href'))}{'?' * bool(told)}{told}", *given[1:]]
    method = options.get("method")
    headers = options.get("headers")
    told = " ".join(map(text_of, headers.entries.values())) if isinstance(headers, Obj) else ""
    is_json = "urlencoded" not in told and not isinstance(options.get("body"), Parameters)
    return promised(window.note(method, given[0] if given else UNDEFINED, options.get("body"), is_json))


def address_of(given: list[Any]) -> Obj:
    """new URL(path, base): its parameters may be set before it is asked for."""
    return Obj({"href": text_of(given[0]) if given else "", "searchParams": Parameters()})


def request_of(window: Window) -> Obj:
    """new XMLHttpRequest."""
    made = Obj({"readyState": 4, "status": 200, "setRequestHeader": OPAQUE})

    def opened(_this: Any, given: list[Any]) -> Any:
        made.entries |= {"()method": given[0] if given else "GET", "()url": given[1] if len(given) > 1 else UNDEFINED}
        return UNDEFINED

    def send(_this: Any, given: list[Any]) -> Any:
        data = given[0] if given else UNDEFINED
        is_json = isinstance(data, str) and data.lstrip()[:1] in ("{", "[")
        reply = window.note(made.get("()method"), made.get("()url"), data, is_json)
        made.entries |= {"responseText": reply, "response": reply}
        for name in ("onreadystatechange", "onload"):
            window.one.call(made.get(name), made, [Obj({"target": made})])
        return UNDEFINED

    made.entries |= {"open": Native(opened), "send": Native(send)}
    return made


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
