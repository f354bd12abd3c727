"""What a call of a script sends, and how: as a query; where it says POST as a form, or as JSON where it makes JSON."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from guiyi.crawl.paging.asked import alias_of, held_by
from guiyi.crawl.paging.further import OFFSET_NAMES, PAGE_NAMES
from guiyi.crawl.paging.posted import IS_JSON, IS_POST
from guiyi.scripts.literals import JOIN, UNKNOWN, joined
from guiyi.scripts.objects import object_at

DATA = re.compile(  # what is sent: an object, or a variable that holds one
    r"(?:\b(?:data|params|body)[\"']?\s*:\s*|,\s*|\.send\s*\(\s*)(?:JSON\s*\.\s*stringify\s*\(\s*)?(\{)"
)
NAMED = re.compile(
    r"\b(?:data|params|body)[\"']?\s*:\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)}\n]"
    r"|^\s*,\s*(?:JSON\s*\.\s*stringify\s*\(\s*)?([A-Za-z_$][\w$]*)\s*[,)]"
)
POST_CALL = re.compile(r"\bpost\s*\(|[\"']POST[\"']", re.IGNORECASE)
LOADED = re.compile(r"\.\s*load\s*\($")  # a box's own rows: GET, or POST where something is sent with it
SENT_WITH = re.compile(rf"\s*{JOIN}\s*,\s*\{{")
GET, FORM, JSON = "get", "form", "json"
PAGE_NAME = re.compile(rf"^(?:{PAGE_NAMES})$", re.IGNORECASE)
OFFSET_NAME = re.compile(rf"^(?:{OFFSET_NAMES})$", re.IGNORECASE)
AS_FORM = re.compile(r"\bqs\b|[Ss]tringify\(|urlencoded|URLSearchParams|FormData")
OF_JQUERY = re.compile(r"\$\s*\.|jQuery|ajax|getJSON|\.open|fetch", re.IGNORECASE)  # which know no base
FORM_TEXT = re.compile(r"^&?\w[\w.-]{0,40}=")
TEXT_SENT = re.compile(rf"\b(?:data|body)[\"']?\s*:\s*({JOIN})")
OPTIONS = frozenset("method headers datatype contentType dataType success params data body".split())  # of a call itself


def way_of(call: str, body: str, scripts: str) -> str:
    """GET, or a POST of a form or of JSON, as the call itself says; axios and Angular send JSON unless told."""
    is_sent = LOADED.search(call) is not None and SENT_WITH.match(body) is not None
    if not (is_sent or POST_CALL.search(call) or IS_POST.search(body)):
        return GET
    sends_json = "axios" in scripts and not OF_JQUERY.search(call)
    sends_json = (sends_json or "$http" in call) and not AS_FORM.search(body)
    return JSON if sends_json or IS_JSON.search(call + body) else FORM


def sent_with(body: str, scripts: str, known: dict[str, str], at: int) -> dict[str, Any]:
    """What a call sends: an object written in it, or a variable that holds one."""
    for data in DATA.finditer(body):
        said = object_at(body, data.start(1), known)
        if said and (data[0][0] != "," or OPTIONS.isdisjoint(said)):
            return said
    if (text := TEXT_SENT.search(body)) is not None and (told := joined(text[1], known)).startswith("{"):
        return object_at(told, 0, {})  # "{classId:'" + id + "',page:1}"
    if (name := NAMED.search(body)) is None:
        return _of_form(joined(text[1], known)) if text else {}
    for held in filter(None, (alias_of(scripts, at, name[1] or name[2]), name[1] or name[2])):
        if (found := held_by(scripts, held)) is not None:
            put = {key: joined(value, known) for key, value in found[1]}  # query = {page: 1}; query.kind = "3"
            put = {key: UNKNOWN if UNKNOWN in value else value for key, value in put.items()}
            return object_at(scripts, found[0], known) | put
    return _of_form(known.get(name[1] or name[2], ""))


def _of_form(told: str) -> dict[str, Any]:
    """What a script sends as it stands in a form: pageNo=1&size=20.

    >>> _of_form("pageNo=1&kind="), _of_form("/list?page=1")
    ({'pageNo': '1', 'kind': ''}, {})
    """
    return dict(parse_qsl(told, keep_blank_values=True)) if FORM_TEXT.match(told) else {}


def first_entry(entry: tuple[str, Any]) -> tuple[str, Any]:
    """An entry of a first request: its page is number 1, and it skips nothing, where a script does not say."""
    name, value = entry
    if PAGE_NAME.match(name) and not str(value).isdigit():
        return name, 1
    is_later = value == UNKNOWN or (str(value).isdigit() and int(value) > 1)
    return (name, 0) if OFFSET_NAME.match(name) and is_later else entry


def plain_values(asked: dict[str, Any]) -> dict[str, str | list[str]]:
    """An object as a form or a query sends it: lists of plain values as name[]; what is nested deeper is left out.

    >>> plain_values({"site": ["a", "b"], "isTop": True, "sort": {"by": "day"}, "kind": None})
    {'site[]': ['a', 'b'], 'isTop': 'true', 'kind': ''}
    """
    plain: dict[str, str | list[str]] = {}
    for name, value in asked.items():
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            plain[f"{name.removesuffix('[]')}[]"] = [_word(one) for one in value]
        elif not isinstance(value, dict | list):
            plain[name] = _word(value)
    return plain


def _word(value: Any) -> str:
    words = {True: "true", False: "false", None: ""}
    return words[value] if value is None or isinstance(value, bool) else str(value)
