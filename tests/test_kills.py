"""kill -9 at random moments of a run, then run again: the same export as of a run that was never disturbed."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guiyi.library.export import export
from guiyi.library.migrate import open_library
from guiyi.settings import Settings
from tests.city import install_configs, serve
from tests.pipeline import migrate, migrate_and_kill

SITE = "wenhua"
KILLS = 20
SOONEST, LATEST = 0.2, 4.0  # seconds after the start


@pytest.fixture(scope="module")
def city() -> Iterator[Any]:
    with serve(port=0) as served:
        yield served


def export_bytes(settings: Settings) -> bytes:
    out = io.BytesIO()
    export(open_library(settings.library), out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "database", [pytest.param(name, marks=pytest.mark.xdist_group(f"kills-{name}")) for name in ("sqlite", "postgres")]
)
def test_twenty_kills_leave_no_trace(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    library_url: str = request.getfixturevalue(f"{database}_url")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # both libraries say the same time
    install_configs(tmp_path / "configs", city.port)
    calm = Settings(f"sqlite:///{tmp_path}/calm.db", str(tmp_path / "calm"), tmp_path / "configs")
    migrate(calm, SITE)
    wanted = export_bytes(calm)

    disturbed = Settings(library_url, str(tmp_path / "disturbed"), tmp_path / "configs")
    chance, killed = random.Random(20180108), 0
    for _trial in range(4 * KILLS):
        killed += migrate_and_kill(disturbed, SITE, chance.uniform(SOONEST, LATEST))
        if killed == KILLS:
            break
    assert killed == KILLS
    migrate(disturbed, SITE)
    assert export_bytes(disturbed) == wanted
