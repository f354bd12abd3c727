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
from guiyi.clean.masking import shown_address
from guiyi.codes import HELD_BY_REVIEWER, code_word
from guiyi.config.models import Threshold
from guiyi.ledger import LOADED, items, runs, site_states
from guiyi.library.gone import gone_items
from guiyi.library.quality import measure_records
from guiyi.library.tables import resources, staged_records
from guiyi.library.undo import existing
from guiyi.runs.handover import stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from guiyi.store import Store

DAY = len("2018-03-05")
FEW_REDATED = 3  # records whose day changed; fewer may be corrections
# Fields as the site's file names them → as records name them.
RECORD_FIELDS = {"section": "legacy_column", "body": "body_text"}


@dataclass(frozen=True)
class Figure:
    """A measured figure: its gate's name, what the gate tells, the value, and how it came about."""

    name: str
    meaning: tuple[str, str]  # Chinese, without letters or spaces; English
    value: float
    evidence: str
    advice: tuple[str, str] = ("先看原因（`guiyi diagnose`）", "see the cause (`guiyi diagnose`)")
    is_count: bool = False

    def limit(self, limit: float) -> str:
        """A limit, or the value itself, as people write it: a count, or a share in percent."""
        return f"{limit:g}" if self.is_count else f"{100 * limit:.4g}%"


def check_load(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> list[Check]:
    """The run's manifests and what is staged → the checks that decide whether it may be published. Only reads."""
    said = run.config.assertions
    records = _rows(manifests, "map")
    checks = [_all_staged(run, connection, manifests), _not_emptied(run, connection, records)]
    checks += _threshold(said.records, _records(records))
    for name, threshold in sorted(said.fill_rate.items()):
        checks += _threshold(threshold, _fill_rate(run.store, manifests, name))
    checks += _threshold(said.unmapped_rate, _unmapped_rate(run.store, manifests))
    checks += _threshold(said.held_rate, _held_rate(manifests))
    copies = sum(pq.read_metadata(io.BytesIO(run.store.read(path))).num_rows for path in _deduped(manifests))
    checks += _threshold(said.drop_vs_last_good, _drop(run, connection, manifests, records, copies))
    checks += _threshold(said.redated, _redated(run, connection))
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
        "各批的记录都已备好，一条不多不少 every record of every batch waits to be published, once",
        required=True,
        passed=staged == expected,
        evidence=f"备好 records staged {staged} / {expected}",
        advice=f"再跑一次，会重新备好各批 Run `guiyi migrate {run.site}` again; it stages all batches anew",
    )


