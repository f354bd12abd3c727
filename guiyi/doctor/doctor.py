"""`guiyi doctor`: all examinations, and repairs under the lease of the site that they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, func, select

from guiyi.database import reading
from guiyi.doctor.archive import examine_archive
from guiyi.doctor.findings import Finding
from guiyi.doctor.library import (
    examine_answers,
    examine_database,
    examine_files,
    examine_logs,
    examine_resources,
    examine_search,
    examine_space,
)
from guiyi.errors import GuiyiError, RunBusy
from guiyi.ledger import RUN_FAILED, RUNNING, runs
from guiyi.library.migrate import open_library
from guiyi.runs.lease import lease
from guiyi.runs.run import last_run
from guiyi.settings import Settings
from guiyi.store import Store


@dataclass
class Examination:
    """All that is wrong, and the sites that could not be looked at because a run of theirs is at work.

    unfinished: run and stage of runs that were killed or failed, and go on when their site is started again.
    """

    findings: list[Finding] = field(default_factory=list)
    unfinished: list[tuple[str, str]] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    sites: int = 0

    @property
    def left(self) -> list[Finding]:
        """What is still wrong."""
        return [one for one in self.findings if not one.is_repaired]


def examine(settings: Settings, sites: Sequence[str] = (), repair: bool = False) -> Examination:
    """The library and these sites (default: all that ever ran) → what is wrong; repair: and mended where derivable.

    A repair may bring something to light (a restored resource, an address): then what depends on it is examined after.
    """
    engine, store = open_library(settings.library), Store(settings.store)
    found = Examination()
    _take(found, examine_database(engine), repair)
    if found.left:
        return found  # nothing else can be told from a damaged file
    _take(found, examine_space(store), repair)
    with reading(engine) as connection:
        ran = list(connection.execute(select(runs.c.site).distinct().order_by(runs.c.site)).scalars())
    chosen = [one for one in ran if not sites or one in sites]
    for site in chosen:
        _site(found, settings, site, lambda run: examine_archive(run), repair)
    found.unfinished = _unfinished(engine, [one for one in chosen if one not in found.busy])
    for findings in (
        examine_files(engine, store), examine_resources(engine), examine_search(engine), examine_logs(engine, store),
    ):  # fmt: skip
        _take(found, findings, repair)
    for site in chosen:
        _site(found, settings, site, lambda run: examine_answers(run), repair)
    found.sites = len(chosen)
    found.busy = sorted(set(found.busy))
    return found


def _unfinished(engine: Engine, sites: Sequence[str]) -> list[tuple[str, str]]:
    newest = select(runs.c.site, func.max(runs.c.number).label("number")).where(runs.c.site.in_(sites))
    last = newest.group_by(runs.c.site).subquery()
    with reading(engine) as connection:
        rows = connection.execute(
            select(runs.c.run_id, runs.c.stage)
            .join(last, (runs.c.site == last.c.site) & (runs.c.number == last.c.number))
            .where(runs.c.status.in_((RUNNING, RUN_FAILED)))
            .order_by(runs.c.run_id)
        )
        return [(row.run_id, row.stage or "crawl") for row in rows]


def _site(
    found: Examination, settings: Settings, site: str, look: Callable[[Any], Iterable[Finding]], repair: bool
) -> None:
    if site in found.busy:
        return
    try:
        with lease(settings, site):
            _take(found, look(last_run(settings, site)), repair)
    except RunBusy:
        found.busy.append(site)
    except GuiyiError as error:
        found.findings.append(Finding("site", site, str(error), "see the message"))


def _take(found: Examination, findings: Iterable[Finding], repair: bool) -> None:
    for one in findings:
        if repair and one.repair is not None:
            try:
                one.repair()
                one.is_repaired = True
            except GuiyiError as error:
                one.remedy = f"the repair failed: {error}"
        one.repair = one.repair if not one.is_repaired else None
        found.findings.append(one)
