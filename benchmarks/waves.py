"""A simulated city of many small sites, migrated by waves on the city set-up: python -m benchmarks.waves --sites 60.

PostgreSQL, Redis, S3-compatible storage, a Prefect server and workers, as deployments/compose.yaml says, all on this machine.
One site in fifty does not answer at first; when all waves have ended it does, and the waves are started again. Told: how the
sites ended, wall time, what a site costs and how much of that is orchestration, memory, and how long the calls take that the
main pages of the UI make while it all runs (median and p95). --compare does the same with one worker first.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
from fsspec import get_filesystem_class

from guiyi.settings import Settings
from tests import postgres
from tests.city.small import SmallCity, install_small, serve_small
from tests.flows.citysetup import AUTH, City, administer, bucket, running_city, states
from tests.pipeline import migrate

PAGES_OF_UI = {
    "runs": ("/flow_runs/paginate", {"limit": 10, "page": 1, "sort": "START_TIME_DESC"}),
    "dashboard": ("/flow_runs/count", {}),
    "deployments": ("/deployments/paginate", {"limit": 10, "page": 1}),
    "failed": ("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["FAILED", "CRASHED"]}}}, "limit": 50}),
    "artifacts": ("/artifacts/latest/filter", {"limit": 50}),
}
LOOK_SECONDS = 5.0
DOWN_EVERY = 50
ENDS = ("COMPLETED", "FAILED", "CRASHED")


def cpu(process: psutil.Process) -> float:
    """CPU-seconds of a process and of its children, those that have ended included."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.Error):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@dataclass
