"""Running the flows in this process, as `guiyi migrate` does: Prefect's quiet environment, progress bars, outcomes."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from guiyi.errors import ConfigError, GuiyiError
from guiyi.runs.outcome import Outcome
from guiyi.runs.run import Fetch
from guiyi.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
HEALTH_SECONDS = 10
LABELS = {
    "crawl": "抓取", "extract": "抽取", "clean": "清洗", "dedupe": "去重", "map": "映射", "load": "入库",
    "reconcile": "对账",
}  # fmt: skip
# The server records events many at a time; by default each is a transaction of its own, two thirds of its work.
SERVER_BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "100",
}


def export_settings(settings: Settings) -> None:
    """Puts the settings where flows and their workers read them: the environment."""
    os.environ["GUIYI_LIBRARY"] = settings.library
    os.environ["GUIYI_STORE"] = settings.store
    os.environ["GUIYI_CONFIGS"] = str(settings.configs)


def prefect_environment(home: Path = Path("var/prefect")) -> dict[str, str]:
    """Prefect's settings for Guiyi: its own home, kept results in one place, no telemetry. What is set already wins."""
    home = Path(os.environ.get("PREFECT_HOME") or home).resolve()
    home.mkdir(parents=True, exist_ok=True)
    wanted = {
        "PREFECT_HOME": str(home),
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(home / "results"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
        **SERVER_BATCHES,
    }
    return {name: os.environ.get(name) or value for name, value in wanted.items()}


def check_server(api: str, otherwise: str) -> None:
    """ConfigError: no Prefect server answers at that address; otherwise: what else may be done."""
    try:
        requests.get(f"{api}/health", timeout=HEALTH_SECONDS)
    except requests.RequestException as error:
        told = f"no Prefect server answers at {api}; `guiyi up` runs one, PREFECT_API_URL names another"
        raise ConfigError(f"{told}; {otherwise}" if otherwise else told) from error


def wait_for_server(api: str, console: Console, pause: float = 2.0) -> None:
    """Returns when a Prefect server answers at that address; until then one line says that it is waited for."""
    is_told = False
    while not _answers(api):
        if not is_told:
            told = f"等 Prefect 服务 waiting for the Prefect server at {api}; PREFECT_API_URL names another"
            console.print(told, markup=False, highlight=False, soft_wrap=True)
            is_told = True
        time.sleep(pause)


def _answers(api: str) -> bool:
    """Whether something is there; what can't be asked this way (a certificate, an address) is Prefect's to tell of."""
    try:
        requests.get(f"{api}/health", timeout=HEALTH_SECONDS)
    except requests.exceptions.SSLError:
        return True
    except (requests.ConnectionError, requests.Timeout):
        return False
    except requests.RequestException:
        return True
    return True


def load_flow(name: str) -> Any:
    """`migrate_site` → the flow of flows/migrate_site.py. ConfigError outside a checkout: flows aren't packaged."""
    if not (ROOT / "flows").is_dir():
        raise ConfigError("flows/ is not beside the guiyi package; run guiyi from a checkout of the project")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return getattr(importlib.import_module(f"flows.{name}"), name)


@contextmanager
def _bars(console: Console) -> Iterator[None]:
    """Shows a progress bar for each stage of each site while the block runs."""
    from tasks.progress import listeners

    bars = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True,
    )  # fmt: skip
    shown: dict[tuple[str, str], TaskID] = {}

    def listen(site: str, stage: str, done: int, total: int | None) -> None:
        if (site, stage) not in shown:
            for task in shown.values():
                bars.update(task, visible=False)
            shown[site, stage] = bars.add_task(f"{site} {LABELS.get(stage, '')} {stage}", total=total)
        bars.update(shown[site, stage], completed=done, total=total)

    listeners.append(listen)
    try:
        with bars:
            yield
    finally:
        listeners.remove(listen)


def migrate_here(
    settings: Settings, sites: Sequence[str], console: Console, fetch: Fetch = "auto"
) -> Iterator[Outcome]:
    """Runs the migrate-site flow for each site in this process, one after another; gives each outcome as it comes."""
    export_settings(settings)
    os.environ.update(prefect_environment())
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    if api := os.environ.get("PREFECT_API_URL"):
        check_server(api, "without PREFECT_API_URL this command starts one of its own")
    else:
        # it is stopped while it writes its last events, and would print that as an error
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
        told = "正在启动本次用的 Prefect 服务 Starting a Prefect server for this command; `guiyi up` keeps one running."
        console.print(f"[dim]{told}[/dim]")
    migrate_site = load_flow("migrate_site")
    from prefect.context import SyncClientContext

    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).addFilter(_is_news)

    with SyncClientContext.get_or_create(), _bars(console):  # one server and one client for all sites
        for site in sites:
            yield _outcome(site, migrate_site(site, fetch, return_state=True))


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a message says more than the outcome will: an error of ours is told there, without its stack."""
    return not (record.exc_info and isinstance(record.exc_info[1], GuiyiError))


def _outcome(site: str, state: Any) -> Outcome:
    result = state.result(raise_on_failure=False)
    if isinstance(result, dict):
        message = str(result.get("message") or state.message or "")
        return Outcome(site, str(result.get("status", "done")), message, result)
    return Outcome(site, "failed", str(result or state.message))
