"""A site whose records are made by hand: what a run would find, without a crawl."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from guiyi.database import upsert, writing
from guiyi.ledger import DONE, FETCHED, PAGE, pages, runs
from guiyi.library.export import export
from guiyi.library.load import stage_batch
from guiyi.library.migrate import open_library
from guiyi.library.publish import LoadReport, publish
from guiyi.mapping.record import resource_id
from guiyi.prints import print_of, sha256_of
from guiyi.runs.handover import CLUSTERS, RECORDS, REFUSED, write_rows
from guiyi.runs.manifest import Manifest, part_key, refused_key
from guiyi.runs.run import Run, close_run, lease, start_run
from guiyi.settings import Settings

Row = dict[str, Any]
SITE_FILE = """\
version: 1
site: {{id: {site}, name: 旧站, department: office, base_url: "http://{site}.example.test/"}}
{more}
"""


def write_site(configs: Path, site: str, more: str = "") -> None:
    (configs / "sites" / f"{site}.yaml").write_text(SITE_FILE.format(site=site, more=more), encoding="utf-8")


def record(site: str, n: int, **changes: Any) -> Row:
    """The n-th record of a site, as mapping hands it on."""
    key, text = f"/t{n}.html", f"第{n}号通知的正文，" + "各有关单位请遵照执行。" * (n % 5 + 1)
    row: Row = {
        "resource_id": resource_id(site, key),
        "source_key": key,
        "title": f"关于第{n}项工作的通知",
        "content_type": "article",
        "function": "信息发布",
        "column": "info.notices",
        "placements": [{"column": "info.notices", "legacy_column": "通知公告"}],
        "published_at": f"2019-03-{n % 27 + 1:02d}",
        "issuing_agency": "市办公室",
        "keywords": ["通知"],
        "body_html": f"<p>{text}</p>",
        "body_text": text,
        "language": "zh",
        "legacy_column": "通知公告",
        "legacy_urls": [{"url": f"http://{site}.example.test{key}", "key": key}],
        "attachments": [],
        "images": [],
        "letter": None,
        "flags": [],
        "raw_print": f"raw{n}",
        "template_print": "t",
        "mapping_print": "m",
        **changes,
    }
    row["content_sha256"] = sha256_of(f"{row['title']}{row['body_html']}".encode())
    row["record_print"] = print_of(row)
    return row


def refused(site: str, key: str, outcome: str = "held", code: str = "unmapped", **changes: Any) -> Row:
    return {
        "source_key": key,
        "page_key": key,
        "url": f"http://{site}.example.test{key}",
        "outcome": outcome,
        "code": code,
        "reason": f"{code} for a reason",
        "payload": json.dumps({"title": f"标题 {key}"}),
        **changes,
    }


def copy_of(site: str, key: str, canonical: str | None, resource: str | None = None, kind: str = "exact") -> Row:
    url = f"http://{site}.example.test{key}"
    return {
        "source_key": key, "page_key": key, "url": url, "section": None, "canonical_key": canonical,
        "canonical_resource": resource, "kind": kind, "similarity": 1.0,
    }  # fmt: skip


@dataclass
class Found:
    """What a run finds: records, what mapping refuses, copies, and states of pages that differ from fetched."""

    records: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    copies: list[Row] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    complete: bool = True


@dataclass
class Old:
    """An old site with a library to load it into."""

    settings: Settings
    site: str = "old"

    @property
    def engine(self) -> Any:
        return open_library(self.settings.library)

    def id(self, n: int) -> str:
        return resource_id(self.site, f"/t{n}.html")

    def crawl(self, run: Run, found: Found) -> None:
        """The ledger's rows as a crawl would leave them."""
        keys = [row["source_key"] for row in [*found.records, *found.refused, *found.copies]]
        values = {"site": self.site, "role": PAGE, "depth": 1, "attempts": 1, "first_run": run.run_id}
        states = {key: FETCHED for key in keys} | dict.fromkeys(found.gone, "gone")
        rows = [
            {**values, "key": key, "url": f"http://{self.site}.example.test{key}", "state": state}
            for key, state in states.items()
        ]
        with writing(self.engine) as connection:
            upsert(connection, pages, rows, update=("state",))
            complete = update(runs).where(runs.c.run_id == run.run_id)
            connection.execute(complete.values(crawl_finished=True, crawl_complete=found.complete))

    def stage(self, run: Run, found: Found) -> list[Manifest]:
        """All manifests of a run, its records staged, in two batches."""
        self.crawl(run, found)
        manifests = [self._clusters(run, found)]
        for batch in range(2):
            mapped = self._mapped(run, f"{batch:03d}", found.records[batch::2], found.refused[batch::2])
            manifests += [mapped, stage_batch(run, mapped)]
        return manifests

    def _clusters(self, run: Run, found: Found) -> Manifest:
        key = part_key(self.site, "dedupe", "all", print_of(found.copies))
        write_rows(run.store, key, found.copies, CLUSTERS)
        count = len(found.records) + len(found.refused) + len(found.copies)
        return Manifest("dedupe", self.site, run.run_id, "all", key, None, count, count)

    def _mapped(self, run: Run, batch: str, records: list[Row], refusals: list[Row]) -> Manifest:
        key = part_key(self.site, "map", batch, print_of(records, refusals))
        write_rows(run.store, key, records, RECORDS)
        if refusals:
            write_rows(run.store, refused_key(key), refusals, REFUSED)
        outcomes = [row["outcome"] for row in refusals]
        counts = {name: outcomes.count(name) for name in ("held", "dropped", "failed")}
        total = len(records) + len(refusals)
        path = refused_key(key) if refusals else None
        return Manifest("map", self.site, run.run_id, batch, key, path, total, len(records), **counts)

    @contextmanager
    def run(self) -> Iterator[tuple[Run, int]]:
        with lease(self.settings, self.site) as fence:
            yield start_run(self.settings, self.site), fence

    def migrate(self, found: Found) -> LoadReport:
        with self.run() as (run, fence):
            report = publish(run, self.stage(run, found), fence)
            close_run(run, DONE)
            return report

    def export(self, format: str = "jsonl") -> bytes:
        out = io.BytesIO()
        export(self.engine, out, format)
        return out.getvalue()

    def records(self) -> dict[str, Row]:
        """The export, by resource id."""
        rows = [json.loads(line) for line in self.export().splitlines()]
        return {row["resource_id"]: row for row in rows}


@pytest.fixture
def make_site(settings: Settings) -> Callable[..., Old]:
    """Writes a site's file; gives the site."""

    def make(site: str = "old", more: str = "") -> Old:
        write_site(settings.configs, site, more)
        return Old(settings, site)

    return make


@pytest.fixture
def old(make_site: Callable[..., Old]) -> Old:
    """A site without gates of its own."""
    return make_site()
