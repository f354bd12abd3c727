"""The migrate-site flow as operators meet it: a real server, a real worker, real failures."""

from __future__ import annotations

import importlib
import json
import pkgutil
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

import flows
from guiyi.cli import main as command
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.flows.conftest import PASSWORD, ROOT, USER, Orchestra
from tests.pipeline import export_bytes

SITE = "wenhua"


@dataclass
class Place:
    """A fresh library, store and configuration beside a running sample city."""

    folder: Path
    city: Any

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GUIYI_LIBRARY": f"sqlite:///{self.folder}/library.db",
            "GUIYI_STORE": str(self.folder / "store"),
            "GUIYI_CONFIGS": str(self.folder / "configs"),
        }

    @property
    def settings(self) -> Settings:
        return Settings(self.environment["GUIYI_LIBRARY"], self.environment["GUIYI_STORE"], self.folder / "configs")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with serve(port=0) as city:
        install_configs(tmp_path / "configs", city.port)
        yield Place(tmp_path, city)


def test_every_flow_can_be_imported() -> None:
    for module in pkgutil.iter_modules([str(ROOT / "flows")]):
        assert hasattr(importlib.import_module(f"{flows.__name__}.{module.name}"), module.name)


def test_a_worker_migrates_a_site_and_a_retry_redoes_only_what_failed(orchestra: Orchestra, place: Place) -> None:
    orchestra.start_worker(place.environment)
    (place.folder / "store").mkdir()
    in_the_way = place.folder / "store" / "assets"
    in_the_way.write_text("a file where the store keeps a folder")

    failed = orchestra.start("migrate-site", site=SITE)
    state = orchestra.wait_for(failed, "FAILED", "COMPLETED", "CRASHED")
    assert state["state"]["type"] == "FAILED", state["state"]
    assert "load" in state["state"]["message"]
    assert "assets" in state["state"]["message"]

    in_the_way.unlink()
    requests_before = len(place.city.requests)
    orchestra.call(
        "POST",
        f"/flow_runs/{failed}/set_state",
        {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True},
    )
    retried = orchestra.wait_for(failed, "COMPLETED", "CRASHED")
    assert retried["state"]["name"] == "Completed", retried["state"]
    assert len(place.city.requests) == requests_before, "a retry asked the old site again"
    assert {f"site:{SITE}", "tier:department", "guiyi"} <= set(retried["tags"])
    assert retried["name"] == f"迁移 migrate {SITE}"
    plan = orchestra.wait_for(
        orchestra.start("migrate-site", site=SITE, dry_run=True), "COMPLETED", "FAILED", "CRASHED"
    )
    assert plan["state"]["name"] == "DryRun", plan["state"]["message"]
    assert "unchanged" in orchestra.call("GET", f"/artifacts/plan-{SITE}/latest")["data"]
    assert len(place.city.requests) == requests_before, "a dry run asked the old site"
    states = orchestra.task_states(failed)
    assert {name.split()[0] for name, found in states.items() if ("Cached", 1) in [(s, 1) for s, _ in found]} >= {
        "crawl"
    }


def test_the_form_offers_the_configured_sites(orchestra: Orchestra) -> None:
    schema = orchestra.call("GET", f"/deployments/{orchestra.deployment('migrate-site')}")["parameter_openapi_schema"]
    assert SITE in schema["properties"]["site"]["enum"]
    assert schema["properties"]["until"]["enum"] == ["reconcile", "crawl"]
    assert "max_pages" in schema["definitions"]["Limits"]["properties"]
    refused = requests.post(
        f"{orchestra.api}/deployments/{orchestra.deployment('migrate-site')}/create_flow_run",
        json={"parameters": {"site": "no-such-site"}}, auth=(USER, PASSWORD), timeout=30,
    )  # fmt: skip
    assert refused.status_code == 409


def test_deleting_every_kept_result_changes_nothing_but_time(orchestra: Orchestra, place: Place) -> None:
    first = orchestra.run("guiyi.cli", "migrate", SITE, "--json", environment=place.environment)
    assert first.returncode == 0, first.stdout + first.stderr
    before = export_bytes(place.settings)
    assert before
    shutil.rmtree(Path(orchestra.environment["PREFECT_RESULTS_LOCAL_STORAGE_PATH"]), ignore_errors=True)
    second = orchestra.run("guiyi.cli", "migrate", SITE, "--json", environment=place.environment)
    outcome = json.loads(second.stdout.splitlines()[-1])
    assert (outcome["load"]["created"], outcome["load"]["updated"]) == (0, 0)
    assert export_bytes(place.settings) == before


DUMP = """\
version: 1
site: {{id: gated, name: 旧站, department: office, base_url: "http://gated.example.test/"}}
crawl: {{source: directory, path: "{path}"}}
mapping: {{unmatched: info.news}}
assertions: {{records: {{stop_below: {floor}}}}}
"""


def test_a_gate_that_holds_is_named_with_what_to_do_and_the_library_stays(orchestra: Orchestra, tmp_path: Path) -> None:
    place = Place(tmp_path, None)
    install_configs(tmp_path / "configs", 1)
    file, dump = tmp_path / "configs" / "sites" / "gated.yaml", tmp_path / "dump"
    (dump / "a").mkdir(parents=True)
    links = ""
    for n in range(3):
        links += f"<a href='/a/t{n}.html'>第{n}号</a>"
        meta = f"<meta name='ArticleTitle' content='第{n}号通告'><meta name='PubDate' content='2018-03-05 09:00'>"
        body = (
            f"<h1>第{n}号通告</h1><div class='TRS_Editor'><p>第{n}号通告的正文，请各单位照此办理，不得延误。</p></div>"
        )
        (dump / "a" / f"t{n}.html").write_text(f"<html><head>{meta}</head><body>{body}</body></html>", encoding="utf-8")
    (dump / "index.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")

    def guiyi(*arguments: str) -> Any:
        return orchestra.run("guiyi.cli", *arguments, environment=place.environment)

    file.write_text(DUMP.format(path=dump, floor=1), encoding="utf-8")
    done = guiyi("migrate", "gated")
    assert done.returncode == 0, done.stdout + done.stderr
    live = export_bytes(place.settings)
    assert live.count(b"\n") == 3

    file.write_text(DUMP.format(path=dump, floor=5), encoding="utf-8")
    (dump / "a" / "t0.html").write_text("<html><body></body></html>", encoding="utf-8")
    held = guiyi("migrate", "gated")
    said = " ".join((held.stdout + held.stderr).split())
    assert held.returncode == 3, said
    for told in ("records-floor", "stays live", "assertions.records"):
        assert told in said
    assert export_bytes(place.settings) == live
    told = CliRunner().invoke(command, ["diagnose", "gated"], env=place.environment)
    assert "records-floor" in told.output
