"""How a wave stands: states of its sites, the forecast against the deadline, the consolidation ratio."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from guiyi.database import writing
from guiyi.errors import ConfigError
from guiyi.ledger import runs
from guiyi.library.migrate import open_library
from guiyi.library.waves import wave_status
from tests.library.conftest import write_site

NOON = datetime(2027, 6, 30, 12, tzinfo=UTC)
WAVES = "version: 1\nwaves:\n  - {name: spring, deadline: 2027-06-30, sites: [aa, bb, cc, dd]}\n"


@pytest.fixture
def city(tmp_path: Path, sqlite_url: str) -> tuple[Engine, Path]:
    """Four sites of one wave, and a fifth that is retired."""
    configs = tmp_path / "configs"
    (configs / "sites").mkdir(parents=True)
    (configs / "waves.yaml").write_text(WAVES)
    for site in ("aa", "bb", "cc", "dd", "ee"):
        write_site(configs, site)
    retired = (
        (configs / "sites" / "ee.yaml").read_text().replace("department: office", "department: office, state: retired")
    )
    (configs / "sites" / "ee.yaml").write_text(retired)
    return open_library(sqlite_url), configs


def ran(engine: Engine, site: str, status: str, minutes: int | None = None) -> None:
    finished = None if minutes is None else f"2027-06-30T08:{minutes:02d}:00+00:00"
    values = {"run_id": f"{site}-0001", "site": site, "number": 1, "status": status, "finished_at": finished}
    with writing(engine) as connection:
        connection.execute(runs.insert().values(started_at="2027-06-30T08:00:00+00:00", **values))


def test_before_anything_ran_there_is_no_forecast(city: tuple[Engine, Path]) -> None:
    status = wave_status(*city, "spring", NOON)
    assert (status.forecast_at, status.is_late, status.counts) == (None, False, {"waiting": 4})
    assert status.open_sites == ["aa", "bb", "cc", "dd"]


def test_the_forecast_is_the_measured_pace_times_the_sites_that_remain(city: tuple[Engine, Path]) -> None:
    ran(city[0], "aa", "done", 30)
    ran(city[0], "bb", "held", 50)
    status = wave_status(*city, "spring", NOON, at_once=2)
    assert status.minutes_per_site == 40
    assert status.forecast_at == "2027-06-30T12:40:00+00:00"
    assert not status.is_late


def test_a_forecast_after_the_deadlines_day_is_late(city: tuple[Engine, Path]) -> None:
    ran(city[0], "aa", "done", 59)
    assert wave_status(*city, "spring", datetime(2027, 6, 30, 22, tzinfo=UTC)).is_late


def test_what_is_done_is_not_started_again_and_what_failed_is(city: tuple[Engine, Path]) -> None:
    ran(city[0], "aa", "done", 5)
    ran(city[0], "bb", "failed", 5)
    status = wave_status(*city, "spring", NOON)
    assert status.open_sites == ["bb", "cc", "dd"]
    assert status.counts == {"done": 1, "failed": 1, "waiting": 2}


def test_the_consolidation_ratio_counts_retired_sites_of_the_whole_city(city: tuple[Engine, Path]) -> None:
    status = wave_status(*city, "spring", NOON)
    assert (status.retired, status.all_sites, status.consolidation) == (1, 5, 0.2)


def test_an_unknown_wave_is_told_with_those_there_are(city: tuple[Engine, Path]) -> None:
    with pytest.raises(ConfigError, match="it has: spring"):
        wave_status(*city, "autumn", NOON)


def test_a_site_whose_file_cannot_be_read_has_failed_not_waited(city: tuple[Engine, Path]) -> None:
    (city[1] / "sites" / "cc.yaml").write_text("site: [")
    status = wave_status(*city, "spring", NOON)
    assert status.counts == {"failed": 1, "waiting": 3}
