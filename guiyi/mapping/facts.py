"""What the ledger knows that mapping needs, read once a run: sections of pages, digests of files, spellings of URLs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from guiyi.database import reading
from guiyi.handover import Manifest, keys_key, read_rows
from guiyi.ledger import FAILED, FETCHED, listings, pages, sections, seen_urls
from guiyi.mapping.record import resource_id
from guiyi.run import Run


@dataclass
class Facts:
    """Look-ups by page key. `addresses`: where the platform answers a page or a file now."""

    sections: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    copies: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by canonical source key
    copied: set[str] = field(default_factory=set)  # page keys of copies
    digests: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, str] = field(default_factory=dict)


def read_facts(run: Run, clusters: Manifest) -> Facts:
    """Ledger and clusters of a run → its facts."""
    facts = Facts()
    for row in read_rows(run.store, clusters.path or ""):
        facts.copied.add(row["page_key"])
        if row["canonical_key"]:
            facts.copies[row["canonical_key"]].append(row)
    with reading(run.engine) as connection:
        _read_sections(run, connection, facts)
        _read_files(run, connection, facts)
        _read_spellings(run, connection, facts)
    _read_addresses(run, clusters, facts)
    return facts


def _read_sections(run: Run, connection: Any, facts: Facts) -> None:
    wanted = (
        select(listings.c.key, sections.c.name)
        .join(sections, (sections.c.site == listings.c.site) & (sections.c.key == listings.c.section))
        .where(listings.c.site == run.site, sections.c.name.is_not(None))
        .order_by(listings.c.key, sections.c.key)
    )
    for key, name in connection.execute(wanted):
        if name not in facts.sections[key]:
            facts.sections[key].append(name)


def _read_files(run: Run, connection: Any, facts: Facts) -> None:
    is_file = pages.c.role.in_(("asset", "requisite"))
    wanted = select(pages.c.key, pages.c.digest).where(
        pages.c.site == run.site, is_file, pages.c.digest.is_not(None), pages.c.state.in_((FETCHED, FAILED))
    )
    for key, digest in connection.execute(wanted):
        facts.digests[key] = digest
        facts.addresses[key] = f"/assets/{digest}"


def _read_spellings(run: Run, connection: Any, facts: Facts) -> None:
    """All spellings of each page's URL, with those of pages that redirect to it."""
    wanted = select(pages.c.key, pages.c.redirect_to).where(pages.c.site == run.site, pages.c.redirect_to.is_not(None))
    target = {key: to for key, to in connection.execute(wanted)}
    content = select(pages.c.key).where(pages.c.site == run.site, pages.c.role.in_(("page", "list")))
    for key, url in connection.execute(
        select(seen_urls.c.key, seen_urls.c.url)
        .where(seen_urls.c.site == run.site, seen_urls.c.key.in_(content))
        .order_by(seen_urls.c.key, seen_urls.c.url)
    ):
        facts.spellings[key].append(url)
        steps, at = 0, key
        while at in target and steps < 20:
            at, steps = target[at], steps + 1
        if at != key:
            facts.spellings[at].append(url)


def _read_addresses(run: Run, clusters: Manifest, facts: Facts) -> None:
    for row in read_rows(run.store, keys_key(clusters.path or "")):
        facts.addresses[row["page_key"]] = f"/resources/{resource_id(run.site, row['source_key'])}"
    for row in read_rows(run.store, clusters.path or ""):
        target = row["canonical_resource"] or resource_id(run.site, row["canonical_key"] or "")
        facts.addresses[row["page_key"]] = f"/resources/{target}"
