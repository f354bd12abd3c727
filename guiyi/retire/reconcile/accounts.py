"""The checks that ask the ledger and the library the same thing, and compare: items, resources, redirects.

`check_accounts` gives them and those of the crawl, in the order of a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select, union

from guiyi.checks import Check
from guiyi.ledger import FAILED, GONE, HELD, LOADED, MERGED, items
from guiyi.library.tables import legacy_urls, redirects, refused_records, resources
from guiyi.retire.reconcile.crawled import (
    check_apart,
    check_crawl,
    check_failed,
    check_filled,
    check_links,
    check_listed,
    check_listed_asked,
    check_read,
    check_urls,
)
from guiyi.retire.reconcile.findings import find, found_among
from guiyi.runs.run import Run

PUBLISHED = "published"
REDIRECT = "redirect"
REFUSED = (HELD, "dropped", FAILED)


def check_accounts(connection: Connection, run: Run) -> Iterator[Check]:
    """Everything that ledger and library must agree on. Run it after the dispositions are given."""
    yield check_crawl(connection, run)
    yield check_urls(connection, run.site)
    yield check_listed(connection, run.site)
    yield check_listed_asked(connection, run.site)
    yield check_apart(connection, run.site)
    yield check_filled(connection, run.site)
    yield check_links(connection, run.site)
    yield check_read(connection, run)
    yield check_loaded(connection, run.site)
    yield check_resources(connection, run)
    yield check_merged(connection, run.site)
    yield check_refused(connection, run.site)
    yield check_redirects(connection, run.site)
    yield check_failed(connection, run.site)


def check_loaded(connection: Connection, site: str) -> Check:
    """Every loaded item has its live resource."""
    is_other = or_(resources.c.source_key != items.c.source_key, resources.c.site != items.c.site)
    total, astray = _items_astray(connection, site, LOADED, is_other)
    # an editor may have withdrawn it; that decision is kept, and is no loss
    lost = found_among(key for key, protected in astray if "status" not in protected)
    return Check(
        "items-loaded",
        "每个已入库条目都有一条有效资源 Every loaded item has a live resource",
        required=True,
        passed=not lost.count,
        evidence=f"入库条目 loaded items {total:,}；缺资源 without a resource {lost}",
        advice="资源库丢了台账记得的行：先从备份恢复，再跑一次 "
        f"The library lost rows that the ledger knows: restore it, then run `guiyi migrate {site}` again",
    )


def _items_astray(
    connection: Connection, site: str, state: str, *others: ColumnElement[bool]
) -> tuple[int, list[tuple[str, list[str]]]]:
    """Items of a state → how many, and (source key, protected fields) of those whose resource is not live, or other."""
    joined = items.outerjoin(resources, resources.c.resource_id == items.c.resource_id)
    mine = (items.c.site == site) & (items.c.state == state)
    there = (PUBLISHED, HELD) if state == MERGED else (PUBLISHED,)  # copies of what is held are held with it
    astray = or_(resources.c.resource_id.is_(None), resources.c.status.not_in(there), *others)
    query = select(items.c.source_key, resources.c.protected).select_from(joined).where(mine, astray)
    total = connection.execute(select(func.count()).select_from(items).where(mine)).scalar_one()
    return total, [(key, protected or []) for key, protected in connection.execute(query)]


def check_resources(connection: Connection, run: Run) -> Check:
    """Every live resource of the site comes from an item; where the item is held or failed, the older version stays."""
    joined = resources.outerjoin(
        items, and_(items.c.site == resources.c.site, items.c.source_key == resources.c.source_key)
    )
    states = [LOADED, HELD, FAILED, *([GONE] if run.config.load.on_missing == "keep" else [])]
    live = (resources.c.site == run.site) & (resources.c.status == PUBLISHED)
    stray = or_(
        items.c.source_key.is_(None),
        items.c.state.not_in(states),
        and_(items.c.state == LOADED, items.c.resource_id != resources.c.resource_id),
    )
    found = find(connection, select(resources.c.resource_id).select_from(joined).where(live, stray))
    total = connection.execute(select(func.count()).select_from(resources).where(live)).scalar_one()
    return Check(
        "resources-explained",
        "每条有效资源都来自一个条目 Every live resource of the site comes from an item",
        required=True,
        passed=not found.count,
        evidence=f"有效资源 live resources {total:,}；来历不明 without an item {found}",
        advice="没有条目的资源须撤下或说明来历 "
        f"See `guiyi export --site {run.site}`: a resource that nobody loaded must be withdrawn or explained",
    )


def check_merged(connection: Connection, site: str) -> Check:
    """What every merged item was merged into is there, live or held."""
    total, astray = _items_astray(connection, site, MERGED)
    lost = found_among(key for key, _ in astray)
    return Check(
        "merged-into-live",
        "合并的条目，其主条都在 What merged items were merged into is live",
        required=True,
        passed=not lost.count,
        evidence=f"合并条目 merged items {total:,}；主条缺失 target not live {lost}",
        advice="主条已被撤下：再跑一次，由副本接替 "
        f"The target was withdrawn since: run `guiyi migrate {site}` again, so that a copy takes its place",
    )


def check_refused(connection: Connection, site: str) -> Check:
    """Everything held, dropped or failed has a reason; what is held can be replayed."""
    kept = exists().where(refused_records.c.site == items.c.site, refused_records.c.source_key == items.c.source_key)
    refused = (items.c.site == site) & items.c.state.in_(REFUSED)
    bare = find(connection, select(items.c.source_key).where(refused, func.coalesce(items.c.reason, "") == ""))
    lost = find(connection, select(items.c.source_key).where(refused, items.c.state == HELD, ~kept))
    total = connection.execute(select(func.count()).select_from(items).where(refused)).scalar_one()
    return Check(
        "refused-kept",
        "暂存、剔除、失败的都有原因，暂存的可以重放 What was refused has a reason; what is held can be replayed",
        required=True,
        passed=not bare.count and not lost.count,
        evidence=f"未入库条目 refused items {total:,}；没有原因 without a reason {bare}；"
        f"原件缺失 without payload {lost}",
        advice="再跑一次，会由各阶段文件重写 "
        f"Run `guiyi migrate {site}` again; the refused records are written anew from the stages' files",
    )


def check_redirects(connection: Connection, site: str) -> Check:
    """The address of every loaded or merged item, and every address attached to a live resource, leads to it."""
    total = connection.execute(
        select(func.count(func.distinct(items.c.page_key))).where(
            items.c.site == site, items.c.state.in_((LOADED, MERGED))
        )
    ).scalar_one()
    lost = find(connection, union(_items_without_redirect(site), _urls_without_redirect(site)))
    return Check(
        "redirects-answer",
        "入库和合并条目的旧网址都有跳转 The old address of every loaded or merged item leads to its resource",
        required=True,
        passed=not lost.count,
        evidence=f"旧网址 addresses {total:,}；没有或错误的跳转 missing or astray {lost}",
        advice="跳转表随资源库重算，这里被改动过：再跑一次 "
        f"The redirect map follows the library, and this one was altered: run `guiyi migrate {site}` again",
    )


def _items_without_redirect(site: str) -> Select[Any]:
    """Page keys of loaded and merged items, whose resource is live, that don't lead to it."""
    joined = items.join(resources, resources.c.resource_id == items.c.resource_id).outerjoin(
        redirects, and_(redirects.c.site == items.c.site, redirects.c.key == items.c.page_key)
    )
    # a page that holds several items may lead to any one of them
    leads = and_(redirects.c.kind == REDIRECT, redirects.c.resource_id == items.c.resource_id)
    query = select(items.c.page_key.label("key")).select_from(joined)
    query = query.where(items.c.site == site, items.c.state.in_((LOADED, MERGED)), resources.c.status == PUBLISHED)
    return query.group_by(items.c.page_key).having(func.max(case((leads, 1), else_=0)) == 0)


def _urls_without_redirect(site: str) -> Select[Any]:
    """Keys of further addresses of live resources (other pages of the same item, copies) that lead nowhere."""
    joined = legacy_urls.join(resources, resources.c.resource_id == legacy_urls.c.resource_id).outerjoin(
        redirects, and_(redirects.c.site == legacy_urls.c.site, redirects.c.key == legacy_urls.c.key)
    )
    query = select(legacy_urls.c.key).select_from(joined).where(legacy_urls.c.site == site)
    return query.where(resources.c.status == PUBLISHED, func.coalesce(redirects.c.kind, "") != REDIRECT)
