"""Pages that are forms sent back: they have no URL of their own, so the call stands behind a `#` in their key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlencode

import lxml.html

from guiyi.markup.forms import fields_of
from guiyi.urls import absolute_url

FIELD_MARK = "#submit:"
MARK = re.compile(r"#(?:__doPostBack|submit):")
CALL = re.compile(r"#(?:__doPostBack|submit|__post|__item|__row):")  # what interfaces are asked, too
PRESSED = re.compile(r":~(\d{4})$")


def is_form(url: str) -> bool:
    """Whether a page's URL stands for a form to send back."""
    return MARK.search(url) is not None


def address_of(url: str) -> tuple[str, str]:
    """A page's URL → the address that a form of it is sent to by itself, and its call; no call for ordinary pages.

    >>> address_of("http://a.example.test/l.do?c=1#submit:page:2"), address_of("http://a.example.test/l.do#x")
    (('http://a.example.test/l.do?c=1', '#submit:page:2'), ('http://a.example.test/l.do#x', ''))
    """
    mark = CALL.search(url)
    return (url[: mark.start()], url[mark.start() :]) if mark else (url, "")


def form_page(url: str) -> str:
    """The URL of such a page → that of the page whose form is sent: the list's first, or the one before; of a row on a
    further page, that page.

    >>> form_page("http://a.example.test/l.aspx#__doPostBack:next:~0003")
    'http://a.example.test/l.aspx#__doPostBack:next:~0002'
    >>> form_page("http://a.example.test/l.aspx#__doPostBack:next:~0001")
    'http://a.example.test/l.aspx'
    >>> form_page("http://a.example.test/l.aspx#__doPostBack:grid:Page%242#__doPostBack:grid%24row3:")
    'http://a.example.test/l.aspx#__doPostBack:grid:Page%242'
    """
    if rows := list(MARK.finditer(url))[1:]:
        return url[: rows[-1].start()]
    pressed = PRESSED.search(url)
    if pressed is None or int(pressed[1]) == 1:
        return address_of(url)[0]
    return f"{url[: pressed.start()]}:~{int(pressed[1]) - 1:04d}"


def form_of(url: str, first_page: lxml.html.HtmlElement) -> tuple[str, dict[str, str]]:
    """The URL of such a page and the tree of the page whose form is sent → the address, and the form's fields."""
    address, calls = address_of(url)
    call = calls[calls.rindex("#") :]
    target, _, argument = MARK.sub("", call, count=1).rpartition(":")
    if call.startswith(FIELD_MARK):
        name = unquote(target)
        forms = (one for one in first_page.iter("form") if name in fields_of(one) or _button(one, name))
        form = next(forms, first_page)
        action = absolute_url(form.get("action") or address, address) or address
        pressed = _button(form, name) if argument.startswith("~") else {}
        return action, fields_of(form) | (pressed or {name: argument, **_posted_by(form, name)})
    target, _, word = target.partition(":")
    said = unquote(word if argument.startswith("~") else argument)
    sent = {"__EVENTTARGET": unquote(target), "__EVENTARGUMENT": said}
    return _sent_to(address, first_page), fields_of(first_page) | sent


def encoded(fields: Mapping[str, str], charset: str) -> bytes:
    """A form's fields and its page's charset → the body that a browser sends: Chinese goes in the page's charset.

    >>> encoded({"lm": "通知", "page": "2"}, "gb18030")
    b'lm=%CD%A8%D6%AA&page=2'
    """
    return urlencode(fields, encoding=charset, errors="xmlcharrefreplace").encode("ascii")


def _posted_by(form: lxml.html.HtmlElement, name: str) -> dict[str, str]:
    """What a drop-down of a WebForms page says beside its value where choosing sends the form: that it was it."""
    chosen = (one.get("onchange") or "" for one in form.iter("select") if one.get("name") == name)
    return {"__EVENTTARGET": name} if any("__doPostBack" in one for one in chosen) else {}


def _sent_to(address: str, page: lxml.html.HtmlElement) -> str:
    """The address and tree of a WebForms page → where its form goes: / may be Default.aspx; its query is the page's."""
    form = next((one for one in page.iter("form") if one.find(".//input[@name='__VIEWSTATE']") is not None), None)
    to = absolute_url((form.get("action") or "").strip() or address, address) if form is not None else None
    return to if to and to.split("?", 1)[0] != address.split("?", 1)[0] else address


def _button(form: lxml.html.HtmlElement, name: str) -> dict[str, str]:
    """A button of a form → the fields that pressing it sends; empty if there is no such button."""
    for element in form.iter("input", "button"):
        kind = (element.get("type") or "").lower()
        if element.get("name") == name and kind in ("submit", "image"):
            return {name: element.get("value") or ""} if kind == "submit" else {f"{name}.x": "1", f"{name}.y": "1"}
    return {}
