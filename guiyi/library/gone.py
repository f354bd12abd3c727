"""What vanished from the old site, and withdrawing it here: marked, never deleted.

Absent means gone only where the old site itself answered 404 or 410, in a run whose crawl was complete, or that crawled
whole the sections that listed the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, Exists, and_, exists, select

from guiyi.database import chunks
from guiyi.ledger import DROPPED, FAILED, GONE, HELD, MERGED, items, listings, pages, runs, sections
from guiyi.library.records import State
from guiyi.library.states import PUBLISHED, WITHDRAWN, append_versions, states_to_change, write_states
from guiyi.library.tables import resources, staged_records
from guiyi.library.undo import existing, put
from guiyi.runs.run import Run

REASON = "the old site answers that it is gone"


def gone_items(run: Run, connection: Connection) -> list[tuple[str, str]]:
    """(source key, resource id) of the live resources that the old site no longer has, and this run didn't find."""
    if run.config.load.on_missing == "keep":
        return []
    staged = staged_records.c
    found = (
        select(items.c.source_key, items.c.resource_id)
        .join(pages, and_(pages.c.site == items.c.site, pages.c.key == items.c.page_key))
        .join(resources, resources.c.resource_id == items.c.resource_id)
        .where(items.c.site == run.site, items.c.state != MERGED, pages.c.state == GONE)
        .where(resources.c.status == PUBLISHED, resources.c.site == run.site)
        .where(~exists().where(staged.run_id == run.run_id, staged.resource_id == items.c.resource_id))
        .order_by(items.c.source_key)
    )
    if not _is_complete(run, connection):
        found = found.where(_listed(run), ~_listed_in_part(run))
    return [(row.source_key, row.resource_id) for row in connection.execute(found)]


def _is_complete(run: Run, connection: Connection) -> bool:
    return bool(connection.execute(select(runs.c.crawl_complete).where(runs.c.run_id == run.run_id)).scalar())


def _listed(run: Run) -> Exists:
    return exists().where(listings.c.site == run.site, listings.c.key == items.c.page_key)


def _listed_in_part(run: Run) -> Exists:
    """A section that ever listed the page and was not crawled whole in this run."""
    whole = exists().where(
        sections.c.site == listings.c.site,
        sections.c.key == listings.c.section,
        sections.c.run_id == run.run_id,
        sections.c.complete.is_(True),
    )
    return exists().where(listings.c.site == run.site, listings.c.key == items.c.page_key, ~whole)


def mark_gone(run: Run, connection: Connection, counts: Counter[str]) -> None:
    """Withdraws what is gone, and closes items that are not live and whose pages are gone."""
    found = gone_items(run, connection)
    counts["gone"] += withdraw(run, connection, [resource_id for _, resource_id in found], "gone")
    _close_items(run, connection, [source_key for source_key, _ in found])
    live = exists().where(resources.c.resource_id == items.c.resource_id, resources.c.status == PUBLISHED)
    not_live = (
        select(items.c.source_key, items.c.resource_id)
        .join(pages, and_(pages.c.site == items.c.site, pages.c.key == items.c.page_key))
        .where(items.c.site == run.site, items.c.state.in_((HELD, DROPPED, FAILED)), pages.c.state == GONE)
        .where(items.c.last_run != run.run_id, ~live)
    )
    closed = connection.execute(not_live).all()
    withdraw(run, connection, [row.resource_id for row in closed if row.resource_id], "gone")  # what was held
    _close_items(run, connection, [row.source_key for row in closed])


def _close_items(run: Run, connection: Connection, source_keys: Sequence[str]) -> None:
    for some in chunks(source_keys):
        rows = existing(connection, items, run.site, list(some)).values()
        changed = [row | {"state": GONE, "reason": REASON, "last_run": run.run_id} for row in rows]
        put(connection, run.run_id, items, changed, keep=("first_run",))


def withdraw(run: Run, connection: Connection, ids: Sequence[str], action: str, status: str = WITHDRAWN) -> int:
    """Takes resources of the site out of the public's sight, as a version each: gone, dropped by a rule, or held → how
    many.
    """
    count = 0
    for some in chunks(sorted(ids), 200):
        states = {
            resource_id: _with_status(state, status, run)
            for resource_id, state in states_to_change(connection, some).items()
            if state["resource"]["status"] != status and state["resource"]["site"] == run.site
        }
        if states:
            write_states(connection, list(states.values()))
            append_versions(connection, states, dict.fromkeys(states, action), run.started_at, run_id=run.run_id)
        count += len(states)
    return count


def hold(run: Run, connection: Connection, ids: Sequence[str]) -> int:
    """Holds resources of the site, those that there are → how many."""
    return withdraw(run, connection, ids, HELD, HELD)


def _with_status(state: State, status: str, run: Run) -> State:
    version = state["resource"]["version"] + 1
    changed = {"status": status, "version": version, "run_id": run.run_id, "updated_at": run.started_at}
    return state | {"resource": state["resource"] | changed}
