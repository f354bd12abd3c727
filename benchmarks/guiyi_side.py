"""Guiyi's side of the end-to-end benchmark: the real flow here, with a clock around each stage's function."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import psutil

from benchmarks.end_to_end import cpu_of
from guiyi.config.load import list_sites
from guiyi.library.migrate import open_library
from guiyi.settings import Settings

STAGES = {
    "crawl": ("tasks.crawl", ("crawl_site", "plan_batches")),
    "extract": ("tasks.extract", ("extract_batch",)),
    "clean": ("tasks.clean", ("clean_batch",)),
    "dedupe": ("tasks.dedupe", ("dedupe_site",)),
    "map": ("tasks.map", ("map_batch",)),
    "load": ("tasks.load", ("stage_batch", "publish")),
    "reconcile": ("tasks.reconcile", ("reconcile_site", "write_report")),
}


def clocked(work: Callable[..., Any], spent: dict[str, float], stage: str) -> Callable[..., Any]:
    """The same function, adding the CPU of this process (and of the workers, which only extraction has) to spent[stage].

    Looking at all processes costs some CPU itself, so it is done where it must be.
    """
    clock = (lambda: cpu_of(psutil.Process())) if stage == "extract" else time.process_time

    def call(*arguments: Any, **named: Any) -> Any:
        before = clock()
        try:
            return work(*arguments, **named)
        finally:
            spent[stage] += clock() - before

    return call


def main() -> None:
    """Migrates the named sites of the city at the given port, or all; prints the figures as one JSON line."""
    import importlib

    from tests.city import install_configs

    settings = Settings.from_environment()
    install_configs(settings.configs, int(sys.argv[1]))
    from flows.migrate_site import migrate_site

    open_library(settings.library)  # its tables are made once for all sites
    spent: dict[str, float] = defaultdict(float)
    for stage, (module, names) in STAGES.items():
        for name in names:
            holder = importlib.import_module(module)
            setattr(holder, name, clocked(getattr(holder, name), spent, stage))
    process, startup, begun = psutil.Process(), cpu_of(psutil.Process()), time.monotonic()
    loaded = 0
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
                "stages": dict(spent),
                "flow_cpu": cpu_of(process) - startup,
                "startup_cpu": startup,
                "seconds": time.monotonic() - begun,
            }
        )
    )


if __name__ == "__main__":
    main()
