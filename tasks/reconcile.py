"""reconcile: every URL, section and field accounted for; the report as files and as artifacts in the UI."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.artifacts import publish_outcome
from tasks.policy import stage_task


@stage_task("reconcile", "reconcile {ticket[site]}")
def reconcile(ticket: Ticket, manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """Ticket and all manifests → the required checks that did not pass, and where the report is."""
    outcome: dict[str, Any] = apart("reconcile", ticket, manifests)
    publish_outcome(ticket, outcome)
    failed = [check for check in outcome["checks"] if check["required"] and not check["passed"]]
    for check in failed:
        told = (check["name"], check["evidence"], check["advice"])
        get_run_logger().error("%s: %s: %s. %s", ticket["site"], *told)
    return {"held_by": failed, "report": outcome["report"], "dispositions": outcome["dispositions"]}
