"""Guiyi's side of the end-to-end benchmark: the real flow here, with a clock around each stage's function.

What Prefect loads late, at a process's first flow and task run, is brought in by an empty one before the clocks start,
as is what the stages' process imports: it is start-up, told apart as such.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from benchmarks.end_to_end import cpu_of
from guiyi.apart import apart
from guiyi.config.load import list_sites
from guiyi.library.migrate import ready_library
from guiyi.settings import Settings

CITY = "yunchuan.example.test"
STAGES = {
    "open": ("tasks.opening", ("start_run", "run_of", "close_run")),
    "crawl": ("tasks.crawl", ("crawl_site", "plan_batches")),
    "extract": ("tasks.extract", ("apart",)),
    "clean": ("tasks.clean", ("apart",)),
    "dedupe": ("tasks.dedupe", ("apart",)),
    "map": ("tasks.map", ("apart",)),
    "load": ("tasks.load", ("apart",)),
    "reconcile": ("tasks.reconcile", ("apart",)),
    "security": ("tasks.security", ("apart",)),
    "diagnose": ("tasks.problems", ("diagnose",)),
}


class Clock:
    """CPU of this process, its workers and other children: by stage, and what looking itself takes (it is no one's)."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.looking = 0.0
        self._process = psutil.Process()

    def look(self) -> tuple[float, float]:
        """CPU-seconds so far, and what this look took of them."""
        begun = time.process_time()
        seen = cpu_of(self._process)
        took = time.process_time() - begun
        self.looking += took
        return seen, took

    def clocked(self, work: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """The same function, counted for the stage."""

        def call(*arguments: Any, **named: Any) -> Any:
            before, _ = self.look()
            try:
                return work(*arguments, **named)
            finally:
                after, took = self.look()
                self.spent[stage] += after - took - before

        return call


def allow_city(platform: Path) -> None:
    """Puts the city's own domain on the platform's white list, as its operator would: the pages' menus lead to its offices.

    Real cities' offices are under gov.cn, which is there. Off the list, each page would carry a dozen hidden links.
    """
    text = platform.read_text(encoding="utf-8")
    platform.write_text(text.replace("  white_hosts:\n", f"  white_hosts:\n    - {CITY}\n"), encoding="utf-8")


def main() -> None:
    """Migrates the named sites of the city at the given port, or all; prints the figures as one JSON line."""
    import importlib

    from tests.city import install_configs

    settings = Settings.from_environment()
    install_configs(settings.configs, int(sys.argv[1]))
    allow_city(settings.configs / "platform.yaml")
    from prefect import flow
    from prefect.context import SyncClientContext

    from tasks.policy import stage_task

    @stage_task("warm-up", "warm-up")
    def warm_up_task(site: str) -> str:
        return site

    @flow(name="warm-up")
    def warm_up(site: str) -> str:
        return warm_up_task(site)

    from flows.migrate_site import migrate_site

    ready_library(settings.library)  # its tables are made once for all sites
    clock = Clock()
    for stage, (module, names) in STAGES.items():
        for name in names:
            holder = importlib.import_module(module)
            setattr(holder, name, clock.clocked(getattr(holder, name), stage))
    process, loaded = psutil.Process(), 0
    with SyncClientContext.get_or_create():  # as `guiyi migrate` does
        warm_up("nothing")
        apart("nothing")
        startup, begun = cpu_of(process), time.monotonic()
        for site in sys.argv[2:] or list_sites(settings.configs):
            outcome = migrate_site(site, return_state=True).result()
            if outcome["status"] != "done":
                raise SystemExit(f"{site}: {outcome}")
            load = outcome["load"]
            loaded += load["created"] + load["merged"] + load["held"]
    print(
        json.dumps(
            {
                "pages": loaded,
                "stages": dict(clock.spent),
                "flow_cpu": cpu_of(process) - startup - clock.looking,
                "startup_cpu": startup,
                "seconds": time.monotonic() - begun,
            }
        )
    )


if __name__ == "__main__":
    main()
