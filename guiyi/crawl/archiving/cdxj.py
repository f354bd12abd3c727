"""The index of a snapshot (CDXJ), by which replay tools such as pywb find a page in its segments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ada_url import URL

from guiyi.store import Store


@dataclass(frozen=True)
class IndexRow:
    """One archived response: its URL, capture time, status, media type, and where its record lies."""

    url: str
    fetched_at: str
    status: int
    media_type: str | None
    warc_key: str
    offset: int
    length: int


def surt(url: str) -> str:
    """URL → key that sorts a host's pages together; the same that replay tools look a page up by.

    >>> surt("http://www.old.example.test:8080/A/b.html?y=2&X=1"), surt("http://old.example.test/a/?")
    ('test,example,old:8080)/a/b.html?x=1&y=2', 'test,example,old)/a')
    """
    parsed = URL(url)
    host = ",".join(reversed(parsed.hostname.removeprefix("www.").split(".")))
    port = f":{parsed.port}" if parsed.port else ""
    query = "&".join(sorted(parsed.search[1:].lower().split("&"))) if len(parsed.search) > 1 else ""
    path = parsed.pathname.lower().rstrip("/") or "/"
    return f"{host}{port}){path}{'?' if query else ''}{query}"


def index_line(row: IndexRow) -> str:
    """One row → one CDXJ line."""
    stamp = re.sub(r"\D", "", row.fetched_at)[:14]
    fields = {
        "url": row.url,
        "mime": row.media_type or "unk",
        "status": str(row.status),
        "length": str(row.length),
        "offset": str(row.offset),
        "filename": row.warc_key.rsplit("/", 1)[-1],
    }
    return f"{surt(row.url)} {stamp} {json.dumps(fields, ensure_ascii=False)}\n"


def write_index(store: Store, site: str, rows: Iterable[IndexRow]) -> str:
    """A site's archived responses → its sorted index beside the segments; gives the store key. StoreError."""
    key = f"sites/{site}/warc/{site}.cdxj"
    lines = sorted(index_line(row).encode("utf-8", "replace") for row in rows)
    store.write(key, b"".join(lines))
    return key
