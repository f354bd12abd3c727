"""`guiyi up` as an operator meets it: addresses, password, deployments, nobody outside asked, a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import requests

from guiyi.serving import up as up_module
from guiyi.serving.up import end_dead_runs
from tests.flows.conftest import PASSWORD, READY_SECONDS, USER, Orchestra


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
    assert done.returncode == 2
    assert done.stderr.startswith("ConfigError: no Prefect server answers at http://127.0.0.1:")
    assert len(done.stderr.splitlines()) == 1


def test_sigterm_stops_every_process(orchestra: Orchestra, tmp_path: Path) -> None:
    """The session's own `guiyi up` ends with SIGTERM, too: its fixture asserts exit code 0. Here: nothing is left."""
    arguments = ["up", "--port", "0", "--no-portal", "--workers", "0"]
    environment = orchestra.environment | {"PREFECT_HOME": str(orchestra.home / "second")}
    with (tmp_path / "up.log").open("wb") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "guiyi.cli", *arguments], env=environment, cwd=orchestra.home, stderr=log
        )
    begun, family = time.monotonic(), []
    while not family and time.monotonic() - begun < READY_SECONDS:
        time.sleep(0.01)
        if "Starting" in (tmp_path / "up.log").read_text(encoding="utf-8"):  # it listens to signals, and begins
            family = psutil.Process(up.pid).children(recursive=True)
    up.terminate()
    assert up.wait(READY_SECONDS) == 0
    assert "Stopped" in (tmp_path / "up.log").read_text(encoding="utf-8")
    assert not any(map(lives, family))


def test_a_signal_while_a_process_is_born_is_kept_until_it_is_known(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    begin = up_module._start

    def interrupted(arguments: list[str], log: Path | None) -> subprocess.Popen[bytes]:
        signal.raise_signal(signal.SIGTERM)
        return begin(arguments, log)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(up_module, "_start", interrupted)
    processes: list[subprocess.Popen[bytes]] = []
    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(KeyboardInterrupt), up_module._together(processes, "http://127.0.0.1:1/api") as start:
            start([sys.executable, "-c", "import time; time.sleep(60)"], None)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert [one.poll() is not None for one in processes] == [True]


def lives(process: psutil.Process) -> bool:
    """Whether it is still at work; one may end between two questions."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
