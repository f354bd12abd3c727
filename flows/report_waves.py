"""report-waves: every wave's page, each morning; a wave that will be late, or whose deadline is near, is an event."""

from __future__ import annotations

from prefect import flow
from prefect.states import State

from tasks.reports import report_wave, waves_at_once
from tasks.telling import completed


@flow(name="report-waves", flow_run_name="批次日报 report waves", validate_parameters=False)
def report_waves() -> State[int]:
    """Publishes the page of each wave → how many will be late."""
    found = [report_wave(name, at_once) for name, at_once in waves_at_once().items()]
    late = [one.name for one in found if one.is_late]
    return completed(message=f"{len(found)} waves; late: {', '.join(late) or 'none'}", data=len(late))
