"""Stages apart from the flow that orders them: in one child process, which lives as long as the process that asks.

The flow's process has Prefect, the child has pandas and a batch at a time; neither has both. A stage is told its ticket
and gives back small JSON. Whatever ends the asking process ends the child and its workers, and the other way round what
kills the child fails the one stage that it was at: the next one has a new child. Beside `guiyi worker` the child is a
copy of a warm process (guiyi/warm.py), elsewhere a Python of its own.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pickle
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.util import get_temp_dir
from typing import Any

from guiyi.errors import GuiyiError, StagesEnded
from guiyi.memory import give_back, settle
from guiyi.runs.run import Progress
from guiyi.spawning import environment

ADDRESS = "GUIYI_WARM_STAGES"  # where the warm process listens, if there is one

_lock = threading.Lock()
_child: _Child | None = None


class _Child:
    """The child, and the line to it. EOFError: it ended before it said its number and where its pool's sockets lie."""

    pid: int
    scratch: str

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.line = _to_warm(os.environ.get(ADDRESS, ""))
            self.pid, self.scratch = self.line.recv()
        except (OSError, EOFError):  # there is none, or its code has changed
            self.line, self.process = _start()
            self.pid, self.scratch = self.line.recv()

    def ask(self, name: str, told: tuple[Any, ...], progress: Progress | None) -> Any:
        """A stage's answer. EOFError, ConnectionError: the child has ended."""
        self.line.send((dict(os.environ), os.getcwd(), name, told, progress is not None))
        while True:
            kind, answer = self._heard()
            if kind == "done":
                return answer
            if kind == "raised":
                raise _Raised(answer)
            if progress is not None:
                progress(*answer)

    def _heard(self) -> Any:
        try:
            return self.line.recv()
        except OSError as error:  # it ended in the middle of a message
            raise EOFError from error

    def end(self) -> None:
        """With all its workers, at whatever it is."""
        self.line.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)  # who is killed takes nothing away


def _to_warm(address: str) -> Connection:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        return Connection(line.detach())


def _start() -> tuple[Connection, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair()
    program = [sys.executable, "-c", f"from guiyi.apart import serve; serve({theirs.fileno()})"]
    with theirs:
        process = subprocess.Popen(
            program, env=environment(), stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
        )
    return Connection(ours.detach()), process


class _Raised(Exception):
    """What a stage raised, to tell it from what the line does."""


def apart(name: str, *told: Any, progress: Progress | None = None) -> Any:
    """The name of a function of guiyi/stages.py and what it is told → its answer, made in the child. Raises as it.

    StagesEnded: the child was killed.
    """
    with _lock:
        try:
            return ready().ask(name, told, progress)
        except _Raised as raised:
            raise raised.args[0] from None
        except (EOFError, ConnectionError) as error:
            end()
            raise StagesEnded(
                "the process that does the stages was killed (out of memory?); what it had finished is kept: "
                "run again, it goes on there"
            ) from error
        except BaseException:  # a run that is cancelled leaves nothing at work
            end()
            raise


def ready() -> _Child:
    """The child; a new one where there is none."""
    global _child
    if _child is None:
        _child = _Child()
    return _child


@atexit.register
def end() -> None:
    """Ends the child, if there is one."""
    global _child
    child, _child = _child, None
    if child is not None:
        child.end()


# --- the child --------------------------------------------------------------------------------------------------------


def serve(number: int) -> None:
    """Runs in the child: does what comes on the line, until whoever asks is gone."""
    line = Connection(number)
    scratch = get_temp_dir()
    threading.Thread(target=_end_with, args=(number, scratch), daemon=True).start()
    line.send((os.getpid(), scratch))
    with suppress(EOFError, ConnectionError):
        while True:
            its_environment, folder, name, told, is_watched = line.recv()
            os.environ.clear()
            os.environ.update(its_environment)
            os.chdir(folder)
            answer = _answer(line, name, told, is_watched)
            give_back()
            line.send(answer)


def _answer(line: Connection, name: str, told: tuple[Any, ...], is_watched: bool) -> tuple[str, Any]:
    watching = {"progress": lambda done, total: line.send(("progress", (done, total)))} if is_watched else {}
    try:
        return "done", getattr(load_stages(), name)(*told, **watching)
    except Exception as error:
        return "raised", _portable(error)


def load_stages() -> Any:
    """All that the stages import, kept out of the collector's way."""
    stages = importlib.import_module("guiyi.stages")
    settle()
    return stages


def _portable(error: Exception) -> Exception:
    """An error as it can be sent: with where it happened, unless it was raised on purpose."""
    if not isinstance(error, GuiyiError):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        is_whole = str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
    except Exception:
        is_whole = False
    return error if is_whole else RuntimeError("".join(traceback.format_exception(error)))


def _end_with(number: int, scratch: str) -> None:
    """Ends this process and its workers when the one that asks is gone."""
    line = select.poll()
    line.register(number, 0)  # told of nothing but the other side's end
    line.poll()
    shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
