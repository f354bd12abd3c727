"""`guiyi up`: a Prefect server, its work pool, the deployments and a worker, started and stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import yaml
from rich.console import Console

from guiyi.errors import GuiyiError
from guiyi.local import ROOT, export_settings, prefect_environment
from guiyi.settings import Settings

POOL = "guiyi"
START_SECONDS = 180
STOP_SECONDS = 20
BUSY_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)


class UpFailed(GuiyiError):
    """The Prefect server or the worker did not start."""


def _prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *arguments]


def _start(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    # a session of its own: Ctrl-C reaches this command alone, which then stops the worker before the server
    with log.open("ab") as output:
        return subprocess.Popen(arguments, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS:
        if process.poll() is not None:
            raise UpFailed(f"the Prefect server stopped at once; read {log} (is the port taken?)")
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise UpFailed(f"the Prefect server did not answer within {START_SECONDS} s; read {log}")


def _run(arguments: list[str], what: str) -> None:
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise UpFailed(f"{what} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def register_automations(api: str) -> None:
    """Puts deployments/automations.yaml on the server; those of the same name are replaced."""
    wanted = yaml.safe_load((ROOT / "deployments" / "automations.yaml").read_text(encoding="utf-8"))["automations"]
    there = _call(
        "POST", f"{api}/automations/filter", {"automations": {"name": {"any_": [one["name"] for one in wanted]}}}
    )
    idents = {one["name"]: one["id"] for one in there.json()}
    for one in wanted:
        if not all(_has_deployment(api, action) for action in one["actions"]):
            continue  # its deployment is not there (yet): registered by the next start
        ident = idents.get(one["name"])
        _call("PUT" if ident else "POST", f"{api}/automations/{ident or ''}", one)


def _has_deployment(api: str, action: dict[str, Any]) -> bool:
    """Puts the id in the place of the name of an action's deployment; False: the server has none of that name."""
    if "deployment" not in action:
        return True
    answer = requests.get(f"{api}/deployments/name/{action.pop('deployment')}", timeout=30)
    if answer.ok:
        action["deployment_id"] = answer.json()["id"]
    return answer.ok


def _call(method: str, url: str, body: Any) -> requests.Response:
    answer = requests.request(method, url, json=body, timeout=30)
    for pause in BUSY_PAUSES:
        if answer.status_code != 503:
            break
        time.sleep(pause)  # the server's database is locked for a moment
        answer = requests.request(method, url, json=body, timeout=30)
    if not answer.ok:
        raise UpFailed(f"{method} {url}: {answer.status_code} {answer.text[:500]}")
    return answer


@contextmanager
def running(settings: Settings, port: int, console: Console) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Server, pool, deployments and worker while the block runs; then stops the worker, then the server."""
    library, store = _absolute_library(settings.library), _absolute_store(settings.store)
    export_settings(Settings(library, store, settings.configs.resolve()))
    os.environ.update(prefect_environment())
    api = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = api
    logs = Path(os.environ["PREFECT_HOME"]) / "logs"
    console.print("Starting the Prefect server …")
    server = _start(_prefect("server", "start", "--host", "127.0.0.1", "--port", str(port)), logs / "server.log")
    processes = [server]
    try:
        _wait_for(api, server, logs / "server.log")
        console.print("Registering the deployments …")
        _run(_prefect("work-pool", "create", POOL, "--type", "process", "--overwrite"), "creating the work pool")
        _run(_prefect("--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml"), "deploying")
        register_automations(api)
        processes.append(_start(_prefect("worker", "start", "--pool", POOL, "--name", "guiyi-1"), logs / "worker.log"))
        yield processes
    finally:
        for process in reversed(processes):
            _stop(process)


def _absolute_library(url: str) -> str:
    prefix = "sqlite:///"
    return prefix + str(Path(url.removeprefix(prefix)).resolve()) if url.startswith(prefix) else url


def _absolute_store(url: str) -> str:
    return url if "://" in url else str(Path(url).resolve())


def stay_up(settings: Settings, port: int, console: Console) -> None:
    """Runs until Ctrl-C or SIGTERM, or until one of the processes ends by itself (UpFailed)."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        with running(settings, port, console) as processes:
            console.print(f"[bold]Prefect UI: http://127.0.0.1:{port}/[/bold]")
            console.print("Deployments → migrate-site or migrate-wave → Run. Ctrl-C stops everything.")
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise UpFailed(f"a process ended by itself; read the logs in {os.environ['PREFECT_HOME']}/logs")
    except KeyboardInterrupt:
        console.print("Stopped.")
