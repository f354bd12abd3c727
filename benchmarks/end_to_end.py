"""End to end over the sample city: Guiyi beside a tuned Scrapy + trafilatura + datasketch + SQLAlchemy pipeline.

    python -m benchmarks.end_to_end [--pages 10000] [--furniture 18000] [--sites wenhua …]

Both fetch the same city over loopback, extract, find duplicates and load into SQLite, one after the other in this run.
Guiyi also archives everything as WARC, keeps images and attachments, maps, reconciles and reports. Pages are content
pages. CPU is user + system of all processes of the side measured (the city's server is a process of its own).

Orchestration: CPU of the flow's process outside the stages' own functions, plus the Prefect server's CPU while the
flows run, less what that server uses when idle. Starting Prefect (imports, server) is told apart: paid once a command.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
IDLE_SECONDS = 10.0


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds of a process and its live children, with what its ended children used."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


class PeakMemory:
    """Samples the memory of a process tree: the largest single process and the largest sum, in MB."""

    def __init__(self, pid: int) -> None:
        self.largest = self.together = 0.0
        self._process, self._ended = psutil.Process(pid), threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._ended.wait(0.2):
            sizes = []
            try:
                for one in [self._process, *self._process.children(recursive=True)]:
                    sizes.append(one.memory_info().rss / 2**20)
            except psutil.NoSuchProcess:
                continue
            self.largest = max(self.largest, *sizes)
            self.together = max(self.together, sum(sizes))

    def stop(self) -> None:
        """Ends the sampling."""
        self._ended.set()
        self._thread.join()


def measure(arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Runs a command → its last line of output as JSON, with CPU, wall and peak memory of its process tree."""
    begun = time.monotonic()
    process = subprocess.Popen(arguments, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    memory = PeakMemory(process.pid)
    output = process.communicate()[0]
    memory.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found | {"wall": time.monotonic() - begun, "peak_mb": memory.largest, "together_mb": memory.together}


@contextmanager
def prefect_server(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A Prefect server of its own → its API and its process."""
    from guiyi.serving.local import prefect_environment
    from guiyi.serving.up import wait_for

    os.environ["PREFECT_HOME"] = str(home)
    os.environ.update(prefect_environment())
    port = free_port()
    api, log = f"http://127.0.0.1:{port}/api", home / "server.log"
    home.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as handle:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdout=handle, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_for(f"{api}/health", server, "the Prefect server", log)
            yield api, psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait()


@contextmanager
def sample_city(pages: int, furniture: int, sites: list[str]) -> Iterator[dict[str, Any]]:
    """The city in a process of its own → {port, seeds, items} of the named sites, or of all."""
    arguments = [sys.executable, "-m", "benchmarks.city", str(pages), str(furniture), *sites]
    process = subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def run_guiyi(folder: Path, city: dict[str, Any], sites: list[str]) -> dict[str, Any]:
    """Guiyi over the city, under a Prefect server that is up → its figures."""
    environment = {
        "GUIYI_LIBRARY": f"sqlite:///{folder}/library.db",
        "GUIYI_STORE": str(folder / "store"),
        "GUIYI_CONFIGS": str(folder / "configs"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
    arguments = [sys.executable, "-m", "benchmarks.guiyi_side", str(city["port"]), *sites]
    with prefect_server(folder / "prefect") as (api, server):
        time.sleep(IDLE_SECONDS)
        before = idle_share(server)
        begun = cpu_of(server)
        found = measure(arguments, environment | {"PREFECT_API_URL": api})
        found["server_all"] = cpu_of(server) - begun
        idle = (before + idle_share(server)) / 2
        found["server_cpu"] = max(0.0, found["server_all"] - idle * found["wall"])
    return found


def idle_share(server: psutil.Process) -> float:
    """CPU-seconds a second of a server that nobody asks anything; looked at before and after the runs."""
    begun, at = cpu_of(server), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return (cpu_of(server) - begun) / (time.monotonic() - at)


def run_peer(folder: Path, city: dict[str, Any]) -> dict[str, Any]:
    """The peer over the city → its figures."""
    wanted = folder / "seeds.json"
    wanted.write_text(json.dumps({"seeds": city["seeds"], "items": city["items"]}))
    proxy = f"http://127.0.0.1:{city['port']}"
    arguments = [sys.executable, "-m", "benchmarks.peer", str(wanted), str(folder / "peer.db")]
    return measure(arguments, {"http_proxy": proxy})


def report(guiyi: dict[str, Any], peer: dict[str, Any]) -> None:
    """Prints both sides and their ratio."""
    work = sum(guiyi["stages"].values())
    orchestration = guiyi["flow_cpu"] - work + guiyi["server_cpu"]
    total = guiyi["flow_cpu"] + guiyi["server_cpu"]
    print(f"{'':28}{'guiyi':>12}{'peer':>12}")
    rows = [
        ("content pages", guiyi["pages"], peer["pages"]),
        ("CPU, s", total, peer["cpu"]),
        ("pages per CPU-second", guiyi["pages"] / total, peer["pages"] / peer["cpu"]),
        ("wall, s", guiyi["wall"], peer["wall"]),
        ("largest process, MB", guiyi["peak_mb"], peer["peak_mb"]),
        ("all processes, MB", guiyi["together_mb"], peer["together_mb"]),
    ]
    for name, ours, theirs in rows:
        print(f"{name:28}{ours:12,.1f}{theirs:12,.1f}")
    print("\nguiyi by stage: CPU s, content pages per CPU-second")
    for stage, seconds in guiyi["stages"].items():
        print(f"  {stage:12}{seconds:10.2f}{guiyi['pages'] / max(seconds, 0.001):12,.0f}")
    print(f"  orchestration {orchestration:8.2f} s = {orchestration / total:.2%} of all", end="")
    print(
        f" ({guiyi['server_cpu']:.2f} s of it the Prefect server's; with what it uses when idle {guiyi['server_all']:.2f} s)"
    )
    print(
        f"  start-up      {guiyi['startup_cpu']:8.2f} s, paid once a command (the peer's: {peer['startup_cpu']:.2f} s)"
    )
    print(f"\nratio, pages per CPU-second: {guiyi['pages'] / total / (peer['pages'] / peer['cpu']):.2f}")


def main() -> None:
    """Runs both sides on one city."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--sites", nargs="*", default=[], help="sites that hold these pages; all eight by default")
    parser.add_argument("--furniture", type=int, default=18_000, help="characters of menus and scripts added to a page")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sample_city(wanted.pages, wanted.furniture, wanted.sites) as city:
        guiyi = run_guiyi(Path(folder), city, wanted.sites)
        peer = run_peer(Path(folder), city)
    report(guiyi, peer)


if __name__ == "__main__":
    main()
