"""The city set-up of deployments/compose.yaml, its commands and environment as written, on real servers.

Two workers in folders of their own. While a wave runs, the machine of a worker and of the wave itself is killed, the Prefect
server is killed and started again, PostgreSQL goes down hard and comes back, a host does not answer, the disk is full.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from guiyi.settings import Settings
from tests.city.small import install_small, serve_small
from tests.flows.citysetup import City, bucket, kill, run_count, running_city, states, wait_for, worker_of
from tests.pipeline import export_bytes, migrate
from tests.postgres import restart

SITES = 3


@pytest.fixture
def city(postgres_server: str, tmp_path: Path) -> Iterator[City]:
    if shutil.which("redis-server") is None:
        pytest.skip("no Redis on this machine; `make system` installs it")
    with running_city(postgres_server, tmp_path) as running:
        yield running


@pytest.mark.slow
@pytest.mark.skipif("GUIYI_CITY" not in os.environ, reason="several servers and some minutes: `make city` runs it")
def test_the_city_set_up_migrates_a_wave_through_kills_and_restarts(
    city: City, postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # both libraries say the same time
    server = city.start("server", "server")
    with serve_small(pages=3) as old_sites:
        sites = install_small(tmp_path / "configs", SITES, old_sites.port)
        undisturbed = Settings(f"sqlite:///{tmp_path}/alone.db", str(tmp_path / "alone"), tmp_path / "configs")
        for site in sites:
            migrate(undisturbed, site)
        city.wait_until_ready()
        bucket(city.places["http://store:8333"])
        deploy = city.start("deploy", "deploy-elsewhere")
        told = (tmp_path / "deploy-elsewhere.log").read_text
        assert deploy.wait(180) == 0, told()
        workers = [city.start("worker", f"machine-{n}") for n in (1, 2)]
        wave = city.start_wave("wave-1")

        wait_for(lambda: "running" in states(city).values(), "a site runs")
        kill(workers[worker_of(city, wave)])  # with all that it runs: the wave, and its sites
        city.start("worker", "machine-3")
        wait_for(lambda: run_count(city, wave) == 2, "the wave is taken up without hands", 400)
        wait_for(lambda: "done" in states(city).values(), "a site is done", 400)
        kill(server)
        restart(postgres_server)
        server = city.start("server", "server")
        city.wait_until_ready()
        wait_for(lambda: list(states(city).values()) == ["done"] * SITES, "all sites are done", 400)

    assert city.ended(wave, 120)["type"] == "COMPLETED"
    library = Settings(city.places["postgresql://guiyi:@postgres/guiyi"], "", tmp_path / "configs")
    assert export_bytes(library) == export_bytes(undisturbed)
    assert server.poll() is None


@pytest.mark.slow
@pytest.mark.skipif("GUIYI_CITY" not in os.environ, reason="several servers and some minutes: `make city` runs it")
def test_a_host_that_is_down_and_a_full_disk_cost_a_wave_nothing_but_time(
    city: City, small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setenv("GUIYI_MIN_FREE", "1")  # until it is really full
    city.places["s3://guiyi/store"] = str(small_disk / "store")
    city.start("server", "server")
    with serve_small(pages=3) as old_sites:
        sites = install_small(tmp_path / "configs", 4, old_sites.port, at_once=1)
        undisturbed = Settings(f"sqlite:///{tmp_path}/alone.db", str(tmp_path / "alone"), tmp_path / "configs")
        for site in sites:
            migrate(undisturbed, site)
        old_sites.down.add(0)
        city.wait_until_ready()
        assert city.start("deploy", "deploy").wait(180) == 0
        city.start("worker", "machine-1")
        wave = city.start_wave("wave-1")
        wait_for(lambda: states(city).get("s0001") == "done", "a site is done", 400)
        fill(small_disk)
        wait_for(lambda: states(city).get("s0003") == "failed", "the last site finds no room", 400)
        (small_disk / "filler").unlink()
        old_sites.down.clear()
        bring_back_parked(city)
        assert city.ended(wave, 400)["name"] == "Held"
        found = states(city)
        assert (found["s0000"], found["s0001"], found["s0003"]) == ("done", "done", "failed"), found
        assert city.ended(city.start_wave("wave-1"), 400)["name"] == "Completed"
    library = Settings(city.places["postgresql://guiyi:@postgres/guiyi"], "", tmp_path / "configs")
    assert without_runs(export_bytes(library)) == without_runs(export_bytes(undisturbed))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(disk)]
    if subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("a disk to fill can be mounted by root only")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def bring_back_parked(city: City) -> None:
    """The run whose host was down comes back now, not in a quarter of an hour."""
    wanted = {"flow_runs": {"state": {"name": {"any_": ["Parked"]}}}}
    (parked,) = city.call("POST", "/flow_runs/filter", wanted)
    state = {"type": "SCHEDULED", "name": "AwaitingRetry"}
    city.call("POST", f"/flow_runs/{parked['id']}/set_state", {"state": state, "force": True})


def without_runs(exported: bytes) -> bytes:
    """An export without the runs' numbers: a site that was held ends in its second run."""
    return re.sub(rb'"run_id": ?"[^"]*"', b"", exported)


def fill(disk: Path) -> None:
    """Not a byte is free."""
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass
