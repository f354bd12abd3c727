"""The snapshot: every response in WARC segments at sites/<site>/warc/<site>-<segment>.warc.gz.

Segment number and committed length are in the ledger, in the same transaction as the pages they hold. Bytes beyond
them are a torn or uncommitted tail: they are cut off when the archive is opened, never read.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from isal import isal_zlib

from guiyi.crawl.archiving.warc import Earlier, info_record, parse_record, response_of, response_record, revisit_record
from guiyi.crawl.archiving.warcfile import iter_responses
from guiyi.crawl.fetching.decode import INFLATE_ERROR
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import StoreError
from guiyi.failpoints import around
from guiyi.store import Store, remedy

__all__ = ["ArchiveWriter", "Earlier", "Location", "iter_responses", "read_response", "segment_key"]

SEGMENT_BYTES = 64 * 2**20
REMOTE_SEGMENT_BYTES = 8 * 2**20  # a remote segment is written anew at each flush
BUFFER_BYTES = 8 * 2**20


@dataclass(frozen=True)
class Location:
    """Where a record lies."""

    warc_key: str
    offset: int
    length: int


def segment_key(site: str, segment: int) -> str:
    """Site and number → the store key of a segment."""
    return f"sites/{site}/warc/{site}-{segment:05d}.warc.gz"


class ArchiveWriter:
    """Appends to the site's current segment; one writer a site, held by the site's lease, used by one thread at a time.

    On a local store it appends and syncs. On a remote one, which can't append, a spool on this machine holds the
    segment and each flush writes it whole.
    """

    def __init__(
        self, store: Store, site: str, segment: int, committed_bytes: int, segment_bytes: int | None = None
    ) -> None:
        self.store, self.site = store, site
        self.segment, self.offset = segment, committed_bytes
        self.limit = segment_bytes or (SEGMENT_BYTES if store.is_local else REMOTE_SEGMENT_BYTES)
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._is_dirty = False
        try:
            self._delete_later_segments()
            self._file = self._open_segment(committed_bytes)
        except OSError as error:
            raise self._failed("open", error) from error

    @property
    def key(self) -> str:
        """Store key of the segment being written."""
        return segment_key(self.site, self.segment)

    def append(self, response: Response) -> Location:
        """Adds a response record (buffered until `flush`) → where it will lie. StoreError if the disk is full."""
        return self._append(response, response_record(response))

    def append_revisit(self, response: Response, refers_to: Earlier) -> Location:
        """Adds a revisit record: a 304, or a payload identical to an earlier one."""
        return self._append(response, revisit_record(response, refers_to))

    def flush(self) -> tuple[int, int]:
        """Makes everything durable → (segment, committed bytes), to be committed with the page rows. StoreError."""
        try:
            self._write_pending()
            self._make_durable()
        except OSError as error:
            raise self._failed("write", error) from error
        return self.segment, self.offset

    def close(self) -> None:
        """Lets go of the segment; what was not flushed is not in the archive."""
        self._file.close()

    def _append(self, response: Response, record: bytes) -> Location:
        if self.offset >= self.limit:
            self._rotate()
        if self.offset == 0:
            self._add(info_record(self.key.rsplit("/", 1)[-1], response.fetched_at))
        location = Location(self.key, self.offset, len(record))
        self._add(record)
        return location

    def _add(self, record: bytes) -> None:
        self._pending.append(record)
        self._pending_bytes += len(record)
        self.offset += len(record)
        if self._pending_bytes > BUFFER_BYTES:
            try:
                self._write_pending()
            except OSError as error:
                raise self._failed("write", error) from error

    def _rotate(self) -> None:
        self.flush()
        self._file.close()
        self.segment, self.offset = self.segment + 1, 0
        self._file = self._open_segment(0)

    def _write_pending(self) -> None:
        if self._pending:
            self._require_alone(self.offset - self._pending_bytes)
            self._file.write(b"".join(self._pending))
            self._pending, self._pending_bytes, self._is_dirty = [], 0, True
            self._file.flush()
            self._require_alone(self.offset)

    def _require_alone(self, length: int) -> None:
        """The segment is as long as we made it: a run that was taken over, or takes over, does not write between."""
        found = os.fstat(self._file.fileno()).st_size
        if self.store.is_local and found != length:
            raise StoreError(f"{self.key} has {found} bytes, not {length}: another run writes it; start this one again")

    def _make_durable(self) -> None:
        if not self._is_dirty:
            return
        self._file.flush()
        if self.store.is_local:
            with around("fsync of the archive"):
                os.fsync(self._file.fileno())
        else:
            self._file.seek(0)
            self.store.write(self.key, self._file.read())
        self._is_dirty = False

    def _open_segment(self, committed_bytes: int) -> IO[bytes]:
        if self.store.is_local:
            return _open_local(self.store.local_path(self.key), committed_bytes)
        spool = tempfile.TemporaryFile()  # noqa: SIM115 (closed by close)
        if not self.store.exists(self.key):
            _require(committed_bytes == 0, self.key, committed_bytes, 0)
            return spool
        data = self.store.read(self.key)
        _require(len(data) >= committed_bytes, self.key, committed_bytes, len(data))
        spool.write(data[:committed_bytes])
        if len(data) > committed_bytes:
            self.store.write(self.key, data[:committed_bytes])
        return spool

    def _delete_later_segments(self) -> None:
        for key in self.store.list(f"sites/{self.site}/warc"):
            number = key.rsplit("/", 1)[-1].removeprefix(f"{self.site}-").removesuffix(".warc.gz")
            if key.endswith(".warc.gz") and number.isdigit() and int(number) > self.segment:
                self.store.delete(key)

    def _failed(self, verb: str, error: OSError) -> StoreError:
        return StoreError(f"can't {verb} {self.store.path(self.key)}: {error}; {remedy(error)}")


def _open_local(path: Path, committed_bytes: int) -> IO[bytes]:
    """The segment, cut to its committed length, ready for appending; it and its folder are durable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    file = open(path, "ab")  # noqa: SIM115 (closed by the writer)
    try:
        length = file.tell()
        _require(length >= committed_bytes, str(path), committed_bytes, length)
        if length > committed_bytes:
            with around("cut of a torn archive"):
                file.truncate(committed_bytes)
                os.fsync(file.fileno())
        if is_new:
            _sync_folder(path.parent)
    except BaseException:
        file.close()
        raise
    return file


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError), around("fsync of a folder"):  # some network file systems refuse
            os.fsync(handle)
    finally:
        os.close(handle)


def _require(is_whole: bool, name: str, wanted: int, found: int) -> None:
    if not is_whole:
        raise StoreError(
            f"{name} has {found} bytes, but the ledger knows {wanted}: the store lost data; restore it from a backup"
        )


def read_response(store: Store, warc_key: str, offset: int, length: int) -> Response:
    """Where a record lies → its response. StoreError if it is damaged, or not a response."""
    packed = store.read(warc_key, offset, offset + length)
    where = f"{store.path(warc_key)} at byte {offset}"
    if len(packed) != length:
        raise StoreError(f"{where}: only {len(packed)} of {length} bytes are there")
    try:
        engine = isal_zlib.decompressobj(wbits=31)
        data = engine.decompress(packed)
        is_whole = engine.eof and not engine.unused_data
        response = response_of(parse_record(data)) if is_whole else None
    except (INFLATE_ERROR, StoreError) as error:
        raise StoreError(f"{where}: damaged ({error}); `guiyi verify` tells what else is") from error
    if response is None:
        raise StoreError(f"{where}: there is no whole response record")
    return response
