from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from guiyi.console import print_plan
from guiyi.crawl.unread import UNFILLED
from guiyi.database import reading, writing
from guiyi.decisions.record import record_decision
from guiyi.errors import StoreError
from guiyi.ledger import pages, runs
from guiyi.library import plan as plans
from guiyi.library.plan import OverlayStore, plan_site
from guiyi.store import Store
from tests.library.conftest import Found, Old, record, refused


def test_an_overlay_reads_through_and_writes_apart(tmp_path: Path) -> None:
    lower = Store(str(tmp_path / "lower"))
    lower.write("a/1", b"one")
    upper = OverlayStore(lower, str(tmp_path / "upper"))
    upper.write("a/2", b"two")
    assert upper.list("a") == ["a/1", "a/2"]
    assert (upper.read("a/1", 1, 2), upper.open("a/2").read()) == (b"n", b"two")
    assert upper.local_path("a/1") == lower.local_path("a/1")
    assert lower.list("a") == ["a/1"]
    with pytest.raises(StoreError):
        upper.read("a/3")


def test_a_site_that_was_never_crawled_is_said_to_be_unknown(old: Old) -> None:
    plan = plan_site(old.settings, "old")
    assert plan.counts == {}
    assert "nothing of old is archived yet (no page known)" in plan.cannot_tell[0]
    with reading(old.engine) as connection:
        assert connection.execute(runs.select()).all() == []


def test_a_plan_tells_pages_that_wait_for_a_browser(old: Old) -> None:
    old.migrate(Found([record("old", n) for n in range(2)]))
    assert len(plan_site(old.settings, "old").cannot_tell) == 1
    with writing(old.engine) as connection:
        connection.execute(pages.update().where(pages.c.site == "old").values(error=UNFILLED))
    told = plan_site(old.settings, "old").cannot_tell[0]
    assert ("等浏览器打开" in told, "what 2 pages hold" in told, "crawl: {browser: true}" in told) == (True, True, True)


def test_a_plan_tells_new_changed_moved_and_held_records_apart(old: Old) -> None:
    old.migrate(Found([record("old", n) for n in range(4)]))
    before = old.export()
    found = Found(
        [
            record("old", 0),
            record("old", 1, title="改了"),
            record(
                "old",
                2,
                column="info.news",
                classes='{"topic_category": {"value": "其他", "confidence": 0.4, "evidence": []}}',
                placements=[{"column": "info.news", "legacy_column": "通知公告"}],
            ),
            record("old", 9),
            record("old", 10, title=None),
        ],
        [refused("old", "/a"), refused("old", "/b", "dropped", "out-of-scope")],
    )
    with old.run() as (run, _):
        manifests = [one for one in old.stage(run, found) if one.stage == "map"]
        plan = plans.Plan("old", 4, 4)
        for one in manifests:
            plans._add_refused(plan, plans._rows(run.store, one.refused_path))
        plans._add_records(plan, run, manifests)
    assert plan.counts == {"unchanged": 1, "update": 1, "remap": 1, "create": 1, "hold": 2, "drop": 1}
    assert [(move.before, move.after) for move in plan.moves] == [("info.notices", "info.news")]
    assert plan.samples["update"] == ["/t1.html 改了"]
    assert plan.reasons["create"] == {"→ info.notices": 1}
    assert plan.reasons["update"] == {"title": 1}
    assert sum(plan.reasons["hold"].values()) == plan.counts["hold"]
    assert old.export() == before


def test_a_plan_tells_classes_that_are_but_proposed(old: Old) -> None:
    told = '{"topic_category": {"value": "科技、教育", "confidence": 0.7, "evidence": ["agency"]}}'
    given = {"topic_category": "科技、教育", "classes": told}
    found = Found([record("old", 0, classes=told), record("old", 1, classes=told), record("old", 2, **given)])
    doubt = {"source_key": "/t1.html", "doubt": "class:topic_category:科技、教育"}
    record_decision(old.engine, "accept", doubt, by="王丽", why="看过", site="old")
    with old.run() as (run, _):
        manifests = [one for one in old.stage(run, found) if one.stage == "map"]
        plan = plans.Plan("old", 3, 3)
        plans._add_records(plan, run, manifests)
    assert plan.to_json()["proposed"] == {"主题 topic: 科技、教育": 1}
    shown = Console(record=True, file=StringIO(), width=200)
    print_plan(plan, shown)
    assert "proposed classes, for the work list: 1 × 主题 topic: 科技、教育" in shown.export_text()
