"""Flow runs by fork: processes that have imported everything stand ready beside a worker; a run starts as a copy.

Prefect starts a Python for each run, twice over, and its imports take longer than a small site does. `guiyi worker`
gives its runs the command `python -m guiyi.warm run SOCKET`: it asks the warm process for a copy with this environment,
folder and output, and lives as long as that; what is sent to the one reaches the other. Without a warm process, or when
code has changed since it was imported, a run starts cold, as Prefect starts it. Only the standard library is imported.
One warm process has Prefect and is copied for runs, the other what the stages need, for the child that does a run's
stages (guiyi/apart.py).
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
ENGINE = "prefect.engine"
RUNS, STAGES = "runs", "stages"  # what a warm process is copied for
PACKAGES = ("guiyi", "tasks", "flows")  # whose files are watched …
LOADED = (
    "prefect.flow_engine",
    "prefect.deployments.steps.core",
    "prefect._internal.metrics",
)  # … and what is imported beside
RARE = ("survey", "verify")  # tasks whose runs import by themselves what no other run has use for
LISTENER = "GUIYI_WARM_LISTENER"  # to itself, when it starts anew: the number of its open socket
LENGTH = 4  # bytes of a number on the line
_line: socket.socket | None = None  # in a copy: to the process that asked for it
_code = 1


def serve(address: str, what: str = RUNS) -> None:
    """Imports everything, then forks for each that asks, until the worker is gone (standard input ends)."""
    atexit.register(_tell_code)  # before all imports: after all else that happens at a copy's end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    listener = _listen(address)
    seen = state_of_code()
    import_stages() if what == STAGES else import_all()
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if listener.fileno() not in ready:
            shutil.rmtree(Path(address).parent, ignore_errors=True)
            os._exit(0)
        line, _ = listener.accept()
        if state_of_code() != seen:
            line.close()  # it starts cold, the next ones with the new code
            os.set_inheritable(listener.fileno(), True)
            os.environ[LISTENER] = str(listener.fileno())
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606
        if os.fork() == 0:
            listener.close()
            do_stages(line) if what == STAGES else execute(line)
        line.close()


def _listen(address: str) -> socket.socket:
    if LISTENER in os.environ:
        return socket.socket(fileno=int(os.environ[LISTENER]))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    return listener


def _reap(*_signal: Any) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass  # it told its end itself


def state_of_code() -> list[tuple[str, int]]:
    """Every source file with the time it was written."""
    files = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return sorted((str(file), file.stat().st_mtime_ns) for file in files)


def import_all() -> None:
    """What runs of all flows import; the flows themselves are loaded by each run, as their forms list the sites."""
    sys.path.insert(0, str(ROOT))
    tasks = importlib.import_module("tasks")
    often = (one.name for one in pkgutil.iter_modules(tasks.__path__) if one.name not in RARE)
    for name in (*LOADED, *(f"tasks.{one}" for one in often)):
        with suppress(ModuleNotFoundError):  # of an extra that this machine does not have
            importlib.import_module(name)
    _import_drivers()
    gc.collect()
    gc.freeze()  # pages that the copies share stay shared


def import_stages() -> None:
    """What the stages of all runs import."""
    sys.path.insert(0, str(ROOT))
    importlib.import_module("guiyi.extract.bodies.references").load_stopwords()
    _import_drivers()
    gc.collect()
    importlib.import_module("guiyi.apart").load_stages()


def _import_drivers() -> None:
    """What the library's and the store's URLs need; a wrong one is told by the run that uses it."""
    settings = importlib.import_module("guiyi.settings").Settings.from_environment()
    with suppress(Exception):
        importlib.import_module("sqlalchemy").make_url(settings.library).get_dialect().import_dbapi()
    with suppress(Exception):
        importlib.import_module("fsspec.core").get_filesystem_class(settings.store.partition("://")[0])


def execute(line: socket.socket) -> NoReturn:
    """In the copy: becomes the process that asked, and executes its flow run."""
    global _line, _code
    _line = line
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, outputs, _, _ = socket.recv_fds(line, LENGTH, 2)
    asked: dict[str, Any] = json.loads(receive(line, int.from_bytes(size, "big")))
    for ours, theirs in ((0, os.open(os.devnull, os.O_RDONLY)), (1, outputs[0]), (2, outputs[1])):
        os.dup2(theirs, ours)
        os.close(theirs)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    importlib.import_module("prefect.context").refresh_global_settings_context()
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    line.sendall(os.getpid().to_bytes(LENGTH, "big"))
    sys.argv = [ENGINE]
    sys.modules.pop(ENGINE, None)  # it is run, not imported
    try:
        runpy.run_module(ENGINE, run_name="__main__", alter_sys=True)
        _code = 0
    except SystemExit as end:
        _code = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.exit(_code)


def do_stages(line: socket.socket) -> NoReturn:
    """In the copy: becomes the child of the run that asked."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    importlib.import_module("guiyi.apart").serve(line.detach())
    sys.exit()


def _end_with(line: socket.socket) -> None:
    """Ends this process when the one that asked for it is gone."""
    with suppress(OSError):
        line.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


def _tell_code() -> None:
    if _line is not None:
        with suppress(OSError):
            _line.sendall(_code.to_bytes(LENGTH, "big"))


def run(address: str) -> int:
    """Has the flow run of this environment executed by a copy → its exit code; or starts it cold."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(address)
            asked = json.dumps({"environment": dict(os.environ), "folder": os.getcwd()}).encode()
            socket.send_fds(line, [len(asked).to_bytes(LENGTH, "big")], [1, 2])
            line.sendall(asked)
            copy = int.from_bytes(receive(line, LENGTH), "big")
        except OSError:
            os.execv(sys.executable, [sys.executable, "-m", ENGINE])  # noqa: S606
        passed: list[int] = [signal.SIGKILL]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _passing_to(copy, passed))
        try:
            return int.from_bytes(receive(line, LENGTH), "big")
        except OSError:  # a signal ended it, and so this one
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), passed[-1])
            raise


def _passing_to(copy: int, passed: list[int]) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, _frame: FrameType | None) -> None:
        passed.append(number)
        with suppress(ProcessLookupError):
            os.kill(copy, number)

    return handle


def receive(line: socket.socket, size: int) -> bytes:
    """So many bytes. ConnectionError: the other side is gone."""
    parts = b""
    while len(parts) < size:
        part = line.recv(size - len(parts))
        if not part:
            raise ConnectionError("the other side is gone")
        parts += part
    return parts


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(*sys.argv[2:])
    else:
        sys.exit(run(sys.argv[2]))
