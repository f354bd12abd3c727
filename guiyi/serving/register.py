"""What a Prefect server must know: the work pool, the deployments of deployments/prefect.yaml, the automations.

`guiyi up` and `guiyi deploy` do this; again gives the same, and nothing twice. `prefect deploy --all` does it too, with
that file, but starts a process for each, forgets which deployments operators paused, and takes ten times as long.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, get_type_hints

import requests
import yaml
from pydantic.fields import FieldInfo

from guiyi.errors import GuiyiError
from guiyi.serving.local import ROOT
from guiyi.wording.language import told, told_half

POOL = "guiyi"
DEPLOYMENTS, AUTOMATIONS = "deployments/prefect.yaml", "deployments/automations.yaml"
NOTIFICATIONS = "deployments/notifications.yaml"
BUSY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


class UpFailed(GuiyiError):
    """The Prefect server, a worker or the portal did not start, or the server refused what it was told."""


def prefect(*arguments: str) -> list[str]:
    """The command line of Prefect's own command, of this environment."""
    return [sys.executable, "-m", "prefect", *arguments]


def register(api: str, directory: Path = ROOT) -> int:
    """Work pool, deployments and automations onto the server at `api` → how many deployments it has now. UpFailed.

    directory: where the checkout is on the workers' machines, the same on all of them.
    """
    there = requests.get(f"{api}/work_pools/{POOL}", auth=server_auth(), timeout=30)
    if there.status_code == 404:  # never overwritten: a pause of the pool is the operators'
        _run(prefect("work-pool", "create", POOL, "--type", "process"), "creating the work pool")
    for wanted in yaml.safe_load((ROOT / DEPLOYMENTS).read_text(encoding="utf-8"))["deployments"]:
        _register_deployment(api, wanted, directory)
    register_automations(api)
    return len(call("POST", f"{api}/deployments/filter", {}).json())


def _register_deployment(api: str, wanted: dict[str, Any], directory: Path) -> None:
    from prefect.utilities.callables import parameter_schema

    path, _, name = wanted["entrypoint"].partition(":")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
    ident = call("POST", f"{api}/flows/", {"name": flow.name}).json()["id"]
    before = requests.get(f"{api}/deployments/name/{flow.name}/{wanted['name']}", auth=server_auth(), timeout=30)
    steps = [{"prefect.deployments.steps.set_working_directory": {"directory": str(directory)}}]
    body = {
        "name": wanted["name"], "flow_id": ident, "entrypoint": wanted["entrypoint"], "path": str(directory),
        "description": told_half(wanted["description"]), "tags": wanted["tags"], "pull_steps": steps,
        "work_pool_name": wanted["work_pool"]["name"], "work_queue_name": wanted["work_pool"].get("work_queue_name"),
        "parameter_openapi_schema": labelled(parameter_schema(flow).model_dump_for_openapi(), flow.fn),
        "enforce_parameter_schema": True,
        "schedules": [{"schedule": one, "active": True} for one in wanted.get("schedules", ())],
        "concurrency_limit": wanted.get("concurrency_limit"),
        "paused": bool(before.ok and before.json()["paused"]),
    }  # fmt: skip
    call("POST", f"{api}/deployments/", body)


def labelled(schema: dict[str, Any], function: Any) -> dict[str, Any]:
    """A flow's form with the titles and descriptions that its annotations have; Prefect puts names in their place."""
    for name, hint in get_type_hints(function, include_extras=True).items():
        for said in getattr(hint, "__metadata__", ()):
            if isinstance(said, FieldInfo) and name in schema["properties"]:
                texts = {"title": said.title, "description": said.description}
                schema["properties"][name] |= _told(texts)
    for form in schema.get("definitions", {}).values():
        form.pop("description", None)  # of its class, for who reads the code
        form |= _told(form)
        for field in form.get("properties", {}).values():
            field |= _told(field)
    return schema


def _told(texts: dict[str, Any]) -> dict[str, str]:
    """Title and description of a field in the operators' language."""
    return {key: told_half(told(texts[key])) for key in ("title", "description") if texts.get(key)}


def server_auth() -> tuple[str, str] | None:
    """User and password of the server, where PREFECT_API_AUTH_STRING (or the server's own setting) says one."""
    said = os.environ.get("PREFECT_API_AUTH_STRING") or os.environ.get("PREFECT_SERVER_API_AUTH_STRING") or ""
    user, separator, password = said.partition(":")
    return (user, password) if separator else None


def _run(arguments: list[str], what: str) -> None:
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise UpFailed(f"{what} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def register_automations(api: str, file: str = AUTOMATIONS, notify: str | None = None) -> None:
    """Puts the automations of a file on the server. Those there already are replaced, but stay on or off.

    notify: the block that notifications go by, such as custom-webhook/office.
    """
    wanted = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))["automations"]
    block = _block(api, notify) if notify else None
    for action in (action for one in wanted for action in one["actions"] if block):
        action["block_document_id"] = block
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


def _block(api: str, name: str) -> str:
    kind, _, block = name.partition("/")
    answer = requests.get(f"{api}/block_types/slug/{kind}/block_documents/name/{block}", auth=server_auth(), timeout=30)
    if not answer.ok:
        raise UpFailed(f"there is no block {name}; make it in the UI under Blocks, then say TYPE/NAME")
    return str(answer.json()["id"])


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
