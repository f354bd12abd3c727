"""extract: archived pages into documents, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.policy import stage_task
from tasks.progress import reporting


@stage_task("extract", "extract {batch} {ticket[site]}")
def extract(ticket: Ticket, batch: str) -> dict[str, Any]:
    """Ticket and batch → manifest of its documents."""
    return dict(apart("extract", ticket, batch, progress=reporting(ticket["site"], "extract")))
