"""security: what was injected into the old site, as a report for its owner and an artifact in the UI."""

from __future__ import annotations

from typing import Any

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.artifacts import publish_security


def report_security(ticket: Ticket, manifests: list[dict[str, Any]]) -> str:
    """Ticket and the manifests so far → where the site's security report is."""
    found = apart("security", ticket, manifests)
    publish_security(found)
    return str(found["report"])
