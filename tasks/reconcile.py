"""reconcile: every URL, section and field accounted for; the report as files and as artifacts in the UI."""

from __future__ import annotations

from typing import Any

from prefect import get_run_logger

from guiyi.checks import held_by
from guiyi.handover import Manifest
from guiyi.retire.reconcile import reconcile_site
from guiyi.retire.reconcile.report import write_report
from tasks.artifacts import publish_outcome
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task


@stage_task("reconcile", "reconcile {ticket[site]}")
def reconcile(ticket: Ticket, manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """Ticket and all manifests → the required checks that did not pass, and where the report is."""
    run = run_of(ticket, "reconcile")
    outcome = reconcile_site(run, [Manifest.from_json(one) for one in manifests])
    paths = write_report(run, outcome)
    report = run.store.path(paths.html)
    publish_outcome(run, outcome, report)
    failed = held_by(outcome.checks)
    for check in failed:
        get_run_logger().error("%s: %s: %s. %s", run.site, check.name, check.evidence, check.advice)
    return {"held_by": [check.to_json() for check in failed], "report": report, "dispositions": outcome.dispositions}
