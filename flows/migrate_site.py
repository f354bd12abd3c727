"""migrate-site: one old site into the shared library, and the proof that nothing was lost.

Run it again and again until the freeze. A run that failed or was killed is continued by the next start.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import State
from pydantic import Field

from guiyi.config.load import list_sites
from guiyi.errors import GateHeld, RunBusy
from guiyi.library.migrate import ready_library
from guiyi.runs.lease import lease
from guiyi.runs.run import Fetch
from guiyi.runs.ticket import Limits, Ticket
from guiyi.settings import Settings
from guiyi.wording.language import told
from tasks.artifacts import publish_gate, publish_stages
from tasks.batches import each, each_inside, inside, one
from tasks.clean import clean
from tasks.crawl import crawl
from tasks.dedupe import dedupe
from tasks.extract import extract
from tasks.load import load, publish_run
from tasks.map import map_documents
from tasks.opening import close_site_run, fail_run, open_site_run, stop_run, tag_run
from tasks.park import park, will_park
from tasks.plan import publish_plan
from tasks.policy import kept_results, stage_task
from tasks.problems import publish_problems
from tasks.reconcile import reconcile
from tasks.security import report_security
from tasks.telling import completed

Site = Annotated[
    str,
    Field(
        title="旧站 Site",
        description="按 configs/sites/ 里的代号选 By its id in configs/sites/",
        json_schema_extra={"enum": list_sites(Settings.from_environment().configs)},
    ),
]


Fetching = Annotated[
    Fetch,
    Field(
        title="抓取 Fetch", description="auto：一天内抓过且有决定待执行就不再抓 · never：只用存档 · always：一定抓取"
    ),
]
Until = Annotated[
    Literal["reconcile", "crawl"],
    Field(
        title="做到哪一步 Until",
        description="选 crawl 则只抓取存档，下次接着做 With crawl only fetched; the next run goes on",
    ),
]
DryRun = Annotated[
    bool, Field(title="试算 Dry run", description="按存档试算，什么都不写 What a run would do; writes nothing")
]
TheLimits = Annotated[
    Limits | None, Field(title="限度 Limits", description="只能更慢更少 Only gentler than the site's file")
]


def name_of_run() -> str:
    """What a run is called in the UI: what it does, with which site, and where it is not the usual."""
    asked = flow_run.parameters
    beside = [
        "试算 dry run" if asked.get("dry_run") else "",
        "只抓取 crawl only" if asked.get("until") == "crawl" else "",
        "不抓取 from the archive" if asked.get("fetch") == "never" else "",
        "限度 limited" if asked.get("limits") else "",
    ]
    return told(" · ".join([f"迁移 migrate {asked.get('site')}", *filter(None, beside)]))


@flow(
    name="migrate-site",
    flow_run_name=name_of_run,
    validate_parameters=False,
    persist_result=False,
    result_storage=kept_results(),
)
def migrate_site(
    site: Site, fetch: Fetching = "auto", until: Until = "reconcile", dry_run: DryRun = False, limits: TheLimits = None
) -> State[Any]:
    """Crawls, extracts, cleans, deduplicates, maps, loads and reconciles one old site.

    Completed: done. Completed as "Held": finished, but a gate or a check held it; the artifacts say what to do.
    "Stopped": after the stage that was asked for. "Refused": another run of the site is at work.
    "Parked": the old host does not answer; it comes back by itself.
    Failed: retry it here, or start the site again; finished work is not done twice.
    """
    asked = Limits.model_validate(limits or {})
    if dry_run:
        tag_run(site)
        return completed(name="DryRun", message=publish_plan(site))
    settings = Settings.from_environment()
    ready_library(settings.library)
    with ExitStack() as held:
        try:
            fence = held.enter_context(lease(settings, site))
        except RunBusy as busy:  # nothing was done: no stack to look into, and nothing to retry
            tag_run(site)
            return completed(name="Refused", message=str(busy), data={"status": "refused", "message": str(busy)})
        ticket = open_site_run(site, fetch, asked)
        try:
            return migrate(ticket, fence, until)
        except BaseException as error:
            fail_run(ticket, error)
            if comes_back := will_park(error):
                fail_run(ticket, error, comes_back)
            publish_problems(site, error, comes_back)
            park(site, error)
            raise


def migrate(ticket: Ticket, fence: int, until: str = "reconcile") -> State[Any]:
    """The way of the data, top to bottom."""
    crawled = crawl(ticket)
    if until == "crawl":
        told = stop_run(ticket, "crawl")
        return completed(name="Stopped", message=told, data={"status": "stopped", "message": told, **crawled})
    batches = crawled["batches"]
    try:
        if len(batches) == 1:
            manifests, loaded = move_at_once(ticket, batches, fence)
        else:
            manifests, loaded = move(ticket, batches, fence, each, one)
    except GateHeld as gate:
        publish_gate(ticket, gate)
        close_site_run(ticket, [{"name": "gate"}])
        publish_problems(ticket["site"], gate)
        return completed(name="Held", message=str(gate), data={"status": "held", "message": str(gate)})
    result = reconcile(ticket, manifests)
    status = close_site_run(ticket, result["held_by"])
    publish_problems(ticket["site"])
    outcome = {**result, "status": status, "crawl": crawled["crawl"], "load": loaded}
    if status == "held":
        reasons = "; ".join(f"{check['name']}: {check['evidence']}" for check in result["held_by"])
        told = f"it does not add up: {reasons}"
        return completed(name="Held", message=told, data={**outcome, "message": told})
    told = f"{ticket['site']}: done, it adds up"
    return completed(message=told, data={**outcome, "message": told})


def move(ticket: Ticket, batches: list[str], fence: int, each: Any, one: Any) -> tuple[list[dict[str, Any]], Any]:
    """Archived pages into the library → the manifests of all stages, and what became live."""
    extracted = each(extract, ticket, batches)
    cleaned = each(clean, ticket, extracted)
    clusters = one(dedupe, ticket, cleaned)
    mapped = each(map_documents, ticket, cleaned, clusters)
    staged = each(load, ticket, mapped)
    manifests = [*extracted, *cleaned, clusters, *mapped, *staged]
    publish_stages(ticket, manifests)
    report_security(ticket, manifests)
    return manifests, one(publish_run, ticket, manifests, fence)


@stage_task("move", "extract to load {ticket[site]}")
def move_at_once(ticket: Ticket, batches: list[str], fence: int) -> tuple[list[dict[str, Any]], Any]:
    """The same for a site of one batch, in one task: Prefect's share of a small site would be large otherwise."""
    return move(ticket, batches, fence, each_inside, inside)
