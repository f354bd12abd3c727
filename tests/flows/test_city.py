"""The city set-up of deployments/compose.yaml, its commands and environment as written, on real servers.

Two workers in folders of their own. While a wave runs, a worker is killed, the Prefect server is killed and started again,
and PostgreSQL drops every connection.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiyi.settings import Settings
from tests.city.small import install_small, serve_small
from tests.flows.citysetup import City, administer, bucket, kill, running_city, states, wait_for, worker_of
from tests.pipeline import export_bytes, migrate

SITES = 3


@pytest.fixture
def city(postgres_server: str, tmp_path: Path) -> Iterator[City]:
    if shutil.which("redis-server") is None:
        pytest.skip("no Redis on this machine; `make system` installs it")
    with running_city(postgres_server, tmp_path) as running:
        yield running


@pytest.mark.slow
@pytest.mark.skipif("GUIYI_CITY" not in os.environ, reason="several servers and some minutes: `make city` runs it")
@pytest.mark.xdist_group("prefect")
def test_the_city_set_up_migrates_a_wave_through_kills_and_lost_connections(
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
        deployment = city.call("GET", "/deployments/name/migrate-wave/migrate-wave")["id"]
        body = {"parameters": {"wave": "wave-1"}, "state": {"type": "SCHEDULED"}}
        wave = city.call("POST", f"/deployments/{deployment}/create_flow_run", body)["id"]

        wait_for(lambda: "running" in states(city).values(), "a site runs")
        wave_worker = worker_of(city, wave)
        kill(workers[1 - wave_worker])  # the other one: with all that it runs
        city.start("worker", "machine-3")
        wait_for(lambda: "done" in states(city).values(), "a site is done")
        kill(server)
        drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'city_%'"
        administer(postgres_server, drop)
        server = city.start("server", "server")
        city.wait_until_ready()
        wait_for(lambda: list(states(city).values()) == ["done"] * SITES, "all sites are done", 400)

    ended = city.call("GET", f"/flow_runs/{wave}")["state"]
    assert ended["type"] in ("RUNNING", "COMPLETED"), ended
    library = Settings(city.places["postgresql://guiyi:@postgres/guiyi"], "", tmp_path / "configs")
    assert export_bytes(library) == export_bytes(undisturbed)
    assert server.poll() is None
