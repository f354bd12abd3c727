"""Documents that are rows of a list's reply (paging/unlinked.py): for the first of them the replies are asked again in
turn, and kept for the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from guiyi.crawl.fetching.fetch import Response, rewritten
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.paging import read_data
from guiyi.crawl.paging.unlinked import list_of, pages_of_rows
from guiyi.errors import SourceError
from guiyi.markup.decode import decode_html
from guiyi.records.layers import LAYER

MOST_PAGES = 2000  # replies of one list that are asked for its rows
MOST_KEPT = 50_000_000  # characters of rows that are kept


@dataclass
class _List:
    """What was read of one list: its rows by their names, what is yet to be asked, and the last answer."""

    left: list[str]
    asked: set[str] = field(default_factory=set)
    rows: dict[str, str] = field(default_factory=dict)
    last: Response | None = None


class Rows:
    """The rows of one site's lists. Used from several threads."""

    def __init__(self, ask: Callable[[str], Response]) -> None:
        self.ask = ask
        self._lists: dict[str, _List] = {}
        self._kept, self._lock = 0, Lock()

    def answer(self, url: str) -> Response:
        """A row's address → the page that shows it; an answer of 404 where no reply of its list holds it any more.

        What the site answers instead of a reply is handed on. GuiyiError: it can't be asked, or its list has no end.
        """
        asked, name = list_of(url)
        with self._lock:
            if self._kept > MOST_KEPT:
                self._lists.clear()
                self._kept = 0
            known = self._lists.setdefault(asked, _List([asked]))
            while name not in known.rows and known.left and len(known.asked) < MOST_PAGES:
                answer = self.ask(known.left[0])
                if answer.status != 200:
                    return replace(answer, url=url)
                self._read(known, known.left.pop(0), answer)
            last, row = known.last, known.rows.get(name)
            if last is None or (row is None and known.left):
                raise SourceError(f"its list has more than {MOST_PAGES:,} replies, of which no further is asked")
            if row is None:
                return replace(last, url=url, status=404, reason="no row of its list", body=b"")
            return rewritten(replace(last, url=url), row, LAYER)

    def _read(self, known: _List, url: str, answer: Response) -> None:
        text = decode_html(answer.body, charset_of(answer)).text
        rows, listing = pages_of_rows(text), read_data(text, url)
        known.asked.add(url)
        known.rows |= rows
        known.last = answer
        self._kept += sum(map(len, rows.values()))
        further = listing.next_urls if listing is not None and rows else []
        known.left += [one for one in further if one not in known.asked and one not in known.left]
