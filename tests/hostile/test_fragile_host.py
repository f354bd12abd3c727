"""A model of a small host: a crawl asks it no faster than its budget says, lets it recover, and loses no page of it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from guiyi.crawl.crawl import crawl_site
from guiyi.crawl.fetching import pacing, robots
from guiyi.database import reading
from guiyi.errors import SourceDown
from guiyi.ledger import pages
from guiyi.library.migrate import open_library
from guiyi.runs.lease import lease
from guiyi.runs.run import close_run, start_run
from guiyi.settings import Settings
from tests.hostile.run import install
from tests.hostile.site import Behaviour
from tests.hostile.wire import Answer, Request, Server, page

DELAY, AT_ONCE = 0.05, 2  # the budget in the site's file
WORK = 0.02  # seconds that a page takes the host alone; so many times more as pages are asked for at once
MOST = 3  # pages at once from which it gives up: 503


class Fragile(Behaviour):
    """A host that does one thing at a time, labours for a while, and once asks for a pause."""

    number, name, promise = 0, "", ""
    sound = 40
    crawl: ClassVar[dict[str, Any]] = {"delay": DELAY, "concurrency": AT_ONCE, "max_delay": 0.3, "attempts": 4}
    labours: ClassVar[Mapping[int, float]] = {}  # number of a request → seconds that it takes more
    pauses: ClassVar[Mapping[int, str]] = {}  # number of a request → Retry-After of the 503 that it gets

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.lock = threading.Lock()
        self.at_work = self.overloads = self.most = 0
        self.starts: list[float] = []
        self.ends: list[float] = []

    def respond(self, request: Request) -> Answer:
        with self.lock:
            self.at_work += 1
            self.most = max(self.most, self.at_work)
            self.starts.append(time.monotonic())
            number, share = len(self.starts), self.at_work
        try:
            if share > MOST:
                self.overloads += 1
                return page("<html>忙</html>", status="503 Service Unavailable")
            time.sleep(WORK * share + self.labours.get(number, 0.0))
            if number in self.pauses:
                return page("<html>忙</html>", f"Retry-After: {self.pauses[number]}", status="503 Service Unavailable")
            return super().respond(request)
        finally:
            with self.lock:
                self.at_work -= 1
                self.ends.append(time.monotonic())

    def is_hurried(self) -> bool:
        """Whether any six requests followed each other faster than the budget allows (a jitter of the clock apart)."""
        return any(
            after - before < 5 * DELAY * 0.85 for before, after in zip(self.starts, self.starts[5:], strict=False)
        )

    def gaps(self, first: int, last: int) -> list[float]:
        """Seconds between the starts of the requests from one to another."""
        return [after - before for before, after in itertools.pairwise(self.starts[first - 1 : last])]


class Labouring(Fragile):
    number = 1
    labours: ClassVar[Mapping[int, float]] = dict.fromkeys(range(16, 22), 0.3)


class Pausing(Fragile):
    number, sound = 2, 12
    pauses: ClassVar[Mapping[int, str]] = {8: "1"}


class Parking(Fragile):
    number, sound = 3, 12
    pauses: ClassVar[Mapping[int, str]] = {8: "1800"}


class Failing(Fragile):
    number, sound = 4, 30


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the usual seconds: what takes a host 1 s more than usual takes this one 0.1 s more."""
    monkeypatch.setattr(pacing, "FIRST_STEP", pacing.FIRST_STEP / 5)
    monkeypatch.setattr(robots, "TRY_PAUSES", (0.1,))
    monkeypatch.setattr(pacing, "SLOW_SECONDS", pacing.SLOW_SECONDS / 10)


@contextmanager
def city(folder: Path, *kinds: type[Fragile]) -> Iterator[tuple[Settings, Server, list[Any]]]:
    server = Server()
    server.start()
    made = [kind(server) for kind in kinds]
    for one in made:
        server.sites[one.host] = one.respond
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    install(settings.configs, server, made)
    for one in made:  # `install` lets the hostile sites be asked without delay
        file = settings.configs / "sites" / f"{one.site}.yaml"
        assert f"delay: {DELAY}" in file.read_text(encoding="utf-8")
    try:
        yield settings, server, made
    finally:
        server.stop()


