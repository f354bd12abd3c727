"""load: records into the library: staged a batch at a time, then published in one transaction."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.policy import stage_task

TOLD = ("created", "updated", "unchanged", "gone", "merged", "held")


@stage_task("load", "load {mapped[batch]} {ticket[site]}")
def load(ticket: Ticket, mapped: dict[str, Any]) -> dict[str, Any]:
    """Ticket and a manifest of records → manifest of the staged records."""
    return dict(apart("load", ticket, mapped))


@stage_task("publish", "publish {ticket[site]}")
def publish_run(ticket: Ticket, manifests: list[dict[str, Any]], fence: int) -> dict[str, Any]:
    """Ticket and the manifests of all stages → what became live. GateHeld keeps the last good state live."""
    report: dict[str, Any] = apart("publish", ticket, manifests, fence)
    get_run_logger().info("%s: %s", ticket["site"], ", ".join(f"{report[name]} {name}" for name in TOLD))
    return report
