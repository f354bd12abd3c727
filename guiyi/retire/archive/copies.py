"""PDF copies of chosen archived pages, for readers and archives that want paper beside HTML (双数据源, DA/T 80-2019).

A copy is printed from the archive alone, says 已归档 and when on every sheet, and lies in the store by its digest. The
site's log says which copies there are, so they can't be exchanged unseen. The same page gives the same bytes.
OFD: no well-kept library writes it; a converter would take the PDF here, in `_print` (docs/decisions/0023).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from guiyi.database import chunks
from guiyi.errors import ConfigError, SourceError, StoreError
from guiyi.library.export import cell_of
from guiyi.markup.parsing import parse_html
from guiyi.retire.archive.printer import Printer
from guiyi.retire.archive.shown import Holdings, Replayed, replayed
from guiyi.retire.case import Case
from guiyi.retire.events import Entry, Event, append, events_of
from guiyi.store import Store

COPIED = "copied"
MOST = 50  # copies of one event of the log


@dataclass(frozen=True)
class PdfCopy:
    """One page's copy. page_sha256: of the archived page's body. sha256: of the PDF, by which it is stored."""

    url: str
    title: str
    captured_at: str
    page_sha256: str
    sha256: str
    bytes: int

    @property
    def file_name(self) -> str:
        """A name for whoever takes it away."""
        return f"{self.sha256[:16]}.pdf"


def copy_key(site: str, sha256: str) -> str:
    """Site and digest → store key of a copy."""
    return f"sites/{site}/retirement/copies/{sha256}.pdf"


def copies_of(events: Sequence[Event]) -> dict[str, PdfCopy]:
    """A site's log → its copies by URL, the newest of each."""
    found: dict[str, PdfCopy] = {}
    for event in events:
        if event.kind == COPIED:
            found |= {one["url"]: PdfCopy(**one) for one in event.facts["copies"]}
    return dict(sorted(found.items()))


def copy_of(holdings: Holdings, site: str, page: Replayed) -> PdfCopy | None:
    """An archived page → its copy, if it is of this very page."""
    found = copies_of(events_of(holdings.engine, site)).get(page.url)
    return found if found is not None and found.page_sha256 == page.sha256 else None


def print_copies(case: Case, urls: Sequence[str], by: str) -> Iterator[PdfCopy | str]:
    """URLs of archived pages → a copy each, or why there is none, as they are made; logged some at a time.

    A page that was printed before is not printed again. ConfigError: there is no Chromium, or its user has no name.
    """
    if not by.strip():
        raise ConfigError("say who you are: copies are on record with who made them")
    known = copies_of(case.events)
    with Printer(case, case.site) as printer:
        for some in chunks(urls, MOST):
            made: list[PdfCopy] = []
            for url in some:
                copy = _print(case, printer, url, known.get(url))
                if isinstance(copy, PdfCopy) and copy != known.get(url):
                    made.append(copy)
                yield copy
            if made:
                facts = {"count": len(made), "copies": [asdict(one) for one in made]}
                append(case.engine, case.store, case.site, Entry(COPIED, "pages", by, facts))


def _print(case: Case, printer: Printer, url: str, before: PdfCopy | None) -> PdfCopy | str:
    """One archived page → its copy, in the store; or why there is none."""
    page = replayed(case, case.site, url)
    if page is None or page.moved_to is not None or not page.media_type.startswith("text/html"):
        return f"{url}: is no archived page" + (f"; it leads to {page.moved_to}" if page and page.moved_to else "")
    if before is not None and before.page_sha256 == page.sha256 and not _fault(case.store, case.site, before):
        return before
    try:
        data = printer.print(url, page)
    except SourceError as error:
        return str(error)
    sha256 = hashlib.sha256(data).hexdigest()
    case.store.write(copy_key(case.site, sha256), data)
    return PdfCopy(page.url, _title(page) or page.url, page.fetched_at, page.sha256, sha256, len(data))


def _title(page: Replayed) -> str:
    return " ".join((parse_html(page.body.decode()).findtext(".//title") or "").split())[:200]


def read_copy(store: Store, site: str, copy: PdfCopy) -> bytes:
    """A copy → its PDF, checked. StoreError: it is missing, or is not what the log says."""
    if fault := _fault(store, site, copy):
        raise StoreError(f"{fault}; restore it from a backup, or print it again")
    return store.read(copy_key(site, copy.sha256))


def hand_over(case: Case, copies: Sequence[PdfCopy], folder: Path) -> None:
    """Copies → a folder of PDFs with copies.csv, which says what each is. StoreError."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in copies:
        (folder / one.file_name).write_bytes(read_copy(case.store, case.site, one))
    with (folder / "copies.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "url", "title", "captured_at", "sha256", "page_sha256"])
        for one in copies:
            cells = (one.file_name, one.url, one.title, one.captured_at, one.sha256, one.page_sha256)
            writer.writerow(map(cell_of, cells))


def copy_faults(case: Case) -> list[str]:
    """Every copy that the site's log names, against the store → what is wrong, in words."""
    return [fault for one in copies_of(case.events).values() if (fault := _fault(case.store, case.site, one))]


def _fault(store: Store, site: str, copy: PdfCopy) -> str:
    try:
        found = store.sha256(copy_key(site, copy.sha256))
    except StoreError:
        return f"the PDF copy of {copy.url} is missing"
    return "" if found == copy.sha256 else f"the PDF copy of {copy.url} was changed"