def crawl(settings: Settings, site: str) -> Any:
    """One start of the crawl → its report."""
    with lease(settings, site):
        run = start_run(settings, site)
        report = crawl_site(run)
        close_run(run, "done")
        return report


def states(settings: Settings, site: str) -> dict[str, str]:
    with reading(open_library(settings.library)) as connection:
        rows = connection.execute(select(pages).where(pages.c.site == site))
        return {row.key: row.state for row in rows if row.key.startswith("/sound/")}


def arrived(settings: Settings, one: Fragile) -> bool:
    found = states(settings, one.site)
    return len(found) == one.sound and set(found.values()) == {"fetched"}


def test_a_host_is_asked_within_its_budget_and_less_while_it_labours(tmp_path: Path) -> None:
    with city(tmp_path, Labouring) as (settings, _server, (host,)):
        crawl(settings, host.site)
        assert arrived(settings, host)
    assert host.most <= AT_ONCE
    assert host.overloads == 0
    assert not host.is_hurried()
    calm, labour, after = host.gaps(3, 14), host.gaps(19, 24), host.gaps(len(host.starts) - 4, len(host.starts))
    assert min(labour) > 2 * DELAY
    assert max(labour) > 3 * sum(calm) / len(calm)
    assert sum(after) / len(after) < max(labour) / 2  # it is well again, and asked as before


def test_a_short_pause_is_kept(tmp_path: Path) -> None:
    with city(tmp_path, Pausing) as (settings, _server, (host,)):
        crawl(settings, host.site)
        assert arrived(settings, host)
    told = host.ends[7]
    early = [at for at in host.starts[8:] if at < told + 0.95]
    assert len(early) < AT_ONCE  # what was asked for at the same time as the page that said so
    assert not host.is_hurried()


def test_a_long_pause_parks_the_host_and_the_worker_goes_on_with_another(tmp_path: Path) -> None:
    with city(tmp_path, Parking, Pausing) as (settings, _server, (host, other)):
        before = time.monotonic()
        with pytest.raises(SourceDown, match="asked for a pause"):
            crawl(settings, host.site)
        assert time.monotonic() - before < 10
        asked = len(host.starts)
        crawl(settings, other.site)
        assert arrived(settings, other)
        assert len(host.starts) == asked  # nobody asks meanwhile
        crawl(settings, host.site)  # after the pause, as an operator or a schedule starts it
        assert arrived(settings, host)


def test_the_circuit_breaker_opens_half_opens_and_closes_and_no_page_is_lost(tmp_path: Path) -> None:
    with city(tmp_path, Failing) as (settings, server, (host,)):
        usual = host.respond

        def dying(request: Request) -> Answer:
            if len(host.starts) >= 12:
                server.down.add(host.host)
            return usual(request)

        server.sites[host.host] = dying
        with pytest.raises(SourceDown):
            crawl(settings, host.site)
        queued = states(settings, host.site)
        assert len(queued) == host.sound
        assert "fetched" in queued.values()
        assert set(queued.values()) == {"fetched", "queued"}  # open: what was not had is due, nothing has failed
        refused = server.refused[host.host]
        assert refused <= pacing.SICK_AFTER + AT_ONCE
        with pytest.raises(SourceDown):  # half open: a start asks for robots.txt alone
            crawl(settings, host.site)
        assert server.refused[host.host] - refused <= host.crawl["attempts"]
        assert states(settings, host.site) == queued
        server.down.clear()
        server.sites[host.host] = usual
        crawl(settings, host.site)
        assert arrived(settings, host)
    asked = {target: count for (_host, target), count in server.seen.items() if target.startswith("/sound/")}
    assert max(asked.values()) == 1
