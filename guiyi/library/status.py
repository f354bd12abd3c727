"""How the fleet of sites stands, and a verdict on one: since when it fails, how old its data is, what is wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from guiyi.config.load import list_sites, load_site
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import DONE, FAILED, PARKED, RUN_FAILED, RUN_HELD, RUNNING, items, pages, runs, site_states
from guiyi.library.tables import refused_records, resources
from guiyi.plain import Plain
from guiyi.settings import now

EXPECTED = ("list-page", "navigation")  # pages that the platform's columns replace want nobody's attention
PARKED_FOR = timedelta(days=1)  # one that did not come back by then was stopped, or has no worker
STALE_DAYS = 14  # without a good run, what the library has of a living site is old
VARYING = re.compile(r"https?://\S+|\d+")
Row = dict[str, Any]


@dataclass(frozen=True)
class SiteStatus(Plain):
    """One line of the fleet table. run_status: null where the site never ran. Counts: of resources, items and pages."""

    site: str
    name: str
    state: str | None
    run_id: str | None = None
    run_status: str | None = None
    stage: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    last_good_run: str | None = None
    pages: int = 0
    published: int = 0
    withdrawn: int = 0
    merged: int = 0
    held: int = 0
    dropped: int = 0
    failed: int = 0
    error: str | None = None
    is_parked: bool = False  # its last run failed for its host, and comes back by itself


def fleet(engine: Engine, configs: Path) -> list[SiteStatus]:
    """Library and configuration folder → every site's status, in order of site; those without a file, too."""
    with reading(engine) as connection:
        last, good = _last_runs(connection), _last_good(connection)
        counts = _counts(connection)
    found = []
    for site in sorted({*list_sites(configs), *last}):
        name, state, problem = _identity(configs, site)
        row = last.get(site, {})
        found.append(
            SiteStatus(
                site=site, name=name, state=state, run_id=row.get("run_id"), run_status=row.get("status"),
                stage=row.get("stage"), started_at=row.get("started_at"), finished_at=row.get("finished_at"),
                last_good_run=good.get(site), error=problem or (row.get("error") or "").removeprefix(PARKED) or None,
                is_parked=_is_parked(row.get("status"), row.get("error"), row.get("finished_at")), **counts[site],
            )
        )  # fmt: skip
    return found


def _identity(configs: Path, site: str) -> tuple[str, str | None, str | None]:
    """Name, state, and what is wrong with the file."""
    try:
        identity = load_site(configs, site).site
    except ConfigError as error:
        return site, None, str(error)
    return identity.name, identity.state, None


def _last_runs(connection: Connection) -> dict[str, Row]:
    newest = select(runs.c.site, func.max(runs.c.number).label("number")).group_by(runs.c.site).subquery()
    same = (runs.c.site == newest.c.site) & (runs.c.number == newest.c.number)
    return {row["site"]: dict(row) for row in connection.execute(select(runs).join(newest, same)).mappings()}


def _last_good(connection: Connection) -> dict[str, str]:
    good = select(site_states.c.site, site_states.c.last_good_run).where(site_states.c.last_good_run.is_not(None))
    return {row.site: row.last_good_run for row in connection.execute(good)}


def _counts(connection: Connection) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sources: tuple[tuple[Table, str], ...] = ((resources, "status"), (items, "state"))
    for table, name in sources:
        grouped = select(table.c.site, table.c[name], func.count()).group_by(table.c.site, table.c[name])
        for site, value, count in connection.execute(grouped):
            if value in ("published", "withdrawn", "merged", "held", "dropped", "failed"):
                counts[site][value] = count
    for site, count in connection.execute(select(pages.c.site, func.count()).group_by(pages.c.site)):
        counts[site]["pages"] = count
    return counts


@dataclass(frozen=True)
class Issue:
    """A group of like trouble: where, its code, how often, and one example with its reason."""

    where: str
    code: str
    count: int
    example: str
    reason: str


@dataclass(frozen=True)
class Diagnosis(Plain):
    """verdict: never-run, running, parked, failing, held, stale, partial (good, with items held or failed), good."""

    site: str
    verdict: str
    says: str
    failing_since: str | None = None
    last_good_run: str | None = None
    last_good_at: str | None = None
    days_since_good: int | None = None
    issues: list[Issue] = field(default_factory=list)