class Watcher(threading.Thread):
    """Asks as the UI does, again and again, and looks at the memory of the server and of all runs together."""

    city: City
    watched: dict[str, psutil.Process]
    took: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PAGES_OF_UI})
    peaks: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Until it is told to end."""
        begun, told = time.monotonic(), 0.0
        while not self.ended.wait(LOOK_SECONDS):
            for name, process in self.watched.items():
                self.peaks[name] = max(self.peaks[name], memory(process))
            for name, (path, body) in PAGES_OF_UI.items():
                asked = time.monotonic()
                try:
                    self.refused += not requests.post(f"{self.city.api}{path}", json=body, auth=AUTH, timeout=60).ok
                except requests.RequestException:
                    self.refused += 1
                self.took[name].append(time.monotonic() - asked)
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(
                    f"{told - begun:6.0f} s: {dict(Counter(states(self.city).values()))}", file=sys.stderr, flush=True
                )


def memory(process: psutil.Process) -> int:
    """Bytes of a process and its children, what they share counted once."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.Error):
            total += one.memory_full_info().pss
    return total


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(count: int, pages: int, workers: int, at_once: int, size: int, minutes: float) -> dict[str, Any]:
    """Sites, pages of each, workers, sites side by side, sites a wave, the most minutes → the figures."""
    binaries = postgres.find_binaries()
    assert binaries is not None, postgres.ADVICE
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgres.running_server(binaries))
        city = stack.enter_context(running_city(url, folder))
        old_sites = stack.enter_context(serve_small(pages))
        sites = install_small(folder / "configs", count, old_sites.port, wave=size, at_once=at_once)
        waves = [f"wave-{n + 1}" for n in range(-(-count // size))]
        server = city.start("server", "server")
        city.wait_until_ready()
        bucket(city.places["http://store:8333"])
        own = own_work(city, url, folder, sites)
        begun = time.monotonic()
        assert city.start("deploy", "deploy").wait(300) == 0, (folder / "deploy.log").read_text()
        deployed = time.monotonic() - begun
        started = [city.start("worker", f"machine-{n + 1}") for n in range(workers)]
        watched = {f"worker {n + 1}": psutil.Process(one.pid) for n, one in enumerate(started)}
        watched["server"] = psutil.Process(server.pid)
        watched |= beside(url)
        watcher = Watcher(city, watched)
        watcher.start()
        before = {name: cpu(process) for name, process in watched.items()}
        walls, ended = move_all(city, old_sites, waves, count, minutes)
        spent = {name: cpu(process) - before[name] for name, process in watched.items()}
        watcher.ended.set()
        watcher.join()
        runs = Counter(run["state"]["name"] for run in every_run(city))
        by_workers = sum(seconds for name, seconds in spent.items() if name.startswith("worker"))
        asked_for = own * sum(runs.values())
        orchestration = spent["server"] + spent["redis"] + by_workers - asked_for
        return {
            "sites": count, "pages": pages, "workers": workers, "at_once": at_once, "waves": len(waves),
            "ended_first": ended[0], "ended": ended[1], "site_runs": runs, "registering_s": round(deployed, 1),
            "wall_s": [round(one, 1) for one in walls], "sites_per_minute": round(sum(ended[0].values()) / walls[0] * 60, 1),
            "cpu_s": {name: round(seconds, 1) for name, seconds in spent.items()},
            "own_work_cpu_s_per_site": round(own, 3), "orchestration_cpu_s_per_site": round(orchestration / sum(runs.values()), 3),
            "orchestration_share": round(orchestration / (orchestration + asked_for), 3),
            "peak_mb": {name: round(peak / 2**20) for name, peak in watcher.peaks.items()},
            "ui_p50_s": {name: round(statistics.median(took), 3) for name, took in watcher.took.items() if took},
            "ui_p95_s": {name: round(percentile(took, 0.95), 3) for name, took in watcher.took.items() if took},
            "ui_asked": len(watcher.took["runs"]), "ui_refused": watcher.refused,
        }  # fmt: skip


def move_all(
    city: City, old_sites: SmallCity, waves: list[str], count: int, minutes: float
) -> tuple[list[float], list[dict[str, int]]]:
    """All waves, some sites being down; then again with all up → wall times and how the sites ended, of both."""
    old_sites.down.update(range(7, count, DOWN_EVERY))
    walls, ended = [], []
    last = time.monotonic() + 60 * minutes
    for _ in range(2):
        begun = time.monotonic()
        for wave in waves:
            move(city, wave, last - time.monotonic())
        walls.append(time.monotonic() - begun)
        ended.append(dict(Counter(states(city).values())))
        old_sites.down.clear()
    return walls, ended


def move(city: City, wave: str, seconds: float) -> None:
    """Starts a wave as the form does, and waits for its end, but no longer than that."""
    if seconds <= 0:
        return
    deployment = city.call("GET", "/deployments/name/migrate-wave/migrate-wave")["id"]
    body = {"parameters": {"wave": wave}, "state": {"type": "SCHEDULED"}}
    run = city.call("POST", f"/deployments/{deployment}/create_flow_run", body)["id"]
    state: dict[str, Any] = {}

    def is_over() -> bool:
        state.update(city.call("GET", f"/flow_runs/{run}")["state"])
        return state["type"] in ENDS

    begun = time.monotonic()
    while not is_over() and time.monotonic() - begun < seconds:
        time.sleep(0.5)
    if state["type"] in ("FAILED", "CRASHED"):
        logs = "\n".join(path.read_text()[-3000:] for path in city.folder.glob("machine-*.log"))
        raise AssertionError(f"{wave}: {state['message']}\n{logs}")


def every_run(city: City) -> Iterable[dict[str, Any]]:
    """All runs of migrate-site."""
    offset, wanted = 0, {"flows": {"name": {"any_": ["migrate-site"]}}, "limit": 200}
    while page := city.call("POST", "/flow_runs/filter", wanted | {"offset": offset}):
        yield from page
        offset += len(page)


def beside(url: str) -> dict[str, psutil.Process]:
    """PostgreSQL, Redis and the storage."""
    lock = Path(url.partition("host=")[2]) / "data" / "postmaster.pid"
    found = {"postgresql": psutil.Process(int(lock.read_text().splitlines()[0]))}
    for process in psutil.Process().children():
        line = " ".join(process.cmdline())
        found |= {name: process for name, sign in (("redis", "redis-server"), ("store", "moto.server")) if sign in line}
    return found


def own_work(city: City, url: str, folder: Path, sites: list[str]) -> float:
    """CPU-seconds that a small site takes without Prefect, in one process that is warm, with the same database and store."""
    administer(url, "CREATE DATABASE alone")
    said = city.environment("worker")
    os.environ.update({name: value for name, value in said.items() if name.startswith("AWS_")})
    get_filesystem_class("s3").clear_instance_cache()  # that of an earlier city has another address
    settings = Settings(url.format("alone"), "s3://guiyi/alone", folder / "configs")
    took = []
    for site in sites[:6]:
        begun = time.process_time()
        migrate(settings, site)
        took.append(time.process_time() - begun)
    return statistics.median(took[2:])


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--sites", type=int, default=60)
    options.add_argument("--pages", type=int, default=4)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--at-once", type=int, default=2, help="sites side by side, for each worker")
    options.add_argument("--wave", type=int, default=120, help="sites a wave")
    options.add_argument("--minutes", type=float, default=180, help="then it tells what is done")
    options.add_argument("--compare", action="store_true", help="one worker first")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers are ended, too
    for workers in (1, asked.workers) if asked.compare else (asked.workers,):
        found = measure(asked.sites, asked.pages, workers, asked.at_once * workers, asked.wave, asked.minutes)
        print(json.dumps(found, indent=1, ensure_ascii=False), flush=True)
