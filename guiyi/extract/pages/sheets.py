"""The style sheets of a site as its archive holds them: under which selectors they hide."""

from __future__ import annotations

from sqlalchemy import or_, select

from guiyi.crawl.archiving.archive import read_response
from guiyi.database import reading
from guiyi.extract.pages.examine import Safety
from guiyi.ledger import REQUISITE, pages
from guiyi.markup.decode import decode_html
from guiyi.runs.run import Run
from guiyi.tampering.hiding import hiding_selectors

MAX_SHEETS = 500  # of a site; more are made by a program, one a page

_kept: dict[tuple[str, str], tuple[str, ...]] = {}


def safety_of(run: Run) -> Safety:
    """Run → what its extraction workers must know to judge pages. StoreError if the archive is damaged."""
    wanted = (
        select(pages.c.key, pages.c.digest, pages.c.warc, pages.c.warc_offset, pages.c.warc_length)
        .where(pages.c.site == run.site, pages.c.role == REQUISITE, pages.c.warc.is_not(None))
        .where(or_(pages.c.media_type == "text/css", pages.c.url.like("%.css%")))
        .order_by(pages.c.key)
        .limit(MAX_SHEETS)
    )
    with reading(run.engine) as connection:
        rows = connection.execute(wanted).all()
    sheets = {}
    for row in rows:
        mark = (run.store.url, row.digest)
        if mark not in _kept:
            body = read_response(run.store, row.warc, row.warc_offset, row.warc_length).body
            _kept[mark] = hiding_selectors(decode_html(body, None, run.config.site.charset).text)
        if _kept[mark]:
            sheets[row.key] = _kept[mark]
    return Safety(white_hosts=run.platform.security.white_hosts, sheets=sheets)
