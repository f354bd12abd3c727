"""Documents that were counted as one, for a person's eye; and a person's word that two are one document, or are not."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, select

from guiyi.database import reading
from guiyi.decisions.decision import Decision
from guiyi.decisions.record import record_decision
from guiyi.errors import ConfigError
from guiyi.library.tables import copies, legacy_urls, resources
from guiyi.plain import Plain


@dataclass(frozen=True)
class Copy:
    """One that was merged. kind: same-key, exact, near, joined. copy_id: the resource id it would have itself."""

    copy_id: str
    site: str
    url: str
    title: str
    kind: str
    similarity: float


@dataclass
class Cluster(Plain):
    """A resource and what was merged into it."""

    resource_id: str
    site: str
    title: str
    copies: list[Copy] = field(default_factory=list)


def clusters(engine: Engine, site: str | None = None, kind: str | None = None, limit: int = 100) -> list[Cluster]:
    """Clusters that hold a document of a site (or of any), with a copy of a kind (or of any); the least alike first."""
    wanted = select(copies.c.resource_id, func.min(copies.c.similarity).label("least")).group_by(copies.c.resource_id)
    if site is not None:
        mine = select(resources.c.resource_id).where(resources.c.site == site)
        wanted = wanted.where((copies.c.site == site) | copies.c.resource_id.in_(mine))
    if kind is not None:
        wanted = wanted.where(copies.c.kind == kind)
    chosen = wanted.order_by("least", copies.c.resource_id).limit(limit).subquery()
    of_it = copies.join(chosen, chosen.c.resource_id == copies.c.resource_id)
    of_it = of_it.join(resources, resources.c.resource_id == copies.c.resource_id)
    told = select(copies, resources.c.site.label("its_site"), resources.c.title.label("its_title")).select_from(of_it)
    found: dict[str, Cluster] = {}
    with reading(engine) as connection:
        for row in connection.execute(told.order_by(chosen.c.least, copies.c.resource_id, copies.c.url)):
            cluster = found.setdefault(row.resource_id, Cluster(row.resource_id, row.its_site, row.its_title or ""))
            told_of = (row.copy_id, row.site, row.url, row.title or "", row.kind, row.similarity)
            cluster.copies.append(Copy(*told_of))
    return list(found.values())


def part_or_join(engine: Engine, kind: str, one: str, other: str, by: str, why: str) -> Decision:
    """split or join, and two documents by resource id or old address → the decision, for the whole platform.

    ConfigError: one is not in the library, or both are one. The next migrate of their sites applies it.
    """
    with reading(engine) as connection:
        pair = sorted({_document(connection, one), _document(connection, other)})
    if len(pair) < 2:
        raise ConfigError(f"{one} and {other} are one and the same page of one site; there is nothing to {kind}")
    return record_decision(engine, kind, {"resources": pair}, by=by, why=why)


def _document(connection: Connection, said: str) -> str:
    """A resource id or an old address → the resource id that the page has, or would have if it were not a copy."""
    merged = select(copies.c.copy_id).where((copies.c.url == said) | (copies.c.copy_id == said))
    live = select(resources.c.resource_id).where(resources.c.resource_id == said)
    spelled = select(legacy_urls.c.resource_id).where(legacy_urls.c.url == said)
    for wanted in (merged, live, spelled):
        if found := connection.execute(wanted.limit(1)).scalar():
            return str(found)
    raise ConfigError(
        f"the library has no document {said}; say a resource id or an old address (`guiyi review copies`)"
    )
