"""A real Prefect server and a real worker for the flow tests; the only tests that know Prefect."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from guiyi.serving.local import prefect_environment
from tests.city import install_configs

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180
USER, PASSWORD = "admin", "a password with: colons"
WAVE = "version: 1\nwaves:\n  - {name: first, deadline: 2099-12-31, sites: [tiyu, broken, jiaoyu, wenhua]}\n"
BROKEN = """\
version: 1
site: {id: broken, name: 打不开的旧站, department: office, base_url: "http://broken.example.test/"}
crawl: {source: directory, path: /nowhere/at/all}
"""


def stop_worker(worker: subprocess.Popen[bytes]) -> None:
    """Ends a worker and the flow runs that it still executes, such as one that its test killed and left."""
    worker.terminate()
    with suppress(subprocess.TimeoutExpired):
        worker.wait(10)
    with suppress(ProcessLookupError):  # all of its group has ended
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(10)


@dataclass
class Orchestra:
    """A Prefect server: its API, and the environment in which flows, workers and commands talk to it."""

    api: str
    environment: dict[str, str]
    up: subprocess.Popen[bytes]
    home: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        for _ in range(20):
            answer = requests.request(method, f"{self.api}{path}", json=body, auth=(USER, PASSWORD), timeout=30)
            if answer.status_code != 503:  # the server's own database is busy
                break
            time.sleep(0.5)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def run(self, *arguments: str, environment: dict[str, str] | None = None, timeout: float = 300) -> Any:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT, env=self.environment | (environment or {}), capture_output=True, text=True, timeout=timeout,
        )  # fmt: skip

    def start_worker(self, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Starts a worker with this environment; those of earlier tests, with theirs, are stopped first."""
        self.stop_workers()
        worker = subprocess.Popen(
            [sys.executable, "-m", "guiyi.cli", "worker"],
            cwd=ROOT, env=self.environment | environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def stop_workers(self) -> None:
        while self.workers:
            stop_worker(self.workers.pop())

    def said(self) -> str:
        """What `guiyi up` printed."""
        return (self.home / "up.log").read_text(encoding="utf-8", errors="replace")

    def address(self, name: str) -> str:
        found = re.search(rf"{name}: (http://\S+?)/?$", self.said(), re.MULTILINE)
        assert found, self.said()
        return found[1]

    def deployment(self, name: str) -> str:
        """The id of a deployment."""
        return str(self.call("GET", f"/deployments/name/{name}/{name}")["id"])

    def start(self, name: str, **parameters: Any) -> str:
        """Starts a run as the form does → its id."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(self.call("POST", f"/deployments/{self.deployment(name)}/create_flow_run", body)["id"])

    def wait_for(self, flow_run: str, *types: str, seconds: float = 240) -> dict[str, Any]:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            run: dict[str, Any] = self.call("GET", f"/flow_runs/{flow_run}")
            if run["state"]["type"] in types:
                return run
            time.sleep(0.5)
        raise AssertionError(f"flow run {flow_run} is still {run['state']}")

    def task_states(self, flow_run: str) -> dict[str, list[tuple[str, int]]]:
        """Task run name → (state name, run count), newest last, once the recorder has caught up."""
        body = {"flow_runs": {"id": {"any_": [flow_run]}}, "sort": "ID_DESC", "limit": 200}
        found: dict[str, list[tuple[str, int]]] = {}
        for run in self.call("POST", "/task_runs/filter", body):
            found.setdefault(run["name"], []).append((run["state"]["name"], run["run_count"]))
        return found


@pytest.fixture(scope="session")
def orchestra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orchestra]:
    """`guiyi up` for the session: server with a password, deployments of the sample city, portal; no worker yet.

    Its deployments serve all tests: where library, store and configuration are is the environment of a test's worker.
    """
    home = tmp_path_factory.mktemp("prefect")
    environment = (
        os.environ
        | prefect_environment(home)
        | {
            "PREFECT_HOME": str(home),
            "TMPDIR": str(home),  # what is killed hard takes nothing away
            "PREFECT_SERVER_API_AUTH_STRING": f"{USER}:{PASSWORD}",
            "PREFECT_API_AUTH_STRING": f"{USER}:{PASSWORD}",
            "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "results"),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
    )
    install_configs(home / "configs", 1)
    (home / "configs" / "waves.yaml").write_text(WAVE)
    (home / "configs" / "sites" / "broken.yaml").write_text(BROKEN)
    places = {
        "GUIYI_LIBRARY": f"sqlite:///{home}/library.db", "GUIYI_STORE": str(home / "store"),
        "GUIYI_CONFIGS": str(home / "configs"),
    }  # fmt: skip
    ports = ("--port", "0", "--portal-port", "0", "--archive-port", "0", "--workers", "0")
    with (home / "up.log").open("wb") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "guiyi.cli", "up", *ports],
            cwd=ROOT, env=environment | places | {"COLUMNS": "200"}, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        orchestra = Orchestra("", environment, up, home)
        try:
            _until(lambda: "Ctrl-C stops everything" in orchestra.said(), orchestra)
            orchestra.api = orchestra.address("Prefect UI") + "/api"
            environment["PREFECT_API_URL"] = orchestra.api
            yield orchestra
        finally:
            orchestra.stop_workers()
            up.terminate()
            up.wait(60)
    assert up.returncode == 0, orchestra.said()


def _until(is_ready: Callable[[], bool], orchestra: Orchestra) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < READY_SECONDS:
        assert orchestra.up.poll() is None, orchestra.said()
        if is_ready():
            return
        time.sleep(0.3)
    raise AssertionError(f"guiyi up did not get ready: {orchestra.said()}")
