"""The archive of a site as one WACZ file (WACZ 1.1.1): its WARC segments, an index, the list of pages, and digests.

The same archive gives the same bytes. Nothing is compressed twice, so that a replay tool reads records in place.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from guiyi import __version__
from guiyi.crawl.archiving.cdxj import surt
from guiyi.database import chunks
from guiyi.store import Store

BLOCK_LINES = 3000  # of the index, compressed together
CHUNK = 2**20
INDEX, BLOCKS, PAGES, PACKAGE, DIGEST = (
    "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl", "datapackage.json", "datapackage-digest.json",
)  # fmt: skip


@dataclass(frozen=True)
class Capture:
    """One archived response. title: of a page to be listed, else None. digest: of the body as received."""

    url: str
    fetched_at: str
    media_type: str | None
    warc_key: str
    offset: int
    length: int
    digest: str
    title: str | None

    @property
    def stamp(self) -> str:
        """Capture time as 14 digits."""
        return re.sub(r"\D", "", self.fetched_at)[:14]


@dataclass(frozen=True)
class Package:
    """What a WACZ file holds."""

    key: str
    sha256: str
    bytes: int
    captures: int
    pages: int


def write_package(
    target: Path, store: Store, title: str, made_at: str, segments: Iterable[tuple[str, int]], captures: list[Capture]
) -> None:
    """Store keys of WARC segments with their committed lengths, and what they hold → a WACZ file. StoreError."""
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for key, length in segments:
            with store.open(key) as source:
                path = f"archive/{key.rsplit('/', 1)[-1]}"
                resources.append(_add(archive, path, _read(source, length)))
        packed, blocks = _index(captures)
        resources.append(_add(archive, INDEX, [packed]))
        resources.append(_add(archive, BLOCKS, [blocks]))
        resources.append(_add(archive, PAGES, [_pages(captures)]))
        told = {
            "profile": "data-package", "title": title, "created": made_at.replace("+00:00", "Z"),
            "wacz_version": "1.1.1", "software": f"Guiyi {__version__}", "resources": resources,
        }  # fmt: skip
        described = json.dumps(told, ensure_ascii=False, indent=1).encode()
        _add(archive, PACKAGE, [described])
        sealed = {"path": PACKAGE, "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
        _add(archive, DIGEST, [json.dumps(sealed, indent=1).encode()])


def _read(source: IO[bytes], length: int) -> Iterator[bytes]:
    """The committed part of a segment; what lies beyond is a torn tail."""
    while length > 0 and (data := source.read(min(CHUNK, length))):
        length -= len(data)
        yield data


def _add(archive: zipfile.ZipFile, path: str, parts: Iterable[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(path)  # of 1980: the same bytes each time
    info.external_attr = 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as entry:
        for part in parts:
            digest.update(part)
            size += len(part)
            entry.write(part)
    name = path.rsplit("/", 1)[-1].lower()
    return {"name": name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _index(captures: Iterable[Capture]) -> tuple[bytes, bytes]:
    """Captures → the compressed index, and the list of its blocks."""
    lines = sorted(_line(one) for one in captures)
    packed = b""
    blocks = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}']
    for some in chunks(lines, BLOCK_LINES):
        member = gzip.compress("".join(some).encode("utf-8", "replace"), mtime=0)
        said = {
            "offset": len(packed), "length": len(member), "filename": "index.cdx.gz",
            "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
        }  # fmt: skip
        key, stamp = some[0].split(" ", 2)[:2]
        blocks.append(f"{key} {stamp} {json.dumps(said)}")
        packed += member
    return packed, ("\n".join(blocks) + "\n").encode("utf-8", "replace")


def _line(one: Capture) -> str:
    fields = {
        "url": one.url, "mime": one.media_type or "unk", "status": "200", "digest": one.digest,
        "length": str(one.length), "offset": str(one.offset), "filename": one.warc_key.rsplit("/", 1)[-1],
    }  # fmt: skip
    return f"{surt(one.url)} {one.stamp} {json.dumps(fields, ensure_ascii=False)}\n"


def _pages(captures: Iterable[Capture]) -> bytes:
    lines: list[dict[str, Any]] = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    for one in sorted(captures, key=lambda one: (one.url, one.fetched_at)):
        if one.title is not None:
            ident = hashlib.sha256(f"{one.url} {one.fetched_at}".encode("utf-8", "replace")).hexdigest()[:20]
            stamp = one.fetched_at.replace("+00:00", "Z")
            lines.append({"id": ident, "url": one.url, "title": one.title, "ts": stamp})
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return text.encode("utf-8", "replace")


def payload_digest(raw_body: bytes) -> str:
    """Body as received → its digest as WARC and index say it."""
    return f"sha256:{base64.b32encode(hashlib.sha256(raw_body).digest()).decode('ascii')}"
