"""Two publications at once: of one site, only the newest lease writes; of two sites, both do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guiyi.database import writing
from guiyi.errors import RunBusy
from guiyi.ledger import site_states
from guiyi.library import edit
from guiyi.library.publish import publish
from guiyi.library.records import State
from guiyi.runs.lease import take
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from tests.library.conftest import Found, Old, record


def outcome(run: Run, manifests: list[Manifest], fence: int) -> Any:
    try:
        return publish(run, manifests, fence).created
    except RunBusy:
        return "busy"


def test_of_two_publishers_of_a_site_only_the_newest_lease_writes(old: Old) -> None:
    with old.run() as (run, fence):
        manifests = old.stage(run, Found([record("old", n) for n in range(20)]))
        with writing(old.engine) as connection:
            connection.execute(site_states.update().values(lease_until=0))
        newer = take(old.engine, "old", "elsewhere:1:1")
        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(lambda number: outcome(run, manifests, number), (fence, newer)))
    assert ended == ["busy", 20]
    assert len(old.records()) == 20


def test_sites_are_published_side_by_side(make_site: Callable[..., Old]) -> None:
    sites = [make_site(f"s{n}") for n in range(4)]

    def migrate(one: Old) -> int:
        return one.migrate(Found([record(one.site, n) for n in range(15)])).created

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(migrate, sites)) == [15] * 4
    assert len(sites[0].records()) == 60


def test_two_who_change_one_resource_at_once_each_make_a_version(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    old.migrate(Found([record("old", 1)]))
    usual, has_read = edit._edited, threading.Event()

    def slowly(state: State, changes: dict[str, Any], made_at: str) -> State:
        has_read.set()
        time.sleep(0.5 if "title" in changes else 0)
        return usual(state, changes, made_at)

    monkeypatch.setattr(edit, "_edited", slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(edit.edit_resource, old.engine, old.id(1), {"title": "王改的标题"}, "wang")
        assert has_read.wait(20)
        second = pool.submit(edit.edit_resource, old.engine, old.id(1), {"summary": "李写的摘要"}, "li")
        assert (first.result(), second.result()) == (2, 3)
    found = old.records()[old.id(1)]
    assert (found["title"], found["summary"], found["version"]) == ("王改的标题", "李写的摘要", 3)
