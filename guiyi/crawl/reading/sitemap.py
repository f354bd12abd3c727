"""Sitemaps: URL sets and indexes, plain or gzipped, also broken ones (stray & or blanks before the declaration).

They are looked through, not parsed: half a megabyte of gzip unpacks to elements whose tree takes gigabytes.
"""

from __future__ import annotations

import html
import re
import zlib
from itertools import islice

MAX_URLS = 1_000_000
MAX_BYTES = 100 * 2**20
KIND = re.compile(rb"<(?:[\w-]{1,20}:)?(urlset|sitemapindex)\b")
ADDRESS = re.compile(  # in an element `loc` of any namespace; comments are passed over
    rb"<!--.*?(?:-->|\Z)|<(?:[\w-]{1,20}:)?loc\b[^<>]{0,200}>\s*+(?:<!\[CDATA\[\s*+)?([^<]{1,4096})<", re.DOTALL
)
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});")  # with its end: `&copy=1` is a parameter
LINE = re.compile(rb"(?<!\S)(https?://\S{1,4096})(?!\S)")


def read_sitemap(data: bytes) -> tuple[list[str], list[str]]:
    """Bytes of a sitemap → (page URLs, URLs of further sitemaps). Takes what can be read; never fails."""
    if data[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            data = inflater.decompress(data, MAX_BYTES)
        except zlib.error:
            return [], []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    is_xml = re.match(rb"\s*+<", data) is not None
    found = (one[1] for one in (ADDRESS if is_xml else LINE).finditer(data) if one[1])
    urls = [_text(one) for one in islice(found, MAX_URLS)]
    urls = [url for url in urls if url.startswith(("http://", "https://"))]
    kind = KIND.search(data) if is_xml else None
    return ([], urls) if kind and kind[1] == b"sitemapindex" else (urls, [])


def _text(raw: bytes) -> str:
    raw = raw.partition(b"]]>")[0].strip()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    return ENTITY.sub(lambda one: html.unescape(one[0]), text)
