"""The other spelling of a Chinese path. A browser escapes it as UTF-8, whatever the page's charset; servers whose disks
keep names in GBK know it by those bytes alone, as the browsers of their time sent it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

HAN = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
PLAIN = "/!$&'()*+,;=:@~-._"


def in_gbk(url: str) -> str | None:
    """A URL whose path holds Chinese, escaped as UTF-8 → the same escaped as GBK; None for others.

    >>> in_gbk("http://o.example.test/%E9%80%9A%E7%9F%A5/a%201.htm?id=3")
    'http://o.example.test/%CD%A8%D6%AA/a%201.htm?id=3'
    >>> in_gbk("http://o.example.test/%CD%A8%D6%AA/1.htm"), in_gbk("http://o.example.test/a%20b.htm")
    (None, None)
    """
    if "%" not in url:
        return None
    parts = urlsplit(url)
    try:
        path = unquote_to_bytes(parts.path).decode("utf-8")
        spelled = quote(path.encode("gbk"), safe=PLAIN)
    except UnicodeError:
        return None
    return parts._replace(path=spelled).geturl() if HAN.search(path) else None
