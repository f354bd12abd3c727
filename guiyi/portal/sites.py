"""What is known of one old site beside its counts: runs, checks, reports, and its timeline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import HTTPException
from sqlalchemy import Connection, RowMapping, select

from guiyi.config.load import list_sites, load_site_file
from guiyi.errors import ConfigError
from guiyi.ledger import runs
from guiyi.library.people import audit_log, sign_offs
from guiyi.library.tables import resources
from guiyi.portal.access import Portal
from guiyi.retire.case import Case, open_case

WARNS = re.compile(r"-warn-(?=(?:floor|ceiling)$)")
STOPS = re.compile(r"(?<!-warn)-(floor|ceiling)$")
RUNS = 20
EVENTS = 60
FOR_PEOPLE = {"html": 0, "xlsx": 1}  # what people read stands before what programs do
CHANGES = ("created", "updated", "gone", "revived", "withdrawn", "conflicts")
Row = dict[str, Any]


def site_names(portal: Portal) -> dict[str, str]:
    """Each site that has a file → its name; its id where the file is wrong."""
    configs = portal.settings.configs
    return {site: site_name(configs, site) for site in list_sites(configs)}


def site_name(configs: Path, site: str) -> str:
    """A site's name; its id where its file is wrong."""
    try:
        return load_site_file(configs, site).site.name
    except ConfigError:
        return site


def case_of(portal: Portal, site: str) -> Case:
    """A site's retirement. 404: there is no such site."""
    try:
        return open_case(portal.settings, site)
    except ConfigError as error:
        raise HTTPException(404, f"there is no site {site}") from error


@dataclass(frozen=True)
class Event:
    """Something that happened to a site: when, what kind, who, and in words.

    action: of a person's deed, as the audit log has it. resource: what it was done to, where it is one record.
    figures: what a run changed, by kind; none where it changed nothing.
    """

    at: str
    kind: str
    by: str
    text: str
    action: str = ""
    resource: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)


def figures_of(published: Row | None) -> dict[str, int]:
    """What a run has published → how many records it made, changed, withdrew; kinds without any are left out.

    >>> figures_of({"report": {"created": 4, "updated": 0, "gone": 2, "checks": []}}), figures_of(None)
    ({'created': 4, 'gone': 2}, {})
    """
    report = (published or {}).get("report", {})
    return {kind: report[kind] for kind in CHANGES if report.get(kind)}


def runs_of(connection: Connection, site: str) -> list[Row]:
    """The site's last runs, the newest first."""
    mine = select(runs).where(runs.c.site == site).order_by(runs.c.number.desc()).limit(RUNS)
    return [dict(row) for row in connection.execute(mine).mappings()]


def last_checks(found: list[Row]) -> list[Row]:
    """Runs, the newest first → the checks of the last one that had any; what did not pass first."""
    checks = one_a_gate(next((row["checks"] for row in found if row["checks"]), []))
    return sorted(checks, key=lambda one: (one["passed"], not one["required"]))


def one_a_gate(checks: list[Row]) -> list[Row]:
    """Checks → the same, of a gate with two limits the one that tells: what stops, where it did; else what warns.

    >>> both = [{"name": "a-ceiling", "passed": True}, {"name": "a-warn-ceiling", "passed": True}]
    >>> [one["name"] for one in one_a_gate(both)]
    ['a-warn-ceiling']
    """
    passed = {one["name"]: one["passed"] for one in checks}
    return [
        one for one in checks
        if not (WARNS.search(one["name"]) and not passed.get(WARNS.sub("-", one["name"]), True))
        and not (one["passed"] and STOPS.sub(r"-warn-\1", one["name"]) in passed.keys() - {one["name"]})
    ]  # fmt: skip


def report_files(portal: Portal, site: str, found: list[Row]) -> list[Row]:
    """The newest run that left reports → their names and bytes; what people read first."""
    for row in found:
        sizes = portal.store.sizes(f"sites/{site}/runs/{row['run_id']}")
        if sizes:
            names = sorted(sizes, key=lambda name: (FOR_PEOPLE.get(name.rpartition(".")[2], 2), name))
            return [{"run": row["run_id"], "name": name, "bytes": sizes[name]} for name in names]
    return []


def timeline_of(connection: Connection, site: str) -> list[Event]:
    """Runs, sign-offs and people's deeds on a site, the newest first."""
    found = [
        Event(
            row["finished_at"] or row["started_at"], f"run_{row['status']}", row["run_id"], row["error"] or "",
            figures=figures_of(row["published"]),
        )
        for row in runs_of(connection, site)
    ]  # fmt: skip
    for row in connection.execute(select(sign_offs).where(sign_offs.c.site == site)).mappings():
        found.append(Event(row["at"], "signed_off", row["by"], row["column"] or ""))
    mine = (audit_log.c.target == site) | audit_log.c.target.startswith(f"{site}/", autoescape=True)
    deeds = select(audit_log, resources.c.title).outerjoin(
        resources, audit_log.c.target == site + "/" + resources.c.resource_id
    )
    for row in connection.execute(deeds.where(mine).order_by(audit_log.c.id.desc()).limit(EVENTS)).mappings():
        if row["action"] != "sign-off":
            found.append(_deed(row, site))
    return sorted(found, key=lambda one: one.at, reverse=True)[:EVENTS]


def _deed(row: RowMapping, site: str) -> Event:
    """A row of the audit log, with the title of the record it is about."""
    place = row["target"].removeprefix(site).removeprefix("/")
    resource = place if row["title"] else ""
    return Event(row["at"], "deed", row["actor"], row["title"] or place, row["action"], resource)
