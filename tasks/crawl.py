"""crawl: the site into the archive; progress while it runs, and the list of batches the later stages work through."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from prefect import get_run_logger

from guiyi.crawl.crawl import crawl_site
from guiyi.extract.extract import plan_batches
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task
from tasks.progress import reporting


@stage_task("crawl", "crawl {ticket[site]}")
def crawl(ticket: Ticket) -> dict[str, Any]:
    """Ticket → what the crawl did, and the batches of pages it leaves."""
    run = run_of(ticket, "crawl")
    report = crawl_site(run, reporting(run.site, "crawl"))
    logger = get_run_logger()
    logger.info(
        "%s: %s requested, %s new, %s changed, %s gone, %s failed",
        run.site, report.requested, report.new, report.changed, report.gone, report.failed,
    )  # fmt: skip
    if not report.complete:
        logger.warning("%s: the crawl is not complete: %s", run.site, "; ".join(report.reasons))
    return {"crawl": asdict(report), "batches": plan_batches(run)}
