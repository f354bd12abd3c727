"""A wave's site runs: started on the work pool, watched, taken up again after a crash; and the wave's page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.runtime import flow_run
from prefect.states import AwaitingRetry

from guiyi.config.load import load_site
from guiyi.config.platform import Wave
from guiyi.crawl.fetching.quiet import quiet_for
from guiyi.errors import ConfigError
from guiyi.library.migrate import open_library
from guiyi.library.waves import WaveStatus, find_wave, wave_status
from guiyi.settings import Settings, now
from guiyi.wording.language import told
from tasks.artifacts import artifact_key, escape_cell
from tasks.park import AGAIN, PARKED, times_parked
from tasks.telling import create_markdown_artifact

DEPLOYMENT = "migrate-site/migrate-site"
LOOK_SECONDS = 1.0
PAGE_SECONDS = 60.0  # between two publications of a wave's page: of a thousand sites it is 100 kB
CRASH_SETTLES_SECONDS = 30.0  # a worker reports one crash twice, some ten seconds apart, fifty on a busy machine …
STARTS = 4  # … and the second report ends the start that came between: of one site run, crashes included
PAGE = 200  # the most runs the API gives at a time


def rules_of(wave: str) -> Wave:
    """The wave as waves.yaml has it."""
    return find_wave(Settings.from_environment().configs, wave)


def next_site(wave: Wave, waiting: list[str], running: Iterable[str]) -> str | None:
    """The first waiting site whose host has room; None: none has, or the wave's quiet hours are on."""
    if quiet_for(wave.quiet_hours, datetime.now(UTC)):
        return None
    configs = Settings.from_environment().configs
    busy = Counter(_host(configs, site) for site in running)
    free = (site for site in waiting if (host := _host(configs, site)) is None or busy[host] < wave.per_host)
    return next(free, None)


def _host(configs: Path, site: str) -> str | None:
    try:
        return urlsplit(load_site(configs, site).site.base_url).hostname
    except ConfigError:
        return None  # its own run tells what is wrong with its file


def look_at(wave: str, at_once: int) -> WaveStatus:
    """The wave as ledger and library tell."""
    settings = Settings.from_environment()
    return wave_status(open_library(settings.library), settings.configs, wave, now(), at_once)


def start_site(wave: str, site: str) -> UUID:
    """Starts a run of its own for the site on the work pool, or finds the one this wave run started before."""
    started = run_deployment(
        DEPLOYMENT, parameters={"site": site}, timeout=0, as_subflow=False, idempotency_key=f"{flow_run.id}:{site}",
        tags=["guiyi", f"wave:{wave}", f"site:{site}"], flow_run_name=f"迁移 migrate {site}",
    )  # fmt: skip
    return started.id  # type: ignore[union-attr]


def still_running(running: dict[str, UUID]) -> tuple[dict[str, UUID], int]:
    """Site → flow run, those that have not ended yet; and how many of them are parked.

    A crashed run is taken up again, up to STARTS starts in all.
    """
    time.sleep(LOOK_SECONDS)
    found = {run.id: run for run in _read(running.values())}
    going = {site: ident for site, ident in running.items() if ident in found and _goes_on(site, found[ident])}
    return going, sum(is_parked(found[ident]) for ident in going.values())


def is_parked(run: FlowRun) -> bool:
    """Whether a run waits for its host without a worker."""
    return run.state is not None and run.state.name in (PARKED, AGAIN)


def _goes_on(site: str, run: FlowRun) -> bool:
    state = run.state
    if state is None or not state.is_final():
        return True
    if not state.is_crashed() or not may_start(run):
        get_run_logger().info("%s: %s %s", site, state.name, state.message or "")
        return False
    if (datetime.now(UTC) - state.timestamp).total_seconds() > CRASH_SETTLES_SECONDS:  # not now(): it may be fixed
        take_up(run, f"{site}: crashed, taken up again")
    return True


def may_start(run: FlowRun) -> bool:
    """Whether a run that crashed has a start left; those that ended in a parking do not count."""
    return run.run_count < STARTS or run.run_count - times_parked(run.id) < STARTS


def take_up(run: FlowRun, why: str) -> None:
    """Schedules a run that ended badly again; finished work is not done twice."""
    get_run_logger().warning(why)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run.id, AwaitingRetry(message=told(why)), force=True)


def _read(idents: Iterable[UUID]) -> list[FlowRun]:
    wanted, found = list(idents), []
    with get_client(sync_client=True) as client:
        for at in range(0, len(wanted), PAGE):
            some = FlowRunFilter(id=FlowRunFilterId(any_=wanted[at : at + PAGE]))
            found += client.read_flow_runs(flow_run_filter=some, limit=PAGE)
    return found


def publish_wave(status: WaveStatus) -> None:
    """The wave's page: how many of how many, in time or not, every site with its state and what is wrong."""
    counts = " · ".join(f"{name} {count}" for name, count in sorted(status.counts.items()))
    verdict = "⚠️ 将误期 late" if status.is_late else "按期 in time"
    lines = [
        f"# 批次 wave {status.name}: {status.counts['done']} / {len(status.sites)}",
        "",
        f"{counts}",
        "",
        f"期限 deadline **{status.deadline}** · 预计完成 forecast **{status.forecast_at or '—'}** · {verdict}",
        "",
        f"集约化率 consolidation: {status.retired} / {status.all_sites} = {status.consolidation:.1%}",
        "",
        "| 旧站 site | 状态 status | 分钟 min | 在库 live | 暂存 held | 失败 failed | 备注 |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    for one in status.sites:
        minutes = "" if one.minutes is None else f"{one.minutes:.1f}"
        cells = (f"{one.name} `{one.site}`", one.status, minutes, one.published, one.held, one.failed)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + f" | {escape_cell(one.error or '')} |")
    create_markdown_artifact("\n".join(lines), key=artifact_key("wave", status.name))
