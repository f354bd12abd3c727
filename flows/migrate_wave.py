"""migrate-wave: many old sites by a deadline, each its own migrate-site run on any worker.

A site that fails does not stop the wave. Start the wave again and it takes the sites that are not done yet.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

from prefect import flow
from prefect.states import State
from pydantic import Field

from guiyi.config.load import load_waves
from guiyi.settings import Settings
from tasks.telling import completed
from tasks.wave import PAGE_SECONDS, look_at, next_site, publish_wave, rules_of, start_site, still_running

WAVES = [wave.name for wave in load_waves(Settings.from_environment().configs).waves]
WaveName = Annotated[
    str,
    Field(
        title="批次 Wave",
        description="A wave of configs/waves.yaml",
        json_schema_extra={"enum": WAVES} if WAVES else None,
    ),
]
AtOnce = Annotated[
    int | None,
    Field(ge=1, le=100, title="同时几站 Sites at once", description="不填则按批次文件 Empty: as waves.yaml says"),
]
Again = Annotated[bool, Field(title="连已完成的也重跑 Again", description="Also the sites that are done already")]


@flow(name="migrate-wave", flow_run_name="批次 migrate wave {wave}", validate_parameters=False)
def migrate_wave(wave: WaveName, at_once: AtOnce = None, again: Again = False) -> State[Any]:
    """Runs every open site of a wave on the work pool, so many side by side, and keeps the wave's page up to date."""
    rules = rules_of(wave)
    at_once = at_once or rules.at_once
    status = look_at(wave, at_once)
    waiting = [one.site for one in status.sites] if again else status.open_sites
    running: dict[str, Any] = {}
    parked, published = 0, 0.0
    while waiting or running:
        while len(running) < at_once + min(parked, at_once) and (site := next_site(rules, waiting, running)):
            waiting.remove(site)
            running[site] = start_site(wave, site)
        before = len(running)
        running, parked = still_running(running)
        if len(running) < before and time.monotonic() - published > PAGE_SECONDS:
            publish_wave(look_at(wave, at_once))
            published = time.monotonic()
    status = look_at(wave, at_once)
    publish_wave(status)
    message = " · ".join(f"{count} {name}" for name, count in sorted(status.counts.items()))
    if status.open_sites:
        return completed(name="Held", message=f"{wave}: {message}; start it again for the rest", data=status.to_json())
    return completed(message=f"{wave}: all {len(status.sites)} sites done", data=status.to_json())
