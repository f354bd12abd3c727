"""A run whose old host asks for a long pause, or is down, ends its process and comes back by itself: a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guiyi.errors import SourceDown, StoreError
from tasks.park import park
from tests.flows.conftest import Orchestra
from tests.flows.test_migrate_site import Place, place
from tests.flows.test_migrate_wave import process_of, site_run, statuses
from tests.ports import free_port
from tests.serving import HTML, Quiet, serving

__all__ = ["place"]
PAUSE = 31  # seconds: a worker waits for 30 itself
ARTICLE = "<html><title>关于公园座椅更新的通知</title><meta name=ArticleTitle content=关于公园座椅更新的通知><p>本市各公园的座椅分批更新。</p></html>"
SITE = """\
version: 1
site: {{id: {id}, name: 旧站, department: office, base_url: "http://{id}.example.test/"}}
crawl: {{allow_private: true, delay: 0, connect_to: {{{id}.example.test: "127.0.0.1:{port}"}}}}
mapping: {{unmatched: info.news}}
"""


class Tired(Quiet):
    """An old host that asks for a pause the first time a page is wanted."""

    asked: list[float]

    def answer(self) -> None:
        if self.path in ("/robots.txt", "/sitemap.xml"):
            return self.give(404, HTML, b"")
        self.asked.append(time.monotonic())
        if len(self.asked) == 1:
            return self.give(503, HTML | {"Retry-After": str(PAUSE)}, ARTICLE.encode())
        return self.give(200, HTML, ARTICLE.encode())


@contextmanager
def tired_host() -> Iterator[tuple[int, list[float]]]:
    asked: list[float] = []
    with serving(type("OneTired", (Tired,), {"asked": asked})) as port:
        yield port, asked


def wait_until_parked(orchestra: Orchestra, run: str) -> str:
    """Waits until it is parked and its process has ended → what the operator reads."""
    begun = time.monotonic()
    while time.monotonic() - begun < 120:
        state = orchestra.call("GET", f"/flow_runs/{run}")["state"]
        assert state["type"] not in ("FAILED", "COMPLETED", "CRASHED"), state["message"]
        if state["name"] == "Parked" and process_of(run) is None:
            return str(state["message"])
        time.sleep(0.3)
    raise AssertionError(f"{run} was not parked")


def write_sites(folder: Path, **ports: int) -> None:
    for site, port in ports.items():
        (folder / "configs" / "sites" / f"{site}.yaml").write_text(SITE.format(id=site, port=port))


def test_a_run_whose_host_asked_for_a_pause_comes_back_by_itself(orchestra: Orchestra, place: Place) -> None:
    with tired_host() as (port, asked):
        write_sites(place.folder, broken=port)
        orchestra.start_worker(place.environment)
        run = orchestra.start("migrate-site", site="broken")
        told = wait_until_parked(orchestra, run)
        assert "asked for a pause" in told
        assert "comes back by itself" in told
        ended = orchestra.wait_for(run, "COMPLETED", "FAILED", "CRASHED")
        assert ended["state"]["type"] == "COMPLETED", ended["state"]["message"]
        assert ended["run_count"] == 2
        assert min(at - asked[0] for at in asked[1:]) >= PAUSE - 1
    assert statuses(place)["broken"] in ("done", "held")


def test_a_wave_gives_the_place_of_a_parked_site_to_the_next(orchestra: Orchestra, place: Place) -> None:
    write_sites(place.folder, broken=free_port())  # nobody listens there
    waves = "version: 1\nwaves:\n  - {name: first, deadline: 2099-12-31, sites: [broken, tiyu]}\n"
    (place.folder / "configs" / "waves.yaml").write_text(waves)
    orchestra.start_worker(place.environment)
    wave = orchestra.start("migrate-wave", wave="first", at_once=1)
    begun = time.monotonic()
    while not (down := site_run(orchestra, wave, "broken")) and time.monotonic() - begun < 120:
        time.sleep(0.3)
    assert down is not None
    assert "1 of 12" in wait_until_parked(orchestra, down["id"])
    while statuses(place).get("tiyu") != "done" and time.monotonic() - begun < 240:
        time.sleep(0.5)
    assert statuses(place)["tiyu"] == "done"
    state = orchestra.call("GET", f"/flow_runs/{down['id']}")["state"]
    assert state["name"] == "Parked"
    for run in (wave, down["id"]):  # or they would come back in another test
        orchestra.call("DELETE", f"/flow_runs/{run}")


def test_only_a_host_that_may_be_back_parks_a_run_and_only_one_of_a_deployment() -> None:
    park("old", SourceDown("x"))
    park("old", StoreError("x"))
