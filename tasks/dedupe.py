"""dedupe: which documents are copies of which, over the whole site and the library."""

from __future__ import annotations

from typing import Any

from guiyi.dedupe.dedupe import dedupe_site
from guiyi.handover import Manifest
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task


@stage_task("dedupe", "dedupe {ticket[site]}")
def dedupe(ticket: Ticket, cleaned: list[dict[str, Any]]) -> dict[str, Any]:
    """Ticket and all manifests of clean documents → manifest of the copies."""
    return dedupe_site(run_of(ticket, "dedupe"), [Manifest.from_json(one) for one in cleaned]).to_json()
