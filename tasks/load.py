"""load: records into the library: staged a batch at a time, then published in one transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from prefect import get_run_logger

from guiyi.handover import Manifest
from guiyi.library.load import stage_batch
from guiyi.library.publish import publish
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task


@stage_task("load", "load {mapped[batch]} {ticket[site]}")
def load(ticket: Ticket, mapped: dict[str, Any]) -> dict[str, Any]:
    """Ticket and a manifest of records → manifest of the staged records."""
    return stage_batch(run_of(ticket, "load"), Manifest.from_json(mapped)).to_json()


@stage_task("publish", "publish {ticket[site]}")
def publish_run(ticket: Ticket, manifests: list[dict[str, Any]], fence: int) -> dict[str, Any]:
    """Ticket and the manifests of all stages → what became live. GateHeld keeps the last good state live."""
    run = run_of(ticket, "load")
    report = publish(run, [Manifest.from_json(one) for one in manifests], fence)
    get_run_logger().info(
        "%s: %s created, %s updated, %s unchanged, %s gone, %s merged, %s held",
        run.site, report.created, report.updated, report.unchanged, report.gone, report.merged, report.held,
    )  # fmt: skip
    return asdict(report)
