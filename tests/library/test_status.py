from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from guiyi.errors import GateHeld
from guiyi.ledger import PARKED, RUN_FAILED, RUN_HELD
from guiyi.library.publish import publish
from guiyi.library.status import diagnose, fleet
from guiyi.portal.pages.fleet import health_of
from guiyi.runs.run import close_run
from guiyi.settings import now
from tests.library.conftest import Found, Old, record, refused


def test_the_fleet_shows_every_site_with_its_counts(make_site: Callable[..., Old]) -> None:
    old = make_site()
    make_site("silent")
    old.migrate(Found([record("old", n) for n in range(4)], [refused("old", "/a"), refused("old", "/b", "dropped")]))
    first, second = fleet(old.engine, old.settings.configs)
    assert (first.site, first.run_status, first.published, first.held, first.dropped) == ("old", "done", 4, 1, 1)
    assert (second.site, second.run_status, second.published) == ("silent", None, 0)
    assert first.to_json()["last_good_run"] == "old-0001"


def test_a_diagnosis_groups_the_trouble_and_shows_an_example(old: Old) -> None:
    assert diagnose(old.engine, "old").verdict == "never-run"
    old.migrate(Found([record("old", 1)], [refused("old", f"/a{n}") for n in range(3)]))
    found = diagnose(old.engine, "old")
    assert (found.verdict, found.days_since_good, found.failing_since) == ("partial", 0, None)
    assert [(one.where, one.code, one.count) for one in found.issues] == [("held in map", "unmapped", 3)]
    assert found.issues[0].example == "http://old.example.test/a0"


def test_a_diagnosis_says_since_when_a_site_fails(old: Old) -> None:
    old.migrate(Found([record("old", n) for n in range(4)]))
    assert diagnose(old.engine, "old").verdict == "good"
    with old.run() as (run, fence):
        with pytest.raises(GateHeld) as held:
            publish(run, old.stage(run, Found([record("old", 1)])), fence)
        close_run(run, RUN_HELD, str(held.value))
    found = diagnose(old.engine, "old")
    assert (found.verdict, found.last_good_run, found.failing_since) == ("held", "old-0001", run.started_at)
    assert found.issues[0].code.startswith("drop_vs_last_good")
    with old.run() as (second, _):
        close_run(second, RUN_FAILED, "the host does not answer")
    found = diagnose(old.engine, "old")
    assert (found.verdict, found.failing_since) == ("failing", run.started_at)
    assert "the host does not answer" in found.says


def test_a_parked_site_is_no_failure_until_it_stays_away(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    with old.run() as (run, _):
        close_run(run, RUN_FAILED, f"{PARKED}the host does not answer")
    (site,), found = fleet(old.engine, old.settings.configs), diagnose(old.engine, "old")
    assert (health_of(site), site.error, found.verdict) == ("parked", "the host does not answer", "parked")
    assert found.failing_since is None
    assert "comes back by itself: the host does not answer" in found.says
    later = now() + timedelta(days=2)
    monkeypatch.setattr("guiyi.library.status.now", lambda: later)  # stopped by hand, or there is no worker
    (site,), found = fleet(old.engine, old.settings.configs), diagnose(old.engine, "old")
    assert (health_of(site), found.verdict, found.failing_since) == ("failed", "failing", run.started_at)
