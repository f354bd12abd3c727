"""Acceptance: has every address ever seen an answer? Counted by addresses and, beside it, by visits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, literal, select

from guiyi.checks import Check
from guiyi.clean.masking import shown_address
from guiyi.database import reading
from guiyi.library.redirect_rules import ASKED_FOR
from guiyi.library.redirects import KINDS, UNRESOLVED
from guiyi.library.register import url_hits
from guiyi.library.tables import redirects
from guiyi.retire.case import Case


@dataclass(frozen=True)
class Totals:
    """Addresses of a site by kind of answer, and the visits they had on the old site."""

    addresses: dict[str, int]
    visits: dict[str, int]

    @property
    def resolved_urls(self) -> float:
        """Share of addresses with an answer, 0–1."""
        return _share(self.addresses)

    @property
    def resolved_hits(self) -> float:
        """Share of visits to addresses with an answer, 0–1."""
        return _share(self.visits)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {**asdict(self), "resolved_urls": self.resolved_urls, "resolved_hits": self.resolved_hits}


def _share(counts: dict[str, int]) -> float:
    total = sum(counts.values())
    return 1.0 if not total else (total - counts.get(UNRESOLVED, 0)) / total


def count_addresses(connection: Connection, site: str) -> Totals:
    """A site → its addresses and visits by kind."""
    hits = visits_of(site)
    query = (
        select(redirects.c.kind, func.count(), func.coalesce(func.sum(hits.c.hits), 0))
        .select_from(redirects.outerjoin(hits, hits.c.key == redirects.c.key))
        .where(redirects.c.site == site)
        .group_by(redirects.c.kind)
    )
    found = {kind: (int(count), int(visits)) for kind, count, visits in connection.execute(query)}
    order = [kind for kind in KINDS if kind in found]
    return Totals({kind: found[kind][0] for kind in order}, {kind: found[kind][1] for kind in order})


def visits_of(site: str) -> Any:
    """Subquery: key → visits by all access records of a site."""
    total = func.sum(url_hits.c.hits).label("hits")
    return select(url_hits.c.key, total).where(url_hits.c.site == site).group_by(url_hits.c.key).subquery()


@dataclass(frozen=True)
class Unresolved:
    """An address without an answer, and how often it was asked for."""

    key: str
    url: str
    hits: int
    reason: str


def list_unresolved(connection: Connection, site: str, limit: int | None = None) -> list[Unresolved]:
    """A site → its addresses without an answer, the most visited first; those, too, that the redirect service was asked
    for since its map was made.
    """
    hits = visits_of(site)
    visits = func.coalesce(hits.c.hits, 0)
    asked = url_hits.outerjoin(redirects, (redirects.c.site == url_hits.c.site) & (redirects.c.key == url_hits.c.key))
    since = (
        select(url_hits.c.key, func.min(url_hits.c.url), func.sum(url_hits.c.hits).label("visits"), literal(ASKED_FOR))
        .select_from(asked)
        .where(url_hits.c.site == site, redirects.c.key.is_(None))
        .group_by(url_hits.c.key)
    )
    open_ = (
        select(redirects.c.key, redirects.c.url, visits.label("visits"), redirects.c.reason)
        .select_from(redirects.outerjoin(hits, hits.c.key == redirects.c.key))
        .where(redirects.c.site == site, redirects.c.kind == UNRESOLVED)
    )
    both = open_.union_all(since).subquery()
    query = select(both).order_by(both.c.visits.desc(), both.c.key).limit(limit)
    return [Unresolved(key, url, int(count), reason or "") for key, url, count, reason in connection.execute(query)]


def check_addresses(case: Case) -> tuple[list[Check], dict[str, Any]]:
    """A case → are enough addresses, and enough visits, answered; and the totals."""
    with reading(case.engine) as connection:
        totals = count_addresses(connection, case.site)
        worst = list_unresolved(connection, case.site, 3)
    examples = "; e.g. " + ", ".join(f"{shown_address(one.url)} ({one.hits} visits)" for one in worst) if worst else ""
    advice = f"decide them: `guiyi redirects suggest {case.site}`, the portal's page, or a workbook"
    rules = case.rules
    urls = f"{totals.addresses.get(UNRESOLVED, 0):,} of {sum(totals.addresses.values()):,} unresolved{examples}"
    hits = f"{totals.resolved_hits:.2%} of {sum(totals.visits.values()):,} visits resolved"
    return [
        Check("addresses-answered", "每个旧网址都有答复 every old address has an answer", True,
              totals.resolved_urls >= rules.resolved_urls, urls, advice),
        Check("visits-answered", "按访问量计都有答复 so have they weighted by visits", True,
              totals.resolved_hits >= rules.resolved_hits, hits, advice),
    ], totals.to_json()  # fmt: skip
