"""Running one stage over its batches: every batch is tried, and the stage fails at the end if any did.

A stage runs as a task a batch (`each`, `one`), or inside the task at hand (`each_inside`, `inside`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guiyi.errors import GuiyiError
from guiyi.runs.ticket import Ticket


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


def one(stage: Any, ticket: Ticket, *inputs: Any) -> Any:
    """Runs a stage task that takes all batches at once → its result."""
    return stage(ticket, *inputs)


def each_inside(stage: Any, ticket: Ticket, batches: Sequence[Any], *more: Any) -> list[Any]:
    """As `each`, inside the task at hand; finished batches are known by their part files."""
    return [inside(stage, ticket, batch, *more) for batch in batches]


def inside(stage: Any, ticket: Ticket, *inputs: Any) -> Any:
    """As `one`, inside the task at hand; an error says in which stage it happened."""
    try:
        return stage.fn(ticket, *inputs)
    except GuiyiError as error:
        error.args = (f"{stage.name}: {error}", *error.args[1:])
        raise
