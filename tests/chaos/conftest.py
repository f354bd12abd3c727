"""Collects which fault of a machine was borne, and prints the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.kills import Calm, calm_run
from tests.chaos.places import Places
from tests.chaos.site import served
from tests.hostile.wire import Server

_outcomes: dict[str, tuple[str, str]] = {}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """The small site, and its configuration."""
    configs = tmp_path_factory.mktemp("chaos") / "configs"
    with served(configs) as one:
        yield one, configs


@pytest.fixture(scope="session")
def calm(server: tuple[Server, Path], tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """A run of it that nobody disturbs."""
    folder = tmp_path_factory.mktemp("calm")
    with Places(folder, server[1]).fresh() as settings:
        return calm_run(settings, server[0], folder / "points.log")


def pytest_configure(config: Any) -> None:
    config.addinivalue_line("markers", "fault(name, promise): a fault of a machine, and what is promised against it")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: Any) -> Any:
    report = (yield).get_result()
    mark = item.get_closest_marker("fault")
    if mark is None or report.when not in ("call", "setup") or (report.when == "setup" and report.passed):
        return
    name, promise = mark.args
    verdict = {"passed": "kept", "skipped": "not tried"}.get(report.outcome, "BROKEN")
    before = _outcomes.get(name, (promise, "kept"))[1]
    _outcomes[name] = (promise, verdict if before == "kept" else before)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _outcomes:
        terminalreporter.write_sep("-", "faults of machines: promise, verdict")
    for name, (promise, verdict) in _outcomes.items():
        terminalreporter.write_line(f"{name} · {promise} · {verdict}")
