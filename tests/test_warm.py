"""Runs that start as copies of a warm process: what they are given, how they end, and with whom. No Prefect here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = """\
import atexit, os, sys, time, warmed
print(os.environ["WHO"], os.getcwd(), warmed.word if warmed.pid == os.getppid() else 'cold', flush=True)
atexit.register(lambda: print("told at the end", flush=True))
if os.environ.get("WAITS"):
    time.sleep(60)
sys.exit(int(os.environ.get("CODE", "0")))
"""
WARMED = "import os; pid, word = os.getpid(), 'warm'"
PATCH = (
    "import sys, pathlib, importlib; from guiyi import warm; warm.ENGINE, warm.ROOT = 'engine', pathlib.Path('{root}'); "
    "sys.path.insert(0, '{root}'); warm.import_all = lambda: importlib.import_module('warmed'); "
    "sys.modules['prefect.context'] = warm; warm.refresh_global_settings_context = lambda: None; "  # no Prefect
)


@pytest.fixture
def warmed(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A warm process whose engine is a few lines → the program of those who ask it, and its folder."""
    root = tmp_path / "root"
    (root / "tasks").mkdir(parents=True)
    (root / "engine.py").write_text(ENGINE)
    (root / "warmed.py").write_text(WARMED)
    (root / "tasks" / "code.py").write_text("")
    (tmp_path / "at").mkdir()
    program, address = PATCH.format(root=root), tmp_path / "at" / "socket"
    serving = program + f"warm.serve('{address}')"
    with subprocess.Popen([sys.executable, "-c", serving], stdin=subprocess.PIPE) as process:
        begun = time.monotonic()
        while not address.exists() and time.monotonic() - begun < 20:
            time.sleep(0.01)
        yield program + f"sys.exit(warm.run('{address}'))", root
        assert process.stdin is not None
        process.stdin.close()  # as when its worker is gone
        assert process.wait(10) == 0
    assert not address.exists()


def ask(program: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | environment, cwd="/", text=True, stdout=subprocess.PIPE
    )


def test_a_run_has_its_own_environment_folder_output_and_exit_code(warmed: tuple[str, Path]) -> None:
    runs = [ask(warmed[0], WHO=who, CODE=code) for who, code in (("first", "0"), ("second", "3"))]
    told = [run.communicate(timeout=30)[0] for run in runs]
    assert told == ["first / warm\ntold at the end\n", "second / warm\ntold at the end\n"]
    assert [run.returncode for run in runs] == [0, 3]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_who_ends_the_one_ends_the_other(warmed: tuple[str, Path], number: signal.Signals) -> None:
    run = ask(warmed[0], WHO="it", WAITS="yes")
    assert run.stdout is not None
    assert run.stdout.readline() == "it / warm\n"
    run.send_signal(number)
    assert run.wait(10) == -number
    assert run.stdout.read() == ""  # ended: the copy has closed its output, too


def test_a_run_after_a_change_of_the_code_starts_cold_and_the_next_one_with_the_new_code(
    warmed: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(warmed[1]))
    assert ask(warmed[0], WHO="it").communicate(timeout=30)[0].startswith("it / warm")  # it has read the code
    (warmed[1] / "warmed.py").write_text(WARMED.replace("warm", "new"))
    (warmed[1] / "tasks" / "code.py").write_text("changed = True")
    told = [ask(warmed[0], WHO="it").communicate(timeout=30)[0].splitlines()[0] for _ in range(2)]
    assert told == ["it / cold", "it / new"]


def test_without_a_warm_process_a_run_starts_cold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "engine.py").write_text("print('cold')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    program = PATCH.format(root=tmp_path) + "warm.run('/nowhere/socket')"
    assert ask(program, WHO="it").communicate(timeout=30)[0] == "cold\n"
