"""security: what was injected into the old site, as a report for its owner and an artifact in the UI."""

from __future__ import annotations

from typing import Any

from guiyi.handover import Manifest
from guiyi.retire.reconcile.security import examine_security, write_security
from tasks.artifacts import publish_security
from tasks.opening import Ticket, run_of


def report_security(ticket: Ticket, manifests: list[dict[str, Any]]) -> str:
    """Ticket and the manifests so far → where the site's security report is."""
    run = run_of(ticket, "security")
    found = examine_security(run, [Manifest.from_json(one) for one in manifests])
    report = run.store.path(write_security(run, found))
    publish_security(found, report)
    return report
