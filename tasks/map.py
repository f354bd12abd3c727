"""map: canonical documents into the platform's columns and unified metadata, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.apart import apart
from guiyi.runs.ticket import Ticket
from tasks.policy import stage_task


@stage_task("map", "map {cleaned[batch]} {ticket[site]}")
def map_documents(ticket: Ticket, cleaned: dict[str, Any], clusters: dict[str, Any]) -> dict[str, Any]:
    """Ticket, a manifest of clean documents and the manifest of the copies → manifest of library records."""
    return dict(apart("map_documents", ticket, cleaned, clusters))
