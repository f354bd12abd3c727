"""retry-failed: every site run that failed or crashed is tried again, in one action."""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.retry import failed_runs, retry_run

WaveTag = Annotated[str, Field(title="批次 Wave", description="Only the runs of this wave; empty: all")]


@flow(name="retry-failed", flow_run_name="retry failed {wave}")
def retry_failed(wave: WaveTag = "") -> int:
    """Schedules the newest failed run of each site again; finished work is not done twice. Gives how many."""
    runs = failed_runs(wave)
    for run in runs:
        retry_run(run)
    return len(runs)
