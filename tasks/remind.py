"""Reminders: sites that wait for a person, as an artifact and as an event in each site's log."""

from __future__ import annotations

from typing import Any

from guiyi.retire.closing.waiting import Waiting, remind, sites_that_wait
from guiyi.settings import Settings
from tasks.telling import create_table_artifact


def waiting_sites() -> list[Waiting]:
    """Sites that have waited for a person for longer than the rules allow without a reminder."""
    return sites_that_wait(Settings.from_environment())


def publish_waiting(waiting: list[Waiting]) -> None:
    """The table of what waits, and an event for each site that is reminded of."""
    settings = Settings.from_environment()
    rows: list[dict[str, Any]] = []
    for one in waiting:
        remind(settings, one)
        rows.append(
            {"旧站 site": one.site, "等待 waits for": one.told, "天 days": one.days, "谁 whom": ", ".join(one.whom)}
        )
    create_table_artifact(rows, key="waiting", description="等人处理的下线 retirements that wait for a person")
