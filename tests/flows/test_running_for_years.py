"""What runs by itself, on a real server: the waves' daily report, who is told of what, and the retention policy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from guiyi.serving.register import NOTIFICATIONS, register_automations
from tests.flows.conftest import BROKEN, PASSWORD, USER, WAVE, Orchestra
from tests.flows.test_migrate_site import Place, place
from tests.serving import Quiet, serving

__all__ = ["place"]
ENDS = ("COMPLETED", "FAILED", "CRASHED")


@contextmanager
def office() -> Iterator[tuple[str, list[str]]]:
    """Somebody who is told by webhook → the address, and what was told."""
    told: list[str] = []

    class Handler(Quiet):
        def answer(self) -> None:
            told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.give(200, {}, b"")

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}/", told


def make_block(orchestra: Orchestra, url: str) -> None:
    """A notification block, as the UI's page Blocks makes one."""
    kind = orchestra.call("GET", "/block_types/slug/custom-webhook")["id"]
    schema = orchestra.call("POST", "/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kind]}}})
    data = {"name": "office", "url": url, "method": "POST", "json_data": {"text": "{{subject}} | {{body}}"}}
    body = {"name": "office", "data": data, "block_schema_id": schema[0]["id"], "block_type_id": kind}
    orchestra.call("POST", "/block_documents/", body)


def test_people_are_told_of_failures_and_deadlines_and_old_runs_are_pruned(
    orchestra: Orchestra, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", f"{USER}:{PASSWORD}")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    (place.folder / "configs" / "waves.yaml").write_text(WAVE.replace("2099-12-31", tomorrow))
    (place.folder / "configs" / "sites" / "broken.yaml").write_text(BROKEN)
    orchestra.start_worker(place.environment)
    with office() as (url, told):
        make_block(orchestra, url)
        register_automations(orchestra.api, NOTIFICATIONS, "custom-webhook/office")
        failing = orchestra.start("migrate-site", site="broken")
        assert orchestra.wait_for(failing, *ENDS)["state"]["type"] == "FAILED"
        report = orchestra.start("report-waves")
        assert "1 waves" in orchestra.wait_for(report, *ENDS)["state"]["message"]
        begun = time.monotonic()
        while time.monotonic() - begun < 90 and not (
            any("失败" in one for one in told) and any("期限" in one for one in told)
        ):
            time.sleep(0.5)
        messages = [json.loads(one)["text"] for one in told]
    assert any("迁移 migrate broken 失败 Failed" in one and failing in one for one in messages), messages
    assert any("批次 first" in one and tomorrow in one and "4 站" in one for one in messages), messages
    assert "0 / 4" in orchestra.call("GET", "/artifacts/wave-first/latest")["data"]

    in_four_years = str(int(time.time()) + 4 * 365 * 24 * 3600)
    orchestra.start_worker(place.environment | {"SOURCE_DATE_EPOCH": in_four_years})
    pruning = orchestra.start("apply-retention")
    ended = orchestra.wait_for(pruning, *ENDS)["state"]
    assert ended["type"] == "COMPLETED", ended["message"]
    left = orchestra.call("POST", "/flow_runs/filter", {"flow_runs": {"id": {"any_": [failing, report, pruning]}}})
    assert [run["id"] for run in left] == [pruning]
    assert "prefect_runs" in orchestra.call("GET", "/artifacts/retention/latest")["data"]
