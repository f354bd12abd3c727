"""What a person may question, in groups by cause with a few examples each: the ends of a site's URLs, given anew and
counted, and what was held, dropped or failed."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, and_, func, select

from guiyi.clean.masking import shown_address
from guiyi.database import writing
from guiyi.ledger import DROPPED, FAILED, HELD, pages
from guiyi.library.dispositions import GROUPED, Groups, give_dispositions
from guiyi.library.tables import refused_records
from guiyi.retire.reconcile.balance import UNEXPLAINED, Example, Group
from guiyi.retire.reconcile.findings import EXAMPLES
from guiyi.runs.run import Run

ORDER = {outcome: rank for rank, outcome in enumerate((HELD, FAILED, DROPPED))}


def group_refused(connection: Connection, site: str) -> list[Group]:
    """The site's refused records → one group an outcome, stage and code; held first, the largest of each first."""
    table = refused_records.c
    by = (table.outcome, table.stage, table.code)
    query = select(*by, func.count()).where(table.site == site).group_by(*by)
    examples = _examples(connection, site)
    groups = [
        Group(code, stage, outcome, count, examples[outcome, stage, code])
        for outcome, stage, code, count in connection.execute(query)
    ]
    return sorted(groups, key=lambda group: (ORDER.get(group.outcome, 9), -group.count, group.stage, group.code))


def _examples(connection: Connection, site: str) -> dict[tuple[str, str, str], list[Example]]:
    table = refused_records.c
    by = (table.outcome, table.stage, table.code)
    number = func.row_number().over(partition_by=by, order_by=table.source_key).label("number")
    first = select(table.site, table.source_key, number).where(table.site == site).subquery()
    joined = refused_records.join(first, and_(first.c.site == table.site, first.c.source_key == table.source_key))
    query = select(*by, table.url, table.reason, table.payload).select_from(joined)
    rows = connection.execute(query.where(first.c.number <= EXAMPLES).order_by(*by, table.source_key))
    examples: dict[tuple[str, str, str], list[Example]] = defaultdict(list)
    for outcome, stage, code, url, reason, payload in rows:
        examples[outcome, stage, code].append(Example(shown_address(url), title_of(payload), shown_address(reason)))
    return examples


def title_of(payload: Any) -> str:
    """The payload of a refused record → its title, if it has one; the payload may be any JSON."""
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except ValueError:
            return ""
    title = payload.get("title") if isinstance(payload, dict) else None
    return title if isinstance(title, str) else ""


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
