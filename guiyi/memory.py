"""A process that runs sites keeps what it imported out of the collector's way, and gives back what it let go."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from functools import lru_cache

YOUNG = 10_000  # new objects after which garbage is looked for; Python's 700 took 7 % of a run's time
# Of mallopt(3), as glibc numbers them: one heap for all threads, given back above so many bytes free at its end; what
# is larger than so many bytes, such as a batch's columns, is mapped apart and given back when it is let go.
GLIBC = {-8: 1, -1: 2**20, -3: 2**20}


@lru_cache(maxsize=1)
def settle() -> None:
    """Once a process, when all is imported: its collector is quick and, where the C library is glibc, it is small."""
    gc.freeze()
    gc.set_threshold(YOUNG)
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in GLIBC.items():
            mallopt(option, value)
