"""Load, first half: a batch of mapped records into `staged_records`, validated and compared with what is live.

Nothing becomes live here; `guiyi.library.publish` does that, for all batches of the run at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from guiyi.database import upsert, writing
from guiyi.ledger import HELD
from guiyi.library.asset_texts import holders_of, private_files, read_texts
from guiyi.library.assets import keep_assets
from guiyi.library.filenames import with_file_names
from guiyi.library.protection import ASK, Policy, clashes
from guiyi.library.records import State, page_key_of, state_of, storable
from guiyi.library.search import index_again
from guiyi.library.states import PUBLISHED, WITHDRAWN
from guiyi.library.tables import asset_texts, assets, resources, staged_records
from guiyi.library.validate import Refusal, refusal_of
from guiyi.prints import print_of
from guiyi.runs.handover import REFUSED, batched, stream_rows, write_rows
from guiyi.runs.manifest import Manifest, part_key, refused_key
from guiyi.runs.run import Run

REVISION = 2  # raise it when the same mapped batch would stage otherwise
CHUNK = 200  # records in memory at once
ABOUT_FILES = ("title", "content_type", "placements", "letter", "attachments", "images", "people")
Fields = Mapping[str, Any]  # of a row of `resources`
Action = Literal["create", "update", "unchanged", "revive", "conflict"]


@dataclass
class Staging:
    """What becomes of some records, before anything is written."""

    staged: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def stage_batch(run: Run, mapped: Manifest) -> Manifest:
    """Manifest of mapped records → validated records staged for publication, in one transaction; files in the store.

    Staging a batch again replaces what it staged. Records against the rules or in conflict are held. StoreError,
    TransientLibrary.
    """
    looked = list(_records(run, mapped, ABOUT_FILES))
    digests, new_assets = keep_assets(run, files_of(looked))
    private = private_files(run.platform.privacy, looked, digests)
    new_texts = read_texts(run, digests.values(), new_assets, private)
    refused: list[dict[str, Any]] = []
    count = 0
    with writing(run.engine) as connection:
        mine = (staged_records.c.run_id == run.run_id) & (staged_records.c.batch == mapped.batch)
        connection.execute(delete(staged_records).where(mine))
        upsert(connection, assets, new_assets, update=())
        upsert(connection, asset_texts, new_texts)
        index_again(connection, holders_of(connection, [one["sha256"] for one in new_texts]))
        for staging in stage_records(run, connection, _records(run, mapped), digests):
            upsert(connection, staged_records, [{**row, "batch": mapped.batch} for row in staging.staged])
            refused += staging.refused
            count += len(staging.staged)
    return _manifest(run, mapped, count, refused)


def _records(run: Run, mapped: Manifest, fields: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The records of a map part, some in memory at once."""
    return (storable(row) for row in (stream_rows(run.store, mapped.path, fields) if mapped.path else ()))


def _manifest(run: Run, mapped: Manifest, count: int, refused: list[dict[str, Any]]) -> Manifest:
    print_ = print_of(REVISION, mapped.path, [one.model_dump(mode="json") for one in run.platform.metadata])
    # conflicts depend on what is live, so the name tells what was refused, too
    key = refused_key(part_key(run.site, "load", mapped.batch, print_of(print_, refused)))
    if refused:
        write_rows(run.store, key, sorted(refused, key=lambda row: str(row["source_key"])), REFUSED)
    return Manifest(
        stage="load", site=run.site, run_id=run.run_id, batch=mapped.batch, path=None,
        refused_path=key if refused else None, rows_in=mapped.rows_out, rows_out=count, held=len(refused), print=print_,
    )  # fmt: skip


def files_of(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """RECORDS rows → ledger keys of their attachments and images."""
    return [one["key"] for row in records for one in [*(row["attachments"] or []), *(row["images"] or [])]]


def stage_records(
    run: Run, connection: Connection, records: Iterable[dict[str, Any]], digests: Mapping[str, str]
) -> Iterator[Staging]:
    """RECORDS rows, and the digests of their files → what to stage and what to hold, some at a time. Only reads."""
    seen: set[str] = set()
    for chunk in batched(records, CHUNK):
        some = with_file_names(run, connection, chunk)
        live = live_resources(connection, [record["resource_id"] for record in some])
        staging = Staging()
        for record in some:
            refusal = refusal_of(record, run.platform, run.decisions) or _refuse_second(record, seen)
            if refusal:
                staging.refused.append(refused_row(record, refusal))
            else:
                _compare(run, record, state_of(record, run.site, digests), live, staging)
        yield staging


def _refuse_second(record: Mapping[str, Any], seen: set[str]) -> Refusal | None:
    if record["resource_id"] in seen:
        return Refusal("duplicate-key", f"another record of this batch has the source key {record['source_key']}, too")
    seen.add(record["resource_id"])
    return None


def _compare(run: Run, record: Mapping[str, Any], state: State, live: Mapping[str, Fields], staging: Staging) -> None:
    current = live.get(record["resource_id"])
    policy = Policy.of(run)
    action = decide(current, state, policy)
    if action == "conflict":
        staging.refused.append(refused_row(record, conflict_of(current, state, policy)))
        return
    prints = {name: record[f"{name}_print"] for name in ("raw", "template", "mapping")}
    body = {} if action == "unchanged" else state
    staging.staged.append(
        {
            "run_id": run.run_id,
            "resource_id": record["resource_id"],
            "source_key": record["source_key"],
            "page_key": page_key_of(record),
            "action": action,
            "record_print": state["resource"]["record_print"],
            "record": {**body, "prints": prints},
        }
    )


def live_resources(connection: Connection, ids: Sequence[str]) -> dict[str, Fields]:
    """Resource ids → their rows, those that there are."""
    rows = connection.execute(select(resources).where(resources.c.resource_id.in_(ids))).mappings()
    return {row["resource_id"]: dict(row) for row in rows}


def decide(current: Fields | None, state: State, policy: Policy = ASK) -> Action:
    """What is to be done with an incoming state, by the action table of the ledger."""
    if current is None:
        return "create"
    is_same = current["record_print"] == state["resource"]["record_print"]
    if is_same and current["status"] == PUBLISHED:
        return "unchanged"
    if clashes(current, state["resource"], policy):
        return "conflict"
    return "revive" if current["status"] == WITHDRAWN else "update"


def conflict_of(current: Fields | None, state: State, policy: Policy = ASK) -> Refusal:
    """Says which fields both sides changed, with both values."""
    found = clashes(current, state["resource"], policy) if current is not None else []
    return Refusal(
        "conflict", "changed on both sides: " + "; ".join(map(str, found)), {"clashes": [asdict(one) for one in found]}
    )


def refused_row(record: Mapping[str, Any], refusal: Refusal) -> dict[str, Any]:
    """RECORDS row and a reason → REFUSED row; its payload is the whole record."""
    urls = record["legacy_urls"] or []
    shown = {name: value for name, value in record.items() if name != "people"}
    return {
        "source_key": record["source_key"],
        "page_key": page_key_of(record),
        "url": urls[0]["url"] if urls else "",
        "outcome": HELD,
        "code": refusal.code,
        "reason": refusal.reason,
        "payload": json.dumps({**shown, **(refusal.more or {})}, ensure_ascii=False, sort_keys=True),
    }
