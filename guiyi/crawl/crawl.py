"""The crawl of one run: every page of a site into the archive, every URL into the ledger, in journalled steps.

A step takes some due pages, asks for them, and writes the archive (durable first) and the ledger (one transaction).
Killed anywhere, the next start goes on at the last step; what the archive holds beyond it is cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from sqlalchemy import select

from guiyi.crawl.archiving.cdxj import IndexRow, write_index
from guiyi.crawl.asking import Asker
from guiyi.crawl.changes import recall_forms
from guiyi.crawl.cloaking import look_for_cloaking
from guiyi.crawl.completeness import CrawlReport, report_of, shortfalls
from guiyi.crawl.fetching.fetch import Fetcher, Response
from guiyi.crawl.fetching.quiet import hours_of, wait_for_hours
from guiyi.crawl.frontier import Frontier, skip_all_due, targets_of
from guiyi.crawl.journal import RETRIED, Journal
from guiyi.crawl.observing.observe import Target
from guiyi.crawl.reading.sitemap import MAX_URLS, read_sitemap
from guiyi.crawl.sources import stored_responses
from guiyi.database import reading
from guiyi.errors import SourceDown, SourceError
from guiyi.ledger import FAILED, pages, runs
from guiyi.runs.run import Progress, Run, no_progress

STEP = 64  # pages a step where the host is asked without delay
SEEDS = 5000  # addresses of sitemaps that are kept before they are written
STEP_SECONDS = 2.0  # about how long a step lasts where it is asked slowly
MAX_SITEMAPS = 200


def go_on() -> None:
    """Waits for nothing."""


def crawl_site(run: Run, progress: Progress = no_progress, may_go: Callable[[], None] = go_on) -> CrawlReport:
    """Crawls the site of a run until nothing is due, going on where an earlier start stopped → what was done.

    may_go: called before every handful of requests; it waits as long as operators pause the site. Quiet hours are
    waited out here. SourceDown: the site does not answer; the run can be continued later. StoreError, LibraryError.
    """
    with reading(run.engine) as connection:
        is_finished = connection.scalar(select(runs.c.crawl_finished).where(runs.c.run_id == run.run_id))
    if not is_finished:
        frontier = Frontier(run)
        frontier.open()
        journal = Journal(run, frontier)
        if run.config.crawl.source == "http":
            hours = hours_of(run)

            def before_asking() -> None:
                wait_for_hours(run.site, hours)
                may_go()

            _crawl_live(run, frontier, journal, progress, before_asking)
        else:
            _read_stored(run, frontier, journal, progress)
        # what belongs to a crawl comes before it counts as finished, or a start killed here would leave it out for good
        if run.config.crawl.source == "http" and run.config.crawl.cloaking_sample:
            with closing(Fetcher(run.config.crawl, run.urls)) as fetcher:
                asker = Asker(run, fetcher)
                look_for_cloaking(run, asker.get_as)
        write_index(run.store, run.site, archived_rows(run))
        frontier.finish(shortfalls(run))
    return report_of(run)


# --- a live site -----------------------------------------------------------------------------------------------------


def _crawl_live(
    run: Run, frontier: Frontier, journal: Journal, progress: Progress, before_asking: Callable[[], None]
) -> None:
    crawl = run.config.crawl
    before_asking()
    with closing(Fetcher(crawl, run.urls)) as fetcher, ThreadPoolExecutor(crawl.concurrency) as threads:
        asker = Asker(run, fetcher)  # first: a site that does not answer leaves the last crawl as it was
        frontier.begin()
        try:
            recall_forms(run, journal.observer, frontier.traps)
            for at, target in enumerate(_seeds(run, asker)):
                frontier.add(target, None)
                if at % SEEDS == SEEDS - 1:  # a sitemap may name a million
                    journal.commit()
            journal.commit()
            while due := frontier.due(_step_size(run)):
                run.store.require_space()
                before_asking()
                _ask_some(journal, asker, threads, [row for row in due if not journal.leaves_out(row)])
                done, left = frontier.tally()
                progress(done, done + left)
            if journal.unanswered and (silence := asker.silence()):
                journal.is_down(silence)
        except SourceDown as down:
            down.has_answered = journal.has_answered
            raise
        finally:
            asker.close()


def _ask_some(journal: Journal, asker: Asker, threads: ThreadPoolExecutor, due: list[Any]) -> None:
    """A step. Of a host that asks for a pause amid it what came before is kept: it might never get beyond."""
    try:
        for row, answer in zip(due, threads.map(asker.ask, due), strict=True):
            journal.take(row, answer)
    except SourceDown:
        journal.commit()
        raise
    journal.commit()


def retry_page(run: Run, url: str) -> str:
    """Asks once more for one known page, under the site's lease → its state: fetched, gone, queued or failed.

    SourceError: it is no page that the ledger knows.
    """
    frontier = Frontier(run)
    journal = Journal(run, frontier)
    row = journal.row(frontier.key_of(url))
    if row is None:
        raise SourceError(f"{run.site} has no page {url} in its ledger")
    with closing(Fetcher(run.config.crawl, run.urls)) as fetcher:
        journal.take(row, Asker(run, fetcher).ask(row))
    journal.commit()
    journal.archive.close()
    write_index(run.store, run.site, archived_rows(run))
    after = journal.row(row.key)
    return str(after.state) if after is not None else FAILED


def _step_size(run: Run) -> int:
    crawl = run.config.crawl
    if crawl.delay <= 0:
        return STEP
    return max(crawl.concurrency, min(STEP, round(STEP_SECONDS / crawl.delay) * crawl.concurrency))


def _seeds(run: Run, asker: Asker) -> Iterator[Target]:
    """The configured seeds, and all URLs of the site's sitemaps."""
    base = run.urls.base
    wanted = [url for seed in run.config.crawl.seeds if (url := run.urls.absolute(seed, base))]
    yield from targets_of(wanted, "seed")
    sitemaps = [url for one in run.config.crawl.sitemaps if (url := run.urls.absolute(one, base))]
    sitemaps += list(asker.robots.sitemaps) if asker.robots else []
    default = run.urls.absolute("/sitemap.xml", base)
    queue, seen = list(dict.fromkeys([*sitemaps, *([default] if default else [])])), set[str]()
    left = max(run.config.crawl.max_pages, MAX_URLS)  # what goes beyond would only be told as a limit
    while queue and len(seen) < MAX_SITEMAPS and left > 0:
        url = queue.pop(0)
        if url in seen or not run.urls.is_own(url):
            continue
        seen.add(url)
        response = _sitemap(asker, url, run.config.crawl.attempts)
        if response is not None and response.status == 200:
            found, more = read_sitemap(response.body)
            yield from targets_of(found, "sitemap")
            queue.extend(more[:MAX_SITEMAPS])
            left -= len(found)


