"""How the city's migration stands, for Prometheus (`/metrics`), and whether this portal is well (`/healthz`).

Figures are read from the library when they are asked for: what several portals and workers do is told once, rightly.
`/metrics` wants a key of scope `fleet:read`; `/healthz` answers anybody, and says no more than yes or no to each part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from guiyi import __version__
from guiyi.beijing import BEIJING
from guiyi.config.load import list_sites, load_waves
from guiyi.database import reading
from guiyi.errors import GuiyiError
from guiyi.ledger import DONE, RUNNING, items, pages, runs, site_states
from guiyi.library.register import states_of
from guiyi.library.tables import resources
from guiyi.library.waves import wave_status
from guiyi.portal.access import Portal, ThePortal, Visitor, scoped
from guiyi.settings import now

router = APIRouter()
PROBE = "health/probe"
MayReadFleet = Annotated[Visitor, Depends(scoped("fleet:read"))]


@router.get("/healthz")
def healthz(portal: ThePortal) -> Response:
    """200 if library and store answer and the configuration can be read; else 503, with what does not."""
    parts = {"library": _library(portal), "store": _store(portal), "configuration": _configuration(portal)}
    return JSONResponse(
        {"status": "ok" if all(parts.values()) else "failing", **parts}, 200 if all(parts.values()) else 503
    )


def _library(portal: Portal) -> bool:
    try:
        with reading(portal.engine) as connection:
            connection.execute(text("SELECT 1"))
    except (GuiyiError, SQLAlchemyError):
        return False
    return True


def _store(portal: Portal) -> bool:
    try:
        portal.store.exists(PROBE)
    except (GuiyiError, OSError):
        return False
    return True


def _configuration(portal: Portal) -> bool:
    try:
        load_waves(portal.settings.configs)
    except GuiyiError:
        return False
    return (portal.settings.configs / "platform.yaml").exists()


@router.get("/metrics")
def metrics(portal: ThePortal, _asker: MayReadFleet) -> Response:
    """All figures in Prometheus's text format."""
    registry = CollectorRegistry()
    registry.register(Figures(portal))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class Figures(Collector):
    """The library's figures at this moment. No label has more values than a city has states, waves or kinds."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def describe(self) -> list[Any]:
        """Nothing is known before it is asked for."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family after another."""
        yield _family("guiyi_build_info", "Version of this portal.", "version", {__version__: 1})
        with reading(self.portal.engine) as connection:
            yield from self._sites(connection)
            yield _grouped(connection, "guiyi_resources", "Resources in the library.", resources.c.status)
            yield _grouped(connection, "guiyi_items", "Items of the old sites, by their end.", items.c.state)
            yield _grouped(connection, "guiyi_pages", "Known addresses of the old sites.", pages.c.state)
            yield from _times(connection)
        yield from self._waves()

    def _sites(self, connection: Connection) -> Iterator[GaugeMetricFamily]:
        newest = select(runs.c.site, func.max(runs.c.number).label("number")).group_by(runs.c.site).subquery()
        last = select(runs.c.site, runs.c.status).join(
            newest, (newest.c.site == runs.c.site) & (newest.c.number == runs.c.number)
        )
        statuses = {site: status for site, status in connection.execute(last)}
        known = {*list_sites(self.portal.settings.configs), *statuses}
        counts = Counter(statuses.get(site, "waiting") for site in known)
        yield _family("guiyi_sites", "Old sites by the state of their last run.", "run", counts)
        states = states_of(connection)
        counts = Counter(states.get(site, "active") for site in known)
        yield _family("guiyi_sites_retirement", "Old sites by how far their retirement is.", "state", counts)

    def _waves(self) -> Iterator[GaugeMetricFamily]:
        sites = GaugeMetricFamily("guiyi_wave_sites", "Sites of a wave by state.", labels=["wave", "status"])
        deadline = GaugeMetricFamily("guiyi_wave_deadline_seconds", "Unix time of a wave's deadline.", labels=["wave"])
        forecast = GaugeMetricFamily("guiyi_wave_forecast_seconds", "Unix time of its forecast end.", labels=["wave"])
        for wave in load_waves(self.portal.settings.configs).waves:
            found = wave_status(self.portal.engine, self.portal.settings.configs, wave.name, now(), wave.at_once)
            for status, count in found.counts.items():
                sites.add_metric([wave.name, status], count)
            deadline.add_metric([wave.name], datetime.combine(wave.deadline, time.max, BEIJING).timestamp())
            if found.forecast_at:
                forecast.add_metric([wave.name], datetime.fromisoformat(found.forecast_at).timestamp())
        yield from (sites, deadline, forecast)


def _times(connection: Connection) -> Iterator[GaugeMetricFamily]:
    done = connection.execute(select(func.max(runs.c.finished_at)).where(runs.c.status == DONE)).scalar()
    seconds = {"done": datetime.fromisoformat(done).timestamp()} if done else {}
    yield _family("guiyi_last_run_seconds", "Unix time when the newest good run ended.", "run", seconds)
    held = select(func.count()).select_from(site_states).where(site_states.c.lease_owner.is_not(None))
    yield _family(
        "guiyi_sites_at_work", "Sites that a worker holds now.", "lease", {"held": connection.scalar(held) or 0}
    )
    begun = connection.execute(select(func.min(runs.c.started_at)).where(runs.c.status == RUNNING)).scalar()
    oldest = {"running": datetime.fromisoformat(begun).timestamp()} if begun else {}
    yield _family("guiyi_oldest_run_seconds", "Unix time when the oldest unfinished run began.", "run", oldest)


def _grouped(connection: Connection, name: str, told: str, field: Any) -> GaugeMetricFamily:
    counts = {value: count for value, count in connection.execute(select(field, func.count()).group_by(field))}
    return _family(name, told, field.name, counts)


def _family(name: str, told: str, label: str, values: dict[str, Any] | Counter[str]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
