"""apply-retention: deletes what `retention:` in platform.yaml says, each week; never what can't be derived again."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.states import State

from tasks.retention import prune_files, prune_results, prune_runs
from tasks.telling import completed, create_markdown_artifact


@flow(name="apply-retention", flow_run_name="按期限清理 apply retention", validate_parameters=False)
def apply_retention() -> State[Any]:
    """Prunes the store, Prefect's runs and its kept results; the artifact `retention` says what went."""
    found = {**prune_files(), "prefect_runs": prune_runs(), "results": prune_results()}
    told = " · ".join(f"{count:,} {name}" for name, count in found.items())
    create_markdown_artifact(f"# 按期限清理 retention\n\n{told}\n", key="retention")
    return completed(message=told, data=found)
