"""What did not become a resource of its own: refused records with payload and reason, and copies merged into others."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, exists, select

from guiyi.codes import HELD_BY_REVIEWER
from guiyi.database import chunks
from guiyi.dedupe.index import changed_since
from guiyi.ledger import DROPPED, FAILED, HELD, LOADED, MERGED, items, seen_urls
from guiyi.library.copies import give_up, keep_copies
from guiyi.library.gone import hold, withdraw
from guiyi.library.records import storable
from guiyi.library.states import PUBLISHED, with_status
from guiyi.library.tables import legacy_urls, refused_records
from guiyi.library.undo import existing, put, take_out
from guiyi.prints import resource_id
from guiyi.runs.handover import read_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run

PLACED = ("unmapped", "rule")  # codes that a mapping rule decides
CHAIN = 10  # copies of copies followed to the canonical document
Row = dict[str, Any]


def refuse(run: Run, connection: Connection, manifests: Sequence[Manifest], counts: Counter[str]) -> None:
    """This run's refused records into the library and the ledger.

    A resource that is live stays live, unless a mapping rule drops it now or a reviewer holds it.
    """
    dropped, held = [], []
    for some in chunks(store_refused(run, connection, manifests)):
        for row in some:
            counts["conflicts" if row["code"] == "conflict" else row["outcome"]] += 1
            if row["outcome"] == DROPPED and row["stage"] == "map":
                dropped.append(resource_id(run.site, row["source_key"]))
            elif row["code"] == HELD_BY_REVIEWER:
                held.append(resource_id(run.site, row["source_key"]))
        _close_items(run, connection, some)
    counts["withdrawn"] += withdraw(run, connection, dropped, "dropped") + hold(run, connection, held)


def store_refused(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> list[Row]:
    """This run's refused records into `refused_records` → their rows, without payload but with page key."""
    taken: set[str] = set()
    light: list[Row] = []
    for manifest in manifests:
        for some in chunks(read_rows(run.store, manifest.refused_path) if manifest.refused_path else []):
            rows = _refused_rows(run, connection, manifest.stage, [storable(row) for row in some], taken)
            put(connection, run.run_id, refused_records, rows)
            keys = [row["page_key"] or row["source_key"] or row["url"] for row in some]
            light += [_light(row) | {"page_key": key} for row, key in zip(rows, keys, strict=True)]
    return light


def _light(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "payload"}


def _refused_rows(run: Run, connection: Connection, stage: str, refused: Sequence[Row], taken: set[str]) -> list[Row]:
    """REFUSED rows of a stage → rows of `refused_records`, each under a key of its own.

    Two pages may claim one source key; the second is kept under its page key, as is one whose key was loaded.
    """
    items_of = existing(connection, items, run.site, [row["source_key"] or "" for row in refused])
    loaded = {key for key, row in items_of.items() if row["last_run"] == run.run_id and row["state"] == LOADED}
    rows = []
    for row in refused:
        wanted = (row["source_key"], row["page_key"], row["url"])
        names = [name for name in wanted if name and name not in taken and name not in loaded]
        key = names[0] if names else f"{wanted[0]} ({len(taken)})"
        taken.add(key)
        payload = _payload(row["payload"])
        rows.append(
            {
                "site": run.site,
                "source_key": key,
                "outcome": row["outcome"],
                "stage": stage,
                "code": (row["code"] or "unknown")[:60],
                "reason": row["reason"] or "",
                "url": row["url"] or "",
                "title": _title(payload),
                "about": _about(row, payload),
                "payload": payload,
                "run_id": run.run_id,
            }
        )
    return rows


def _payload(text: str | None) -> Any:
    try:
        return storable(json.loads(text)) if text else {}
    except ValueError:
        return {"text": text}


