"""A simulated city of many small sites, migrated by waves on the city set-up: python -m benchmarks.waves --sites 30.

PostgreSQL, Redis, S3-compatible storage, a Prefect server and two workers, as deployments/compose.yaml says, all on this
machine. Told: how many ended as they should, wall time, what a site's run costs beside its own work, the server's memory,
and how long the calls take that the main pages of the UI make while it all runs (median and p95).
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import requests

from guiyi.settings import Settings
from tests import postgres
from tests.city.small import install_small, serve_small
from tests.flows.citysetup import AUTH, City, bucket, running_city, states, wait_for
from tests.pipeline import migrate

PAGES_OF_UI = {
    "runs": ("/flow_runs/paginate", {"limit": 10, "page": 1, "sort": "START_TIME_DESC"}),
    "dashboard": ("/flow_runs/count", {}),
    "deployments": ("/deployments/paginate", {"limit": 10, "page": 1}),
    "failed": ("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["FAILED", "CRASHED"]}}}, "limit": 50}),
    "artifacts": ("/artifacts/latest/filter", {"limit": 50}),
}
LOOK_SECONDS = 2.0


class Watcher(threading.Thread):
    """Asks as the UI does, again and again, and looks at the server's memory."""

    def __init__(self, city: City, server: int) -> None:
        super().__init__(daemon=True)
        self.city, self.server = city, psutil.Process(server)
        self.took: dict[str, list[float]] = {name: [] for name in PAGES_OF_UI}
        self.peak, self.ended, self.refused = 0, threading.Event(), 0

    def run(self) -> None:
        """Until it is told to end."""
        while not self.ended.wait(LOOK_SECONDS):
            self.peak = max(self.peak, self.server.memory_info().rss)
            for name, (path, body) in PAGES_OF_UI.items():
                begun = time.monotonic()
                answer = requests.post(f"{self.city.api}{path}", json=body, auth=AUTH, timeout=60)
                self.refused += not answer.ok
                self.took[name].append(time.monotonic() - begun)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(count: int, pages: int, workers: int, at_once: int) -> dict[str, Any]:
    """Sites, pages of each, workers, sites side by side → the figures."""
    binaries = postgres.find_binaries()
    assert binaries is not None, postgres.ADVICE
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgres.running_server(binaries))
        city = stack.enter_context(running_city(url, folder))
        old_sites = stack.enter_context(serve_small(pages))
        sites = install_small(folder / "configs", count, old_sites.port, at_once=at_once)
        alone = alone_seconds(folder, sites)
        server = city.start("server", "server")
        city.wait_until_ready()
        bucket(city.places["http://store:8333"])
        begun = time.monotonic()
        assert city.start("deploy", "deploy").wait(300) == 0, (folder / "deploy.log").read_text()
        deployed = time.monotonic() - begun
        for n in range(workers):
            city.start("worker", f"machine-{n + 1}")
        watcher = Watcher(city, server.pid)
        watcher.start()
        begun = time.monotonic()
        deployment = city.call("GET", "/deployments/name/migrate-wave/migrate-wave")["id"]
        body = {"parameters": {"wave": "wave-1"}, "state": {"type": "SCHEDULED"}}
        wave = city.call("POST", f"/deployments/{deployment}/create_flow_run", body)["id"]
        ends = ("COMPLETED", "FAILED", "CRASHED")
        wait_for(lambda: city.call("GET", f"/flow_runs/{wave}")["state"]["type"] in ends, "the wave ends", 3600)
        wall = time.monotonic() - begun
        watcher.ended.set()
        watcher.join()
        runs = city.call("POST", "/flow_runs/filter", {"flows": {"name": {"any_": ["migrate-site"]}}, "limit": 200})
        return {
            "sites": count, "workers": workers, "at_once": at_once, "ended": Counter(states(city).values()),
            "registering_s": round(deployed, 1), "wall_s": round(wall, 1), "s_per_site": round(wall / count, 2),
            "run_s": round(statistics.mean(run["total_run_time"] for run in runs), 2),
            "its_own_work_s": round(alone, 2), "server_mb": round(watcher.peak / 2**20),
            "ui_p50_s": {name: round(statistics.median(took), 3) for name, took in watcher.took.items() if took},
            "ui_p95_s": {name: round(percentile(took, 0.95), 3) for name, took in watcher.took.items() if took},
            "ui_refused": watcher.refused,
        }  # fmt: skip


def alone_seconds(folder: Path, sites: list[str]) -> float:
    """What a small site takes without Prefect, in one process that is warm."""
    settings = Settings(f"sqlite:///{folder}/alone.db", str(folder / "alone"), folder / "configs")
    took = []
    for site in sites[:4]:
        begun = time.monotonic()
        migrate(settings, site)
        took.append(time.monotonic() - begun)
    return min(took)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--sites", type=int, default=30)
    options.add_argument("--pages", type=int, default=4)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--at-once", type=int, default=2)
    asked = options.parse_args()
    print(json.dumps(measure(asked.sites, asked.pages, asked.workers, asked.at_once), indent=1, ensure_ascii=False))
