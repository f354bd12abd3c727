"""map: canonical documents into the platform's columns and unified metadata, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.handover import Manifest
from guiyi.mapping.map import map_batch
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task


@stage_task("map", "map {cleaned[batch]} {ticket[site]}")
def map_documents(ticket: Ticket, cleaned: dict[str, Any], clusters: dict[str, Any]) -> dict[str, Any]:
    """Ticket, a manifest of clean documents and the manifest of the copies → manifest of library records."""
    run = run_of(ticket, "map")
    return map_batch(run, Manifest.from_json(cleaned), Manifest.from_json(clusters)).to_json()