def diagnose(engine: Engine, site: str) -> Diagnosis:
    """Library and site → verdict, failing since when, how old the last good data is, and the trouble in groups."""
    with reading(engine) as connection:
        mine = select(runs).where(runs.c.site == site).order_by(runs.c.number.desc())
        history = [dict(row) for row in connection.execute(mine).mappings()]
        if not history:
            return Diagnosis(site, "never-run", f"it never ran; start with `guiyi migrate {site}`")
        issues = [*_failed_checks(history[0]), *_refusals(connection, site), *_failed_pages(connection, site)]
    good = next((row for row in history if row["status"] == DONE), None)
    days = None if good is None else (now() - datetime.fromisoformat(good["started_at"])).days
    verdict, says = _verdict(history[0], days, issues)
    return Diagnosis(
        site=site, verdict=verdict, says=says, failing_since=None if verdict == "parked" else _failing_since(history),
        last_good_run=good["run_id"] if good else None, last_good_at=good["started_at"] if good else None,
        days_since_good=days, issues=issues,
    )  # fmt: skip


def _verdict(last: Row, days: int | None, issues: list[Issue]) -> tuple[str, str]:
    run, where = last["run_id"], f" in {last['stage']}" if last["stage"] else ""
    if last["status"] == RUNNING:
        return "running", f"{run} is at work{where}, or was killed there; starting the site again continues it"
    if _is_parked(last["status"], last["error"], last["finished_at"]):
        return "parked", f"{run} waits for its host and comes back by itself: {last['error'].removeprefix(PARKED)}"
    if last["status"] == RUN_FAILED:
        return "failing", f"{run} failed{where}: {(last['error'] or 'no reason was noted').removeprefix(PARKED)}"
    if last["status"] == RUN_HELD:
        return "held", f"{run} is {last['error'] or 'held by a gate'}; the last good state is live"
    if days is None or days > STALE_DAYS:
        return "stale", "there is no good run" if days is None else f"the last good run is {days} days old"
    if issues:
        return "partial", f"{run} is done; {sum(one.count for one in issues)} things want attention"
    return "good", f"{run} is done, and nothing is held or failed"


def _is_parked(status: str | None, error: str | None, finished_at: str | None) -> bool:
    is_noted = status == RUN_FAILED and (error or "").startswith(PARKED)
    return is_noted and finished_at is not None and now() - datetime.fromisoformat(finished_at) < PARKED_FOR


def _failing_since(history: list[Row]) -> str | None:
    """When the first of the unbroken row of failed or held runs up to now started."""
    since = None
    for row in history:
        if row["status"] not in (RUN_FAILED, RUN_HELD):
            break
        since = row["started_at"]
    return since


def _failed_checks(run: Row) -> list[Issue]:
    checks = [check for check in run["checks"] or [] if not check["passed"]]
    return [Issue("check", one["name"], 1, one["evidence"], one["advice"] or one["meaning"]) for one in checks]


def _refusals(connection: Connection, site: str) -> list[Issue]:
    refused = refused_records.c
    grouped = (
        select(refused.outcome, refused.stage, refused.code, func.count(), func.min(refused.source_key))
        .where(refused.site == site)
        .group_by(refused.outcome, refused.stage, refused.code)
    )
    found = []
    for outcome, stage, code, count, key in connection.execute(grouped).all():
        if code in EXPECTED:
            continue
        one = connection.execute(
            select(refused.url, refused.reason).where(refused.site == site, refused.source_key == key)
        ).one()
        found.append(Issue(f"{outcome} in {stage}", code, count, one.url, one.reason))
    return sorted(found, key=lambda issue: (-issue.count, issue.where, issue.code))


def _failed_pages(connection: Connection, site: str) -> list[Issue]:
    failed = select(pages.c.url, pages.c.error).where(pages.c.site == site, pages.c.state == FAILED)
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(failed.order_by(pages.c.key)):
        groups[VARYING.sub("…", row.error or "no reason was noted")].append(row)
    found = [Issue("crawl", shape[:60], len(rows), rows[0].url, rows[0].error or "") for shape, rows in groups.items()]
    return sorted(found, key=lambda issue: (-issue.count, issue.code))