def _not_emptied(run: Run, connection: Connection, records: int) -> Check:
    live = _live(run, connection)
    return Check(
        "not-emptied",
        "资源库有此站内容时，本次不是一条也没有 a run without any record does not follow on a library that has some",
        required=True,
        passed=records > 0 or live == 0,
        evidence=f"本次 records in this run {records}；资源库现有 resources of the site in the library {live}",
        advice="看旧站是否开着、模板是否还合用 "
        "See whether the old site is up and its templates still fit (`guiyi diagnose`)",
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
        is_floor, (chinese, english) = kind.endswith("floor"), figure.meaning
        chinese_bound, english_bound = ("至少", "at least") if is_floor else ("至多", "at most")
        bound = figure.limit(limit)
        chinese_advice, english_advice = figure.advice
        yield Check(
            f"{figure.name}-{kind}",
            f"{chinese}（{chinese_bound}{bound}） {english}: {english_bound} {bound}",
            required=is_required,
            passed=figure.value >= limit if is_floor else figure.value <= limit,
            evidence=figure.evidence if figure.is_count else f"{figure.evidence} = {figure.limit(figure.value)}",
            advice=f"{chinese_advice}；若本来如此，改站点文件里 assertions.{figure.name} 的限度 "
            f"{english_advice}; if it is right so, change the site's assertions.{figure.name}",
        )


def _records(records: int) -> Figure:
    meaning = ("此站的记录够多", "the site gave enough records")
    return Figure("records", meaning, records, f"记录 records {records}", is_count=True)


def _fill_rate(store: Store, manifests: Sequence[Manifest], name: str) -> Figure:
    field = RECORD_FIELDS.get(name, name)
    total = filled = 0
    for one in manifests:
        if one.stage == "map" and one.path:
            values = pq.read_table(io.BytesIO(store.read(one.path)), columns=[field])[field]
            total += len(values)
            filled += _count_filled(values)
    rate = filled / total if total else 1.0
    meaning = (f"记录有{code_word('zh', name)}", f"records have {name}")
    return Figure(f"fill_rate.{name}", meaning, rate, f"有 records that have it {filled} / {total}")


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
    meaning = ("记录有栏目", "records have a column")
    return Figure("unmapped_rate", meaning, unmapped / (total or 1), f"没有栏目 unmapped {unmapped} / {total}")


def _held_rate(manifests: Sequence[Manifest]) -> Figure:
    total = sum(one.rows_in for one in manifests if one.stage == "extract")
    held = sum(one.held for one in manifests)
    meaning = ("暂存的条目不多", "few items are held")
    return Figure("held_rate", meaning, held / (total or 1), f"暂存 items held {held} / {total}")


def _deduped(manifests: Sequence[Manifest]) -> list[str]:
    return [one.path for one in manifests if one.stage == "dedupe" and one.path]


def _taken_out(run: Run, connection: Connection, manifests: Sequence[Manifest]) -> int:
    """How many items that are in the library a reviewer holds now: a decision explains what is missing."""
    paths = [one.refused_path for one in manifests if one.stage == "map" and one.refused_path]
    rows = (row for path in paths for row in stream_rows(run.store, path, ("source_key", "code")))
    keys = [row["source_key"] for row in rows if row["code"] == HELD_BY_REVIEWER]
    return sum(row["state"] == LOADED for row in existing(connection, items, run.site, keys).values())


def _drop(run: Run, connection: Connection, manifests: Sequence[Manifest], records: int, copies: int) -> Figure:
    last = select(runs.c.published).join(site_states, site_states.c.last_good_run == runs.c.run_id)
    published = connection.execute(last.where(site_states.c.site == run.site)).scalar_one_or_none()
    before = int(published["records"]) if published else 0
    gone = len(gone_items(run, connection))  # these are explained, and have a ceiling of their own
    decided = _taken_out(run, connection, manifests)
    merged = max(0, copies - int(published.get("copies", copies))) if published else 0  # into other documents since
    share = max(0.0, (before - gone - decided - merged - records) / before) if before else 0.0
    evidence = (
        f"上次 records in the last good run {before}，旧站已撤 gone {gone}，人工暂存 held {decided}，"
        f"合并 merged {merged}，本次 now {records}；原因不明 unexplained"
    )
    meaning = ("上次成功的运行有的记录很少缺", "few records are missing that the last good run had")
    return Figure("drop_vs_last_good", meaning, share, evidence)


def _redated(run: Run, connection: Connection) -> Figure:
    """Of what is live, how much changed on the old site and has another day of publication since: a lawful page seldom
    does; all of them do where the site was imported into another CMS and prints the day of that.
    """
    said = staged_records.c.record
    day, raw = said["resource"]["published_at"].as_string(), said["prints"]["raw"].as_string()
    of_page = (items.c.site == run.site) & (items.c.source_key == staged_records.c.source_key)
    found = (
        select(staged_records.c.source_key)
        .join(resources, resources.c.resource_id == staged_records.c.resource_id)
        .join(items, of_page)
        .where(staged_records.c.run_id == run.run_id, staged_records.c.action == "update", items.c.raw_print != raw)
        .where(func.substr(day, 1, DAY) != func.substr(resources.c.published_at, 1, DAY))
        .where(resources.c.base["published_at"].as_string().is_(None))  # no editor said otherwise
    )
    keys = list(connection.execute(found.order_by(staged_records.c.source_key)).scalars())
    live = _live(run, connection)
    share = len(keys) / (live or 1) if len(keys) >= FEW_REDATED else 0.0
    examples = f"（例如 e.g. {'、'.join(map(shown_address, keys[:3]))}）" if keys else ""
    meaning = ("发布时间没有成批改变", "days of publication did not change by the number")
    advice = (
        "看旧站是否整体导入过，各页显示的是导入日",
        "see whether the old site was imported anew and prints the day of that",
    )
    return Figure("redated", meaning, share, f"{len(keys)} / {live}{examples}", advice)


def _gone_ceiling(run: Run, connection: Connection) -> Check:
    gone, live = len(gone_items(run, connection)), _live(run, connection)
    said = run.config.load
    ceiling = max(said.gone_floor, math.ceil(said.gone_ceiling * live))
    return Check(
        "gone-ceiling",
        "旧站一次撤掉的不多于站点文件所许 no more resources vanish in one run than the site's file allows",
        required=True,
        passed=gone <= ceiling,
        evidence=f"旧站已撤 gone on the old site {gone} / {live}；上限 the ceiling {ceiling}",
        advice="看旧站是否真的撤了这些；是的话调高 load.gone_ceiling 再跑 "
        "See whether the old site really removed them; if so, raise load.gone_ceiling of the site and run again",
    )
