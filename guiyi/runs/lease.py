"""The lease: one run of a site at a time, and a fencing number that stops one that was taken over.

A holder that was killed on this machine is found out at once; one on another machine, or one that stands still, after
LEASE_SECONDS. Whoever takes over gets a higher fencing number; a publication locks and compares it in its own
transaction, so that the older holder can't write even if it wakes up.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from guiyi.database import upsert, writing
from guiyi.errors import LibraryError, RunBusy
from guiyi.ledger import site_states
from guiyi.library.migrate import open_library
from guiyi.settings import Settings

LEASE_SECONDS = 90.0
HEARTBEAT_SECONDS = 20.0
SLACK = 5.0  # seconds that clocks of several machines may differ

logger = logging.getLogger(__name__)


@contextmanager
def lease(settings: Settings, site: str) -> Iterator[int]:
    """Holds the site while the block runs; gives the fencing number. RunBusy if another live run holds it."""
    with hold(open_library(settings.library), site) as fence:
        yield fence


@contextmanager
def hold(engine: Engine, site: str) -> Iterator[int]:
    """As `lease`, on an open library."""
    fence = take(engine, site, owner_here())
    ended = threading.Event()
    heart = threading.Thread(target=_beat, args=(engine, site, fence, ended), daemon=True)
    heart.start()
    try:
        yield fence
    finally:
        ended.set()
        heart.join()
        _release(engine, site, fence)


def take(engine: Engine, site: str, owner: str) -> int:
    """Takes the site for an owner → its fencing number, higher than any before. RunBusy."""
    with writing(engine) as connection:
        upsert(connection, site_states, [{"site": site, "batches": 1, "fence": 0}], update=())
        row = connection.execute(select(site_states).where(site_states.c.site == site).with_for_update()).one()
        instant = _clock(connection)
        # a lease that ends later than any can was taken before the clock was set back: nobody renews it
        is_held = row.lease_owner is not None and 0 < (row.lease_until or 0) - instant <= LEASE_SECONDS + SLACK
        if is_held and not is_dead(row.lease_owner):
            raise RunBusy(f"{site}: another run is at work ({row.lease_owner}); wait for it, or stop it first")
        fence = int(row.fence) + 1
        values = {"lease_owner": owner, "lease_until": instant + LEASE_SECONDS, "fence": fence}
        connection.execute(update(site_states).where(site_states.c.site == site).values(values))
        return fence


def check_fence(connection: Connection, site: str, fence: int) -> None:
    """RunBusy if the lease was taken over. Called in the transaction that publishes: it locks the lease to its end."""
    locked = select(site_states.c.fence).where(site_states.c.site == site).with_for_update()
    if connection.execute(locked).scalar() != fence:
        raise RunBusy(f"{site}: the lease was taken over by another run; this one stops without writing")


def renew(connection: Connection, site: str, fence: int) -> None:
    """Holds the site for another LEASE_SECONDS, if the fencing number is still the newest."""
    mine = (site_states.c.site == site) & (site_states.c.fence == fence) & site_states.c.lease_owner.is_not(None)
    until = _clock(connection) + LEASE_SECONDS
    connection.execute(update(site_states).where(mine).values(lease_until=until))


def _release(engine: Engine, site: str, fence: int) -> None:
    mine = (site_states.c.site == site) & (site_states.c.fence == fence)
    try:
        with writing(engine) as connection:
            connection.execute(update(site_states).where(mine).values(lease_owner=None, lease_until=None))
    except (LibraryError, SQLAlchemyError) as error:
        logger.warning("%s: the lease was not given back (%s); it runs out by itself", site, error)


def _beat(engine: Engine, site: str, fence: int, ended: threading.Event) -> None:
    while not ended.wait(HEARTBEAT_SECONDS):
        try:
            with writing(engine) as connection:
                renew(connection, site, fence)
        except (LibraryError, SQLAlchemyError) as error:
            # the next beat may get through; if none does, the lease runs out and the fence stops this run's publication
            is_busy = "locked" in str(error)  # on SQLite a huge site's own publication, which renews it at its end
            logger.log(logging.INFO if is_busy else logging.WARNING, "%s: the lease was not renewed: %s", site, error)


def _clock(connection: Connection) -> float:
    """Seconds; the server's clock where several machines share it."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
    return time.time()


def owner_here() -> str:
    """Who this process is, such that another one of this machine can tell whether it still runs."""
    return f"{socket.gethostname()}:{os.getpid()}:{_born(os.getpid())}"


def is_dead(owner: str) -> bool:
    """An `owner_here` → true only if it was a process of this machine that has ended."""
    host, pid, born = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        return psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE or _born(int(pid)) != born
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return True


def _born(pid: int) -> str:
    # the wall-clock start that psutil gives moves when the clock is set; Linux: the start in ticks since a named boot
    stat, boot = Path(f"/proc/{pid}/stat"), Path("/proc/sys/kernel/random/boot_id")
    if boot.exists():
        ticks = stat.read_text().rpartition(")")[2].split()[19]
        return f"{boot.read_text()[:8]}-{ticks}"
    return f"{psutil.Process(pid).create_time():.0f}"
