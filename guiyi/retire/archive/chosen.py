"""Which archived pages of a site somebody wants: by address, by pattern, by old column, or the most visited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import LIST, PAGE, listings, pages, sections
from guiyi.retire.addresses.acceptance import visits_of
from guiyi.retire.addresses.decisions import require_pattern
from guiyi.retire.case import Case
from guiyi.urls import UrlSpace


@dataclass(frozen=True)
class Wanted:
    """What is wanted, all of it together. section: name of an old column. top: so many of the most visited pages."""

    urls: tuple[str, ...] = ()
    pattern: str = ""
    section: str = ""
    top: int = 0


def choose_pages(case: Case, wanted: Wanted) -> list[str]:
    """Archived HTML pages that are wanted → their URLs as captured, in order. ConfigError: one names nothing."""
    query = _archived(case.site)
    found: set[str] = set()
    with reading(case.engine) as connection:
        by_key: dict[str, str] = {key: url for key, url in connection.execute(query)}
        listed: set[str] = set()
        if wanted.section:
            listed = set(connection.execute(_listed(case.site, wanted.section)).scalars())
        if wanted.top > 0:
            visited = connection.execute(_visited(case.site).limit(wanted.top)).scalars()
            found |= {by_key[key] for key in visited}
    found |= _named(case, wanted.urls, by_key)
    found |= _required((by_key[key] for key in listed if key in by_key), wanted.section, "column {} lists")
    found |= _required(_fitting(wanted.pattern, by_key.values()), wanted.pattern, "pattern {} finds")
    return sorted(found)


def _archived(site: str) -> Any:
    is_page = pages.c.role.in_((PAGE, LIST)) & pages.c.warc.is_not(None)
    is_html = pages.c.media_type.is_(None) | pages.c.media_type.like("text/html%") | pages.c.media_type.like("%/xhtml%")
    return select(pages.c.key, pages.c.url).where(pages.c.site == site, is_page, is_html)


def _listed(site: str, section: str) -> Any:
    joined = listings.join(sections, (sections.c.site == listings.c.site) & (sections.c.key == listings.c.section))
    return select(listings.c.key).select_from(joined).where(listings.c.site == site, sections.c.name == section)


def _visited(site: str) -> Any:
    """Keys of archived pages that anybody asked for, the most visited first."""
    hits = visits_of(site)
    archived = _archived(site).subquery()
    joined = archived.join(hits, hits.c.key == archived.c.key)
    return select(archived.c.key).select_from(joined).order_by(func.coalesce(hits.c.hits, 0).desc(), archived.c.key)


def _named(case: Case, urls: tuple[str, ...], by_key: dict[str, str]) -> set[str]:
    space, known = UrlSpace(case.config), set(by_key.values())
    found = {url: by_key.get(space.key(url) or "") or (url if url in known else "") for url in urls}
    if missing := [url for url, page in found.items() if not page]:
        raise ConfigError(f"no archived page of {case.site}: " + ", ".join(missing[:10]))
    return set(found.values())


def _fitting(pattern: str, urls: Any) -> list[str]:
    wanted = require_pattern(pattern) if pattern else None
    return [url for url in urls if wanted.search(url)] if wanted else []


def _required(urls: Any, said: str, told: str) -> set[str]:
    found = set(urls)
    if said and not found:
        raise ConfigError(told.format(said) + " no archived page")
    return found
