"""The ticket of a run: what each of its tasks is handed, small enough for Prefect and for another process."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from guiyi.prints import print_of
from guiyi.runs.run import Run, note_run, open_run
from guiyi.settings import Settings


class Limits(BaseModel):
    """What an operator may ask of one run (a sub-form in the Prefect UI): only what is gentler or less than the site's
    file says, never more; empty: as that says."""

    model_config = ConfigDict(extra="forbid", title="限度 Limits")

    max_pages: int | None = Field(None, gt=0, title="最多页数 Pages", description="先做一部分 A part of the site first")
    delay: float | None = Field(
        None, ge=0, le=600, title="间隔秒数 Delay", description="两次请求之间几秒 Seconds between two requests"
    )
    concurrency: int | None = Field(
        None, gt=0, le=32, title="同时请求 At once", description="同时有几个请求 Requests at a time"
    )

    def on(self, run: Run) -> Run:
        """A run → the same under these limits."""
        crawl = run.config.crawl
        wanted = {
            "max_pages": min(crawl.max_pages, self.max_pages or crawl.max_pages),
            "delay": max(crawl.delay, self.delay or 0.0),
            "concurrency": min(crawl.concurrency, self.concurrency or crawl.concurrency),
        }
        changed = crawl.model_copy(update=wanted | {"max_delay": max(crawl.max_delay, wanted["delay"])})
        return replace(run, config=run.config.model_copy(update={"crawl": changed}))


class Ticket(TypedDict):
    """The run, its site, a print of its resolved configuration, and its limits."""

    run_id: str
    site: str
    configured: str
    limits: dict[str, Any]


def ticket_of(run: Run, limits: Limits | None = None) -> Ticket:
    """A run that is open → its ticket."""
    configured = print_of(run.config.model_dump(mode="json"), run.platform.model_dump(mode="json"))
    asked = (limits or Limits()).model_dump(exclude_none=True)
    return Ticket(run_id=run.run_id, site=run.site, configured=configured, limits=asked)


def run_of(ticket: Ticket, stage: str | None = None) -> Run:
    """Ticket → the run's context; notes the stage it is in."""
    run = _opened(Settings.from_environment(), ticket["run_id"], ticket["configured"])
    if stage:
        note_run(run, stage=stage)
    return run


@lru_cache(maxsize=4)
def _opened(settings: Settings, run_id: str, _configured: str) -> Run:
    """Opened once for all tasks that a process runs with this configuration."""
    return open_run(settings, run_id)
