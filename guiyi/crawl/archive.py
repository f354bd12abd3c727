"""The snapshot: every response in WARC 1.1 segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guiyi.crawl.fetch import Response
from guiyi.store import Store


@dataclass(frozen=True)
class Location:
    """Where a record lies."""

    warc_key: str
    offset: int
    length: int


@dataclass(frozen=True)
class Earlier:
    """The response that a revisit refers to: its URL and capture time (`pages.fetched_at`)."""

    url: str
    fetched_at: str


class ArchiveWriter:
    """Appends to the site's current segment."""

    def __init__(self, store: Store, site: str, segment: int, committed_bytes: int) -> None:
        raise NotImplementedError

    def append(self, response: Response) -> Location:
        """Adds a response record (buffered until `flush`) → where it will lie."""
        raise NotImplementedError

    def append_revisit(self, response: Response, refers_to: Earlier) -> Location:
        """Adds a revisit record: a 304, or a payload identical to an earlier one."""
        raise NotImplementedError

    def flush(self) -> tuple[int, int]:
        """Makes everything durable → (segment, committed bytes), to be committed with the page rows."""
        raise NotImplementedError


def read_response(store: Store, warc_key: str, offset: int, length: int) -> Response:
    """Where a record lies → its response. StoreError if it is damaged."""
    raise NotImplementedError


def iter_responses(path: str | Path) -> Iterator[Response]:
    """Reads any WARC, gzipped or not; a torn record is never handed over."""
    raise NotImplementedError
