from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.database import reading, writing
from guiyi.decisions.record import record_decision
from guiyi.errors import RunBusy
from guiyi.ledger import runs, site_states
from guiyi.library.migrate import open_library
from guiyi.runs import lease as leases
from guiyi.runs.lease import check_fence, hold, lease, take
from guiyi.runs.run import close_run, last_run, note_run, open_run, start_run
from guiyi.settings import Settings

SITE = "version: 1\nsite: {id: old, name: 旧站, department: office, base_url: 'http://old.example.test/'}\n"


def hold_forever(settings: Settings, ready: Any) -> None:
    with lease(settings, "old"):
        ready.set()
        time.sleep(600)


def test_a_second_holder_is_refused_and_the_next_gets_a_higher_fence(settings: Settings) -> None:
    with (
        lease(settings, "old") as first,
        pytest.raises(RunBusy, match="another run is at work"),
        lease(settings, "old"),
    ):
        pass
    with lease(settings, "old") as second:
        assert second > first
    with lease(settings, "old"), lease(settings, "other"):
        pass


def test_a_killed_holder_is_found_out_at_once_and_a_living_one_is_not(settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=hold_forever, args=(settings, ready))
    child.start()
    assert ready.wait(60)
    with pytest.raises(RunBusy), lease(settings, "old"):
        pass
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)  # not waited for, so that it stays behind as a zombie
    give_up = time.monotonic() + 20
    while Path(f"/proc/{child.pid}/stat").exists() and time.monotonic() < give_up:
        try:
            with lease(settings, "old") as fence:
                assert fence == 2
            break
        except RunBusy:
            time.sleep(0.05)
    else:
        pytest.fail("the lease of a killed process was not free")
    child.join()


def test_a_holder_on_another_machine_is_believed_until_its_lease_runs_out(settings: Settings) -> None:
    engine = open_library(settings.library)
    take(engine, "old", "elsewhere:1:x")
    with pytest.raises(RunBusy), hold(engine, "old"):
        pass
    with writing(engine) as connection:
        connection.execute(site_states.update().values(lease_until=1.0))
    with hold(engine, "old") as fence, writing(engine) as connection:
        check_fence(connection, "old", fence)
        with pytest.raises(RunBusy, match="taken over"):
            check_fence(connection, "old", fence - 1)


def test_the_heart_beats_on_after_an_error(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_library(settings.library)
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.02)
    real, calls = leases.renew, [0]

    def fail_once(*arguments: Any) -> None:
        calls[0] += 1
        if calls[0] == 1:
            raise leases.LibraryError("the database is away")
        real(*arguments)

    monkeypatch.setattr(leases, "renew", fail_once)
    with hold(engine, "old"):
        with writing(engine) as connection:
            connection.execute(site_states.update().values(lease_until=1.0))
        time.sleep(0.3)
        with reading(engine) as connection:
            assert connection.execute(select(site_states.c.lease_until)).scalar_one() > 1.0


@pytest.mark.parametrize(("later", "crawls"), [(600, False), (-600, False), (90_000, True), (-90_000, True)])
def test_a_crawl_is_fresh_for_a_day_whichever_way_the_clock_goes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, later: int, crawls: bool
) -> None:
    """Set back by a year, one of before would have been fresh for a year."""
    (settings.configs / "sites" / "old.yaml").write_text(SITE, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    first = start_run(settings, "old")
    note_run(first, crawl_begun=True, crawl_finished=True)
    close_run(first, "done")
    record_decision(first.engine, "map", {"section": "通知"}, {"column": "info.news"}, by="王", why="栏目", site="old")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1790000000 + later))
    second = start_run(settings, "old")
    with reading(second.engine) as connection:
        crawl_of = connection.execute(select(runs.c.crawl_of).where(runs.c.run_id == second.run_id)).scalar_one()
    assert crawl_of == (None if crawls else first.run_id)


def test_an_unfinished_run_is_continued_and_a_finished_one_is_followed(settings: Settings) -> None:
    (settings.configs / "sites" / "old.yaml").write_text(SITE, encoding="utf-8")
    first = start_run(settings, "old")
    assert start_run(settings, "old").run_id == first.run_id
    close_run(first, "failed", "reset")
    again = start_run(settings, "old")
    assert (again.run_id, again.started_at) == (first.run_id, first.started_at)
    close_run(again, "done")
    assert start_run(settings, "old").run_id == "old-0002"
    assert open_run(settings, "old-0001").started_at == first.started_at
    assert last_run(settings, "old").run_id == "old-0002"
