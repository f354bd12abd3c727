"""One run of one site: opening it (or continuing an unfinished one) and closing it. Its lease: `guiyi.runs.lease`.

A run that was killed or failed stays open: the next start of the site continues it under the same run id, with the same
start time, so that a disturbed run ends as an undisturbed one would. A run that is done or held is closed.

A new run fetches, unless it only has to apply decisions to a crawl that is fresh: then it works on the archive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, select, true, update
from sqlalchemy.exc import IntegrityError

from guiyi.config.load import load_platform, load_site
from guiyi.config.models import SiteConfig
from guiyi.config.platform import Platform
from guiyi.database import reading, shown, writing
from guiyi.decisions.decision import Decisions
from guiyi.decisions.read import decisions_for, is_decided_since, newest_decision
from guiyi.errors import GateHeld, LibraryError, RunBusy
from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD, RUNNING, runs
from guiyi.library.migrate import open_library
from guiyi.library.register import SEALED, retirement_events
from guiyi.memory import settle
from guiyi.runs.lease import check_fence, lease
from guiyi.settings import Settings, now
from guiyi.store import Store
from guiyi.urls import UrlSpace

__all__ = [
    "Progress", "Run", "check_fence", "close_run", "last_run", "lease", "no_progress", "note_run", "open_run",
    "start_run",
]  # fmt: skip

Fetch = Literal["auto", "always", "never"]
FRESH = timedelta(hours=24)  # how long decisions are applied to a crawl without a new one
Progress = Callable[[int, int | None], None]


def no_progress(_done: int, _total: int | None) -> None:
    """A progress callback (done, total or unknown) that shows nothing."""


@dataclass(frozen=True)
class Run:
    """All that a stage needs to know: which run, of which site, with what configuration, and where things are."""

    run_id: str
    started_at: str
    config: SiteConfig
    platform: Platform
    engine: Engine
    store: Store
    urls: UrlSpace
    settings: Settings
    decided: int | None = None  # newest decision that counts; None: all

    @property
    def site(self) -> str:
        """The site's id."""
        return self.config.site.id

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided for this site before the run began."""
        return decisions_for(self.engine, self.site, self.config.family, self.decided)


def start_run(settings: Settings, site: str, flow_run: str | None = None, fetch: Fetch = "auto") -> Run:
    """Continues the site's unfinished run or begins a new one; call it under the site's lease.

    fetch: `never` works on what is archived; `auto` does so where decisions wait and the last crawl is fresh.
    ConfigError, RunBusy (another start was quicker), LibraryError (nothing is archived to work on); GateHeld where its
    retirement was approved.
    """
    settle()
    config = load_site(settings.configs, site)
    engine = open_library(settings.library)
    try:
        with writing(engine) as connection:
            require_unsealed(connection, site)
            run_id, started_at, decided = _continue_or_begin(connection, config, flow_run, fetch)
    except IntegrityError as error:
        raise RunBusy(f"{site}: another start began the same run just now; wait for it") from error
    run = _context(settings, config, engine, run_id, started_at, decided)
    run.store.sweep(f"sites/{site}")
    run.store.sweep("assets", is_deep=False)
    return run


def require_unsealed(connection: Connection, site: str) -> None:
    """A site whose library may change by runs and their rollback. GateHeld: its retirement was approved."""
    newest = select(retirement_events.c.to_state).where(retirement_events.c.site == site)
    state = connection.execute(newest.order_by(retirement_events.c.number.desc()).limit(1)).scalar()
    if state in SEALED:
        raise GateHeld(
            f"{site} is {state}: its archive is sealed since its retirement was approved; abort or roll it back first"
        )


def _continue_or_begin(
    connection: Connection, config: SiteConfig, flow_run: str | None, fetch: Fetch
) -> tuple[str, str, int | None]:
    site = config.site.id
    last = _last(connection, site)
    decided = newest_decision(connection)
    if last is not None and last.status in (RUNNING, RUN_FAILED):
        values = {"status": RUNNING, "error": None, "finished_at": None, "flow_run": flow_run, "decided": last.decided}
        if not last.crawl_begun:  # the old site did not even answer: what is archived may be enough
            crawled = _crawl_to_work_on(connection, config, _last(connection, site, last.number), fetch)
            values |= crawled and {**crawled, "decided": decided}
        connection.execute(update(runs).where(runs.c.run_id == last.run_id).values(values))
        return last.run_id, last.started_at, values["decided"]
    number = (last.number if last is not None else 0) + 1
    run_id, started_at = f"{site}-{number:04d}", now().isoformat()
    values = {"status": RUNNING, "started_at": started_at, "flow_run": flow_run}
    crawled = _crawl_to_work_on(connection, config, last, fetch)
    connection.execute(
        runs.insert().values(run_id=run_id, site=site, number=number, decided=decided, **values, **crawled)
    )
    return run_id, started_at, decided


def _crawl_to_work_on(
    connection: Connection, config: SiteConfig, last: Row[Any] | None, fetch: Fetch
) -> dict[str, Any]:
    """Values that make a new run work on an earlier run's crawl; none where it is to crawl itself."""
    site = config.site.id
    if fetch == "never" and (last is None or not last.crawl_finished):
        raise LibraryError(f"{site}: no crawl is finished that a run could work on; `guiyi migrate {site}` fetches")
    if fetch == "always" or last is None or not last.crawl_finished:
        return {}
    origin = last.crawl_of or last.run_id
    if fetch == "auto":
        begun = connection.execute(select(runs.c.started_at).where(runs.c.run_id == origin)).scalar_one()
        is_fresh = -FRESH <= now() - datetime.fromisoformat(begun) <= FRESH  # far ahead: the clock was set back since
        if not (is_fresh and is_decided_since(connection, site, config.family, last.decided or 0)):
            return {}
    crawl = {"crawl_begun": True, "crawl_finished": True, "crawl_complete": last.crawl_complete}
    return {"crawl_of": origin, **crawl}