def refusal_row(run: Run, staged: Row) -> Row:
    """A staged row that a person was quicker than → its row of `refused_records`."""
    resource, refusal = staged["record"]["resource"], staged["refusal"]
    urls = staged["record"]["legacy_urls"] or [{"url": ""}]
    payload = {"resource_id": staged["resource_id"], "title": resource["title"], **(refusal.more or {})}
    row = {"code": refusal.code, "url": urls[0]["url"]}
    return row | {
        "site": run.site, "source_key": staged["source_key"], "outcome": HELD, "stage": "load",
        "reason": refusal.reason, "title": _title(payload), "about": _about(row, payload), "payload": payload,
        "run_id": run.run_id,
    }  # fmt: skip


def _title(payload: Any) -> str | None:
    title = payload.get("title") if isinstance(payload, dict) else None
    return str(title) if title else None


def _about(row: Row, payload: Any) -> str | None:
    """What the work list groups a refused record by: a tie's rules, a conflict's fields, else its old column.

    Where a rule is to be decided and the page says no column, the folder of its URL takes its place.
    """
    if not isinstance(payload, dict):
        return None
    if row["code"] == "tie":
        return ", ".join(payload.get("rules") or ())
    if row["code"] == "conflict":
        return ", ".join(clash["field"] for clash in payload.get("clashes") or ())
    told = [*(payload.get("sections") or ()), payload.get("section"), payload.get("legacy_column")]
    folder = urlsplit(row["url"] or "").path.rsplit("/", 1)[0] + "/" if row["code"] in PLACED else None
    return next((str(one) for one in told if one), folder)


def _close_items(run: Run, connection: Connection, refused: Sequence[Row]) -> None:
    """The items of refused records say so; the resource that one of them has already, it keeps."""
    before = existing(connection, items, run.site, [row["source_key"] for row in refused])
    rows = []
    for row in refused:
        old = before.get(row["source_key"])
        keeps = old is not None and row["outcome"] != DROPPED and old["state"] != MERGED
        rows.append(
            _item(run, row["source_key"], row["page_key"], row["outcome"], row["reason"])
            | {"resource_id": old["resource_id"] if old is not None and keeps else None}
        )
    put(connection, run.run_id, items, rows, keep=("first_run",))


def _item(run: Run, source_key: str, page_key: str, state: str, reason: str) -> Row:
    return {
        "site": run.site,
        "source_key": source_key,
        "page_key": page_key,
        "state": state,
        "reason": reason,
        "first_run": run.run_id,
        "last_run": run.run_id,
    }


def merge_copies(run: Run, connection: Connection, manifests: Sequence[Manifest], counts: Counter[str]) -> None:
    """Copies attach their URLs to the resource they are merged into; a copy of what is not live ends as that did, and
    one of what another site's run changed since they were compared is held until this site's next run. What is held
    has its copies, which are out of sight with it.
    """
    copies = [row for one in manifests if one.stage == "dedupe" and one.path for row in read_rows(run.store, one.path)]
    canonical = {row["source_key"]: row["canonical_key"] for row in copies if row["canonical_key"] != row["source_key"]}
    for some in chunks([storable(row) for row in copies]):
        targets = [_target(run, row, canonical) for row in some]
        changed = changed_since(connection, {row["canonical_resource"]: row.get("canonical_print") for row in some})
        live = with_status(connection, [target for target, _ in targets], PUBLISHED, HELD) - changed
        merged = [(row, target) for row, (target, _) in zip(some, targets, strict=True) if target in live]
        _merge(run, connection, merged)
        counts["merged"] += len(merged)
        lost = [(row, root) for row, (target, root) in zip(some, targets, strict=True) if target not in live]
        _refuse_copies(run, connection, lost, counts)


def _target(run: Run, copy: Row, canonical: Mapping[str, str | None]) -> tuple[str, str]:
    """Copy → the resource it belongs to, and the source key of the document that is, if it is of this site."""
    if copy["canonical_resource"]:
        return copy["canonical_resource"], copy["canonical_resource"]
    key = copy["canonical_key"]
    for _ in range(CHAIN):
        if not canonical.get(key):
            break
        key = canonical[key]
    return resource_id(run.site, key), key