def _sitemap(asker: Asker, url: str, attempts: int) -> Response | None:
    """A sitemap, asked for again where the site was only busy; None if it can't be had: its pages have links, too."""
    response = None
    for _ in range(attempts):
        try:
            response = asker.get(url)
        except SourceError as error:
            if not error.is_transient:
                return None
            continue
        if response.status not in RETRIED:
            break
    return response


# --- a dead site -----------------------------------------------------------------------------------------------------


def _read_stored(run: Run, frontier: Frontier, journal: Journal, progress: Progress) -> None:
    """Reads all responses of a file dump or an archive; what it links to but does not hold is skipped."""
    frontier.begin()
    for at, response in enumerate(stored_responses(run)):
        frontier.add(Target(response.url, "page", "file"), None)
        if at % STEP == STEP - 1:
            journal.commit()
            progress(at + 1, None)
    journal.commit()
    for at, response in enumerate(stored_responses(run)):
        row = journal.row(frontier.key_of(response.url))
        if row is not None and row.fetched_run != run.run_id and row.key not in frontier.changes.pages:
            journal.take(row, response)
        if at % STEP == STEP - 1:
            journal.commit()
            progress(at + 1, None)
    journal.commit()
    skip_all_due(run, f"not in the {run.config.crawl.source} that stands for the site")


# --- the journal -----------------------------------------------------------------------------------------------------


def archived_rows(run: Run) -> Iterator[IndexRow]:
    """All pages of the site that the archive holds whole, for its index."""
    wanted = select(pages).where(pages.c.site == run.site, pages.c.warc.is_not(None))
    with reading(run.engine) as connection:
        for row in connection.execute(wanted):
            yield IndexRow(row.url, row.fetched_at, 200, row.media_type, row.warc, row.warc_offset, row.warc_length)


# --- what was done ---------------------------------------------------------------------------------------------------
