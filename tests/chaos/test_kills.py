"""Killed at a sample of the fail-points and at random moments of each stage: what `make chaos` does at length."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from guiyi.failpoints import VARIABLE, around
from tests.chaos.kills import Calm, kill_at_point, kill_at_random
from tests.chaos.places import Places
from tests.hostile.wire import Server

SAMPLE = 3  # fail-points a database, spread over the run; the seed below moves them
SEED = 20180108


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, server: tuple[Server, Path], tmp_path: Path) -> Places:
    url = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    return Places(tmp_path, server[1], url)


@pytest.mark.slow
@pytest.mark.fault(
    "kill at every durable step", "export, archive and ledger as if nothing had been; a sample of `make chaos`"
)
def test_a_kill_at_any_durable_step_leaves_no_trace(calm: Calm, places: Places, server: tuple[Server, Path]) -> None:
    kinds = {point.removeprefix("before ").removeprefix("after ") for point in calm.points}
    assert {"commit", "fsync of a file", "rename of a file", "fsync of the archive", "fsync of a folder"} <= kinds
    chance, third = random.Random(f"{SEED} {places.server}"), len(calm.points) // SAMPLE
    for number in (at * third + chance.randint(1, third) for at in range(SAMPLE)):
        with places.fresh() as settings:
            assert kill_at_point(calm, settings, server[0], number) == [], calm.points[number - 1]


@pytest.mark.slow
@pytest.mark.fault(
    "kill -9 at random", "the same, and at most the pages in flight are asked for again; a sample of `make chaos`"
)
def test_twenty_kills_at_random_moments_of_each_stage_leave_no_trace(
    calm: Calm, places: Places, server: tuple[Server, Path]
) -> None:
    chance, kills = random.Random(f"{SEED} {places.server}"), 0
    while kills < 20:  # one trial, or two where this machine is so busy that stages end before they are hit
        with places.fresh() as settings:
            more, found = kill_at_random(calm, settings, server[0], chance, least=3)
        assert found == []
        kills += more


def test_a_point_raises_the_error_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guiyi.failpoints._reached", 0)
    monkeypatch.setenv(VARIABLE, "2:ENOSPC")
    with (
        pytest.raises(OSError, match=r"No space left on device \(fail-point 2, after fsync of a file\)"),
        around("fsync of a file"),
    ):
        pass
    monkeypatch.delenv(VARIABLE)
    with around("fsync of a file"):
        pass