def _last(connection: Connection, site: str, before: int | None = None) -> Row[Any] | None:
    """The site's last run; the last one before a number."""
    wanted = select(runs).where(runs.c.site == site, runs.c.number < before if before is not None else true())
    return connection.execute(wanted.order_by(runs.c.number.desc()).limit(1)).one_or_none()


def last_run(settings: Settings, site: str) -> Run:
    """The context of the site's last run, whatever its state. ConfigError; LibraryError if it never ran."""
    config = load_site(settings.configs, site)
    engine = open_library(settings.library)
    with reading(engine) as connection:
        row = _last(connection, site)
    if row is None:
        raise LibraryError(f"{site} never ran in {shown(settings.library)}; start with `guiyi migrate {site}`")
    return _context(settings, config, engine, row.run_id, row.started_at, row.decided)


def open_run(settings: Settings, run_id: str) -> Run:
    """The context of an existing run, for a task that was handed its id. LibraryError if there is none."""
    engine = open_library(settings.library)
    with reading(engine) as connection:
        row = connection.execute(select(runs).where(runs.c.run_id == run_id)).one_or_none()
    if row is None:
        raise LibraryError(f"there is no run {run_id} in {shown(settings.library)}; `guiyi status` lists the runs")
    return _context(settings, load_site(settings.configs, row.site), engine, run_id, row.started_at, row.decided)


def _context(
    settings: Settings, config: SiteConfig, engine: Engine, run_id: str, started_at: str, decided: int | None
) -> Run:
    platform, store, urls = load_platform(settings.configs), Store(settings.store), UrlSpace(config)
    return Run(run_id, started_at, config, platform, engine, store, urls, settings, decided)


def close_run(run: Run, status: str, error: str | None = None) -> None:
    """Records how the run ended: done, held, or failed (which the next start continues)."""
    if status not in (DONE, RUN_HELD, RUN_FAILED):
        raise LibraryError(f"a run can't end as {status}")
    with writing(run.engine) as connection:
        connection.execute(
            update(runs)
            .where(runs.c.run_id == run.run_id)
            .values(status=status, error=error, finished_at=now().isoformat())
        )


def note_run(run: Run, **values: Any) -> None:
    """Updates fields of the run's row, such as stage=…, counts=…, checks=…."""
    with writing(run.engine) as connection:
        connection.execute(update(runs).where(runs.c.run_id == run.run_id).values(**values))
