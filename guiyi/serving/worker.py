"""`guiyi worker`: Prefect's own process worker, whose runs start warm (guiyi/warm.py)."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import prefect.workers.process as process_workers
from prefect.utilities.processutils import command_to_string

from guiyi.apart import ADDRESS
from guiyi.serving.register import POOL
from guiyi.warm import RUNS, STAGES


def work(name: str | None = None, limit: int | None = None) -> None:
    """Executes runs of the work pool until it is told to end."""
    words = ["worker", "start", "--pool", POOL, "--type", "process"]  # --type: starts while the server is away
    words += ["--name", name] if name else []
    words += ["--limit", str(limit)] if limit else []
    with warm(RUNS) as address, warm(STAGES) as stages:
        os.environ[ADDRESS] = stages
        process_workers.ProcessWorker.job_configuration = configuration(address)
        vars(process_workers)["load_flow_from_flow_run"] = _no_hooks
        sys.argv = ["prefect", *words]
        runpy.run_module("prefect", run_name="__main__", alter_sys=True)


@contextmanager
def warm(what: str) -> Iterator[str]:
    """A warm process beside this one, for runs or for their stages → where it listens. It ends with this one."""
    with tempfile.TemporaryDirectory(prefix="guiyi-warm-") as folder:
        address = str(Path(folder) / "socket")
        ready = [sys.executable, "-m", "guiyi.warm", "serve", address, what]
        with subprocess.Popen(ready, stdin=subprocess.PIPE):
            yield address


def configuration(address: str) -> type[process_workers.ProcessJobConfiguration]:
    """How runs start: by the warm process, unless a deployment or the pool names a command of its own."""

    class Warm(process_workers.ProcessJobConfiguration):
        def prepare_for_flow_run(self, *said: Any, **named: Any) -> None:
            if self.command is None:
                self.command = command_to_string([sys.executable, "-m", "guiyi.warm", "run", address])
            super().prepare_for_flow_run(*said, **named)

    return Warm


async def _no_hooks(*_said: Any, **_named: Any) -> Any:
    """For the hooks of a crashed or cancelled run Prefect would import its flow here; ours have none."""
    return SimpleNamespace(name="", on_cancellation_hooks=[], on_crashed_hooks=[])
