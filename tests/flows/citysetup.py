"""The city set-up of deployments/compose.yaml as processes of this machine: its commands and environment, as written.

Real servers stand in the place of the images: PostgreSQL for Prefect and for the library, Redis, S3-compatible storage.
For the tests and for benchmarks/waves.py.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import requests
import s3fs
import yaml
from sqlalchemy import create_engine, select, text

from guiyi.database import reading
from guiyi.ledger import runs
from guiyi.library.migrate import open_library
from tests.flows.conftest import ROOT
from tests.ports import free_port

COMPOSE = yaml.safe_load((ROOT / "deployments" / "compose.yaml").read_text(encoding="utf-8"))
VALUES = {
    "POSTGRES_PASSWORD": "", "PREFECT_AUTH": "admin:city", "STORE_KEY": "test", "STORE_SECRET": "test",
    "PORTAL_URL": "https://portal.example.test", "ARCHIVE_URL": "https://archive.example.test",
}  # fmt: skip
AUTH = ("admin", "city")


def filled(value: str, places: dict[str, str]) -> str:
    """A value of the compose file with its variables, and with the places of this machine for those of the network."""
    if value == "/guiyi":  # the checkout
        return str(ROOT)
    value = re.sub(r"\$\{(\w+)\}", lambda found: VALUES[found[1]], value)
    for written, here in places.items():
        value = value.replace(written, here)
    return value


@contextmanager
def process(
    command: list[str], environment: dict[str, str], folder: Path, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        started = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield started
    finally:
        if started.poll() is None:
            kill(started)


def kill(started: subprocess.Popen[bytes]) -> None:
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()


class City:
    """The services of the compose file as processes of this machine."""

    def __init__(self, folder: Path, places: dict[str, str], stack: ExitStack) -> None:
        self.folder, self.places, self.stack = folder, places, stack
        self.api = places["http://server:4200"] + "/api"

    def environment(self, service: str) -> dict[str, str]:
        said = COMPOSE["services"][service]["environment"]
        home = {"PREFECT_HOME": str(self.folder / f"home-{service}"), "PYTHONPATH": str(ROOT)}
        home["TMPDIR"] = str(self.folder)  # what is killed hard takes nothing away
        return os.environ | {name: filled(value, self.places) for name, value in said.items()} | home

    def start(self, service: str, name: str) -> subprocess.Popen[bytes]:
        command = [filled(word, self.places) for word in COMPOSE["services"][service]["command"]]
        command[0] = sys.executable
        folder = self.folder / name  # each its own working directory
        folder.mkdir(exist_ok=True)
        return self.stack.enter_context(
            process(command, self.environment(service), folder, self.folder / f"{name}.log")
        )

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.api}{path}", json=body, auth=AUTH, timeout=30)
        assert answer.ok, answer.text[:500]
        return answer.json() if answer.content else None

    def start_wave(self, wave: str) -> str:
        """Starts a wave as the form does → its run."""
        deployment = self.call("GET", "/deployments/name/migrate-wave/migrate-wave")["id"]
        body = {"parameters": {"wave": wave}, "state": {"type": "SCHEDULED"}}
        return str(self.call("POST", f"/deployments/{deployment}/create_flow_run", body)["id"])

    def ended(self, run: str, seconds: float) -> dict[str, Any]:
        """The state in which a run ends within that time."""
        state: dict[str, Any] = {}

        def is_over() -> bool:
            state.update(self.call("GET", f"/flow_runs/{run}")["state"])
            return state["type"] in ("COMPLETED", "FAILED", "CRASHED")

        wait_for(is_over, f"{run} ends", seconds)
        return state

    def wait_until_ready(self, seconds: float = 180) -> None:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            try:
                if requests.get(f"{self.api}/health", timeout=2).ok:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.3)
        raise AssertionError((self.folder / "server.log").read_text()[-3000:])


@contextmanager
def running_city(postgres_server: str, tmp_path: Path) -> Iterator[City]:
    """PostgreSQL server (URL with {} for a database) and an empty folder → the city, its Redis and storage running."""
    host = re.search(r"host=(\S+)", postgres_server)
    assert host is not None
    ports = {name: free_port() for name in ("server", "redis", "store")}
    library, prefect = (f"city_{name}_{ports['server']}" for name in ("library", "prefect"))
    administer(postgres_server, f"CREATE DATABASE {library}", f"CREATE DATABASE {prefect}")
    places = {
        "postgresql://guiyi:@postgres/guiyi": postgres_server.format(library),
        "postgresql+asyncpg://guiyi:@postgres/prefect": f"postgresql+asyncpg://guiyi@/{prefect}?host={host[1]}",
        "http://server:4200": f"http://127.0.0.1:{ports['server']}", "0.0.0.0": "127.0.0.1", "4200": str(ports["server"]),
        "redis://redis:6379": f"redis://127.0.0.1:{ports['redis']}", "http://store:8333": f"http://127.0.0.1:{ports['store']}",
        "/guiyi/configs": str(tmp_path / "configs"), "/guiyi/keys": str(tmp_path / "keys"), "/guiyi/results": str(tmp_path / "results"),
        "us-east-1": "us-east-1",
    }  # fmt: skip
    with ExitStack() as stack:
        redis = ["redis-server", "--port", str(ports["redis"]), "--save", "", "--dir", str(tmp_path)]
        stack.enter_context(process(redis, dict(os.environ), tmp_path, tmp_path / "redis.log"))
        moto = [sys.executable, "-m", "moto.server", "-p", str(ports["store"])]
        stack.enter_context(process(moto, dict(os.environ), tmp_path, tmp_path / "store.log"))
        yield City(tmp_path, places, stack)
    drop = "DROP DATABASE {} WITH (FORCE)"
    open_library(postgres_server.format(library)).dispose()
    administer(postgres_server, drop.format(library), drop.format(prefect))


def administer(server: str, *statements: str) -> None:
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def bucket(url: str) -> None:
    """Makes the bucket of the compose file at an S3 address."""
    s3fs.S3FileSystem(endpoint_url=url, key="test", secret="test").mkdir("guiyi")


def states(city: City) -> dict[str, str]:
    """Site → how its newest run stands."""
    newest_last = select(runs.c.site, runs.c.status).order_by(runs.c.site, runs.c.started_at, runs.c.run_id)
    engine = open_library(city.places["postgresql://guiyi:@postgres/guiyi"])
    with reading(engine) as connection:
        return {row.site: row.status for row in connection.execute(newest_last)}


def wait_for(is_so: Any, what: str, seconds: float = 240) -> None:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"not so: {what}"
        time.sleep(0.3)


def run_count(city: City, run: str) -> int:
    """How often a run was started."""
    return int(city.call("GET", f"/flow_runs/{run}")["run_count"])


def worker_of(city: City, run: str) -> int:
    """Which of the two first workers executes a flow run, 0 or 1: the one that says where to view it. The other may
    have asked for it, too, a moment too late, and says that.
    """
    for n in (0, 1):
        if f"flow-run/{run}" in (city.folder / f"machine-{n + 1}.log").read_text():
            return n
    raise AssertionError("nobody executes the wave")
