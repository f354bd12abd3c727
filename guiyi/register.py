"""What a Prefect server must know: the work pool, the deployments of deployments/prefect.yaml, the automations.

`guiyi up` and `guiyi deploy` do this; again gives the same, and nothing twice. Deployments go by Prefect's own command,
in a process of its own: a flow's module is read with the settings of the moment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import requests
import yaml

from guiyi.errors import GuiyiError
from guiyi.local import ROOT

POOL = "guiyi"
DEPLOYMENTS, AUTOMATIONS = "deployments/prefect.yaml", "deployments/automations.yaml"
BUSY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


class UpFailed(GuiyiError):
    """The Prefect server, a worker or the portal did not start, or the server refused what it was told."""


def prefect(*arguments: str) -> list[str]:
    """The command line of Prefect's own command, of this environment."""
    return [sys.executable, "-m", "prefect", *arguments]


def register(api: str) -> int:
    """Work pool, deployments and automations onto the server at `api` → how many deployments it has now. UpFailed."""
    there = requests.get(f"{api}/work_pools/{POOL}", auth=server_auth(), timeout=30)
    if there.status_code == 404:  # never overwritten: a pause of the pool is the operators'
        _run(prefect("work-pool", "create", POOL, "--type", "process"), "creating the work pool")
    _run(prefect("--no-prompt", "deploy", "--all", "--prefect-file", DEPLOYMENTS), "deploying")
    register_automations(api)
    return len(call("POST", f"{api}/deployments/filter", {}).json())


def server_auth() -> tuple[str, str] | None:
    """User and password of the server, where PREFECT_API_AUTH_STRING (or the server's own setting) says one."""
    said = os.environ.get("PREFECT_API_AUTH_STRING") or os.environ.get("PREFECT_SERVER_API_AUTH_STRING") or ""
    user, separator, password = said.partition(":")
    return (user, password) if separator else None


def _run(arguments: list[str], what: str) -> None:
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise UpFailed(f"{what} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def register_automations(api: str) -> None:
    """Puts deployments/automations.yaml on the server. Those there already are replaced, but stay on or off."""
    wanted = yaml.safe_load((ROOT / AUTOMATIONS).read_text(encoding="utf-8"))["automations"]
    names = [one["name"] for one in wanted]
    found = call("POST", f"{api}/automations/filter", {"automations": {"name": {"any_": names}}}).json()
    known = {one["name"]: one for one in found}
    for one in wanted:
        if not all(_has_deployment(api, action) for action in one["actions"]):
            continue  # its deployment is not there (yet): registered by the next start
        if one["name"] in known:
            call(
                "PUT", f"{api}/automations/{known[one['name']]['id']}", one | {"enabled": known[one["name"]]["enabled"]}
            )
        else:
            call("POST", f"{api}/automations/", one)


def _has_deployment(api: str, action: dict[str, Any]) -> bool:
    """Puts the id in the place of the name of an action's deployment; False: the server has none of that name."""
    if "deployment" not in action:
        return True
    answer = requests.get(f"{api}/deployments/name/{action.pop('deployment')}", auth=server_auth(), timeout=30)
    if answer.ok:
        action["deployment_id"] = answer.json()["id"]
    return answer.ok


def call(method: str, url: str, body: Any) -> requests.Response:
    """One call of the server's API; a busy server is asked again. UpFailed."""
    answer = requests.request(method, url, json=body, auth=server_auth(), timeout=30)
    for pause in BUSY_PAUSES:
        if answer.status_code != 503:
            break
        time.sleep(pause)  # the server's database is locked for a moment
        answer = requests.request(method, url, json=body, auth=server_auth(), timeout=30)
    if not answer.ok:
        raise UpFailed(f"{method} {url}: {answer.status_code} {answer.text[:500]}")
    return answer
