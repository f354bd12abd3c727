"""Rows through the stages: what went in, what came out, and what stayed behind with a reason."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence

import pyarrow.parquet as pq
from sqlalchemy import Connection, func, select

from guiyi.ledger import DROPPED, FAILED, GONE, HELD, LOADED, MERGED, items
from guiyi.library.tables import refused_records
from guiyi.retire.reconcile.balance import StageBalance
from guiyi.runs.manifest import STAGES, Manifest
from guiyi.runs.run import Run
from guiyi.store import Store

STAGED = tuple(stage for stage in STAGES if stage not in ("crawl", "reconcile"))


def manifests_key(site: str, run_id: str) -> str:
    """Store key of what a run's stages handed on, kept for a later reconciliation."""
    return f"sites/{site}/runs/{run_id}/manifests.json"


def keep_manifests(run: Run, manifests: Sequence[Manifest]) -> None:
    """Writes the run's manifests into its folder."""
    # not whether a part was there already: that tells how often the run was begun, and not what it gave
    told = [{name: value for name, value in one.to_json().items() if name != "reused"} for one in manifests]
    text = json.dumps(told, ensure_ascii=False, indent=1)
    run.store.write(manifests_key(run.site, run.run_id), text.encode())


def kept_manifests(run: Run) -> list[Manifest]:
    """The manifests that were kept for this run; none if it never came to its reconciliation."""
    key = manifests_key(run.site, run.run_id)
    return [Manifest.from_json(one) for one in json.loads(run.store.read(key))] if run.store.exists(key) else []


def balance_stages(connection: Connection, run: Run, manifests: Sequence[Manifest]) -> list[StageBalance]:
    """A balance a stage: from the manifests, or (without any) from the ledger's items and the refused records."""
    return _by_manifests(run.store, manifests) if manifests else _by_ledger(connection, run.site)


def _by_manifests(store: Store, manifests: Sequence[Manifest]) -> list[StageBalance]:
    rows = []
    for stage in STAGED:
        parts = [one for one in manifests if one.stage == stage]
        if not parts:
            continue
        held, dropped, failed = (sum(getattr(one, name) for one in parts) for name in (HELD, DROPPED, FAILED))
        rows_in = sum(one.rows_in for one in parts)
        merged = sum(_rows(store, one) for one in parts) if stage == "dedupe" else 0
        out = rows_in - merged - held - failed - dropped if stage == "dedupe" else sum(one.rows_out for one in parts)
        rows.append(StageBalance(stage, rows_in, out, merged, held, dropped, failed))
    return rows


def _rows(store: Store, manifest: Manifest) -> int:
    return pq.read_metadata(io.BytesIO(store.read(manifest.path))).num_rows if manifest.path else 0


def _by_ledger(connection: Connection, site: str) -> list[StageBalance]:
    """All items that are not gone go in at the first stage; what is left after the last must be the loaded ones."""
    states = count_items(connection, site)
    query = select(refused_records.c.stage, refused_records.c.outcome, func.count())
    query = query.where(refused_records.c.site == site).group_by(refused_records.c.stage, refused_records.c.outcome)
    refused = {(stage, outcome): count for stage, outcome, count in connection.execute(query)}
    rows, rows_in = [], sum(count for state, count in states.items() if state != GONE)
    for stage in STAGED:
        held, dropped, failed = (refused.get((stage, outcome), 0) for outcome in (HELD, DROPPED, FAILED))
        merged = states[MERGED] if stage == "dedupe" else 0
        out = states[LOADED] if stage == STAGED[-1] else rows_in - merged - held - dropped - failed
        rows.append(StageBalance(stage, rows_in, out, merged, held, dropped, failed))
        rows_in = out
    return rows


def count_items(connection: Connection, site: str) -> Counter[str]:
    """The ledger's items by state."""
    query = select(items.c.state, func.count()).where(items.c.site == site).group_by(items.c.state)
    return Counter({state: count for state, count in connection.execute(query)})
