"""Does the archive replay? A sample of pages is taken out of the package, and must hold the text of its resource."""

from __future__ import annotations

import hashlib

from sqlalchemy import exists, select

from guiyi.checks import Check
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.observing.observe import FRAMED
from guiyi.database import reading
from guiyi.dedupe.signatures import normalise
from guiyi.errors import StoreError
from guiyi.extract.split import address_of_first
from guiyi.ledger import PAGE, pages, seen_urls
from guiyi.library.tables import legacy_urls, resources
from guiyi.retire.archive.reader import PackageReader
from guiyi.retire.case import Case
from guiyi.retire.passages import pieces_of, share_found, texts_of

ENOUGH = 0.8  # of a resource's passages that must stand on the archived page
EXAMPLES = 3


def check_replay(case: Case, reader: PackageReader) -> Check:
    """A package → whether a sample of its pages holds what the library holds. The sample is the same each time."""
    rows = _sample(case)
    failed = [f"{url}: {fault}" for url, *told in rows if (fault := _fault(case, reader, url, *told))]
    evidence = f"{len(rows) - len(failed)} of {len(rows)} replayed with their text"
    evidence += "; not: " + "; ".join(failed[:EXAMPLES]) if failed else ""
    meaning = "抽样重放，文字与库中一致 a sample replays with the library's text"
    return Check("archive-replays", meaning, True, not failed, evidence, "look at those pages in the archive")


def _sample(case: Case) -> list[tuple[str, str, str, str]]:
    """(URL as captured, title, text, id) of some resources of the site, chosen by the hash of their addresses."""
    joined = legacy_urls.join(resources, resources.c.resource_id == legacy_urls.c.resource_id).join(
        pages, (pages.c.site == legacy_urls.c.site) & (pages.c.key == legacy_urls.c.key)
    )
    own = (legacy_urls.c.site == case.site) & (resources.c.site == case.site) & (resources.c.status == "published")
    own = own & pages.c.warc.is_not(None) & (pages.c.role == PAGE)
    fields = (pages.c.url, resources.c.title, resources.c.body_text, resources.c.content_type, resources.c.resource_id)
    with reading(case.engine) as connection:
        urls = connection.execute(select(pages.c.url).select_from(joined).where(own).distinct()).scalars().all()
        chosen = sorted(urls, key=lambda url: hashlib.sha256(url.encode("utf-8", "replace")).digest())
        wanted = pages.c.url.in_(chosen[: case.rules.replay_sample])
        rows = connection.execute(
            select(*fields).select_from(joined).where(own, wanted).order_by(pages.c.url).distinct()
        )
        return [(url, title, "" if kind == "letter" else text, ident) for url, title, text, kind, ident in rows]


def _fault(case: Case, reader: PackageReader, url: str, title: str, text: str, ident: str) -> str:
    try:
        shown = text_of(reader.page(url), case.config.site.charset)
        fault = _missing(title, text, shown)
        if fault and (parts := _parts(case, url, ident, share_found(text, shown) > 0)):  # they hold it together
            others = (text_of(reader.page(one), case.config.site.charset) for one in parts)
            fault = _missing(title, text, "\n".join([shown, *others]))
        return fault
    except StoreError as error:
        return str(error)


def _missing(title: str, text: str, shown: str) -> str:
    """What of a resource an archived page does not show, in words; "" where it shows it."""
    found = share_found(text, shown)
    if found < ENOUGH:
        return f"only {found:.0%} of its text is there"
    return "" if all(piece in shown for piece in pieces_of(title)) else "its title is not there"


def _parts(case: Case, url: str, ident: str, holds_some: bool) -> list[str]:
    """The other captured pages that a resource is read from: those that the page shows in frames or is shown in, and,
    if it holds some of the text, those called as further pages of one article, or as its first.
    """
    mine = (legacy_urls.c.site == case.site) & (legacy_urls.c.resource_id == ident) & pages.c.warc.is_not(None)
    joined = legacy_urls.join(pages, (pages.c.site == legacy_urls.c.site) & (pages.c.key == legacy_urls.c.key))
    is_shown = (seen_urls.c.site == pages.c.site) & (seen_urls.c.key == pages.c.key) & (seen_urls.c.how == FRAMED)
    fields = pages.c.url, pages.c.key, pages.c.found_on, exists().where(is_shown).label("is_framed")
    with reading(case.engine) as connection:
        rows = connection.execute(select(*fields).select_from(joined).where(mine).distinct()).all()
    holders = {row.url: row.found_on if row.is_framed else row.key for row in rows}
    is_part = {one: holders[one] == holders.get(url) or (holds_some and _first(one) == _first(url)) for one in holders}
    return sorted(one for one in holders if one != url and is_part[one])


def _first(url: str) -> str:
    found = address_of_first(url)
    return found[0] if found else url


def text_of(response: Response, charset: str | None) -> str:
    """An archived page → its visible text, normalised."""
    return normalise(" ".join(texts_of(response, charset)))
