"""Documents that are rows of a list's reply (paging/unlinked.py): for the first of them the replies are asked again in
turn, and their rows kept for the others, packed, in a file of their own that ends with the crawl."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from threading import Lock

from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.paging.unlinked import list_of, rows_of
from guiyi.errors import SourceError, StoreError
from guiyi.markup.decode import decode_html
from guiyi.records.layers import LAYER

MOST_PAGES = 2000  # replies of one list that are asked for its rows
IN_MEMORY = 8_000_000  # bytes of packed rows; more lie on the disk


@dataclass
class _List:
    """What was read of one list: where its rows lie by their names, what is yet to be asked, and the last answer."""

    left: dict[str, None]
    asked: set[str] = field(default_factory=set)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    last: Response | None = None


class Rows:
    """The rows of one site's lists. Used from several threads."""

    def __init__(self, ask: Callable[[str], Response]) -> None:
        self.ask = ask
        self._lists: dict[str, _List] = {}
        self._kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  `close` closes it
        self._lock = Lock()

    def answer(self, url: str) -> Response:
        """A row's address → the page that shows it; an answer of 404 where no reply of its list holds it any more.

        What the site answers instead of a reply is handed on. GuiyiError: it can't be asked, its list has no end, or
        there is no room for its rows.
        """
        asked, name = list_of(url)
        with self._lock:
            known = self._lists.setdefault(asked, _List({asked: None}))
            while name not in known.rows and known.left and len(known.asked) < MOST_PAGES:
                due = next(iter(known.left))
                answer = self.ask(due)
                if answer.status != 200:
                    return replace(answer, url=url)
                self._read(known, due, answer)
                known.left.pop(due)
            last, place = known.last, known.rows.get(name)
            if last is None or (place is None and known.left):
                raise SourceError(f"its list has more than {MOST_PAGES:,} replies, of which no further is asked")
            if place is None:
                return replace(last, url=url, status=404, reason="no row of its list", body=b"")
            return rewritten(replace(last, url=url), self._row(*place), LAYER)

    def close(self) -> None:
        """Lets go of the rows that were kept."""
        self._kept.close()

    def _read(self, known: _List, url: str, answer: Response) -> None:
        rows, listing = rows_of(decode_html(answer.body, charset_of(answer)).text, url)
        known.rows |= {name: self._keep(row) for name, row in rows.items()}
        known.asked.add(url)
        known.last = replace(answer, body=b"", raw_body=b"")
        further = listing.next_urls if listing is not None and rows else []
        known.left |= dict.fromkeys(one for one in further if one not in known.asked)

    def _keep(self, row: str) -> tuple[int, int]:
        """A row, packed, at the end of the file → where it lies."""
        packed = zlib.compress(row.encode("utf-8", "surrogatepass"), 1)
        try:
            return self._kept.seek(0, 2), self._kept.write(packed)
        except OSError as error:
            raise StoreError(f"the rows of a list can't be kept: {error}; free some space") from error

    def _row(self, at: int, size: int) -> str:
        self._kept.seek(at)
        return zlib.decompress(self._kept.read(size)).decode("utf-8", "surrogatepass")
