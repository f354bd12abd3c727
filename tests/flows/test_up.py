"""`guiyi up` as an operator meets it: addresses, password, deployments, nobody outside asked, a clean end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import psutil
import requests

from guiyi.serving.up import end_dead_runs
from tests.flows.conftest import PASSWORD, USER, Orchestra


def test_everything_is_up_and_says_where(orchestra: Orchestra) -> None:
    portal = requests.get(orchestra.address("门户 Portal"), timeout=10)
    assert portal.ok
    assert "归一" in portal.text
    names = {one["name"] for one in orchestra.call("POST", "/deployments/filter", {})}
    assert names >= {"migrate-site", "migrate-wave", "retry-failed", "retire-site"}
    assert orchestra.call("GET", "/work_pools/guiyi")["type"] == "process"


def test_the_server_asks_for_the_password_and_its_pages_may_talk_to_nobody_else(orchestra: Orchestra) -> None:
    refused = requests.post(f"{orchestra.api}/flow_runs/filter", json={}, timeout=10)
    assert refused.status_code == 401
    page = requests.get(orchestra.address("Prefect UI"), auth=(USER, PASSWORD), timeout=10)
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert orchestra.call("GET", "/admin/settings")["server"]["analytics_enabled"] is False


def test_schedules_are_kept(orchestra: Orchestra) -> None:
    """Prefect's scheduler fails in silence with some releases of SQLAlchemy: what is due is then never begun."""
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "flows": {"name": {"any_": ["report-waves"]}}}
    begun = time.monotonic()
    while not (due := orchestra.call("POST", "/flow_runs/filter", wanted)):
        assert time.monotonic() - begun < 90, "nothing was scheduled"
        time.sleep(1)
    assert all(run["auto_scheduled"] for run in due)


def test_a_run_whose_process_is_gone_is_known_as_crashed(orchestra: Orchestra, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", f"{USER}:{PASSWORD}")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    runs = {}
    for name, pid in (("dead", gone.pid), ("alive", os.getpid())):
        runs[name] = orchestra.start("supervise-library")
        orchestra.call("PATCH", f"/flow_runs/{runs[name]}", {"infrastructure_pid": f"{os.uname().nodename}:{pid}"})
        orchestra.call("POST", f"/flow_runs/{runs[name]}/set_state", {"state": {"type": "RUNNING"}, "force": True})
    assert end_dead_runs(orchestra.api, "the test says so") == 1
    states = {name: orchestra.call("GET", f"/flow_runs/{run}")["state"]["type"] for name, run in runs.items()}
    assert states == {"dead": "CRASHED", "alive": "RUNNING"}
    orchestra.call("POST", f"/flow_runs/{runs['alive']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})


def test_a_pause_without_a_server_says_so_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nothing listens there
        environment = os.environ | {"PREFECT_API_URL": f"http://127.0.0.1:{taken.getsockname()[1]}/api"}
        done = subprocess.run(
            [sys.executable, "-m", "guiyi.cli", "pause"], env=environment, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: no Prefect server answers at http://127.0.0.1:")
    assert len(done.stderr.splitlines()) == 1


def test_sigterm_stops_every_process(orchestra: Orchestra) -> None:
    """The session's own `guiyi up` ends with SIGTERM, too: its fixture asserts exit code 0. Here: nothing is left."""
    arguments = ["up", "--port", "0", "--no-portal", "--workers", "0"]
    environment = orchestra.environment | {"PREFECT_HOME": str(orchestra.home / "second")}
    up = subprocess.Popen(
        [sys.executable, "-m", "guiyi.cli", *arguments], env=environment, cwd=orchestra.home, stderr=subprocess.PIPE
    )
    begun = time.monotonic()
    while len(family := psutil.Process(up.pid).children(recursive=True)) < 1 and time.monotonic() - begun < 60:
        time.sleep(0.1)
    up.terminate()
    assert up.wait(60) == 0
    assert up.stderr is not None
    assert "Stopped" in up.stderr.read().decode()
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)
