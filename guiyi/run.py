"""One run of one site: opening it (or continuing an unfinished one), its lease, and closing it.

A run that was killed or failed stays open: the next start of the site continues it under the same run id, with the same
start time, so that a disturbed run ends as an undisturbed one would. A run that is done or held is closed.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
from sqlalchemy import Engine, func, select, update

from guiyi.config.load import load_platform, load_site
from guiyi.config.models import Platform, SiteConfig
from guiyi.database import reading, writing
from guiyi.errors import LibraryError, RunBusy
from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD, RUNNING, runs, site_states
from guiyi.library.migrate import open_library
from guiyi.settings import Settings, now
from guiyi.store import Store
from guiyi.urls import UrlSpace

LEASE_SECONDS = 90.0
HEARTBEAT_SECONDS = 20.0

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

    @property
    def site(self) -> str:
        """The site's id."""
        return self.config.site.id


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.0f}"


def _owner_is_dead(owner: str) -> bool:
    """True only if the owner was a process of this machine that has ended."""
    host, pid, born = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        return f"{psutil.Process(int(pid)).create_time():.0f}" != born
    except psutil.NoSuchProcess:
        return True


def start_run(settings: Settings, site: str, flow_run: str | None = None) -> Run:
    """Continues the site's unfinished run or begins a new one. ConfigError, RunBusy, LibraryError."""
    config = load_site(settings.configs, site)
    engine = open_library(settings.library)
    with writing(engine) as connection:
        last = connection.execute(
            select(runs).where(runs.c.site == site).order_by(runs.c.number.desc()).limit(1)
        ).one_or_none()
        if last is not None and last.status in (RUNNING, RUN_FAILED):
            run_id, started_at = last.run_id, last.started_at
            connection.execute(
                update(runs).where(runs.c.run_id == run_id).values(status=RUNNING, error=None, flow_run=flow_run)
            )
        else:
            number = (last.number if last is not None else 0) + 1
            run_id, started_at = f"{site}-{number:04d}", now().isoformat()
            connection.execute(
                runs.insert().values(
                    run_id=run_id, site=site, number=number, status=RUNNING, started_at=started_at, flow_run=flow_run
                )
            )
    return _context(settings, config, engine, run_id, started_at)


def open_run(settings: Settings, run_id: str) -> Run:
    """The context of an existing run, for a task that was handed its id. LibraryError if there is none."""
    engine = open_library(settings.library)
    with reading(engine) as connection:
        row = connection.execute(select(runs).where(runs.c.run_id == run_id)).one_or_none()
    if row is None:
        raise LibraryError(f"there is no run {run_id} in {settings.library}; `guiyi status` lists the runs")
    return _context(settings, load_site(settings.configs, row.site), engine, run_id, row.started_at)


def _context(settings: Settings, config: SiteConfig, engine: Engine, run_id: str, started_at: str) -> Run:
    platform = load_platform(settings.configs)
    return Run(run_id, started_at, config, platform, engine, Store(settings.store), UrlSpace(config), settings)


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


# --- the lease: one run of a site at a time ---------------------------------------------------------------------------------


@contextmanager
def lease(settings: Settings, site: str) -> Iterator[int]:
    """Holds the site while the block runs; gives the fencing number. RunBusy if another live run holds it.

    A holder that was killed on this machine is found out at once; one on another machine after LEASE_SECONDS.
    """
    engine, owner = open_library(settings.library), _owner()
    fence = _take(engine, site, owner)
    ended = threading.Event()
    heart = threading.Thread(target=_beat, args=(engine, site, fence, ended), daemon=True)
    heart.start()
    try:
        yield fence
    finally:
        ended.set()
        heart.join()
        with writing(engine) as connection:
            connection.execute(
                update(site_states)
                .where(site_states.c.site == site, site_states.c.fence == fence)
                .values(lease_owner=None, lease_until=None)
            )


def _take(engine: Engine, site: str, owner: str) -> int:
    with writing(engine) as connection:
        row = connection.execute(select(site_states).where(site_states.c.site == site).with_for_update()).one_or_none()
        if row is None:
            connection.execute(
                site_states.insert().values(
                    site=site, lease_owner=owner, lease_until=time.time() + LEASE_SECONDS, fence=1
                )
            )
            return 1
        is_held = row.lease_owner is not None and (row.lease_until or 0) > time.time()
        if is_held and not _owner_is_dead(row.lease_owner):
            raise RunBusy(f"{site}: another run is at work ({row.lease_owner}); wait for it, or stop it first")
        fence = int(row.fence) + 1
        connection.execute(
            update(site_states)
            .where(site_states.c.site == site)
            .values(lease_owner=owner, lease_until=time.time() + LEASE_SECONDS, fence=fence)
        )
        return fence


def _beat(engine: Engine, site: str, fence: int, ended: threading.Event) -> None:
    while not ended.wait(HEARTBEAT_SECONDS):
        with writing(engine) as connection:
            connection.execute(
                update(site_states)
                .where(site_states.c.site == site, site_states.c.fence == fence)
                .values(lease_until=time.time() + LEASE_SECONDS)
            )


def check_fence(run: Run, fence: int) -> None:
    """RunBusy if the lease was taken over; call it in the transaction that publishes."""
    with reading(run.engine) as connection:
        current = connection.execute(
            select(func.max(site_states.c.fence)).where(site_states.c.site == run.site)
        ).scalar()
    if current != fence:
        raise RunBusy(f"{run.site}: the lease was taken over by another run; this one stops without writing")
