"""Attachments and images: their bytes from the archive into the store, by content; their type by what they are."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

import puremagic
from sqlalchemy import Connection, Row, select

from guiyi.crawl.archiving.archive import read_response
from guiyi.database import chunks, reading
from guiyi.errors import StoreError
from guiyi.ledger import ASSET, REQUISITE, pages
from guiyi.library.tables import assets, imports, resource_assets
from guiyi.prints import sha256_of
from guiyi.runs.run import Run
from guiyi.store import Store

HOPS = 10  # redirects followed from an asset's address to the file
OFFICE = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("OFD.xml", "application/ofd"),
)
# A stream name inside a compound file (UTF-16) tells which of the old office programs wrote it.
COMPOUND = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
MAGIC = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"), (b"BM", "image/bmp"), (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"), (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"), (b"MIME-Version:", "message/rfc822"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
)  # fmt: skip
MARKUP = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|style|meta|title|table|center|font)\b",
    re.I | re.S,
)
OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)")
UNKNOWN = "application/octet-stream"


def asset_key(sha256: str) -> str:
    """Digest → store key."""
    return f"assets/{sha256[:2]}/{sha256}"


def media_type_of(data: bytes) -> str:
    """Bytes → media type, by content alone: old sites name HTML error pages .pdf and programs .doc.

    >>> media_type_of(b"%PDF-1.4 ..."), media_type_of(b"<html>not found</html>"), media_type_of(b"")
    ('application/pdf', 'text/html', 'application/octet-stream')
    """
    head = data[:4096]
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in head[:1024] and not MARKUP.match(head):  # readers take a PDF with a line before it
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_type(data)
    if MARKUP.match(head):
        return "text/html"
    return _guessed(head)


def _zip_type(data: bytes) -> str:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
        told = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return "application/zip"
    for start, media_type in OFFICE:
        if any(name.startswith(start) for name in names):
            return media_type
    named = OPEN_DOCUMENT.match(told)
    return named[0].decode() if named else "application/zip"


def _compound_type(data: bytes) -> str:
    for name, media_type in COMPOUND:
        if name.encode("utf-16-le") in data:
            return media_type
    return "application/x-ole-storage"


def _guessed(head: bytes) -> str:
    try:
        found = puremagic.from_string(head, mime=True) if head else ""
    except (puremagic.PureError, ValueError):
        found = ""
    if found:
        return str(found)
    return "text/plain" if head and _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for charset in ("utf-8", "gb18030"):
        try:
            head[:4000].decode(charset)
            return True
        except UnicodeDecodeError as error:
            if error.start > 3990:  # cut in the middle of a character
                return True
    return False


def keep_assets(run: Run, keys: Iterable[str]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Ledger keys of files → the digest of each that is to be had, and rows for `assets` of those new to it.

    The bytes are in the store when this returns. StoreError if the archive or the store fails.
    """
    with reading(run.engine) as connection:
        found = archived_files(connection, run.site, keys)
        known = _known(connection, {row.digest for row in found.values()})
        taken_in = _taken_in(connection, known)
    known -= {digest for digest in taken_in if not run.store.exists(asset_key(digest))}
    rows: dict[str, dict[str, Any]] = {}
    for key in sorted(found):
        digest = found[key].digest
        if digest not in known and digest not in rows:
            rows[digest] = _keep(run.store, found[key])
    return {key: row.digest for key, row in found.items()}, [rows[digest] for digest in sorted(rows)]


def archived_files(connection: Connection, site: str, keys: Iterable[str]) -> dict[str, Row[Any]]:
    """Keys → the ledger's rows of the archived files behind them, over redirects; keys without a file are left out.

    A file that leads on to no file any more, as to the front page, is the one that was had from its address before.
    """
    at = {key: key for key in keys if key}
    found: dict[str, Row[Any]] = {}
    for _ in range(HOPS):
        rows = _pages(connection, site, set(at.values()))
        arrived = {key: rows[here] for key, here in at.items() if here in rows}
        had = {key: row for key, row in arrived.items() if row.warc and row.digest}
        found |= {key: row for key, row in had.items() if at[key] == key or row.role in (ASSET, REQUISITE)}
        at = {key: row.redirect_to for key, row in arrived.items() if row.redirect_to is not None}
        if not at:
            break
    return found


def _pages(connection: Connection, site: str, keys: set[str]) -> dict[str, Row[Any]]:
    at = pages.c.warc, pages.c.warc_offset, pages.c.warc_length
    fields = (pages.c.key, pages.c.role, pages.c.redirect_to, pages.c.digest, *at)
    found: dict[str, Row[Any]] = {}
    for some in chunks(sorted(keys)):
        wanted = select(*fields).where(pages.c.site == site, pages.c.key.in_(some))
        found |= {row.key: row for row in connection.execute(wanted)}
    return found


def _known(connection: Connection, digests: set[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(sorted(digests)):
        found.update(connection.execute(select(assets.c.sha256).where(assets.c.sha256.in_(some))).scalars())
    return found


def _taken_in(connection: Connection, digests: set[str]) -> set[str]:
    """Those of the digests that resources of another library name: their bytes may be in its store alone."""
    found: set[str] = set()
    held = select(resource_assets.c.sha256).join(imports, imports.c.resource_id == resource_assets.c.resource_id)
    for some in chunks(sorted(digests)):
        found.update(connection.execute(held.where(resource_assets.c.sha256.in_(some))).scalars())
    return found


def _keep(store: Store, row: Row[Any]) -> dict[str, Any]:
    data = read_response(store, row.warc, row.warc_offset, row.warc_length).body
    if sha256_of(data) != row.digest:
        raise StoreError(
            f"{row.warc} at {row.warc_offset}: the archived bytes are not those that were fetched "
            f"(digest {sha256_of(data)[:12]}…, not {row.digest[:12]}…); restore the file from a backup, or crawl again"
        )
    if not store.exists(asset_key(row.digest)):
        store.write(asset_key(row.digest), data)
    return {"sha256": row.digest, "bytes": len(data), "media_type": media_type_of(data)}
