"""Faults of machines, each against its promise: full disks, lost replies, locks, torn tails, clocks, lost workers."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from guiyi.crawl.frontier import Frontier
from guiyi.crawl.journal import Journal
from guiyi.database import open_engine, reading, writing
from guiyi.doctor.doctor import examine
from guiyi.errors import RunBusy, StoreError
from guiyi.ledger import site_states
from guiyi.library.migrate import open_library
from guiyi.library.tables import resource_versions
from guiyi.runs import lease as leases
from guiyi.runs.lease import check_fence, hold, lease, take
from guiyi.runs.run import start_run
from guiyi.settings import Settings
from guiyi.store import Store
from tests.chaos.kills import Calm, Start, faults, remedies
from tests.chaos.places import Places
from tests.chaos.site import SITE, STARTED
from tests.hostile.wire import Answer, Request, Server
from tests.pipeline import export_bytes, migrate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh(server: tuple[Server, Path], tmp_path: Path) -> Iterator[Settings]:
    with Places(tmp_path / "places", server[1]).fresh() as settings:
        yield settings


@pytest.mark.fault("disk full", "a clean stop; what was there is readable; goes on when there is space")
@pytest.mark.parametrize("step", ["before fsync of the archive", "before rename of a file", "before fsync of a file"])
def test_a_full_disk_stops_a_run_that_goes_on_later(
    step: str, calm: Calm, fresh: Settings, server: tuple[Server, Path]
) -> None:
    server[0].seen.clear()
    places = [number for number, name in enumerate(calm.points, 1) if name == step]
    start = Start(fresh, f"{random.Random(step).choice(places)}:ENOSPC")
    assert not start.wait()
    assert start.process.exitcode == 1  # an error, no crash
    assert [one for one in examine(fresh).left if "backup" in one.remedy] == []
    assert Start(fresh).wait()
    assert faults(calm, fresh, server[0], 1) == []


def test_a_disk_that_fills_during_a_copy_keeps_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_source: str, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    (tmp_path / "whole").write_bytes(b"whole")
    monkeypatch.setattr("guiyi.store.shutil.copyfile", half)
    with pytest.raises(StoreError, match="free some space"):
        Store(str(tmp_path / "store")).put("a/package", tmp_path / "whole")
    assert list((tmp_path / "store" / "a").iterdir()) == []


def test_a_run_takes_away_what_a_killed_one_left_of_a_file(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(fresh.store)

    def killed(temporary: str, _path: str) -> None:
        os.link(temporary, f"{temporary}.kept")  # what no process is left to take away
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("guiyi.store.os.getpid", lambda: 2**30)
        patch.setattr("guiyi.store.os.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            store.write("assets/c5/c5042a", b"half")
    (kept,) = Path(fresh.store).rglob("*.kept")
    kept.rename(kept.with_suffix(""))
    assert len(store.abandoned("assets")) == 1
    start_run(fresh, SITE)
    assert store.abandoned("") == []


def test_two_threads_that_write_one_file_at_once_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As two people in the portal do: each writes a temporary file of its own."""
    store, both = Store(str(tmp_path)), threading.Barrier(2)
    monkeypatch.setattr("guiyi.store.os.fsync", lambda _handle: both.wait())
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda data: store.write("one", data), (b"first", b"second")))
    assert store.read("one") in (b"first", b"second")
    assert store.list("") == ["/one"]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, of so many bytes; skips where this machine does not let us mount one."""
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("no mount command here: a disk that is really full can't be tried")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "guiyi-test", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        pytest.skip(f"a small file system can't be mounted here, so a full disk was not tried: {said.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.fault("disk full", "a clean stop; what was there is readable; goes on when there is space")
@pytest.mark.parametrize("left", [0.1, 0.45, 0.8])
def test_a_disk_that_is_really_full_stops_a_run_that_goes_on_later(
    left: float, calm: Calm, server: tuple[Server, Path], tmp_path: Path
) -> None:
    server[0].seen.clear()
    unguarded = {"GUIYI_MIN_FREE": "0"}  # or the crawl would stop before, as it should
    with small_disk(tmp_path / "disk", "24m") as disk, Places(disk / "places", server[1]).fresh() as settings:
        room = shutil.disk_usage(disk).free - int(calm.bytes * left)
        (disk / "ballast").write_bytes(b"\0" * room)
        start = Start(settings, **unguarded)
        assert not start.wait(), f"the run needs no more than {left:.0%} of {calm.bytes} bytes"
        assert start.process.exitcode == 1  # an error in words, no crash
        assert [one for one in remedies(settings) if "backup" in one] == []
        (disk / "ballast").unlink()
        assert Start(settings, **unguarded).wait()
        assert faults(calm, settings, server[0], 1) == []


@pytest.mark.fault("disk low", "stops before the disk is full")
def test_a_low_disk_stops_the_crawl_before_it_is_full(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIYI_MIN_FREE", str(2**60))
    with pytest.raises(StoreError, match="less than GUIYI_MIN_FREE"):
        migrate(fresh, SITE)
    monkeypatch.delenv("GUIYI_MIN_FREE")
    migrate(fresh, SITE)


def test_the_doctor_tells_of_a_low_disk_and_of_a_run_that_was_cut_off(
    fresh: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lease(fresh, SITE):
        start_run(fresh, SITE)
    monkeypatch.setenv("GUIYI_MIN_FREE", str(2**60))
    found = examine(fresh)
    assert found.unfinished == [(f"{SITE}-0001", "crawl")]
    assert [(one.check, one.remedy) for one in found.left] == [("space", "free some space")]


@pytest.mark.fault("lost COMMIT reply", "exactly once")
@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_commit_whose_reply_is_lost_counts_once(
    share: float, calm: Calm, fresh: Settings, server: tuple[Server, Path]
) -> None:
    server[0].seen.clear()
    commits = [number for number, name in enumerate(calm.points, 1) if name == "after commit"]
    assert not Start(fresh, f"{commits[int(len(commits) * share)]}:ECONNRESET").wait()
    assert Start(fresh).wait()
    assert faults(calm, fresh, server[0], 1) == []
    with reading(open_library(fresh.library)) as connection:
        per = select(func.count()).select_from(resource_versions).group_by(resource_versions.c.resource_id)
        assert set(connection.execute(per).scalars()) == {1}


@pytest.mark.fault("database lost", "an error in words; the next start goes on, exactly once")
def test_a_database_that_leaves_in_the_middle_of_a_load(
    calm: Calm, server: tuple[Server, Path], postgres_server: str, tmp_path: Path
) -> None:
    with Places(tmp_path, server[1], postgres_server).fresh() as settings:
        server[0].seen.clear()
        start = Start(settings)
        assert start.wait("load")
        name = settings.library.split("?")[0].rsplit("/", 1)[-1]
        ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        engine = open_engine(postgres_server.format("postgres"))
        with writing(engine) as connection:
            connection.execute(ended, {"name": name})
        engine.dispose()
        if not start.wait():
            assert start.process.exitcode == 1
            assert Start(settings).wait()
        assert faults(calm, settings, server[0], 1) == []


def add_one(url: str, times: int) -> None:
    engine = open_engine(url)
    for _ in range(times):
        with writing(engine) as connection:
            value = connection.execute(text("SELECT n FROM counter")).scalar_one()
            connection.execute(text("UPDATE counter SET n = :n"), {"n": value + 1})


@pytest.mark.fault("database locked", "0 errors, 0 lost updates")
def test_four_writers_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/counter.db"
    with writing(open_engine(url)) as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    context = multiprocessing.get_context("forkserver")
    writers = [context.Process(target=add_one, args=(url, 25)) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert [one.exitcode for one in writers] == [0, 0, 0, 0]
    with reading(open_engine(url)) as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == 100


@pytest.mark.fault("torn WARC", "repaired to the last whole record, at whatever byte it was cut")
def test_a_tail_torn_at_any_byte_is_mended(fresh: Settings, calm: Calm, tmp_path: Path) -> None:
    migrate(fresh, SITE)
    engine = open_library(fresh.library)
    with reading(engine) as connection:
        state = connection.execute(select(site_states)).one()
    store = Store(fresh.store)
    path = store.local_path(f"sites/{SITE}/warc/{SITE}-{state.warc_segment:05d}.warc.gz")
    whole = path.read_bytes()
    for at in random.Random(1).sample(range(1, len(whole)), 8):
        path.write_bytes(whole + whole[:at])
        assert [one.check for one in examine(fresh, repair=True).findings][:1] == ["torn-tail"]
        assert path.read_bytes() == whole


@pytest.mark.fault("clock jumps", "a lease taken before the clock was set back is nobody's; one in force holds")
def test_a_clock_that_jumps(fresh: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, year = open_library(fresh.library), 365 * 86400.0
    first = take(engine, SITE, "elsewhere:1:x")
    with pytest.raises(RunBusy):
        take(engine, SITE, "other:1:x")
    for jump in (-year, year):
        monkeypatch.setattr(leases.time, "time", lambda jump=jump: REAL_TIME() + jump)
        assert take(engine, SITE, "other:1:x") > first
        with pytest.raises(RunBusy):
            take(engine, SITE, "third:1:x")
        with writing(engine) as connection, pytest.raises(RunBusy):
            check_fence(connection, SITE, first)


REAL_TIME = time.time


@pytest.mark.fault("worker lost", "another takes over; the one that wakes up can't write, not even to the archive")
def test_a_worker_that_wakes_up_after_it_was_taken_over_writes_nothing(
    fresh: Settings, server: tuple[Server, Path]
) -> None:
    engine = open_library(fresh.library)
    with hold(engine, SITE):
        zombie_run = start_run(fresh, SITE)
        frontier = Frontier(zombie_run)
        frontier.begin()
        zombie = Journal(zombie_run, frontier)
        with writing(engine) as connection:  # it stood still for longer than its lease
            connection.execute(update(site_states).values(lease_owner="elsewhere:1:x", lease_until=1.0))
        migrate(fresh, SITE)
        before = Path(fresh.store, f"sites/{SITE}/warc/{SITE}-00000.warc.gz").read_bytes()
        with pytest.raises((RunBusy, StoreError)):
            zombie.commit()
        assert Path(fresh.store, f"sites/{SITE}/warc/{SITE}-00000.warc.gz").read_bytes() == before
    assert examine(fresh).findings == []


@pytest.mark.slow
@pytest.mark.fault(
    "orchestrator lost", "the run ends or goes on; the library needs no orchestrator, nothing is lost or done twice"
)
def test_a_lost_orchestrator_takes_nothing_with_it(
    calm: Calm, fresh: Settings, server: tuple[Server, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "SOURCE_DATE_EPOCH": STARTED}
    environment |= {"PREFECT_CLIENT_MAX_RETRIES": "1"}  # usually it asks for the server again for minutes
    environment |= {"GUIYI_LIBRARY": fresh.library, "GUIYI_STORE": fresh.store, "GUIYI_CONFIGS": str(fresh.configs)}
    command = [sys.executable, "-m", "guiyi.cli", "migrate", SITE]
    host, killed = f"{SITE}.example.test", []
    usual = server[0].sites[host]
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )

    def and_kill(request: Request) -> Answer:
        if request.path == "/sound/3.html" and not killed:
            killed.extend(_servers_of(running.pid))
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
        return usual(request)

    monkeypatch.setitem(server[0].sites, host, and_kill)
    try:
        said = running.communicate(timeout=300)[0].decode()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert killed, said
    assert running.returncode in (0, 1), said
    assert [one for one in examine(fresh).left if "backup" in one.remedy] == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", STARTED)
    if running.returncode:
        migrate(fresh, SITE)  # the stages alone: there is no Prefect in this process
    assert export_bytes(fresh) == calm.left.export
    assert examine(fresh).left == []


def _servers_of(process: int) -> list[int]:
    """The Prefect servers among a process's descendants."""
    found, parents = [], {process}
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent in parents:
                parents.add(int(folder.name))
                found += [int(folder.name)] if b"prefect.server" in (folder / "cmdline").read_bytes() else []
    return found


@pytest.mark.fault("two runs of one site", "the second refuses")
def test_a_second_run_of_a_site_refuses(fresh: Settings) -> None:
    with lease(fresh, SITE), pytest.raises(RunBusy, match="another run is at work"):
        migrate(fresh, SITE)


@pytest.mark.fault("bit rot", "reported, never served silently")
def test_a_flipped_bit_is_reported_and_not_served(fresh: Settings) -> None:
    migrate(fresh, SITE)
    asset = sorted(one for one in Path(fresh.store, "assets").rglob("*") if one.is_file())[0]
    data = bytearray(asset.read_bytes())
    data[len(data) // 2] ^= 1
    asset.write_bytes(data)
    assert {one.check for one in examine(fresh).left} == {"file"}
    assert os.path.exists(asset)
    shutil.rmtree(asset.parent)
    assert {one.check for one in examine(fresh).left} == {"file"}
