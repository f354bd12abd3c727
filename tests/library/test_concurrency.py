"""Two publications at once: of one site, only the newest lease writes; of two sites, both do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from guiyi.database import writing
from guiyi.errors import RunBusy
from guiyi.ledger import site_states
from guiyi.library.publish import publish
from guiyi.runs.lease import take
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from tests.library.conftest import Found, Old, record


def outcome(run: Run, manifests: list[Manifest], fence: int) -> Any:
    try:
        return publish(run, manifests, fence).created
    except RunBusy:
        return "busy"


def test_of_two_publishers_of_a_site_only_the_newest_lease_writes(old: Old) -> None:
    with old.run() as (run, fence):
        manifests = old.stage(run, Found([record("old", n) for n in range(20)]))
        with writing(old.engine) as connection:
            connection.execute(site_states.update().values(lease_until=0))
        newer = take(old.engine, "old", "elsewhere:1:1")
        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(lambda number: outcome(run, manifests, number), (fence, newer)))
    assert ended == ["busy", 20]
    assert len(old.records()) == 20


def test_sites_are_published_side_by_side(make_site: Callable[..., Old]) -> None:
    sites = [make_site(f"s{n}") for n in range(4)]

    def migrate(one: Old) -> int:
        return one.migrate(Found([record(one.site, n) for n in range(15)])).created

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(migrate, sites)) == [15] * 4
    assert len(sites[0].records()) == 60
