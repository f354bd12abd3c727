"""What machines ask the portal: Prometheus for figures, a load balancer whether it is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from guiyi.database import writing
from guiyi.ledger import runs
from guiyi.portal.keys import create_key
from guiyi.settings import Settings
from tests.portal.conftest import Browser
from tests.portal.records import put_resources

WAVES = "version: 1\nwaves:\n  - {name: first, deadline: 2027-06-30, sites: [a, b, c]}\n"
SITE = 'version: 1\nsite: {{id: {0}, name: 旧站, department: office, base_url: "http://{0}.example.test/"}}\n'


def test_prometheus_reads_sites_waves_and_resources(app: FastAPI, anonymous: Browser, settings: Settings) -> None:
    engine = app.state.portal.engine
    put_resources(engine, 7)
    for site in ("a", "b", "c"):
        (settings.configs / "sites" / f"{site}.yaml").write_text(SITE.format(site))
    (settings.configs / "waves.yaml").write_text(WAVES)
    begun, ended = "2026-11-01T00:00:00+00:00", "2026-11-01T00:10:00+00:00"
    with writing(engine) as connection:
        for site, number, status in (("a", 1, "failed"), ("a", 2, "done"), ("b", 1, "failed")):
            row = {"run_id": f"{site}-{number:04d}", "site": site, "number": number, "status": status}
            connection.execute(insert(runs).values(**row, started_at=begun, finished_at=ended))
    key = create_key(engine, "Prometheus", ["fleet:read"], 5, "command:me")
    answer = anonymous.get("/metrics", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200
    found = {
        (sample.name, *(value for _, value in sorted(sample.labels.items(), reverse=True))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["guiyi_sites", "done"] == found["guiyi_sites", "failed"] == found["guiyi_sites", "waiting"] == 1
    assert found["guiyi_resources", "published"] == 7
    assert found["guiyi_wave_sites", "first", "done"] == 1
    assert found["guiyi_wave_deadline_seconds", "first"] == pytest.approx(1814371199.999999)
    assert found["guiyi_last_run_seconds", "done"] == 1793491800
    assert ("guiyi_wave_forecast_seconds", "first") in found


def test_figures_want_a_key_and_health_wants_none(anonymous: Browser) -> None:
    assert anonymous.get("/metrics").status_code == 401
    answer = anonymous.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_a_portal_without_its_configuration_is_not_well(anonymous: Browser, settings: Settings) -> None:
    (settings.configs / "platform.yaml").rename(Path(settings.configs) / "gone.yaml")
    answer = anonymous.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "library": True, "store": True, "configuration": False}
