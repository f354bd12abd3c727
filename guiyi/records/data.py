"""Data as a reply, or a script of a page, holds it."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

NET_MOMENT = re.compile(r'"\\?/Date\((-?\d{9,14})(?:[+-]\d{4})?\)\\?/"')  # in milliseconds, as .NET writes it
WRITTEN_OUT = re.compile(r"\s*&lt;(?:p|div|span|section|table|br|h\d)\b[^<>]*&gt;\s*\Z", re.IGNORECASE)


def json_of(text: str) -> Any:
    """A text → its data; None where it is no JSON, or deeper than can be read.

    >>> json_of('{"t": "\\\\/Date(1520215680000)\\\\/"}')
    {'t': 1520215680000}
    """
    try:
        return json.loads(NET_MOMENT.sub(r"\1", text) if "/Date(" in text else text)
    except (ValueError, RecursionError):
        return None


def reply_of(text: str) -> Any:
    """The text of a reply → its data: what stands in it as a text of JSON again, as the services of .NET answer in
    their `d`, is data, too, and markup that is written out (&lt;p&gt;) is markup. None as for `json_of`.

    >>> reply_of('{"d": "{\\\\"n\\\\": 7, \\\\"c\\\\": \\\\"&lt;p&gt;x&lt;/p&gt;\\\\"}"}')
    {'d': {'n': 7, 'c': '<p>x</p>'}}
    >>> reply_of('{"a": "{x}", "b": "在 HTML 中用 &lt;br&gt; 换行"}')
    {'a': '{x}', 'b': '在 HTML 中用 &lt;br&gt; 换行'}
    """
    told = json_of(text)
    if isinstance(told, str):
        return inner(told)
    return {name: inner(one) for name, one in told.items()} if isinstance(told, dict) else told


def inner(said: Any) -> Any:
    """A field of a reply → the data that it is as a text; any other as it is, its markup not written out."""
    if isinstance(said, str) and said.lstrip()[:1] in ("{", "["):
        held = json_of(said)
        return said if held is None else inner(held)
    if isinstance(said, dict):
        return {
            name: unescape(one) if isinstance(one, str) and WRITTEN_OUT.match(one) else one
            for name, one in said.items()
        }
    return said
