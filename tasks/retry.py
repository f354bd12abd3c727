"""Finding the site runs that ended badly, and scheduling them again."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import StateType

from tasks.wave import CRASH_SETTLES_SECONDS, PAGE, may_start, take_up


def failed_runs(wave: str = "") -> list[FlowRun]:
    """The newest migrate-site run of each site (of one wave, if named), where that ended as failed or crashed."""
    tags = FlowRunFilter(tags=FlowRunFilterTags(all_=[f"wave:{wave}"])) if wave else None
    of_sites = FlowFilter(name=FlowFilterName(any_=["migrate-site"]))
    newest: dict[str, FlowRun] = {}
    offset = 0
    with get_client(sync_client=True) as client:
        while page := client.read_flow_runs(
            flow_filter=of_sites, flow_run_filter=tags, sort=FlowRunSort.START_TIME_DESC, limit=PAGE, offset=offset
        ):
            offset += len(page)
            for run in page:
                newest.setdefault(str(run.parameters.get("site")), run)
    ended_badly = (run for run in newest.values() if run.state and (run.state.is_failed() or run.state.is_crashed()))
    return sorted(ended_badly, key=lambda run: str(run.parameters.get("site")))


def retry_run(run: FlowRun) -> None:
    """Schedules it again under the same flow run, so that kept results count."""
    take_up(run, f"{run.parameters.get('site')}: tried again by retry-failed")


def crashed_runs() -> list[FlowRun]:
    """Crashed runs of a site or a wave that may be started again; those that a wave started are that wave's."""
    of_these = FlowFilter(name=FlowFilterName(any_=["migrate-site", "migrate-wave"]))
    crashed = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CRASHED])))
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(
            flow_filter=of_these, flow_run_filter=crashed, sort=FlowRunSort.START_TIME_DESC, limit=PAGE
        )
    return [run for run in found if not of_wave(run) and may_start(run)]


def of_wave(run: FlowRun) -> bool:
    """Whether a wave's run started it, and so watches it."""
    return (run.idempotency_key or "").endswith(f":{run.parameters.get('site')}")


def has_settled(run: FlowRun) -> bool:
    """Whether its worker has reported the crash as often as it does."""
    age = (datetime.now(UTC) - run.state.timestamp).total_seconds() if run.state else 0
    return age > CRASH_SETTLES_SECONDS
