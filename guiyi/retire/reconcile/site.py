"""Reconcile: does it add up? Every URL, item, section, field and file of an old site, by ledger and library."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from guiyi.checks import Check
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.extract.drift import measure_fit
from guiyi.ledger import pages, runs, seen_urls
from guiyi.library.tables import resources
from guiyi.retire.reconcile.accounts import check_accounts
from guiyi.retire.reconcile.balance import Group, Reconciliation, SectionBalance, StageBalance
from guiyi.retire.reconcile.fields import compare_fields
from guiyi.retire.reconcile.figures import check_fields, check_files, check_readable, check_sections, check_stages
from guiyi.retire.reconcile.files import examine_files
from guiyi.retire.reconcile.groups import count_dispositions, group_refused
from guiyi.retire.reconcile.sections import balance_sections, check_templates
from guiyi.retire.reconcile.stages import balance_stages, keep_manifests, kept_manifests
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run, note_run

__all__ = ["Group", "Reconciliation", "SectionBalance", "StageBalance", "reconcile_site"]

PUBLISHED = "published"


def reconcile_site(run: Run, manifests: list[Manifest] | None = None) -> Reconciliation:
    """Run → the account of its site; gives every URL of the ledger its one disposition on the way.

    manifests: what the run's stages handed on; they are kept in the run's folder, and taken from there if not given.
    Without any, the ledger and the library alone answer. Running it again gives the same. TransientLibrary, StoreError;
    ConfigError, and nothing is written, where the store is not the one that the site was archived into.
    """
    _require_own_store(run)
    if manifests is not None:
        keep_manifests(run, manifests)
    dispositions, page_groups = count_dispositions(run)
    with reading(run.engine) as connection:
        found = _account(connection, run, manifests or kept_manifests(run), dispositions, page_groups)
    _note_checks(run, found.checks)
    return found


def _require_own_store(run: Run) -> None:
    """ConfigError: the site was archived, and this store has no archive of it. Single files lost are the doctor's."""
    mine = (pages.c.site == run.site) & pages.c.warc.is_not(None)
    with reading(run.engine) as connection:
        segment = connection.execute(select(pages.c.warc).where(mine).limit(1)).scalar()
    if segment is not None and not run.store.list(segment.rpartition("/")[0]):
        raise ConfigError(
            f"{run.store.url} holds nothing of the archive of {run.site} (no {segment}); name the store that the site "
            "was migrated into, by --store or GUIYI_STORE; nothing was changed"
        )


def _note_checks(run: Run, checks: Sequence[Check]) -> None:
    """Into the run's record, after the checks of its gates."""
    with reading(run.engine) as connection:
        noted = connection.execute(select(runs.c.checks).where(runs.c.run_id == run.run_id)).scalar_one()
    names = {check.name for check in checks}
    gates = [check for check in noted or [] if check["name"] not in names]
    note_run(run, checks=[*gates, *(check.to_json() for check in checks)])


def _account(
    connection: Connection,
    run: Run,
    manifests: Sequence[Manifest],
    dispositions: dict[str, int],
    page_groups: list[Group],
) -> Reconciliation:
    sections = balance_sections(connection, run.site)
    stages = balance_stages(connection, run, manifests)
    files = examine_files(connection, run)
    fields = compare_fields(connection, run, manifests)
    checks = [
        *check_accounts(connection, run),
        *check_sections(sections, run.site),
        check_stages(stages, run.site),
        *check_files(files, run.site),
        check_readable(files),
        *check_fields(fields, run.site),
        check_templates(measure_fit(run.store, manifests, run.config), run.site),
    ]
    years = _years(connection, run.site)
    return Reconciliation(
        site=run.site, site_name=run.config.site.name, run_id=run.run_id, started_at=run.started_at, checks=checks,
        sections=sections, stages=stages, dispositions=dispositions,
        groups=[*group_refused(connection, run.site), *page_groups], urls_seen=_seen(connection, run.site),
        fields=fields, years=years, broken=files.broken, resources=sum(years.values()),
    )  # fmt: skip


def _seen(connection: Connection, site: str) -> int:
    return int(
        connection.execute(select(func.count()).select_from(seen_urls).where(seen_urls.c.site == site)).scalar_one()
    )


def _years(connection: Connection, site: str) -> dict[str, int]:
    """Live resources by year of publication."""
    year = func.coalesce(func.substr(resources.c.published_at, 1, 4), "")
    live = (resources.c.site == site) & (resources.c.status == PUBLISHED)
    rows = connection.execute(select(year, func.count()).where(live).group_by(year))
    return dict(sorted((str(name), int(count)) for name, count in rows))
