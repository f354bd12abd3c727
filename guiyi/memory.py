"""A process that runs sites keeps what it imported out of the collector's way, and gives back what it let go."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

YOUNG = 10_000  # new objects after which garbage is looked for; Python's 700 took 7 % of a run's time
# Of mallopt(3), as glibc numbers them: one heap for all threads, given back above so many bytes free at its end; what
# is larger than so many bytes, such as a batch's columns, is mapped apart and given back when it is let go.
GLIBC = {-8: 1, -1: 2**20, -3: 2**20}
NOT_NEEDED = 4  # of madvise(2)


@lru_cache(maxsize=1)
def settle() -> None:
    """Once a process, when all is imported: its collector is quick and, where the C library is glibc, it is small."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    with suppress(OSError, AttributeError):
        for option, value in GLIBC.items():
            _libc().mallopt(option, value)
        for start, size in _code_of_libraries():
            _libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), NOT_NEEDED)


def give_back() -> None:
    """After a piece of work: what is free in the middle of the heap goes back to the system, too."""
    with suppress(OSError, AttributeError):
        _libc().malloc_trim(0)


def _libc() -> Any:
    return ctypes.CDLL(None)


def _code_of_libraries() -> Iterator[tuple[int, int]]:
    """Where libraries lie of which importing touched everything and running needs little: start and size.

    What runs again is mapped again from the system's cache. Read-only mappings of files without a page of our own.
    """
    start = size = 0
    with Path("/proc/self/smaps").open() as lines:
        for line in lines:
            name, _, rest = line.partition(" ")
            if not name.endswith(":"):
                first, _, after = name.partition("-")
                is_code = rest[:2] == "r-" and "/" in rest
                start, size = int(first, 16), (int(after, 16) - int(first, 16)) * is_code
            elif name == "Anonymous:" and rest.split()[0] == "0" and size:
                yield start, size
