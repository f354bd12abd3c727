"""The hostile city on loopback, a migration of one of its sites, and the promises kept or broken."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from guiyi.errors import GateHeld, GuiyiError
from guiyi.retire.reconcile.balance import UNEXPLAINED
from guiyi.settings import Settings
from tests.hostile.behaviours import BEHAVIOURS
from tests.hostile.certificate import server_context
from tests.hostile.site import After, Behaviour
from tests.hostile.wire import Server
from tests.pipeline import migrate
from tests.place import install_platform

DEADLINE = 3.0  # seconds a request may take here; a site's own default is 60
MOST_MEMORY = 512  # megabytes of a worker, the hostile server in it included
FRESH = 300  # megabytes of a worker that has done nothing yet; this process may have run other tests before


@dataclass(frozen=True)
class Verdict:
    """How one behaviour was borne. seconds and cpu: of all starts together; megabytes: the peak of its largest process."""

    behaviour: Behaviour
    broken: list[str]
    seconds: float
    cpu: float
    megabytes: float

    @property
    def told(self) -> dict[str, Any]:
        """What the table at the end of the suite says of it."""
        kind = self.behaviour
        return {
            "number": kind.number, "name": kind.name, "form": f" [{kind.variant}]" if kind.variant else "",
            "promise": kind.promise, "broken": self.broken,
            "figures": f"{self.seconds:.1f} s, {self.cpu:.1f} CPU-s, {self.megabytes:.0f} MB",
        }  # fmt: skip


@contextmanager
def serve(folder: Path) -> Iterator[tuple[Server, list[Behaviour]]]:
    """All hostile sites on 127.0.0.1, by Host header, while the context lasts."""
    server = Server()
    server.start(server_context(folder))
    made = [kind(server, variant) for kind in BEHAVIOURS for variant in kind.variants()]
    for behaviour in made:
        for name in (behaviour.host, *behaviour.aliases):
            server.sites[name] = behaviour.respond
    try:
        with _own_names(made):
            yield server, made
    finally:
        server.stop()


@contextmanager
def _own_names(made: list[Behaviour]) -> Iterator[None]:
    """Behaviours may answer for names of theirs in place of DNS (rebinding); all other names are asked for as usual."""
    usual = socket.getaddrinfo
    answering = {one.host: one for one in made if hasattr(one, "resolve")}

    def resolve(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host in answering:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answering[host].resolve(), port))]  # type: ignore[attr-defined]
        return usual(host, port, *more, **named)

    socket.getaddrinfo = resolve
    try:
        yield
    finally:
        socket.getaddrinfo = usual


def install(configs: Path, server: Server, made: list[Behaviour]) -> None:
    """Writes the platform, the families, and one file a hostile site."""
    install_platform(configs)
    for one in made:
        text = yaml.safe_dump(_site_file(server, one), allow_unicode=True, sort_keys=False)
        (configs / "sites" / f"{one.site}.yaml").write_text(text, encoding="utf-8")


def _site_file(server: Server, one: Behaviour) -> dict[str, Any]:
    names = (one.host, *one.aliases)
    connect_to = {} if hasattr(one, "resolve") else {name: f"127.0.0.1:{server.port}" for name in names}
    connect_to |= {f"{name}:443": f"127.0.0.1:{server.tls_port}" for name in names if name in connect_to}
    crawl = {"allow_private": True, "connect_to": connect_to, "delay": 0, "deadline": DEADLINE, "max_bytes": 8 * 2**20}
    return {
        "version": 1,
        "site": {
            "id": one.site, "name": f"云川市试验局 {one.number}", "department": "shiyan", "base_url": one.base_url,
            "aliases": [f"http://{name}/" for name in one.aliases],
        },
        "crawl": crawl | one.crawl,
        "mapping": {"columns": [{"id": "news", "when": {"url": "."}, "then": {"column": "info.news"}}]},
        "assertions": {"drop_vs_last_good": {"stop_above": 1.0}} | one.assertions,
    }  # fmt: skip


def judge(settings: Settings, server: Server, behaviour: Behaviour) -> Verdict:
    """Migrates the behaviour's site as often as it asks for → what of its promise is broken."""
    begun, cpu, endings, outcome = time.monotonic(), _cpu(), [], None
    before = _forget_peak()
    for number in range(1, behaviour.starts + 1):
        behaviour.before_start(number)
        try:
            outcome = migrate(settings, behaviour.site)
            endings.append("done" if all(one.passed for one in outcome.checks if one.required) else _failed(outcome))
        except GateHeld as gate:
            endings.append(f"held: {gate}")
        except GuiyiError as error:
            endings.append(f"{type(error).__name__}: {error}")
    unexplained = outcome.dispositions.get(UNEXPLAINED, 0) if outcome else 0
    after = After(settings, behaviour.site, behaviour.host, server, endings, unexplained)
    broken, used = behaviour.broken(after), _cpu() - cpu
    peak = max(FRESH + max(0.0, _peak() - before), *map(_peak, _children()), 0.0)
    if peak > MOST_MEMORY:
        broken.append(f"{peak:.0f} MB of memory, more than {MOST_MEMORY}")
    if used > behaviour.most_cpu:
        broken.append(f"{used:.0f} s of CPU time, more than {behaviour.most_cpu:.0f}")
    return Verdict(behaviour, broken, time.monotonic() - begun, used, peak)


def _cpu() -> float:
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return own + sum(map(_cpu_of, _children()))


def _cpu_of(child: str) -> float:
    """CPU time of a process that lives, such as the one that reads what is not plain."""
    with suppress(OSError):
        fields = Path("/proc", child, "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _children() -> list[str]:
    """Process numbers of the children that live; Linux alone tells them."""
    return [child for listed in Path("/proc/self/task").glob("*/children") for child in listed.read_text().split()]


def _forget_peak() -> float:
    """Gives freed memory back and begins to measure anew → what is in use, in MB."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    for process in ("self", *_children()):
        with suppress(OSError):  # Linux alone can; elsewhere the peak is the process's whole life's
            Path("/proc", process, "clear_refs").write_text("5")
    return _peak()


def _peak(process: str = "self") -> float:
    """Largest resident memory of a process since it was forgotten, in MB."""
    try:
        status = Path("/proc", process, "status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20 if process == "self" else 0.0
    said = next((line for line in status.split("\n") if line.startswith("VmHWM")), "VmHWM: 0")
    return int(said.split()[1]) / 1024


def _failed(outcome: Any) -> str:
    return "held: " + "; ".join(
        f"{one.name}: {one.evidence}" for one in outcome.checks if one.required and not one.passed
    )
