"""Quiet hours: when a site is not asked, by the clock of Beijing; said for the site, or for a wave it is in."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from guiyi.beijing import BEIJING
from guiyi.config.load import load_waves
from guiyi.runs.run import Run

LOOK_SECONDS = 30.0
DAY = 24 * 60

logger = logging.getLogger(__name__)


def quiet_for(hours: Iterable[str], at: datetime) -> float:
    """Quiet hours ("22:00-06:00" goes over midnight) and an instant → seconds until it is over; 0: it is not quiet.

    Hours that follow one another are one.

    >>> noon = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    >>> quiet_for(["08:30-12:00", "12:00-18:00"], noon) / 3600, quiet_for(["22:00-06:00"], noon)
    (6.0, 0.0)
    """
    local = at.astimezone(BEIJING)
    minute = local.hour * 60 + local.minute + local.second / 60
    spans = [_span(one) for one in hours]
    ends = minute
    for _ in spans:  # each may lead into another
        ends = max([ends, *(until for begins, until in _from(spans, ends) if begins <= ends < until)])
    return max(0.0, min(ends - minute, DAY)) * 60


def _span(hours: str) -> tuple[int, int]:
    begins, until = (int(clock[:2]) * 60 + int(clock[3:]) for clock in hours.split("-"))
    return begins, until if until > begins else until + DAY


def _from(spans: list[tuple[int, int]], minute: float) -> list[tuple[int, int]]:
    """The spans as they recur yesterday, today and tomorrow."""
    return [(begins + shift, until + shift) for begins, until in spans for shift in (-DAY, 0, DAY)]


def hours_of(run: Run) -> tuple[str, ...]:
    """The quiet hours of a run's site: its own, and those of the waves it is in."""
    waves = [wave for wave in load_waves(run.settings.configs).waves if run.site in wave.sites]
    return (*run.config.crawl.quiet_hours, *(hours for wave in waves for hours in wave.quiet_hours))


def wait_for_hours(site: str, hours: tuple[str, ...]) -> None:
    """Waits until it is not quiet; says once how long that will be. Looks at the clock, which may be set meanwhile."""
    is_told = False
    while hours and (seconds := quiet_for(hours, datetime.now(UTC))):
        if not is_told:
            logger.warning("%s: quiet hours (%s); the crawl goes on in %.0f min", site, ", ".join(hours), seconds / 60)
            is_told = True
        time.sleep(min(seconds, LOOK_SECONDS))
