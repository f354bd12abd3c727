"""The retention policy applied: to Guiyi's store, to Prefect's runs, to Prefect's kept results."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect import task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.settings import get_current_settings
from prefect.states import StateType

from guiyi.keeping.retention import policy_of, prune_store
from guiyi.settings import Settings, now

PAGE = 200
ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]


@task(name="prune-store", task_run_name="store 存储")
def prune_files() -> dict[str, int]:
    """Superseded parts and old reports → how many, and bytes."""
    return prune_store(Settings.from_environment()).to_json()


@task(name="prune-runs", task_run_name="runs 运行")
def prune_runs() -> int:
    """Prefect's flow runs that ended long ago, with their tasks, logs and artifacts → how many."""
    before = now() - timedelta(days=policy_of(Settings.from_environment()).runs_days)
    old = FlowRunFilter(
        end_time=FlowRunFilterEndTime(before_=before), state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ENDED))
    )
    count = 0
    with get_client(sync_client=True) as client:
        while page := client.read_flow_runs(flow_run_filter=old, limit=PAGE):
            for run in page:
                client.delete_flow_run(run.id)
            count += len(page)
    return count


@task(name="prune-results", task_run_name="results 结果")
def prune_results() -> int:
    """Kept results of finished tasks in the workers' shared folder that nobody wrote for long → how many."""
    folder = Path(get_current_settings().results.local_storage_path)
    before = time.time() - policy_of(Settings.from_environment()).results_days * 24 * 3600
    old: list[Any] = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
