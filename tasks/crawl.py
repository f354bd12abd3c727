"""crawl: the site into the archive; progress while it runs, and the list of batches the later stages work through."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from prefect import get_run_logger
from prefect.concurrency.sync import concurrency

from guiyi.crawl.crawl import crawl_site
from guiyi.extract.batches import plan_batches
from guiyi.runs.run import Run
from guiyi.runs.ticket import Limits, Ticket, run_of
from tasks.pause import pausing, wait_while_paused
from tasks.policy import stage_task
from tasks.progress import reporting


@stage_task("crawl", "crawl {ticket[site]}")
def crawl(ticket: Ticket) -> dict[str, Any]:
    """Ticket → what the crawl did, and the batches of pages it leaves."""
    run = Limits(**ticket["limits"]).on(run_of(ticket, "crawl"))
    hosts = hosts_of(run)
    with concurrency(wait_while_paused(run.site, hosts)):
        report = crawl_site(run, reporting(run.site, "crawl"), pausing(run.site, hosts))
    logger = get_run_logger()
    logger.info(
        "%s: %s requested, %s new, %s changed, %s gone, %s failed",
        run.site, report.requested, report.new, report.changed, report.gone, report.failed,
    )  # fmt: skip
    if not report.complete:
        logger.warning("%s: the crawl is not complete: %s", run.site, "; ".join(report.reasons))
    return {"crawl": asdict(report), "batches": plan_batches(run)}


def hosts_of(run: Run) -> list[str]:
    """The host names that the site's own addresses have."""
    addresses = (run.config.site.base_url, *run.config.site.aliases)
    return sorted({urlsplit(address).hostname or "" for address in addresses})
