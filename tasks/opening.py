"""Opening and closing a run in the ledger. No tasks: they cost more than they do, and a retry must open again."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypedDict

from prefect import get_run_logger
from prefect.runtime import flow_run

from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD
from guiyi.prints import print_of
from guiyi.run import Fetch, Run, close_run, note_run, open_run, start_run
from guiyi.settings import Settings


class Ticket(TypedDict):
    """What every task of a run is handed: the run, its site, and a print of the site's resolved configuration."""

    run_id: str
    site: str
    configured: str


def open_site_run(site: str, fetch: Fetch = "auto") -> Ticket:
    """Site id → the ticket of its run: the unfinished one, or a new one."""
    run = start_run(Settings.from_environment(), site, flow_run=flow_run.id, fetch=fetch)
    get_run_logger().info("%s: run %s, started %s", site, run.run_id, run.started_at)
    configured = print_of(run.config.model_dump(mode="json"), run.platform.model_dump(mode="json"))
    return Ticket(run_id=run.run_id, site=site, configured=configured)


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


def fail_run(ticket: Ticket, error: BaseException) -> None:
    """Records a failed run; the next start of the site continues it."""
    close_run(run_of(ticket), RUN_FAILED, f"{type(error).__name__}: {error}")


def close_site_run(ticket: Ticket, held_by: list[dict[str, Any]]) -> str:
    """Closes the run as done, or as held if any required check did not pass. Gives the status."""
    status = RUN_HELD if held_by else DONE
    names = ", ".join(str(check["name"]) for check in held_by)
    close_run(run_of(ticket), status, f"held by: {names}" if held_by else None)
    return status
