"""The ticket of a run: what each of its tasks is handed, small enough for Prefect and for another process."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypedDict

from guiyi.prints import print_of
from guiyi.runs.limits import Limits
from guiyi.runs.run import Run, note_run, open_run
from guiyi.settings import Settings


class Ticket(TypedDict):
    """The run, its site, a print of its resolved configuration, and its limits."""

    run_id: str
    site: str
    configured: str
    limits: dict[str, Any]


def ticket_of(run: Run, limits: Limits | None = None) -> Ticket:
    """A run that is open → its ticket."""
    configured = print_of(run.config.model_dump(mode="json"), run.platform.model_dump(mode="json"))
    asked = (limits or Limits()).model_dump(exclude_none=True)
    return Ticket(run_id=run.run_id, site=run.site, configured=configured, limits=asked)


def run_of(ticket: Ticket, stage: str | None = None) -> Run:
    """Ticket → the run's context; notes the stage it is in."""
    run = _opened(Settings.from_environment(), ticket["run_id"], ticket["configured"])
    if stage:
        note_run(run, stage=stage)
    return run


@lru_cache(maxsize=4)
def _opened(settings: Settings, run_id: str, _configured: str) -> Run:
    """Opened once for all tasks that a process runs with this configuration."""
    return open_run(settings, run_id)
