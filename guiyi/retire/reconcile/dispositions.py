"""The dispositions of a site's URLs, given anew and counted: by end, and by cause where a person may question it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from guiyi.clean.masking import shown_address
from guiyi.database import writing
from guiyi.ledger import pages
from guiyi.library.dispositions import GROUPED, Groups, give_dispositions
from guiyi.retire.reconcile.balance import UNEXPLAINED, Example, Group
from guiyi.runs.run import Run


def count_dispositions(run: Run) -> tuple[dict[str, int], list[Group]]:
    """Gives every page of the site its disposition → counts by disposition, groups by cause."""
    with writing(run.engine) as connection:
        groups = give_dispositions(connection, run.site)
        return _count(connection, run.site), _groups(groups)


def _count(connection: Connection, site: str) -> dict[str, int]:
    query = select(pages.c.disposition, func.count()).where(pages.c.site == site).group_by(pages.c.disposition)
    counts = {disposition or UNEXPLAINED: count for disposition, count in connection.execute(query)}
    return dict(sorted(counts.items()))


def _groups(groups: Groups) -> list[Group]:
    """The largest of each disposition first."""
    ordered = sorted(groups.counts.items(), key=lambda one: (GROUPED.index(one[0][0]), -one[1], one[0]))
    examples = {
        group: [Example(shown_address(url), "", why) for url, why in some] for group, some in groups.examples.items()
    }
    return [Group(cause, "crawl", end, count, examples[end, cause]) for (end, cause), count in ordered]
