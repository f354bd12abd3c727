"""clean: documents through the ordered cleaning rules, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.clean.clean import clean_batch
from guiyi.handover import Manifest
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task


@stage_task("clean", "clean {extracted[batch]} {ticket[site]}")
def clean(ticket: Ticket, extracted: dict[str, Any]) -> dict[str, Any]:
    """Ticket and a manifest of documents → manifest of clean documents."""
    return clean_batch(run_of(ticket, "clean"), Manifest.from_json(extracted)).to_json()
