"""Opening and closing a run in the ledger. No tasks: they cost more than they do, and a retry must open again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from guiyi.config.tags import tags_of
from guiyi.ledger import DONE, PARKED, RUN_FAILED, RUN_HELD
from guiyi.runs.run import Fetch, close_run, start_run
from guiyi.runs.ticket import Limits, Ticket, run_of, ticket_of
from guiyi.settings import Settings


def open_site_run(site: str, fetch: Fetch = "auto", limits: Limits | None = None) -> Ticket:
    """Site id → the ticket of its run: the unfinished one, or a new one."""
    tag_run(site)
    run = start_run(Settings.from_environment(), site, flow_run=flow_run.id, fetch=fetch)
    get_run_logger().info("%s: run %s, started %s", site, run.run_id, run.started_at)
    return ticket_of(run, limits)


def tag_run(site: str) -> None:
    """Puts the site's tags onto this flow run, so that the UI can find it by tier, district, wave or family."""
    known = set(flow_run.tags or [])
    wanted = known | {"guiyi", *tags_of(Settings.from_environment().configs, site)}
    if flow_run.id and wanted != known:
        with get_client(sync_client=True) as client:
            client.update_flow_run(UUID(flow_run.id), tags=sorted(wanted))


def fail_run(ticket: Ticket, error: BaseException, comes_back: bool = False) -> None:
    """Records a failed run, which comes back by itself, or not; the next start of the site continues it."""
    close_run(run_of(ticket), RUN_FAILED, f"{PARKED if comes_back else f'{type(error).__name__}: '}{error}")


def stop_run(ticket: Ticket, after: str) -> str:
    """Leaves the run open after a stage, as the operator asked; the next start of the site continues it → in words."""
    told = f"stopped after {after}, as asked; start the site again to go on"
    close_run(run_of(ticket), RUN_FAILED, told)
    return told


def close_site_run(ticket: Ticket, held_by: list[dict[str, Any]]) -> str:
    """Closes the run as done, or as held if any required check did not pass. Gives the status."""
    status = RUN_HELD if held_by else DONE
    names = ", ".join(str(check["name"]) for check in held_by)
    close_run(run_of(ticket), status, f"held by: {names}" if held_by else None)
    return status
