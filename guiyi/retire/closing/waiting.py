"""Which sites wait for a person, since when, and for whom; waking the flow that waits after that person decided."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

import requests

from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.library.migrate import open_library
from guiyi.retire.case import Case, open_case
from guiyi.retire.closing.course import APPROVAL, next_step
from guiyi.retire.events import MOVE, REFUSED, Entry, Event, append, last_events
from guiyi.settings import Settings

REMINDED = "reminded"
SECONDS = 10
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """A site that waits. days: since its last step. whom: those who may go on; empty: any operator."""

    site: str
    told: str
    days: int
    whom: tuple[str, ...]


def sites_that_wait(settings: Settings) -> list[Waiting]:
    """Sites that wait for a person for at least reminder_days, since their last step or reminder."""
    with reading(open_library(settings.library)) as connection:
        sites = sorted(last_events(connection))
    return [found for site in sites if (found := _waiting(settings, site)) is not None]


def _waiting(settings: Settings, site: str) -> Waiting | None:
    try:
        case = open_case(settings, site)
    except ConfigError:  # its file is gone; only its log is left
        return None
    step = next_step(case)
    since = [event for event in case.events if event.kind in (MOVE, REFUSED, REMINDED)]
    if step.form is None or not since or case.days_since(since[-1]) < case.rules.reminder_days:
        return None
    return Waiting(site, step.told, int(case.days_since(_last_step(case))), _whom(case, step.form))


def _last_step(case: Case) -> Event:
    return next(event for event in reversed(case.events) if event.kind in (MOVE, REFUSED))


def _whom(case: Case, form: str) -> tuple[str, ...]:
    if form != APPROVAL:
        return case.rules.operators
    asked = case.moved("ask")
    return tuple(name for name in case.rules.approvers if asked is None or name != asked.by)


def remind(settings: Settings, one: Waiting) -> None:
    """Notes in the site's log that people were reminded."""
    case = open_case(settings, one.site)
    facts = {"days": one.days, "whom": list(one.whom)}
    append(case.engine, case.store, one.site, Entry(REMINDED, "waiting", "remind-waiting", facts))


def wake_flow(case: Case) -> bool:
    """Resumes the Prefect run that retires the site, if one waits → whether it did.

    It looks into the log, not into what it is handed. If it can't be reached, the next start of retire-site goes on.
    """
    api = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    run = next((one.facts["flow_run"] for one in reversed(case.events) if one.facts.get("flow_run")), None)
    if not api or not run:
        return False
    try:
        answer = requests.post(f"{api}/flow_runs/{run}/resume", json={"run_input": {}}, timeout=SECONDS)
        return answer.ok and answer.json().get("status") == "ACCEPT"
    except (requests.RequestException, ValueError) as error:
        logger.warning("%s: the waiting flow was not woken (%s); start retire-site again", case.site, error)
        return False
