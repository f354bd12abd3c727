"""dedupe: which documents are copies of which, over the whole site and the library."""

from __future__ import annotations

from typing import Any

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.policy import stage_task


@stage_task("dedupe", "dedupe {ticket[site]}")
def dedupe(ticket: Ticket, cleaned: list[dict[str, Any]]) -> dict[str, Any]:
    """Ticket and all manifests of clean documents → manifest of the copies."""
    return dict(apart("dedupe", ticket, cleaned))
