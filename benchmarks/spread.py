"""Extraction of one big site's pages, spread over worker processes or over a Dask cluster by Prefect: seconds, memory.

    uv pip install prefect-dask
    python -m benchmarks.spread [PAGES] [PROCESSES]

Both read the same archive with the same code, in turns, on the same machine; what starts a pool or a cluster is timed
apart. Dask gets its pages in tasks of a chunk (what a process gets at a time) and of 500 (what a batch has).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from guiyi.extract import worker
from guiyi.extract.extract import CHUNK
from guiyi.extract.pages.examine import Safety
from guiyi.extract.worker import extract_chunk
from guiyi.serving.local import prefect_environment
from tests.hostile.site import article
from tests.hostile.test_bounds import SITE, Archived

ROUNDS = 2
BATCH = 500
SENTENCE = "第{n}条 各单位报送的数据经核对无误，现予公布，请遵照执行；有异议的，自公布之日起{m}日内向主管部门书面提出。"
MENU = "".join(f'<li><a href="/lm/{n}/">栏目名称第{n}号</a></li>' for n in range(120))

Chunk = list[Any]
Settings = tuple[str, str, str]


class Memory:
    """The largest resident sets of this process's children, by process, while a block runs."""

    def __init__(self) -> None:
        self.largest: dict[int, int] = {}
        self.is_over = threading.Event()

    def watch(self) -> None:
        """Looks five times a second until it is over."""
        while not self.is_over.wait(0.2):
            for child in psutil.Process().children(recursive=True):
                try:
                    self.largest[child.pid] = max(self.largest.get(child.pid, 0), child.memory_info().rss)
                except psutil.Error:
                    continue

    def megabytes(self) -> int:
        """The largest of all."""
        return round(max(self.largest.values(), default=0) / 2**20)


@contextmanager
def memory() -> Iterator[Memory]:
    """Watches while the block runs."""
    found = Memory()
    thread = threading.Thread(target=found.watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.is_over.set()
        thread.join()


@contextmanager
def harness(folder: Path) -> Iterator[None]:
    """A Prefect server of its own for the Dask runs."""
    os.environ.update(prefect_environment(folder / "prefect"))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        yield


def bodies(count: int) -> list[bytes]:
    """Pages of about 20 kB, all different."""
    return [
        article(
            f"关于印发第{n}号统计公报的通知", *(SENTENCE.format(n=n * 31 + k, m=k + 1) for k in range(20)), MENU
        ).encode()
        for n in range(count)
    ]


def in_processes(settings: Settings, chunks: list[Chunk], processes: int) -> tuple[float, float]:
    """As the flow does it → seconds to start, seconds of work."""
    begun = time.monotonic()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["guiyi.extract.worker", "trafilatura.external"])
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        list(pool.map(abs, range(processes)))
        started = time.monotonic()
        futures = [pool.submit(extract_chunk, *settings, chunk) for chunk in chunks]
        assert sum(len(one.result()) for one in futures) == sum(map(len, chunks))
        return started - begun, time.monotonic() - started


def on_dask(settings: Settings, chunks: list[Chunk], processes: int) -> tuple[float, float]:
    """By Prefect's Dask task runner on a cluster of processes → seconds to start, seconds of work."""
    from prefect import flow, task
    from prefect_dask import DaskTaskRunner

    @task(persist_result=False)
    def extract_on_dask(pages: Chunk) -> int:
        vars(worker)["signal"] = None  # Dask runs a task in a thread, where a page's alarm can't be set
        return len(extract_chunk(*settings, pages))  # the rows themselves would go to a part file

    runner: Any = DaskTaskRunner(
        cluster_kwargs={"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None}
    )
    begun = time.monotonic()
    started = [0.0]

    @flow(task_runner=runner, log_prints=False)
    def spread() -> int:
        started[0] = time.monotonic()
        return sum(future.result() for future in extract_on_dask.map(chunks))

    assert spread() == sum(map(len, chunks))
    return started[0] - begun, time.monotonic() - started[0]


def cut(pages: Chunk, size: int) -> list[Chunk]:
    """Pages in pieces of so many."""
    return [pages[at : at + size] for at in range(0, len(pages), size)]


def measure(count: int, processes: int) -> None:
    """All ways in turns, and their figures as JSON."""
    with tempfile.TemporaryDirectory() as folder, harness(Path(folder)):
        archived = Archived(Path(folder), *bodies(count))
        settings = (SITE.model_dump_json(by_alias=True), Safety().model_dump_json(), archived.store.url)
        ways = {
            "processes": lambda: in_processes(settings, cut(archived.pages, CHUNK), processes),
            f"Dask, tasks of {CHUNK}": lambda: on_dask(settings, cut(archived.pages, CHUNK), processes),
            f"Dask, tasks of {BATCH}": lambda: on_dask(settings, cut(archived.pages, BATCH), processes),
        }
        found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                with memory() as used:
                    start, work = way()
                found[name].append((start, work, used.megabytes()))
                print(
                    name, [round(one, 1) for one in (start, work)], used.megabytes(), "MB", file=sys.stderr, flush=True
                )
    for name, rounds in found.items():
        starts, works, sizes = zip(*rounds, strict=True)
        line = {"way": name, "pages": count, "start_s": statistics.median(starts), "work_s": statistics.median(works)}
        print(json.dumps(line | {"largest_process_mb": max(sizes)}, ensure_ascii=False))


if __name__ == "__main__":
    measure(*(int(one) for one in (*sys.argv[1:3], *("4000", "2")[len(sys.argv) - 1 :])))
