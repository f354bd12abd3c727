"""Migrations in child processes that are killed at a fail-point or at a moment, and what is left of them afterwards."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import select

from guiyi.crawl import crawl, traps
from guiyi.crawl.archiving import archive
from guiyi.database import reading
from guiyi.doctor.doctor import examine
from guiyi.failpoints import VARIABLE
from guiyi.ledger import DONE, items, listings, pages, runs, sections, seen_urls
from guiyi.library.migrate import open_library
from guiyi.library.tables import copies, doubts, redirects, refused_records, resource_versions
from guiyi.settings import Settings
from tests.chaos.site import SITE, STARTED
from tests.hostile.wire import Server
from tests.pipeline import export_bytes, migrate

STEP = 4  # pages in flight: small, so that a small site has many steps
SEGMENT = 12 * 1024  # bytes of an archive segment: small, so that there are some
REPEATS = 6  # pages of one form that repeat each other and make a trap
STAGES = ("crawl", "extract", "clean", "dedupe", "map", "load", "reconcile")
COMPARED = (pages, seen_urls, sections, listings, items, resource_versions, refused_records, redirects, copies, doubts)
BESIDE = ("/robots.txt", "/sitemap.xml")  # asked for at each start

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.chaos.kills"])  # imported once; each trial is a fork


@dataclass(frozen=True)
class Left:
    """What a migration left: the export, the store's files by key, and the ledger's and the library's rows."""

    export: bytes
    files: dict[str, bytes]
    rows: dict[str, list[Any]]

    def differences(self, other: Left) -> list[str]:
        """In what this differs from another one, in words."""
        found = ["the export"] if self.export != other.export else []
        names = sorted({*self.files, *other.files})
        found += [f"the store's {name}" for name in names if self.files.get(name) != other.files.get(name)]
        for table, rows in self.rows.items():
            if rows != other.rows[table]:
                one = next((pair for pair in zip(rows, other.rows[table], strict=False) if pair[0] != pair[1]), None)
                found.append(f"table {table} ({len(rows)} rows, {len(other.rows[table])} wanted): {one}")
        return found


def left_of(settings: Settings) -> Left:
    engine = open_library(settings.library)
    with reading(engine) as connection:
        rows = {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table))) for table in COMPARED
        }
    root = Path(settings.store)
    files = {one.relative_to(root).as_posix(): one.read_bytes() for one in sorted(root.rglob("*")) if one.is_file()}
    return Left(export_bytes(settings), files, rows)


def _child(settings: Settings, environment: dict[str, str], said: Connection) -> None:
    os.setsid()
    os.environ.update(environment)
    crawl.STEP, archive.SEGMENT_BYTES, traps.REPEATS = STEP, SEGMENT, REPEATS

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        said.send((stage, "begins", time.monotonic()))
        done = work()
        said.send((stage, "ends", time.monotonic()))
        return done

    migrate(settings, SITE, timed)
    said.send(("", "done", time.monotonic()))
    os._exit(0)


def remedies(settings: Settings) -> list[str]:
    """What the doctor advises, in a process of its own as the command is: a lease it can't give back ends with it."""
    with ProcessPoolExecutor(1, mp_context=_context) as pool:
        return pool.submit(_remedies, settings).result()


def _remedies(settings: Settings) -> list[str]:
    return [one.remedy for one in examine(settings).left]


class Start:
    """One start of the migration, in a process of its own."""

    def __init__(self, settings: Settings, failpoint: str = "", **environment: str) -> None:
        self.said, theirs = _context.Pipe(duplex=False)
        said = {"SOURCE_DATE_EPOCH": STARTED, VARIABLE: failpoint, **environment}
        self.process = _context.Process(target=_child, args=(settings, said, theirs))
        self.process.start()
        theirs.close()
        self.begun: dict[str, float] = {}
        self.ended: dict[str, float] = {}

    def wait(self, stage: str | None = None) -> bool:
        """Waits until a stage begins, or for the end → whether it came to that."""
        while True:
            try:
                name, what, at = self.said.recv()
            except EOFError:
                self.process.join()
                return stage is None and self.process.exitcode == 0
            if what == "begins":
                self.begun.setdefault(name, at)
            else:
                self.ended[name] = at
            if stage is not None and name == stage and what == "begins":
                return True

    def kill(self) -> None:
        if self.process.pid:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:  # before it had a session of its own, or after its end
                self.process.kill()
        self.process.join()

    @property
    def is_killed(self) -> bool:
        return self.process.exitcode == -signal.SIGKILL


@dataclass
class Calm:
    """A migration that nobody disturbed: what it left, what it asked the server for, its points, seconds a stage.

    bytes: what it wrote, the empty library apart.
    """

    left: Left
    asked: dict[str, int]
    points: list[str]
    seconds: dict[str, float]
    bytes: int


def calm_run(settings: Settings, server: Server, log: Path) -> Calm:
    server.seen.clear()
    before, start = _bytes_in(settings), Start(settings, f"log:{log}")
    assert start.wait()
    asked = {target: count for (_host, target), count in server.seen.items()}
    seconds = {stage: start.ended[stage] - start.begun[stage] for stage in STAGES}
    points, written = log.read_text(encoding="utf-8").split("\n")[:-1], _bytes_in(settings) - before
    return Calm(left_of(settings), asked, points, seconds, written)


def _bytes_in(settings: Settings) -> int:
    """Bytes of the files beside and in the store (of PostgreSQL: in the store alone)."""
    return sum(one.stat().st_size for one in Path(settings.store).parent.rglob("*") if one.is_file())


def is_closed(settings: Settings) -> bool:
    """Whether the run is over: killed after its last commit, nothing is left to do, and a start would be the next run."""
    with reading(open_library(settings.library)) as connection:
        return connection.execute(select(runs.c.status)).scalar_one_or_none() == DONE


def faults(calm: Calm, settings: Settings, server: Server, kills: int) -> list[str]:
    """What the kills left behind, in words; nothing if the promise was kept."""
    found = left_of(settings).differences(calm.left)
    again = sum(
        max(0, count - calm.asked.get(target, 0))
        for (_host, target), count in server.seen.items()
        if target not in BESIDE
    )
    if again > kills * STEP:
        found.append(f"{again} pages were asked for again after {kills} kills, {STEP} in flight")
    return found


def kill_at_point(calm: Calm, settings: Settings, server: Server, number: int) -> list[str] | None:
    """Killed at the N-th point, then run to the end → what is wrong; None if there is no such point any more."""
    server.seen.clear()
    start = Start(settings, str(number))
    if start.wait():
        return None
    if not start.is_killed:
        return [f"the start ended with {start.process.exitcode}"]
    if not is_closed(settings) and not Start(settings).wait():
        return ["the next start failed"]
    return faults(calm, settings, server, 1)


def kill_at_random(
    calm: Calm, settings: Settings, server: Server, chance: random.Random, least: int = 1, most: int = 3
) -> tuple[int, list[str]]:
    """Some kills in each stage, each at a random moment of it, then run to the end → kills, what is wrong."""
    server.seen.clear()
    kills = 0
    for stage in STAGES:
        for _ in range(chance.randint(least, most)):
            start = Start(settings)
            if not start.wait(stage):
                return kills, [f"a start failed before {stage} ({start.process.exitcode})"]
            time.sleep(chance.uniform(0, calm.seconds[stage] * 1.1))
            start.kill()
            kills += start.is_killed
            if is_closed(settings):
                return kills, faults(calm, settings, server, kills)
    if not Start(settings).wait():
        return kills, ["the last start failed"]
    return kills, faults(calm, settings, server, kills)
