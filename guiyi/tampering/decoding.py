"""What scripts and entities spell out: escapes, character codes and Base64 read as their text. No code is run."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

# Any of these must be in a script that hides words; looked for first, since it is cheap.
SIGNS = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|%u[0-9a-fA-F]{4}|fromCharCode|atob\(|&#|unescape\(|Base64|decodeURI",
    re.IGNORECASE,
)
ESCAPE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|%u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_NUMBER = r"(?:0x[0-9a-fA-F]+|\d{1,6})"
CODES = re.compile(
    r"(?:fromCharCode|fromCodePoint)\s*(?:\.apply\s*\([^,]{0,30},\s*\[|\()\s*"
    rf"({_NUMBER}(?:\s*,\s*{_NUMBER})*)"
)
LISTED_CODES = re.compile(r"\[\s*((?:\d{2,5}\s*,\s*){5,}\d{2,5})\s*\]")
PACKED = re.compile(r"[\"']([A-Za-z0-9+/]{16,}={0,2})[\"']")
PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){4,}")
JOINT = re.compile(r"[\"']\s*\+\s*[\"']")
MOST = 200_000  # characters of a script that are read


def spelled_out(script: str) -> str:
    """A script → itself with what it spells decoded behind it; twice, since spam is wrapped twice.

    >>> spelled_out(r'document.write("\\u767e\\u5bb6\\u4e50")').endswith('百家乐")')
    True
    >>> spelled_out("x=String.fromCharCode(30334,23478,20048)").split("\\n")[1]
    '百家乐'
    """
    text = JOINT.sub("", script[:MOST])
    parts = [text]
    if SIGNS.search(text) or PACKED.search(text) or LISTED_CODES.search(text):
        once = list(_decoded(text))
        twice = [more for one in once if SIGNS.search(one) or PACKED.search(one) for more in _decoded(one)]
        parts += [one for one in dict.fromkeys([*once, *twice]) if one != text]
    return "\n".join(parts)


def _decoded(text: str) -> Iterator[str]:
    escaped = ESCAPE.sub(_character, text)
    if escaped != text:
        yield escaped
    for match in (*CODES.finditer(text), *LISTED_CODES.finditer(text)):
        yield _from_codes(match[1])
    for match in PACKED.finditer(text):
        plain = _from_base64(match[1])
        if plain:
            yield plain
    if PERCENT.search(text):
        yield _unquoted(text)
    if "&#" in text:
        yield html.unescape(text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _from_codes(listed: str) -> str:
    codes = (int(one, 0) if "x" in one.lower() else int(one) for one in re.split(r"\s*,\s*", listed.strip()))
    return "".join(chr(code) for code in codes if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000)


def _from_base64(packed: str) -> str | None:
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        text = data.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return text if text.isprintable() or "<" in text else None


def _unquoted(text: str) -> str:
    plain = unquote(text, errors="replace")
    return plain if "\ufffd" not in plain else unquote(text, encoding="gb18030", errors="replace")
