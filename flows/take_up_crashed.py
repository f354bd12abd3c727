"""take-up-crashed: runs whose process, worker or machine went away go on where they were, without hands."""

from __future__ import annotations

import time

from prefect import flow
from prefect.states import State

from tasks.retry import crashed_runs, has_settled
from tasks.telling import completed
from tasks.wave import take_up

LOOK_SECONDS = 5.0


@flow(name="take-up-crashed", flow_run_name="接续 take up crashed runs", validate_parameters=False)
def take_up_crashed() -> State[int]:
    """Started by an automation when a run crashed; schedules it again once its worker has reported all → how many."""
    count = 0
    while runs := crashed_runs():
        for run in filter(has_settled, runs):
            take_up(run, f"{run.name}: crashed, taken up again")
            count += 1
        time.sleep(LOOK_SECONDS)
    return completed(message=f"{count} taken up", data=count)
