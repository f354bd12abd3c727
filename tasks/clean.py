"""clean: documents through the ordered cleaning rules, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.policy import stage_task


@stage_task("clean", "clean {extracted[batch]} {ticket[site]}")
def clean(ticket: Ticket, extracted: dict[str, Any]) -> dict[str, Any]:
    """Ticket and a manifest of documents → manifest of clean documents."""
    return dict(apart("clean", ticket, extracted))
