"""All waves looked at: each one's page, and an event for each that will be late or whose deadline is near."""

from __future__ import annotations

from datetime import date, timedelta

from prefect.events import emit_event

from guiyi.beijing import today
from guiyi.config.load import load_waves
from guiyi.library.waves import WaveStatus
from guiyi.settings import Settings
from tasks.wave import look_at, publish_wave

NEAR = timedelta(days=14)
LATE, NEARING = "guiyi.wave.late", "guiyi.wave.deadline-near"


def report_wave(name: str, at_once: int) -> WaveStatus:
    """A wave → its page is published, and whoever subscribed is told where it is late or its deadline near."""
    status = look_at(name, at_once)
    publish_wave(status)
    open_sites = len(status.open_sites)
    is_near = date.fromisoformat(status.deadline) - today() <= NEAR
    if open_sites and (status.is_late or is_near):
        told = {"deadline": status.deadline, "forecast": status.forecast_at or "", "open": open_sites}
        resource = {"prefect.resource.id": f"guiyi.wave.{name}", "prefect.resource.name": name}
        emit_event(LATE if status.is_late else NEARING, resource, payload=told)
    return status


def waves_at_once() -> dict[str, int]:
    """Wave → how many of its sites run side by side."""
    return {wave.name: wave.at_once for wave in load_waves(Settings.from_environment().configs).waves}
