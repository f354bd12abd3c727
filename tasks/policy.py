"""One way to run a stage as a Prefect task: named, retried by error class, its manifest kept as a small JSON result.

The key of a kept result is flow run / task name and version / inputs, so a retry of a failed flow run takes up finished
batches from their results and runs only the rest. The truth is Guiyi's ledger and its part files: with every result
deleted, the same output comes out, only later.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import CachePolicy
from prefect.context import TaskRunContext
from prefect.settings import get_current_settings
from prefect.tasks import exponential_backoff
from prefect.utilities.hashing import hash_objects

from guiyi import __version__
from guiyi.errors import GuiyiError

ATTEMPTS = 4
UNHASHED = ("fence",)  # inputs that say who may write, not what is written


def kept_results() -> str | Path:
    """Where Prefect's settings have results kept; a flow that does not name it asks the server at every start."""
    results = get_current_settings().results
    return results.default_storage_block or results.local_storage_path


def result_key(context: TaskRunContext, inputs: dict[str, Any]) -> str:
    """Task context and inputs → key of the kept result; raises where an input can't be hashed."""
    hashed = {name: value for name, value in sorted(inputs.items()) if name not in UNHASHED}
    return "/".join(
        [
            str(context.task_run.flow_run_id),
            f"{context.task.name}-{__version__}",
            hash_objects(hashed, raise_on_failure=True) or "none",
        ]
    )


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task is tried again: only for errors that say the machine may succeed next time."""
    try:
        state.result()
    except GuiyiError as error:
        return error.is_transient
    except Exception:
        return False
    return False


def stage_task(name: str, run_name: str) -> Callable[[Callable[..., Any]], Any]:
    """Decorator: a function over (ticket, …) → a Prefect task with the project's one policy."""
    return task(
        name=name,
        task_run_name=run_name,
        cache_policy=CachePolicy.from_cache_key_fn(result_key),
        persist_result=True,
        result_serializer="json",
        retries=ATTEMPTS - 1,
        retry_delay_seconds=exponential_backoff(backoff_factor=2),
        retry_jitter_factor=0.5,
        retry_condition_fn=is_transient,
        log_prints=False,
    )
