"""Per section of the old site: what it says it holds, what its lists name, how each listed page ended, and
whether its selectors still fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from guiyi.checks import Check
from guiyi.clean.masking import shown_address
from guiyi.extract.drift import TemplateFit
from guiyi.ledger import DISPOSITIONS, listings, pages, sections
from guiyi.retire.reconcile.balance import UNEXPLAINED, SectionBalance
from guiyi.retire.reconcile.findings import EXAMPLES

Counts = Mapping[str, int]


def balance_sections(connection: Connection, site: str) -> list[SectionBalance]:
    """The site's sections and listings → a balance each, by name. Run it after the dispositions are given."""
    counts = _count_listed(connection, site)
    delisted = _count_delisted(connection, site)
    known = {row["key"]: row for row in _sections(connection, site)}
    keys = sorted({*known, *counts, *delisted})
    found = [_balance(key, known.get(key, {}), counts.get(key, {}), delisted.get(key, 0)) for key in keys]
    return sorted(found, key=lambda section: (section.name, section.key))


def is_current() -> ColumnElement[bool]:
    """Of listings joined with their section: named by the section's last crawl."""
    return sections.c.run_id.is_(None) | (listings.c.run_id >= sections.c.run_id)


def listed_with_sections() -> Any:
    """listings joined with the section they belong to, which may be missing."""
    return listings.outerjoin(sections, (sections.c.site == listings.c.site) & (sections.c.key == listings.c.section))


def _count_listed(connection: Connection, site: str) -> dict[str, dict[str, int]]:
    """Section → disposition → number of pages that its lists name now. A page outside the ledger is unexplained."""
    joined = listed_with_sections().outerjoin(
        pages, (pages.c.site == listings.c.site) & (pages.c.key == listings.c.key)
    )
    ending = func.coalesce(pages.c.disposition, UNEXPLAINED)
    query = select(listings.c.section, ending, func.count()).select_from(joined)
    query = query.where(listings.c.site == site, is_current()).group_by(listings.c.section, ending)
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for section, disposition, count in connection.execute(query):
        counts[section][disposition] = count
    return counts


def _count_delisted(connection: Connection, site: str) -> dict[str, int]:
    old = func.sum(case((is_current(), 0), else_=1))
    query = select(listings.c.section, old).select_from(listed_with_sections()).where(listings.c.site == site)
    return {section: int(count) for section, count in connection.execute(query.group_by(listings.c.section))}


def _sections(connection: Connection, site: str) -> list[Mapping[str, Any]]:
    joined = sections.outerjoin(pages, (pages.c.site == sections.c.site) & (pages.c.key == sections.c.key))
    query = select(sections, pages.c.url).select_from(joined).where(sections.c.site == site)
    return [dict(row) for row in connection.execute(query).mappings()]


def _balance(key: str, section: Mapping[str, Any], counts: Counts, delisted: int) -> SectionBalance:
    path = section.get("path") or []
    return SectionBalance(
        key=key,
        name=section.get("name") or (str(path[-1]) if path else key),
        url=section.get("url") or key,
        expected=section.get("expected"),
        expected_how=section.get("expected_how"),
        listed=sum(counts.values()),
        delisted=delisted,
        unexplained=counts.get(UNEXPLAINED, 0),
        pages_expected=section.get("pages_expected"),
        pages_got=section.get("pages_got") or 0,
        complete=bool(section.get("complete", False)),
        **{disposition: counts.get(disposition, 0) for disposition in DISPOSITIONS},
    )


def check_templates(fits: Sequence[TemplateFit], site: str) -> Check:
    """Templates read the body of their pages, and general extractors agree on the judged sample."""
    drifted = [one for one in fits if one.has_drifted]
    pages, judged = sum(one.pages for one in fits), sum(one.judged for one in fits)
    never = [f"{one.name}: {selector}" for one in fits for selector in one.never]
    evidence = f"{len(fits)} 个模板 templates，{pages:,} 页 pages，抽检 judged {judged:,}"
    if drifted:
        evidence += "；偏移 drifted " + "、".join(_said(one) for one in drifted)
    if never:
        shown = "、".join(never[:EXAMPLES])
        evidence += f"；从未取到的字段 fields that no selector ever gave {len(never)}（{shown}）"
    idle = [f"{one.name}: {selector}" for one in fits for selector in one.idle]
    if idle:
        evidence += f"；从未用到的备选 selectors that others forestalled {len(idle)}（{'、'.join(idle[:EXAMPLES])}）"
    return Check(
        "template-drift",
        "站点模板的选择器仍然合用 The selectors of the site's templates still fit its pages",
        required=False,
        passed=not drifted,
        evidence=evidence,
        advice="打开例页，改站点文件 templates 里的选择器，再跑一次（只重新抽取，不重新抓取） "
        "Open the example pages, correct the selectors under templates, "
        f"and run `guiyi migrate {site}` again: it extracts anew, it does not fetch",
    )


def _said(fit: TemplateFit) -> str:
    missed, disagreed = fit.missed, fit.disagreed
    examples = "、".join(map(shown_address, [*missed, *disagreed, *fit.off][:EXAMPLES]))
    counts = f"未命中 missed {len(missed)}/{fit.pages}，不符 disagreed {len(disagreed)}/{fit.judged}"
    counts += f"，日期与列表不同 days other than the list's {len(fit.off)}/{fit.pages}" if fit.off else ""
    return f"{fit.name}（{counts}：{examples}）"
