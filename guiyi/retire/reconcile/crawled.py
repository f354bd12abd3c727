"""The checks of a crawl, by the ledger alone: finished; and what it saw, or lists name, was asked for and read."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, and_, exists, func, or_, select, union

from guiyi.checks import Check
from guiyi.crawl.admission import BY_FILE, OFF_SITE, TOO_DEEP
from guiyi.crawl.traps import AGAIN, form_of, month_of
from guiyi.crawl.unread import HOME, UNFILLED, UNREAD
from guiyi.ledger import API, DROPPED, FAILED, FETCHED, LIST, QUEUED, SKIPPED, items, listings, pages, runs, seen_urls
from guiyi.retire.reconcile.findings import Finding, find
from guiyi.runs.run import Run

REASONS = 5  # for which listed pages were not asked, that are shown
ALIKE = 3  # rows with different titles that gave one page, from which they are told
MOST_CUT = 500  # pages at which a rule ended a chain of parts, that are looked at


def check_crawl(connection: Connection, run: Run) -> Check:
    """The crawl of this run was finished and nothing was cut short."""
    row = connection.execute(
        select(runs.c.crawl_finished, runs.c.crawl_complete).where(runs.c.run_id == run.run_id)
    ).one()
    queued = find(connection, select(pages.c.url).where(pages.c.site == run.site, pages.c.state == QUEUED))
    state = "抓完 finished" if row.crawl_finished else "未抓完 not finished"
    whole = "完整 complete" if row.crawl_complete else "有截断 cut short"
    return Check(
        "crawl-complete",
        "抓取完整，没有被截断 The crawl was finished and nothing was cut short",
        required=True,
        passed=bool(row.crawl_finished and row.crawl_complete) and not queued.count,
        evidence=f"{state}，{whole}；待抓 waiting {queued}",
        advice="再跑一次；若因上限截断，调高站点文件的 crawl.max_pages 或 crawl.max_depth "
        f"Run `guiyi migrate {run.site}` again; raise the limit that cut it in the site's file",
    )


def check_urls(connection: Connection, site: str) -> Check:
    """Every URL ever seen belongs to a page of the ledger, and every page has a disposition."""
    joined = seen_urls.outerjoin(pages, and_(pages.c.site == seen_urls.c.site, pages.c.key == seen_urls.c.key))
    lost = find(
        connection, select(seen_urls.c.url).select_from(joined).where(seen_urls.c.site == site, pages.c.key.is_(None))
    )
    no_end = find(connection, select(pages.c.url).where(pages.c.site == site, pages.c.disposition.is_(None)))
    total = connection.execute(select(func.count()).select_from(seen_urls).where(seen_urls.c.site == site)).scalar_one()
    return Check(
        "urls-disposed",
        "见过的每个网址都有且只有一个去向 Every URL ever seen has exactly one disposition",
        required=True,
        passed=not lost.count and not no_end.count,
        evidence=f"见过 seen {total:,}；没有去向 without an end {no_end}；不在台账 not in the ledger {lost}",
        advice="这些网址没有被任何阶段处理：再跑一次，仍在则连同网址上报 "
        f"No stage took these URLs: run `guiyi migrate {site}` again; if they stay, report them",
    )


def check_listed(connection: Connection, site: str) -> Check:
    """Everything a list page of the old site names has an end."""
    joined = listings.outerjoin(pages, and_(pages.c.site == listings.c.site, pages.c.key == listings.c.key))
    query = select(listings.c.key).distinct().select_from(joined)
    open_ones = find(connection, query.where(listings.c.site == site, pages.c.disposition.is_(None)))
    total = connection.execute(
        select(func.count(func.distinct(listings.c.key))).where(listings.c.site == site)
    ).scalar_one()
    return Check(
        "listed-accounted",
        "旧栏目列出的每一条都有着落 Every item that an old list names is accounted for",
        required=True,
        passed=not open_ones.count,
        evidence=f"列出 listed {total:,}；没有着落 unaccounted {open_ones}",
        advice="再跑一次；也看站点文件的 crawl.exclude 是否排除了它 "
        f"Run `guiyi migrate {site}` again; the site's file may exclude a listed page (crawl.exclude)",
    )


def _further_parts(connection: Connection, site: str) -> Select[Any]:
    """Pages that lay too deep, to which a list led that itself lists something: older months of an archive, say; and
    those of its own form that were left out since others of it (months to come) repeat each other.
    """
    lists = select(pages.c.key).where(pages.c.site == site, pages.c.role.in_((LIST, API)), pages.c.error.is_(None))
    too_deep = pages.c.error.like(f"{TOO_DEEP}%")
    own = and_(pages.c.site == site, pages.c.state == SKIPPED, pages.c.found_on.in_(lists))
    repeats = select(pages.c.key, pages.c.url, pages.c.found_on).where(own, pages.c.error.like(AGAIN))
    alone = repeats.where(pages.c.section.is_(None)).order_by(pages.c.key)  # not numbered pages, beyond a list's end
    alike = (row.key for row in connection.execute(alone) if form_of(row.url) == form_of(row.found_on))
    older = pages.c.key.in_(_older_months(connection, site))
    cut = or_(and_(own, or_(too_deep, pages.c.key.in_([*islice(alike, MOST_CUT)]))), older)
    return select(pages.c.url, pages.c.error.label("why")).where(pages.c.site == site, cut)


def _older_months(connection: Connection, site: str) -> list[str]:
    """Keys of months that were left out behind months that list nothing, before all of their calendar that list
    something: what is older may lie there.
    """
    cut = or_(pages.c.error.like(AGAIN), pages.c.error.like(f"{TOO_DEEP}%"))
    left_out = select(pages.c.key, pages.c.url).where(pages.c.site == site, pages.c.state == SKIPPED, cut)
    months = [(row.key, month) for row in connection.execute(left_out) if (month := month_of(row.url)) is not None]
    if not months:
        return []
    listed = select(pages.c.url).where(pages.c.site == site, pages.c.role == LIST, pages.c.error.is_(None))
    first: dict[str, int] = {}
    for row in connection.execute(listed):
        if (month := month_of(row.url)) is not None:
            first[form_of(row.url)] = min(month, first.get(form_of(row.url), month))
    return [key for key, month in months if month < first.get(form_of(key), 0)][:MOST_CUT]


def check_listed_asked(connection: Connection, site: str) -> Check:
    """What a list names, or leads on to, and the crawl by its own rules did not ask for, with the rules: it may be a
    document.

    Another site's pages, and what the site's file leaves out by a person's decision, are no loss.
    """
    joined = listings.join(pages, and_(pages.c.site == listings.c.site, pages.c.key == listings.c.key))
    why = func.coalesce(pages.c.error, "")
    left_out = (listings.c.site == site) & (pages.c.state == SKIPPED) & why.not_in((OFF_SITE, *BY_FILE))
    named = select(pages.c.url, why.label("why")).distinct().select_from(joined).where(left_out)
    query: CompoundSelect[Any] = union(named, _further_parts(connection, site))
    found, each = find(connection, query), query.subquery()
    counts = connection.execute(
        select(each.c.why, func.count()).group_by(each.c.why).order_by(func.count().desc(), each.c.why).limit(REASONS)
    ).all()
    reasons = "；".join(f"{why or '?'}: {count:,}" for why, count in counts)
    return Check(
        "listed-asked",
        "旧栏目列出的都抓了 Every item that an old list names was asked for",
        required=False,
        passed=not found.count,
        evidence=f"列出而未抓 listed, not asked for {found}" + (f"；{reasons}" if reasons else ""),
        advice="打开这些网址：确是文章的，调整 crawl.max_depth 或请主办单位提供 "
        "Open these addresses; where they are documents, raise crawl.max_depth or ask the site's owner for them",
    )


def check_apart(connection: Connection, site: str) -> Check:
    """Rows of a list with titles of their own gave documents of their own: many that redirect to one page (a sign-in,
    the home page), or were merged into one since the site answers them all alike, may be lost. Copies of one document
    bear one title.
    """
    joined = listings.join(pages, and_(pages.c.site == listings.c.site, pages.c.key == listings.c.key))
    given = func.coalesce(pages.c.redirect_to, pages.c.resource_id)
    asked = (listings.c.site == site) & (pages.c.state == FETCHED) & given.is_not(None)
    groups = select(func.min(pages.c.url)).select_from(joined).where(asked).group_by(listings.c.section, given)
    found = find(connection, groups.having(func.count(func.distinct(listings.c.title)) >= ALIKE))
    return Check(
        "listed-apart",
        "标题不同的条目各有各的文章 Rows with titles of their own gave documents of their own",
        required=False,
        passed=not found.count,
        evidence=f"多条不同标题得到同一页 several titles gave one and the same page {found}",
        advice="打开这些网址：若转到登录页、首页或总是同一篇，请主办单位提供原文，或设 crawl.browser "
        "Open these addresses: where they lead to a sign-in, the home page or always the same text, ask the site's "
        "owner for the documents, or set crawl.browser",
    )


def check_filled(connection: Connection, site: str) -> Check:
    """Pages that only scripts fill, of which nothing was read: behind them, or behind their routes, documents may lie.

    A site that lists nothing at all beside them is not taken for read. A home page is no loss where an interface gave
    the site's lists by itself: that is what its scripts would show.
    """
    lists = connection.scalar(select(func.count()).select_from(listings).where(listings.c.site == site))
    bare = (pages.c.site == site) & (pages.c.state == FETCHED) & (pages.c.error == UNFILLED)
    if lists:
        bare &= pages.c.role != LIST  # a list may be filled by data
        interface = pages.alias()
        same = (interface.c.site == listings.c.site) & (interface.c.key == listings.c.section)
        given = exists().where(listings.c.site == site, same, interface.c.role == API)
        bare &= or_(pages.c.key != HOME, ~given)
    found = find(connection, select(pages.c.url).where(bare))
    return Check(
        "scripts-read",
        "靠脚本显示的页面都读到了内容 Something was read of every page that only its scripts fill",
        required=not lists,
        passed=not found.count,
        evidence=f"只有脚本、没有读到内容 filled by scripts alone, nothing read {found}",
        advice="这些页等浏览器打开：装好 Chromium、设 crawl.browser，或在 crawl.seeds 写上它们的列表接口 "
        "They wait for a browser: have Chromium here, set crawl.browser, or name their list interface in crawl.seeds",
    )


def check_links(connection: Connection, site: str) -> Check:
    """Pages that broke the reader of links: what they alone lead to was not asked for. A page that is made to break
    readers does not hold its site.
    """
    broken = (pages.c.site == site) & (pages.c.state == FETCHED) & (pages.c.error == UNREAD)
    found = find(connection, select(pages.c.url).where(broken))
    return Check(
        "links-read",
        "每个页面的链接都读得出来 The links of every page can be read",
        required=False,
        passed=not found.count,
        evidence=f"链接读不出来的页面 pages whose links can not be read {found}",
        advice="看这些页是不是列表；若是，把它列出的地址写进 crawl.seeds，并把页面交给工程师 "
        "Look whether they are lists: name what they list in crawl.seeds, and give the page to an engineer",
    )


def check_read(connection: Connection, run: Run) -> Check:
    """Something of the site was read: a list, or a document. A first page that answers 200 with nothing, or links
    nothing that is read, is not taken for a site without documents; a person says where it is one.
    """
    listed = connection.scalar(select(func.count()).select_from(listings).where(listings.c.site == run.site)) or 0
    is_document = (items.c.site == run.site) & (items.c.state != DROPPED)
    documents = connection.scalar(select(func.count()).select_from(items).where(is_document)) or 0
    return Check(
        "site-read",
        "旧站读到了内容 Something of the old site was read",
        required=True,
        passed=bool(listed or documents or HOME in run.config.crawl.whole),
        evidence=f"列出 listed {listed:,}；条目 documents {documents:,}",
        advice="打开旧站首页：空页或另有入口的，改 site.base 或 crawl.seeds；确无内容的，写明 crawl.whole: {/: 原因} "
        "Open the old first page: where it is empty or leads elsewhere, correct site.base or crawl.seeds; where the "
        "site holds nothing any more, say so under crawl.whole: {/: why}",
    )


def check_failed(connection: Connection, site: str) -> Check:
    """Pages the old site did not give; no loss that a rerun could not mend, or that the old site itself has."""
    failed: Finding = find(connection, select(pages.c.url).where(pages.c.site == site, pages.c.state == FAILED))
    return Check(
        "pages-fetched",
        "没有抓取失败的页面 No page failed to be fetched",
        required=False,
        passed=not failed.count,
        evidence=f"失败 failed {failed}",
        advice="旧站稳定时再跑一次；仍失败的请主办单位确认 "
        "Run again when the old site is calm; ask its owner about what still fails",
    )
