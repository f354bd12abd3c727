"""Finding the site runs that ended badly, and scheduling them again."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort

from tasks.wave import PAGE, take_up


def failed_runs(wave: str = "") -> list[FlowRun]:
    """The newest migrate-site run of each site (of one wave, if named), where that ended as failed or crashed."""
    tags = FlowRunFilter(tags=FlowRunFilterTags(all_=[f"wave:{wave}"])) if wave else None
    of_sites = FlowFilter(name=FlowFilterName(any_=["migrate-site"]))
    newest: dict[str, FlowRun] = {}
    offset = 0
    with get_client(sync_client=True) as client:
        while page := client.read_flow_runs(
            flow_filter=of_sites,
            flow_run_filter=tags,
            sort=FlowRunSort.START_TIME_DESC,
            limit=PAGE,
            offset=offset,
        ):
            offset += len(page)
            for run in page:
                newest.setdefault(str(run.parameters.get("site")), run)
    ended_badly = (run for run in newest.values() if run.state and (run.state.is_failed() or run.state.is_crashed()))
    return sorted(ended_badly, key=lambda run: str(run.parameters.get("site")))


def retry_run(run: FlowRun) -> None:
    """Schedules it again under the same flow run, so that kept results count."""
    take_up(run, f"{run.parameters.get('site')}: tried again by retry-failed")
