"""What a run would do, from the present snapshot: nothing is fetched, nothing written but to a temporary folder."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, select

from guiyi.clean.clean import clean_batch
from guiyi.config.load import load_platform, load_site
from guiyi.crawl.unread import UNFILLED
from guiyi.database import reading
from guiyi.dedupe.dedupe import dedupe_site
from guiyi.extract.batches import plan_batches
from guiyi.extract.extract import extract_batch
from guiyi.ledger import FETCHED, RUN_FAILED, RUNNING, pages, runs
from guiyi.library.assets import archived_files
from guiyi.library.doubts import about_of, waiting_classes
from guiyi.library.gone import gone_items
from guiyi.library.load import files_of, live_resources, stage_records
from guiyi.library.migrate import open_library
from guiyi.library.records import storable
from guiyi.mapping.map import map_batch, unused
from guiyi.runs.handover import read_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from guiyi.settings import Settings, now
from guiyi.store import Store
from guiyi.urls import UrlSpace

SAMPLES = 5
# Fields that mapping decides; a change in nothing else is a re-mapping.
MAPPED = {
    "content_type",
    "function",
    "column",
    "topic_category",
    "genre_category",
    "classes",
    "issuing_agency",
    "effective_status",
}
CANNOT_SEE = (
    "旧站上次抓取之后变了什么，抓了才知道 "
    "what changed on the old site since the last crawl: new, changed and vanished pages show only when it is crawled"
)


@dataclass(frozen=True)
class Move:
    """A resource that would change its column."""

    resource_id: str
    title: str
    before: str | None
    after: str | None


@dataclass
class Plan:
    """counts by what would happen: create, update, remap, revive, unchanged, merge, hold, conflict, drop, fail, gone.

    samples: up to five a kind. reasons: of a kind, each with how often: the rule that is missing, the column something
    goes to, the fields that change. moves: of column. cannot_tell: what only a run would show. pages: known, archived.
    unused: the site's own rules, decisions and templates that nothing on the site needs. proposed: topics and genres
    that would wait on the work list, with how many records each; the records are counted in `counts` too.
    """

    site: str
    pages_known: int
    pages_archived: int
    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    cannot_tell: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    proposed: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, sample: str, why: str = "") -> None:
        """Counts one with its reason, and keeps it as a sample while there are few."""
        self.counts[kind] += 1
        if why:
            self.reasons.setdefault(kind, Counter())[why] += 1
        shown = self.samples.setdefault(kind, [])
        if len(shown) < SAMPLES:
            shown.append(sample)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {
            "counts": dict(self.counts),
            "proposed": dict(self.proposed.most_common()),
            "reasons": {kind: dict(found.most_common()) for kind, found in self.reasons.items()},
        }


class OverlayStore(Store):
    """Reads through to another store; writes to a folder of its own."""

    def __init__(self, lower: Store, folder: str) -> None:
        super().__init__(folder)
        self.lower = lower

    def _holds(self, key: str) -> bool:
        return super().exists(key)

    def exists(self, key: str) -> bool:
        """In either."""
        return self._holds(key) or self.lower.exists(key)

    def local_path(self, key: str) -> Path:
        """Of whichever has the file."""
        return super().local_path(key) if self._holds(key) else self.lower.local_path(key)

    def read(self, key: str, start: int | None = None, end: int | None = None) -> bytes:
        """From whichever has the file."""
        return super().read(key, start, end) if self._holds(key) else self.lower.read(key, start, end)

    def open(self, key: str) -> IO[bytes]:
        """From whichever has the file."""
        return super().open(key) if self._holds(key) else self.lower.open(key)

    def list(self, prefix: str) -> list[str]:
        """Of both."""
        return sorted({*super().list(prefix), *self.lower.list(prefix)})


def plan_site(settings: Settings, site: str) -> Plan:
    """Settings and site → what its next run would do with what is archived now. ConfigError, StoreError."""
    with _rehearsal(settings, site) as run:
        plan = _start(run)
        plan.cannot_tell += _unfilled(run)
        if not plan.pages_archived:
            known = f"{plan.pages_known} pages known" if plan.pages_known else "no page known"
            plan.cannot_tell.append(f"anything: nothing of {site} is archived yet ({known}); `guiyi migrate {site}`")
            return plan
        plan.cannot_tell.append(CANNOT_SEE)
        extracted = [extract_batch(run, batch) for batch in plan_batches(run)]
        cleaned = [clean_batch(run, one) for one in extracted]
        clusters = dedupe_site(run, cleaned)
        mapped = [map_batch(run, one, clusters) for one in cleaned]
        for manifest in (*extracted, *cleaned, clusters, *mapped):
            _add_refused(plan, _rows(run.store, manifest.refused_path))
        for copy in _rows(run.store, clusters.path):
            plan.add("merge", f"{copy['url']} → {copy['canonical_resource'] or copy['canonical_key']}")
        _add_records(plan, run, mapped)
        plan.unused = unused(run, mapped)
    return plan


@contextmanager
def _rehearsal(settings: Settings, site: str) -> Iterator[Run]:
    """The run that the next start would continue or begin, over a store that forgets."""
    config, engine = load_site(settings.configs, site), open_library(settings.library)
    with reading(engine) as connection:
        mine = select(runs).where(runs.c.site == site).order_by(runs.c.number.desc()).limit(1)
        last = connection.execute(mine).one_or_none()
    is_open = last is not None and last.status in (RUNNING, RUN_FAILED)
    number = 0 if last is None else last.number
    run_id = last.run_id if last is not None and is_open else f"{site}-{number + 1:04d}"
    started_at = last.started_at if last is not None and is_open else now().isoformat()
    with tempfile.TemporaryDirectory(prefix="guiyi-plan-") as folder:
        store = OverlayStore(Store(settings.store), folder)
        platform = load_platform(settings.configs)
        yield Run(run_id, started_at, config, platform, engine, store, UrlSpace(config), settings)


def _start(run: Run) -> Plan:
    mine = pages.c.site == run.site
    with reading(run.engine) as connection:
        known = connection.execute(select(func.count()).select_from(pages).where(mine)).scalar_one()
        kept = mine & pages.c.warc.is_not(None) & (pages.c.state == FETCHED)
        archived = connection.execute(select(func.count()).select_from(pages).where(kept)).scalar_one()
    return Plan(run.site, int(known), int(archived))


def _unfilled(run: Run) -> Iterator[str]:
    """What pages hide that wait for a browser: only their scripts fill them, and nothing of it was read."""
    waiting = select(pages.c.url).where(pages.c.site == run.site, pages.c.state == FETCHED, pages.c.error == UNFILLED)
    with reading(run.engine) as connection:
        urls = list(connection.execute(waiting.order_by(pages.c.url)).scalars())
    if urls:
        how = "它们仍是空的 they stayed empty" if run.config.crawl.browser else "站点文件写 set crawl: {browser: true}"
        yield (
            f"只靠脚本显示的 {len(urls):,} 页里有什么 what {len(urls):,} pages hold that only scripts fill, such as "
            f"{urls[0]}: 等浏览器打开 they wait for a browser; {how}"
        )


def _rows(store: Store, path: str | None) -> list[dict[str, Any]]:
    return [storable(row) for row in read_rows(store, path)] if path else []


def _add_refused(plan: Plan, rows: Iterable[Mapping[str, Any]]) -> None:
    verbs = {"held": "hold", "dropped": "drop", "failed": "fail"}
    for row in rows:
        kind = "conflict" if row["code"] == "conflict" else verbs[row["outcome"]]
        plan.add(kind, f"{row['url']}: {row['reason']}", str(row["reason"]))


def _add_records(plan: Plan, run: Run, mapped: Sequence[Manifest]) -> None:
    found: set[str] = set()
    with reading(run.engine) as connection:
        for manifest in mapped:
            records = _rows(run.store, manifest.path)
            plan.proposed.update(about_of(doubt) for record in records for doubt in waiting_classes(run, record))
            files = archived_files(connection, run.site, files_of(records))
            digests = {key: str(row.digest) for key, row in files.items()}
            for staging in stage_records(run, connection, records, digests):
                _add_refused(plan, staging.refused)
                _add_staged(plan, connection, staging.staged)
                found.update(row["resource_id"] for row in staging.staged)
        for source_key, resource_id in gone_items(run, connection):
            if resource_id not in found:
                plan.add("gone", source_key)


def _add_staged(plan: Plan, connection: Connection, staged: Sequence[Mapping[str, Any]]) -> None:
    live = live_resources(connection, [row["resource_id"] for row in staged])
    for row in staged:
        current = live.get(row["resource_id"])
        title = row["record"]["resource"]["title"] if "resource" in row["record"] else current and current["title"]
        after = row["record"]["resource"]["column"] if "resource" in row["record"] else None
        kind = _kind(row, current)
        plan.add(kind, f"{row['page_key']} {title}", _why(kind, row, current, after))
        if current is not None and after is not None and after != current["column"]:
            plan.moves.append(Move(row["resource_id"], str(title), current["column"], after))


def _kind(row: Mapping[str, Any], current: Mapping[str, Any] | None) -> str:
    if row["action"] != "update" or current is None:
        return str(row["action"])
    changed = _changed(row, current)
    return "remap" if "column" in changed and changed <= MAPPED else "update"


def _changed(row: Mapping[str, Any], current: Mapping[str, Any]) -> set[str]:
    incoming = row["record"]["resource"]
    changed = {name for name, value in incoming.items() if name in current and current[name] != value}
    return changed - {"record_print", "content_sha256"}


def _why(kind: str, row: Mapping[str, Any], current: Mapping[str, Any] | None, column: str | None) -> str:
    """Where a new one goes; what changes of one that is there: fields, else what stands beside them."""
    if kind in ("create", "revive"):
        return f"→ {column}"
    if kind != "update" or current is None:
        return ""
    return ", ".join(sorted(_changed(row, current))) or "addresses, columns beside its own, or files"
