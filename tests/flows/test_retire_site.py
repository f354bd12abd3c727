"""Retirements on a real server and worker: people decide in forms and by command; killing loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from guiyi.retire.addresses.hits import import_hits
from guiyi.retire.answering.service import RedirectService
from guiyi.retire.audit import verify_log
from guiyi.retire.case import open_case
from guiyi.retire.closing.moves import move_site
from guiyi.retire.closing.people import COMMAND, named_actor
from guiyi.retire.events import events_of
from guiyi.retire.evidence.pack import evidence_faults
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.flows.conftest import Orchestra
from tests.flows.test_migrate_wave import process_of
from tests.retire.platform import Platform
from tests.serving import listening

WHOLE = ("wenhua", "tiyu", "jiaoyu")
REFUSED, TAKEN_BACK = "weijian", "minzheng"
RETRY = "AwaitingRetry"
LOST = "no heartbeat for 90 s"  # a server whose SQLite is busy may lose the event that a run is suspended
PLATFORM = "www.yunchuan.example.test"
LOG = '10.0.0.9 - - [20/Mar/2018:08:30:01 +0800] "GET /neibu/{n}.html HTTP/1.1" 200 512 "-" "-"\n'


@dataclass
class City:
    """A small city on loopback, its platform and redirect service beside it, and the deployment that retires its sites."""

    orchestra: Orchestra
    settings: Settings
    environment: dict[str, str]
    service: RedirectService

    def start(self, site: str) -> str:
        return self.orchestra.start("retire-site", site=site, by="王经办")

    def resume(self, run: str, **answer: Any) -> None:
        """Answers a form; Prefect shows a run as suspended a moment before its form is there."""
        state = self.orchestra.call("GET", f"/flow_runs/{run}")["state"]
        form = {"prefix": state["state_details"]["run_input_keyset"]["schema"]}
        self.until(lambda: bool(self.orchestra.call("POST", f"/flow_runs/{run}/input/filter", form)), "the form")
        told = self.orchestra.call("POST", f"/flow_runs/{run}/resume", {"run_input": answer})
        assert told["status"] == "ACCEPT", told

    def wait(self, run: str, *names: str) -> dict[str, Any]:
        begun = time.monotonic()
        while time.monotonic() - begun < 240:
            found: dict[str, Any] = self.orchestra.call("GET", f"/flow_runs/{run}")
            if found["state"]["name"] in names:
                return found
            if found["state"]["message"] == LOST:
                self.retry(run)
            else:
                assert found["state"]["name"] not in ("Failed", "Crashed"), found["state"]["message"]
            time.sleep(0.3)
        raise AssertionError(f"{run} is still {found['state']}")

    def retry(self, run: str) -> None:
        """Presses Retry, as an operator does."""
        self.orchestra.call("POST", f"/flow_runs/{run}/set_state", {"state": {"type": "SCHEDULED", "name": RETRY}})

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        begun = time.monotonic()
        while not is_so():
            assert time.monotonic() - begun < 200, what
            time.sleep(0.2)

    def state(self, site: str) -> str:
        return open_case(self.settings, site).state

    def move(self, site: str, name: str, by: str, **facts: str) -> None:
        rules = open_case(self.settings, site).rules
        move_site(self.settings, site, name, named_actor(rules, by, COMMAND), facts)


@pytest.fixture
def city(orchestra: Orchestra, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    settings = Settings(f"sqlite:///{tmp_path}/library.db", str(tmp_path / "store"), tmp_path / "configs")
    monkeypatch.setenv("GUIYI_SIGNING_KEY", str(tmp_path / "evidence.pem"))
    environment = {
        "GUIYI_LIBRARY": settings.library, "GUIYI_STORE": settings.store, "GUIYI_CONFIGS": str(settings.configs),
        "GUIYI_SIGNING_KEY": str(tmp_path / "evidence.pem"),
    }  # fmt: skip
    with serve(port=0, pages=12) as old_sites:
        install_configs(settings.configs, old_sites.port)
        service = RedirectService(settings, inner=Platform(settings))
        with listening(service) as port:
            write_rules(settings, port)
            orchestra.start_worker(environment)
            yield City(orchestra, settings, environment, service)


def write_rules(settings: Settings, port: int) -> None:
    path = settings.configs / "platform.yaml"
    platform = yaml.safe_load(path.read_text(encoding="utf-8"))
    hosts = [PLATFORM, *(f"{site}.example.test" for site in (*WHOLE, TAKEN_BACK))]
    platform["retirement"] = {
        "platform_url": f"http://{PLATFORM}", "approvers": ["李主任", "王经办"], "announce_days": 0, "redirect_days": 0,
        "quiet_days": 0, "pictures": False, "deregistrations": ["icp"], "connect_to": {host: f"127.0.0.1:{port}" for host in hosts},
    }  # fmt: skip
    path.write_text(yaml.safe_dump(platform, allow_unicode=True), encoding="utf-8")


PAPER = {"step": "icp", "document_number": "云通备2026-77", "on": "2026-10-01", "person": "王经办"}


@pytest.mark.slow
def test_sites_of_a_city_are_retired_refused_and_taken_back(city: City, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(LOG.format(n=n) for n in range(40)), encoding="utf-8")
    import_hits(open_case(city.settings, REFUSED), log, "王经办")  # a section that no list and no link names
    runs = {site: city.start(site) for site in (*WHOLE, REFUSED, TAKEN_BACK)}

    held = city.wait(runs[REFUSED], "Held")
    assert "addresses-answered: 40 of" in held["state"]["message"]
    assert city.state(REFUSED) == "frozen"

    form, command, killed = WHOLE
    for site in (*WHOLE, TAKEN_BACK):
        city.wait(runs[site], "Suspended")
        assert city.state(site) == "asked"
    for run in runs.values():  # a process that still ends would find its worker's pipe closed
        city.until(lambda run=run: process_of(run) is None, f"the process of {run} ended")  # type: ignore[misc]
    worker = city.orchestra.workers[-1]
    os.killpg(worker.pid, signal.SIGKILL)  # while it waits for a person
    worker.wait()
    city.orchestra.workers.clear()
    city.orchestra.start_worker(city.environment)  # another worker, later

    city.resume(runs[form], decision="approve", name="王经办", ticket="云政办函〔2026〕9号")
    city.until(lambda: events_of_kind(city, form, "refused") == 1, "who asked may not approve")
    city.wait(runs[form], "Suspended")
    city.resume(runs[form], decision="approve", name="李主任", ticket="云政办函〔2026〕9号")
    city.until(lambda: city.state(form) == "approved", "approved in the form")

    for site in (command, killed, TAKEN_BACK):
        city.move(site, "approve", "李主任", ticket="云政办函〔2026〕10号")
        city.move(site, "announce", "王经办", url="http://www.yunchuan.example.test/gg/1.html")
    assert city.service.renew()
    city.move(TAKEN_BACK, "abort", "王经办", remark="仍有办事系统未迁")
    assert city.service.renew()
    city.wait(runs[TAKEN_BACK], "Suspended")
    city.resume(runs[TAKEN_BACK])
    city.wait(runs[TAKEN_BACK], "Aborted")
    assert city.state(TAKEN_BACK) == "active"

    city.wait(runs[form], "Suspended")
    city.resume(runs[form], name="王经办", url="http://www.yunchuan.example.test/gg/2.html")
    city.until(lambda: city.state(form) == "announced", "announced in the form")
    city.wait(runs[form], "Suspended")
    city.resume(runs[form], name="王经办")

    city.wait(runs[command], "Suspended")
    city.move(command, "redirect", "王经办")
    city.resume(runs[command])
    for site in (form, command):
        city.until(lambda site=site: city.state(site) == "verified", f"{site} is verified")  # type: ignore[misc]
        city.wait(runs[site], "Suspended")

    city.wait(runs[killed], "Suspended")
    city.move(killed, "redirect", "王经办")
    city.until(lambda: process_of(runs[killed]) is None, "the process that waited has ended")
    city.resume(runs[killed])
    kill_process(city, runs[killed])  # while it verifies the redirects
    city.until(lambda: flow_state(city, runs[killed]) == "Crashed", "the killed run is known as crashed")
    city.retry(runs[killed])
    city.until(lambda: city.state(killed) == "verified", "the killed run goes on")

    for site in WHOLE:
        city.wait(runs[site], "Suspended")
        city.resume(runs[site], name="王经办", **PAPER)
    for site in WHOLE:
        city.wait(runs[site], "Completed")
        assert city.state(site) == "retired"
        pack = open_case(city.settings, site).last("evidence")
        assert pack is not None
        data = open_case(city.settings, site).store.read(str(pack.facts["key"]))
        assert evidence_faults(data, str(pack.facts["public_key"])) == []
        page = city.orchestra.call("GET", f"/artifacts/retirement-{site}/latest")["data"]
        head = events_of(open_case(city.settings, site).engine, site)[-1]
        assert f"{site}={head.number}:{head.hash}" in page

    case = open_case(city.settings, form)
    assert [one.faults for one in verify_log(case.engine, case.store)] == [[]] * 5
    city.move(TAKEN_BACK, "freeze", "王经办")  # and may be retired another day
    verification = city.orchestra.run("guiyi.cli", "verify", form, "--live", environment=city.environment)
    assert verification.returncode == 0, verification.stderr


def events_of_kind(city: City, site: str, kind: str) -> int:
    case = open_case(city.settings, site)
    return sum(event.kind == kind for event in case.events)


def flow_state(city: City, run: str) -> str:
    return str(city.orchestra.call("GET", f"/flow_runs/{run}")["state"]["name"])


def kill_process(city: City, run: str) -> None:
    begun = time.monotonic()
    while flow_state(city, run) != "Running":
        assert time.monotonic() - begun < 200, "the flow never ran"
        time.sleep(0.05)
    victim = process_of(run)
    assert victim is not None, "the flow runs without a process"
    os.kill(victim.pid, signal.SIGKILL)
