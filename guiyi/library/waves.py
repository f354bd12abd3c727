"""How a wave of sites stands: every site's state, when the rest ends at the measured pace, and is that in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine

from guiyi.beijing import BEIJING
from guiyi.config.load import list_sites, load_site, load_waves
from guiyi.config.platform import Wave
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD, RUNNING
from guiyi.library.register import states_of
from guiyi.library.status import SiteStatus, fleet

WAITING = "waiting"  # of a site in a wave that never ran
PARKED = "parked"
FINISHED = (DONE, RUN_HELD)


@dataclass(frozen=True)
class WaveSite:
    """One site of a wave. status: waiting, running, parked, done, held or failed. minutes: of its last finished run."""

    site: str
    name: str
    status: str
    minutes: float | None
    published: int
    held: int
    failed: int
    error: str | None


@dataclass(frozen=True)
class WaveStatus:
    """A wave as the city reports it. forecast_at: when the last site ends at the measured pace; None: not measured."""

    name: str
    deadline: str
    sites: tuple[WaveSite, ...]
    minutes_per_site: float | None
    forecast_at: str | None
    is_late: bool
    retired: int  # of all the city's sites, not of the wave alone
    all_sites: int

    @property
    def counts(self) -> Counter[str]:
        """Status → number of sites."""
        return Counter(one.status for one in self.sites)

    @property
    def open_sites(self) -> list[str]:
        """The sites that a start of the wave has still to migrate: all that are not done, in the wave's order."""
        return [one.site for one in self.sites if one.status != DONE]

    @property
    def consolidation(self) -> float:
        """Sites retired / all sites, 0 to 1 (集约化率)."""
        return self.retired / self.all_sites if self.all_sites else 0.0

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {"counts": dict(self.counts), "consolidation": round(self.consolidation, 4)}


def find_wave(configs: Path, name: str) -> Wave:
    """The wave of that name in waves.yaml. ConfigError, with the names there are."""
    waves = load_waves(configs).waves
    found = next((wave for wave in waves if wave.name == name), None)
    if found is None:
        known = ", ".join(wave.name for wave in waves) or "none yet"
        raise ConfigError(f"there is no wave {name} in {configs}/waves.yaml (it has: {known})")
    return found


def wave_status(engine: Engine, configs: Path, name: str, now: datetime, at_once: int = 1) -> WaveStatus:
    """How the wave stands at `now` if `at_once` sites run side by side. ConfigError if there is no such wave."""
    wave = find_wave(configs, name)
    statuses = {one.site: one for one in fleet(engine, configs)}
    sites = tuple(_wave_site(statuses[site]) for site in wave.sites if site in statuses)
    measured = [one.minutes for one in sites if one.minutes is not None]
    pace = median(measured) if measured else None
    forecast = _forecast(now, pace, sum(one.status not in FINISHED for one in sites), at_once)
    ends = datetime.combine(wave.deadline, time.max, BEIJING)
    everything = list_sites(configs)
    return WaveStatus(
        name=name, deadline=wave.deadline.isoformat(), sites=sites, minutes_per_site=pace,
        forecast_at=forecast.isoformat() if forecast else None, is_late=(forecast or now) > ends,
        retired=len(_retired(engine, configs, everything)), all_sites=len(everything),
    )  # fmt: skip


def _wave_site(status: SiteStatus) -> WaveSite:
    return WaveSite(
        site=status.site,
        name=status.name,
        status=PARKED
        if status.is_parked
        else status.run_status or (RUN_FAILED if status.error else WAITING),  # its file may not even be read
        minutes=_minutes(status),
        published=status.published,
        held=status.held,
        failed=status.failed,
        error=None if status.run_status in (DONE, RUNNING) else status.error,
    )


def _minutes(status: SiteStatus) -> float | None:
    if status.run_status not in FINISHED or not status.started_at or not status.finished_at:
        return None
    took = datetime.fromisoformat(status.finished_at) - datetime.fromisoformat(status.started_at)
    return took.total_seconds() / 60


def _forecast(now: datetime, pace: float | None, remaining: int, at_once: int) -> datetime | None:
    if pace is None:
        return None if remaining else now
    return (now + timedelta(minutes=pace * remaining / at_once)).replace(microsecond=0)


def _retired(engine: Engine, configs: Path, sites: list[str]) -> set[str]:
    """Sites that were retired by the log, or, retired before there was one, by their file."""
    with reading(engine) as connection:
        states = states_of(connection)
    return {site for site in sites if states.get(site, _declared(configs, site)) == "retired"}


def _declared(configs: Path, site: str) -> str | None:
    try:
        return load_site(configs, site).site.state
    except ConfigError:
        return None  # `guiyi check` tells what is wrong with the file
