"""What a crawl that goes on must know again of its earlier start: which forms of address only repeat themselves.

It is read from the archive, so that a run that was killed asks for the same pages as one that was not.
"""

from __future__ import annotations

from sqlalchemy import select

from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.traps import Traps
from guiyi.database import reading
from guiyi.errors import StoreError
from guiyi.ledger import FETCHED, LIST, PAGE, pages
from guiyi.runs.run import Run


def recall_forms(run: Run, observer: Observer, traps: Traps) -> None:
    """Notes the pages that the run got before this start; a new run has none."""
    got = select(pages).where(
        pages.c.site == run.site, pages.c.fetched_run == run.run_id, pages.c.state == FETCHED, pages.c.status == 200,
        pages.c.role.in_((PAGE, LIST)), pages.c.warc.is_not(None),
    )  # fmt: skip
    with reading(run.engine) as connection:
        rows = connection.execute(got.order_by(pages.c.warc, pages.c.warc_offset)).all()
    for row in rows:
        if observer.is_article(row.url):  # articles never count
            continue
        try:
            response = read_response(run.store, row.warc, row.warc_offset, row.warc_length)
        except StoreError:
            continue
        words = observer.observe(response, row.role).words
        if words:
            traps.note(row.url, words)
