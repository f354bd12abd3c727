"""Sitemaps: URL sets and indexes, plain or gzipped, also broken ones (stray & or blanks before the declaration)."""

from __future__ import annotations

import zlib

from lxml import etree

MAX_URLS = 1_000_000
MAX_BYTES = 100 * 2**20


def read_sitemap(data: bytes) -> tuple[list[str], list[str]]:
    """Bytes of a sitemap → (page URLs, URLs of further sitemaps). Takes what can be read; never fails."""
    if data[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            data = inflater.decompress(data, MAX_BYTES)
        except zlib.error:
            return [], []
    text = data.lstrip()
    if not text.startswith(b"<"):
        return [line for one in text.decode("utf-8", "replace").split() if (line := one.strip()).startswith("http")], []
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        return [], []
    if root is None:
        return [], []
    found = [(element.text or "").strip() for element in root.iter("{*}loc")][:MAX_URLS]
    urls = [url for url in found if url.startswith(("http://", "https://"))]
    is_index = etree.QName(root).localname == "sitemapindex"
    return ([], urls) if is_index else (urls, [])
