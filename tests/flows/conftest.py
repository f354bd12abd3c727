"""A real Prefect server and a real worker for the flow tests; the only tests that know Prefect."""

from __future__ import annotations

import os
import signal
import socket
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

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        for _ in range(20):
            answer = requests.request(method, f"{self.api}{path}", json=body, timeout=30)
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
        while self.workers:
            stop_worker(self.workers.pop())
        worker = subprocess.Popen(
            [sys.executable, "-m", "prefect", "worker", "start", "--pool", "guiyi"],
            cwd=ROOT, env=self.environment | environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

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
    """One Prefect server for the session, with its own home; stopped at the end with all its workers."""
    home, port = tmp_path_factory.mktemp("prefect"), free_port()
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "results"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        orchestra = Orchestra(environment["PREFECT_API_URL"], environment)
        try:
            _until(lambda: server.poll() is None and requests.get(f"{orchestra.api}/health", timeout=2).ok)
            yield orchestra
        finally:
            for worker in orchestra.workers:
                stop_worker(worker)
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _until(is_ready: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < READY_SECONDS:
        try:
            if is_ready():
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    raise AssertionError("the Prefect server did not get ready")
