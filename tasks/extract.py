"""extract: archived pages into documents, a batch at a time."""

from __future__ import annotations

from typing import Any

from guiyi.extract.extract import extract_batch
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task
from tasks.progress import reporting


@stage_task("extract", "extract {batch} {ticket[site]}")
def extract(ticket: Ticket, batch: str) -> dict[str, Any]:
    """Ticket and batch → manifest of its documents."""
    run = run_of(ticket, "extract")
    return extract_batch(run, batch, reporting(run.site, "extract")).to_json()
