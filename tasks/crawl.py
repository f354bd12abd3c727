"""crawl: the site into the archive; progress while it runs, and the list of batches the later stages work through."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.concurrency.sync import concurrency

from guiyi.crawl.crawl import crawl_site
from guiyi.extract.extract import plan_batches
from guiyi.run import Run
from tasks.opening import Ticket, run_of
from tasks.policy import stage_task
from tasks.progress import reporting

PAUSE_SECONDS = 5.0


@stage_task("crawl", "crawl {ticket[site]}")
def crawl(ticket: Ticket) -> dict[str, Any]:
    """Ticket → what the crawl did, and the batches of pages it leaves."""
    run = run_of(ticket, "crawl")
    with concurrency(limits_of(run)):
        report = crawl_site(run, reporting(run.site, "crawl"))
    logger = get_run_logger()
    logger.info(
        "%s: %s requested, %s new, %s changed, %s gone, %s failed",
        run.site, report.requested, report.new, report.changed, report.gone, report.failed,
    )  # fmt: skip
    if not report.complete:
        logger.warning("%s: the crawl is not complete: %s", run.site, "; ".join(report.reasons))
    return {"crawl": asdict(report), "batches": plan_batches(run)}


def limits_of(run: Run) -> list[str]:
    """The global limits that operators set for all crawls and for the site's hosts; waits while one of them is 0.

    Asking Prefect for a slot of a limit of 0 is an error, so that a pause has to be waited out before.
    """
    addresses = (run.config.site.base_url, *run.config.site.aliases)
    wanted = {"guiyi-crawl", *(f"host:{urlsplit(address).hostname}" for address in addresses)}
    while True:
        with get_client(sync_client=True) as client:
            limits = [one for one in client.read_global_concurrency_limits(limit=200) if one.name in wanted]
        paused = [one.name for one in limits if one.active and not one.limit]
        if not paused:
            return sorted(one.name for one in limits)
        get_run_logger().info("%s: paused by the limit %s; set it above 0 to go on", run.site, ", ".join(paused))
        time.sleep(PAUSE_SECONDS)
