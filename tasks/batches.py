"""Running one stage over its batches: every batch is tried, and the stage fails at the end if any did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guiyi.errors import GuiyiError
from tasks.opening import Ticket


class BatchesFailed(GuiyiError):
    """Some batches of a stage failed; a retry runs only those."""


def each(stage: Any, ticket: Ticket, batches: Sequence[Any], *more: Any) -> list[Any]:
    """Runs a stage task on every batch, one after another (a batch uses all cores by itself) → their results."""
    states = [stage(ticket, batch, *more, return_state=True) for batch in batches]
    failed = [state for state in states if not state.is_completed()]
    if failed:
        first = failed[0].result(raise_on_failure=False)
        share = f"{len(failed)} of {len(states)} batches failed"
        raise BatchesFailed(f"{stage.name}: {share}, the first with {type(first).__name__}: {first}")
    return [state.result() for state in states]
