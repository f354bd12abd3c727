"""remind-waiting: who is waited for? Started by the automation guiyi-waits-for-a-person, and each working day."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.states import State

from tasks.remind import publish_waiting, waiting_sites
from tasks.telling import completed


@flow(name="remind-waiting", validate_parameters=False)
def remind_waiting() -> State[Any]:
    """Lists the sites that wait for a person longer than platform.yaml's reminder_days; each reminder is on record."""
    waiting = waiting_sites()
    publish_waiting(waiting)
    return completed(message=f"{len(waiting)} sites wait for a person")
