"""The unified call API against its own OpenAPI document, with all checks of schemathesis, over a real socket."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiyi.portal.keys import create_key
from guiyi.settings import Settings
from tests.portal.live import Live, live_portal
from tests.portal.records import put_resources

EXAMPLES = os.environ.get("GUIYI_API_EXAMPLES", "5")  # a call; more find more, and take longer
SCOPES = ["library:read", "library:write", "library:bulk"]


@pytest.fixture
def live(tmp_path: Path, configs: Path) -> Iterator[Live]:
    settings = Settings(f"sqlite:///{tmp_path}/library.db", str(tmp_path / "store"), configs)
    with live_portal(settings) as live:
        put_resources(live.app.state.portal.engine, 12)
        yield live


def test_the_api_is_as_its_document_says(live: Live, tmp_path: Path) -> None:
    key = create_key(live.app.state.portal.engine, "schemathesis", SCOPES, 5, "command:test")
    command = [
        Path(sys.executable).parent / "schemathesis", "run", f"{live.url}/api/v1/openapi.json", "--checks", "all",
        "--max-examples", EXAMPLES, "--seed", "1", "--header", f"Authorization: Bearer {key}",
        "--request-timeout", "30", "--suppress-health-check", "all",
    ]  # fmt: skip
    done = subprocess.run(list(map(str, command)), cwd=tmp_path, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]


def test_a_crash_says_nothing_of_the_inside(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    monkeypatch.setattr("guiyi.portal.api.resources.counts_of", lambda _portal: 1 / 0)
    answer = requests.get(f"{live.url}/api/v1/columns", timeout=10)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "Zero" not in answer.text
    assert "Traceback" not in answer.text
