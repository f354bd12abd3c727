"""Parking: a run whose old host does not answer, or asked for a long pause, comes back by itself and holds no worker.

Its flow run is scheduled again, for a state of the name Parked, and its process ends as a suspended one does. The
next start goes on where this one stopped. Only runs of a deployment can come back; others fail as they always did.

Parked again and again without an answer between, it fails in the end. A start whose host answered begins a new row: one
that allows so many requests a minute, or is off each night, is read whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.exceptions import Pause
from prefect.states import Scheduled

from guiyi.beijing import BEIJING
from guiyi.errors import SourceDown
from guiyi.wording.language import told

PARKED, AGAIN = "Parked", "ParkedAgain"  # the first of a row, and those after it
PAUSES = (15, 30, 60, 120, 240, 480)  # minutes after the first, second … time without an answer; then the last again
MOST = 12  # times in a row: over two days and a half; then a person looks
MARGIN = timedelta(seconds=2)


def will_park(error: BaseException) -> bool:
    """Whether `park` has this run come back after what ended it."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    is_down = isinstance(error, SourceDown) and run is not None and run.deployment_id is not None
    return is_down and run is not None and times_in_a_row(run.id, error) < MOST


def park(site: str, error: BaseException) -> None:
    """Site and what ended its run → ends this process and has the run come back, if its host may be well by then."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    if not isinstance(error, SourceDown) or run is None or not will_park(error):
        return
    times = times_in_a_row(run.id, error)
    at = datetime.now(UTC) + pause_after(times, error) + MARGIN  # not now(): it may be fixed
    what = str(error) if str(error).startswith(f"{site}: ") else f"{site}: {error}"
    again = f"{at.astimezone(BEIJING):%m-%d %H:%M} 自动再来 it comes back by itself ({times + 1} of {MOST})"
    said = f"{told(what)}；{told(again)}"
    parked = Scheduled(name=AGAIN if times else PARKED, scheduled_time=at, message=said)
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(run.id, parked, force=True)
    raise Pause(said, state=parked)


def pause_after(times: int, error: SourceDown) -> timedelta:
    """How often the run was parked before, and why it is now → for how long.

    >>> pause_after(0, SourceDown("x")), pause_after(9, SourceDown("x")), pause_after(9, SourceDown("x", 40))
    (datetime.timedelta(seconds=900), datetime.timedelta(seconds=28800), datetime.timedelta(seconds=40))
    """
    if error.seconds is not None:
        return timedelta(seconds=error.seconds)
    return timedelta(minutes=PAUSES[min(times, len(PAUSES) - 1)])


def times_in_a_row(run: UUID, error: BaseException) -> int:
    """How often a flow run was parked since its host last answered; what ended it now tells whether it just did."""
    return 0 if getattr(error, "has_answered", False) else row_of(_names(run))


def row_of(names: Sequence[str | None]) -> int:
    """Names of a run's states, oldest first → how many parkings the last row of them has.

    >>> row_of(["Running", "Parked", "Running", "Parked", "Running", "ParkedAgain", "Running"]), row_of(["Running"])
    (2, 0)
    """
    row = 0
    for name in names:
        row = 1 if name == PARKED else row + (name == AGAIN)
    return row


def times_parked(run: UUID) -> int:
    """How often a flow run was parked so far."""
    return sum(name in (PARKED, AGAIN) for name in _names(run))


def _names(run: UUID) -> list[str | None]:
    with get_client(sync_client=True) as client:
        states = client.read_flow_run_states(run)
    return [state.name for state in sorted(states, key=lambda state: state.timestamp)]
