"""What operators read in the Prefect UI, in their language: artifacts, the ends of runs, lines of the log."""

from __future__ import annotations

import logging
from typing import Any

import prefect.artifacts
from prefect.states import Completed, Failed, State

from guiyi.wording.language import told, told_markdown

LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


def create_markdown_artifact(text: str, key: str) -> None:
    """A page of Markdown under its key."""
    prefect.artifacts.create_markdown_artifact(told_markdown(text), key=key)


def create_table_artifact(rows: list[dict[str, Any]], key: str, description: str) -> None:
    """A table under its key, with a line of description."""
    said = [{told(name): told(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in rows]
    prefect.artifacts.create_table_artifact(said, key=key, description=told(description))


def completed(message: str, name: str | None = None, data: Any = None) -> State[Any]:
    """How a flow run ended, as its page says it. name: what programs know the state by."""
    return (
        Completed(message=told(message), name=name, data=data) if name else Completed(message=told(message), data=data)
    )


def failed(error: Exception) -> State[Any]:
    """How a flow run failed, as its page says it."""
    return Failed(message=f"{type(error).__name__}: {told(str(error))}")  # a saying with a hole first takes the name in


class _Telling(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """The line of a run's log in the operators' language."""
        record.msg, record.args = told(record.getMessage()), ()
        return True


def tell_logs() -> None:
    """From now on what runs log is told in the operators' language; again is the same."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, _Telling) for one in logger.filters):
            logger.addFilter(_Telling())


tell_logs()
