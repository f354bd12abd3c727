"""Reads attachments in a child process with limits of CPU time and memory: a hostile file breaks the child only."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from guiyi.extract.filetext import FileText, read_file

CPU_SECONDS = 20  # for one file
WALL_SECONDS = 600  # a child that sleeps is let go after this
MEMORY = 1536 * 2**20  # bytes of address space of the child
CRASHED = "crashed"

_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def _limited(media_type: str, data: bytes) -> FileText:
    """Runs in the child: sets what this file may use, and reads it."""
    try:
        import resource
    except ImportError:  # no limits on this system; the parent still waits no longer than WALL_SECONDS
        return read_file(media_type, data)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, _hard))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return read_file(media_type, data)


def read_bounded(media_type: str, data: bytes) -> FileText:
    """A file's media type and bytes → its text; a file that breaks or outlasts its reader is `crashed`."""
    global _pool
    with _lock:
        _pool = _pool or _new_pool()
        try:
            return _pool.submit(_limited, media_type, data).result(timeout=WALL_SECONDS)
        except (BrokenProcessPool, TimeoutError):
            _stop(_pool)
            _pool = None
            return FileText(CRASHED, note=f"reading it broke off after {CPU_SECONDS} s or {MEMORY:,} bytes")


def _new_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver"))


def _stop(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        if process.is_alive() and process.pid:
            os.kill(process.pid, 9)
    pool.shutdown(wait=False, cancel_futures=True)
