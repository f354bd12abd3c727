"""`guiyi up`: Prefect server, workers, deployments and portal in one command, started and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
from rich.console import Console

from guiyi.errors import ConfigError
from guiyi.serving.local import ROOT, export_settings, prefect_environment
from guiyi.serving.register import UpFailed, call
from guiyi.settings import Settings

START_SECONDS = 180
STOP_SECONDS = 20
STOPS = (signal.SIGTERM, signal.SIGINT)
GOING = ["RUNNING", "PENDING", "CANCELLING"]


@dataclass(frozen=True)
class Ports:
    """Where things listen, all on 127.0.0.1; 0: the system chooses. archive: archived pages, another origin."""

    prefect: int = 4200
    portal: int = 8600
    archive: int = 8601


def check_free(ports: Ports, has_portal: bool) -> None:
    """ConfigError: a port is taken; said before anything starts, and before another's server is told anything."""
    wanted = {"--port": ports.prefect}
    if has_portal:
        wanted |= {"--portal-port": ports.portal, "--archive-port": ports.archive}
    for option, port in wanted.items():
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            told = f"can't listen on 127.0.0.1:{port}: {error.strerror}; choose another with {option}"
            raise ConfigError(f"{told}, or stop what listens there (another `guiyi up`?)") from error


def _start(arguments: list[str], log: Path | None) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own: Ctrl-C reaches this command alone. log: None: it speaks for itself."""
    if log is None:
        return subprocess.Popen(arguments, cwd=ROOT, start_new_session=True)
    log.parent.mkdir(parents=True, exist_ok=True)
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


def wait_for(url: str, process: subprocess.Popen[bytes], what: str, log: Path | None) -> None:
    """Waits until the address answers. UpFailed: the process ended, or START_SECONDS went by."""
    told = f"read {log}" if log else "it says why above"
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS:
        if process.poll() is not None:
            raise UpFailed(f"{what} stopped at once; {told} (is the port taken?)")
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.3)
    raise UpFailed(f"{what} did not answer within {START_SECONDS} s; {told}")


@dataclass
class Everything:
    """What runs: where the Prefect API and the portal are, and the processes."""

    api: str
    portal: str | None
    processes: list[subprocess.Popen[bytes]]

    def faults(self) -> list[str]:
        """The command lines of processes that have ended by themselves."""
        return [" ".join(map(str, one.args[1:4])) for one in self.processes if one.poll() is not None]  # type: ignore[index]


@contextmanager
def running(
    settings: Settings, ports: Ports, console: Console, workers: int = 1, has_portal: bool = True
) -> Iterator[Everything]:
    """All of it while the block runs; then stops portal and workers, says which runs were cut off, stops the server."""
    check_free(ports, has_portal)
    library, store = _absolute_library(settings.library), _absolute_store(settings.store)
    export_settings(Settings(library, store, settings.configs.resolve()))
    os.environ.update(prefect_environment())
    if said := os.environ.get("PREFECT_SERVER_API_AUTH_STRING"):
        os.environ["PREFECT_API_AUTH_STRING"] = said  # what the server asks for, its workers and commands say
    port = ports.prefect or _free_port()
    api = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = api
    logs = Path(os.environ["PREFECT_HOME"]) / "logs"
    all_of_it = Everything(api, None, [])
    with _together(all_of_it.processes, api) as start:
        console.print("正在启动 Starting the Prefect server …")
        server = start(_server(port), logs / "server.log")
        if has_portal:
            portal = ports.portal or _free_port()
            serve = ["guiyi.cli", "serve", "--port", str(portal), "--archive-port", str(ports.archive)]
            shown = start([sys.executable, "-m", *serve], None)
            wait_for(f"http://127.0.0.1:{portal}/sign-in", shown, "the portal", None)
            all_of_it.portal = os.environ["GUIYI_PORTAL"] = f"http://127.0.0.1:{portal}"
        wait_for(f"{api}/health", server, "the Prefect server", logs / "server.log")
        console.print("正在登记部署 Registering the deployments …")
        deploy = subprocess.run([sys.executable, "-m", "guiyi.cli", "deploy"], cwd=ROOT, capture_output=True, text=True)
        if deploy.returncode:  # in a process of its own: the flows stay out of this one
            raise UpFailed(f"registering the deployments failed:\n{deploy.stderr[-3000:]}")
        end_dead_runs(api, "its machine or `guiyi up` was stopped before")
        for number in range(1, workers + 1):
            start(
                [sys.executable, "-m", "guiyi.cli", "worker", "--name", f"guiyi-{number}"],
                logs / f"worker-{number}.log",
            )
        yield all_of_it


@contextmanager
def _unbroken() -> Iterator[None]:
    """Signals to stop wait while the block runs: a process that is being born is known before all are stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []
    before = {one: signal.signal(one, lambda number, _frame: caught.append(number)) for one in STOPS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    for number in caught[:1]:
        signal.raise_signal(number)


@contextmanager
def _together(
    processes: list[subprocess.Popen[bytes]], api: str
) -> Iterator[Callable[[list[str], Path | None], subprocess.Popen[bytes]]]:
    """Gives the function that starts one more process; all are stopped at the end, the first one last."""

    def start(arguments: list[str], log: Path | None) -> subprocess.Popen[bytes]:
        with _unbroken():
            processes.append(_start(arguments, log))
        return processes[-1]

    try:
        yield start
    finally:
        for process in reversed(processes[1:]):
            _stop(process)
        try:
            if processes and processes[0].poll() is None:
                end_dead_runs(api, "`guiyi up` was stopped")
        except (UpFailed, requests.RequestException):
            pass  # it never got ready; the next start ends them
        for process in processes[:1]:
            _stop(process)


def _server(port: int) -> list[str]:
    uvicorn = ["--host", "127.0.0.1", "--port", str(port), "--timeout-keep-alive", "5", "--log-level", "warning"]
    return [sys.executable, "-m", "uvicorn", "--factory", "guiyi.serving.prefect_server:create_app", *uvicorn]


def end_dead_runs(api: str, why: str) -> int:
    """Flow runs that count as going but whose process on this machine is gone end as Crashed → how many.

    A worker that is told to stop takes its runs with it and tells nobody; they would be Running for ever.
    """
    filters = {"flow_runs": {"state": {"type": {"any_": GOING}}}, "limit": 200}
    dead = [one for one in call("POST", f"{api}/flow_runs/filter", filters).json() if _is_dead(one)]
    for one in dead:
        state = {"type": "CRASHED", "name": "Crashed", "message": f"中断 cut off: {why}; Retry goes on where it was"}
        call("POST", f"{api}/flow_runs/{one['id']}/set_state", {"state": state, "force": True})
    return len(dead)


def _is_dead(flow_run: dict[str, object]) -> bool:
    host, _, pid = str(flow_run.get("infrastructure_pid") or "").rpartition(":")
    return host == socket.gethostname() and pid.isdigit() and not psutil.pid_exists(int(pid))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _absolute_library(url: str) -> str:
    prefix = "sqlite:///"
    return prefix + str(Path(url.removeprefix(prefix)).resolve()) if url.startswith(prefix) else url


def _absolute_store(url: str) -> str:
    return url if "://" in url else str(Path(url).resolve())


def stay_up(settings: Settings, ports: Ports, console: Console, workers: int = 1, has_portal: bool = True) -> None:
    """Runs until Ctrl-C or SIGTERM, or until one of the processes ends by itself (UpFailed)."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # `&` in a script leaves it ignored
    try:
        with running(settings, ports, console, workers, has_portal) as everything:
            console.print(f"[bold]Prefect UI: {everything.api.removesuffix('/api')}/[/bold]", soft_wrap=True)
            if everything.portal:
                console.print(f"[bold]门户 Portal: {everything.portal}/[/bold]", soft_wrap=True)
            console.print("Deployments → migrate-site or migrate-wave → Run. Ctrl-C stops everything.")
            while not (faults := everything.faults()):
                time.sleep(0.5)
            raise UpFailed(f"ended by itself: {'; '.join(faults)}; read the logs in {os.environ['PREFECT_HOME']}/logs")
    except KeyboardInterrupt:
        console.print("已停止 Stopped.")
