"""The retention policy: what is replaced and old goes; archives, files and what is in use stay."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import insert

from guiyi.database import writing
from guiyi.keeping.retention import prune_store
from guiyi.ledger import site_states
from guiyi.library.migrate import open_library
from guiyi.runs.lease import lease
from guiyi.settings import Settings
from guiyi.store import Store

DAY = 24 * 3600
OLD, NEW = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def aged(sqlite_url: str, configs: Path, tmp_path: Path) -> Settings:
    """A store with files of 40 days ago, 10 days ago and today."""
    settings = Settings(sqlite_url, str(tmp_path / "store"), configs)
    store = Store(settings.store)
    files = {
        f"sites/alt/extract/b0000-{OLD}.parquet": 40, f"sites/alt/extract/b0000-{OLD}.refused.parquet": 40,
        f"sites/alt/extract/b0000-{NEW}.parquet": 35, f"sites/alt/extract/b0001-{OLD}.parquet": 40,
        f"sites/alt/map/b0000-{OLD}.parquet": 10, f"sites/alt/map/b0000-{NEW}.parquet": 0,
        "sites/alt/warc/0000.warc.gz": 900, "sites/alt/warc/0001.warc.gz": 800, "assets/ab/abcd": 900,
        "retirement/anchors/alt.json": 900, "evidence/alt.zip": 900,
        **{f"sites/alt/runs/alt-{n:04d}/report.html": 400 - n for n in range(1, 24)},
    }  # fmt: skip
    for key, days in files.items():
        store.write(key, b"bytes")
        at = time.time() - days * DAY
        os.utime(store.local_path(key), (at, at))
    return settings


def names(settings: Settings) -> set[str]:
    root = Path(settings.store)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_only_what_was_replaced_and_is_old_goes(aged: Settings) -> None:
    before = names(aged)
    pruned = prune_store(aged)
    gone = before - names(aged)
    replaced = {f"sites/alt/extract/b0000-{OLD}.parquet", f"sites/alt/extract/b0000-{OLD}.refused.parquet"}
    reports = {f"sites/alt/runs/alt-{n:04d}/report.html" for n in (1, 2, 3)}
    assert gone == replaced | reports
    assert (pruned.parts, pruned.reports, pruned.bytes) == (2, 3, 25)
    assert prune_store(aged).parts == 0


def test_what_the_last_run_and_the_last_good_run_speak_of_stays(aged: Settings) -> None:
    store, part = Store(aged.store), f"sites/alt/extract/b0000-{OLD}.parquet"
    store.write("sites/alt/runs/alt-0023/manifests.json", json.dumps([{"path": part}, {"path": None}]).encode())
    with writing(open_library(aged.library)) as connection:
        connection.execute(insert(site_states).values(site="alt", last_good_run="alt-0002"))
    pruned = prune_store(aged)
    assert (pruned.parts, pruned.reports) == (0, 2)
    assert store.exists(part)
    assert store.exists("sites/alt/runs/alt-0002/report.html")


def test_a_site_at_work_is_left_alone(aged: Settings) -> None:
    before = names(aged)
    with lease(aged, "alt"):
        assert prune_store(aged).busy == 1
    assert names(aged) == before
