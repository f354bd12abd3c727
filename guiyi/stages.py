"""The stages between crawl and closing, as a run's tasks call them: a ticket and small JSON in, small JSON out.

They run in a process of their own (guiyi/apart.py), which imports pandas and never Prefect. Called by their names.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from guiyi.clean.clean import clean_batch
from guiyi.dedupe.dedupe import dedupe_site
from guiyi.extract.extract import extract_batch
from guiyi.library.load import stage_batch
from guiyi.library.plan import plan_site
from guiyi.library.publish import publish as publish_site
from guiyi.mapping.map import map_batch
from guiyi.retire.closing.people import Actor
from guiyi.retire.events import Event
from guiyi.retire.reconcile import reconcile_site
from guiyi.retire.reconcile.report import write_report
from guiyi.retire.reconcile.security import examine_security, write_security
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Progress
from guiyi.runs.ticket import Ticket, run_of
from guiyi.settings import Settings

Json = dict[str, Any]


def extract(ticket: Ticket, batch: str, *, progress: Progress) -> Json:
    """Ticket and batch → manifest of its documents."""
    return extract_batch(run_of(ticket, "extract"), batch, progress).to_json()


def clean(ticket: Ticket, extracted: Json) -> Json:
    """Ticket and a manifest of documents → manifest of clean documents."""
    return clean_batch(run_of(ticket, "clean"), Manifest.from_json(extracted)).to_json()


def dedupe(ticket: Ticket, cleaned: list[Json]) -> Json:
    """Ticket and all manifests of clean documents → manifest of the copies."""
    return dedupe_site(run_of(ticket, "dedupe"), _manifests(cleaned)).to_json()


def map_documents(ticket: Ticket, cleaned: Json, clusters: Json) -> Json:
    """Ticket, a manifest of clean documents and the manifest of the copies → manifest of library records."""
    return map_batch(run_of(ticket, "map"), Manifest.from_json(cleaned), Manifest.from_json(clusters)).to_json()


def load(ticket: Ticket, mapped: Json) -> Json:
    """Ticket and a manifest of records → manifest of the staged records."""
    return stage_batch(run_of(ticket, "load"), Manifest.from_json(mapped)).to_json()


def publish(ticket: Ticket, manifests: list[Json], fence: int) -> Json:
    """Ticket and the manifests of all stages → what became live. GateHeld keeps the last good state live."""
    return asdict(publish_site(run_of(ticket, "load"), _manifests(manifests), fence))


def security(ticket: Ticket, manifests: list[Json]) -> Json:
    """Ticket and the manifests so far → what was injected into the site, a line a kind, and where the report is."""
    run = run_of(ticket, "security")
    found = examine_security(run, _manifests(manifests))
    report = run.store.path(write_security(run, found))
    shown = ("label", "label_en", "severity", "pages", "advice")
    groups = [{name: getattr(group, name) for name in shown} for group in found.groups]
    return {"site": found.site, "site_name": found.site_name, "groups": groups, "report": report}


def reconcile(ticket: Ticket, manifests: list[Json]) -> Json:
    """Ticket and all manifests → every URL's end, the checks, and where the report is."""
    run = run_of(ticket, "reconcile")
    outcome = reconcile_site(run, _manifests(manifests))
    report = run.store.path(write_report(run, outcome).html)
    checks = [check.to_json() for check in outcome.checks]
    return {
        "site_name": outcome.site_name, "dispositions": outcome.dispositions, "checks": checks, "report": report,
    }  # fmt: skip


def step(site: str, actor: Actor, facts: Json) -> Event:
    """The next move of a retirement, as guiyi.retire.closing.course makes it."""
    from guiyi.retire.closing.course import do_step

    return do_step(Settings.from_environment(), site, actor, facts)


def plan(site: str) -> Json:
    """Site → what a run on its archive would do."""
    return plan_site(Settings.from_environment(), site).to_json()


def nothing() -> None:
    """For who wants all of this imported before a clock runs."""


def _manifests(told: list[Json]) -> list[Manifest]:
    return [Manifest.from_json(one) for one in told]
