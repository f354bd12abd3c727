"""Doubts about what a run loaded, for the work list: odd dates, fields that signals disagree on, masks, and classes
that are but proposed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete

from guiyi.beijing import day_of
from guiyi.database import chunks, upsert
from guiyi.library.asset_texts import masks_in_files
from guiyi.library.records import storable
from guiyi.library.tables import doubts
from guiyi.runs.handover import stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

EARLIEST = "1995"  # no government site is older than the public web
LONGEST = 120  # characters of a doubt, DETAIL of its value
DETAIL = 200
CLASSES = {"topic_category": "主题 topic", "genre_category": "体裁 genre"}
CLASS = "class:"  # doubt of a proposed class; behind it the field and the class
FIELDS = (
    "source_key", "resource_id", "title", "published_at", "source", "index_number", "legacy_urls", "flags", "classes",
    *CLASSES,
)  # fmt: skip
Row = dict[str, Any]
Masks = dict[str, dict[str, str]]


def note_doubts(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> None:
    """The manifests of a run's stages → `doubts` of its site, in place of those of earlier runs."""
    connection.execute(delete(doubts).where(doubts.c.site == run.site))
    masks = _masks(run, manifests)
    _add_files(masks, connection, run.site)
    for one in manifests:
        if one.stage == "map" and one.path:
            rows = [
                row for record in stream_rows(run.store, one.path, FIELDS) for row in _doubts_of(run, record, masks)
            ]
            for some in chunks(rows):
                upsert(connection, doubts, some)


def _masks(run: Run, manifests: Sequence[Manifest]) -> Masks:
    """Source key → what was masked of it: `masked:phone:2` → the ids by which those masks are lifted."""
    found: Masks = defaultdict(dict)
    for one in manifests:
        if one.stage == "clean" and one.path:
            for row in stream_rows(run.store, one.path, ("source_key", "repairs", "masks")):
                for name in row["repairs"] or ():
                    kind = name.split(":")[1] if name.startswith("masked:") else None
                    ids = [mask["mask"] for mask in row["masks"] or () if mask["kind"] == kind]
                    found[row["source_key"]] |= {name: " ".join(ids)} if kind else {}
    return found


def _add_files(masks: Masks, connection: Connection, site: str) -> None:
    """Adds what was masked in texts of attachments: `masked:phone-in-file:2` → the ids, of all files of the record."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, kind, some in masks_in_files(connection, site):
        ids[key, kind] += some
    for (key, kind), told in sorted(ids.items()):
        masks[key][f"masked:{kind}-in-file:{len(told)}"] = " ".join(told)


def _doubts_of(run: Run, record: Row, masks: Masks) -> Iterator[Row]:
    key = record["source_key"]
    masked = masks.get(key, {})
    classes = proposed(record)
    names = [*(record["flags"] or ()), *_odd_dates(run, record["published_at"]), *masked, *classes]
    urls = record["legacy_urls"] or [{"url": ""}]
    for name in sorted({name[:LONGEST] for name in names}):
        if run.decisions.find("accept", source_key=key, doubt=name) is None:
            kind = kind_of(name)
            yield storable(
                {
                    "site": run.site, "source_key": key, "doubt": name, "kind": kind,
                    "about": about_of(name),
                    "resource_id": record["resource_id"], "url": urls[0]["url"], "title": record["title"],
                    "detail": masked.get(name) or classes.get(name) or _detail(kind, name, record),
                    "run_id": run.run_id,
                }
            )  # fmt: skip


def kind_of(doubt: str) -> str:
    """A doubt's name → date, mask, class or field."""
    if doubt.startswith(CLASS):
        return "class"
    if doubt.startswith("masked:"):
        return "mask"
    return "date" if doubt.startswith("date") else "field"


def about_of(doubt: str) -> str:
    """A doubt's name → what the work list groups it by: masks without their number, a class with its field's label."""
    if doubt.startswith(CLASS):
        _class, field, value = doubt.split(":", 2)
        return f"{CLASSES[field]}: {value}"
    return doubt.rsplit(":", 1)[0] if kind_of(doubt) == "mask" else doubt


def proposed(record: Row) -> dict[str, str]:
    """Classes that were told of a record but not given to it, as doubts → how sure each is, and by what."""
    told = json.loads(record["classes"] or "{}")
    return {
        f"{CLASS}{field}:{one['value']}": f"{one['confidence']:.2f} {'; '.join(one['evidence'])}"[:DETAIL]
        for field, one in told.items()
        if field in CLASSES and not record[field]
    }


def waiting_classes(run: Run, record: Row) -> list[str]:
    """Proposed classes of a record of the stage `map`, as doubts, that no person put away yet."""
    key = record["source_key"]
    names = (name[:LONGEST] for name in proposed(record))
    return [name for name in names if run.decisions.find("accept", source_key=key, doubt=name) is None]


def _odd_dates(run: Run, published_at: str | None) -> Iterator[str]:
    if not published_at:
        yield "date-missing"
    elif published_at[:10] > day_of(run.started_at):
        yield "date-future"
    elif published_at < EARLIEST:
        yield "date-too-early"


def _detail(kind: str, name: str, record: Row) -> str | None:
    field = "published_at" if kind == "date" else name.split("-")[0].replace("index", "index_number")
    value = record.get(field)
    return str(value)[:DETAIL] if value else None