def _spellings(run: Run, connection: Connection, keys: Sequence[str]) -> dict[str, list[str]]:
    """Page keys → all spellings of their URLs that were ever seen."""
    found: dict[str, list[str]] = defaultdict(list)
    wanted = select(seen_urls.c.key, seen_urls.c.url).where(seen_urls.c.site == run.site, seen_urls.c.key.in_(keys))
    for key, url in connection.execute(wanted.order_by(seen_urls.c.url)):
        found[key].append(url)
    return found


def _merge(run: Run, connection: Connection, merged: Sequence[tuple[Row, str]]) -> None:
    spellings = _spellings(run, connection, [row["page_key"] for row, _target in merged])
    urls = {
        url: {"site": run.site, "url": url, "key": row["page_key"], "resource_id": target}
        for row, target in merged
        for url in (row["url"], *spellings.get(row["page_key"], ()))
    }
    put(connection, run.run_id, legacy_urls, [row | {"run_id": run.run_id} for row in urls.values()])
    rows = {}
    for row, target in merged:
        if row["source_key"] != row["canonical_key"]:  # another page of the same item has no item of its own
            of = row["canonical_resource"] or row["canonical_key"]
            item = _item(run, row["source_key"], row["page_key"], MERGED, f"{row['kind']} copy of {of}")
            rows[row["source_key"]] = item | {"resource_id": target}
    put(connection, run.run_id, items, list(rows.values()), keep=("first_run",))
    parts = [row["page_key"] for row, _target in merged if row["source_key"] == row["canonical_key"] != row["page_key"]]
    take_out(connection, run.run_id, items, list(existing(connection, items, run.site, parts).values()))  # of a refusal
    keep_copies(run, connection, merged)
    give_up(run, connection, merged)


def _refuse_copies(run: Run, connection: Connection, lost: Sequence[tuple[Row, str]], counts: Counter[str]) -> None:
    """Copies of a document that was refused itself: they are refused with it, each with a record of its own."""
    roots = existing(connection, items, run.site, [root for _, root in lost])
    refused, closed = {}, {}
    for row, root in lost:
        state = roots[root]["state"] if root in roots and roots[root]["state"] not in (LOADED, MERGED) else HELD
        why = roots[root]["reason"] if root in roots else "it is not in the library as it was compared"
        key = row["source_key"] if row["source_key"] != row["canonical_key"] else row["page_key"]
        item = _item(run, key, row["page_key"], state, f"copy of {root}: {why}")
        closed[key] = item | {"resource_id": None}
        refused[key] = {
            "site": run.site,
            "source_key": key,
            "outcome": state,
            "stage": "dedupe",
            "code": "copy-of-refused",
            "reason": item["reason"],
            "url": row["url"],
            "title": row["title"],
            "about": row["section"],
            "payload": dict(row),
            "run_id": run.run_id,
        }
        counts[state] += 1
    put(connection, run.run_id, items, list(closed.values()), keep=("first_run",))
    put(connection, run.run_id, refused_records, list(refused.values()))


def forget_older(run: Run, connection: Connection) -> None:
    """Takes out the site's refused records that this run did not refuse again; what it did not see, stays refused."""
    mine = (items.c.site == refused_records.c.site) & (items.c.source_key == refused_records.c.source_key)
    unseen = exists().where(mine, items.c.last_run != run.run_id, items.c.state.in_((HELD, DROPPED, FAILED)))
    older = (refused_records.c.site == run.site) & (refused_records.c.run_id != run.run_id) & ~unseen
    keys = list(connection.execute(select(refused_records.c.source_key).where(older)).scalars())
    for some in chunks(keys):
        rows = existing(connection, refused_records, run.site, some)
        take_out(connection, run.run_id, refused_records, list(rows.values()))
