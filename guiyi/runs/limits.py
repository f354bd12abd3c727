"""What an operator may ask of one run beyond the site's file: only what is gentler or less, never more."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from guiyi.runs.run import Run


class Limits(BaseModel):
    """Limits of one run (a sub-form in the Prefect UI); empty: as the site's file says."""

    model_config = ConfigDict(extra="forbid", title="限度 Limits")

    max_pages: int | None = Field(None, gt=0, title="最多页数 Pages", description="A part of the site first")
    delay: float | None = Field(None, ge=0, le=600, title="间隔秒数 Delay", description="Seconds between two requests")
    concurrency: int | None = Field(None, gt=0, le=32, title="同时请求 At once", description="Requests at a time")

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
