"""A process that runs sites keeps what it imported out of the collector's way, and gives back what it let go."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from mmap import PAGESIZE
from pathlib import Path
from typing import Any

YOUNG = 10_000  # new objects after which garbage is looked for; Python's 700 took 7 % of a run's time
# Of mallopt(3), as glibc numbers them: one heap for all threads, given back above so many bytes free at its end; what
# is larger than so many bytes, such as a batch's columns, is mapped apart and given back when it is let go.
GLIBC = {-8: 1, -1: 2**20, -3: 2**20}
NOT_NEEDED = 4  # of madvise(2)
LARGE = 160 * 2**20  # bytes in memory


@lru_cache(maxsize=1)
def settle() -> None:
    """Once a process, when all is imported: its collector is quick and, where the C library is glibc, it is small."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    with suppress(OSError, AttributeError):
        for option, value in GLIBC.items():
            _libc().mallopt(option, value)
        _let_go(_code_of_libraries())


def give_back() -> None:
    """After a piece of work of a process that has grown: the heap's free middle goes back, and code that ran once."""
    with suppress(OSError, AttributeError):
        if int(Path("/proc/self/statm").read_text().split()[1]) * PAGESIZE > LARGE:
            _libc().malloc_trim(0)
            with Path("/proc/self/maps").open() as lines:
                _let_go(_code_of_libraries().intersection(lines))


@lru_cache(maxsize=1)
def _libc() -> Any:
    return ctypes.CDLL(None)


@lru_cache(maxsize=1)
def _code_of_libraries() -> frozenset[str]:
    """Mappings of which importing touched everything and running needs little: read-only, of files, with no page of
    our own, as lines of /proc/self/maps.
    """
    found, mapping = set(), ""
    with Path("/proc/self/smaps").open() as lines:
        for line in lines:
            words = line.split()
            if not words[0].endswith(":"):
                mapping = line if words[1].startswith("r-") and "/" in line else ""
            elif words[0] == "Anonymous:" and words[1] == "0" and mapping:
                found.add(mapping)
    return frozenset(found)


def _let_go(mappings: Iterable[str]) -> None:
    """Of these mappings, what is in memory; what is used again comes from the system's cache."""
    for mapping in mappings:
        start, end = (int(one, 16) for one in mapping.split(" ", 1)[0].split("-"))
        _libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), NOT_NEEDED)
