"""The way of the data without Prefect, as flows/migrate_site.py runs it: for tests that kill it, and for benchmarks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from guiyi.checks import held_by
from guiyi.clean.clean import clean_batch
from guiyi.crawl.crawl import crawl_site
from guiyi.dedupe.dedupe import dedupe_site
from guiyi.errors import GateHeld
from guiyi.extract.extract import extract_batch, plan_batches
from guiyi.lease import lease
from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD
from guiyi.library.load import stage_batch
from guiyi.library.publish import publish
from guiyi.mapping.map import map_batch
from guiyi.retire.reconcile import Reconciliation, reconcile_site
from guiyi.retire.reconcile.security import examine_security, write_security
from guiyi.run import Fetch, close_run, start_run
from guiyi.settings import Settings

Timer = Callable[[str, Callable[[], Any]], Any]


def untimed(_stage: str, work: Callable[[], Any]) -> Any:
    return work()


def migrate(settings: Settings, site: str, timed: Timer = untimed, fetch: Fetch = "auto") -> Reconciliation:
    """Runs one site through all stages; a held gate raises GateHeld, as the flow would show."""
    with lease(settings, site) as fence:
        run = start_run(settings, site, fetch=fetch)
        try:
            timed("crawl", lambda: crawl_site(run))
            batches = timed("extract", lambda: plan_batches(run))
            extracted = timed("extract", lambda: [extract_batch(run, batch) for batch in batches])
            cleaned = timed("clean", lambda: [clean_batch(run, one) for one in extracted])
            clusters = timed("dedupe", lambda: dedupe_site(run, cleaned))
            mapped = timed("map", lambda: [map_batch(run, one, clusters) for one in cleaned])
            staged = timed("load", lambda: [stage_batch(run, one) for one in mapped])
            manifests = [*extracted, *cleaned, clusters, *mapped, *staged]
            timed("reconcile", lambda: write_security(run, examine_security(run, manifests)))
            timed("load", lambda: publish(run, manifests, fence))
            outcome: Reconciliation = timed("reconcile", lambda: reconcile_site(run, manifests))
        except GateHeld as gate:
            close_run(run, RUN_HELD, str(gate))
            raise
        except BaseException as error:
            close_run(run, RUN_FAILED, str(error))
            raise
        close_run(run, RUN_HELD if held_by(outcome.checks) else DONE)
        return outcome


def _child(settings: Settings, site: str, environment: dict[str, str]) -> None:
    os.setsid()
    os.environ.update(environment)
    migrate(settings, site)
    os._exit(0)


def migrate_and_kill(settings: Settings, site: str, after: float) -> bool:
    """Starts a migration in a child process and kills it after some seconds; True if it was still at work."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.pipeline"])  # the imports are done once, so that kills hit the work
    child = context.Process(target=_child, args=(settings, site, dict(os.environ)))
    child.start()
    child.join(after)
    was_alive = child.is_alive()
    if was_alive and child.pid:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:  # killed before it had its own session
            child.kill()
    child.join()
    time.sleep(0.05)
    return was_alive
