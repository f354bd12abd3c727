"""Any WARC file read from its beginning, gzipped or not, ours or another tool's; a torn record is never handed over."""

from __future__ import annotations

import logging
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from isal import isal_zlib

from guiyi.crawl.archiving.warc import parse_record, response_of
from guiyi.crawl.fetching.decode import INFLATE_ERROR
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import StoreError

log = logging.getLogger(__name__)

STEP = 2**20
MEMBER = b"\x1f\x8b\x08"
BEGIN = b"WARC/1."
END = b"\r\n\r\n"
MAX_HEAD = 2**16
MAX_MEMBER = 2**30  # unpacked; tools write a record a member, some a whole file
LENGTH = re.compile(rb"^content-length:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)


class _TornError(Exception):
    """The bytes at hand do not make a whole record."""


def iter_responses(path: str | Path) -> Iterator[Response]:
    """WARC file → its responses, in order; revisits come with flag `revisit` and no body.

    A record that is torn or damaged is left out with a warning, and reading goes on with the next whole one.
    StoreError if the file can't be read or is no WARC at all.
    """
    name = Path(path)
    try:
        with open(name, "rb") as file:
            if name.stat().st_size == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from _responses(name, data)
    except OSError as error:
        raise StoreError(f"can't read {name}: {error}") from error


def damaged_records(path: Path, end: int | None = None) -> Iterator[tuple[int, str]]:
    """A segment of ours (a gzip member a record), up to a length → where it is damaged, and how.

    Reading goes on at the next whole record.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        position, stop = 0, len(data) if end is None else end
        while 0 <= position < stop:
            at = position
            try:
                content, position = _member(data, at)
                response_of(parse_record(content))
            except (_TornError, StoreError) as error:
                yield at, str(error)
                if position == at:
                    position = data.find(MEMBER, at + 1)


def _responses(name: Path, data: mmap.mmap) -> Iterator[Response]:
    is_packed = data[: len(MEMBER)] == MEMBER
    if not is_packed and data[: len(BEGIN)] != BEGIN:
        raise StoreError(f"{name} is not a WARC file")
    for record in _packed_records(name, data) if is_packed else _records(name, data):
        try:
            response = response_of(parse_record(record))
        except StoreError as error:
            log.warning("%s: a record is left out: %s", name, error)
            continue
        if response is not None:
            yield response


def _packed_records(name: Path, data: mmap.mmap) -> Iterator[bytes]:
    position = 0
    while 0 <= position < len(data):
        try:
            content, position = _member(data, position)
        except _TornError as error:
            log.warning("%s: the record at byte %d is left out: %s", name, position, error)
            position = data.find(MEMBER, position + 1)
            continue
        yield from _records(name, content)


def _member(data: mmap.mmap, start: int) -> tuple[bytes, int]:
    """A gzip member → its content, and where the next one begins."""
    engine = isal_zlib.decompressobj(wbits=31)
    pieces: list[bytes] = []
    size, position = 0, start
    try:
        while not engine.eof:
            packed = data[position : position + STEP]
            if not packed:
                raise _TornError("the file ends within it")
            position += len(packed)
            pieces.append(engine.decompress(packed, MAX_MEMBER))
            size += len(pieces[-1])
            if size >= MAX_MEMBER:
                raise _TornError(f"more than {MAX_MEMBER} bytes")
    except INFLATE_ERROR as error:
        raise _TornError(str(error)) from error
    return b"".join(pieces), position - len(engine.unused_data)


def _records(name: Path, data: bytes | mmap.mmap) -> Iterator[bytes]:
    """Unpacked WARC content → its whole records."""
    position = 0
    while 0 <= position < len(data):
        try:
            end = _end_of_record(data, position)
        except _TornError as error:
            log.warning("%s: the record at byte %d is left out: %s", name, position, error)
            found = data.find(END + BEGIN, position)
            position = found + len(END) if found >= 0 else -1
            continue
        yield data[position:end]
        position = end + len(END)


def _end_of_record(data: bytes | mmap.mmap, start: int) -> int:
    head_end = data.find(END, start, start + MAX_HEAD)
    head = data[start:head_end] if head_end >= 0 else b""
    length = LENGTH.search(head)
    if not head.startswith(BEGIN) or length is None:
        raise _TornError("it has no record header")
    end = head_end + len(END) + int(length[1])
    if end > len(data):
        raise _TornError("the file ends within it")
    if data[end : end + len(END)] not in (END, b""):
        raise _TornError("its length is wrong")
    return end
