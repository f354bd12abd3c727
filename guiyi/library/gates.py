"""Gates: what must hold before a run's load is published. The site's floors and ceilings, as checks with figures.

stop_* of a threshold hold the load, warn_* only warn.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, func, select

from guiyi.checks import Check
from guiyi.config.models import Threshold
from guiyi.ledger import runs, site_states
from guiyi.library.gone import gone_items
from guiyi.library.quality import measure_records
from guiyi.library.tables import resources, staged_records
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from guiyi.store import Store

# Fields as the site's file names them → as records name them.
RECORD_FIELDS = {"section": "legacy_column", "body": "body_text"}


@dataclass(frozen=True)
class Figure:
    """A measured figure: its gate's name, what the gate tells, the value, and how it came about."""

    name: str
    meaning: str
    value: float
    evidence: str
    advice: str = "see the cause (`guiyi diagnose`)"


def check_load(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> list[Check]:
    """The run's manifests and what is staged → the checks that decide whether it may be published. Only reads."""
    said = run.config.assertions
    records = _rows(manifests, "map")
    checks = [_all_staged(run, connection, manifests), _not_emptied(run, connection, records)]
    checks += _threshold(said.records, Figure("records", "the site gave enough records", records, f"{records} records"))
    for name, threshold in sorted(said.fill_rate.items()):
        checks += _threshold(threshold, _fill_rate(run.store, manifests, name))
    checks += _threshold(said.unmapped_rate, _unmapped_rate(run.store, manifests))
    checks += _threshold(said.held_rate, _held_rate(manifests))
    copies = sum(pq.read_metadata(io.BytesIO(run.store.read(path))).num_rows for path in _deduped(manifests))
    checks += _threshold(said.drop_vs_last_good, _drop(run, connection, records, copies))
    for measured in measure_records(run, connection, manifests):
        figure = Figure(measured.name, measured.meaning, measured.share, measured.evidence, measured.advice)
        checks += _threshold(getattr(said, measured.name), figure)
    checks.append(_gone_ceiling(run, connection))
    return checks


def _rows(manifests: Sequence[Manifest], stage: str) -> int:
    return sum(one.rows_out for one in manifests if one.stage == stage)


def _all_staged(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> Check:
    expected = _rows(manifests, "load")
    staged = connection.execute(
        select(func.count()).select_from(staged_records).where(staged_records.c.run_id == run.run_id)
    ).scalar_one()
    return Check(
        "staged",
        "every record of every batch waits to be published, once",
        required=True,
        passed=staged == expected,
        evidence=f"{staged} of {expected} records are staged",
        advice=f"run `guiyi migrate {run.site}` again; it stages all batches anew",
    )


def _not_emptied(run: Run, connection: Connection, records: int) -> Check:
    live = _live(run, connection)
    return Check(
        "not-emptied",
        "a run without any record does not follow on a library that has some",
        required=True,
        passed=records > 0 or live == 0,
        evidence=f"{records} records in this run, {live} resources of the site in the library",
        advice="see whether the old site is up and its templates still fit (`guiyi diagnose`)",
    )


def _live(run: Run, connection: Connection) -> int:
    mine = (resources.c.site == run.site) & (resources.c.status == "published")
    return int(connection.execute(select(func.count()).select_from(resources).where(mine)).scalar_one())


def _threshold(threshold: Threshold, figure: Figure) -> Iterator[Check]:
    """One check a limit that is said."""
    limits = (
        ("floor", threshold.stop_below, True),
        ("ceiling", threshold.stop_above, True),
        ("warn-floor", threshold.warn_below, False),
        ("warn-ceiling", threshold.warn_above, False),
    )
    for kind, limit, is_required in limits:
        if limit is None:
            continue
        is_floor = kind.endswith("floor")
        yield Check(
            f"{figure.name}-{kind}",
            f"{figure.meaning}: {'at least' if is_floor else 'at most'} {limit:g}",
            required=is_required,
            passed=figure.value >= limit if is_floor else figure.value <= limit,
            evidence=f"{figure.evidence} = {figure.value:g}",
            advice=f"{figure.advice}; if it is right so, change the site's assertions.{figure.name}",
        )


def _fill_rate(store: Store, manifests: Sequence[Manifest], name: str) -> Figure:
    field = RECORD_FIELDS.get(name, name)
    total = filled = 0
    for one in manifests:
        if one.stage == "map" and one.path:
            values = pq.read_table(io.BytesIO(store.read(one.path)), columns=[field])[field]
            total += len(values)
            filled += _count_filled(values)
    rate = filled / total if total else 1.0
    return Figure(f"fill_rate.{name}", f"records have {name}", rate, f"{filled} of {total} records")


def _count_filled(values: pa.ChunkedArray) -> int:
    lengths = pc.list_value_length(values) if pa.types.is_list(values.type) else pc.utf8_length(values)
    return int(pc.sum(pc.greater(lengths, 0)).as_py() or 0)


def _unmapped_rate(store: Store, manifests: Sequence[Manifest]) -> Figure:
    codes: Counter[str] = Counter()
    for one in manifests:
        if one.stage == "map" and one.refused_path:
            table = pq.read_table(io.BytesIO(store.read(one.refused_path)), columns=["code"])
            codes.update(table["code"].to_pylist())
    unmapped = sum(count for code, count in codes.items() if code.startswith("unmapped"))
    total = sum(one.rows_in for one in manifests if one.stage == "map")
    return Figure("unmapped_rate", "records have a column", unmapped / (total or 1), f"{unmapped} of {total} unmapped")


def _held_rate(manifests: Sequence[Manifest]) -> Figure:
    total = sum(one.rows_in for one in manifests if one.stage == "extract")
    held = sum(one.held for one in manifests)
    return Figure("held_rate", "few items are held", held / (total or 1), f"{held} of {total} items held")


def _deduped(manifests: Sequence[Manifest]) -> list[str]:
    return [one.path for one in manifests if one.stage == "dedupe" and one.path]


def _drop(run: Run, connection: Connection, records: int, copies: int) -> Figure:
    last = select(runs.c.published).join(site_states, site_states.c.last_good_run == runs.c.run_id)
    published = connection.execute(last.where(site_states.c.site == run.site)).scalar_one_or_none()
    before = int(published["records"]) if published else 0
    gone = len(gone_items(run, connection))  # these are explained, and have a ceiling of their own
    merged = max(0, copies - int(published.get("copies", copies))) if published else 0  # into other documents since
    share = max(0.0, (before - gone - merged - records) / before) if before else 0.0
    evidence = (
        f"{before} records in the last good run, {gone} of them gone, {merged} merged, {records} now, unexplained"
    )
    return Figure("drop_vs_last_good", "few records are missing that the last good run had", share, evidence)


def _gone_ceiling(run: Run, connection: Connection) -> Check:
    gone, live = len(gone_items(run, connection)), _live(run, connection)
    said = run.config.load
    ceiling = max(said.gone_floor, math.ceil(said.gone_ceiling * live))
    return Check(
        "gone-ceiling",
        "no more resources vanish in one run than the site's file allows",
        required=True,
        passed=gone <= ceiling,
        evidence=f"{gone} of {live} resources are gone on the old site; the ceiling is {ceiling}",
        advice="see whether the old site really removed them; if so, raise load.gone_ceiling of the site and run again",
    )
