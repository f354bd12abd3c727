"""The way of the data without Prefect, as flows/migrate_site.py runs it: for tests that kill it, and for benchmarks."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

from guiyi.checks import held_by
from guiyi.clean.clean import clean_batch
from guiyi.crawl.crawl import crawl_site
from guiyi.dedupe.dedupe import dedupe_site
from guiyi.errors import GateHeld
from guiyi.extract.batches import plan_batches
from guiyi.extract.extract import extract_batch
from guiyi.ledger import DONE, RUN_FAILED, RUN_HELD
from guiyi.library.export import export
from guiyi.library.load import stage_batch
from guiyi.library.migrate import open_library
from guiyi.library.publish import publish
from guiyi.mapping.map import map_batch
from guiyi.retire.reconcile import Reconciliation, reconcile_site
from guiyi.retire.reconcile.security import examine_security, write_security
from guiyi.runs.lease import lease
from guiyi.runs.run import Fetch, close_run, start_run
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


def export_bytes(settings: Settings) -> bytes:
    """The whole library as it is exported."""
    out = io.BytesIO()
    export(open_library(settings.library), out)
    return out.getvalue()


def exported(settings: Settings) -> list[dict[str, Any]]:
    """The whole library's records."""
    return [json.loads(line) for line in export_bytes(settings).splitlines()]
