"""Fields: how often each is filled on the old pages and in the library, and which got lost on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, case, func, select

from guiyi.clean.masking import shown_address
from guiyi.ledger import LOADED, items, listings, pages
from guiyi.library.tables import resources
from guiyi.retire.reconcile.balance import FieldFill
from guiyi.runs.handover import batched, stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

CHUNK = 500
EXAMPLES = 3
LABELS = {"title": "标题", "published_at": "发布时间", "source": "来源", "body": "正文"}
PRINTED = {"title": "title", "published_at": "listed_on"}  # what a list page prints of an item
PUBLISHED = "published"

Row = Mapping[str, Any]


@dataclass
class _Tally:
    source: int = 0
    total: int = 0
    lost: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, had: bool, has: bool, url: str) -> None:
        self.total += 1
        self.source += had
        if had and not has:
            self.lost += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(shown_address(url))


def compare_fields(connection: Connection, run: Run, manifests: Sequence[Manifest]) -> list[FieldFill]:
    """Loaded items: their fields as extracted (without manifests: as the old lists print them) and in the library."""
    parts = [one.path for one in manifests if one.stage == "extract" and one.path]
    tallies = _by_documents(connection, run, parts) if parts else _by_lists(connection, run.site)
    filled, total = _library_fill(connection, run.site)
    return [
        FieldFill(
            name, label, tally.source if tally else None, tally.total if tally else None, filled[name], total,
            tally.lost if tally else 0, tally.examples if tally else [],
        )
        for name, label in LABELS.items()
        for tally in [tallies.get(name)]
    ]  # fmt: skip


def _by_documents(connection: Connection, run: Run, parts: Sequence[str]) -> dict[str, _Tally]:
    tallies = {name: _Tally() for name in LABELS}
    wanted = ["source_key", "page_key", "url", "title", "published_at", "source", "body_html", "body_text"]
    for part in parts:
        for some in batched(stream_rows(run.store, part, wanted), CHUNK):
            live = _live(connection, run.site, [str(one["source_key"]) for one in some])
            for document in some:
                resource = live.get((document["source_key"], document["page_key"]))
                if resource is not None:
                    _compare(tallies, document, resource)
    return tallies


def _live(connection: Connection, site: str, source_keys: Sequence[str]) -> dict[tuple[str, str], Row]:
    joined = items.join(resources, resources.c.resource_id == items.c.resource_id)
    mine = (items.c.site == site) & items.c.source_key.in_(source_keys) & (items.c.state == LOADED)
    query = select(items.c.source_key, items.c.page_key, *_flags()).select_from(joined)
    rows = connection.execute(query.where(mine, resources.c.status == PUBLISHED)).mappings()
    return {(row["source_key"], row["page_key"]): row for row in map(dict, rows)}


def _flags() -> list[Any]:
    """Of a resource: 1 where the field is filled. An image-only body has HTML and no text."""
    one = resources.c
    filled = {
        "title": func.length(one.title) > 0,
        "published_at": func.length(one.published_at) > 0,
        "source": func.length(one.source) > 0,
        "body": (func.length(one.body_text) > 0) | (func.length(one.body_html) > 0),
    }
    return [case((condition, 1), else_=0).label(name) for name, condition in filled.items()]


def _compare(tallies: Mapping[str, _Tally], document: Row, resource: Row) -> None:
    for name, tally in tallies.items():
        had = (document["body_text"] or document["body_html"]) if name == "body" else document[name]
        tally.add(bool(had and str(had).strip()), bool(resource[name]), str(document["url"]))


def _by_lists(connection: Connection, site: str) -> dict[str, _Tally]:
    joined = (
        listings.join(pages, (pages.c.site == listings.c.site) & (pages.c.key == listings.c.key))
        .join(resources, resources.c.resource_id == pages.c.resource_id)
    )  # fmt: skip
    mine = (listings.c.site == site) & (pages.c.disposition == LOADED) & (resources.c.status == PUBLISHED)
    printed = [func.max(listings.c[printed]).label(f"old_{name}") for name, printed in PRINTED.items()]
    new = [func.max(flag).label(flag.name) for flag in _flags() if flag.name in PRINTED]
    query = select(pages.c.url, *printed, *new).select_from(joined).where(mine).group_by(pages.c.key, pages.c.url)
    tallies = {name: _Tally() for name in PRINTED}
    for row in connection.execute(query.order_by(pages.c.key), execution_options={"yield_per": 1000}).mappings():
        for name, tally in tallies.items():
            tally.add(bool(row[f"old_{name}"]), bool(row[name]), row["url"])
    return tallies


def _library_fill(connection: Connection, site: str) -> tuple[dict[str, int], int]:
    live = (resources.c.site == site) & (resources.c.status == PUBLISHED)
    sums = [func.coalesce(func.sum(flag), 0).label(flag.name) for flag in _flags()]
    row = connection.execute(select(func.count().label("total"), *sums).where(live)).mappings().one()
    return {name: int(row[name]) for name in LABELS}, int(row["total"])
