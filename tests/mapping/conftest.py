"""A site whose clean documents, copies and ledger are made by hand: what mapping is given by the stages before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from guiyi.database import upsert, writing
from guiyi.ledger import FETCHED, listings, pages, sections, seen_urls
from guiyi.library.migrate import open_library
from guiyi.mapping.map import map_batch
from guiyi.prints import print_of, sha256_of
from guiyi.runs.handover import CLUSTERS, DOCUMENTS, KEYS, read_rows, write_rows
from guiyi.runs.manifest import Manifest, keys_key, part_key
from guiyi.runs.run import Run, lease, start_run
from guiyi.settings import Settings

Row = dict[str, Any]
HOST = "http://old.example.test"
SITE = """\
version: 1
site: {{id: old, name: 旧站, department: office, base_url: "http://old.example.test/"}}
{more}
"""


def document(key: str = "/t1.html", section: str | None = "通知公告", **changes: Any) -> Row:
    """One clean document."""
    row = dict.fromkeys(DOCUMENTS.names)
    return row | {
        "source_key": key, "page_key": key, "url": f"{HOST}{key}", "title": "关于清明期间文明祭扫的通知",
        "published_at": "2019-03-05T10:08+08:00", "section": section, "section_path": [], "keywords": [],
        "body_html": "<p>各单位：请遵照执行。</p>", "body_text": "各单位：请遵照执行。",
        "attachments": [], "images": [],
        "flags": [], "repairs": [], "raw_print": "raw", "template_print": "t", **changes,
    }  # fmt: skip


def copy_of(key: str, canonical: str | None, resource: str | None = None, section: str | None = None) -> Row:
    return {
        "source_key": key, "page_key": key, "url": f"{HOST}{key}", "section": section, "canonical_key": canonical,
        "canonical_resource": resource, "kind": "exact", "similarity": 1.0,
    }  # fmt: skip


@dataclass
class Given:
    """What the stages before mapping leave of a site."""

    documents: list[Row] = field(default_factory=list)
    copies: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)  # documents of other batches
    lists: dict[str, tuple[str, list[str]]] = field(default_factory=dict)  # section key → name, page keys
    files: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)  # pages of which the ledger knows the bytes
    redirects: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # URL → key
    instead: dict[str, str] = field(default_factory=dict)  # page key → what stands there in its place


@dataclass
class Mapped:
    """What mapping made of it."""

    manifest: Manifest
    records: list[Row]
    refused: list[Row]

    @property
    def record(self) -> Row:
        assert len(self.records) == 1, self.refused
        return self.records[0]


@dataclass
class Old:
    """An old site that can be mapped."""

    settings: Settings

    @contextmanager
    def run(self) -> Iterator[Run]:
        with lease(self.settings, "old"):
            yield start_run(self.settings, "old")

    def map(self, given: Given) -> Mapped:
        with self.run() as run:
            return self.map_in(run, given)

    def map_in(self, run: Run, given: Given) -> Mapped:
        self._ledger(run, given)
        cleaned = self._part(run, "clean", given.documents)
        manifest = map_batch(run, cleaned, self._clusters(run, given))
        return Mapped(manifest, read_rows(run.store, manifest.path), read_rows(run.store, manifest.refused_path))

    def _part(self, run: Run, stage: Any, rows: list[Row]) -> Manifest:
        print_ = print_of(rows)
        key = part_key("old", stage, "000", print_)
        write_rows(run.store, key, rows, DOCUMENTS)
        return Manifest(stage, "old", run.run_id, "000", key, None, len(rows), len(rows), print=print_)

    def _clusters(self, run: Run, given: Given) -> Manifest:
        every = [*given.documents, *given.others]
        keys = [
            {name: one[name] for name in ("page_key", "source_key")} | {"instead": given.instead.get(one["page_key"])}
            for one in every
        ]
        print_ = print_of(given.copies, keys)
        key = part_key("old", "dedupe", "all", print_)
        write_rows(run.store, keys_key(key), keys, KEYS)
        write_rows(run.store, key, given.copies, CLUSTERS)
        return Manifest("dedupe", "old", run.run_id, "all", key, None, len(every), len(every), print=print_)

    def _ledger(self, run: Run, given: Given) -> None:
        mine = {"site": "old", "run_id": run.run_id}
        page = {"site": "old", "state": FETCHED, "depth": 1, "attempts": 1, "first_run": run.run_id}
        rows = [
            page | {"key": key, "url": f"{HOST}{key}", "role": role, "digest": sha256_of(key.encode()), "warc": "w"}
            for role, keys in (("asset", given.files), ("page", given.archived))
            for key in keys
        ]
        moved = [
            page | {"key": key, "url": f"{HOST}{key}", "role": "page", "redirect_to": to}
            for key, to in given.redirects.items()
        ]
        seen = {f"{HOST}{one['page_key']}": one["page_key"] for one in [*given.documents, *given.copies]} | given.seen
        lists = [mine | {"key": key, "name": name, "path": ["首页", name]} for key, (name, _) in given.lists.items()]
        listed = [
            mine | {"section": section, "key": key, "title": None, "listed_on": None}
            for section, (_name, keys) in given.lists.items()
            for key in keys
        ]
        spelled = [
            {"site": "old", "url": url, "key": key, "how": "link", "first_run": run.run_id} for url, key in seen.items()
        ]
        with writing(open_library(self.settings.library)) as connection:
            upsert(connection, pages, rows)
            upsert(connection, pages, moved)
            upsert(connection, sections, lists)
            upsert(connection, listings, listed)
            upsert(connection, seen_urls, spelled)


def payload(row: Row) -> Any:
    return json.loads(row["payload"])


@pytest.fixture
def library_url(sqlite_url: str) -> str:
    """Mapping reads the ledger by plain queries; one database is enough here."""
    return sqlite_url


@pytest.fixture
def make_old(settings: Settings) -> Callable[[str], Old]:
    """More of the site's file → the site."""

    def make(more: str = "") -> Old:
        (settings.configs / "sites" / "old.yaml").write_text(SITE.format(more=more), encoding="utf-8")
        return Old(settings)

    return make


@pytest.fixture
def old(make_old: Callable[[str], Old]) -> Old:
    """A site without rules of its own."""
    return make_old("")
