"""Fail-points: the places between which a killed process may leave the disk and the database. Off unless told.

Each durable step (a commit, an fsync, a rename) has a point before it and one after it. `GUIYI_FAILPOINT=12` kills the
process with SIGKILL at the twelfth point that it reaches; `GUIYI_FAILPOINT=12:EIO` (or another name of errno) lets that
point raise the error instead; `GUIYI_FAILPOINT=log:FILE` kills nothing, and appends the name of each point to a file.
Tests alone set it (`make chaos`); without it a point costs one look at the environment, beside an fsync nothing.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "GUIYI_FAILPOINT"

_lock = threading.Lock()
_reached = 0


def reach(name: str) -> None:
    """Here a process may end; `name` says before or after which step."""
    if plan := os.environ.get(VARIABLE):
        _obey(plan, name)


@contextmanager
def around(step: str) -> Iterator[None]:
    """A durable step, with a point before it and one after it."""
    reach(f"before {step}")
    yield
    reach(f"after {step}")


def _obey(plan: str, name: str) -> None:
    global _reached
    kind, _, more = plan.partition(":")
    if kind == "log":
        with open(more, "a", encoding="utf-8") as file:
            file.write(f"{name}\n")
        return
    with _lock:
        _reached += 1
        is_it = _reached == int(kind)
    if is_it and more:
        number = getattr(errno, more)
        raise OSError(number, f"{os.strerror(number)} (fail-point {kind}, {name})")
    if is_it:
        os.kill(os.getpid(), signal.SIGKILL)
