"""A wave on a real server and worker: a failing site stops nothing, a killed run is taken up without hands."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import select

from guiyi.database import reading
from guiyi.ledger import runs
from guiyi.library.migrate import open_library
from tests.flows.conftest import BROKEN, PASSWORD, USER, WAVE, Orchestra
from tests.flows.test_migrate_site import Place, place

__all__ = ["place"]


def statuses(place: Place) -> dict[str, str]:
    with reading(open_library(place.environment["GUIYI_LIBRARY"])) as connection:
        return {row.site: row.status for row in connection.execute(select(runs.c.site, runs.c.status))}


def with_wave(orchestra: Orchestra, place: Place) -> None:
    """The wave's configuration, and a worker of this place."""
    (place.folder / "configs" / "waves.yaml").write_text(WAVE)
    (place.folder / "configs" / "sites" / "broken.yaml").write_text(BROKEN)
    orchestra.start_worker(place.environment)


def process_of(site_run: str) -> psutil.Process | None:
    """The process that executes a flow run, by its environment."""
    for process in psutil.process_iter(["pid"]):
        try:
            if process.environ().get("PREFECT__FLOW_RUN_ID") == site_run and "python" in process.name():
                return process
        except (psutil.Error, OSError):
            continue
    return None


def site_run(orchestra: Orchestra, wave: str, site: str) -> dict[str, Any] | None:
    """The run of a site that this run of the wave started."""
    body = {"flow_runs": {"tags": {"all_": ["wave:first", f"site:{site}"]}}}
    every = orchestra.call("POST", "/flow_runs/filter", body)
    found = [one for one in every if one["idempotency_key"].startswith(wave)]
    assert len(found) <= 1, f"{site} was started twice in one wave run"
    return found[0] if found else None


def test_a_wave_migrates_its_sites_and_takes_up_a_killed_run(orchestra: Orchestra, place: Place) -> None:
    with_wave(orchestra, place)
    wave = orchestra.start("migrate-wave", wave="first", at_once=2)

    victim = None
    begun = time.monotonic()
    while victim is None and time.monotonic() - begun < 120:
        run = site_run(orchestra, wave, "tiyu")
        victim = process_of(run["id"]) if run and run["state"]["type"] == "RUNNING" else None
        time.sleep(0.2)
    assert victim is not None, "the wave's first site never ran"
    os.kill(victim.pid, signal.SIGKILL)

    ended = orchestra.wait_for(wave, "COMPLETED", "FAILED", "CRASHED", seconds=400)
    assert ended["state"]["name"] == "Held", ended["state"]["message"]
    assert {site for site, status in statuses(place).items() if status == "done"} == {"tiyu", "jiaoyu", "wenhua"}
    killed = site_run(orchestra, wave, "tiyu")
    assert killed is not None
    assert killed["run_count"] >= 2  # a busy machine tells of one crash twice

    page = orchestra.call("GET", "/artifacts/wave-first/latest")["data"]
    assert "3 / 4" in page
    assert "打不开的旧站" in page
    told = orchestra.run("guiyi.cli", "wave", "first", "--json", environment=place.environment)
    assert json.loads(told.stdout)["counts"] == {"done": 3, "failed": 1}

    (place.folder / "pages").mkdir()
    (place.folder / "pages" / "index.html").write_text("<html><body>空站</body></html>")
    file = place.folder / "configs" / "sites" / "broken.yaml"
    file.write_text(BROKEN.replace("/nowhere/at/all", str(place.folder / "pages")))
    retry = orchestra.start("retry-failed", wave="first")
    assert orchestra.wait_for(retry, "COMPLETED", "FAILED", "CRASHED")["state"]["type"] == "COMPLETED"
    mended = site_run(orchestra, wave, "broken")
    assert mended is not None
    orchestra.wait_for(mended["id"], "COMPLETED")
    assert statuses(place)["broken"] in ("done", "held")


@pytest.mark.skipif(sys.platform != "linux", reason="one platform is enough for the server's own rules")
def test_the_automations_are_registered_once(orchestra: Orchestra, monkeypatch: pytest.MonkeyPatch) -> None:
    from guiyi.serving.register import register_automations

    monkeypatch.setenv("PREFECT_API_AUTH_STRING", f"{USER}:{PASSWORD}")
    register_automations(orchestra.api)
    names = sorted(one["name"] for one in orchestra.call("POST", "/automations/filter", {}))
    assert names[:2] == ["guiyi-no-heartbeat", "guiyi-stuck-in-pending"]
    assert Path("deployments/automations.yaml").exists()


def test_a_host_whose_limit_is_zero_waits_until_the_operator_lets_it_go_on(orchestra: Orchestra, place: Place) -> None:
    orchestra.start_worker(place.environment)
    limit = orchestra.call("POST", "/v2/concurrency_limits/", {"name": "host:tiyu.example.test", "limit": 0})["id"]
    pausing = orchestra.start("pause-crawls", host="tiyu.example.test")
    run = orchestra.start("migrate-site", site="tiyu")
    orchestra.wait_for(run, "RUNNING")
    orchestra.wait_for(pausing, "COMPLETED")
    time.sleep(6)
    orchestra.call("PATCH", f"/v2/concurrency_limits/{limit}", {"limit": 1})
    time.sleep(6)
    assert not place.city.requests, "a paused host was asked"
    resumed = orchestra.run("guiyi.cli", "resume", "--host", "tiyu.example.test")
    assert "pause:host:tiyu.example.test" in resumed.stderr
    ended = orchestra.wait_for(run, "COMPLETED", "FAILED", "CRASHED")["state"]
    assert ended["type"] == "COMPLETED", ended["message"]
