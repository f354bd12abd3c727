"""Waking the flow that waits for a person, after that person decided in the portal or by command."""

from __future__ import annotations

import logging
import os

import requests

from guiyi.retire.case import Case

SECONDS = 10
logger = logging.getLogger(__name__)


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
