"""Stages apart from the flow's process: neither has what the other imports, and both end well."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from guiyi import apart
from guiyi.crawl.fetching.pacing import HostParked
from guiyi.errors import ConfigError, GateHeld, GuiyiError, Problem, SourceDown, StagesEnded
from guiyi.retire.addresses.decisions import Undecidable


@pytest.fixture(autouse=True)
def child() -> Iterator[None]:
    yield
    apart.end()


def test_a_runs_process_imports_nothing_of_the_stages_warm_or_cold() -> None:
    names = ("pandas", "pyarrow", "numpy", "trafilatura", "xlsxwriter")
    program = (
        "import sys, flows.migrate_site, flows.retire_site, guiyi.warm; guiyi.warm.import_all(); "
        f"print([name for name in {names} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.splitlines()[-1] == "[]"


def test_an_error_comes_back_as_it_was_raised_and_the_child_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIYI_CONFIGS", str(tmp_path / "nowhere"))
    pid = apart.ready().pid
    with pytest.raises(ConfigError, match="nowhere"):
        apart.apart("plan", "no-such-site")
    with pytest.raises(TypeError) as raised:
        apart.apart("plan")
    assert "stages" in "".join(raised.value.__notes__)  # where it happened
    assert apart.apart("nothing") is None
    assert apart.ready().pid == pid


@pytest.mark.parametrize(
    "error",
    [
        HostParked("old.example.test", 30.0), Undecidable([Problem("a.xlsx", "3", "no such column")]), SourceDown("away", 2.0),
        ConfigError([Problem("a.yaml", "site", "missing")]), GateHeld("held"),
    ],
)  # fmt: skip
def test_errors_raised_on_purpose_are_the_same_in_another_process(error: GuiyiError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_child_that_is_killed_fails_its_stage_in_words_and_the_next_has_a_new_one() -> None:
    first = apart.ready().pid
    os.kill(first, signal.SIGKILL)
    with pytest.raises(StagesEnded, match="killed"):
        apart.apart("nothing")
    assert apart.apart("nothing") is None
    assert apart.ready().pid != first


def test_the_child_ends_with_who_asks_and_leaves_no_folder_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    apart.ready()
    apart.end()
    program = "import time\nfrom guiyi import apart\nprint(apart.ready().pid, flush=True)\ntime.sleep(60)"
    asking = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    child = psutil.Process(int(asking.stdout.readline()))
    asking.kill()
    asking.wait()
    begun = time.monotonic()
    while not has_ended(child) and time.monotonic() - begun < 60:
        time.sleep(0.02)
    assert has_ended(child)
    assert list(tmp_path.iterdir()) == []


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
