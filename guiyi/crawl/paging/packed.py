"""Requests whose parameters are one text of base64: ?p=eyJwYWdlTm8iOjF9 is {"pageNo":1}; replies packed so, too. What a
script packs so it hides from nobody; only the number of a page is not to be seen in the address."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from urllib.parse import quote, unquote

PACKED = re.compile(r"(?<=[?&])([\w.-]{1,30}=)(eyJ[A-Za-z0-9+/%]{8,4000}={0,2})(?=[&#]|$)")  # '{"' of JSON

REPLY = re.compile(r"^(?:eyJ|eyI|W3s|WyJ|JTdC|JTVC)[A-Za-z0-9+/\r\n]{20,}={0,2}$")  # '{"', '[{', or '%7B' of JSON


def opened(text: str) -> str | None:
    """A reply, or a text in one, that is base64 of JSON, whose signs may be written as in addresses → the JSON.

    >>> opened(b64encode(quote('{"title": "关于停水的公告"}').encode()).decode())
    '{"title": "关于停水的公告"}'
    >>> opened("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AA"), opened("关于停水的公告")
    (None, None)
    """
    if REPLY.match(text) is None:
        return None
    try:
        told = b64decode(text.replace("\r", "").replace("\n", ""), validate=True).decode("utf-8")
    except ValueError:
        return None
    return unquote(told) if told.startswith("%") else told


def unpacked(url: str) -> tuple[str, Callable[[str], str]] | None:
    """A request → the JSON that one of its parameters holds, and what puts other JSON in its place; None without any.

    >>> told = unpacked("http://o.example.test/q?p=eyJwYWdlTm8iOjF9&t=1")
    >>> told[0], told[1]('{"pageNo":2}')
    ('{"pageNo":1}', 'http://o.example.test/q?p=eyJwYWdlTm8iOjJ9&t=1')
    >>> unpacked("http://o.example.test/q?p=eyJhbGciOiJIUzI1NiJ9.e30.AA"), unpacked("http://o.example.test/q?p=1")
    (None, None)
    """
    found = PACKED.search(url) if "=eyJ" in url else None
    if found is None:
        return None
    try:
        text = b64decode(unquote(found[2]), validate=True).decode("utf-8")
    except ValueError:
        return None
    before, after = url[: found.start(2)], url[found.end(2) :]
    return text, lambda inner: f"{before}{quote(b64encode(inner.encode()).decode(), safe='')}{after}"
