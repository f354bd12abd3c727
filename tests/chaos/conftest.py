"""The small site, and a run of it that nobody disturbs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.kills import Calm, calm_run
from tests.chaos.places import Places
from tests.chaos.site import served
from tests.hostile.wire import Server


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
