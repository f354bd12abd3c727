"""Progress of a stage: to a Prefect artifact for those who watch in the UI, and to listeners such as the CLI's bars."""

from __future__ import annotations

import time
from collections.abc import Callable

from prefect.artifacts import create_progress_artifact, update_progress_artifact

from guiyi.runs.run import Progress
from guiyi.wording.language import told

Listener = Callable[[str, str, int, int | None], None]  # site, stage, done, total or unknown

SECONDS_BETWEEN_UPDATES = 10.0  # each update costs the server as much as a task
SECONDS_BEFORE_FIRST = 5.0  # a batch done sooner needs no artifact
listeners: list[Listener] = []


def reporting(site: str, stage: str) -> Progress:
    """A progress callback for one batch of one stage; safe to call as often as one likes."""
    begun = last = time.monotonic()
    artifact = None

    def report(done: int, total: int | None) -> None:
        nonlocal last, artifact
        for listener in listeners:
            listener(site, stage, done, total)
        now = time.monotonic()
        is_due = now - begun > SECONDS_BEFORE_FIRST and now - last > SECONDS_BETWEEN_UPDATES
        if not total or not is_due:
            return
        last, share = now, round(100.0 * min(done, total) / total, 1)
        if artifact is None:
            artifact = create_progress_artifact(progress=share, description=told(f"{site}: {stage}, {total:,} in all"))
        else:
            update_progress_artifact(artifact, progress=share)

    return report
