"""Reading a WACZ file: what it holds, whether it is whole, and one page out of it, as a replay tool would."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from isal import isal_zlib

from guiyi.crawl.archiving.cdxj import surt
from guiyi.crawl.archiving.warc import parse_record, response_of
from guiyi.crawl.fetching.decode import INFLATE_ERROR
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import StoreError
from guiyi.retire.archive.package import CHUNK, DIGEST, INDEX, PACKAGE, PAGES

# what a file that is not whole, or not ours, makes its readers raise
BROKEN = (
    OSError, EOFError, KeyError, ValueError, TypeError, NotImplementedError, RuntimeError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
NEEDED = ("url", "filename", "offset", "length")


def read_line(line: str, number: int) -> dict[str, Any]:
    """A line of an index (CDXJ) and its number → its fields. StoreError where it is no such line.

    >>> read_line('test,old)/a 20180305000000 {"url": "u", "filename": "f", "offset": "0", "length": "9"}', 1)["length"]
    '9'
    """
    parts = line.split(" ", 2)
    try:
        found = json.loads(parts[2])
        if not isinstance(found, dict) or not all(isinstance(found[name], str) for name in NEEDED):
            raise ValueError("not the fields of a capture")
        if not (found["offset"].isdecimal() and found["length"].isdecimal()):
            raise ValueError("no offset or length")
    except (IndexError, KeyError, ValueError, RecursionError) as error:
        raise StoreError(f"line {number} of the index is none: {error}") from error
    return found


class PackageReader:
    """An open WACZ file."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self.zip = zipfile.ZipFile(source)
            self.names = set(self.zip.namelist())
            self.told: dict[str, Any] = json.loads(self.zip.read(PACKAGE))
            self.resources = [(str(one["path"]), one["hash"]) for one in self.told["resources"]]
        except BROKEN as error:
            raise StoreError(f"not a WACZ file: {error}") from error
        self._lines: dict[str, dict[str, Any]] | None = None

    def __enter__(self) -> PackageReader:
        return self

    def __exit__(self, *_error: object) -> None:
        self.zip.close()

    def faults(self) -> Iterator[str]:
        """What is wrong with the file: its digests, its index, its pages, each record that the index names."""
        yield from self._digest_faults()
        try:
            entries = list(self.entries())
            pages = self.zip.read(PAGES).splitlines()[1:]
        except (*BROKEN, StoreError) as error:
            yield f"index or pages can't be read: {error}"
            return
        if not entries:
            yield "the index is empty"
        if not pages:
            yield "it lists no page"
        for entry in entries:
            try:
                self._response(entry)
            except StoreError as error:
                yield f"{entry['url']}: {error}"

    def _digest_faults(self) -> Iterator[str]:
        sealed = hashlib.sha256(self.zip.read(PACKAGE)).hexdigest()
        if self._sealed() != f"sha256:{sealed}":
            yield f"{PACKAGE} is not what {DIGEST} says"
        for path, digest in self.resources:
            if path not in self.names:
                yield f"{path} is missing"
            elif self._hash(path) != digest:
                yield f"{path} was changed"
        named = {path for path, _digest in self.resources} | {PACKAGE, DIGEST}
        for path in sorted(self.names - named):
            yield f"{path} does not belong to it"

    def _sealed(self) -> Any:
        """The digest that the file says its description has; None where it says none."""
        try:
            return json.loads(self.zip.read(DIGEST))["hash"]
        except BROKEN:
            return None

    def _hash(self, path: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.zip.open(path) as entry:
                while data := entry.read(CHUNK):
                    digest.update(data)
        except BROKEN as error:
            return f"unreadable: {error}"
        return f"sha256:{digest.hexdigest()}"

    def entries(self) -> Iterator[dict[str, Any]]:
        """The index: one dict a capture. StoreError where it is none."""
        try:
            lines = gzip.decompress(self.zip.read(INDEX)).decode("utf-8", "replace").split("\n")
        except BROKEN as error:
            raise StoreError(f"{INDEX} can't be read: {error}") from error
        for number, line in enumerate(lines, start=1):
            if line:
                yield read_line(line, number)

    def page(self, url: str) -> Response:
        """A captured URL → its response. StoreError if it is not there, or damaged."""
        if self._lines is None:
            self._lines = {_key_of(entry["url"]): entry for entry in self.entries()}
        entry = self._lines.get(_key_of(url))
        if entry is None:
            raise StoreError(f"{url} is not in the index")
        return self._response(entry)

    def _response(self, entry: dict[str, Any]) -> Response:
        try:
            with self.zip.open(f"archive/{entry['filename']}") as segment:
                segment.seek(int(entry["offset"]))
                data = isal_zlib.decompressobj(wbits=31).decompress(segment.read(int(entry["length"])))
            response = response_of(parse_record(data))
        except (*BROKEN, INFLATE_ERROR) as error:
            raise StoreError(f"the record can't be read: {error}") from error
        if response is None:
            raise StoreError("there is no response at this place")
        return response


def _key_of(url: str) -> str:
    """A URL of the index → its key. StoreError where it is none."""
    try:
        return surt(url)
    except ValueError as error:
        raise StoreError(f"{url!r} is no URL") from error
